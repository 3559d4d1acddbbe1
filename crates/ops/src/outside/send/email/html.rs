//! A letter as an HTML mail: one column, no image, nothing loaded from anywhere.
//!
//! Colours stand inline, for programs that drop the style sheet; the sheet only turns them dark.
//! The class names say what an element is, so that the dark half can find it.

use crate::outside::send::clean::html as escape;
use crate::outside::send::letter::{Answer, Letter, Link, Story, Tone};
use vigie_domain::severity::Severity;

/// What programs with a dark mode put in place of the light colours.
const DARK: &str = "@media (prefers-color-scheme: dark) {\
    body, .ground { background: #161616 !important; color: #eeeeee !important; }\
    .card { background: #212121 !important; border-left-color: #444444 !important;\
    border-right-color: #444444 !important; border-bottom-color: #444444 !important; }\
    .quiet { color: #b5b5b5 !important; }\
    .rule { border-color: #444444 !important; }\
    .link { color: #9ec5ff !important; }\
    .button { background: #9ec5ff !important; color: #10233f !important; }\
}";

const LINK: &str = "color:#1a4fa0;text-decoration:underline";
const QUIET: &str = "color:#555555";

/// The whole page.
pub(super) fn render(letter: &Letter) -> String {
    let tag = letter.language.tag();
    let title = escape(&letter.subject);
    let body = [card(letter), footer(letter)].concat();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>{DARK}</style>\n</head>\n\
         <body style=\"margin:0;padding:0;background:#f3f3f1;color:#1c1c1c\">\n\
         <div class=\"ground\" lang=\"{tag}\" style=\"background:#f3f3f1;color:#1c1c1c;\
         padding:16px 12px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;\
         font-size:16px;line-height:1.5;overflow-wrap:anywhere\">\n\
         <div style=\"max-width:600px;margin:0 auto\">\n{body}</div>\n</div>\n</body>\n</html>\n"
    )
}

/// The colour of the bar above a letter and of the word beside an alert.
fn color(tone: Tone) -> &'static str {
    match tone {
        Tone::Firing(Severity::Critical) => "#b3261e",
        Tone::Firing(Severity::Warning) => "#8a5a00",
        Tone::Firing(Severity::Info) => "#1f5fa8",
        Tone::Resolved => "#1c6e3d",
        Tone::Silent => "#5f5187",
    }
}

fn card(letter: &Letter) -> String {
    let mut out = format!(
        "<div class=\"card\" style=\"background:#ffffff;border:1px solid #d8d8d4;\
         border-top:6px solid {bar};border-radius:4px;padding:20px\">\n\
         <h1 style=\"font-size:20px;line-height:1.3;margin:0 0 8px\">{headline}</h1>\n",
        bar = color(letter.tone),
        headline = escape(&letter.headline)
    );
    if let Some(reason) = &letter.reason {
        out.push_str(&paragraph("", &escape(reason)));
    }
    if let Some(lead) = &letter.lead {
        out.push_str(&paragraph("font-weight:600;", &escape(lead)));
    }
    if let Some(answer) = &letter.acknowledge {
        out.push_str(&button(letter, answer));
    }
    if let Some(link) = &letter.incident {
        out.push_str(&paragraph("", &named(letter, link)));
    }
    if !letter.shared.is_empty() {
        out.push_str(&format!(
            "<h2 style=\"font-size:16px;margin:16px 0 4px\">{}</h2>\n{}",
            escape(letter.words.mail_shared()),
            rows(&letter.shared)
        ));
    }
    out.extend(letter.stories.iter().map(tell));
    out.push_str(&ending(letter));
    out.push_str("</div>\n");
    out
}

fn button(letter: &Letter, answer: &Answer) -> String {
    format!(
        "<p style=\"margin:16px 0 4px\"><a class=\"button\" href=\"{}\" style=\"display:\
         inline-block;background:#1a4fa0;color:#ffffff;font-weight:600;text-decoration:none;\
         padding:14px 24px;border-radius:4px\">{}</a></p>\n\
         <p class=\"quiet\" style=\"margin:0 0 16px;font-size:14px;{QUIET}\">{}</p>\n",
        escape(&answer.address),
        escape(letter.words.mail_acknowledge()),
        escape(answer.how)
    )
}

fn tell(story: &Story) -> String {
    // The coloured word keeps white on a dark ground in both modes, at a contrast above 4.5.
    let mut out = format!(
        "<div class=\"rule\" style=\"border-top:1px solid #d8d8d4;margin-top:16px;\
         padding-top:16px\">\n\
         <h2 style=\"font-size:18px;line-height:1.3;margin:0 0 8px\">{}</h2>\n\
         <p style=\"margin:0 0 8px\"><span style=\"display:inline-block;background:{};\
         color:#ffffff;font-size:14px;font-weight:600;padding:1px 8px;border-radius:3px\">{}\
         </span></p>\n",
        escape(&story.name),
        color(story.tone),
        escape(&story.state)
    );
    if let Some(summary) = &story.summary {
        let firing = matches!(story.tone, Tone::Firing(_));
        out.push_str(&paragraph(if firing { "font-weight:600;" } else { "" }, &escape(summary)));
    }
    if let Some(description) = &story.description {
        out.push_str(&paragraph("", &escape(description).replace('\n', "<br>")));
    }
    out.push_str(&rows(&story.rows));
    let links: String =
        story.links.iter().map(|link| anchor(&link.name, &link.address) + "<br>").collect();
    if !links.is_empty() {
        out.push_str(&paragraph("", &links));
    }
    out.push_str("</div>\n");
    out
}

/// Names and values: a table, so that a screen reader ties each value to its name.
fn rows(rows: &[(String, String)]) -> String {
    let cell = "padding:2px 0;vertical-align:top;text-align:left";
    let lines: String = rows
        .iter()
        .map(|(name, value)| {
            format!(
                "<tr><th class=\"quiet\" scope=\"row\" style=\"{cell};padding-right:16px;\
                 font-weight:400;overflow-wrap:normal;{QUIET}\">{}</th>\
                 <td style=\"{cell}\">{}</td></tr>\n",
                breakable(&escape(name)),
                escape(value)
            )
        })
        .collect();
    if lines.is_empty() {
        return lines;
    }
    format!(
        "<table style=\"border-collapse:collapse;margin:8px 0;font-size:15px\">\n{lines}</table>\n"
    )
}

/// A name that may be broken where it is joined, and nowhere else.
fn breakable(name: &str) -> String {
    name.replace('_', "_<wbr>").replace('.', ".<wbr>")
}

fn ending(letter: &Letter) -> String {
    let more = letter.not_listed().map(|more| match &letter.all_alerts {
        Some(link) => anchor(&more, &link.address),
        None => escape(&more),
    });
    let texts: String = more
        .into_iter()
        .chain(letter.unanswered.map(escape))
        .map(|text| paragraph("", &text))
        .collect();
    if texts.is_empty() {
        return texts;
    }
    format!(
        "<div class=\"rule\" style=\"border-top:1px solid #d8d8d4;margin-top:16px;\
         padding-top:8px\">\n{texts}</div>\n"
    )
}

fn footer(letter: &Letter) -> String {
    format!(
        "<p class=\"quiet\" style=\"font-size:14px;margin:12px 4px;{QUIET}\">{}</p>\n",
        escape(&letter.sent_by)
    )
}

/// A paragraph of content that is escaped already.
fn paragraph(style: &str, content: &str) -> String {
    format!("<p style=\"margin:8px 0;{style}\">{content}</p>\n")
}

fn named(letter: &Letter, link: &Link) -> String {
    let shown = link.text.as_deref().unwrap_or(&link.name);
    letter.words.pair(&escape(&link.name), anchor(shown, &link.address))
}

fn anchor(text: &str, address: &str) -> String {
    format!("<a class=\"link\" href=\"{}\" style=\"{LINK}\">{}</a>", escape(address), escape(text))
}
