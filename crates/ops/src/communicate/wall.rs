//! Links to the wall screen: signed, good until a time, and withdrawn by name.

use crate::error::Error;
use crate::keys::{Keys, new_secret};
use crate::store::{StoreError, Tx, journal, wall_links};
use crate::words::Words;
use std::time::Duration;
use vigie_domain::fact::Fact;
use vigie_domain::text::Name;
use vigie_domain::time::Timestamp;

pub use crate::store::wall_links::WallLink;

/// The purpose that the links are signed for.
pub const WALL: &str = "wall";

/// Longest life of a link: nobody remembers a longer one.
const LASTS_DAYS_MAX: u32 = 400;
/// Links in force at once: more screens than any office has.
const LINKS_MAX: usize = 100;
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// What stands behind a link that somebody opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wall {
    /// It is good.
    Open(WallLink),
    /// It is past its time.
    Expired(WallLink),
    /// It was withdrawn, then.
    Withdrawn(Timestamp),
    /// Nobody made it.
    Forged,
}

/// Makes a link that is good for some days, in place of one of the same name.
pub fn make_wall_link(
    tx: &mut Tx<'_>,
    name: &str,
    days: u32,
    by: &str,
    now: Timestamp,
) -> Result<WallLink, Error> {
    let name = name.trim().parse::<Name>();
    let name = name.map_err(|_| Error::refused(Words::wall_name_bad, Words::wall_name_bad_next))?;
    if days == 0 || days > LASTS_DAYS_MAX {
        let next = |words: Words| words.wall_days_bad_next(LASTS_DAYS_MAX);
        return Err(Error::refused(Words::wall_days_bad, next));
    }
    wall_links::withdraw(tx, name.as_str(), now)?;
    if wall_links::in_force(tx, now)?.len() >= LINKS_MAX {
        let why = |words: Words| words.wall_too_many(LINKS_MAX);
        return Err(Error::refused(why, Words::wall_too_many_next));
    }
    let link = WallLink {
        id: new_secret().map_err(|error| StoreError::Other(error.to_string()))?,
        name: name.to_string(),
        made_by: by.to_owned(),
        made_at: now,
        expires_at: now + DAY.saturating_mul(days),
        withdrawn_at: None,
    };
    wall_links::add(tx, &link)?;
    record(tx, &link.name, "made", by, now)?;
    Ok(link)
}

/// Withdraws the link of a name: the screen that shows it says so within seconds.
pub fn withdraw_wall(tx: &mut Tx<'_>, name: &str, by: &str, now: Timestamp) -> Result<(), Error> {
    if wall_links::withdraw(tx, name, now)? == 0 {
        return Err(Error::NotFound("link to a wall"));
    }
    record(tx, name, "withdrawn", by, now)
}

fn record(
    tx: &mut Tx<'_>,
    name: &str,
    change: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let fact = Fact::TokenTurned { token: format!("{WALL} {name}"), change: change.to_owned() };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// The last part of a link's address.
pub fn signed_wall(keys: &Keys, link: &WallLink) -> String {
    keys.sign(WALL, &link.id, link.expires_at)
}

/// What stands behind the last part of an address.
pub fn open_wall(
    tx: &mut Tx<'_>,
    keys: &Keys,
    signed: &str,
    now: Timestamp,
) -> Result<Wall, Error> {
    // Its row says until when it is good, so that one that is too old can be told from a forged one.
    let Some(id) = keys.verify(WALL, signed, Timestamp::from_millis(0)) else {
        return Ok(Wall::Forged);
    };
    Ok(match wall_links::by_id(tx, &id)? {
        None => Wall::Forged,
        Some(WallLink { withdrawn_at: Some(at), .. }) => Wall::Withdrawn(at),
        Some(link) if link.expires_at <= now => Wall::Expired(link),
        Some(link) => Wall::Open(link),
    })
}
