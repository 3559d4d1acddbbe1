//! The walls and the budgets that the compiler does not hold, read from the sources as text.
//!
//! Each rule is a function from a text to complaints, tried on a text that breaks it, then run on
//! the project. A complaint names the file and says what to change.

mod imports;
mod licences;
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use vigie_domain::person::Language;
use vigie_ops::words::Words;

/// A file longer than this holds more than one idea.
const FILE_LINES_MAX: usize = 600;
/// Half of the files are shorter than this, or the project is drifting.
const FILE_LINES_MEDIAN_MAX: usize = 200;
/// Endings that say which face of a noun a type is; the glossary explains them once. An error may
/// stand for something that is no noun of ours.
const FACES: [&str; 4] = ["State", "Kind", "Id", "Spec"];

/// Messages that only `ops/src/words.rs` says.
const SAID_BY_WORDS: [&str; 3] = ["kind", "weekday", "month"];

#[test]
fn imports_stay_inside_the_walls() {
    let complaints: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| path.contains("/src/"))
        .flat_map(|(path, text)| imports::complaints(path, text))
        .collect();
    assert_none(&complaints);
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> =
        sources().into_iter().map(|(path, text)| (text.lines().count(), path)).collect();
    lengths.sort_unstable();
    let long = lengths.iter().filter(|(lines, _)| *lines > FILE_LINES_MAX);
    let complaints: Vec<String> =
        long.map(|(lines, path)| format!("{path}: {lines} lines; split it by idea")).collect();
    assert_none(&complaints);
    let (median, path) = &lengths[lengths.len() / 2];
    assert!(*median <= FILE_LINES_MEDIAN_MAX, "half of the files are longer than {path}: {median}");
}

#[test]
fn both_migration_folders_are_alike() {
    let folder = |engine: &str| -> Vec<(String, String)> {
        let mut files = read_all(&root().join("migrations").join(engine), "sql");
        files.sort();
        assert!(!files.is_empty(), "no migration for {engine}");
        files
    };
    assert_none(&schema::complaints(&folder("sqlite"), &folder("postgres")));
}

#[test]
fn every_noun_of_the_domain_is_in_the_glossary() {
    let glossary = glossary_nouns(&read("GLOSSARY.md"));
    assert!(glossary.iter().any(|noun| noun == "Alert"), "the glossary is not read as a table");
    let complaints: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| path.starts_with("crates/domain/src/"))
        .flat_map(|(path, text)| unknown_nouns(path, text, &glossary))
        .collect();
    assert_none(&complaints);
}

/// The document of the API knows a shape by its name alone: of two of one name it would show one.
#[test]
fn no_two_shapes_of_the_api_share_a_name() {
    let shape =
        regex::Regex::new(r"ToSchema[^\n]*\n(?:#\[[^\n]*\n)*[a-z() ]*(?:struct|enum) (\w+)");
    let shape = shape.unwrap();
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for found in shape.captures_iter(&text) {
            places.entry(found[1].to_owned()).or_default().push(path.clone());
        }
    }
    assert!(places.len() > 50, "the shapes are not found: {places:?}");
    let twins = places.iter().filter(|(_, paths)| paths.len() > 1);
    let complaints: Vec<String> =
        twins.map(|(name, paths)| format!("{name} is in {}", paths.join(" and "))).collect();
    assert_none(&complaints);
}

#[test]
fn every_message_of_the_catalogues_is_said_somewhere() {
    let all: String = sources()
        .into_iter()
        .filter(|(path, _)| path.contains("/src/") && !path.ends_with("ops/src/words.rs"))
        .map(|(_, text)| text)
        .collect();
    let said: BTreeSet<&str> =
        all.split(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric()).collect();
    let complaints: Vec<String> = vigie_ops::words::NAMES
        .iter()
        .filter(|name| !said.contains(*name) && !SAID_BY_WORDS.contains(*name))
        .map(|name| format!("words/*.ftl: nobody says {name}; take it out"))
        .collect();
    assert_none(&complaints);
}

#[test]
fn every_kind_of_journal_entry_has_a_name_in_both_languages() {
    let facts = read("crates/domain/src/fact.rs") + &read("crates/domain/src/fact/work.rs");
    let of_words = |part: &'_ str| part.split("\n    fn ").next().unwrap_or_default().to_owned();
    let words: Vec<String> = facts.split("fn words(").skip(1).map(of_words).collect();
    assert_eq!(words.len(), 2, "the facts are not read");
    let quoted = |text: &'_ String| -> Vec<String> {
        text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let kinds: Vec<String> =
        words.iter().flat_map(quoted).filter(|kind| !kind.is_empty()).collect();
    assert!(kinds.len() > 20, "the kinds are not read: {kinds:?}");
    // One entry of several openings is read as one entry for each.
    let unnamed = |kind: &&String| {
        let of = |language| Words::of(language).known(kind);
        *kind != "alerts_opened" && [Language::En, Language::Fr].map(of).contains(&String::new())
    };
    let unnamed: Vec<&String> = kinds.iter().filter(unnamed).collect();
    assert!(unnamed.is_empty(), "name them in words/*/pages.ftl, message kind: {unnamed:?}");
}

#[test]
fn a_noun_without_a_line_in_the_glossary_is_found() {
    let glossary = glossary_nouns("| Noun | Meaning | FR |\n|---|---|---|\n| Alert | x | y |\n");
    let text = "pub struct Alert;\npub enum AlertState { A }\n  pub struct Thing {\nstruct Own;\n";
    let complaints = unknown_nouns("a.rs", text, &glossary);
    assert_eq!(complaints, ["a.rs: Thing is not in GLOSSARY.md"]);
}

#[test]
fn decisions_are_numbered_titled_and_have_a_status() {
    let mut files = read_all(&root().join("docs/adr"), "md");
    files.sort();
    let complaints: Vec<String> = files
        .iter()
        .enumerate()
        .flat_map(|(place, (path, text))| decision_complaints(place + 1, path, text))
        .collect();
    assert!(!files.is_empty());
    assert_none(&complaints);
    assert_eq!(decision_complaints(1, "docs/adr/0002-b.md", "# 0002: B\n").len(), 3);
}

#[test]
fn only_what_is_published_and_free_to_use_is_built_in() {
    let allowed = licences::allowed(&read("deny.toml"));
    let packages = licences::packages();
    assert!(allowed.len() > 10 && packages.len() > 100, "{allowed:?}");
    let complaints: Vec<String> =
        packages.iter().filter_map(|one| licences::complaint(one, &allowed)).collect();
    assert_none(&complaints);
}

#[test]
fn the_changelog_is_kept() {
    let text = read("CHANGELOG.md");
    assert!(text.contains("\n## Unreleased\n"), "CHANGELOG.md has no Unreleased part");
}

#[test]
fn texts_name_no_machine() {
    let mut texts = sources();
    for ext in ["md", "sh", "toml", "sql", "yml", "yaml", "html", "css", "js", "service"] {
        texts.extend(read_all(&root(), ext));
    }
    let complaints: Vec<String> =
        texts.iter().flat_map(|(path, text)| machine_names(path, text)).collect();
    assert_none(&complaints);
    // Spelled in two parts, because this file is read as well.
    let (work, root_home) = (concat!("/wo", "rk/x"), concat!("/ro", "ot/x"));
    assert_eq!(machine_names("a.md", &format!("see {work}\nor {root_home}\n")).len(), 2);
}

/// Public structs, enums and traits that the glossary does not know.
fn unknown_nouns(path: &str, text: &str, glossary: &[String]) -> Vec<String> {
    let known = |noun: &str| glossary.iter().any(|known| known == noun);
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("pub "))
        .filter_map(|line| line.split_once(' '))
        .filter(|(word, _)| ["struct", "enum", "trait"].contains(word))
        .map(|(_, rest)| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap())
        .filter(|noun| {
            let base = FACES.iter().find_map(|face| noun.strip_suffix(face));
            !noun.is_empty() && !noun.ends_with("Error") && !known(noun) && !base.is_some_and(known)
        })
        .map(|noun| format!("{path}: {noun} is not in GLOSSARY.md"))
        .collect()
}

/// The first column of every table.
fn glossary_nouns(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|row| row.split(" | ").next())
        .flat_map(|cell| cell.split(", "))
        .map(str::to_owned)
        .collect()
}

fn decision_complaints(number: usize, path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let expected = format!("{number:04}");
    if !path.contains(&format!("/{expected}-")) {
        complaints.push(format!("{path}: the next number is {expected}"));
    }
    if !text.starts_with(&format!("# {expected}: ")) {
        complaints.push(format!("{path}: the title must start with `# {expected}: `"));
    }
    if !text.contains("\nStatus: ") {
        complaints.push(format!("{path}: no line starts with `Status: `"));
    }
    complaints
}

/// Paths of one machine that have no place in a project.
fn machine_names(path: &str, text: &str) -> Vec<String> {
    let forbidden = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("../sha", "red"),
        concat!("/ho", "me/"),
    ];
    text.lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let found = forbidden.iter().find(|name| line.contains(**name))?;
            Some(format!("{path}:{}: names a place of one machine: {found}", at + 1))
        })
        .collect()
}

fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every Rust source of ours, by its path from the root.
fn sources() -> Vec<(String, String)> {
    let sources = read_all(&root().join("crates"), "rs");
    assert!(sources.len() > 10, "the sources are not where this test looks");
    sources
}

/// Every file below the folder with this extension: path from the root, text.
fn read_all(folder: &Path, ext: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !name.to_string_lossy().starts_with('.') && name != "target" {
                found.extend(read_all(&path, ext));
            }
        } else if path.extension().is_some_and(|its| its == ext) {
            let shown = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            found.push((shown, fs::read_to_string(&path).unwrap()));
        }
    }
    found
}
