//! Who may name whom. Reads `use` trees and paths written in full, comments left out.

use std::collections::BTreeSet;

/// The rooms, and beside them the porter: who may come in.
const ROOMS: [&str; 8] =
    ["prepare", "detect", "alert", "respond", "recover", "communicate", "learn", "access"];
const ASKERS: [&str; 3] = ["web", "api", "cli"];
/// Crates that `domain` would need for anything but pure rules.
const IMPURE: [&str; 9] = [
    "serde",
    "serde_json",
    "tokio",
    "reqwest",
    "rusqlite",
    "postgres",
    "vigie_ops",
    "vigie",
    "std::fs",
];
/// Crates that know requests, pages or command lines.
const ASKING: [&str; 4] = ["axum", "maud", "clap", "vigie"];

/// What this file of a crate's `src` names that it must not.
pub(super) fn complaints(path: &str, text: &str) -> Vec<String> {
    let place = module_path(path);
    let named = named_paths(text, &place);
    let forbidden = named.iter().filter_map(|named| {
        let why = forbidden(&place, named)?;
        Some(format!("{path}: names {}: {why}", named.join("::")))
    });
    forbidden.collect()
}

/// Why the place must not name this path, if so. Both start with the crate.
fn forbidden(place: &[String], named: &[String]) -> Option<&'static str> {
    let part = |path: &[String], at: usize| path.get(at).cloned().unwrap_or_default();
    let (own, own_part) = (part(place, 0), part(place, 1));
    let (its, its_part) = (part(named, 0), part(named, 1));
    let is_room = |part: &str| ROOMS.contains(&part);
    if own == "domain" {
        let whole = format!("{its}::{its_part}");
        let impure = IMPURE.iter().any(|name| *name == its || *name == whole);
        return impure.then_some("the domain is pure rules");
    }
    if own == "ops" && ASKING.contains(&its.as_str()) {
        return Some("use cases know no request, page or command line");
    }
    if own == "ops" && its == "ops" {
        return match own_part.as_str() {
            "store" if is_room(&its_part) || ["outside", "tick", "cx"].contains(&&*its_part) => {
                Some("the store knows only the domain and the journal's path")
            }
            "outside"
                if is_room(&its_part) || ["store", "path", "tick", "cx"].contains(&&*its_part) =>
            {
                Some("the outside knows only the domain")
            }
            room if is_room(room) && is_room(&its_part) && room != its_part => {
                Some("rooms never name each other: leave a fact, and say in path.rs what it causes")
            }
            _ => None,
        };
    }
    if own == "app" && ASKERS.contains(&own_part.as_str()) {
        if its == "app" && ASKERS.contains(&its_part.as_str()) && its_part != own_part {
            return Some("pages, API and command line do not share: move it beside them");
        }
        if its == "ops" && its_part == "outside" {
            return Some("who asks never calls the outside: a use case does");
        }
    }
    None
}

/// `crates/ops/src/alert/open.rs` is `ops::alert::open`.
fn module_path(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("crates/").trim_end_matches(".rs").replace("/src/", "/");
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "lib" || last == "main") {
        parts.pop();
    }
    parts
}

/// Every path that the text names, from its crate on; our crates by their short names.
fn named_paths(text: &str, place: &[String]) -> Vec<Vec<String>> {
    let code: String = text.lines().map(without_comment).collect::<Vec<_>>().join("\n");
    let mut written = Vec::new();
    for statement in code.split(';') {
        let tree = statement.rsplit_once("\nuse ").map(|(_, tree)| tree);
        let tree = tree.or_else(|| statement.rsplit_once(" use ").map(|(_, tree)| tree));
        if let Some(tree) = tree.or_else(|| statement.strip_prefix("use ")) {
            let tight: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
            written.extend(expand(&tight));
        }
    }
    let in_full = regex::Regex::new(r"\b(?:crate|vigie_domain|vigie_ops|vigie)(?:::\w+)+").unwrap();
    written.extend(in_full.find_iter(&code).map(|found| found.as_str().to_owned()));
    let named: BTreeSet<_> = written.iter().map(|path| absolute(path, place)).collect();
    named.into_iter().collect()
}

fn without_comment(line: &str) -> &str {
    line.find("//").and_then(|at| line.get(..at)).unwrap_or(line)
}

/// `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let mut branches = vec![String::new()];
    let mut depth = 0_i32;
    for c in inside.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            branches.push(String::new());
        } else {
            branches.last_mut().unwrap().push(c);
        }
    }
    branches
        .iter()
        .filter(|branch| !branch.trim().is_empty())
        .flat_map(|branch| expand(&format!("{}{}", prefix.trim(), branch.trim())))
        .collect()
}

fn absolute(written: &str, place: &[String]) -> Vec<String> {
    let mut parts = written.split("::").map(|part| part.trim().to_owned()).peekable();
    let mut whole = Vec::new();
    match parts.peek().map(String::as_str) {
        Some("crate") => {
            parts.next();
            whole.extend(place.first().cloned());
        }
        Some("super" | "self") => {
            whole.extend_from_slice(place);
            while parts.peek().is_some_and(|part| part == "super") {
                parts.next();
                whole.pop();
            }
            if parts.peek().is_some_and(|part| part == "self") {
                parts.next();
            }
        }
        Some("vigie_domain" | "vigie_ops") => {
            let name = parts.next().unwrap();
            whole.push(name.trim_start_matches("vigie_").to_owned());
        }
        Some("vigie") if place.first().is_some_and(|own| own == "app") => {
            parts.next();
            whole.push("app".to_owned());
        }
        _ => {}
    }
    whole.extend(parts);
    whole
}

#[test]
fn each_wall_holds() {
    let cases = [
        ("crates/domain/src/alert.rs", "use serde::Serialize;", 1),
        ("crates/domain/src/alert.rs", "// use serde::Serialize;\nuse std::fmt;", 0),
        ("crates/domain/src/alert.rs", "use std::{fmt, fs};", 1),
        ("crates/ops/src/alert/open.rs", "use crate::{store, respond::declare};", 1),
        ("crates/ops/src/alert/open.rs", "use super::super::detect::check;", 1),
        ("crates/ops/src/alert/open.rs", "use super::group;\nuse crate::store::alerts;", 0),
        ("crates/ops/src/alert/open.rs", "fn f() { crate::learn::draft(); }", 1),
        ("crates/ops/src/access/sign_in.rs", "use crate::{alert, store::accounts};", 1),
        ("crates/ops/src/store/alerts.rs", "use crate::alert;", 1),
        ("crates/ops/src/outside/send.rs", "use crate::{\n    error,\n    store::Tx,\n};", 1),
        ("crates/ops/src/path.rs", "use crate::alert;\nuse crate::respond;", 0),
        ("crates/ops/src/alert.rs", "use axum::Router;", 1),
        ("crates/app/src/web/now.rs", "use crate::api::v1;", 1),
        ("crates/app/src/web/now.rs", "use vigie_ops::outside::send;", 1),
        ("crates/app/src/serve.rs", "use crate::api;\nuse vigie_ops::outside;", 0),
    ];
    for (path, text, expected) in cases {
        let found = complaints(path, text);
        assert_eq!(found.len(), expected, "{path}: {text}: {found:?}");
    }
}
