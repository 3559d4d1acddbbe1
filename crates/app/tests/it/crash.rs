//! The real program killed with `kill -9` at moments of a seeded choice, while requests arrive:
//! what was answered 200 must be there, and what was owed must arrive. The same when PostgreSQL
//! is the one that dies, and when the disk is full.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::peers::http::{Request, get};
use crate::peers::postgres::{Durability, Postgres};
use crate::peers::sink::{Received, Sink};
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};

/// Alerts in one trial, ten a request.
const ALERTS: usize = 50;
/// Trials of each kind; the benchmark runs many more.
const TRIALS: usize = 3;
/// Longer than the minute for which an attempt is taken: when the database dies after that commit
/// and before its answer, nobody makes the attempt until the minute is over.
const PATIENCE: Duration = Duration::from_secs(90);

/// A program that tells one webhook about every alert apart.
struct Trial {
    vigie: Vigie,
    sink: Sink,
    _dir: tempfile::TempDir,
}

impl Trial {
    fn start(args: &[&str]) -> Self {
        Self::start_with(args, Vigie::start)
    }

    fn start_with(args: &[&str], start: impl Fn(&[&str]) -> Vigie) -> Self {
        let sink = Sink::start();
        let dir = folder("crash");
        let file = dir.path().join("alertmanager.yml");
        let config = format!(
            "route: {{receiver: hook, group_by: [one], group_wait: 0s, group_interval: 1s}}\n\
             receivers: [{{name: hook, webhook_configs: [{{url: '{}/hook'}}]}}]\n",
            sink.url
        );
        fs::write(&file, config).unwrap();
        let file = file.to_string_lossy();
        let vigie = start(&[&["--alertmanager-config", &*file], args].concat());
        Self { vigie, sink, _dir: dir }
    }

    /// Posts these alerts, ten a request; those that were answered 200. Stops at the first request
    /// that nobody answered.
    fn post(&self, numbers: &[usize], resolved: bool) -> BTreeSet<String> {
        let mut accepted = BTreeSet::new();
        for ten in numbers.chunks(10) {
            let alerts: Vec<Value> = ten.iter().map(|number| alert(*number, resolved)).collect();
            let body = serde_json::to_vec(&alerts).unwrap();
            match Request::json("POST", "/api/v2/alerts", body).try_send(&self.vigie.address) {
                Some(answer) if answer.status == 200 => {
                    accepted.extend(ten.iter().map(usize::to_string));
                }
                Some(answer) if answer.status >= 500 => {}
                Some(answer) if answer.status == 0 => return accepted,
                Some(answer) => panic!("{} {}", answer.status, answer.text()),
                None => return accepted,
            }
        }
        accepted
    }

    fn listed(&self) -> BTreeSet<String> {
        let all = get(&self.vigie.address, "/api/v2/alerts").json();
        let all = all.as_array().unwrap().iter();
        all.map(|alert| alert["labels"]["one"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until the webhook was told this of all of these.
    fn wait_until_told(&self, status: &str, wanted: &BTreeSet<String>) {
        let told = || told(&self.sink.received(), status).into_keys().collect::<BTreeSet<_>>();
        let all = until(PATIENCE, || told().is_superset(wanted).then_some(()));
        let missing: Vec<_> = wanted.difference(&told()).cloned().collect();
        assert!(all.is_some(), "never told {status}: {missing:?}\n{}", self.vigie.log());
    }

    /// A notification may come again after a crash, with its key and its content, and only the one
    /// that was in flight: a key that came twice was never answered the first time, or was cut off.
    fn assert_repeats_carry_their_key(&self) {
        let mut by_alert: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for received in self.sink.received() {
            let key = received.header("idempotency-key").expect("a key").to_owned();
            for alert in received.json()["alerts"].as_array().unwrap() {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                let told = (text(&alert["labels"]["one"]), text(&alert["status"]));
                by_alert.entry(told).or_default().insert(key.clone());
            }
        }
        for (told, keys) in by_alert {
            assert_eq!(keys.len(), 1, "{told:?} was told under several keys: {keys:?}");
        }
    }
}

fn alert(number: usize, resolved: bool) -> Value {
    let mut alert = json!({ "labels": { "alertname": "Crash", "one": number.to_string() } });
    if resolved {
        alert["startsAt"] = "2026-01-01T00:00:00Z".into();
        alert["endsAt"] = "2026-01-01T00:00:01Z".into();
    }
    alert
}

/// How often each alert was told with this status.
fn told(received: &[Received], status: &str) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    for alert in received.iter().flat_map(|one| one.json()["alerts"].as_array().unwrap().clone()) {
        if alert["status"] == status {
            *told.entry(alert["labels"]["one"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    told
}

fn all() -> Vec<usize> {
    (0..ALERTS).collect()
}

#[test]
fn what_was_accepted_before_a_kill_is_listed_and_told_after_it() {
    for trial in 0..TRIALS {
        let mut run = Trial::start(&[]);
        // A different part of the requests is answered before the kill in each trial.
        let accepted = run.post(&all()[..10 * (trial + 1)], false);
        assert_eq!(accepted.len(), 10 * (trial + 1));
        run.vigie.kill();
        run.vigie.start_again();
        assert!(
            run.listed().is_superset(&accepted),
            "lost: {:?}",
            accepted.difference(&run.listed())
        );
        run.wait_until_told("firing", &accepted);
        run.assert_repeats_carry_their_key();
    }
}

#[test]
fn a_kill_in_the_middle_of_requests_loses_nothing_that_was_answered() {
    for trial in 0..TRIALS {
        let mut run = Trial::start(&[]);
        let done = AtomicBool::new(false);
        let address = run.vigie.address.clone();
        let accepted = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..4)
                .map(|client| {
                    let (address, done) = (&address, &done);
                    scope.spawn(move || post_until_gone(address, client * 100_000, done))
                })
                .collect();
            until(PATIENCE, || (run.sink.received().len() > 20 * (trial + 1)).then_some(()));
            run.vigie.kill();
            done.store(true, Ordering::Relaxed);
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<BTreeSet<_>>()
        });
        assert!(accepted.len() > 20, "the kill came before the load: {accepted:?}");
        run.vigie.start_again();
        let lost: Vec<_> = accepted.difference(&run.listed()).cloned().collect();
        assert_eq!(lost, Vec::<String>::new());
        run.wait_until_told("firing", &accepted);
        run.assert_repeats_carry_their_key();
    }
}

/// One alert a request, as fast as answers come, until there is none.
fn post_until_gone(address: &str, first: usize, done: &AtomicBool) -> Vec<String> {
    let mut accepted = Vec::new();
    for number in first.. {
        let body = json!([alert(number, false)]).to_string();
        match Request::json("POST", "/api/v2/alerts", body).try_send(address) {
            Some(answer) if answer.status == 200 => accepted.push(number.to_string()),
            _ => return accepted,
        }
        if done.load(Ordering::Relaxed) {
            return accepted;
        }
    }
    accepted
}

#[test]
fn what_was_told_before_a_kill_is_not_told_again_and_its_end_is() {
    let mut run = Trial::start(&[]);
    let accepted = run.post(&all(), false);
    run.wait_until_told("firing", &accepted);
    run.vigie.kill();
    let before = told(&run.sink.received(), "firing");
    run.vigie.start_again();
    assert_eq!(run.post(&all(), false), accepted);
    assert_eq!(run.post(&all(), true), accepted);
    run.wait_until_told("resolved", &accepted);
    let after = told(&run.sink.received(), "firing");
    let again: Vec<_> =
        after.iter().filter(|(one, times)| before.get(*one) != Some(times)).collect();
    // The notification that was on its way when the kill came may come once more.
    assert!(again.len() <= 1, "told again: {again:?}");
    run.assert_repeats_carry_their_key();
    assert_eq!(run.listed(), BTreeSet::new());
}

#[test]
fn silences_outlive_a_kill() {
    let mut run = Trial::start(&[]);
    let mut made = BTreeSet::new();
    for number in 0..20 {
        let body = json!({
            "matchers": [{ "name": "one", "value": number.to_string(), "isRegex": false }],
            "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2126-01-01T00:00:00Z",
            "createdBy": "a test", "comment": "",
        });
        let request = Request::json("POST", "/api/v2/silences", body.to_string());
        let answer = request.send(&run.vigie.address);
        made.insert(answer.json()["silenceID"].as_str().unwrap().to_owned());
    }
    run.vigie.kill();
    run.vigie.start_again();
    let kept = get(&run.vigie.address, "/api/v2/silences").json();
    let kept: BTreeSet<String> =
        kept.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kept, made);
}

#[test]
fn postgresql_restarted_under_load_loses_nothing() {
    let server = Postgres::start(Durability::Full);
    let run = Trial::start(&["--database", &server.url_of_new_database()]);
    let first = run.post(&(0..20).collect::<Vec<_>>(), false);
    assert_eq!(first.len(), 20);
    let accepted = std::thread::scope(|scope| {
        let client = scope.spawn(|| run.post(&(20..400).collect::<Vec<_>>(), false));
        server.restart();
        client.join().unwrap()
    });
    // Once it is back, everything is taken again.
    let back = || Some(run.post(&[1000], false)).filter(|accepted| !accepted.is_empty());
    let last = until(PATIENCE, back).expect("accepted again after the restart");
    let accepted: BTreeSet<String> = [first, accepted, last].into_iter().flatten().collect();
    assert!(run.listed().is_superset(&accepted));
    run.wait_until_told("firing", &accepted);
    run.assert_repeats_carry_their_key();
}

#[test]
fn a_full_disk_refuses_and_loses_nothing() {
    let on_small_disk = |args: &[&str]| Vigie::start_on_disk("64m", args);
    let run = Trial::start_with(&[], on_small_disk);
    let before = run.post(&(0..20).collect::<Vec<_>>(), false);
    assert_eq!(before.len(), 20);
    let filler = run.vigie.disk().join("filler");
    fill(&filler);
    let refused = || {
        let body = json!((2000..2400).map(|number| alert(number, false)).collect::<Vec<_>>());
        let request = Request::json("POST", "/api/v2/alerts", body.to_string());
        Some(request.send(&run.vigie.address)).filter(|answer| answer.status >= 500)
    };
    let answer = until(PATIENCE, refused).expect("a full disk is answered with 5xx");
    assert!(answer.text().contains("full"), "{} {}", answer.status, answer.text());
    assert_eq!(get(&run.vigie.address, "/-/healthy").status, 200, "it lives on");
    fs::remove_file(&filler).unwrap();
    let back = || Some(run.post(&[3000], false)).filter(|accepted| !accepted.is_empty());
    let after = until(PATIENCE, back).expect("accepted again once there is space");
    let accepted: BTreeSet<String> = before.union(&after).cloned().collect();
    assert!(run.listed().is_superset(&accepted));
    run.wait_until_told("firing", &accepted);
    assert!(!run.vigie.log().contains("panicked"), "{}", run.vigie.log());
}

/// Writes until there is no space.
fn fill(file: &std::path::Path) {
    use std::io::Write;
    let mut file = fs::File::create(file).unwrap();
    let mut size = 1 << 20;
    while size > 0 {
        if file.write_all(&vec![0; size]).is_err() {
            size /= 2;
        }
    }
}
