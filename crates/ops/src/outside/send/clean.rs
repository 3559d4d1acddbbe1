//! Texts of others, made fit to be shown: no control characters, no tricks, bounded.
//! Owns cleaning and cutting; never formats.

/// What stands where a text was cut.
const CUT: char = '…';

/// One line: every run of blanks, line ends and control characters becomes one space.
pub(super) fn line(text: &str, chars_max: usize) -> String {
    let mut out = String::with_capacity(text.len().min(chars_max * 4));
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word = word.trim_matches(turns_text);
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().filter(|c| !turns_text(*c)));
        }
    }
    cut(&out, chars_max)
}

/// Several lines: line ends stay (at most one empty line in a row), other control characters go.
pub(super) fn lines(text: &str, chars_max: usize) -> String {
    let mut out: Vec<String> = Vec::new();
    for row in text.split('\n') {
        let row: String = row
            .chars()
            .filter(|c| !turns_text(*c))
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let row = row.trim_end().to_owned();
        if row.is_empty() && out.last().is_none_or(String::is_empty) {
            continue;
        }
        out.push(row);
    }
    cut(out.join("\n").trim_end(), chars_max)
}

/// At most so many characters, the last of them an ellipsis when something was cut.
pub(super) fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    format!("{}{CUT}", kept.trim_end())
}

/// The address, if it is one that a link may carry: http or https, without blanks or quotes.
pub(super) fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let known = text.starts_with("https://") || text.starts_with("http://");
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || turns_text(c) || "<>\"'`\\^{}|".contains(c)
    };
    (known && text.len() <= ADDRESS_BYTES_MAX && !text.contains(odd)).then_some(text)
}

/// Longest address that is made a link: what browsers and mail programs carry without harm.
const ADDRESS_BYTES_MAX: usize = 2000;

/// Invisible characters that turn the reading direction: they can make a text read as another.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2028}' | '\u{2029}')
}

/// For HTML text and attribute values.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_whatever_comes_in() {
        for (input, expected) in [
            ("a\r\nBcc: x@y", "a Bcc: x@y"),
            ("  a \t b\0c ", "a b c"),
            ("\u{202e}lanif", "lanif"),
            ("é".repeat(9).as_str(), "éééé…"),
            ("", ""),
        ] {
            assert_eq!(line(input, if input.starts_with('é') { 5 } else { 50 }), expected);
        }
    }

    #[test]
    fn lines_keep_their_ends_and_lose_the_rest() {
        assert_eq!(lines("a\r\n\n\n\nb\x07c\n\n", 50), "a\n\nb c");
        assert_eq!(lines("abcdef", 4), "abc…");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(web_address(" https://wiki/run?a=1&b "), Some("https://wiki/run?a=1&b"));
        for bad in ["javascript:alert(1)", "https://a b", "https://a\"onclick=", "wiki/run", ""] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }
}
