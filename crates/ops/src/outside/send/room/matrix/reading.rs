//! What a homeserver's answers hold of use: messages of others, and invitations.
//! Owns their form; what is odd or not for us is left out, never refused.

use crate::outside::send::heard::{HeardLine, Heeded};
use serde_json::Value;
use vigie_domain::time::Timestamp;

/// The kinds of events that are asked for.
pub(super) const TYPES: [&str; 3] = ["m.room.message", "m.room.member", "m.room.encrypted"];
/// Longest text that is read; a homeserver takes no event of more than 64 KiB.
const TEXT_BYTES_MAX: usize = 65_536;
/// Longest id of a room, an event or somebody.
const ID_BYTES_MAX: usize = 255;

/// What happened in a room.
pub(super) struct Room {
    pub(super) id: String,
    /// Where the events begin, when some before them were left out.
    pub(super) left_out_until: Option<String>,
    pub(super) events: Vec<Value>,
}

fn text(value: &Value, path: &str) -> Option<String> {
    let text = value.pointer(path)?.as_str()?;
    // PostgreSQL keeps no NUL.
    (text.len() <= TEXT_BYTES_MAX).then(|| text.replace('\0', "␀"))
}

fn id(value: &Value, path: &str) -> Option<String> {
    text(value, path).filter(|id| (1..=ID_BYTES_MAX).contains(&id.len()))
}

fn list(value: &Value, path: &str) -> Vec<Value> {
    value.pointer(path).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Where the next poll goes on.
pub(super) fn next(all: &Value) -> Option<String> {
    text(all, "/next_batch").filter(|next| !next.is_empty())
}

fn named<'v>(all: &'v Value, path: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    all.pointer(path).and_then(Value::as_object).into_iter().flatten()
}

/// The rooms in which something happened.
pub(super) fn rooms(all: &Value) -> Vec<Room> {
    let room = |(id, room): (&String, &Value)| {
        let is_limited = room.pointer("/timeline/limited").and_then(Value::as_bool);
        let begins = text(room, "/timeline/prev_batch");
        Room {
            id: id.clone(),
            left_out_until: begins.filter(|_| is_limited == Some(true)),
            events: list(room, "/timeline/events"),
        }
    };
    named(all, "/rooms/join").map(room).collect()
}

/// The rooms that the account is invited into, and who invites.
pub(super) fn invites(all: &Value, me: &str) -> Vec<(String, String)> {
    let invite = |(id, room): (&String, &Value)| {
        let events = list(room, "/invite_state/events");
        let mine = events.iter().find(|event| is_mine(event, me, "invite"))?;
        Some((id.clone(), text(mine, "/sender")?))
    };
    named(all, "/rooms/invite").filter_map(invite).collect()
}

/// The events of a page of history, and where the next page begins.
pub(super) fn page(page: &Value) -> (Vec<Value>, Option<String>) {
    (list(page, "/chunk"), text(page, "/end"))
}

fn is_mine(event: &Value, me: &str, membership: &str) -> bool {
    text(event, "/type").as_deref() == Some("m.room.member")
        && text(event, "/state_key").as_deref() == Some(me)
        && text(event, "/content/membership").as_deref() == Some(membership)
}

/// The messages of others. What was said before the account came in is not for it.
pub(super) fn lines(room: &Room, me: &str) -> Vec<HeardLine> {
    let came_in = room.events.iter().rposition(|event| is_mine(event, me, "join"));
    let after = room.events.iter().skip(came_in.map_or(0, |at| at + 1));
    after.filter_map(|event| line(event, &room.id, me)).collect()
}

fn line(event: &Value, room: &str, me: &str) -> Option<HeardLine> {
    let sender = id(event, "/sender").filter(|sender| sender != me)?;
    let said = match text(event, "/type")?.as_str() {
        "m.room.encrypted" => Heeded::Encrypted,
        "m.room.message" => words(event.get("content")?, me)?,
        _ => return None,
    };
    let at = event.get("origin_server_ts").and_then(Value::as_i64).unwrap_or(0);
    Some(HeardLine {
        event: id(event, "/event_id")?,
        room: room.to_owned(),
        sender,
        at: Timestamp::from_millis(at),
        said,
    })
}

/// The words of a message; what machines say, and what changes an earlier message, has none.
fn words(content: &Value, me: &str) -> Option<Heeded> {
    if text(content, "/msgtype")? != "m.text"
        || text(content, "/m.relates_to/rel_type").as_deref() == Some("m.replace")
    {
        return None;
    }
    let body = text(content, "/body")?;
    let mentioned = list(content, "/m.mentions/user_ids");
    let mentions = mentioned.iter().any(|id| id.as_str() == Some(me)) || body.starts_with(me);
    let is_answer = content.pointer("/m.relates_to/m.in_reply_to/event_id").is_some();
    // Clients repeat what is answered above the answer, or mention who is answered, or both.
    let (quoted, own) = if is_answer { split_quote(&body) } else { ("", body.as_str()) };
    let answers = is_answer && (mentions || quoted.starts_with(&format!("> <{me}>")));
    Some(Heeded::Text { text: own.trim().to_owned(), mentions: mentions && !answers, answers })
}

/// The quoted lines above an answer, and the answer.
fn split_quote(body: &str) -> (&str, &str) {
    if !body.starts_with("> <") {
        return ("", body);
    }
    body.split_once("\n\n").unwrap_or((body, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ME: &str = "@vigie:example.org";

    fn message(content: &Value) -> Value {
        json!({ "type": "m.room.message", "event_id": "$1", "sender": "@ada:example.org",
            "origin_server_ts": 1_000, "content": content })
    }

    fn read(content: &Value) -> Option<Heeded> {
        line(&message(content), "!r", ME).map(|line| line.said)
    }

    fn said(text: &str, mentions: bool, answers: bool) -> Heeded {
        Heeded::Text { text: text.to_owned(), mentions, answers }
    }

    #[test]
    fn words_mentions_and_answers_are_told_apart() {
        let plain = json!({ "msgtype": "m.text", "body": "!vigie status" });
        assert_eq!(read(&plain), Some(said("!vigie status", false, false)));
        let mention = json!({ "msgtype": "m.text", "body": "Vigie: status",
            "m.mentions": { "user_ids": [ME] } });
        assert_eq!(read(&mention), Some(said("Vigie: status", true, false)));
        let relates = json!({ "m.in_reply_to": { "event_id": "$0" } });
        let new = json!({ "msgtype": "m.text", "body": "On coupe.", "m.relates_to": relates,
            "m.mentions": { "user_ids": [ME] } });
        assert_eq!(read(&new), Some(said("On coupe.", false, true)));
        let old = json!({ "msgtype": "m.text", "m.relates_to": relates,
            "body": format!("> <{ME}> declared\n> twice\n\nOn coupe.\n\nBien.") });
        assert_eq!(read(&old), Some(said("On coupe.\n\nBien.", false, true)));
        let other = json!({ "msgtype": "m.text", "m.relates_to": relates,
            "body": "> <@bo:example.org> really?\n\nyes" });
        assert_eq!(read(&other), Some(said("yes", false, false)));
    }

    #[test]
    fn machines_changes_and_odd_things_are_left_out() {
        let change = json!({ "rel_type": "m.replace" });
        for odd in [
            json!({ "msgtype": "m.notice", "body": "!vigie status" }),
            json!({ "msgtype": "m.text", "body": 7 }),
            json!({ "body": "x" }),
            json!([]),
            json!({ "msgtype": "m.text", "body": "* x", "m.relates_to": change }),
        ] {
            assert_eq!(read(&odd), None, "{odd}");
        }
        let mut own = message(&json!({ "msgtype": "m.text", "body": "x" }));
        own["sender"] = json!(ME);
        assert_eq!(line(&own, "!r", ME), None);
        let mut endless = message(&json!({ "msgtype": "m.text", "body": "x" }));
        endless["event_id"] = json!("$".repeat(256));
        assert_eq!(line(&endless, "!r", ME), None, "no id is so long: no database keeps it");
        for all in [json!(null), json!([]), json!({ "rooms": { "join": 1, "invite": [] } })] {
            assert!(rooms(&all).is_empty() && invites(&all, ME).is_empty(), "{all}");
            assert_eq!(next(&all), None);
        }
    }

    #[test]
    fn what_was_said_before_the_account_came_in_is_not_for_it() {
        let join = json!({ "type": "m.room.member", "state_key": ME, "event_id": "$j",
            "sender": ME, "content": { "membership": "join" } });
        let one = |text: &str| message(&json!({ "msgtype": "m.text", "body": text }));
        let events = vec![one("before"), join, one("after")];
        let room = Room { id: "!r".to_owned(), left_out_until: None, events };
        let heard: Vec<Heeded> = lines(&room, ME).into_iter().map(|line| line.said).collect();
        assert_eq!(heard, [said("after", false, false)]);
    }
}
