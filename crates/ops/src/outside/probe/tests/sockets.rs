//! TCP dialogues, echoes and name lookups.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use vigie_domain::check::kind::{Icmp, Tcp};
use vigie_domain::check::net::{Family, Host};

/// A server that greets, waits for a line, answers it and hangs up.
async fn talker(greeting: &'static str, answer: &'static str) -> Tcp {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(greeting.as_bytes()).await.ok();
            let mut heard = [0; 64];
            if stream.read(&mut heard).await.is_ok_and(|count| count > 0) {
                stream.write_all(answer.as_bytes()).await.ok();
            }
        }
    });
    Tcp { host: "127.0.0.1".parse().unwrap(), port, ip: Family::Any, send: None, expect: None }
}

#[tokio::test]
async fn an_open_port_is_ok_and_a_closed_one_refused() {
    let mut tcp = talker("", "").await;
    assert_eq!(look(CheckKind::Tcp(tcp.clone())).await.outcome, Outcome::Ok);
    tcp.port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sight = look(CheckKind::Tcp(tcp.clone())).await;
    assert_eq!(why(&sight), format!("connection refused by 127.0.0.1:{}", tcp.port));
}

#[tokio::test]
async fn a_dialogue_says_what_it_heard() {
    let mut tcp = talker("220 mail ready\r\n", "").await;
    tcp.expect = Some("220 ".to_owned());
    let sight = look(CheckKind::Tcp(tcp)).await;
    assert_eq!(sight.outcome, Outcome::Ok);
    assert!(sight.phases.first_byte.is_some());
    let mut tcp = talker("", "+PONG\r\n").await;
    tcp.send = Some("PING\r\n".to_owned());
    tcp.expect = Some("+PONG".to_owned());
    assert_eq!(look(CheckKind::Tcp(tcp.clone())).await.outcome, Outcome::Ok);
    let mut tcp = talker("", "-NOAUTH\r\n").await;
    tcp.send = Some("PING\r\n".to_owned());
    tcp.expect = Some("+PONG".to_owned());
    assert_eq!(
        why(&look(CheckKind::Tcp(tcp.clone())).await),
        "expected \"+PONG\", got \"-NOAUTH\""
    );
    let mut tcp = talker("", "").await;
    tcp.send = Some("PING\r\n".to_owned());
    tcp.expect = Some("+PONG".to_owned());
    assert_eq!(
        why(&look(CheckKind::Tcp(tcp)).await),
        "expected \"+PONG\", the connection was closed without a word"
    );
}

#[tokio::test]
async fn localhost_is_found_by_name() {
    let mut tcp = talker("", "").await;
    tcp.host = "localhost".parse().unwrap();
    tcp.ip = Family::V4;
    let sight = look(CheckKind::Tcp(tcp)).await;
    assert_eq!(sight.outcome, Outcome::Ok);
    assert!(sight.phases.dns.is_some());
}

#[tokio::test]
async fn a_name_that_cannot_be_is_not_found() {
    let mut tcp = talker("", "").await;
    tcp.host = Host::Name("no-such-host.invalid".to_owned());
    let sight = look(CheckKind::Tcp(tcp)).await;
    match sight.outcome {
        Outcome::Failed { why } => assert!(why.contains("no-such-host.invalid"), "{why}"),
        // Where the machine has no name server at all, that is what must be said.
        Outcome::NotObserved { why } => assert!(why.contains("name server"), "{why}"),
        Outcome::Ok => panic!(".invalid never exists"),
    }
}

#[tokio::test]
async fn this_machine_answers_its_own_echo_where_that_is_permitted() {
    let icmp = Icmp { host: "127.0.0.1".parse().unwrap(), ip: Family::Any };
    let sight = look(CheckKind::Icmp(icmp)).await;
    match sight.outcome {
        Outcome::Ok => assert!(sight.phases.first_byte.is_some()),
        Outcome::NotObserved { why } => assert!(why.starts_with("not permitted: "), "{why}"),
        Outcome::Failed { why } => panic!("{why}"),
    }
}
