//! The public form on the real program: people without an account, programs, floods and hostile
//! texts; and the list of those who respond.

use crate::browser::furnish::session;
use crate::peers::http::{Answer, Request, get};
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};
use std::time::Duration;

const CONFIG: &str = "settings: {public_reports: {services: [site]}}
services:
- {slug: site, name: The site}
- {slug: hidden, name: Not for the public}
";

fn start(config: &str) -> (Vigie, tempfile::TempDir) {
    let dir = folder("report");
    let file = dir.path().join("vigie.yaml");
    std::fs::write(&file, config).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

/// The signed time of a fresh form.
fn opened(vigie: &Vigie) -> String {
    let form = get(&vigie.address, "/report").text();
    let rest = form.split("name=\"form\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Nobody fills a form at once.
pub(crate) fn write_for_a_while() {
    until(Duration::from_millis(3_200), || None::<()>);
}

fn send(vigie: &Vigie, fields: &[(&str, &str)]) -> Answer {
    Request::form("/report", fields).send(&vigie.address)
}

#[test]
fn anybody_reports_and_somebody_on_duty_decides() {
    let (vigie, _dir) = start(CONFIG);
    let form = get(&vigie.address, "/report");
    assert_eq!(form.status, 200);
    let text = form.text();
    assert!(text.contains("The site") && !text.contains("Not for the public"), "{text}");
    let french = Request::new("GET", "/report").header("Accept-Language", "fr");
    assert!(french.send(&vigie.address).text().contains("Signaler un problème"));
    let hostile = "<script>alert(1)</script> I see \u{202e}others";
    let signed = opened(&vigie);
    let early = send(&vigie, &[("text", hostile), ("form", &signed)]);
    assert_eq!(early.status, 422, "nobody writes that fast");
    assert!(early.text().contains("I see"), "what was typed stays: {}", early.text());
    write_for_a_while();
    let fields =
        [("text", hostile), ("service", "site"), ("contact", "a@b.example"), ("form", &*signed)];
    let sent = send(&vigie, &fields);
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert!(sent.text().contains("Thank you"), "{}", sent.text());
    let trapped = send(&vigie, &[("text", "buy"), ("more", "https://x"), ("form", &signed)]);
    assert_eq!(trapped.status, 422, "people do not see that field");
    assert!(trapped.text().contains("buy"), "and when a browser filled it, they send it again");

    let cookie = session(&vigie);
    let ask = |path: &str| Request::new("GET", path).header("Cookie", &cookie).send(&vigie.address);
    let list = ask("/problems").text();
    assert!(list.contains("I see") && list.contains("a@b.example"), "{list}");
    assert!(!list.contains("<script>alert") && !list.contains("buy"), "{list}");
    let decide = |path: &str, fields: &[(&str, &str)]| {
        Request::form(path, fields).header("Cookie", &cookie).send(&vigie.address)
    };
    assert_eq!(decide("/problems/1/dismiss", &[("why", "")]).status, 422);
    let declared = decide("/problems/1/declare", &[("title", "Files of others")]);
    assert_eq!(declared.status, 303, "{}", declared.text());
    let incident = ask(declared.header("location").unwrap()).text();
    assert!(incident.contains("I see") && incident.contains("The site"), "{incident}");
    assert!(!ask("/problems").text().contains("I see"));
    assert!(ask("/problems?state=all").text().contains("I see"));
    assert_eq!(
        ask("/problems?state=all&as=csv").header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    assert_eq!(decide("/problems/9/dismiss", &[("why", "x")]).status, 404);
    for text in ["spam", "more spam"] {
        assert_eq!(send(&vigie, &[("text", text), ("form", &*signed)]).status, 200);
    }
    assert!(ask("/problems").text().contains("None of these 2"), "a flood is dismissed at once");
    let seen = [("until", "2"), ("why", "spam")];
    assert_eq!(decide("/problems/dismiss", &seen).status, 303);
    let left = ask("/problems").text();
    assert!(left.contains("more spam"), "what came since stays: {left}");
}

#[test]
fn a_flood_is_cut_off_and_a_large_or_borrowed_form_is_refused() {
    let (vigie, _dir) = start(CONFIG);
    let signed = opened(&vigie);
    let large = send(&vigie, &[("text", &"x".repeat(100_000)), ("form", &signed)]);
    assert!(matches!(large.status, 413 | 422), "{}", large.status);
    let elsewhere = Request::new("POST", "/report")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", "https://evil.example")
        .body("text=x");
    assert_eq!(elsewhere.send(&vigie.address).status, 403);
    let forged = send(&vigie, &[("text", "x"), ("form", "1.2.3")]);
    assert_eq!(forged.status, 422, "a form that this program did not hand out");
    let statuses: Vec<u16> =
        (0..8).map(|_| send(&vigie, &[("text", "x"), ("form", &signed)]).status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    let last = send(&vigie, &[("text", "x"), ("form", &signed)]);
    assert!(last.header("retry-after").is_some(), "{:?}", last.headers);
}

#[test]
fn it_is_not_there_unless_it_is_opened() {
    let (vigie, _dir) = start("services: [{slug: site}]\n");
    assert_eq!(get(&vigie.address, "/report").status, 404);
    assert_eq!(send(&vigie, &[("text", "x")]).status, 404);
}
