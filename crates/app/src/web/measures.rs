//! Measures: how long the parts of incidents took, with the number behind each and the way to the
//! incidents themselves.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Cell, Choice, Field, Sheet, empty, table, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::time::Duration;
use vigie_domain::measure::{Measure, Summary};
use vigie_domain::time::Timestamp;
use vigie_ops::learn::{self, By, Measured, MeasuredGroup};

/// How far one may look back, in months.
const MONTHS: [u32; 4] = [MONTHS_USUAL, 3, 1, 36];
/// How far it is unless asked otherwise.
const MONTHS_USUAL: u32 = 12;
/// Incidents that a group names; the list of incidents has the rest.
const NAMED_MAX: usize = 100;

/// A month, as it is looked back by.
const MONTH: Duration = Duration::from_hours(730);

/// `GET /measures`.
pub(super) async fn show(State(app): State<App>, view: View, asked: Asked) -> Response {
    let months = asked.get("months").parse().ok().filter(|months| MONTHS.contains(months));
    let months = months.unwrap_or(MONTHS_USUAL);
    let since = view.now.minus(MONTH * months);
    let sight = view.sight.clone();
    let all = match app.cx.store.read(move |tx| learn::measured(tx, &sight, since)).await {
        Ok(all) => all,
        Err(error) => return refusal(&view, &error),
    };
    let by = By::from_word(asked.get("by")).unwrap_or(By::Whole);
    let groups = learn::measured_groups(&all, by, &view.setup.settings.time_zone());
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(by, &groups).asked_as(file)).flatten() {
        return whole;
    }
    page(&view, view.words.measures(), &body(&view, &asked, (by, &groups), since)).into_response()
}

fn body(
    view: &View,
    asked: &Asked,
    (by, groups): (By, &[MeasuredGroup<'_>]),
    since: Timestamp,
) -> Markup {
    let words = view.words;
    let day = words.date(&since.to_jiff().to_zoned(view.zone.clone()));
    html! {
        (ui::filters(view, asked, &fields(view, asked)))
        p { (words.measures_about(&day)) }
        @if groups.is_empty() { (empty(words.measures_none(), words.measures_none_next())) }
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

fn fields(view: &View, asked: &Asked) -> Markup {
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
