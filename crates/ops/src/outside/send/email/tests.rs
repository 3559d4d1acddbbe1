use super::*;
use crate::outside::send::tests::{alert, ended, map, notice, now, recipient, sender};
use crate::outside::send::{letter, text};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use vigie_domain::channel::{ChannelKind, Secret};
use vigie_domain::person::Language;

/// A mail as the fake took it.
struct Taken {
    recipients: Vec<String>,
    raw: String,
}

impl Taken {
    /// A header with its folds undone.
    fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let start = format!("{name}: ");
        head.split("\r\n").find_map(|line| line.strip_prefix(&start).map(str::to_owned))
    }
}

/// To what, and what.
type Says = &'static [(&'static str, &'static str)];

/// A mail server that keeps what it is given. `says` replaces its answer to a command, or to
/// `GREETING`, `DATA` (the end of the mail) and a recipient's address.
struct FakeSmtp {
    port: u16,
    taken: mpsc::UnboundedReceiver<Taken>,
    commands: mpsc::UnboundedReceiver<String>,
}

impl FakeSmtp {
    async fn saying(says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (mails, taken) = mpsc::unbounded_channel();
        let (heard, commands) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                converse(stream, says, &mails, &heard).await;
            }
        });
        Self { port, taken, commands }
    }

    fn smtp(&self) -> Smtp {
        Smtp {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: SmtpSecurity::None,
            login: None,
            from: "Vigie <vigie@example.org>".to_owned(),
        }
    }

    async fn mail(&mut self) -> Taken {
        self.taken.recv().await.unwrap()
    }

    fn heard(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.commands.try_recv().ok()).collect()
    }
}

async fn converse(
    stream: TcpStream,
    says: &[(&str, &str)],
    mails: &mpsc::UnboundedSender<Taken>,
    heard: &mpsc::UnboundedSender<String>,
) {
    let mut stream = BufReader::new(stream);
    let said = |key: &str, usual: &str| {
        let own = says.iter().find(|(said_to, _)| *said_to == key);
        format!("{}\r\n", own.map_or(usual, |(_, answer)| answer))
    };
    let mut recipients = Vec::new();
    stream.write_all(said("GREETING", "220 fake").as_bytes()).await.unwrap();
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|bytes| bytes > 0) {
        let command = std::mem::take(&mut line).trim_end().to_owned();
        heard.send(command.clone()).ok();
        let verb = command.split(' ').next().unwrap_or_default().to_owned();
        let mut answer = said(&verb, "250 2.0.0 fine");
        match verb.as_str() {
            "EHLO" => answer = said("EHLO", "250-fake\r\n250-8BITMIME\r\n250 AUTH PLAIN"),
            "AUTH" => answer = said("AUTH", "235 2.7.0 welcome"),
            "RCPT" => {
                let address = command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                answer = said(&address, "250 2.1.5 fine");
                recipients.push(address);
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut raw = String::new();
                while !raw.ends_with("\r\n.\r\n") {
                    assert!(stream.read_line(&mut raw).await.unwrap() > 0, "the mail broke off");
                }
                answer = said("DATA", "250 2.0.0 queued as 4F2");
                mails.send(Taken { recipients: std::mem::take(&mut recipients), raw }).ok();
            }
            _ => {}
        }
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn mail_to(smtp: &Smtp, to: &[Recipient], notice: &Notice) -> Result<String, SendError> {
    let channel = ChannelKind::Email { to: Vec::new(), smtp: None };
    let attempt = Attempt { channel: &channel, smtp: Some(smtp), to, notice, now: now() };
    sender().send(attempt).await
}

#[tokio::test]
async fn a_mail_says_who_sends_what_to_whom_and_in_which_thread() {
    let mut fake = FakeSmtp::saying(&[]).await;
    let notice = notice(vec![alert(12, "a:9100")]);
    let to = [recipient(Language::Fr)];
    let receipt = mail_to(&fake.smtp(), &to, &notice).await.unwrap();
    assert_eq!(receipt, "bob@example.org accepted by 127.0.0.1: 2.0.0 queued as 4F2");
    let mail = fake.mail().await;
    assert_eq!(mail.recipients, ["bob@example.org"]);
    let root = "<thread.7e9bb03cd43f4ec3d9ed21bfc9462407@example.org>";
    for (name, value) in [
        ("From", "Vigie <vigie@example.org>"),
        ("To", "=?utf-8?b?Qm9iIEzDqWdlcg==?= <bob@example.org>"),
        ("Subject", "[INC-2026-0042] critique : ApiDown (api)"),
        ("Message-ID", "<01939e2a-7c1b-7f00-8000-000000000001.mail@example.org>"),
        ("In-Reply-To", root),
        ("References", root),
        ("Date", "Fri, 20 Nov 2026 21:09:05 +0000"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", "fr"),
    ] {
        assert_eq!(mail.header(name).as_deref(), Some(value), "{name}");
    }
    let kind = mail.header("Content-Type").unwrap();
    assert!(kind.starts_with("multipart/alternative; boundary=\"vigie-"), "{kind}");
    let text = mail.raw.find("text/plain; charset=utf-8").unwrap();
    let html = mail.raw.find("text/html; charset=utf-8").unwrap();
    assert!(text < html, "the richest form comes last");
}

#[tokio::test]
async fn each_attempt_sends_the_same_bytes() {
    let mut fake = FakeSmtp::saying(&[("DATA", "451 4.3.0 try later")]).await;
    let (notice, to) = (notice(vec![alert(1, "a:1")]), [recipient(Language::En)]);
    mail_to(&fake.smtp(), &to, &notice).await.unwrap_err();
    mail_to(&fake.smtp(), &to, &notice).await.unwrap_err();
    assert_eq!(fake.mail().await.raw, fake.mail().await.raw);
}

#[tokio::test]
async fn mails_of_one_thread_share_a_root_and_never_an_id() {
    let from: Mailbox = "vigie@example.org".parse().unwrap();
    let headers = |key: &str, thread: &str| {
        let mut notice = notice(vec![alert(1, "a:1")]);
        (notice.key, notice.thread) = (key.to_owned(), thread.to_owned());
        let mail = message::build(&from, &recipient(Language::En), &notice, true).unwrap();
        let taken =
            Taken { recipients: Vec::new(), raw: String::from_utf8(mail.formatted()).unwrap() };
        (taken.header("Message-ID").unwrap(), taken.header("References").unwrap())
    };
    let (first, root) = headers("k1", "INC-2026-0042");
    let (second, same_root) = headers("k2", "INC-2026-0042");
    assert_eq!(root, same_root);
    assert!(first != second && first != root);
    assert_ne!(headers("k1", "INC-2026-0043").1, root);
    // A key that can't stand in an id is replaced, not repaired: repairs could make two alike.
    let (odd, _) = headers("a>\r\nBcc: x@example.org", "t");
    assert!(odd.starts_with("<key.") && !odd.contains("Bcc"), "{odd}");
    assert_ne!(odd, headers("a>\r\nBcc: y@example.org", "t").0);
}

#[tokio::test]
async fn no_label_adds_a_header_or_a_line() {
    let mut fake = FakeSmtp::saying(&[]).await;
    let mut evil = alert(1, "a:1");
    let attack = "x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>";
    evil.labels.insert("alertname".to_owned(), attack.to_owned());
    evil.labels.insert("service".to_owned(), attack.to_owned());
    evil.annotations.insert("summary".to_owned(), format!("{attack}\r\n.\r\nMAIL FROM:<a@b.c>"));
    evil.annotations.insert("runbook_url".to_owned(), "javascript:alert(1)".to_owned());
    let mut notice = notice(vec![evil]);
    notice.incident.as_mut().unwrap().reference = "INC\r\nBcc: b@example.org".to_owned();
    let mut to = recipient(Language::En);
    to.name = "Bob\r\nBcc: c@example.org".to_owned();
    mail_to(&fake.smtp(), &[to], &notice).await.unwrap();
    let mail = fake.mail().await;
    assert_eq!(mail.recipients, ["bob@example.org"]);
    assert_eq!(mail.header("Bcc"), None);
    assert!(mail.header("Subject").unwrap().contains("critical: x Bcc: all@example.org"));
    let heard = fake.heard();
    assert_eq!(heard.iter().filter(|line| line.starts_with("MAIL")).count(), 1, "{heard:?}");
    let letter = letter::write(&notice, &recipient(Language::En));
    let page = html::render(&letter);
    assert!(!page.contains("<script") && !page.contains("javascript:"), "{page}");
}

#[tokio::test]
async fn answers_of_the_server_say_whether_another_attempt_is_worth_it() {
    // What the server says; what the advice speaks of, or nothing when it is worth another try.
    let table: [(Says, Option<&str>); 9] = [
        (&[("GREETING", "421 4.3.2 busy")], None),
        (&[("GREETING", "554 5.7.1 go away")], Some("accept connections")),
        (&[("AUTH", "535 5.7.8 wrong")], Some("user name and password")),
        (&[("AUTH", "454 4.7.0 directory down")], None),
        (&[("EHLO", "250 fake")], Some("login")),
        (&[("MAIL", "530 5.7.0 authenticate first")], Some("smtp.login")),
        (&[("bob@example.org", "450 4.2.0 greylisted")], None),
        (&[("bob@example.org", "550 5.1.1 unknown")], Some("recipient's address")),
        (&[("DATA", "554 5.6.0 looks like spam")], Some("log")),
    ];
    for (says, expected) in table {
        let fake = FakeSmtp::saying(says).await;
        let login = Some(("vigie".to_owned(), Secret::Plain("pa55word".to_owned())));
        let smtp = Smtp { login, ..fake.smtp() };
        let notice = notice(vec![alert(1, "a:1")]);
        let error = mail_to(&smtp, &[recipient(Language::En)], &notice).await.unwrap_err();
        match (&error, expected) {
            (SendError::Retry { .. }, None) => {}
            (SendError::GiveUp { advice, .. }, Some(word)) => {
                assert!(advice.contains(word), "{says:?}: {advice}");
            }
            other => panic!("{says:?}: {other:?}"),
        }
        assert!(!error.to_string().contains("pa55word"), "{error}");
    }
}

#[tokio::test]
async fn nothing_is_said_in_the_clear_when_protection_is_asked_for() {
    let notice = notice(vec![alert(1, "a:1")]);
    let to = [recipient(Language::En)];
    for (says, retried) in [
        (&[][..], false),
        (&[("EHLO", "250-fake\r\n250 STARTTLS"), ("STARTTLS", "220 garbage follows")][..], true),
    ] {
        let mut fake = FakeSmtp::saying(says).await;
        let login = Some(("vigie".to_owned(), Secret::Plain("pa55word".to_owned())));
        let smtp = Smtp { security: SmtpSecurity::StartTls, login, ..fake.smtp() };
        let error = mail_to(&smtp, &to, &notice).await.unwrap_err();
        assert_eq!(matches!(error, SendError::Retry { .. }), retried, "{error:?}");
        let heard = fake.heard();
        assert!(!heard.iter().any(|l| l.starts_with("AUTH") || l.starts_with("MAIL")), "{heard:?}");
    }
}

#[tokio::test]
async fn one_refused_recipient_does_not_keep_the_mail_from_the_others() {
    let mut fake = FakeSmtp::saying(&[("bob@example.org", "550 5.1.1 unknown")]).await;
    let bob = recipient(Language::En);
    let carol = Recipient { address: "carol@example.org".to_owned(), ..recipient(Language::Fr) };
    let notice = notice(vec![alert(1, "a:1")]);
    let error = mail_to(&fake.smtp(), &[bob, carol], &notice).await.unwrap_err();
    let SendError::GiveUp { cause, .. } = error else { panic!("{error:?}") };
    assert!(cause.contains("550") && cause.contains("others have it: carol@"), "{cause}");
    assert_eq!(fake.mail().await.recipients, ["carol@example.org"]);
}

#[tokio::test]
async fn a_dead_server_is_tried_again_and_a_wrong_address_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let fake = FakeSmtp::saying(&[]).await;
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let notice = notice(vec![alert(1, "a:1")]);
    let dead = Smtp { port, ..fake.smtp() };
    let error = mail_to(&dead, &[recipient(Language::En)], &notice).await.unwrap_err();
    let SendError::Retry { cause, .. } = &error else { panic!("{error:?}") };
    assert!(cause.starts_with(&format!("127.0.0.1:{port}: Connection refused")), "{cause}");
    for address in ["", "bob", "bob@example.org\r\nRCPT TO:<x@example.org>", "a@b@c"] {
        let to = Recipient { address: address.to_owned(), ..recipient(Language::En) };
        let error = mail_to(&fake.smtp(), &[to], &notice).await.unwrap_err();
        assert!(matches!(error, SendError::GiveUp { .. }), "{address:?}: {error:?}");
    }
}

#[tokio::test]
async fn the_password_goes_to_the_server_and_the_greeting_names_our_domain() {
    let mut fake = FakeSmtp::saying(&[]).await;
    let login = Some(("vigie".to_owned(), Secret::Plain("pa55word".to_owned())));
    let smtp = Smtp { login, ..fake.smtp() };
    let notice = notice(vec![alert(1, "a:1")]);
    mail_to(&smtp, &[recipient(Language::En)], &notice).await.unwrap();
    let heard = fake.heard();
    assert_eq!(heard[0], "EHLO example.org");
    // "\0vigie\0pa55word" in base 64.
    assert_eq!(heard[1], "AUTH PLAIN AHZpZ2llAHBhNTV3b3Jk");
}

#[test]
fn a_mail_in_english_is_calm_short_and_complete() {
    let letter = letter::write(&notice(vec![alert(12, "a:9100")]), &recipient(Language::En));
    assert_eq!(letter.subject, "[INC-2026-0042] critical: ApiDown (api)");
    insta::assert_snapshot!(text::render(&letter), @r#"
    critical: ApiDown (api)

    The API answers no request

    I’m on it: https://vigie.example.org/a/k3y
    This opens a page with one button. Nothing changes until you press it.

    Incident: INC-2026-0042 API down
    https://vigie.example.org/incidents/INC-2026-0042

    ApiDown: critical, ongoing
    3 of 3 probes failed.
    Users see an error page.
      Since: Fri 20 Nov 2026 22:09 (Europe/Paris), 21:09 UTC
      Service: api
      instance: a:9100
      job: api
    Alert page: https://vigie.example.org/alerts/12
    Runbook: https://wiki.example.org/api-down
    At the source: http://prometheus.example.org/graph?g0.expr=up

    If nobody answers, this message will be sent again, at the interval that the route sets.

    -- 
    Sent by Vigie, for the receiver “oncall”.
    "#);
}

#[test]
fn a_mail_in_french_is_french() {
    let mut repeated = notice(vec![alert(12, "a:9100")]);
    repeated.reason = "repeat interval elapsed".to_owned();
    let letter = letter::write(&repeated, &recipient(Language::Fr));
    assert_eq!(letter.subject, "[INC-2026-0042] rappel, critique : ApiDown (api)");
    insta::assert_snapshot!(text::render(&letter), @r#"
    rappel, critique : ApiDown (api)

    Ceci est un rappel : le problème est toujours en cours.

    The API answers no request

    Je m’en occupe : https://vigie.example.org/a/k3y
    Ce lien ouvre une page avec un seul bouton. Rien ne change tant que vous n’appuyez pas dessus.

    Incident : INC-2026-0042 API down
    https://vigie.example.org/incidents/INC-2026-0042

    ApiDown : critique, en cours
    3 of 3 probes failed.
    Users see an error page.
      Depuis : ven. 20 nov. 2026 22:09 (Europe/Paris), 21:09 UTC
      Service : api
      instance : a:9100
      job : api
    Page de l’alerte : https://vigie.example.org/alerts/12
    Procédure : https://wiki.example.org/api-down
    À la source : http://prometheus.example.org/graph?g0.expr=up

    Sans réponse, ce message sera renvoyé, à l’intervalle fixé par la règle de routage.

    -- 
    Envoyé par Vigie, pour le destinataire « oncall ».
    "#);
}

#[test]
fn what_stopped_reporting_is_not_called_fixed() {
    let silent = ended(alert(12, "a:9100"), "stopped reporting");
    let letter = letter::write(&notice(vec![silent]), &recipient(Language::En));
    assert_eq!(letter.subject, "[INC-2026-0042] Stopped reporting: ApiDown (api)");
    let told = text::render(&letter);
    assert!(told.contains("does not mean that it is fixed"), "{told}");
    assert!(!told.to_lowercase().contains("resolved"), "{told}");
    let fixed = ended(alert(12, "a:9100"), "fixed");
    let letter = letter::write(&notice(vec![fixed]), &recipient(Language::Fr));
    assert_eq!(letter.subject, "[INC-2026-0042] Résolu : ApiDown (api)");
    insta::assert_snapshot!(text::render(&letter), @r#"
    Résolu : ApiDown (api)

    L’alerte est résolue.

    Incident : INC-2026-0042 API down
    https://vigie.example.org/incidents/INC-2026-0042

    ApiDown : résolue
    The API answers no request
    3 of 3 probes failed.
    Users see an error page.
      Début : ven. 20 nov. 2026 22:09 (Europe/Paris), 21:09 UTC
      Fin : ven. 20 nov. 2026 22:31 (Europe/Paris), 21:31 UTC
      Service : api
      Gravité : critique
      instance : a:9100
      job : api
    Page de l’alerte : https://vigie.example.org/alerts/12
    Procédure : https://wiki.example.org/api-down
    À la source : http://prometheus.example.org/graph?g0.expr=up

    -- 
    Envoyé par Vigie, pour le destinataire « oncall ».
    "#);
}

#[test]
fn of_many_alerts_the_first_are_told_and_the_rest_is_counted() {
    let many = notice((1..=47).map(|n| alert(n, &format!("host-{n}:9100"))).collect());
    let letter = letter::write(&many, &recipient(Language::En));
    assert_eq!(letter.subject, "[INC-2026-0042] critical: ApiDown, 47 alerts (api)");
    let told = text::render(&letter);
    assert!(told.contains("and 37 more alerts: https://vigie.example.org/alerts\n"), "{told}");
    assert!(told.contains("host-10:9100") && !told.contains("host-11:9100"), "{told}");
    assert_eq!(told.matches("job: api").count(), 1, "what they share is told once");
}

#[test]
fn a_long_subject_is_cut_between_characters() {
    let mut long = alert(1, "a:1");
    long.labels.insert("alertname".to_owned(), "é".repeat(500));
    long.labels.insert("service".to_owned(), "ü".repeat(500));
    let letter = letter::write(&notice(vec![long]), &recipient(Language::Fr));
    assert!(letter.subject.chars().count() <= 150, "{}", letter.subject);
    assert!(letter.subject.ends_with('…'), "{}", letter.subject);
}

#[test]
fn the_answer_link_stands_only_in_what_still_goes_on() {
    let over = notice(vec![ended(alert(1, "a:1"), "fixed")]);
    for (notice, offered) in [(notice(vec![alert(1, "a:1")]), true), (over, false)] {
        for language in [Language::En, Language::Fr] {
            let letter = letter::write(&notice, &recipient(language));
            let (told, page) = (text::render(&letter), html::render(&letter));
            assert_eq!(told.contains("https://vigie.example.org/a/k3y"), offered);
            assert_eq!(page.contains("https://vigie.example.org/a/k3y"), offered);
            assert_eq!(told.contains(letter.words.mail_unanswered()), offered);
        }
    }
}

#[test]
fn the_page_loads_nothing_and_says_its_language() {
    let mut odd = alert(1, "a:1");
    odd.annotations = map(&[("summary", "<img src=https://evil.example/x.png> & \"co\"")]);
    let page = html::render(&letter::write(&notice(vec![odd]), &recipient(Language::Fr)));
    assert!(page.contains("<html lang=\"fr\">"));
    for loads in ["<img", "<link", "src=\"", "url(", "@import"] {
        assert!(!page.contains(loads), "{loads}");
    }
    assert!(page.contains("&lt;img src=https://evil.example/x.png&gt; &amp; &quot;co&quot;"));
}
