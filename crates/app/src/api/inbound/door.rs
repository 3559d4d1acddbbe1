//! The door: how much, how often and in what form a source may send.

use crate::api::body::{Cut, whole};
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, Mutex};
use vigie_domain::source::SourceLimits;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Why a message is not let in.
#[derive(Debug)]
pub(super) struct Closed {
    /// The status of the answer.
    pub(super) status: StatusCode,
    /// What to change, for whoever set the sender up.
    pub(super) why: String,
    /// When to come back, in seconds.
    pub(super) retry_after: Option<i64>,
}

impl Closed {
    fn new(status: StatusCode, why: String) -> Self {
        Self { status, why, retry_after: None }
    }
}

const MINUTE_MILLIS: i64 = 60_000;

/// Messages of each source in its current minute. Held in memory: a limit that protects this
/// process has nothing to protect after a restart.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<Mutex<HashMap<Slug, (i64, u32)>>>);

impl Pace {
    /// Counts a message; refuses it when its source has had its share of this minute.
    pub(super) fn step(&self, source: &Slug, most: u32, now: Timestamp) -> Result<(), Closed> {
        let minute = now.as_millis().div_euclid(MINUTE_MILLIS);
        let Ok(mut counts) = self.0.lock() else { return Ok(()) };
        let count = counts.entry(source.clone()).or_insert((minute, 0));
        if count.0 != minute {
            *count = (minute, 0);
        }
        if count.1 >= most {
            let left = MINUTE_MILLIS - now.as_millis().rem_euclid(MINUTE_MILLIS);
            let why = format!(
                "more than {most} messages in a minute: send several alerts at once, or raise \
                 limits.messages_per_minute_max of this source"
            );
            let retry_after = Some((left + 999) / 1_000);
            return Err(Closed { status: StatusCode::TOO_MANY_REQUESTS, why, retry_after });
        }
        count.1 += 1;
        Ok(())
    }
}

/// The bytes of a message, unpacked, within the limits.
pub(super) async fn bytes(
    headers: &HeaderMap,
    body: Body,
    limits: SourceLimits,
) -> Result<Vec<u8>, Closed> {
    media_type(headers)?;
    let most = usize::try_from(limits.body_bytes_max).unwrap_or(usize::MAX);
    let too_large = || {
        let why = format!(
            "the message is larger than {most} bytes: send less at once, or raise \
             limits.body_bytes_max of this source"
        );
        Closed::new(StatusCode::PAYLOAD_TOO_LARGE, why)
    };
    let packed = whole(body, most).await.map_err(|cut| match cut {
        Cut::TooLarge => too_large(),
        Cut::TooSlow => Closed::new(StatusCode::REQUEST_TIMEOUT, Cut::SLOW.to_owned()),
        Cut::Broken => Closed::new(StatusCode::BAD_REQUEST, Cut::BROKEN.to_owned()),
    })?;
    let coding = headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes());
    match coding.map(<[u8]>::to_ascii_lowercase).as_deref() {
        None | Some(b"identity" | b"") => Ok(packed.to_vec()),
        Some(b"gzip" | b"x-gzip") => {
            let mut unpacked = Vec::new();
            let read = flate2::read::MultiGzDecoder::new(packed.as_ref())
                .take(limits.body_bytes_max.saturating_add(1))
                .read_to_end(&mut unpacked);
            match read {
                Ok(length) if length > most => Err(too_large()),
                Ok(_) => Ok(unpacked),
                Err(error) => {
                    let why = format!("the message can't be unpacked as gzip: {error}");
                    Err(Closed::new(StatusCode::BAD_REQUEST, why))
                }
            }
        }
        Some(other) => {
            let why = format!(
                "the message is packed as \"{}\": send it as it is, or as gzip",
                String::from_utf8_lossy(other)
            );
            Err(Closed::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why))
        }
    }
}

/// What is read beside every `+json`. Many tools say nothing, `text/plain`, or what `curl -d` says
/// by itself, and mean JSON; the reader finds out.
const MEDIA_TYPES: [&str; 6] = [
    "application/json",
    "text/json",
    "text/plain",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    // What a mail is; only a source of mails can read one.
    "message/rfc822",
];

fn media_type(headers: &HeaderMap) -> Result<(), Closed> {
    let Some(told) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let told = String::from_utf8_lossy(told.as_bytes()).to_lowercase();
    let kind = told.split(';').next().unwrap_or_default().trim();
    if kind.is_empty() || MEDIA_TYPES.contains(&kind) || kind.ends_with("+json") {
        return Ok(());
    }
    let shown: String = kind.chars().take(80).collect();
    let [json, others @ ..] = MEDIA_TYPES;
    let others = others.join(", ");
    let why = format!("\"{shown}\" is not read here: send {json} (JSON is also read as {others})");
    Err(Closed::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_its_share_of_each_minute() {
        let (pace, slug) = (Pace::default(), "graf".parse::<Slug>().unwrap());
        let at = |second: i64| Timestamp::from_millis(second * 1_000);
        for _ in 0..2 {
            pace.step(&slug, 2, at(130)).unwrap();
        }
        let closed = pace.step(&slug, 2, at(140)).unwrap_err();
        assert_eq!((closed.status.as_u16(), closed.retry_after), (429, Some(40)));
        pace.step(&"other".parse().unwrap(), 2, at(140)).unwrap();
        pace.step(&slug, 2, at(180)).unwrap();
    }
}
