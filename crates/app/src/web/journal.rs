//! The journal as the audit log: who did what and when, found, exported, and its seals checked.

use super::layout::{View, page, refusal, said};
use super::ui::{self, Asked, Column, Field, List, Reading, Sheet, Way, empty, person, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use vigie_domain::id::EntryId;
use vigie_domain::incident::Reference;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::time::Timestamp;
use vigie_ops::journal::{Seals, find, verify};
use vigie_ops::store::Tx;
use vigie_ops::store::journal::{Entry, Filter};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// Entries read in one question.
const PART_ENTRIES: i64 = 1_000;

/// What is asked for, as it was typed.
#[derive(Clone, Default)]
struct Question {
    who: String,
    kind: String,
    incident: String,
    since: String,
    until: String,
}

/// `GET /journal`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let list = match List::of((&view, &asked), key, ("number", Way::Down), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let (question, reading) = (Question::of(&asked), list.reading());
    let before = asked.get("before").parse().ok().filter(|_| !reading.whole);
    let before = EntryId(before.unwrap_or(i64::MAX));
    let file = asked.get("as");
    let (mut found, next, mistake) = match read(&app, &view, &question, before, &reading).await {
        Ok((found, next)) => (found, next, None),
        Err(Error::Refused { why, next_step }) if file.is_empty() => {
            (Vec::new(), None, Some(said(&view, &why, &next_step)))
        }
        Err(error) => return refusal(&view, &error),
    };
    if reading.whole {
        list.sort(&mut found);
    }
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&found).asked_as(file)).flatten() {
        return whole;
    }
    // The chain is of the whole installation.
    let may_check = view.sight.may_everywhere(Act::SeeJournal);
    let seals = match asked.get("check") {
        wanted if wanted.is_empty() || !may_check => None,
        _ => match app.cx.store.read(verify).await {
            Ok(seals) => Some(seals),
            Err(error) => return refusal(&view, &error),
        },
    };
    let words = view.words;
    let body = html! {
        (form(&view, &asked, mistake.as_deref()))
        @if may_check { (chain(&view, &asked, seals.as_ref())) }
        @if found.is_empty() && next.is_none() && mistake.is_none() {
            (empty(words.no_entry(), words.no_entry_next()))
        }
        (list.note_cut(next.is_some()))
        @if reading.whole { (list.whole(words.journal(), &found)) } @else {
            (list.part(words.journal(), &found, next.map(|id| id.0)))
        }
    };
    page(&view, words.journal(), &body).into_response()
}

fn key(entry: &Entry) -> String {
    entry.seq.0.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Entry>> {
    let words = view.words;
    vec![
        Column::<Entry>::new("at", words.when(), |entry| time(view, entry.at))
            .sorts(Way::Up, |one, other| one.at.cmp(&other.at)),
        Column::<Entry>::new("actor", words.who(), |entry| person(view, &entry.actor))
            .sorts(Way::Up, |one, other| one.actor.cmp(&other.actor)),
        Column::<Entry>::new(
            "kind",
            words.col_title(),
            |entry| html! { (ui::told(view, entry).what) },
        )
        .sorts(Way::Up, |one, other| one.kind.cmp(&other.kind)),
        Column::<Entry>::new(
            "about",
            words.col_about(),
            |entry| html! { (ui::told(view, entry).about) },
        ),
        Column::<Entry>::new("text", words.col_words(), |entry| {
            html! {
                @if !entry.text.is_empty() { span.text { (ui::told(view, entry).text) } }
            }
        }),
        Column::<Entry>::new("number", words.col_number(), |entry| html! { (entry.seq) })
            .sorts(Way::Down, |one, other| one.seq.cmp(&other.seq)),
    ]
}

/// Closed until somebody filters: on a phone the entries would begin below the screen.
fn form(view: &View, asked: &Asked, mistake: Option<&str>) -> Markup {
    let words = view.words;
    let field = |name: &'static str, label: &str, kind: &str| {
        let value = asked.get(name);
        let field = Field { name, label, value, optional: true, ..Field::default() };
        field.line(kind)
    };
    let fields = html! {
        @if let Some(mistake) = mistake { p.problem role="alert" { (mistake) } }
        (field("who", words.who(), "text"))
        (field("kind", words.journal_kind(), "text"))
        (field("incident", words.journal_incident(), "text"))
        (field("since", words.journal_since(), "date"))
        (field("until", words.journal_until(), "date"))
    };
    html! {
        details open[mistake.is_some() || !asked.is_whole()] {
            summary { (words.filters()) }
            (ui::filters(view, asked, &fields))
        }
    }
}

/// Whether the chain of seals is whole: only when it is asked for, since all of it is read.
fn chain(view: &View, asked: &Asked, seals: Option<&Seals>) -> Markup {
    let words = view.words;
    match seals {
        None => html! {
            p { a href=(asked.with("check", "1")) { (words.journal_check()) } }
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
    fn of(asked: &Asked) -> Self {
        let of = |name| asked.get(name).to_owned();
        Self {
            who: of("who"),
            kind: of("kind"),
            incident: of("incident"),
            since: of("since"),
            until: of("until"),
        }
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

/// Entries, and where the next ones begin.
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

/// One page; or everything that the filter leaves, up to what one list may hold.
async fn read(
    app: &App,
    view: &View,
    question: &Question,
    before: EntryId,
    reading: &Reading,
) -> Result<Found, Error> {
    if !reading.whole {
        let rows = i64::try_from(reading.rows).unwrap_or(i64::MAX);
        return entries(app, view, question, before, rows).await;
    }
    let (mut all, mut next) = (Vec::new(), Some(EntryId(i64::MAX)));
    while let Some(from) = next.filter(|_| all.len() < reading.rows) {
        let (part, further) = entries(app, view, question, from, PART_ENTRIES).await?;
        all.extend(part);
        next = further;
    }
    all.truncate(reading.rows);
    Ok((all, next))
}

fn sheet(found: &[Entry]) -> Sheet {
    let row = |entry: &Entry| {
        vec![
            entry.seq.0.into(),
            Sheet::instant(Some(entry.at)),
            entry.actor.clone().into(),
            entry.kind.clone().into(),
            entry.alert.map(|id| id.0).into(),
            entry.subject.clone().into(),
            entry.text.clone().into(),
        ]
    };
    Sheet {
        name: "journal",
        columns: &["seq", "at", "actor", "kind", "alert", "subject", "text"],
        rows: found.iter().map(row).collect(),
    }
}

/// `GET /journal.json`, as `/journal?as=json`.
pub(super) async fn json(State(app): State<App>, view: View, asked: Asked) -> Response {
    list(State(app), view, asked.into_file("json")).await
}

/// `GET /journal.csv`, as `/journal?as=csv`.
pub(super) async fn csv(State(app): State<App>, view: View, asked: Asked) -> Response {
    list(State(app), view, asked.into_file("csv")).await
}

#[cfg(test)]
mod tests {
    use super::*;

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
