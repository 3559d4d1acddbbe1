//! From the bytes of a mail (RFC 5322, MIME) to what it says, in plain text.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Parts of a mail that are read as its text.
const TEXTS_MAX: usize = 10;
/// Files of a mail that are looked at.
const FILES_MAX: usize = 50;
/// Mails that a mail may answer; more is no thread of people.
const ANSWERS_MAX: usize = 20;
/// Longest id of a mail: a line.
const ID_BYTES_MAX: usize = 998;

/// What a mail says.
#[derive(Debug, Default)]
pub(super) struct Mail {
    /// Its `Message-ID`; empty without one.
    pub(super) id: String,
    /// The one address that it says it is from; nothing when it names none or several.
    pub(super) from: Option<String>,
    /// Its subject, in a line.
    pub(super) subject: String,
    /// Its text, without what it quotes at its end and without its signature.
    pub(super) text: String,
    /// The mails that it answers, the nearest first.
    pub(super) answers: Vec<String>,
    /// What servers say of its author, the topmost first.
    pub(super) results: Vec<String>,
    /// Why nobody wrote it; nothing when somebody did.
    pub(super) automatic: Option<&'static str>,
    /// Whether whoever wrote it wants no answer of a program.
    pub(super) unanswered: bool,
    /// Files that come with it.
    pub(super) files: Vec<MailFile>,
    /// Files beyond those that are looked at.
    pub(super) more_files: usize,
}

/// A file that comes with a mail.
#[derive(Debug)]
pub(super) struct MailFile {
    /// What it is called.
    pub(super) name: String,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// What a mail says, or why it is none.
pub(super) fn read(bytes: &[u8]) -> Result<Mail, String> {
    let none = || {
        "this is no mail: its first lines are no headers such as \"From: ada@example.org\""
            .to_owned()
    };
    let message = MessageParser::default().parse(bytes).ok_or_else(none)?;
    if message.header_raw("From").is_none() {
        return Err("the mail does not say who wrote it: it has no From".to_owned());
    }
    let values = |name: &str| raw(&message, name);
    Ok(Mail {
        id: values("Message-ID").first().map(|text| ids(text)).unwrap_or_default().concat(),
        from: author(&message),
        subject: line(message.subject().unwrap_or_default()),
        text: text(&message),
        answers: answers(&message),
        results: values("Authentication-Results"),
        automatic: automatic(&message),
        unanswered: values("X-Auto-Response-Suppress").iter().any(|text| suppresses(text)),
        files: files(&message),
        more_files: message.attachment_count().saturating_sub(FILES_MAX),
    })
}

/// The headers of a name as they came, without their folds.
fn raw(message: &Message<'_>, name: &str) -> Vec<String> {
    let mine = message.headers_raw().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    mine.map(|(_, value)| value.replace(['\r', '\n'], " ").trim().to_owned()).collect()
}

/// The one author. A mail of several says nothing about any of them, and so does one whose header
/// stands there twice.
fn author(message: &Message<'_>) -> Option<String> {
    if raw(message, "From").len() != 1 {
        return None;
    }
    let mut all = message.from()?.iter().filter_map(|one| one.address());
    let first = all.next()?.trim().to_owned();
    (all.next().is_none() && first.contains('@')).then_some(first)
}

/// Text in a line, without what no line shows.
fn line(text: &str) -> String {
    let spaced = |char: char| if char.is_control() { ' ' } else { char };
    let text: String = text.chars().map(spaced).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ids such as `<a@b>`, without their brackets.
fn ids(text: &str) -> Vec<String> {
    let inside = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    let fit = |id: &&str| !id.is_empty() && id.len() <= ID_BYTES_MAX;
    inside.map(|(id, _)| id.trim()).filter(fit).map(str::to_owned).take(1_000).collect()
}

fn answers(message: &Message<'_>) -> Vec<String> {
    let of = |name: &str| raw(message, name).iter().flat_map(|text| ids(text)).collect::<Vec<_>>();
    let references = of("References").into_iter().rev();
    of("In-Reply-To").into_iter().chain(references).take(ANSWERS_MAX).collect()
}

fn text(message: &Message<'_>) -> String {
    let parts = 0..message.text_body_count().min(TEXTS_MAX);
    let texts = parts.filter_map(|place| message.body_text(place));
    let mut texts: Vec<String> = texts.map(|text| plain(&text)).collect();
    if texts.is_empty() {
        // A mail that was cut off, or names parts that it has not: its words came as a file.
        texts.extend(message.attachments().find_map(|part| part.text_contents()).map(plain));
    }
    own_words(texts.join("\n\n").trim())
}

fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t')).collect()
}

/// A text without its signature, and without what it quotes at its end.
fn own_words(text: &str) -> String {
    let text = text.split("\n-- \n").next().unwrap_or_default();
    let mut lines: Vec<&str> = text.lines().collect();
    let quoted = |line: &str| line.trim().is_empty() || line.starts_with('>');
    let before = lines.len();
    while lines.last().is_some_and(|line| quoted(line)) {
        lines.pop();
    }
    let cut = text.lines().skip(lines.len()).any(|line| line.starts_with('>'));
    // "On Friday, Ada wrote:", in any language.
    if cut && before > lines.len() && lines.last().is_some_and(|line| line.trim().ends_with(':')) {
        lines.pop();
    }
    lines.join("\n").trim().to_owned()
}

/// Why nobody wrote a mail: answering machines, bounces and lists have said so since RFC 3834.
fn automatic(message: &Message<'_>) -> Option<&'static str> {
    let word = |name: &str| {
        let first = raw(message, name).into_iter().next()?;
        Some(first.split([';', ' ', '(']).next().unwrap_or_default().to_ascii_lowercase())
    };
    if word("Auto-Submitted").is_some_and(|word| word != "no") {
        return Some("a program sent it (Auto-Submitted)");
    }
    if word("Return-Path").is_some_and(|word| word == "<>") {
        return Some("it is a bounce (an empty Return-Path)");
    }
    if word("Precedence").is_some_and(|word| matches!(&*word, "bulk" | "junk" | "list")) {
        return Some("it is sent to many (Precedence)");
    }
    if word("Content-Type").is_some_and(|word| word == "multipart/report") {
        return Some("it is a report of a mail server");
    }
    let lists = ["List-Id", "List-Post", "List-Unsubscribe"];
    lists.iter().any(|name| word(name).is_some()).then_some("a mailing list sent it (List-Id)")
}

/// Whether `X-Auto-Response-Suppress` keeps a program from answering.
fn suppresses(text: &str) -> bool {
    text.split(',').any(|word| {
        ["all", "autoreply"].iter().any(|known| word.trim().eq_ignore_ascii_case(known))
    })
}

fn files(message: &Message<'_>) -> Vec<MailFile> {
    message.attachments().take(FILES_MAX).enumerate().map(|(n, part)| file(n + 1, part)).collect()
}

fn file(number: usize, part: &MessagePart<'_>) -> MailFile {
    let (kind, named) = match &part.body {
        PartType::Message(inner) => ("eml", inner.subject().map(|text| format!("{text}.eml"))),
        PartType::Text(_) => ("txt", None),
        PartType::Html(_) => ("html", None),
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => ("bin", None),
    };
    let name = part.attachment_name().map(str::to_owned).or(named).map(|name| line(&name));
    let name = name.filter(|name| !name.is_empty());
    MailFile {
        name: name.unwrap_or_else(|| format!("attachment-{number}.{kind}")),
        bytes: part.contents().to_vec(),
    }
}

#[cfg(test)]
mod tests;
