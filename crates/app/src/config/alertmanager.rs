//! From Alertmanager's file to ours: routes, receivers, inhibitions and time intervals keep their
//! meaning and their order, so that groups keep their keys; what can't be carried is listed.
//!
//! As strict as `amtool check-config` with keys, and as forgiving with `yes` and `no`. Templates
//! are not carried: Vigie writes its own messages.

mod file;
mod mail;
mod receiver;
mod redact;
mod route;
#[cfg(test)]
mod tests;

use super::diagnose::Diagnostic;
use super::load::unreadable;
use super::yaml::{Node, Shape, parse, text_of};
use file::{AmGlobal, AmInhibitRule, AmInterval, AmRoute};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vigie_domain::setup::Setup;
use vigie_ops::prepare::Declared;
use vigie_ops::prepare::document::{self, Document, SettingsDoc};

/// The keys at the top of the file.
const TOP_KEYS: [&str; 9] = [
    "global",
    "route",
    "receivers",
    "inhibit_rules",
    "time_intervals",
    "mute_time_intervals",
    "templates",
    "tracing",
    "event_recorder",
];
/// Most mistakes told of one section at once.
const REFUSALS_MAX: usize = 20;

/// What an Alertmanager file became.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The same in our words.
    pub document: Document,
    /// The same, object by object, with the file as the place of each.
    pub declared: Vec<Declared>,
    /// What it means.
    pub setup: Setup,
    /// The file as Alertmanager's API shows it, without its secrets.
    pub original: String,
    /// What could not be carried, each with its place and what happens instead.
    pub not_carried: Vec<Diagnostic>,
}

/// Reads an Alertmanager file.
pub fn import_alertmanager(path: &Path) -> Result<Imported, Vec<Diagnostic>> {
    let kind = fs::metadata(path).map_err(|error| vec![unreadable(path, &error)])?;
    if !kind.is_file() {
        let message = "is no file: name the alertmanager.yml itself";
        return Err(vec![Diagnostic::of_file(path, message)]);
    }
    let bytes = fs::read(path).map_err(|error| vec![unreadable(path, &error)])?;
    let text = text_of(&bytes).map_err(|fault| {
        vec![Diagnostic::at(path, &String::from_utf8_lossy(&bytes), fault.spot, fault.message)]
    })?;
    import_alertmanager_text(path, text)
}

/// Reads a text as if it stood in an Alertmanager file of that name; files that it names are
/// looked for beside it.
pub fn import_alertmanager_text(path: &Path, text: &str) -> Result<Imported, Vec<Diagnostic>> {
    let parsed = parse(text);
    let faults = parsed.faults.iter();
    let found = faults.map(|fault| Diagnostic::at(path, text, fault.spot, &fault.message));
    let mut import = Import {
        path,
        text,
        root: parsed.root.clone(),
        mistakes: found.collect(),
        not_carried: Vec::new(),
        document: Document::default(),
    };
    if import.mistakes.is_empty() {
        import.whole();
    }
    import.end()
}

/// A file on its way.
struct Import<'f> {
    path: &'f Path,
    text: &'f str,
    root: Node,
    mistakes: Vec<Diagnostic>,
    not_carried: Vec<Diagnostic>,
    document: Document,
}

impl Import<'_> {
    fn whole(&mut self) {
        let root = self.root.clone();
        if !matches!(root.shape, Shape::Map(_)) {
            return self.refuse("", format!("expected Alertmanager's keys, found {}", root.kind()));
        }
        self.known_keys("", &root, &TOP_KEYS);
        let section = |key: &str| root.get(key).filter(|node| node.shape != Shape::Null);
        let global: AmGlobal =
            section("global").and_then(|node| self.read("global", node)).unwrap_or_default();
        self.global(&global);
        let receivers = self.receivers(section("receivers"), &global);
        let intervals = self.intervals(&root);
        match section("route") {
            None => self.refuse("", "\"route\" is missing: the root route says who is told"),
            Some(node) => {
                if let Some(route) = self.read::<AmRoute>("route", node) {
                    let tree = self.root_route(&route, &receivers, &intervals);
                    self.document.route = Some(tree);
                }
            }
        }
        for (place, node) in self.list("inhibit_rules", section("inhibit_rules")) {
            let at = format!("inhibit_rules[{place}]");
            if let Some(rule) = self.read::<AmInhibitRule>(&at, node) {
                self.inhibition(&at, place, &rule);
            }
        }
        let templates = section("templates").filter(|node| !node.members().is_empty());
        for (key, node) in [
            ("templates", templates),
            ("tracing", section("tracing")),
            ("event_recorder", section("event_recorder")),
        ] {
            if node.is_some() {
                let why = if key == "templates" {
                    "Vigie writes its own messages"
                } else {
                    "Vigie has no such thing"
                };
                self.leave(key, why);
            }
        }
    }

    fn global(&mut self, global: &AmGlobal) {
        let smtp = self.global_smtp(global);
        let (slack, slack_file) = (&global.slack_api_url, &global.slack_api_url_file);
        let (room, room_file) =
            (&global.mattermost_webhook_url, &global.mattermost_webhook_url_file);
        for (field, plain, file) in
            [("slack_api_url", slack, slack_file), ("mattermost_webhook_url", room, room_file)]
        {
            let at = format!("global.{field}");
            self.secret(&at, plain.as_ref(), file.as_ref());
            if plain.as_ref().is_some_and(|text| !receiver::is_url(text)) {
                self.refuse(&at, "this is no web address: write a whole one");
            }
        }
        let at_once = global.resolve_timeout.is_some_and(|timeout| timeout.0.is_zero());
        if at_once {
            self.leave("global.resolve_timeout", "zero can't be carried: 5m holds");
        }
        let resolve_timeout = global.resolve_timeout.filter(|_| !at_once);
        let settings = SettingsDoc { resolve_timeout, smtp, ..SettingsDoc::default() };
        if settings != SettingsDoc::default() {
            self.document.settings = Some(settings);
        }
    }

    /// The members of a list, or a mistake when it is something else.
    fn list<'n>(&mut self, path: &str, node: Option<&'n Node>) -> Vec<(usize, &'n Node)> {
        let Some(node) = node else { return Vec::new() };
        if !matches!(node.shape, Shape::List(_) | Shape::Null) {
            self.refuse(path, format!("expected a list, found {}", node.kind()));
        }
        node.members().iter().enumerate().collect()
    }

    /// The named time intervals, of the new key and of the old one.
    fn intervals(&mut self, root: &Node) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for key in ["mute_time_intervals", "time_intervals"] {
            for (place, node) in self.list(key, root.get(key)) {
                let at = format!("{key}[{place}]");
                let Some(interval) = self.read::<AmInterval>(&at, node) else { continue };
                if !names.insert(interval.name.clone()) {
                    let message = format!("the time interval \"{}\" is not unique", interval.name);
                    self.refuse(&format!("{at}.name"), message);
                    continue;
                }
                self.interval(&at, &interval);
            }
        }
        names
    }

    /// A section read into its type; what is refused is told and taken away, and the rest is
    /// read, so that all mistakes are told at once.
    fn read<T: for<'n> Deserialize<'n>>(&mut self, path: &str, node: &Node) -> Option<T> {
        let mut node = node.clone();
        for _ in 0..REFUSALS_MAX {
            let refusal = match T::deserialize(&node) {
                Ok(read) => return Some(read),
                Err(refusal) => refusal,
            };
            let place = (path, node.spot);
            let found = Diagnostic::of_refusal(self.path, self.text, place, &refusal);
            self.mistakes.push(found);
            if !node.remove_refused(&refusal) {
                return None;
            }
        }
        None
    }

    /// Refuses keys of a map that Alertmanager does not know.
    fn known_keys(&mut self, path: &str, node: &Node, known: &[&str]) {
        for (key, _) in node.entries() {
            if !known.contains(&key.text.as_str()) {
                let colon = if path.is_empty() { "" } else { ": " };
                let message = format!("{path}{colon}unknown key \"{}\"", key.text);
                let found = Diagnostic::at(self.path, self.text, key.spot, message);
                self.mistakes.push(found.with_candidates(&key.text, known.iter().copied()));
            }
        }
    }

    fn diagnostic(&self, path: &str, message: &str) -> Diagnostic {
        let colon = if path.is_empty() { "" } else { ": " };
        let spot = self.root.locate(path);
        Diagnostic::at(self.path, self.text, spot, format!("{path}{colon}{message}"))
    }

    /// Notes that something is wrong.
    fn refuse(&mut self, path: &str, message: impl AsRef<str>) {
        let found = self.diagnostic(path, message.as_ref());
        self.mistakes.push(found);
    }

    /// Notes that something is right, but has no counterpart.
    fn leave(&mut self, path: &str, why: impl AsRef<str>) {
        let found = self.diagnostic(path, why.as_ref());
        self.not_carried.push(found);
    }

    /// A file that is named relative to the one that is read.
    fn beside(&self, file: &str) -> String {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let file: PathBuf = folder.join(file);
        file.to_string_lossy().into_owned()
    }

    fn end(mut self) -> Result<Imported, Vec<Diagnostic>> {
        let by_place = |a: &Diagnostic, b: &Diagnostic| (a.line, a.column).cmp(&(b.line, b.column));
        self.mistakes.sort_by(by_place);
        self.not_carried.sort_by(by_place);
        // What stands in "global" is left for each receiver that would have used it.
        self.not_carried.dedup();
        if !self.mistakes.is_empty() {
            return Err(self.mistakes);
        }
        let setup = document::setup(&self.document).map_err(|mistakes| {
            let told = mistakes.iter().map(|mistake| {
                let message =
                    format!("after the conversion, {}: {}", mistake.path, mistake.message);
                Diagnostic::of_file(self.path, message)
            });
            told.collect::<Vec<_>>()
        })?;
        let objects = self
            .document
            .objects()
            .map_err(|error| vec![Diagnostic::of_file(self.path, error.to_string())])?;
        let origin = self.path.display().to_string();
        let declared = objects.into_iter();
        let declared = declared.map(|object| Declared { object, origin: origin.clone() }).collect();
        let original = redact::redacted(&self.root);
        let (document, not_carried) = (self.document, self.not_carried);
        Ok(Imported { document, declared, setup, original, not_carried })
    }
}
