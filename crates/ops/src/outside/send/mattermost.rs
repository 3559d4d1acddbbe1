//! Mattermost and Slack: an incoming webhook with one attachment per alert.
//! Owns the form and the escaping of both; never lets a label mention, link or format.

use super::answer::Answer;
use super::clean::{cut, line};
use super::letter::{self, Letter, Link, Story, Tone};
use super::{Attempt, SendError, reader, secret};
use crate::outside::guard::Http;
use serde::Serialize;
use vigie_domain::channel::Secret;
use vigie_domain::severity::Severity;

/// Mattermost refuses a post whose text is longer. Attachments have no limit of their own that is
/// lower, so each of their texts is held to the same.
const POST_CHARS_MAX: usize = 16_383;
/// Longest field of an attachment: past this, chat clients fold it away.
const FIELD_CHARS_MAX: usize = 1_000;
/// Longest reason that a server gives and that we pass on.
const SAID_CHARS_MAX: usize = 200;

#[derive(Serialize)]
struct Post {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    text: String,
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct Attachment {
    fallback: String,
    color: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_link: Option<String>,
    text: String,
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    title: String,
    value: String,
    short: bool,
}

/// Which markup the server reads. Both take the same JSON, and escape differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Mattermost,
    Slack,
}

impl Dialect {
    fn of(address: &str) -> Self {
        let url = reqwest::Url::parse(address).ok();
        match url.as_ref().and_then(reqwest::Url::host_str) {
            Some(host) if host.ends_with(".slack.com") => Self::Slack,
            _ => Self::Mattermost,
        }
    }

    /// A text of others, shown as it is.
    fn escape(self, text: &str) -> String {
        match self {
            Self::Mattermost => escape_markdown(text),
            Self::Slack => escape_slack(text),
        }
    }

    fn bold(self, text: &str) -> String {
        match self {
            Self::Mattermost => format!("**{}**", self.escape(text)),
            Self::Slack => format!("*{}*", self.escape(text)),
        }
    }

    fn link(self, text: &str, address: &str) -> String {
        match self {
            Self::Mattermost => {
                // A bracket would end the address early.
                let address = address.replace('(', "%28").replace(')', "%29");
                format!("[{}]({address})", self.escape(text))
            }
            Self::Slack => format!("<{}|{}>", escape_slack(address), self.escape(text)),
        }
    }
}

/// Markdown signs get a backslash; without brackets there is no link, whatever stands in round
/// ones. An at sign gets a zero-width space, because Mattermost looks for mentions after it has
/// taken the backslashes away. Angle brackets become entities, because it reads Slack's mentions
/// and links, which need them, before anything else.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '@' => out.push_str("@\u{200b}"),
            '~' => out.push_str("\\~\u{200b}"),
            '#' => out.push_str("\\#\u{200b}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            other => out.push(other),
        }
    }
    out
}

/// Slack gives a meaning to three signs, all mentions and links need one of them. Back quotes and
/// stars would change the look of what follows.
fn escape_slack(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '`' => out.push('\''),
            '*' | '~' => {
                out.push('\u{200b}');
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}

/// Colours of the bar beside an alert. The word for the same thing is always in the text.
fn color(tone: Tone) -> &'static str {
    match tone {
        Tone::Firing(Severity::Critical) => "#b3261e",
        Tone::Firing(Severity::Warning) => "#b26a00",
        Tone::Firing(Severity::Info) => "#1f5fa8",
        Tone::Resolved => "#1c6e3d",
        Tone::Silent => "#6b5b95",
    }
}

fn post(letter: &Letter, channel: Option<&str>, dialect: Dialect) -> Post {
    let mut text = vec![dialect.bold(&letter.headline)];
    let said = [&letter.reason, &letter.lead].into_iter().flatten();
    text.extend(said.map(|said| dialect.escape(said)));
    text.extend(letter.incident.as_ref().map(|link| named(letter, link, dialect)));
    if let Some(answer) = &letter.acknowledge {
        text.push(dialect.link(letter.words.mail_acknowledge(), &answer.address));
    }
    text.extend(letter.not_listed().map(|more| match &letter.all_alerts {
        Some(link) => dialect.link(&more, &link.address),
        None => dialect.escape(&more),
    }));
    Post {
        channel: channel.map(str::to_owned),
        text: bounded(text),
        attachments: letter
            .stories
            .iter()
            .map(|story| attachment(letter, story, dialect))
            .collect(),
    }
}

fn attachment(letter: &Letter, story: &Story, dialect: Dialect) -> Attachment {
    let heading = letter.words.pair(&story.name, &story.state);
    let texts = [&story.summary, &story.description].into_iter().flatten();
    let mut text: Vec<String> = texts.map(|text| dialect.escape(text)).collect();
    let mut links = story.links.iter();
    let title_link = links.next().map(|link| link.address.clone());
    let rest: Vec<String> = links.map(|link| dialect.link(&link.name, &link.address)).collect();
    if !rest.is_empty() {
        text.push(rest.join(" · "));
    }
    let field = |(name, value): &(String, String)| Field {
        title: dialect.escape(name),
        value: cut(&dialect.escape(value), FIELD_CHARS_MAX),
        short: value.chars().count() <= 40,
    };
    Attachment {
        // Shown as it is, in notifications of the system.
        fallback: heading.replace('@', "@\u{200b}"),
        color: color(story.tone),
        title: dialect.escape(&heading),
        title_link,
        text: bounded(text),
        fields: letter.shared.iter().chain(&story.rows).map(field).collect(),
    }
}

fn named(letter: &Letter, link: &Link, dialect: Dialect) -> String {
    let shown = link.text.as_deref().unwrap_or(&link.name);
    letter.words.pair(&link.name, dialect.link(shown, &link.address))
}

/// Whole lines, as many as a post takes: a line that is cut could end inside a link.
fn bounded(lines: Vec<String>) -> String {
    let mut out = String::new();
    let mut room = POST_CHARS_MAX;
    for line in lines {
        let needed = line.chars().count() + 1;
        if needed > room {
            break;
        }
        room -= needed;
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    out
}

/// The reason in an error: Mattermost sends it in JSON, Slack as one word such as `no_service`.
/// Anything else may repeat the address, which is the secret, and is not shown.
fn said(answer: &Answer) -> Option<String> {
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(&answer.body) {
        return json.get("message")?.as_str().map(|message| line(message, SAID_CHARS_MAX));
    }
    let word = std::str::from_utf8(&answer.body).ok()?.trim();
    let plain = word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (plain && !word.is_empty() && word.len() < 64).then(|| word.to_owned())
}

/// Posts to the incoming webhook.
pub(super) async fn send(
    http: &Http,
    url: &Secret,
    channel: Option<&str>,
    attempt: Attempt<'_>,
) -> Result<String, SendError> {
    let address = secret::read(url).await?;
    let address = address.trim();
    let letter = letter::write(attempt.notice, &reader(attempt.to));
    let post = post(&letter, channel, Dialect::of(address));
    let request = http.request(reqwest::Method::POST, address)?.json(&post);
    let answer = Answer::read(http.call(request).await?).await;
    answer.outcome(said(&answer).as_deref(), attempt.now)?;
    Ok(format!("accepted with HTTP {}", answer.status))
}

#[cfg(test)]
mod tests;
