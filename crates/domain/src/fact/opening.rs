//! Openings: the alerts that one message opened, as one entry of the journal tells them.

use crate::severity::Severity;

/// One of the alerts that a message opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// What it says, for people.
    pub title: String,
    /// How bad.
    pub severity: Severity,
    /// Whether its route wants an incident for it.
    pub wants_incident: bool,
}

impl Opening {
    /// Openings as the journal keeps them: a line each, severity and title.
    pub fn to_text(openings: &[Self]) -> String {
        let mut text = String::with_capacity(openings.len() * 64);
        for opening in openings {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(opening.severity.as_str());
            text.push(' ');
            for letter in opening.title.chars() {
                match letter {
                    '\n' => text.push_str("\\n"),
                    '\\' => text.push_str("\\\\"),
                    other => text.push(other),
                }
            }
        }
        text
    }

    /// Severities and titles from the journal's text, in order of number.
    pub fn from_text(text: &str) -> impl Iterator<Item = (&str, String)> {
        text.split('\n').map(|line| {
            let (severity, title) = line.split_once(' ').unwrap_or((line, ""));
            (severity, unescaped(title))
        })
    }
}

fn unescaped(title: &str) -> String {
    let mut letters = title.chars();
    let next = || {
        Some(match letters.next()? {
            '\\' => match letters.next()? {
                'n' => '\n',
                other => other,
            },
            other => other,
        })
    };
    std::iter::from_fn(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_titles_read_back(titles in proptest::collection::vec("(.|\n|\\\\|n)*", 1..6)) {
            let opening = |title: &String| Opening {
                title: title.clone(),
                severity: Severity::Critical,
                wants_incident: false,
            };
            let openings: Vec<Opening> = titles.iter().map(opening).collect();
            let text = Opening::to_text(&openings);
            let read: Vec<(&str, String)> = Opening::from_text(&text).collect();
            let wanted: Vec<(&str, String)> =
                titles.into_iter().map(|title| ("critical", title)).collect();
            prop_assert_eq!(read, wanted);
        }
    }
}
