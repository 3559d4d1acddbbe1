//! The two ways of the Go family to quote a text.

use super::MatcherError;
use regex::Regex;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::LazyLock;

/// What Go prints as it is: letters, marks, numbers, punctuation and symbols.
static PRINTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\pL\pM\pN\pP\pS]$").ok());

/// The text with `\`, `"` and line feeds escaped, and nothing else.
pub(super) fn open_metrics_escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('"', "\\\"")
}

/// The text between double quotes, escaped as Go's `%q` does.
pub(crate) fn go_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        push_quoted(&mut out, c);
    }
    out.push('"');
    out
}

fn push_quoted(out: &mut String, c: char) {
    if let Some((letter, _)) = SHORT.iter().find(|(_, meant)| *meant == c) {
        out.push('\\');
        out.push(*letter);
    } else if is_printed(c) {
        out.push(c);
    } else {
        let code = u32::from(c);
        out.push_str(&match code {
            0..=0x7F => format!("\\x{code:02x}"),
            0x80..=0xFFFF => format!("\\u{code:04x}"),
            _ => format!("\\U{code:08x}"),
        });
    }
}

fn is_printed(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    PRINTED.as_ref().is_some_and(|regex| regex.is_match(c.encode_utf8(&mut [0; 4])))
}

/// Escapes of one letter, and what they mean.
const SHORT: [(char, char); 9] = [
    ('a', '\u{7}'),
    ('b', '\u{8}'),
    ('f', '\u{c}'),
    ('n', '\n'),
    ('r', '\r'),
    ('t', '\t'),
    ('v', '\u{b}'),
    ('\\', '\\'),
    ('"', '"'),
];

/// The meaning of what stood between double quotes in Go's syntax.
pub(super) fn go_unquoted(inner: &str) -> Result<String, MatcherError> {
    let mut bytes = Vec::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => return Err(MatcherError("a line feed in quotes is written \\n".to_owned())),
            '\\' => unescape(&mut chars, &mut bytes)?,
            plain => push_char(&mut bytes, plain),
        }
    }
    String::from_utf8(bytes).map_err(|_| MatcherError("the text is not valid UTF-8".to_owned()))
}

fn unescape(chars: &mut Peekable<Chars<'_>>, bytes: &mut Vec<u8>) -> Result<(), MatcherError> {
    let letter = chars.next().unwrap_or('\\');
    let unknown = || MatcherError(format!("\\{letter} is no escape sequence: write \\\\{letter}"));
    if let Some((_, meant)) = SHORT.iter().find(|(short, _)| *short == letter) {
        push_char(bytes, *meant);
        return Ok(());
    }
    match letter {
        'x' => {
            bytes.push(number(chars, 2, 16).and_then(|n| n.try_into().ok()).ok_or_else(unknown)?);
        }
        '0'..='7' => {
            let rest = number(chars, 2, 8);
            let code = rest.zip(letter.to_digit(8)).map(|(low, high)| high << 6 | low);
            bytes.push(code.and_then(|n| n.try_into().ok()).ok_or_else(unknown)?);
        }
        'u' | 'U' => {
            let digits = if letter == 'u' { 4 } else { 8 };
            let code = number(chars, digits, 16).and_then(char::from_u32).ok_or_else(unknown)?;
            push_char(bytes, code);
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

fn number(chars: &mut Peekable<Chars<'_>>, digits: u32, radix: u32) -> Option<u32> {
    let mut sum: u32 = 0;
    for _ in 0..digits {
        let digit = chars.next_if(|c| c.is_digit(radix))?.to_digit(radix)?;
        sum = sum.checked_mul(radix)?.checked_add(digit)?;
    }
    Some(sum)
}

fn push_char(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
