//! The rules of checks: limits, retries, holds and dependencies.

use super::kind::http::{Header, Http, Method, StatusRange};
use super::*;
use std::collections::HashMap;

fn check(slug: &str, depends_on: &[&str]) -> Check {
    Check {
        slug: slug.parse().unwrap(),
        service: None,
        name: slug.parse().unwrap(),
        kind: CheckKind::Http(Box::new(Http::new("https://example.org/".parse().unwrap()))),
        every: Duration::from_secs(30),
        timeout: Duration::from_secs(5),
        failures_to_fail: 3,
        successes_to_recover: 2,
        severity: Severity::Critical,
        labels: Labels::default(),
        depends_on: depends_on.iter().map(|slug| slug.parse().unwrap()).collect(),
        maintenance: Vec::new(),
    }
}

fn at(secs: i64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + secs * 1_000)
}

fn look(secs: i64, outcome: Outcome) -> Observation {
    Observation { at: at(secs), outcome, phases: Phases::default(), details: Vec::new() }
}

fn bad(secs: i64) -> Observation {
    look(secs, Outcome::Failed { why: "expected status 200-299, got 503".to_owned() })
}

fn good(secs: i64) -> Observation {
    look(secs, Outcome::Ok)
}

/// Runs looks through a check without holds and tells the turns with the second of their look.
fn turns(looks: &[Observation]) -> (CheckState, Vec<(i64, Turn)>) {
    let check = check("api", &[]);
    let mut state = CheckState::default();
    let mut turns = Vec::new();
    for look in looks {
        let (next, turn) = state.observe(&check, look, None);
        turns.extend(turn.map(|turn| ((look.at.as_millis() - at(0).as_millis()) / 1_000, turn)));
        state = next;
    }
    (state, turns)
}

fn failing_since(secs: i64) -> Turn {
    Turn::StartedFailing { why: "expected status 200-299, got 503".to_owned(), since: at(secs) }
}

#[test]
fn it_fails_after_three_failures_in_a_row_and_recovers_after_two_good_looks() {
    let (state, turns) = turns(&[
        good(0),
        bad(1),
        bad(2),
        good(3),
        bad(4),
        bad(5),
        bad(6),
        good(7),
        bad(8),
        good(9),
        good(10),
    ]);
    let recovered = Turn::Recovered { after: Duration::from_secs(6) };
    assert_eq!(turns, [(6, failing_since(4)), (10, recovered)]);
    assert_eq!((state.verdict, state.since), (Verdict::Passing, Some(at(9))));
}

#[test]
fn a_new_check_that_fails_turns_too() {
    let (_, turns) = turns(&[bad(0), bad(1), bad(2), bad(3)]);
    assert_eq!(turns, [(2, failing_since(0))]);
}

#[test]
fn a_look_that_saw_nothing_changes_no_verdict_and_no_streak() {
    let blind =
        |secs| look(secs, Outcome::NotObserved { why: "this machine is short of CPU".to_owned() });
    let (state, turned) = turns(&[good(0), bad(1), blind(2), bad(3), blind(4), blind(5)]);
    assert!(turned.is_empty());
    assert_eq!((state.verdict, state.streak), (Verdict::Passing, 2));
    let words = state.words(&check("api", &[]), at(6));
    assert_eq!(words, "not observed: this machine is short of CPU");
    let (state, turned) = turns(&[good(0), bad(1), blind(2), bad(3), blind(4), bad(5)]);
    assert_eq!((turned.len(), state.blind), (1, None));
}

#[test]
fn a_held_failure_turns_when_the_hold_ends_and_it_still_fails() {
    let check = check("api", &[]);
    let hold = Some(Hold::Maintenance("until 04:00".to_owned()));
    let mut state = CheckState::default();
    for secs in 0..5 {
        let (next, turn) = state.observe(&check, &bad(secs), hold.clone());
        assert_eq!(turn, None);
        state = next;
    }
    assert_eq!((state.verdict, &state.held), (Verdict::Failing, &hold));
    assert!(state.words(&check, at(5)).ends_with("got 503 (maintenance: until 04:00)"));
    let (state, turn) = state.observe(&check, &bad(6), None);
    assert_eq!(turn, Some(failing_since(0)));
    let (_, turn) = state.observe(&check, &bad(7), None);
    assert_eq!(turn, None, "told once");
}

#[test]
fn a_held_failure_that_recovers_tells_nobody() {
    let check = check("api", &[]);
    let hold = Some(Hold::Dependency("host".parse().unwrap()));
    let mut state = CheckState::default();
    for look in [bad(0), bad(1), bad(2), good(3), good(4)] {
        let (next, turn) = state.observe(&check, &look, hold.clone());
        assert_eq!(turn, None);
        state = next;
    }
    assert_eq!((state.verdict, state.held), (Verdict::Passing, None));
}

#[test]
fn what_was_told_recovers_even_during_a_hold() {
    let check = check("api", &[]);
    let hold = Some(Hold::Maintenance("weekly".to_owned()));
    let (mut state, _) = turns(&[bad(0), bad(1), bad(2)]);
    let mut turned = None;
    for look in [bad(3), good(4), good(5)] {
        (state, turned) = state.observe(&check, &look, hold.clone());
    }
    assert_eq!(turned, Some(Turn::Recovered { after: Duration::from_secs(5) }));
}

proptest::proptest! {
    /// Whatever comes, failing and recovering alternate, and a recovery follows a failure told.
    #[test]
    fn turns_alternate(looks in proptest::collection::vec((0_u8..3, proptest::bool::ANY), 0..200)) {
        let check = check("api", &[]);
        let mut state = CheckState::default();
        let mut told = false;
        for (secs, (outcome, held)) in (0..).zip(looks) {
            let look = match outcome {
                0 => good(secs),
                1 => bad(secs),
                _ => look(secs, Outcome::NotObserved { why: String::new() }),
            };
            let hold = held.then(|| Hold::Maintenance("planned".to_owned()));
            let (next, turn) = state.observe(&check, &look, hold);
            state = next;
            match turn {
                Some(Turn::StartedFailing { .. }) => {
                    proptest::prop_assert!(!told && !held);
                    told = true;
                }
                Some(Turn::Recovered { .. }) => {
                    proptest::prop_assert!(told);
                    told = false;
                }
                None => {}
            }
            let must = state.verdict == Verdict::Failing && state.held.is_none();
            proptest::prop_assert_eq!(told, must);
        }
    }
}

#[test]
fn cycles_are_found_and_named() {
    let cycle = dependency_cycle(&[
        check("a", &["b"]),
        check("b", &["c", "elsewhere"]),
        check("c", &["d", "b"]),
        check("d", &[]),
    ]);
    let names: Vec<String> = cycle.unwrap().iter().map(Slug::to_string).collect();
    assert_eq!(names, ["b", "c", "b"]);
    let diamond =
        [check("a", &["b", "c"]), check("b", &["d"]), check("c", &["d"]), check("d", &[])];
    assert_eq!(dependency_cycle(&diamond), None);
    let chain: Vec<Check> =
        (0..20_000).map(|n| check(&format!("c{n}"), &[&format!("c{}", n + 1)])).collect();
    assert_eq!(dependency_cycle(&chain), None);
}

/// The check that holds the first of `checks`.
fn holder(checks: &[Check], states: &HashMap<&str, CheckState>) -> Option<String> {
    let look_up = |slug: &Slug| {
        let check = checks.iter().find(|check| check.slug == *slug)?;
        Some((check, states.get(slug.as_str())?))
    };
    held_by(&checks[0], look_up).map(Slug::to_string)
}

#[test]
fn the_furthest_failing_dependency_holds() {
    let checks = [
        check("page", &["api"]),
        check("api", &["host"]),
        check("host", &["rack"]),
        check("rack", &[]),
    ];
    let mut states: HashMap<&str, CheckState> =
        checks.iter().map(|check| (check.slug.as_str(), CheckState::default())).collect();
    assert_eq!(holder(&checks, &states), None);
    states.insert("host", turns(&[good(0), bad(1)]).0);
    assert_eq!(
        holder(&checks, &states).as_deref(),
        Some("host"),
        "one failed look is enough to wait"
    );
    states.insert("api", turns(&[bad(0), bad(1), bad(2)]).0);
    states.insert("rack", turns(&[bad(0), bad(1), bad(2)]).0);
    assert_eq!(holder(&checks, &states).as_deref(), Some("rack"));
}

#[test]
fn dependencies_not_looked_at_since_the_failure_are_named() {
    let checks = check("api", &["host", "proxy", "gone"]);
    let host = CheckState { last_at: Some(at(5)), ..CheckState::default() };
    let proxy = CheckState { last_at: Some(at(9)), ..CheckState::default() };
    let unsettled = unsettled_dependencies(&checks, at(7), |slug| match slug.as_str() {
        "host" => Some(&host),
        "proxy" => Some(&proxy),
        _ => None,
    });
    assert_eq!(unsettled.iter().map(|slug| slug.as_str()).collect::<Vec<_>>(), ["host"]);
}

type Edit = fn(&mut Check);

fn http(check: &mut Check) -> &mut Http {
    let CheckKind::Http(http) = &mut check.kind else { panic!("it is built with an HTTP kind") };
    http
}

#[test]
fn values_outside_their_limits_are_refused_by_field() {
    let cases: [(&str, Edit, &str); 15] = [
        ("every", |c| c.every = Duration::from_millis(10), "10 ms is not between 1 s and 7 d"),
        ("every", |c| c.every = EVERY_MAX + EVERY_MIN, "7 d"),
        ("timeout", |c| c.timeout = Duration::ZERO, "not between 50 ms and 1 min"),
        ("timeout", |c| c.timeout = c.every, "30 s is not shorter than the interval of 30 s"),
        ("failures_to_fail", |c| c.failures_to_fail = 0, "not between 1 and 100"),
        ("successes_to_recover", |c| c.successes_to_recover = 101, "not between 1 and 100"),
        ("depends_on", |c| c.depends_on = vec![c.slug.clone()], "itself"),
        ("depends_on", |c| c.depends_on = vec!["a".parse().unwrap(); 2], "listed twice"),
        ("labels", |c| c.labels = Labels::default().with("a", "\0"), "NUL"),
        (
            "maintenance",
            |c| c.maintenance = vec![Maintenance::Window { from: at(1), until: at(1) }],
            "not after its start",
        ),
        ("statuses", |c| http(c).statuses.clear(), "at least one"),
        ("latency_max", |c| http(c).latency_max = Some(c.timeout), "not below the timeout of 5 s"),
        ("certificate_days_min", |c| http(c).certificate_days_min = Some(9_999), "at most 825"),
        ("text_contains", |c| http(c).text_contains = Some(String::new()), "leave it out"),
        (
            "method",
            |c| {
                http(c).method = Method::Head;
                http(c).text_not = Some("error".to_owned());
            },
            "use GET",
        ),
    ];
    for (field, edit, words) in cases {
        let mut check = check("api", &[]);
        edit(&mut check);
        let error = check.validated().expect_err(words);
        assert_eq!(error.field, field, "{error}");
        assert!(error.why.contains(words), "{error}");
    }
    assert!(check("api", &["host"]).validated().is_ok());
}

#[test]
fn maintenance_holds_from_its_start_until_before_its_end_or_by_interval() {
    let mut check = check("api", &[]);
    let name: Name = "Sunday night".parse().unwrap();
    check.maintenance = vec![
        Maintenance::Window { from: at(10), until: at(20) },
        Maintenance::Interval(name.clone()),
    ];
    let never = |_: &Name| false;
    assert_eq!(check.maintenance_at(at(9), never), None);
    let hold = check.maintenance_at(at(10), never).unwrap();
    assert_eq!(hold.to_string(), format!("maintenance: planned until {}", at(20)));
    assert_eq!(check.maintenance_at(at(20), never), None);
    let hold = check.maintenance_at(at(20), |asked| *asked == name).unwrap();
    assert_eq!(hold.to_string(), "maintenance: Sunday night");
}

#[test]
fn statuses_are_read_in_three_forms() {
    for (text, inside, outside) in [("200", 200, 201), ("200-299", 299, 300), ("4xx", 404, 500)] {
        let range: StatusRange = text.parse().unwrap();
        assert!(range.admits(inside) && !range.admits(outside));
    }
    for bad in ["", "99", "600", "300-200", "2x", "6xx", "ok"] {
        assert!(bad.parse::<StatusRange>().is_err(), "{bad}");
    }
}

#[test]
fn secrets_in_headers_are_never_shown() {
    let header = Header::new("Authorization", "Bearer hunter2").unwrap();
    assert_eq!(format!("{header:?}"), "Header(authorization: …)");
    assert!(Header::new("a b", "x").is_err());
    assert!(Header::new("x", "a\r\nb: c").is_err());
    assert!(Header::new("x", "clé").unwrap_err().contains("plain ASCII"));
    assert!(Header::new("Content-Length", "3").unwrap_err().contains("leave it out"));
}
