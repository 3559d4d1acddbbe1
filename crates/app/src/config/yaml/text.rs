//! From bytes to text: encoding and characters that no YAML file may hold.

use super::{FILE_BYTES_MAX, Fault, Spot};

/// The text of a file, or why it has none.
pub(in crate::config) fn text_of(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!(
            "the file has {} bytes: at most {FILE_BYTES_MAX} (split it into a folder of files)",
            bytes.len()
        );
        return Err(Fault { spot: Spot { line: 1, column: 1, width: 0 }, message });
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let message = "the file is in UTF-16: save it as UTF-8".to_owned();
        return Err(Fault { spot: Spot { line: 1, column: 1, width: 0 }, message });
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let message = "this byte is not UTF-8: save the file as UTF-8".to_owned();
        Fault { spot: end_of(&String::from_utf8_lossy(good)), message }
    })?;
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}');
    if let Some((at, found)) = text.char_indices().find(|(_, c)| strange(*c)) {
        let name = if found == '\0' { "a NUL".to_owned() } else { format!("{found:?}") };
        let before = text.get(..at).unwrap_or_default();
        let message = format!("the file holds a control character ({name}): remove it");
        return Err(Fault { spot: end_of(before), message });
    }
    Ok(text)
}

/// The place just after a text.
fn end_of(text: &str) -> Spot {
    let line = text.matches('\n').count().saturating_add(1);
    let last = text.rsplit('\n').next().unwrap_or_default();
    Spot { line, column: last.chars().count().saturating_add(1), width: 1 }
}

/// The parser may point past the last line; people look at the last one.
pub(in crate::config) fn held_inside(text: &str, spot: Spot) -> Spot {
    let lines = text.lines().count().max(1);
    if (1..=lines).contains(&spot.line) {
        let chars = text.lines().nth(spot.line.saturating_sub(1)).map_or(0, |l| l.chars().count());
        return Spot { column: spot.column.clamp(1, chars.saturating_add(1)), ..spot };
    }
    if spot.line == 0 {
        return Spot { line: 1, column: 1, width: 0 };
    }
    let last = text.lines().last().map_or(0, |line| line.chars().count());
    Spot { line: lines, column: last.saturating_add(1), width: 0 }
}
