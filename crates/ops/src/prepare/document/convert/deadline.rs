//! Deadlines: those that Vigie brings along, changed, and the operator's own.

use super::{Hint, Mistake, Reader};
use crate::prepare::document::{DeadlineDoc, Kind, WordingDoc};
use jiff::civil::Date;
use vigie_domain::clock::{Deadline, Deadlines, Terms, Whose, Wording};
use vigie_domain::text::Slug;

/// Longest text of a deadline: it stands on a phone, beside a button.
const TEXT_CHARS_MAX: usize = 200;

pub(super) fn deadlines(reader: &mut Reader<'_>, docs: &[DeadlineDoc]) -> Deadlines {
    let mut declared = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("deadlines[{place}]");
        let Some(name) = reader.parse::<Slug>(&format!("{at}.slug"), &doc.slug) else { continue };
        declared.extend(match Deadline::shipped(name.as_str()) {
            Some(shipped) => Some(changed(reader, &at, doc, shipped)),
            None => own(reader, &at, doc, name),
        });
    }
    Deadlines::of(declared)
}

/// One that Vigie brings along, as the operator has it. Whoever sets another time says by which text.
fn changed(reader: &mut Reader<'_>, at: &str, doc: &DeadlineDoc, shipped: Deadline) -> Deadline {
    let known = shipped.terms;
    let within = doc.within.map_or(known.within, |text| text.0);
    if within != known.within && doc.source.is_none() {
        let why = "with another time it needs its source: the text that sets this time";
        reader.refuse(format!("{at}.within"), why);
    }
    if doc.source.is_some() && doc.checked_on.is_none() {
        let why = "a source needs checked_on: the day on which you read it, such as 2026-11-20";
        reader.refuse(format!("{at}.source"), why);
    }
    let terms = Terms {
        within,
        title: wording(reader, &format!("{at}.title"), doc.title.as_ref()),
        recipient: wording(reader, &format!("{at}.recipient"), doc.recipient.as_ref()),
        source: source(reader, at, doc),
        checked_on: day(reader, at, doc).unwrap_or(known.checked_on),
        whose: Whose::Changed,
        ..known
    };
    let when = doc.when.as_ref().map(|when| when.iter().map(|word| (*word).into()).collect());
    Deadline { terms, when: when.unwrap_or(shipped.when), is_off: doc.off }
}

/// The operator's own: everything that somebody at night must know of it has to be there.
fn own(reader: &mut Reader<'_>, at: &str, doc: &DeadlineDoc, name: Slug) -> Option<Deadline> {
    let title = wording(reader, &format!("{at}.title"), doc.title.as_ref());
    let recipient = wording(reader, &format!("{at}.recipient"), doc.recipient.as_ref());
    let (source, checked_on) = (source(reader, at, doc), day(reader, at, doc));
    if doc.title.is_none() {
        reader.mistakes.push(unknown(at, &name));
        return None;
    }
    let parts = [
        ("recipient", doc.recipient.is_none()),
        ("within", doc.within.is_none()),
        ("source", doc.source.is_none()),
        ("checked_on", doc.checked_on.is_none()),
    ];
    let missing: Vec<&str> =
        parts.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect();
    if !missing.is_empty() {
        let why = format!("a deadline of your own says more: add {}", missing.join(", "));
        reader.refuse(format!("{at}.slug"), why);
    }
    let (within, checked_on) = (doc.within?.0, checked_on?);
    let terms = Terms { name, within, title, recipient, source, checked_on, whose: Whose::Own };
    let when = doc.when.iter().flatten().map(|word| (*word).into()).collect();
    Some(Deadline { terms, when, is_off: doc.off })
}

/// Without a title it was probably to be one of those that Vigie brings along.
fn unknown(at: &str, name: &Slug) -> Mistake {
    Mistake {
        path: format!("{at}.slug"),
        message: format!(
            "Vigie brings along no deadline \"{name}\", and one of your own has a title, a \
             recipient, within, source and checked_on"
        ),
        hint: Hint::Unknown {
            kind: Kind::Deadline,
            word: name.to_string(),
            known: Deadlines::names().map(str::to_owned).collect(),
        },
    }
}

fn wording(reader: &mut Reader<'_>, at: &str, doc: Option<&WordingDoc>) -> Option<Wording> {
    let Wording { en, fr } = &doc?.0;
    let (en, fr) = (text(reader, at, en), text(reader, at, fr));
    Some(Wording { en: en?, fr: fr? })
}

fn source(reader: &mut Reader<'_>, at: &str, doc: &DeadlineDoc) -> Option<String> {
    text(reader, &format!("{at}.source"), doc.source.as_ref()?)
}

fn text(reader: &mut Reader<'_>, at: &str, text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= TEXT_CHARS_MAX;
    if fits && !text.chars().any(char::is_control) {
        return Some(text.to_owned());
    }
    reader.refuse(at, format!("write 1 to {TEXT_CHARS_MAX} characters on one line"));
    None
}

fn day(reader: &mut Reader<'_>, at: &str, doc: &DeadlineDoc) -> Option<Date> {
    let text = doc.checked_on.as_ref()?;
    let found = text.parse::<Date>().ok().filter(|_| text.len() == "2026-11-20".len());
    if found.is_none() {
        let shown: String = text.chars().take(TEXT_CHARS_MAX).collect();
        let why = format!("\"{shown}\" is no day: write it as 2026-11-20");
        reader.refuse(format!("{at}.checked_on"), why);
    }
    found
}
