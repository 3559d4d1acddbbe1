//! Who does what in which incident, in the database. The incident lead is the incident's own.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::id::IncidentId;
use vigie_domain::time::Timestamp;

statements! {
    OF_INCIDENT = "SELECT seat, person FROM incident_seats WHERE incident_id = ?1
        ORDER BY seat";
    GIVE = "INSERT INTO incident_seats (incident_id, seat, person, since, given_by)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (incident_id, seat) DO UPDATE SET
        person = excluded.person, since = excluded.since, given_by = excluded.given_by";
    LEAVE = "DELETE FROM incident_seats WHERE incident_id = ?1 AND seat = ?2";
}

/// Somebody in a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    /// The word of the seat.
    pub seat: String,
    /// Who has it.
    pub person: String,
}

/// The seats of an incident that are taken, but its lead's.
pub fn of_incident(tx: &mut Tx<'_>, id: IncidentId) -> Result<Vec<Seated>, StoreError> {
    tx.rows(OF_INCIDENT, &[id.0.into()], |row| {
        Ok(Seated { seat: row.text(0)?, person: row.text(1)? })
    })
}

/// Gives a seat to somebody, whoever had it.
pub fn give(
    tx: &mut Tx<'_>,
    id: IncidentId,
    (seat, person): (&str, &str),
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [id.0.into(), seat.into(), person.into(), now.into(), by.into()];
    tx.execute(GIVE, &values).map(|_| ())
}

/// Leaves a seat empty.
pub fn leave(tx: &mut Tx<'_>, id: IncidentId, seat: &str) -> Result<(), StoreError> {
    tx.execute(LEAVE, &[id.0.into(), seat.into()]).map(|_| ())
}
