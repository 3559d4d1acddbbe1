//! Every page there is, in one place: a page that is added to the program and not here fails a
//! test.

use std::fs;
use std::path::Path;

use crate::browser::Page;
use crate::browser::furnish::Furnished;

/// A page that can be looked at.
pub(super) struct Shown {
    /// As the program routes it; empty for an address that leads nowhere.
    route: &'static str,
    /// An address on the furnished Vigie that it answers.
    pub(super) path: &'static str,
    /// What its picture is called.
    pub(super) name: &'static str,
}

const fn shown(route: &'static str, path: &'static str, name: &'static str) -> Shown {
    Shown { route, path, name }
}

/// Every page, and the faces of a page that differ much.
pub(super) const PAGES: [Shown; 67] = [
    shown("/", "/", "now"),
    shown("/alerts", "/alerts", "alerts"),
    shown("/alerts", "/alerts?past=1", "alerts-past"),
    shown("/alerts", "/alerts?filter=severity", "alerts-mistake"),
    shown("/alerts", "/alerts?filter=team%3D%22none%22", "alerts-none"),
    shown("/alerts/{id}", "/alerts/1", "alert"),
    shown("/alerts/{id}", "/alerts/5", "alert-long"),
    shown("/incidents", "/incidents", "incidents"),
    shown("/incidents/{reference}", "/incidents/INCIDENT", "incident"),
    shown("/incidents/{reference}/qualify", "/incidents/INCIDENT/qualify", "qualify"),
    shown("/incidents/{reference}/edit", "/incidents/INCIDENT/edit", "incident-edit"),
    shown("/incidents/{reference}/split", "/incidents/INCIDENT/split", "incident-split"),
    shown("/incidents/{reference}/playbooks/{run}", "/incidents/INCIDENT/playbooks/1", "run"),
    shown("/incidents/{reference}/contacts", "/incidents/INCIDENT/contacts", "contacts"),
    shown(
        "/incidents/{reference}/entries/{entry}",
        "/incidents/INCIDENT/entries/ENTRY",
        "correction",
    ),
    shown("/incidents/{reference}/report", "/incidents/INCIDENT/report", "report"),
    shown(
        "/incidents/{reference}/report/edit",
        "/incidents/INCIDENT/report/edit?section=0",
        "report-edit",
    ),
    shown("/incidents/{reference}/report/{step}", "/incidents/INCIDENT/report/1", "report-version"),
    shown("/actions", "/actions", "actions"),
    shown("/actions/{id}", "/actions/1", "action"),
    shown("/measures", "/measures", "measures"),
    shown("/measures", "/measures?by=service", "measures-service"),
    shown("/measures", "/measures?level=red&month=2020-01", "measures-none"),
    shown("/incidents/{reference}/drafts", "/incidents/INCIDENT/drafts", "drafts"),
    shown(
        "/incidents/{reference}/drafts/{key}",
        "/incidents/INCIDENT/drafts/cnil-initial",
        "draft",
    ),
    shown("/breaches", "/breaches", "breaches"),
    shown("/breaches/{reference}", "/breaches/INCIDENT", "breach"),
    shown("/deadlines", "/deadlines", "deadlines"),
    shown("/checks", "/checks", "checks"),
    shown("/checks/{slug}", "/checks/home", "check"),
    shown("/heartbeats", "/heartbeats", "heartbeats"),
    shown("/alerts", "/alerts?past=1&sort=-since&rows=2", "alerts-sorted"),
    shown("/silences", "/silences", "silences"),
    shown("/playbooks", "/playbooks", "playbooks"),
    shown("/playbooks/{key}", "/playbooks/ransomware-containment", "playbook"),
    shown("/playbooks/{key}", "/playbooks/database-down", "playbook-rehearsed"),
    shown("/services", "/services", "services"),
    shown("/services", "/services?state=unknown&sort=name", "services-unknown"),
    shown("/checks", "/checks?name=nothing", "checks-none"),
    shown("/design", "/design", "design"),
    shown("/accessibility", "/accessibility", "accessibility"),
    shown("/search", "/search", "search"),
    shown("/search", "/search?q=procedures", "search-found"),
    shown("/search", "/search?q=nothing+like+it", "search-nothing"),
    shown("/sources", "/sources", "sources"),
    shown("/report", "/report", "report-problem"),
    shown("/problems", "/problems", "problems"),
    shown("/problems", "/problems?state=all", "problems-all"),
    shown("/changes", "/changes", "changes"),
    shown("/changes", "/changes?text=nothing+like+it", "changes-none"),
    shown("/notifications", "/notifications", "notifications"),
    shown("/account", "/account", "account"),
    shown("/account/password", "/account/password", "account-password"),
    shown("/account/app", "/account/app", "account-app"),
    shown("/account/confirm", "/account/confirm", "account-confirm"),
    shown("/journal", "/journal", "journal"),
    shown("/journal", "/journal?check=1&who=nobody", "journal-checked"),
    shown("/binder", "/binder", "binder"),
    shown("/offline", "/offline", "offline"),
    shown("/wall", "/wall", "walls"),
    shown("/tokens", "/tokens", "tokens"),
    shown("/tokens", "/tokens?state=withdrawn", "tokens-none"),
    shown("/wall/{signed}", "/wall/forged", "wall-refused"),
    shown("/sign-in", "/sign-in", "sign-in"),
    shown("/sign-in/{link}", "/sign-in/any", "sign-in-link"),
    shown("/ack/{signed}", "/ack/forged", "link-refused"),
    shown("", "/nowhere", "nowhere"),
];

/// Addresses that answer something else than a page, or a page in the middle of an exchange; those
/// are looked at where the exchange is told.
const NO_PAGES: [&str; 18] = [
    "/account/codes",
    "/account/codes.txt",
    "/incidents/{reference}/evidence/{evidence}",
    "/incidents/{reference}/report.md",
    "/incidents/{reference}/report.html",
    "/incidents/{reference}/report.pdf",
    "/journal.csv",
    "/journal.json",
    "/live",
    "/binder.html",
    "/binder.pdf",
    "/sign-in/code",
    "/sign-in/provider",
    "/sign-in/provider/return",
    "/sign-out/provider",
    "/app/pack.json",
    "/manifest.webmanifest",
    "/sw.js",
];

impl Shown {
    /// Opens it on the furnished Vigie.
    pub(super) fn open(&self, page: &mut Page, furnished: &Furnished) {
        let path = self.path.replace("INCIDENT", &furnished.incident);
        page.open(&path.replace("ENTRY", &furnished.entry.to_string()));
    }
}

#[test]
fn every_page_that_the_program_routes_is_looked_at() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web.rs");
    let routed = routes(&fs::read_to_string(file).unwrap());
    assert!(routed.len() > 10, "the routes are not read: {routed:?}");
    let known = |route: &String| {
        NO_PAGES.contains(&route.as_str()) || PAGES.iter().any(|page| page.route == route)
    };
    let forgotten: Vec<&String> = routed.iter().filter(|route| !known(route)).collect();
    assert!(forgotten.is_empty(), "add to PAGES or NO_PAGES: {forgotten:?}");
    let meant = PAGES.iter().filter(|page| !page.route.is_empty());
    let gone = meant.filter(|page| !routed.contains(&page.route.to_owned()));
    let gone: Vec<&str> = gone.map(|page| page.route).collect();
    assert!(gone.is_empty(), "no such route any more: {gone:?}");
}

/// The addresses that answer a GET, as the router's source says them.
fn routes(source: &str) -> Vec<String> {
    let parts = source.split(".route(\"").skip(1);
    parts
        .filter_map(|part| part.split_once("\", get("))
        .filter(|(route, _)| !route.contains('"'))
        .map(|(route, _)| route.to_owned())
        .collect()
}
