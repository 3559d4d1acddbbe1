//! Splitting an incident: which alerts and which lines go to a new one.

use super::parse;
use crate::state::App;
use crate::web::layout::{View, page, refusal, said};
use crate::web::ui::{Field, in_one_line, time};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeSet;
use vigie_domain::id::{AlertId, EntryId};
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_ops::journal::find;
use vigie_ops::respond::{self, Split};
use vigie_ops::store::alerts::Stored;
use vigie_ops::store::journal::{Entry, Filter};
use vigie_ops::store::{Tx, alerts};
use vigie_ops::{Error, sight};

/// Alerts that the page offers.
const ALERTS_MAX: i64 = 500;
/// Lines that the page offers, the newest.
const LINES_MAX: i64 = 200;

/// What the form sends: the boxes that were ticked, by name.
type Sent = Vec<(String, String)>;

/// What the page shows.
struct Shown {
    incident: Incident,
    alerts: Vec<Stored>,
    lines: Vec<Entry>,
}

async fn read(app: &App, view: &View, reference: &str) -> Result<Shown, Error> {
    let (seen, target) = (view.sight.clone(), reference.to_owned());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?;
        let mut alerts = alerts::of_incident(tx, incident.id, ALERTS_MAX)?;
        alerts.retain(|alert| sight::may_alert(&seen, Act::Respond, alert));
        let own = Filter { incident: Some(incident.id), ..Filter::default() };
        let (mut lines, _) = find(tx, &own, EntryId(i64::MAX), LINES_MAX)?;
        lines.retain(|line| !line.text.is_empty());
        lines.reverse();
        Ok(Shown { incident, alerts, lines })
    };
    app.cx.store.read(unit).await
}

/// `GET /incidents/{reference}/split`.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    match read(&app, &view, &reference).await {
        Ok(shown) => form(&view, &shown, &Sent::new(), None).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /incidents/{reference}/split`.
pub(in crate::web) async fn split(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(sent): Form<Sent>,
) -> Response {
    let wanted = Split {
        title: sent
            .iter()
            .find(|(name, _)| name == "title")
            .map_or_else(String::new, |one| one.1.clone()),
        alerts: ticked(&sent, "alert").into_iter().map(AlertId).collect(),
        lines: ticked(&sent, "line").into_iter().map(EntryId).collect(),
    };
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?;
        for alert in &wanted.alerts {
            sight::alert(tx, &seen, Act::Respond, *alert)?;
        }
        respond::split(tx, &setup, (&incident, &wanted), &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(part) => Redirect::to(&format!("/incidents/{}", part.reference)).into_response(),
        Err(Error::Refused { why, next_step }) => match read(&app, &view, &reference).await {
            Ok(shown) => {
                let mistake = said(&view, &why, &next_step);
                let page = form(&view, &shown, &sent, Some(&mistake));
                (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
            }
            Err(error) => refusal(&view, &error),
        },
        Err(error) => refusal(&view, &error),
    }
}

fn ticked(sent: &Sent, name: &str) -> BTreeSet<i64> {
    let values = sent.iter().filter(|(known, _)| known == name);
    values.filter_map(|(_, value)| value.parse().ok()).collect()
}

fn form(view: &View, shown: &Shown, sent: &Sent, mistake: Option<&str>) -> Response {
    let (words, reference) = (view.words, shown.incident.reference);
    let title = sent.iter().find(|(name, _)| name == "title");
    let title = Field {
        name: "title",
        label: words.split_title(),
        value: title.map_or("", |(_, title)| title),
        mistake,
        letters_max: 200,
        ..Field::default()
    };
    let (alerts, lines) = (ticked(sent, "alert"), ticked(sent, "line"));
    let body = html! {
        p { (words.split_intro()) }
        form method="post" action={ "/incidents/" (reference) "/split" } {
            (title.line("text"))
            fieldset {
                legend { (words.split_alerts()) }
                @if shown.alerts.is_empty() { p { (words.split_alerts_none()) } }
                @for stored in &shown.alerts {
                    @let id = stored.alert.id.0;
                    (tick("alert", id, alerts.contains(&id), &html! {
                        (stored.alert.claim.title()) " · "
                        (words.known(stored.alert.state.as_str()))
                    }))
                }
            }
            details open[!lines.is_empty()] {
                summary { (words.split_lines()) }
                fieldset {
                    legend { (words.timeline()) }
                    @for line in &shown.lines {
                        (tick("line", line.seq.0, lines.contains(&line.seq.0), &html! {
                            (time(view, line.at)) " · " (in_one_line(view, line))
                        }))
                    }
                }
            }
            div.actions {
                button.main type="submit" { (words.split_do()) }
                a.button href={ "/incidents/" (reference) } { (words.report_cancel()) }
            }
        }
    };
    page(view, &format!("{} · {reference}", words.split()), &body).into_response()
}

fn tick(name: &str, value: i64, is_ticked: bool, said: &Markup) -> Markup {
    html! {
        label.inline {
            input type="checkbox" name=(name) value=(value) checked[is_ticked];
            span { (said) }
        }
    }
}
