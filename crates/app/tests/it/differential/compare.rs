//! Two answers side by side. Exact, except for what each server makes up on its own: ids of
//! silences, and instants that no request named.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::peers::http::Answer;

/// Two servers are asked one after the other; their own instants differ by less than this.
const OWN_TIME_MILLIS_MAX: i64 = 2_000;
/// Headers whose values are compared.
const HEADERS: [&str; 4] = ["content-type", "allow", "location", "access-control-allow-origin"];
/// Characters of an answer that a difference shows; its path says where to look for more.
const SHOWN_CHARS_MAX: usize = 700;
/// What an id that was never handed out is sent as.
const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

/// The names that this comparison gives to one server's silence ids.
#[derive(Default)]
pub(super) struct Names {
    names: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

impl Names {
    /// The request `key` was answered with this id. A known id keeps its first name.
    pub(super) fn learn(&mut self, key: &str, id: &str) {
        self.ids.insert(key.to_owned(), id.to_owned());
        self.names.entry(id.to_owned()).or_insert_with(|| format!("silence {key}"));
    }

    /// The id that the request `key` was answered with.
    pub(super) fn id_of(&self, key: &str) -> &str {
        self.ids.get(key).map_or(NO_ID, String::as_str)
    }

    fn name<'a>(&'a self, text: &'a str) -> &'a str {
        self.names.get(text).map_or(text, String::as_str)
    }

    fn name_all(&self, text: &str) -> String {
        let named = |text: String, (id, name): (&String, &String)| text.replace(id, name);
        self.names.iter().fold(text.to_owned(), named)
    }
}

/// The first difference, in words. `times` are the instants that requests have named so far.
pub(super) fn difference(
    expected: (&Answer, &Names),
    got: (&Answer, &Names),
    times: &BTreeSet<String>,
) -> Option<String> {
    let ((answer, names), (other, other_names)) = (expected, got);
    let bodies = || {
        let short = |text: String| text.chars().take(SHOWN_CHARS_MAX).collect::<String>();
        let one = short(names.name_all(&answer.text()));
        let two = short(other_names.name_all(&other.text()));
        format!("expected {} {one}\n  got      {} {two}", answer.status, other.status)
    };
    if answer.status != other.status {
        return Some(bodies());
    }
    for name in HEADERS {
        let (one, two) = (header(answer, name), header(other, name));
        if one != two {
            return Some(format!("header {name}: expected {one:?}, got {two:?}\n  {}", bodies()));
        }
    }
    let parse = |answer: &Answer| serde_json::from_slice::<Value>(&answer.body).ok();
    let found = match (parse(answer), parse(other)) {
        (Some(one), Some(two)) => {
            let sides = Sides { names, other_names, times };
            sides.differ("", &settle_groups(one), &settle_groups(two))
        }
        _ => (answer.body != other.body).then(String::new),
    };
    found.map(|at| format!("{at}\n  {}", bodies()))
}

/// Methods in `Allow` come in any order.
fn header(answer: &Answer, name: &str) -> Vec<String> {
    let value = answer.header(name).unwrap_or_default();
    let mut parts: Vec<String> = value.split(',').map(|part| part.trim().to_owned()).collect();
    parts.sort();
    parts
}

/// Alertmanager keeps the alerts of a group, and groups of the same labels and receiver, in a
/// map: their order changes from one answer to the next, so both sides are put in one order.
fn settle_groups(mut value: Value) -> Value {
    let Some(groups) = value.as_array_mut() else { return value };
    for group in groups.iter_mut() {
        if let Some(alerts) = group.get_mut("alerts").and_then(Value::as_array_mut) {
            alerts.sort_by_key(|alert| alert["fingerprint"].to_string());
        }
    }
    let is_same = |one: &Value, two: &Value| {
        one.get("alerts").is_some()
            && one["labels"] == two["labels"]
            && one["receiver"] == two["receiver"]
    };
    for run in groups.chunk_by_mut(is_same) {
        run.sort_by_key(|group| group["alerts"][0]["fingerprint"].to_string());
    }
    value
}

/// The methods that a 405 lists come from a map too: `[POST,GET]` is `[GET,POST]`.
fn sort_methods(text: &str) -> String {
    let Some((before, rest)) = text.split_once("but [") else { return text.to_owned() };
    let Some((list, after)) = rest.split_once(']') else { return text.to_owned() };
    let mut methods: Vec<&str> = list.split(',').collect();
    methods.sort_unstable();
    format!("{before}but [{}]{after}", methods.join(","))
}

struct Sides<'a> {
    names: &'a Names,
    other_names: &'a Names,
    times: &'a BTreeSet<String>,
}

impl Sides<'_> {
    /// Where two values differ, as a path with both values.
    fn differ(&self, path: &str, one: &Value, two: &Value) -> Option<String> {
        match (one, two) {
            (Value::Object(fields), Value::Object(others)) => {
                let keys: BTreeSet<&String> = fields.keys().chain(others.keys()).collect();
                keys.into_iter().find_map(|key| match (fields.get(key), others.get(key)) {
                    (Some(one), Some(two)) => self.differ(&format!("{path}.{key}"), one, two),
                    (there, _) => {
                        let where_ = if there.is_some() { "missing" } else { "not expected" };
                        Some(format!("{path}.{key} is {where_}"))
                    }
                })
            }
            (Value::Array(items), Value::Array(others)) if path.ends_with(".silencedBy") => {
                self.differ_ids(path, items, others)
            }
            // Alertmanager names any one of the alerts that inhibit, as its map gives it.
            (Value::Array(items), Value::Array(others)) if path.ends_with(".inhibitedBy") => {
                (items.len() != others.len()).then(|| format!("{path} is {one} and {two}"))
            }
            (Value::Array(items), Value::Array(others)) => {
                if items.len() != others.len() {
                    return Some(format!("{path} has {} and {}", items.len(), others.len()));
                }
                let mut pairs = items.iter().zip(others).enumerate();
                pairs.find_map(|(at, (one, two))| self.differ(&format!("{path}[{at}]"), one, two))
            }
            (Value::String(one), Value::String(two)) => self.differ_text(path, one, two),
            _ => (one != two).then(|| format!("{path} is {one} and {two}")),
        }
    }

    fn differ_text(&self, path: &str, one: &str, two: &str) -> Option<String> {
        let is_time = ["updatedAt", "startsAt", "endsAt"].iter().any(|name| path.ends_with(name));
        let same = if is_time {
            self.same_time(one, two)
        } else {
            sort_methods(&self.names.name_all(one)) == sort_methods(&self.other_names.name_all(two))
        };
        (!same).then(|| format!("{path} is {one:?} and {two:?}"))
    }

    /// The same to the millisecond when a request named it; else each server's own, and near.
    fn same_time(&self, one: &str, two: &str) -> bool {
        let millis = |text: &str| text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond);
        let (Some(at), Some(other)) = (millis(one), millis(two)) else { return one == two };
        let named = self.times.contains(one) || self.times.contains(two);
        one == two || (!named && one.len() == two.len() && (at - other).abs() < OWN_TIME_MILLIS_MAX)
    }

    /// Ids are listed in the order of their random texts, which is not the order of their names.
    fn differ_ids(&self, path: &str, one: &[Value], two: &[Value]) -> Option<String> {
        let texts = |ids: &[Value]| -> Vec<String> {
            ids.iter().map(|id| id.as_str().unwrap_or_default().to_owned()).collect()
        };
        let (one, two) = (texts(one), texts(two));
        if one.is_sorted() != two.is_sorted() {
            return Some(format!("{path}: only one is sorted: {one:?} and {two:?}"));
        }
        let name = |ids: &[String], names: &Names| -> BTreeSet<String> {
            ids.iter().map(|id| names.name(id).to_owned()).collect()
        };
        let (one, two) = (name(&one, self.names), name(&two, self.other_names));
        (one != two).then(|| format!("{path} is {one:?} and {two:?}"))
    }
}

#[test]
fn only_what_servers_make_up_may_differ() {
    let answer = |body: &str| Answer { status: 200, body: body.into(), ..Answer::default() };
    let (mut one, mut two) = (Names::default(), Names::default());
    one.learn("0-1", "5bb6b4c1-eda9-44df-aa0a-a80b80b17b06");
    two.learn("0-1", "1db4df39-40d9-44f2-87ce-82737d749f2b");
    let times = BTreeSet::from(["2026-01-01T00:00:00.000Z".to_owned()]);
    let differs = |expected: &str, got: &str| {
        difference((&answer(expected), &one), (&answer(got), &two), &times).is_some()
    };
    let by = |id: &str| format!(r#"{{"silencedBy":["{id}"]}}"#);
    let (known, its) =
        (by("5bb6b4c1-eda9-44df-aa0a-a80b80b17b06"), by("1db4df39-40d9-44f2-87ce-82737d749f2b"));
    assert!(!differs(&known, &its));
    assert!(differs(&known, &by("9db4df39-40d9-44f2-87ce-82737d749f2b")));
    let at = |time: &str| format!(r#"{{"startsAt":"2026-{time}Z"}}"#);
    assert!(!differs(&at("02-01T00:00:00.000"), &at("02-01T00:00:01.900")));
    assert!(differs(&at("02-01T00:00:00.000"), &at("02-01T00:00:02.100")));
    assert!(differs(&at("01-01T00:00:00.000"), &at("01-01T00:00:00.001")));
    let methods = |list| format!(r#"{{"message":"PUT is not allowed, but [{list}] are"}}"#);
    assert!(!differs(&methods("GET,POST"), &methods("POST,GET")));
    assert!(differs(&methods("GET,POST"), &methods("GET,PUT")));
    let inhibited = |by| format!(r#"{{"inhibitedBy":[{by}]}}"#);
    assert!(!differs(&inhibited("1"), &inhibited("2")) && differs(&inhibited("1"), &inhibited("")));
    assert!(differs("[1,2]", "[2,1]") && differs(r#"{"a":1}"#, "{}") && differs("x", "y"));
    let group = |prints: [&str; 2]| {
        let alert = |print| format!(r#"{{"fingerprint":"{print}"}}"#);
        format!(r#"[{{"labels":{{}},"alerts":[{},{}]}}]"#, alert(prints[0]), alert(prints[1]))
    };
    assert!(!differs(&group(["a", "b"]), &group(["b", "a"])));
    assert!(differs(&group(["a", "b"]), &group(["a", "c"])));
}
