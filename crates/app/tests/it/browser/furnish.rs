//! A Vigie with a bad night behind it: what the pages show when they are needed.

use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

use crate::peers::http::{Answer, Request};
use crate::peers::sink::Sink;
use crate::peers::vigie::Vigie;
use crate::peers::{folder, free_port, until};
use crate::report_problem::write_for_a_while;

/// How long checks and notifications may take to be as the pages are to show them.
const PATIENCE: Duration = Duration::from_secs(30);

/// A Vigie that has something to show.
pub(crate) struct Furnished {
    pub(crate) vigie: Vigie,
    /// The session of somebody who signed in.
    pub(crate) cookie: String,
    /// The reference of the incident that has a story.
    pub(crate) incident: String,
    /// The number of a line of its timeline.
    pub(crate) entry: i64,
    _dir: tempfile::TempDir,
}

/// Starts a Vigie and lets a night happen: alerts in every state, incidents with a story, checks
/// that fail, silences, messages that did not leave, and texts of every kind.
pub(crate) fn furnished() -> Furnished {
    let (sink, dir) = (Sink::start(), folder("furnished"));
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(&sink.url)).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    alerts(&vigie);
    let incident = incidents(&vigie);
    let entry = corrected(&vigie, &incident);
    silences(&vigie);
    changes(&vigie);
    problems(&vigie);
    tokens(&vigie);
    let unread = Request::json("POST", "/in/generic/disk-token", r#"{"state":"<b>odd</b>"}"#);
    assert_eq!(unread.send(&vigie.address).status, 422);
    let seen = || {
        let failing = api(&vigie, "GET", "/checks", &Value::Null).text().contains("\"failing\"");
        let told = api(&vigie, "GET", "/notifications", &Value::Null).text();
        (failing && told.contains("\"sent\"") && told.contains("\"failed\"")).then_some(())
    };
    until(PATIENCE, seen).unwrap_or_else(|| {
        let told = api(&vigie, "GET", "/notifications", &Value::Null).text();
        panic!("not all that the pages are to show happened: {told}")
    });
    let cookie = session(&vigie);
    report(&vigie, &cookie, &incident);
    Furnished { vigie, cookie, incident, entry, _dir: dir }
}

/// The cookie of somebody who used a sign-in link.
pub(crate) fn session(vigie: &Vigie) -> String {
    session_of(vigie, &json!({}))
}

/// The same for a person, as the link is asked for.
pub(crate) fn session_of(vigie: &Vigie, whom: &Value) -> String {
    let made = api(vigie, "POST", "/sign-in-links", whom).json();
    let path = made["url"].as_str().unwrap().rsplit_once("/sign-in/").unwrap().1.to_owned();
    let entered = Request::new("POST", format!("/sign-in/{path}")).send(&vigie.address);
    entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Asks our API with the token that the program left for its own command line.
pub(crate) fn api(vigie: &Vigie, method: &str, path: &str, body: &Value) -> Answer {
    let mut request =
        Request::new(method, format!("/api/v1{path}")).header("Authorization", &vigie.bearer());
    if !body.is_null() {
        request = request.header("Content-Type", "application/json").body(body.to_string());
    }
    let answer = request.send(&vigie.address);
    assert!((200..300).contains(&answer.status), "{path}: {}", answer.text());
    answer
}

/// Somebody else than the command line's own account.
pub(crate) fn asks_as(vigie: &Vigie, name: &str, path: &str, body: &Value) -> u16 {
    let made = json!({ "name": name, "role": "responder" });
    let token = api(vigie, "POST", "/tokens", &made).json()["token"].as_str().unwrap().to_owned();
    Request::json("POST", &format!("/api/v1{path}"), body.to_string())
        .header("Authorization", &format!("Bearer {token}"))
        .send(&vigie.address)
        .status
}

fn config(sink: &str) -> String {
    let nobody = free_port();
    format!(
        "settings: {{language: fr, zone: Europe/Paris, public_reports: {{services: [procedures]}}}}
people:
- {{slug: ada, name: Ada Lovelace, email: ada@example.org, phone: +33 6 12 34 56 78}}
- {{slug: bo, name: 'نور الهدى 🦉 de La Roche-Guyon', email: bo@example.org, language: en}}
services:
- {{slug: procedures, name: Démarches en ligne, description: What citizens use., owners: [ada, bo], depends_on: [database]}}
- {{slug: database, name: PostgreSQL, description: 'Holds all procedures. Standby on db-2, see the playbook.', owners: [ada, bo], contacts: [{{name: Boîte de l'équipe, rung: mailbox, email: bases@example.org}}, {{name: Salon des bases, rung: channel, url: 'https://chat.example.org/bases'}}]}}
- {{slug: a-service-whose-name-somebody-made-as-long-as-it-may-be-64-chars, name: 'Système_de_gestion_électronique_des_documents_et_de_l_archivage_intermédiaire_(production)'}}
channels:
- {{name: ops room, webhook: {{url: '{sink}/hook'}}}}
- {{name: ticketing, webhook: {{url: 'http://127.0.0.1:{nobody}/tickets'}}}}
receivers:
- {{name: team, channels: [ops room, ticketing]}}
route: {{receiver: team, group_by: [alertname], wait: 0s, interval: 1s, incident_from: critical}}
checks:
- {{slug: home, name: Page d'accueil, service: procedures, http: {{url: 'http://127.0.0.1:{nobody}/'}}, every: 1s, timeout: 500ms, failures_to_fail: 1, severity: critical}}
- {{slug: disk, disk: {{path: /, free_percent_min: 0}}, every: 1s, timeout: 500ms}}
- {{slug: memory, service: database, memory: {{}}, every: 1s, timeout: 500ms, severity: warning}}
- {{slug: yearly, name: 'A check that <b>has not</b> looked yet 🔭', tcp: {{host: 127.0.0.1, port: {nobody}}}, every: 7d}}
heartbeats:
- {{slug: backup, name: Sauvegarde de la nuit, service: database, ping_key: 5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278, cron: 0 4 * * *, zone: Europe/Paris, grace: 1h}}
- {{slug: sync, ping_key: 0b4b7a0e-4d7e-4b1e-9c43-5f7c1e1f1a77, period: 15m, grace: 5m}}
sources:
- {{slug: prometheus, kind: alertmanager, token: prometheus-token, expected_every: 5m}}
- {{slug: disks, kind: generic, token: disk-token, mapping: {{title: /what}}}}
"
    )
}

fn alerts(vigie: &Vigie) {
    let long = "unbroken".repeat(30);
    let said = json!([
        { "labels": { "alertname": "ApiDown", "severity": "critical", "service": "procedures", "instance": "api-1.example.org:443" },
          "annotations": { "summary": "The API answers 502 to half of the requests", "runbook_url": "https://wiki.example.org/runbooks/api-down", "dashboard": "javascript:alert(4)" } },
        { "labels": { "alertname": "<script>alert(1)</script>", "severity": "warning", "html": "<b>bold</b> & <img src=x onerror=alert(2)>" },
          "annotations": { "summary": "<script>alert('in a summary')</script>" } },
        { "labels": { "alertname": "DiskFull", "severity": "warning", "service": "database" },
          "annotations": { "summary": "🔥💾 db-1: 97 % of /var/lib/postgresql is used" } },
        { "labels": { "alertname": "الخدمة", "severity": "critical", "service": "a-service-whose-name-somebody-made-as-long-as-it-may-be-64-chars" },
          "annotations": { "summary": "الخدمة متوقفة منذ ١٠ دقائق" } },
        { "labels": { "alertname": "Long", "severity": "info", "path": long }, "annotations": { "summary": long } },
        { "labels": { "alertname": "CertificateSoon", "severity": "warning" }, "annotations": { "summary": "procedures.example.org: 12 days left" } },
        { "labels": { "alertname": "Flapped", "severity": "warning" }, "annotations": { "summary": "It came and went" } },
    ]);
    let ids = api(vigie, "POST", "/alerts", &said).json()["ids"].clone();
    let id = |at: usize| ids[at].as_i64().unwrap();
    api(vigie, "POST", &format!("/alerts/{}/acknowledge", id(2)), &Value::Null);
    api(vigie, "POST", &format!("/alerts/{}/close", id(6)), &Value::Null);
}

fn incidents(vigie: &Vigie) -> String {
    let declare = |title: &str, severity: &str| {
        let form = json!({ "title": title, "service": "database", "severity": severity });
        let declared = api(vigie, "POST", "/incidents", &form).json();
        declared["reference"].as_str().unwrap().to_owned()
    };
    let over = declare("The standby no longer follows", "warning");
    for step in ["acknowledge", "resolve", "close"] {
        let why = json!({ "why": "It follows again." });
        api(vigie, "POST", &format!("/incidents/{over}/{step}"), &why);
    }
    let open = declare("Someone reads other people's files: <i>to be confirmed</i> 🕵️", "critical");
    let notes = [
        "Called the hosting company; they look at their firewall.",
        "قيل لنا إن المشكلة في الشبكة",
        &format!("A log line: {}", "0123456789abcdef".repeat(20)),
        "First line\nsecond line\n\n    indented <script>alert(3)</script>",
    ];
    for text in notes {
        api(vigie, "POST", &format!("/incidents/{open}/notes"), &json!({ "text": text }));
    }
    for name in ["access.log", "Capture%20d%E2%80%99%C3%A9cran%20%3Cb%3E%20%F0%9F%94%A5.png"] {
        keep(vigie, &format!("/api/v1/incidents/{open}/evidence/{name}"));
    }
    let followed = format!("/incidents/{open}/playbooks");
    let run = json!({ "playbook": "data-leak-ops", "language": "fr" });
    api(vigie, "POST", &followed, &run);
    let task = |form: Value| api(vigie, "POST", &format!("/incidents/{open}/tasks"), &form);
    task(json!({ "text": "Prévenir le support <b>ce soir</b>", "owner": "ada" }));
    task(json!({ "text": "Relire le message aux usagers", "due_at": "2099-12-31T22:00:00Z" }));
    let ended = task(json!({ "text": "Ouvrir un appel" })).json()["id"].clone();
    api(vigie, "POST", &format!("/incidents/{open}/tasks/{ended}"), &json!({ "how": "done" }));
    let promised = |text: &str, kind: &str| {
        let form = json!({ "text": text, "kind": kind, "owner": "ada", "due_on": "2099-12-31" });
        api(vigie, "POST", &format!("/incidents/{open}/actions"), &form).json()["id"].clone()
    };
    promised("Prévenir quand un fichier <b>s'ouvre</b> à tous", "detect");
    let done = promised("Fermer le pare-feu par défaut", "prevent");
    let proof = json!({ "text": "https://git.example.org/team/firewall/commit/1" });
    api(vigie, "POST", &format!("/actions/{done}/done"), &proof);
    let promise = json!({ "text": "", "next_in_minutes": 30 });
    api(vigie, "POST", &format!("/incidents/{open}/updates"), &promise);
    let tried = json!({ "rung": "phone", "whom": "Ada Lovelace", "result": "no_answer" });
    api(vigie, "POST", &format!("/incidents/{open}/contacts"), &tried);
    for (step, how, text) in [(1, "done", ""), (2, "yes", ""), (3, "skipped", "Déjà gardée <b>")]
    {
        let form = json!({ "how": how, "text": text });
        api(vigie, "POST", &format!("{followed}/1/steps/{step}"), &form);
    }
    open
}

/// What people outside said, and what is wrong with what a program sent.
fn problems(vigie: &Vigie) {
    let form = || {
        let form = Request::new("GET", "/report").send(&vigie.address).text();
        let rest = form.split("name=\"form\" value=\"").nth(1).unwrap().to_owned();
        rest.split('"').next().unwrap().to_owned()
    };
    let signed = form();
    write_for_a_while();
    for text in ["Je vois les dossiers d’autres personnes <b>ici</b> 😟", "x ".repeat(900).as_str()]
    {
        let fields = [("text", text), ("service", "procedures"), ("form", &*signed)];
        let sent = Request::form("/report", &fields).send(&vigie.address);
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
}

/// What was changed before and while people worked.
fn changes(vigie: &Vigie) {
    let told = [
        json!({ "what": "main 0123abc → production: new search <b>", "service": "database",
            "kind": "deployment", "url": "https://code.example.org/acme/site/deployments" }),
        json!({ "what": "web 2 M → 4 M 🔥", "service": "database", "kind": "scaling",
            "who": "bo", "state": "failed" }),
        json!({ "what": "long".repeat(80), "kind": "configuration" }),
    ];
    for one in told {
        api(vigie, "POST", "/changes", &one);
    }
}

/// A line that somebody corrected, and a decision that was noted later.
fn corrected(vigie: &Vigie, incident: &str) -> i64 {
    let notes = format!("/incidents/{incident}/notes");
    let wrong = api(vigie, "POST", &notes, &json!({ "text": "Coupé à 20 h 15" })).json();
    let line = wrong["timeline"].as_array().unwrap().last().unwrap()["seq"].as_i64().unwrap();
    let right = json!({ "text": "Coupé à 20 h 45, d’après le journal <b>", "corrects": line });
    api(vigie, "POST", &notes, &right);
    let text = "On coupe l’ancien serveur mandataire";
    let decided =
        json!({ "text": text, "kind": "decision", "occurred_at": "2026-01-02T03:04:05Z" });
    api(vigie, "POST", &notes, &decided);
    line
}

fn keep(vigie: &Vigie, path: &str) {
    let request = Request::new("PUT", format!("{path}?occurred_at=2026-01-02T03:04:05Z"));
    let request = request.header("Authorization", &vigie.bearer());
    let kept = request.body("GET /users.json 200\n".repeat(100)).send(&vigie.address);
    assert_eq!(kept.status, 200, "{}", kept.text());
}

fn tokens(vigie: &Vigie) {
    let long = format!("a-program-with-{}", "long-".repeat(9));
    for (name, role, days) in
        [("backup", "sender", 9), ("dashboard", "reader", 365), (&*long, "manager", 0)]
    {
        let form = json!({ "name": name, "role": role, "days": days });
        api(vigie, "POST", "/tokens", &form);
    }
}

/// A report that people wrote in, with a comment, and news of the timeline that it does not tell.
fn report(vigie: &Vigie, cookie: &str, incident: &str) {
    let post = |step: &str, body: &str| {
        let request = Request::new("POST", format!("/incidents/{incident}/{step}"))
            .header("Cookie", cookie)
            .header("Origin", &vigie.url(""))
            .header("Content-Type", "application/x-www-form-urlencoded");
        let answer = request.body(body.to_owned()).send(&vigie.address);
        assert_eq!(answer.status, 303, "{step}: {}", answer.text());
    };
    post("clocks", "kind=gdpr-register&aware_at=2026-01-02T10:00");
    post("clocks", "kind=gdpr-persons&aware_at=2026-01-02T10:00");
    post("report/begin", "");
    post("report/draft", "template=fr/incident-report");
    post("report/comment", "version=2&text=Who+%3Cb%3Esaw%3C/b%3E+it+first%3F");
    let note = json!({ "text": "The firewall was opened by hand" });
    api(vigie, "POST", &format!("/incidents/{incident}/notes"), &note);
}

fn silences(vigie: &Vigie) {
    let silence = |matcher: &str, starts: &str, comment: &str| {
        let form = json!({
            "matchers": [matcher], "starts_at": starts, "ends_at": "2099-12-31T22:00:00Z",
            "comment": comment,
        });
        let made = api(vigie, "POST", "/silences", &form).json();
        made["id"].as_str().unwrap().to_owned()
    };
    silence("alertname=\"CertificateSoon\"", "2020-01-01T00:00:00Z", "Renewed on Thursday, Ada");
    silence("service=~\"procedures|database\"", "2099-12-31T20:00:00Z", "New year's move 🎆");
    let long = format!("instance=\"{}\"", "node-".repeat(40));
    let ended = silence(&long, "2020-01-01T00:00:00Z", "<b>ended</b> by hand");
    api(vigie, "DELETE", &format!("/silences/{ended}"), &Value::Null);
}
