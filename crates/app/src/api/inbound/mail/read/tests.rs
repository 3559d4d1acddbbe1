use super::*;

fn mail(head: &str, body: &str) -> Mail {
    let text = format!("From: Ada <ada@example.org>\n{head}\n\n{body}");
    read(text.replace('\n', "\r\n").as_bytes()).unwrap()
}

#[test]
fn subjects_and_texts_are_read_in_their_encodings() {
    let one = mail(
        "Subject: =?UTF-8?B?TGEgYmFzZSBlc3QgdG9tYsOpZQ==?=\n =?iso-8859-1?Q?_=E0_3_h?=\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable",
        "L=92application r=E9pond =\n502.",
    );
    assert_eq!(one.subject, "La base est tombée à 3 h");
    assert_eq!(one.text, "L’application répond 502.");
    assert_eq!(one.from.as_deref(), Some("ada@example.org"));
    let odd = mail("Subject: a\u{7}b\n\tc\nContent-Type: text/plain; charset=nothing-known", "x");
    assert_eq!((odd.subject.as_str(), odd.text.as_str()), ("a b c", "x"));
    let japanese = mail("Content-Type: text/plain; charset=iso-2022-jp", "\u{1b}$B>c32\u{1b}(B");
    assert_eq!(japanese.text, "障害");
}

#[test]
fn html_alone_becomes_text_and_beside_text_it_is_left_out() {
    let alone = mail(
        "Content-Type: text/html; charset=utf-8",
        "<style>p{color:red}</style><p>The <b>site</b> is down</p><script>alert(1)</script><p>now</p>",
    );
    assert!(alone.text.contains("The site is down") && alone.text.contains("now"), "{alone:?}");
    assert!(!alone.text.contains('<'), "{alone:?}");
    let both = mail(
        "Content-Type: multipart/alternative; boundary=b",
        "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--",
    );
    assert_eq!(both.text, "plain");
    assert!(both.files.is_empty(), "{both:?}");
}

#[test]
fn files_are_named_and_whole() {
    let one = mail(
        "Content-Type: multipart/mixed; boundary=b",
        "--b\nContent-Type: text/plain\n\nSee the log\n--b\n\
         Content-Type: application/octet-stream\n\
         Content-Disposition: attachment; filename*=UTF-8''journal%20%C3%A9t%C3%A9.log\n\
         Content-Transfer-Encoding: base64\n\nAAEC\n--b\n\
         Content-Type: message/rfc822\n\nFrom: bo@example.org\nSubject: Look\n\nForwarded\n--b\n\
         Content-Type: image/png\nContent-Disposition: attachment\n\
         Content-Transfer-Encoding: base64\n\niVBORw==\n--b--",
    );
    assert_eq!(one.text, "See the log");
    let names: Vec<&str> = one.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["journal été.log", "Look.eml", "attachment-3.bin"]);
    assert_eq!(one.files[0].bytes, [0, 1, 2]);
    assert!(String::from_utf8_lossy(&one.files[1].bytes).contains("Forwarded"));
    let cut = mail("Content-Type: multipart/mixed; boundary=b", "--b\n\nno end");
    assert_eq!(cut.text, "no end");
}

#[test]
fn an_answer_names_what_it_answers_and_says_only_what_is_new() {
    let one = mail(
        "Message-ID: <c@x>\nIn-Reply-To: <b@x>\nReferences: <a@x>\n <b@x>",
        "Restarted.\n\nOn Friday, Vigie wrote:\n> The site is down\n> and more\n",
    );
    assert_eq!((one.id.as_str(), one.text.as_str()), ("c@x", "Restarted."));
    assert_eq!(one.answers, ["b@x", "b@x", "a@x"]);
    let below = mail("Subject: x", "> Is it up?\nYes:\n> And the database?\nNo.\n-- \nAda\n> ");
    assert_eq!(below.text, "> Is it up?\nYes:\n> And the database?\nNo.");
    assert_eq!(mail("Subject: x", "> only\n> quoted").text, "");
    assert_eq!(mail("Subject: x", "One thing:\n\n").text, "One thing:");
}

#[test]
fn programs_bounces_and_lists_are_told_from_people() {
    for head in [
        "Auto-Submitted: auto-replied (vacation)",
        "Precedence: Bulk",
        "List-Id: <a.example.org>",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ] {
        assert!(mail(head, "x").automatic.is_some(), "{head}");
    }
    for head in ["Auto-Submitted: no", "Precedence: first-class", "Return-Path: <ada@example.org>"]
    {
        assert_eq!(mail(head, "x").automatic, None, "{head}");
    }
}

#[test]
fn whose_it_is_cannot_be_blurred() {
    let from = |head: &str| read(format!("{head}\r\n\r\nx").as_bytes()).unwrap().from;
    assert_eq!(from("From: \"ada@example.org\" <eve@evil.example>").unwrap(), "eve@evil.example");
    assert_eq!(from("From: ada@example.org, eve@evil.example"), None);
    assert_eq!(from("From: eve@evil.example\r\nFrom: ada@example.org"), None);
    assert_eq!(from("From: nobody"), None);
    let kept =
        mail("Authentication-Results: mx;\n\tdmarc=pass\nauthentication-results: other", "x");
    assert_eq!(kept.results.len(), 2);
    assert!(kept.results[0].starts_with("mx;"), "{kept:?}");
}

#[test]
fn what_is_no_mail_is_said_to_be_none() {
    for bytes in [b"".as_slice(), b"\r\n\r\n", b"hello", b"Subject: x\r\n\r\nx", b"\xff\xfe\x00"] {
        assert!(read(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
        text in "[-<>:;=?()@a-bA-B \r\n\t]{0,200}",
    ) {
        drop(read(&bytes));
        let head = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=-\r\n";
        drop(read(format!("{head}References: {text}\r\n\r\n---\r\n{text}").as_bytes()));
    }
}
