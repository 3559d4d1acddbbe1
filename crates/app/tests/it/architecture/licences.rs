//! What the program is built of: published crates only, under the licences that `deny.toml` allows.
//! Its tool reads more; this needs no network.

use serde_json::Value;
use std::process::Command;

/// The licences that `deny.toml` allows.
pub(super) fn allowed(deny: &str) -> Vec<String> {
    let list = deny.split("allow = [").nth(1).and_then(|rest| rest.split(']').next());
    let lines = list.unwrap_or_default().lines().map(str::trim);
    let named = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix("\","));
    named.map(str::to_owned).collect()
}

/// The crates of the workspace and all that they need on this machine's system.
pub(super) fn packages() -> Vec<Value> {
    let system = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let asked = ["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform"];
    let ran = Command::new(env!("CARGO")).args(asked).arg(system).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let all: Value = serde_json::from_slice(&ran.stdout).unwrap();
    all["packages"].as_array().unwrap().clone()
}

pub(super) fn complaint(package: &Value, allowed: &[String]) -> Option<String> {
    let source = package["source"].as_str()?;
    let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or_default());
    if !source.starts_with("registry+") {
        return Some(format!("{name} is not published: take a release of it"));
    }
    (!is_met(licence, allowed)).then(|| {
        format!("{name} is under \"{licence}\": do without it, or allow that in deny.toml")
    })
}

/// Whether an expression of SPDX can be met with these licences alone.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest, allowed) && rest.is_empty()
}

fn any(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut met = all(rest, allowed);
    while let Some((&"OR", after)) = rest.split_first() {
        *rest = after;
        met |= all(rest, allowed);
    }
    met
}

fn all(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut met = one(rest, allowed);
    while let Some((&"AND", after)) = rest.split_first() {
        *rest = after;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &[String]) -> bool {
    let Some((first, after)) = rest.split_first() else { return false };
    *rest = after;
    if *first == "(" {
        let met = any(rest, allowed);
        let Some((&")", after)) = rest.split_first() else { return false };
        *rest = after;
        return met;
    }
    let mut name = (*first).to_owned();
    if let ["WITH", exception, after @ ..] = *rest {
        name = format!("{name} WITH {exception}");
        *rest = after;
    }
    allowed.contains(&name)
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned(), "A WITH x".to_owned()];
    for good in
        ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(GPL OR MIT) AND ISC", "A WITH x", "MIT AND ISC"]
    {
        assert!(is_met(good, &allowed), "{good}");
    }
    for bad in
        ["", "GPL-3.0", "MIT AND GPL", "A", "(MIT", "MIT ISC", "GPL AND MIT OR GPL", "MIT WITH y"]
    {
        assert!(!is_met(bad, &allowed), "{bad}");
    }
}
