//! What keeps notifications quiet, and what does not.

use crate::world::{World, minutes, on_both_engines, seconds, set};
use serde_json::json;
use std::time::Duration;
use vigie_domain::label::Labels;
use vigie_domain::matcher::Matchers;
use vigie_domain::silence::Silence;
use vigie_ops::alert;
use vigie_ops::prepare::document::Kind;

const WARM: &[(&str, &str)] = &[("alertname", "Warm"), ("host", "a"), ("severity", "warning")];
const DOWN: &[(&str, &str)] = &[("alertname", "HostDown"), ("host", "a"), ("severity", "critical")];

async fn silences(world: &World, matchers: &str, span: Duration) -> String {
    let now = world.cx.now();
    let silence = Silence {
        id: String::new(),
        matchers: Matchers::parse(matchers).unwrap(),
        starts_at: now,
        ends_at: now + span,
        updated_at: now,
        created_by: "alice".to_owned(),
        comment: "works".to_owned(),
        annotations: Labels::default(),
    };
    let fresh = "6f2b0a52-7f7c-4f1d-9d7e-3c0d7f2f1a11";
    world.write(move |tx| alert::set_silence(tx, &silence, fresh, now)).await
}

#[test]
fn a_silenced_alert_is_told_when_the_silence_ends_and_it_still_fires() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        silences(&world, "host=\"a\"", minutes(20)).await;
        for _ in 0..9 {
            world.fires(WARM).await;
            world.advance(minutes(2)).await;
        }
        world.is_quiet();
        for _ in 0..4 {
            world.fires(WARM).await;
            world.advance(minutes(2)).await;
        }
        world.expects("alice@example.org", "firing", "first notification");
        world
    });
}

#[test]
fn expiring_a_silence_lets_the_next_flush_tell() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        let id = silences(&world, "host=~\"a|b\"", minutes(600)).await;
        world.fires(WARM).await;
        world.advance(minutes(3)).await;
        world.is_quiet();
        let now = world.cx.now();
        world.write(move |tx| alert::expire_silence(tx, &id, "alice", now)).await;
        world.fires(WARM).await;
        world.advance(minutes(3)).await;
        world.expects("alice@example.org", "firing", "first notification");
        world
    });
}

#[test]
fn a_host_that_is_down_keeps_its_warnings_quiet() {
    on_both_engines(|world| async {
        let rule = json!({
            "name": "host down",
            "when": ["alertname=\"HostDown\""],
            "mute": ["severity=\"warning\""],
            "equal": ["host"],
        });
        let world = world.person("alice").await.declares(Kind::Inhibition, rule).await;
        world.fires(DOWN).await;
        world.fires(WARM).await;
        world.advance(minutes(2)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        assert_eq!(told.notice.alerts[0].labels["alertname"], "HostDown");
        world
    });
}

#[test]
fn other_routes_after_a_change_of_configuration_tell_nobody_twice() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(WARM).await;
        world.advance(seconds(10)).await;
        world.expects("alice@example.org", "firing", "first notification");
        let world = world.person("bob").await;
        world.fires(WARM).await;
        world.advance(minutes(1)).await;
        world.expects("bob@example.org", "firing", "first notification");
        world.is_quiet();
        assert_eq!(set(WARM).len(), 3);
        world
    });
}
