//! Qualifications in the database: each stands, the last holds.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use std::collections::BTreeMap;
use vigie_domain::id::IncidentId;
use vigie_domain::playbook::{Answer, Level};
use vigie_domain::qualification::{Answers, Degree, Grade, Qualification};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT seq, at, actor, situation, exposed, personal, malicious, down, spreading, level, \
             grade, urgency, impact, reason, own_priority FROM qualifications ",
            $rest
        )
    };
}

statements! {
    LAST = select!("WHERE incident_id = ?1 ORDER BY seq DESC LIMIT 1");
    LEVELS = "SELECT incident_id, level FROM qualifications
        WHERE incident_id >= ?1 ORDER BY incident_id, seq";
    ADD = "INSERT INTO qualifications (incident_id, at, actor, situation, exposed, personal,
        malicious, down, spreading, level, grade, urgency, impact, reason, own_priority)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
}

fn read_qualification(row: &Row<'_>) -> Result<Qualification, StoreError> {
    let unreadable =
        |what: &str| StoreError::Other(format!("a qualification's {what} can't be read"));
    let answer =
        |column: usize| Answer::from_word(row.str(column)?).ok_or_else(|| unreadable("answer"));
    let small = |column: usize| u8::try_from(row.int(column)?).map_err(|_| unreadable("number"));
    let degree = |number: i64| {
        let known = u8::try_from(number).ok().and_then(Degree::new);
        known.ok_or_else(|| unreadable("priority"))
    };
    Ok(Qualification {
        seq: row.int(0)?,
        at: Timestamp::from_millis(row.int(1)?),
        by: row.text(2)?,
        answers: Answers {
            situation: row.str(3)?.parse().map_err(|_| unreadable("situation"))?,
            exposed: answer(4)?,
            personal: answer(5)?,
            malicious: answer(6)?,
            down: answer(7)?,
            spreading: answer(8)?,
        },
        level: Level::from_word(row.str(9)?).ok_or_else(|| unreadable("level"))?,
        grade: Grade::new(small(10)?).ok_or_else(|| unreadable("grade"))?,
        urgency: Degree::new(small(11)?).ok_or_else(|| unreadable("urgency"))?,
        impact: Degree::new(small(12)?).ok_or_else(|| unreadable("impact"))?,
        own_priority: row.opt_int(14)?.map(degree).transpose()?,
        reason: row.text(13)?,
    })
}

/// The qualification of an incident that holds, if it has one.
pub fn last(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Option<Qualification>, StoreError> {
    tx.row(LAST, &[incident.0.into()], read_qualification)
}

/// Writes a qualification beside the earlier ones.
pub fn add(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    qualification: &Qualification,
) -> Result<(), StoreError> {
    let answers = &qualification.answers;
    let values = [
        incident.0.into(),
        qualification.at.into(),
        qualification.by.as_str().into(),
        answers.situation.as_str().into(),
        answers.exposed.as_str().into(),
        answers.personal.as_str().into(),
        answers.malicious.as_str().into(),
        answers.down.as_str().into(),
        answers.spreading.as_str().into(),
        qualification.level.as_str().into(),
        i64::from(qualification.grade.number()).into(),
        i64::from(qualification.urgency.number()).into(),
        i64::from(qualification.impact.number()).into(),
        qualification.reason.as_str().into(),
        qualification.own_priority.map(|own| i64::from(own.number())).into(),
    ];
    tx.execute(ADD, &values).map(|_| ())
}

/// How alarming each incident is that somebody qualified, from an incident on.
pub fn levels(
    tx: &mut Tx<'_>,
    from: IncidentId,
) -> Result<BTreeMap<IncidentId, Level>, StoreError> {
    let unreadable = || StoreError::Other("a qualification's level can't be read".to_owned());
    let all = tx.rows(LEVELS, &[from.0.into()], |row| {
        let level = Level::from_word(row.str(1)?).ok_or_else(unreadable)?;
        Ok((IncidentId(row.int(0)?), level))
    })?;
    // They come in order: the last of each holds.
    Ok(all.into_iter().collect())
}
