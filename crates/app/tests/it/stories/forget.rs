//! What is kept, and what goes when it is old enough.

use crate::world::{World, minutes, on_both_engines, seconds};
use serde_json::json;
use vigie_domain::id::{AlertId, EntryId, NotificationId};
use vigie_ops::prepare::document::Kind;
use vigie_ops::store::{alerts, incidents, journal, outbox};
use vigie_ops::{alert, tick};

const WARM: &[(&str, &str)] = &[("alertname", "Warm"), ("severity", "warning")];
const COLD: &[(&str, &str)] = &[("alertname", "Cold"), ("severity", "warning")];
const DOWN: &[(&str, &str)] = &[("alertname", "Down"), ("severity", "critical")];

const MANY: i64 = 1_000;

async fn kept(world: &World) -> (Vec<String>, usize) {
    world
        .read(|tx| {
            let alerts = alerts::before(tx, AlertId(i64::MAX), MANY)?;
            let names = alerts.iter().map(|stored| stored.alert.claim.title()).collect();
            Ok((names, outbox::before(tx, NotificationId(i64::MAX), MANY)?.len()))
        })
        .await
}

#[test]
fn what_is_over_goes_after_its_time_and_the_journal_stays() {
    on_both_engines(|world| async {
        let settings = json!({ "retention": { "alerts": "2h" } });
        let world = world.person("alice").await.declares(Kind::Settings, settings).await;
        world.fires(WARM).await;
        world.advance(seconds(10)).await;
        world.expects("alice@example.org", "firing", "first notification");
        world.clears(WARM).await;
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world.sleep_through(minutes(100));
        tick::forget(&world.cx).await;
        world.fires(COLD).await;
        world.advance(seconds(10)).await;
        world.expects("alice@example.org", "firing", "first notification");
        assert_eq!(kept(&world).await, (vec!["Cold".to_owned(), "Warm".to_owned()], 3));

        world.sleep_through(minutes(30));
        tick::forget(&world.cx).await;
        assert_eq!(kept(&world).await, (vec!["Cold".to_owned()], 1));
        let entries = world.read(|tx| Ok(journal::after(tx, EntryId(0), MANY)?)).await;
        assert!(entries.iter().any(|entry| entry.text.contains("Warm")), "{entries:?}");
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world
    });
}

#[test]
fn an_open_incident_keeps_its_alerts() {
    on_both_engines(|world| async {
        let settings = json!({ "retention": { "alerts": "2h" }, "close_after": "2h" });
        let world = world.declares(Kind::Settings, settings).await;
        let now = world.cx.now();
        world.fires(DOWN).await;
        world.advance(seconds(10)).await;
        assert_eq!(world.read(|tx| Ok(incidents::open(tx, MANY)?)).await.len(), 1);
        let down =
            world.read(|tx| Ok(alerts::before(tx, AlertId(i64::MAX), MANY)?)).await.remove(0);
        let number = down.alert.id;
        world.write(move |tx| alert::resolve_by_hand(tx, number, "alice", now)).await;
        world.fires(WARM).await;
        world.sleep_through(minutes(180));
        tick::forget(&world.cx).await;
        assert!(kept(&world).await.0.contains(&"Down".to_owned()));
        world.advance(minutes(125)).await;
        tick::forget(&world.cx).await;
        assert!(!kept(&world).await.0.contains(&"Down".to_owned()), "its incident is closed now");
        world
    });
}
