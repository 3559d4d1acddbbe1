//! Playbooks that are followed: by several people at once, to the last step.

use crate::world::{World, minutes, on_both_engines};
use vigie_domain::id::{IncidentId, RunId};
use vigie_domain::incident::Step;
use vigie_domain::person::Language;
use vigie_domain::playbook::run::{RunStep, StepEnding, next_step};
use vigie_domain::playbook::{Answer, StepKind};
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::respond::{self, Declaration, playbooks};
use vigie_ops::store::{Tx, journal, runs};

const ID: IncidentId = IncidentId(1);

async fn declared(world: &World) {
    let now = world.cx.now();
    let declaration = Declaration::of("A list of users can be read on the web", None);
    world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await;
}

async fn starts(
    world: &World,
    key: &str,
    language: Language,
    by: &'static str,
) -> Result<RunId, Error> {
    let (now, playbook) = (world.cx.now(), &playbooks(language)[key]);
    let unit =
        move |tx: &mut Tx<'_>| respond::start_playbook(tx, (ID, playbook, language), by, now);
    world.cx.store.write(unit).await
}

async fn steps(world: &World, run: RunId) -> Vec<RunStep> {
    world.read(move |tx| Ok(runs::steps(tx, run)?)).await
}

async fn says(
    world: &World,
    (run, place): (RunId, i64),
    how: StepEnding,
    by: &'static str,
) -> Result<(), Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit =
        move |tx: &mut Tx<'_>| respond::settle_step(tx, &setup, ((ID, run, place), &how), by, now);
    world.cx.store.write(unit).await
}

async fn undoes(world: &World, (run, place): (RunId, i64), seen: Timestamp) -> Result<(), Error> {
    let now = world.cx.now();
    let unit =
        move |tx: &mut Tx<'_>| respond::reopen_step(tx, ((ID, run, place), seen), "dora", now);
    world.cx.store.write(unit).await
}

/// The ending that a step takes.
fn ending(step: &RunStep) -> StepEnding {
    match step.step.kind {
        StepKind::Ask => StepEnding::Answered(Answer::Unknown),
        StepKind::Act(_) => StepEnding::Done("by hand".to_owned()),
        StepKind::Do | StepKind::Wait(_) => StepEnding::Done(String::new()),
    }
}

/// Settles the next step of a sheet. `false`: there is none.
async fn goes_on(world: &World, run: RunId, by: &'static str) -> bool {
    let all = steps(world, run).await;
    let Some(next) = next_step(&all) else { return false };
    says(world, (run, next.place), ending(next), by).await.unwrap();
    world.advance(minutes(2)).await;
    true
}

async fn lines(world: &World, kind: &str) -> Vec<journal::Entry> {
    let mut all = world.read(|tx| Ok(journal::of_incident(tx, ID, 1000)?)).await;
    all.retain(|line| line.kind == kind);
    all
}

#[test]
fn three_people_follow_their_own_sheets_of_a_leak_to_the_last_step() {
    for language in [Language::En, Language::Fr] {
        on_both_engines(|world| async move {
            declared(&world).await;
            let sheets = [
                (starts(&world, "data-leak-ops", language, "olga").await.unwrap(), "olga"),
                (starts(&world, "data-leak-developer", language, "dora").await.unwrap(), "dora"),
                (starts(&world, "data-leak-colleague", language, "nina").await.unwrap(), "nina"),
            ];
            let mut open = true;
            while open {
                open = false;
                for (run, by) in sheets {
                    open |= goes_on(&world, run, by).await;
                }
            }
            let mut settled = 0;
            for (run, by) in sheets {
                let all = steps(&world, run).await;
                assert!(all.iter().all(|step| step.mark.as_ref().unwrap().by == by), "{all:#?}");
                settled += all.len();
            }
            let told = ["step_done", "step_answered"];
            let mut count = 0;
            for kind in told {
                count += lines(&world, kind).await.len();
            }
            assert_eq!(count, settled, "every step has its line");
            let answered = lines(&world, "step_answered").await;
            let word = if language == Language::Fr { "Inconnu" } else { "Unknown" };
            assert!(answered.iter().all(|line| line.text.ends_with(word)), "{answered:#?}");
            world
        });
    }
}

#[test]
fn of_two_who_tick_the_same_step_the_second_is_told_who_was_first() {
    on_both_engines(|world| async {
        declared(&world).await;
        let run = starts(&world, "data-leak-developer", Language::En, "dora").await.unwrap();
        let done = || StepEnding::Done(String::new());
        says(&world, (run, 1), done(), "olga").await.unwrap();
        says(&world, (run, 1), done(), "olga").await.unwrap(); // a second tap of the same thumb
        let Err(Error::Refused { why, .. }) = says(&world, (run, 1), done(), "dora").await else {
            panic!("the second is told nothing")
        };
        let why = why.to_string();
        assert!(why.contains("olga") && why.contains("Fri 20 Nov 2026 21:00"), "{why}");
        assert_eq!(lines(&world, "step_done").await.len(), 1);

        // A question takes an answer, and nothing is left out without a reason.
        for (place, how) in [
            (2, done()),
            (3, StepEnding::Answered(Answer::No)),
            (3, StepEnding::Skipped("  ".to_owned())),
        ] {
            let refused = says(&world, (run, place), how, "dora").await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
        }
        says(&world, (run, 2), StepEnding::Answered(Answer::Yes), "dora").await.unwrap();
        let skipped = StepEnding::Skipped("the service is off already".to_owned());
        says(&world, (run, 3), skipped, "dora").await.unwrap();
        assert!(lines(&world, "step_skipped").await[0].text.contains("the service is off"));
        world
    });
}

#[test]
fn a_step_is_opened_again_only_as_its_reader_saw_it() {
    on_both_engines(|world| async {
        declared(&world).await;
        let run = starts(&world, "data-leak-developer", Language::En, "dora").await.unwrap();
        says(&world, (run, 2), StepEnding::Answered(Answer::No), "olga").await.unwrap();
        let seen = steps(&world, run).await[1].mark.clone().unwrap().at;
        world.advance(minutes(1)).await;
        undoes(&world, (run, 2), seen).await.unwrap();
        says(&world, (run, 2), StepEnding::Answered(Answer::Yes), "dora").await.unwrap();
        assert_eq!(undoes(&world, (run, 2), seen).await, Err(Error::Stale));
        let mark = steps(&world, run).await[1].mark.clone().unwrap();
        assert_eq!((mark.by.as_str(), mark.how), ("dora", StepEnding::Answered(Answer::Yes)));
        assert!(lines(&world, "step_reopened").await[0].text.contains("olga"));
        world
    });
}

#[test]
fn a_wait_that_lasts_too_long_is_told_and_ends_with_its_step() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        declared(&world).await;
        let run = starts(&world, "data-leak-ops", Language::En, "olga").await.unwrap();
        let wait = loop {
            let all = steps(&world, run).await;
            let next = next_step(&all).unwrap().clone();
            if matches!(next.step.kind, StepKind::Wait(_)) {
                break next;
            }
            says(&world, (run, next.place), ending(&next), "olga").await.unwrap();
        };
        assert!(wait.task.is_some(), "the time-box runs once everything before it is settled");
        world.advance(minutes(14)).await;
        world.is_quiet();
        world.advance(minutes(2)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        let summary = told.notice.alerts[0].annotations["summary"].clone();
        assert!(
            summary.contains("INC-2026-0001") && summary.contains("access is cut"),
            "{summary}"
        );
        says(&world, (run, wait.place), ending(&wait), "olga").await.unwrap();
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world
    });
}

#[test]
fn a_playbook_is_not_followed_twice_at_once_nor_in_a_closed_incident() {
    on_both_engines(|world| async {
        declared(&world).await;
        let key = "data-leak-developer";
        let run = starts(&world, key, Language::En, "dora").await.unwrap();
        let again = starts(&world, key, Language::Fr, "olga").await;
        assert!(matches!(again, Err(Error::Refused { .. })), "{again:?}");
        while goes_on(&world, run, "dora").await {}
        starts(&world, key, Language::Fr, "olga").await.unwrap();
        for (step, by) in [(Step::Resolve, "olga"), (Step::Close, "dora")] {
            world.steps("INC-2026-0001".parse().unwrap(), step, by).await;
        }
        let closed = starts(&world, "data-leak-ops", Language::En, "olga").await;
        assert!(matches!(closed, Err(Error::Refused { .. })), "{closed:?}");
        world
    });
}
