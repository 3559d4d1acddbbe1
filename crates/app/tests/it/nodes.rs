//! Two programs on one PostgreSQL: one looks, both know, and the other takes over.

use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, free_port, postgres, until};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A target that answers 200 and counts its visitors.
fn target() -> (u16, Arc<AtomicU32>) {
    let listener = TcpListener::bind(("127.0.0.1", free_port())).unwrap();
    let (port, visits) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&visits);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            drop(stream.read(&mut [0; 1024]));
            drop(
                stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                ),
            );
        }
    });
    (port, visits)
}

fn checks(node: &Vigie) -> String {
    let data = node.data().display().to_string();
    String::from_utf8(cli(&["checks", "--data", &data], "").stdout).unwrap()
}

/// Longer than a lease and its renewal.
const SOON: Duration = Duration::from_secs(40);

fn soon(what: &str, mut is_so: impl FnMut() -> bool) {
    until(SOON, || is_so().then_some(())).unwrap_or_else(|| panic!("not in time: {what}"));
}

#[test]
fn one_of_two_nodes_looks_both_know_and_the_other_takes_over() {
    let url = postgres::url_of_new_database();
    let mut first = Vigie::start(&["--database", &url]);
    let mut second = first.beside(&["--database", &url]);
    let (port, visits) = target();
    let dir = folder("nodes");
    let file = dir.path().join("vigie.yaml");
    let check = format!(
        "{{slug: site, every: 1s, timeout: 500ms, http: {{url: 'http://127.0.0.1:{port}/'}}}}"
    );
    fs::write(&file, format!("checks:\n- {check}\n")).unwrap();
    let (data, file) = (first.data().display().to_string(), file.display().to_string());
    let applied = cli(&["apply", &file, "--data", &data], "");
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    soon("the other node knows the check", || checks(&second).contains("site"));
    soon("the check is looked at", || visits.load(Ordering::SeqCst) > 0);

    let before = visits.load(Ordering::SeqCst);
    until(Duration::from_secs(6), || None::<()>);
    let seen = visits.load(Ordering::SeqCst) - before;
    assert!((4..=8).contains(&seen), "{seen} looks in six seconds: one node looks, not both");

    let first_looks = first.log().contains("this node looks");
    assert_ne!(first_looks, second.log().contains("this node looks"));
    if first_looks { &mut first } else { &mut second }.kill();
    let at_death = visits.load(Ordering::SeqCst);
    soon("the other node takes over", || visits.load(Ordering::SeqCst) > at_death + 2);
}
