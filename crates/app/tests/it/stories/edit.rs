//! Correcting what is known of an incident: what people read of it, and what follows.

use super::qualify::leak;
use crate::world::{World, minutes, on_both_engines};
use std::time::Duration;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Particular, Particulars, Reference};
use vigie_domain::playbook::Answer;
use vigie_domain::qualification::Answers;
use vigie_domain::severity::Severity;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::respond::{self, Declaration, Edit, Edited, Qualified};
use vigie_ops::store::{Tx, clocks, incidents, journal, qualifications};

const FIRST: Reference = Reference { year: 2026, number: 1 };
const HOUR: Duration = Duration::from_secs(3600);

async fn declared(world: &World) -> Incident {
    let now = world.cx.now();
    let declaration = Declaration {
        severity: Severity::Warning,
        ..Declaration::of("A list of users can be read", None)
    };
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await;
    known(world).await
}

async fn known(world: &World) -> Incident {
    world.read(|tx| Ok(incidents::by_id(tx, IncidentId(1))?)).await.unwrap()
}

async fn wants(world: &World, edit: Edit, by: &'static str) -> Result<Edited, Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit = move |tx: &mut Tx<'_>| respond::edit(tx, &setup, (FIRST, &edit), by, now);
    world.cx.store.write(unit).await
}

/// What somebody wants who saw this.
fn to(seen: &Particulars, wanted: Particulars, why: &str) -> Edit {
    Edit { seen: seen.clone(), wanted, why: why.to_owned(), moves_clocks: false }
}

async fn qualifies(world: &World, aware_at: Timestamp) {
    let last = world.read(|tx| Ok(qualifications::last(tx, IncidentId(1))?)).await;
    let reason = last.as_ref().map_or("", |_| "we know more now").to_owned();
    let usual = leak(aware_at);
    let said = Qualified {
        answers: Answers { malicious: Answer::No, ..usual.answers },
        reason,
        seen: last.map_or(0, |last| last.seq),
        ..usual
    };
    let (now, setup) = (world.cx.now(), world.cx.setup());
    world
        .write(move |tx: &mut Tx<'_>| respond::qualify(tx, &setup, (FIRST, &said), "bob", now))
        .await;
}

async fn lines(world: &World, kind: &str) -> Vec<String> {
    let all = world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await;
    let told = all.iter().filter(|line| line.kind == kind);
    told.map(|line| format!("{} {}: {}", line.actor, line.subject, line.text)).collect()
}

#[test]
fn each_change_is_a_line_that_names_the_old_and_the_new() {
    on_both_engines(|world| async {
        let before = declared(&world).await;
        assert_eq!(before.aware.as_ref().unwrap().by, "bob", "who declares is aware");
        world.advance(minutes(30)).await;
        let seen = before.particulars();
        let began = before.declared_at.minus(HOUR);
        let wanted = Particulars {
            title: "  Users and their addresses can be read ".to_owned(),
            service: Some("site".parse().unwrap()),
            severity: Severity::Critical,
            occurred: Some(began),
            ..seen.clone()
        };
        let unsaid = wants(&world, to(&seen, wanted.clone(), ""), "ada").await.unwrap();
        let Edited::Kept(after, moved) = unsaid else { panic!("{unsaid:?}") };
        assert_eq!(moved, []);
        assert_eq!(after.title, "Users and their addresses can be read");
        assert_eq!(known(&world).await.occurred.unwrap().by, "ada");
        assert_eq!(
            lines(&world, "incident_edited").await,
            [
                "ada title: A list of users can be read → Users and their addresses can be read",
                "ada service: – → site",
                "ada severity: warning → critical",
                "ada occurred: – → 2026-11-20 20:00 UTC",
            ]
        );
        // The same again is no change, and no line.
        let version = known(&world).await.version;
        wants(&world, to(&seen, wanted, ""), "ada").await.unwrap();
        assert_eq!(known(&world).await.version, version);

        // A known time is replaced with a reason only: it changes what is measured.
        let seen = known(&world).await.particulars();
        let wanted = Particulars { occurred: Some(began.minus(HOUR)), ..seen.clone() };
        let refused = wants(&world, to(&seen, wanted.clone(), ""), "bo").await.unwrap_err();
        assert!(refused.to_string().contains("a reason is needed"), "{refused}");
        wants(&world, to(&seen, wanted, "the logs say so"), "bo").await.unwrap();
        let last = lines(&world, "incident_edited").await.pop().unwrap();
        let told = "bo occurred: 2026-11-20 20:00 UTC → 2026-11-20 19:00 UTC · the logs say so";
        assert_eq!(last, told);
        assert_eq!(known(&world).await.occurred.unwrap().by, "bo");
        world
    });
}

#[test]
fn of_two_who_correct_the_same_at_once_the_second_is_told() {
    on_both_engines(|world| async {
        let seen = declared(&world).await.particulars();
        let title = |title: &str| Particulars { title: title.to_owned(), ..seen.clone() };
        wants(&world, to(&seen, title("Users can be read"), ""), "ada").await.unwrap();
        let told = wants(&world, to(&seen, title("Passwords leak"), ""), "bo").await.unwrap();
        let Edited::Meanwhile(now, both) = told else { panic!("{told:?}") };
        assert_eq!(now.title, "Users can be read");
        assert_eq!((both.len(), both[0].what), (1, Particular::Title));
        assert_eq!(both[0].by.as_ref().unwrap().0, "ada");
        assert_eq!(known(&world).await.title, "Users can be read");

        // Whoever corrects something else takes nothing back.
        let severity = Particulars { severity: Severity::Critical, ..seen.clone() };
        wants(&world, to(&seen, severity, ""), "bo").await.unwrap();
        let both = known(&world).await;
        let both = (both.title.as_str(), both.severity);
        assert_eq!(both, ("Users can be read", Severity::Critical));
        world
    });
}

#[test]
fn legal_clocks_move_with_awareness_and_never_silently() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        let declared = declared(&world).await.declared_at;
        qualifies(&world, declared).await;
        world.advance(HOUR).await;
        let seen = known(&world).await.particulars();
        let wanted = Particulars { aware: Some(declared.minus(12 * HOUR)), ..seen.clone() };
        let edit = to(&seen, wanted, "the night shift had a mail");
        let asked = wants(&world, edit.clone(), "ada").await.unwrap();
        let Edited::WouldMove(would) = asked else { panic!("{asked:?}") };
        assert_eq!(would.len(), 3);
        let running = world.read(|tx| Ok(clocks::of_incident(tx, IncidentId(1))?)).await;
        assert!(running.iter().all(|clock| clock.aware_at == declared), "nothing moved yet");

        let edit = Edit { moves_clocks: true, ..edit };
        let silent = Edit { why: String::new(), ..edit.clone() };
        assert!(wants(&world, silent, "ada").await.is_err());
        wants(&world, edit, "ada").await.unwrap();
        assert_eq!(
            lines(&world, "clock_moved").await,
            [
                "ada gdpr-authority: 2026-11-23 21:00 UTC → 2026-11-23 09:00 UTC",
                "ada gdpr-register: 2026-11-20 21:00 UTC → 2026-11-20 09:00 UTC",
                "ada red-report: 2026-11-21 21:00 UTC → 2026-11-21 09:00 UTC",
            ]
        );
        // Thirteen of the report's 24 hours are gone by now.
        world.advance(minutes(1)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        let summary = &told.notice.alerts[0].annotations["summary"];
        assert!(summary.contains("50 %"), "{summary}");

        // It was no mail but a rumour: what was warned of is taken back.
        let seen = known(&world).await.particulars();
        let wanted = Particulars { aware: Some(declared), ..seen.clone() };
        let edit = Edit { moves_clocks: true, ..to(&seen, wanted, "the mail was an old one") };
        wants(&world, edit, "ada").await.unwrap();
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        let nobody = Particulars { aware: None, ..seen.clone() };
        let now_seen = known(&world).await.particulars();
        let refused = wants(&world, to(&now_seen, nobody, "x"), "ada").await.unwrap_err();
        assert!(refused.to_string().contains("legal clocks count"), "{refused}");
        world
    });
}

#[test]
fn qualifying_again_with_another_moment_moves_the_clocks_too_and_says_so() {
    on_both_engines(|world| async {
        let declared = declared(&world).await.declared_at;
        qualifies(&world, declared).await;
        assert_eq!(lines(&world, "incident_edited").await, Vec::<String>::new());
        qualifies(&world, declared.minus(HOUR)).await;
        let moved = lines(&world, "clock_moved").await;
        let told = "bob gdpr-authority: 2026-11-23 21:00 UTC → 2026-11-23 20:00 UTC";
        assert_eq!(moved[0], told);
        let line = lines(&world, "incident_edited").await;
        assert_eq!(
            line,
            ["bob aware: 2026-11-20 21:00 UTC → 2026-11-20 20:00 UTC · we know more now"]
        );
        world
    });
}

#[test]
fn what_is_no_moment_of_an_incident_is_refused() {
    on_both_engines(|world| async {
        let seen = declared(&world).await.particulars();
        let now = world.cx.now();
        let refused = async |wanted: Particulars, told: &str| {
            let refused = wants(&world, to(&seen, wanted, "because"), "ada").await.unwrap_err();
            assert!(refused.to_string().contains(told), "{refused}");
        };
        let ahead = Particulars { detected: Some(now + HOUR), ..seen.clone() };
        refused(ahead, "when it was seen is in the future").await;
        let old =
            Particulars { occurred: Some("0026-11-20T21:00:00Z".parse().unwrap()), ..seen.clone() };
        refused(old, "more than thirty years ago").await;
        let (occurred, mitigated) = (Some(now), Some(now.minus(HOUR)));
        let early = Particulars { occurred, mitigated, ..seen.clone() };
        refused(early, "hurt less before it began").await;
        refused(Particulars { title: " ".to_owned(), ..seen.clone() }, "title is empty").await;
        world
    });
}
