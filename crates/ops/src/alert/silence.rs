//! Silences: rules that stop notifications of matching alerts until a time.

use crate::error::Error;
use crate::store::{Tx, Wake, journal, silences};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::silence::{Change, Silence, SilenceError, decide_change};
use vigie_domain::time::Timestamp;

/// Makes a silence, or changes one. Answers the id that holds from now on: a change of matchers
/// ends the old one and makes another under `fresh_id`.
pub fn set_silence(
    tx: &mut Tx<'_>,
    wanted: &Silence,
    fresh_id: &str,
    now: Timestamp,
) -> Result<String, Error> {
    let mut silence = wanted.clone();
    silence.updated_at = now;
    silence.check_new(now).map_err(|error| refusal(&error))?;
    if !silence.id.is_empty() {
        let old = silences::by_id(tx, &silence.id)?.ok_or(Error::NotFound("silence"))?;
        match decide_change(&old, &silence, now) {
            Change::InPlace => return save(tx, &silence, now),
            Change::Replace => {
                silences::save(tx, &old.expire(now))?;
            }
        }
    }
    fresh_id.clone_into(&mut silence.id);
    save(tx, &silence.begun(now), now)
}

fn refusal(error: &SilenceError) -> Error {
    let why = |words: Words| match error {
        SilenceError::EndsBeforeStart => words.silence_ends_before_start().to_owned(),
        SilenceError::EndsInThePast => words.silence_ends_in_the_past().to_owned(),
        SilenceError::NoMatcher => words.silence_without_matcher().to_owned(),
        SilenceError::MutesEverything => words.silence_of_everything().to_owned(),
        SilenceError::TooManyMatchers(_)
        | SilenceError::TextTooLong(_)
        | SilenceError::Annotation(_) => error.to_string(),
    };
    Error::refused(why, Words::silence_next)
}

fn save(tx: &mut Tx<'_>, silence: &Silence, now: Timestamp) -> Result<String, Error> {
    silences::save(tx, silence)?;
    let text = format!("{} until {}: {}", silence.matchers, silence.ends_at, silence.comment);
    let fact = Fact::SilenceSet { silence: silence.id.clone(), text };
    journal::append(tx, &fact, &silence.created_by, now)?;
    tx.wake(Wake::Timers);
    Ok(silence.id.clone())
}

/// Ends a silence now. Ending one that is over already changes nothing.
pub fn expire_silence(tx: &mut Tx<'_>, id: &str, by: &str, now: Timestamp) -> Result<(), Error> {
    let silence = silences::by_id(tx, id)?.ok_or(Error::NotFound("silence"))?;
    let ended = silence.clone().expire(now);
    if ended == silence {
        return Ok(());
    }
    silences::save(tx, &ended)?;
    let fact = Fact::SilenceExpired { silence: id.to_owned(), text: ended.matchers.to_string() };
    journal::append(tx, &fact, by, now)?;
    tx.wake(Wake::Timers);
    Ok(())
}
