//! Bodies that Go reads and strict JSON does not: bytes that are no UTF-8, and halves of surrogate
//! pairs. Both become U+FFFD there, so that the alert arrives. Used only after a first reading
//! failed.

/// The escape of U+FFFD.
const REPLACEMENT: &str = "\\ufffd";

/// The body made readable; `None` when nothing could be mended.
pub(super) fn repaired(body: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(body);
    let mended = without_lone_surrogates(&text);
    (mended.as_bytes() != body).then(|| mended.into_bytes())
}

fn without_lone_surrogates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (kept, length) = one_escape(escape);
        out.push_str(kept);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What an escape at the start becomes, and how many bytes it takes.
fn one_escape(text: &str) -> (&str, usize) {
    let half = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let (high, low) = (0xD800..0xDC00, 0xDC00..0xE000);
    match half(0) {
        Some(first) if high.contains(&first) && half(6).is_some_and(|next| low.contains(&next)) => {
            (text.get(..12).unwrap_or(text), 12)
        }
        Some(first) if high.contains(&first) || low.contains(&first) => (REPLACEMENT, 6),
        Some(_) => (text.get(..6).unwrap_or(text), 6),
        // An escaped backslash must not be read as the start of another escape.
        None => {
            let length = 1 + text.chars().nth(1).map_or(0, char::len_utf8);
            (text.get(..length).unwrap_or(text), length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_broken_texts_change() {
        let mended = |body: &[u8]| repaired(body).map(|mended| String::from_utf8(mended).unwrap());
        assert_eq!(mended(br#"["a\ud83d\ude00\\ud800\n\u0041"]"#), None);
        assert_eq!(mended(br#"["\ud800"]"#).as_deref(), Some(r#"["\ufffd"]"#));
        assert_eq!(mended(br#"["\udc00\ud800x"]"#).as_deref(), Some(r#"["\ufffd\ufffdx"]"#));
        assert_eq!(mended(b"[\"\xff\"]").as_deref(), Some("[\"\u{fffd}\"]"));
        assert_eq!(mended(br#"["\"#), None);
    }
}
