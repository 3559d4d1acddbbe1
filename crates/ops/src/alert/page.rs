//! A page of alerts, newest first, those that are over too: by the label index where it helps.

use super::find::{candidates, find};
use crate::error::Error;
use crate::store::Tx;
use crate::store::alerts::{self, Stored};
use std::collections::BTreeSet;
use vigie_domain::alert::State;
use vigie_domain::id::AlertId;
use vigie_domain::matcher::Matchers;
use vigie_domain::rights::Sight;
use vigie_domain::time::Timestamp;

/// Alerts read in one question.
const CHUNK: i64 = 500;
/// Alerts looked at for one page, so that a rare match can't hold the database; the next page goes
/// on from there.
const LOOKED_AT_MAX: i64 = 20_000;

/// Which alerts by where they are in their life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Open and acknowledged ones.
    Live,
    /// Those that nobody has.
    Open,
    /// Those that somebody has.
    Acknowledged,
    /// Those that are over.
    Resolved,
    /// All of them.
    All,
}

impl Stage {
    fn includes(self, state: &State) -> bool {
        match self {
            Self::Live => state.is_live(),
            Self::Open => matches!(state, State::Open),
            Self::Acknowledged => matches!(state, State::Acknowledged { .. }),
            Self::Resolved => !state.is_live(),
            Self::All => true,
        }
    }

    fn is_live(self) -> bool {
        matches!(self, Self::Live | Self::Open | Self::Acknowledged)
    }
}

/// Which page of which alerts.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where they are in their life.
    pub stage: Stage,
    /// What their labels match.
    pub matchers: Matchers,
    /// Whose alerts.
    pub sight: Sight,
    /// Only alerts with a lower number.
    pub before: AlertId,
    /// How many at most.
    pub limit: usize,
}

impl Wanted {
    fn accepts(&self, stored: &Stored) -> bool {
        let labels = &stored.alert.claim.labels;
        self.stage.includes(&stored.alert.state)
            && self.matchers.matches(labels)
            && self.sight.sees(labels.get("service"))
    }

    /// Cuts what is more than a page; answers where the next one begins, if there is more.
    fn cut(&self, found: &mut Vec<Stored>) -> Option<AlertId> {
        if found.len() <= self.limit {
            return None;
        }
        found.truncate(self.limit);
        found.last().map(|stored| stored.alert.id)
    }
}

/// A page, and the number below which the next one goes on, if there is one.
pub type Page = (Vec<Stored>, Option<AlertId>);

/// A page of alerts, newest first.
pub fn page(tx: &mut Tx<'_>, wanted: &Wanted, now: Timestamp) -> Result<Page, Error> {
    match named(tx, wanted, now)? {
        Some(ids) => pick(tx, wanted, &ids),
        None => scan(tx, wanted),
    }
}

/// The alerts that may be wanted, where something quicker than reading them all knows.
fn named(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Option<BTreeSet<AlertId>>, Error> {
    if wanted.matchers.is_empty() {
        return Ok(None);
    }
    if wanted.stage.is_live() {
        let live = find(tx, &wanted.matchers, now)?;
        return Ok(Some(live.into_iter().map(|(_, id)| id).collect()));
    }
    let Some((mut ids, indexed)) = candidates(tx, &wanted.matchers)? else { return Ok(None) };
    let mut after = indexed;
    loop {
        let newer = alerts::hits_after(tx, after, CHUNK)?;
        let Some(last) = newer.last() else { return Ok(Some(ids)) };
        after = last.id;
        let fits = newer.into_iter().filter(|hit| wanted.matchers.matches(&hit.labels));
        ids.extend(fits.map(|hit| hit.id));
    }
}

fn pick(tx: &mut Tx<'_>, wanted: &Wanted, ids: &BTreeSet<AlertId>) -> Result<Page, Error> {
    let mut found = Vec::new();
    for id in ids.range(..wanted.before).rev() {
        found.extend(alerts::by_id(tx, *id)?.filter(|stored| wanted.accepts(stored)));
        if let Some(next) = wanted.cut(&mut found) {
            return Ok((found, Some(next)));
        }
    }
    Ok((found, None))
}

/// One alert after the other.
fn scan(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Page, Error> {
    let (mut found, mut before, mut looked_at) = (Vec::new(), wanted.before, 0);
    loop {
        let chunk = if wanted.stage.is_live() {
            alerts::live_before(tx, before, CHUNK)?
        } else {
            alerts::before(tx, before, CHUNK)?
        };
        let Some(last) = chunk.last() else { return Ok((found, None)) };
        looked_at += CHUNK;
        before = last.alert.id;
        found.extend(chunk.into_iter().filter(|stored| wanted.accepts(stored)));
        if let Some(next) = wanted.cut(&mut found) {
            return Ok((found, Some(next)));
        }
        if looked_at >= LOOKED_AT_MAX {
            return Ok((found, Some(before)));
        }
    }
}
