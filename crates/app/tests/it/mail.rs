//! Mails handed to the real program: people, programs, strangers and forgers, on both databases;
//! and one that a real mail server pipes into the real command.

use crate::browser::furnish::{api, session, session_of};
use crate::peers::http::{Answer, Request};
use crate::peers::smtp::{Mail, Smtp, talk};
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, postgres, until};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

const CONFIG: &str = "organisations:
- {slug: acme}
people:
- {slug: ada, name: Ada, email: Ada@example.org, roles: [{role: responder, organisation: acme}]}
- {slug: rita, name: Rita, email: rita@example.org, roles: [{role: reader, organisation: acme}]}
- {slug: twin, name: Twin, email: both@example.org, roles: [responder]}
- {slug: other, name: Other, email: both@example.org, roles: [responder]}
services:
- {slug: site, organisation: acme}
sources:
- {slug: box, kind: mail, token: box-token, service: site, mailbox: {server: mx.example.net, strangers: true}, limits: {body_bytes_max: 100000}}
- {slug: team, kind: mail, token: team-token, service: site, mailbox: {server: mx.example.net}}
";

const PATIENCE: Duration = Duration::from_secs(30);

/// What the mail server that took a mail writes into it.
const VOUCHED: &str = "Authentication-Results: mx.example.net; dmarc=pass header.from=example.org";

fn start(more: &[&str]) -> (Vigie, tempfile::TempDir) {
    let dir = folder("mail");
    let file = dir.path().join("vigie.yaml");
    std::fs::write(&file, CONFIG).unwrap();
    let file = file.to_string_lossy().into_owned();
    (Vigie::start(&[&["--config", &file], more].concat()), dir)
}

fn on_both_databases(story: fn(&Vigie)) {
    for database in [None, Some(postgres::url_of_new_database())] {
        let more: Vec<&str> = database.iter().flat_map(|url| ["--database", url]).collect();
        let (vigie, _dir) = start(&more);
        story(&vigie);
    }
}

fn post(vigie: &Vigie, token: &str, head: &[&str], body: &str) -> Answer {
    let mail = format!("{}\r\n\r\n{body}", head.join("\r\n"));
    let request = Request::new("POST", format!("/in/mail/{token}"));
    request.header("Content-Type", "message/rfc822").body(mail).send(&vigie.address)
}

/// A mail of Ada's that her server vouches for.
fn ada(vigie: &Vigie, head: &[&str], body: &str) -> Value {
    let head = [&[VOUCHED, "From: Ada <ada@example.org>"], head].concat();
    let answer = post(vigie, "box-token", &head, body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn page(vigie: &Vigie, path: &str) -> String {
    let request = Request::new("GET", path).header("Cookie", &session(vigie));
    request.send(&vigie.address).text()
}

#[test]
fn a_colleague_declares_once_and_answers_become_notes() {
    on_both_databases(|vigie| {
        let head = [
            "Message-ID: <one@example.org>",
            "Subject: =?UTF-8?Q?La_base_est_tomb=C3=A9e?=",
            "Content-Type: multipart/mixed; boundary=b",
        ];
        let body = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTout répond 502 <b>.\r\n--b\r\n\
             Content-Type: text/plain; name=db.log\r\nContent-Disposition: attachment\r\n\r\nFATAL\r\n--b--";
        let declared = ada(vigie, &head, body);
        assert_eq!(declared["declared"], "INC-2026-0001", "{declared}");
        let again = ada(vigie, &head, body);
        assert_eq!(again["again"], "one@example.org", "a mail server that tries twice: {again}");
        let incident = api(vigie, "GET", "/incidents/INC-2026-0001", &Value::Null).json();
        assert_eq!(
            (&incident["title"], &incident["service"], &incident["declared_by"]),
            (&"La base est tombée".into(), &"site".into(), &"ada".into()),
            "{incident}"
        );
        let kept = api(vigie, "GET", "/incidents/INC-2026-0001/evidence", &Value::Null).text();
        assert!(kept.contains("db.log"), "{kept}");
        let answers = [
            "Subject: Re: =?UTF-8?Q?La_base?=\r\nIn-Reply-To: <one@example.org>",
            "Subject: Re: [INC-2026-0001] La base",
        ];
        for (place, answer) in answers.iter().enumerate() {
            let id = format!("Message-ID: <answer-{place}@example.org>");
            let text =
                format!("Remède n° {place}\r\n\r\nLe vendredi, Vigie écrit :\r\n> avant\r\n");
            let head = [*answer, &id, "Content-Type: text/plain; charset=utf-8"];
            assert_eq!(ada(vigie, &head, &text)["noted"], "INC-2026-0001", "{answer}");
        }
        let shown = page(vigie, "/incidents/INC-2026-0001");
        for words in ["Tout répond 502 &lt;b&gt;.", "Remède n° 0", "Remède n° 1"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert!(!shown.contains("avant"), "what is quoted stays out: {shown}");
        let rita = [VOUCHED, "From: rita@example.org", "Subject: [INC-2026-0001] x"];
        let refused = post(vigie, "box-token", &rita, "x");
        assert_eq!(refused.status, 403, "a reader writes nothing: {}", refused.text());
        let all = api(vigie, "GET", "/incidents", &Value::Null).json();
        assert_eq!(all["incidents"].as_array().unwrap().len(), 1, "{all}");
    });
}

#[test]
fn what_nobody_vouches_for_waits_or_is_kept_and_never_declares() {
    on_both_databases(|vigie| {
        let failed = "Authentication-Results: mx.example.net; dmarc=fail header.from=example.org";
        let elsewhere = "Authentication-Results: mx.evil.example; dmarc=pass";
        let from = "From: ada@example.org";
        let doubtful: [&[&str]; 5] = [
            &[from, "Subject: no results"],
            &[failed, VOUCHED, from, "Subject: forged below"],
            &[elsewhere, from, "Subject: another server"],
            &[VOUCHED, "From: eve@example.org", "Subject: nobody here"],
            &[VOUCHED, "From: both@example.org", "Subject: two people"],
        ];
        for head in doubtful {
            let waits = post(vigie, "box-token", head, "The site shows the files of others");
            assert!(waits.json()["waits"].is_i64(), "{head:?}: {}", waits.text());
            let kept = post(vigie, "team-token", head, "Words that must not be lost");
            assert_eq!(kept.status, 200, "nobody is answered: {}", kept.text());
            assert!(kept.json()["kept"].is_string(), "{head:?}: {}", kept.text());
        }
        let none = api(vigie, "GET", "/incidents", &Value::Null).json();
        assert_eq!(none["incidents"].as_array().unwrap().len(), 0, "{none}");
        let list = page(vigie, "/problems");
        assert!(list.contains("forged below") && list.contains("eve@example.org"), "{list}");
        let sources = page(vigie, "/sources");
        assert!(sources.contains("Words that must not be lost"), "{sources}");
        for (person, reads) in [("ada", true), ("rita", false)] {
            let cookie = session_of(vigie, &json!({ "person": person }));
            let request = Request::new("GET", "/sources").header("Cookie", &cookie);
            let shown = request.send(&vigie.address).text();
            assert!(shown.contains("team"), "the source itself is no secret: {shown}");
            let words = shown.contains("Words that must not be lost");
            assert_eq!(words, reads, "{person}: mails are for those who respond: {shown}");
        }
    });
}

fn subject(mail: &Mail) -> String {
    let head = format!("Subject: {}\r\n\r\n", mail.header("subject").unwrap_or_default());
    let read = mail_parser::MessageParser::default().parse(head.as_bytes()).unwrap();
    read.subject().unwrap_or_default().to_owned()
}

#[test]
fn whoever_declares_is_answered_once_in_their_language_and_nobody_else_is() {
    let mx = Smtp::start();
    let dir = folder("mail");
    let file = dir.path().join("vigie.yaml");
    let smtp =
        format!("{{host: 127.0.0.1, port: {}, security: none, from: vigie@example.net}}", mx.port);
    let settings =
        format!("settings: {{external_url: 'https://vigie.example.org', smtp: {smtp}}}\n");
    let french = CONFIG.replace("email: Ada@example.org", "email: Ada@example.org, language: fr");
    std::fs::write(&file, settings + &french).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);

    let head = ["Message-ID: <one@example.org>", "Subject: La base est lente"];
    assert_eq!(ada(&vigie, &head, "Depuis midi.")["declared"], "INC-2026-0001");
    assert!(ada(&vigie, &head, "Depuis midi.")["again"].is_string());
    let answers = mx.wait_for(1, PATIENCE);
    let answer = &answers[0];
    let of = |name: &str| answer.header(name).unwrap_or_default().to_owned();
    assert!(of("to").contains("Ada@example.org"), "{}", of("to"));
    assert_eq!(subject(answer), "[INC-2026-0001] Incident déclaré : La base est lente");
    assert_eq!(
        (of("auto-submitted").as_str(), of("in-reply-to").as_str()),
        ("auto-replied", "<one@example.org>")
    );
    assert!(of("references").ends_with("<one@example.org>"), "{}", of("references"));
    for words in [
        "INC-2026-0001",
        "https://vigie.example.org/incidents/INC-2026-0001",
        "Personne n’est appelé",
    ] {
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    }

    // Those who look after the service see that it was sent.
    let made = serde_json::json!({"name": "desk", "role": "responder", "organisation": "acme"});
    let token = api(&vigie, "POST", "/tokens", &made).json()["token"].as_str().unwrap().to_owned();
    let sent = Request::new("GET", "/api/v1/notifications")
        .header("Authorization", &format!("Bearer {token}"))
        .send(&vigie.address);
    assert!(sent.text().contains("La base est lente"), "{}", sent.text());

    // None of these is answered: strangers and forgers, programs, who asks for none, and notes.
    let stranger = ["From: eve@example.org", "Subject: x", "Message-ID: <eve@example.org>"];
    assert!(post(&vigie, "box-token", &stranger, "x").json()["waits"].is_i64());
    let forged = ["From: ada@example.org", "Subject: x", "Message-ID: <forged@example.org>"];
    assert!(post(&vigie, "team-token", &forged, "x").json()["kept"].is_string());
    for head in ["Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <all.example.org>"] {
        assert!(ada(&vigie, &[head, "Subject: away"], "away")["dropped"].is_string(), "{head}");
    }
    let own = format!("Message-ID: {}", of("message-id"));
    assert!(ada(&vigie, &[&own, "Subject: x"], "x")["dropped"].is_string(), "our own came back");
    let reply = format!("In-Reply-To: {}", of("message-id"));
    assert_eq!(ada(&vigie, &[&reply, "Subject: Re: x"], "Merci")["noted"], "INC-2026-0001");
    let quiet = ["X-Auto-Response-Suppress: OOF, AutoReply", "Subject: quiet"];
    assert_eq!(ada(&vigie, &quiet, "x")["declared"], "INC-2026-0002");

    // A mail without an id is answered too. It is the second of all.
    assert_eq!(ada(&vigie, &["Subject: no id"], "y")["declared"], "INC-2026-0003");
    let answers = mx.wait_for(2, PATIENCE);
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(subject(&answers[1]).contains("INC-2026-0003"), "{}", subject(&answers[1]));
    let told = || page(&vigie, "/incidents/INC-2026-0001").contains("ada").then_some(());
    until(PATIENCE, told).expect("the timeline says who was told");
}

#[test]
fn programs_are_left_aside_and_what_cannot_be_read_is_kept() {
    let (vigie, _dir) = start(&[]);
    let away =
        [VOUCHED, "From: ada@example.org", "Message-ID: <away@x>", "Auto-Submitted: auto-replied"];
    let dropped = post(&vigie, "box-token", &away, "I am on holiday");
    assert!(dropped.json()["dropped"].is_string(), "{}", dropped.text());
    assert!(vigie.log().contains("away@x"), "{}", vigie.log());
    let broken = post(&vigie, "box-token", &["Subject: whose?"], "Look at the disk");
    assert_eq!(broken.status, 422);
    assert!(page(&vigie, "/sources").contains("Look at the disk"));
    let large =
        post(&vigie, "box-token", &[VOUCHED, "From: ada@example.org"], &"x".repeat(200_000));
    assert_eq!(large.status, 413);
    assert_eq!(post(&vigie, "wrong", &["From: a@b.example"], "x").status, 404);
}

/// The command as a mail server calls it.
fn deliver(url: &str, token_file: &Path, mail: &str) -> (i32, String) {
    let file = token_file.to_string_lossy();
    let ran = cli(&["mail", "deliver", "--url", url, "--token-file", &file], mail);
    (ran.status.code().unwrap(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[test]
fn the_mail_server_is_told_to_try_again_while_vigie_is_away() {
    let (mut vigie, dir) = start(&[]);
    let file = dir.path().join("token");
    std::fs::write(&file, "box-token\n").unwrap();
    let mail = format!("{VOUCHED}\nFrom: ada@example.org\nMessage-ID: <a@x>\nSubject: Down\n\nx\n");
    let url = vigie.url("");
    vigie.kill();
    let (code, said) = deliver(&url, &file, &mail);
    assert_eq!(code, 75, "{said}");
    vigie.start_again();
    assert_eq!(deliver(&url, &file, &mail).0, 0);
    assert_eq!(deliver(&url, &dir.path().join("none"), &mail).0, 75, "no token yet");
    let large = format!("From: ada@example.org\n\n{}", "x".repeat(200_000));
    assert_eq!(deliver(&url, &file, &large).0, 65, "whoever sent it learns that it is too large");
    let all = api(&vigie, "GET", "/incidents", &Value::Null).json();
    assert_eq!(all["incidents"][0]["title"], "Down", "{all}");
}

#[test]
fn a_real_mail_server_pipes_a_mail_into_the_command() {
    let (vigie, dir) = start(&[]);
    // Mail servers deliver under an account of its own, which reads the program and the token.
    let (program, token) = (dir.path().join("vigie"), dir.path().join("token"));
    std::fs::copy(env!("CARGO_BIN_EXE_vigie"), &program).unwrap();
    std::fs::write(&token, "box-token").unwrap();
    for path in [dir.path(), &program, &token] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let command = format!(
        "{} mail deliver --url {} --token-file {}",
        program.display(),
        vigie.url(""),
        token.display()
    );
    let mx = Smtp::piping(&command);
    let said = talk(
        mx.port,
        &[
            "EHLO sender.example.org",
            "MAIL FROM:<ada@example.org>",
            "RCPT TO:<incident@example.net>",
            "DATA",
            // As a filter of the mail server writes it.
            &format!(
                "{VOUCHED}\r\nFrom: Ada <ada@example.org>\r\nTo: incident@example.net\r\n\
                 Message-ID: <night@example.org>\r\nSubject: Nobody can log in\r\n\r\n\
                 Since three o'clock.\r\n.line with a dot\r\n."
            ),
            "QUIT",
        ],
    );
    assert!(said.contains("250 2.0.0"), "{said}");
    let declared = until(Duration::from_secs(30), || {
        let all = api(&vigie, "GET", "/incidents", &Value::Null).json();
        all["incidents"].get(0).cloned()
    });
    let declared = declared.unwrap_or_else(|| panic!("{}\n{}", mx.log(), vigie.log()));
    assert_eq!(declared["title"], "Nobody can log in", "{declared}");
    assert!(page(&vigie, "/incidents/INC-2026-0001").contains("Since three"), "its text is a note");
}
