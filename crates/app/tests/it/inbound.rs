//! Signals from other tools, posted to the real program.

use crate::peers::folder;
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use std::fs;

const CONFIG: &str = "settings: {alertmanager_api: {open_to_loopback: true}}
sources:
- {slug: graf, kind: grafana, tokens: [old-token, new-token], service: shop}
- slug: disks
  kind: generic
  tokens: [disk-token]
  mapping: {title: /what, severity: /level, status: {at: /state, firing: [bad], resolved: [good]}}
- slug: keyed
  kind: generic
  token: keyed-token
  mapping: {list: /l, title: /t, key: /id, severity: /v, status: {at: /s, firing: [down], resolved: [up]}}
- slug: slow
  kind: generic
  token: slow-token
  limits: {messages_per_minute_max: 2, body_bytes_max: 1000}
  mapping: {title: /t}
services:
- {slug: shop}
";

fn post(vigie: &Vigie, path: &str, body: &str) -> Answer {
    Request::json("POST", path, body).send(&vigie.address)
}

#[test]
fn other_tools_are_heard_by_their_tokens_and_what_is_unreadable_is_kept() {
    let dir = folder("inbound");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, CONFIG).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let firing = r#"{"alerts":[{"status":"firing","labels":{"alertname":"Slow"}}]}"#;
    for token in ["old-token", "new-token"] {
        let answer = post(&vigie, &format!("/in/grafana/{token}"), firing);
        assert_eq!((answer.status, answer.text().contains("\"taken\":1")), (200, true));
    }
    let bad = r#"{"what":"Disk full","level":"critical","state":"bad"}"#;
    assert_eq!(post(&vigie, "/in/generic/disk-token", bad).status, 200);
    assert_eq!(post(&vigie, "/in/generic/wrong", bad).status, 404);
    assert_eq!(post(&vigie, "/in/grafana/disk-token", bad).status, 404, "another kind's token");
    let unread = post(&vigie, "/in/generic/disk-token", r#"{"state":"odd"}"#);
    assert_eq!(unread.status, 422, "{}", unread.text());
    assert_eq!(post(&vigie, "/in/grafana/new-token", "not json").status, 422);
    let unknown = post(&vigie, "/api/v1/sources/disks/dry-run", bad);
    assert_eq!(unknown.status, 401, "a dry run asks who is there");
}

fn start() -> (Vigie, tempfile::TempDir) {
    let dir = folder("inbound");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, CONFIG).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    (vigie, dir)
}

/// The severities of the alerts that go on, worst known name first.
fn going_on(vigie: &Vigie, name: &str) -> Vec<String> {
    let path = format!("/api/v2/alerts?filter=alertname%3D%22{name}%22");
    let answer = Request::new("GET", path).send(&vigie.address).json();
    let severity =
        |alert: &serde_json::Value| alert["labels"]["severity"].as_str().map(str::to_owned);
    answer.as_array().unwrap().iter().filter_map(severity).collect()
}

#[test]
fn a_keyed_problem_is_one_alert_that_worsens_and_ends_whatever_its_severity_says() {
    let (vigie, _dir) = start();
    let say = |severity: &str, state: &str| {
        let body = format!(r#"{{"l":[{{"t":"Disk","id":7,"v":"{severity}","s":"{state}"}}]}}"#);
        assert_eq!(post(&vigie, "/in/generic/keyed-token", &body).status, 200);
        going_on(&vigie, "Disk")
    };
    assert_eq!(say("warning", "down"), ["warning"]);
    assert_eq!(say("warning", "down"), ["warning"]);
    assert_eq!(say("critical", "down"), ["critical"], "worse: another alert in its place");
    assert_eq!(say("warning", "up"), [""; 0]);
}

#[test]
fn good_alerts_of_a_message_are_taken_beside_a_bad_one() {
    let (vigie, _dir) = start();
    let mixed = r#"{"l":[{"t":"A","id":1,"v":"low","s":"down"},{"id":2,"s":"down"},
        {"t":"B","id":3,"v":"low","s":"down"},{"t":"C","id":4,"s":"sideways"}]}"#;
    let answer = post(&vigie, "/in/generic/keyed-token", mixed);
    assert_eq!((answer.status, answer.json()["taken"].as_u64()), (200, Some(2)));
    let refused = answer.json()["refused"].to_string();
    assert!(refused.contains("no title") && refused.contains("sideways"), "{refused}");
    assert_eq!((going_on(&vigie, "A").len(), going_on(&vigie, "B").len()), (1, 1));
}

#[test]
fn a_message_that_is_too_much_is_turned_away_with_what_to_change() {
    let (vigie, _dir) = start();
    let send = |body: Vec<u8>, headers: &[(&str, &str)]| {
        let request = Request::new("POST", "/in/generic/slow-token").body(body);
        let with = |request: Request, (name, value): &(&str, &str)| request.header(name, value);
        headers.iter().fold(request, with).send(&vigie.address)
    };
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut bomb, &vec![b' '; 8 << 20]).unwrap();
    let bomb = send(bomb.finish().unwrap(), &[("Content-Encoding", "gzip")]);
    assert!(bomb.text().contains("body_bytes_max"), "{} {}", bomb.status, bomb.text());
    assert_eq!(bomb.status, 413);
    let xml = send(b"<a/>".to_vec(), &[("Content-Type", "text/xml")]);
    assert_eq!((xml.status, xml.text().contains("application/json")), (415, true));
    assert!(xml.text().contains("text/plain"), "it says all that is accepted: {}", xml.text());
    // A minute may turn on the way, and two minutes let four through.
    let all: Vec<Answer> = (0..5).map(|_| send(br#"{"t":"x"}"#.to_vec(), &[])).collect();
    let paced = all.iter().find(|answer| answer.status == 429).expect("the pace has a limit");
    let wait: u32 = paced.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait) && paced.text().contains("messages_per_minute_max"));
}

#[test]
fn a_packed_message_is_read_and_a_sample_can_be_tried_first() {
    let (vigie, _dir) = start();
    let firing = r#"{"l":[{"t":"Disk","id":9,"v":"low","s":"down"},{"t":"Odd","s":"down"}]}"#;
    let data = vigie.data().display().to_string();
    let tried = cli(&["source", "try", "keyed", "--data", &data], firing);
    let tried = String::from_utf8(tried.stdout).unwrap();
    assert!(tried.contains("firing alertname=\"Disk\" key=\"9\" severity=\"low\""), "{tried}");
    assert!(tried.contains("refused, number 1") && tried.contains("no key"), "{tried}");
    assert_eq!(going_on(&vigie, "Disk").len(), 0, "nothing is changed");
    let unknown = cli(&["source", "try", "nobody", "--data", &data], firing);
    assert_eq!(unknown.status.code(), Some(1));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, firing.as_bytes()).unwrap();
    let packed = Request::json("POST", "/in/generic/keyed-token", packed.finish().unwrap());
    assert_eq!(packed.header("Content-Encoding", "gzip").send(&vigie.address).status, 200);
    let alerts = Request::new("GET", "/api/v2/alerts").send(&vigie.address).json();
    let disk = alerts.as_array().unwrap().iter().find(|alert| alert["labels"]["key"] == "9");
    let time = |name: &str| disk.unwrap()[name].as_str().unwrap().to_owned();
    assert!(time("startsAt") <= time("updatedAt"), "it begins now, not when it would end");
}

#[test]
fn a_sample_that_would_not_be_let_in_is_answered_as_the_real_one() {
    let (vigie, _dir) = start();
    let bearer = vigie.bearer();
    let both = |body: &str, kind: &str| {
        ["/in/generic/slow-token", "/api/v1/sources/slow/dry-run"].map(|path| {
            let request = Request::new("POST", path).body(body).header("Content-Type", kind);
            let answer = request.header("Authorization", &bearer).send(&vigie.address);
            answer.status
        })
    };
    assert_eq!(both(&" ".repeat(1001), "application/json"), [413, 413]);
    assert_eq!(both("<a/>", "text/xml"), [415, 415]);
    let data = vigie.data().display().to_string();
    let tried = cli(&["source", "try", "slow", "--data", &data], &" ".repeat(1001));
    let said = String::from_utf8(tried.stderr).unwrap();
    assert!(said.contains("body_bytes_max") && said.contains("answered the same"), "{said}");
    let unread = Request::json("POST", "/api/v1/sources/keyed/dry-run", r#"{"l":3}"#)
        .header("Authorization", &bearer);
    assert_eq!(unread.send(&vigie.address).status, 422);
}

#[test]
fn a_body_that_stands_still_is_told_that_it_was_slow() {
    let (vigie, _dir) = start();
    let bearer = vigie.bearer();
    let slow = |path: &'static str| {
        let request = Request::new("POST", path)
            .header("Content-Type", "application/json")
            .header("Authorization", &bearer)
            .header("Content-Length", "100");
        let address = vigie.address.clone();
        std::thread::spawn(move || request.send(&address).status)
    };
    let paths = ["/in/grafana/new-token", "/api/v2/alerts", "/api/v1/alerts"].map(slow);
    assert_eq!(paths.map(|status| status.join().unwrap()), [408, 408, 408]);
}

#[test]
fn an_alert_that_ends_before_it_begins_is_refused_beside_its_neighbours() {
    let (vigie, _dir) = start();
    let body = r#"{"alerts":[{"labels":{"alertname":"Fine","severity":"low"}},
        {"status":"resolved","labels":{"alertname":"Odd"},
         "startsAt":"2026-11-20T20:00:00Z","endsAt":"2026-11-20T19:00:00Z"}]}"#;
    let answer = post(&vigie, "/in/grafana/new-token", body);
    assert_eq!((answer.status, answer.json()["taken"].as_u64()), (200, Some(1)));
    let why = answer.json()["refused"][0]["why"].as_str().unwrap().to_owned();
    assert!(why.contains("\"endsAt\"") && why.contains("is before \"startsAt\""), "{why}");
    assert_eq!(going_on(&vigie, "Fine").len(), 1);
}

#[test]
fn hostile_messages_are_refused_in_words_and_the_server_stays() {
    let (vigie, _dir) = start();
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let labels: Vec<String> = (0..100_000).map(|n| format!(r#""l{n}":"x""#)).collect();
    let many = format!(r#"{{"alerts":[{{"status":"firing","labels":{{{}}}}}]}}"#, labels.join(","));
    let nul = r#"{"alerts":[{"status":"firing","labels":{"a":"\u0000"}}]}"#;
    let late =
        r#"{"alerts":[{"status":"resolved","labels":{"a":"b"},"endsAt":"9999-12-31T23:59:59Z"}]}"#;
    for (body, status, why) in [
        (deep.as_str(), 422, "recursion limit"),
        (many.as_str(), 422, "100001 labels are too many"),
        (nul, 422, "NUL"),
        (late, 200, "\"taken\":1"),
    ] {
        let answer = post(&vigie, "/in/grafana/new-token", body);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(why), "{}", answer.text());
    }
}

/// What `curl -d` says by itself, and what many tools say or leave out.
#[test]
fn json_is_read_under_the_names_that_tools_give_it() {
    let (vigie, _dir) = start();
    for kind in [
        None,
        Some("text/plain; charset=utf-8"),
        Some("application/x-www-form-urlencoded"),
        Some("application/vnd.tool+json"),
    ] {
        let body = r#"{"what":"Disk full","level":"low","state":"bad"}"#;
        let request = Request::new("POST", "/in/generic/disk-token").body(body);
        let request = match kind {
            Some(kind) => request.header("Content-Type", kind),
            None => request,
        };
        let answer = request.send(&vigie.address);
        assert_eq!(answer.status, 200, "{kind:?}: {}", answer.text());
    }
}

#[test]
fn a_refused_alert_is_named_by_its_path_whoever_refuses_it() {
    let (vigie, _dir) = start();
    let body = r#"{"alerts":[{"labels":{"alertname":"A"}},{"labels":{"a":"\u0000"}},
        {"labels":{"b":1}}]}"#;
    let answer = post(&vigie, "/in/grafana/new-token", body);
    assert_eq!((answer.status, answer.json()["taken"].as_u64()), (200, Some(1)));
    let refused = answer.json()["refused"].clone();
    let why = |place: usize| refused[place]["why"].as_str().unwrap().to_owned();
    assert!(why(0).starts_with("alerts[1]: "), "{refused}");
    assert!(why(1).starts_with("alerts[2]: "), "{refused}");
    let member = r#"{"l":[{"t":"\u0000","id":1,"s":"down"}]}"#;
    let answer = post(&vigie, "/in/generic/keyed-token", member);
    assert!(answer.text().contains(r#"member 0 of \"/l\""#), "{}", answer.text());
}

/// PostgreSQL stores no NUL byte, and a refusal quotes what was sent.
#[test]
fn words_that_cannot_be_stored_refuse_no_message_that_can() {
    let dir = folder("inbound");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, CONFIG).unwrap();
    let url = crate::peers::postgres::url_of_new_database();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy(), "--database", &url]);
    let odd = r#"{"what":"Disk","state":"a\u0000b"}"#;
    let answer = post(&vigie, "/in/generic/disk-token", odd);
    assert_eq!(answer.status, 422, "{}", answer.text());
    let raw = b"{\"a\":\0".as_slice();
    let raw = Request::json("POST", "/in/generic/disk-token", raw).send(&vigie.address);
    assert_eq!(raw.status, 422, "{}", raw.text());
    let url = r#"{"alerts":[{"labels":{"alertname":"Near","severity":"low"}},
        {"labels":{"alertname":"Url","severity":"low"},"generatorURL":"http://a/\u0000"}]}"#;
    let answer = post(&vigie, "/in/grafana/new-token", url);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(going_on(&vigie, "Near").len(), 1);
    let name = "n".repeat(1 << 20);
    let long = format!(r#"{{"alerts":[{{"labels":{{"{name}":1}}}}]}}"#);
    let answer = post(&vigie, "/in/grafana/new-token", &long);
    assert_eq!(answer.status, 422);
    assert!(answer.body.len() < 2_000, "a refusal of {} bytes", answer.body.len());
}
