use super::*;
use proptest::prelude::*;

fn labels(text: &str) -> Labels {
    let pairs = text.split(',').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap()).map(|(n, v)| (n.into(), v.into())).collect()
}

fn rule(source: &str, target: &str, equal: &[&str]) -> Inhibition {
    Inhibition {
        name: None,
        source: Matchers::parse(source).unwrap(),
        target: Matchers::parse(target).unwrap(),
        equal: equal.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// Whether `target` is inhibited while all of `firing` fire.
fn inhibited(rule: &Inhibition, target: &str, firing: &[&str]) -> bool {
    let firing: Vec<_> = firing.iter().map(|text| labels(text)).collect();
    let sources = firing.iter().map(|labels| (labels.fingerprint(), labels));
    !inhibited_by(std::slice::from_ref(rule), &labels(target), sources).is_empty()
}

#[test]
fn a_source_inhibits_targets_that_share_the_equal_labels() {
    let rule = rule("s=critical", "s=warning", &["cluster", "zone"]);
    for (target, source, expected) in [
        ("s=warning,cluster=a,zone=1", "s=critical,cluster=a,zone=1", true),
        ("s=warning,cluster=a,zone=1", "s=critical,cluster=a,zone=2", false),
        ("s=warning,cluster=a", "s=critical,cluster=a", true),
        ("s=warning,cluster=a,zone=", "s=critical,cluster=a", true),
        ("s=warning,cluster=a,zone=1", "s=critical,cluster=a", false),
        ("s=warning", "s=critical", true),
        ("s=info,cluster=a", "s=critical,cluster=a", false),
        ("s=warning,cluster=a", "s=info,cluster=a", false),
        // Values are compared one by one, not glued together.
        ("s=warning,cluster=a1,zone=1", "s=critical,cluster=a,zone=11", false),
        ("s=warning,cluster=1:1,zone=", "s=critical,cluster=,zone=1:1", false),
    ] {
        assert_eq!(inhibited(&rule, target, &[source]), expected, "{target} by {source}");
    }
}

#[test]
fn alerts_on_both_sides_inhibit_neither_themselves_nor_each_other() {
    let rule = rule("s=1", "t=1", &["e"]);
    let (source, target, both) = ("s=1,e=f", "t=1,e=f", "s=1,t=1,e=f");
    let other_both = "s=1,t=1,e=f,x=y";
    for (of, firing, expected) in [
        (target, &[source][..], true),
        (target, &[both], true),
        (both, &[both], false),
        (both, &[both, other_both], false),
        (both, &[both, target], false),
        (both, &[both, source], true),
        (both, &[source, both, other_both], true),
        (source, &[source, both], false),
    ] {
        assert_eq!(inhibited(&rule, of, firing), expected, "{of} by {firing:?}");
    }
}

#[test]
fn a_rule_without_equal_labels_needs_only_a_source() {
    let rule = rule("alertname=Down", "job=~\".+\"", &[]);
    assert!(inhibited(&rule, "job=a", &["alertname=Down"]));
    assert!(!inhibited(&rule, "job=a", &[]));
}

#[test]
fn each_rule_names_one_inhibitor() {
    let rules = [rule("s=1", "t=1", &[]), rule("s=2", "t=1", &[]), rule("s=~\"1|2\"", "t=1", &[])];
    let firing = ["s=1,n=a", "s=1,n=b", "s=2", "s=3"].map(labels);
    let found = inhibited_by(
        &rules,
        &labels("t=1"),
        firing.iter().rev().map(|labels| (labels.fingerprint(), labels)),
    );
    let first = firing[0].fingerprint().min(firing[1].fingerprint());
    let second = firing[2].fingerprint();
    assert_eq!(found, [first.min(second), first.max(second)]);
}

/// The rule of the documentation, word by word: every source against one target.
fn plainly(rule: &Inhibition, target: &Labels, firing: &[Labels]) -> bool {
    let same = |source: &Labels| {
        rule.equal.iter().all(|n| source.get(n).unwrap_or("") == target.get(n).unwrap_or(""))
    };
    let both_sides = |labels: &Labels| rule.source.matches(labels) && rule.target.matches(labels);
    rule.target.matches(target)
        && firing.iter().any(|source| {
            rule.source.matches(source)
                && same(source)
                && !(both_sides(source) && both_sides(target))
        })
}

fn any_labels() -> impl Strategy<Value = Labels> {
    prop::collection::vec(("[ste]", "[01]?"), 0..4).prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    #[test]
    fn the_index_answers_as_the_plain_rule(
        firing in prop::collection::vec(any_labels(), 0..6),
        target in any_labels(),
    ) {
        for rule in [rule("s=1", "t=1", &["e"]), rule("s!=1", "t=~\"1|\"", &["e", "x"])] {
            let sources = firing.iter().map(|labels| (labels.fingerprint(), labels));
            let found = inhibited_by(std::slice::from_ref(&rule), &target, sources);
            prop_assert_eq!(!found.is_empty(), plainly(&rule, &target, &firing));
            let known: Vec<_> = firing.iter().map(Labels::fingerprint).collect();
            prop_assert!(found.iter().all(|fingerprint| known.contains(fingerprint)));
        }
    }
}
