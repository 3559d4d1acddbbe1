use super::*;

const GOOD: &str = "---
title: Data leak: the first hour
when: data-leak
for: the developer
level: red
time-box: 60 min
source: our own
---
Stay calm.

## Cut the access

- [ ] List what is exposed.
  Which URL, since when.

- [?] Are there secrets in it?
  - yes: turn them all over now.
  - no: go on.
  - unknown: act as if there were.
- [30 min] Look at the logs.
- [! maintenance] Switch maintenance on.
";

fn mistakes(text: &str) -> Vec<String> {
    let found = Playbook::read("own", text).unwrap_err();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_playbook_reads_as_it_is_written() {
    let playbook = Playbook::read("own", GOOD).unwrap();
    assert_eq!(playbook.title, "Data leak: the first hour");
    assert_eq!(
        (playbook.intro.as_str(), playbook.levels.as_slice()),
        ("Stay calm.", &[Level::Red][..])
    );
    let steps = &playbook.phases[0].steps;
    let kinds: Vec<StepKind> = steps.iter().map(|step| step.kind).collect();
    let half_an_hour = Duration::from_secs(1800);
    assert_eq!(
        kinds,
        [
            StepKind::Do,
            StepKind::Ask,
            StepKind::Wait(half_an_hour),
            StepKind::Act(PlaybookAction::Maintenance)
        ]
    );
    assert_eq!(steps[0].details, "Which URL, since when.");
    assert_eq!(steps[1].answers[&Answer::Unknown], "act as if there were.");
}

#[test]
fn every_mistake_is_told_with_its_line() {
    assert_eq!(
        mistakes("title: x\n"),
        [
            "line 1: the file begins with \"---\", then title, when, for and source",
            "line 1: a playbook has 1 to 100 steps, this one 0",
        ]
    );
    let broken = GOOD
        .replace("level: red", "level: pink")
        .replace("[! maintenance]", "[! mainenance]")
        .replace("[30 min]", "[soon]")
        .replace("when:", "wen:");
    let found = mistakes(&broken);
    assert_eq!(found.len(), 5, "{found:#?}");
    for part in
        ["line 5: \"pink\" is no level", "no action: write one of notify", "\"[soon]\" is no mark"]
    {
        assert!(found.iter().any(|mistake| mistake.contains(part)), "{part}: {found:#?}");
    }
}

#[test]
fn playbooks_that_wait_for_each_other_are_refused() {
    let one = |key: &str, after: &str| {
        let text = GOOD.replace("level: red", &format!("after: {after}"));
        (key.parse::<Slug>().unwrap(), Playbook::read(key, &text).unwrap())
    };
    let circle = BTreeMap::from([one("a", "b"), one("b", "a")]);
    assert_eq!(check_order(&circle).unwrap_err(), "they wait for each other: a -> b -> a");
    let lonely = BTreeMap::from([one("a", "b")]);
    assert_eq!(check_order(&lonely).unwrap_err(), "a comes after b, which is not there");
}
