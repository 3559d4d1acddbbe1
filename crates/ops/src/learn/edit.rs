//! Writing in a report: every text stays, nobody's words are written over, and a signed text
//! never changes.

use super::draft::{Given, written};
use super::material::told;
use super::values::Writing;
use crate::error::Error;
use crate::hex;
use crate::store::journal::Entry;
use crate::store::{Tx, incidents, journal, reports};
use crate::words::Words;
use aws_lc_rs::digest;
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Reference;
use vigie_domain::person::Language;
use vigie_domain::report::{
    Comment, Merged, Report, ReportTurn, Signature, Version, merge, sections,
};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Longest text: a book; what is longer belongs into annexes.
pub const TEXT_CHARS_MAX: usize = 400_000;
/// Longest comment.
pub const COMMENT_CHARS_MAX: usize = 5_000;
/// Lines of a timeline that are looked at for what is new.
const LINES_MAX: i64 = 2_000;

/// What somebody wrote.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The version that they read.
    pub version: i64,
    /// The section that they changed; `None` for the whole text.
    pub section: Option<usize>,
    /// Their words.
    pub text: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is the newest text.
    Kept,
    /// Somebody else wrote at the same place meanwhile. Nothing is kept yet.
    Both {
        /// Their text, and who wrote it when.
        theirs: Version,
        /// Where it stands now.
        section: Option<usize>,
    },
}

/// The report of an incident, to be changed.
fn of(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Report, Error> {
    reports::of_incident(tx, incident)?.ok_or(Error::NotFound("report"))
}

fn checked(text: &str) -> Result<String, Error> {
    let text = text.replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err(Error::refused(Words::report_empty, Words::report_empty_next));
    }
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(Error::refused(|w| w.report_long(TEXT_CHARS_MAX), Words::report_long_next));
    }
    Ok(text)
}

fn unsigned(report: &Report) -> Result<(), Error> {
    if report.last.signature.is_none() {
        return Ok(());
    }
    Err(Error::refused(Words::report_is_signed, Words::report_is_signed_next))
}

/// Writes a new text of a report, if nobody wrote at the same place meanwhile.
pub fn write_report(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    edit: &Edit,
    by: &str,
    now: Timestamp,
) -> Result<Saved, Error> {
    let report = of(tx, incident)?;
    unsigned(&report)?;
    let mine = checked(&edit.text)?;
    let read = reports::version(tx, report.id, edit.version)?.ok_or(Error::Stale)?;
    match merge(&read.text, &report.last.text, edit.section, &mine) {
        Merged::Fits(text) if text == report.last.text => Ok(Saved::Kept),
        Merged::Fits(text) => {
            add(tx, &report, (checked(&text)?, report.last.knows), by, now)?;
            Ok(Saved::Kept)
        }
        Merged::Both { theirs, section } => {
            let theirs = Version { text: theirs, ..report.last };
            Ok(Saved::Both { theirs, section })
        }
    }
}

fn add(
    tx: &mut Tx<'_>,
    report: &Report,
    (text, knows): (String, i64),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let number = report.last.number + 1;
    let version = Version { number, text, by: by.to_owned(), at: now, knows, signature: None };
    reports::add(tx, report.id, (&report.template, report.language), &version)?;
    turned(tx, report, ReportTurn::Written, &format!("{number}"), (by, now))
}

fn turned(
    tx: &mut Tx<'_>,
    report: &Report,
    turn: ReportTurn,
    text: &str,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    let (incident, text) = (report.incident, text.to_owned());
    Ok(journal::append(tx, &Fact::ReportTurned { incident, turn, text }, by, now)?)
}

/// Signs the text that somebody read, if it is the newest.
pub fn sign_report(
    tx: &mut Tx<'_>,
    (incident, version): (IncidentId, i64),
    by: &str,
    now: Timestamp,
) -> Result<Signature, Error> {
    let report = of(tx, incident)?;
    if report.last.number != version {
        return Err(Error::Stale);
    }
    unsigned(&report)?;
    let sha256 = hex(digest::digest(&digest::SHA256, report.last.text.as_bytes()).as_ref());
    let signature = Signature { by: by.to_owned(), at: now, sha256 };
    if !reports::sign(tx, (report.id, version), &signature)? {
        return Err(Error::Stale);
    }
    let text = format!("{version}: SHA-256 {}", signature.sha256);
    turned(tx, &report, ReportTurn::Signed, &text, (by, now))?;
    Ok(signature)
}

/// Begins a new draft beside a signed text, or writes the draft anew from a template. The texts
/// before stay.
pub fn begin_again(
    tx: &mut Tx<'_>,
    given: Given<'_>,
    (incident, template): (IncidentId, Option<(&str, Language)>),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let mut report = of(tx, incident)?;
    let Some((template, language)) = template else {
        let text = report.last.text.clone();
        return add(tx, &report, (text, report.last.knows), by, now);
    };
    let about = reports::incidents(tx, report.id)?;
    let text = written(tx, given, (template, language), &about, now)?;
    let knows = journal::last(tx)?;
    report.template = template.to_owned();
    report.language = language;
    add(tx, &report, (text, knows), by, now)
}

/// Keeps what somebody says about a report.
pub fn comment_report(
    tx: &mut Tx<'_>,
    (incident, version): (IncidentId, i64),
    text: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (report, text) = (of(tx, incident)?, text.trim());
    if text.is_empty() {
        return Err(Error::refused(Words::comment_empty, Words::comment_empty_next));
    }
    if text.chars().count() > COMMENT_CHARS_MAX {
        return Err(Error::refused(|w| w.comment_long(COMMENT_CHARS_MAX), Words::note_long_next));
    }
    let said = Comment { version, by: by.to_owned(), at: now, text: text.to_owned() };
    reports::comment(tx, report.id, &said)?;
    turned(tx, &report, ReportTurn::Commented, text, (by, now))
}

/// Lets a report tell of another incident too. What people wrote in that one's own report is
/// never thrown away for it.
pub fn join_report(
    tx: &mut Tx<'_>,
    given: Given<'_>,
    (incident, other): (IncidentId, Reference),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let report = of(tx, incident)?;
    unsigned(&report)?;
    let other = incidents::by_reference(tx, other)?.ok_or(Error::NotFound("incident"))?;
    if let Some(own) = reports::of_incident(tx, other.id)? {
        if own.id == report.id {
            return Ok(());
        }
        if own.last.by != super::draft::BY_ITSELF || reports::incidents(tx, own.id)?.len() > 1 {
            return Err(Error::refused(Words::report_has_own, Words::report_has_own_next));
        }
        reports::drop_draft(tx, own.id)?;
    }
    reports::join(tx, report.id, other.id)?;
    let reference = other.reference.to_string();
    turned(tx, &report, ReportTurn::Joined, &reference, (by, now))?;
    if report.last.by == super::draft::BY_ITSELF {
        return super::draft_report(tx, given, incident, now);
    }
    // Nobody knows yet what the other incident's timeline says: all of it is offered.
    Ok(reports::knows(tx, (report.id, report.last.number), 0)?)
}

/// What the timeline says since the authors of a report knew it.
pub fn news(tx: &mut Tx<'_>, report: &Report) -> Result<Vec<Entry>, Error> {
    if report.last.signature.is_some() || report.last.by == super::draft::BY_ITSELF {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for id in reports::incidents(tx, report.id)? {
        let entries = told(journal::of_incident(tx, id, LINES_MAX)?);
        found.extend(entries.into_iter().filter(|entry| entry.seq.0 > report.last.knows));
    }
    found.sort_by_key(|entry| (entry.at, entry.seq));
    Ok(found)
}

/// Takes what is new into the text, as rows below its timeline, or leaves it out; then it is not
/// offered again.
pub fn take_news(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, version, chosen): (IncidentId, i64, &[i64]),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let report = of(tx, incident)?;
    unsigned(&report)?;
    if report.last.number != version {
        return Err(Error::Stale);
    }
    let offered = news(tx, &report)?;
    let Some(newest) = offered.iter().map(|entry| entry.seq.0).max() else { return Ok(()) };
    let words = Words::of(report.language);
    let names_zone = names_zone(&report.last.text, &setup.settings.zone);
    let writing = Writing { words, setup, names_zone, now, stories: &[] };
    let chosen = offered.iter().filter(|entry| chosen.contains(&entry.seq.0));
    let rows: String = chosen.map(|entry| writing.line(entry, "")).collect();
    if rows.is_empty() {
        return Ok(reports::knows(tx, (report.id, version), newest)?);
    }
    let text = with_rows(&report.last.text, &rows, words);
    add(tx, &report, (checked(&text)?, newest), by, now)
}

/// Whether a text names the zone of its instants once, and not behind each of them.
fn names_zone(text: &str, zone: &str) -> bool {
    let mut named = text.match_indices(zone).filter_map(|(at, _)| text.get(..at)).peekable();
    let is_instant = |before: &str| before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    named.peek().is_some() && !named.any(is_instant)
}

/// A text with more rows at the end of its timeline, or of the text when it has none.
fn with_rows(text: &str, rows: &str, words: Words) -> String {
    let heads = [Language::En, Language::Fr].map(|one| Words::of(one).report_columns());
    let mut lines = text.split_inclusive('\n').peekable();
    let (mut out, mut inside, mut done) = (String::new(), false, false);
    while let Some(line) = lines.next() {
        out.push_str(line);
        inside |= !done && heads.contains(&line.trim());
        let goes_on = lines.peek().is_some_and(|next| next.trim_start().starts_with('|'));
        if inside && !goes_on {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(rows);
            (inside, done) = (false, true);
        }
    }
    if !done {
        let head = super::markdown::head(words.report_columns());
        out = format!("{}\n\n## {}\n\n{head}{rows}", out.trim_end(), words.report_timeline());
    }
    out
}

/// The sections of a text, each with its name.
pub fn named_sections(text: &str) -> Vec<(String, String)> {
    let name = |section: String| (vigie_domain::report::title_of(&section).to_owned(), section);
    sections(text).into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_named_once_or_behind_each_instant() {
        let once = "- **Time zone**: Europe/Paris\n\n| 2026-11-20 22:09:00 | Bob | Note |";
        let each = "Found 2026-11-20 22:09:00 Europe/Paris (21:09:00 UTC) by Bob";
        for (text, zone, expected) in [
            (once, "Europe/Paris", true),
            (each, "Europe/Paris", false),
            ("nobody said a time", "Europe/Paris", false),
            ("- **Time zone**: UTC\n", "UTC", true),
            ("at 21:09:00 UTC", "UTC", false),
        ] {
            assert_eq!(names_zone(text, zone), expected, "{text}");
        }
    }

    #[test]
    fn new_rows_stand_below_the_timeline_and_change_nothing_else() {
        let words = Words::of(Language::En);
        let text =
            "# R\n\n| When | Who | What |\n| --- | --- | --- |\n| 1 | a | b |\n\n## Z\n\nz\n";
        let longer = with_rows(text, "| 2 | c | d |\n", words);
        assert_eq!(longer, text.replace("| 1 | a | b |\n", "| 1 | a | b |\n| 2 | c | d |\n"));
        let without = with_rows("# R\n\nwords\n", "| 2 | c | d |\n", words);
        assert!(without.starts_with("# R\n\nwords\n\n## Timeline\n\n| When |"), "{without}");
        assert!(without.ends_with("| 2 | c | d |\n"), "{without}");
    }
}
