//! What people ask: pages made on the server, that work without JavaScript.
//! Owns what a page shows and which form does what; never a rule.

mod accessibility;
mod account;
mod acknowledge;
mod act;
mod actions;
mod alerts;
mod beside;
mod binder;
mod breaches;
mod changes;
mod checks;
mod clocks;
mod contacts;
mod deadlines;
mod design;
mod drafts;
mod evidence;
mod exercise;
mod heartbeats;
mod incidents;
mod journal;
mod layout;
mod live;
mod measures;
mod mirrors;
mod notes;
mod now;
mod outbox;
mod playbooks;
mod pocket;
mod problems;
mod qualify;
mod report;
mod report_problem;
mod runs;
mod search;
mod services;
mod sign_in;
mod silences;
mod sources;
mod take;
mod tasks;
mod tokens;
mod ui;
mod wall;

use crate::access;
use crate::state::App;
use axum::Extension;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::sync::Arc;

/// Every page and form.
pub fn router(app: &App) -> Router<App> {
    let pages = Router::new()
        .route("/", get(now::show))
        .route("/alerts", get(alerts::list))
        .route("/alerts/{id}", get(alerts::show))
        .route("/alerts/{id}/acknowledge", post(alerts::acknowledge))
        .route("/alerts/{id}/close", post(alerts::close))
        .route("/incidents", get(incidents::list).post(incidents::declare))
        .route("/incidents/{reference}", get(incidents::show))
        .route("/incidents/{reference}/qualify", get(qualify::ask).post(qualify::qualify))
        .route("/incidents/{reference}/clocks", post(clocks::start))
        .route("/incidents/{reference}/clocks/{id}", post(clocks::end))
        .route("/incidents/{reference}/roles", post(incidents::give))
        .route("/incidents/{reference}/privacy", post(incidents::set_privacy))
        .route("/incidents/{reference}/notes", post(notes::add))
        .route("/incidents/{reference}/{step}", post(incidents::step))
        .route("/checks", get(checks::list))
        .route("/checks/{slug}", get(checks::show))
        .route("/services", get(services::list))
        .route("/sources", get(sources::list))
        .route("/changes", get(changes::list))
        .route("/playbooks", get(playbooks::list))
        .route("/playbooks/{key}", get(playbooks::show))
        .route("/notifications", get(outbox::list))
        .route("/notifications/{id}/retry", post(outbox::retry))
        .route("/journal", get(journal::list))
        .route("/journal.csv", get(journal::csv))
        .route("/journal.json", get(journal::json))
        .route("/accessibility", get(accessibility::show))
        .route("/design", get(design::show).post(design::again))
        .route("/ack/{signed}", get(acknowledge::ask).post(acknowledge::take))
        .route("/offline", get(pocket::show))
        .route("/app/pack.json", get(pocket::pack))
        .route("/manifest.webmanifest", get(pocket::manifest))
        .route("/sw.js", get(pocket::worker))
        .merge(pocket::files())
        .route("/binder", get(binder::show))
        .route("/binder.html", get(binder::download))
        .route("/binder.pdf", get(binder::pdf))
        .route("/wall", get(wall::list).post(wall::make))
        .route("/wall/{signed}", get(wall::show))
        .route("/wall/{signed}/withdraw", post(wall::withdraw))
        .route("/tokens", get(tokens::list).post(tokens::make))
        .route("/tokens/{name}/withdraw", post(tokens::withdraw))
        .route(wall::STYLE_ROUTE, get(wall::style))
        .route(wall::SCRIPT_ROUTE, get(wall::script))
        .route(binder::STYLE_ROUTE, get(binder::style))
        .route(layout::STYLE_ROUTE, get(layout::style))
        .route(layout::PASSKEY_ROUTE, get(layout::passkey_script))
        .route(layout::ICON_ROUTE, get(layout::icon))
        .route(layout::SCRIPT_ROUTE, get(layout::script))
        .route("/live", get(live::listen))
        .route("/search", get(search::show))
        .merge(lists())
        .merge(together())
        .merge(learning())
        .merge(door())
        .layer(Extension(Arc::<now::Kept>::default()));
    access::guarded(pages, app, layout::turned_away).fallback(layout::not_found)
}

/// Lists, and the views of lists that people save.
fn lists() -> Router<App> {
    Router::new()
        .route("/heartbeats", get(heartbeats::list))
        .route("/silences", get(silences::list).post(silences::create))
        .route("/silences/{id}/expire", post(silences::expire))
        .route("/views", post(ui::save))
        .route("/views/forget", post(ui::forget))
}

/// What people do together in an incident.
fn together() -> Router<App> {
    Router::new()
        .route("/incidents/{reference}/edit", get(incidents::ask_edit).post(incidents::write_edit))
        .route("/incidents/{reference}/links", post(incidents::link))
        .route("/incidents/{reference}/links/{other}/remove", post(incidents::unlink))
        .route("/incidents/{reference}/split", get(incidents::ask_split).post(incidents::split))
        .route("/incidents/{reference}/playbooks", post(runs::start))
        .route("/incidents/{reference}/playbooks/{run}", get(runs::show))
        .route("/incidents/{reference}/playbooks/{run}/steps/{place}", post(runs::settle))
        .route("/incidents/{reference}/playbooks/{run}/steps/{place}/reopen", post(runs::reopen))
        .route("/incidents/{reference}/playbooks/{run}/steps/{place}/act", post(act::act))
        .route("/incidents/{reference}/contacts", get(contacts::show).post(contacts::attempt))
        .route("/incidents/{reference}/tasks", post(tasks::add))
        .route("/incidents/{reference}/tasks/{task}", post(tasks::end))
        .route("/incidents/{reference}/updates", post(tasks::update))
        .route("/exercises", post(exercise::start))
        .route("/incidents/{reference}/exercise/stop", post(exercise::stop))
        .merge(kept())
        .route("/problems", get(problems::list))
        .route("/problems/dismiss", post(problems::dismiss_all))
        .route("/problems/{id}/declare", post(problems::declare))
        .route("/problems/{id}/dismiss", post(problems::dismiss))
        .merge(outside())
}

/// What people outside are shown.
fn outside() -> Router<App> {
    Router::new()
        .route("/report", get(report_problem::show).post(report_problem::send))
        .layer(DefaultBodyLimit::max(report_problem::FORM_BYTES_MAX))
        .layer(Extension(report_problem::paces()))
}

/// What is kept with an incident: files of a form have a limit of their own.
fn kept() -> Router<App> {
    Router::new()
        .route("/incidents/{reference}/evidence", post(evidence::keep))
        .layer(DefaultBodyLimit::disable())
        .route("/incidents/{reference}/evidence/{evidence}", get(evidence::show))
        .route("/incidents/{reference}/entries/{entry}", get(notes::ask).post(notes::correct))
}

/// Reports, and what follows from them.
fn learning() -> Router<App> {
    Router::new()
        .route("/actions", get(actions::list))
        .route("/actions/{id}", get(actions::show))
        .route("/actions/{id}/{step}", post(actions::step))
        .route("/incidents/{reference}/actions", post(actions::add))
        .route("/measures", get(measures::show))
        .route("/breaches", get(breaches::list))
        .route("/deadlines", get(deadlines::show))
        .route("/breaches/{reference}", get(breaches::show).post(breaches::write))
        .route("/incidents/{reference}/drafts", get(drafts::list))
        .route("/incidents/{reference}/drafts/{key}", get(drafts::show))
        .route("/incidents/{reference}/report", get(report::show))
        .route("/incidents/{reference}/report.md", get(report::as_markdown))
        .route("/incidents/{reference}/report.html", get(report::as_html))
        .route("/incidents/{reference}/report.pdf", get(report::as_pdf))
        .route("/incidents/{reference}/report/edit", get(report::ask).post(report::write))
        .route("/incidents/{reference}/report/{step}", get(report::version).post(report::step))
}

/// Coming in, going out, and what somebody changes about themselves.
fn door() -> Router<App> {
    Router::new()
        .route("/account", get(account::show))
        .route("/account/language", post(account::set_language))
        .route("/account/password", get(account::password::ask).post(account::password::set))
        .route("/account/app", get(account::app::ask).post(account::app::set))
        .route("/account/app/begin", post(account::app::begin))
        .route("/account/app/remove", post(account::app::remove))
        .route("/account/codes", get(account::app::codes).post(account::app::make_codes))
        .route("/account/codes.txt", get(account::app::codes_text))
        .route("/account/codes/kept", post(account::app::kept))
        .route("/account/passkeys", post(account::passkeys::add))
        .route("/account/passkeys/begin", post(account::passkeys::begin))
        .route("/account/passkeys/{id}/remove", post(account::passkeys::remove))
        .route("/account/confirm", get(account::confirm::ask).post(account::confirm::prove))
        .route("/account/sessions/end-others", post(account::sessions::end_others))
        .route("/account/sessions/{session}/end", post(account::sessions::end))
        .route("/sign-in", get(sign_in::ask_name).post(sign_in::by_password))
        .route("/sign-in/code", get(sign_in::second::ask).post(sign_in::second::prove))
        .route("/sign-in/passkey", post(account::passkeys::enter))
        .route("/sign-in/passkey/begin", post(account::passkeys::ask))
        .route("/sign-in/provider", get(sign_in::provider::ask))
        .route("/sign-in/provider/return", get(sign_in::provider::back))
        .route("/sign-in/{link}", get(sign_in::ask).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/sign-out/provider", get(sign_in::provider::leave))
}
