//! Qualifying: five answers, what they start, and what nobody may forget.

use crate::world::{World, minutes, on_both_engines};
use std::time::Duration;
use vigie_domain::clock::{Clock, ClockEnding};
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Reference, Stage};
use vigie_domain::playbook::{Answer, Level};
use vigie_domain::qualification::Answers;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::respond::{self, Declaration, Qualified};
use vigie_ops::store::{Tx, clocks, incidents, journal, qualifications};

const FIRST: Reference = Reference { year: 2026, number: 1 };

/// Personal data can be read by others.
pub(super) fn leak(aware_at: Timestamp) -> Qualified {
    Qualified {
        answers: Answers {
            situation: "data-leak".parse().unwrap(),
            exposed: Answer::Yes,
            personal: Answer::Yes,
            malicious: Answer::Unknown,
            down: Answer::No,
            spreading: Answer::No,
        },
        level: None,
        urgency: None,
        impact: None,
        aware_at,
        reason: String::new(),
        seen: 0,
    }
}

async fn declared(world: &World) {
    let now = world.cx.now();
    let declaration = Declaration::of("A list of users can be read on the web", None);
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await;
}

async fn says(world: &World, said: Qualified, by: &'static str) -> Result<(), Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit = move |tx: &mut Tx<'_>| respond::qualify(tx, &setup, (FIRST, &said), by, now);
    world.cx.store.write(unit).await
}

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_leak_is_red_and_its_clocks_run_from_the_moment_of_awareness() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        declared(&world).await;
        let aware = world.cx.now().minus(HOUR);
        says(&world, leak(aware), "alice").await.unwrap();
        let id = IncidentId(1);
        let last = world.read(move |tx| Ok(qualifications::last(tx, id)?)).await.unwrap();
        assert_eq!((last.level, last.grade.number()), (Level::Red, 1));
        let incident = world.read(move |tx| Ok(incidents::by_id(tx, id)?)).await.unwrap();
        let lead = incident.lead.as_deref();
        assert_eq!((incident.stage, lead), (Stage::InProgress, Some("alice")));
        let running = world.read(move |tx| Ok(clocks::of_incident(tx, id)?)).await;
        let kinds: Vec<&str> = running.iter().map(Clock::deadline).collect();
        let expected = ["gdpr-authority", "gdpr-register", "red-report"];
        assert_eq!(kinds, expected);
        assert_eq!(running[0].due_at, Some(aware + 72 * HOUR));

        // The report's clock: half of its 24 hours are gone 11 hours from now.
        world.advance(11 * HOUR - minutes(10)).await;
        world.is_quiet();
        world.advance(minutes(20)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        let summary = told.notice.alerts[0].annotations["summary"].clone();
        assert!(summary.contains("50 %") && summary.contains("INC-2026-0001"), "{summary}");

        for clock in running {
            let (now, setup) = (world.cx.now(), world.cx.setup());
            let proof = ClockEnding::Proven("CNIL-2026-123".to_owned());
            let unit = move |tx: &mut Tx<'_>| {
                respond::end_clock(tx, &setup, (id, clock.id, &proof), "alice", now)
            };
            world.write(unit).await;
        }
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world.advance(80 * HOUR).await;
        world.is_quiet();
        let lines = world.read(move |tx| Ok(journal::of_incident(tx, id, 100)?)).await;
        let ended = lines.iter().find(|line| line.kind == "clock_ended").unwrap();
        assert!(ended.text.contains("CNIL-2026-123"), "{ended:?}");
        world
    });
}

#[test]
fn of_two_who_qualify_at_once_the_second_sees_the_first() {
    on_both_engines(|world| async {
        declared(&world).await;
        let now = world.cx.now();
        says(&world, leak(now), "alice").await.unwrap();
        let unseen = says(&world, leak(now), "bob").await;
        assert_eq!(unseen, Err(Error::Stale));
        let last = world.read(|tx| Ok(qualifications::last(tx, IncidentId(1))?)).await.unwrap();
        assert_eq!(last.by, "alice");

        let without_reason = Qualified { seen: last.seq, ..leak(now) };
        assert!(matches!(
            says(&world, without_reason.clone(), "bob").await,
            Err(Error::Refused { .. })
        ));
        let reason = "the list was cut, nobody had read it".to_owned();
        let again = Qualified { reason, level: Some(Level::Orange), ..without_reason };
        says(&world, again, "bob").await.unwrap();
        let last = world.read(|tx| Ok(qualifications::last(tx, IncidentId(1))?)).await.unwrap();
        assert_eq!((last.by.as_str(), last.level), ("bob", Level::Orange));
        // What ran goes on running: only a person with a proof or a reason closes it.
        let running = world.read(|tx| Ok(clocks::of_incident(tx, IncidentId(1))?)).await;
        assert!(running.iter().all(|clock| clock.ended.is_none()) && running.len() == 3);
        world
    });
}

#[test]
fn a_clock_is_not_closed_twice_nor_without_words_nor_started_in_the_future() {
    on_both_engines(|world| async {
        declared(&world).await;
        let now = world.cx.now();
        let ahead = says(&world, leak(now + HOUR), "alice").await;
        assert!(matches!(ahead, Err(Error::Refused { .. })), "{ahead:?}");
        says(&world, leak(now), "alice").await.unwrap();
        let running = world.read(|tx| Ok(clocks::of_incident(tx, IncidentId(1))?)).await;
        let (incident, clock) = (IncidentId(1), running[0].id);
        let close = |text: &str| {
            let (how, setup) = (ClockEnding::NotRequired(text.to_owned()), world.cx.setup());
            let unit = move |tx: &mut Tx<'_>| {
                respond::end_clock(tx, &setup, (incident, clock, &how), "dpo", now)
            };
            world.cx.store.write(unit)
        };
        assert!(matches!(close(" ").await, Err(Error::Refused { .. })));
        close("the data were public already").await.unwrap();
        assert!(matches!(close("again").await, Err(Error::Refused { .. })));
        world
    });
}
