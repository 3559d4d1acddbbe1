//! Alerts in the database: one row an occurrence; the latest of a fingerprint is marked.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value, keys};
use crate::text::{labels_from_json, labels_to_json};
use std::collections::BTreeMap;
use vigie_domain::alert::{Alert, Claim, Ending, State};
use vigie_domain::id::{AlertId, IncidentId};
use vigie_domain::label::{Fingerprint, Labels};
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// The columns of an alert, in the order that `read_alert` reads them.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, source, labels, annotations, generator_url, starts_at, ends_at, \
             updated_at, by_timeout, state, acknowledged_by, acknowledged_at, resolved_at, \
             ending, opened_at, incident_id, fingerprint FROM alerts ",
            $rest
        )
    };
}

/// The columns of an alert that a search compares.
macro_rules! hit {
    ($rest:literal) => {
        concat!("SELECT id, fingerprint, labels, ends_at, state FROM alerts ", $rest)
    };
}

statements! {
    FIRST_OF_INCIDENTS = "SELECT incident_id, MIN(starts_at) FROM alerts
        WHERE incident_id >= ?1 GROUP BY incident_id";
    LOCKED = select!("WHERE id = ?1 /*for-update*/");
    BY_ID = select!("WHERE id = ?1");
    LIVE = select!("WHERE state <> 'resolved' AND id > ?1 ORDER BY id LIMIT ?2");
    LIVE_BEFORE = select!("WHERE state <> 'resolved' AND id < ?1 ORDER BY id DESC LIMIT ?2");
    LIVE_OWN = select!("WHERE source = 'vigie' AND state <> 'resolved' ORDER BY id");
    LIVE_OF_SEVERITY = select!(
        "WHERE state <> 'resolved' AND severity = ?1 AND state = ?2 ORDER BY id DESC LIMIT ?3"
    );
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id LIMIT ?2");
    BEFORE = select!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    ENDED = select!(
        "WHERE state <> 'resolved' AND ends_at <= ?1 ORDER BY ends_at LIMIT ?2 /*for-update*/"
    );
    OPEN = "INSERT INTO alerts (fingerprint, state, source, service, severity, labels,
        annotations, generator_url, starts_at, ends_at, updated_at, by_timeout, opened_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) /*returning-id*/";
    REFRESH = "UPDATE alerts SET annotations = ?2, generator_url = ?3, starts_at = ?4,
        ends_at = ?5, updated_at = ?6, by_timeout = ?7 WHERE id = ?1";
    RESOLVE = "UPDATE alerts SET state = 'resolved', resolved_at = ?2, ending = ?3 WHERE id = ?1";
    ACKNOWLEDGE = "UPDATE alerts SET state = 'acknowledged', acknowledged_by = ?2,
        acknowledged_at = ?3 WHERE id = ?1 AND state <> 'resolved'";
    ATTACH = "UPDATE alerts SET incident_id = ?2 WHERE id = ?1";
    ENDED_BEFORE = "SELECT id FROM alerts WHERE state = 'resolved' AND resolved_at < ?1
        AND id < (SELECT MAX(id) FROM alerts) AND (incident_id IS NULL OR NOT EXISTS
        (SELECT 1 FROM incidents i WHERE i.id = incident_id AND i.closed_at IS NULL))
        ORDER BY resolved_at LIMIT ?2";
    FINGERPRINT = "SELECT fingerprint FROM alerts WHERE id = ?1";
    FORGET = "DELETE FROM alerts WHERE id = ?1";
    LIVE_OF_INCIDENT = "SELECT COUNT(*) FROM alerts
        WHERE incident_id = ?1 AND state <> 'resolved'";
    EARLIEST_END = "SELECT MIN(ends_at) FROM alerts WHERE state <> 'resolved'";
    COUNT_LIVE = "SELECT state, severity, COUNT(*) FROM alerts WHERE state <> 'resolved'
        GROUP BY state, severity";
    OUTLINES = "SELECT id, service, severity, state FROM alerts WHERE state <> 'resolved'
        ORDER BY severity, state, id";
    HIT = hit!("WHERE id = $1");
    HITS_AFTER = hit!("WHERE id > $1 ORDER BY id LIMIT $2");
    LIVE_HITS = hit!(
        "WHERE state <> 'resolved' AND (ends_at, id) > ($1, $2) ORDER BY ends_at, id LIMIT $3"
    );
    LIVE_MARKS = "SELECT id, fingerprint FROM alerts
        WHERE state <> 'resolved' AND ends_at > $1";
    SHOWN = "SELECT id, fingerprint, labels, annotations, generator_url, starts_at, ends_at,
        updated_at, state FROM alerts WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8,
        $9, $10, $11, $12, $13, $14, $15, $16)";
    LAST_ID = "SELECT MAX(id) FROM alerts";
}

/// An alert with the incident that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The alert.
    pub alert: Alert,
    /// Its incident.
    pub incident: Option<IncidentId>,
    /// Whether somebody took it, also when it is over by now.
    pub was_taken: bool,
}

fn read_alert(row: &Row<'_>) -> Result<Stored, StoreError> {
    let instant = |column| Ok::<_, StoreError>(Timestamp::from_millis(row.int(column)?));
    let unreadable = |what: &str| StoreError::Other(format!("an alert's {what} can't be read"));
    let state = match row.str(9)? {
        "open" => State::Open,
        "acknowledged" => {
            State::Acknowledged { by: row.opt_text(10)?.unwrap_or_default(), at: instant(11)? }
        }
        "resolved" => State::Resolved {
            at: instant(12)?,
            how: row
                .opt_str(13)?
                .and_then(Ending::from_word)
                .ok_or_else(|| unreadable("ending"))?,
        },
        _ => return Err(unreadable("state")),
    };
    let claim = Claim {
        key: Fingerprint(row.int(16)?.cast_unsigned()),
        labels: labels_from_json(row.str(2)?)?,
        annotations: labels_from_json(row.str(3)?)?,
        generator_url: row.text(4)?,
        starts_at: instant(5)?,
        ends_at: instant(6)?,
        updated_at: instant(7)?,
        by_timeout: row.flag(8)?,
    };
    let source: Slug = row.str(1)?.parse().map_err(|_| unreadable("source"))?;
    let alert = Alert { id: AlertId(row.int(0)?), source, claim, state, opened_at: instant(14)? };
    let was_taken = row.opt_str(10)?.is_some();
    Ok(Stored { alert, incident: row.opt_int(15)?.map(IncidentId), was_taken })
}

/// The latest alert of a fingerprint, locked for this transaction.
pub fn latest(tx: &mut Tx<'_>, fingerprint: Fingerprint) -> Result<Option<Stored>, StoreError> {
    let Some(id) = keys::latest(tx, fingerprint)? else { return Ok(None) };
    tx.row(LOCKED, &[id.0.into()], read_alert)
}

/// An alert by its number.
pub fn by_id(tx: &mut Tx<'_>, id: AlertId) -> Result<Option<Stored>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_alert)
}

/// Alerts that go on, after a number, in order of number.
pub fn live(tx: &mut Tx<'_>, after: AlertId, limit: i64) -> Result<Vec<Stored>, StoreError> {
    tx.rows(LIVE, &[after.0.into(), limit.into()], read_alert)
}

/// Alerts that go on, before a number, newest first.
pub fn live_before(
    tx: &mut Tx<'_>,
    before: AlertId,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    tx.rows(LIVE_BEFORE, &[before.0.into(), limit.into()], read_alert)
}

/// The alerts of Vigie's own checks and listeners that go on.
pub fn live_own(tx: &mut Tx<'_>) -> Result<Vec<Stored>, StoreError> {
    tx.rows(LIVE_OWN, &[], read_alert)
}

/// The alerts of an incident, oldest first.
pub fn of_incident(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into(), limit.into()], read_alert)
}

/// All alerts, past ones too, before a number, newest first.
pub fn before(tx: &mut Tx<'_>, before: AlertId, limit: i64) -> Result<Vec<Stored>, StoreError> {
    tx.rows(BEFORE, &[before.0.into(), limit.into()], read_alert)
}

/// Alerts whose end has come without word from their source, locked.
pub fn ended(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<Stored>, StoreError> {
    tx.rows(ENDED, &[now.into(), limit.into()], read_alert)
}

/// Writes a new alert, which becomes the latest of its fingerprint, in place of another or alone.
pub fn open(
    tx: &mut Tx<'_>,
    claim: &Claim,
    source: &Slug,
    before: Option<AlertId>,
    now: Timestamp,
) -> Result<AlertId, StoreError> {
    let service = claim.service();
    let values = [
        claim.key.0.cast_signed().into(),
        "open".into(),
        source.as_str().into(),
        service.as_ref().map(Slug::as_str).into(),
        claim.severity().as_str().into(),
        Value::Text(&labels_to_json(&claim.labels)),
        Value::Text(&labels_to_json(&claim.annotations)),
        Value::Text(&claim.generator_url),
        claim.starts_at.into(),
        claim.ends_at.into(),
        claim.updated_at.into(),
        claim.by_timeout.into(),
        now.into(),
    ];
    let id = tx.insert(OPEN, &values).map(AlertId)?;
    keys::point(tx, claim.key, (before, id))?;
    Ok(id)
}

/// Writes what is newly known of an alert.
pub fn refresh(tx: &mut Tx<'_>, id: AlertId, claim: &Claim) -> Result<(), StoreError> {
    let values = [
        id.0.into(),
        Value::Text(&labels_to_json(&claim.annotations)),
        Value::Text(&claim.generator_url),
        claim.starts_at.into(),
        claim.ends_at.into(),
        claim.updated_at.into(),
        claim.by_timeout.into(),
    ];
    tx.execute(REFRESH, &values).map(|_| ())
}

/// Writes that an alert is over.
pub fn resolve(tx: &mut Tx<'_>, id: AlertId, at: Timestamp, how: Ending) -> Result<(), StoreError> {
    tx.execute(RESOLVE, &[id.0.into(), at.into(), how.as_str().into()]).map(|_| ())
}

/// Writes who has an alert. `false`: it is over.
pub fn acknowledge(
    tx: &mut Tx<'_>,
    id: AlertId,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(ACKNOWLEDGE, &[id.0.into(), by.into(), at.into()])? == 1)
}

/// Makes an alert part of an incident.
pub fn attach(tx: &mut Tx<'_>, id: AlertId, incident: IncidentId) -> Result<(), StoreError> {
    tx.execute(ATTACH, &[id.0.into(), incident.0.into()]).map(|_| ())
}

/// Alerts that ended before an instant, oldest end first, without those whose incident goes on.
/// The one with the highest number stays, so that no number is given twice.
pub fn ended_before(
    tx: &mut Tx<'_>,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<AlertId>, StoreError> {
    tx.rows(ENDED_BEFORE, &[before.into(), limit.into()], |row| row.int(0).map(AlertId))
}

/// Forgets an alert; the journal still tells its story.
pub fn forget(tx: &mut Tx<'_>, id: AlertId) -> Result<(), StoreError> {
    let key = tx.row(FINGERPRINT, &[id.0.into()], |row| row.int(0))?;
    if let Some(key) = key {
        keys::forget(tx, Fingerprint(key.cast_unsigned()), id)?;
    }
    tx.execute(FORGET, &[id.0.into()]).map(|_| ())
}

/// How many alerts of an incident go on.
pub fn live_of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<i64, StoreError> {
    Ok(tx.row(LIVE_OF_INCIDENT, &[incident.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// When the next alert ends unless it is sent again.
pub fn earliest_end(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST_END, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// The worst live alerts: the gravest first, of these those that nobody has, and the newest.
pub fn worst(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Stored>, StoreError> {
    let mut found: Vec<Stored> = Vec::new();
    for severity in [Severity::Critical, Severity::Warning, Severity::Info] {
        for state in ["open", "acknowledged"] {
            let left = limit - i64::try_from(found.len()).unwrap_or(limit);
            let values = [severity.as_str().into(), state.into(), left.into()];
            if left > 0 {
                found.extend(tx.rows(LIVE_OF_SEVERITY, &values, read_alert)?);
            }
        }
    }
    Ok(found)
}

/// Live alerts counted by state and severity.
pub fn count_live(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, StoreError> {
    tx.rows(COUNT_LIVE, &[], |row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)))
}

/// What a summary counts of an alert that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The alert.
    pub id: AlertId,
    /// The service that it names.
    pub service: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Whether nobody has it.
    pub is_open: bool,
}

/// All alerts that go on, in outline: the gravest first, of these those that nobody has, and the
/// newest.
pub fn outlines(tx: &mut Tx<'_>) -> Result<Vec<Outline>, StoreError> {
    let mut all = tx.rows(OUTLINES, &[], |row| {
        Ok(Outline {
            id: AlertId(row.int(0)?),
            service: row.opt_text(1)?,
            severity: Severity::from_word(row.str(2)?),
            is_open: row.str(3)? == "open",
        })
    })?;
    all.sort_by_key(|one| std::cmp::Reverse((one.severity, one.is_open, one.id)));
    Ok(all)
}

/// The highest number given so far.
pub fn last_id(tx: &mut Tx<'_>) -> Result<AlertId, StoreError> {
    let last = tx.row(LAST_ID, &[], |row| row.opt_int(0))?;
    Ok(AlertId(last.flatten().unwrap_or(0)))
}

/// What a search compares of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The alert.
    pub id: AlertId,
    /// Its key.
    pub fingerprint: Fingerprint,
    /// Its labels.
    pub labels: Labels,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Whether nobody said that it is over.
    pub live: bool,
}

fn read_hit(row: &Row<'_>) -> Result<Hit, StoreError> {
    Ok(Hit {
        id: AlertId(row.int(0)?),
        fingerprint: Fingerprint(row.int(1)?.cast_unsigned()),
        labels: labels_from_json(row.str(2)?)?,
        ends_at: Timestamp::from_millis(row.int(3)?),
        live: row.str(4)? != "resolved",
    })
}

/// What a search compares of one alert.
pub fn hit(tx: &mut Tx<'_>, id: AlertId) -> Result<Option<Hit>, StoreError> {
    tx.row(HIT, &[id.0.into()], read_hit)
}

/// Alerts of any state after a number, in order of number.
pub fn hits_after(tx: &mut Tx<'_>, after: AlertId, limit: i64) -> Result<Vec<Hit>, StoreError> {
    tx.rows(HITS_AFTER, &[after.0.into(), limit.into()], read_hit)
}

/// Live alerts that end after an instant, or at it with a higher number; in that order.
pub fn live_hits(
    tx: &mut Tx<'_>,
    (ends_at, id): (Timestamp, AlertId),
    limit: i64,
) -> Result<Vec<Hit>, StoreError> {
    tx.rows(LIVE_HITS, &[ends_at.into(), id.0.into(), limit.into()], read_hit)
}

/// The key and number of every live alert that ends after an instant, in no order.
pub fn live_marks(
    tx: &mut Tx<'_>,
    ends_after: Timestamp,
) -> Result<Vec<(Fingerprint, AlertId)>, StoreError> {
    tx.rows(LIVE_MARKS, &[ends_after.into()], |row| {
        Ok((Fingerprint(row.int(1)?.cast_unsigned()), AlertId(row.int(0)?)))
    })
}

/// An alert as an API shows it: its labels and annotations are JSON texts already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The alert.
    pub id: AlertId,
    /// Its key.
    pub fingerprint: Fingerprint,
    /// Its labels, a JSON object.
    pub labels: String,
    /// Its annotations, a JSON object.
    pub annotations: String,
    /// Where its source shows it; may be empty.
    pub generator_url: String,
    /// When it began.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When we last heard of it.
    pub updated_at: Timestamp,
    /// Whether nobody said that it is over.
    pub live: bool,
}

/// Alerts asked for by one statement; the number of its parameters.
const SHOWN_AT_ONCE: usize = 16;

/// Alerts by their numbers, in this order; those that do not exist are left out.
pub fn shown(tx: &mut Tx<'_>, ids: &[AlertId]) -> Result<Vec<Shown>, StoreError> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(SHOWN_AT_ONCE) {
        let last = chunk.last().map_or(0, |id| id.0);
        let padding = std::iter::repeat(Value::Int(last));
        let values: Vec<Value<'_>> =
            chunk.iter().map(|id| id.0.into()).chain(padding).take(SHOWN_AT_ONCE).collect();
        let mut found = tx.rows(SHOWN, &values, read_shown)?;
        found.sort_by_key(|alert| chunk.iter().position(|id| *id == alert.id));
        all.append(&mut found);
    }
    Ok(all)
}

fn read_shown(row: &Row<'_>) -> Result<Shown, StoreError> {
    let instant = |column| Ok::<_, StoreError>(Timestamp::from_millis(row.int(column)?));
    Ok(Shown {
        id: AlertId(row.int(0)?),
        fingerprint: Fingerprint(row.int(1)?.cast_unsigned()),
        labels: row.text(2)?,
        annotations: row.text(3)?,
        generator_url: row.text(4)?,
        starts_at: instant(5)?,
        ends_at: instant(6)?,
        updated_at: instant(7)?,
        live: row.str(8)? != "resolved",
    })
}

/// When the first alert of each incident began, from an incident on.
pub fn first_of_incidents(
    tx: &mut Tx<'_>,
    from: IncidentId,
) -> Result<BTreeMap<IncidentId, Timestamp>, StoreError> {
    let all = tx.rows(FIRST_OF_INCIDENTS, &[from.0.into()], |row| {
        Ok((IncidentId(row.int(0)?), Timestamp::from_millis(row.int(1)?)))
    })?;
    Ok(all.into_iter().collect())
}
