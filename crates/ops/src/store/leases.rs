//! Leases: what one node at a time does. A node that dies keeps its turn until it runs out.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    TAKE = "INSERT INTO leases (name, holder, held_until) VALUES (?1, ?2, ?4)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
        held_until = excluded.held_until
        WHERE leases.holder = excluded.holder OR leases.held_until <= ?3";
    GIVE_BACK = "DELETE FROM leases WHERE name = ?1 AND holder = ?2";
}

/// Takes or keeps a turn until an instant. `false`: another node has it.
pub fn take(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    (now, until): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let values = [name.into(), holder.into(), now.into(), until.into()];
    Ok(tx.execute(TAKE, &values)? == 1)
}

/// Gives a turn back before it runs out, so that the next node need not wait.
pub fn give_back(tx: &mut Tx<'_>, name: &str, holder: &str) -> Result<(), StoreError> {
    tx.execute(GIVE_BACK, &[name.into(), holder.into()]).map(|_| ())
}
