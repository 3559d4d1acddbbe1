//! Evidence: what people keep with an incident, noted beside what is on the shelf.

use crate::cx::Cx;
use crate::error::Error;
use crate::store::shelf::{Found, Kept, NotKept, Shelf};
use crate::store::{StoreError, Tx, evidence, journal};
use crate::words::Words;
use std::time::{Duration, SystemTime};
use vigie_domain::evidence::{Evidence, file_name};
use vigie_domain::fact::{Fact, Work};
use vigie_domain::id::{EvidenceId, IncidentId};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Pieces of evidence of an incident; more is an archive, and belongs into one file.
const EVIDENCE_MAX: usize = 500;
/// A megabyte, as limits are told.
const MEGABYTE: u64 = 1024 * 1024;

/// What somebody says of what they keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it is called.
    pub name: String,
    /// When what it shows happened, as far as they know.
    pub occurred_at: Option<Timestamp>,
}

/// Why a content was not kept, in words.
pub fn not_kept(setup: &Setup, why: NotKept) -> Error {
    match why {
        NotKept::TooLarge => {
            let most = limit(setup);
            Error::refused(|w| w.evidence_large(&most), |w| w.evidence_large_next())
        }
        NotKept::NoRoom => Error::refused(Words::evidence_no_room, Words::evidence_no_room_next),
        NotKept::Broken(error) => Error::Broken(error),
    }
}

/// The largest content that is kept, as people read it.
pub fn limit(setup: &Setup) -> String {
    let most = setup.settings.evidence_bytes_max;
    if most >= MEGABYTE { format!("{} MiB", most / MEGABYTE) } else { format!("{most} B") }
}

/// Notes what was kept. The same content under the same name is evidence once.
pub fn add_evidence(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    (given, kept): (&Given, &Kept),
    by: &str,
    now: Timestamp,
) -> Result<Evidence, Error> {
    let name = file_name(&given.name);
    let name =
        name.ok_or_else(|| Error::refused(Words::evidence_name, Words::evidence_name_next))?;
    if kept.bytes == 0 {
        return Err(Error::refused(Words::evidence_empty, Words::evidence_empty_next));
    }
    if given.occurred_at.is_some_and(|at| at > now) {
        return Err(Error::refused(Words::occurred_future, Words::occurred_future_next));
    }
    let all = evidence::of_incident(tx, incident)?;
    let same = |one: &&Evidence| one.sha256 == kept.sha256 && one.name == name;
    if let Some(known) = all.iter().find(same) {
        return Ok(known.clone());
    }
    if all.len() >= EVIDENCE_MAX {
        return Err(Error::refused(|w| w.evidence_many(EVIDENCE_MAX), Words::evidence_many_next));
    }
    let mut added = Evidence {
        id: EvidenceId(0),
        incident,
        name,
        bytes: kept.bytes,
        sha256: kept.sha256.clone(),
        occurred_at: given.occurred_at,
        added_by: by.to_owned(),
        added_at: now,
    };
    added.id = evidence::add(tx, &added)?;
    let what = Work::EvidenceKept {
        name: added.name.clone(),
        text: format!("{} B · SHA-256 {}", added.bytes, added.sha256),
    };
    journal::append(tx, &Fact::Worked { incident, what }, by, now)?;
    Ok(added)
}

/// A piece of evidence of an incident.
pub fn evidence_of(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    id: EvidenceId,
) -> Result<Evidence, Error> {
    let found = evidence::by_id(tx, id)?.filter(|one| one.incident == incident);
    found.ok_or(Error::NotFound("evidence"))
}

/// Refuses to hand out a content that is not the one that was kept.
pub fn sound(found: Found) -> Result<(), Error> {
    match found {
        Found::Sound => Ok(()),
        Found::Changed => {
            Err(Error::refused(Words::evidence_changed, Words::evidence_changed_next))
        }
        Found::Missing => Err(Error::refused(Words::evidence_gone, Words::evidence_gone_next)),
    }
}

/// What is on the shelf, compared with what was noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Pieces of evidence that were noted.
    pub noted: u64,
    /// Those whose content is not there, or has another size.
    pub missing: u64,
}

/// Pieces of evidence looked at in one question.
const CHUNK: i64 = 500;

/// Counts what was noted and is not on the shelf.
pub async fn count_evidence(cx: &Cx, shelf: &Shelf) -> Result<Counted, Error> {
    let (mut counted, mut last) = (Counted::default(), EvidenceId(0));
    loop {
        let chunk = cx.store.read(move |tx| Ok(evidence::after(tx, last, CHUNK)?)).await?;
        let Some(newest) = chunk.last() else { return Ok(counted) };
        last = newest.id;
        for one in &chunk {
            counted.noted += 1;
            counted.missing += u64::from(!shelf.has(&one.sha256, one.bytes));
        }
    }
}

/// Removes contents that arrived and are nobody's: the process ended before they were noted.
/// With several nodes on one database each looks after the shelf of its own.
pub async fn tidy_shelf(cx: &Cx, shelf: &Shelf) -> Result<(), Error> {
    let millis = u64::try_from(cx.now().as_millis()).unwrap_or(0);
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
    let old = {
        let shelf = shelf.clone();
        let look = move || {
            shelf.sweep(now);
            shelf.old(now)
        };
        let ended = |_| StoreError::Other("nobody looked at the folder of evidence".to_owned());
        tokio::task::spawn_blocking(look).await.map_err(ended)?
    };
    for sha256 in old {
        let asked = sha256.clone();
        if !cx.store.read(move |tx| Ok(evidence::is_known(tx, &asked)?)).await? {
            shelf.remove_unclaimed(&sha256, now);
        }
    }
    Ok(())
}
