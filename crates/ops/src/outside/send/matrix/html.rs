//! A letter in the few tags that Matrix clients keep.

use crate::outside::send::clean::html as escape;
use crate::outside::send::letter::{Letter, Link, Story};

/// The whole letter, escaped.
pub(super) fn fragment(letter: &Letter) -> String {
    let mut out = format!("<strong>{}</strong>", escape(&letter.headline));
    for text in [&letter.reason, &letter.lead].into_iter().flatten() {
        out.push_str(&format!("<p>{}</p>", escape(text)));
    }
    if let Some(answer) = &letter.acknowledge {
        out.push_str(&format!(
            "<p>{}</p>",
            anchor(letter.words.mail_acknowledge(), &answer.address)
        ));
    }
    if let Some(link) = &letter.incident {
        out.push_str(&format!("<p>{}</p>", named(letter, link)));
    }
    if !letter.shared.is_empty() {
        let rows = rows(letter, &letter.shared);
        out.push_str(&format!("<p>{}</p>{rows}", escape(letter.words.mail_shared())));
    }
    for story in &letter.stories {
        out.push_str(&tell(letter, story));
    }
    if let Some(more) = letter.not_listed() {
        let more = match &letter.all_alerts {
            Some(link) => anchor(&more, &link.address),
            None => escape(&more),
        };
        out.push_str(&format!("<p>{more}</p>"));
    }
    out
}

fn tell(letter: &Letter, story: &Story) -> String {
    let heading = letter.words.pair(&story.name, &story.state);
    let mut out = format!("<h5>{}</h5>", escape(&heading));
    for text in [&story.summary, &story.description].into_iter().flatten() {
        out.push_str(&format!("<p>{}</p>", escape(text).replace('\n', "<br>")));
    }
    out.push_str(&rows(letter, &story.rows));
    let links: Vec<String> =
        story.links.iter().map(|link| anchor(&link.name, &link.address)).collect();
    if !links.is_empty() {
        out.push_str(&format!("<p>{}</p>", links.join(" · ")));
    }
    out
}

fn rows(letter: &Letter, rows: &[(String, String)]) -> String {
    let lines: String = rows
        .iter()
        .map(|(name, value)| {
            let value = format!("<code>{}</code>", escape(value));
            format!("<li>{}</li>", letter.words.pair(&escape(name), &value))
        })
        .collect();
    if lines.is_empty() { lines } else { format!("<ul>{lines}</ul>") }
}

fn named(letter: &Letter, link: &Link) -> String {
    let shown = link.text.as_deref().unwrap_or(&link.name);
    letter.words.pair(&escape(&link.name), anchor(shown, &link.address))
}

fn anchor(text: &str, address: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(address), escape(text))
}
