use super::*;
use Answer::{No, Unknown, Yes};

fn answers(
    exposed: Answer,
    personal: Answer,
    malicious: Answer,
    down: Answer,
    spreading: Answer,
) -> Answers {
    Answers {
        situation: "data-leak".parse().unwrap(),
        exposed,
        personal,
        malicious,
        down,
        spreading,
    }
}

#[test]
fn the_table_of_verdicts() {
    for (given, level, grade, breach) in [
        // A list of users is readable on the web.
        (answers(Yes, Yes, Unknown, No, No), Level::Red, 1, true),
        // Nobody knows yet whether it can be read, but it is about people.
        (answers(Unknown, Yes, Unknown, No, No), Level::Red, 2, true),
        // A secret in a private repository.
        (answers(Unknown, No, No, No, No), Level::Orange, 3, false),
        // The page is down after a wrong configuration.
        (answers(No, No, No, Yes, No), Level::Red, 2, false),
        // Ransomware.
        (answers(Yes, Unknown, Yes, Yes, Yes), Level::Red, 1, true),
        // The backups stopped.
        (answers(No, No, No, No, No), Level::Orange, 4, false),
        // Data about people are gone with the database: loss of availability is a breach too.
        (answers(No, Yes, No, Yes, No), Level::Red, 2, true),
    ] {
        let verdict = given.verdict();
        assert_eq!((verdict.level, verdict.grade.number()), (level, grade), "{given:?}");
        assert_eq!(verdict.clocks.contains(&ClockKind::GdprAuthority), breach, "{given:?}");
    }
}

#[test]
fn not_to_know_is_never_better_than_no() {
    let all = [Yes, No, Unknown];
    for exposed in all {
        for personal in all {
            for down in all {
                for spreading in all {
                    let with = |malicious| {
                        answers(exposed, personal, malicious, down, spreading).verdict()
                    };
                    assert!(with(Unknown).grade <= with(No).grade);
                    assert!(with(Unknown).level >= with(No).level);
                    assert!(with(Yes).grade <= with(Unknown).grade);
                }
            }
        }
    }
}

#[test]
fn urgency_and_impact_give_glpi_s_priority() {
    let degree = |number| Degree::new(number).unwrap();
    for (urgency, impact, expected) in [(1, 1, 1), (3, 3, 3), (5, 4, 5), (2, 5, 3), (5, 1, 2)] {
        assert_eq!(priority(degree(urgency), degree(impact)).number(), expected);
    }
    assert!(Degree::new(0).is_none() && Degree::new(6).is_none() && Grade::new(5).is_none());
}
