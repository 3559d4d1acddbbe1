//! Commands of a chat: `declare`, `note` and `status`, by the person who types and with their
//! rights, whichever chat it is. Owns what the words mean; never talks to a chat.
//!
//! Private incidents are not there: what is typed and answered passes through the chat's server,
//! and others may read along.

use super::declare::{Declaration, declare};
use super::note::write_note;
use crate::error::Error;
use crate::sight;
use crate::store::Tx;
use crate::words::Words;
use std::sync::Arc;
use std::time::Duration;
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::note::Note;
use vigie_domain::person::Person;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Incidents that `status` lists.
const LISTED_MAX: usize = 10;
/// What was typed longer ago than this, and is only read now, keeps its time.
const LATE: Duration = Duration::from_secs(120);

/// How a chat writes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkForm {
    /// `[name](address)`.
    Markdown,
    /// `name address`.
    Plain,
}

/// Somebody who types.
#[derive(Clone, Debug)]
pub struct Writer {
    name: String,
    words: Words,
    sight: Sight,
    base: String,
    form: LinkForm,
}

/// Where and when something is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedIn {
    /// The service of what is declared without one.
    pub service: Option<Slug>,
    /// The incident that the place belongs to.
    pub incident: Option<Reference>,
    /// When it was typed, where that may be long ago.
    pub at: Option<Timestamp>,
}

impl TypedIn {
    /// When something was typed that is only read now, long after.
    fn earlier(&self, now: Timestamp) -> Option<Timestamp> {
        self.at.filter(|at| *at > Timestamp::ZERO && *at + LATE < now)
    }
}

/// A command, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `declare TITLE`, `declare TITLE --service NAME`.
    Declare(String),
    /// `note INC-2026-0042 TEXT`, and where the place has an incident `note TEXT`.
    Note(String),
    /// `status`: the incidents that go on.
    Status,
    /// Anything else.
    Help,
}

impl Command {
    /// Reads what was typed.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match verb.to_lowercase().as_str() {
            "declare" => Self::Declare(rest.trim().to_owned()),
            "note" => Self::Note(rest.trim().to_owned()),
            "status" => Self::Status,
            _ => Self::Help,
        }
    }
}

impl Writer {
    /// A person, in a chat that writes links so. `base` is where people reach the pages.
    pub fn new(setup: &Arc<Setup>, person: &Person, (base, form): (String, LinkForm)) -> Self {
        let (name, words) = (person.slug.to_string(), Words::of(person.language));
        Self { name, words, sight: Sight::of_person(person, setup), base, form }
    }

    /// The words of their language.
    pub fn words(&self) -> Words {
        self.words
    }

    /// A refusal as an answer, in their language; what is broken stays an error.
    pub fn explain(&self, error: Error) -> Result<String, Error> {
        match error {
            Error::Refused { why, next_step } => {
                let language = self.words.language();
                Ok(self.words.pair(why.to(language), next_step.to(language)))
            }
            Error::NotFound(_) => Ok(self.words.command_no_incident().to_owned()),
            Error::NotAllowed => Ok(self.words.not_allowed().to_owned()),
            error @ (Error::Stale | Error::Broken(_)) => Err(error),
        }
    }

    fn link(&self, incident: &Incident) -> String {
        let (reference, base) = (incident.reference, &self.base);
        match self.form {
            LinkForm::Markdown => format!("[{reference}]({base}/incidents/{reference})"),
            LinkForm::Plain => format!("{reference} {base}/incidents/{reference}"),
        }
    }
}

/// Does what was typed. Answers what to say.
pub fn obey(
    tx: &mut Tx<'_>,
    writer: &Writer,
    (command, place): (&Command, &TypedIn),
    now: Timestamp,
) -> Result<String, Error> {
    match command {
        Command::Declare(rest) => declare_typed(tx, writer, (rest, place), now),
        Command::Note(rest) => note_typed(tx, writer, (rest, place), now),
        Command::Status => status(tx, writer),
        Command::Help => Ok(writer.words.command_help().to_owned()),
    }
}

fn declare_typed(
    tx: &mut Tx<'_>,
    writer: &Writer,
    (rest, place): (&str, &TypedIn),
    now: Timestamp,
) -> Result<String, Error> {
    let (title, service) = match rest.split_once("--service") {
        Some((title, slug)) => {
            let slug = slug.trim().parse::<Slug>();
            let slug =
                slug.map_err(|_| Error::refused(Words::service_missing, Words::service_next))?;
            (title.trim(), Some(slug))
        }
        None => (rest, place.service.clone()),
    };
    let declaration =
        Declaration { aware_at: place.earlier(now), ..Declaration::of(title, service) };
    sight::declares(&writer.sight, declaration.service.as_ref())?;
    let incident = declare(tx, &declaration, &writer.name, now)?;
    Ok(writer.words.command_declared(writer.link(&incident)))
}

fn note_typed(
    tx: &mut Tx<'_>,
    writer: &Writer,
    (rest, place): (&str, &TypedIn),
    now: Timestamp,
) -> Result<String, Error> {
    let (first, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (reference, text) = match (first.parse::<Reference>(), place.incident) {
        (Ok(reference), _) => (reference, text),
        (Err(_), Some(reference)) => (reference, rest),
        (Err(_), None) => return Err(Error::NotFound("incident")),
    };
    let incident = sight::incident(tx, &writer.sight, Act::Respond, reference)?;
    if incident.participants.is_some() {
        return Err(Error::NotFound("incident"));
    }
    let note = Note { occurred_at: place.earlier(now), ..Note::remark(text.trim()) };
    write_note(tx, reference, &note, &writer.name, now)?;
    Ok(writer.words.command_noted(writer.link(&incident)))
}

fn status(tx: &mut Tx<'_>, writer: &Writer) -> Result<String, Error> {
    let mut found = sight::incidents_open(tx, &writer.sight, i64::MAX)?;
    found.retain(|one| one.participants.is_none());
    found.truncate(LISTED_MAX);
    if found.is_empty() {
        return Ok(writer.words.command_none().to_owned());
    }
    let line = |incident: &Incident| {
        let stage = writer.words.incident_stage(incident.stage.as_str());
        format!("- {} · {} · {stage}", writer.link(incident), quiet(&incident.title))
    };
    Ok(found.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Text of others in the chat: it mentions nobody.
fn quiet(text: &str) -> String {
    text.replace('@', "@\u{200b}")
}
