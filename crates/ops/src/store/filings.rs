//! Signed texts that are owed to the Git repository, in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{IncidentId, ReportId};
use vigie_domain::report::{Filing, FilingError, FilingState};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT report_id, version, incident_id, owed_at, due_at, attempts, error, cause, \
             tried_at, commit_id, path FROM report_filings ",
            $rest
        )
    };
}

statements! {
    OF_REPORT = select!("WHERE report_id = ?1 ORDER BY version DESC LIMIT ?2");
    FAILED = select!("WHERE due_at IS NOT NULL AND error IS NOT NULL ORDER BY due_at LIMIT ?1");
    // The texts of one report are committed in their order.
    NEXT = select!(
        "AS f WHERE due_at <= ?1 AND NOT EXISTS (SELECT 1 FROM report_filings AS o
        WHERE o.report_id = f.report_id AND o.version < f.version AND o.due_at IS NOT NULL)
        ORDER BY due_at LIMIT 1 /*skip-locked*/"
    );
    OWE = "INSERT INTO report_filings (report_id, version, incident_id, owed_at, due_at, attempts)
        VALUES (?1, ?2, ?3, ?4, ?4, 0) ON CONFLICT (report_id, version) DO NOTHING";
    TAKE = "UPDATE report_filings SET due_at = ?3, attempts = attempts + 1
        WHERE report_id = ?1 AND version = ?2";
    HURRY = "UPDATE report_filings SET due_at = ?2 WHERE report_id = ?1 AND due_at > ?2";
    FAIL = "UPDATE report_filings SET due_at = ?3, error = ?4, cause = ?5, tried_at = ?6
        WHERE report_id = ?1 AND version = ?2 AND due_at IS NOT NULL";
    DONE = "UPDATE report_filings SET due_at = NULL, error = NULL, cause = NULL, tried_at = ?3,
        commit_id = ?4, path = ?5 WHERE report_id = ?1 AND version = ?2 AND due_at IS NOT NULL";
    EARLIEST = "SELECT MIN(due_at) FROM report_filings AS f WHERE due_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM report_filings AS o
        WHERE o.report_id = f.report_id AND o.version < f.version AND o.due_at IS NOT NULL)";
}

fn read(row: &Row<'_>) -> Result<Filing, StoreError> {
    let unreadable = || StoreError::Other("a report's filing can't be read".to_owned());
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    let (tried, due) = (instant(8)?, instant(4)?);
    let state = match (due, row.opt_str(6)?, row.opt_text(9)?) {
        (None, _, commit) => FilingState::Done {
            commit: commit.ok_or_else(unreadable)?,
            path: row.opt_text(10)?.unwrap_or_default(),
            at: tried.ok_or_else(unreadable)?,
        },
        (Some(_), None, _) => FilingState::Owed,
        (Some(again_at), Some(word), _) => FilingState::Failed {
            error: FilingError::from_word(word).ok_or_else(unreadable)?,
            cause: row.opt_text(7)?.unwrap_or_default(),
            at: tried.ok_or_else(unreadable)?,
            again_at,
        },
    };
    Ok(Filing {
        report: ReportId(row.int(0)?),
        version: row.int(1)?,
        incident: IncidentId(row.int(2)?),
        owed_at: Timestamp::from_millis(row.int(3)?),
        attempts: row.int(5)?,
        state,
    })
}

/// What is owed and done of a report, the newest text first.
pub fn of_report(tx: &mut Tx<'_>, id: ReportId, limit: i64) -> Result<Vec<Filing>, StoreError> {
    tx.rows(OF_REPORT, &[id.0.into(), limit.into()], read)
}

/// What could not be done and is tried again.
pub fn failed(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Filing>, StoreError> {
    tx.rows(FAILED, &[limit.into()], read)
}

/// Owes a signed text to the repository; once is enough.
pub fn owe(
    tx: &mut Tx<'_>,
    (id, version): (ReportId, i64),
    incident: IncidentId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [id.0.into(), version.into(), incident.0.into(), now.into()];
    tx.execute(OWE, &values).map(|_| ())
}

/// Takes the text that is due first, for one attempt that ends before `until`.
pub fn take(
    tx: &mut Tx<'_>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Filing>, StoreError> {
    let Some(mut filing) = tx.row(NEXT, &[now.into()], read)? else { return Ok(None) };
    tx.execute(TAKE, &[filing.report.0.into(), filing.version.into(), until.into()])?;
    filing.attempts += 1;
    Ok(Some(filing))
}

/// Lets what is owed of a report be tried at once.
pub fn hurry(tx: &mut Tx<'_>, id: ReportId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(HURRY, &[id.0.into(), now.into()]).map(|_| ())
}

/// Keeps why an attempt failed, and when the next one is made.
pub fn fail(
    tx: &mut Tx<'_>,
    filing: &Filing,
    (error, cause): (FilingError, &str),
    (now, again_at): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let values = [
        filing.report.0.into(),
        filing.version.into(),
        again_at.into(),
        error.as_str().into(),
        cause.into(),
        now.into(),
    ];
    Ok(tx.execute(FAIL, &values)? == 1)
}

/// Keeps where it stands in the repository. `false`: it was kept before.
pub fn done(
    tx: &mut Tx<'_>,
    filing: &Filing,
    (commit, path): (&str, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values =
        [filing.report.0.into(), filing.version.into(), now.into(), commit.into(), path.into()];
    Ok(tx.execute(DONE, &values)? == 1)
}

/// When the next attempt is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}
