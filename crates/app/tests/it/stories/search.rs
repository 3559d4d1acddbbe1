//! Finding what happened long ago.

use crate::world::{minutes, on_both_engines, set};
use vigie_domain::alert::Signal;
use vigie_domain::id::AlertId;
use vigie_domain::matcher::Matchers;
use vigie_domain::rights::Role;
use vigie_ops::alert::{self, Stage, Wanted};
use vigie_ops::tick;

/// More than one block of the label index, and some that no block holds yet.
const PAST: usize = 2_100;

#[test]
fn past_alerts_are_found_by_a_label_page_after_page() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        let past = |number: usize| {
            let (host, team) = (format!("h{number}"), format!("t{}", number % 700));
            let labels = set(&[("alertname", "Disk"), ("host", &host), ("team", &team)]);
            let ends_at = Some(now.minus(minutes(5)));
            Signal { labels, starts_at: ends_at, ends_at, ..Signal::default() }
        };
        world.receives((0..PAST).map(past).collect()).await;
        tick::tidy(&world.cx).await;
        let ask = |matchers: &str, stage, before| {
            let matchers = Matchers::parse(matchers).unwrap();
            let sight = world.sight("ada", Role::Reader);
            let wanted = Wanted { stage, matchers, sight, before: AlertId(before), limit: 2 };
            world.read(move |tx| alert::page(tx, &wanted, now))
        };
        let hosts = |found: &alert::Page| -> Vec<String> {
            let host = |stored: &vigie_ops::store::alerts::Stored| {
                stored.alert.claim.labels.get("host").unwrap().to_owned()
            };
            found.0.iter().map(host).collect()
        };
        let first = ask("team=\"t7\"", Stage::All, i64::MAX).await;
        assert_eq!(hosts(&first), ["h1407", "h707"]);
        let second = ask("team=\"t7\"", Stage::Resolved, first.1.unwrap().0).await;
        assert_eq!((hosts(&second), second.1), (vec!["h7".to_owned()], None));
        let unindexed = ask("host=\"h2099\"", Stage::All, i64::MAX).await;
        assert_eq!(hosts(&unindexed), ["h2099"]);
        assert!(ask("host=\"h7\"", Stage::Live, i64::MAX).await.0.is_empty(), "it is over");
        let pattern = ask("host=~\"h12.\"", Stage::All, i64::MAX).await;
        assert_eq!(hosts(&pattern), ["h129", "h128"]);
        world
    });
}
