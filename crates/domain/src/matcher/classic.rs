//! The older, more tolerant syntax of matchers, kept for configurations written for it.

use super::{MatchOp, Matcher, MatcherError};

/// The operators; `=~` stands before `=`, or the `~` would become part of the value.
const OPS: [MatchOp; 4] = [MatchOp::Regex, MatchOp::Equal, MatchOp::NotEqual, MatchOp::NotRegex];
/// The white space of this syntax.
const BLANKS: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];

/// Zero or more matchers, between optional braces.
pub(super) fn matchers(text: &str) -> Result<Vec<Matcher>, MatcherError> {
    let text = text.strip_prefix('{').unwrap_or(text);
    let text = text.strip_suffix('}').unwrap_or(text);
    parts(text).iter().map(|part| matcher(part)).collect()
}

/// The text cut at commas that stand outside quotes.
fn parts(text: &str) -> Vec<String> {
    let (mut quoted, mut escaped) = (false, false);
    let (mut parts, mut part) = (Vec::new(), String::new());
    for c in text.chars() {
        match c {
            ',' if !quoted => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            ',' => {}
            '"' if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
        part.push(c);
    }
    if !part.trim().is_empty() {
        parts.push(part);
    }
    parts
}

/// One matcher; commas need no quotes.
pub(super) fn matcher(text: &str) -> Result<Matcher, MatcherError> {
    let wrong = || MatcherError(format!("bad matcher format: {text}"));
    let text = text.trim_matches(BLANKS);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let rest = text.trim_start_matches(is_name);
    let name = text.strip_suffix(rest).unwrap_or("");
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(wrong());
    }
    let rest = rest.trim_start_matches(BLANKS);
    let cut = OPS.iter().find_map(|op| Some((*op, rest.strip_prefix(op.as_str())?)));
    let (op, raw) = cut.ok_or_else(wrong)?;
    Matcher::new(name, op, value(raw.trim_start_matches(BLANKS))?)
}

/// The meaning of a value; a backslash that escapes nothing stands for itself.
fn value(raw: &str) -> Result<String, MatcherError> {
    let stray = || MatcherError(format!("matcher value contains unescaped double quote: {raw}"));
    let (inner, mut open) = raw.strip_prefix('"').map_or((raw, false), |inner| (inner, true));
    let mut meant = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n')) => meant.push('\n'),
            ('\\', Some(next @ ('"' | '\\'))) => meant.push(*next),
            ('"', None) if open => open = false,
            ('"', _) => return Err(stray()),
            (plain, _) => {
                meant.push(plain);
                continue;
            }
        }
        chars.next();
    }
    if open { Err(stray()) } else { Ok(meant) }
}
