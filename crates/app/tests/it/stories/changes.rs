//! Changes: kept once each, beside the incident of their service, never as its cause.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use std::time::Duration;
use vigie_domain::change::{Change, ChangeKind, ChangeState, beside};
use vigie_domain::id::{ChangeId, IncidentId};
use vigie_domain::incident::{Incident, Step};
use vigie_ops::detect::{self, ToldChange};
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration};
use vigie_ops::store::{changes, reports};
use vigie_ops::tick;

fn told(what: &str, delivery: &str) -> ToldChange {
    ToldChange {
        delivery: delivery.to_owned(),
        kind: ChangeKind::Deployment,
        state: ChangeState::Done,
        at: None,
        service: "site".to_owned(),
        place: "acme/site".to_owned(),
        who: "bo".to_owned(),
        what: what.to_owned(),
        url: "javascript:alert(1)".to_owned(),
    }
}

async fn tells(world: &World, told: ToldChange) -> Option<Change> {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let service = detect::service_of(&setup, None, &told, None);
    world.write(move |tx| detect::note_change(tx, ("ci", service.clone()), &told, now)).await
}

async fn all(world: &World) -> Vec<String> {
    let found = world.read(|tx| Ok(changes::before(tx, ChangeId(i64::MAX), 100)?)).await;
    found.into_iter().map(|one| one.what).collect()
}

async fn declared(world: &World) -> Incident {
    let now = world.cx.now();
    let declaration = Declaration::of("The site answers 502", "site".parse().ok());
    world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await
}

#[test]
fn a_message_that_comes_twice_is_one_change_and_its_link_is_safe() {
    on_both_engines(|world| async {
        let world = world.declares(Kind::Service, json!({"slug": "site"})).await;
        let first = tells(&world, told("v1 → production", "d1")).await.unwrap();
        assert_eq!(first.service.unwrap().as_str(), "site");
        assert_eq!((first.url.as_str(), first.at), ("", world.cx.now()));
        assert_eq!(tells(&world, told("v1 again", "d1")).await, None);
        let ahead = ToldChange { at: Some(world.cx.now() + minutes(60)), ..told("v2", "d2") };
        assert_eq!(tells(&world, ahead).await.unwrap().at, world.cx.now(), "a clock is ahead");
        assert_eq!(all(&world).await, ["v2", "v1 → production"]);
        world
    });
}

#[test]
fn changes_of_the_service_lie_beside_its_incident_and_in_its_report() {
    on_both_engines(|world| async {
        let world = world
            .declares(Kind::Service, json!({"slug": "site"}))
            .await
            .declares(Kind::Service, json!({"slug": "other"}))
            .await
            .declares(Kind::Settings, json!({"changes_before": "2h"}))
            .await;
        tells(&world, told("too early", "d1")).await;
        world.advance(minutes(150)).await;
        tells(&world, told("the last deployment", "d2")).await;
        let elsewhere = ToldChange {
            service: "other".to_owned(),
            place: String::new(),
            ..told("of another service", "d3")
        };
        tells(&world, elsewhere).await;
        world.advance(minutes(20)).await;
        let incident = declared(&world).await;
        world.advance(minutes(5)).await;
        tells(&world, told("rolled back", "d4")).await;
        let within = beside(&incident, world.cx.setup().settings.changes_before);
        let site = "site".parse().unwrap();
        let found = world.read(move |tx| Ok(changes::of_service(tx, &site, within, 100)?)).await;
        let found: Vec<&str> = found.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(found, ["rolled back", "the last deployment"]);

        world.steps(incident.reference, Step::Resolve, "olga").await;
        world.settle().await;
        let report = world.read(|tx| Ok(reports::of_incident(tx, IncidentId(1))?)).await.unwrap();
        let text = report.last.text;
        assert!(text.contains("the last deployment") && text.contains("rolled back"), "{text}");
        assert!(!text.contains("too early") && !text.contains("of another service"), "{text}");
        world
    });
}

#[test]
fn old_changes_are_forgotten() {
    on_both_engines(|world| async {
        let world = world.declares(Kind::Settings, json!({"retention": {"changes": "24h"}})).await;
        tells(&world, told("old", "d1")).await;
        world.sleep_through(Duration::from_hours(23));
        tells(&world, told("young", "d2")).await;
        world.sleep_through(Duration::from_hours(2));
        tick::forget(&world.cx).await;
        assert_eq!(all(&world).await, ["young"]);
        world
    });
}
