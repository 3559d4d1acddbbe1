//! Learning: a report is drafted, written together, signed, and nobody's words are lost.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Reference, Seat, Step};
use vigie_domain::person::Language;
use vigie_domain::report::Report;
use vigie_ops::learn::{self, Edit, Given, Saved};
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Seating};
use vigie_ops::store::{Tx, journal, reports};
use vigie_ops::{Error, hex};

const FIRST: Reference = Reference { year: 2026, number: 1 };
const ID: IncidentId = IncidentId(1);

async fn declared(world: &World, title: &str) -> Incident {
    let (now, declaration) = (world.cx.now(), Declaration::of(title, None));
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await
}

async fn takes(world: &World, step: Step, by: &'static str) {
    world.steps(FIRST, step, by).await;
    world.settle().await;
}

async fn notes(world: &World, text: &'static str, by: &'static str) {
    let now = world.cx.now();
    world.write(move |tx| respond::note(tx, FIRST, text, by, now)).await;
}

async fn report(world: &World) -> Report {
    world.read(|tx| Ok(reports::of_incident(tx, ID)?)).await.unwrap()
}

async fn writes(
    world: &World,
    (version, section): (i64, Option<usize>),
    text: &str,
    by: &'static str,
) -> Result<Saved, Error> {
    let (now, edit) = (world.cx.now(), Edit { version, section, text: text.to_owned() });
    let unit = move |tx: &mut Tx<'_>| learn::write_report(tx, ID, &edit, by, now);
    world.cx.store.write(unit).await
}

/// An incident that lasted half an hour, resolved.
async fn over(world: &World) {
    declared(world, "The API answers 502").await;
    world.advance(minutes(3)).await;
    takes(world, Step::Take, "alice").await;
    notes(world, "restarted the pool", "alice").await;
    world.advance(minutes(27)).await;
    takes(world, Step::Resolve, "alice").await;
}

#[test]
fn the_draft_knows_times_and_people_and_asks_what_nobody_said() {
    on_both_engines(|world| async {
        over(&world).await;
        let drafted = report(&world).await;
        let text = &drafted.last.text;
        for told in [
            "# INC-2026-0001 The API answers 502",
            "restarted the pool",
            "| Acknowledgement | 3\u{a0}min |",
            "| Resolution | 30\u{a0}min |",
            "| Detection | **To write:** _When did it begin?_ |",
            "- **Time zone**: UTC\n",
            "Declared by bob, 2026-11-20 21:00:00\n",
            "Trigger: **To write:** _What set it off, on that day?_",
        ] {
            assert!(text.contains(told), "{told:?} is not in\n{text}");
        }
        assert!(learn::open_questions(text) > 15, "{text}");
        assert_eq!((drafted.last.by.as_str(), drafted.last.number), ("vigie", 1));

        // Nobody wrote in it: what happens next is in it, too.
        notes(&world, "the pool was too small", "bob").await;
        takes(&world, Step::Close, "bob").await;
        let again = report(&world).await;
        assert!(again.last.text.contains("the pool was too small"));
        assert_eq!(again.last.number, 1);
        world
    });
}

#[test]
fn a_report_says_the_zone_once_and_tells_its_times_and_people_as_the_team_does() {
    on_both_engines(|world| async {
        let world = world.declares(Kind::Settings, json!({"zone": "Europe/Paris"})).await;
        let bob = json!({"slug": "bob", "name": "Bob Martin", "roles": ["responder"]});
        let world = world.declares(Kind::Person, bob).await;
        over(&world).await;
        let (now, setup) = (world.cx.now(), world.cx.setup());
        let scribe = Seating {
            seat: Seat::new("scribe", &[]).unwrap(),
            to: Some("bob".to_owned()),
            seen: None,
        };
        world.write(move |tx| respond::seat(tx, &setup, (FIRST, &scribe), "bob", now)).await;
        takes(&world, Step::Close, "bob").await;
        let text = report(&world).await.last.text;
        assert_eq!(text.matches("Europe/Paris").count(), 1, "{text}");
        assert!(!text.contains("UTC") && !text.contains("21:00:00"), "{text}");
        for told in [
            "| 2026-11-20 22:00:00 | Bob Martin | Incident declared: critical: The API answers 502 |",
            "| 2026-11-20 22:30:00 | Bob Martin | Role taken: Scribe: Bob Martin |",
        ] {
            assert!(text.contains(told), "{told:?} is not in\n{text}");
        }
        world
    });
}

#[test]
fn new_lines_of_the_timeline_are_offered_and_never_written_over_people_s_words() {
    on_both_engines(|world| async {
        over(&world).await;
        let first = report(&world).await;
        let mine = first.last.text.replace("# INC", "Alice was here.\n\n# INC");
        assert_eq!(writes(&world, (1, None), &mine, "alice").await, Ok(Saved::Kept));
        notes(&world, "a second cause", "bob").await;
        notes(&world, "private joke", "bob").await;
        takes(&world, Step::Close, "bob").await;
        let kept = report(&world).await;
        assert_eq!((kept.last.text.as_str(), kept.last.number), (mine.as_str(), 2));

        let offered = kept.clone();
        let news = world.read(move |tx| learn::news(tx, &offered)).await;
        let said: Vec<&str> = news.iter().map(|entry| entry.text.as_str()).collect();
        assert_eq!(&said[..2], ["a second cause", "private joke"]);
        let (setup, now, chosen) = (world.cx.setup(), world.cx.now(), news[0].seq.0);
        let unit =
            move |tx: &mut Tx<'_>| learn::take_news(tx, &setup, (ID, 2, &[chosen]), "alice", now);
        world.write(unit).await;
        let taken = report(&world).await;
        assert!(taken.last.text.contains("| bob | Note: a second cause |"), "{}", taken.last.text);
        assert!(taken.last.text.contains("Alice was here."));
        assert!(!taken.last.text.contains("private joke"));
        assert!(world.read(move |tx| learn::news(tx, &taken)).await.is_empty(), "offered once");
        world
    });
}

#[test]
fn of_two_who_write_at_once_nobody_loses_a_word() {
    on_both_engines(|world| async {
        over(&world).await;
        let text = "# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n";
        writes(&world, (1, None), text, "alice").await.unwrap();
        let alice = writes(&world, (2, Some(1)), "## B\n\nalice\n", "alice").await;
        let bob = writes(&world, (2, Some(2)), "## C\n\nbob\n", "bob").await;
        assert_eq!((alice, bob), (Ok(Saved::Kept), Ok(Saved::Kept)));
        let both = report(&world).await.last;
        assert_eq!(both.text, "# A\n\none\n\n## B\n\nalice\n\n## C\n\nbob\n");

        let same = writes(&world, (2, Some(1)), "## B\n\ncarol\n", "carol").await.unwrap();
        let Saved::Both { theirs, section } = same else { panic!("{same:?}") };
        assert_eq!((theirs.text.as_str(), section), ("## B\n\nalice\n\n", Some(1)));
        assert_eq!(report(&world).await.last.text, both.text, "nothing was overwritten");
        // Having seen it, she keeps hers; the text before stays in the history.
        writes(&world, (theirs.number, section), "## B\n\ncarol\n", "carol").await.unwrap();
        let all = world.read(|tx| {
            let report = reports::of_incident(tx, ID)?.unwrap();
            Ok(reports::versions(tx, report.id, 10)?)
        });
        let all: Vec<(i64, String)> =
            all.await.into_iter().map(|version| (version.number, version.by)).collect();
        let by = |number, by: &str| (number, by.to_owned());
        let people = [by(5, "carol"), by(4, "bob"), by(3, "alice"), by(2, "alice"), by(1, "vigie")];
        assert_eq!(all, people);
        assert!(writes(&world, (2, None), " ", "carol").await.is_err(), "an empty text is refused");
        world
    });
}

#[test]
fn a_signed_text_never_changes_and_what_follows_is_a_new_version() {
    on_both_engines(|world| async {
        over(&world).await;
        writes(&world, (1, None), "# The end\n", "alice").await.unwrap();
        let now = world.cx.now();
        let sign = |version| {
            let unit = move |tx: &mut Tx<'_>| learn::sign_report(tx, (ID, version), "bob", now);
            world.cx.store.write(unit)
        };
        assert_eq!(sign(1).await, Err(Error::Stale), "bob read an older text");
        let signature = sign(2).await.unwrap();
        let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"# The end\n");
        assert_eq!((signature.by.as_str(), signature.sha256), ("bob", hex(sum.as_ref())));
        assert!(writes(&world, (2, None), "# Other\n", "alice").await.is_err());
        assert!(sign(2).await.is_err());
        takes(&world, Step::Close, "bob").await;
        assert_eq!(report(&world).await.last.text, "# The end\n");

        let (setup, templates) = (world.cx.setup(), world.cx.templates());
        let unit = move |tx: &mut Tx<'_>| {
            let given = Given { setup: &setup, templates: &templates };
            learn::begin_again(tx, given, (ID, None), "alice", now)
        };
        world.write(unit).await;
        writes(&world, (3, None), "# The end, again\n", "alice").await.unwrap();
        let (signed, last) = world
            .read(|tx| {
                let report = reports::of_incident(tx, ID)?.unwrap();
                Ok((reports::version(tx, report.id, 2)?.unwrap(), report.last))
            })
            .await;
        assert_eq!(
            (signed.text.as_str(), signed.signature.unwrap().by.as_str()),
            ("# The end\n", "bob")
        );
        assert_eq!((last.text.as_str(), last.signature), ("# The end, again\n", None));
        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let sealed = lines.iter().find(|line| line.kind == "report_signed").unwrap();
        assert!(sealed.text.contains("SHA-256"), "{sealed:?}");
        world
    });
}

#[test]
fn several_incidents_share_a_report_in_french() {
    on_both_engines(|world| async {
        over(&world).await;
        declared(&world, "La page est coupée").await;
        let (setup, templates, now) = (world.cx.setup(), world.cx.templates(), world.cx.now());
        let other = Reference { year: 2026, number: 2 };
        let unit = move |tx: &mut Tx<'_>| {
            let given = Given { setup: &setup, templates: &templates };
            learn::join_report(tx, given, (ID, other), "alice", now)?;
            let french = Some(("full-account", Language::Fr));
            learn::begin_again(tx, given, (ID, french), "alice", now)
        };
        world.write(unit).await;
        let shared = world.read(|tx| Ok(reports::of_incident(tx, IncidentId(2))?)).await.unwrap();
        assert_eq!(shared, report(&world).await);
        for told in [
            "# Post-mortem INC-2026-0001, INC-2026-0002 The API answers 502",
            "INC-2026-0002: Incident déclaré\u{a0}: critique\u{a0}: La page est coupée",
            "**À écrire\u{a0}:**",
        ] {
            assert!(shared.last.text.contains(told), "{told:?} is not in\n{}", shared.last.text);
        }
        world
    });
}
