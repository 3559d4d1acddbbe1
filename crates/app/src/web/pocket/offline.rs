//! The page that is shown when Vigie does not answer. It holds nothing of anybody: its script
//! fills it with what the device keeps.

use super::super::layout::{ICON_ROUTE, STYLE_ROUTE, Stranger, View};
use super::files::{OFFLINE_ROUTE, POCKET_ROUTE};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde_json::json;

/// `GET /offline`.
pub(in crate::web) async fn show(Stranger(view): Stranger) -> Response {
    let words = view.words;
    let said = json!({
        "as_of": words.offline_as_of(), "acknowledge": words.acknowledge(),
        "waiting": words.offline_waiting(), "unsent": words.offline_unsent(),
        "sent": words.offline_sent(), "refused": words.offline_refused(),
        "queue_empty": words.offline_queue_empty(), "no_alert": words.offline_no_alert(),
        "no_incident": words.offline_no_incident(), "no_contact": words.offline_no_contact(),
        "no_told": words.offline_no_told(), "no_playbook": words.offline_no_playbook(),
    });
    let parts = [
        ("c-alerts", "alerts", words.alerts()),
        ("c-incidents", "incidents", words.open_incidents()),
        ("c-contacts", "contacts", words.binder_people()),
        ("c-told", "told", words.binder_told()),
        ("c-playbooks", "playbooks", words.playbooks()),
    ];
    let body = html! {
        noscript { p.problem { (words.offline_noscript()) } }
        p #gone .notice role="status" hidden { (words.offline_gone()) }
        p #back .notice role="status" hidden { (words.offline_back()) " " a href="/" { (words.back_to_now()) } }
        p #out .notice role="status" hidden { (words.offline_out()) " " a href="/sign-in" { (words.sign_in()) } }
        p #erased .notice role="status" hidden { (words.offline_erased()) }
        p #unsent .problem role="alert" hidden { (words.offline_not_sent()) }
        p #nothing hidden { (words.offline_nothing()) }
        h2 #queue { (words.offline_queue()) }
        ul.cards #queued {}
        div #kept hidden {
            p { (words.offline_of()) " " strong #whose {} }
            p { strong #age {} }
            @for (id, list, title) in parts { h2 id=(id) { (title) } ul.cards id=(list) {} }
        }
    };
    Html(whole(&view, &said.to_string(), &body).into_string()).into_response()
}

/// The page without rooms and without an age of its own: its script says how old each part is.
fn whole(view: &View, said: &str, body: &Markup) -> Markup {
    let title = view.words.offline();
    html! {
        (DOCTYPE)
        html lang=(view.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Vigie" }
                link rel="stylesheet" href=(STYLE_ROUTE);
                link rel="icon" type="image/svg+xml" href=(ICON_ROUTE);
                link rel="manifest" href="/manifest.webmanifest";
                script src=(POCKET_ROUTE) defer {}
                script src=(OFFLINE_ROUTE) defer {}
            }
            body {
                header { strong.brand { "Vigie" } }
                main id="main" data-words=(said) { h1 { (title) } (body) }
            }
        }
    }
}
