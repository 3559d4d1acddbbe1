//! A letter as plain text: for mail programs without HTML, screen readers, and chat.

use super::letter::{Letter, Link, Story};

/// The whole letter. Paragraphs are separated by one empty line.
pub(super) fn render(letter: &Letter) -> String {
    let words = letter.words;
    let mut parts = vec![letter.headline.clone()];
    parts.extend(letter.reason.clone());
    parts.extend(letter.lead.clone());
    if let Some(answer) = &letter.acknowledge {
        let link = words.pair(words.mail_acknowledge(), &answer.address);
        parts.push(format!("{link}\n{}", answer.how));
    }
    parts.extend(letter.incident.as_ref().map(|link| named(letter, link)));
    if !letter.shared.is_empty() {
        parts.push(format!(
            "{}{}\n{}",
            words.mail_shared(),
            words.colon().trim_end(),
            rows(letter, &letter.shared)
        ));
    }
    parts.extend(letter.stories.iter().map(|story| tell(letter, story)));
    parts.extend(letter.not_listed().map(|more| match &letter.all_alerts {
        Some(link) => words.pair(&more, &link.address),
        None => more,
    }));
    parts.extend(letter.unanswered.map(str::to_owned));
    // Mail programs show what stands below this line as a signature.
    parts.push(format!("-- \n{}", letter.sent_by));
    format!("{}\n", parts.join("\n\n"))
}

fn tell(letter: &Letter, story: &Story) -> String {
    let mut lines = vec![letter.words.pair(&story.name, &story.state)];
    lines.extend(story.summary.clone());
    lines.extend(story.description.clone());
    if !story.rows.is_empty() {
        lines.push(rows(letter, &story.rows));
    }
    lines.extend(story.links.iter().map(|link| named(letter, link)));
    lines.join("\n")
}

fn rows(letter: &Letter, rows: &[(String, String)]) -> String {
    let lines: Vec<String> =
        rows.iter().map(|(name, value)| format!("  {}", letter.words.pair(name, value))).collect();
    lines.join("\n")
}

fn named(letter: &Letter, link: &Link) -> String {
    match &link.text {
        Some(text) => format!("{}\n{}", letter.words.pair(&link.name, text), link.address),
        None => letter.words.pair(&link.name, &link.address),
    }
}
