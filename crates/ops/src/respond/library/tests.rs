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
