//! From the bytes of a message to its signals: what can be read is, and what can't is named.

use super::{LASTS_AT_MOST, generic, legacy, webhook};
use serde_json::Value;
use vigie_domain::alert::Signal;
use vigie_domain::label::Labels;
use vigie_domain::source::{Source, SourceKind};
use vigie_domain::time::Timestamp;
use vigie_ops::alert::Refusal;

/// Alerts in one message at most: beyond that a sender replays its history.
const ALERTS_MAX: usize = 20_000;

/// What a message says.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Its alerts, each with its place in the message.
    pub(super) signals: Vec<(usize, Signal)>,
    /// Members that can't be read, while their neighbours can.
    pub(super) refused: Vec<Refusal>,
}

/// What a message says, or why nothing of it can be read.
pub(super) fn read(source: &Source, bytes: &[u8], now: Timestamp) -> Result<Message, String> {
    let body: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("the message is no JSON that can be read: {error}"))?;
    let read = match &source.kind {
        SourceKind::Grafana if legacy::is_legacy(&body) => vec![legacy::read(&body, now)],
        SourceKind::AlertmanagerWebhook | SourceKind::Grafana => webhook::read(&body, now)?,
        SourceKind::Generic(mapping) => {
            let mut read = generic::read(mapping, &body, now)?;
            if mapping.status.is_some() {
                // A source that says when a problem ends is believed until then.
                for signal in read.iter_mut().flatten() {
                    signal.starts_at.get_or_insert(signal.ends_at.unwrap_or(now).min(now));
                    signal.ends_at.get_or_insert(now + LASTS_AT_MOST);
                }
            }
            read
        }
        SourceKind::Alertmanager => return Err("this source posts to /api/v2/alerts".to_owned()),
    };
    if read.len() > ALERTS_MAX {
        return Err(format!("{} alerts in one message: at most {ALERTS_MAX}", read.len()));
    }
    let message = sort(source, read);
    match (message.signals.is_empty(), message.refused.as_slice()) {
        (true, [first, ..]) => Err(first.why.clone()),
        (true, []) | (false, _) => Ok(message),
    }
}

fn sort(source: &Source, read: Vec<Result<Signal, String>>) -> Message {
    let mut message = Message::default();
    for (place, one) in read.into_iter().enumerate() {
        match one {
            Ok(signal) => {
                let signal = source.complete(told_apart(source, signal));
                message.signals.push((place, signal));
            }
            Err(why) => message.refused.push(Refusal { place, why }),
        }
    }
    message
}

/// Two sources may use one key for different problems.
fn told_apart(source: &Source, signal: Signal) -> Signal {
    let of_source = |identity: Labels| identity.with("\u{1f}source", source.slug.as_str());
    Signal { identity: signal.identity.map(of_source), ..signal }
}
