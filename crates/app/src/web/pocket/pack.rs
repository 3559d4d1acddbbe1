//! What a device keeps for somebody: only what they may see, under a key of their session.

use super::super::layout::{View, refusal};
use super::files::{PLAYBOOKS_EN_ROUTE, PLAYBOOKS_FR_ROUTE, kept};
use crate::access;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use vigie_domain::alert::State as Life;
use vigie_domain::incident::{Incident, Stage};
use vigie_domain::person::{Language, Person};
use vigie_domain::rights::Act;
use vigie_domain::route::Route;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_ops::sight;
use vigie_ops::store::alerts::Stored;

/// Alerts and incidents that are kept: what one can work through on a phone.
const OPEN_MAX: i64 = 200;
/// Own playbooks that are kept: the pack comes anew with every look, on a bad network too.
const OWN_MAX: usize = 100;

/// `GET /app/pack.json`.
pub(in crate::web) async fn pack(
    State(app): State<App>,
    view: View,
    headers: HeaderMap,
) -> Response {
    // The key belongs to a session; a program has none, and nothing to keep.
    let Some(session) = access::cookie(&headers, access::COOKIE_NAME) else {
        return (StatusCode::UNAUTHORIZED, "sign in first\n").into_response();
    };
    let key = app.cx.keys.stamp("pocket", session);
    let seen = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let live = sight::worst_alerts(tx, &seen, OPEN_MAX)?;
        Ok((live, sight::incidents_open(tx, &seen, OPEN_MAX)?))
    });
    let (live, open) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let setup = app.cx.setup();
    let people = setup.people.values().filter(|one| view.sight.reaches(&one.slug));
    // Routes speak of all services and say how to reach people: they are not divided.
    let all = view.sight.may_everywhere(Act::SeeContacts);
    let routes = setup.root.walk().filter(|_| all);
    let playbooks = match view.language {
        Language::En => PLAYBOOKS_EN_ROUTE,
        Language::Fr => PLAYBOOKS_FR_ROUTE,
    };
    Json(json!({
        "key": key,
        "person": view.person,
        "made_at": view.now.as_millis(),
        "zone": setup.settings.zone,
        "alerts": live.iter().map(|stored| alert(&view, stored)).collect::<Vec<_>>(),
        "incidents": open.iter().map(|one| incident(&view, one)).collect::<Vec<_>>(),
        "contacts": people.map(|one| contact(&view, one)).collect::<Vec<_>>(),
        "told": routes.map(|route| told(&view, &setup, route)).collect::<Vec<_>>(),
        "playbooks": playbooks,
        "own_playbooks": own_playbooks(&view),
    }))
    .into_response()
}

/// The operator's own playbooks in the reader's language. They stand before those that ship, and in
/// the place of those that have the same name.
fn own_playbooks(view: &View) -> Vec<Value> {
    let own = view.playbooks().values().filter(|one| view.playbooks.is_own(&one.key));
    own.take(OWN_MAX).map(|playbook| kept(view.words, playbook)).collect()
}

fn alert(view: &View, stored: &Stored) -> Value {
    let (words, claim) = (view.words, &stored.alert.claim);
    let is_open = matches!(stored.alert.state, Life::Open);
    let taken = match &stored.alert.state {
        Life::Acknowledged { by, .. } => view.person_name(by),
        Life::Open | Life::Resolved { .. } => "",
    };
    let parts = [
        words.known(claim.severity().as_str()),
        claim.service().map(|slug| view.service(&slug).to_owned()).unwrap_or_default(),
        words.known(stored.alert.state.as_str()),
        taken.to_owned(),
    ];
    json!({
        "title": crate::web::alerts::title(view, stored),
        "about": about(&parts),
        "acknowledge": (is_open && sight::may_alert(&view.sight, Act::Respond, stored)).then(|| format!("/alerts/{}/acknowledge", stored.alert.id)),
    })
}

fn incident(view: &View, incident: &Incident) -> Value {
    let words = view.words;
    let service = incident.service.as_ref();
    let parts = [
        words.known(incident.severity.as_str()),
        service.map(|slug| view.service(slug).to_owned()).unwrap_or_default(),
        words.pair(
            words.binder_lead(),
            incident.lead.as_deref().map_or(words.nobody(), |lead| view.person_name(lead)),
        ),
    ];
    let is_new = incident.stage == Stage::Declared
        && sight::may_incident(&view.sight, Act::Respond, incident);
    json!({
        "title": format!("{} · {}", incident.reference, incident.title),
        "about": about(&parts),
        "acknowledge": is_new.then(|| format!("/incidents/{}/acknowledge", incident.reference)),
    })
}

fn about(parts: &[String]) -> String {
    let said: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

fn contact(view: &View, person: &Person) -> Value {
    let words = view.words;
    let phone = person.phone.as_ref();
    let none = || words.binder_no_phone(&person.name);
    let mail = person.email.clone();
    json!({
        "name": person.name,
        "phone": phone.map_or_else(none, ToString::to_string),
        "dialled": phone.map(vigie_domain::person::Phone::dialled),
        "mail": mail.unwrap_or_else(|| words.binder_no_mail(&person.name)),
    })
}

fn told(view: &View, setup: &Setup, route: &Route) -> Value {
    let words = view.words;
    let receiver = setup.receivers.get(route.receiver.as_str());
    let person = |slug: &Slug| {
        let phone = setup.people.get(slug).and_then(|person| person.phone.as_ref());
        let name = view.person_name(slug.as_str());
        phone.map_or(name.to_owned(), |phone| format!("{name} ({phone})"))
    };
    let people = receiver.iter().flat_map(|found| found.people.iter().map(person));
    let channels = receiver.iter().flat_map(|found| found.channels.iter().map(ToString::to_string));
    let all: Vec<String> = people.chain(channels).collect();
    let reaches = setup.reaches_somebody(route.receiver.as_str());
    let when = if route.matchers.is_empty() {
        words.binder_route_all().to_owned()
    } else {
        format!("{} {}", words.binder_route_when(), route.matchers)
    };
    json!({
        "when": when,
        "who": if reaches { all.join(", ") } else { words.binder_tells_nobody().to_owned() },
    })
}
