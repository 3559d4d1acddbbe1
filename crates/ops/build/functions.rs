//! Writes one Rust function a message.

use crate::catalogue::{Case, Catalogue, Kind, Part, variables};
use std::collections::BTreeMap;

/// The code of all messages.
pub(crate) fn of(english: &Catalogue, french: &Catalogue) -> String {
    let functions: String = english
        .iter()
        .filter(|(name, _)| !name.starts_with(SAID_AGAIN))
        .filter_map(|(name, en)| Some(function(name, en, french.get(name)?)))
        .collect();
    let names: Vec<&String> = english.keys().filter(|name| !name.starts_with(SAID_AGAIN)).collect();
    format!(
        "impl Words {{\n{functions}}}\n\
         /// The names of all messages.\n\
         pub const NAMES: &[&str] = &{names:?};\n\
         /// What is written in English and said again in French.\n\
         const REASONS: &[(&[Piece], &[Piece])] = &[{}];\n",
        reasons(english, french)
    )
}

/// The start of the names of texts that are said again; they have no function.
const SAID_AGAIN: &str = "why_";

fn reasons(english: &Catalogue, french: &Catalogue) -> String {
    let again = english.iter().filter(|(name, _)| name.starts_with(SAID_AGAIN));
    again
        .filter_map(|(name, en)| {
            Some(format!("(&[{}], &[{}]),\n", pieces(en), pieces(french.get(name)?)))
        })
        .collect()
}

fn pieces(parts: &[Part]) -> String {
    let piece = |part: &Part| match part {
        Part::Text(text) => format!("Piece::Text({text:?}), "),
        Part::Variable(name) => format!("Piece::Value({name:?}), "),
        Part::Message(_) | Part::Choice { .. } => String::new(),
    };
    parts.iter().map(piece).collect()
}

/// The text of a message without variables.
fn plain(parts: &[Part]) -> Option<String> {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Variable(_) | Part::Message(_) | Part::Choice { .. } => None,
        })
        .collect()
}

/// The English text as a line of documentation.
fn doc(text: &str) -> String {
    let line = text.replace('\n', " ").replace('`', "'");
    format!("`{line}`")
}

fn function(name: &str, en: &[Part], fr: &[Part]) -> String {
    if let (Some(en), Some(fr)) = (plain(en), plain(fr)) {
        return format!(
            "/// {}\npub fn {name}(self) -> &'static str {{\n\
             match self.0 {{ Language::En => {en:?}, Language::Fr => {fr:?} }}\n}}\n",
            doc(&en)
        );
    }
    let known = variables(en);
    let arguments: String = known
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Shown => format!(", {name}: impl Display"),
            Kind::Count => format!(", {name}: impl Counted"),
            Kind::Word(_) => format!(", {name}: &str"),
        })
        .collect();
    let counts: String = known
        .iter()
        .filter(|(_, kind)| **kind == Kind::Count)
        .map(|(name, _)| format!("let {name} = {name}.counted();\n"))
        .collect();
    let (en, fr) = (pushes(en, &known), pushes(fr, &known));
    format!(
        "/// A text with {} variables.\npub fn {name}(self{arguments}) -> String {{\n{counts}\
         let mut out = String::new();\nmatch self.0 {{\n\
         Language::En => {{ {en} }}\nLanguage::Fr => {{ {fr} }}\n}}\nout\n}}\n",
        known.len()
    )
}

fn pushes(parts: &[Part], known: &BTreeMap<String, Kind>) -> String {
    let push = |part: &Part| match part {
        Part::Text(text) => match text.parse::<char>() {
            Ok(letter) => format!("out.push({letter:?});"),
            Err(_) => format!("out.push_str({text:?});"),
        },
        Part::Message(name) => format!("out.push_str(self.{name}());"),
        Part::Variable(name) if known.get(name) == Some(&Kind::Count) => {
            format!("out.push_str(&self.number({name}));")
        }
        Part::Variable(name) => format!("out.push_str(&{name}.to_string());"),
        Part::Choice { variable, cases } => choice(variable, cases, known),
    };
    parts.iter().map(push).collect()
}

fn choice(variable: &str, cases: &[(Case, Vec<Part>)], known: &BTreeMap<String, Kind>) -> String {
    let bodies: Vec<String> = cases.iter().map(|(_, parts)| pushes(parts, known)).collect();
    if let [first, rest @ ..] = bodies.as_slice()
        && rest.iter().all(|body| body == first)
    {
        return first.clone();
    }
    let arm = |(case, parts): &(Case, Vec<Part>)| {
        let condition = match case {
            Case::Number(number) => format!("if {variable} == {number}"),
            Case::One => format!("if self.is_one({variable})"),
            Case::Word(word) => format!("if {variable} == {word:?}"),
            Case::Other => String::new(),
        };
        format!("{condition} {{ {} }}", pushes(parts, known))
    };
    cases.iter().map(arm).collect::<Vec<_>>().join(" else ")
}
