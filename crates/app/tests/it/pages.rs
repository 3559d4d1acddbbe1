//! Pages, as a browser asks the real program for them.

mod deadlines;
mod drafts;
mod room;

use crate::peers::http::{Answer, Request};
use crate::peers::sink::Sink;
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};
use std::fs;

const PAGES: [(&str, &str, &str); 8] = [
    ("/", "Now", "Maintenant"),
    ("/alerts", "Alerts", "Alertes"),
    ("/incidents", "Incidents", "Incidents"),
    ("/checks", "Checks", "Contrôles"),
    ("/silences", "Silences", "Mises en sourdine"),
    ("/services", "Services", "Services"),
    ("/sources", "Sources", "Sources"),
    ("/notifications", "Notifications", "Notifications"),
];

fn api(vigie: &Vigie, path: &str, body: &str) -> Answer {
    let answer = Request::json("POST", path, body)
        .header("Authorization", &vigie.bearer())
        .send(&vigie.address);
    assert!((200..300).contains(&answer.status), "{path}: {}", answer.text());
    answer
}

/// The cookie of somebody who used a sign-in link.
fn signed_in(vigie: &Vigie) -> String {
    let patience = std::time::Duration::from_secs(5);
    let path = until(patience, || {
        let log = vigie.log();
        let (_, rest) = log.split_once("/sign-in/")?;
        Some(format!("/sign-in/{}", rest.split_whitespace().next()?))
    });
    let path = path.expect("a sign-in link is printed");
    let looked = Request::new("GET", path.clone()).send(&vigie.address);
    assert!(looked.header("set-cookie").is_none(), "looking uses nothing up");
    let entered = Request::new("POST", path.clone()).send(&vigie.address);
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(Request::new("POST", path).send(&vigie.address).status, 410, "once only");
    cookie
}

fn page(vigie: &Vigie, cookie: &str, path: &str, language: &str) -> Answer {
    Request::new("GET", path)
        .header("Cookie", cookie)
        .header("Accept-Language", language)
        .send(&vigie.address)
}

#[test]
fn every_page_speaks_both_languages_and_shows_no_script_of_a_label() {
    let vigie = Vigie::start(&[]);
    let script = "<script>alert(1)</script>";
    let labels = format!(r#"[{{"labels":{{"alertname":"{script}","severity":"critical"}}}}]"#);
    api(&vigie, "/api/v2/alerts", &labels);
    let cookie = signed_in(&vigie);
    for (path, english, french) in PAGES {
        for (language, title) in [("en", english), ("fr-FR,fr;q=0.9", french)] {
            let answer = page(&vigie, &cookie, path, language);
            let text = answer.text();
            assert_eq!(answer.status, 200, "{path}: {text}");
            assert!(text.contains(&format!("<h1>{title}</h1>")), "{path} in {language}");
            assert!(!text.contains(script), "{path} repeats a script");
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
        }
    }
    assert!(page(&vigie, &cookie, "/alerts/1", "en").text().contains("&lt;script&gt;"));
    assert_eq!(page(&vigie, &cookie, "/alerts/999", "en").status, 404);
    assert_eq!(page(&vigie, &cookie, "/nowhere", "en").status, 404);
}

#[test]
fn a_list_keeps_its_filter_in_the_address_and_can_be_taken_along() {
    let vigie = Vigie::start(&[]);
    let labels = r#"[{"labels":{"alertname":"=cmd()","severity":"critical","team":"a, b"}},
        {"labels":{"alertname":"Other","severity":"info"}}]"#;
    api(&vigie, "/api/v2/alerts", labels);
    let cookie = signed_in(&vigie);
    let filtered = "/alerts?filter=severity%3D%22critical%22";
    let shown = page(&vigie, &cookie, filtered, "en").text();
    assert!(shown.contains("=cmd()") && !shown.contains("Other"), "{shown}");
    assert!(shown.contains(r#"href="/alerts?filter=severity%3D%22critical%22&amp;as=csv""#));
    let file = page(&vigie, &cookie, &format!("{filtered}&as=csv"), "fr");
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").unwrap().contains("vigie-alerts.csv"));
    let text = file.text();
    let (head, rest) = text.split_once("\r\n").unwrap();
    assert_eq!(head, "id,title,severity,state,service,since,source,labels");
    assert!(rest.starts_with("1,\"'=cmd()\",\"critical\",\"open\""), "{rest}");
    let json = page(&vigie, &cookie, "/alerts?as=json", "fr").json();
    assert_eq!(json.as_array().unwrap().len(), 2, "{json}");
    for (path, ..) in &PAGES[1..] {
        for kind in ["csv", "json"] {
            let answer = page(&vigie, &cookie, &format!("{path}?as={kind}"), "en");
            let disposition = answer.header("content-disposition").unwrap_or_default();
            assert!(disposition.ends_with(&format!(".{kind}\"")), "{path}: {disposition}");
        }
    }
}

#[test]
fn strangers_and_other_sites_change_nothing() {
    let vigie = Vigie::start(&[]);
    api(&vigie, "/api/v2/alerts", r#"[{"labels":{"alertname":"X"}}]"#);
    let cookie = signed_in(&vigie);
    for (path, ..) in PAGES {
        let answer = Request::new("GET", path).send(&vigie.address);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")), "{path}");
    }
    let take = || Request::new("POST", "/alerts/1/acknowledge");
    let stranger = take().send(&vigie.address);
    assert_eq!(stranger.header("location"), Some("/sign-in"));
    let forged = take().header("Cookie", &cookie).header("Sec-Fetch-Site", "cross-site");
    assert_eq!(forged.send(&vigie.address).status, 403);
    assert!(!page(&vigie, &cookie, "/alerts/1", "en").text().contains("acknowledged"));
    let own = take().header("Cookie", &cookie).header("Sec-Fetch-Site", "same-origin");
    assert_eq!(own.send(&vigie.address).header("location"), Some("/alerts/1"));
    assert!(page(&vigie, &cookie, "/alerts/1", "en").text().contains("acknowledged"));
    let link = Request::new("GET", "/ack/1.ada.9999999999999.0123456789abcdef0123456789abcdef");
    assert_eq!(link.send(&vigie.address).status, 410, "a forged link");
}

#[test]
fn a_playbook_can_be_read_in_both_languages() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    for (language, title, step) in [
        ("en", "Data leak: I am the developer", "Cut the access:"),
        ("fr", "Fuite de données\u{a0}: je développe le service", "Coupez l’accès"),
    ] {
        let list = page(&vigie, &cookie, "/playbooks", language).text();
        assert!(list.contains(title), "{list}");
        let one = page(&vigie, &cookie, "/playbooks/data-leak-developer", language);
        assert!(one.text().contains(&format!("<h1>{title}</h1>")), "{}", one.text());
        assert!(one.text().contains(step), "{}", one.text());
    }
    assert_eq!(page(&vigie, &cookie, "/playbooks/none", "en").status, 404);
}

#[test]
fn the_page_of_an_alert_says_who_was_told_and_leads_to_its_incident() {
    let dir = folder("told");
    let file = dir.path().join("vigie.yaml");
    let sink = Sink::start();
    let text = format!(
        "channels: [{{name: desk, webhook: {{url: '{}/hook'}}}}]\n\
         receivers: [{{name: team, channels: [desk]}}]\nroute: {{receiver: team, wait: 1s}}\n",
        sink.url
    );
    fs::write(&file, text).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let cookie = signed_in(&vigie);
    let labels = r#"[{"labels":{"alertname":"Down","severity":"critical"}}]"#;
    api(&vigie, "/api/v2/alerts", labels);
    let shown = || {
        let text = page(&vigie, &cookie, "/alerts/1", "en").text();
        let sent = text.contains(">sent</span> desk: Goes on: Down");
        (sent && text.contains("href=\"/incidents/INC-")).then_some(())
    };
    until(std::time::Duration::from_secs(20), shown)
        .unwrap_or_else(|| panic!("{}", page(&vigie, &cookie, "/alerts/1", "en").text()));
    let french = page(&vigie, &cookie, "/alerts/1", "fr").text();
    assert!(french.contains("Qui a été prévenu"), "{french}");
    api(&vigie, "/api/v2/alerts", r#"[{"labels":{"alertname":"Quiet","severity":"info"}}]"#);
    assert!(page(&vigie, &cookie, "/alerts/2", "en").text().contains("Nobody was told"));
}

#[test]
fn a_leak_is_qualified_on_the_page_and_its_clock_is_closed_with_a_proof() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    let send = |path: &str, fields: &[(&str, &str)]| {
        let form = Request::form(path, fields).header("Cookie", &cookie);
        form.header("Accept-Language", "fr").send(&vigie.address)
    };
    send("/incidents", &[("title", "Une liste est lisible"), ("severity", "critical")]);
    let incident = "/incidents/INC-2026-0001";
    let year = page(&vigie, &cookie, "/incidents", "fr").text();
    let incident = year
        .split("href=\"")
        .find_map(|rest| {
            let address = rest.split('"').next()?;
            address.starts_with("/incidents/INC-").then(|| address.to_owned())
        })
        .unwrap_or_else(|| incident.to_owned());
    let unsaid = page(&vigie, &cookie, &incident, "fr").text();
    assert!(unsaid.contains("Personne n’a encore dit"), "{unsaid}");
    let ask = page(&vigie, &cookie, &format!("{incident}/qualify"), "fr").text();
    let aware = ask.split("name=\"aware_at\" required value=\"").nth(1).unwrap();
    let aware = aware.split('"').next().unwrap();

    let mut fields = vec![
        ("situation", "data-leak"),
        ("exposed", "yes"),
        ("personal", "yes"),
        ("malicious", "unknown"),
        ("down", "no"),
        ("aware_at", aware),
        ("seen", "0"),
    ];
    let refused = send(&format!("{incident}/qualify"), &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Une question est sans réponse"), "{}", refused.text());
    fields.push(("spreading", "no"));
    let done = send(&format!("{incident}/qualify"), &fields);
    assert_eq!(done.header("location"), Some(incident.as_str()), "{}", done.text());
    let meanwhile = send(&format!("{incident}/qualify"), &fields);
    assert!(meanwhile.text().contains("qualifié entre-temps"), "{}", meanwhile.text());

    let shown = page(&vigie, &cookie, &incident, "fr").text();
    for part in
        ["rouge", "Notification à la CNIL", "il reste 2\u{a0}j 23", "je suis ops transverse"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    send(&format!("{incident}/clocks/1"), &[("how", "proven"), ("proof", "CNIL-42 <b>")]);
    let closed = page(&vigie, &cookie, &incident, "fr").text();
    assert!(closed.contains("CNIL-42 &lt;b&gt;"), "{closed}");
}

#[test]
fn the_journal_says_what_a_silence_is_about() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    let form = r#"{"matchers":["alertname=\"Noise\""],"ends_at":"2099-12-31T22:00:00Z",
        "comment":"planned"}"#;
    let id = api(&vigie, "/api/v1/silences", form).json()["id"].as_str().unwrap().to_owned();
    let ended = Request::new("DELETE", format!("/api/v1/silences/{id}"))
        .header("Authorization", &vigie.bearer())
        .send(&vigie.address);
    assert_eq!(ended.status, 200, "{}", ended.text());
    for kind in ["silence_set", "silence_expired"] {
        let text = page(&vigie, &cookie, &format!("/journal?kind={kind}"), "en").text();
        assert!(text.contains("{alertname=&quot;Noise&quot;}"), "{kind}: {text}");
        assert!(!text.contains(&id), "{kind} shows a number: {text}");
    }
}

#[test]
fn a_filter_that_cannot_be_read_says_why_in_the_readers_language() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    for (language, why) in [
        ("en", "column 9: expected an operator such as =, !=, =~ or !~, found the end"),
        (
            "fr",
            "colonne 9\u{a0}: attendu\u{a0}: un opérateur tel que =, !=, =~ ou !~\u{202f}; trouvé\u{a0}: la fin",
        ),
    ] {
        let text = page(&vigie, &cookie, "/alerts?filter=severity", language).text();
        assert!(text.contains(why), "{language}: {text}");
    }
}

/// The words that a French report uses stay French on an English reader's page, and are marked so,
/// or a reader of screens says them wrong and a search in the page finds nothing.
#[test]
fn an_english_page_of_a_french_report_names_its_open_questions_in_french() {
    let dir = folder("french-report");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, "settings: {language: fr}\n").unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let cookie = signed_in(&vigie);
    let declared = api(&vigie, "/api/v1/incidents", r#"{"title": "La page est tombée"}"#).json();
    let incident = format!("/api/v1/incidents/{}", declared["reference"].as_str().unwrap());
    for step in ["acknowledge", "resolve"] {
        api(&vigie, &format!("{incident}/{step}"), r#"{"why": "Redémarrée."}"#);
    }
    let path = incident.replace("/api/v1", "") + "/report";
    let shown = until(std::time::Duration::from_secs(10), || {
        let text = page(&vigie, &cookie, &path, "en").text();
        text.contains("wait for an answer").then_some(text)
    });
    let shown = shown.unwrap_or_else(|| panic!("no report: {}", vigie.log()));
    assert!(shown.contains("look for “<span lang=\"fr\">À écrire</span>”"), "{shown}");
    assert!(!shown.contains("To write"), "{shown}");
    assert!(shown.contains("<strong>À écrire\u{a0}:</strong>"), "what is looked for: {shown}");
    let links = shown.split("/edit?section=").skip(2).filter_map(|link| link.split("</a>").next());
    for link in links {
        assert!(link.contains("<span lang=\"fr\">"), "{link}");
    }
}
