//! The bot in rooms of Matrix: who it heeds, what it does, and that it does it once, whatever
//! happens to the program meanwhile.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::furnish::api;
use crate::peers::chat::{self, BOT, Chat};
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, postgres, until};
use vigie_ops::cx::{Clock, SystemClock};

const PATIENCE: Duration = Duration::from_secs(60);
const ADA: &str = "@ada.l:example.org";
const RITA: &str = "@rita:example.org";
const MALLORY: &str = "@mallory:elsewhere.example";
/// Where people talk, and where the incident is talked about.
const ROOM: &str = "!ops:example.org";
const OWN: &str = "!vigie-inc-2026-0001:example.org";

fn config(chat: &Chat) -> String {
    format!(
        "settings:
  external_url: https://vigie.example.org
  rooms: {{matrix: '{}', token: {}, people: {{'{ADA}': ada, '{RITA}': rita}}, service: site}}
organisations:
- {{slug: acme}}
people:
- {{slug: ada, name: Ada, language: fr, roles: [{{role: responder, organisation: acme}}]}}
- {{slug: rita, name: Rita, roles: [{{role: reader, organisation: acme}}]}}
services:
- {{slug: site, organisation: acme}}
",
        chat.url,
        chat::TOKEN
    )
}

fn start(chat: &Chat, database: &[&str]) -> (Vigie, tempfile::TempDir) {
    let dir = folder("chat");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(chat)).unwrap();
    let file = file.to_string_lossy().into_owned();
    let args = [&["--config", file.as_str()], database].concat();
    (Vigie::start(&args), dir)
}

/// Waits until the bot said something in words like these, and answers all of it.
fn says(chat: &Chat, what: &str) -> String {
    let said = || {
        let state = chat.state();
        state.said.iter().find(|(_, text)| text.contains(what)).map(|(_, text)| text.clone())
    };
    until(PATIENCE, said).unwrap_or_else(|| panic!("{what}: {:?}", chat.state().said))
}

fn count(chat: &Chat, what: &str) -> usize {
    chat.state().said.iter().filter(|(_, text)| text.contains(what)).count()
}

/// Waits until all that was written is listened to.
fn listens(chat: &Chat) {
    let before = chat.state().syncs;
    until(PATIENCE, || (chat.state().syncs > before + 2).then_some(())).expect("it listens");
}

fn incidents(vigie: &Vigie) -> Vec<Value> {
    let list = api(vigie, "GET", "/incidents", &Value::Null).json();
    list["incidents"].as_array().unwrap().clone()
}

fn timeline(vigie: &Vigie, reference: &str) -> String {
    api(vigie, "GET", &format!("/incidents/{reference}"), &Value::Null).json().to_string()
}

fn declares_notes_and_asks(database: &[&str]) {
    let chat = Chat::matrix();
    chat.writes((ROOM, ADA), "!vigie declare Long ago", &json!({}));
    let (mut vigie, _dir) = start(&chat, database);
    listens(&chat);
    chat.state().invites.push((ROOM.to_owned(), ADA.to_owned()));
    chat.state().invites.push(("!trap:elsewhere.example".to_owned(), MALLORY.to_owned()));
    assert!(says(&chat, "Bonjour").contains("!vigie declare TITRE"));
    // The answer to what the bot says is lost, and the program is killed: it is said once.
    chat.state().silent = 1;
    chat.writes((ROOM, ADA), "!vigie declare Ça brûle @all", &json!({}));
    let declared = says(&chat, "est déclaré");
    vigie.kill();
    assert!(declared.contains("INC-2026-0001 https://vigie.example.org/incidents/"), "{declared}");
    let noted = "!vigie note INC-2026-0001 Écrit pendant la panne";
    chat.writes((ROOM, ADA), noted, &json!({}));
    for n in 0..45 {
        chat.writes((ROOM, MALLORY), &format!("chatter {n}"), &json!({}));
    }
    vigie.start_again();
    assert!(says(&chat, "Noté dans").contains("INC-2026-0001"));
    let listed = incidents(&vigie);
    let [incident] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!((&incident["declared_by"], &incident["service"]), (&json!("ada"), &json!("site")));
    let mention = json!({ "m.mentions": { "user_ids": [BOT] } });
    chat.writes((ROOM, RITA), "Vigie (bot): status", &mention);
    assert!(says(&chat, "- INC-2026-0001").contains("Ça brûle @\u{200b}all"));
    chat.writes((ROOM, RITA), "!vigie declare I may not", &json!({}));
    says(&chat, "is not yours");

    let until_room = || chat.state().rooms.contains_key("vigie-inc-2026-0001").then_some(());
    until(PATIENCE, until_room).expect("the incident has a room");
    chat.writes((OWN, ADA), "!note On coupe <b>tout</b>.", &json!({}));
    let answer = json!({ "m.relates_to": { "m.in_reply_to": { "event_id": "$e0" } },
        "m.mentions": { "user_ids": [BOT] } });
    chat.writes((OWN, ADA), "INC-2026-0099 était pareil.", &answer);
    chat.writes((OWN, ADA), "Rien pour le robot.", &json!({}));
    says(&chat, "était pareil");
    let shown = timeline(&vigie, "INC-2026-0001");
    for once in ["Écrit pendant la panne", "On coupe <b>tout</b>.", "INC-2026-0099 était pareil."]
    {
        assert_eq!(shown.matches(once).count(), 1, "{once}: {shown}");
    }
    assert!(!shown.contains("Rien pour le robot"), "{shown}");
    for once in ["Bonjour", "est déclaré", "Noté dans", "- INC-2026-0001"] {
        assert_eq!(count(&chat, once), 1, "{once}: {:?}", chat.state().said);
    }
    assert!(chat.state().events.iter().all(|(room, _)| !room.contains("trap")), "a trap");
}

#[test]
fn a_bot_declares_notes_and_asks_as_the_person_who_writes_and_once() {
    declares_notes_and_asks(&[]);
}

#[test]
fn a_bot_does_so_on_postgresql() {
    declares_notes_and_asks(&["--database", &postgres::url_of_new_database()]);
}

#[test]
fn what_is_declared_while_vigie_is_down_was_known_when_it_was_written() {
    let chat = Chat::matrix();
    let (mut vigie, _dir) = start(&chat, &[]);
    listens(&chat);
    vigie.kill();
    chat.writes((ROOM, ADA), "!vigie declare Tout brûle", &json!({}));
    let written = SystemClock.now().minus(Duration::from_hours(3));
    for (_, event) in &mut chat.state().events {
        event["origin_server_ts"] = json!(written.as_millis());
    }
    vigie.start_again();
    says(&chat, "est déclaré");
    let incident = api(&vigie, "GET", "/incidents/INC-2026-0001", &Value::Null).json();
    assert_eq!(incident["aware"]["at"], written.to_string(), "{incident}");
}

#[test]
fn a_stranger_is_refused_once_and_private_incidents_are_not_there() {
    let chat = Chat::matrix();
    let (vigie, _dir) = start(&chat, &[]);
    listens(&chat);
    for _ in 0..3 {
        chat.writes((ROOM, MALLORY), "!vigie declare Pay me", &json!({}));
    }
    assert!(says(&chat, MALLORY).contains("settings.rooms.people"));
    let hidden = json!({ "title": "Secret", "service": "site", "private": true, "admit": ["ada"] });
    let hidden = api(&vigie, "POST", "/incidents", &hidden).json();
    let hidden = hidden["reference"].as_str().unwrap();
    chat.writes((ROOM, ADA), &format!("!vigie note {hidden} x"), &json!({}));
    says(&chat, "Les incidents privés ne sont pas ici");
    chat.writes((ROOM, ADA), "!vigie status", &json!({}));
    says(&chat, "Aucun incident");
    chat.state().happens_encrypted(ROOM, ADA);
    says(&chat, "chiffré");
    assert_eq!(count(&chat, MALLORY), 1, "{:?}", chat.state().said);
    assert_eq!(count(&chat, "Secret"), 0);
    // Not even an administrator sees the private one; nothing else was declared.
    assert_eq!(incidents(&vigie), Vec::<Value>::new());
}

#[test]
fn a_homeserver_that_refuses_is_asked_again() {
    let chat = Chat::matrix();
    chat.state().refuses = true;
    let (vigie, _dir) = start(&chat, &[]);
    let said = || vigie.log().contains("can't be listened to").then_some(());
    until(PATIENCE, said).expect("it is said");
    chat.state().refuses = false;
    until(PATIENCE, || (chat.state().syncs > 1).then_some(())).expect("it is asked again");
}

#[test]
fn a_chat_that_does_not_answer_is_said_by_the_doctor() {
    let chat = Chat::matrix();
    let (vigie, _dir) = start(&chat, &[]);
    let listening = || api(&vigie, "GET", "/status", &Value::Null).json()["chat"].clone();
    let heard = || listening()["heard_at"].is_string().then_some(());
    until(PATIENCE, heard).expect("it listens");
    assert_eq!(listening()["trouble"], Value::Null);
    listens(&chat);
    assert_eq!(chat.state().whoamis, 1, "whose token it is, is asked once");
    chat.state().refuses = true;
    let trouble = || listening()["trouble"].as_str().map(str::to_owned);
    let trouble = until(PATIENCE, trouble).expect("it says why it does not");
    assert!(!trouble.is_empty() && !trouble.contains(chat::TOKEN), "{trouble}");
    let ran = cli(&["doctor", "--data", &vigie.data().to_string_lossy()], "");
    let report = String::from_utf8_lossy(&ran.stdout);
    assert!(report.contains("not listened to") && report.contains("settings.rooms"), "{report}");
}

/// A slash command of a Mattermost, as it reaches one node.
fn types(address: &str, trigger: &str, text: &str) -> Answer {
    let fields =
        [("token", "command-token"), ("user_name", "ada"), ("text", text), ("trigger_id", trigger)];
    Request::form("/in/mattermost-command/chat-token", &fields).send(address)
}

#[test]
fn two_nodes_on_one_database_hear_each_message_once() {
    let (chat, dir) = (Chat::matrix(), folder("chat"));
    let file = dir.path().join("vigie.yaml");
    let source = "sources:
- {slug: typed, kind: mattermost-command, token: chat-token, secret: command-token, service: site}
";
    fs::write(&file, config(&chat) + source).unwrap();
    let (file, url) = (file.to_string_lossy().into_owned(), postgres::url_of_new_database());
    let args = ["--config", &file, "--database", &url];
    let mut first = Vigie::start(&args);
    let second = first.beside(&args);
    listens(&chat);
    let said = |number: usize| {
        let all = || (count(&chat, "est déclaré") == number).then_some(());
        until(Duration::from_secs(90), all)
            .unwrap_or_else(|| panic!("{number}: {:?}", chat.state().said));
    };
    for n in 1..=3 {
        chat.writes((ROOM, ADA), &format!("!vigie declare Feu numéro {n}"), &json!({}));
    }
    said(3);
    let note = |n: usize| format!("!vigie note INC-2026-0001 Remarque {n}.");
    for n in 1..=3 {
        chat.writes((ROOM, ADA), &note(n), &json!({}));
    }
    // One goes in the middle of it, whether it listens or not, and comes back beside the other.
    chat.writes((ROOM, ADA), "!vigie declare Feu numéro 4", &json!({}));
    first.kill();
    said(4);
    first.start_again();
    for n in 4..=6 {
        chat.writes((ROOM, ADA), &note(n), &json!({}));
    }
    chat.writes((ROOM, ADA), "!vigie declare Feu numéro 5", &json!({}));
    said(5);

    // One command reaches both at once: a proxy that did not get the first answer asks the other.
    let typed = "declare Feu numéro 6";
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let nodes = [&first.address, &second.address, &first.address];
        let asked = nodes.map(|node| scope.spawn(move || types(node, "once", typed)));
        asked.map(|asked| asked.join().unwrap()).into()
    });
    assert!(answers.iter().all(|answer| answer.status == 200));
    let again = answers.iter().filter(|answer| answer.text().contains("deux fois")).count();
    assert_eq!(again, 2, "{answers:?}");

    let mut titles: Vec<String> =
        incidents(&second).iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect();
    titles.sort_unstable();
    let expected: Vec<String> = (1..=6).map(|n| format!("Feu numéro {n}")).collect();
    assert_eq!(titles, expected);
    let noted = || timeline(&second, "INC-2026-0001").contains("Remarque 6.").then_some(());
    until(PATIENCE, noted).expect("the last note");
    let shown = timeline(&second, "INC-2026-0001");
    for n in 1..=6 {
        assert_eq!(shown.matches(&format!("Remarque {n}.")).count(), 1, "{n}: {shown}");
        let once = format!("Remarque {n}.");
        assert!(count(&chat, &once) <= 1, "{once}: {:?}", chat.state().said);
    }
    assert_eq!(count(&chat, "Noté dans"), 6, "{:?}", chat.state().said);
}
