//! Exercises and what happens in them, in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::IncidentId;
use vigie_domain::person::Language;
use vigie_domain::scenario::{EventKind, Scenario};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

statements! {
    START = "INSERT INTO exercises (incident_id, scenario, language, receiver, started_by,
        started_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    ADD_EVENT = "INSERT INTO exercise_events (incident_id, place, due_at, open_at, kind, said_by,
        text) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)";
    OF_INCIDENT = "SELECT incident_id, scenario, language, receiver, started_by, started_at,
        ended_at FROM exercises WHERE incident_id = ?1 /*for-update*/";
    PROGRESS = "SELECT COUNT(*), COUNT(played_at) FROM exercise_events WHERE incident_id = ?1";
    EVENT = "SELECT incident_id, place, kind, said_by, text FROM exercise_events
        WHERE incident_id = ?1 AND place = ?2";
    DUE = "SELECT incident_id, place, kind, said_by, text FROM exercise_events
        WHERE open_at <= ?1 ORDER BY open_at, incident_id, place LIMIT 1 /*for-update*/";
    EARLIEST = "SELECT MIN(open_at) FROM exercise_events WHERE open_at IS NOT NULL";
    PLAYED = "UPDATE exercise_events SET open_at = NULL, played_at = ?3
        WHERE incident_id = ?1 AND place = ?2";
    LEAVE_OUT = "UPDATE exercise_events SET open_at = NULL WHERE incident_id = ?1";
    END = "UPDATE exercises SET ended_at = ?2 WHERE incident_id = ?1 AND ended_at IS NULL";
}

/// An exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// The incident that is played.
    pub incident: IncidentId,
    /// The scenario, by name.
    pub scenario: Slug,
    /// Its language.
    pub language: Language,
    /// The receiver that is told what happens, if one is.
    pub receiver: Option<String>,
    /// Who started it.
    pub started_by: String,
    /// When.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Something that happens in an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The incident that is played.
    pub incident: IncidentId,
    /// Its place in the scenario, from 1.
    pub place: i64,
    /// What it is.
    pub kind: EventKind,
    /// Its words.
    pub text: String,
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Other(format!("an exercise's {what} can't be read"))
}

fn read_exercise(row: &Row<'_>) -> Result<Exercise, StoreError> {
    Ok(Exercise {
        incident: IncidentId(row.int(0)?),
        scenario: row.str(1)?.parse().map_err(|_| unreadable("scenario"))?,
        language: Language::from_tag(row.str(2)?).ok_or_else(|| unreadable("language"))?,
        receiver: row.opt_text(3)?,
        started_by: row.text(4)?,
        started_at: Timestamp::from_millis(row.int(5)?),
        ended_at: row.opt_int(6)?.map(Timestamp::from_millis),
    })
}

fn read_event(row: &Row<'_>) -> Result<Happening, StoreError> {
    let kind = EventKind::from_words(row.str(2)?, row.str(3)?);
    Ok(Happening {
        incident: IncidentId(row.int(0)?),
        place: row.int(1)?,
        kind: kind.ok_or_else(|| unreadable("event"))?,
        text: row.text(4)?,
    })
}

/// Writes a new exercise, with a copy of what happens in it.
pub fn start(tx: &mut Tx<'_>, exercise: &Exercise, scenario: &Scenario) -> Result<(), StoreError> {
    let incident = exercise.incident.0;
    let values = [
        incident.into(),
        exercise.scenario.as_str().into(),
        exercise.language.tag().into(),
        exercise.receiver.as_deref().into(),
        exercise.started_by.as_str().into(),
        exercise.started_at.into(),
    ];
    tx.execute(START, &values)?;
    for (place, event) in (1_i64..).zip(&scenario.events) {
        let (kind, said_by) = event.kind.words();
        let due = exercise.started_at + event.after;
        let values = [
            incident.into(),
            place.into(),
            due.into(),
            kind.into(),
            said_by.into(),
            event.text.as_str().into(),
        ];
        tx.execute(ADD_EVENT, &values)?;
    }
    Ok(())
}

/// The exercise that an incident is, locked.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Option<Exercise>, StoreError> {
    tx.row(OF_INCIDENT, &[incident.0.into()], read_exercise)
}

/// How many events an exercise has, and how many of them happened.
pub fn progress(tx: &mut Tx<'_>, incident: IncidentId) -> Result<(i64, i64), StoreError> {
    let found = tx.row(PROGRESS, &[incident.0.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(found.unwrap_or_default())
}

/// One event.
pub fn event(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    place: i64,
) -> Result<Option<Happening>, StoreError> {
    tx.row(EVENT, &[incident.0.into(), place.into()], read_event)
}

/// The event that is due first, locked.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Happening>, StoreError> {
    tx.row(DUE, &[now.into()], read_event)
}

/// When the next event is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Writes that an event happened.
pub fn played(
    tx: &mut Tx<'_>,
    (incident, place): (IncidentId, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(PLAYED, &[incident.0.into(), place.into(), now.into()]).map(|_| ())
}

/// Ends an exercise: what did not happen yet is left out. `false`: it had ended.
pub fn end(tx: &mut Tx<'_>, incident: IncidentId, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(LEAVE_OUT, &[incident.0.into()])?;
    Ok(tx.execute(END, &[incident.0.into(), now.into()])? > 0)
}
