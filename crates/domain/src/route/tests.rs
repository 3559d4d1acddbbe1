use super::*;
use proptest::prelude::*;

fn labels(text: &str) -> Labels {
    let pairs = text.split(',').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap()).map(|(n, v)| (n.into(), v.into())).collect()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn node(receiver: &str, matchers: &str, routes: Vec<RouteSpec>) -> RouteSpec {
    RouteSpec {
        receiver: (!receiver.is_empty()).then(|| name(receiver)),
        matchers: Matchers::parse(matchers).unwrap(),
        routes,
        ..RouteSpec::default()
    }
}

fn going_on(spec: RouteSpec) -> RouteSpec {
    RouteSpec { goes_on: true, ..spec }
}

/// The tree of Alertmanager's own documentation and tests.
fn tree() -> RouteSpec {
    let team_a = RouteSpec {
        wait: Some(Duration::from_secs(1)),
        labels: labels("team=a"),
        ..node(
            "notify-A",
            "owner=team-A",
            vec![
                RouteSpec {
                    group_by: Some(words(&["..."])),
                    mute: vec![name("night")],
                    ..node("notify-testing", "env=testing", vec![])
                },
                going_on(RouteSpec {
                    group_by: Some(words(&[])),
                    labels: labels("team=ab,env=prod"),
                    ..node("notify-productionA", "env=~\"prod.*\"", vec![])
                }),
                node("notify-productionB", "zone=z,env=production", vec![]),
            ],
        )
    };
    let team_c = RouteSpec {
        incident_from: Some(None),
        ..node("", "owner=~\"team-(B|C)\"", vec![node("notify-BC", "env=testing", vec![])])
    };
    RouteSpec {
        group_by: Some(words(&["foo", "bar"])),
        wait: Some(Duration::from_secs(7)),
        incident_from: Some(Some(Severity::Critical)),
        labels: labels("team=all"),
        ..node("notify-def", "", vec![team_a, team_c])
    }
}

fn root() -> Route {
    Route::root(&tree()).unwrap()
}

fn at<'a>(root: &'a Route, path: &[usize]) -> &'a Route {
    path.iter().fold(root, |route, place| &route.routes[*place])
}

#[test]
fn the_deepest_matching_routes_are_chosen() {
    let root = root();
    for (alert, expected) in [
        ("", "notify-def"),
        ("owner=nobody", "notify-def"),
        ("owner=team-A", "notify-A"),
        ("owner=team-A,env=testing", "notify-testing"),
        ("owner=team-A,env=production", "notify-productionA"),
        ("owner=team-A,env=production,zone=z", "notify-productionA notify-productionB"),
        ("owner=team-A,env=prod,zone=z", "notify-productionA"),
        ("owner=team-C", "notify-def"),
        ("owner=team-B,env=testing", "notify-BC"),
    ] {
        let chosen = root.chosen(&labels(alert));
        let receivers: Vec<_> = chosen.iter().map(|route| route.receiver.as_str()).collect();
        assert_eq!(receivers.join(" "), expected, "{alert}");
    }
}

#[test]
fn children_inherit_all_but_time_intervals() {
    let root = root();
    assert_eq!((root.interval, root.repeat), (Duration::from_mins(5), Duration::from_hours(4)));
    let testing = at(&root, &[0, 0]);
    assert_eq!(testing.wait, Duration::from_secs(1));
    assert_eq!(testing.interval, Duration::from_mins(5));
    assert_eq!(testing.group_by, GroupBy::All);
    assert_eq!(testing.incident_from, Some(Severity::Critical));
    assert_eq!(testing.labels, labels("team=a"));
    let production = at(&root, &[0, 1]);
    assert_eq!(production.group_by, GroupBy::Labels(vec![]));
    assert_eq!(production.labels, labels("team=ab,env=prod"));
    let bc = at(&root, &[1, 0]);
    assert_eq!(bc.group_by, GroupBy::Labels(vec!["foo".into(), "bar".into()]));
    assert_eq!((bc.wait, bc.incident_from), (Duration::from_secs(7), None));
    assert_eq!(at(&root, &[1]).receiver, name("notify-def"));
}

#[test]
fn a_child_of_a_muted_route_is_not_muted() {
    let mut spec = tree();
    spec.routes[0].mute = vec![name("night")];
    let root = Route::root(&spec).unwrap();
    assert_eq!(at(&root, &[0]).mute, [name("night")]);
    assert!(at(&root, &[0, 2]).mute.is_empty());
}

#[test]
fn keys_are_the_sorted_matchers_from_the_root() {
    let root = root();
    assert_eq!(root.key, "{}");
    let key = r#"{}/{owner="team-A"}/{env="production",zone="z"}"#;
    let found = root.by_key(key).unwrap();
    assert_eq!((found.receiver.as_str(), found.key.as_str()), ("notify-productionB", key));
    assert_eq!(found.id, r#"{}/{owner="team-A"}/0/{env="production",zone="z"}/2"#);
    assert_eq!(root.by_id(&found.id), Some(found));
    assert_eq!(root.by_key("{}/{x=\"y\"}"), None);
}

#[test]
fn group_keys_are_alertmanagers() {
    let root = root();
    let alert = labels("foo=1,bar=a\"é\n,owner=team-A,env=testing");
    let group = |route| group_key(route, &group_labels(route, &alert));
    assert_eq!(group(&root), r#"{}:{bar="a\"é\n", foo="1"}"#);
    assert_eq!(group(at(&root, &[0, 1])), r#"{}/{owner="team-A"}/{env=~"prod.*"}:{}"#);
    assert_eq!(
        group(at(&root, &[0, 0])),
        r#"{}/{owner="team-A"}/{env="testing"}:{bar="a\"é\n", env="testing", foo="1", owner="team-A"}"#
    );
    // A label the alert does not have is not in its group.
    assert_eq!(group_labels(&root, &labels("foo=1")), labels("foo=1"));
}

#[test]
fn the_walk_goes_down_first() {
    let root = root();
    let receivers: Vec<_> = root.receivers().map(Name::as_str).collect();
    let expected = "notify-def notify-A notify-testing notify-productionA notify-productionB \
                    notify-def notify-BC";
    assert_eq!(receivers.join(" "), expected);
}

#[test]
fn refusals_name_the_route() {
    let group_by =
        |names: &[&str]| RouteSpec { group_by: Some(words(names)), ..node("a", "b=c", vec![]) };
    let zero = Some(Duration::ZERO);
    let below = |spec| node("a", "", vec![node("b", "", vec![]), node("c", "", vec![spec])]);
    for (spec, expected) in [
        (node("", "", vec![]), "route: the root route needs a receiver"),
        (node("a", "b=c", vec![]), "route: the root route takes every alert: remove its matchers"),
        (
            RouteSpec { active: vec![name("day")], ..node("a", "", vec![]) },
            "route: the root route can't have time intervals: put them on a child",
        ),
        (
            below(group_by(&["...", "x"])),
            "route.routes[1].routes[0]: group_by \"...\" means every label: it stands alone",
        ),
        (
            below(group_by(&["x", "y", "x"])),
            "route.routes[1].routes[0]: group_by names the label \"x\" twice",
        ),
        (below(group_by(&[""])), "route.routes[1].routes[0]: group_by names an empty label"),
        (
            below(RouteSpec { interval: zero, ..RouteSpec::default() }),
            "route.routes[1].routes[0]: group_interval can't be zero",
        ),
        (
            below(RouteSpec { repeat: zero, ..RouteSpec::default() }),
            "route.routes[1].routes[0]: repeat_interval can't be zero",
        ),
    ] {
        assert_eq!(Route::root(&spec).unwrap_err().to_string(), expected);
    }
    let deep = (0..33).fold(node("a", "", vec![]), |below, _| node("a", "", vec![below]));
    assert!(Route::root(&deep).unwrap_err().why.contains("nested more than 32"));
}

#[test]
fn time_intervals_keep_a_route_quiet() {
    let daily = |name_of: &str, start, end| TimeInterval {
        name: name(name_of),
        specs: vec![crate::interval::IntervalSpec {
            times: vec![crate::interval::parse_times(start, end).unwrap()],
            ..Default::default()
        }],
    };
    let known = [daily("night", "00:00", "06:00"), daily("lunch", "12:00", "13:00")];
    let quiet = |mute: &[&str], active: &[&str], time: &str| {
        let names = |list: &[&str]| list.iter().map(|text| name(text)).collect();
        let route = Route { mute: names(mute), active: names(active), ..root() };
        let at = format!("2026-11-20T{time}:00Z").parse().unwrap();
        route.muted_by(&known, at).iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(quiet(&[], &[], "05:00"), "");
    assert_eq!(quiet(&["night"], &[], "05:00"), "night");
    assert_eq!(quiet(&["night"], &[], "12:30"), "");
    assert_eq!(quiet(&[], &["lunch"], "12:30"), "");
    assert_eq!(quiet(&[], &["lunch", "night"], "15:00"), "night lunch");
    assert_eq!(quiet(&["lunch"], &["lunch"], "12:30"), "lunch");
    assert_eq!(quiet(&["unknown"], &["unknown"], "12:30"), "");
}

fn any_spec() -> impl Strategy<Value = RouteSpec> {
    let leaf = ("[xyz]=[01]", any::<bool>())
        .prop_map(|(matchers, goes_on)| RouteSpec { goes_on, ..node("", &matchers, vec![]) });
    leaf.prop_recursive(4, 20, 4, |inner| {
        ("[xyz]=[01]", any::<bool>(), prop::collection::vec(inner, 0..4)).prop_map(
            |(matchers, goes_on, routes)| RouteSpec { goes_on, ..node("", &matchers, routes) },
        )
    })
}

proptest! {
    #[test]
    fn every_alert_has_an_owner_that_matches_it(
        routes in prop::collection::vec(any_spec(), 0..4),
        alert in prop::collection::vec(("[xyz]", "[01]"), 0..4),
    ) {
        let root = Route::root(&node("r", "", routes)).unwrap();
        let alert: Labels = alert.into_iter().collect();
        let chosen = root.chosen(&alert);
        prop_assert!(!chosen.is_empty());
        prop_assert!(chosen.iter().all(|route| route.matchers.matches(&alert)));
        for route in &chosen {
            prop_assert!(route.routes.iter().all(|below| !below.matchers.matches(&alert)));
        }
        let ids: std::collections::BTreeSet<_> = root.walk().map(|route| &route.id).collect();
        prop_assert_eq!(ids.len(), root.walk().count());
    }
}
