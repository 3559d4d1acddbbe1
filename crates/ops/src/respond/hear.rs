//! Listening to the rooms of a chat: people declared in `settings.rooms.people` give the commands
//! that they type elsewhere, and what they answer in an incident's own room goes into its timeline.
//! Owns who is heeded, each message once, and the answers that are owed. Never reads history.
//!
//! What is heard is done and its answer is owed in one unit, under the message's own id; where to
//! go on is written after all of it. Whatever ends the process, nothing is done twice or lost.

use super::command::{Command, LinkForm, TypedIn, Writer, obey};
use crate::cx::Cx;
use crate::error::Error;
use crate::outside::send::{Heard, HeardLine, Heeded, Saying, SendError};
use crate::store::chat::{self, Owed, Place};
use crate::store::{Tx, incidents, leases, mirrors};
use crate::words::Words;
use std::sync::Arc;
use std::time::Duration;
use vigie_domain::incident::Incident;
use vigie_domain::mirror::{self, Chat, MirrorPlace, PlaceKind, Rooms};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// The turn to listen: of several nodes, one does.
const TURN: &str = "chat";
/// A node that dies is replaced after this long. Two that listen at once do nothing twice.
const LEASE: Duration = Duration::from_secs(45);
/// Pause before looking again whether it is this node's turn, or whether there is a chat at all.
const IDLE: Duration = Duration::from_secs(2);
/// Pause between two calls: a homeserver that does not wait is not hurried.
const BREATH: Duration = Duration::from_millis(200);
/// Longest pause after a call that failed: somebody may be waiting for an answer.
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// How long saying something may take before it is said again.
const TAKEN_FOR: Duration = Duration::from_secs(60);
/// Attempts to say something; the pauses between them come to half a day.
const ATTEMPTS_MAX: u32 = 20;
/// What was heard is known for this long, so that nothing is done or refused twice.
const KNOWN_FOR: Duration = Duration::from_hours(30 * 24);
/// What a command starts with.
const CALLED: &str = "!vigie";
/// What a note in an incident's own room starts with.
const NOTED: &str = "!note";
/// Words before a command that may be the account's name: `Vigie (bot): status`.
const NAME_WORDS_MAX: usize = 4;

/// Where it listens.
struct Ear {
    setup: Arc<Setup>,
    rooms: Rooms,
    homeserver: String,
}

impl Ear {
    fn of(setup: Arc<Setup>) -> Option<Self> {
        let rooms = setup.settings.rooms.clone().filter(|rooms| !rooms.people.is_empty())?;
        let Chat::Matrix { homeserver } = &rooms.chat else { return None };
        let homeserver = homeserver.clone();
        Some(Self { setup, rooms, homeserver })
    }

    /// Somebody who is declared.
    fn writer(&self, id: &str) -> Option<Writer> {
        let person = self.setup.people.get(self.rooms.people.get(id)?.as_str())?;
        let base = self.setup.settings.external_url.clone().unwrap_or_default();
        Some(Writer::new(&self.setup, person, (base, LinkForm::Plain)))
    }
}

/// Listens once, does what is asked and says what is owed, if it is this node's turn. Answers how
/// long to rest.
pub async fn listen(cx: &Cx, node: &str) -> Result<Duration, Error> {
    let Some(ear) = Ear::of(cx.setup()) else { return Ok(IDLE) };
    let now = cx.now();
    if cx.store.is_shared() {
        let holder = node.to_owned();
        let turn = move |tx: &mut Tx<'_>| Ok(leases::take(tx, TURN, &holder, (now, now + LEASE))?);
        if !cx.store.write(turn).await? {
            return Ok(IDLE);
        }
    }
    say_due(cx, &ear).await?;
    let homeserver = ear.homeserver.clone();
    let place = cx.store.read(move |tx| Ok(chat::place(tx, &homeserver)?)).await?;
    let place = place.unwrap_or_default();
    if let Some(next_at) = place.next_at.filter(|at| *at > now) {
        return Ok(next_at.since(now).min(IDLE));
    }
    let known = Some((place.account.clone(), place.since.clone()));
    let known = known.filter(|(_, since)| !since.is_empty());
    let heard = cx.outside.listen(ear.rooms.clone(), known, now).await;
    let place = match heard {
        Ok(heard) => {
            heed_all(cx, &ear, &heard).await?;
            let Heard { account, since, .. } = heard;
            Place { account, since, heard_at: Some(cx.now()), ..Place::default() }
        }
        Err(error) => failed(place, &error, cx.now()),
    };
    let homeserver = ear.homeserver.clone();
    cx.store.write(move |tx| Ok(chat::save_place(tx, &homeserver, &place)?)).await?;
    say_due(cx, &ear).await?;
    Ok(BREATH)
}

/// How listening goes; `None` where nobody may be heard.
pub fn listening(tx: &mut Tx<'_>, setup: Arc<Setup>) -> Result<Option<Place>, Error> {
    let Some(ear) = Ear::of(setup) else { return Ok(None) };
    Ok(Some(chat::place(tx, &ear.homeserver)?.unwrap_or_default()))
}

/// Gives the turn back, when this node stops.
pub async fn stop_listening(cx: &Cx, node: &str) -> Result<(), Error> {
    let holder = node.to_owned();
    cx.store.write(move |tx| Ok(leases::give_back(tx, TURN, &holder)?)).await
}

/// Where listening goes on after a call that failed, and when.
fn failed(mut place: Place, error: &SendError, now: Timestamp) -> Place {
    place.attempts = place.attempts.saturating_add(1);
    if place.attempts == 1 {
        tracing::warn!(%error, "the rooms of the chat can't be listened to; tried again");
    }
    let asked = match error {
        SendError::Retry { after, .. } => *after,
        SendError::GiveUp { cause, .. } => {
            // A homeserver that was restored does not know where we were: from now on, then.
            if cause.starts_with("HTTP 400") {
                place.since.clear();
            }
            None
        }
    };
    let pause = asked.unwrap_or_else(|| mirror::pause(place.attempts)).min(PAUSE_MAX);
    place.next_at = Some(now + pause);
    place.trouble = Some(error.to_string());
    place
}

async fn heed_all(cx: &Cx, ear: &Ear, heard: &Heard) -> Result<(), Error> {
    for (room, by) in &heard.invites {
        // Strangers do not lead the account anywhere.
        if let Some(writer) = ear.writer(by) {
            let (id, text) = (format!("join:{room}:{}", heard.since), writer.words().chat_hello());
            owe(cx, (id, room.clone()), (text.to_owned(), true)).await?;
        }
    }
    for line in &heard.lines {
        heed(cx, ear, line).await?;
    }
    Ok(())
}

/// Does what a message asks for, once.
async fn heed(cx: &Cx, ear: &Ear, line: &HeardLine) -> Result<(), Error> {
    let room = line.room.clone();
    let (text, mentions, answers) = match &line.said {
        Heeded::Text { text, mentions, answers } => (text, *mentions, *answers),
        Heeded::Encrypted => {
            let Some(writer) = ear.writer(&line.sender) else { return Ok(()) };
            let text = writer.words().chat_encrypted().to_owned();
            return owe(cx, (format!("encrypted:{room}"), room), (text, false)).await;
        }
    };
    let name = room.clone();
    let own = cx.store.read(move |tx| incident_of(tx, &name)).await?;
    let Some(command) = wish(text, (mentions, answers), own.as_ref()) else { return Ok(()) };
    let Some(writer) = ear.writer(&line.sender) else {
        let words = Words::of(ear.setup.settings.language);
        let text = words.chat_stranger(&line.sender);
        return owe(cx, (format!("stranger:{}", line.sender), room), (text, false)).await;
    };
    let place = TypedIn {
        service: ear.rooms.service.clone(),
        incident: own.as_ref().map(|own| own.reference),
        at: Some(line.at),
    };
    let id = (line.event.clone(), room.clone());
    // The room is told every line of the timeline anyway.
    let echoes = own.filter(|own| MirrorPlace::Rooms(&ear.rooms).takes(own)).is_some()
        && matches!(command, Command::Note(_));
    let (now, by, heard) = (cx.now(), writer.clone(), id.clone());
    let unit = move |tx: &mut Tx<'_>| {
        if !chat::hear(tx, (&heard.0, &heard.1), now)? {
            return Ok(());
        }
        let answer = if command == Command::Help {
            by.words().chat_hello().to_owned()
        } else {
            obey(tx, &by, (&command, &place), now)?
        };
        if echoes {
            return Ok(());
        }
        Ok(chat::owe(tx, &heard.0, (&answer, false), now)?)
    };
    match cx.store.write(unit).await {
        Ok(()) => Ok(()),
        Err(error) => owe(cx, id, (writer.explain(error)?, false)).await,
    }
}

/// The incident whose own room this is.
fn incident_of(tx: &mut Tx<'_>, room: &str) -> Result<Option<Incident>, Error> {
    match mirrors::incident_of(tx, PlaceKind::Rooms, room)? {
        Some(id) => Ok(incidents::by_id(tx, id)?),
        None => Ok(None),
    }
}

/// What a message asks for; `None` when it is not for us.
fn wish(text: &str, (mentions, answers): (bool, bool), own: Option<&Incident>) -> Option<Command> {
    let after = |start: &str| {
        let rest = text.strip_prefix(start)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
    };
    let into = |own: &Incident, text: &str| Command::Note(format!("{} {text}", own.reference));
    match (after(CALLED), after(NOTED), own) {
        (Some(rest), _, _) => Some(Command::read(rest)),
        (None, Some(rest), Some(own)) => Some(into(own, rest.trim())),
        (None, None, Some(own)) if answers => Some(into(own, text)),
        (None, _, _) => (mentions || answers).then(|| named(text)),
    }
}

/// The command behind the account's name, however the client writes that name.
fn named(text: &str) -> Command {
    let mut rest = text.trim_start();
    for _ in 0..=NAME_WORDS_MAX {
        let command = Command::read(rest);
        if command != Command::Help {
            return command;
        }
        rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start());
    }
    Command::Help
}

/// Owes an answer to what was heard for the first time.
async fn owe(cx: &Cx, id: (String, String), answer: (String, bool)) -> Result<(), Error> {
    let now = cx.now();
    let unit = move |tx: &mut Tx<'_>| {
        if chat::hear(tx, (&id.0, &id.1), now)? {
            chat::owe(tx, &id.0, (&answer.0, answer.1), now)?;
        }
        Ok(())
    };
    cx.store.write(unit).await
}

/// Says what is owed, one after the other.
async fn say_due(cx: &Cx, ear: &Ear) -> Result<(), Error> {
    loop {
        let now = cx.now();
        let taken = cx.store.write(move |tx| Ok(chat::take(tx, now, now + TAKEN_FOR)?)).await?;
        let Some(owed) = taken else { return Ok(()) };
        let Owed { id, room, joins, text, attempts } = owed;
        let saying = Saying { room, key: id.clone(), joins, text };
        let said = cx.outside.say(ear.rooms.clone(), saying, now).await;
        let now = cx.now();
        cx.store.write(move |tx| finish(tx, &id, (&said, attempts), now)).await?;
    }
}

fn finish(
    tx: &mut Tx<'_>,
    id: &str,
    (said, attempts): (&Result<(), SendError>, u32),
    now: Timestamp,
) -> Result<(), Error> {
    match said {
        Ok(()) => chat::said(tx, id)?,
        Err(SendError::Retry { after, .. }) if attempts < ATTEMPTS_MAX => {
            let pause = after.unwrap_or_else(|| mirror::pause(attempts + 1));
            chat::later(tx, id, now + pause)?;
        }
        Err(error @ (SendError::Retry { .. } | SendError::GiveUp { .. })) => {
            tracing::warn!(%error, "an answer could not be said in a room of the chat");
            chat::said(tx, id)?;
        }
    }
    Ok(())
}

/// Forgets what was heard long ago.
pub fn forget_heard(tx: &mut Tx<'_>, _: &Setup, now: Timestamp) -> Result<bool, Error> {
    chat::forget(tx, now.minus(KNOWN_FOR))?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_behind_any_name() {
        for (text, expected) in [
            ("Vigie: status", Command::Status),
            ("@vigie:example.org status", Command::Status),
            ("Vigie (bot) : declare Le site tombe", Command::Declare("Le site tombe".to_owned())),
            ("status", Command::Status),
            ("Vigie", Command::Help),
            ("is it you that writes so much status here", Command::Help),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }

    #[test]
    fn only_what_is_for_us_is_heeded() {
        for (text, marks, expected) in [
            ("hello", (false, false), None),
            ("!vigies status", (false, false), None),
            ("!note x", (false, false), None),
            ("!vigie", (false, false), Some(Command::Help)),
            ("!vigie STATUS", (false, false), Some(Command::Status)),
            ("Vigie: status", (true, false), Some(Command::Status)),
            ("merci", (false, true), Some(Command::Help)),
        ] {
            assert_eq!(wish(text, marks, None), expected, "{text}");
        }
    }
}
