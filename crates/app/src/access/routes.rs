//! Every address of the program and what it takes to be let in: the whole list, on one page.
//! An address that is not here is refused, whoever asks.

use Act::{
    Configure, Declare, KeepRegister, ManagePeople, ManageTokens, Respond, See, SeeConfiguration,
    SeeContacts, SeeJournal, Signal, Silence,
};
use Need::{Everywhere, Known, Public, Somewhere};
use std::collections::HashMap;
use std::sync::LazyLock;
use vigie_domain::rights::Act;

/// What an address takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it tells nothing and changes nothing that is anybody's.
    Public,
    /// The address or its header carries a key of its own, which the handler checks.
    Key(Key),
    /// To be somebody we know.
    Known,
    /// To may do this somewhere; the handler keeps to what its [`Sight`] covers.
    ///
    /// [`Sight`]: vigie_domain::rights::Sight
    Somewhere(Act),
    /// To may do this everywhere, because it is about the whole installation.
    Everywhere(Act),
}

/// Keys that open one address each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A source's token, in the address.
    Source,
    /// A source's or a program's token, in a header; or a program on this machine.
    Alertmanager,
    /// A heartbeat's ping key, in the address.
    Ping,
    /// A signed link from a message.
    Signed,
    /// A single-use sign-in link, or the cookie of a sign-in that began.
    SignIn,
    /// A program's token, or any program on this machine.
    Machine,
}

/// An address and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method; `*` for all.
    pub method: &'static str,
    /// The path as the router knows it.
    pub path: &'static str,
    /// What it takes.
    pub need: Need,
}

/// Under it stand style, script and fonts: the same for everybody.
const STATIC: &str = "/static/";

/// Every address, by path.
pub fn routes() -> impl Iterator<Item = Route> {
    let all = MACHINES.iter().chain(PAGES).chain(API);
    all.map(|&(method, path, need)| Route { method, path, need })
}

/// What the table says about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It takes this.
    Takes(Need),
    /// It is listed, but not with this method.
    OtherMethod,
    /// It is not listed.
    Unlisted,
}

/// What an address takes; HEAD is asked as GET is.
pub(super) fn find(method: &str, path: &str) -> Found {
    type ByPath = HashMap<&'static str, Vec<(&'static str, Need)>>;
    static TABLE: LazyLock<ByPath> = LazyLock::new(|| {
        let mut table = ByPath::new();
        for route in routes() {
            table.entry(route.path).or_default().push((route.method, route.need));
        }
        table
    });
    let method = if method == "HEAD" { "GET" } else { method };
    if path.starts_with(STATIC) && method == "GET" {
        return Found::Takes(Public);
    }
    let Some(methods) = TABLE.get(path) else { return Found::Unlisted };
    let fits = methods.iter().find(|(known, _)| *known == method || *known == "*");
    fits.map_or(Found::OtherMethod, |(_, need)| Found::Takes(*need))
}

type Line = (&'static str, &'static str, Need);

/// What machines call.
const MACHINES: &[Line] = &[
    ("*", "/-/healthy", Public),
    ("*", "/-/ready", Public),
    ("*", "/-/reload", Need::Key(Key::Machine)),
    ("GET", "/metrics", Public),
    ("POST", "/in/{kind}/{token}", Need::Key(Key::Source)),
    ("GET", "/ping/{key}", Need::Key(Key::Ping)),
    ("POST", "/ping/{key}", Need::Key(Key::Ping)),
    ("GET", "/ping/{key}/{kind}", Need::Key(Key::Ping)),
    ("POST", "/ping/{key}/{kind}", Need::Key(Key::Ping)),
    ("*", "/api/v2", Public),
    ("*", "/api/v2/", Need::Key(Key::Alertmanager)),
    ("*", "/api/v2/{*path}", Need::Key(Key::Alertmanager)),
    ("*", "/api/v1/receivers", Public),
    ("*", "/api/v1/alerts/groups", Public),
    ("*", "/api/v1/silence/{id}", Public),
];

/// What people see and do in a browser. Each page keeps to its reader's `Sight`. The binder and
/// wall screens take a role everywhere: they speak of the whole installation, its people, its
/// files and how to bring it back, and can't be divided.
const PAGES: &[Line] = &[
    ("GET", "/", Somewhere(See)),
    ("GET", "/alerts", Somewhere(See)),
    ("GET", "/alerts/{id}", Somewhere(See)),
    ("POST", "/alerts/{id}/acknowledge", Somewhere(Respond)),
    ("POST", "/alerts/{id}/close", Somewhere(Respond)),
    ("GET", "/incidents", Somewhere(See)),
    ("POST", "/incidents", Somewhere(Declare)),
    ("GET", "/incidents/{reference}", Somewhere(See)),
    ("GET", "/incidents/{reference}/qualify", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/qualify", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/clocks", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/clocks/{id}", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/edit", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/edit", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/links", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/links/{other}/remove", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/split", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/split", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/roles", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/privacy", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/notes", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/playbooks", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/playbooks/{run}", Somewhere(See)),
    ("POST", "/incidents/{reference}/playbooks/{run}/steps/{place}", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/playbooks/{run}/steps/{place}/reopen", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/playbooks/{run}/steps/{place}/act", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/contacts", Somewhere(SeeContacts)),
    ("POST", "/incidents/{reference}/contacts", Somewhere(Respond)),
    ("POST", "/exercises", Somewhere(Declare)),
    ("POST", "/incidents/{reference}/exercise/stop", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/tasks", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/tasks/{task}", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/updates", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/evidence", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/entries/{entry}", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/entries/{entry}", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/evidence/{evidence}", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/{step}", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/actions", Somewhere(Respond)),
    ("GET", "/breaches", Somewhere(SeeJournal)),
    ("GET", "/breaches/{reference}", Somewhere(SeeJournal)),
    ("POST", "/breaches/{reference}", Somewhere(KeepRegister)),
    ("GET", "/measures", Somewhere(See)),
    ("GET", "/actions", Somewhere(See)),
    ("GET", "/actions/{id}", Somewhere(See)),
    ("POST", "/actions/{id}/{step}", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/drafts", Somewhere(See)),
    ("GET", "/incidents/{reference}/drafts/{key}", Somewhere(See)),
    ("GET", "/incidents/{reference}/report", Somewhere(See)),
    ("GET", "/incidents/{reference}/report.md", Somewhere(See)),
    ("GET", "/incidents/{reference}/report.html", Somewhere(See)),
    ("GET", "/incidents/{reference}/report.pdf", Somewhere(See)),
    ("GET", "/incidents/{reference}/report/edit", Somewhere(Respond)),
    ("POST", "/incidents/{reference}/report/edit", Somewhere(Respond)),
    ("GET", "/incidents/{reference}/report/{step}", Somewhere(See)),
    ("POST", "/incidents/{reference}/report/{step}", Somewhere(Respond)),
    ("GET", "/checks", Somewhere(See)),
    ("GET", "/checks/{slug}", Somewhere(See)),
    ("GET", "/heartbeats", Somewhere(See)),
    ("POST", "/views", Known),
    ("POST", "/views/forget", Known),
    ("GET", "/silences", Somewhere(See)),
    ("POST", "/silences", Somewhere(Silence)),
    ("POST", "/silences/{id}/expire", Somewhere(Silence)),
    ("GET", "/services", Somewhere(See)),
    ("GET", "/sources", Somewhere(See)),
    ("GET", "/changes", Somewhere(See)),
    ("GET", "/deadlines", Somewhere(See)),
    ("GET", "/playbooks", Somewhere(See)),
    ("GET", "/playbooks/{key}", Somewhere(See)),
    ("GET", "/notifications", Somewhere(See)),
    ("POST", "/notifications/{id}/retry", Somewhere(Respond)),
    ("GET", "/live", Somewhere(See)),
    ("GET", "/search", Somewhere(See)),
    ("GET", "/accessibility", Public),
    ("GET", "/design", Known),
    ("POST", "/design", Known),
    ("GET", "/journal", Somewhere(SeeJournal)),
    ("GET", "/journal.csv", Somewhere(SeeJournal)),
    ("GET", "/journal.json", Somewhere(SeeJournal)),
    ("GET", "/account", Known),
    ("POST", "/account/language", Known),
    ("GET", "/account/password", Known),
    ("POST", "/account/password", Known),
    ("GET", "/account/app", Known),
    ("POST", "/account/app", Known),
    ("POST", "/account/app/begin", Known),
    ("POST", "/account/app/remove", Known),
    ("GET", "/account/codes", Known),
    ("POST", "/account/codes", Known),
    ("GET", "/account/codes.txt", Known),
    ("POST", "/account/codes/kept", Known),
    ("POST", "/account/passkeys", Known),
    ("POST", "/account/passkeys/begin", Known),
    ("POST", "/account/passkeys/{id}/remove", Known),
    ("GET", "/account/confirm", Known),
    ("POST", "/account/confirm", Known),
    ("POST", "/account/sessions/end-others", Known),
    ("POST", "/account/sessions/{session}/end", Known),
    ("GET", "/binder", Everywhere(SeeContacts)),
    ("GET", "/binder.html", Everywhere(SeeContacts)),
    ("GET", "/binder.pdf", Everywhere(SeeContacts)),
    ("GET", "/wall", Everywhere(ManageTokens)),
    ("POST", "/wall", Everywhere(ManageTokens)),
    ("GET", "/wall/{signed}", Need::Key(Key::Signed)),
    ("POST", "/wall/{signed}/withdraw", Everywhere(ManageTokens)),
    ("GET", "/tokens", Somewhere(ManageTokens)),
    ("POST", "/tokens", Somewhere(ManageTokens)),
    ("POST", "/tokens/{name}/withdraw", Somewhere(ManageTokens)),
    ("GET", "/problems", Somewhere(Respond)),
    ("POST", "/problems/dismiss", Somewhere(Respond)),
    ("POST", "/problems/{id}/declare", Somewhere(Respond)),
    ("POST", "/problems/{id}/dismiss", Somewhere(Respond)),
    ("GET", "/report", Public),
    ("POST", "/report", Public),
    ("GET", "/offline", Public),
    ("GET", "/manifest.webmanifest", Public),
    ("GET", "/sw.js", Public),
    ("GET", "/app/pack.json", Somewhere(See)),
    ("GET", "/ack/{signed}", Need::Key(Key::Signed)),
    ("POST", "/ack/{signed}", Need::Key(Key::Signed)),
    ("GET", "/sign-in", Public),
    ("POST", "/sign-in", Public),
    ("GET", "/sign-in/{link}", Need::Key(Key::SignIn)),
    ("POST", "/sign-in/{link}", Need::Key(Key::SignIn)),
    ("GET", "/sign-in/code", Need::Key(Key::SignIn)),
    ("POST", "/sign-in/code", Need::Key(Key::SignIn)),
    ("POST", "/sign-in/passkey", Public),
    ("POST", "/sign-in/passkey/begin", Public),
    ("GET", "/sign-in/provider", Need::Key(Key::SignIn)),
    ("GET", "/sign-in/provider/return", Need::Key(Key::SignIn)),
    ("GET", "/sign-out/provider", Need::Key(Key::SignIn)),
    ("POST", "/sign-out", Public),
];

/// Our own JSON API.
const API: &[Line] = &[
    ("GET", "/api/v1/openapi.json", Public),
    ("GET", "/api/v1", Public),
    ("GET", "/api/v1/", Public),
    ("*", "/api/v1/{*rest}", Public),
    ("GET", "/api/v1/alerts", Somewhere(See)),
    ("POST", "/api/v1/alerts", Somewhere(Signal)),
    ("GET", "/api/v1/alerts/{id}", Somewhere(See)),
    ("POST", "/api/v1/alerts/{id}/acknowledge", Somewhere(Respond)),
    ("POST", "/api/v1/alerts/{id}/close", Somewhere(Respond)),
    ("GET", "/api/v1/silences", Somewhere(See)),
    ("POST", "/api/v1/silences", Somewhere(Silence)),
    ("GET", "/api/v1/silences/{id}", Somewhere(See)),
    ("DELETE", "/api/v1/silences/{id}", Somewhere(Silence)),
    ("GET", "/api/v1/incidents", Somewhere(See)),
    ("POST", "/api/v1/incidents", Somewhere(Declare)),
    ("GET", "/api/v1/incidents/{reference}", Somewhere(See)),
    ("PATCH", "/api/v1/incidents/{reference}", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/links", Somewhere(Respond)),
    ("DELETE", "/api/v1/incidents/{reference}/links/{other}", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/split", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/qualification", Somewhere(See)),
    ("POST", "/api/v1/incidents/{reference}/qualification", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/clocks", Somewhere(See)),
    ("POST", "/api/v1/incidents/{reference}/clocks", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/clocks/{id}", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/roles", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/privacy", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/notes", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/report", Somewhere(See)),
    ("POST", "/api/v1/incidents/{reference}/playbooks/{run}/steps/{place}/act", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/contacts", Somewhere(SeeContacts)),
    ("POST", "/api/v1/incidents/{reference}/contacts", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/tasks", Somewhere(See)),
    ("POST", "/api/v1/incidents/{reference}/tasks", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/tasks/{task}", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/updates", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/evidence", Somewhere(See)),
    ("PUT", "/api/v1/incidents/{reference}/evidence/{evidence}", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/evidence/{evidence}", Somewhere(Respond)),
    ("GET", "/api/v1/evidence/check", Everywhere(SeeJournal)),
    ("GET", "/api/v1/incidents/{reference}/playbooks", Somewhere(See)),
    ("POST", "/api/v1/incidents/{reference}/playbooks", Somewhere(Respond)),
    ("GET", "/api/v1/incidents/{reference}/playbooks/{run}", Somewhere(See)),
    ("POST", "/api/v1/incidents/{reference}/playbooks/{run}/steps/{place}", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/{step}", Somewhere(Respond)),
    ("POST", "/api/v1/incidents/{reference}/actions", Somewhere(Respond)),
    ("GET", "/api/v1/breaches", Somewhere(SeeJournal)),
    ("GET", "/api/v1/breaches/{reference}", Somewhere(SeeJournal)),
    ("POST", "/api/v1/breaches/{reference}", Somewhere(KeepRegister)),
    ("GET", "/api/v1/deadlines", Somewhere(See)),
    ("GET", "/api/v1/measures", Somewhere(See)),
    ("GET", "/api/v1/incidents/{reference}/drafts", Somewhere(See)),
    ("GET", "/api/v1/incidents/{reference}/drafts/{key}", Somewhere(See)),
    ("GET", "/api/v1/actions", Somewhere(See)),
    ("GET", "/api/v1/actions/{id}", Somewhere(See)),
    ("POST", "/api/v1/actions/{id}", Somewhere(Respond)),
    ("POST", "/api/v1/actions/{id}/{step}", Somewhere(Respond)),
    ("POST", "/api/v1/exercises", Somewhere(Declare)),
    ("POST", "/api/v1/exercises/{reference}/stop", Somewhere(Respond)),
    ("GET", "/api/v1/services", Somewhere(See)),
    ("GET", "/api/v1/checks", Somewhere(See)),
    ("GET", "/api/v1/heartbeats", Somewhere(See)),
    ("GET", "/api/v1/sources", Somewhere(See)),
    ("GET", "/api/v1/changes", Somewhere(See)),
    ("POST", "/api/v1/changes", Somewhere(Signal)),
    ("GET", "/api/v1/problems", Somewhere(Respond)),
    ("GET", "/api/v1/problems/{id}", Somewhere(Respond)),
    ("POST", "/api/v1/problems/{id}/declare", Somewhere(Respond)),
    ("POST", "/api/v1/problems/{id}/dismiss", Somewhere(Respond)),
    ("POST", "/api/v1/sources/{slug}/dry-run", Somewhere(SeeConfiguration)),
    ("GET", "/api/v1/status", Everywhere(See)),
    ("GET", "/api/v1/notifications", Somewhere(See)),
    ("POST", "/api/v1/notifications/{id}/retry", Somewhere(Respond)),
    ("GET", "/api/v1/journal", Somewhere(SeeJournal)),
    ("GET", "/api/v1/journal/verify", Everywhere(SeeJournal)),
    ("GET", "/api/v1/configuration", Everywhere(SeeConfiguration)),
    ("POST", "/api/v1/configuration/plan", Everywhere(SeeConfiguration)),
    ("POST", "/api/v1/configuration/apply", Everywhere(Configure)),
    ("GET", "/api/v1/tokens", Somewhere(ManageTokens)),
    ("POST", "/api/v1/tokens", Somewhere(ManageTokens)),
    ("DELETE", "/api/v1/tokens/{name}", Somewhere(ManageTokens)),
    ("GET", "/api/v1/accounts", Everywhere(ManagePeople)),
    ("POST", "/api/v1/accounts", Everywhere(ManagePeople)),
    ("DELETE", "/api/v1/accounts/{name}", Everywhere(ManagePeople)),
    ("POST", "/api/v1/accounts/{name}/reset", Everywhere(ManagePeople)),
    ("GET", "/api/v1/binder", Everywhere(SeeContacts)),
    ("GET", "/api/v1/walls", Everywhere(ManageTokens)),
    ("POST", "/api/v1/walls", Everywhere(ManageTokens)),
    ("DELETE", "/api/v1/walls/{name}", Everywhere(ManageTokens)),
    ("POST", "/api/v1/secrets/rotate", Everywhere(Configure)),
    ("POST", "/api/v1/sign-in-links", Everywhere(ManagePeople)),
];
