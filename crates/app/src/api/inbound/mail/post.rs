//! What a mail does, in one unit: an incident, a note, something that waits for a decision, or
//! nothing a second time.

use super::read::Mail;
use vigie_domain::id::{IncidentId, TipId};
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::person::Language;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::setup::Setup;
use vigie_domain::source::Source;
use vigie_domain::time::Timestamp;
use vigie_ops::keys::hash_secret;
use vigie_ops::respond::{
    self, CONTACT_CHARS_MAX, Given, NOTE_CHARS_MAX, TIP_CHARS_MAX, TITLE_CHARS_MAX,
};
use vigie_ops::store::shelf::Kept;
use vigie_ops::store::{Tx, incidents, mails, outbox};
use vigie_ops::words::Words;
use vigie_ops::{Error, alert, detect, sight};

/// A declared person who wrote a mail.
pub(super) struct Author {
    /// Their short name.
    pub(super) name: String,
    /// Their language.
    pub(super) language: Language,
    /// What they may do.
    pub(super) sight: Sight,
}

/// A mail, with all that is known of it.
pub(super) struct Letter {
    /// Where it came in.
    pub(super) source: Source,
    /// Whether mails of others are taken.
    pub(super) strangers: bool,
    /// Who wrote it; nobody when that is not sure.
    pub(super) author: Option<Author>,
    /// Its `Message-ID`, when it has one; what it is known by here may be made of its content.
    pub(super) own_id: Option<String>,
    /// Files of it that are on the shelf.
    pub(super) kept: Vec<(String, Kept)>,
    /// The names of the others.
    pub(super) left: Vec<String>,
    /// The language of what is added to it.
    pub(super) words: Words,
    /// What it says.
    pub(super) mail: Mail,
}

/// What became of a mail.
pub(super) enum Posted {
    /// An incident.
    Declared(Reference),
    /// A note in an incident.
    Noted(Reference),
    /// It waits with what people outside report.
    Waits(TipId),
    /// It was here before.
    Again,
    /// Vigie sent it.
    Ours,
    /// Its author may do nothing here.
    Unknown,
}

/// Does what a mail says.
pub(super) fn post(
    tx: &mut Tx<'_>,
    setup: &Setup,
    letter: &Letter,
    now: Timestamp,
) -> Result<Posted, Error> {
    let Letter { source, mail, .. } = letter;
    if sent(tx, &mail.id)?.is_some() {
        return Ok(Posted::Ours);
    }
    let named = named(tx, mail)?;
    let declares = |author: &&Author| {
        let service = source.service.as_ref();
        named.is_some() || sight::declares(&author.sight, service).is_ok()
    };
    let author = letter.author.as_ref().filter(declares);
    if author.is_none() && !letter.strangers {
        return Ok(Posted::Unknown);
    }
    if !mails::claim(tx, &digest(mail.id.as_bytes()), now)? {
        return Ok(Posted::Again);
    }
    detect::heard(tx, &source.slug, (1, 0), now)?;
    match (author, named) {
        (Some(author), Some(reference)) => note(tx, letter, (author, reference), now),
        (Some(author), None) => declare(tx, setup, (letter, author), now),
        (None, _) => wait(tx, setup, letter, now),
    }
}

/// The name under which a mail is known.
pub(super) fn digest(bytes: &[u8]) -> String {
    hash_secret(&String::from_utf8_lossy(bytes))
}

/// The incident that a mail is about, by the reference in its subject or by what it answers.
fn named(tx: &mut Tx<'_>, mail: &Mail) -> Result<Option<Reference>, Error> {
    if let Some(reference) = reference(&mail.subject) {
        return Ok(Some(reference));
    }
    for id in &mail.answers {
        let known = match mails::incident_of(tx, &digest(id.as_bytes()))? {
            Some(incident) => Some(incident),
            None => sent(tx, id)?.flatten(),
        };
        let found = known.map(|id| incidents::by_id(tx, id)).transpose()?.flatten();
        if let Some(incident) = found {
            return Ok(Some(incident.reference));
        }
    }
    Ok(None)
}

/// A reference such as `[INC-2026-0042]`, as the subjects of Vigie's mails have it.
fn reference(subject: &str) -> Option<Reference> {
    let inside = subject.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    inside.map(|(inside, _)| inside.trim()).find_map(|text| text.parse().ok())
}

/// Whether Vigie sent the mail of an id, and the incident that it told of. The id begins with the
/// key of what was owed; a part for the recipient may follow.
fn sent(tx: &mut Tx<'_>, id: &str) -> Result<Option<Option<IncidentId>>, Error> {
    let local = id.rsplit_once('@').map_or(id, |(local, _)| local);
    let shorter = local.rsplit_once('.').map(|(key, _)| key);
    for key in std::iter::once(local).chain(shorter) {
        if let Some(found) = outbox::by_key(tx, key)? {
            return Ok(Some(found.owed.incident));
        }
    }
    Ok(None)
}

/// Declares an incident, and owes its author the confirmation. Nobody else is ever answered: an
/// address that the mail server does not vouch for may be anybody's.
fn declare(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (letter, author): (&Letter, &Author),
    now: Timestamp,
) -> Result<Posted, Error> {
    let mut declaration = respond::Declaration::of(title(letter), letter.source.service.clone());
    declaration.severity = letter.source.severity.unwrap_or(declaration.severity);
    let incident = respond::declare(tx, &declaration, &author.name, now)?;
    fill(tx, letter, (author, &incident), now)?;
    if !letter.mail.unanswered {
        let mail = letter.own_id.as_deref();
        alert::confirm_mail(tx, setup, (&incident, &author.name), mail, now)?;
    }
    Ok(Posted::Declared(incident.reference))
}

fn title(letter: &Letter) -> String {
    let first = letter.mail.text.lines().next().unwrap_or_default();
    let told = [letter.mail.subject.as_str(), first, letter.words.mail_no_subject()];
    let told = told.iter().map(|text| text.trim()).find(|text| !text.is_empty());
    let plain = told.unwrap_or_default().chars().filter(|char| !char.is_control());
    plain.take(TITLE_CHARS_MAX).collect()
}

fn note(
    tx: &mut Tx<'_>,
    letter: &Letter,
    (author, reference): (&Author, Reference),
    now: Timestamp,
) -> Result<Posted, Error> {
    let incident = sight::incident(tx, &author.sight, Act::Respond, reference)?;
    fill(tx, letter, (author, &incident), now)?;
    Ok(Posted::Noted(incident.reference))
}

/// Writes what a mail says into an incident, and keeps its files with it.
fn fill(
    tx: &mut Tx<'_>,
    letter: &Letter,
    (author, incident): (&Author, &Incident),
    now: Timestamp,
) -> Result<(), Error> {
    mails::belongs(tx, &digest(letter.mail.id.as_bytes()), incident.id)?;
    let mut left = letter.left.clone();
    for (name, kept) in &letter.kept {
        let given = Given { name: name.clone(), occurred_at: None };
        match respond::add_evidence(tx, incident.id, (&given, kept), &author.name, now) {
            Ok(_) => {}
            Err(Error::Refused { .. }) => left.push(name.clone()),
            Err(error) => return Err(error),
        }
    }
    let text = told(letter, &left, NOTE_CHARS_MAX);
    if text.is_empty() {
        return Ok(());
    }
    respond::note(tx, incident.reference, &text, &author.name, now)
}

/// Lets a mail wait for a decision, as what people write on the public form does.
fn wait(tx: &mut Tx<'_>, setup: &Setup, letter: &Letter, now: Timestamp) -> Result<Posted, Error> {
    let text = told(letter, &letter.left, TIP_CHARS_MAX);
    let text = format!("{}\n\n{text}", letter.mail.subject);
    let text = if text.trim().is_empty() { letter.words.mail_no_subject() } else { text.trim() };
    let said = respond::Said {
        service: String::new(),
        text: cut(text, TIP_CHARS_MAX),
        contact: cut(letter.mail.from.as_deref().unwrap_or_default(), CONTACT_CHARS_MAX),
    };
    respond::receive_mailed(tx, setup, (letter.source.service.as_ref(), &said), now)
        .map(Posted::Waits)
}

/// The words of a mail, and the files that are not kept of it.
fn told(letter: &Letter, left: &[String], most: usize) -> String {
    let more = letter.mail.more_files;
    let names = match (left.is_empty(), more) {
        (true, 0) => return cut(&letter.mail.text, most),
        (_, 0) => left.join(", "),
        (true, more) => format!("+{more}"),
        (false, more) => format!("{}, +{more}", left.join(", ")),
    };
    let files = cut(&letter.words.mail_files_left(names), most / 4);
    let text = cut(&letter.mail.text, most - most / 4 - 2);
    format!("{text}\n\n{files}").trim().to_owned()
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_where_our_subjects_have_them() {
        let of = |subject: &str| reference(subject).map(|found| found.to_string());
        assert_eq!(of("Re: [INC-2026-0042] Down").as_deref(), Some("INC-2026-0042"));
        assert_eq!(of("[lists] RE: [ INC-2026-0007 ]").as_deref(), Some("INC-2026-0007"));
        assert_eq!(of("INC-2026-0042"), None);
        assert_eq!(of("[INC-2026-0000] [INC-x] ["), None);
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
    }
}
