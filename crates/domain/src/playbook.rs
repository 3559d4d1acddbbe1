//! Playbooks: written steps for a named situation, read at 03:00 by somebody who has never done it.
//! Owns what a playbook is made of and how its text is read; never who runs one.

mod read;
pub mod run;
#[cfg(test)]
mod tests;

use crate::front::Mistake;
use crate::text::Slug;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

/// How alarming an incident is, as the first five minutes must know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Bad practice, or damage that could become red: mend it within days.
    Orange,
    /// It hurts or leaks now: call, act, then explain.
    Red,
}

impl Level {
    /// The word in files, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Orange, Self::Red].into_iter().find(|level| level.as_str() == word)
    }
}

/// Written steps for a named situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playbook {
    /// Its short name, the name of its file; the same in every language.
    pub key: Slug,
    /// What it is called.
    pub title: String,
    /// The situation that it is for, such as `data-leak`.
    pub situation: Slug,
    /// Who reads it, in words.
    pub reader: String,
    /// The levels that it is for; empty means both.
    pub levels: Vec<Level>,
    /// How long its reader should take at most.
    pub time_box: Option<Duration>,
    /// The playbook that must be done before this one.
    pub after: Option<Slug>,
    /// Where its advice comes from.
    pub source: String,
    /// What to know before the first step, Markdown.
    pub intro: String,
    /// Its parts, in order.
    pub phases: Vec<Phase>,
}

/// A part of a playbook: steps that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its heading.
    pub title: String,
    /// Its steps, in order.
    pub steps: Vec<PlaybookStep>,
}

/// One step of a playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookStep {
    /// What is asked of its reader.
    pub kind: StepKind,
    /// The step in one sentence, Markdown.
    pub text: String,
    /// How, and why, Markdown; may be empty.
    pub details: String,
    /// For a question: what each answer means.
    pub answers: BTreeMap<Answer, String>,
}

/// What a step asks of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Do something: `[ ]`.
    Do,
    /// Answer yes, no or unknown: `[?]`.
    Ask,
    /// Wait at most that long: `[30 min]`.
    Wait(Duration),
    /// Let Vigie act, after a confirmation: `[! maintenance]`.
    Act(PlaybookAction),
}

/// An answer to a question. Not to know is an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody knows yet.
    Unknown,
}

impl Answer {
    /// From a word of a playbook's file, in its language.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "yes" | "oui" => Some(Self::Yes),
            "no" | "non" => Some(Self::No),
            "unknown" | "inconnu" => Some(Self::Unknown),
            _ => None,
        }
    }

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What a step may let Vigie do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaybookAction {
    /// Tell people.
    Notify,
    /// Start a legal clock.
    StartClock,
    /// Switch maintenance mode on.
    Maintenance,
    /// Publish the outage page.
    OutagePage,
    /// Take a backup now.
    Backup,
    /// Ask every service a question.
    Campaign,
    /// Call another program.
    Webhook,
}

impl PlaybookAction {
    const ALL: [Self; 7] = [
        Self::Notify,
        Self::StartClock,
        Self::Maintenance,
        Self::OutagePage,
        Self::Backup,
        Self::Campaign,
        Self::Webhook,
    ];

    /// Whether Vigie can do it itself; the others are done by hand and ticked.
    pub fn is_ready(self) -> bool {
        match self {
            Self::Notify | Self::StartClock | Self::Webhook => true,
            Self::Maintenance | Self::OutagePage | Self::Backup | Self::Campaign => false,
        }
    }

    /// The word in files, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::StartClock => "start-clock",
            Self::Maintenance => "maintenance",
            Self::OutagePage => "outage-page",
            Self::Backup => "backup",
            Self::Campaign => "campaign",
            Self::Webhook => "webhook",
        }
    }
}

impl FromStr for PlaybookAction {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|action| action.as_str() == word).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|action| action.as_str()).collect();
            format!("\"{word}\" is no action: write one of {}", known.join(", "))
        })
    }
}

impl Playbook {
    /// Reads a playbook from its file: a small front matter, then Markdown whose headings are
    /// phases and whose marked list entries are steps. Answers every mistake at once.
    pub fn read(key: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        read::playbook(key, text)
    }

    /// How many steps it has.
    pub fn steps(&self) -> usize {
        self.phases.iter().map(|phase| phase.steps.len()).sum()
    }
}

/// Whether playbooks wait for each other in a circle, or for one that is not there: in words, naming
/// them.
pub fn check_order(playbooks: &BTreeMap<Slug, Playbook>) -> Result<(), String> {
    playbooks.keys().try_for_each(|key| check_order_of(playbooks, key))
}

/// The same of one playbook.
pub fn check_order_of(playbooks: &BTreeMap<Slug, Playbook>, start: &Slug) -> Result<(), String> {
    let mut seen = vec![start];
    let mut next = playbooks.get(start).and_then(|playbook| playbook.after.as_ref());
    while let Some(key) = next {
        if seen.contains(&key) {
            let names: Vec<&str> = seen.iter().map(|key| key.as_str()).collect();
            return Err(format!("they wait for each other: {} -> {key}", names.join(" -> ")));
        }
        let Some(found) = playbooks.get(key) else {
            return Err(format!("{start} comes after {key}, which is not there"));
        };
        seen.push(key);
        next = found.after.as_ref();
    }
    Ok(())
}
