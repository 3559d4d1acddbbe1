use super::*;

const GOOD: &str = "---
title: A leak
source: ours
---
Play it on paper.

## 0 min, message from a user, by telephone
I can read everything.

## 5 min, alert critical
Many requests.
And more of them.
";

#[test]
fn a_scenario_says_what_happens_and_when() {
    let read = Scenario::read("data-leak", GOOD).unwrap();
    assert_eq!((read.title.as_str(), read.intro.as_str()), ("A leak", "Play it on paper."));
    let [first, second] = &read.events[..] else { panic!("{read:?}") };
    assert_eq!(first.kind, EventKind::Message("from a user, by telephone".to_owned()));
    assert_eq!((first.after, first.text.as_str()), (Duration::ZERO, "I can read everything."));
    assert_eq!(second.kind, EventKind::Alert(Severity::Critical));
    assert_eq!(second.after, Duration::from_mins(5));
    assert_eq!(second.text, "Many requests.\nAnd more of them.");
}

#[test]
fn a_title_fits_the_incident_that_is_called_so() {
    let titled = |title: &str| Scenario::read("data-leak", &GOOD.replace("A leak", title));
    assert!(titled(&"x".repeat(160)).is_ok());
    for odd in ["x".repeat(161), "A\tleak".to_owned()] {
        let mistakes = titled(&odd).unwrap_err();
        assert_eq!((mistakes.len(), mistakes[0].line), (1, 2), "{mistakes:?}");
    }
}

#[test]
fn every_mistake_has_its_line() {
    for (from, to, line, why) in [
        ("---\ntitle", "title", 1, "begins with"),
        ("source: ours\n", "", 1, "no \"source\""),
        ("source: ours", "source:", 3, "is empty"),
        ("title: A leak", "titel: A leak", 2, "\"titel\" is unknown: write one of title, source"),
        ("## 0 min, message from a user, by telephone", "## message", 7, "## 5 min"),
        ("alert critical", "alert loud", 10, "info, warning or critical"),
        ("## 0 min", "## 6 min", 10, "in the order"),
        ("## 5 min", "## 5000 min", 10, "a day at most"),
        ("I can read everything.", "", 7, "has words"),
    ] {
        let mistakes = Scenario::read("x", &GOOD.replace(from, to)).unwrap_err();
        let found = mistakes.iter().any(|one| one.line == line && one.why.contains(why));
        assert!(found, "{to:?}: {mistakes:?}");
    }
    assert!(Scenario::read("No Name", GOOD).is_err());
    assert!(Scenario::read("x", &"x".repeat(70_000)).is_err());
    assert!(Scenario::read("x", "---\ntitle: a\nsource: b\n---\n").is_err());
}

#[test]
fn what_an_event_is_is_kept_in_two_words() {
    for kind in [EventKind::Message("from x".to_owned()), EventKind::Alert(Severity::Warning)] {
        let (word, with) = kind.words();
        assert_eq!(EventKind::from_words(word, with), Some(kind));
    }
    assert_eq!(EventKind::from_words("alert", "loud"), None);
}
