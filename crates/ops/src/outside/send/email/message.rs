//! One mail, from a letter to the bytes that a mail server takes.
//!
//! Every mail of a story refers to one root id that is made from the thread's name and that no
//! mail ever carries. So every mail's own id depends on its notification alone, a mail needs to
//! know nothing of those before it, and threading holds when the first one was given up, was for
//! somebody else, or is deleted: mail programs join messages by a common ancestor, present or not.

use super::html;
use crate::hex;
use crate::outside::send::clean::line;
use crate::outside::send::letter::{self, Letter};
use crate::outside::send::{Notice, Recipient, SendError, text};
use aws_lc_rs::digest;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::time::SystemTime;
use vigie_domain::time::Timestamp;

/// Longest part of a message id that is ours: with the host, it stays on one line.
const ID_CHARS_MAX: usize = 100;
/// Longest name before an address.
const NAME_CHARS_MAX: usize = 80;

/// The mail for one recipient. `alone`: the notification has no other recipient.
pub(super) fn build(
    from: &Mailbox,
    to: &Recipient,
    notice: &Notice,
    alone: bool,
) -> Result<Message, SendError> {
    let letter = letter::write(notice, to);
    let address: Address = to.address.trim().parse().map_err(|why| SendError::GiveUp {
        cause: format!("\"{}\" is no mail address: {why}", line(&to.address, NAME_CHARS_MAX)),
        advice: "correct the address of the person or of the channel",
    })?;
    let host = id_host(from);
    let own = if alone { own_id(&notice.key) } else { own_id(&one_of(&notice.key, &address)) };
    let root = format!("<thread.{}@{host}>", digest_of(&notice.thread));
    let answered = notice.declared_by.as_ref();
    let (parent, ancestors) = match answered.and_then(|mail| mail.id.as_ref()) {
        Some(id) => (format!("<{id}>"), format!("{root} <{id}>")),
        None => (root.clone(), root),
    };
    // Answering machines leave both alone.
    let submitted = if answered.is_some() { "auto-replied" } else { "auto-generated" };
    let name = Some(line(&to.name, NAME_CHARS_MAX)).filter(|name| !name.is_empty());
    let builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(letter.subject.clone())
        .message_id(Some(format!("<{own}@{host}>")))
        .in_reply_to(parent)
        .references(ancestors)
        .date(date(notice))
        .raw_header(header("Auto-Submitted", submitted))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .raw_header(header("Content-Language", letter.language.tag()));
    builder.multipart(bodies(&letter, &notice.key)).map_err(|why| SendError::GiveUp {
        cause: format!("the mail can't be written: {why}"),
        advice: "report this as a defect of Vigie",
    })
}

/// Text first: the last part is the one that programs prefer. The boundary comes from the key, so
/// that every attempt sends the same bytes.
fn bodies(letter: &Letter, key: &str) -> MultiPart {
    MultiPart::alternative()
        .boundary(format!("vigie-{}", digest_of(key)))
        .singlepart(
            SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text::render(letter)),
        )
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html::render(letter)))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The key of a notification with several recipients, for one of them.
fn one_of(key: &str, address: &Address) -> String {
    format!("{key}.{}", digest_of(address.as_ref()))
}

/// The part of the message id before the at sign: the key itself, if it may stand there.
fn own_id(key: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
    let fits = !key.is_empty()
        && key.len() <= ID_CHARS_MAX
        && key.chars().all(legal)
        && !key.starts_with('.')
        && !key.ends_with('.')
        && !key.contains("..");
    if fits { key.to_owned() } else { format!("key.{}", digest_of(key)) }
}

fn id_host(from: &Mailbox) -> &str {
    let host = from.email.domain();
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if host.chars().all(legal) { host } else { "localhost" }
}

/// 32 hexadecimal digits: enough that two threads never meet.
fn digest_of(text: &str) -> String {
    hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref()).chars().take(32).collect()
}

/// When it became owed: a mail that was delayed says so by itself.
fn date(notice: &Notice) -> SystemTime {
    let owed = notice.owed_at.parse::<Timestamp>().unwrap_or_default();
    // Mail dates begin in 1970 here; nothing is owed before.
    SystemTime::from(owed.max(Timestamp::from_millis(0)).to_jiff())
}
