//! Links between incidents, in the database: a pair is kept once, and read from both ends.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Relation;
use vigie_domain::time::Timestamp;

statements! {
    OF_INCIDENT = "SELECT other_id, relation, linked_by, linked_at, CAST(0 AS BIGINT) AS turned FROM incident_links
        WHERE incident_id = ?1
        UNION ALL SELECT incident_id, relation, linked_by, linked_at, CAST(1 AS BIGINT)
        AS turned FROM incident_links
        WHERE other_id = ?1 ORDER BY linked_at, other_id";
    CAUSES = "SELECT other_id FROM incident_links
        WHERE incident_id = ?1 AND relation = 'caused-by'";
    ADD = "INSERT INTO incident_links (incident_id, other_id, relation, linked_by, linked_at)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    REMOVE = "DELETE FROM incident_links WHERE (incident_id = ?1 AND other_id = ?2)
        OR (incident_id = ?2 AND other_id = ?1)";
}

/// A link as one of its incidents has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The other incident.
    pub other: IncidentId,
    /// How the other stands to this one.
    pub relation: Relation,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

fn read_link(row: &Row<'_>) -> Result<Linked, StoreError> {
    let unreadable = || StoreError::Other("how incidents are linked can't be read".to_owned());
    let relation = Relation::from_word(row.str(1)?).ok_or_else(unreadable)?;
    Ok(Linked {
        other: IncidentId(row.int(0)?),
        relation: if row.int(4)? == 0 { relation } else { relation.inverse() },
        by: row.text(2)?,
        at: Timestamp::from_millis(row.int(3)?),
    })
}

/// The links of an incident, the oldest first.
pub fn of_incident(tx: &mut Tx<'_>, id: IncidentId) -> Result<Vec<Linked>, StoreError> {
    tx.rows(OF_INCIDENT, &[id.0.into()], read_link)
}

/// What caused an incident, as far as somebody said.
pub fn causes(tx: &mut Tx<'_>, id: IncidentId) -> Result<Vec<IncidentId>, StoreError> {
    tx.rows(CAUSES, &[id.0.into()], |row| row.int(0).map(IncidentId))
}

/// Links an incident to another.
pub fn add(tx: &mut Tx<'_>, id: IncidentId, link: &Linked) -> Result<(), StoreError> {
    let (from, to, relation) = match link.relation.is_kept_turned() {
        true => (link.other, id, link.relation.inverse()),
        false => (id, link.other, link.relation),
    };
    let values = [
        from.0.into(),
        to.0.into(),
        relation.as_str().into(),
        link.by.as_str().into(),
        link.at.into(),
    ];
    tx.execute(ADD, &values).map(|_| ())
}

/// Takes the link between two incidents away. `false`: there was none.
pub fn remove(tx: &mut Tx<'_>, one: IncidentId, other: IncidentId) -> Result<bool, StoreError> {
    Ok(tx.execute(REMOVE, &[one.0.into(), other.0.into()])? > 0)
}
