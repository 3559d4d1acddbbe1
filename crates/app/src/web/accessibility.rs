//! The accessibility statement, in the form that the RGAA gives it: what is true of the program,
//! and what the operator says of this service in `settings.accessibility`.

use super::layout::{Stranger, View, page};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::setup::{Accessibility, AccessibilityState};

/// Where people in France complain when the contact does not help.
const DEFENDER: &str = "https://formulaire.defenseurdesdroits.fr/";

/// `GET /accessibility`: for everybody, before they sign in too.
pub(super) async fn show(State(app): State<App>, Stranger(view): Stranger) -> Response {
    let (words, said) = (view.words, &view.setup.settings.accessibility);
    let address = app.base_url();
    let who = said.organisation.as_deref().unwrap_or(words.access_who());
    let body = html! {
        p { (words.access_promise(&address, who)) }
        h2 { (words.access_state()) }
        p { (words.access_state_of(state(&view, said.state))) }
        h2 { (words.access_results()) }
        p { (said.audit.as_deref().unwrap_or(words.access_no_audit())) }
        p { (words.access_tested()) }
        h2 { (words.access_faults()) }
        p { (said.faults.as_deref().unwrap_or(words.access_no_fault())) }
        p { (words.access_exemptions()) " "
            (said.exemptions.as_deref().unwrap_or(words.access_no_exemption())) }
        h2 { (words.access_made()) }
        p { @match &said.date {
            Some(date) => (words.access_made_on(date)),
            None => (words.access_not_dated()),
        } }
        p { (words.access_techniques()) }
        h2 { (words.access_contact()) }
        p { (words.access_contact_how()) }
        (contact(&view, said))
        h2 { (words.access_remedy()) }
        p { (words.access_remedy_how()) }
        p { a href=(DEFENDER) rel="noreferrer" { (words.access_defender()) } }
    };
    page(&view, words.accessibility(), &body).into_response()
}

fn state(view: &View, state: Option<AccessibilityState>) -> &'static str {
    match state {
        Some(AccessibilityState::Full) => view.words.access_full(),
        Some(AccessibilityState::Partial) => view.words.access_partial(),
        Some(AccessibilityState::Not) => view.words.access_not(),
        None => view.words.access_unknown(),
    }
}

fn contact(view: &View, said: &Accessibility) -> Markup {
    html! {
        @match &said.contact {
            Some(contact) if contact.contains('@') && !contact.contains(' ') => {
                p { a href={ "mailto:" (contact) } { (contact) } }
            }
            Some(contact) => { p { (contact) } }
            None => { p { (view.words.access_no_contact()) } }
        }
    }
}

/// The way to the statement, with its state, as the RGAA wants it on every page.
pub(super) fn link(view: &View) -> Markup {
    let words = view.words;
    let said = match view.setup.settings.accessibility.state {
        Some(AccessibilityState::Full) => words.access_link_full(),
        Some(AccessibilityState::Partial) => words.access_link_partial(),
        Some(AccessibilityState::Not) | None => words.access_link_not(),
    };
    html! { a href="/accessibility" { (said) } }
}
