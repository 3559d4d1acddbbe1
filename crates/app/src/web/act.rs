//! Actions of a playbook's step: what would happen first, then a button that does it.

use super::incidents::parse;
use super::layout::{View, page, refusal};
use super::runs;
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::id::RunId;
use vigie_domain::incident::Incident;
use vigie_domain::playbook::PlaybookAction;
use vigie_domain::rights::Act;
use vigie_ops::respond::{self, Wish};
use vigie_ops::store::Tx;
use vigie_ops::words::Said;
use vigie_ops::{Error, sight};

/// What an action is asked with: a target, and where something is told, the text. Actions that
/// Vigie can't do yet have no form.
pub(super) fn form(
    view: &View,
    (base, place): (&str, i64),
    incident: &Incident,
    action: PlaybookAction,
) -> Markup {
    let words = view.words;
    let (label, choices): (&str, Vec<(String, String)>) = match action {
        PlaybookAction::StartClock => (
            words.act_clock_which(),
            (view.setup.deadlines.in_force())
                .map(|one| (one.terms.name.to_string(), words.title_of(&one.terms)))
                .collect(),
        ),
        PlaybookAction::Notify => (words.act_receiver(), receivers(view)),
        PlaybookAction::Webhook => (words.act_channel(), webhooks(view)),
        PlaybookAction::Maintenance
        | PlaybookAction::OutagePage
        | PlaybookAction::Backup
        | PlaybookAction::Campaign => return html! { p.hint { (words.run_by_hand()) } },
    };
    let tells = action != PlaybookAction::StartClock;
    let target = format!("target-{place}");
    let text = format!("text-{place}");
    html! {
        form method="post" action={ (base) "/act" } {
            label for=(target) { (label) }
            select id=(target) name="target" {
                @for (value, label) in &choices { option value=(value) { (label) } }
            }
            @if tells {
                label for=(text) { (words.act_text()) }
                textarea id=(text) name="text" required maxlength="2000" {
                    (words.act_text_start(incident.reference, &incident.title))
                }
            }
            button type="submit" { (words.act_try()) }
        }
        p.hint { (words.act_by_hand()) }
    }
}

fn receivers(view: &View) -> Vec<(String, String)> {
    let all = view.setup.receivers.keys().map(ToString::to_string);
    all.filter(|name| view.setup.reaches_somebody(name)).map(|name| (name.clone(), name)).collect()
}

fn webhooks(view: &View) -> Vec<(String, String)> {
    let all = view.setup.channels.values().filter(|one| respond::is_webhook(one));
    all.map(|one| (one.name.to_string(), one.name.to_string())).collect()
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    target: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    confirmed: String,
}

/// `POST /incidents/{reference}/playbooks/{run}/steps/{place}/act`.
pub(super) async fn act(
    State(app): State<App>,
    view: View,
    Path((reference, run, place)): Path<(String, String, i64)>,
    Form(typed): Form<Asked>,
) -> Response {
    let wish = Wish { target: typed.target.clone(), text: typed.text.clone() };
    let (number, id) = (parse(&reference), runs::number(&run));
    if typed.confirmed.is_empty() {
        let (setup, sight) = (app.cx.setup(), view.sight.clone());
        let read = app.cx.store.read(move |tx| {
            let incident = sight::incident(tx, &sight, Act::Respond, number.clone()?)?;
            let at = (incident.id, id.clone()?, place);
            respond::plan_action(tx, &setup, (at, &wish))
        });
        return match read.await {
            Ok(would) => ask(&view, (&reference, &run, place), &typed, &would),
            Err(error) => refusal(&view, &error),
        };
    }
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let sight = view.sight.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, number.clone()?)?;
        let at: (_, RunId, i64) = (incident.id, id.clone()?, place);
        respond::act(tx, &setup, (at, &wish), &by, now)
    };
    let done: Result<(), Error> = app.cx.store.write(unit).await;
    runs::after(&app, &view, (&reference, &run), (place, String::new(), done)).await
}

/// What would happen, and the button that does it.
fn ask(
    view: &View,
    (reference, run, place): (&str, &str, i64),
    typed: &Asked,
    would: &[Said],
) -> Response {
    use axum::response::IntoResponse;
    let words = view.words;
    let back = format!("/incidents/{reference}/playbooks/{run}");
    let body = html! {
        p { strong { (words.act_not_yet()) } }
        ul { @for line in would { li.text { (line.to(view.language)) } } }
        div.actions {
            form method="post" action={ (back) "/steps/" (place) "/act" } {
                input type="hidden" name="target" value=(typed.target);
                input type="hidden" name="text" value=(typed.text);
                input type="hidden" name="confirmed" value="1";
                button.main type="submit" { (words.act_do()) }
            }
            a.button href={ (back) "#step-" (place) } { (words.run_back(reference)) }
        }
    };
    page(view, words.act_would(), &body).into_response()
}
