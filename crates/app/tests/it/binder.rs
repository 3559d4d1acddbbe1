//! The crisis binder: what stands on paper when no page opens.

use serde_json::json;
use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::browser::furnish::{api, session};
use crate::browser::{Look, Page};
use crate::peers::http::Request;
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, until};

const SETUP: &str = "
settings: {zone: Europe/Paris}
people:
- {slug: ada, name: Ada Lovelace, email: ada@example.org, phone: +33 6 12 34 56 78}
- {slug: bo, name: 'Bo <i>Diddley</i>'}
services:
- {slug: site, name: Our site, owners: [ada], url: 'https://example.org/', depends_on: [database]}
- {slug: database, name: The database}
channels:
- {name: ops room, webhook: {url: 'https://hooks.example.org/canary-of-an-address', bearer: canary-of-a-token}}
receivers:
- {name: team, people: [ada, bo], channels: [ops room]}
- {name: empty}
route:
  receiver: team
  routes:
  - {match: ['service=\"database\"'], receiver: empty}
checks:
- {slug: home, name: Home page, service: site, every: 1h, http: {url: 'https://example.org/'}}
";

fn started() -> (Vigie, tempfile::TempDir) {
    let dir = folder("binder");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, SETUP).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

/// What `vigie binder` prints.
fn printed(vigie: &Vigie, more: &[&str]) -> String {
    let data = vigie.data().display().to_string();
    let done = cli(&[&["--data", &data, "binder"], more].concat(), "");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn the_binder_says_whom_to_call_and_names_what_is_not_declared() {
    let (vigie, _dir) = started();
    let declared = json!({"title": "Files are gone", "severity": "critical"});
    api(&vigie, "POST", "/incidents", &declared);
    let text = printed(&vigie, &["--language", "en"]);
    for said in [
        "<html lang=\"en\">",
        "<style>",
        "href=\"tel:+33612345678\">+33 6 12 34 56 78</a>",
        "no telephone is declared for Bo &lt;i&gt;Diddley&lt;/i&gt;",
        "no mail address is declared for Bo",
        "service=&quot;database&quot;",
        "Nobody is told by this line.",
        "Home page (https://example.org/)",
        "nobody is declared to own it",
        "nothing watches it",
        "INC-2026-0001 · Files are gone",
        "nothing about them is declared",
        "Where these copies are kept is not declared either.",
        &vigie.data().display().to_string(),
    ] {
        assert!(text.contains(said), "{said} is not in:\n{text}");
    }
    assert!(!text.contains("canary"), "a secret is printed");
    assert!(!text.contains("<script") && !text.contains("<link"), "it needs no other file");
    let french = printed(&vigie, &["--language", "fr"]);
    assert!(french.contains("aucun téléphone n’est déclaré pour Bo"), "{french}");
}

#[test]
fn the_copy_of_last_night_is_there_when_the_server_is_not() {
    let (mut vigie, dir) = started();
    let kept = vigie.data().join("binder/binder-fr.html");
    let written = until(Duration::from_secs(20), || kept.exists().then_some(()));
    assert!(written.is_some(), "{}", vigie.log());
    let page = Request::new("GET", "/binder?language=fr").header("Cookie", &session(&vigie));
    let page = page.send(&vigie.address).text();
    assert!(page.contains(&kept.display().to_string()), "{page}");
    vigie.kill();
    let file = dir.path().join("printed.html");
    printed(&vigie, &["--language", "fr", "--output", &file.to_string_lossy()]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("+33 6 12 34 56 78") && text.contains("Qui appeler"), "{text}");
    let data = vigie.data().display().to_string();
    let done = cli(&["--data", &data, "binder"], "");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("the server does not answer: this is"), "{said}");
    let nobody = cli(&["--data", "nowhere", "binder"], "");
    assert_eq!(nobody.status.code(), Some(3));
}

/// The texts of the blocks of a class, as somebody would type them.
fn commands(html: &str, class: &str) -> String {
    let start = format!("<pre class=\"{class}\">");
    let blocks = html.split(&start).skip(1);
    let texts = blocks.map(|block| block.split("</pre>").next().unwrap());
    texts.collect::<String>().replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
}

#[test]
fn the_commands_of_the_binder_bring_vigie_back() {
    let (mut vigie, dir) = started();
    let declared = json!({"title": "Files are gone", "severity": "critical"});
    api(&vigie, "POST", "/incidents", &declared);
    let html = printed(&vigie, &["--language", "en"]);
    vigie.kill();
    let copy = dir.path().join("copy");
    let copied = Command::new("cp").arg("-a").args([&vigie.data(), &copy]).status().unwrap();
    assert!(copied.success());
    fs::write(vigie.data().join("vigie.db"), "broken").unwrap();
    let script: String = commands(&html, "restore")
        .lines()
        .filter(|line| !line.contains("systemctl"))
        .map(|line| line.replace("sudo ", "").replace("COPY", &copy.to_string_lossy()) + "\n")
        .collect();
    assert!(script.contains("cp -a") && script.contains("-delete"), "{script}");
    let done = Command::new("sh").args(["-euc", &script]).output().unwrap();
    assert!(done.status.success(), "{script}\n{}", String::from_utf8_lossy(&done.stderr));
    let database = rusqlite::Connection::open(vigie.data().join("vigie.db")).unwrap();
    let read = commands(&html, "read");
    let asked = read.lines().filter_map(|line| line.split('"').nth(1));
    let rows = |sql: &str| {
        let mut statement = database.prepare(sql).unwrap();
        statement.query([]).unwrap().mapped(|_| Ok(())).count()
    };
    assert_eq!(asked.clone().count(), 3, "{read}");
    assert_eq!(asked.map(rows).collect::<Vec<_>>()[0], 1, "the incident is read without Vigie");
    drop(database);
    vigie.start_again();
    assert!(
        api(&vigie, "GET", "/incidents", &serde_json::Value::Null)
            .text()
            .contains("Files are gone")
    );
}

#[test]
fn a_wrong_telephone_number_is_refused_at_its_line() {
    let dir = folder("phone");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, "people:\n- {slug: ada, phone: 06 12 34 56 78}\n").unwrap();
    let done = cli(&["check", &file.to_string_lossy()], "");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("vigie.yaml:2:"), "{said}");
    assert!(said.contains("no international telephone number"), "{said}");
}

#[test]
fn the_binder_reads_well_on_a_phone_and_prints() {
    let (vigie, _dir) = started();
    let mut page = Page::new(&vigie.url(""));
    page.cookie(&session(&vigie));
    page.language("fr");
    page.look(Look::new(320, 640));
    page.open("/binder");
    page.see("Qui appeler");
    page.see("aucun téléphone n’est déclaré pour Bo");
    assert_eq!(page.eval("document.documentElement.scrollWidth <= 320"), true, "it scrolls aside");
    page.bring_axe();
    assert_eq!(page.axe(), Vec::<String>::new());
    assert!(page.prints_pages() >= 9, "each chapter starts a sheet");
    page.assert_clean();
}

#[test]
fn the_binder_is_a_tagged_pdf_from_the_server_and_without_it() {
    let (mut vigie, dir) = started();
    let file = dir.path().join("binder.pdf");
    let path = file.display().to_string();
    let said = printed(&vigie, &["--language", "fr", "--pdf", "--output", &path]);
    assert!(said.contains(&path), "{said}");
    let text = pdf_text(&file);
    for told in ["Classeur de crise", "+33 6 12 34 56 78", "aucun téléphone n’est déclaré pour Bo"]
    {
        assert!(text.contains(told), "{told} is not in:\n{text}");
    }
    let request = Request::new("GET", "/binder.pdf?language=en").header("Cookie", &session(&vigie));
    let answer = request.send(&vigie.address);
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    let kept = vigie.data().join("binder/binder-fr.pdf");
    until(Duration::from_secs(30), || kept.exists().then_some(())).expect("the night's copy");
    vigie.kill();
    fs::remove_file(&file).unwrap();
    printed(&vigie, &["--language", "fr", "--pdf", "--output", &path]);
    assert!(pdf_text(&file).contains("Classeur de crise"));
}

/// The words of a PDF that says what it is to those who hear it.
fn pdf_text(file: &std::path::Path) -> String {
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program).args(arguments).arg(file).arg("-").output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let about = Command::new("pdfinfo").arg(file).output().unwrap();
    let about = String::from_utf8_lossy(&about.stdout).into_owned();
    assert!(about.contains("Tagged:          yes") && about.contains("Title:"), "{about}");
    run("pdftotext", &["-layout"])
}
