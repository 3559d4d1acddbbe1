//! Evidence: what people keep with an incident, and what becomes of it.

use crate::world::{World, minutes, on_both_engines};
use std::path::Path;
use vigie_domain::evidence::Evidence;
use vigie_domain::id::{EvidenceId, IncidentId};
use vigie_domain::incident::{Reference, Step};
use vigie_ops::Error;
use vigie_ops::respond::{self, Counted, Declaration, Given};
use vigie_ops::store::shelf::{Found, Kept, Shelf};
use vigie_ops::store::{Tx, evidence, journal, reports};

const ID: IncidentId = IncidentId(1);

async fn declared(world: &World) {
    let now = world.cx.now();
    let declaration = Declaration::of("A list of users can be read on the web", None);
    world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await;
}

async fn arrives(shelf: &Shelf, content: &str) -> Kept {
    let mut arriving = shelf.begin(1_000).await.unwrap();
    arriving.take(content.as_bytes()).await.unwrap();
    arriving.keep().await.unwrap()
}

async fn keeps(
    world: &World,
    (name, ago): (&str, Option<u64>),
    kept: &Kept,
) -> Result<Evidence, Error> {
    let (now, kept) = (world.cx.now(), kept.clone());
    let occurred_at = ago.map(|ago| now.minus(minutes(ago)));
    let given = Given { name: name.to_owned(), occurred_at };
    let unit = move |tx: &mut Tx<'_>| respond::add_evidence(tx, ID, (&given, &kept), "olga", now);
    world.cx.store.write(unit).await
}

fn shelf() -> (Shelf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Shelf::of(folder.path()), folder)
}

#[test]
fn what_is_kept_is_a_line_of_the_timeline_and_stands_in_the_report() {
    on_both_engines(|world| async {
        declared(&world).await;
        let (shelf, _folder) = shelf();
        let kept = arrives(&shelf, "GET /users.json 200").await;
        let access = keeps(&world, ("../logs/access.log", Some(90)), &kept).await.unwrap();
        assert_eq!((access.name.as_str(), access.bytes), ("access.log", 19));
        world.advance(minutes(1)).await;
        let again = keeps(&world, ("access.log", None), &kept).await.unwrap();
        assert_eq!(again, access, "sent twice, it is evidence once");
        keeps(&world, ("the same.txt", None), &kept).await.unwrap();
        let all = world.read(|tx| Ok(evidence::of_incident(tx, ID)?)).await;
        assert_eq!(all.len(), 2);
        assert_eq!(shelf.all(), std::slice::from_ref(&kept.sha256), "the content is there once");
        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let lines: Vec<_> = lines.iter().filter(|line| line.kind == "evidence_kept").collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].text.contains(kept.sha256.as_str()), "{:?}", lines[0]);

        world.steps(access_reference(), Step::Resolve, "olga").await;
        world.settle().await;
        let report = world.read(|tx| Ok(reports::of_incident(tx, ID)?)).await.unwrap();
        let text = report.last.text;
        assert!(text.contains("access.log") && text.contains(kept.sha256.as_str()), "{text}");
        world
    });
}

fn access_reference() -> Reference {
    Reference { year: 2026, number: 1 }
}

#[test]
fn what_is_no_evidence_is_refused_in_words() {
    on_both_engines(|world| async {
        declared(&world).await;
        let (shelf, _folder) = shelf();
        let (empty, kept) = (arrives(&shelf, "").await, arrives(&shelf, "x").await);
        for (name, kept, ago) in [("a.log", &empty, None), (" / ", &kept, None)] {
            let refused = keeps(&world, (name, ago), kept).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{name}: {refused:?}");
        }
        let (now, content) = (world.cx.now(), kept.clone());
        let given = Given { name: "a.log".to_owned(), occurred_at: Some(now + minutes(1)) };
        let unit =
            move |tx: &mut Tx<'_>| respond::add_evidence(tx, ID, (&given, &content), "olga", now);
        let refused = world.cx.store.write(unit).await;
        assert!(matches!(refused, Err(Error::Refused { .. })), "the future: {refused:?}");
        let unknown =
            world.cx.store.read(|tx| respond::evidence_of(tx, IncidentId(2), EvidenceId(1))).await;
        assert_eq!(unknown, Err(Error::NotFound("evidence")));
        world
    });
}

fn age(path: &Path, by: std::time::Duration) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    file.set_modified(modified - by).unwrap();
}

#[test]
fn a_file_that_nobody_noted_goes_and_one_that_is_missing_is_counted() {
    on_both_engines(|world| async {
        declared(&world).await;
        let (shelf, _folder) = shelf();
        let (noted, left) = (arrives(&shelf, "noted").await, arrives(&shelf, "left behind").await);
        keeps(&world, ("noted.txt", None), &noted).await.unwrap();
        // The files are from today, and so is the clock of this story from then on.
        let written = std::fs::metadata(shelf.path(&noted.sha256)).unwrap().modified().unwrap();
        let since = written.duration_since(std::time::UNIX_EPOCH).unwrap();
        let millis = i64::try_from(since.as_millis()).unwrap();
        let ahead = millis.saturating_sub(world.cx.now().as_millis()).max(0);
        world.sleep_through(std::time::Duration::from_millis(u64::try_from(ahead).unwrap()));
        for kept in [&noted, &left] {
            age(&shelf.path(&kept.sha256), minutes(60 * 48));
        }
        respond::tidy_shelf(&world.cx, &shelf).await.unwrap();
        assert_eq!(shelf.all(), std::slice::from_ref(&noted.sha256));
        let counted = respond::count_evidence(&world.cx, &shelf).await.unwrap();
        assert_eq!(counted, Counted { noted: 1, missing: 0 });
        std::fs::write(shelf.path(&noted.sha256), "noteD").unwrap();
        assert_eq!(shelf.look(&noted.sha256), Ok(Found::Changed));
        std::fs::remove_file(shelf.path(&noted.sha256)).unwrap();
        let counted = respond::count_evidence(&world.cx, &shelf).await.unwrap();
        assert_eq!(counted, Counted { noted: 1, missing: 1 });
        world
    });
}
