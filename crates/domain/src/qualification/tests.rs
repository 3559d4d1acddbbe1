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
        assert_eq!(verdict.occasions.contains(&Occasion::PersonalData), breach, "{given:?}");
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
        let priority = Priorities::default().of(degree(urgency), degree(impact));
        assert_eq!(priority.number(), expected);
    }
    assert!(Degree::new(0).is_none() && Degree::new(6).is_none() && Grade::new(5).is_none());
}

#[test]
fn a_doubt_is_an_occasion() {
    let seen = |given: Answers| given.verdict().occasions;
    assert_eq!(
        seen(answers(No, No, Unknown, Unknown, No)),
        [Occasion::Orange, Occasion::Malicious, Occasion::Down]
    );
    assert_eq!(seen(answers(Yes, No, No, No, No)), [Occasion::Red]);
}

#[test]
fn the_operators_matrix_gives_its_own_priority() {
    let degree = |number| Degree::new(number).unwrap();
    let all = Priorities([[degree(5); 5]; 5]);
    assert_eq!(all.of(degree(1), degree(1)), degree(5));
    let said = Qualification {
        seq: 1,
        at: Timestamp::from_millis(0),
        by: "ada".to_owned(),
        answers: answers(No, No, No, No, No),
        level: Level::Orange,
        grade: Grade(4),
        urgency: degree(2),
        impact: degree(5),
        own_priority: None,
        reason: String::new(),
    };
    assert_eq!(said.priority(), degree(3));
    let own = Qualification { own_priority: Some(degree(1)), ..said };
    assert_eq!(own.priority(), degree(1));
}
