//! Markdown that nobody's words can break.

use crate::words::Words;
use vigie_domain::setup::Settings;
use vigie_domain::time::Timestamp;

/// Spaces that no line ends at; French has them before its signs.
const NO_BREAK: [char; 2] = ['\u{a0}', '\u{202f}'];

/// One line that ends no cell and starts no markup of its own.
pub(super) fn inline(text: &str) -> String {
    let flat = text
        .split(|c: char| c.is_whitespace() && !NO_BREAK.contains(&c))
        .filter(|part| !part.is_empty());
    let flat = flat.collect::<Vec<_>>().join(" ");
    flat.chars().fold(String::with_capacity(flat.len()), |mut safe, c| {
        match c {
            '<' => safe.push_str("&lt;"),
            '\\' | '|' | '`' | '*' | '[' | ']' | '!' | '#' => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
        safe
    })
}

/// A question that somebody must answer, so that nobody overlooks it.
pub(super) fn ask(words: Words, question: &str) -> String {
    format!("**{}** _{question}_", words.report_mark())
}

/// How many questions are open in a text, whatever its language.
pub fn open_questions(text: &str) -> usize {
    use vigie_domain::person::Language;
    let marks = [Language::En, Language::Fr].map(|one| Words::of(one).report_mark());
    marks.iter().map(|mark| text.matches(&format!("**{mark}**")).count()).sum()
}

/// A row of a table.
pub(super) fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<&str> = cells.into_iter().collect();
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a table, written as a row of its titles.
pub(super) fn head(titles: &str) -> String {
    let columns = titles.matches('|').count().saturating_sub(1);
    format!("{titles}\n|{}\n", " --- |".repeat(columns))
}

/// `2026-11-20 22:09:00 Europe/Paris (21:09:00 UTC)`, shorter where the zone is UTC.
pub(super) fn time(settings: &Settings, at: Timestamp) -> String {
    let local = local(settings, at);
    if settings.zone == "UTC" {
        return format!("{local} UTC");
    }
    let utc = at.to_jiff().strftime("%H:%M:%S UTC");
    format!("{local} {} ({utc})", settings.zone)
}

/// `2026-11-20 22:09:00`, in a text that names the zone once.
pub(super) fn local(settings: &Settings, at: Timestamp) -> String {
    at.to_jiff().to_zoned(settings.time_zone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The day, as files and forms write it.
pub(super) fn day(settings: &Settings, at: Timestamp) -> String {
    at.to_jiff().to_zoned(settings.time_zone()).strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_can_t_break_the_document() {
        assert_eq!(inline("a|b\n# <img src=x>"), "a\\|b \\# &lt;img src=x>");
    }

    #[test]
    fn a_table_has_as_many_dashes_as_titles() {
        assert_eq!(head("| a | b |"), "| a | b |\n| --- | --- |\n");
        assert_eq!(row(["1", "2"]), "| 1 | 2 |\n");
    }
}
