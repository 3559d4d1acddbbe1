//! The key file: the key in use, and beside it the one before or the one to come while keys are
//! changed. Written whole and renamed into place, so that a crash leaves the old or the new one.

use super::KeysError;
use aws_lc_rs::rand;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;
/// The first line of the file, since there is more than one key in it.
const TITLE: &str = "vigie keys 1";

/// One key.
pub(super) type Key = [u8; KEY_BYTES];

/// The keys of an installation.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Ring {
    /// Hides and signs.
    pub(super) current: Key,
    /// The one before: it still reveals, until nothing is hidden with it.
    pub(super) former: Option<Key>,
    /// The one to come: another node may use it already.
    pub(super) next: Option<Key>,
    /// Marks what people type; it stays, since a mark can't be made again without the text.
    pub(super) marks: Key,
}

impl Ring {
    /// One key for everything.
    pub(super) fn of(key: Key) -> Self {
        Self { current: key, former: None, next: None, marks: key }
    }

    /// A fresh key.
    pub(super) fn fresh() -> Result<Key, KeysError> {
        let mut key = [0; KEY_BYTES];
        rand::fill(&mut key).map_err(|_| KeysError::Random)?;
        Ok(key)
    }

    /// Every key that may have hidden or signed something, the one in use first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Key> {
        [Some(&self.current), self.former.as_ref(), self.next.as_ref()].into_iter().flatten()
    }

    /// From the bytes of the file.
    fn read(bytes: &[u8]) -> Option<Self> {
        if let Ok(key) = Key::try_from(bytes) {
            return Some(Self::of(key));
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some(TITLE) {
            return None;
        }
        let pairs: Vec<(&str, &str)> =
            lines.map(|line| line.split_once(' ')).collect::<Option<_>>()?;
        let key = |wanted: &str| match pairs.iter().find(|(name, _)| *name == wanted) {
            None => Some(None),
            Some((_, digits)) => Some(Some(Key::try_from(crate::unhex(digits)?).ok()?)),
        };
        let known = ["current", "former", "next", "marks"];
        if pairs.iter().any(|(name, _)| !known.contains(name)) {
            return None;
        }
        Some(Self {
            current: key("current")??,
            former: key("former")?,
            next: key("next")?,
            marks: key("marks")??,
        })
    }

    /// The bytes of the file.
    fn text(&self) -> Vec<u8> {
        if self.former.is_none() && self.next.is_none() && self.marks == self.current {
            return self.current.to_vec();
        }
        let mut text = format!("{TITLE}\ncurrent {}\n", crate::hex(&self.current));
        for (name, key) in [("former", &self.former), ("next", &self.next)] {
            if let Some(key) = key {
                text += &format!("{name} {}\n", crate::hex(key));
            }
        }
        text += &format!("marks {}\n", crate::hex(&self.marks));
        text.into_bytes()
    }

    /// Reads the file; makes one that only its owner can read when there is none.
    pub(super) fn open(path: &Path) -> Result<Self, KeysError> {
        let shown = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Self::read(&bytes).ok_or(KeysError::Damaged(shown)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let ring = Self::of(Self::fresh()?);
                ring.save(path)?;
                Ok(ring)
            }
            Err(error) => Err(KeysError::File { path: shown, error }),
        }
    }

    /// Writes the file: it is on disk, whole, when this answers.
    pub(super) fn save(&self, path: &Path) -> Result<(), KeysError> {
        let write = || {
            let beside = path.with_extension("key.new");
            let mut file = OpenOptions::new();
            let mut file =
                file.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
            file.write_all(&self.text())?;
            file.sync_all()?;
            std::fs::rename(&beside, path)?;
            File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        write().map_err(|error| KeysError::File { path: path.display().to_string(), error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_one_key_or_a_named_few() {
        let plain = Ring::of([7; KEY_BYTES]);
        assert_eq!(plain.text().len(), KEY_BYTES, "an older program reads it");
        let several = Ring {
            current: [1; KEY_BYTES],
            former: Some([2; KEY_BYTES]),
            next: None,
            marks: [3; KEY_BYTES],
        };
        for ring in [plain, several] {
            assert!(Ring::read(&ring.text()) == Some(ring));
        }
        for damaged in ["", "vigie keys 1\n", "vigie keys 1\ncurrent 00\nmarks 00\n", "other"] {
            assert!(Ring::read(damaged.as_bytes()).is_none(), "{damaged}");
        }
    }
}
