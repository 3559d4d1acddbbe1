//! Starting and stopping, as an operator and a crash do it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use crate::peers::http::get;
use crate::peers::postgres;
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, is_root, until};

#[test]
fn it_starts_on_nothing_and_prints_a_way_in() {
    let vigie = Vigie::start(&[]);
    let patience = Duration::from_secs(5);
    until(patience, || vigie.log().contains("/sign-in/").then_some(()))
        .unwrap_or_else(|| panic!("no sign-in link: {}", vigie.log()));
    assert!(vigie.log().contains(&vigie.url("/sign-in/")), "{}", vigie.log());
    assert_eq!(get(&vigie.address, "/-/healthy").text().trim(), "OK");
    for secret in ["vigie.key", "cli.token"] {
        let mode = fs::metadata(vigie.data().join(secret)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{secret} can be read by others: {mode:o}");
    }
}

#[test]
fn it_comes_back_after_a_kill_stays_after_a_reload_and_ends_well_when_asked() {
    let mut vigie = Vigie::start(&[]);
    vigie.kill();
    vigie.start_again();
    vigie.signal("HUP");
    assert_eq!(get(&vigie.address, "/-/ready").status, 200);
    assert!(vigie.terminate(), "{}", vigie.log());
    vigie.start_again();
    assert!(!vigie.log().contains("panicked"), "{}", vigie.log());
}

#[test]
fn it_serves_from_postgresql_and_says_so_when_that_is_gone() {
    let server = postgres::Postgres::start(postgres::Durability::Full);
    let url = server.url_of_new_database();
    let mut vigie = Vigie::start(&["--database", &url]);
    vigie.kill();
    vigie.start_again();
    server.restart();
    let ready = || (get(&vigie.address, "/-/ready").status == 200).then_some(());
    until(Duration::from_secs(20), ready).expect("ready again after PostgreSQL's restart");
    drop(server);
    let answer = get(&vigie.address, "/-/ready");
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(!vigie.log().contains("panicked"), "{}", vigie.log());
}

#[test]
fn metrics_name_a_version_that_dashboards_of_alertmanager_understand() {
    let vigie = Vigie::start(&[]);
    let answer = get(&vigie.address, "/metrics");
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"), "{answer:?}");
    assert!(answer.text().contains("alertmanager_build_info{"), "{}", answer.text());
}

#[test]
fn a_start_that_can_not_be_says_what_to_change() {
    let dir = folder("refused");
    let file = dir.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    let data = dir.path().join("data");
    let (file, data) = (file.to_string_lossy(), data.to_string_lossy());
    refuses(&["--data", &file, "--listen", "127.0.0.1:0"], &[&file]);
    refuses(&["--data", &data, "--listen", &taken], &[&taken]);
    let missing = format!("{data}/missing.yaml");
    refuses(&["--data", &data, "--listen", "127.0.0.1:0", "--config", &missing], &[&missing]);
    let nobody = "postgres://vigie@127.0.0.1:1/vigie";
    refuses(&["--data", &data, "--listen", "127.0.0.1:0", "--database", nobody], &["127.0.0.1"]);
}

#[test]
fn a_read_only_or_full_disk_is_named_at_the_start() {
    for (options, made_of) in [("ro", "read-only"), ("size=64k", "full")] {
        let dir = folder("disk");
        let path = dir.path().to_string_lossy().into_owned();
        let script = r#"mount -t tmpfs -o "$1" tmpfs "$2" && exec "$3" serve --listen 127.0.0.1:0 --data "$2/data""#;
        let mut own_mounts = if is_root() { Command::new("timeout") } else { Command::new("sudo") };
        own_mounts.args(if is_root() { ["30"].as_slice() } else { &["-n", "timeout", "30"] });
        let ran = own_mounts
            .args(["unshare", "--mount", "sh", "-c", script, "sh", options, &path])
            .arg(env!("CARGO_BIN_EXE_vigie"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!said.contains("mount:"), "this test needs a mount of its own: {said}");
        assert_eq!(ran.status.code(), Some(1), "a {made_of} disk: {said}");
        assert!(said.contains("next:") && !said.contains("panicked"), "a {made_of} disk: {said}");
    }
}

/// It must end by itself, soon, with a message that names these.
fn refuses(args: &[&str], named: &[&str]) {
    let ran = cli(&[&["serve"], args].concat(), "");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let code = if args.contains(&"--database") { 3 } else { 1 };
    assert_eq!(ran.status.code(), Some(code), "{args:?}: {said}");
    assert!(!said.contains("panicked"), "{args:?}: {said}");
    for name in named {
        assert!(said.contains(name), "{args:?} must name {name}: {said}");
    }
}
