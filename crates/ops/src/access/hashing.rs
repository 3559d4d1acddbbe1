//! Hashing passwords: argon2id, a few at a time, away from the threads that answer everybody.

use crate::error::Error;
use crate::store::StoreError;
use crate::words::Words;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use vigie_domain::account::Password;

/// Memory of one hash, in KiB: what OWASP asks for at two passes, with one more pass.
const MEMORY_KIB: u32 = 19 * 1_024;
/// Passes over the memory; measured, one hash takes 50 to 100 ms of one core.
const PASSES: u32 = 4;
/// Hashes at once: they take 19 MiB and a core each, and pages must still be answered.
static PLACES: Semaphore = Semaphore::const_new(2);
/// Longest wait for a place; then so many want one that it is better said.
const PLACE_WITHIN: Duration = Duration::from_secs(5);
/// Stands in for the hash of an account that has none: nobody's password, the same time to say so.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn broken(error: impl std::fmt::Display) -> Error {
    StoreError::Other(format!("a password could not be hashed: {error}")).into()
}

fn argon() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn place() -> Result<SemaphorePermit<'static>, Error> {
    match tokio::time::timeout(PLACE_WITHIN, PLACES.acquire()).await {
        Ok(place) => place.map_err(broken),
        Err(_) => Err(Error::refused(Words::sign_in_crowd, Words::sign_in_crowd_next)),
    }
}

/// The hash of a password, as the database keeps it.
pub(super) async fn hash(password: Password) -> Result<String, Error> {
    let _place = place().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let mut salt = [0; 16];
        aws_lc_rs::rand::fill(&mut salt).map_err(broken)?;
        let hash = argon()?.hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(broken)
    });
    hashed.await.map_err(broken)?
}

/// Whether a password is the one of a hash. Without a hash it takes as long, and is not.
pub(super) async fn is(password: Password, stored: Option<String>) -> Result<bool, Error> {
    let _place = place().await?;
    let compared = tokio::task::spawn_blocking(move || {
        let known = stored.as_deref().unwrap_or(NOBODY);
        let same = argon()?.verify_password(password.as_bytes(), known).is_ok();
        Ok(same && stored.is_some())
    });
    compared.await.map_err(broken)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_only() {
        let password = || Password::typed("correct horse battery").unwrap();
        let stored = hash(password()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=4,p=1$"), "{stored}");
        assert_ne!(stored, hash(password()).await.unwrap(), "each with its own salt");
        assert!(is(password(), Some(stored.clone())).await.unwrap());
        assert!(!is(Password::typed("correct horse").unwrap(), Some(stored)).await.unwrap());
        assert!(!is(password(), None).await.unwrap());
    }

    /// The stand-in must be read as a hash with the same parameters, or unknown names would be
    /// told by the time of the answer.
    #[test]
    fn an_unknown_name_takes_the_same_work() {
        let real = argon().unwrap().hash_password_with_salt(b"x", &[0; 16]).unwrap().to_string();
        let shape = |hash: &str| {
            let parts: Vec<&str> = hash.split('$').collect();
            (parts[..4].join("$"), parts[4].len(), parts[5].len())
        };
        assert_eq!(shape(&real), shape(NOBODY));
        let error = argon().unwrap().verify_password(b"x", NOBODY).unwrap_err();
        assert_eq!(error, argon2::password_hash::Error::PasswordInvalid);
    }
}
