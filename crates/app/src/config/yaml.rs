//! YAML with places: every value knows its line and column.
//!
//! Owns the limits of a file and the meaning of its scalars (YAML 1.2's core schema). Knows
//! nothing of what a file declares.

mod build;
mod read;
mod text;

pub(super) use build::parse;
pub(super) use read::{Refusal, Why};
pub(super) use text::{held_inside, text_of};

/// Largest file: a thousand checks fit in a tenth of it.
pub(super) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Deepest nesting: route trees have 3 or 4 levels of two each.
const DEPTH_MAX: usize = 64;
/// Most values in a file, those behind aliases counted each time: aliases of aliases can ask for
/// more memory than any machine has.
const NODES_MAX: usize = 500_000;
/// Most mistakes told of one file; after these the file is something else.
const FAULTS_MAX: usize = 100;

/// A place in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Line, from 1.
    pub(super) line: usize,
    /// Column in characters, from 1.
    pub(super) column: usize,
    /// Characters that are meant, on that line.
    pub(super) width: usize,
}

/// Something wrong with the YAML itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) spot: Spot,
    pub(super) message: String,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) spot: Spot,
    pub(super) shape: Shape,
}

/// What a value is. Scalars keep their text, so that `007` can still be a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Null,
    Bool(bool, String),
    Number(serde_json::Number, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) spot: Spot,
}

/// A file that was read: its value, and what is wrong with it.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    /// The value, as far as it could be read; nothing after a fault that ends the reading.
    pub(super) root: Node,
    /// All faults, in the order of the file.
    pub(super) faults: Vec<Fault>,
}

impl Node {
    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(known, _)| known.text == key).map(|(_, node)| node)
    }

    /// The pairs of a map; none when it is something else.
    pub(super) fn entries(&self) -> &[(Key, Self)] {
        if let Shape::Map(entries) = &self.shape { entries } else { &[] }
    }

    /// The members of a list; none when it is something else.
    pub(super) fn members(&self) -> &[Self] {
        if let Shape::List(members) = &self.shape { members } else { &[] }
    }

    /// The text of a scalar, as it is written.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.shape {
            Shape::Bool(_, text) | Shape::Number(_, text) | Shape::Text(text) => Some(text),
            Shape::Null | Shape::List(_) | Shape::Map(_) => None,
        }
    }

    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match &self.shape {
            Shape::Null => "nothing",
            Shape::Bool(..) => "true or false",
            Shape::Number(..) => "a number",
            Shape::Text(_) => "a text",
            Shape::List(_) => "a list",
            Shape::Map(_) => "a map",
        }
    }

    /// Where a path such as `routes[0].match[1]` leads, or where its last step that exists does.
    pub(super) fn locate(&self, path: &str) -> Spot {
        let mut node = self;
        let mut spot = self.spot;
        let mut rest = path;
        loop {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            if rest.is_empty() {
                return spot;
            }
            let found = match rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
                Some((place, after)) => {
                    let member = place.parse().ok().and_then(|at: usize| node.members().get(at));
                    member.map(|member| (member, member.spot, after))
                }
                None => node.step(rest),
            };
            let Some((next, at, after)) = found else { return spot };
            // A scalar is its own place; a map or a list is best shown by its key.
            spot = if next.scalar().is_some() { next.spot } else { at };
            (node, rest) = (next, after);
        }
    }

    /// The value behind the longest key with which a path starts; labels may hold dots.
    fn step<'a>(&self, path: &'a str) -> Option<(&Self, Spot, &'a str)> {
        let fits = |key: &Key| {
            let rest = path.strip_prefix(key.text.as_str())?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
        };
        let found = self.entries().iter().filter_map(|(key, node)| Some((key, node, fits(key)?)));
        let (key, node, rest) = found.max_by_key(|(key, _, _)| key.text.len())?;
        Some((node, key.spot, rest))
    }
}
