//! Every procedure, from the call that reports it to the signed report: in both languages, with
//! several people, on our clock. What it calls for is written here, not taken from the code.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::clock::{Clock, ClockEnding, GDPR_AUTHORITY, GDPR_REGISTER};
use vigie_domain::contact::{ContactResult, Rung};
use vigie_domain::id::{IncidentId, RunId};
use vigie_domain::incident::{Reference, Stage, Step};
use vigie_domain::person::Language;
use vigie_domain::playbook::Answer::{self, No, Unknown, Yes};
use vigie_domain::playbook::run::{RunStep, StepEnding, next_step};
use vigie_domain::playbook::{Level, StepKind};
use vigie_domain::qualification::Answers;
use vigie_domain::report::Report;
use vigie_ops::learn::{self, Edit};
use vigie_ops::prepare::document;
use vigie_ops::respond::{self, Declaration, Move, Qualified, playbooks};
use vigie_ops::store::contacts::Attempt;
use vigie_ops::store::{Tx, clocks, incidents, journal, qualifications, reports, runs};

const FIRST: Reference = Reference { year: 2026, number: 1 };
const ID: IncidentId = IncidentId(1);
const PERSONAL: [&str; 2] = [GDPR_AUTHORITY, GDPR_REGISTER];

/// A procedure: how it is qualified, what that comes to, and who follows which sheet.
struct Procedure {
    situation: &'static str,
    /// Exposed, personal data, on purpose, down, spreading.
    answers: [Answer; 5],
    level: Level,
    /// Whether the clocks of personal data start.
    breach: bool,
    /// The sheets, and who follows each.
    sheets: &'static [(&'static str, &'static str)],
}

const PROCEDURES: [Procedure; 17] = [
    Procedure {
        situation: "data-leak",
        answers: [Yes, Yes, Unknown, No, No],
        level: Level::Red,
        breach: true,
        sheets: &[
            ("data-leak-ops", "olga"),
            ("data-leak-developer", "dora"),
            ("data-leak-colleague", "nina"),
        ],
    },
    one("data-leak", [No, No, No, No, No], Level::Orange, false, &[("data-leak-ops", "olga")]),
    one(
        "security-incident",
        [Unknown, Unknown, Unknown, No, Unknown],
        Level::Orange,
        true,
        &[("security-incident", "dora")],
    ),
    one(
        "database-deletion",
        [No, Yes, No, Yes, No],
        Level::Red,
        true,
        &[("database-deletion", "dora")],
    ),
    one(
        "dns-compromise",
        [Yes, Unknown, Yes, Yes, Unknown],
        Level::Red,
        true,
        &[("dns-compromise", "dora")],
    ),
    one("phishing", [No, Unknown, Yes, No, Yes], Level::Red, true, &[("phishing", "nina")]),
    one(
        "server-compromise",
        [Yes, Unknown, Yes, No, Yes],
        Level::Red,
        true,
        &[("server-compromise", "dora")],
    ),
    one(
        "denial-of-service",
        [No, No, Yes, Yes, No],
        Level::Red,
        false,
        &[("denial-of-service", "dora")],
    ),
    one(
        "mass-vulnerability",
        [Unknown, Unknown, No, No, Yes],
        Level::Red,
        true,
        &[("mass-vulnerability", "olga")],
    ),
    one("secret-leaked", [Yes, No, No, No, No], Level::Red, false, &[("secret-leaked", "dora")]),
    one("database-down", [No, No, No, Yes, No], Level::Red, false, &[("database-down", "dora")]),
    one(
        "application-down",
        [No, No, No, Yes, No],
        Level::Red,
        false,
        &[("application-down", "dora")],
    ),
    one("backup-down", [No, No, No, No, No], Level::Orange, false, &[("backup-down", "dora")]),
    one(
        "watcher-down",
        [No, No, No, No, Unknown],
        Level::Orange,
        false,
        &[("watcher-down", "olga")],
    ),
    one(
        "ransomware",
        [Unknown, Yes, Yes, Yes, Yes],
        Level::Red,
        true,
        &[("ransomware-qualification", "olga"), ("ransomware-containment", "dora")],
    ),
    one(
        "mailbox",
        [Yes, Yes, Yes, No, Unknown],
        Level::Red,
        true,
        &[("mailbox-qualification", "olga"), ("mailbox-containment", "dora")],
    ),
    one(
        "total-outage",
        [Unknown, No, Unknown, Yes, No],
        Level::Red,
        false,
        &[("total-outage", "olga")],
    ),
];

const fn one(
    situation: &'static str,
    answers: [Answer; 5],
    level: Level,
    breach: bool,
    sheets: &'static [(&'static str, &'static str)],
) -> Procedure {
    Procedure { situation, answers, level, breach, sheets }
}

#[test]
fn each_playbook_of_the_library_belongs_to_a_procedure_that_is_played() {
    for language in [Language::En, Language::Fr] {
        for (key, playbook) in playbooks(language) {
            let played = PROCEDURES.iter().filter(|procedure| {
                procedure.sheets.iter().any(|(sheet, _)| *sheet == key.as_str())
                    && procedure.situation == playbook.situation.as_str()
            });
            assert!(played.count() > 0, "nobody plays {key}");
        }
    }
}

#[test]
fn procedures_are_played_in_english_from_the_call_to_the_signed_report() {
    for procedure in &PROCEDURES {
        on_both_engines(|world| play(world, procedure, Language::En));
    }
}

#[test]
fn procedures_are_played_in_french_from_the_call_to_the_signed_report() {
    for procedure in &PROCEDURES {
        on_both_engines(|world| play(world, procedure, Language::Fr));
    }
}

/// The whole story of one procedure.
async fn play(world: World, procedure: &Procedure, language: Language) -> World {
    let settings = json!({ "language": language.tag() });
    let responder = json!([{ "role": "responder" }]);
    let mut world = world.declares(document::Kind::Settings, settings).await;
    for slug in ["olga", "dora", "nina"] {
        let body = json!({ "slug": slug, "name": slug, "roles": responder });
        world = world.declares(document::Kind::Person, body).await;
    }
    declares(&world, procedure.situation).await;
    world.advance(minutes(4)).await;
    qualifies(&world, procedure).await;
    calls(&world).await;
    let mut sheets = Vec::new();
    for (key, by) in procedure.sheets {
        sheets.push((starts(&world, key, language, by).await, *by));
    }
    let mut open = true;
    while open {
        open = false;
        for (run, by) in &sheets {
            open |= goes_on(&world, *run, by).await;
        }
    }
    ends_clocks(&world, procedure).await;
    lives_to_the_end(&world).await;
    let report = report(&world).await;
    tells(&world, &report, procedure, language).await;
    signs(&world, &report).await;
    world
}

/// Somebody reports it by telephone; whoever takes the call writes two fields.
async fn declares(world: &World, situation: &str) {
    let now = world.cx.now();
    let declaration = Declaration::of(format!("Somebody called: {situation}"), None);
    world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await;
}

async fn qualifies(world: &World, procedure: &Procedure) {
    let [exposed, personal, malicious, down, spreading] = procedure.answers;
    let situation = procedure.situation.parse().unwrap();
    let answers = Answers { situation, exposed, personal, malicious, down, spreading };
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let aware_at = now.minus(minutes(4));
    let (level, urgency, impact, reason) = (None, None, None, String::new());
    let said = Qualified { answers, level, urgency, impact, aware_at, reason, seen: 0 };
    world.write(move |tx| respond::qualify(tx, &setup, (FIRST, &said), "olga", now)).await;

    let (last, running, incident) = world
        .read(|tx| {
            let incident = incidents::by_id(tx, ID)?.unwrap();
            Ok((qualifications::last(tx, ID)?.unwrap(), clocks::of_incident(tx, ID)?, incident))
        })
        .await;
    assert_eq!(last.level, procedure.level, "{}", procedure.situation);
    assert_eq!((incident.stage, incident.lead.as_deref()), (Stage::InProgress, Some("olga")));
    let own = match procedure.level {
        Level::Red => "red-report",
        Level::Orange => "orange-fix",
    };
    let personal = PERSONAL.into_iter().filter(|_| procedure.breach);
    let expected: Vec<&str> = personal.chain([own]).collect();
    let kinds: Vec<&str> = running.iter().map(Clock::deadline).collect();
    assert_eq!(kinds, expected, "{}", procedure.situation);
    assert!(running.iter().all(|clock| clock.aware_at == aware_at), "from awareness");
}

/// The first number does not answer, the second does: both are written down.
async fn calls(world: &World) {
    for (whom, result) in [("dora", ContactResult::NoAnswer), ("nina", ContactResult::Reached)] {
        world.advance(minutes(1)).await;
        let attempt = Attempt {
            whom: whom.to_owned(),
            rung: Rung::Phone,
            way: "+33 1 99 00 12 34".to_owned(),
            result,
            at: world.cx.now(),
            by: "olga".to_owned(),
        };
        world.write(move |tx| respond::try_contact(tx, ID, &attempt)).await;
    }
}

async fn starts(world: &World, key: &str, language: Language, by: &'static str) -> RunId {
    let (now, playbook) = (world.cx.now(), &playbooks(language)[key]);
    world.write(move |tx| respond::start_playbook(tx, (ID, playbook, language), by, now)).await
}

/// The ending that a step takes: questions get each answer in turn, one step in ten is left out.
fn ending(step: &RunStep) -> StepEnding {
    match (&step.step.kind, step.place % 10) {
        (StepKind::Ask, place) => {
            StepEnding::Answered([Yes, No, Unknown][usize::try_from(place % 3).unwrap()])
        }
        (StepKind::Do, 9) => StepEnding::Skipped("nothing of that here".to_owned()),
        (StepKind::Act(_), _) => StepEnding::Done("by hand".to_owned()),
        (StepKind::Do | StepKind::Wait(_), _) => StepEnding::Done(String::new()),
    }
}

async fn goes_on(world: &World, run: RunId, by: &'static str) -> bool {
    let all = world.read(move |tx| Ok(runs::steps(tx, run)?)).await;
    let Some(next) = next_step(&all) else { return false };
    let (place, how) = (next.place, ending(next));
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit =
        move |tx: &mut Tx<'_>| respond::settle_step(tx, &setup, ((ID, run, place), &how), by, now);
    world.write(unit).await;
    world.advance(minutes(2)).await;
    true
}

/// The authority was told, or the officer wrote why not; the others have their proof.
async fn ends_clocks(world: &World, procedure: &Procedure) {
    let running = world.read(|tx| Ok(clocks::of_incident(tx, ID)?)).await;
    for clock in running {
        let none_there = procedure.answers[1] != Yes;
        let ending = if clock.deadline() == GDPR_AUTHORITY && none_there {
            ClockEnding::NotRequired("no data of persons were there".to_owned())
        } else {
            ClockEnding::Proven("receipt 2026-123".to_owned())
        };
        let (now, setup) = (world.cx.now(), world.cx.setup());
        let unit = move |tx: &mut Tx<'_>| {
            respond::end_clock(tx, &setup, (ID, clock.id, &ending), "nina", now)
        };
        world.write(unit).await;
    }
}

async fn lives_to_the_end(world: &World) {
    let steps = [
        (Step::Resolve, "dora"),
        (Step::Validate, "nina"),
        (Step::Remediate, "dora"),
        (Step::Close, "nina"),
    ];
    for (step, by) in steps {
        world.advance(minutes(10)).await;
        if step == Step::Validate {
            let (setup, now, own) = (world.cx.setup(), world.cx.now(), Move::now(step));
            let unit = move |tx: &mut Tx<'_>| respond::step(tx, &setup, (FIRST, &own), "dora", now);
            assert!(world.cx.store.write(unit).await.is_err(), "who resolved does not validate");
        }
        world.steps(FIRST, step, by).await;
        world.settle().await;
    }
    // A day later nobody is reminded of anything.
    world.advance(minutes(24 * 60)).await;
    let incident = world.read(|tx| Ok(incidents::by_id(tx, ID)?)).await.unwrap();
    assert_eq!(incident.stage, Stage::Closed);
}

async fn report(world: &World) -> Report {
    world.read(|tx| Ok(reports::of_incident(tx, ID)?)).await.expect("a report is drafted")
}

/// What its reader finds in the draft, before anybody wrote a word.
async fn tells(world: &World, report: &Report, procedure: &Procedure, language: Language) {
    let text = &report.last.text;
    assert_eq!(report.language, language);
    let french = language == Language::Fr;
    let mut told = vec![
        "INC-2026-0001".to_owned(),
        format!("Somebody called: {}", procedure.situation),
        (if french { "**À écrire\u{a0}:**" } else { "**To write:**" }).to_owned(),
        "receipt 2026-123".to_owned(),
        "+33 1 99 00 12 34".to_owned(),
    ];
    let all = world.read(|tx| Ok(runs::of_incident(tx, ID)?)).await;
    for run in &all {
        told.push(run.title.clone());
        let run = run.id;
        let steps = world.read(move |tx| Ok(runs::steps(tx, run)?)).await;
        assert!(steps.iter().all(|step| step.mark.is_some()), "a step of {run:?} is open");
        let left_out = |step: &RunStep| matches!(&step.mark, Some(mark) if matches!(mark.how, StepEnding::Skipped(_)));
        if steps.iter().any(left_out) {
            told.push("nothing of that here".to_owned());
        }
    }
    assert_eq!(all.len(), procedure.sheets.len());
    for told in told {
        assert!(
            text.contains(&told),
            "{told:?} is not in the report of {}:\n{text}",
            procedure.situation
        );
    }
    assert!(learn::open_questions(text) > 5, "what nobody said is asked:\n{text}");
}

/// Nina writes a sentence, reads it all, and signs; the journal's seals hold.
async fn signs(world: &World, report: &Report) {
    let (number, now) = (report.last.number, world.cx.now());
    let text = format!("{}\n\nA sentence of Nina.\n", report.last.text);
    let edit = Edit { version: number, section: None, text };
    world.write(move |tx| learn::write_report(tx, ID, &edit, "nina", now)).await;
    world.write(move |tx| learn::sign_report(tx, (ID, number + 1), "nina", now)).await;
    let signed = world.read(|tx| Ok(reports::of_incident(tx, ID)?)).await.unwrap();
    assert_eq!(signed.last.signature.unwrap().by, "nina");
    let last = world.read(|tx| Ok(journal::of_incident(tx, ID, 1000)?)).await;
    assert!(last.iter().any(|line| line.kind == "report_signed"));
}
