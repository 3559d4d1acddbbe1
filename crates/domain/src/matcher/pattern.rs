//! Regular expressions as the Prometheus family understands them, in our engine.
//!
//! Both engines share their syntax but for a few places, where the same text would be refused or
//! would mean something else: a page would be lost or sent without a word. Those are rewritten.

use super::MatcherError;
use regex::{Regex, RegexBuilder};
use std::iter::Peekable;
use std::str::Chars;

/// Largest compiled expression: lists of thousands of host names fit, `(.{1000}){1000}` does not.
const COMPILED_BYTES_MAX: usize = 1024 * 1024;
/// Largest match cache of one expression; there can be thousands of silences.
const CACHE_BYTES_MAX: usize = 256 * 1024;

/// The expression, compiled to fit only whole values.
pub(super) fn anchored(expression: &str) -> Result<Regex, MatcherError> {
    RegexBuilder::new(&rewritten(&format!("^(?:{expression})$")))
        .size_limit(COMPILED_BYTES_MAX)
        .dfa_size_limit(CACHE_BYTES_MAX)
        .build()
        .map_err(|why| MatcherError(refusal(expression, &why)))
}

fn refusal(expression: &str, why: &regex::Error) -> String {
    if let regex::Error::CompiledTooBig(_) = why {
        return format!("the regular expression \"{expression}\" is too big: make it simpler");
    }
    let text = why.to_string();
    let reason = text.lines().last().unwrap_or_default();
    let reason = reason.strip_prefix("error: ").unwrap_or(reason);
    format!("invalid regular expression \"{expression}\": {reason}")
}

fn rewritten(expression: &str) -> String {
    let mut chars = expression.chars().peekable();
    let mut out = String::with_capacity(expression.len());
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut out),
            '[' => class(&mut chars, &mut out),
            '{' if !is_repetition(chars.clone()) => out.push_str("\\{"),
            plain => out.push(plain),
        }
    }
    out
}

/// Classes are ASCII there, `\Q..\E` quotes, and `\<` is a plain character.
fn escape(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    match chars.next() {
        Some('d') => out.push_str("[0-9]"),
        Some('D') => out.push_str("[^0-9]"),
        Some('w') => out.push_str("[0-9A-Za-z_]"),
        Some('W') => out.push_str("[^0-9A-Za-z_]"),
        Some('s') => out.push_str("[\\t\\n\\f\\r ]"),
        Some('S') => out.push_str("[^\\t\\n\\f\\r ]"),
        Some('b') => out.push_str("(?-u:\\b)"),
        Some('B') => out.push_str("(?-u:\\B)"),
        Some(plain @ ('<' | '>')) => out.push(plain),
        Some('Q') => quoted(chars, out),
        Some(other) => {
            out.push('\\');
            out.push(other);
            if other == 'p' || other == 'P' || other == 'x' {
                braces(chars, out);
            }
        }
        None => out.push('\\'),
    }
}

fn quoted(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    while let Some(c) = chars.next() {
        if c == '\\' && chars.next_if_eq(&'E').is_some() {
            return;
        }
        out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }
}

/// `{Greek}` after `\p`, or `{10FFFF}` after `\x`, is no repetition.
fn braces(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    if chars.next_if_eq(&'{').is_none() {
        return;
    }
    out.push('{');
    for c in chars.by_ref() {
        out.push(c);
        if c == '}' {
            return;
        }
    }
}

/// In a class there, only `\`, `]`, `^` at the start, `-` and `[:name:]` mean something; `\b` and
/// `\Q` are left as they are, for both engines refuse them.
fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    out.extend(chars.next_if_eq(&'^'));
    if chars.next_if_eq(&']').is_some() {
        out.push_str("\\]");
    }
    while let Some(c) = chars.next() {
        match c {
            ']' => return out.push(']'),
            '\\' if chars.peek().is_some_and(|next| "bBQ".contains(*next)) => out.push(c),
            '\\' => escape(chars, out),
            '[' if chars.peek() == Some(&':') => named_class(chars, out),
            '[' | '&' | '~' => out.extend(['\\', c]),
            '-' if chars.peek() == Some(&'-') => out.push_str("\\-"),
            plain => out.push(plain),
        }
    }
}

fn named_class(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    for c in chars.by_ref() {
        out.push(c);
        if c == ']' {
            return;
        }
    }
}

/// `{2}`, `{2,}` and `{2,5}` repeat; any other brace stands for itself there.
fn is_repetition(mut rest: Peekable<Chars<'_>>) -> bool {
    let mut digits = 0_u32;
    let mut comma = false;
    loop {
        match rest.next() {
            Some('0'..='9') => digits = digits.saturating_add(1),
            Some(',') if digits > 0 && !comma => comma = true,
            Some('}') => return digits > 0,
            _ => return false,
        }
    }
}
