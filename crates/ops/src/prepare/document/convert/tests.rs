//! What documents become, and every mistake with its place.

use super::{Hint, setup};
use crate::prepare::document::{Document, Kind};
use serde_json::{Value, json};
use std::time::Duration;
use vigie_domain::channel::Secret;
use vigie_domain::check::CheckKind;
use vigie_domain::heartbeat::Schedule;
use vigie_domain::rights::{Grant, Role};
use vigie_domain::setup::{EVERYONE, Setup};

fn document(value: Value) -> Document {
    serde_json::from_value(value).unwrap()
}

fn mistakes(value: Value) -> Vec<String> {
    let found = setup(&document(value)).unwrap_err();
    found.into_iter().map(|mistake| format!("{}: {}", mistake.path, mistake.message)).collect()
}

fn whole() -> Value {
    json!({
        "settings": {
            "external_url": "https://vigie.example.org/", "language": "fr", "zone": "Europe/Paris",
            "smtp": {"host": "mail", "from": "Vigie <vigie@example.org>",
                     "username": "vigie", "password": {"env": "SMTP_PASSWORD"}},
            "alertmanager_api": {"open_to_loopback": true},
            "retention": {"alerts": "90d"}
        },
        "organisations": [{"slug": "acme", "name": "Acme"}],
        "teams": [{"slug": "ops", "organisation": "acme", "members": ["ada"]}],
        "services": [{"slug": "db"}, {"slug": "api", "depends_on": ["db"], "owners": ["ada"], "team": "ops"}],
        "people": [{"slug": "ada", "email": "ada@example.org", "language": "en", "roles": ["manager"]},
                   {"slug": "bo", "roles": [{"role": "responder", "organisation": "acme"}]}],
        "channels": [
            {"name": "room", "mattermost": {"url": {"env": "HOOK"}}, "from_severity": "critical"},
            {"name": "hook", "webhook": {"url": "https://a.example/x", "bearer": "t"}, "tells_resolved": false},
            {"name": "mail", "email": {"to": ["Ops <ops@example.org>"]}},
            {"name": "tchap", "matrix": {"homeserver": "https://m.example/", "room": "!a:m.example", "token": {"file": "/t"}}}
        ],
        "receivers": [{"name": "team", "people": ["ada"], "channels": ["room"]}],
        "checks": [
            {"slug": "host", "icmp": {"host": "10.0.0.1"}},
            {"slug": "site", "service": "api", "http": {"url": "https://example.org", "statuses": [200, "3xx"]},
             "every": "10s", "depends_on": ["host"], "severity": "warning",
             "maintenance": [{"interval": "nights"}, {"from": "2026-11-20T21:00:00Z", "until": "2026-11-20T22:00:00Z"}]},
            {"slug": "disk", "disk": {"path": "/"}}
        ],
        "heartbeats": [
            {"slug": "backup", "cron": "0 4 * * *", "ping_key": "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278"},
            {"slug": "sync", "period": "1h", "ping_key": "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea279", "grace": "10m"}
        ],
        "sources": [
            {"slug": "prom", "kind": "alertmanager", "tokens": ["old", {"env": "NEW"}], "expected_every": "5m"},
            {"slug": "app", "kind": "generic", "token": "t", "service": "api",
             "mapping": {"title": "/name", "status": {"at": "/state", "firing": ["ko"], "resolved": ["ok"]},
                         "labels": {"host": "/host"}}}
        ],
        "route": {"receiver": "everyone", "routes": [
            {"receiver": "team", "match": ["severity=critical", "service=~\"api|db\""], "mute": ["nights"],
             "incident_from": "never", "continue": true, "repeat": "12h"}
        ]},
        "inhibitions": [{"name": "less", "when": ["severity=critical"], "mute": ["severity=warning"], "equal": ["service"]}],
        "intervals": [{"name": "nights", "spans": [{"times": ["22:00-24:00", "00:00-06:00"], "weekdays": ["monday:friday"], "zone": "Europe/Paris"}]}]
    })
}

#[test]
fn a_whole_document_becomes_a_setup() {
    let setup = setup(&document(whole())).unwrap();
    assert_eq!(setup.settings.external_url.as_deref(), Some("https://vigie.example.org"));
    assert_eq!(setup.settings.smtp.as_ref().unwrap().port, 587);
    assert_eq!(setup.channels.len(), 4);
    assert_eq!(setup.checks["site"].timeout, Duration::from_secs(5));
    let Schedule::Cron { zone, .. } = &setup.heartbeats["backup"].schedule else { panic!() };
    assert_eq!(zone.iana_name(), Some("Europe/Paris"));
    assert_eq!(setup.sources["prom"].tokens.len(), 2);
    assert_eq!(setup.root.routes[0].key, "{}/{service=~\"api|db\",severity=\"critical\"}");
    assert_eq!(setup.root.routes[0].incident_from, None);
    assert_eq!(setup.root.wait, Duration::from_secs(5));
    let everyone = &setup.receivers[EVERYONE];
    assert_eq!((everyone.people.len(), everyone.channels.len()), (1, 4));
    assert_eq!(setup.services["api"].organisation.as_ref().unwrap().as_str(), "acme");
    assert_eq!(setup.services["db"].organisation, None);
    assert_eq!(setup.people["ada"].roles, [Grant::everywhere(Role::Manager)]);
    assert_eq!(setup.people["bo"].roles[0].organisation.as_ref().unwrap().as_str(), "acme");
    assert!(setup.reaches_somebody("team") && !setup.reaches_somebody("nobody"));
}

#[test]
fn objects_make_the_same_document_again() {
    let document = document(whole());
    let objects = document.objects().unwrap();
    assert_eq!(objects.len(), 22);
    assert_eq!((objects[0].kind, objects[0].name.as_str()), (Kind::Settings, "settings"));
    let again = Document::from_objects(objects).unwrap();
    assert_eq!(again, document);
    assert_eq!(serde_json::to_value(&again).unwrap()["route"], whole()["route"]);
}

#[test]
fn nothing_declared_is_the_bare_setup() {
    assert_eq!(setup(&Document::default()).unwrap(), Setup::bare().unwrap());
}

#[test]
fn all_mistakes_are_found_at_once_with_their_places() {
    let found = mistakes(json!({
        "settings": {"external_url": "vigie", "zone": "Paris", "smtp": {"host": "a b", "from": "x", "username": "u"}},
        "services": [{"slug": "API"}, {"slug": "a", "depends_on": ["b"]}, {"slug": "b", "depends_on": ["a"]}],
        "people": [{"slug": "ada", "email": "ada"}],
        "channels": [{"name": "c"}, {"name": "d", "email": {"to": []}}],
        "receivers": [{"name": "r", "people": ["bob"]}],
        "checks": [
            {"slug": "x", "http": {"url": "example.org"}},
            {"slug": "y", "tcp": {"host": "h", "port": 0}},
            {"slug": "z", "icmp": {"host": "h"}, "depends_on": ["z"], "every": "5s", "timeout": "5s"},
            {"slug": "w", "icmp": {"host": "h"}, "tcp": {"host": "h", "port": 1}, "maintenance": [{}]},
        ],
        "heartbeats": [{"slug": "h", "ping_key": "k", "cron": "* * *"}],
        "sources": [{"slug": "s", "kind": "generic"}, {"slug": "t", "kind": "grafana", "token": "", "mapping": {"title": "a"}}],
        "route": {"routes": [{"match": ["a=~\"(\"", ""], "interval": "0s", "active": ["nights"]}]},
        "intervals": [{"name": "i", "spans": [{"times": ["9-17"], "weekdays": ["funday"]}]}]
    }));
    for place in [
        "settings.external_url: \"vigie\" is no web address",
        "settings.zone: \"Paris\" is no time zone",
        "settings.smtp.host: ",
        "settings.smtp.from: ",
        "settings.smtp.username: a username needs its password",
        "services[0].slug: \"API\" is no short name",
        "services[1].depends_on: services depend on each other in a circle: a -> b -> a",
        "people[0].email: \"ada\" is no mail address",
        "channels[0]: a channel has exactly one of",
        "channels[1].email.to: ",
        "receivers[0].people[0]: there is no person \"bob\"",
        "checks[0].http.url: ",
        "checks[1].tcp.port: ",
        "checks[2].timeout: ",
        "checks[2].depends_on: checks depend on each other in a circle: z -> z",
        "checks[3]: a check has exactly one of",
        "checks[3].maintenance[0]: ",
        "heartbeats[0].ping_key: ",
        "heartbeats[0].cron: ",
        "sources[0]: a source needs a token",
        "sources[0]: a generic source needs a mapping",
        "sources[1].token: a secret can't be empty",
        "sources[1].mapping: only a source of kind generic",
        "route: the root route needs a receiver",
        "route.routes[0].match[0]: ",
        "route.routes[0].match[1]: a matcher can't be empty",
        "route.routes[0].interval: this duration can't be zero",
        "route.routes[0].active[0]: there is no interval \"nights\"",
        "intervals[0].spans[0].times[0]: ",
        "intervals[0].spans[0].weekdays[0]: ",
    ] {
        assert!(found.iter().any(|line| line.starts_with(place)), "{place}\n{found:#?}");
    }
    assert_eq!(found.len(), 30, "{found:#?}");
}

#[test]
fn duplicates_name_the_first() {
    let found = setup(&document(json!({
        "people": [{"slug": "ada"}, {"slug": "bo"}, {"slug": "ada"}],
    })));
    let found = found.unwrap_err();
    assert_eq!(found[0].path, "people[2].slug");
    assert_eq!(found[0].hint, Hint::Again { first: "people[0].slug".to_owned() });
}

#[test]
fn unknown_names_offer_what_is_known() {
    let found = setup(&document(json!({"route": {"receiver": "everyon"}}))).unwrap_err();
    let Hint::Unknown { kind, word, known } = &found[0].hint else { panic!() };
    assert_eq!((*kind, word.as_str()), (Kind::Receiver, "everyon"));
    assert_eq!(known, &[EVERYONE]);
}

#[test]
fn secrets_in_addresses_are_not_repeated() {
    let found = mistakes(json!({"channels": [
        {"name": "c", "mattermost": {"url": "chat.example/hooks/s3cret"}},
    ]}));
    assert!(found[0].starts_with("channels[0].mattermost.url") && !found[0].contains("s3cret"));
}

#[test]
fn a_circle_does_not_hide_another() {
    let found = mistakes(json!({"services": [
        {"slug": "a", "depends_on": ["b"]}, {"slug": "b", "depends_on": ["a"]},
        {"slug": "c", "depends_on": ["c", "a"]}, {"slug": "d", "depends_on": ["a"]},
    ]}));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn headers_by_reference_are_kept_for_the_look() {
    let setup = setup(&document(json!({"checks": [{"slug": "c", "http": {
        "url": "https://a.example",
        "headers": {"accept": "text/html", "authorization": {"env": "TOKEN"}},
    }}]})));
    let CheckKind::Http(http) = &setup.unwrap().checks["c"].kind else { panic!() };
    assert_eq!(http.headers.len(), 1);
    assert_eq!(
        http.secret_headers,
        [("authorization".to_owned(), Secret::Env("TOKEN".to_owned()))]
    );
    let found = mistakes(json!({"checks": [{"slug": "c", "http": {
        "url": "https://a.example", "headers": {"te": {"env": "A"}, "x": {"env": ""}},
    }}]}));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn nobody_gets_rights_by_a_slip_of_the_pen() {
    let found = mistakes(json!({
        "organisations": [{"slug": "acme"}, {"slug": "other"}],
        "teams": [{"slug": "ops", "organisation": "acm", "members": ["ada"]},
                  {"slug": "dev", "organisation": "other"}],
        "services": [{"slug": "api", "organisation": "acme", "team": "dev"}],
        "people": [{"slug": "bo", "roles": [{"role": "reader", "organisation": "nobody"}]}]
    }));
    for place in [
        "teams[0].organisation: there is no organisation \"acm\"",
        "teams[0].members[0]: there is no person \"ada\"",
        "services[0].organisation: its team works for \"other\"",
        "people[0].roles[0].organisation: there is no organisation \"nobody\"",
    ] {
        assert!(found.iter().any(|said| said.starts_with(place)), "{place}\n{found:#?}");
    }
}
