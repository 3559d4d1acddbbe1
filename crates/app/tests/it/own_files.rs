//! The operator's own playbooks, scenarios and templates: folders that are read, and read again, and never
//! break the rest.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::browser::furnish::{api, session};
use crate::peers::http::Request;
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, git, until};

const OWN: &str = "---
title: The vote is stopped
when: vote-stopped
for: whoever is on duty
source: our own
---
## Look

- [ ] Open the page from outside.
";

#[test]
fn own_playbooks_are_used_as_soon_as_they_are_there_and_mistakes_are_shown() {
    let dir = folder("own-playbooks");
    let own = dir.path().join("playbooks");
    fs::create_dir_all(own.join("fr")).unwrap();
    fs::create_dir_all(own.join(".git")).unwrap();
    fs::write(own.join(".git/HEAD.md"), "ref").unwrap();
    fs::write(own.join("README.md"), "# Ours").unwrap();
    fs::write(own.join("vote-stopped.md"), OWN).unwrap();
    fs::write(own.join("broken.md"), OWN.replace("when:", "wen:")).unwrap();
    let config = dir.path().join("vigie.yaml");
    fs::write(&config, format!("settings: {{playbooks: {}}}\n", own.display())).unwrap();
    let config = config.to_string_lossy().into_owned();

    let checked = cli(&["check", &config], "");
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(
        !checked.status.success() && said.contains("broken.md:3: \"wen\" is unknown"),
        "{said}"
    );

    let vigie = Vigie::start(&["--config", &config]);
    let cookie = session(&vigie);
    let page = |path: &str| {
        Request::new("GET", path.to_owned())
            .header("Cookie", &cookie)
            .header("Accept-Language", "en")
            .send(&vigie.address)
            .text()
    };
    let list = page("/playbooks");
    assert!(list.contains("The vote is stopped") && list.contains("broken.md:3:"), "{list}");
    assert!(list.contains("Data leak"), "those that ship are still there: {list}");
    assert!(page("/playbooks/vote-stopped").contains("Open the page from outside"));

    let pack: serde_json::Value = serde_json::from_str(&page("/app/pack.json")).unwrap();
    let kept = &pack["own_playbooks"];
    assert_eq!(kept[0]["title"], "The vote is stopped", "{kept}");
    assert!(kept[0]["html"].as_str().unwrap().contains("Open the page from outside"), "{kept}");
    let asked = |words: &[&str]| {
        let ran = cli(&[&["playbook"], words, &["--config", &config]].concat(), "");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).into_owned()
    };
    let listed = asked(&["list"]);
    assert!(listed.contains("The vote is stopped (own)"), "{listed}");
    assert!(listed.contains("data-leak-developer"), "those that ship too: {listed}");
    assert!(listed.contains("not used: ") && listed.contains("broken.md:3:"), "{listed}");
    assert!(asked(&["show", "vote-stopped"]).contains("Open the page from outside"));

    fs::write(own.join("broken.md"), OWN.replace("The vote is stopped", "Mended")).unwrap();
    fs::write(own.join("fr/phishing.md"), OWN.replace("The vote", "Notre hameçonnage")).unwrap();
    until(Duration::from_secs(10), || page("/playbooks").contains("Mended").then_some(()))
        .unwrap_or_else(|| panic!("{}", vigie.log()));
    assert!(!page("/playbooks").contains("broken.md:"), "nothing is wrong any more");
    let checked = cli(&["check", &config], "");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

const SCENARIO: &str = "---
title: Nobody can vote
source: our own
---
On paper.

## 0 min, message from the polling station
The page does not answer.

## 9 min, alert critical
Home page: answers 500.
";

#[test]
fn an_own_scenario_is_played_and_a_mistake_in_it_is_shown_while_what_it_said_stays() {
    let dir = folder("own-scenarios");
    let own = dir.path().join("playbooks");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("vote-stopped.md"), OWN).unwrap();
    let scenario = own.join("vote-stopped.scenario.md");
    fs::write(&scenario, SCENARIO).unwrap();
    let config = dir.path().join("vigie.yaml");
    fs::write(&config, format!("settings: {{playbooks: {}}}\n", own.display())).unwrap();
    let config = config.to_string_lossy().into_owned();
    let asked = |words: &[&str]| {
        let ran = cli(words, "");
        let said = [ran.stdout, ran.stderr].concat();
        (ran.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    let file = scenario.display().to_string();
    let (fine, said) = asked(&["playbook", "check", &file]);
    assert!(fine && said.contains("fine, 2 events: Nobody can vote"), "{said}");
    let (_, listed) = asked(&["exercise", "list", "--config", &config]);
    let line = |key: &str| listed.lines().find(|line| line.starts_with(key)).unwrap();
    assert!(line("vote-stopped").contains("9 min") && line("vote-stopped").contains(&file));
    assert!(line("database-down").contains("ships"), "{listed}");

    let vigie = Vigie::start(&["--config", &config]);
    let cookie = session(&vigie);
    let page = |path: &str| {
        let request = Request::new("GET", path.to_owned()).header("Cookie", &cookie);
        request.header("Accept-Language", "en").send(&vigie.address).text()
    };
    let offered = page("/playbooks/vote-stopped");
    assert!(offered.contains("Nobody can vote: 2 events in 9\u{a0}min"), "{offered}");
    let wanted = json!({"playbook": "vote-stopped", "language": "en"});
    let started = api(&vigie, "POST", "/exercises", &wanted).json();
    assert_eq!(
        (&started["title"], &started["events"]),
        (&json!("EXERCISE: Nobody can vote"), &json!(2))
    );

    fs::write(&scenario, SCENARIO.replace("## 9 min", "## soon")).unwrap();
    let broken = until(Duration::from_secs(10), || {
        Some(page("/playbooks")).filter(|page| page.contains("vote-stopped.scenario.md:10: "))
    });
    let broken = broken.unwrap_or_else(|| panic!("{}", vigie.log()));
    assert!(broken.contains("what it said before stays in use"), "{broken}");
    assert!(page("/playbooks/vote-stopped").contains("Nobody can vote: 2 events"));
    let (fine, said) = asked(&["check", &config]);
    assert!(!fine && said.contains("vote-stopped.scenario.md:10: "), "{said}");
    fs::remove_file(&scenario).unwrap();
    let gone = || (!page("/playbooks/vote-stopped").contains("Nobody can vote")).then_some(());
    until(Duration::from_secs(10), gone).unwrap_or_else(|| panic!("{}", vigie.log()));
}

const TEMPLATE: &str = "---
title: Our account
about: For the team.
---
# {{reference}} {{title}}
";

#[test]
fn own_templates_are_used_as_soon_as_they_are_there_and_mistakes_are_shown() {
    let dir = folder("own-templates");
    let own = dir.path().join("reports");
    fs::create_dir_all(own.join("fr")).unwrap();
    fs::write(own.join("our-account.md"), TEMPLATE).unwrap();
    fs::write(own.join("broken.md"), TEMPLATE.replace("{{title}}", "{{colour}}")).unwrap();
    let config = dir.path().join("vigie.yaml");
    let text = format!("settings: {{reports: {{templates: {}}}}}\n", own.display());
    fs::write(&config, text).unwrap();
    let config = config.to_string_lossy().into_owned();
    let checked = cli(&["check", &config], "");
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(!checked.status.success() && said.contains("broken.md:5: "), "{said}");

    let vigie = Vigie::start(&["--config", &config]);
    let cookie = session(&vigie);
    let signed_in = |request: Request| {
        let request = request.header("Cookie", &cookie).header("Accept-Language", "en");
        request.send(&vigie.address)
    };
    let page = |path: &str| signed_in(Request::new("GET", path.to_owned())).text();
    let declaration = json!({"title": "The API answers 502", "severity": "warning"});
    let declared = api(&vigie, "POST", "/incidents", &declaration).json();
    let at = format!("/incidents/{}/report", declared["reference"].as_str().unwrap());
    signed_in(Request::form(&format!("{at}/begin"), &[]));
    let seen = page(&at);
    assert!(seen.contains("Our account") && seen.contains("broken.md:5: "), "{seen}");
    assert!(seen.contains("Data leak report"), "those that ship are still there: {seen}");

    fs::write(own.join("broken.md"), TEMPLATE.replace("Our account", "Mended")).unwrap();
    until(Duration::from_secs(10), || page(&at).contains("Mended").then_some(()))
        .unwrap_or_else(|| panic!("{}", vigie.log()));
    assert!(!page(&at).contains("broken.md:"), "nothing is wrong any more");
}

fn committed(place: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    git(place, &["add", "."]);
    git(place, &["commit", "-q", "-m", "ours"]);
}

#[test]
fn own_playbooks_come_from_a_repository_and_a_broken_commit_is_named_and_not_used() {
    let dir = folder("repository");
    let place = dir.path().join("sheets");
    fs::create_dir(&place).unwrap();
    git(&place, &["init", "-q", "-b", "main"]);
    std::os::unix::fs::symlink("/etc/passwd", place.join("elsewhere.txt")).unwrap();
    committed(
        &place,
        &[("ops/vote-stopped.md", OWN), ("ops/README.md", "# Ours"), ("other.md", "x")],
    );
    let config = dir.path().join("vigie.yaml");
    let address = place.display();
    let text = format!("settings: {{playbook_repository: {{address: {address}, folder: ops}}}}\n");
    fs::write(&config, text).unwrap();
    let config = config.to_string_lossy().into_owned();
    let mut vigie = Vigie::start(&["--config", &config]);
    let data = vigie.data().to_string_lossy().into_owned();
    let shows = |vigie: &Vigie, what: &str| {
        let cookie = session(vigie);
        let page = || {
            let asked = Request::new("GET", "/playbooks").header("Cookie", &cookie);
            asked.header("Accept-Language", "en").send(&vigie.address).text()
        };
        until(Duration::from_secs(40), || Some(page()).filter(|text| text.contains(what)))
            .unwrap_or_else(|| panic!("{what} is not on {}\n{}", page(), vigie.log()))
    };
    let says = |words: &[&str]| {
        let ran = cli(&[words, &["--data", &data]].concat(), "");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    };
    let seen = shows(&vigie, "The vote is stopped");
    assert!(seen.contains("sheets, commit") && seen.contains("Data leak"), "{seen}");

    // A commit with a mistake: named, and the one before stays, after a kill as well.
    let more = OWN.replace("The vote is stopped", "The vote is slow");
    let broken = OWN.replace("when:", "wen:");
    committed(&place, &[("ops/vote-stopped.md", &more), ("ops/broken.md", &broken)]);
    vigie.signal("HUP");
    let seen = shows(&vigie, "broken.md:3: ");
    assert!(seen.contains("The vote is stopped") && seen.contains("stays in use"), "{seen}");
    assert!(!seen.contains(&data), "the place of the copy says nothing to anybody: {seen}");
    let doctor = says(&["doctor"]);
    assert!(
        doctor.contains("own playbooks: commit ") && doctor.contains("broken.md:3"),
        "{doctor}"
    );
    vigie.kill();
    let hidden = dir.path().join("gone");
    fs::rename(&place, &hidden).unwrap();
    vigie.start_again();
    shows(&vigie, "The vote is stopped");
    vigie.signal("HUP");
    shows(&vigie, "no repository where it is declared");
    let listed = says(&["playbook", "list", "--config", &config]);
    assert!(listed.contains("The vote is stopped (own)") && listed.contains("commit "), "{listed}");

    fs::rename(&hidden, &place).unwrap();
    let mended = OWN.replace("The vote is stopped", "Mended");
    committed(&place, &[("ops/broken.md", &mended)]);
    vigie.signal("HUP");
    let seen = shows(&vigie, "Mended");
    assert!(seen.contains("The vote is slow") && !seen.contains("broken.md:3"), "{seen}");
    assert!(!seen.contains("no repository where"), "{seen}");
}

#[test]
fn a_folder_of_ones_own_stays_wherever_it_is() {
    let vigie = Vigie::start(&[]);
    let sheets =
        ["playbooks", "playbook-repository"].map(|name| vigie.data().join(name).join("ours.md"));
    for sheet in &sheets {
        fs::create_dir_all(sheet.parent().unwrap()).unwrap();
        fs::write(sheet, OWN).unwrap();
    }
    // Twice the time in which the copy of a repository that is declared no more is removed.
    until(Duration::from_secs(4), || None::<()>);
    for sheet in &sheets {
        assert_eq!(fs::read_to_string(sheet).unwrap(), OWN);
    }
}

#[test]
fn the_playbook_and_the_scenario_of_the_guide_are_fine() {
    let chapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/playbooks.md");
    let (text, dir) = (fs::read_to_string(chapter).unwrap(), folder("guide"));
    let examples: Vec<&str> =
        text.split("```markdown\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let names = ["vote-stopped.md", "vote-stopped.scenario.md"];
    assert_eq!(examples.len(), names.len(), "{examples:?}");
    for (name, example) in names.into_iter().zip(examples) {
        let path = dir.path().join(name);
        fs::write(&path, example).unwrap();
        let ran = cli(&["playbook", "check", &path.to_string_lossy()], "");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success() && said.contains("fine"), "{ran:?}");
    }
}
