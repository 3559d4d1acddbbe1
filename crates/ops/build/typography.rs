//! French spaces: what stands before `? ! ; :` and inside guillemets never parts from its word at
//! the end of a line, and nobody has to type it so in the catalogues.

use crate::catalogue::{Catalogue, Part};

/// Before `?`, `!` and `;`.
const NARROW: char = '\u{202f}';
/// Before `:` and inside guillemets.
const WIDE: char = '\u{a0}';

/// Sets every text of a French catalogue.
pub(crate) fn set(catalogue: &mut Catalogue) {
    catalogue.values_mut().for_each(|parts| set_parts(parts));
}

fn set_parts(parts: &mut [Part]) {
    for part in parts {
        match part {
            Part::Text(text) => *text = french(text),
            Part::Choice { cases, .. } => cases.iter_mut().for_each(|(_, inner)| set_parts(inner)),
            Part::Variable(_) | Part::Message(_) => {}
        }
    }
}

/// A text with its spaces set. A sign that begins a longer one, such as `!=` or `::`, is somebody's
/// syntax and stays as it is.
fn french(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| letters.get(place).copied();
    let set = |(place, letter): (usize, &char)| {
        let before = place.checked_sub(1).and_then(at);
        match *letter {
            ' ' | WIDE | NARROW if before == Some('«') => WIDE,
            ' ' | WIDE | NARROW => match (at(place + 1), at(place + 2)) {
                (Some('?' | '!' | ';'), next) if ends(next) => NARROW,
                (Some(':'), next) if ends(next) => WIDE,
                (Some('»'), _) => WIDE,
                _ => *letter,
            },
            other => other,
        }
    };
    letters.iter().enumerate().map(set).collect()
}

/// Whether a sign before this letter is punctuation.
fn ends(next: Option<char>) -> bool {
    next.is_none_or(|next| next.is_whitespace() || matches!(next, ')' | '»' | '…' | '*'))
}
