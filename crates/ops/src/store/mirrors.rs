//! Mirrors of incidents in the database: what is owed to each, and how far the journal was read.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{EntryId, IncidentId};
use vigie_domain::mirror::{Mirror, MirrorEnding, PlaceKind};
use vigie_domain::time::Timestamp;

/// What stands in the table of how far the journal was read, for all places.
const JOURNAL: &str = "journal";

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT incident_id, place, name, told, telling, status, attempts, due_at, trouble, \
             mirrored_at, ended FROM mirrors ",
            $rest
        )
    };
}

statements! {
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY place");
    NAMED = "SELECT incident_id FROM mirrors WHERE place = ?1 AND name = ?2 LIMIT 1";
    DUE = select!("WHERE due_at <= ?1 ORDER BY due_at LIMIT 1 /*for-update*/");
    LOCKED = select!("WHERE incident_id = ?1 AND place = ?2 /*for-update*/");
    EARLIEST = "SELECT MIN(due_at) FROM mirrors WHERE due_at IS NOT NULL";
    OWE = "INSERT INTO mirrors (incident_id, place, told, status, attempts, due_at)
        VALUES (?1, ?2, 0, 0, 0, ?3)
        ON CONFLICT (incident_id, place) DO UPDATE SET due_at = excluded.due_at
        WHERE mirrors.due_at IS NULL OR mirrors.attempts = 0";
    SAVE = "UPDATE mirrors SET name = ?3, told = ?4, telling = ?5, status = ?6, attempts = ?7,
        due_at = ?8, trouble = ?9, mirrored_at = ?10, ended = ?11 WHERE incident_id = ?1 AND place = ?2";
    HEARD = "SELECT seq FROM mirrors_heard WHERE place = ?1";
    HEAR = "INSERT INTO mirrors_heard (place, seq) VALUES (?1, ?2)
        ON CONFLICT (place) DO UPDATE SET seq = excluded.seq";
}

fn read_mirror(row: &Row<'_>) -> Result<Mirror, StoreError> {
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    let unreadable = || StoreError::Other("a mirror's place can't be read".to_owned());
    Ok(Mirror {
        incident: IncidentId(row.int(0)?),
        place: PlaceKind::from_word(row.str(1)?).ok_or_else(unreadable)?,
        name: row.opt_text(2)?,
        told: row.int(3)?,
        telling: row.opt_int(4)?,
        status: u8::try_from(row.int(5)?).unwrap_or(0),
        attempts: u32::try_from(row.int(6)?).unwrap_or(u32::MAX),
        due_at: instant(7)?,
        trouble: row.opt_text(8)?,
        mirrored_at: instant(9)?,
        ended: row.opt_str(10)?.and_then(MirrorEnding::from_word),
    })
}

/// The mirrors of an incident.
pub fn of_incident(tx: &mut Tx<'_>, id: IncidentId) -> Result<Vec<Mirror>, StoreError> {
    tx.rows(OF_INCIDENT, &[id.0.into()], read_mirror)
}

/// The incident that a mirror of this name tells of.
pub fn incident_of(
    tx: &mut Tx<'_>,
    place: PlaceKind,
    name: &str,
) -> Result<Option<IncidentId>, StoreError> {
    let values = [place.as_str().into(), name.into()];
    tx.row(NAMED, &values, |row| Ok(IncidentId(row.int(0)?)))
}

/// The mirror that waits longest for a call that is due, locked.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Mirror>, StoreError> {
    tx.row(DUE, &[now.into()], read_mirror)
}

/// The mirror of an incident in a place, locked.
pub fn locked(
    tx: &mut Tx<'_>,
    (id, place): (IncidentId, PlaceKind),
) -> Result<Option<Mirror>, StoreError> {
    tx.row(LOCKED, &[id.0.into(), place.as_str().into()], read_mirror)
}

/// When the next call is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Owes a call; one that failed or is under way stays when it is due.
pub fn owe(
    tx: &mut Tx<'_>,
    (id, place): (IncidentId, PlaceKind),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(OWE, &[id.0.into(), place.as_str().into(), now.into()]).map(|_| ())
}

/// Writes what became of a mirror.
pub fn save(tx: &mut Tx<'_>, mirror: &Mirror) -> Result<(), StoreError> {
    let values = [
        mirror.incident.0.into(),
        mirror.place.as_str().into(),
        mirror.name.as_ref().into(),
        mirror.told.into(),
        mirror.telling.into(),
        i64::from(mirror.status).into(),
        i64::from(mirror.attempts).into(),
        mirror.due_at.into(),
        mirror.trouble.as_ref().into(),
        mirror.mirrored_at.into(),
        mirror.ended.map(MirrorEnding::as_str).into(),
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// How far the journal is whole: no entry of a lower number comes any more.
pub fn whole(tx: &mut Tx<'_>) -> Result<EntryId, StoreError> {
    Ok(tx.row(HEARD, &[JOURNAL.into()], |row| Ok(EntryId(row.int(0)?)))?.unwrap_or(EntryId(0)))
}

/// Notes how far the journal is whole.
pub fn set_whole(tx: &mut Tx<'_>, seq: EntryId) -> Result<(), StoreError> {
    tx.execute(HEAR, &[JOURNAL.into(), seq.0.into()]).map(|_| ())
}

/// How far the journal was read for places of a kind; `None` before the first time.
pub fn heard(tx: &mut Tx<'_>, place: PlaceKind) -> Result<Option<EntryId>, StoreError> {
    tx.row(HEARD, &[place.as_str().into()], |row| Ok(EntryId(row.int(0)?)))
}

/// Notes how far the journal was read.
pub fn hear(tx: &mut Tx<'_>, place: PlaceKind, seq: EntryId) -> Result<(), StoreError> {
    tx.execute(HEAR, &[place.as_str().into(), seq.0.into()]).map(|_| ())
}
