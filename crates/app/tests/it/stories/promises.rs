//! Promises: what people promise after an incident comes back to them until it is done.

use crate::world::{World, on_both_engines};
use serde_json::json;
use std::time::Duration;
use vigie_domain::action::{ActionEnding, ActionKind};
use vigie_domain::id::{ActionId, IncidentId};
use vigie_domain::rights::Role;
use vigie_ops::Error;
use vigie_ops::learn::{self, Promise};
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration};
use vigie_ops::sight;
use vigie_ops::store::{Tx, actions, journal};

const ID: IncidentId = IncidentId(1);
const ACTION: ActionId = ActionId(1);

fn days(count: u64) -> Duration {
    Duration::from_secs(count * 24 * 3_600)
}

/// Alice works on a service that Carol owns.
async fn told_by_mail(world: World) -> World {
    let world = world.person("alice").await.person("carol").await;
    let api = json!({"slug": "api", "name": "API", "owners": ["carol"]});
    world.declares(Kind::Service, api).await
}

async fn declared(world: &World, private: bool) {
    let now = world.cx.now();
    let declaration = Declaration {
        private,
        ..Declaration::of("The API answers 502", Some("api".parse().unwrap()))
    };
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await;
}

async fn promises(world: &World, due: &str) -> Result<ActionId, Error> {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let promise = Promise {
        kind: ActionKind::Prevent,
        text: "Alert on a full disk".to_owned(),
        owner: "alice".to_owned(),
        due_on: due.parse().unwrap(),
    };
    let unit = move |tx: &mut Tx<'_>| learn::add_action(tx, &setup, (ID, &promise), "bob", now);
    let added = world.cx.store.write(unit).await;
    world.settle().await;
    added
}

async fn ends(world: &World, how: ActionEnding, by: &'static str) -> Result<(), Error> {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let unit = move |tx: &mut Tx<'_>| learn::end_action(tx, &setup, (ACTION, &how), by, now);
    let ended = world.cx.store.write(unit).await;
    world.settle().await;
    ended
}

fn says(world: &World, to: &str, words: &str) {
    let message = world.expects(&format!("{to}@example.org"), "firing", "first notification");
    let said = &message.notice.common_annotations["summary"];
    assert!(said.contains(words), "{said}");
}

#[test]
fn a_promise_comes_back_to_its_owner_and_then_to_whoever_owns_the_service() {
    on_both_engines(|world| async {
        let world = told_by_mail(world).await;
        declared(&world, false).await;
        promises(&world, "2026-11-27").await.unwrap();
        world.advance(days(3)).await;
        world.is_quiet();
        world.advance(days(1)).await;
        says(&world, "alice", "Due on 2026-11-27, after INC-2026-0001: Alert on a full disk");
        world.advance(days(3)).await;
        says(&world, "alice", "Due today, 2026-11-27");
        world.is_quiet();
        world.advance(days(1)).await;
        says(&world, "alice", "Overdue since 2026-11-27");
        says(&world, "carol", "Overdue since 2026-11-27, owed by alice");
        world.advance(days(7)).await;
        says(&world, "alice", "Overdue");
        says(&world, "carol", "Overdue");

        let proof = "https://git.example.org/team/product/commit/1".to_owned();
        ends(&world, ActionEnding::Done(proof), "alice").await.unwrap();
        world.advance(days(30)).await;
        world.is_quiet();
        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let kinds: Vec<&str> = lines.iter().map(|line| line.kind.as_str()).collect();
        for kind in ["action_added", "action_soon", "action_due", "action_overdue", "action_done"] {
            assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
        }
        world
    });
}

#[test]
fn done_takes_a_proof_dropped_takes_a_reason_and_nobody_ends_it_twice() {
    on_both_engines(|world| async {
        let world = told_by_mail(world).await;
        declared(&world, false).await;
        assert!(promises(&world, "2026-11-19").await.is_err(), "yesterday is too late");
        promises(&world, "2026-12-24").await.unwrap();
        let done = |proof: &str| ActionEnding::Done(proof.to_owned());
        let dropped = |why: &str| ActionEnding::Dropped(why.to_owned());
        assert!(ends(&world, done("  "), "alice").await.is_err());
        assert!(ends(&world, dropped(""), "alice").await.is_err());
        ends(&world, dropped("the disk is gone"), "alice").await.unwrap();
        ends(&world, dropped("the disk is gone"), "alice").await.unwrap();
        assert!(ends(&world, done("seen"), "carol").await.is_err(), "alice was first");

        let (setup, now) = (world.cx.setup(), world.cx.now());
        let unit = move |tx: &mut Tx<'_>| learn::reopen_action(tx, &setup, ACTION, "carol", now);
        world.write(unit).await;
        let open = world.read(|tx| Ok(actions::by_id(tx, ACTION)?)).await.unwrap();
        assert_eq!(open.ended, None);
        // Of two who change it at once, the second is told.
        let (setup, now) = (world.cx.setup(), world.cx.now());
        let promise = Promise {
            kind: ActionKind::Detect,
            text: "Alert on a disk that fills".to_owned(),
            owner: "carol".to_owned(),
            due_on: "2026-12-31".parse().unwrap(),
        };
        let unit = move |tx: &mut Tx<'_>| {
            let changed = (ACTION, open.version, &promise);
            learn::change_action(tx, &setup, changed, "bob", now)?;
            Ok(learn::change_action(tx, &setup, changed, "eve", now))
        };
        assert_eq!(world.write(unit).await, Err(Error::Stale));
        world
    });
}

#[test]
fn actions_of_a_private_incident_keep_to_those_who_may_see_it() {
    on_both_engines(|world| async {
        let world = told_by_mail(world).await;
        declared(&world, true).await;
        promises(&world, "2026-11-21").await.unwrap();
        let sees = |name: &'static str| {
            let sight = world.sight(name, Role::Administrator);
            world.read(move |tx| Ok(sight::actions(tx, &sight)?.len()))
        };
        assert_eq!((sees("bob").await, sees("carol").await), (1, 0));
        world.advance(days(2)).await;
        // Alice owes it and takes no part: the reference is all that leaves.
        let message = world.expects("alice@example.org", "firing", "first notification");
        let whole = format!("{:?}", message.notice);
        assert!(whole.contains("INC-2026-0001"), "{whole}");
        assert!(!whole.contains("full disk") && !whole.contains("502"), "{whole}");
        for to in ["alice", "carol"] {
            let message =
                world.expects(&format!("{to}@example.org"), "firing", "first notification");
            assert!(!format!("{:?}", message.notice).contains("full disk"), "{message:?}");
        }
        world
    });
}
