//! Debian's `amtool`, unchanged, against a server: the same steps on the real Alertmanager, which
//! shows that the steps are right, and on Vigie.

use std::fs;

use crate::peers::alertmanager::{Alertmanager, amtool};
use crate::peers::vigie::Vigie;
use crate::peers::{folder, program};

const CONFIG: &str = "\
route:
  receiver: everyone
  group_by: [alertname]
  routes:
  - matchers: ['team=\"db\"']
    receiver: db
receivers:
- name: everyone
- name: db
";

#[test]
fn amtool_works_with_alertmanager() {
    let server = Alertmanager::start(CONFIG, &[]);
    run_all(&server.address);
}

#[test]
fn amtool_works_with_vigie() {
    let dir = folder("amtool");
    let file = dir.path().join("alertmanager.yml");
    fs::write(&file, CONFIG).unwrap();
    let server = Vigie::start(&["--alertmanager-config", &file.to_string_lossy()]);
    run_all(&server.address);
}

fn run_all(address: &str) {
    let server = Server(address);
    server.alerts();
    server.silences();
    server.silences_by_query();
    server.import();
    server.cluster_and_config();
    server.refusals();
}

struct Server<'a>(&'a str);

impl Server<'_> {
    fn good(&self, args: &[&str]) -> String {
        amtool(self.0, args).good()
    }

    /// The lines of a query's simple table, without its head.
    fn rows(&self, args: &[&str]) -> Vec<String> {
        let out = self.good(args);
        let rows =
            out.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        rows.collect()
    }

    fn alerts(&self) {
        self.good(&[
            "alert",
            "add",
            "Down",
            "team=db",
            "instance=a",
            "--annotation=summary=a is down",
        ]);
        self.good(&["alert", "add", "alertname=Down", "team=web", "instance=b"]);
        self.good(&["alert", "add", "Slow", "team=web", "--start=2026-01-02T03:04:05Z"]);
        self.good(&[
            "alert",
            "add",
            "Over",
            "--start=2026-01-02T03:04:05Z",
            "--end=2026-01-02T04:04:05Z",
        ]);
        assert_eq!(self.rows(&["alert", "query"]).len(), 3);
        let names = |matchers: &[&str]| -> Vec<String> {
            let rows = self.rows(&[&["alert", "query"], matchers].concat());
            let mut names: Vec<String> =
                rows.iter().map(|row| row.split(' ').next().unwrap().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(&["Down"]), ["Down", "Down"]);
        assert_eq!(names(&["alertname=Down", "team=db"]), ["Down"]);
        assert_eq!(names(&["alertname=~S.*"]), ["Slow"]);
        assert_eq!(names(&["team!=db"]), ["Down", "Slow"]);
        assert_eq!(names(&["team!~w.*"]), ["Down"]);
        assert_eq!(names(&["instance="]), ["Slow"]);
        assert_eq!(names(&["--receiver=db"]), ["Down"]);
        assert_eq!(names(&["Nothing"]), [""; 0]);
        let slow = &self.rows(&["alert", "query", "Slow"])[0];
        assert!(slow.contains("2026-01-02 03:04:05 UTC") && slow.contains("active"), "{slow}");
        let wide = self.good(&["alert", "query", "--output=extended", "Down", "team=db"]);
        assert!(wide.contains("a is down") && wide.contains(r#"instance="a""#), "{wide}");
        let json = self.good(&["alert", "query", "--output=json", "Down", "team=db"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json[0]["labels"]["instance"], "a");
    }

    fn silences(&self) {
        let id = self.add_silence(&["alertname=Down", "team=db"]);
        assert_eq!(self.rows(&["silence", "query"]).len(), 1);
        assert_eq!(self.rows(&["alert", "query", "Down"]).len(), 1, "silenced ones are left out");
        assert_eq!(self.rows(&["alert", "query", "--silenced", "Down"]).len(), 1);
        let updated = self.good(&["silence", "update", "--duration=3h", "--comment=longer", &id]);
        assert!(updated.contains(&id) && updated.contains("longer"), "{updated}");
        let row = &self.rows(&["silence", "query", "alertname=Down"])[0];
        assert!(row.starts_with(&id) && row.contains("longer") && row.contains("tester"), "{row}");
        self.good(&["silence", "expire", &id]);
        assert_eq!(self.rows(&["silence", "query"]).len(), 0);
        assert!(self.good(&["silence", "query", "--expired", "-q"]).contains(&id));
        assert_eq!(self.rows(&["alert", "query", "Down"]).len(), 2, "they are heard again");
    }

    fn silences_by_query(&self) {
        let pattern = self.add_silence(&["alertname=~S.*", "team!=db"]);
        let pending = self.add_silence(&[
            "team=web",
            "--start=2030-01-01T00:00:00Z",
            "--end=2030-01-02T00:00:00Z",
        ]);
        assert_eq!(self.good(&["silence", "query", "-q"]).lines().count(), 2);
        let found = self.good(&["silence", "query", "-q", "alertname=~S.*"]);
        assert_eq!(found.trim(), pattern);
        let soon = self.good(&["silence", "query", "-q", "--within=1h"]);
        assert!(!soon.contains(&pending), "{soon}");
        let mine = self.good(&["silence", "query", "-q", "--created-by=tester"]);
        assert_eq!(mine.lines().count(), 2);
        assert_eq!(self.rows(&["alert", "query", "Slow"]).len(), 0);
        self.good(&["silence", "expire", &pattern, &pending]);
        assert_eq!(self.good(&["silence", "query", "-q"]).trim(), "");
    }

    fn import(&self) {
        let id = self.add_silence(&["alertname=Imported"]);
        let exported = self.good(&["silence", "query", "--output=json", "alertname=Imported"]);
        self.good(&["silence", "expire", &id]);
        let dir = folder("import");
        let file = dir.path().join("silences.json");
        fs::write(&file, exported).unwrap();
        self.good(&["silence", "import", "--force", &file.to_string_lossy()]);
        let imported = self.good(&["silence", "query", "-q", "alertname=Imported"]);
        assert!(imported.trim().len() == 36 && imported.trim() != id, "{imported}");
        self.good(&["silence", "expire", imported.trim()]);
    }

    fn cluster_and_config(&self) {
        let cluster = self.good(&["cluster", "show"]);
        assert!(cluster.contains("Cluster Status:") && cluster.contains("disabled"), "{cluster}");
        let config = self.good(&["config", "show"]);
        assert!(
            config.contains("receiver: everyone") && config.contains("receiver: db"),
            "{config}"
        );
        let routed = self.good(&["config", "routes", "test", "team=db"]);
        assert_eq!(routed.trim(), "db");
        let dir = folder("check-config");
        let file = dir.path().join("shown.yml");
        fs::write(&file, config).unwrap();
        let checked = self.good(&["check-config", &file.to_string_lossy()]);
        assert!(checked.contains("SUCCESS"), "{checked}");
    }

    fn refusals(&self) {
        let bad = amtool(self.0, &["silence", "expire", "00000000-0000-4000-8000-000000000000"]);
        assert!(!bad.ok && bad.err.contains("amtool: error"), "{bad:?}");
        let bad = amtool(self.0, &["alert", "query", "--receiver=("]);
        assert!(!bad.ok, "{bad:?}");
        let bad =
            amtool(self.0, &["silence", "add", "--author=tester", "--comment=c", "alertname=~.*"]);
        assert!(!bad.ok && bad.err.contains("must not match the empty string"), "{bad:?}");
    }

    fn add_silence(&self, args: &[&str]) -> String {
        let head = ["silence", "add", "--author=tester", "--comment=work"];
        let id = self.good(&[&head, args].concat()).trim().to_owned();
        assert_eq!(id.len(), 36, "{id}");
        id
    }
}

#[test]
fn amtool_is_debians() {
    let version = std::process::Command::new(program("amtool", "prometheus-alertmanager"))
        .arg("--version")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&version.stdout).contains("amtool, version 0."));
}
