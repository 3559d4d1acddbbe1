//! Changes in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::change::{Change, ChangeKind, ChangeState};
use vigie_domain::id::ChangeId;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, source, delivery, kind, state, at, told_at, service, place, who, what, url \
             FROM changes ",
            $rest
        )
    };
}

statements! {
    BEFORE = select!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    OF_SERVICE = select!(
        "WHERE service = ?1 AND at >= ?2 AND at <= ?3 ORDER BY at DESC, id DESC LIMIT ?4"
    );
    KNOWN = "SELECT id FROM changes WHERE source = ?1 AND delivery = ?2";
    ADD = "INSERT INTO changes (source, delivery, kind, state, at, told_at, service, place, who,
        what, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) /*returning-id*/";
    FORGET_OLD = "DELETE FROM changes WHERE told_at < ?1";
    NEWEST_BEYOND = "SELECT id FROM changes ORDER BY id DESC LIMIT 1 OFFSET ?1";
    FORGET_UNTIL = "DELETE FROM changes WHERE id <= ?1";
}

fn read_change(row: &Row<'_>) -> Result<Change, StoreError> {
    let unreadable = |what: &str| StoreError::Other(format!("a change's {what} can't be read"));
    let service = match row.opt_str(7)? {
        Some(text) => Some(text.parse::<Slug>().map_err(|_| unreadable("service"))?),
        None => None,
    };
    Ok(Change {
        id: ChangeId(row.int(0)?),
        source: row.text(1)?,
        delivery: row.text(2)?,
        kind: ChangeKind::from_word(row.str(3)?).ok_or_else(|| unreadable("kind"))?,
        state: ChangeState::from_word(row.str(4)?).ok_or_else(|| unreadable("state"))?,
        at: Timestamp::from_millis(row.int(5)?),
        told_at: Timestamp::from_millis(row.int(6)?),
        service,
        place: row.text(8)?,
        who: row.text(9)?,
        what: row.text(10)?,
        url: row.text(11)?,
    })
}

/// Changes before a number, the newest first.
pub fn before(tx: &mut Tx<'_>, id: ChangeId, limit: i64) -> Result<Vec<Change>, StoreError> {
    tx.rows(BEFORE, &[id.0.into(), limit.into()], read_change)
}

/// Changes of a service within a stretch of time, the newest first.
pub fn of_service(
    tx: &mut Tx<'_>,
    service: &Slug,
    (from, to): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<Change>, StoreError> {
    let values = [service.as_str().into(), from.into(), to.into(), limit.into()];
    tx.rows(OF_SERVICE, &values, read_change)
}

/// Writes a change, unless its message was kept already. Answers its number when it was written.
pub fn add(tx: &mut Tx<'_>, change: &Change) -> Result<Option<ChangeId>, StoreError> {
    let (source, delivery) = (change.source.as_str(), change.delivery.as_str());
    let known = tx.row(KNOWN, &[source.into(), delivery.into()], |row| row.int(0))?;
    if known.is_some() {
        return Ok(None);
    }
    let values = [
        source.into(),
        delivery.into(),
        change.kind.as_str().into(),
        change.state.as_str().into(),
        change.at.into(),
        change.told_at.into(),
        change.service.as_ref().map(Slug::as_str).into(),
        change.place.as_str().into(),
        change.who.as_str().into(),
        change.what.as_str().into(),
        change.url.as_str().into(),
    ];
    tx.insert(ADD, &values).map(|id| Some(ChangeId(id)))
}

/// Forgets changes that we were told of before an instant, and all but the newest so many.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp, most: i64) -> Result<(), StoreError> {
    tx.execute(FORGET_OLD, &[before.into()])?;
    if let Some(last) = tx.row(NEWEST_BEYOND, &[most.into()], |row| row.int(0))? {
        tx.execute(FORGET_UNTIL, &[last.into()])?;
    }
    Ok(())
}
