//! From a file or a folder to documents and a setup, or to all mistakes at once.

#[cfg(test)]
mod tests;

use super::diagnose::Diagnostic;
use super::yaml::{Node, Shape, parse, text_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use vigie_domain::setup::Setup;
use vigie_ops::prepare::Declared;
use vigie_ops::prepare::document::{self, Document, Hint, Kind, Mistake};

/// Most files in a folder: more is not a configuration.
const FILES_MAX: usize = 1_000;
/// Most mistakes told at once; the rest comes when these are mended.
const DIAGNOSTICS_MAX: usize = 100;

/// A configuration that is free of mistakes.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All that is declared, in order of files and lines.
    pub document: Document,
    /// The same, object by object, with the place of each.
    pub declared: Vec<Declared>,
    /// What it means.
    pub setup: Setup,
    /// The files that were read.
    pub files: Vec<PathBuf>,
}

/// Reads a file, or all `*.yaml` and `*.yml` files of a folder in order of their names.
pub fn load(path: &Path) -> Result<Loaded, Vec<Diagnostic>> {
    let files = files(path).map_err(|diagnostic| vec![diagnostic])?;
    let mut reading = Reading::default();
    for file in files {
        match fs::read(&file) {
            Ok(bytes) => reading.file(file, &bytes),
            Err(error) => reading.diagnostics.push(unreadable(&file, &error)),
        }
    }
    reading.end()
}

/// Reads a text as if it stood in a file of that name.
pub fn load_text(name: &Path, text: &str) -> Result<Loaded, Vec<Diagnostic>> {
    let mut reading = Reading::default();
    reading.file(name.to_owned(), text.as_bytes());
    reading.end()
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = if error.kind() == io::ErrorKind::NotFound {
        "there is no such file or folder".to_owned()
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        "may not be read: give this account the right to".to_owned()
    } else {
        format!("can't be read: {error}")
    };
    Diagnostic::of_file(path, message)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if kind.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !kind.is_dir() {
        let message = "is neither a file nor a folder: name a YAML file or a folder of them";
        return Err(Diagnostic::of_file(path, message));
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| unreadable(path, &error))? {
        let file = entry.map_err(|error| unreadable(path, &error))?.path();
        let hidden = file.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        let yaml = file.extension().is_some_and(|end| end == "yaml" || end == "yml");
        if yaml && !hidden && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Diagnostic::of_file(path, "this folder holds no .yaml or .yml file"));
    }
    if files.len() > FILES_MAX {
        let message = format!("this folder holds {} files: at most {FILES_MAX}", files.len());
        return Err(Diagnostic::of_file(path, message));
    }
    Ok(files)
}

/// Most mistakes told of one object at once.
const REFUSALS_MAX: usize = 20;

/// A file that was read.
struct File {
    path: PathBuf,
    text: String,
}

/// Where an object of the merged document stands.
struct Origin {
    kind: Kind,
    /// Its place in its list of the merged document.
    place: usize,
    file: usize,
    /// Its path in its own file, such as `checks[3]`.
    path: String,
    node: Node,
}

#[derive(Default)]
struct Reading {
    files: Vec<File>,
    document: Document,
    origins: Vec<Origin>,
    counts: BTreeMap<Kind, usize>,
    /// Names of objects that could not be read: who refers to them is not wrong.
    broken: BTreeSet<(Kind, String)>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading {
    fn file(&mut self, path: PathBuf, bytes: &[u8]) {
        let text = match text_of(bytes) {
            Ok(text) => text.to_owned(),
            Err(fault) => {
                let text = String::from_utf8_lossy(bytes);
                let found = Diagnostic::at(&path, &text, fault.spot, fault.message);
                return self.diagnostics.push(found);
            }
        };
        let parsed = parse(&text);
        for fault in parsed.faults {
            self.diagnostics.push(Diagnostic::at(&path, &text, fault.spot, fault.message));
        }
        self.files.push(File { path, text });
        match &parsed.root.shape {
            Shape::Null => {}
            Shape::Map(entries) => {
                for (key, node) in entries {
                    match Kind::from_key(&key.text) {
                        Some(kind) if kind.is_list() => self.list(kind, node),
                        Some(_) if node.shape == Shape::Null => {}
                        Some(kind) => self.object(kind, kind.key().to_owned(), node),
                        // Keys of one's own hold anchors.
                        None if key.text.starts_with("x-") => {}
                        None => self.unknown_key(&key.text, key.spot),
                    }
                }
            }
            Shape::Bool(..) | Shape::Number(..) | Shape::Text(_) | Shape::List(_) => {
                let message = format!(
                    "a configuration is a map of keys such as services and checks, this is {}",
                    parsed.root.kind()
                );
                self.refuse(parsed.root.spot, message);
            }
        }
    }

    /// Notes a mistake in the file that is being read.
    fn refuse(&mut self, spot: super::yaml::Spot, message: String) {
        let found = self.files.last().map(|f| Diagnostic::at(&f.path, &f.text, spot, message));
        self.diagnostics.extend(found);
    }

    fn unknown_key(&mut self, word: &str, spot: super::yaml::Spot) {
        let keys = Kind::ALL.into_iter().map(Kind::key);
        let Some(file) = self.files.last() else { return };
        let found = Diagnostic::at(&file.path, &file.text, spot, format!("unknown key \"{word}\""));
        self.diagnostics.push(found.with_candidates(word, keys));
    }

    fn list(&mut self, kind: Kind, node: &Node) {
        match &node.shape {
            Shape::Null => {}
            Shape::List(members) => {
                for (place, member) in members.iter().enumerate() {
                    self.object(kind, format!("{}[{place}]", kind.key()), member);
                }
            }
            Shape::Bool(..) | Shape::Number(..) | Shape::Text(_) | Shape::Map(_) => {
                let found = node.kind();
                let message = format!(
                    "{}: expected a list, each member after a \"-\", found {found}",
                    kind.key()
                );
                self.refuse(node.spot, message);
            }
        }
    }

    fn object(&mut self, kind: Kind, path: String, node: &Node) {
        let Some(file) = self.files.last() else { return };
        if !kind.is_list()
            && let Some(first) = self.origins.iter().find(|origin| origin.kind == kind)
        {
            let message =
                format!("{kind} stands in two files, first in {}", self.place_of(first, ""));
            let found = Diagnostic::at(&file.path, &file.text, node.spot, message);
            return self.diagnostics.push(found);
        }
        let mut node = node.clone();
        let mut read = false;
        for _ in 0..REFUSALS_MAX {
            let Err(refusal) = self.document.add(kind, &node) else {
                read = true;
                break;
            };
            let found =
                Diagnostic::of_refusal(&file.path, &file.text, (&path, node.spot), &refusal);
            self.diagnostics.push(found);
            // The rest of an object with an unknown key is read, to find all mistakes at once.
            if !node.remove_unknown(&refusal) {
                break;
            }
        }
        if !read {
            let name = kind.name_field().and_then(|field| node.get(field)?.scalar());
            self.broken.extend(name.map(|name| (kind, name.to_owned())));
            return;
        }
        let count = self.counts.entry(kind).or_default();
        let place = *count;
        *count = place.saturating_add(1);
        let file = self.files.len().saturating_sub(1);
        self.origins.push(Origin { kind, place, file, path, node });
    }

    /// File, line and column of a path within an object.
    fn place_of(&self, origin: &Origin, path: &str) -> String {
        let spot = origin.node.locate(path);
        let file = self.files.get(origin.file).map(|file| file.path.display().to_string());
        format!("{}:{}:{}", file.unwrap_or_default(), spot.line, spot.column)
    }

    /// The object that a path of the merged document leads to, and the rest of the path.
    fn origin_of<'p>(&self, path: &'p str) -> Option<(&Origin, &'p str)> {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        let (key, rest) = path.split_at_checked(end)?;
        let kind = Kind::from_key(key)?;
        let (place, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((place, after)) if kind.is_list() => (place.parse().ok()?, after),
            Some(_) | None => (0, rest),
        };
        let mut origins = self.origins.iter();
        Some((origins.find(|origin| origin.kind == kind && origin.place == place)?, rest))
    }

    fn diagnostic(&self, mistake: &Mistake) -> Option<Diagnostic> {
        let Some((origin, rest)) = self.origin_of(&mistake.path) else {
            let file = self.files.first().map_or(Path::new(""), |file| &file.path);
            let message = format!("{}: {}", mistake.path, mistake.message);
            return Some(Diagnostic::of_file(file, message));
        };
        let file = self.files.get(origin.file)?;
        let spot = origin.node.locate(rest);
        let message = format!("{}{rest}: {}", origin.path, mistake.message);
        let found = |message: String| Diagnostic::at(&file.path, &file.text, spot, message);
        match &mistake.hint {
            Hint::None => Some(found(message)),
            Hint::Unknown { kind, word, .. } if self.broken.contains(&(*kind, word.clone())) => {
                None
            }
            Hint::Unknown { word, known, .. } => {
                Some(found(message).with_candidates(word, known.iter().map(String::as_str)))
            }
            Hint::Again { first } => {
                let (first, rest) = self.origin_of(first)?;
                Some(found(format!("{message}, first at {}", self.place_of(first, rest))))
            }
        }
    }

    fn end(mut self) -> Result<Loaded, Vec<Diagnostic>> {
        let setup = document::setup(&self.document).map_err(|mistakes| {
            let found: Vec<_> = mistakes.iter().filter_map(|m| self.diagnostic(m)).collect();
            self.diagnostics.extend(found);
        });
        let declared = self.declared();
        self.diagnostics
            .sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        self.diagnostics.truncate(DIAGNOSTICS_MAX);
        match (setup, declared) {
            (Ok(setup), Ok(declared)) if self.diagnostics.is_empty() => {
                let files = self.files.into_iter().map(|file| file.path).collect();
                Ok(Loaded { document: self.document, declared, setup, files })
            }
            (_, Err(error)) => Err(vec![Diagnostic::of_file(Path::new(""), error.to_string())]),
            (_, Ok(_)) => Err(self.diagnostics),
        }
    }

    fn declared(&self) -> Result<Vec<Declared>, serde_json::Error> {
        let mut places = BTreeMap::new();
        for origin in &self.origins {
            let file = self.files.get(origin.file).map(|file| file.path.display().to_string());
            let line = origin.node.spot.line;
            places.insert(
                (origin.kind, origin.place),
                format!("{}:{line}", file.unwrap_or_default()),
            );
        }
        let mut counts = BTreeMap::new();
        let objects = self.document.objects()?.into_iter();
        Ok(objects
            .map(|object| {
                let place: &mut usize = counts.entry(object.kind).or_default();
                let origin = places.get(&(object.kind, *place)).cloned().unwrap_or_default();
                *place = place.saturating_add(1);
                Declared { object, origin }
            })
            .collect())
    }
}
