//! Saying again, in the reader's language, what was written in English: why a check fails, say.
//! Such texts are kept as they were written, and other programs read them; pages say them again.

use super::{REASONS, Words};
use vigie_domain::person::Language;

/// A piece of a text that is said again.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// As it is.
    Text(&'static str),
    /// Whatever stands there, by its name.
    Value(&'static str),
}

/// How deep one reason stands within another: a timeout within a failed look within a hold.
const DEPTH_MAX: usize = 4;

impl Words {
    /// The same in this language, where it is one of the texts that the catalogues know; as it is
    /// otherwise.
    pub fn again(self, english: &str) -> String {
        match self.language() {
            Language::En => english.to_owned(),
            Language::Fr => say(english, DEPTH_MAX),
        }
    }
}

fn say(english: &str, depth: usize) -> String {
    let fitting =
        REASONS.iter().filter_map(|(en, fr)| Some((weight(en), fr, values(en, english)?)));
    let best = fitting.max_by_key(|(weight, ..)| *weight);
    let Some((_, pieces, found)) = best.filter(|_| depth > 0) else { return english.to_owned() };
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Value(name) => {
                let value = found.iter().find(|(known, _)| known == name);
                value.map_or_else(String::new, |(_, value)| say(value, depth - 1))
            }
        })
        .collect()
}

/// How much of a text is its own: the longest fitting one is meant.
fn weight(pieces: &[Piece]) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Value(_) => 0,
    };
    pieces.iter().map(length).sum()
}

/// What stands where the values are, if the text fits.
fn values<'a>(pieces: &[Piece], text: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let (mut rest, mut open, mut found) = (text, None, Vec::new());
    for piece in pieces {
        match (piece, open.take()) {
            (Piece::Value(name), _) => open = Some(*name),
            (Piece::Text(text), None) => rest = rest.strip_prefix(text)?,
            (Piece::Text(text), Some(name)) => {
                let (value, after) =
                    rest.split_once(text).filter(|(value, _)| !value.is_empty())?;
                found.push((name, value));
                rest = after;
            }
        }
    }
    match open {
        Some(name) if !rest.is_empty() => {
            found.push((name, rest));
            Some(found)
        }
        Some(_) => None,
        None => rest.is_empty().then_some(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_again_in_french_one_within_the_other() {
        let fr = Words::of(Language::Fr);
        for (english, french) in [
            ("connection refused by 10.0.0.1:80", "connexion refusée par 10.0.0.1:80"),
            ("passing for 51 s", "depuis 51 s"),
            (
                "2 of 3 failed looks: no answer within 500 ms while connecting to [::1]:443",
                "2 sur 3 regards en échec\u{a0}: pas de réponse en 500 ms, pendant la connexion à \
                 [::1]:443",
            ),
            (
                "connection refused by db:5432 (depends on router, which is failing)",
                "connexion refusée par db:5432 (dépend de router, qui est en échec)",
            ),
            ("Load of the host", "Charge de la machine"),
            (
                "column 5: expected an operator such as =, !=, =~ or !~, found the end",
                "colonne 5\u{a0}: attendu\u{a0}: un opérateur tel que =, !=, =~ ou !~\u{202f}; \
                 trouvé\u{a0}: la fin",
            ),
            ("what nobody has words for", "what nobody has words for"),
        ] {
            assert_eq!(fr.again(english), french);
            assert_eq!(Words::of(Language::En).again(english), english);
        }
    }

    /// Texts that are written elsewhere must be written as the catalogue has them.
    #[test]
    fn every_reason_is_one_that_the_program_writes() {
        let mut sources = String::new();
        let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut folders: Vec<_> = ["ops/src", "domain/src", "app/src/serve"]
            .iter()
            .map(|folder| crates.join(folder))
            .collect();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("words/again.rs") {
                    sources.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        // What systems and libraries say is written nowhere here.
        let theirs = [
            "no such file",
            "permission denied",
            "network is",
            "no route to host",
            "connection timed",
        ];
        for (pieces, _) in REASONS {
            for piece in *pieces {
                let Piece::Text(text) = piece else { continue };
                let text = text.replace('"', "\\\"");
                let text = text.trim_matches([' ', '(', ')']);
                let less = text.split_once(' ').map_or(text, |(_, less)| less);
                let known = sources.contains(text) || sources.contains(less);
                assert!(known || theirs.iter().any(|start| text.starts_with(start)), "{text:?}");
            }
        }
    }
}
