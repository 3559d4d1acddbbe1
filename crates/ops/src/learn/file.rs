//! Filing: signed texts are owed to the Git repository, tried outside of any transaction, and what
//! came of it is written. What stands in the repository already is not committed twice.

use super::draft::BY_ITSELF;
use super::markdown::day;
use crate::cx::Cx;
use crate::error::Error;
use crate::outside::git::{COMMIT_MAX, Commit, NotCommitted};
use crate::store::{Tx, filings, incidents, journal, reports};
use crate::words::Words;
use std::time::Duration;
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Incident;
use vigie_domain::report::{Filing, FilingError, FilingState, Report, ReportTurn};
use vigie_domain::setup::{Repository, Setup};
use vigie_domain::time::Timestamp;

/// How long an attempt may take before another worker may repeat it.
const TAKEN_FOR: Duration = Duration::from_secs(300);
const _: () = assert!(COMMIT_MAX.as_secs() < TAKEN_FOR.as_secs());
/// Texts of one report that are looked at.
const VERSIONS_MAX: i64 = 200;

/// Owes the newest signed text of an incident's report to the repository, if one is declared and
/// the text may go there.
pub fn owe_filing(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: IncidentId,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(repository) = &setup.settings.reports.repository else { return Ok(()) };
    let report = reports::of_incident(tx, incident)?.ok_or(Error::NotFound("report"))?;
    if !may_leave(tx, repository, &report)? {
        return Ok(());
    }
    let all = reports::versions(tx, report.id, VERSIONS_MAX)?;
    if let Some(signed) = all.iter().find(|version| version.signature.is_some()) {
        filings::owe(tx, (report.id, signed.number), report.incident, now)?;
    }
    Ok(())
}

/// Whether nothing that a report tells is private, or such reports go there too.
fn may_leave(tx: &mut Tx<'_>, repository: &Repository, report: &Report) -> Result<bool, Error> {
    if repository.takes_private {
        return Ok(true);
    }
    let private = incidents::private(tx)?;
    Ok(!reports::incidents(tx, report.id)?.iter().any(|id| private.contains(id)))
}

/// Has what is owed of a report tried at once, because somebody changed what kept it back.
pub fn file_again(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: IncidentId,
    now: Timestamp,
) -> Result<(), Error> {
    let report = reports::of_incident(tx, incident)?.ok_or(Error::NotFound("report"))?;
    let repository = setup.settings.reports.repository.as_ref().ok_or_else(|| {
        Error::refused(Words::filing_nowhere, |w| w.filing_next(FilingError::NoRepository.as_str()))
    })?;
    if !may_leave(tx, repository, &report)? {
        let next = |w: Words| w.filing_next(FilingError::Private.as_str());
        return Err(Error::refused(Words::filing_private, next));
    }
    owe_filing(tx, setup, incident, now)?;
    Ok(filings::hurry(tx, report.id, now)?)
}

/// Tries every text that is due, one after the other: they go to one repository. Answers how many.
pub async fn file_due(cx: &Cx) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let now = cx.now();
        let earliest = cx.store.read(|tx| Ok(filings::earliest(tx)?)).await?;
        if earliest.is_none_or(|due| due > now) {
            return Ok(count);
        }
        let taken = cx.store.write(move |tx| Ok(filings::take(tx, now, now + TAKEN_FOR)?)).await?;
        let Some(filing) = taken else { return Ok(count) };
        attempt(cx, filing).await?;
        count += 1;
    }
}

/// Tries one text, and writes what came of it.
async fn attempt(cx: &Cx, filing: Filing) -> Result<(), Error> {
    let (setup, wanted) = (cx.setup(), filing.clone());
    let asked = cx.store.read(move |tx| commit_of(tx, &setup, &wanted)).await?;
    let (path, done) = match asked {
        Ok(commit) => {
            let path = commit.path.clone();
            (path, cx.outside.commit(commit).await)
        }
        Err(error) => (String::new(), Err(NotCommitted { error, cause: String::new() })),
    };
    let now = cx.now();
    cx.store.write(move |tx| write_outcome(tx, &filing, (&path, &done), now)).await
}

/// What is to be committed, or why nothing may be.
fn commit_of(
    tx: &mut Tx<'_>,
    setup: &Setup,
    filing: &Filing,
) -> Result<Result<Commit, FilingError>, Error> {
    let Some(repository) = &setup.settings.reports.repository else {
        return Ok(Err(FilingError::NoRepository));
    };
    let report = reports::of_incident(tx, filing.incident)?.ok_or(Error::NotFound("report"))?;
    if !may_leave(tx, repository, &report)? {
        return Ok(Err(FilingError::Private));
    }
    let found = incidents::by_id(tx, filing.incident)?;
    let incident = found.ok_or(Error::NotFound("incident"))?;
    let version = reports::version(tx, filing.report, filing.version)?;
    let version = version.ok_or(Error::NotFound("version"))?;
    let signature = version.signature.ok_or(Error::NotFound("signature"))?;
    let person = setup.people.get(signature.by.as_str());
    let author = person.map_or_else(|| signature.by.clone(), |one| one.name.clone());
    Ok(Ok(Commit {
        path: path(setup, repository, &incident),
        message: message(report.language, &incident, (filing.version, &author, &signature.sha256)),
        repository: repository.clone(),
        text: version.text,
        author,
        email: email(setup),
        at: signature.at,
    }))
}

/// `docs/postmortems/2026-11-20-INC-2026-0042.md`: by the day of the declaration, so that every
/// text of a report takes the place of the one before.
fn path(setup: &Setup, repository: &Repository, incident: &Incident) -> String {
    let day = day(&setup.settings, incident.declared_at);
    format!("{}/{day}-{}.md", repository.folder, incident.reference)
}

/// An address that Git wants and nobody is written to by.
fn email(setup: &Setup) -> String {
    let url = setup.settings.external_url.as_deref().unwrap_or_default();
    let host = url.split("://").nth(1).unwrap_or_default().split(['/', ':']).next();
    format!("vigie@{}", host.filter(|host| !host.is_empty()).unwrap_or("localhost"))
}

fn message(
    language: vigie_domain::person::Language,
    incident: &Incident,
    (version, author, sha256): (i64, &str, &str),
) -> String {
    let words = Words::of(language);
    let title: String = incident.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let subject = format!("{} {title}", words.report_of(incident.reference));
    let by = words.filing_signed(version, author);
    format!("{subject}\n\n{by}\nSHA-256: {sha256}\n")
}

fn write_outcome(
    tx: &mut Tx<'_>,
    filing: &Filing,
    (path, done): (&str, &Result<String, NotCommitted>),
    now: Timestamp,
) -> Result<(), Error> {
    let (turn, text) = match done {
        Ok(commit) => {
            if !filings::done(tx, filing, (commit, path), now)? {
                return Ok(());
            }
            (ReportTurn::Filed, format!("{}: {path} · {commit}", filing.version))
        }
        Err(NotCommitted { error, cause }) => {
            let again_at = now + error.pause(filing.attempts);
            if !filings::fail(tx, filing, (*error, cause), (now, again_at))?
                || is_told(filing, *error)
            {
                return Ok(());
            }
            (ReportTurn::NotFiled, format!("{}: {cause}", filing.version))
        }
    };
    let fact = Fact::ReportTurned { incident: filing.incident, turn, text };
    Ok(journal::append(tx, &fact, BY_ITSELF, now)?)
}

/// Whether the same trouble was told before: a timeline is no log of attempts.
fn is_told(filing: &Filing, now: FilingError) -> bool {
    match &filing.state {
        FilingState::Failed { error, .. } => *error == now,
        FilingState::Owed | FilingState::Done { .. } => false,
    }
}
