//! Whose account the token of a chat is. A token is of one account for as long as it is good, so the
//! chat is asked once for each, and not before every call.

use super::Call;
use aws_lc_rs::digest;
use std::sync::{Arc, Mutex, PoisonError};

/// The account of the token that was used last.
#[derive(Clone, Default)]
pub(in crate::outside::send) struct Whose(Arc<Mutex<Option<Known>>>);

struct Known {
    /// What the token is known by.
    mark: Vec<u8>,
    account: String,
}

impl Whose {
    /// The account, where it is known.
    pub(super) fn known(&self, call: Call<'_>) -> Option<String> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|known| known.mark == mark(call));
        known.map(|known| known.account.clone())
    }

    /// Keeps what the chat said.
    pub(super) fn keep(&self, call: Call<'_>, account: &str) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Known { mark: mark(call), account: account.to_owned() });
    }
}

/// What a token of a chat is known by, without keeping it.
fn mark(call: Call<'_>) -> Vec<u8> {
    let said = format!("{}\n{}", call.base, call.token);
    digest::digest(&digest::SHA256, said.as_bytes()).as_ref().to_vec()
}
