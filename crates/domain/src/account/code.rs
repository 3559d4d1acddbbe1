//! The codes of an authenticator app: which one counts now.

/// Seconds that one code lasts.
pub const CODE_STEP: u64 = 30;
/// Steps before and after now whose code counts: a slow thumb, a clock half a minute off.
const NEAR: u64 = 1;
/// Steps in which a wrong clock is recognised: an hour and a half, so that a forgotten change of
/// the hour is.
const FAR: u64 = 180;

/// What is known of the codes of one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeState {
    /// The newest step whose code was used; it and those before count no more.
    pub used: Option<u64>,
    /// A step to come whose code was told to be early. Whoever guessed it may not wait for it.
    pub told: Option<u64>,
}

/// What a code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeVerdict {
    /// It counts; this is its step.
    Good(u64),
    /// It was used before.
    Used,
    /// It was right so many minutes ago: the phone's clock is behind.
    Behind(u64),
    /// It will be right in so many minutes: the phone's clock is ahead. This is its step.
    Ahead(u64, u64),
    /// It is no code of this account.
    Wrong,
}

/// What a code is worth now; `is_code_of` says whether it is the code of a step.
pub fn judge_code(
    state: CodeState,
    unix_seconds: u64,
    is_code_of: impl Fn(u64) -> bool,
) -> CodeVerdict {
    let now = unix_seconds / CODE_STEP;
    let near = (now.saturating_sub(NEAR)..=now.saturating_add(NEAR)).rev();
    let used = |step: u64| state.used.is_some_and(|used| step <= used) || state.told == Some(step);
    let mut found = near.filter(|step| is_code_of(*step));
    if let Some(step) = found.next() {
        return if used(step) { CodeVerdict::Used } else { CodeVerdict::Good(step) };
    }
    let minutes = |steps: u64| (steps * CODE_STEP).div_ceil(60);
    for away in NEAR + 1..=FAR {
        if now.checked_sub(away).is_some_and(&is_code_of) {
            return CodeVerdict::Behind(minutes(away));
        }
        let ahead = now.saturating_add(away);
        if is_code_of(ahead) {
            return CodeVerdict::Ahead(minutes(away), ahead);
        }
    }
    CodeVerdict::Wrong
}
