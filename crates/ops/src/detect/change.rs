//! Changes: what the tools that deploy, scale and configure tell us, kept once each.

use crate::error::Error;
use crate::store::{Tx, changes};
use std::time::Duration;
use vigie_domain::change::{Change, ChangeFeed, ChangeKind, ChangeState, change_text, change_url};
use vigie_domain::id::ChangeId;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Changes that are kept: a hundred a day for years.
const CHANGES_MAX: i64 = 100_000;
/// A clock of a tool may be ahead by a little; what is told for later than that happens now.
const AHEAD_MAX: Duration = Duration::from_secs(60);
/// Letters of what a source calls a message.
const DELIVERY_CHARS_MAX: usize = 200;

/// What a tool or a person tells of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldChange {
    /// What the source calls this message.
    pub delivery: String,
    /// What sort it is.
    pub kind: ChangeKind,
    /// How far it is.
    pub state: ChangeState,
    /// When it happened; now without it.
    pub at: Option<Timestamp>,
    /// The service, as the source calls it.
    pub service: String,
    /// The repository or application.
    pub place: String,
    /// Who did it.
    pub who: String,
    /// What was changed.
    pub what: String,
    /// Where the source shows it.
    pub url: String,
}

/// The service that a change is of: as the feed says, or of the same short name, or the source's.
pub fn service_of(
    setup: &Setup,
    feed: Option<&ChangeFeed>,
    told: &ToldChange,
    usual: Option<&Slug>,
) -> Option<Slug> {
    let named = [told.service.as_str(), told.place.as_str()];
    let mapped = feed.and_then(|feed| named.iter().find_map(|name| feed.services.get(*name)));
    let last = told.place.rsplit('/').next().unwrap_or_default();
    let declared = |name: &&str| setup.services.keys().find(|slug| slug.as_str() == *name);
    let same = [told.service.as_str(), last].iter().find_map(declared);
    mapped.or(same).or(usual).cloned()
}

/// Keeps a change, unless its message was kept already. Answers it when it was kept.
pub fn note_change(
    tx: &mut Tx<'_>,
    (source, service): (&str, Option<Slug>),
    told: &ToldChange,
    now: Timestamp,
) -> Result<Option<Change>, Error> {
    let at = told.at.filter(|at| *at <= now + AHEAD_MAX).unwrap_or(now);
    let delivery: String = told.delivery.chars().take(DELIVERY_CHARS_MAX).collect();
    let mut change = Change {
        id: ChangeId(0),
        source: source.to_owned(),
        delivery: delivery.replace('\0', "␀"),
        kind: told.kind,
        state: told.state,
        at,
        told_at: now,
        service,
        place: change_text(&told.place),
        who: change_text(&told.who),
        what: change_text(&told.what),
        url: change_url(&told.url),
    };
    let Some(id) = changes::add(tx, &change)? else { return Ok(None) };
    change.id = id;
    Ok(Some(change))
}

/// Forgets changes that are older than history is kept, and the oldest of too many.
pub(super) fn forget_changes(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<(), Error> {
    Ok(changes::forget(tx, now.minus(setup.settings.retention.changes), CHANGES_MAX)?)
}
