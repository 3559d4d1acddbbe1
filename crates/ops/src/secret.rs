//! Changing the key of the installation: all that is hidden is hidden again with a fresh one.
//!
//! A crash in the middle loses nothing: both keys are known until all is done, and the next start
//! goes on. One node does all of it at once. Several nodes that share a database each have a copy of the key
//! file, so there it takes three steps, with a copy between them.

use crate::cx::Cx;
use crate::error::Error;
use crate::keys::{Hidden, Keys, KeysError, Rotation};
use crate::store::{StoreError, Tx, hidden, journal};
use std::sync::Arc;
use vigie_domain::fact::Fact;

/// Before a hidden body of a declared object.
pub(crate) const HIDDEN: &str = "hidden:";
/// Rows in one unit: other writers wait no longer than for it.
const ROWS_IN_UNIT: i64 = 200;

/// How far a change of keys came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key to come is in the file: it goes to every node before it is used.
    Announced,
    /// The new key is used here: the file goes to every node before the old one is forgotten.
    InUse,
    /// The old key is forgotten.
    Done,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// How far it came.
    pub step: Step,
    /// Secrets that were hidden again.
    pub renewed: usize,
    /// Texts that no known key reveals.
    pub lost: usize,
}

/// Takes the next step of a change of keys: all of them, where no other node shares the database.
pub async fn rotate(cx: &Cx, by: &str) -> Result<Rotated, Error> {
    let _alone = cx.keys.turning().await;
    if cx.store.is_shared() {
        cx.keys.refresh().map_err(broken)?;
        match cx.keys.rotation() {
            Rotation::None => {
                cx.keys.announce().map_err(broken)?;
                return Ok(Rotated { step: Step::Announced, renewed: 0, lost: 0 });
            }
            Rotation::Announced => {
                cx.keys.take_next().map_err(broken)?;
                return Ok(Rotated { step: Step::InUse, renewed: 0, lost: 0 });
            }
            Rotation::InUse => {}
        }
    } else if cx.keys.rotation() != Rotation::InUse {
        cx.keys.take_next().map_err(broken)?;
    }
    finish(cx, by).await
}

/// Goes on with a change that a crash cut off. On a shared database the operator decides when.
pub async fn resume(cx: &Cx) -> Result<Option<Rotated>, Error> {
    let _alone = cx.keys.turning().await;
    if cx.store.is_shared() || cx.keys.rotation() != Rotation::InUse {
        return Ok(None);
    }
    finish(cx, "vigie").await.map(Some)
}

/// Hides everything again, and forgets the key before when nothing needs it.
async fn finish(cx: &Cx, by: &str) -> Result<Rotated, Error> {
    let (mut renewed, mut lost) = (0, 0);
    for column in hidden::COLUMNS {
        let mut after = Some((String::new(), String::new()));
        while let Some(key) = after {
            let keys = Arc::clone(&cx.keys);
            let unit = move |tx: &mut Tx<'_>| renew(tx, &keys, *column, &key);
            let part = cx.store.write(unit).await?;
            (renewed, lost) = (renewed + part.renewed, lost + part.lost);
            after = part.last;
        }
    }
    let (by, now) = (by.to_owned(), cx.now());
    let text = format!("{renewed} secrets hidden again, {lost} lost");
    let unit = move |tx: &mut Tx<'_>| {
        Ok(journal::append(tx, &Fact::KeyTurned { text: text.clone() }, &by, now)?)
    };
    cx.store.write(unit).await?;
    cx.keys.forget_former().map_err(broken)?;
    Ok(Rotated { step: Step::Done, renewed, lost })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn broken(error: KeysError) -> Error {
    StoreError::Other(error.to_string()).into()
}

/// What one unit did, and where the next begins.
struct Part {
    renewed: usize,
    lost: usize,
    last: Option<(String, String)>,
}

fn renew(
    tx: &mut Tx<'_>,
    keys: &Keys,
    column: hidden::Column,
    (one, two): &(String, String),
) -> Result<Part, Error> {
    let rows = hidden::after(tx, column, (one, two), ROWS_IN_UNIT)?;
    let mut part = Part { renewed: 0, lost: 0, last: rows.last().map(|(key, _)| key.clone()) };
    for ((one, two), text) in rows {
        let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
        let prefix = if text.starts_with(HIDDEN) { HIDDEN } else { "" };
        let bare = text.strip_prefix(HIDDEN).unwrap_or(&text);
        if prefix.is_empty() && bare.starts_with('{') {
            // It holds no secret, and stands in clear.
            continue;
        }
        match keys.renew(bare) {
            Hidden::Fresh => {}
            Hidden::Lost => part.lost += 1,
            Hidden::Renewed(new) => {
                let new = format!("{prefix}{new}");
                hidden::turn(tx, column, (&one, &two), (&text, &new))?;
                part.renewed += 1;
            }
        }
    }
    Ok(part)
}
