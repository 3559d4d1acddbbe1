//! From documents to a setup: every name resolved, every text parsed, all mistakes at once.
//! Owns what a declaration may say; never what it causes.

mod alerting;
mod check;
mod deadline;
mod heartbeat;
mod organisation;
mod people;
mod settings;
mod source;
#[cfg(test)]
mod tests;

pub use people::is_mailbox;

use super::{Document, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;
use vigie_domain::setup::{EVERYONE, Setup};
use vigie_domain::text::{Name, Slug};

/// Something in a document that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it is, such as `checks[3].depends_on[0]`.
    pub path: String,
    /// What is wrong, and what to write instead.
    pub message: String,
    /// What helps to mend it.
    pub hint: Hint,
}

/// What helps to mend a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The message says it all.
    None,
    /// A name that nothing declared bears.
    Unknown {
        /// The kind of object that was meant.
        kind: Kind,
        /// What was written.
        word: String,
        /// What could have been meant.
        known: Vec<String>,
    },
    /// A second declaration of one thing.
    Again {
        /// Where the first one is.
        first: String,
    },
}

/// The setup that a document declares, or all that is wrong with it.
///
/// Silence in the document means the defaults of [`Setup::bare`]; a receiver named "everyone"
/// exists unless it is declared.
pub fn setup(document: &Document) -> Result<Setup, Vec<Mistake>> {
    let mut reader = Reader::of(document);
    reader.duplicates(document);
    let bare = Setup::bare().map_err(|error| {
        vec![Mistake { path: "route".to_owned(), message: error.why, hint: Hint::None }]
    })?;
    let settings = settings::settings(&mut reader, document.settings.as_ref());
    let organisations = organisation::organisations(&mut reader, &document.organisations);
    let teams = organisation::teams(&mut reader, &document.teams);
    let people = people::people(&mut reader, &document.people);
    let channels = people::channels(&mut reader, &document.channels);
    let setup = Setup {
        services: people::services(&mut reader, &document.services, &teams),
        receivers: alerting::receivers(&mut reader, &document.receivers, &people, &channels),
        organisations,
        teams,
        people,
        channels,
        checks: check::checks(&mut reader, &document.checks),
        heartbeats: heartbeat::heartbeats(&mut reader, &document.heartbeats, &settings.zone),
        sources: source::sources(&mut reader, &document.sources),
        root: alerting::route(&mut reader, document.route.as_ref()).unwrap_or(bare.root),
        inhibitions: alerting::inhibitions(&mut reader, &document.inhibitions),
        intervals: alerting::intervals(&mut reader, &document.intervals),
        deadlines: deadline::deadlines(&mut reader, &document.deadlines),
        settings,
    };
    if reader.mistakes.is_empty() { Ok(setup) } else { Err(reader.mistakes) }
}

/// The names that are declared, and the mistakes found so far.
struct Reader<'a> {
    names: BTreeMap<Kind, BTreeSet<&'a str>>,
    mistakes: Vec<Mistake>,
}

/// The names of each list, with their kind.
fn named(document: &Document) -> [(Kind, Vec<&str>); 12] {
    let Document {
        settings: _,
        route: _,
        organisations,
        teams,
        services,
        people,
        channels,
        receivers,
        checks,
        heartbeats,
        sources,
        inhibitions,
        intervals,
        deadlines,
    } = document;
    [
        (Kind::Organisation, organisations.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Team, teams.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Service, services.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Person, people.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Channel, channels.iter().map(|object| object.name.as_str()).collect()),
        (Kind::Receiver, receivers.iter().map(|object| object.name.as_str()).collect()),
        (Kind::Check, checks.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Heartbeat, heartbeats.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Source, sources.iter().map(|object| object.slug.as_str()).collect()),
        (Kind::Inhibition, inhibitions.iter().map(|object| object.name.as_str()).collect()),
        (Kind::Interval, intervals.iter().map(|object| object.name.as_str()).collect()),
        (Kind::Deadline, deadlines.iter().map(|object| object.slug.as_str()).collect()),
    ]
}

impl<'a> Reader<'a> {
    fn of(document: &'a Document) -> Self {
        let mut names: BTreeMap<_, BTreeSet<_>> = named(document)
            .into_iter()
            .map(|(kind, names)| (kind, names.into_iter().collect()))
            .collect();
        names.entry(Kind::Receiver).or_default().insert(EVERYONE);
        Self { names, mistakes: Vec::new() }
    }

    /// Notes that something is wrong.
    fn refuse(&mut self, path: impl Into<String>, message: impl Display) {
        let (path, message) = (path.into(), message.to_string());
        self.mistakes.push(Mistake { path, message, hint: Hint::None });
    }

    /// A text read as what it stands for; a mistake when it can't be.
    fn parse<T: FromStr<Err: Display>>(&mut self, path: &str, text: &str) -> Option<T> {
        text.parse().map_err(|error| self.refuse(path, error)).ok()
    }

    /// A name that must be declared; a mistake when it is not.
    fn resolve(&mut self, path: &str, kind: Kind, word: &str) -> bool {
        let names = self.names.get(&kind);
        let found = names.is_some_and(|names| names.contains(word));
        if !found {
            let known = names.into_iter().flatten().map(|name| (*name).to_owned()).collect();
            self.mistakes.push(Mistake {
                path: path.to_owned(),
                message: format!("there is no {kind} \"{word}\""),
                hint: Hint::Unknown { kind, word: word.to_owned(), known },
            });
        }
        found
    }

    /// Slugs that must be declared.
    fn slugs(&mut self, path: &str, kind: Kind, words: &[String]) -> Vec<Slug> {
        self.all(path, kind, words)
    }

    /// Names that must be declared.
    fn named(&mut self, path: &str, kind: Kind, words: &[String]) -> Vec<Name> {
        self.all(path, kind, words)
    }

    fn all<T: FromStr>(&mut self, path: &str, kind: Kind, words: &[String]) -> Vec<T> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (place, word) in words.iter().enumerate() {
            let path = format!("{path}[{place}]");
            if !seen.insert(word) {
                self.refuse(path, format!("\"{word}\" stands here twice"));
            } else if self.resolve(&path, kind, word) {
                // A declared name that can't be read is refused where it is declared.
                found.extend(word.parse().ok());
            }
        }
        found
    }

    /// A slug that must be declared, when there is one.
    fn slug(&mut self, path: &str, kind: Kind, word: Option<&String>) -> Option<Slug> {
        let word = word?;
        if self.resolve(path, kind, word) { word.parse().ok() } else { None }
    }

    /// An IANA time zone, when there is one.
    fn zone(&mut self, path: &str, zone: Option<&String>) -> Option<String> {
        let zone = zone?;
        if jiff::tz::TimeZone::get(zone).is_ok() {
            return Some(zone.clone());
        }
        self.refuse(path, format!("\"{zone}\" is no time zone: write one such as Europe/Paris"));
        None
    }

    /// A web address.
    fn url(&mut self, path: &str, text: &str) {
        if let Err(message) = check_url(text) {
            self.refuse(path, message);
        }
    }

    /// Whatever is declared twice under one name.
    fn duplicates(&mut self, document: &Document) {
        for (kind, names) in named(document) {
            let field = kind.name_field().unwrap_or_default();
            let mut first_at = BTreeMap::new();
            for (place, name) in names.into_iter().enumerate() {
                let path = format!("{}[{place}].{field}", kind.key());
                match first_at.get(name) {
                    None => {
                        first_at.insert(name, path);
                    }
                    Some(first) => self.mistakes.push(Mistake {
                        path,
                        message: format!("the {kind} \"{name}\" is declared twice"),
                        hint: Hint::Again { first: String::clone(first) },
                    }),
                }
            }
        }
    }

    /// Whatever depends on itself, in one mistake for each circle.
    fn circles(&mut self, kind: Kind, depends_on: &[(&str, &[String])]) {
        for circle in circles(depends_on) {
            let Some(first) = circle.first() else { continue };
            let place = depends_on.iter().position(|(name, _)| name == first).unwrap_or_default();
            let way = circle.join(" -> ");
            self.refuse(
                format!("{}[{place}].depends_on", kind.key()),
                format!("{} depend on each other in a circle: {way} -> {first}", kind.key()),
            );
        }
    }
}

/// Whether a text is a web address, or why not.
fn check_url(text: &str) -> Result<(), String> {
    let wanted = "write a whole one, such as https://example.org/path";
    match text.parse::<reqwest::Url>() {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        Ok(_) | Err(_) => Err(format!("\"{text}\" is no web address: {wanted}")),
    }
}

/// The circles of a graph. Names that depend on nothing unresolved are taken away until only
/// circles and what leads to them are left; then each circle is walked and taken away.
fn circles<'g>(depends_on: &[(&'g str, &'g [String])]) -> Vec<Vec<&'g str>> {
    let mut left: BTreeMap<&str, &[String]> = depends_on.iter().copied().collect();
    let mut found = Vec::new();
    loop {
        loop {
            let names: BTreeSet<&str> = left.keys().copied().collect();
            left.retain(|_, needs| needs.iter().any(|name| names.contains(name.as_str())));
            if left.len() == names.len() {
                break;
            }
        }
        let Some(start) = left.keys().next().copied() else { return found };
        let mut way = vec![start];
        while let Some(next) = way.last().and_then(|name| {
            let needs = left.get(name)?;
            needs.iter().map(String::as_str).find(|need| left.contains_key(need))
        }) {
            if let Some(place) = way.iter().position(|name| *name == next) {
                way.drain(..place);
                break;
            }
            way.push(next);
        }
        for name in &way {
            left.remove(name);
        }
        found.push(way);
    }
}
