//! The journal as the audit log: who did what and when, found, exported, and its seals checked.

use super::layout::{View, page, refusal, said};
use super::ui::empty;
use crate::state::App;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use vigie_domain::id::EntryId;
use vigie_domain::incident::Reference;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::time::Timestamp;
use vigie_ops::journal::{Seals, find, verify};
use vigie_ops::store::Tx;
use vigie_ops::store::journal::{Entry, Filter};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// Entries on one page.
const PAGE_ENTRIES: i64 = 100;
/// Entries in one file: a spreadsheet opens it, and nothing waits long for it.
const EXPORT_ENTRIES_MAX: usize = 10_000;

/// What is asked for, as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    who: String,
    kind: String,
    incident: String,
    since: String,
    until: String,
    before: Option<i64>,
    check: Option<String>,
}

/// `GET /journal`.
pub(super) async fn list(
    State(app): State<App>,
    view: View,
    Query(question): Query<Question>,
) -> Response {
    let before = EntryId(question.before.unwrap_or(i64::MAX));
    let found = match entries(&app, &view, &question, before, PAGE_ENTRIES).await {
        Ok(found) => Ok(found),
        Err(Error::Refused { why, next_step }) => Err(said(&view, &why, &next_step)),
        Err(error) => return refusal(&view, &error),
    };
    // The chain is of the whole installation.
    let may_check = view.sight.may_everywhere(Act::SeeJournal);
    let seals = match question.check.as_ref().filter(|_| may_check) {
        None => None,
        Some(_) => match app.cx.store.read(verify).await {
            Ok(seals) => Some(seals),
            Err(error) => return refusal(&view, &error),
        },
    };
    let mistake = found.as_ref().err().cloned();
    let (found, next) = found.unwrap_or_default();
    let words = view.words;
    let body = html! {
        (form(&view, &question, mistake.as_deref()))
        @if may_check { (chain(&view, &question, seals.as_ref())) }
        @if found.is_empty() && next.is_none() && mistake.is_none() {
            (empty(words.no_entry(), words.no_entry_next()))
        }
        @if !found.is_empty() {
            (super::alerts::timeline(&view, &found))
            p {
                (words.export()) " "
                a href={ "/journal.csv?" (question.query(None)) } { "CSV" } " · "
                a href={ "/journal.json?" (question.query(None)) } { "JSON" }
            }
        }
        @if let Some(next) = next {
            p { a href={ "/journal?" (question.query(Some(next))) } { (words.next_page()) } }
        }
    };
    page(&view, words.journal(), &body).into_response()
}

fn form(view: &View, question: &Question, mistake: Option<&str>) -> Markup {
    let words = view.words;
    let field = |name: &'static str, label: &str, value: &str, kind: &str| {
        html! {
            p {
                label for=(name) { (label) }
                input id=(name) name=(name) type=(kind) value=(value)
                    aria-invalid=[mistake.map(|_| "true")]
                    aria-describedby=[mistake.map(|_| "mistake")];
            }
        }
    };
    // Closed until somebody filters: on a phone the entries would begin below the screen.
    html! {
        details open[mistake.is_some() || !question.query(None).is_empty()] {
            summary { (words.filters()) }
            form method="get" action="/journal" {
                @if let Some(mistake) = mistake { p.problem id="mistake" { (mistake) } }
                (field("who", words.who(), &question.who, "text"))
                (field("kind", words.journal_kind(), &question.kind, "text"))
                (field("incident", words.journal_incident(), &question.incident, "text"))
                (field("since", words.journal_since(), &question.since, "date"))
                (field("until", words.journal_until(), &question.until, "date"))
                p { button type="submit" { (words.search()) } }
            }
        }
    }
}

/// Whether the chain of seals is whole: only when it is asked for, since all of it is read.
fn chain(view: &View, question: &Question, seals: Option<&Seals>) -> Markup {
    let words = view.words;
    match seals {
        None => html! {
            p { a href={ "/journal?check=1&" (question.query(None)) } { (words.journal_check()) } }
        },
        Some(Seals::Whole { last, hash }) => html! {
            p role="status" { (words.journal_whole(last.0)) " " code { (hash) } }
        },
        Some(Seals::Broken { first, last }) => html! {
            p.problem role="alert" { (words.journal_broken(first.0, last.0)) }
        },
    }
}

impl Question {
    /// The same question as the end of an address.
    fn query(&self, before: Option<EntryId>) -> String {
        let pairs = [
            ("who", &self.who),
            ("kind", &self.kind),
            ("incident", &self.incident),
            ("since", &self.since),
            ("until", &self.until),
        ];
        let typed = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let mut all: Vec<(&str, String)> =
            typed.map(|(name, value)| (name, value.clone())).collect();
        all.extend(before.map(|before| ("before", before.0.to_string())));
        let address = reqwest::Url::parse_with_params("http://vigie/", all);
        address.ok().and_then(|address| address.query().map(str::to_owned)).unwrap_or_default()
    }

    fn filter(&self, tx: &mut Tx<'_>, seen: &Sight, zone: &TimeZone) -> Result<Filter, Error> {
        let reference = self.incident.trim();
        let incident = if reference.is_empty() {
            None
        } else {
            let unknown = || Error::refused(Words::journal_no_incident, Words::journal_incident);
            let reference: Reference = reference.parse().map_err(|_| unknown())?;
            let found = sight::incident(tx, seen, Act::See, reference).map_err(|_| unknown())?;
            Some(found.id)
        };
        Ok(Filter {
            actor: self.who.trim().to_owned(),
            kind: self.kind.trim().to_owned(),
            incident,
            since: instant(&self.since, zone, Edge::First)?,
            until: instant(&self.until, zone, Edge::Last)?,
        })
    }
}

/// Which end of a day is meant.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// A day or a minute of the reader's clock.
fn instant(text: &str, zone: &TimeZone, edge: Edge) -> Result<Option<Timestamp>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let unread = || Error::refused(Words::journal_no_day, Words::journal_no_day_next);
    // A date can be read out of a date with its hour, too: that would lose the hour.
    let day = (!text.contains('T')).then(|| text.parse::<Date>().ok()).flatten();
    let there: DateTime = match (day, edge) {
        (Some(day), Edge::First) => day.into(),
        (Some(day), Edge::Last) => day.tomorrow().map_err(|_| unread())?.into(),
        (None, _) => text.parse().map_err(|_| unread())?,
    };
    let zoned = there.to_zoned(zone.clone()).map_err(|_| unread())?;
    Ok(Some(Timestamp::from_jiff(zoned.timestamp())))
}

type Found = (Vec<Entry>, Option<EntryId>);

async fn entries(
    app: &App,
    view: &View,
    question: &Question,
    before: EntryId,
    limit: i64,
) -> Result<Found, Error> {
    let (question, zone) = (question.clone(), view.zone.clone());
    let seen = view.sight.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let filter = question.filter(tx, &seen, &zone)?;
        let (found, next) = find(tx, &filter, before, limit)?;
        Ok((sight::lines(tx, &seen, found)?, next))
    };
    app.cx.store.read(unit).await
}

/// Everything that the filter leaves, up to what one file may hold.
async fn all(app: &App, view: &View, question: &Question) -> Result<Vec<Entry>, Error> {
    let (mut all, mut before) = (Vec::new(), Some(EntryId(i64::MAX)));
    while let Some(from) = before {
        let (part, next) = entries(app, view, question, from, 1_000).await?;
        all.extend(part);
        before = next.filter(|_| all.len() < EXPORT_ENTRIES_MAX);
    }
    all.truncate(EXPORT_ENTRIES_MAX);
    Ok(all)
}

fn file(kind: &'static str, name: &'static str, text: String) -> Response {
    let attached = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, attached)], text).into_response()
}

/// `GET /journal.json`.
pub(super) async fn json(
    State(app): State<App>,
    view: View,
    Query(question): Query<Question>,
) -> Response {
    let found = match all(&app, &view, &question).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let lines: Vec<serde_json::Value> = found
        .into_iter()
        .map(|entry| {
            json!({
                "seq": entry.seq.0, "at": entry.at.to_string(), "actor": entry.actor,
                "kind": entry.kind, "alert": entry.alert.map(|id| id.0),
                "subject": entry.subject, "text": entry.text,
            })
        })
        .collect();
    file("application/json", "journal.json", serde_json::Value::from(lines).to_string())
}

/// `GET /journal.csv`.
pub(super) async fn csv(
    State(app): State<App>,
    view: View,
    Query(question): Query<Question>,
) -> Response {
    let found = match all(&app, &view, &question).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let mut text = "seq,at,actor,kind,alert,subject,text\r\n".to_owned();
    for entry in found {
        let alert = entry.alert.map(|id| id.0.to_string()).unwrap_or_default();
        let (seq, at) = (entry.seq.0.to_string(), entry.at.to_string());
        let cells = [&seq, &at, &entry.actor, &entry.kind, &alert, &entry.subject, &entry.text];
        let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell)).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    file("text/csv; charset=utf-8", "journal.csv", text)
}

/// A cell of a table: what a spreadsheet would calculate is made a text.
fn quoted(cell: &str) -> String {
    let calculates = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if calculates { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_text_whatever_it_holds() {
        for (cell, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1),x", "\"'@SUM(A1),x\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn a_day_is_whole_on_the_readers_clock() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let at = |text, edge| instant(text, &paris, edge).unwrap().unwrap().to_string();
        assert_eq!(at("2026-11-20", Edge::First), "2026-11-19T23:00:00.000Z");
        assert_eq!(at("2026-11-20", Edge::Last), "2026-11-20T23:00:00.000Z");
        assert_eq!(at("2026-11-20T22:30", Edge::Last), "2026-11-20T21:30:00.000Z");
        assert!(instant("yesterday", &paris, Edge::First).is_err());
        assert_eq!(instant(" ", &paris, Edge::First).unwrap(), None);
    }
}
