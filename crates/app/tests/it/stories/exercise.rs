//! Exercises: what is played happens on its clock, is marked everywhere, and ends in a report.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::alert::State;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Kind as Sort, Stage};
use vigie_domain::person::Language;
use vigie_domain::task::TaskKind;
use vigie_domain::text::Slug;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Library, Rehearsal};
use vigie_ops::store::journal::Entry;
use vigie_ops::store::{alerts, incidents, journal, reports};

/// A team that plays, and a route that tells everybody of every alert.
async fn team(world: World) -> World {
    let world = world.person("ada").await.person("boss").await;
    let players = json!({"name": "players", "people": ["ada"]});
    let world = world.declares(Kind::Receiver, players).await;
    let everybody = json!({"name": "everybody", "people": ["boss"]});
    let world = world.declares(Kind::Receiver, everybody).await;
    let route = json!({"receiver": "everybody", "group_by": ["alertname", "event"], "wait": "0s",
        "interval": "1m", "incident_from": "warning"});
    world.declares(Kind::Route, route).await
}

async fn starts(world: &World, language: Language, receiver: Option<&'static str>) -> Incident {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let key: Slug = "data-leak-ops".parse().unwrap();
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        let library = Library::default();
        let playbook = &library.playbooks(language)[&key];
        let scenario = library.scenario(language, &key).unwrap();
        let wanted = Rehearsal { scenario, playbook, language, service: None, receiver };
        respond::start_exercise(tx, &setup, wanted, "olga", now)
    };
    world.write(unit).await
}

async fn stops(world: &World, incident: &Incident) -> Incident {
    let (setup, now, reference) = (world.cx.setup(), world.cx.now(), incident.reference);
    world.write(move |tx| respond::stop_exercise(tx, &setup, reference, "olga", now)).await
}

async fn lines(world: &World, id: IncidentId, kind: &'static str) -> Vec<Entry> {
    let all = world.read(move |tx| Ok(journal::of_incident(tx, id, 1_000)?)).await;
    all.into_iter().filter(|line| line.kind == kind).collect()
}

#[test]
fn an_exercise_happens_on_its_clock_is_marked_everywhere_and_ends_in_a_report() {
    on_both_engines(|world| async {
        let world = team(world).await;
        let incident = starts(&world, Language::En, Some("players")).await;
        let id = incident.id;
        assert_eq!(incident.kind, Sort::Exercise);
        assert_eq!(incident.title, "EXERCISE: A list of users can be read on the web");
        world.advance(minutes(1)).await;
        let told = world.expects("ada@example.org", "firing", "first notification");
        let said = &told.notice.alerts[0].annotations["summary"];
        assert!(
            said.starts_with("EXERCISE: message from a user, by telephone: I searched"),
            "{said}"
        );
        assert_eq!(lines(&world, id, "playbook_started").await.len(), 1);
        assert!(lines(&world, id, "exercise_alert").await.is_empty(), "not before its time");

        world.advance(minutes(4)).await;
        let paged = world.expects("boss@example.org", "firing", "first notification");
        let summary = &paged.notice.alerts[0].annotations["summary"];
        assert!(summary.starts_with("EXERCISE: Export page"), "{summary}");
        let found = world.read(move |tx| Ok(alerts::of_incident(tx, id, 10)?)).await;
        assert_eq!(found.len(), 1, "it belongs to the incident that is played");
        let all = world.read(|tx| Ok(incidents::open(tx, 10)?)).await;
        assert_eq!(all.len(), 1, "it opens no other, whatever the route says");

        let after = stops(&world, &incident).await;
        assert_eq!(after.stage, Stage::Resolved);
        world.advance(minutes(60)).await;
        world.expects("boss@example.org", "resolved", "all alerts resolved");
        let found = world.read(move |tx| Ok(alerts::of_incident(tx, id, 10)?)).await;
        assert!(found.iter().all(|one| matches!(one.alert.state, State::Resolved { .. })));
        assert_eq!(lines(&world, id, "exercise_message").await.len(), 1, "nothing more happened");
        assert_eq!(lines(&world, id, "exercise_ended").await[0].text, "2/7");
        let report = world.read(move |tx| Ok(reports::of_incident(tx, id)?)).await.unwrap();
        assert!(report.last.text.contains("EXERCISE: A list of users"), "{}", report.last.text);
        world
    });
}

#[test]
fn what_was_due_while_the_program_was_down_happens_once_when_it_is_back() {
    on_both_engines(|world| async {
        let incident = starts(&world, Language::Fr, None).await;
        world.advance(minutes(1)).await;
        assert_eq!(incident.title, "EXERCICE\u{a0}: Une liste d’usagers est lisible sur le web");
        world.sleep_through(minutes(90));
        world.advance(minutes(1)).await;
        world.advance(minutes(10)).await;
        let id = incident.id;
        assert_eq!(lines(&world, id, "exercise_message").await.len(), 5);
        assert_eq!(lines(&world, id, "exercise_alert").await.len(), 2);
        let stopped = stops(&world, &incident).await;
        assert_eq!(stopped.stage, Stage::Resolved);
        assert_eq!(stops(&world, &incident).await.stage, Stage::Resolved, "twice is once");
        world
    });
}

#[test]
fn a_reminder_of_an_exercise_says_so_and_ends_with_it() {
    on_both_engines(|world| async {
        let world = team(world).await;
        let incident = starts(&world, Language::En, None).await;
        let (now, id) = (world.cx.now(), incident.id);
        let wanted = respond::Wanted {
            kind: TaskKind::Work,
            text: "Call the host".to_owned(),
            owner: None,
            due_at: Some(now + minutes(1)),
        };
        world.write(move |tx| respond::add_task(tx, id, &wanted, "olga", now)).await;
        world.advance(minutes(2)).await;
        let told = world.expects("boss@example.org", "firing", "first notification");
        let summary = &told.notice.alerts[0].annotations["summary"];
        assert!(
            summary.starts_with("EXERCISE: ") && summary.contains("Call the host"),
            "{summary}"
        );
        stops(&world, &incident).await;
        world.advance(minutes(2)).await;
        world.expects("boss@example.org", "resolved", "all alerts resolved");
        world.advance(minutes(600)).await;
        world
    });
}
