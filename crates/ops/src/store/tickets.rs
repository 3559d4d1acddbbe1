//! Tickets of GLPI in the database: what is owed to each, and how far the journal was read.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{EntryId, IncidentId};
use vigie_domain::ticket::Ticket;
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT incident_id, number, told, status, attempts, due_at, trouble, mirrored_at \
             FROM tickets ",
            $rest
        )
    };
}

statements! {
    OF_INCIDENT = select!("WHERE incident_id = ?1 /*for-update*/");
    DUE = select!("WHERE due_at <= ?1 ORDER BY due_at LIMIT 1 /*for-update*/");
    EARLIEST = "SELECT MIN(due_at) FROM tickets WHERE due_at IS NOT NULL";
    OWE = "INSERT INTO tickets (incident_id, told, status, attempts, due_at) VALUES (?1, 0, 0, 0, ?2)
        ON CONFLICT (incident_id) DO UPDATE SET due_at = excluded.due_at
        WHERE tickets.due_at IS NULL";
    SAVE = "UPDATE tickets SET number = ?2, told = ?3, status = ?4, attempts = ?5, due_at = ?6,
        trouble = ?7, mirrored_at = ?8 WHERE incident_id = ?1";
    HEARD = "SELECT seq FROM tickets_heard WHERE id = 1";
    HEAR = "INSERT INTO tickets_heard (id, seq) VALUES (1, ?1)
        ON CONFLICT (id) DO UPDATE SET seq = excluded.seq";
}

fn read_ticket(row: &Row<'_>) -> Result<Ticket, StoreError> {
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    Ok(Ticket {
        incident: IncidentId(row.int(0)?),
        number: row.opt_int(1)?,
        told: row.int(2)?,
        status: u8::try_from(row.int(3)?).unwrap_or(0),
        attempts: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        due_at: instant(5)?,
        trouble: row.opt_text(6)?,
        mirrored_at: instant(7)?,
    })
}

/// The ticket of an incident, locked.
pub fn of_incident(tx: &mut Tx<'_>, id: IncidentId) -> Result<Option<Ticket>, StoreError> {
    tx.row(OF_INCIDENT, &[id.0.into()], read_ticket)
}

/// The ticket that waits longest for a call that is due, locked.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Ticket>, StoreError> {
    tx.row(DUE, &[now.into()], read_ticket)
}

/// When the next call is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Owes a call; one that is owed already stays when it is due.
pub fn owe(tx: &mut Tx<'_>, id: IncidentId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(OWE, &[id.0.into(), now.into()]).map(|_| ())
}

/// Writes what became of a ticket.
pub fn save(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<(), StoreError> {
    let values = [
        ticket.incident.0.into(),
        ticket.number.into(),
        ticket.told.into(),
        i64::from(ticket.status).into(),
        i64::from(ticket.attempts).into(),
        ticket.due_at.into(),
        ticket.trouble.as_ref().into(),
        ticket.mirrored_at.into(),
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// How far the journal was read; `None` before the first time.
pub fn heard(tx: &mut Tx<'_>) -> Result<Option<EntryId>, StoreError> {
    tx.row(HEARD, &[], |row| Ok(EntryId(row.int(0)?)))
}

/// Notes how far the journal was read.
pub fn hear(tx: &mut Tx<'_>, seq: EntryId) -> Result<(), StoreError> {
    tx.execute(HEAR, &[seq.0.into()]).map(|_| ())
}
