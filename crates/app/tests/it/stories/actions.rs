//! Actions of playbooks: shown before they are done, and done exactly as shown.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::id::{IncidentId, RunId};
use vigie_domain::person::Language;
use vigie_domain::playbook::Playbook;
use vigie_ops::Error;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Wish};
use vigie_ops::store::{Tx, clocks, journal, runs};

const ID: IncidentId = IncidentId(1);
const SHEET: &str = "---
title: Leak
when: data-leak
for: everybody
source: our own
---
## Act

- [! start-clock] Start the clock.
- [! notify] Tell the team.
- [! webhook] Call the ticketing.
- [! maintenance] Switch maintenance on.
";

async fn followed(world: &World) -> RunId {
    let now = world.cx.now();
    let declaration = Declaration::of("Leak", None);
    let playbook = Playbook::read("own", SHEET).unwrap();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = respond::declare(tx, &declaration, "olga", now)?;
        respond::start_playbook(tx, (incident.id, &playbook, Language::En), "olga", now)
    };
    world.cx.store.write(unit).await.unwrap()
}

fn wish(target: &str, text: &str) -> Wish {
    Wish { target: target.to_owned(), text: text.to_owned() }
}

async fn would(world: &World, at: (RunId, i64), wish: Wish) -> Result<Vec<String>, Error> {
    let setup = world.cx.setup();
    let at = (ID, at.0, at.1);
    let lines =
        world.cx.store.read(move |tx| respond::plan_action(tx, &setup, (at, &wish))).await?;
    Ok(lines.iter().map(ToString::to_string).collect())
}

async fn acts(world: &World, at: (RunId, i64), wish: Wish, by: &'static str) -> Result<(), Error> {
    let (setup, now, at) = (world.cx.setup(), world.cx.now(), (ID, at.0, at.1));
    let unit = move |tx: &mut Tx<'_>| respond::act(tx, &setup, (at, &wish), by, now);
    world.cx.store.write(unit).await
}

#[test]
fn a_clock_is_started_as_it_was_shown_and_once() {
    on_both_engines(|world| async {
        let run = followed(&world).await;
        let at = (run, 1);
        let shown = would(&world, at, wish("gdpr-authority", "")).await.unwrap();
        assert!(shown[0].contains("Mon 23 Nov 2026 21:00 UTC"), "{shown:?}");
        let before = world.read(|tx| Ok(clocks::of_incident(tx, ID)?)).await;
        assert!(before.is_empty(), "showing changes nothing");
        acts(&world, at, wish("gdpr-authority", ""), "olga").await.unwrap();
        let after = world.read(|tx| Ok(clocks::of_incident(tx, ID)?)).await;
        assert_eq!((after.len(), after[0].started_by.as_str()), (1, "olga"));
        let again = acts(&world, at, wish("gdpr-authority", ""), "dora").await;
        let Err(Error::Refused { why, .. }) = again else { panic!("{again:?}") };
        assert!(why.to_string().contains("olga"), "{why}");
        let steps = world.read(move |tx| Ok(runs::steps(tx, run)?)).await;
        let (_, said) = steps[0].mark.as_ref().unwrap().how.words();
        assert_eq!(said, shown[0], "the step says what was done");
        world
    });
}

#[test]
fn people_and_programs_are_told_what_was_shown() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        let hook = json!({"name": "tickets", "webhook": {"url": "https://tickets.example.org/in"}});
        let world = world.declares(Kind::Channel, hook).await;
        let receiver = json!({"name": "team", "people": ["alice"]});
        let world = world.declares(Kind::Receiver, receiver).await;
        let run = followed(&world).await;
        let words = "The list is offline.\nStay on the call.";
        let shown = would(&world, (run, 2), wish("team", words)).await.unwrap();
        assert!(shown[0].contains("alice") && shown[1] == words, "{shown:?}");
        world.advance(minutes(1)).await;
        world.is_quiet();
        acts(&world, (run, 2), wish("team", words), "olga").await.unwrap();
        world.advance(minutes(1)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        assert_eq!(told.notice.alerts[0].annotations["summary"], words);
        assert_eq!(told.notice.incident.unwrap().reference, "INC-2026-0001");
        acts(&world, (run, 3), wish("tickets", "INC-2026-0001: leak"), "olga").await.unwrap();
        world.advance(minutes(1)).await;
        let called = world.expects("", "firing", "first notification");
        assert_eq!(called.notice.receiver, "tickets");
        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let count = |kind: &str| lines.iter().filter(|line| line.kind == kind).count();
        assert_eq!((count("message_asked"), count("told")), (2, 2), "{lines:#?}");
        world
    });
}

#[test]
fn what_vigie_cannot_do_yet_is_said_and_ticked_by_hand() {
    on_both_engines(|world| async {
        let run = followed(&world).await;
        for (place, target, text) in [
            (4, "", ""),
            (1, "no-clock", ""),
            (2, "nobody", "x"),
            (2, "everyone", ""),
            (3, "mail", "x"),
        ] {
            let refused = would(&world, (run, place), wish(target, text)).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{place}: {refused:?}");
        }
        world
    });
}
