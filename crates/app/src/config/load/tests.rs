//! What people see for each mistake, and what good files become.

mod deadlines;

use crate::config::yaml::FILE_BYTES_MAX;
use crate::config::{load, load_text, report};
use insta::assert_snapshot;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn seen(text: &str) -> String {
    match load_text(Path::new("vigie.yaml"), text) {
        Ok(_) => "no mistake".to_owned(),
        Err(diagnostics) => report(&diagnostics),
    }
}

#[test]
fn an_unknown_key_is_shown_with_the_right_one() {
    let text = r##"checks:
  - slug: site
    http: {url: https://example.org}
    intervall: 5m
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:4:5: checks[0]: unknown key "intervall"; did you mean "every"?
 4 |     intervall: 5m
   |     ^^^^^^^^^
1 mistake; nothing was changed
"##);
}

#[test]
fn an_unknown_person_is_shown_with_the_right_one() {
    let text = r##"services:
  - slug: api
    owners: [adda]
people:
  - slug: ada
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:3:14: services[0].owners[0]: there is no person "adda"; did you mean "ada"?
 3 |     owners: [adda]
   |              ^^^^
1 mistake; nothing was changed
"##);
}

#[test]
fn an_unknown_kind_of_object() {
    let text = r##"chekcs: []
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:1:1: unknown key "chekcs"; did you mean "checks"?
 1 | chekcs: []
   | ^^^^^^
1 mistake; nothing was changed
"##);
}

#[test]
fn several_mistakes_in_several_checks() {
    let text = r##"checks:
  - slug: site
    every: 5 minutes
    http:
      url: example.org
      methd: GET
  - slug: other
    every: 10
    http: {url: 'https://a.example', verify_certificate: yes}
  - slug: third
    depends_on: [site, sitte]
    severity: crtical
    icmp: {host: a}
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:3:12: checks[0].every: "5 minutes" is no duration: its units are y, w, d, h, m, s, ms, such as 30s, 5m, 1h30m or 7d
 3 |     every: 5 minutes
   |            ^^^^^^^^^
vigie.yaml:8:12: checks[1].every: "10" is no duration: write whole numbers with one of y, w, d, h, m, s, ms, such as 30s, 5m, 1h30m or 7d
 8 |     every: 10
   |            ^^
vigie.yaml:12:15: checks[2].severity: unknown word "crtical"; did you mean "critical"?
 12 |     severity: crtical
    |               ^^^^^^^
3 mistakes; nothing was changed
"##);
}

#[test]
fn secrets_are_not_repeated_in_sources() {
    let text = r##"sources:
  - slug: prom
    kind: alertmanger
    token: s3cret
  - slug: b
    kind: grafana
    token: 12345
  - slug: c
    kind: grafana
    tokens: [s3cret, {env: A, fil: b}]
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:3:11: sources[0].kind: unknown word "alertmanger"; did you mean "alertmanager"?
 3 |     kind: alertmanger
   |           ^^^^^^^^^^^
vigie.yaml:7:12: sources[1].token: expected a text, {env: NAME} or {file: /path}, found a number: put it in quotes
vigie.yaml:10:31: sources[2].tokens[1]: unknown key "fil"; did you mean "file"?
3 mistakes; nothing was changed
"##);
}

#[test]
fn tabs() {
    let text = "checks:\n\t- slug: a\n";
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:2: this line is indented with a tab: YAML wants spaces
 2 |  - slug: a
   |  ^
1 mistake; nothing was changed
"##);
}

#[test]
fn broken_yaml() {
    let text = r##"a: [1, 2
b: 3
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:2: this is not YAML: illegal placement of ':' indicator
 2 | b: 3
   |  ^
1 mistake; nothing was changed
"##);
}

#[test]
fn duplicate_keys_and_missing_ones() {
    let text = r##"people:
  - slug: ada
    slug: bob
  - email: x
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:3:5: the key "slug" stands here twice, first on line 2
 3 |     slug: bob
   |     ^^^^
vigie.yaml:4:5: people[1]: "slug" is missing
 4 |   - email: x
   |     ^^^^^
2 mistakes; nothing was changed
"##);
}

#[test]
fn a_map_where_a_list_belongs() {
    let text = r##"people:
  slug: ada
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:3: people: expected a list, each member after a "-", found a map
 2 |   slug: ada
   |   ^^^^
1 mistake; nothing was changed
"##);
}

#[test]
fn a_list_where_the_map_of_kinds_belongs() {
    let text = r##"- people
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:1:1: a configuration is a map of keys such as services and checks, this is a list
 1 | - people
   | ^
1 mistake; nothing was changed
"##);
}

#[test]
fn two_documents_in_one_file() {
    let text = r##"people: [{slug: ada}]
---
people: []
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:1: a file holds one YAML document: put the rest into another file
 2 | ---
   | ^^^
1 mistake; nothing was changed
"##);
}

#[test]
fn a_bomb_of_aliases() {
    let text = r##"a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:6:20: the file holds more than 500000 values, aliases included
 6 | f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
   |                    ^^
1 mistake; nothing was changed
"##);
}

#[test]
fn an_alias_inside_itself() {
    let text = r##"a: &a [*a]
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:1:8: this alias stands inside its own anchor
 1 | a: &a [*a]
   |        ^^
1 mistake; nothing was changed
"##);
}

#[test]
fn a_nul() {
    let text = "a\0b: c\n";
    assert_snapshot!(seen(text), @r##"
vigie.yaml:1:2: the file holds a control character (a NUL): remove it
 1 | a�b: c
   |  ^
1 mistake; nothing was changed
"##);
}

#[test]
fn what_routes_and_intervals_say() {
    let text = r##"route:
  receiver: team
  routes:
    - match: ['severity=~"("']
      receiver: everyone
      mute: [nights]
intervals:
  - name: night
    spans:
      - times: [22:00-25:00]
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:13: route.receiver: there is no receiver "team"; known: everyone
 2 |   receiver: team
   |             ^^^^
vigie.yaml:4:15: route.routes[0].match[0]: column 1: invalid regular expression "(": unclosed group
 4 |     - match: ['severity=~"("']
   |               ^^^^^^^^^^^^^^^
vigie.yaml:6:14: route.routes[0].mute[0]: there is no interval "nights"; did you mean "night"?
 6 |       mute: [nights]
   |              ^^^^^^
vigie.yaml:10:17: intervals[0].spans[0].times[0]: "25:00" is no time of the day such as 09:00
 10 |       - times: [22:00-25:00]
    |                 ^^^^^^^^^^^
4 mistakes; nothing was changed
"##);
}

#[test]
fn circles_and_kinds() {
    let text = r##"people:
  - slug: ada
services:
  - slug: a
    depends_on: [b]
  - slug: b
    depends_on: [a]
people2: 1
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:5:5: services[0].depends_on: services depend on each other in a circle: a -> b -> a
 5 |     depends_on: [b]
   |     ^^^^^^^^^^
vigie.yaml:8:1: unknown key "people2"; did you mean "people"?
 8 | people2: 1
   | ^^^^^^^
2 mistakes; nothing was changed
"##);
}

#[test]
fn secrets_are_not_repeated_in_channels() {
    let text = r##"channels:
  - name: room
    mattermost: {url: chat.example/s3cret, chanel: x}
  - name: hook
    webhook:
      url: chat.example/s3cret
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:3:23: channels[0].mattermost.url: this is no web address: write a whole one, such as https://host/path
vigie.yaml:3:44: channels[0].mattermost: unknown key "chanel"; did you mean "channel"?
 3 |     mattermost: {url: (hidden)
vigie.yaml:6:12: channels[1].webhook.url: this is no web address: write a whole one, such as https://host/path
3 mistakes; nothing was changed
"##);
}

#[test]
fn headers_may_be_secret() {
    let text = r##"checks:
  - slug: a
    http:
  - slug: b
    http: {url: 'https://x', statuses: [200, abc], headers: {'bad header': s3cret}}
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:5: checks[0]: a check has exactly one of http, tcp, tls, dns, icmp, disk, memory, load, units
 2 |   - slug: a
   |     ^^^^
vigie.yaml:5:46: checks[1].http.statuses[1]: "abc" is no status: use 200, 200-299 or 2xx (100 to 599)
 5 |     http: {url: 'https://x', statuses: [200, abc], headers: (hidden)
   |                                              ^^^
vigie.yaml:5:76: checks[1].http.headers.bad header: "bad header" is no header name
3 mistakes; nothing was changed
"##);
}

#[test]
fn tags_have_no_meaning() {
    let text = r##"settings: !secret abc
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:1:11: tags such as !this have no meaning here: remove it
 1 | settings: !secret abc
   |           ^^^^^^^^^^^
1 mistake; nothing was changed
"##);
}

#[test]
fn many_mistakes_in_one_object_are_told_together() {
    let text = "checks:\n  - slug: a\n    htp: 1\n    evry: 5s\n    http: {url: x, methd: GET}\n";
    assert_eq!(load_text(Path::new("v"), text).unwrap_err().len(), 4);
}

#[test]
fn who_refers_to_a_broken_object_is_not_wrong() {
    let text = "services:\n  - slug: a\n    url: [1]\nchecks:\n  - slug: c\n    service: a\n    \
                icmp: {host: h}\n";
    let found = load_text(Path::new("v"), text).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_folder_is_read_file_by_file_and_names_are_unique_across_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.yaml", "people:\n  - slug: ada\n");
    write("b.yml", "x-mine: &who [ada]\nservices:\n  - slug: api\n    owners: *who\n");
    write("ignored.txt", "{");
    write(".hidden.yaml", "{");
    let loaded = load(folder.path()).unwrap();
    assert_eq!(loaded.files.len(), 2);
    assert_eq!(loaded.declared.len(), 2);
    assert!(loaded.declared[0].origin.ends_with("b.yml:3"), "{:?}", loaded.declared);
    write("c.yaml", "settings: {language: fr}\npeople:\n  - slug: bo\n  - slug: ada\n");
    write("d.yaml", "settings: {}\n");
    let found = load(folder.path()).unwrap_err();
    let found: Vec<_> = found.iter().map(|one| one.to_string()).collect();
    assert!(found[0].contains("c.yaml:4:11: people[1].slug: the person \"ada\" is declared twice"));
    assert!(found[0].contains("a.yaml:2:11"), "{}", found[0]);
    assert!(found[1].contains("d.yaml:1:11: settings stands in two files"), "{}", found[1]);
}

#[test]
fn what_is_no_configuration_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let says = |path: &Path, words: &str| {
        let found = report(&load(path).unwrap_err());
        assert!(found.contains(words), "{found}");
    };
    says(&folder.path().join("none.yaml"), "there is no such file or folder");
    says(folder.path(), "holds no .yaml or .yml file");
    says(Path::new("/dev/null"), "neither a file nor a folder");
    let bytes = |name: &str, bytes: &[u8], words: &str| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        says(&file, words);
    };
    bytes("a.yaml", b"people:\n  - slug: a\xFF\n", "a.yaml:2:12: this byte is not UTF-8");
    bytes("b.yaml", b"\xFF\xFEa\0", "UTF-16");
    bytes("c.yaml", &vec![b' '; FILE_BYTES_MAX + 1], "split it into a folder");
    bytes("d.yaml", "[".repeat(100).as_bytes(), "nested more than 64 levels deep");
    bytes("e.yaml", b"\xEF\xBB\xBFpeople: [{slug: A}]", "e.yaml:1:17: people[0].slug");
}

#[test]
fn an_empty_file_declares_nothing() {
    for text in ["", "# nothing\n", "people:\nroute:\n", "{}"] {
        assert!(load_text(Path::new("v"), text).unwrap().declared.is_empty(), "{text}");
    }
}

#[test]
fn scalars_are_what_they_look_like() {
    let text = "services: [{slug: 007, name: true, description: \"5\"}]\n\
                people: &p [{slug: a}]\n";
    let loaded = load_text(Path::new("v"), text).unwrap();
    assert_eq!(loaded.document.services[0].slug, "007");
    assert_eq!(loaded.document.services[0].name.as_deref(), Some("true"));
}

#[test]
fn merged_maps_bring_what_is_absent() {
    let text = "x-base: &base {every: 10s, timeout: 1s}\nchecks:\n  - <<: *base\n    slug: a\n    \
                timeout: 2s\n    icmp: {host: h}\n";
    let check = &load_text(Path::new("v"), text).unwrap().setup.checks["a"];
    assert_eq!((check.every.as_secs(), check.timeout.as_secs()), (10, 2));
}

/// Pieces that mean something to YAML or to us, so that random texts get far.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("  "),
        Just("- "),
        Just(": "),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just("&a "),
        Just("*a"),
        Just("<<: "),
        Just("\""),
        Just("'"),
        Just("|\n"),
        Just("#"),
        Just("checks:\n"),
        Just("route:\n"),
        Just("slug: a\n"),
        Just("receiver: x\n"),
        Just(", "),
        Just("\t"),
        Just("---\n"),
        Just("!t "),
        Just("é"),
        Just("? "),
        Just("1e5"),
        Just("\u{85}"),
        Just("people: [{slug: a}]\n"),
        Just("http: {url: x}\n"),
        Just("\r\n"),
        Just("%"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn every_place_is_inside(text: &str) -> Result<(), TestCaseError> {
    let Err(found) = load_text(Path::new("v"), text) else { return Ok(()) };
    prop_assert!(!found.is_empty());
    for one in found {
        let lines = text.lines().count().max(1);
        prop_assert!((1..=lines).contains(&one.line), "{one}");
        let line = text.lines().nth(one.line - 1).unwrap_or_default();
        prop_assert!((1..=line.chars().count() + 1).contains(&one.column), "{one}");
        prop_assert!(!one.to_string().is_empty());
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in pieces()) {
        every_place_is_inside(&text)?;
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        fs::write(&file, &bytes).unwrap();
        if let Err(found) = load(&file) {
            prop_assert!(found.iter().all(|one| one.line >= 1 && one.column >= 1));
        }
    }
}

#[test]
fn a_role_and_its_organisation_are_shown_with_the_right_words() {
    let text = r##"organisations:
  - slug: acme
people:
  - slug: ada
    roles: [respondr]
  - slug: bo
    roles:
      - {role: reader, organisation: akme}
      - {role: reader, organization: acme}
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:5:13: people[0].roles[0]: unknown word "respondr"; did you mean "responder"?
 5 |     roles: [respondr]
   |             ^^^^^^^^
vigie.yaml:8:38: people[1].roles[0].organisation: there is no organisation "akme"; did you mean "acme"?
 8 |       - {role: reader, organisation: akme}
   |                                      ^^^^
vigie.yaml:9:24: people[1].roles[1]: unknown key "organization"; did you mean "organisation"?
 9 |       - {role: reader, organization: acme}
   |                        ^^^^^^^^^^^^
3 mistakes; nothing was changed
"##);
}
