//! The life of an incident: what each person may do with it, and what waits for another.

use crate::world::{World, minutes, on_both_engines, seconds};
use serde_json::json;
use vigie_domain::id::{AlertId, IncidentId};
use vigie_domain::incident::{Incident, Kind, Reference, Seat, Stage, Step};
use vigie_domain::time::Timestamp;
use vigie_ops::prepare::document;
use vigie_ops::respond::{self, Declaration, Move, Seating};
use vigie_ops::store::{Tx, alerts, incidents, journal};
use vigie_ops::{Error, alert};

const DOWN: &[(&str, &str)] =
    &[("alertname", "ApiDown"), ("severity", "critical"), ("service", "api")];

fn number(number: u32) -> Reference {
    Reference { year: 2026, number }
}

async fn declares(world: &World, title: &str, kind: Kind) -> Incident {
    let now = world.cx.now();
    let declaration = Declaration { kind, ..Declaration::of(title, None) };
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await
}

async fn wants(
    world: &World,
    reference: Reference,
    wanted: Move,
    by: &'static str,
) -> Result<Incident, Error> {
    let (now, setup): (Timestamp, _) = (world.cx.now(), world.cx.setup());
    let unit = move |tx: &mut Tx<'_>| respond::step(tx, &setup, (reference, &wanted), by, now);
    world.cx.store.write(unit).await
}

async fn does(world: &World, step: Step, by: &'static str) -> Result<Incident, Error> {
    wants(world, number(1), Move::now(step), by).await
}

async fn says_why(world: &World, step: Step, why: &str, by: &'static str) -> Incident {
    let wanted = Move { why: why.to_owned(), ..Move::now(step) };
    wants(world, number(1), wanted, by).await.unwrap()
}

fn refused(done: Result<Incident, Error>, told: &str) {
    let Err(Error::Refused { why, next_step }) = done else { panic!("not refused: {done:?}") };
    let all = format!("{why}: {next_step}");
    assert!(all.contains(told), "{all:?} does not say {told:?}");
}

async fn first(world: &World) -> Incident {
    world.read(|tx| Ok(incidents::by_id(tx, IncidentId(1))?)).await.unwrap()
}

async fn kinds(world: &World, id: i64) -> Vec<String> {
    let lines = world.read(move |tx| Ok(journal::of_incident(tx, IncidentId(id), 100)?)).await;
    lines.into_iter().map(|line| line.kind).collect()
}

#[test]
fn a_leak_is_declared_worked_on_confirmed_by_another_and_closed() {
    on_both_engines(|world| async {
        let roles = json!([{ "role": "responder" }]);
        let alice = json!({ "slug": "alice", "name": "alice", "roles": roles });
        let world = world.declares(document::Kind::Person, alice).await;
        declares(&world, "A list of users can be read on the web", Kind::Incident).await;
        does(&world, Step::Take, "bob").await.unwrap();
        refused(does(&world, Step::Hold, "bob").await, "needs a reason");
        says_why(&world, Step::Hold, "the host looks at its logs", "bob").await;
        does(&world, Step::Resume, "bob").await.unwrap();
        does(&world, Step::Resolve, "bob").await.unwrap();
        refused(does(&world, Step::Validate, "bob").await, "ask one of these");
        refused(does(&world, Step::Close, "bob").await, "alice");
        does(&world, Step::Validate, "alice").await.unwrap();
        does(&world, Step::Remediate, "bob").await.unwrap();
        let closed = does(&world, Step::Close, "bob").await.unwrap();
        assert_eq!(closed.validated.unwrap().by, "alice");
        refused(does(&world, Step::Take, "alice").await, "closed already: bob");
        let told = [
            "incident_declared",
            "incident_acknowledged",
            "incident_held",
            "incident_resumed",
            "incident_resolved",
            "incident_validated",
            "incident_remediating",
            "incident_closed",
        ];
        let said = kinds(&world, 1).await;
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        assert_eq!(said, told);
        says_why(&world, Step::Reopen, "the list can be read again", "alice").await;
        let again = first(&world).await;
        assert_eq!((again.stage, again.lead.as_deref()), (Stage::InProgress, Some("bob")));
        world
    });
}

#[test]
fn who_is_alone_confirms_with_a_written_reason() {
    on_both_engines(|world| async {
        declares(&world, "The site is down", Kind::Incident).await;
        does(&world, Step::Resolve, "bob").await.unwrap();
        refused(does(&world, Step::Validate, "bob").await, "you are the only one");
        says_why(&world, Step::Validate, "every page answers", "bob").await;
        let lines = world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await;
        let confirmed = lines.iter().find(|line| line.kind == "incident_validated").unwrap();
        assert_eq!(confirmed.text, "every page answers");
        world
    });
}

#[test]
fn an_incident_of_alerts_that_somebody_worked_on_waits_to_be_confirmed() {
    on_both_engines(|world| async {
        world.fires(DOWN).await;
        world.advance(seconds(5)).await;
        does(&world, Step::Take, "alice").await.unwrap();
        world.clears(DOWN).await;
        world.advance(minutes(60)).await;
        let over = first(&world).await;
        assert_eq!((over.stage, over.resolved.unwrap().by), (Stage::Resolved, "vigie".to_owned()));
        // It goes on being the incident of its service until somebody confirms that it is over.
        world.fires(DOWN).await;
        world.advance(seconds(30)).await;
        assert_eq!(first(&world).await.stage, Stage::InProgress);
        world.clears(DOWN).await;
        world.advance(minutes(60)).await;
        does(&world, Step::Close, "alice").await.unwrap();
        world.fires(DOWN).await;
        world.advance(seconds(30)).await;
        let open = world.read(|tx| Ok(incidents::open(tx, 10)?)).await;
        assert_eq!(open.len(), 1, "{open:?}");
        assert_eq!(open[0].reference, number(2), "what comes after the end is another incident");
        world
    });
}

#[test]
fn of_two_at_once_the_second_is_told_and_overwrites_nothing() {
    on_both_engines(|world| async {
        let seen = declares(&world, "The site is down", Kind::Incident).await.version;
        let saw = |step| Move { seen: Some(seen), ..Move::now(step) };
        wants(&world, number(1), saw(Step::Take), "alice").await.unwrap();
        refused(wants(&world, number(1), saw(Step::Take), "bob").await, "alice changed");
        assert_eq!(first(&world).await.lead.as_deref(), Some("alice"));
        does(&world, Step::Resolve, "alice").await.unwrap();
        refused(wants(&world, number(1), saw(Step::Resolve), "bob").await, "alice said so");
        world
    });
}

#[test]
fn a_duplicate_gives_its_alerts_away_and_both_say_so() {
    on_both_engines(|world| async {
        world.fires(DOWN).await;
        world.advance(seconds(5)).await;
        let real = declares(&world, "The data center burns", Kind::Incident).await;
        let same = Step::Merge(real.id);
        let itself = Step::Merge(IncidentId(1));
        refused(does(&world, itself, "bob").await, "can’t be the same as itself");
        does(&world, same, "bob").await.unwrap();
        let moved = world.read(move |tx| Ok(alerts::of_incident(tx, real.id, 10)?)).await;
        assert_eq!(moved.len(), 1);
        assert!(kinds(&world, 2).await.contains(&"incident_edited".to_owned()));
        let lines = world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await;
        let last = lines.iter().find(|line| line.kind == "incident_duplicate").unwrap();
        assert_eq!(last.subject, "INC-2026-0002");
        let now = world.cx.now();
        world.write(move |tx| alert::resolve_by_hand(tx, AlertId(1), "bob", now)).await;
        world.settle().await;
        world
    });
}

#[test]
fn a_private_incident_takes_no_alert_and_lets_nobody_in_by_chance() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        let declaration = Declaration::of("Somebody reads our mail", "api".parse().ok());
        let declaration = Declaration { private: true, ..declaration };
        world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await;
        assert_eq!(first(&world).await.participants, Some(vec!["bob".to_owned()]));
        world.fires(DOWN).await;
        world.advance(seconds(5)).await;
        let open = world.read(|tx| Ok(incidents::open(tx, 10)?)).await;
        assert_eq!(open.len(), 2, "{open:?}");
        world.write(move |tx| alert::acknowledge(tx, AlertId(1), "mallory", now)).await;
        world.settle().await;
        assert_eq!(first(&world).await.lead, None);
        does(&world, Step::Take, "bob").await.unwrap();
        assert_eq!(first(&world).await.public_status(), None);
        world
    });
}

#[test]
fn roles_are_taken_given_handed_over_and_left_and_the_timeline_says_so() {
    on_both_engines(|world| async {
        let role = |slug: &str| json!({ "slug": slug, "roles": ["responder"] });
        let world = world.declares(document::Kind::Person, role("alice")).await;
        let world = world.declares(document::Kind::Person, role("bob")).await;
        let settings = json!({ "incident_roles": ["liaison"] });
        let world = world.declares(document::Kind::Settings, settings).await;
        declares(&world, "The site is down", Kind::Incident).await;
        let own = world.cx.setup().settings.incident_roles.clone();
        let gives = async |role: &str, to: Option<&str>, seen: Option<&str>| {
            let seat = Seat::new(role, &own).unwrap();
            let (to, seen) = (to.map(str::to_owned), seen.map(str::to_owned));
            let wanted = Seating { seat, to, seen };
            let (now, setup) = (world.cx.now(), world.cx.setup());
            let unit = move |tx: &mut Tx<'_>| {
                respond::seat(tx, &setup, (number(1), &wanted), "alice", now)
            };
            world.cx.store.write(unit).await
        };
        gives("incident-lead", Some("alice"), None).await.unwrap();
        assert_eq!(first(&world).await.stage, Stage::InProgress);
        gives("liaison", Some("bob"), None).await.unwrap();
        gives("scribe", Some("alice"), None).await.unwrap();
        let late = gives("scribe", Some("bob"), Some("")).await.unwrap_err().to_string();
        assert!(late.contains("alice has this role meanwhile"), "{late}");
        gives("scribe", Some("bob"), Some("alice")).await.unwrap();
        gives("liaison", None, None).await.unwrap();
        assert!(gives("scribe", Some("nobody-known"), None).await.is_err());
        let lines = world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await;
        let told: Vec<String> = lines
            .iter()
            .filter(|line| line.kind.starts_with("seat_"))
            .map(|line| format!("{} {} {}", line.kind, line.subject, line.text))
            .collect();
        assert_eq!(
            told,
            [
                "seat_taken incident-lead alice",
                "seat_taken liaison bob",
                "seat_taken scribe alice",
                "seat_taken scribe alice → bob",
                "seat_left liaison bob",
            ]
        );
        world
    });
}

#[test]
fn an_exercise_takes_no_alert_of_the_real_world() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        let declaration = Declaration::of("We practise", "api".parse().ok());
        let declaration = Declaration { kind: Kind::Exercise, ..declaration };
        world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await;
        world.fires(DOWN).await;
        world.advance(seconds(5)).await;
        let open = world.read(|tx| Ok(incidents::open(tx, 10)?)).await;
        assert_eq!(
            open.iter().map(|one| one.kind).collect::<Vec<_>>(),
            [Kind::Incident, Kind::Exercise]
        );
        world
    });
}
