//! Notes that people write into a timeline: remarks, decisions, and corrections of other lines.

use super::step::find;
use crate::error::Error;
use crate::store::{Tx, journal};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::note::{Note, NoteKind};
use vigie_domain::time::Timestamp;

/// Longest note: a pasted log excerpt fits, a dump belongs into a file.
pub const NOTE_CHARS_MAX: usize = 20_000;

/// Writes what happened just now into an incident's timeline.
pub fn note(
    tx: &mut Tx<'_>,
    reference: Reference,
    text: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    write_note(tx, reference, &Note::remark(text), by, now)
}

/// Writes a note into an incident's timeline. A line that it corrects stays as it was.
pub fn write_note(
    tx: &mut Tx<'_>,
    reference: Reference,
    note: &Note,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let incident = find(tx, reference)?;
    let text = note.text.trim();
    if text.is_empty() {
        return Err(Error::refused(Words::note_empty, Words::note_empty_next));
    }
    if text.chars().count() > NOTE_CHARS_MAX {
        return Err(Error::refused(|words| words.note_long(NOTE_CHARS_MAX), Words::note_long_next));
    }
    if note.occurred_at.is_some_and(|at| at > now) {
        return Err(Error::refused(Words::occurred_future, Words::occurred_future_next));
    }
    corrects_own(tx, &incident, note.kind)?;
    let note = Note { text: text.replace('\0', "␀"), ..note.clone() };
    let fact = Fact::IncidentNoted { incident: incident.id, note };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// Refuses to correct what is no line of this timeline.
fn corrects_own(tx: &mut Tx<'_>, incident: &Incident, kind: NoteKind) -> Result<(), Error> {
    let entry = match kind {
        NoteKind::Remark | NoteKind::Decision => return Ok(()),
        NoteKind::Correction(entry) => entry,
    };
    let found = journal::by_seq(tx, entry)?.filter(|line| line.incident == Some(incident.id));
    found.map(drop).ok_or_else(|| {
        let reference = incident.reference;
        Error::refused(
            |words| words.correction_unknown(entry, reference),
            Words::correction_unknown_next,
        )
    })
}
