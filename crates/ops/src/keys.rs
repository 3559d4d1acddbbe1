//! The keys of this installation: they sign links and hide secrets in the database.
//! Derived from one master key that is never in the database.

use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::{constant_time, digest, hmac, rand};
use std::io::Read;
use std::path::Path;
use vigie_domain::channel::Secret;
use vigie_domain::time::Timestamp;

/// Bytes of the master key.
const KEY_BYTES: usize = 32;
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
    master: [u8; KEY_BYTES],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Keys from a master key.
    pub fn new(master: [u8; KEY_BYTES]) -> Self {
        Self { master }
    }

    /// Reads the key file, or makes one that only its owner can read.
    pub fn open(path: &Path) -> Result<Self, KeysError> {
        let shown = path.display().to_string();
        let file = |error| KeysError::File { path: shown.clone(), error };
        match std::fs::read(path) {
            Ok(bytes) => {
                bytes.try_into().map(Self::new).map_err(|_| KeysError::Damaged(shown.clone()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut master = [0; KEY_BYTES];
                rand::fill(&mut master).map_err(|_| KeysError::Random)?;
                write_private(path, &master).map_err(file)?;
                Ok(Self::new(master))
            }
            Err(error) => Err(file(error)),
        }
    }

    fn derive(&self, purpose: &str) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.master), purpose.as_bytes())
    }

    fn mark(&self, purpose: &str, text: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.derive(purpose).as_ref());
        let tag = hmac::sign(&key, text.as_bytes());
        crate::hex(tag.as_ref().get(..MARK_BYTES).unwrap_or_default())
    }

    /// A text for a link, good for one purpose until an instant.
    pub fn sign(&self, purpose: &str, text: &str, until: Timestamp) -> String {
        let body = format!("{text}.{}", until.as_millis());
        let mark = self.mark(purpose, &body);
        format!("{body}.{mark}")
    }

    /// The text of a signed link; `None` when it is forged, for another purpose, or too old.
    pub fn verify(&self, purpose: &str, signed: &str, now: Timestamp) -> Option<String> {
        let (body, mark) = signed.rsplit_once('.')?;
        let (text, until) = body.rsplit_once('.')?;
        let expected = self.mark(purpose, body);
        constant_time::verify_slices_are_equal(mark.as_bytes(), expected.as_bytes()).ok()?;
        let until = Timestamp::from_millis(until.parse().ok()?);
        (now < until).then(|| text.to_owned())
    }

    /// What the database keeps of a short secret that people type: nobody without the key can try
    /// them all.
    pub fn stamp(&self, purpose: &str, secret: &str) -> String {
        self.mark(purpose, secret)
    }

    /// A secret as the database may keep it.
    pub fn hide(&self, secret: &str) -> Option<String> {
        let mut bytes = secret.as_bytes().to_vec();
        let key = RandomizedNonceKey::new(&AES_256_GCM, self.derive("secrets").as_ref()).ok()?;
        let nonce = key.seal_in_place_append_tag(Aad::empty(), &mut bytes).ok()?;
        Some(format!("{}.{}", crate::hex(nonce.as_ref()), crate::hex(&bytes)))
    }

    /// A secret from its hidden form; `None` when another key hid it.
    pub fn reveal(&self, hidden: &str) -> Option<String> {
        let (nonce, bytes) = hidden.split_once('.')?;
        let nonce: [u8; 12] = crate::unhex(nonce)?.try_into().ok()?;
        let mut bytes = crate::unhex(bytes)?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, self.derive("secrets").as_ref()).ok()?;
        let plain = key.open_in_place((&nonce).into(), Aad::empty(), &mut bytes).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
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
    let wanted = |token: &Secret| match token {
        Secret::Plain(value) => Some(value.clone()),
        Secret::Env(name) => std::env::var(name).ok(),
        Secret::File(path) => first_line(path),
    };
    tokens.iter().filter_map(wanted).any(|token| !token.is_empty() && same_secret(&token, given))
}

fn first_line(path: &str) -> Option<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).ok()?;
    file.take(TOKEN_FILE_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.lines().next().map(str::to_owned)
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
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
    }
}
