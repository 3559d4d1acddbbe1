//! The keys of this installation: they sign links and hide secrets in the database.
//! Derived from one master key that is never in the database, and that can be changed.

mod ring;

use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::{constant_time, digest, hmac, rand};
use ring::{KEY_BYTES, Key, Ring};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use vigie_domain::channel::Secret;
use vigie_domain::time::Timestamp;

/// Bytes of a signature that a link carries: 128 bits, so that a link stays short.
const MARK_BYTES: usize = 16;
/// Most bytes read of a token's file: a token is one line.
const TOKEN_FILE_BYTES_MAX: u64 = 4096;

/// Why the keys can't be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file can't be read or written.
    #[error("the key file {path} can't be used: {error}")]
    File {
        /// Its path.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file holds something else.
    #[error("the key file {0} is damaged: restore it from a backup")]
    Damaged(String),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
}

/// The keys of this installation.
pub struct Keys {
    ring: RwLock<Ring>,
    file: Option<PathBuf>,
    turning: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

/// What a hidden text is found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Hidden with the key in use.
    Fresh,
    /// Hidden with another key that is known; this is the same, hidden with the one in use.
    Renewed(String),
    /// Hidden with a key that nobody has.
    Lost,
}

/// How far a change of keys is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// There is one key.
    None,
    /// A key to come is known, and not used yet.
    Announced,
    /// The new key is used; the one before still reveals.
    InUse,
}

impl Keys {
    /// Keys from a master key, in memory only.
    pub fn new(master: [u8; KEY_BYTES]) -> Self {
        Self::of(Ring::of(master), None)
    }

    /// Reads the key file, or makes one that only its owner can read.
    pub fn open(path: &Path) -> Result<Self, KeysError> {
        Ok(Self::of(Ring::open(path)?, Some(path.to_owned())))
    }

    fn of(ring: Ring, file: Option<PathBuf>) -> Self {
        Self { ring: RwLock::new(ring), file, turning: tokio::sync::Mutex::new(()) }
    }

    /// Held by whoever changes keys: a second change would forget what the first still needs.
    pub async fn turning(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turning.lock().await
    }

    /// Reads the key file again: another node's may have been copied over it.
    pub fn refresh(&self) -> Result<(), KeysError> {
        let Some(path) = &self.file else { return Ok(()) };
        let found = Ring::open(path)?;
        if self.ring() != found {
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = found;
        }
        Ok(())
    }

    fn ring(&self) -> Ring {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes other keys into use: they are on disk first.
    fn turn(&self, ring: Ring) -> Result<(), KeysError> {
        if let Some(path) = &self.file {
            ring.save(path)?;
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// How far a change of keys is.
    pub fn rotation(&self) -> Rotation {
        match self.ring() {
            Ring { former: Some(_), .. } => Rotation::InUse,
            Ring { next: Some(_), .. } => Rotation::Announced,
            Ring { .. } => Rotation::None,
        }
    }

    /// Makes the key to come known, without using it.
    pub fn announce(&self) -> Result<(), KeysError> {
        let ring = self.ring();
        self.turn(Ring { next: Some(Ring::fresh()?), ..ring })
    }

    /// Uses the key to come, or a fresh one; the one in use becomes the one before.
    pub fn take_next(&self) -> Result<(), KeysError> {
        let ring = self.ring();
        let next = match ring.next {
            Some(next) => next,
            None => Ring::fresh()?,
        };
        self.turn(Ring { current: next, former: Some(ring.current), next: None, ..ring })
    }

    /// Forgets the key before: nothing is hidden with it any more.
    pub fn forget_former(&self) -> Result<(), KeysError> {
        self.turn(Ring { former: None, ..self.ring() })
    }

    /// What the database keeps of a short secret that people type: nobody without the key can try
    /// them all. Stays the same when keys are changed.
    pub fn stamp(&self, purpose: &str, secret: &str) -> String {
        mark(&self.ring().marks, purpose, secret)
    }

    /// A text for a link, good for one purpose until an instant.
    pub fn sign(&self, purpose: &str, text: &str, until: Timestamp) -> String {
        let body = format!("{text}.{}", until.as_millis());
        let mark = mark(&self.ring().current, purpose, &body);
        format!("{body}.{mark}")
    }

    /// The text of a signed link; `None` when it is forged, for another purpose, or too old.
    pub fn verify(&self, purpose: &str, signed: &str, now: Timestamp) -> Option<String> {
        let (body, given) = signed.rsplit_once('.')?;
        let (text, until) = body.rsplit_once('.')?;
        let is_of = |key: &Key| {
            let expected = mark(key, purpose, body);
            constant_time::verify_slices_are_equal(given.as_bytes(), expected.as_bytes()).is_ok()
        };
        if !self.ring().all().any(is_of) {
            return None;
        }
        let until = Timestamp::from_millis(until.parse().ok()?);
        (now < until).then(|| text.to_owned())
    }

    /// A secret as the database may keep it.
    pub fn hide(&self, secret: &str) -> Option<String> {
        hide(&self.ring().current, secret)
    }

    /// A secret from its hidden form; `None` when another key hid it.
    pub fn reveal(&self, hidden: &str) -> Option<String> {
        self.ring().all().find_map(|key| reveal(key, hidden))
    }

    /// The same secret, hidden with the key in use.
    pub fn renew(&self, hidden: &str) -> Hidden {
        let ring = self.ring();
        if reveal(&ring.current, hidden).is_some() {
            return Hidden::Fresh;
        }
        let plain = ring.all().find_map(|key| reveal(key, hidden));
        let renewed = plain.and_then(|plain| hide(&ring.current, &plain));
        renewed.map_or(Hidden::Lost, Hidden::Renewed)
    }
}

fn derive(key: &Key, purpose: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), purpose.as_bytes())
}

fn mark(key: &Key, purpose: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, derive(key, purpose).as_ref());
    let tag = hmac::sign(&key, text.as_bytes());
    crate::hex(tag.as_ref().get(..MARK_BYTES).unwrap_or_default())
}

fn sealing(key: &Key) -> Option<RandomizedNonceKey> {
    RandomizedNonceKey::new(&AES_256_GCM, derive(key, "secrets").as_ref()).ok()
}

fn hide(key: &Key, secret: &str) -> Option<String> {
    let mut bytes = secret.as_bytes().to_vec();
    let nonce = sealing(key)?.seal_in_place_append_tag(Aad::empty(), &mut bytes).ok()?;
    Some(format!("{}.{}", crate::hex(nonce.as_ref()), crate::hex(&bytes)))
}

fn reveal(key: &Key, hidden: &str) -> Option<String> {
    let (nonce, bytes) = hidden.split_once('.')?;
    let nonce: [u8; 12] = crate::unhex(nonce)?.try_into().ok()?;
    let mut bytes = crate::unhex(bytes)?;
    let plain = sealing(key)?.open_in_place((&nonce).into(), Aad::empty(), &mut bytes).ok()?;
    String::from_utf8(plain.to_vec()).ok()
}

/// A new secret for a link or a token: 32 hexadecimal digits.
pub fn new_secret() -> Result<String, KeysError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| KeysError::Random)?;
    Ok(crate::hex(&bytes))
}

/// What the database keeps of a secret. It is random and long, so one hash is enough.
pub fn hash_secret(secret: &str) -> String {
    crate::hex(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref())
}

/// Whether two secrets are equal, without telling how much of them is.
pub fn same_secret(one: &str, other: &str) -> bool {
    constant_time::verify_slices_are_equal(
        hash_secret(one).as_bytes(),
        hash_secret(other).as_bytes(),
    )
    .is_ok()
}

/// Whether a given token is one of these, which may stand in the environment or in files.
///
/// A token that can't be read now accepts nothing; so does an empty one.
pub fn is_one_of(tokens: &[Secret], given: &str) -> bool {
    tokens.iter().filter_map(read).any(|token| same_secret(&token, given))
}

/// Whether a message carries its HMAC-SHA-256, in hexadecimal, made with a key that may stand in
/// the environment or in a file. A key that can't be read now signs nothing; so does an empty one.
pub fn is_signed(key: &Secret, message: &[u8], given: &str) -> bool {
    read(key).is_some_and(|key| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        let tag = crate::hex(hmac::sign(&key, message).as_ref());
        same_secret(&tag, &given.to_ascii_lowercase())
    })
}

/// A secret as it stands now; `None` when it can't be read or is empty.
fn read(secret: &Secret) -> Option<String> {
    let value = match secret {
        Secret::Plain(value) => Some(value.clone()),
        Secret::Env(name) => std::env::var(name).ok(),
        Secret::File(path) => first_line(path),
    };
    value.filter(|value| !value.is_empty())
}

fn first_line(path: &str) -> Option<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).ok()?;
    file.take(TOKEN_FILE_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.lines().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_one_purpose_and_time() {
        let keys = Keys::new([7; KEY_BYTES]);
        let now = Timestamp::from_millis(1000);
        let link = keys.sign("acknowledge", "12.alice", Timestamp::from_millis(2000));
        assert_eq!(keys.verify("acknowledge", &link, now).as_deref(), Some("12.alice"));
        assert_eq!(keys.verify("sign-in", &link, now), None);
        assert_eq!(keys.verify("acknowledge", &link, Timestamp::from_millis(2000)), None);
        assert_eq!(keys.verify("acknowledge", &link.replace("12", "13"), now), None);
        assert_eq!(Keys::new([8; KEY_BYTES]).verify("acknowledge", &link, now), None);
    }

    #[test]
    fn a_hidden_secret_comes_back_with_the_same_key_only() {
        let keys = Keys::new([7; KEY_BYTES]);
        let hidden = keys.hide("s3cret").unwrap();
        assert!(!hidden.contains("s3cret"));
        assert_eq!(keys.reveal(&hidden).as_deref(), Some("s3cret"));
        assert_eq!(Keys::new([8; KEY_BYTES]).reveal(&hidden), None);
    }

    #[test]
    fn keys_are_changed_without_losing_what_they_hid() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vigie.key");
        let keys = Keys::open(&path).unwrap();
        let (hidden, marked) = (keys.hide("s3cret").unwrap(), keys.stamp("code", "1234"));
        keys.announce().unwrap();
        assert_eq!(keys.rotation(), Rotation::Announced);
        assert_eq!(keys.renew(&hidden), Hidden::Fresh, "the key to come is not used yet");
        keys.take_next().unwrap();
        // A process that starts in the middle knows both.
        let restarted = Keys::open(&path).unwrap();
        assert_eq!(restarted.rotation(), Rotation::InUse);
        assert_eq!(restarted.reveal(&hidden).as_deref(), Some("s3cret"));
        let Hidden::Renewed(renewed) = restarted.renew(&hidden) else { panic!("not renewed") };
        restarted.forget_former().unwrap();
        assert_eq!(restarted.renew(&hidden), Hidden::Lost);
        keys.refresh().unwrap();
        assert_eq!(keys.reveal(&renewed).as_deref(), Some("s3cret"));
        assert_eq!(keys.stamp("code", "1234"), marked, "marks of typed secrets stay good");
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others can read it: {mode:o}");
    }

    #[test]
    fn a_token_is_accepted_from_where_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "from-file\n").unwrap();
        let file = Secret::File(path.display().to_string());
        let missing = Secret::File("/nowhere/token".to_owned());
        let tokens = [missing, Secret::Plain(String::new()), Secret::Plain("plain".into()), file];
        assert!(is_one_of(&tokens, "plain") && is_one_of(&tokens, "from-file"));
        assert!(!is_one_of(&tokens, "") && !is_one_of(&tokens, "from-file\n"));
        assert!(!is_one_of(&[], "plain"));
        // GitHub's own example.
        let key = Secret::Plain("It's a Secret to Everybody".to_owned());
        let tag = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(is_signed(&key, b"Hello, World!", tag));
        assert!(!is_signed(&key, b"Hello, World?", tag) && !is_signed(&key, b"", ""));
        assert!(!is_signed(&Secret::Plain(String::new()), b"Hello, World!", tag));
    }
}
