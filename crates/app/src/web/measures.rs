//! Measures: how long the parts of incidents took, with the number behind each and the way to the
//! incidents themselves.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Cell, Choice, Field, Sheet, empty, table, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::collections::BTreeSet;
use std::time::Duration;
use vigie_domain::measure::{Measure, Summary};
use vigie_domain::playbook::Level;
use vigie_domain::time::Timestamp;
use vigie_ops::learn::{self, By, Measured, MeasuredGroup};

/// How far one may look back, in months.
const MONTHS: [u32; 4] = [MONTHS_USUAL, 3, 1, 36];
/// How far it is unless asked otherwise.
const MONTHS_USUAL: u32 = 12;
/// Incidents that a group names; the list of incidents has the rest.
const NAMED_MAX: usize = 100;

/// What one can look at alone.
const NARROWED: [By; 3] = [By::Service, By::Level, By::Month];

/// A month, as it is looked back by.
const MONTH: Duration = Duration::from_hours(730);

/// `GET /measures`.
pub(super) async fn show(State(app): State<App>, view: View, asked: Asked) -> Response {
    let months = asked.get("months").parse().ok().filter(|months| MONTHS.contains(months));
    let months = months.unwrap_or(MONTHS_USUAL);
    let zone = view.setup.settings.time_zone();
    let usual = view.now.minus(MONTH * months);
    let asked_month = first_of(asked.get("month"), &zone);
    // A month that is asked for is looked at whole, however long ago it was.
    let from = asked_month.map_or(usual, |first| first.min(usual));
    let sight = view.sight.clone();
    let mut all = match app.cx.store.read(move |tx| learn::measured(tx, &sight, from)).await {
        Ok(all) => all,
        Err(error) => return refusal(&view, &error),
    };
    let by = By::from_word(asked.get("by")).unwrap_or(By::Whole);
    let fields = fields(&view, &asked, &all);
    for (by, name) in NARROWED.map(|by| (by, asked.get(by.as_str()))) {
        if !name.is_empty() {
            learn::measured_only(&mut all, (by, name), &zone);
        }
    }
    let groups = learn::measured_groups(&all, by, &zone);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(by, &groups).asked_as(file)).flatten() {
        return whole;
    }
    let since = asked_month.unwrap_or(usual);
    let body = body(&view, (&asked, &fields), (by, &groups), since);
    page(&view, view.words.measures(), &body).into_response()
}

/// When a month such as `2026-11` begins; nothing for what is no month.
fn first_of(month: &str, zone: &TimeZone) -> Option<Timestamp> {
    let day: Date = format!("{month}-01").parse().ok()?;
    day.to_zoned(zone.clone()).ok().map(|first| Timestamp::from_jiff(first.timestamp()))
}

fn body(
    view: &View,
    (asked, fields): (&Asked, &Markup),
    (by, groups): (By, &[MeasuredGroup<'_>]),
    since: Timestamp,
) -> Markup {
    let words = view.words;
    let day = words.date(&since.to_jiff().to_zoned(view.zone.clone()));
    html! {
        (ui::filters(view, asked, fields))
        p { (words.measures_about(&day)) }
        @if groups.is_empty() {
            @if NARROWED.iter().all(|by| asked.get(by.as_str()).is_empty()) {
                (empty(words.measures_none(), words.measures_none_next()))
            } @else {
                (empty(words.nothing_fits(), words.nothing_fits_next()))
            }
        }
        @for group in groups {
            @let name = name(view, by, group);
            div {
                h2 { (name) }
                (numbers(view, &name, group))
                (behind(view, &group.incidents))
            }
        }
        p.take { (words.take_along()) " "
            a href=(asked.with("as", "csv")) { "CSV" } " "
            a href=(asked.with("as", "json")) { "JSON" }
        }
    }
}

fn fields(view: &View, asked: &Asked, all: &[Measured]) -> Markup {
    let words = view.words;
    let field = |name, label| Field { name, label, value: asked.get(name), ..Field::default() };
    let ways = By::ALL.map(|by| (by.as_str(), words.measures_by_of(by.as_str())));
    let ways: Vec<Choice<'_>> = ways.iter().map(|(value, label)| Choice { value, label }).collect();
    let spans = MONTHS.map(|months| (months.to_string(), words.measures_months(months)));
    let spans: Vec<Choice<'_>> =
        spans.iter().map(|(value, label)| Choice { value, label }).collect();
    html! {
        (field("by", words.measures_by()).select(&ways))
        (field("months", words.measures_back()).select(&spans))
        (narrowed(view, asked, all))
    }
}

/// The service, the level and the month that are looked at alone.
fn narrowed(view: &View, asked: &Asked, all: &[Measured]) -> Markup {
    let words = view.words;
    let field = |name, label| Field { name, label, value: asked.get(name), ..Field::default() };
    let any = || Choice { value: "", label: words.any_state() };
    let services = view.setup.services.values();
    let own = services.filter(|one| view.sight.sees(Some(one.slug.as_str())));
    let own = own.map(|one| Choice { value: one.slug.as_str(), label: &one.name });
    let services: Vec<Choice<'_>> = std::iter::once(any()).chain(own).collect();
    let levels = [Level::Red, Level::Orange].map(|level| (level, words.known(level.as_str())));
    let levels = levels.iter().map(|(level, label)| Choice { value: level.as_str(), label });
    let levels: Vec<Choice<'_>> = std::iter::once(any()).chain(levels).collect();
    let zone = view.setup.settings.time_zone();
    let mut months: BTreeSet<String> =
        learn::measured_groups(all, By::Month, &zone).into_iter().map(|one| one.name).collect();
    months.extend(Some(asked.get("month").to_owned()).filter(|month| !month.is_empty()));
    let months = months.iter().rev().map(|month| Choice { value: month, label: month });
    let months: Vec<Choice<'_>> = std::iter::once(any()).chain(months).collect();
    html! {
        (field("service", words.service()).select(&services))
        (field("level", words.level()).select(&levels))
        (field("month", words.measures_month()).select(&months))
    }
}

fn name(view: &View, by: By, group: &MeasuredGroup<'_>) -> String {
    let (words, name) = (view.words, group.name.as_str());
    match by {
        By::Whole => words.measures_all().to_owned(),
        By::Service if name.is_empty() => words.measures_no_service().to_owned(),
        By::Level if name.is_empty() => words.measures_no_level().to_owned(),
        By::Service => name.parse().map_or(name.to_owned(), |slug| view.service(&slug).to_owned()),
        By::Level => words.known(name),
        By::Month => name.to_owned(),
    }
}

/// The numbers of a group; what is not known is said, and is never nought.
fn numbers(view: &View, name: &str, group: &MeasuredGroup<'_>) -> Markup {
    let words = view.words;
    let span = |span: Option<Duration>| {
        html! {
            @match span { Some(span) => (words.span(span)), None => "—" }
        }
    };
    let row = |measure: Measure| {
        let Summary { known, unknown, median, ninth_decile } = group.summary(measure);
        vec![
            html! { (words.measure(measure.as_str())) },
            span(median),
            span(ninth_decile),
            html! { (known) },
            html! { (unknown) },
        ]
    };
    let head = [
        words.measures_column(),
        words.measures_median(),
        words.measures_decile(),
        words.measures_known(),
        words.measures_unknown(),
    ];
    table(name, &head, &Measure::ALL.map(row))
}

/// The incidents that were counted.
fn behind(view: &View, incidents: &[&Measured]) -> Markup {
    html! {
        details {
            summary { (view.words.measures_behind(incidents.len())) }
            ul.plain { @for one in incidents.iter().take(NAMED_MAX) { li {
                a href={ "/incidents/" (one.incident.reference) } {
                    (one.incident.reference) " · " (one.incident.title)
                } " · " (time(view, one.incident.declared_at))
            } } }
            @if incidents.len() > NAMED_MAX {
                p { a href="/incidents" { (view.words.show_all()) } }
            }
        }
    }
}

fn sheet(by: By, groups: &[MeasuredGroup<'_>]) -> Sheet {
    let seconds = |span: Option<Duration>| -> Cell { span.map(|span| span.as_secs()).into() };
    let rows = groups.iter().flat_map(|group| {
        Measure::ALL.map(|measure| {
            let Summary { known, unknown, median, ninth_decile } = group.summary(measure);
            vec![
                by.as_str().into(),
                group.name.clone().into(),
                measure.as_str().into(),
                seconds(median),
                seconds(ninth_decile),
                known.into(),
                unknown.into(),
            ]
        })
    });
    Sheet {
        name: "measures",
        columns: &["by", "group", "measure", "median_seconds", "p90_seconds", "known", "unknown"],
        rows: rows.collect(),
    }
}
