//! Actions that people wrote into the plan of a report, offered to be promised. They stay words
//! until somebody does.

use crate::words::Words;
use vigie_domain::person::Language;
use vigie_domain::report::{sections, title_of};

/// Offers from one text.
const OFFERED_MAX: usize = 30;

/// What stands in the parts of a report that are about actions: the lines of its lists, and the
/// first cell of the rows of its tables.
pub fn proposed_actions(text: &str) -> Vec<String> {
    let about = |section: &String| title_of(section).to_lowercase().contains("action");
    let mut found: Vec<String> = Vec::new();
    for section in sections(text).iter().filter(|section| about(section)) {
        for line in section.lines() {
            let said = line_of_list(line).or_else(|| row(line)).map(|said| plain(&said));
            let Some(said) = said.filter(|said| !said.is_empty()) else { continue };
            if !found.contains(&said) && !is_question(&said) && found.len() < OFFERED_MAX {
                found.push(said);
            }
        }
    }
    found
}

fn line_of_list(line: &str) -> Option<String> {
    let line = line.trim_start();
    let after = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark));
    let counted = || {
        let (digits, rest) = line.split_once(". ")?;
        (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then_some(rest)
    };
    let said = after.or_else(counted)?.trim();
    let said = said.strip_prefix("[ ] ").or_else(|| said.strip_prefix("[x] ")).unwrap_or(said);
    Some(said.to_owned())
}

/// The first cell of a row, unless it is the head of a table that we wrote, or the line below one.
fn row(line: &str) -> Option<String> {
    let line = line.trim();
    let inside = line.strip_prefix('|')?;
    let is_head = [Language::En, Language::Fr]
        .iter()
        .any(|language| Words::of(*language).action_columns() == line);
    let first = inside.split('|').next()?.trim();
    let is_rule = first.chars().all(|c| matches!(c, '-' | ':'));
    (!is_head && !is_rule).then(|| first.to_owned())
}

fn is_question(said: &str) -> bool {
    let marks = [Language::En, Language::Fr].map(|one| Words::of(one).report_mark());
    marks.iter().any(|mark| said.contains(mark))
}

/// The words without the signs that make them bold, code or harmless.
fn plain(said: &str) -> String {
    said.replace("&lt;", "<").chars().filter(|c| !matches!(c, '*' | '`' | '\\')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_plan_is_offered_and_no_question() {
        let text = "# R\n\n- not this\n\n## Action plan\n\n- **Alert** on free disk\n\
                    - [ ] Try a restore\n1. Write it down\n- **To write:** _Who?_\n\n\
                    | Action | Good for | Who | Until | State |\n| --- | --- | --- | --- | --- |\n\
                    | Buy \\| borrow | x | y | z | open |\n\n## Lessons\n\n- not that\n";
        let found = proposed_actions(text);
        assert_eq!(found[..3], ["Alert on free disk", "Try a restore", "Write it down"]);
        assert_eq!(found.len(), 4);
    }
}
