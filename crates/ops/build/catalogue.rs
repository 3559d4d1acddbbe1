//! Reads the catalogues of one language, and compares two.

use fluent_syntax::ast::{self, Entry, Expression, InlineExpression, PatternElement, VariantKey};
use fluent_syntax::unicode::unescape_unicode_to_string;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Messages by name.
pub(crate) type Catalogue = BTreeMap<String, Vec<Part>>;

/// A piece of a message.
#[derive(Debug)]
pub(crate) enum Part {
    /// Text as it is.
    Text(String),
    /// A variable's value.
    Variable(String),
    /// Another message without variables.
    Message(String),
    /// One text of several, by a variable. The last is for all other values.
    Choice { variable: String, cases: Vec<(Case, Vec<Self>)> },
}

/// When a text of several is taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Case {
    /// Exactly this number.
    Number(i64),
    /// The singular of the language.
    One,
    /// This word.
    Word(String),
    /// Any other value.
    Other,
}

/// What a variable is, as its use tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything that can be shown.
    Shown,
    /// A count: it chooses a plural or stands for a number.
    Count,
    /// A word that chooses among these.
    Word(BTreeSet<String>),
}

/// Reads every file of a folder.
pub(crate) fn read(folder: &Path) -> Result<Catalogue, String> {
    let mut found = Catalogue::new();
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let place = path.display().to_string();
        let text = fs::read_to_string(&path).map_err(|error| format!("{place}: {error}"))?;
        let file = fluent_syntax::parser::parse(text.as_str())
            .map_err(|(_, mistakes)| format!("{place}: {mistakes:?}"))?;
        for entry in file.body {
            let Entry::Message(message) = entry else { continue };
            let name = message.id.name.replace('-', "_");
            let pattern = message.value.ok_or_else(|| format!("{place}: {name} has no text"))?;
            let parts = parts(&pattern).map_err(|why| format!("{place}: {name}: {why}"))?;
            if found.insert(name.clone(), parts).is_some() {
                return Err(format!("{place}: {name} is there twice"));
            }
        }
    }
    Ok(found)
}

fn parts(pattern: &ast::Pattern<&str>) -> Result<Vec<Part>, String> {
    pattern
        .elements
        .iter()
        .map(|element| match element {
            PatternElement::TextElement { value } => Ok(Part::Text((*value).to_owned())),
            PatternElement::Placeable { expression } => part(expression),
        })
        .collect()
}

fn part(expression: &Expression<&str>) -> Result<Part, String> {
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => {
            Ok(Part::Text(unescape_unicode_to_string(value).into_owned()))
        }
        Expression::Inline(InlineExpression::VariableReference { id }) => {
            Ok(Part::Variable(id.name.to_owned()))
        }
        Expression::Inline(InlineExpression::MessageReference { id, attribute: None }) => {
            Ok(Part::Message(id.name.replace('-', "_")))
        }
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            let mut cases = Vec::new();
            for variant in variants {
                cases.push((case(variant)?, parts(&variant.value)?));
            }
            cases.sort_by_key(|(case, _)| *case == Case::Other);
            Ok(Part::Choice { variable: id.name.to_owned(), cases })
        }
        Expression::Inline(_) | Expression::Select { .. } => {
            Err(format!("this is not supported: {expression:?}"))
        }
    }
}

fn case(variant: &ast::Variant<&str>) -> Result<Case, String> {
    match variant.key {
        _ if variant.default => Ok(Case::Other),
        VariantKey::NumberLiteral { value } => {
            value.parse().map(Case::Number).map_err(|_| format!("{value} is no whole number"))
        }
        VariantKey::Identifier { name: "one" } => Ok(Case::One),
        VariantKey::Identifier { name } => Ok(Case::Word(name.to_owned())),
    }
}

/// The variables of a message, in the order of their names.
pub(crate) fn variables(parts: &[Part]) -> BTreeMap<String, Kind> {
    let mut found = BTreeMap::new();
    gather(parts, &mut found);
    found
}

fn gather(parts: &[Part], found: &mut BTreeMap<String, Kind>) {
    for part in parts {
        match part {
            Part::Text(_) | Part::Message(_) => {}
            Part::Variable(name) => {
                found.entry(name.clone()).or_insert(Kind::Shown);
            }
            Part::Choice { variable, cases } => {
                found.insert(variable.clone(), kind(cases));
                for (_, parts) in cases {
                    gather(parts, found);
                }
            }
        }
    }
}

fn kind(cases: &[(Case, Vec<Part>)]) -> Kind {
    let words: BTreeSet<String> = cases
        .iter()
        .filter_map(|(case, _)| match case {
            Case::Word(word) => Some(word.clone()),
            Case::Number(_) | Case::One | Case::Other => None,
        })
        .collect();
    if words.is_empty() { Kind::Count } else { Kind::Word(words) }
}

/// Whether two languages say the same things.
pub(crate) fn compare(english: &Catalogue, french: &Catalogue) -> Result<(), String> {
    let names: BTreeSet<&String> = english.keys().chain(french.keys()).collect();
    let mut complaints = Vec::new();
    for name in names {
        match (english.get(name), french.get(name)) {
            (Some(en), Some(fr)) if variables(en) != variables(fr) => complaints.push(format!(
                "{name}: the variables differ, in English {:?}, in French {:?}",
                variables(en),
                variables(fr)
            )),
            (Some(_), Some(_)) => {}
            (None, _) => complaints.push(format!("{name} is missing in English")),
            (_, None) => complaints.push(format!("{name} is missing in French")),
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}
