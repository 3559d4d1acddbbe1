//! Incidents mirrored in a service desk that answers as GLPI does, and in rooms of chats.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::furnish::{api, asks_as, session};
use crate::peers::chat::{self, Chat};
use crate::peers::glpi::{APP_TOKEN, Glpi, USER_TOKEN};
use crate::peers::http::Request;
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};
use crate::world::store;
use vigie_domain::channel::Secret;
use vigie_domain::mirror::Desk;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Declaration};
use vigie_ops::store::{Store, Tx};

const PATIENCE: Duration = Duration::from_secs(30);

fn config(glpi: &Glpi, user_token: &str) -> String {
    format!(
        "settings:
  external_url: https://vigie.example.org
  language: fr
  glpi: {{url: '{}', app_token: {APP_TOKEN}, user_token: {user_token}, entity: 7, from: warning}}
people:
- {{slug: ada, roles: [{{role: responder}}]}}
",
        glpi.url
    )
}

fn declared(vigie: &Vigie, title: &str, more: &Value) -> String {
    let mut form = json!({ "title": title, "severity": "critical" });
    for (name, value) in more.as_object().into_iter().flatten() {
        form[name] = value.clone();
    }
    let made = api(vigie, "POST", "/incidents", &form).json();
    made["reference"].as_str().unwrap().to_owned()
}

fn page(vigie: &Vigie, cookie: &str, reference: &str) -> String {
    Request::new("GET", format!("/incidents/{reference}"))
        .header("Cookie", cookie)
        .header("Accept-Language", "en")
        .send(&vigie.address)
        .text()
}

#[test]
fn an_incident_is_a_ticket_that_is_followed_solved_and_closed() {
    let (glpi, dir) = (Glpi::start(), folder("tickets"));
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(&glpi, USER_TOKEN)).unwrap();
    let mut vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let step = |vigie: &Vigie, reference: &str, step: &str| {
        api(vigie, "POST", &format!("/incidents/{reference}/{step}"), &Value::Null);
    };
    // Nothing of these three leaves: an exercise, a private incident, one that is not bad enough.
    declared(&vigie, "An exercise", &json!({ "kind": "exercise" }));
    declared(&vigie, "A secret", &json!({ "private": true, "admit": ["ada"] }));
    declared(&vigie, "A trifle", &json!({ "severity": "info" }));

    // The desk does what it is asked and the answer is lost: looked for before it is made again.
    glpi.state().silent = 1;
    let reference = declared(&vigie, "La base <b>ne répond plus</b>", &json!({}));
    until(PATIENCE, || (glpi.state().tickets.len() == 1).then_some(())).expect("a ticket");
    let note = json!({ "text": "restarted <script>" });
    api(&vigie, "POST", &format!("/incidents/{reference}/notes"), &note);
    vigie.kill();
    vigie.start_again();
    let noted = || {
        let state = glpi.state();
        state
            .follow_ups
            .iter()
            .any(|(_, text)| text.contains("restarted &lt;script&gt;"))
            .then_some(())
    };
    until(Duration::from_secs(90), noted).expect("the note follows, after a pause");

    step(&vigie, &reference, "take");
    until(PATIENCE, || (glpi.state().tickets[0]["status"] == 2).then_some(())).expect("taken");
    // The next answer is lost too, while more happens: nothing is written twice there.
    // Somebody there writes much, before and after it.
    glpi.state().follow_ups.push((1, "their words ".repeat(3_000)));
    glpi.state().silent = 1;
    let note = json!({ "text": "looked once more" });
    api(&vigie, "POST", &format!("/incidents/{reference}/notes"), &note);
    until(PATIENCE, || (glpi.state().silent == 0).then_some(())).expect("a lost answer");
    for _ in 0..3 {
        glpi.state().follow_ups.push((1, "more of their words ".repeat(1_000)));
    }
    step(&vigie, &reference, "resolve");
    let solved = || (glpi.state().tickets[0]["status"] == 5).then_some(());
    until(Duration::from_secs(90), solved).expect("solved, after a pause");
    let confirm = format!("/incidents/{reference}/validate");
    assert_eq!(asks_as(&vigie, "ada", &confirm, &json!({})), 200);
    step(&vigie, &reference, "close");
    until(PATIENCE, || (glpi.state().tickets[0]["status"] == 6).then_some(())).expect("closed");

    let cookie = session(&vigie);
    let shown = until(PATIENCE, || {
        let text = page(&vigie, &cookie, &reference);
        text.contains("/front/ticket.form.php?id=1").then_some(text)
    });
    assert!(shown.expect("the page links to it").contains("GLPI, ticket 1"));
    followed(&glpi, &reference);
}

/// All that a desk was told about its first ticket.
fn told(glpi: &Glpi) -> String {
    let state = glpi.state();
    let content = state.tickets.first().and_then(|ticket| ticket["content"].as_str());
    let follow_ups = state.follow_ups.iter().map(|(_, text)| text.as_str());
    content.into_iter().chain(follow_ups).collect()
}

/// One ticket tells the whole incident, each line once, and nothing of what stays here.
fn followed(glpi: &Glpi, reference: &str) {
    let all = told(glpi);
    let state = glpi.state();
    assert_eq!(state.tickets.len(), 1, "{:?}", state.tickets);
    let ticket = &state.tickets[0];
    assert_eq!(ticket["name"], format!("{reference} La base <b>ne répond plus</b>"));
    assert_eq!((&ticket["entities_id"], &ticket["type"]), (&json!(7), &json!(1)));
    assert_eq!((&ticket["urgency"], &ticket["impact"]), (&json!(4), &json!(4)));
    let content = ticket["content"].as_str().unwrap();
    let link = format!("https://vigie.example.org/incidents/{reference}");
    assert!(content.contains(&link) && content.contains("Incident déclaré"), "{content}");
    assert_eq!(state.solutions.len(), 1, "{:?}", state.solutions);
    for once in [
        "Incident déclaré",
        "looked once more",
        "restarted &lt;script&gt;",
        "Incident résolu",
        "Incident clos",
    ] {
        assert_eq!(all.matches(once).count(), 1, "{once}: {all}");
    }
    for secret in ["An exercise", "A secret", "A trifle"] {
        assert!(!format!("{all}{:?}", state.tickets).contains(secret), "{secret} left");
    }
    assert!(state.sessions <= 1, "sessions stay open: {}", state.sessions);
}

/// A Vigie with one incident that has a ticket.
fn with_a_ticket(glpi: &Glpi) -> (Vigie, String) {
    let dir = folder("tickets");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(glpi, USER_TOKEN)).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let reference = declared(&vigie, "The site is slow", &json!({}));
    until(PATIENCE, || (glpi.state().tickets.len() == 1).then_some(())).expect("a ticket");
    let named = || page(&vigie, &session(&vigie), &reference).contains("ticket 1").then_some(());
    until(PATIENCE, named).expect("known here");
    (vigie, reference)
}

fn noted(vigie: &Vigie, reference: &str, text: &str) {
    api(vigie, "POST", &format!("/incidents/{reference}/notes"), &json!({ "text": text }));
}

#[test]
fn an_incident_that_is_qualified_anew_changes_its_ticket_at_once_and_once() {
    let glpi = Glpi::start();
    let (vigie, reference) = with_a_ticket(&glpi);
    let degrees =
        |state: &Value| ["urgency", "impact", "priority"].map(|name| state[name].as_u64().unwrap());
    assert_eq!(degrees(&glpi.state().tickets[0]), [4, 4, 4]);
    let mut form = json!({
        "situation": "other", "exposed": "no", "personal": "no", "malicious": "no", "down": "yes",
        "spreading": "yes", "urgency": 5, "impact": 5, "seen": 0,
    });
    let at = format!("/incidents/{reference}/qualification");
    let said = api(&vigie, "POST", &at, &form).json();
    let graded = |wanted: [u64; 3]| {
        until(Duration::from_secs(90), || {
            (degrees(&glpi.state().tickets[0]) == wanted).then_some(())
        })
        .unwrap_or_else(|| panic!("{wanted:?}: {:?}", glpi.state().tickets));
    };
    graded([5, 5, 5]);

    // Somebody changes it there: only another qualification changes it again. The desk does that,
    // and its answer is lost.
    glpi.state().tickets[0]["urgency"] = 1.into();
    noted(&vigie, &reference, "nothing new");
    until(PATIENCE, || told(&glpi).contains("nothing new").then_some(())).expect("a note");
    assert_eq!(degrees(&glpi.state().tickets[0]), [1, 5, 5]);
    let before = glpi.state().changes.len();
    glpi.state().silent_changes = 1;
    form["seen"] = said["qualification"]["seq"].clone();
    form["reason"] = "only some are hit".into();
    form["impact"] = 2.into();
    api(&vigie, "POST", &at, &form);
    graded([5, 2, 3]);
    let again = || (glpi.state().changes.len() == before + 2).then_some(());
    until(Duration::from_secs(90), again).expect("the lost one is made again");
    noted(&vigie, &reference, "the end");
    until(PATIENCE, || told(&glpi).contains("the end").then_some(())).expect("a note");
    let all = told(&glpi);
    assert_eq!(all.matches("only some are hit").count(), 1, "{all}");
    let state = glpi.state();
    assert_eq!(state.changes.len(), before + 2, "{:?}", state.changes);
    assert_eq!(degrees(&state.tickets[0]), [5, 2, 3]);
    let asked = &state.changes[before];
    assert!(asked.get("status").is_none(), "its status is not touched: {asked}");
}

#[test]
fn a_ticket_that_somebody_ends_in_glpi_is_said_here_once_and_left_so() {
    let glpi = Glpi::start();
    let (vigie, reference) = with_a_ticket(&glpi);
    let cookie = session(&vigie);
    let shown = |what: &str| {
        until(PATIENCE, || page(&vigie, &cookie, &reference).contains(what).then_some(()))
            .unwrap_or_else(|| panic!("{what}: {}", page(&vigie, &cookie, &reference)));
    };
    let lines = || {
        let asked = api(&vigie, "GET", &format!("/incidents/{reference}"), &Value::Null).json();
        let timeline = asked["timeline"].as_array().unwrap().clone();
        let kinds = timeline.iter().map(|line| line["kind"].as_str().unwrap().to_owned());
        kinds.filter(|kind| kind.starts_with("ticket_")).collect::<Vec<_>>()
    };
    let stage = || {
        let asked = api(&vigie, "GET", &format!("/incidents/{reference}"), &Value::Null).json();
        asked["stage"].as_str().unwrap().to_owned()
    };
    let before = stage();
    glpi.state().tickets[0]["status"] = 6.into();
    noted(&vigie, &reference, "one");
    shown("Somebody closed the ticket in GLPI");
    assert_eq!((lines(), stage()), (vec!["ticket_closed".to_owned()], before));

    // What happens is still told there, and what was closed is not opened by it.
    api(&vigie, "POST", &format!("/incidents/{reference}/take"), &Value::Null);
    noted(&vigie, &reference, "two");
    until(PATIENCE, || told(&glpi).contains("two").then_some(())).expect("a note");
    assert_eq!(glpi.state().tickets[0]["status"], 6);
    assert!(told(&glpi).contains("Ticket clos dans GLPI"), "GLPI is told that it goes on");
    assert_eq!(lines().len(), 1);

    // Opened again there, it is followed as before.
    glpi.state().tickets[0]["status"] = 2.into();
    noted(&vigie, &reference, "three");
    let open = || (!page(&vigie, &cookie, &reference).contains("Somebody closed")).then_some(());
    until(PATIENCE, open).expect("it is open again");
    api(&vigie, "POST", &format!("/incidents/{reference}/hold"), &json!({ "why": "night" }));
    until(PATIENCE, || (glpi.state().tickets[0]["status"] == 4).then_some(())).expect("on hold");

    // Thrown away, then erased: nothing is written any more, and nothing fails.
    glpi.state().tickets[0]["is_deleted"] = 1.into();
    noted(&vigie, &reference, "four");
    shown("Somebody deleted the ticket in GLPI");
    glpi.state().tickets[0] = Value::Null;
    noted(&vigie, &reference, "five");
    let in_step = || {
        let lines = page(&vigie, &cookie, &reference);
        lines.contains("five").then_some(lines)
    };
    let text = until(PATIENCE, in_step).expect("the page");
    assert!(!text.contains("GLPI did not take"), "{text}");
    assert_eq!(lines(), ["ticket_closed", "ticket_deleted"]);
    assert!(!told(&glpi).contains("four"), "nothing is written into a ticket that is gone");
}

#[test]
fn a_desk_that_refuses_is_said_with_what_to_change_and_told_later() {
    let (glpi, dir) = (Glpi::start(), folder("tickets"));
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(&glpi, "wrong")).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let cookie = session(&vigie);
    let reference = declared(&vigie, "The site is down", &json!({}));
    let shown = |what: &str| {
        until(PATIENCE, || page(&vigie, &cookie, &reference).contains(what).then_some(()))
            .unwrap_or_else(|| panic!("{what}: {}", page(&vigie, &cookie, &reference)));
    };
    shown("ERROR_GLPI_LOGIN_USER_TOKEN");
    shown("settings.glpi");
    assert!(!page(&vigie, &cookie, &reference).contains("wrong"), "the key is not shown");

    fs::write(&file, config(&glpi, USER_TOKEN)).unwrap();
    let note = json!({ "text": "the key is mended" });
    let read = || (vigie.log().matches("configuration in use").count() > 1).then_some(());
    until(PATIENCE, read).expect("the file is read again");
    api(&vigie, "POST", &format!("/incidents/{reference}/notes"), &note);
    shown("ticket.form.php?id=1");
    // What was owed first is told as it was, and what came meanwhile right after it.
    until(PATIENCE, || (told(&glpi).contains("the key is mended")).then_some(()))
        .expect("the note");
    assert_eq!(glpi.state().tickets.len(), 1);
}

/// Plays an incident in a chat that loses the answer of what it makes first.
fn in_a_room(chat: &Chat, rooms: &str) -> (String, Vigie) {
    let dir = folder("rooms");
    let file = dir.path().join("vigie.yaml");
    let base = "external_url: https://vigie.example.org, language: fr";
    fs::write(&file, format!("settings: {{{base}, rooms: {{{rooms}, token: {}}}}}\n", chat::TOKEN))
        .unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    declared(&vigie, "A trifle", &json!({ "severity": "warning" }));
    chat.state().silent = 1;
    let reference = declared(&vigie, "La base ne répond plus", &json!({}));
    until(PATIENCE, || (chat.state().rooms.len() == 1).then_some(())).expect("a room");
    // Written later than it happened.
    let note = json!({ "text": "redémarrée", "occurred_at": "2026-01-01T00:00:00Z" });
    api(&vigie, "POST", &format!("/incidents/{reference}/notes"), &note);
    let told = || {
        let state = chat.state();
        state.said.iter().any(|(_, text)| text.contains("redémarrée")).then_some(())
    };
    until(Duration::from_secs(90), told).expect("the room is told, after a pause");
    // Another answer is lost, and people write much before the call is made again.
    chat.state().silent = 1;
    let note = json!({ "text": "regardée" });
    api(&vigie, "POST", &format!("/incidents/{reference}/notes"), &note);
    until(PATIENCE, || (chat.state().silent == 0).then_some(())).expect("a lost answer");
    for place in 0..20 {
        chat.state().said.push((format!("people-{place}"), "Leurs mots. ".repeat(200)));
    }
    api(&vigie, "POST", &format!("/incidents/{reference}/take"), &Value::Null);
    let taken = || {
        let state = chat.state();
        state.said.iter().any(|(_, text)| text.contains("pris en charge")).then_some(())
    };
    until(Duration::from_secs(90), taken).unwrap_or_else(|| panic!("{:?}", chat.state().said));
    let state = chat.state();
    let all: String = state.said.iter().map(|(_, text)| text.as_str()).collect();
    for once in ["redémarrée", "regardée"] {
        assert_eq!(all.matches(once).count(), 1, "{once}: {all}");
    }
    assert_eq!(all.matches("2026-01-01T00:00:00.000Z").count(), 1, "the time of the fact: {all}");
    assert_eq!(all.matches("https://vigie.example.org/incidents/").count(), 1, "{all}");
    assert_eq!(state.rooms.len(), 1, "{:?}", state.rooms);
    assert!(!all.contains("A trifle"), "{all}");
    drop(state);
    let cookie = session(&vigie);
    let shown = page(&vigie, &cookie, &reference);
    assert!(shown.contains("Room of the incident"), "{shown}");
    (shown, vigie)
}

#[test]
fn an_incident_has_a_room_on_matrix_that_is_made_once_and_kept_in_step() {
    let chat = Chat::matrix();
    let rooms = format!("matrix: '{}', invite: ['@ada:example.org']", chat.url);
    let (shown, _vigie) = in_a_room(&chat, &rooms);
    assert!(shown.contains("https://matrix.to/#/!vigie-inc-2026-0002:example.org"), "{shown}");
    let room = chat.state().rooms["vigie-inc-2026-0002"].clone();
    assert_eq!(
        (&room["preset"], &room["invite"]),
        (&json!("private_chat"), &json!(["@ada:example.org"]))
    );
    assert_eq!(room["name"], "INC-2026-0002 La base ne répond plus");
}

#[test]
fn an_incident_has_a_private_channel_on_mattermost_that_is_made_once_and_kept_in_step() {
    let chat = Chat::mattermost();
    let rooms = format!("mattermost: '{}', team: ops, invite: [ada]", chat.url);
    let (shown, _vigie) = in_a_room(&chat, &rooms);
    assert!(shown.contains("/ops/channels/inc-2026-0002"), "{shown}");
    let state = chat.state();
    let room = &state.rooms["inc-2026-0002"];
    assert_eq!((&room["type"], &room["team_id"]), (&json!("P"), &json!("team1")));
    assert_eq!(state.members.first().map(String::as_str), Some("user-ada"));
}

/// A setup with a desk that takes everything.
fn with_a_desk() -> Setup {
    let mut setup = Setup::bare().unwrap();
    setup.settings.glpi = Some(Desk {
        url: "http://desk.example.org".to_owned(),
        app_token: None,
        user_token: Secret::Plain("token".to_owned()),
        entity: None,
        from: Severity::Info,
    });
    setup
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_795_208_400_000)
}

/// Owes what there is to tell, as the tick does.
async fn owes(store: Arc<Store>, setup: Arc<Setup>) {
    for step in [respond::see_whole_journal, respond::owe_mirrors] {
        let mut more = true;
        while more {
            let setup = Arc::clone(&setup);
            more = store.write(move |tx| step(tx, &setup, now())).await.unwrap();
        }
    }
}

#[test]
fn what_another_node_writes_slowly_is_told_too() {
    let dir = folder("slowly");
    let (store, setup) = (Arc::new(store(true, dir.path())), Arc::new(with_a_desk()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let owe = || owes(Arc::clone(&store), Arc::clone(&setup));
        owe().await;
        let declare = |title| {
            store.write(move |tx: &mut Tx<'_>| {
                let made = respond::declare(tx, &Declaration::of(title, None), "ada", now())?;
                Ok(made.reference)
            })
        };
        let (one, other) = (declare("One").await.unwrap(), declare("Other").await.unwrap());
        owe().await;
        let rest = |tx: &mut Tx<'_>| Ok(tx.execute("UPDATE mirrors SET due_at = NULL", &[])?);
        assert_eq!(store.write(rest).await.unwrap(), 2, "both are told, and nothing more is owed");

        // A unit writes into one of them and is slow; another node writes into the other.
        let (wrote, written) = std::sync::mpsc::channel();
        let (let_go, held) = std::sync::mpsc::channel::<()>();
        let nodes = Arc::clone(&store);
        let slow = tokio::spawn(async move {
            let unit = move |tx: &mut Tx<'_>| {
                respond::note(tx, one, "slow", "ada", now())?;
                wrote.send(()).unwrap();
                held.recv().unwrap();
                Ok(())
            };
            nodes.write(unit).await
        });
        tokio::task::spawn_blocking(move || written.recv().unwrap()).await.unwrap();
        store.write(move |tx| respond::note(tx, other, "quick", "bob", now())).await.unwrap();
        let owing = tokio::spawn(owe());
        // It looked, or it waits for the slow one.
        while !owing.is_finished() && count(&store, WAITING).await == 0 {
            tokio::task::yield_now().await;
        }
        let_go.send(()).unwrap();
        slow.await.unwrap().unwrap();
        owing.await.unwrap();
        owe().await;
        assert_eq!(count(&store, OWED).await, 2, "both are told of what was written into them");
    });
}

const WAITING: &str = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
const OWED: &str = "SELECT COUNT(*) FROM mirrors WHERE due_at IS NOT NULL";

async fn count(store: &Store, sql: &'static str) -> i64 {
    let unit = move |tx: &mut Tx<'_>| Ok(tx.row(sql, &[], |row| row.int(0))?);
    store.read(unit).await.unwrap().unwrap()
}
