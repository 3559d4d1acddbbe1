//! Exercises and tests stay out of what is counted: measures, metrics, the register, what the public
//! reads.

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::furnish::{api, session};
use crate::peers::http::Request;
use crate::peers::until;
use crate::peers::vigie::Vigie;

/// Every number that an exercise must leave as it is.
fn numbers(vigie: &Vigie, cookie: &str) -> Vec<String> {
    let file = |path: &str| {
        let request = Request::new("GET", path.to_owned()).header("Cookie", cookie);
        request.send(&vigie.address).text()
    };
    let mut all = Vec::new();
    for by in ["whole", "service", "level", "month"] {
        all.push(file(&format!("/measures?by={by}&as=csv")));
        all.push(file(&format!("/measures?by={by}&as=json")));
        let measured = api(vigie, "GET", &format!("/measures?by={by}"), &Value::Null).json();
        all.push(measured["groups"].to_string());
    }
    all.push(file("/breaches?as=csv"));
    all.push(api(vigie, "GET", "/breaches", &Value::Null).text());
    all.push(api(vigie, "GET", "/actions", &Value::Null).text());
    all.push(metrics(vigie, "vigie_alerts{").join("\n"));
    all
}

/// The samples of our own metrics that begin so and are not nought.
fn metrics(vigie: &Vigie, start: &str) -> Vec<String> {
    let text = Request::new("GET", "/metrics").send(&vigie.address).text();
    let counts = |line: &&str| line.starts_with(start) && !line.ends_with(" 0");
    text.lines().filter(counts).map(str::to_owned).collect()
}

#[test]
fn a_finished_exercise_changes_no_number() {
    let vigie = Vigie::start(&[]);
    let cookie = session(&vigie);
    let post = |path: &str, form: Value| api(&vigie, "POST", path, &form).json();
    post("/alerts", json!([{"labels": {"alertname": "DiskFull", "severity": "critical"}}]));
    let real = post("/incidents", json!({"title": "The API answers 502", "severity": "critical"}));
    let real = format!("/incidents/{}", real["reference"].as_str().unwrap());
    post(&format!("{real}/take"), json!({}));
    post(&format!("{real}/resolve"), json!({}));
    // The incident of the alert is owed, and comes right after it.
    let opened = || {
        let all = api(&vigie, "GET", "/incidents", &Value::Null).text();
        all.contains("DiskFull").then_some(())
    };
    until(Duration::from_secs(30), opened).expect("the incident of the alert");
    let before = numbers(&vigie, &cookie);
    assert!(before[2].contains("The API answers 502"), "{}", before[2]);

    let wanted = json!({"playbook": "database-down", "language": "en"});
    let played = post("/exercises", wanted)["reference"].as_str().unwrap().to_owned();
    let at = format!("/incidents/{played}");
    let counted = until(Duration::from_secs(20), || {
        let counted = metrics(&vigie, "vigie_practice_alerts{");
        counted.iter().any(|line| line.contains("critical")).then_some(counted)
    });
    assert!(counted.is_some(), "{}", vigie.log());
    let answers = json!({
        "situation": "data-leak", "exposed": "yes", "personal": "yes", "malicious": "unknown",
        "down": "no", "spreading": "no", "seen": 0,
    });
    post(&format!("{at}/qualification"), answers);
    let clocks = api(&vigie, "GET", &format!("{at}/clocks"), &Value::Null).text();
    assert!(clocks.contains("gdpr-register"), "its clocks are played: {clocks}");
    assert_eq!(numbers(&vigie, &cookie), before, "while it goes on");

    post(&format!("/exercises/{played}/stop"), json!({}));
    let over = || metrics(&vigie, "vigie_practice_alerts{").is_empty().then_some(());
    until(Duration::from_secs(20), over).unwrap_or_else(|| panic!("{}", vigie.log()));
    let shown = api(&vigie, "GET", &at, &Value::Null).json();
    assert_eq!((&shown["kind"], &shown["public_status"]), (&json!("exercise"), &Value::Null));
    assert_eq!(numbers(&vigie, &cookie), before, "when it is over");
}
