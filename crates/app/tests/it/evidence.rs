//! Evidence on the real program: by a form without a script, by API, by the command line; hostile
//! names, contents that are too large, and files that were changed.

use crate::browser::furnish::{api, session};
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

const LIMIT: usize = 4096;

struct Scene {
    vigie: Vigie,
    cookie: String,
    reference: String,
    _dir: tempfile::TempDir,
}

fn scene() -> Scene {
    let dir = crate::peers::folder("evidence");
    let file = dir.path().join("vigie.yaml");
    std::fs::write(&file, format!("settings: {{evidence_bytes_max: {LIMIT}}}\n")).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let made = api(&vigie, "POST", "/incidents", &json!({"title": "A leak"})).json();
    let reference = made["reference"].as_str().unwrap().to_owned();
    let cookie = session(&vigie);
    Scene { vigie, cookie, reference, _dir: dir }
}

impl Scene {
    fn put(&self, name: &str, body: &[u8]) -> Answer {
        let path = format!("/api/v1/incidents/{}/evidence/{name}", self.reference);
        let request =
            Request::new("PUT", path).header("Authorization", &self.vigie.bearer()).body(body);
        request.send(&self.vigie.address)
    }

    fn get(&self, path: &str) -> Answer {
        Request::new("GET", path).header("Cookie", &self.cookie).send(&self.vigie.address)
    }

    fn listed(&self) -> Vec<Value> {
        let path = format!("/incidents/{}/evidence", self.reference);
        let list = api(&self.vigie, "GET", &path, &Value::Null).json();
        list["evidence"].as_array().unwrap().clone()
    }

    /// Sends the page's form as a browser does.
    fn form(&self, parts: &[(&str, Option<&str>, &str)]) -> Answer {
        let mut body = String::new();
        for (name, file, text) in parts {
            body += &format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"");
            if let Some(file) = file {
                body += &format!("; filename=\"{file}\"\r\nContent-Type: text/html");
            }
            body += &format!("\r\n\r\n{text}\r\n");
        }
        body += "--XX--\r\n";
        Request::new("POST", format!("/incidents/{}/evidence", self.reference))
            .header("Cookie", &self.cookie)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "multipart/form-data; boundary=XX")
            .body(body)
            .send(&self.vigie.address)
    }

    /// Files below the folder of evidence.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut waiting = vec![self.vigie.data().join("evidence")];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { waiting.push(path) } else { found.push(path) }
            }
        }
        found
    }
}

#[test]
fn a_file_and_a_pasted_log_are_kept_by_a_form_without_a_script() {
    let scene = scene();
    let page = format!("/incidents/{}", scene.reference);
    let shown = scene.get(&page).text();
    assert!(shown.contains("enctype=\"multipart/form-data\""), "{shown}");
    let hostile = "<script>alert(1)</script>";
    let sent = scene.form(&[
        ("evidence-name", None, ""),
        ("evidence-occurred", None, "2026-01-02T03:04"),
        ("evidence-file", Some("../../etc/page.html"), hostile),
        ("evidence-text", None, "one\r\ntwo"),
    ]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let names: Vec<Value> = scene.listed().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["page.html", "pasted.txt"]);
    assert_eq!(scene.listed()[0]["occurred_at"], "2026-01-02T03:04:00.000Z");
    let shown = scene.get(&page).text();
    let digest = scene.listed()[0]["sha256"].as_str().unwrap().to_owned();
    assert!(shown.contains("page.html") && shown.contains(&digest), "{shown}");
    let got = scene.get(&format!("{page}/evidence/1"));
    assert_eq!((got.status, got.text().as_str()), (200, hostile));
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "attachment; filename=\"page.html\"; filename*=UTF-8''page.html"),
    ] {
        assert_eq!(got.header(name), Some(value), "{:?}", got.headers);
    }
    let empty = scene.form(&[("evidence-file", Some(""), ""), ("evidence-text", None, "")]);
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("choose a file"), "{}", empty.text());
}

#[test]
fn what_is_too_large_is_refused_with_words_and_fills_nothing() {
    let scene = scene();
    let large = "x".repeat(LIMIT + 1);
    let sent = scene.put("large.log", large.as_bytes());
    assert_eq!(sent.status, 413, "{}", sent.text());
    assert!(sent.text().contains("evidence_bytes_max"), "{}", sent.text());
    let sent = scene.form(&[("evidence-file", Some("large.log"), &large)]);
    assert_eq!(sent.status, 422);
    assert!(sent.text().contains("larger than"), "{}", sent.text());
    assert!(scene.files().is_empty(), "{:?}", scene.files());
    assert_eq!(scene.put("fits.log", &vec![b'x'; LIMIT]).status, 200);
    assert_eq!(scene.files().len(), 1);
}

#[test]
fn five_gigabytes_are_refused_before_they_are_sent() {
    let scene = scene();
    let head = |how: &str| {
        format!(
            "PUT /api/v1/incidents/{}/evidence/disk.img HTTP/1.1\r\nHost: {}\r\n\
             Authorization: {}\r\n{how}\r\n\r\n",
            scene.reference,
            scene.vigie.address,
            scene.vigie.bearer()
        )
    };
    let mut said = String::new();
    let mut stream = TcpStream::connect(&scene.vigie.address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    stream.write_all(head("Content-Length: 5368709120").as_bytes()).unwrap();
    let mut part = [0; 4096];
    let read = stream.read(&mut part).unwrap();
    said += &String::from_utf8_lossy(&part[..read]);
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");

    // Nobody says how much it is, and it does not end.
    let mut stream = TcpStream::connect(&scene.vigie.address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    stream.write_all(head("Transfer-Encoding: chunked").as_bytes()).unwrap();
    let chunk = format!("400\r\n{}\r\n", "y".repeat(0x400));
    for _ in 0..64 {
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let read = stream.read(&mut part).unwrap();
    let said = String::from_utf8_lossy(&part[..read]).into_owned();
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
    assert!(scene.files().is_empty(), "{:?}", scene.files());
    assert!(scene.listed().is_empty());
}

#[test]
fn a_file_that_was_changed_is_not_handed_out_and_the_doctor_says_so() {
    let scene = scene();
    assert_eq!(scene.put("access.log", b"GET /users.json").status, 200);
    let data = scene.vigie.data().display().to_string();
    let doctor = |scene: &Scene| {
        let out = cli(&["doctor", "--data", &data, "--url", &scene.vigie.url("")], "");
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let well = doctor(&scene);
    assert!(well.contains("ok       evidence files: 1 read through"), "{well}");
    assert!(well.contains("ok       evidence noted: 1"), "{well}");
    let [file] = &scene.files()[..] else { panic!("{:?}", scene.files()) };
    std::fs::write(file, b"GET /nothing!!!").unwrap();
    let page = format!("/incidents/{}/evidence/1", scene.reference);
    let refused = scene.get(&page);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("not what was kept"), "{}", refused.text());
    let told = doctor(&scene);
    assert!(told.contains("fail     evidence files: 1 of 1"), "{told}");
    std::fs::remove_file(file).unwrap();
    assert_eq!(scene.get(&page).status, 422);
    let told = doctor(&scene);
    assert!(told.contains("fail     evidence noted: 1 of 1 have no file"), "{told}");
}

#[test]
fn the_command_line_keeps_lists_and_gets_back() {
    let scene = scene();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("journal é.log");
    std::fs::write(&file, "line\n".repeat(100)).unwrap();
    let data = scene.vigie.data().display().to_string();
    let run = |args: &[&str]| {
        let out = cli(&[&["--data", &data, "incident", "evidence"], args].concat(), "");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (out.status.code().unwrap(), said(&out.stdout), said(&out.stderr))
    };
    let path = file.display().to_string();
    let (code, out, err) =
        run(&["add", &scene.reference, &path, "--occurred-at", "2026-01-02T03:04:05Z"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("journal é.log is kept as evidence 1"), "{out}");
    let (_, out, _) = run(&["list", &scene.reference]);
    assert!(out.contains("journal é.log") && out.contains("500"), "{out}");
    let to = dir.path().join("back.log").display().to_string();
    let (code, out, err) = run(&["get", &scene.reference, "1", "--to", &to]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(std::fs::read(&to).unwrap(), std::fs::read(&file).unwrap());
    let (code, _, err) = run(&["get", &scene.reference, "1", "--to", &to]);
    assert!(code == 1 && err.contains("--to"), "it writes over nothing: {err}");
    let (code, _, err) = run(&["get", &scene.reference, "7"]);
    assert!(code == 1 && err.contains("no evidence 7"), "{err}");
    std::fs::write(&file, "x".repeat(LIMIT + 1)).unwrap();
    let (code, _, err) = run(&["add", &scene.reference, &path]);
    assert!(code == 1 && err.contains("larger than"), "{err}");
}

#[test]
fn a_line_is_corrected_on_a_page_by_api_and_from_the_terminal() {
    let scene = scene();
    let notes = format!("/incidents/{}/notes", scene.reference);
    let noted = api(&scene.vigie, "POST", &notes, &json!({"text": "Cut at 20:15"})).json();
    let line = noted["timeline"].as_array().unwrap().last().unwrap()["seq"].as_i64().unwrap();
    let place = format!("/incidents/{}/entries/{line}", scene.reference);
    let asked = scene.get(&place).text();
    assert!(asked.contains("Cut at 20:15") && asked.contains("What it should say"), "{asked}");
    let form = [("text", "Cut at 20:45"), ("note-occurred", "2026-01-02T20:45")];
    let sent = Request::form(&place, &form).header("Cookie", &scene.cookie);
    let sent = sent.send(&scene.vigie.address);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = scene.get(&format!("/incidents/{}", scene.reference)).text();
    assert!(page.contains("<del class=\"text\">Cut at 20:15</del>"), "{page}");
    assert!(page.contains(&format!("href=\"#entry-{line}\"")), "{page}");
    let told = api(&scene.vigie, "GET", &format!("/incidents/{}", scene.reference), &Value::Null);
    let last = told.json()["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["corrects"]), (&json!("entry_corrected"), &json!(line)));
    assert_eq!(last["occurred_at"], "2026-01-02T20:45:00.000Z");
    let other = scene.get(&format!("/incidents/{}/entries/999999", scene.reference));
    assert_eq!(other.status, 404);
    from_the_terminal(&scene, line);
}

fn from_the_terminal(scene: &Scene, line: i64) {
    let data = scene.vigie.data().display().to_string();
    let run = |args: &[&str]| cli(&[&["--data", &data, "incident"], args].concat(), "");
    let said = |out: &[u8]| String::from_utf8_lossy(out).into_owned();
    let number = line.to_string();
    let again = ["note", &scene.reference, "No: 20:50", "--corrects", &number];
    assert!(run(&again).status.success());
    let at = "2026-01-02T21:00:00Z";
    let decided = ["note", &scene.reference, "Stay offline", "--decision", "--at", at];
    assert!(run(&decided).status.success());
    let shown = said(&run(&["show", &scene.reference]).stdout);
    assert!(shown.contains(&format!("entry corrected: of line {line}: No: 20:50")), "{shown}");
    let earlier = "decision noted: happened 2026-01-02 21:00:00Z: Stay offline";
    assert!(shown.contains(earlier), "{shown}");
    let wrong = run(&["note", &scene.reference, "x", "--corrects", "999999"]);
    assert!(said(&wrong.stderr).contains("no line 999999"), "{}", said(&wrong.stderr));
}
