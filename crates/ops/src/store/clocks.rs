//! Legal clocks in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::clock::{Clock, ClockEnding, Terms, Whose, Within, Wording};
use vigie_domain::id::{ClockId, IncidentId};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, incident_id, kind, aware_at, due_at, started_by, warned, ended_by, ended_at, \
             ending, proof, within, title_en, title_fr, recipient_en, recipient_fr, source, \
             checked_on, whose FROM clocks ",
            $rest
        )
    };
}

statements! {
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id");
    OPEN = select!("WHERE ended_at IS NULL ORDER BY due_at LIMIT ?1");
    TO_WARN = select!("WHERE warn_at <= ?1 ORDER BY warn_at LIMIT 1 /*for-update*/");
    EARLIEST = "SELECT MIN(warn_at) FROM clocks WHERE warn_at IS NOT NULL";
    START = "INSERT INTO clocks (incident_id, kind, aware_at, due_at, started_by, warned, warn_at,
        within, title_en, title_fr, recipient_en, recipient_fr, source, checked_on, whose)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) /*returning-id*/";
    WARNED = "UPDATE clocks SET warned = ?2, warn_at = ?3 WHERE id = ?1";
    MOVE = "UPDATE clocks SET aware_at = ?2, due_at = ?3, warned = ?4, warn_at = ?5
        WHERE id = ?1 AND ended_at IS NULL";
    END = "UPDATE clocks SET ended_by = ?2, ended_at = ?3, ending = ?4, proof = ?5, warn_at = NULL
        WHERE id = ?1 AND ended_at IS NULL";
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Other(format!("a clock's {what} can't be read"))
}

/// What the deadline said when the clock was started.
fn read_terms(row: &Row<'_>) -> Result<Terms, StoreError> {
    let wording = |first: usize| -> Result<Option<Wording>, StoreError> {
        let both = row.opt_text(first)?.zip(row.opt_text(first + 1)?);
        Ok(both.map(|(en, fr)| Wording { en, fr }))
    };
    Ok(Terms {
        name: row.str(2)?.parse().map_err(|_| unreadable("deadline"))?,
        within: Within::from_words(row.str(11)?).ok_or_else(|| unreadable("time"))?,
        title: wording(12)?,
        recipient: wording(14)?,
        source: row.opt_text(16)?,
        checked_on: row.str(17)?.parse().map_err(|_| unreadable("day"))?,
        whose: Whose::from_word(row.str(18)?).ok_or_else(|| unreadable("origin"))?,
    })
}

fn read_clock(row: &Row<'_>) -> Result<Clock, StoreError> {
    let ended = match (row.opt_text(7)?, row.opt_int(8)?) {
        (Some(by), Some(at)) => {
            let (word, proof) = (row.opt_text(9)?, row.opt_text(10)?);
            let how =
                ClockEnding::from_words(&word.unwrap_or_default(), &proof.unwrap_or_default());
            Some((by, Timestamp::from_millis(at), how.ok_or_else(|| unreadable("ending"))?))
        }
        _ => None,
    };
    Ok(Clock {
        id: ClockId(row.int(0)?),
        incident: IncidentId(row.int(1)?),
        terms: read_terms(row)?,
        aware_at: Timestamp::from_millis(row.int(3)?),
        due_at: row.opt_int(4)?.map(Timestamp::from_millis),
        started_by: row.text(5)?,
        warned: u8::try_from(row.int(6)?).map_err(|_| unreadable("warning"))?,
        ended,
    })
}

/// A clock, locked.
pub fn by_id(tx: &mut Tx<'_>, id: ClockId) -> Result<Option<Clock>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_clock)
}

/// The clocks of an incident, in the order in which they were started.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Vec<Clock>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into()], read_clock)
}

/// Clocks that nobody closed, the most pressing first.
pub fn open(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Clock>, StoreError> {
    tx.rows(OPEN, &[limit.into()], read_clock)
}

/// A clock whose next warning is due, locked.
pub fn to_warn(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Clock>, StoreError> {
    tx.row(TO_WARN, &[now.into()], read_clock)
}

/// When the next warning is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Writes a new clock; its `id` is given here.
pub fn start(tx: &mut Tx<'_>, clock: &Clock) -> Result<ClockId, StoreError> {
    let terms = &clock.terms;
    let (title, recipient) = (terms.title.as_ref(), terms.recipient.as_ref());
    let (within, checked_on) = (terms.within.words(), terms.checked_on.to_string());
    let values = [
        clock.incident.0.into(),
        terms.name.as_str().into(),
        clock.aware_at.into(),
        clock.due_at.into(),
        clock.started_by.as_str().into(),
        clock.next_warning().map(|(_, at)| at).into(),
        within.as_str().into(),
        title.map(|wording| wording.en.as_str()).into(),
        title.map(|wording| wording.fr.as_str()).into(),
        recipient.map(|wording| wording.en.as_str()).into(),
        recipient.map(|wording| wording.fr.as_str()).into(),
        terms.source.as_deref().into(),
        checked_on.as_str().into(),
        terms.whose.as_str().into(),
    ];
    tx.insert(START, &values).map(ClockId)
}

/// Notes how far a clock has warned, and when it does next.
pub fn warned(tx: &mut Tx<'_>, clock: &Clock) -> Result<(), StoreError> {
    let next = clock.next_warning().map(|(_, at)| at);
    let values = [clock.id.0.into(), i64::from(clock.warned).into(), next.into()];
    tx.execute(WARNED, &values).map(|_| ())
}

/// Lets a clock count from another moment.
pub fn moved(tx: &mut Tx<'_>, clock: &Clock) -> Result<(), StoreError> {
    let values = [
        clock.id.0.into(),
        clock.aware_at.into(),
        clock.due_at.into(),
        i64::from(clock.warned).into(),
        clock.next_warning().map(|(_, at)| at).into(),
    ];
    tx.execute(MOVE, &values).map(|_| ())
}

/// Closes a clock. `false`: somebody closed it before.
pub fn end(
    tx: &mut Tx<'_>,
    id: ClockId,
    how: &ClockEnding,
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (word, proof) = how.words();
    let values = [id.0.into(), by.into(), now.into(), word.into(), proof.into()];
    Ok(tx.execute(END, &values)? == 1)
}
