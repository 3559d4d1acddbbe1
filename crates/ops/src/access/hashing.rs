//! Hashing passwords: argon2id, one at a time, away from the threads that answer everybody, in
//! memory that is used again: freed after each hash, the allocator would keep a multiple of it.

use crate::error::Error;
use crate::store::StoreError;
use crate::words::Words;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use vigie_domain::account::Password;

/// Memory of one hash, in KiB: what OWASP asks for at two passes, with one more pass.
const MEMORY_KIB: u32 = 19 * 1_024;
/// Passes over the memory; measured, one hash takes 50 to 100 ms of one core.
const PASSES: u32 = 4;
/// One hash at a time: it takes 19 MiB and a core, and pages must still be answered. Twenty people
/// sign in within a second.
static PLACES: Semaphore = Semaphore::const_new(1);
/// The memory of the hash that is done, for the next one.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());
/// Longest wait for a place; then so many want one that it is better said.
const PLACE_WITHIN: Duration = Duration::from_secs(5);
/// Stands in for the hash of an account that has none: nobody's password, the same time to say so.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn broken(error: impl std::fmt::Display) -> Error {
    StoreError::Other(format!("a password could not be hashed: {error}")).into()
}

fn params() -> Result<Params, Error> {
    Params::new(MEMORY_KIB, PASSES, 1, Some(Params::DEFAULT_OUTPUT_LEN)).map_err(broken)
}

/// The raw hash of a password. What it leaves in the memory is wiped: it follows from the password.
fn raw(params: &Params, password: &[u8], salt: &[u8]) -> Result<Output, Error> {
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    memory.resize(params.block_count(), Block::new());
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut out = [0; Output::MAX_LENGTH];
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let out = out.get_mut(..length).ok_or_else(|| broken("it is too long"))?;
    let hashed = argon.hash_password_into_with_memory(password, salt, out, memory.as_mut_slice());
    memory.fill(Block::new());
    drop(memory);
    hashed.map_err(broken)?;
    Output::new(out).map_err(broken)
}

async fn place() -> Result<SemaphorePermit<'static>, Error> {
    match tokio::time::timeout(PLACE_WITHIN, PLACES.acquire()).await {
        Ok(place) => place.map_err(broken),
        Err(_) => Err(Error::refused(Words::sign_in_crowd, Words::sign_in_crowd_next)),
    }
}

/// The hash of a password, as the database keeps it.
pub(super) async fn hash(password: Password) -> Result<String, Error> {
    let place = place().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        // Whoever goes away meanwhile does not free the place before the work is done.
        let _place = place;
        let mut salt = [0; 16];
        aws_lc_rs::rand::fill(&mut salt).map_err(broken)?;
        written(password.as_bytes(), &salt)
    });
    hashed.await.map_err(broken)?
}

/// Whether a password is the one of a hash. Without a hash it takes as long, and is not.
pub(super) async fn is(password: Password, stored: Option<String>) -> Result<bool, Error> {
    let place = place().await?;
    let compared = tokio::task::spawn_blocking(move || {
        let _place = place;
        let known = stored.as_deref().unwrap_or(NOBODY);
        Ok(fits(password.as_bytes(), known)? && stored.is_some())
    });
    compared.await.map_err(broken)?
}

fn written(password: &[u8], salt: &[u8]) -> Result<String, Error> {
    let params = params()?;
    let hash = raw(&params, password, salt)?;
    let written = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(broken)?,
        salt: Some(Salt::new(salt).map_err(broken)?),
        hash: Some(hash),
    };
    Ok(written.to_string())
}

/// Whether a password has this hash, made with whatever parameters it names.
fn fits(password: &[u8], stored: &str) -> Result<bool, Error> {
    let Ok(known) = PasswordHash::new(stored) else { return Ok(false) };
    let Ok(params) = Params::try_from(&known) else { return Ok(false) };
    let (Some(salt), Some(hash)) = (known.salt, known.hash) else { return Ok(false) };
    let found = raw(&params, password, &salt)?;
    Ok(verify_slices_are_equal(found.as_bytes(), hash.as_bytes()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::PasswordHasher;

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
        let real = written(b"x", &[0; 16]).unwrap();
        let shape = |hash: &str| {
            let parts: Vec<&str> = hash.split('$').collect();
            (parts[..4].join("$"), parts[4].len(), parts[5].len())
        };
        assert_eq!(shape(&real), shape(NOBODY));
        assert!(!fits(b"x", NOBODY).unwrap());
    }

    /// What was hashed by the versions before, and by others, still opens.
    #[test]
    fn a_hash_is_what_everybody_calls_argon2id() {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params().unwrap());
        let theirs = argon.hash_password_with_salt(b"x", &[7; 16]).unwrap().to_string();
        assert_eq!(written(b"x", &[7; 16]).unwrap(), theirs);
        let small = Params::new(64, 1, 1, None).unwrap();
        let small = Argon2::new(Algorithm::Argon2id, Version::V0x13, small);
        let small = small.hash_password_with_salt(b"x", &[7; 16]).unwrap().to_string();
        assert!(fits(b"x", &small).unwrap() && !fits(b"y", &small).unwrap());
    }

    #[tokio::test]
    async fn the_memory_of_a_hash_is_used_again_and_nothing_is_left_in_it() {
        let password = || Password::typed("correct horse battery").unwrap();
        assert!(!is(password(), None).await.unwrap());
        let memory = MEMORY.lock().unwrap();
        assert!(memory.len() <= params().unwrap().block_count());
        let zero = |block: &Block| block.as_ref().iter().all(|word| *word == 0);
        assert!(memory.iter().all(zero));
    }
}
