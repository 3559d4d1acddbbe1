//! Sequences of requests, the same for the same number. What one sequence stores carries the label
//! `seq`, so that it can be asked for alone.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::bad;
use super::random::Random;
use crate::peers::http::Request;

/// Requests in a sequence: six, and up to nine more.
const REQUESTS_MIN: usize = 6;
const REQUESTS_MORE: usize = 10;
/// Times are kept this far from now, so that none passes while a pair of servers runs.
const APART_SECS: i64 = 900;

/// Requests to be sent in order.
pub(super) struct Sequence {
    pub(super) requests: Vec<Request>,
    /// Every instant that a request names, as answers show it.
    pub(super) times: BTreeSet<String>,
}

/// How the request at this place is called: silences are referred to by the request that made
/// them, as `{S:key}`.
pub(super) fn key(number: u64, at: usize) -> String {
    format!("{number}-{at}")
}

/// The sequence of this number; its times start from now.
pub(super) fn sequence(number: u64) -> Sequence {
    let mut maker = Maker {
        random: Random::new(number),
        number,
        at: 0,
        now: now(),
        times: BTreeSet::new(),
        silences: Vec::new(),
    };
    let count = REQUESTS_MIN + maker.random.below(REQUESTS_MORE);
    let mut requests = Vec::new();
    for at in 0..count {
        maker.at = at;
        // The first request leaves something for the others to find.
        requests.push(if at == 0 { maker.post_alerts() } else { maker.request() });
    }
    Sequence { requests, times: maker.times }
}

#[expect(clippy::disallowed_methods, reason = "real servers live in real time")]
fn now() -> Timestamp {
    Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap()
}

struct Maker {
    random: Random,
    number: u64,
    at: usize,
    now: Timestamp,
    times: BTreeSet<String>,
    /// Key and matchers of each silence that was asked for.
    silences: Vec<(String, Value)>,
}

impl Maker {
    fn request(&mut self) -> Request {
        match self.random.below(100) {
            0..30 => self.post_alerts(),
            30..39 => self.post_bad_alerts(),
            39..58 => self.get_alerts("/api/v2/alerts"),
            58..67 => self.get_alerts("/api/v2/alerts/groups"),
            67..75 => self.post_silence(),
            75..80 => self.update_silence(),
            80..84 => self.post_bad_silence(),
            84..88 => self.one_silence("DELETE"),
            88..91 => self.one_silence("GET"),
            91..95 => self.get_silences(),
            _ => {
                let (method, path) = self.random.one_of(&bad::PATHS);
                Request::new(method, path)
            }
        }
    }

    /// An instant so many seconds from now, in one of the ways of writing it.
    fn time(&mut self, seconds: i64) -> String {
        let time = self.now + SignedDuration::from_secs(seconds);
        self.times.insert(format!("{time:.3}"));
        match self.random.below(4) {
            0 => format!("{time:.0}"),
            1 => format!("{time:.9}"),
            2 => time
                .to_zoned(jiff::tz::Offset::constant(2).to_time_zone())
                .strftime("%FT%T%.3f%:z")
                .to_string(),
            _ => format!("{time:.3}"),
        }
    }

    fn post_alerts(&mut self) -> Request {
        let count = self.random.one_of(&[1, 1, 1, 2, 3, 5]);
        let alerts: Vec<Value> = (0..count).map(|_| self.alert()).collect();
        let kind = if self.random.percent(95) {
            "application/json"
        } else {
            self.random.one_of(&bad::CONTENT_TYPES)
        };
        let body = serde_json::to_vec(&alerts).unwrap();
        Request::new("POST", "/api/v2/alerts").header("Content-Type", kind).body(body)
    }

    fn alert(&mut self) -> Value {
        let mut alert = json!({ "labels": { "seq": self.number.to_string() } });
        let labels = alert["labels"].as_object_mut().unwrap();
        let choices: [(&str, &[&str]); 5] = [
            ("alertname", &["Up", "Down", "Quiet", "Disque plein é☃"]),
            ("cluster", &["c1", "c2", ""]),
            ("severity", &["critical", "warning", "info", "none"]),
            ("team", &["db", "web", "night", "other"]),
            ("n", &["1", "2", "3"]),
        ];
        for (name, values) in choices {
            if self.random.percent(80) {
                labels.insert(name.into(), self.random.one_of(values).into());
            }
        }
        if self.random.percent(30) {
            let text = self.random.one_of(&["x", "", "deux mots", "{{ $labels }}", "é\n\"q\""]);
            alert["annotations"] = json!({ "summary": text, "runbook": "r" });
        }
        if self.random.percent(20) {
            alert["generatorURL"] =
                self.random.one_of(&["http://p/graph?g0.expr=up", "", "/relative"]).into();
        }
        self.put_times(&mut alert);
        alert
    }

    fn put_times(&mut self, alert: &mut Value) {
        let (past, future) = (-APART_SECS, APART_SECS);
        let (start, end) = match self.random.below(12) {
            0..4 => (None, None),
            4 => (Some(past), None),
            5 => (Some(past), Some(future)),
            6 => (Some(2 * past), Some(2 * future)),
            7 => (Some(2 * past), Some(past)),
            8 => (None, Some(future)),
            9 => (None, Some(past)),
            10 => (Some(120), None),
            _ => (Some(past), Some(past)),
        };
        for (name, seconds) in [("startsAt", start), ("endsAt", end)] {
            if let Some(seconds) = seconds {
                alert[name] = self.time(seconds).into();
            }
        }
    }

    fn post_bad_alerts(&mut self) -> Request {
        let body = self.random.one_of(&bad::ALERTS);
        Request::json("POST", "/api/v2/alerts", self.with_times(body))
    }

    fn with_times(&mut self, body: &str) -> String {
        let matcher = matcher("n", "1");
        let (now, later) = (self.time(-APART_SECS), self.time(4 * APART_SECS));
        body.replace("NOW", &now).replace("LATER", &later).replace("MATCHER", &matcher.to_string())
    }

    fn get_alerts(&mut self, path: &str) -> Request {
        let mut query = Vec::new();
        if self.random.percent(85) {
            query.push(format!("filter=seq%3D%22{}%22", self.number));
        }
        if self.random.percent(40) {
            query.push(format!("filter={}", escape(self.random.one_of(&bad::FILTERS))));
        }
        for name in ["active", "silenced", "inhibited", "unprocessed"] {
            if self.random.percent(15) {
                query.push(format!("{name}={}", self.random.one_of(&bad::BOOLEANS)));
            }
        }
        if self.random.percent(20) {
            let receivers = ["db", "web", "db.*", "d", "nobody", "", "(", "db|web"];
            query.push(format!("receiver={}", escape(self.random.one_of(&receivers))));
        }
        Request::new("GET", format!("{path}?{}", query.join("&")))
    }

    fn matchers(&mut self) -> Value {
        let own = matcher("seq", &self.number.to_string());
        let (name, value, regex) = self.random.one_of(&[
            ("n", "1", false),
            ("n", "1|2", true),
            ("severity", "warning", false),
            ("team", "d.*", true),
            ("cluster", "", false),
            ("alertname", "Disque plein é☃", false),
        ]);
        let mut other = json!({ "name": name, "value": value, "isRegex": regex });
        if self.random.percent(40) {
            other["isEqual"] = self.random.percent(50).into();
        }
        json!([own, other])
    }

    fn silence(&mut self, matchers: &Value, start: &str) -> Value {
        // Ends differ, because silences of the same end are listed in no order.
        let place = i64::try_from(self.at).unwrap();
        let end = self.time(4 * APART_SECS + i64::try_from(self.number).unwrap() * 20 + place);
        self.silences.push((key(self.number, self.at), matchers.clone()));
        json!({
            "matchers": matchers, "startsAt": start, "endsAt": end,
            "createdBy": self.random.one_of(&["me", "", "Zoé"]),
            "comment": self.random.one_of(&["c", "", "déjà vu"]),
        })
    }

    /// Most start in the past, which means now; others at a time of their own.
    fn silence_start(&mut self) -> String {
        let place = i64::try_from(self.at).unwrap() + i64::try_from(self.number).unwrap() * 20;
        if self.random.percent(75) { self.time(-APART_SECS) } else { self.time(APART_SECS + place) }
    }

    fn post_silence(&mut self) -> Request {
        let (matchers, start) = (self.matchers(), self.silence_start());
        let silence = self.silence(&matchers, &start);
        Request::json("POST", "/api/v2/silences", silence.to_string())
    }

    fn update_silence(&mut self) -> Request {
        let Some((known, matchers)) = self.some_silence() else { return self.post_silence() };
        let start = if self.random.percent(60) {
            format!("{{START:{known}}}")
        } else {
            self.silence_start()
        };
        let matchers = if self.random.percent(75) { matchers } else { self.matchers() };
        let mut silence = self.silence(&matchers, &start);
        silence["id"] = format!("{{S:{known}}}").into();
        Request::json("POST", "/api/v2/silences", silence.to_string())
    }

    fn some_silence(&mut self) -> Option<(String, Value)> {
        let count = self.silences.len();
        (count > 0).then(|| self.silences[self.random.below(count)].clone())
    }

    fn post_bad_silence(&mut self) -> Request {
        let body = self.random.one_of(&bad::SILENCES);
        Request::json("POST", "/api/v2/silences", self.with_times(body))
    }

    fn one_silence(&mut self, method: &str) -> Request {
        match self.some_silence() {
            Some((known, _)) => Request::new(method, format!("/api/v2/silence/{{S:{known}}}")),
            None => self.get_silences(),
        }
    }

    fn get_silences(&mut self) -> Request {
        let mut query = Vec::new();
        if self.random.percent(70) {
            query.push(format!("filter=seq%3D%22{}%22", self.number));
        }
        if self.random.percent(30) {
            query.push(format!("filter={}", escape(self.random.one_of(&bad::FILTERS))));
        }
        Request::new("GET", format!("/api/v2/silences?{}", query.join("&")))
    }
}

fn matcher(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value, "isRegex": false, "isEqual": true })
}

/// Escapes every byte that is no letter or digit.
pub(super) fn escape(text: &str) -> String {
    let escaped = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    escaped.collect()
}

#[test]
fn the_same_number_gives_the_same_requests() {
    let paths = |number| -> Vec<String> {
        sequence(number).requests.into_iter().map(|request| request.path).collect()
    };
    assert_eq!(paths(3), paths(3));
    assert_ne!(paths(3), paths(4));
    assert_eq!(escape("a=~\"é\""), "a%3D%7E%22%C3%A9%22");
}
