//! What an HTTP answer means for the next attempt.
//! Owns the mapping of statuses and `Retry-After`; never reads a body for a person, since servers
//! like to repeat the address there, and the address may be a secret.

use super::SendError;
use crate::outside::guard::CallError;
use std::time::Duration;
use vigie_domain::notification::ASKED_WAIT_MAX;
use vigie_domain::time::Timestamp;

/// Most bytes of an answer that are read: enough for an error in JSON.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// Largest answer that is read whole: a page of long messages, with what a server adds to each.
const WHOLE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// An answer, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The `Retry-After` header.
    pub retry_after: Option<String>,
    /// The body's beginning.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads an answer. A body that breaks off is kept as far as it came: the status decides.
    pub(super) async fn read(mut response: reqwest::Response) -> Self {
        let (status, retry_after) = head(&response);
        let mut body = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            let room = BODY_BYTES_MAX.saturating_sub(body.len());
            body.extend(piece.iter().take(room));
            if body.len() >= BODY_BYTES_MAX {
                break;
            }
        }
        Self { status, retry_after, body }
    }

    /// Reads an answer that is needed to its end: half of it would say that something is not there.
    /// `None`: it is larger than is read.
    pub(super) async fn whole(mut response: reqwest::Response) -> Result<Option<Self>, SendError> {
        let (status, retry_after) = head(&response);
        let broken = |_| SendError::Retry { after: None, cause: "the answer broke off".to_owned() };
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(broken)? {
            if body.len() + piece.len() > WHOLE_BYTES_MAX {
                return Ok(None);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Some(Self { status, retry_after, body }))
    }

    /// The outcome by status. `said` is what the answer said in words that are known to be harmless.
    pub(super) fn outcome(&self, said: Option<&str>, now: Timestamp) -> Result<(), SendError> {
        let cause = match said {
            Some(said) => format!("HTTP {}, {said}", self.status),
            None => format!("HTTP {}", self.status),
        };
        match self.status {
            200..=299 => Ok(()),
            408 | 425 | 429 | 500..=599 => {
                Err(SendError::Retry { after: self.asked_wait(now), cause })
            }
            status => Err(SendError::GiveUp { cause, advice: advice(status) }),
        }
    }

    /// How long the answer asks to wait: seconds, or a date.
    pub(super) fn asked_wait(&self, now: Timestamp) -> Option<Duration> {
        let text = self.retry_after.as_deref()?.trim();
        let wait = match text.parse::<u64>() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => http_date(text)?.since(now),
        };
        Some(wait.min(ASKED_WAIT_MAX))
    }
}

fn head(response: &reqwest::Response) -> (u16, Option<String>) {
    let header = response.headers().get(reqwest::header::RETRY_AFTER);
    let retry_after = header.and_then(|value| value.to_str().ok()).map(str::to_owned);
    (response.status().as_u16(), retry_after)
}

/// `Fri, 20 Nov 2026 21:09:00 GMT`: the date form of HTTP is the one of mail.
fn http_date(text: &str) -> Option<Timestamp> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(text).ok().map(Timestamp::from_jiff)
}

fn advice(status: u16) -> &'static str {
    match status {
        300..=399 => "the address redirects elsewhere: put the final address into the channel",
        401 | 403 => "check the channel's token, password or signing key",
        404 | 410 => "check the channel's address: nothing answers there any more",
        405 => "check the channel's address: it does not take this method",
        407 => "give the proxy its user name and password in the environment",
        413 => "lower alerts_max of the channel: the receiver takes no message of this size",
        _ => "look into the receiver's log for why it refused the message",
    }
}

impl From<CallError> for SendError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Failed(cause) => Self::Retry { after: None, cause },
            CallError::Refused(cause) => {
                Self::GiveUp { cause, advice: "change the channel's address or credentials" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&str>) -> Answer {
        Answer { status, retry_after: retry_after.map(str::to_owned), body: Vec::new() }
    }

    fn now() -> Timestamp {
        "2026-11-20T21:09:00Z".parse().unwrap()
    }

    #[test]
    fn every_status_says_what_to_do_next() {
        for status in [200, 201, 202, 204] {
            assert_eq!(answer(status, None).outcome(None, now()), Ok(()));
        }
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            let outcome = answer(status, None).outcome(None, now());
            let expected = SendError::Retry { after: None, cause: format!("HTTP {status}") };
            assert_eq!(outcome, Err(expected));
        }
        for (status, word) in [
            (301, "redirects"),
            (308, "redirects"),
            (400, "log"),
            (401, "token"),
            (403, "token"),
            (404, "address"),
            (410, "address"),
            (413, "alerts_max"),
            (422, "log"),
        ] {
            let outcome = answer(status, Some("5")).outcome(Some("why"), now());
            let Err(SendError::GiveUp { cause, advice }) = outcome else { panic!("{outcome:?}") };
            assert_eq!(cause, format!("HTTP {status}, why"));
            assert!(advice.contains(word), "{status}: {advice}");
        }
    }

    #[test]
    fn the_wait_that_is_asked_for_is_read_in_both_forms() {
        for (text, expected) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("Fri, 20 Nov 2026 21:10:30 GMT", Some(90)),
            ("Fri, 20 Nov 2026 21:00:00 GMT", Some(0)),
            ("999999999", Some(3600)),
            ("Fri, 20 Nov 2099 21:10:30 GMT", Some(3600)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            let wait = answer(429, Some(text)).asked_wait(now());
            assert_eq!(wait, expected.map(Duration::from_secs), "{text:?}");
        }
        assert_eq!(answer(429, None).asked_wait(now()), None);
    }
}
