//! The journal: what happened, in order, for ever; also the audit log and the timelines' source.
//!
//! A sealer chains committed entries by hash, in blocks, behind the writers. Entries are never
//! changed or deleted here.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value, Wake, duties};
use crate::path;
use aws_lc_rs::digest;
use vigie_domain::fact::{Fact, Opening};
use vigie_domain::id::{AlertId, EntryId, IncidentId};
use vigie_domain::time::Timestamp;

statements! {
    APPEND = "INSERT INTO journal (at, actor, kind, alert_id, incident_id, subject, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    OF_INCIDENT = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE incident_id = ?1 ORDER BY seq LIMIT ?2";
    OF_INCIDENT_AFTER = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body
        FROM journal WHERE incident_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
    BY_SEQ = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE seq = ?1";
    OF_ALERT = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE alert_id = ?1 AND kind <> 'alerts_opened' ORDER BY seq LIMIT ?2";
    OPENING = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE alert_id <= ?1 AND kind = 'alerts_opened' ORDER BY alert_id DESC LIMIT 1";
    AFTER = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    LATEST = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";
    WITHIN = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body FROM journal
        WHERE seq < ?1 AND seq >= ?2 AND at >= ?3 AND at < ?4 AND (?5 = '' OR actor = ?5)
        AND (?6 = '' OR kind = ?6
        OR (?6 = 'alert_opened' AND kind = 'alerts_opened')) ORDER BY seq DESC LIMIT ?7";
    WITHIN_INCIDENT = "SELECT seq, at, actor, kind, alert_id, incident_id, subject, body
        FROM journal WHERE incident_id = ?8 AND seq < ?1 AND seq >= ?2 AND at >= ?3 AND at < ?4
        AND (?5 = '' OR actor = ?5) AND (?6 = '' OR kind = ?6
        OR (?6 = 'alert_opened' AND kind = 'alerts_opened')) ORDER BY seq DESC LIMIT ?7";
    FROM = "SELECT seq, at FROM journal WHERE seq >= ?1 ORDER BY seq LIMIT 1";
    SEALED = "SELECT last_seq FROM journal_blocks WHERE hash = ?1";
    LAST = "SELECT MAX(seq) FROM journal";
    LAST_BLOCK = "SELECT last_seq, hash FROM journal_blocks ORDER BY last_seq DESC LIMIT 1";
    BLOCKS_AFTER = "SELECT first_seq, last_seq, hash FROM journal_blocks
        WHERE last_seq > ?1 ORDER BY last_seq LIMIT ?2";
    ADD_BLOCK = "INSERT INTO journal_blocks (first_seq, last_seq, sealed_at, hash)
        VALUES (?1, ?2, ?3, ?4)";
}

/// The hash before the first block.
pub const GENESIS: &str = "vigie";

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the journal.
    pub seq: EntryId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: a person, a source, or `vigie`.
    pub actor: String,
    /// Its kind, a stable word.
    pub kind: String,
    /// The alert it is about.
    pub alert: Option<AlertId>,
    /// The incident whose timeline shows it.
    pub incident: Option<IncidentId>,
    /// The name of the thing it is about.
    pub subject: String,
    /// The words that come with it.
    pub text: String,
}

impl Entry {
    /// The entry as people read it: one that tells of many openings has a line for each alert.
    pub fn lines(self) -> Vec<Self> {
        let Some(first) = self.alert.filter(|_| self.kind == "alerts_opened") else {
            return vec![self];
        };
        let line = |(id, (severity, title)): (i64, (&str, String))| Self {
            kind: "alert_opened".to_owned(),
            alert: Some(AlertId(id)),
            subject: severity.to_owned(),
            text: title,
            actor: self.actor.clone(),
            ..self
        };
        (first.0..).zip(Opening::from_text(&self.text)).map(line).collect()
    }
}

/// A sealed run of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first entry.
    pub first: EntryId,
    /// Its last entry.
    pub last: EntryId,
    /// Hash of the hash before it and its entries, 64 hexadecimal digits.
    pub hash: String,
}

fn read_entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        seq: EntryId(row.int(0)?),
        at: Timestamp::from_millis(row.int(1)?),
        actor: row.text(2)?,
        kind: row.text(3)?,
        alert: row.opt_int(4)?.map(AlertId),
        incident: row.opt_int(5)?.map(IncidentId),
        subject: row.text(6)?,
        text: row.text(7)?,
    })
}

/// Writes a fact and the duties that follow from it, in the caller's transaction.
pub fn append(tx: &mut Tx<'_>, fact: &Fact, actor: &str, now: Timestamp) -> Result<(), StoreError> {
    let line = fact.line();
    tx.execute(
        APPEND,
        &[
            now.into(),
            actor.into(),
            line.kind.into(),
            line.alert.map(|id| id.0).into(),
            line.incident.map(|id| id.0).into(),
            Value::Text(&line.subject),
            Value::Text(&line.text),
        ],
    )?;
    tx.wake(Wake::Facts);
    for duty in path::duties(fact) {
        duties::owe(tx, &duty, now)?;
        tx.wake(Wake::Duties);
    }
    Ok(())
}

/// The number of the latest entry; 0 while there is none.
pub fn last(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.row(LAST, &[], |row| row.opt_int(0))?.flatten().unwrap_or(0))
}

/// The timeline of an incident, oldest first.
pub fn of_incident(tx: &mut Tx<'_>, id: IncidentId, limit: i64) -> Result<Vec<Entry>, StoreError> {
    tx.rows(OF_INCIDENT, &[id.0.into(), limit.into()], read_entry)
}

/// An entry by its place.
pub fn by_seq(tx: &mut Tx<'_>, seq: EntryId) -> Result<Option<Entry>, StoreError> {
    tx.row(BY_SEQ, &[seq.0.into()], read_entry)
}

/// The entries of an incident after a place, oldest first.
pub fn of_incident_after(
    tx: &mut Tx<'_>,
    (id, seq): (IncidentId, EntryId),
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    tx.rows(OF_INCIDENT_AFTER, &[id.0.into(), seq.0.into(), limit.into()], read_entry)
}

/// The story of an alert, oldest first.
pub fn of_alert(tx: &mut Tx<'_>, id: AlertId, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let opening = tx.row(OPENING, &[id.0.into()], read_entry)?;
    let lines = opening.map_or_else(Vec::new, Entry::lines);
    let mut story: Vec<Entry> = lines.into_iter().filter(|line| line.alert == Some(id)).collect();
    story.extend(tx.rows(OF_ALERT, &[id.0.into(), limit.into()], read_entry)?);
    Ok(story)
}

/// The entries after a place, oldest first.
pub fn after(tx: &mut Tx<'_>, seq: EntryId, limit: i64) -> Result<Vec<Entry>, StoreError> {
    tx.rows(AFTER, &[seq.0.into(), limit.into()], read_entry)
}

/// The entries before a place, newest first.
pub fn before(tx: &mut Tx<'_>, seq: EntryId, limit: i64) -> Result<Vec<Entry>, StoreError> {
    tx.rows(LATEST, &[seq.0.into(), limit.into()], read_entry)
}

/// Which entries are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who did it; empty: anybody.
    pub actor: String,
    /// Its kind; empty: any.
    pub kind: String,
    /// The incident whose timeline shows it.
    pub incident: Option<IncidentId>,
    /// From when on.
    pub since: Option<Timestamp>,
    /// Until before when.
    pub until: Option<Timestamp>,
}

/// The entries of a stretch that are meant, newest first.
pub fn within(
    tx: &mut Tx<'_>,
    filter: &Filter,
    (floor, before): (EntryId, EntryId),
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let since = filter.since.unwrap_or(Timestamp::from_millis(i64::MIN));
    let until = filter.until.unwrap_or(Timestamp::from_millis(i64::MAX));
    let (actor, kind) = (filter.actor.as_str(), filter.kind.as_str());
    let values: [Value<'_>; 8] = [
        before.0.into(),
        floor.0.into(),
        since.into(),
        until.into(),
        actor.into(),
        kind.into(),
        limit.into(),
        filter.incident.map_or(0, |id| id.0).into(),
    ];
    match (filter.incident, values.get(..7)) {
        (None, Some(values)) => tx.rows(WITHIN, values, read_entry),
        (Some(_), _) | (None, None) => tx.rows(WITHIN_INCIDENT, &values, read_entry),
    }
}

/// The first entry from a place on, and when it happened.
pub fn first_from(
    tx: &mut Tx<'_>,
    seq: EntryId,
) -> Result<Option<(EntryId, Timestamp)>, StoreError> {
    tx.row(FROM, &[seq.0.into()], |row| {
        Ok((EntryId(row.int(0)?), Timestamp::from_millis(row.int(1)?)))
    })
}

/// The last entry of the block that has this hash.
pub fn sealed_with(tx: &mut Tx<'_>, hash: &str) -> Result<Option<EntryId>, StoreError> {
    tx.row(SEALED, &[hash.into()], |row| row.int(0).map(EntryId))
}

/// The last sealed entry and the hash of its block.
pub fn last_block(tx: &mut Tx<'_>) -> Result<(EntryId, String), StoreError> {
    let last = tx.row(LAST_BLOCK, &[], |row| Ok((EntryId(row.int(0)?), row.text(1)?)))?;
    Ok(last.unwrap_or_else(|| (EntryId(0), GENESIS.to_owned())))
}

/// The blocks after a place, oldest first.
pub fn blocks_after(tx: &mut Tx<'_>, last: EntryId, limit: i64) -> Result<Vec<Block>, StoreError> {
    tx.rows(BLOCKS_AFTER, &[last.0.into(), limit.into()], |row| {
        Ok(Block { first: EntryId(row.int(0)?), last: EntryId(row.int(1)?), hash: row.text(2)? })
    })
}

/// Seals a block.
pub fn add_block(tx: &mut Tx<'_>, block: &Block, now: Timestamp) -> Result<(), StoreError> {
    let values = [block.first.0.into(), block.last.0.into(), now.into(), (&block.hash).into()];
    tx.execute(ADD_BLOCK, &values).map(|_| ())
}

/// The hash of a block: SHA-256 over the hash before it and each field of each entry, with its
/// length, so that no two different journals hash alike.
pub fn block_hash(before: &str, entries: &[Entry]) -> String {
    let mut sum = digest::Context::new(&digest::SHA256);
    let mut add = |bytes: &[u8]| {
        sum.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        sum.update(bytes);
    };
    add(before.as_bytes());
    for entry in entries {
        let number = |id: Option<i64>| id.unwrap_or(-1).to_be_bytes();
        add(&entry.seq.0.to_be_bytes());
        add(&entry.at.as_millis().to_be_bytes());
        add(entry.actor.as_bytes());
        add(entry.kind.as_bytes());
        add(&number(entry.alert.map(|id| id.0)));
        add(&number(entry.incident.map(|id| id.0)));
        add(entry.subject.as_bytes());
        add(entry.text.as_bytes());
    }
    crate::hex(sum.finish().as_ref())
}
