//! The configuration in use follows its file, and a mistake changes nothing.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::peers::http::get;
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, program, until};

const PATIENCE: Duration = Duration::from_secs(20);

const FIRST: &str = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
const SECOND: &str = "0b4b7a0e-4d7e-4b1e-9c43-5f7c1e1f1a77";
const THIRD: &str = "9d2b1a54-6f0e-4d0b-8a3c-2f1e0d9c8b7a";

/// Whether the heartbeat of this key is declared.
fn knows(vigie: &Vigie, key: &str) -> Option<()> {
    (get(&vigie.address, &format!("/ping/{key}")).status == 200).then_some(())
}

fn write(file: &Path, key: &str) {
    let text = format!("heartbeats:\n  - {{slug: job, ping_key: {key}, period: 1h}}\n");
    fs::write(file, text).unwrap();
}

#[test]
fn a_changed_file_takes_effect_and_a_broken_one_does_not() {
    let dir = folder("configuration");
    let file = dir.path().join("vigie.yaml");
    write(&file, FIRST);
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    knows(&vigie, FIRST).expect("the heartbeat of the file");

    write(&file, SECOND);
    until(PATIENCE, || knows(&vigie, SECOND)).expect("the heartbeat of the changed file");
    assert!(knows(&vigie, FIRST).is_none(), "what is no longer declared is gone");

    fs::write(&file, "heartbeats:\n  - slgu: job\n").unwrap();
    let told = || vigie.log().contains("vigie.yaml:2:5: heartbeats[0]: unknown key").then_some(());
    until(PATIENCE, told).unwrap_or_else(|| panic!("the mistake is not told: {}", vigie.log()));
    knows(&vigie, SECOND).expect("what was in use stays in use");

    write(&file, THIRD);
    vigie.signal("HUP");
    until(PATIENCE, || knows(&vigie, THIRD)).expect("the heartbeat of the mended file");
}

#[test]
fn an_alertmanager_file_is_taken_into_use_and_what_is_not_carried_is_told() {
    let dir = folder("trial");
    let file = dir.path().join("alertmanager.yml");
    let text = "route: {receiver: team, group_by: [alertname]}\nreceivers:\n  - name: team\n    \
                webhook_configs: [{url: 'http://127.0.0.1:9/s3cret'}]\n  - name: pager\n    \
                pagerduty_configs: [{routing_key: s3cret}]\n";
    fs::write(&file, text).unwrap();
    let vigie = Vigie::start(&["--alertmanager-config", &file.to_string_lossy()]);
    let log = vigie.log();
    assert!(log.contains("not carried over: receivers[1].pagerduty_configs"), "{log}");
    assert!(log.contains("alertmanager.yml:6:5") && !log.contains("s3cret"), "{log}");
    let status = get(&vigie.address, "/api/v2/status").json();
    let shown = status["config"]["original"].as_str().unwrap();
    assert!(shown.contains("receiver: team") && !shown.contains("s3cret"), "{shown}");
    let amtool = program("amtool", "prometheus-alertmanager");
    let asked =
        [&format!("--alertmanager.url={}", vigie.url("")), "config", "routes", "test", "a=b"];
    let ran = Command::new(amtool).args(asked).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(said.trim(), "team", "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_start_on_a_broken_file_shows_every_mistake() {
    let dir = folder("broken");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, "checks:\n  - slug: Site\n    http: {url: x}\n  - slgu: b\n").unwrap();
    let folder = dir.path().join("data");
    let data = folder.to_string_lossy().into_owned();
    let file = file.to_string_lossy().into_owned();
    let ran = cli(&["serve", "--listen", "127.0.0.1:0", "--data", &data, "--config", &file], "");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    for words in [":2:11: checks[0].slug", ":3:17: checks[0].http.url", "did you mean \"slug\"?"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(!folder.exists(), "nothing is made for a start that can't be");
}

/// The blocks of a text that are marked `yaml`, each with the line that it starts at. What belongs
/// to another program's file is marked `yml`.
fn examples(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut open) = (Vec::new(), None);
    for (line, words) in (1..).zip(text.lines()) {
        match (&mut open, words.trim()) {
            (None, "```yaml") => open = Some((line, String::new())),
            (Some(_), "```") => found.extend(open.take()),
            (Some((_, block)), _) => *block += &format!("{words}\n"),
            (None, _) => {}
        }
    }
    found
}

#[test]
fn every_example_of_the_guide_is_free_of_mistakes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chapters = fs::read_dir(root.join("docs/guide")).unwrap().map(|file| file.unwrap().path());
    let chapters = chapters.filter(|file| file.extension().is_some_and(|end| end == "md"));
    let mut read = 0;
    for file in chapters.chain([root.join("README.md")]) {
        for (line, example) in examples(&fs::read_to_string(&file).unwrap()) {
            let name = format!("{}, the example of line {line}", file.display());
            if let Err(found) = vigie::config::load_text(Path::new(&name), &example) {
                panic!("{}", vigie::config::report(&found));
            }
            read += 1;
        }
    }
    assert!(read >= 12, "only {read} examples were found");
}

#[test]
fn the_guide_lists_every_chapter_and_every_link_leads_to_a_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
    let table = fs::read_to_string(folder.join("README.md")).unwrap();
    for file in fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".md") {
            continue;
        }
        assert!(
            name == "README.md" || table.contains(&format!("]({name})")),
            "{name} is not listed"
        );
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("<<<<<<<"), "{name} holds the marks of a conflict");
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.contains("://") && !link.is_empty()) {
            assert!(folder.join(link).exists(), "{name} leads to {link}, which is not there");
        }
    }
}
