//! Deadlines and the matrix of priorities, as those who declared them and those who follow them read
//! them.

use super::{page, signed_in};
use crate::browser::furnish::api;
use crate::peers::folder;
use crate::peers::vigie::Vigie;
use serde_json::{Value, json};

const FILE: &str = r#"
settings:
  priorities: [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 3, 1], [1, 1, 1, 1, 1]]
deadlines:
- slug: contract
  title: {fr: Prévenir le client, en: Tell the client}
  recipient: Our <b>client</b>
  within: 4h
  source: https://client.example/contract
  checked_on: 2026-11-01
  when: [red]
- {slug: gdpr-authority, within: 48h, source: Our authority, checked_on: 2026-11-02}
- {slug: orange-fix, off: true}
"#;

#[test]
fn own_deadlines_stand_on_their_page_and_beside_the_clocks_they_start() {
    let dir = folder("deadlines");
    let config = dir.path().join("vigie.yaml");
    std::fs::write(&config, FILE).unwrap();
    let vigie = Vigie::start(&["--config", config.to_str().unwrap()]);
    let cookie = signed_in(&vigie);
    let reads = |path: &str, language: &str| page(&vigie, &cookie, path, language).text();

    let (english, french) = (reads("/deadlines", "en"), reads("/deadlines", "fr"));
    for said in
        ["Tell the client", "4\u{a0}h", "2026-11-01", "your own", "48\u{a0}h", "changed by you"]
    {
        assert!(english.contains(said), "{said}: {english}");
    }
    for said in ["Prévenir le client", "la vôtre", "RGPD art. 33 (2)", "fournie par Vigie"] {
        assert!(french.contains(said), "{said}: {french}");
    }
    assert!(english.contains("Our &lt;b&gt;client"), "a text is a text: {english}");
    assert!(english.contains(r#"href="https://client.example/contract""#), "{english}");
    let off = english.split("Switched off</h2>").nth(1).unwrap();
    assert!(off.contains("orange-fix") && !off.contains("red-report"), "{off}");
    assert!(english.contains("This is your own matrix"), "{english}");

    let ask = |method: &str, path: &str, form: Value| api(&vigie, method, path, &form).json();
    let made = ask("POST", "/incidents", json!({"title": "It leaks", "severity": "critical"}));
    let at = format!("/incidents/{}", made["reference"].as_str().unwrap());
    let answers = json!({
        "situation": "data-leak", "exposed": "yes", "personal": "no", "malicious": "no",
        "down": "no", "spreading": "no",
    });
    let said = ask("POST", &format!("{at}/qualification"), answers);
    assert_eq!(said["qualification"]["own_priority"], true, "{said}");
    let clocks = ask("GET", &format!("{at}/clocks"), Value::Null);
    let own = &clocks["clocks"].as_array().unwrap()[1];
    assert_eq!(
        (&own["kind"], &own["within"], &own["whose"]),
        (&"contract".into(), &"4h".into(), &"own".into())
    );
    let shown = reads(&at, "fr");
    for said in ["Prévenir le client", "Qui prévenir", "lue le 2026-11-01", "selon votre matrice"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    // The journal keeps the words of the installation's language.
    assert!(shown.contains("Délai lancé") && shown.contains("Tell the client"), "{shown}");
    assert!(!shown.contains(r#"<option value="orange-fix""#), "what is off can't be started");
    assert!(shown.contains(r#"<option value="gdpr-authority""#), "{shown}");
    let all = ask("GET", "/deadlines", Value::Null);
    assert_eq!(all["deadlines"].as_array().unwrap().len(), 14, "{all}");
    assert_eq!((&all["priorities"][3][3], &all["own_priorities"]), (&3.into(), &true.into()));
    let form = json!({"kind": "orange-fix"});
    let refused = api_refused(&vigie, &format!("{at}/clocks"), &form);
    assert!(refused.contains("there is no deadline") && refused.contains("contract"), "{refused}");
}

/// What the API says to what it does not take.
fn api_refused(vigie: &Vigie, path: &str, form: &Value) -> String {
    let token = std::fs::read_to_string(vigie.data().join("cli.token")).unwrap();
    let token = format!("Bearer {token}");
    let asked =
        crate::peers::http::Request::json("POST", &format!("/api/v1{path}"), form.to_string());
    let answer = asked.header("Authorization", &token).send(&vigie.address);
    assert_eq!(answer.status, 400, "{}", answer.text());
    answer.text()
}
