//! Measures: how long incidents took, with the number behind each, and what is not known.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::incident::{Kind as IncidentKind, Reference, Step};
use vigie_domain::measure::{Measure, Summary};
use vigie_domain::rights::Role;
use vigie_domain::time::Timestamp;
use vigie_ops::learn::{self, By, Measured};
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Move};

async fn declared(world: &World, kind: IncidentKind, service: Option<&str>) -> Reference {
    let now = world.cx.now();
    let declaration = Declaration {
        kind,
        private: service.is_none(),
        ..Declaration::of("The API answers 502", service.map(|slug| slug.parse().unwrap()))
    };
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await.reference
}

async fn takes(world: &World, reference: Reference, step: Step) {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let wanted = Move { why: "it was nothing".to_owned(), ..Move::now(step) };
    world.write(move |tx| respond::step(tx, &setup, (reference, &wanted), "alice", now)).await;
    world.settle().await;
}

/// An incident that was taken and resolved after so many minutes.
async fn lasted(world: &World, kind: IncidentKind, (taken, resolved): (u64, u64)) {
    let reference = declared(world, kind, Some("api")).await;
    world.advance(minutes(taken)).await;
    takes(world, reference, Step::Take).await;
    world.advance(minutes(resolved - taken)).await;
    takes(world, reference, Step::Resolve).await;
}

async fn seen_by(world: &World, name: &str) -> Vec<Measured> {
    let sight = world.sight(name, Role::Responder);
    world.read(move |tx| learn::measured(tx, &sight, Timestamp::ZERO)).await
}

#[test]
fn each_number_says_how_many_incidents_stand_behind_it() {
    on_both_engines(|world| async {
        let world = world.declares(Kind::Service, json!({"slug": "api", "name": "API"})).await;
        lasted(&world, IncidentKind::Incident, (1, 10)).await;
        lasted(&world, IncidentKind::Incident, (3, 30)).await;
        lasted(&world, IncidentKind::Incident, (8, 80)).await;
        lasted(&world, IncidentKind::Exercise, (500, 900)).await;
        let nothing = declared(&world, IncidentKind::Incident, Some("api")).await;
        takes(&world, nothing, Step::Cancel).await;
        declared(&world, IncidentKind::Incident, None).await;

        let all = seen_by(&world, "bob").await;
        assert_eq!(all.len(), 4, "no exercise, and nothing that was cancelled");
        let groups = learn::measured_groups(&all, By::Whole, &jiff::tz::TimeZone::UTC);
        let span = |count| Some(minutes(count));
        let resolved = groups[0].summary(Measure::Resolve);
        let expected = Summary { known: 3, unknown: 1, median: span(30), ninth_decile: span(80) };
        assert_eq!(resolved, expected, "what goes on is counted as not known");
        let validated = groups[0].summary(Measure::Validate);
        assert_eq!(validated, Summary { known: 0, unknown: 4, ..Summary::default() });

        let services = learn::measured_groups(&all, By::Service, &jiff::tz::TimeZone::UTC);
        let named: Vec<(&str, usize)> =
            services.iter().map(|group| (group.name.as_str(), group.incidents.len())).collect();
        assert_eq!(named, [("", 1), ("api", 3)]);
        let months = learn::measured_groups(&all, By::Month, &jiff::tz::TimeZone::UTC);
        assert_eq!(months[0].name, "2026-11");
        assert_eq!(seen_by(&world, "carol").await.len(), 3, "a private one is not hers to count");
        world
    });
}
