//! The differential test: the same generated requests to a real Alertmanager and to another
//! server; every answer is compared, in status, content type, body, order and times.
//!
//! The other server is Alertmanager itself (no difference allowed), Alertmanager with another
//! configuration (differences must be noticed), and Vigie (only the differences of `known.rs`).

mod bad;
mod compare;
mod generate;
mod known;
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::time::Duration;

use self::compare::{Names, difference};
use self::generate::sequence;
use self::known::Use;
use crate::peers::alertmanager::Alertmanager;
use crate::peers::http::{Answer, Request, get};
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};

/// Sequences sent to Vigie; each has 6 to 15 requests.
const SEQUENCES: u64 = 320;
/// Sequences between two fresh pairs of servers, so that lists stay short enough to read.
const SEQUENCES_PER_PAIR: u64 = 40;
/// Sequences that suffice to notice a server which routes otherwise.
const MUTANT_SEQUENCES: u64 = 6;
/// Alertmanager groups and inhibits behind its answers: a read may need this long to settle.
const SETTLE: Duration = Duration::from_secs(3);
/// Differences shown before the test gives up on showing more.
const SHOWN_MAX: usize = 25;

const CONFIG: &str = r#"
route:
  receiver: everyone
  group_by: [alertname, cluster]
  group_wait: 1s
  group_interval: 2s
  repeat_interval: 1h
  routes:
  - matchers: ['team="db"']
    receiver: db
    continue: true
    routes:
    - matchers: ['severity="critical"']
      receiver: db-pager
      group_by: ['...']
  - matchers: ['team=~"db|web"', 'alertname!="Quiet"']
    receiver: web
    group_by: [cluster]
  - matchers: ['team="night"']
    receiver: web
    group_interval: 7s
inhibit_rules:
- source_matchers: ['severity="critical"']
  target_matchers: ['severity=~"warning|info"']
  equal: [cluster, seq]
receivers:
- name: everyone
- name: db
- name: db-pager
- name: web
"#;

/// One of the two servers, with the names that its silences have in the comparison.
struct Side {
    address: String,
    names: Names,
}

/// What a run over many sequences came to.
#[derive(Default)]
struct Tally {
    requests: usize,
    statuses: BTreeMap<u16, usize>,
    differences: Vec<String>,
}

#[test]
fn alertmanager_agrees_with_itself() {
    let mut tally = Tally::default();
    for first in [0, SEQUENCES_PER_PAIR] {
        let (one, other) = (Alertmanager::start(CONFIG, &[]), Alertmanager::start(CONFIG, &[]));
        run_pair(numbers_from(first), &one.address, &other.address, None, &mut tally);
    }
    assert_eq!(tally.shown(), "");
    // The generator must reach every kind of answer, or the comparison proves little.
    for status in [200, 400, 404, 405, 415, 422] {
        assert!(tally.statuses.contains_key(&status), "no answer {status}: {:?}", tally.statuses);
    }
    let good = tally.statuses[&200];
    assert!(good * 2 > tally.requests, "only {good} of {} requests are good", tally.requests);
}

#[test]
fn a_server_that_routes_or_inhibits_otherwise_is_noticed() {
    for (from, to) in
        [("source_matchers: ['severity", "source_matchers: ['nothing"), ("[cluster]", "[n]")]
    {
        let mutated = CONFIG.replace(from, to);
        assert_ne!(mutated, CONFIG);
        let (one, other) = (Alertmanager::start(CONFIG, &[]), Alertmanager::start(&mutated, &[]));
        let mut tally = Tally::default();
        run_pair(0..MUTANT_SEQUENCES, &one.address, &other.address, None, &mut tally);
        assert!(!tally.differences.is_empty(), "nobody noticed {to}");
    }
}

#[test]
fn vigie_answers_as_alertmanager_does() {
    let mut tally = Tally::default();
    let mut used = Use::default();
    for first in (0..SEQUENCES).step_by(usize::try_from(SEQUENCES_PER_PAIR).unwrap()) {
        let alertmanager = Alertmanager::start(CONFIG, &[]);
        let (_dir, vigie) = start_vigie();
        run_pair(
            numbers_from(first),
            &alertmanager.address,
            &vigie.address,
            Some(&mut used),
            &mut tally,
        );
    }
    assert_eq!(tally.shown(), "");
    assert_eq!(used.stale(), Vec::<&str>::new(), "differences that are listed and no longer seen");
}

#[test]
fn label_names_may_be_any_text_where_debians_alertmanager_refuses_them() {
    let alertmanager = Alertmanager::start(CONFIG, &[]);
    let (_dir, vigie) = start_vigie();
    for name in bad::NAMES_OF_TODAY {
        let alerts = [
            format!(r#"[{{"labels":{{"{name}":"1"}}}}]"#),
            format!(r#"[{{"labels":{{"a":"1"}},"annotations":{{"{name}":"1"}}}}]"#),
        ];
        for body in alerts {
            let request = Request::json("POST", "/api/v2/alerts", body);
            let statuses =
                [&alertmanager.address, &vigie.address].map(|at| request.send(at).status);
            assert_eq!(statuses, [400, 200], "{name}");
        }
        let filter = format!("/api/v2/alerts?filter={}%3D1", generate::escape(name));
        let request = Request::new("GET", filter);
        let statuses = [&alertmanager.address, &vigie.address].map(|at| request.send(at).status);
        // Debian's Alertmanager reads a dot in a matcher's name, and no other of these.
        assert_eq!(statuses[1], if name.contains(' ') { 400 } else { 200 }, "{name}");
        assert_eq!(statuses[0], 400, "{name}");
    }
}

#[test]
fn a_nul_arrives_as_the_sign_for_what_can_not_be_shown() {
    let (_dir, vigie) = start_vigie();
    let body = r#"[{"labels":{"bad":"a\u0000b"}}]"#;
    assert_eq!(Request::json("POST", "/api/v2/alerts", body).send(&vigie.address).status, 200);
    let listed = get(&vigie.address, "/api/v2/alerts?filter=bad%3D~.%2B").json();
    assert_eq!(listed[0]["labels"]["bad"], "a\u{fffd}b", "PostgreSQL keeps no NUL: {listed}");
}

fn start_vigie() -> (tempfile::TempDir, Vigie) {
    let dir = folder("differential");
    let file = dir.path().join("alertmanager.yml");
    fs::write(&file, CONFIG).unwrap();
    let vigie = Vigie::start(&["--alertmanager-config", &file.to_string_lossy()]);
    (dir, vigie)
}

impl Tally {
    fn add(&mut self, status: u16, difference: Option<String>) {
        self.requests += 1;
        *self.statuses.entry(status).or_default() += 1;
        self.differences.extend(difference);
    }

    fn shown(&self) -> String {
        let count = self.differences.len();
        let shown: Vec<&str> =
            self.differences.iter().take(SHOWN_MAX).map(String::as_str).collect();
        if count == 0 {
            return String::new();
        }
        format!("{count} of {} answers differ; the first:\n{}", self.requests, shown.join("\n"))
    }
}

fn numbers_from(first: u64) -> Range<u64> {
    first..first + SEQUENCES_PER_PAIR
}

/// Runs these sequences on one pair of servers.
fn run_pair(
    numbers: Range<u64>,
    one: &str,
    other: &str,
    mut known: Option<&mut Use>,
    tally: &mut Tally,
) {
    let (mut one, mut other) = (Side::new(one), Side::new(other));
    let mut times = BTreeSet::new();
    for number in numbers {
        let sequence = sequence(number);
        times.extend(sequence.times.clone());
        for (at, request) in sequence.requests.iter().enumerate() {
            if tally.differences.len() >= SHOWN_MAX {
                return;
            }
            let key = generate::key(number, at);
            let ask_both = || {
                let mut expected = one.ask(request, &key);
                let mut got = other.ask(request, &key);
                if let Some(known) = known.as_deref_mut() {
                    known.forgive(request, &mut expected, &mut got);
                }
                let found = difference((&expected, &one.names), (&got, &other.names), &times);
                (expected.status, found)
            };
            let (status, found) = settled(request, ask_both);
            tally.add(status, found.map(|found| format!("{key}: {}\n  {found}", shown(request))));
        }
    }
}

/// What both answered; a read that differs is asked again until it settles.
fn settled(
    request: &Request,
    mut ask_both: impl FnMut() -> (u16, Option<String>),
) -> (u16, Option<String>) {
    let mut last = (0, None);
    let patience = if request.method == "GET" { SETTLE } else { Duration::ZERO };
    until(patience, || {
        last = ask_both();
        last.1.is_none().then_some(())
    });
    last
}

fn shown(request: &Request) -> String {
    let body = request.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    format!("{} {} {:?} {body}", request.method, request.path, request.headers)
}

impl Side {
    fn new(address: &str) -> Self {
        Self { address: address.to_owned(), names: Names::default() }
    }

    /// Sends the request with this side's own silence ids in it, and learns a new id.
    fn ask(&mut self, request: &Request, key: &str) -> Answer {
        let mut request = request.clone();
        request.path = self.fill(&request.path);
        if let Some(Ok(text)) = request.body.as_deref().map(str::from_utf8) {
            request.body = Some(self.fill(text).into_bytes());
        }
        let answer = request.send(&self.address);
        let makes = request.method == "POST" && request.path == "/api/v2/silences";
        if makes && answer.status == 200 {
            self.names.learn(key, answer.json()["silenceID"].as_str().unwrap_or_default());
        }
        answer
    }

    /// Puts ids and stored starts in the place of `{S:key}` and `{START:key}`.
    fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        while let Some((before, rest)) = filled.clone().split_once("{S:") {
            let (key, after) = rest.split_once('}').unwrap();
            filled = format!("{before}{}{after}", self.names.id_of(key));
        }
        while let Some((before, rest)) = filled.clone().split_once("{START:") {
            let (key, after) = rest.split_once('}').unwrap();
            let path = format!("/api/v2/silence/{}", self.names.id_of(key));
            let stored = Request::new("GET", path).send(&self.address);
            let json: serde_json::Value = serde_json::from_slice(&stored.body).unwrap_or_default();
            let start = json["startsAt"].as_str().unwrap_or("2020-01-01T00:00:00.000Z");
            filled = format!("{before}{start}{after}");
        }
        filled
    }
}
