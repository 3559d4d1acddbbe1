//! Mails that were taken, by the hash of their id: none is taken twice, and an answer finds the
//! incident of what it answers.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::id::IncidentId;
use vigie_domain::time::Timestamp;

statements! {
    CLAIM = "INSERT INTO mails (id_hash, at) VALUES (?1, ?2) ON CONFLICT (id_hash) DO NOTHING";
    BELONGS = "UPDATE mails SET incident_id = ?2 WHERE id_hash = ?1";
    INCIDENT_OF = "SELECT incident_id FROM mails WHERE id_hash = ?1";
    FORGET = "DELETE FROM mails WHERE at < ?1";
}

/// Takes a mail. `false`: it was taken before.
pub fn claim(tx: &mut Tx<'_>, id_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(CLAIM, &[id_hash.into(), now.into()])? == 1)
}

/// Notes which incident a mail is about.
pub fn belongs(tx: &mut Tx<'_>, id_hash: &str, incident: IncidentId) -> Result<(), StoreError> {
    tx.execute(BELONGS, &[id_hash.into(), incident.0.into()]).map(|_| ())
}

/// The incident that a mail is about.
pub fn incident_of(tx: &mut Tx<'_>, id_hash: &str) -> Result<Option<IncidentId>, StoreError> {
    Ok(tx.row(INCIDENT_OF, &[id_hash.into()], |row| row.opt_int(0))?.flatten().map(IncidentId))
}

/// Forgets mails that were taken before an instant.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), StoreError> {
    tx.execute(FORGET, &[before.into()]).map(|_| ())
}
