//! What Git says when something does not work, and what sort of trouble that is.

use super::NotCommitted;
use super::call::Ended;
use data_encoding::BASE64;
use vigie_domain::report::FilingError;

/// Longest cause: a few lines for people, not a hook's whole output.
const CAUSE_CHARS_MAX: usize = 600;

/// Words of Git, in small letters, and the trouble that they mean; the first that is found counts.
const MEANINGS: [(&str, FilingError); 26] = [
    ("[rejected]", FilingError::Moved),
    ("failed to update ref", FilingError::Moved),
    ("cannot lock ref", FilingError::Moved),
    ("index.lock", FilingError::Moved),
    ("hook declined", FilingError::Refused),
    ("remote rejected", FilingError::Refused),
    ("dubious ownership", FilingError::NotLetIn),
    ("authentication failed", FilingError::NotLetIn),
    ("could not read username", FilingError::NotLetIn),
    ("could not read password", FilingError::NotLetIn),
    ("permission denied", FilingError::NotLetIn),
    ("insufficient permission", FilingError::NotLetIn),
    ("unable to create temporary", FilingError::NotLetIn),
    ("error: 401", FilingError::NotLetIn),
    ("error: 403", FilingError::NotLetIn),
    ("error: 404", FilingError::NoRepository),
    ("not a git repository", FilingError::NoRepository),
    ("does not appear to be a git repository", FilingError::NoRepository),
    ("no such file or directory", FilingError::NoRepository),
    ("cannot change to", FilingError::NoRepository),
    ("not found", FilingError::NoRepository),
    ("could not resolve", FilingError::Unreachable),
    ("failed to connect", FilingError::Unreachable),
    ("timed out", FilingError::Unreachable),
    ("unable to access", FilingError::Unreachable),
    ("the remote end hung up", FilingError::Unreachable),
];

/// What a call that failed means, in a few words without anything secret.
pub(super) fn failure(ended: &Ended, token: Option<&str>) -> NotCommitted {
    let said = format!("{}\n{}", ended.err, ended.out);
    let low = said.to_lowercase();
    let found = MEANINGS.iter().find(|(words, _)| low.contains(words));
    let error = found.map_or(FilingError::Other, |(_, error)| *error);
    NotCommitted { error, cause: cause(&said, token) }
}

/// The lines that say something, on one line.
fn cause(said: &str, token: Option<&str>) -> String {
    let telling = |line: &str| {
        let starts = ["remote:", "fatal:", "error:", "!"];
        starts.iter().any(|start| line.starts_with(start)) && line != "remote:"
    };
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut chosen: Vec<&str> = lines.iter().copied().filter(|line| telling(line)).collect();
    if chosen.is_empty() {
        chosen = lines;
    }
    let mut text: String =
        chosen.join(" · ").chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    for secret in token.into_iter().filter(|token| !token.is_empty()) {
        let pairs = [secret.to_owned(), BASE64.encode(secret.as_bytes())];
        for hidden in pairs {
            text = text.replace(&hidden, "…");
        }
    }
    match text.chars().count() > CAUSE_CHARS_MAX {
        true => text.chars().take(CAUSE_CHARS_MAX).chain(['…']).collect(),
        false if text.is_empty() => "git ended badly and said nothing".to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_told_apart_and_a_token_is_never_repeated() {
        for (err, out, expected) in [
            ("fatal: could not read Username for 'https://x'", "", FilingError::NotLetIn),
            (
                "remote: no\nerror: failed to push",
                "!\ta:b\t[remote rejected] (pre-receive hook declined)",
                FilingError::Refused,
            ),
            ("", "!\ta:b\t[rejected] (fetch first)", FilingError::Moved),
            (
                "fatal: unable to access 'https://x/': Could not resolve host: x",
                "",
                FilingError::Unreachable,
            ),
            (
                "fatal: unable to access 'https://x/': The requested URL returned error: 403",
                "",
                FilingError::NotLetIn,
            ),
            ("fatal: '/x' does not appear to be a git repository", "", FilingError::NoRepository),
            ("fatal: what", "", FilingError::Other),
        ] {
            let ended = Ended { is_well: false, out: out.to_owned(), err: err.to_owned() };
            assert_eq!(failure(&ended, None).error, expected, "{err}");
        }
        let err = "hint: long\nfatal: bad s3cret here".to_owned();
        let ended = Ended { is_well: false, out: String::new(), err };
        assert_eq!(failure(&ended, Some("s3cret")).cause, "fatal: bad … here");
    }
}
