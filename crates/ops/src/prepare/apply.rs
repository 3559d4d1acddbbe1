//! Applying: a document becomes what is declared, all of it or nothing.
//!
//! Objects that the document does not name are removed when a file declared them, and left alone
//! when they were made by hand.

use super::document::{self, Document, Kind, Object};
use crate::error::Error;
use crate::keys::Keys;
use crate::path;
use crate::secret::HIDDEN;
use crate::store::declarations::{self, Declaration};
use crate::store::{StoreError, Tx, Wake, checks, heartbeats, journal};
use crate::words::Words;
use std::collections::BTreeMap;
use vigie_domain::fact::Fact;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// An object and where it is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// The object.
    pub object: Object,
    /// Where it is declared, such as `vigie.yaml:12`.
    pub origin: String,
}

/// What a document changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Objects that are new, as `kind name`.
    pub created: Vec<String>,
    /// Objects that are different.
    pub changed: Vec<String>,
    /// Objects that a file declared and no longer does.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    fn words(&self) -> String {
        let part = |verb: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{verb} {}", names.join(", ")))
        };
        let parts = [
            part("created", &self.created),
            part("changed", &self.changed),
            part("removed", &self.removed),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

type Known = BTreeMap<(Kind, String), Declared>;

/// Everything that is declared.
pub fn declared(tx: &mut Tx<'_>, keys: &Keys) -> Result<Vec<Declared>, Error> {
    declarations::all(tx)?.into_iter().map(|row| from_row(row, keys)).collect()
}

/// The setup that everything declared makes.
pub fn load(tx: &mut Tx<'_>, keys: &Keys) -> Result<Setup, Error> {
    let objects = declared(tx, keys)?.into_iter().map(|declared| declared.object);
    setup_of(objects)
}

/// What a document would change, and the setup that it would make. Writes nothing.
pub fn plan(tx: &mut Tx<'_>, keys: &Keys, wanted: &[Declared]) -> Result<(Changes, Setup), Error> {
    let known = known(tx, keys)?;
    let changes = diff(&known, wanted);
    let removed = |key: &(Kind, String)| changes.removed.contains(&title(key.0, &key.1));
    let mut next: Known = known.into_iter().filter(|(key, _)| !removed(key)).collect();
    for declared in wanted {
        next.insert((declared.object.kind, declared.object.name.clone()), declared.clone());
    }
    let setup = setup_of(next.into_values().map(|declared| declared.object))?;
    Ok((changes, setup))
}

/// Makes a document what is declared. The caller takes the setup into use after the commit.
pub fn apply(
    tx: &mut Tx<'_>,
    keys: &Keys,
    wanted: &[Declared],
    by: &str,
    now: Timestamp,
) -> Result<(Changes, Setup), Error> {
    let (changes, setup) = plan(tx, keys, wanted)?;
    if changes.is_empty() {
        return Ok((changes, setup));
    }
    for (key, _) in known(tx, keys)? {
        if changes.removed.contains(&title(key.0, &key.1)) {
            declarations::remove(tx, key.0.as_str(), &key.1)?;
            stop_watching(tx, key.0, &key.1, now)?;
        }
    }
    for declared in wanted {
        declarations::save(tx, &to_row(declared, keys)?, now)?;
    }
    journal::append(tx, &Fact::ConfigurationApplied { text: changes.words() }, by, now)?;
    path::take_effect(tx, &setup, now)?;
    tx.wake(Wake::Setup);
    Ok((changes, setup))
}

/// A check or heartbeat that is no longer declared leaves no alert behind.
fn stop_watching(tx: &mut Tx<'_>, kind: Kind, name: &str, now: Timestamp) -> Result<(), Error> {
    match kind {
        Kind::Check => checks::forget(tx, name)?,
        Kind::Heartbeat => heartbeats::forget(tx, name)?,
        Kind::Settings
        | Kind::Organisation
        | Kind::Team
        | Kind::Service
        | Kind::Person
        | Kind::Channel
        | Kind::Receiver
        | Kind::Source
        | Kind::Route
        | Kind::Inhibition
        | Kind::Interval
        | Kind::Deadline => return Ok(()),
    }
    let Ok(check) = name.parse::<Slug>() else { return Ok(()) };
    let why = "it is no longer declared".to_owned();
    Ok(journal::append(tx, &Fact::CheckTurned { check, failing: false, why }, "vigie", now)?)
}

fn known(tx: &mut Tx<'_>, keys: &Keys) -> Result<Known, Error> {
    let all = declared(tx, keys)?.into_iter();
    Ok(all.map(|one| ((one.object.kind, one.object.name.clone()), one)).collect())
}

fn title(kind: Kind, name: &str) -> String {
    if kind.as_str() == name { name.to_owned() } else { format!("{kind} {name}") }
}

/// What changes from the known objects to the wanted ones. Pure.
fn diff(known: &Known, wanted: &[Declared]) -> Changes {
    let mut changes = Changes::default();
    for declared in wanted {
        let object = &declared.object;
        match known.get(&(object.kind, object.name.clone())) {
            None => changes.created.push(title(object.kind, &object.name)),
            Some(old) if old != declared => {
                changes.changed.push(title(object.kind, &object.name));
            }
            Some(_) => {}
        }
    }
    let is_wanted = |kind: Kind, name: &str| {
        wanted.iter().any(|declared| declared.object.kind == kind && declared.object.name == name)
    };
    for ((kind, name), old) in known {
        if !old.origin.is_empty() && !is_wanted(*kind, name) {
            changes.removed.push(title(*kind, name));
        }
    }
    changes
}

fn setup_of(objects: impl IntoIterator<Item = Object>) -> Result<Setup, Error> {
    let declared = Document::from_objects(objects)
        .map_err(|error| Error::refused(|_| error.to_string(), Words::configuration_next))?;
    document::setup(&declared).map_err(|mistakes| {
        let words: Vec<String> = mistakes
            .iter()
            .map(|mistake| format!("{}: {}", mistake.path, mistake.message))
            .collect();
        Error::refused(|_| words.join("\n"), Words::configuration_next)
    })
}

/// Objects of these kinds may hold secrets.
fn may_hold_secrets(kind: Kind) -> bool {
    matches!(kind, Kind::Channel | Kind::Settings | Kind::Source | Kind::Check)
}

fn to_row(declared: &Declared, keys: &Keys) -> Result<Declaration, Error> {
    let object = &declared.object;
    let plain = object.body.to_string();
    let body = if may_hold_secrets(object.kind) {
        let hidden = keys.hide(&plain);
        let hidden = hidden.ok_or(StoreError::Other("a secret can't be hidden".to_owned()))?;
        format!("{HIDDEN}{hidden}")
    } else {
        plain
    };
    Ok(Declaration {
        kind: object.kind.as_str().to_owned(),
        name: object.name.clone(),
        body,
        origin: declared.origin.clone(),
    })
}

fn from_row(row: Declaration, keys: &Keys) -> Result<Declared, Error> {
    let broken = |what: &str| {
        Error::Broken(StoreError::Other(format!("the {} {}: {what}", row.kind, row.name)))
    };
    let kind = Kind::from_word(&row.kind).ok_or_else(|| broken("its kind is unknown"))?;
    let plain = match row.body.strip_prefix(HIDDEN) {
        None => row.body.clone(),
        Some(hidden) => keys
            .reveal(hidden)
            .ok_or_else(|| broken("its secrets were hidden with another key: restore vigie.key"))?,
    };
    let body = serde_json::from_str(&plain).map_err(|_| broken("its text can't be read"))?;
    Ok(Declared { object: Object { kind, name: row.name.clone(), body }, origin: row.origin })
}
