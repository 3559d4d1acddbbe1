//! Deadlines of the operator's own: what a contract says runs, warns and ends as the law's clocks do.

use crate::world::{Message, World, minutes, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;
use vigie_domain::clock::{Clock, ClockEnding};
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Kind as Sort, Reference};
use vigie_domain::person::Language;
use vigie_domain::playbook::Answer;
use vigie_domain::qualification::Answers;
use vigie_domain::severity::Severity;
use vigie_ops::Error;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Qualified};
use vigie_ops::store::{Tx, clocks, journal, qualifications};
use vigie_ops::words::Words;

const ID: IncidentId = IncidentId(1);
const FIRST: Reference = Reference { year: 2026, number: 1 };
const HOUR: Duration = Duration::from_secs(3600);

/// What a client's contract says.
fn contract(within: &str) -> Value {
    json!({
        "slug": "contract", "within": within, "when": ["red"],
        "title": {"fr": "Prévenir le client", "en": "Tell the client"},
        "recipient": "client@example.org, +33 1 99 00 12 34",
        "source": "Contract 2026-17, article 4", "checked_on": "2026-11-01",
    })
}

/// An authority that asks for it sooner.
fn sooner() -> Value {
    json!({
        "slug": "gdpr-authority", "within": "48h", "title": "Notify the authority",
        "source": "Our authority's guide", "checked_on": "2026-11-02",
    })
}

async fn leaks(world: &World) -> Result<(), Error> {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let declaration = Declaration {
        title: "A list of users can be read".to_owned(),
        service: None,
        severity: Severity::Critical,
        kind: Sort::Incident,
        private: false,
        aware_at: None,
    };
    let said = Qualified {
        answers: Answers {
            situation: "data-leak".parse().unwrap(),
            exposed: Answer::Yes,
            personal: Answer::Yes,
            malicious: Answer::No,
            down: Answer::No,
            spreading: Answer::No,
        },
        level: None,
        urgency: None,
        impact: None,
        aware_at: now,
        reason: String::new(),
        seen: 0,
    };
    let unit = move |tx: &mut Tx<'_>| {
        respond::declare(tx, &declaration, "bob", now)?;
        respond::qualify(tx, &setup, (FIRST, &said), "alice", now)
    };
    world.cx.store.write(unit).await
}

async fn running(world: &World) -> Vec<Clock> {
    world.read(|tx| Ok(clocks::of_incident(tx, ID)?)).await
}

fn of<'a>(all: &'a [Clock], deadline: &str) -> &'a Clock {
    all.iter().find(|clock| clock.deadline() == deadline).unwrap()
}

fn summary(told: &Message) -> String {
    let alerts = told.notice.alerts.iter();
    alerts.map(|alert| alert.annotations["summary"].clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_contract_s_four_hours_run_warn_and_end_with_a_proof() {
    on_both_engines(|world| async {
        let world = world.person("alice").await.declares(Kind::Deadline, contract("4h")).await;
        leaks(&world).await.unwrap();
        let begun = world.cx.now();
        let all = running(&world).await;
        let names: Vec<&str> = all.iter().map(Clock::deadline).collect();
        assert_eq!(names, ["gdpr-authority", "gdpr-register", "red-report", "contract"]);
        assert_eq!(of(&all, "contract").due_at, Some(begun + 4 * HOUR));

        // What is declared afterwards, or no more, changes nothing for the clock that runs.
        let world = world.declares(Kind::Deadline, contract("1h")).await;
        world.advance(119 * minutes(1)).await;
        world.is_quiet();
        let world = world.takes_back(Kind::Deadline, "contract").await;
        for (wait, gone, reason) in [
            (minutes(6), "50 %", "first notification"),
            (minutes(60), "75 %", "new alerts added"),
            (minutes(36), "90 %", "new alerts added"),
        ] {
            world.advance(wait).await;
            let told = summary(&world.expects("alice@example.org", "firing", reason));
            assert!(told.contains(gone) && told.contains("Tell the client"), "{gone}: {told}");
        }
        let (all, now, setup) = (running(&world).await, world.cx.now(), world.cx.setup());
        let clock = of(&all, "contract").clone();
        assert_eq!(clock.due_at, Some(begun + 4 * HOUR));
        let fr = Words::of(Language::Fr);
        assert_eq!(fr.title_of(&clock.terms), "Prévenir le client");
        assert_eq!(fr.source_of(&clock.terms), "Contract 2026-17, article 4");

        let again = setup.clone();
        let gone = move |tx: &mut Tx<'_>| {
            respond::start_clock(tx, &again, (IncidentId(2), "contract", now), "alice", now)
        };
        assert_eq!(world.cx.store.write(gone).await, Err(Error::NotFound("deadline")));
        let proof = ClockEnding::Proven("ticket 4711 of the client".to_owned());
        let ends = move |tx: &mut Tx<'_>| {
            respond::end_clock(tx, &setup, (ID, clock.id, &proof), "alice", now)
        };
        world.write(ends).await;
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let ended = lines.iter().find(|line| line.kind == "clock_ended").unwrap();
        assert_eq!(ended.subject, "Tell the client");
        assert!(ended.text.contains("ticket 4711"), "{ended:?}");
        world
    });
}

#[test]
fn the_operator_s_law_counts_and_what_is_switched_off_does_not_begin() {
    on_both_engines(|world| async {
        let off = json!({"slug": "red-report", "off": true});
        let world = world.declares(Kind::Deadline, sooner()).await;
        let world = world.declares(Kind::Deadline, off).await;
        leaks(&world).await.unwrap();
        let all = running(&world).await;
        let names: Vec<&str> = all.iter().map(Clock::deadline).collect();
        assert_eq!(names, ["gdpr-authority", "gdpr-register"]);
        let clock = of(&all, "gdpr-authority");
        assert_eq!(clock.due_at, Some(world.cx.now() + 48 * HOUR));
        let words = Words::of(Language::En);
        assert_eq!(words.title_of(&clock.terms), "Notify the authority");
        assert_eq!(words.recipient_of(&clock.terms), "the CNIL, by its online form");
        assert_eq!(clock.terms.checked_on.to_string(), "2026-11-02");
        // Awareness is corrected: the clock gives as much time as it gave.
        let earlier = world.cx.now().minus(HOUR);
        let (setup, now) = (world.cx.setup(), world.cx.now());
        let last = world.read(|tx| Ok(qualifications::last(tx, ID)?)).await.unwrap();
        let again = Qualified {
            answers: last.answers,
            level: None,
            urgency: None,
            impact: None,
            aware_at: earlier,
            reason: "the mail was older".to_owned(),
            seen: last.seq,
        };
        let unit =
            move |tx: &mut Tx<'_>| respond::qualify(tx, &setup, (FIRST, &again), "alice", now);
        world.write(unit).await;
        let all = running(&world).await;
        assert_eq!(of(&all, "gdpr-authority").due_at, Some(earlier + 48 * HOUR));
        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let moved = lines.iter().find(|line| line.kind == "clock_moved").unwrap();
        assert_eq!(moved.subject, "Notify the authority");
        world
    });
}

#[test]
fn the_operator_s_matrix_says_the_priority_and_another_one_tomorrow_changes_nothing() {
    on_both_engines(|world| async {
        let matrix = |number: i64| json!({"priorities": vec![vec![number; 5]; 5]});
        let world = world.declares(Kind::Settings, matrix(2)).await;
        leaks(&world).await.unwrap();
        let world = world.declares(Kind::Settings, matrix(1)).await;
        let last = world.read(|tx| Ok(qualifications::last(tx, ID)?)).await.unwrap();
        assert_eq!((last.urgency.number(), last.impact.number()), (4, 4));
        assert_eq!((last.priority().number(), last.own_priority.is_some()), (2, true));
        world
    });
}
