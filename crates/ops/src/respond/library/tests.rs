use super::*;
use vigie_domain::playbook::check_order;

#[test]
fn every_playbook_reads_in_both_languages() {
    for (key, en, fr) in SHIPPED {
        for (language, text) in [("en", en), ("fr", fr)] {
            let read = Playbook::read(key, text);
            assert!(read.is_ok(), "{language}/{key}: {read:#?}");
        }
    }
    check_order(playbooks(Language::En)).unwrap();
    check_order(playbooks(Language::Fr)).unwrap();
}

#[test]
fn both_languages_ask_for_the_same_steps() {
    for (key, english) in playbooks(Language::En) {
        let french = &playbooks(Language::Fr)[key];
        let shape = |playbook: &Playbook| {
            let steps = playbook.phases.iter().map(|phase| {
                let of = |step: &vigie_domain::playbook::PlaybookStep| {
                    (step.kind, step.answers.keys().copied().collect::<Vec<_>>())
                };
                phase.steps.iter().map(of).collect::<Vec<_>>()
            });
            let head = (playbook.situation.clone(), playbook.levels.clone());
            (head, playbook.time_box, playbook.after.clone(), steps.collect::<Vec<_>>())
        };
        assert_eq!(shape(english), shape(french), "{key}");
    }
}

#[test]
fn no_file_of_the_library_is_forgotten() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/en/playbooks");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(files, SHIPPED.len());
}

const OWN: &str = "---
title: The vote is stopped
when: vote-stopped
for: whoever is on duty
source: our own
---
## Look

- [ ] Open the page from outside.
";

fn file(path: &str, text: &str) -> OwnFile {
    let name = path.rsplit('/').next().unwrap();
    OwnFile {
        path: path.to_owned(),
        key: name.trim_end_matches(".md").to_owned(),
        language: path.split('/').find_map(Language::from_tag),
        text: Ok(text.to_owned()),
    }
}

fn title(library: &Library, language: Language, key: &str) -> Option<String> {
    library.playbooks(language).get(key).map(|one| one.title.clone())
}

#[test]
fn own_playbooks_stand_beside_those_that_ship_and_over_those_of_the_same_name() {
    let french = OWN.replace("The vote is stopped", "Le vote est arrêté");
    let phishing = OWN.replace("The vote is stopped", "Our phishing");
    let library = Library::new(&[
        file("fr/vote.md", &french),
        file("vote.md", OWN),
        file("en/phishing.md", &phishing),
    ]);
    assert_eq!(library.faults, []);
    assert_eq!(title(&library, Language::En, "vote").unwrap(), "The vote is stopped");
    assert_eq!(title(&library, Language::Fr, "vote").unwrap(), "Le vote est arrêté");
    assert_eq!(title(&library, Language::En, "phishing").unwrap(), "Our phishing");
    assert_ne!(title(&library, Language::Fr, "phishing").unwrap(), "Our phishing");
    let key = |name: &str| name.parse::<Slug>().unwrap();
    assert!(library.is_own(&key("vote")) && !library.is_own(&key("data-leak-ops")));
    assert_eq!(library.playbooks(Language::En).len(), SHIPPED.len() + 1);
}

#[test]
fn a_file_with_a_mistake_is_left_out_and_the_others_stay() {
    let after = |other: &str| OWN.replace("source:", &format!("after: {other}\nsource:"));
    let library = Library::new(&[
        file("broken.md", &OWN.replace("when:", "wen:")),
        file("good.md", OWN),
        file("phishing.md", &OWN.replace("- [ ]", "- [x]")),
        file("one.md", &after("two")),
        file("two.md", &after("one")),
        file("lost.md", &after("nowhere")),
        file("Not A Name.md", OWN),
    ]);
    let said: Vec<String> = library.faults.iter().map(ToString::to_string).collect();
    for part in [
        "broken.md:3: \"wen\" is unknown",
        "phishing.md:9: \"[x]\" is no mark",
        "one.md:5: they wait for each other: one -> two -> one",
        "lost.md:5: lost comes after nowhere, which is not there",
        "Not A Name.md:1: ",
    ] {
        assert!(said.iter().any(|line| line.contains(part)), "{part}: {said:#?}");
    }
    assert!(title(&library, Language::En, "good").is_some());
    let shipped = playbooks(Language::En)["phishing"].title.clone();
    assert_eq!(title(&library, Language::En, "phishing").unwrap(), shipped);
    assert_eq!(title(&library, Language::En, "broken"), None);
    assert_eq!(title(&library, Language::En, "one"), None);
}

const SCENARIO: &str = "---
title: Nobody can vote
source: our own
---
Play it on paper.

## 0 min, message from the polling station
The page does not answer.
";

fn scenario(library: &Library, language: Language, key: &str) -> Option<String> {
    library.scenario(language, &key.parse().unwrap()).map(|one| one.title.clone())
}

#[test]
fn own_scenarios_stand_beside_their_playbooks_and_over_those_of_the_same_name() {
    let french = SCENARIO.replace("Nobody can vote", "Personne ne peut voter");
    let library = Library::new(&[
        file("vote.md", OWN),
        file("vote.scenario.md", SCENARIO),
        file("fr/vote.scenario.md", &french),
        file("en/data-leak-ops.scenario.md", &SCENARIO.replace("Nobody can vote", "Our leak")),
        file("en/only.md", OWN),
        file("only.scenario.md", SCENARIO),
    ]);
    assert_eq!(library.faults, []);
    assert_eq!(scenario(&library, Language::En, "vote").unwrap(), "Nobody can vote");
    assert_eq!(scenario(&library, Language::Fr, "vote").unwrap(), "Personne ne peut voter");
    assert_eq!(scenario(&library, Language::En, "data-leak-ops").unwrap(), "Our leak");
    let shipped = scenario(&Library::default(), Language::Fr, "data-leak-ops").unwrap();
    assert_eq!(scenario(&library, Language::Fr, "data-leak-ops").unwrap(), shipped);
    assert_eq!(scenario(&library, Language::Fr, "only"), None, "its playbook is English");
    let from: Vec<(&str, Option<&str>)> =
        library.scenarios(Language::En).map(|(one, file)| (one.key.as_str(), file)).collect();
    assert_eq!(
        from,
        [
            ("data-leak-ops", Some("en/data-leak-ops.scenario.md")),
            ("database-down", None),
            ("only", Some("only.scenario.md")),
            ("vote", Some("vote.scenario.md")),
        ]
    );
    assert_eq!(title(&library, Language::En, "vote.scenario"), None, "a scenario is no playbook");
}

#[test]
fn a_scenario_with_a_mistake_or_without_playbook_is_left_out() {
    let library = Library::new(&[
        file("vote.md", OWN),
        file("vote.scenario.md", &SCENARIO.replace("title:", "titel:")),
        file("database-down.scenario.md", &SCENARIO.replace("## 0 min", "## soon")),
        file("lost.scenario.md", SCENARIO),
    ]);
    let said: Vec<String> = library.faults.iter().map(ToString::to_string).collect();
    for part in [
        "vote.scenario.md:2: \"titel\" is unknown",
        "database-down.scenario.md:7: write",
        "lost.scenario.md:1: it stands beside no playbook: write lost.md too",
    ] {
        assert!(said.iter().any(|line| line.starts_with(part)), "{part}: {said:#?}");
    }
    assert_eq!(scenario(&library, Language::En, "vote"), None);
    let shipped = scenario(&Library::default(), Language::En, "database-down");
    assert_eq!(scenario(&library, Language::En, "database-down"), shipped);
}

#[test]
fn what_a_file_said_before_its_mistake_stays_until_it_is_mended_or_gone() {
    let first = Library::new(&[file("vote.md", OWN), file("vote.scenario.md", SCENARIO)]);
    let broken = OWN.replace("when:", "wen:");
    let second = first.again(&[
        file("vote.md", &broken),
        file("vote.scenario.md", &SCENARIO.replace("## 0 min", "## soon")),
    ]);
    assert_eq!(title(&second, Language::En, "vote").unwrap(), "The vote is stopped");
    assert_eq!(scenario(&second, Language::En, "vote").unwrap(), "Nobody can vote");
    let said: Vec<String> = second.faults.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|line| line.ends_with("(what it said before stays in use)")),
        "{said:?}"
    );

    let mut gone = file("own", "");
    (gone.path, gone.key) = (String::new(), String::new());
    gone.text = Err("this folder can't be read".to_owned());
    let away = second.again(&[gone]);
    assert_eq!(title(&away, Language::En, "vote").unwrap(), "The vote is stopped");
    assert_eq!(away.faults.len(), 1, "{:?}", away.faults);

    let mended = away.again(&[file("vote.md", &OWN.replace("stopped", "over"))]);
    assert_eq!(title(&mended, Language::En, "vote").unwrap(), "The vote is over");
    assert_eq!((scenario(&mended, Language::En, "vote"), mended.faults.len()), (None, 0));
}
