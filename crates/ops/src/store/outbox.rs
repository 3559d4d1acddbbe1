//! The outbox: one row an owed notification, one row an attempt to deliver it.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use vigie_domain::id::{IncidentId, NotificationId};
use vigie_domain::notification::NotificationState;
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, idempotency_key, state, channel, person, thread, group_key, incident_id, \
             summary, notice, owed_at, due_at, attempts, last_error FROM notifications ",
            $rest
        )
    };
}

statements! {
    OWE = "INSERT INTO notifications (idempotency_key, state, channel, person, thread, group_key,
        incident_id, summary, notice, owed_at, due_at, attempts, last_error)
        VALUES (?1, 'due', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 0, '')
        ON CONFLICT (idempotency_key) DO NOTHING";
    SUPERSEDE = "UPDATE notifications SET state = 'superseded', finished_at = ?4
        WHERE group_key = ?1 AND channel = ?2 AND COALESCE(person, '') = ?3 AND state IN ('due', 'failed')";
    NEXT = select!(
        "WHERE state IN ('due', 'failed', 'sending') AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2
        /*skip-locked*/"
    );
    TAKE = "UPDATE notifications SET state = 'sending', due_at = ?2, taken_until = ?2,
        attempts = attempts + 1 WHERE id = ?1 AND state IN ('due', 'failed', 'sending')";
    FINISH = "UPDATE notifications SET state = ?2, finished_at = ?3, due_at = ?4,
        last_error = ?5 WHERE id = ?1 AND state = 'sending'";
    ADD_DELIVERY = "INSERT INTO deliveries (notification_id, started_at, finished_at, outcome,
        detail) VALUES (?1, ?2, ?3, ?4, ?5)";
    DELIVERIES = "SELECT started_at, finished_at, outcome, detail FROM deliveries
        WHERE notification_id = ?1 ORDER BY id";
    BY_ID = select!("WHERE id = ?1");
    BY_KEY = select!("WHERE idempotency_key = ?1");
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id LIMIT ?2");
    BEFORE = select!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    OF_STATE = select!("WHERE state = ?1 ORDER BY owed_at DESC LIMIT ?2");
    FINISHED_BEFORE = "SELECT id FROM notifications WHERE owed_at < ?1
        AND state NOT IN ('due', 'failed', 'sending') AND (incident_id IS NULL OR NOT EXISTS
        (SELECT 1 FROM incidents i WHERE i.id = incident_id AND i.closed_at IS NULL))
        ORDER BY owed_at LIMIT ?2";
    FORGET_DELIVERIES = "DELETE FROM deliveries WHERE notification_id = ?1";
    FORGET = "DELETE FROM notifications WHERE id = ?1";
    COUNTS = "SELECT state, COUNT(*) FROM notifications GROUP BY state";
    EARLIEST = "SELECT MIN(due_at) FROM notifications WHERE state IN ('due', 'failed', 'sending')";
    RECOVER = "UPDATE notifications SET due_at = ?1 WHERE state = 'sending' AND due_at > ?1";
    RETRY = "UPDATE notifications SET state = 'due', due_at = ?2, attempts = 0, last_error = ''
        WHERE id = ?1 AND state = 'given_up'";
}

/// A notification to owe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Key that is the same for every attempt.
    pub key: String,
    /// Name of the channel; `email` with a person for a person's own mail.
    pub channel: String,
    /// The person it goes to, for channels that reach a person.
    pub person: Option<String>,
    /// What ties the messages of one story together.
    pub thread: String,
    /// The key of the group it is about.
    pub group_key: Option<String>,
    /// The incident it is about.
    pub incident: Option<IncidentId>,
    /// One line for lists.
    pub summary: String,
    /// The notice as JSON: what every attempt sends.
    pub notice: String,
}

/// A notification as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its number.
    pub id: NotificationId,
    /// Where it is in its life.
    pub state: NotificationState,
    /// What was owed.
    pub owed: Owed,
    /// Since when.
    pub owed_at: Timestamp,
    /// When the next attempt is due, or until when one is under way.
    pub due_at: Timestamp,
    /// How many attempts were begun.
    pub attempts: u32,
    /// Why the last one failed; empty when none did.
    pub last_error: String,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// `sent` or `failed`.
    pub outcome: String,
    /// What the other side said.
    pub detail: String,
}

fn read_notification(row: &Row<'_>) -> Result<Notification, StoreError> {
    let state = row
        .str(2)?
        .parse()
        .map_err(|_| StoreError::Other("a notification's state can't be read".to_owned()))?;
    Ok(Notification {
        id: NotificationId(row.int(0)?),
        state,
        owed: Owed {
            key: row.text(1)?,
            channel: row.text(3)?,
            person: row.opt_text(4)?,
            thread: row.text(5)?,
            group_key: row.opt_text(6)?,
            incident: row.opt_int(7)?.map(IncidentId),
            summary: row.text(8)?,
            notice: row.text(9)?,
        },
        owed_at: Timestamp::from_millis(row.int(10)?),
        due_at: Timestamp::from_millis(row.int(11)?),
        attempts: u32::try_from(row.int(12)?).unwrap_or(u32::MAX),
        last_error: row.text(13)?,
    })
}

/// Owes a notification, once per key. Older ones about the same group to the same target that
/// were not begun are superseded: the new one says all they said.
pub fn owe(tx: &mut Tx<'_>, owed: &Owed, now: Timestamp) -> Result<(), StoreError> {
    let person = owed.person.as_deref().unwrap_or_default();
    if let Some(group) = &owed.group_key {
        let values = [group.into(), (&owed.channel).into(), person.into(), now.into()];
        tx.execute(SUPERSEDE, &values)?;
    }
    let values = [
        Value::Text(&owed.key),
        Value::Text(&owed.channel),
        owed.person.as_ref().into(),
        Value::Text(&owed.thread),
        owed.group_key.as_ref().into(),
        owed.incident.map(|id| id.0).into(),
        Value::Text(&owed.summary),
        Value::Text(&owed.notice),
        now.into(),
    ];
    tx.execute(OWE, &values).map(|_| ())
}

/// Takes notifications that are due, or whose attempt was cut off, until an instant.
pub fn take(
    tx: &mut Tx<'_>,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Notification>, StoreError> {
    let due = tx.rows(NEXT, &[now.into(), limit.into()], read_notification)?;
    for notification in &due {
        tx.execute(TAKE, &[notification.id.0.into(), until.into()])?;
    }
    Ok(due)
}

/// Writes how an attempt ended and what follows.
pub fn finish(
    tx: &mut Tx<'_>,
    id: NotificationId,
    state: NotificationState,
    due_at: Timestamp,
    delivery: &Delivery,
) -> Result<(), StoreError> {
    let failed = delivery.outcome != "sent";
    let error = if failed { delivery.detail.as_str() } else { "" };
    let finished = (state != NotificationState::Due).then_some(delivery.finished_at);
    tx.execute(
        FINISH,
        &[id.0.into(), state.as_str().into(), finished.into(), due_at.into(), error.into()],
    )?;
    let values = [
        id.0.into(),
        delivery.started_at.into(),
        delivery.finished_at.into(),
        (&delivery.outcome).into(),
        (&delivery.detail).into(),
    ];
    tx.execute(ADD_DELIVERY, &values).map(|_| ())
}

/// The attempts of a notification, oldest first.
pub fn deliveries(tx: &mut Tx<'_>, id: NotificationId) -> Result<Vec<Delivery>, StoreError> {
    tx.rows(DELIVERIES, &[id.0.into()], |row| {
        Ok(Delivery {
            started_at: Timestamp::from_millis(row.int(0)?),
            finished_at: Timestamp::from_millis(row.int(1)?),
            outcome: row.text(2)?,
            detail: row.text(3)?,
        })
    })
}

/// A notification by its number.
pub fn by_id(tx: &mut Tx<'_>, id: NotificationId) -> Result<Option<Notification>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_notification)
}

/// A notification by its idempotency key.
pub fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Notification>, StoreError> {
    tx.row(BY_KEY, &[key.into()], read_notification)
}

/// The notifications about an incident, oldest first.
pub fn of_incident(
    tx: &mut Tx<'_>,
    id: IncidentId,
    limit: i64,
) -> Result<Vec<Notification>, StoreError> {
    tx.rows(OF_INCIDENT, &[id.0.into(), limit.into()], read_notification)
}

/// All notifications before a number, newest first.
pub fn before(
    tx: &mut Tx<'_>,
    id: NotificationId,
    limit: i64,
) -> Result<Vec<Notification>, StoreError> {
    tx.rows(BEFORE, &[id.0.into(), limit.into()], read_notification)
}

/// The notifications of a state, latest first.
pub fn of_state(
    tx: &mut Tx<'_>,
    state: NotificationState,
    limit: i64,
) -> Result<Vec<Notification>, StoreError> {
    tx.rows(OF_STATE, &[state.as_str().into(), limit.into()], read_notification)
}

/// How many notifications are in each state.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    tx.rows(COUNTS, &[], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// Notifications owed before an instant to which nothing more will happen, oldest first, without
/// those whose incident goes on.
pub fn finished_before(
    tx: &mut Tx<'_>,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<NotificationId>, StoreError> {
    tx.rows(FINISHED_BEFORE, &[before.into(), limit.into()], |row| row.int(0).map(NotificationId))
}

/// Forgets a notification and its attempts; the journal still says who was told.
pub fn forget(tx: &mut Tx<'_>, id: NotificationId) -> Result<(), StoreError> {
    for sql in [FORGET_DELIVERIES, FORGET] {
        tx.execute(sql, &[id.0.into()])?;
    }
    Ok(())
}

/// When the next attempt is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Makes attempts that a stopped process left behind due now. Only for a node that is alone.
pub fn recover(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(RECOVER, &[now.into()])
}

/// Owes a given-up notification again. `false`: it was not given up.
pub fn retry(tx: &mut Tx<'_>, id: NotificationId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(RETRY, &[id.0.into(), now.into()])? == 1)
}
