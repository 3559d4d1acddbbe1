//! The path: from a signal to the report.

use crate::world::{minutes, on_both_engines, seconds, set};
use vigie_domain::alert::{Ending, Signal, State};
use vigie_domain::id::{AlertId, IncidentId};
use vigie_domain::incident::{Incident, Stage, Step};
use vigie_ops::journal::{Seals, verify};
use vigie_ops::store::{alerts, incidents, journal, reports};
use vigie_ops::{alert, respond};

const DOWN: &[(&str, &str)] =
    &[("alertname", "ApiDown"), ("severity", "critical"), ("service", "api")];

async fn only_incident(world: &crate::world::World) -> Incident {
    let all = world.read(|tx| Ok(incidents::before(tx, IncidentId(i64::MAX), 10)?)).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

#[test]
fn a_critical_alert_reaches_alice_opens_an_incident_and_ends_in_a_report() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(DOWN).await;
        world.advance(seconds(5)).await;
        let mail = world.expects("alice@example.org", "firing", "first notification");
        let incident = only_incident(&world).await;
        assert_eq!(mail.notice.incident.unwrap().reference, "INC-2026-0001");
        assert!(mail.acknowledge_url.unwrap().starts_with("https://vigie.example/ack/"));
        assert_eq!(incident.stage, Stage::Declared);

        let now = world.cx.now();
        world.write(move |tx| alert::acknowledge(tx, AlertId(1), "alice", now)).await;
        world.advance(minutes(2)).await;
        let incident = only_incident(&world).await;
        assert_eq!((incident.stage, incident.lead.as_deref()), (Stage::InProgress, Some("alice")));
        world.clears(DOWN).await;
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        assert_eq!(only_incident(&world).await.stage, Stage::Closed);

        let report = world.read(|tx| Ok(reports::of_incident(tx, IncidentId(1))?)).await.unwrap();
        let report = report.last.text;
        for told in
            ["# INC-2026-0001 ApiDown", "alice", "Alert acknowledged", "fixed", "2026-11-20"]
        {
            assert!(report.contains(told), "{told:?} is not in\n{report}");
        }
        assert!(matches!(world.read(verify).await, Seals::Whole { .. }));
        world
    });
}

#[test]
fn an_alert_that_stops_reporting_is_over_but_not_called_fixed() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(DOWN).await;
        world.advance(minutes(20)).await;
        world.expects("alice@example.org", "firing", "first notification");
        let over = world.expects("alice@example.org", "resolved", "all alerts resolved");
        assert_eq!(over.notice.alerts[0].ended_how.as_deref(), Some("stopped reporting"));
        let stored = world.read(|tx| Ok(alerts::by_id(tx, AlertId(1))?)).await.unwrap();
        let how = Ending::StoppedReporting;
        assert!(matches!(stored.alert.state, State::Resolved { how: said, .. } if said == how));
        world
    });
}

#[test]
fn an_alert_that_is_merely_sent_again_writes_no_fact_and_tells_nobody() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        for _ in 0..10 {
            world.fires(DOWN).await;
            world.advance(minutes(1)).await;
        }
        world.expects("alice@example.org", "firing", "first notification");
        let story = world.read(|tx| Ok(journal::of_alert(tx, AlertId(1), 100)?)).await;
        let kinds: Vec<&str> = story.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["alert_opened", "incident_declared"]);
        world
    });
}

#[test]
fn an_acknowledgement_silences_reminders_until_the_alert_clears_then_re_arms() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(DOWN).await;
        world.advance(seconds(10)).await;
        world.expects("alice@example.org", "firing", "first notification");
        let now = world.cx.now();
        world.write(move |tx| alert::acknowledge(tx, AlertId(1), "alice", now)).await;
        for _ in 0..100 {
            world.advance(minutes(3)).await;
            world.fires(DOWN).await;
        }
        world.is_quiet();
        world.clears(DOWN).await;
        world.advance(minutes(6)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world.fires(DOWN).await;
        world.advance(minutes(1)).await;
        world.expects("alice@example.org", "firing", "first notification");
        world
    });
}

#[test]
fn an_acknowledged_alert_that_comes_back_before_the_next_look_is_told_as_new() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(DOWN).await;
        world.advance(seconds(10)).await;
        world.expects("alice@example.org", "firing", "first notification");
        let now = world.cx.now();
        world.write(move |tx| alert::acknowledge(tx, AlertId(1), "alice", now)).await;
        world.clears(DOWN).await;
        world.advance(minutes(1)).await;
        world.fires(DOWN).await;
        world.advance(minutes(2)).await;
        world.fires(DOWN).await;
        world.is_quiet();
        world.advance(minutes(3)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        assert_eq!(told.notice.alerts.iter().map(|alert| alert.id).collect::<Vec<_>>(), [2]);
        world
    });
}

#[test]
fn an_alert_that_nobody_took_and_that_flaps_between_two_looks_is_told_once() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(DOWN).await;
        world.advance(seconds(10)).await;
        world.expects("alice@example.org", "firing", "first notification");
        world.clears(DOWN).await;
        world.advance(minutes(1)).await;
        for _ in 0..4 {
            world.fires(DOWN).await;
            world.advance(minutes(2)).await;
        }
        world
    });
}

#[test]
fn a_keyed_problem_that_gets_worse_is_told_again() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        let worse = |severity: &str, now: vigie_domain::time::Timestamp| Signal {
            identity: Some(set(&[("key", "7")])),
            labels: set(&[("alertname", "Disk"), ("severity", severity)]),
            starts_at: Some(now),
            ends_at: Some(now + minutes(60)),
            ..Signal::default()
        };
        world.receives(vec![worse("warning", world.cx.now())]).await;
        world.advance(minutes(1)).await;
        world.expects("alice@example.org", "firing", "first notification");
        world.receives(vec![worse("critical", world.cx.now())]).await;
        world.advance(minutes(6)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        assert_eq!(told.notice.alerts[0].severity, "critical");
        world
    });
}

#[test]
fn a_service_that_flaps_has_one_incident_not_ten() {
    on_both_engines(|world| async {
        for _ in 0..5 {
            world.fires(DOWN).await;
            world.advance(seconds(30)).await;
            world.clears(DOWN).await;
            world.advance(seconds(30)).await;
        }
        world.advance(minutes(5)).await;
        assert_eq!(only_incident(&world).await.stage, Stage::Closed);
        world
    });
}

#[test]
fn an_incident_declared_by_hand_is_noted_and_closed_by_hand() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        let declaration = respond::Declaration::of("A list of users is readable on the web", None);
        let incident = world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await;
        let reference = incident.reference;
        world.write(move |tx| respond::note(tx, reference, "access is cut", "bob", now)).await;
        world.advance(minutes(60)).await;
        assert_eq!(only_incident(&world).await.stage, Stage::Declared, "nobody closed it");
        for (step, by) in [(Step::Resolve, "bob"), (Step::Close, "alice")] {
            world.steps(reference, step, by).await;
        }
        world.settle().await;
        let report = world.read(|tx| Ok(reports::of_incident(tx, IncidentId(1))?)).await.unwrap();
        let report = report.last.text;
        assert!(report.contains("access is cut"), "{report}");
        world
    });
}

#[test]
fn each_of_the_alerts_that_came_together_has_its_own_story() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        let signal = |name: &str, severity: &str| Signal {
            labels: set(&[("alertname", name), ("severity", severity)]),
            ends_at: Some(now + minutes(5)),
            ..Signal::default()
        };
        world.fires(DOWN).await;
        let together = vec![signal("Full", "warning"), signal("Hot", "critical")];
        assert_eq!(world.receives(together).await.taken, 2);
        world.settle().await;
        for (number, severity, title) in [(2, "warning", "Full"), (3, "critical", "Hot")] {
            let story =
                world.read(move |tx| Ok(journal::of_alert(tx, AlertId(number), 100)?)).await;
            let opened = story.first().unwrap();
            assert_eq!(
                (opened.kind.as_str(), opened.alert),
                ("alert_opened", Some(AlertId(number)))
            );
            assert_eq!((opened.subject.as_str(), opened.text.as_str()), (severity, title));
            assert_eq!(story.len(), if severity == "critical" { 2 } else { 1 }, "{story:?}");
        }
        world
    });
}
