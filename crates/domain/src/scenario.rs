//! Scenarios of exercises: what happens to those who play, and when. A scenario stands beside the
//! playbook that it lets people try, under the same name.
//! Owns reading its file; never plays it.

use crate::front::{Front, Mistake};
use crate::severity::Severity;
use crate::text::Slug;
use std::str::FromStr;
use std::time::Duration;

/// The keys of the front matter; all are required.
const KEYS: [&str; 2] = ["title", "source"];
/// Largest file: whoever leads an exercise reads it before.
const BYTES_MAX: usize = 64 * 1024;
/// Longest title: an incident is called so, with a mark before it.
const TITLE_CHARS_MAX: usize = 160;
/// Most events: one every minute of a long evening.
const EVENTS_MAX: usize = 200;
/// Longest text of an event, in characters: it is read aloud, or on a phone.
const TEXT_CHARS_MAX: usize = 2_000;
/// Longest scenario: nobody plays for more than a day.
const LASTS_MAX: Duration = Duration::from_hours(24);

/// A scenario of an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The playbook that it lets people try; its own name too.
    pub key: Slug,
    /// What happens, in one line.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// What to know before it begins, Markdown.
    pub intro: String,
    /// What happens, in order.
    pub events: Vec<ScenarioEvent>,
}

/// Something that happens to those who play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioEvent {
    /// How long after the start.
    pub after: Duration,
    /// What it is.
    pub kind: EventKind,
    /// Its words.
    pub text: String,
}

/// What sort of thing happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Somebody says something; who, and by which way, in words.
    Message(String),
    /// A tool raises an alert.
    Alert(Severity),
}

impl EventKind {
    /// The word in the database, and what comes with it: who says it, or how bad it is.
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Message(from) => ("message", from),
            Self::Alert(severity) => ("alert", severity.as_str()),
        }
    }

    /// From those words.
    pub fn from_words(word: &str, with: &str) -> Option<Self> {
        match word {
            "message" => Some(Self::Message(with.to_owned())),
            "alert" => Severity::from_str(with).ok().map(Self::Alert),
            _ => None,
        }
    }
}

impl Scenario {
    /// Reads a scenario from its file: a small front matter, what to know, then a heading for each
    /// event, such as `## 5 min, message from support` or `## 7 min, alert critical`, and its words
    /// below. Answers every mistake at once.
    pub fn read(key: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let mut front = Front::read(text, BYTES_MAX, (&KEYS, KEYS.len()))?;
        let key = key.parse::<Slug>().map_err(|why| front.refuse(1, format!("its name: {why}")));
        if let Some((number, title)) = front.of("title")
            && (title.chars().count() > TITLE_CHARS_MAX || title.chars().any(char::is_control))
        {
            let most = format!("a title is a line of {TITLE_CHARS_MAX} characters at most");
            front.refuse(number, most);
        }
        let (intro, events) = events(&mut front);
        match key {
            Ok(key) if front.mistakes.is_empty() => Ok(Self {
                key,
                title: front.word("title"),
                source: front.word("source"),
                intro,
                events,
            }),
            Ok(_) | Err(()) => Err(front.mistakes),
        }
    }
}

/// What to know, and what happens.
fn events(front: &mut Front<'_>) -> (String, Vec<ScenarioEvent>) {
    let (mut intro, mut events) = (String::new(), Vec::<(usize, ScenarioEvent)>::new());
    for (number, line) in std::mem::take(&mut front.body) {
        if let Some(heading) = line.strip_prefix("## ") {
            match event(heading) {
                Ok(event) if events.last().is_some_and(|(_, last)| last.after > event.after) => {
                    front.refuse(number, "events stand in the order in which they happen");
                }
                Ok(event) => events.push((number, event)),
                Err(why) => front.refuse(number, why),
            }
            if events.len() > EVENTS_MAX {
                front.refuse(number, format!("more than {EVENTS_MAX} events"));
                break;
            }
            continue;
        }
        let text = events.last_mut().map_or(&mut intro, |(_, event)| &mut event.text);
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
        if text.chars().count() > TEXT_CHARS_MAX {
            front.refuse(number, format!("a text has {TEXT_CHARS_MAX} characters at most"));
            break;
        }
    }
    if events.is_empty() {
        front.refuse(1, "nothing happens: write \"## 0 min, message from ...\"");
    }
    for (number, event) in &mut events {
        event.text = event.text.trim().to_owned();
        if event.text.is_empty() {
            front.refuse(*number, "each event has words below its heading");
        }
    }
    (intro.trim().to_owned(), events.into_iter().map(|(_, event)| event).collect())
}

/// `5 min, message from support` or `7 min, alert critical`.
fn event(heading: &str) -> Result<ScenarioEvent, String> {
    let how = || "write \"## 5 min, message from support\" or \"## 7 min, alert critical\"";
    let (minutes, what) = heading.split_once(',').ok_or_else(how)?;
    let minutes = minutes.trim().strip_suffix("min").map(str::trim).ok_or_else(how)?;
    let minutes: u64 = minutes.parse().map_err(|_| how())?;
    let after = Duration::from_secs(minutes.saturating_mul(60));
    if after > LASTS_MAX {
        return Err("an exercise lasts a day at most".to_owned());
    }
    let kind = match what.trim().split_once(' ') {
        Some(("message", from)) if !from.trim().is_empty() => {
            EventKind::Message(from.trim().to_owned())
        }
        Some(("alert", severity)) => {
            let severity = Severity::from_str(severity.trim());
            EventKind::Alert(severity.map_err(|_| "an alert is info, warning or critical")?)
        }
        Some(_) | None => return Err(how().to_owned()),
    };
    Ok(ScenarioEvent { after, kind, text: String::new() })
}

#[cfg(test)]
mod tests;
