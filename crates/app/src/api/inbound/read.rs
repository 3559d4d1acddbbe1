//! From the bytes of a message to its signals: what can be read is, and what can't is named.

use super::{LASTS_AT_MOST, generic, legacy, webhook};
use serde_json::Value;
use vigie_domain::alert::Signal;
use vigie_domain::label::{LABEL_VALUE_BYTES_MAX, Labels};
use vigie_domain::source::{Pointer, Source, SourceKind};
use vigie_domain::time::Timestamp;
use vigie_ops::alert::Refusal;

/// Alerts in one message at most: beyond that a sender replays its history.
pub(super) const ALERTS_MAX: usize = 20_000;
/// Longest refusal: it may quote what was sent, and is stored, shown and answered.
const WHY_CHARS_MAX: usize = 500;

/// Where the alerts of a message stand, as refusals name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The message is one alert.
    Alone,
    /// The list `alerts` of Alertmanager's and Grafana's webhooks.
    Alerts,
    /// The declared list.
    List(Pointer),
}

impl Standing {
    /// Why an alert is refused, with its path. PostgreSQL stores no NUL byte, so none is quoted.
    pub(super) fn named(&self, place: usize, why: &str) -> String {
        words(&match self {
            Self::Alone => why.to_owned(),
            Self::Alerts => format!("alerts[{place}]: {why}"),
            Self::List(list) => format!("member {place} of \"{list}\": {why}"),
        })
    }
}

/// What can be stored and shown of a refusal.
fn words(why: &str) -> String {
    let mut chars = why.chars().map(|char| if char == '\0' { '␀' } else { char });
    let mut words: String = chars.by_ref().take(WHY_CHARS_MAX).collect();
    if chars.next().is_some() {
        words.push('…');
    }
    words
}

/// Refuses a list that is too long, before anything is made of its members.
pub(super) fn few(members: &[Value]) -> Result<(), String> {
    if members.len() > ALERTS_MAX {
        return Err(format!("{} alerts in one message: at most {ALERTS_MAX}", members.len()));
    }
    Ok(())
}

/// What a message says.
#[derive(Debug)]
pub(super) struct Message {
    /// Where its alerts stand.
    pub(super) standing: Standing,
    /// Its alerts, each with its place in the message.
    pub(super) signals: Vec<(usize, Signal)>,
    /// Members that can't be read, while their neighbours can.
    pub(super) refused: Vec<Refusal>,
}

/// What a message says, or why nothing of it can be read.
pub(super) fn read(source: &Source, bytes: &[u8], now: Timestamp) -> Result<Message, String> {
    let body: Value = serde_json::from_slice(bytes)
        .map_err(|error| words(&format!("the message is no JSON that can be read: {error}")))?;
    let (standing, read) = signals(source, &body, now).map_err(|why| words(&why))?;
    let message = sort(source, (standing, read), now);
    match (message.signals.is_empty(), message.refused.as_slice()) {
        (true, [first, ..]) => Err(first.why.clone()),
        (true, []) | (false, _) => Ok(message),
    }
}

/// Its alerts, each as its kind is read, and where they stand.
fn signals(
    source: &Source,
    body: &Value,
    now: Timestamp,
) -> Result<(Standing, Vec<Result<Signal, String>>), String> {
    Ok(match &source.kind {
        SourceKind::Grafana if legacy::is_legacy(body) => {
            (Standing::Alone, vec![legacy::read(body, now)])
        }
        SourceKind::AlertmanagerWebhook | SourceKind::Grafana => {
            (Standing::Alerts, webhook::read(body, now)?)
        }
        SourceKind::Generic(mapping) => {
            let mut read = generic::read(mapping, body, now)?;
            if mapping.status.is_some() {
                // A source that says when a problem ends is believed until then.
                for signal in read.iter_mut().flatten() {
                    signal.starts_at.get_or_insert(signal.ends_at.unwrap_or(now).min(now));
                    signal.ends_at.get_or_insert(now + LASTS_AT_MOST);
                }
            }
            (mapping.list.clone().map_or(Standing::Alone, Standing::List), read)
        }
        SourceKind::Change(_) => {
            return Err("this source tells of changes, and of no alerts".to_owned());
        }
        SourceKind::Command(_) => {
            return Err("this source takes commands of a chat, and no alerts".to_owned());
        }
        SourceKind::Mail(_) => {
            return Err("this source takes mails, and no alerts".to_owned());
        }
        SourceKind::Alertmanager => return Err("this source posts to /api/v2/alerts".to_owned()),
    })
}

fn sort(
    source: &Source,
    (standing, read): (Standing, Vec<Result<Signal, String>>),
    now: Timestamp,
) -> Message {
    let mut message = Message { standing, signals: Vec::new(), refused: Vec::new() };
    for (place, one) in read.into_iter().enumerate() {
        match one {
            Ok(signal) => {
                let signal = source.complete(told_apart(source, sound(signal, now)));
                message.signals.push((place, signal));
            }
            Err(why) => message.refused.push(Refusal { place, why: words(&why) }),
        }
    }
    message
}

/// A signal without what would have it refused for no fault of the alert: a clock that is ahead
/// (what is told now has begun by now, or its end would come before its start), and a link that
/// can't be stored.
fn sound(signal: Signal, now: Timestamp) -> Signal {
    let mut generator_url = signal.generator_url;
    generator_url.retain(|char| char != '\0');
    if generator_url.len() > LABEL_VALUE_BYTES_MAX {
        generator_url.clear();
    }
    Signal { starts_at: signal.starts_at.map(|at| at.min(now)), generator_url, ..signal }
}

/// Two sources may use one key for different problems.
fn told_apart(source: &Source, signal: Signal) -> Signal {
    let of_source = |identity: Labels| identity.with("\u{1f}source", source.slug.as_str());
    Signal { identity: signal.identity.map(of_source), ..signal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use vigie_domain::alert::Claim;
    use vigie_domain::source::{Mapping, SourceLimits, StatusMapping};

    fn generic() -> Source {
        let at = |text: &str| text.parse::<Pointer>().unwrap();
        let mapping = Mapping {
            list: None,
            title: at("/t"),
            key: None,
            status: Some(StatusMapping {
                at: at("/s"),
                firing: vec!["down".to_owned()],
                resolved: vec!["up".to_owned()],
            }),
            severity: None,
            service: None,
            description: None,
            url: None,
            starts_at: Some(at("/from")),
            ends_at: Some(at("/to")),
            labels: Vec::new(),
        };
        Source {
            slug: "tool".parse().unwrap(),
            kind: SourceKind::Generic(Box::new(mapping)),
            tokens: Vec::new(),
            service: None,
            severity: None,
            labels: Labels::default(),
            expected_every: None,
            limits: SourceLimits::default(),
        }
    }

    #[test]
    fn an_end_is_believed_when_the_clock_of_the_sender_is_ahead() {
        let now: Timestamp = "2026-11-20T21:00:00Z".parse().unwrap();
        let told = |state: &str, start: &str, end: &str| {
            let body = serde_json::json!({ "t": "Disk", "s": state, "from": start, "to": end });
            read(&generic(), body.to_string().as_bytes(), now)
        };
        let mut ahead = told("up", "2026-11-20T21:00:30Z", "2026-11-20T21:01:00Z").unwrap();
        let (_, ahead) = ahead.signals.remove(0);
        let ahead = Claim::from_signal(ahead, Duration::from_mins(5), now).unwrap();
        assert_eq!((ahead.starts_at, ahead.ends_at), (now, now));
        let backwards = ("2026-11-20T20:00:30Z", "2026-11-20T20:00:00Z");
        let refused = told("up", backwards.0, backwards.1).unwrap_err();
        assert!(
            refused.contains("\"/to\" 2026-11-20T20:00:00.000Z is before \"/from\""),
            "{refused}"
        );
        assert!(told("down", backwards.0, backwards.1).is_ok(), "the end of last time");
    }

    #[test]
    fn too_many_members_are_refused_before_they_are_read() {
        let body = serde_json::json!({ "alerts": vec![0; ALERTS_MAX + 1] });
        let why = webhook::read(&body, Timestamp::ZERO).unwrap_err();
        assert!(why.contains("20001 alerts in one message"), "{why}");
    }
}
