//! The public form: somebody without an account reports a problem. Open where the settings say so;
//! kept from floods by counting, and from programs by a field that people do not see and by the
//! time that writing takes. No other site is asked, and no address is kept.

use super::layout::{Stranger, View, not_found, page, said};
use super::ui::{Choice, Field};
use crate::limit::{Limits, Rate, Who, address};
use crate::state::App;
use axum::extract::rejection::FormRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use vigie_domain::setup::PublicReports;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, CONTACT_CHARS_MAX, Said, TIP_CHARS_MAX};
use vigie_ops::{Error, store::Tx};

/// Largest form.
pub(super) const FORM_BYTES_MAX: usize = 64 * 1024;
/// What the time of a form is signed for.
const PURPOSE: &str = "report a problem";
/// Nobody writes faster; programs do.
const WRITTEN_IN: Duration = Duration::from_secs(3);
/// A form that was left open for longer is shown again.
const OPEN_FOR: Duration = Duration::from_secs(12 * 3_600);
/// One address: a few at once, then one every two minutes.
const OF_ADDRESS: Rate = Rate { burst: 5, every_millis: 120_000 };
/// All of them: an outage brings many at once, and a day brings 1,500 at most.
const OF_ALL: Rate = Rate { burst: 60, every_millis: 60_000 };

const TOO_MANY: StatusCode = StatusCode::TOO_MANY_REQUESTS;

/// What was sent of late.
pub(super) struct Paces {
    address: Limits,
    all: Limits,
}

/// Nothing was sent yet.
pub(super) fn paces() -> Arc<Paces> {
    Arc::new(Paces { address: Limits::new(OF_ADDRESS), all: Limits::new(OF_ALL) })
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    text: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    contact: String,
    /// What people do not see.
    #[serde(default)]
    more: String,
    #[serde(default)]
    form: String,
}

/// `GET /report`.
pub(super) async fn show(State(app): State<App>, Stranger(view): Stranger) -> Response {
    match view.setup.settings.public_reports.clone() {
        Some(public) => form(&app, &view, (&public, &Typed::default()), None),
        None => not_found(State(app), Stranger(view)).await,
    }
}

fn form(
    app: &App,
    view: &View,
    (public, typed): (&PublicReports, &Typed),
    mistake: Option<(StatusCode, &str)>,
) -> Response {
    let words = view.words;
    let now = app.cx.now();
    let signed = app.cx.keys.sign(PURPOSE, &now.as_millis().to_string(), now + OPEN_FOR);
    let text = Field {
        name: "text",
        label: words.tip_text(),
        hint: words.tip_text_hint(),
        value: &typed.text,
        mistake: mistake.map(|(_, why)| why),
        letters_max: TIP_CHARS_MAX,
        ..Field::default()
    };
    let contact = Field {
        name: "contact",
        label: words.tip_contact(),
        hint: words.tip_contact_hint(),
        value: &typed.contact,
        optional: true,
        letters_max: CONTACT_CHARS_MAX,
        ..Field::default()
    };
    let body = html! {
        p { (words.tip_intro()) }
        form method="post" action="/report" {
            (services(view, public, typed))
            (text.area())
            (contact.line("text"))
            div hidden {
                label for="more" { (words.tip_trap()) }
                input id="more" name="more" tabindex="-1" autocomplete="off";
            }
            input type="hidden" name="form" value=(signed);
            button.main type="submit" { (words.tip_send()) }
        }
        p.faint { (words.tip_privacy()) }
    };
    let status = mistake.map_or(StatusCode::OK, |(status, _)| status);
    (status, page(view, words.tip_title(), &body)).into_response()
}

/// The services that the settings name, and none.
fn services(view: &View, public: &PublicReports, typed: &Typed) -> Markup {
    let named: Vec<(&str, &str)> =
        public.services.iter().map(|slug| (slug.as_str(), view.service(slug))).collect();
    let none = Choice { value: "", label: view.words.tip_service_none() };
    let named = named.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(none).chain(named).collect();
    let service = Field {
        name: "service",
        label: view.words.tip_service_field(),
        value: &typed.service,
        ..Field::default()
    };
    html! { @if !public.services.is_empty() { (service.select(&choices)) } }
}

/// `POST /report`.
pub(super) async fn send(
    State(app): State<App>,
    Stranger(view): Stranger,
    Extension(paces): Extension<Arc<Paces>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let Some(public) = view.setup.settings.public_reports.clone() else {
        return not_found(State(app), Stranger(view)).await;
    };
    let now = app.cx.now();
    let again = |typed: &Typed, why: &str| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        form(&app, &view, (&public, typed), Some((status, why)))
    };
    let Ok(Form(typed)) = typed else {
        return again(&Typed::default(), view.words.tip_unreadable());
    };
    let often = |wait: Duration, why: &str| {
        let shown = form(&app, &view, (&public, &typed), Some((TOO_MANY, why)));
        ([(RETRY_AFTER, (wait.as_secs() + 1).to_string())], shown).into_response()
    };
    if let Err(wait) = paces.address.count(&address(peer.ip()), now) {
        return often(wait, view.words.tip_often());
    }
    // The field that people do not see may have been filled by their browser: it comes back empty.
    if !typed.more.is_empty() || !in_time(&app, &typed.form, now) {
        return again(&typed, view.words.tip_again());
    }
    if let Err(wait) = paces.all.count(&Who::Everybody, now) {
        return often(wait, &many(&view));
    }
    let said_of = Said {
        service: typed.service.clone(),
        text: typed.text.clone(),
        contact: typed.contact.clone(),
    };
    let setup = app.cx.setup();
    let unit = move |tx: &mut Tx<'_>| respond::receive_tip(tx, &setup, &said_of, now);
    match app.cx.store.write(unit).await {
        Ok(_) => thanks(&view),
        Err(Error::Refused { why, next_step }) => again(&typed, &said(&view, &why, &next_step)),
        Err(error) => super::layout::refusal(&view, &error),
    }
}

/// Very many people write at once.
fn many(view: &View) -> String {
    view.words.pair(view.words.tip_many(), view.words.tip_many_next())
}

/// Whether the form was opened by this program, not too long ago, and not just now.
fn in_time(app: &App, signed: &str, now: Timestamp) -> bool {
    let opened = app.cx.keys.verify(PURPOSE, signed, now);
    let opened = opened.and_then(|text| text.parse().ok()).map(Timestamp::from_millis);
    opened.is_some_and(|opened| now.since(opened) >= WRITTEN_IN)
}

fn thanks(view: &View) -> Response {
    let words = view.words;
    let body =
        html! { p { (words.tip_thanks()) } p { a href="/report" { (words.tip_another()) } } };
    page(view, words.tip_title(), &body).into_response()
}
