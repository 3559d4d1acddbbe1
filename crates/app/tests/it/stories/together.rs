//! Working together: whom to call, what is owed, and what is reminded of.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::contact::{ContactCard, ContactResult, Rung, ladder};
use vigie_domain::id::{AlertId, IncidentId, TaskId};
use vigie_domain::incident::{Reference, Step};
use vigie_domain::playbook::Level;
use vigie_domain::task::{TaskEnding, TaskKind};
use vigie_ops::Error;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Privacy, Wanted};
use vigie_ops::store::contacts::{self, Attempt};
use vigie_ops::store::{Tx, alerts, journal, tasks};

const FIRST: Reference = Reference { year: 2026, number: 1 };
const ID: IncidentId = IncidentId(1);

async fn declared(world: &World, service: Option<&str>) {
    let now = world.cx.now();
    let declaration = Declaration::of(
        "A list of users can be read on the web",
        service.map(|slug| slug.parse().unwrap()),
    );
    world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await;
}

async fn kinds(world: &World) -> Vec<String> {
    let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 1000)?)).await;
    lines.into_iter().map(|line| line.kind).collect()
}

fn names(cards: &[ContactCard]) -> Vec<(Rung, &str)> {
    cards.iter().map(|card| (card.rung, card.name.as_str())).collect()
}

#[test]
fn the_ladder_begins_with_the_telephone_when_it_is_red() {
    on_both_engines(|world| async {
        let person = |slug: &str, phone: Option<&str>| json!({"slug": slug, "name": slug, "email": format!("{slug}@example.org"), "phone": phone});
        let mailbox =
            json!({"name": "team mailbox", "rung": "mailbox", "email": "team@example.org"});
        let room =
            json!({"name": "team room", "rung": "channel", "url": "https://chat.example.org/t"});
        let head = json!({"name": "head", "rung": "lead", "phone": "+33 1 02 03 04 05"});
        let world = world
            .declares(Kind::Organisation, json!({"slug": "acme", "contacts": [head]}))
            .await
            .declares(Kind::Person, person("ann", None))
            .await
            .declares(Kind::Person, person("bea", Some("+33 6 12 34 56 78")))
            .await
            .declares(Kind::Team, json!({"slug": "crew", "members": ["bea", "ann"]}))
            .await
            .declares(
                Kind::Service,
                json!({"slug": "site", "organisation": "acme", "team": "crew",
                "owners": ["ann"], "contacts": [room, mailbox]}),
            )
            .await;
        let (setup, site) = (world.cx.setup(), "site".parse().unwrap());
        let red = ladder(&setup, Some(&site), Some(Level::Red));
        let rest =
            [(Rung::Mailbox, "team mailbox"), (Rung::Channel, "team room"), (Rung::Lead, "head")];
        assert_eq!(names(&red)[..2], [(Rung::Phone, "bea"), (Rung::Member, "ann")]);
        assert_eq!(names(&red)[2..], rest);
        assert_eq!(ladder(&setup, Some(&site), None), red, "nobody said yet: as if it were red");
        let orange = ladder(&setup, Some(&site), Some(Level::Orange));
        assert_eq!(names(&orange)[..2], [(Rung::Member, "ann"), (Rung::Member, "bea")]);
        assert!(ladder(&setup, None, Some(Level::Red)).is_empty());
        world
    });
}

#[test]
fn each_attempt_to_reach_somebody_is_one_line() {
    on_both_engines(|world| async {
        declared(&world, None).await;
        for (whom, result) in [
            ("bea", ContactResult::NoAnswer),
            ("bea", ContactResult::MessageLeft),
            ("ann", ContactResult::Reached),
        ] {
            let attempt = Attempt {
                at: world.cx.now(),
                by: "olga".to_owned(),
                rung: Rung::Phone,
                whom: whom.to_owned(),
                way: "+33 6 12 34 56 78".to_owned(),
                result,
            };
            world.write(move |tx| respond::try_contact(tx, ID, &attempt)).await;
            world.advance(minutes(3)).await;
        }
        let tried = ["contact_no_answer", "contact_message_left", "contact_reached"];
        assert!(kinds(&world).await.ends_with(&tried.map(str::to_owned)));
        let attempts = world.read(|tx| Ok(contacts::of_incident(tx, ID)?)).await;
        assert_eq!(attempts.len(), 3);
        let nobody = Attempt { whom: " ".to_owned(), ..attempts[0].clone() };
        let refused = world.cx.store.write(move |tx| respond::try_contact(tx, ID, &nobody)).await;
        assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
        world
    });
}

async fn adds(world: &World, due: Option<u64>) -> Result<TaskId, Error> {
    let now = world.cx.now();
    let wanted = Wanted {
        kind: TaskKind::Work,
        text: "Write to the DPO".to_owned(),
        owner: Some("bea".to_owned()),
        due_at: due.map(|count| now + minutes(count)),
    };
    let unit = move |tx: &mut Tx<'_>| respond::add_task(tx, ID, &wanted, "olga", now);
    world.cx.store.write(unit).await
}

async fn ends(world: &World, id: TaskId, by: &'static str) -> Result<(), Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit =
        move |tx: &mut Tx<'_>| respond::end_task(tx, &setup, (ID, id, TaskEnding::Done), by, now);
    world.cx.store.write(unit).await
}

#[test]
fn an_overdue_task_is_reminded_of_once_and_says_who_ended_it() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        declared(&world, None).await;
        assert!(matches!(adds(&world, Some(0)).await, Err(Error::Refused { .. })));
        let (late, free) =
            (adds(&world, Some(60)).await.unwrap(), adds(&world, None).await.unwrap());
        world.advance(minutes(55)).await;
        world.is_quiet();
        world.advance(minutes(20)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        let labels = &told.notice.alerts[0].labels;
        assert_eq!(
            (labels["alertname"].as_str(), labels["owner"].as_str()),
            ("TaskOverdue", "bea")
        );
        let summary = &told.notice.alerts[0].annotations["summary"];
        assert!(summary.contains("Write to the DPO") && summary.contains("22:00"), "{summary}");
        ends(&world, late, "bea").await.unwrap();
        ends(&world, late, "bea").await.unwrap();
        let Err(Error::Refused { why, .. }) = ends(&world, late, "olga").await else { panic!() };
        assert!(why.to_string().contains("bea"), "{why}");
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        ends(&world, free, "olga").await.unwrap();
        world
    });
}

#[test]
fn the_words_of_an_overdue_task_stay_inside_a_private_incident() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        declared(&world, None).await;
        adds(&world, Some(60)).await.unwrap();
        world.advance(minutes(75)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        assert!(told.notice.alerts[0].annotations["summary"].contains("Write to the DPO"));
        let summaries = async || {
            world.advance(minutes(1)).await;
            let live = world.read(|tx| Ok(alerts::live(tx, AlertId(0), 10)?)).await;
            let said = live.iter().map(|one| one.alert.claim.title());
            said.collect::<Vec<_>>().join(", ")
        };
        for (privacy, told) in [(Privacy::Private, false), (Privacy::Public, true)] {
            let (now, setup) = (world.cx.now(), world.cx.setup());
            let unit = move |tx: &mut Tx<'_>| {
                respond::set_privacy(tx, &setup, (FIRST, &privacy), "olga", now)
            };
            world.cx.store.write(unit).await.unwrap();
            let said = summaries().await;
            assert_eq!(said.contains("Write to the DPO"), told, "{said}");
            assert!(said.contains("INC-2026-0001"), "{said}");
        }
        ends(&world, TaskId(1), "olga").await.unwrap();
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world
    });
}

async fn says(world: &World, text: &'static str, next: Option<u64>) -> Result<(), Error> {
    let now = world.cx.now();
    let unit = move |tx: &mut Tx<'_>| {
        respond::give_update(tx, (FIRST, text, next.map(minutes)), "olga", now)
    };
    world.cx.store.write(unit).await
}

#[test]
fn a_promised_update_is_reminded_of_until_it_is_given() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        declared(&world, None).await;
        assert!(matches!(says(&world, " ", None).await, Err(Error::Refused { .. })));
        says(&world, "", Some(30)).await.unwrap();
        world.advance(minutes(31)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        assert!(told.notice.alerts[0].annotations["summary"].contains("INC-2026-0001"));
        says(&world, "The list is offline; we read the logs.", Some(60)).await.unwrap();
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        let open = world.read(|tx| Ok(tasks::of_incident(tx, ID)?)).await;
        let open: Vec<_> = open.iter().filter(|task| task.ended.is_none()).collect();
        assert_eq!(open.len(), 1, "one promise at a time: {open:#?}");

        // Nobody is reminded of an incident that is closed.
        for (step, by) in [(Step::Resolve, "olga"), (Step::Close, "dora")] {
            world.steps(FIRST, step, by).await;
        }
        world.advance(minutes(120)).await;
        world.is_quiet();
        let kinds = kinds(&world).await;
        for kind in ["update_promised", "update_overdue", "update_given", "task_dropped"] {
            assert!(kinds.contains(&kind.to_owned()), "{kind}: {kinds:?}");
        }
        world
    });
}
