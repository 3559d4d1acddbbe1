//! What people write into a timeline: decisions, what happened earlier, and corrections that leave
//! the line as it was.

use crate::world::{World, minutes, on_both_engines};
use vigie_domain::id::{EntryId, IncidentId};
use vigie_domain::incident::{Reference, Step};
use vigie_domain::note::{Note, NoteKind, NoteMark};
use vigie_ops::Error;
use vigie_ops::respond::{self, Declaration};
use vigie_ops::store::journal::Entry;
use vigie_ops::store::{Tx, journal, reports};

async fn declared(world: &World, number: u32) -> Reference {
    let now = world.cx.now();
    let declaration = Declaration::of(format!("Incident {number}"), None);
    world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await.reference
}

async fn writes(
    world: &World,
    reference: Reference,
    note: Note,
    by: &'static str,
) -> Result<(), Error> {
    let now = world.cx.now();
    let unit = move |tx: &mut Tx<'_>| respond::write_note(tx, reference, &note, by, now);
    world.cx.store.write(unit).await
}

async fn lines(world: &World) -> Vec<Entry> {
    world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await
}

fn correction(entry: EntryId, text: &str) -> Note {
    Note { kind: NoteKind::Correction(entry), ..Note::remark(text) }
}

#[test]
fn a_correction_points_at_the_line_which_stays_with_both_authors() {
    on_both_engines(|world| async {
        let reference = declared(&world, 1).await;
        writes(&world, reference, Note::remark("Cut at 20:15"), "olga").await.unwrap();
        let wrong = lines(&world).await.pop().unwrap();
        world.advance(minutes(3)).await;
        let right = correction(wrong.seq, "Cut at 20:45, says the log");
        writes(&world, reference, right, "bea").await.unwrap();
        let after = lines(&world).await;
        let last = after.last().unwrap();
        assert_eq!((last.kind.as_str(), last.actor.as_str()), ("entry_corrected", "bea"));
        let mark = NoteMark::read(&last.kind, &last.subject).unwrap();
        assert_eq!(mark.corrects, Some(wrong.seq));
        assert!(after.contains(&wrong), "the line is as it was: {after:#?}");

        world.steps(reference, Step::Resolve, "olga").await;
        world.settle().await;
        let report = world.read(|tx| Ok(reports::of_incident(tx, IncidentId(1))?)).await.unwrap();
        let text = report.last.text;
        assert!(text.contains("~~Cut at 20:15~~"), "{text}");
        assert!(text.contains("Cut at 20:45, says the log"), "{text}");
        world
    });
}

#[test]
fn only_a_line_of_the_same_timeline_is_corrected() {
    on_both_engines(|world| async {
        let (one, other) = (declared(&world, 1).await, declared(&world, 2).await);
        let own = lines(&world).await.pop().unwrap().seq;
        for (reference, entry) in [(other, own), (one, EntryId(999)), (one, EntryId(-1))] {
            let refused = writes(&world, reference, correction(entry, "x"), "bea").await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
        }
        writes(&world, one, correction(own, "Declared by mistake"), "bea").await.unwrap();
        let first = lines(&world).await.pop().unwrap().seq;
        writes(&world, one, correction(first, "No, it was real"), "olga").await.unwrap();
        let empty = writes(&world, one, correction(first, " "), "olga").await;
        assert!(matches!(empty, Err(Error::Refused { .. })), "{empty:?}");
        world
    });
}

#[test]
fn what_happened_earlier_stands_at_its_time_in_the_report_and_keeps_when_it_was_noted() {
    on_both_engines(|world| async {
        let reference = declared(&world, 1).await;
        world.advance(minutes(30)).await;
        writes(&world, reference, Note::remark("The site answers again"), "olga").await.unwrap();
        let earlier = Some(world.cx.now().minus(minutes(25)));
        let decided = Note {
            kind: NoteKind::Decision,
            occurred_at: earlier,
            ..Note::remark("Turn the old proxy off")
        };
        writes(&world, reference, decided.clone(), "bea").await.unwrap();
        let noted = lines(&world).await.pop().unwrap();
        assert_eq!((noted.kind.as_str(), noted.at), ("decision_noted", world.cx.now()));
        assert_eq!(NoteMark::read(&noted.kind, &noted.subject).unwrap().occurred_at, earlier);
        let ahead = Note { occurred_at: Some(world.cx.now() + minutes(1)), ..decided };
        assert!(matches!(
            writes(&world, reference, ahead, "bea").await,
            Err(Error::Refused { .. })
        ));
        world.steps(reference, Step::Resolve, "olga").await;
        world.settle().await;
        let report = world.read(|tx| Ok(reports::of_incident(tx, IncidentId(1))?)).await.unwrap();
        let text = report.last.text;
        let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
        assert!(place("Turn the old proxy off") < place("The site answers again"), "{text}");
        assert!(text.contains("Decision"), "{text}");
        world
    });
}
