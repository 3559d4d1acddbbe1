//! Filing: signed reports reach the team's Git repository, once; a refusal is said, tried again,
//! and loses nothing.

use crate::peers::git;
use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use vigie_domain::id::IncidentId;
use vigie_domain::report::{Filing, FilingError, FilingState};
use vigie_ops::Error;
use vigie_ops::learn::{self, Edit, Given};
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Privacy};
use vigie_ops::store::{Tx, filings, incidents, journal, reports};

const ID: IncidentId = IncidentId(1);
const PATH: &str = "docs/postmortems/2026-11-20-INC-2026-0001.md";

fn repository(folder: &Path) -> PathBuf {
    let place = folder.join("product.git");
    git(folder, &["init", "-q", "--bare", "-b", "main", &place.to_string_lossy()]);
    place
}

fn hook(repository: &Path, script: &str) {
    let hook = repository.join("hooks/pre-receive");
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

async fn keeps_reports_in(world: World, place: &Path, private: bool) -> World {
    let repository = json!({"address": place.display().to_string(), "private_incidents": private});
    world.declares(Kind::Settings, json!({"reports": {"repository": repository}})).await
}

/// An incident with a report of these words.
async fn reported(world: &World, private: bool) {
    let (setup, templates, now) = (world.cx.setup(), world.cx.templates(), world.cx.now());
    let declaration = Declaration { private, ..Declaration::of("The API answers 502", None) };
    let unit = move |tx: &mut Tx<'_>| {
        respond::declare(tx, &declaration, "bob", now)?;
        learn::draft_report(tx, Given { setup: &setup, templates: &templates }, ID, now)
    };
    world.write(unit).await;
}

async fn signs(world: &World, text: &'static str) {
    let (setup, templates, now) = (world.cx.setup(), world.cx.templates(), world.cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        let given = Given { setup: &setup, templates: &templates };
        if reports::of_incident(tx, ID)?.unwrap().last.signature.is_some() {
            learn::begin_again(tx, given, (ID, None), "bob", now)?;
        }
        let version = reports::of_incident(tx, ID)?.unwrap().last.number;
        let edit = Edit { version, section: None, text: text.to_owned() };
        learn::write_report(tx, ID, &edit, "bob", now)?;
        let version = reports::of_incident(tx, ID)?.unwrap().last.number;
        learn::sign_report(tx, (ID, version), "bob", now)
    };
    world.write(unit).await;
    world.settle().await;
}

/// Somebody mended what kept it back, and asks for a try.
async fn asks_again(world: &World) -> Result<(), Error> {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let unit = move |tx: &mut Tx<'_>| learn::file_again(tx, &setup, ID, now);
    let asked = world.cx.store.write(unit).await;
    world.settle().await;
    asked
}

async fn filings(world: &World) -> Vec<Filing> {
    let unit = |tx: &mut Tx<'_>| {
        let report = reports::of_incident(tx, ID)?.unwrap();
        Ok(filings::of_report(tx, report.id, 10)?)
    };
    world.read(unit).await
}

async fn trouble(world: &World) -> Option<(FilingError, String)> {
    match filings(world).await.into_iter().next()?.state {
        FilingState::Failed { error, cause, .. } => Some((error, cause)),
        FilingState::Owed | FilingState::Done { .. } => None,
    }
}

async fn told(world: &World, kind: &'static str) -> usize {
    let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
    lines.iter().filter(|line| line.kind == kind).count()
}

#[test]
fn a_signed_report_is_committed_and_each_new_signature_is_a_commit() {
    on_both_engines(|world| async {
        let folder = tempfile::tempdir().unwrap();
        let place = repository(folder.path());
        let world = keeps_reports_in(world, &place, false).await;
        reported(&world, false).await;
        signs(&world, "# One\n").await;
        assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# One\n");
        let all = filings(&world).await;
        let FilingState::Done { commit, path, .. } = &all[0].state else { panic!("{all:?}") };
        assert_eq!(
            (git(&place, &["rev-parse", "main"]).trim(), path.as_str()),
            (commit.as_str(), PATH)
        );
        let subject = git(&place, &["log", "-1", "--format=%an: %s", "main"]);
        assert_eq!(subject, "bob: Report INC-2026-0001 The API answers 502\n");

        asks_again(&world).await.unwrap();
        signs(&world, "# Two\n").await;
        assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# Two\n");
        assert_eq!(git(&place, &["show", &format!("{commit}:{PATH}")]), "# One\n");
        assert_eq!(git(&place, &["rev-list", "--count", "main"]), "2\n");
        assert_eq!(told(&world, "report_filed").await, 2);
        world
    });
}

#[test]
fn a_refused_report_is_said_once_and_goes_in_as_soon_as_the_rule_is_mended() {
    on_both_engines(|world| async {
        let folder = tempfile::tempdir().unwrap();
        let place = repository(folder.path());
        hook(&place, "#!/bin/sh\necho 'this branch is protected' >&2\nexit 1\n");
        let world = keeps_reports_in(world, &place, false).await;
        reported(&world, false).await;
        signs(&world, "# One\n").await;
        world.advance(minutes(150)).await;
        let (error, cause) = trouble(&world).await.unwrap();
        assert_eq!(error, FilingError::Refused);
        assert!(cause.contains("this branch is protected"), "{cause}");
        let all = filings(&world).await;
        assert_eq!(all[0].attempts, 3, "it is tried again, and not all the time");
        assert_eq!(told(&world, "report_not_filed").await, 1, "a timeline is no log of attempts");

        // A second signature waits behind the first: both are in the history in the end.
        signs(&world, "# Two\n").await;
        hook(&place, "#!/bin/sh\nexit 0\n");
        asks_again(&world).await.unwrap();
        assert_eq!(trouble(&world).await, None);
        assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# Two\n");
        assert_eq!(git(&place, &["show", &format!("main~1:{PATH}")]), "# One\n");
        world
    });
}

#[test]
fn a_repository_that_vanished_is_waited_for() {
    on_both_engines(|world| async {
        let folder = tempfile::tempdir().unwrap();
        let place = repository(folder.path());
        let away = folder.path().join("away.git");
        fs::rename(&place, &away).unwrap();
        let world = keeps_reports_in(world, &place, false).await;
        reported(&world, false).await;
        signs(&world, "# One\n").await;
        assert_eq!(trouble(&world).await.unwrap().0, FilingError::NoRepository);
        fs::rename(&away, &place).unwrap();
        world.advance(minutes(61)).await;
        assert_eq!(trouble(&world).await, None);
        assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# One\n");
        world
    });
}

#[test]
fn what_is_private_stays_unless_somebody_says_that_it_may_leave() {
    on_both_engines(|world| async {
        let folder = tempfile::tempdir().unwrap();
        let place = repository(folder.path());
        let world = keeps_reports_in(world, &place, false).await;
        reported(&world, true).await;
        signs(&world, "# One\n").await;
        world.advance(minutes(150)).await;
        assert_eq!(filings(&world).await, []);
        assert!(asks_again(&world).await.is_err());
        assert_eq!(git(&place, &["branch", "--list"]), "", "nothing was committed");

        let world = keeps_reports_in(world, &place, true).await;
        asks_again(&world).await.unwrap();
        assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# One\n");
        world
    });
}

#[test]
fn what_became_private_before_it_was_committed_stays() {
    on_both_engines(|world| async {
        let folder = tempfile::tempdir().unwrap();
        let place = repository(folder.path());
        hook(&place, "#!/bin/sh\nexit 1\n");
        let world = keeps_reports_in(world, &place, false).await;
        reported(&world, false).await;
        signs(&world, "# One\n").await;
        let (setup, now) = (world.cx.setup(), world.cx.now());
        let unit = move |tx: &mut Tx<'_>| {
            let incident = incidents::by_id(tx, ID)?.unwrap();
            respond::set_privacy(tx, &setup, (incident.reference, &Privacy::Private), "bob", now)
        };
        world.write(unit).await;
        hook(&place, "#!/bin/sh\nexit 0\n");
        world.advance(minutes(150)).await;
        assert_eq!(trouble(&world).await.unwrap().0, FilingError::Private);
        assert_eq!(git(&place, &["branch", "--list"]), "", "nothing was committed");
        world
    });
}
