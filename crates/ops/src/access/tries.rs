//! Counting wrong tries. A try counts before it is judged, so that many at once are counted too;
//! a right one is taken back.

use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::{Tx, ceremonies, journal};
use std::net::IpAddr;
use vigie_domain::account::{Tries, TriesKind, WARN_AT};
use vigie_domain::fact::Fact;
use vigie_domain::time::Timestamp;

/// A place where tries are counted.
#[derive(Clone, Debug)]
pub(super) struct Place {
    name: String,
    kind: TriesKind,
}

/// From where somebody tries.
#[derive(Clone, Copy)]
pub(super) struct From<'a> {
    /// The address.
    pub(super) address: IpAddr,
    /// The hash of a device that the account knows.
    pub(super) known_device: Option<&'a str>,
}

/// Where the tries of an account, or of a name that is none, count.
pub(super) fn places(what: &str, account: &str, from: From<'_>) -> Vec<Place> {
    // What somebody typed as a name may be anything, a password too.
    let account = hash_secret(account);
    let place = |kind, name: String| Place { name: format!("{what}:{name}"), kind };
    let everywhere = place(TriesKind::Account, account.clone());
    if let Some(device) = from.known_device {
        return vec![everywhere, place(TriesKind::Pair, format!("device:{device}"))];
    }
    let network = network(from.address);
    let mut places = vec![everywhere, place(TriesKind::Pair, format!("{account}@{network}"))];
    // This machine stands for everybody behind a proxy on it.
    if !from.address.to_canonical().is_loopback() {
        places.push(place(TriesKind::Address, format!("@{network}")));
    }
    places
}

/// The second factor is tried by who has the first: it counts wherever they are.
pub(super) fn code_places(account: &str, from: From<'_>) -> Vec<Place> {
    let place = match from.known_device {
        Some(device) => format!("code:device:{device}"),
        None => format!("code:{}", hash_secret(account)),
    };
    vec![Place { name: place, kind: TriesKind::Pair }]
}

/// Counts a try at all places; the time to wait for, when it comes too early.
pub(super) fn count(
    tx: &mut Tx<'_>,
    places: &[Place],
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let mut known = Vec::new();
    for place in places {
        known.push((place, ceremonies::hold_tries(tx, &place.name, now)?));
    }
    let ready = known.iter().map(|(place, tries)| tries.ready_at(place.kind, now)).max();
    if let Some(ready) = ready.filter(|ready| *ready > now) {
        return Ok(Some(ready));
    }
    for (place, tries) in known {
        ceremonies::set_tries(tx, &place.name, tries.with_one_more(now))?;
    }
    Ok(None)
}

/// Takes a right try back: an account is free again, an address counts one less.
pub(super) fn forgive(tx: &mut Tx<'_>, places: &[Place]) -> Result<(), Error> {
    for place in places {
        match place.kind {
            TriesKind::Pair | TriesKind::Account => ceremonies::clear_tries(tx, &place.name)?,
            TriesKind::Address => {
                let tries = ceremonies::tries(tx, &place.name)?;
                let less = Tries { count: tries.count.saturating_sub(1), ..tries };
                ceremonies::set_tries(tx, &place.name, less)?;
            }
        }
    }
    Ok(())
}

/// Tells the journal when an account is being guessed, once in a while.
pub(super) fn warn(
    tx: &mut Tx<'_>,
    places: &[Place],
    account: &str,
    address: IpAddr,
    now: Timestamp,
) -> Result<(), Error> {
    for place in places.iter().filter(|place| place.kind == TriesKind::Account) {
        let count = ceremonies::tries(tx, &place.name)?.count;
        if count > 0 && count.is_multiple_of(WARN_AT) {
            let text = format!("{count} wrong tries within an hour, the last from {address}");
            let fact = Fact::SignInGuessed { account: account.to_owned(), text };
            journal::append(tx, &fact, "vigie", now)?;
        }
    }
    Ok(())
}

/// What one customer of a network has: an IPv4 address, or the first half of an IPv6 one.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
