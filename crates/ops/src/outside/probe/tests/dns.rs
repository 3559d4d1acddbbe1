//! DNS looks, against a name server of our own.

use super::*;
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, CNAME, MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType as Wire};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::UdpSocket;
use vigie_domain::check::kind::{Dns, RecordType};

/// A name server that knows example.test.
async fn name_server() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut packet = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut packet).await {
            let question = Message::from_vec(&packet[..length]).unwrap();
            let answer = answer(&question).to_vec().unwrap();
            socket.send_to(&answer, from).await.unwrap();
        }
    });
    address
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list stays open")]
fn answer(question: &Message) -> Message {
    let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
    let query = question.queries[0].clone();
    let name = query.name().clone();
    let known = name == Name::from_ascii("example.test.").unwrap();
    let values = match query.query_type() {
        _ if !known => Vec::new(),
        Wire::A => {
            vec![RData::A(A(Ipv4Addr::new(192, 0, 2, 1))), RData::A(A(Ipv4Addr::new(192, 0, 2, 2)))]
        }
        Wire::MX => vec![RData::MX(MX::new(10, Name::from_ascii("Mail.example.test.").unwrap()))],
        Wire::TXT => vec![RData::TXT(TXT::new(vec!["v=spf1 ".to_owned(), "-all".to_owned()]))],
        Wire::CNAME => vec![RData::CNAME(CNAME(Name::from_ascii("other.test.").unwrap()))],
        _ => Vec::new(),
    };
    if !known {
        reply.metadata.response_code = ResponseCode::NXDomain;
    }
    reply.add_query(query);
    for value in values {
        reply.add_answer(Record::from_rdata(name.clone(), 60, value));
    }
    reply
}

fn question(server: SocketAddr, name: &str, record: RecordType, expect: &[&str]) -> CheckKind {
    CheckKind::Dns(Dns {
        name: name.to_owned(),
        record,
        server: Some(server),
        expect: expect.iter().map(|value| (*value).to_owned()).collect(),
    })
}

#[tokio::test]
async fn answers_are_compared_with_what_is_expected() {
    let server = name_server().await;
    for (record, expect, answers) in [
        (RecordType::A, ["192.0.2.2"], "192.0.2.1, 192.0.2.2"),
        (RecordType::Mx, ["mail.example.test"], "10 mail.example.test"),
        (RecordType::Mx, ["10 mail.example.test"], "10 mail.example.test"),
        (RecordType::Txt, ["v=spf1 -all"], "v=spf1 -all"),
        (RecordType::Cname, ["other.test."], "other.test"),
    ] {
        let sight = look(question(server, "example.test", record, &expect)).await;
        assert_eq!(sight.outcome, Outcome::Ok, "{record:?} {expect:?}");
        assert_eq!(detail(&sight, "answers"), Some(answers));
        assert!(sight.phases.dns.is_some());
    }
    let sight = look(question(server, "example.test", RecordType::A, &["192.0.2.9"])).await;
    assert_eq!(why(&sight), "expected A 192.0.2.9, got 192.0.2.1, 192.0.2.2");
}

#[tokio::test]
async fn missing_names_and_missing_records_are_told_apart() {
    let server = name_server().await;
    let sight = look(question(server, "nothing.test", RecordType::A, &[])).await;
    assert_eq!(why(&sight), "the name nothing.test does not exist");
    let sight = look(question(server, "example.test", RecordType::Ns, &[])).await;
    assert_eq!(why(&sight), "example.test has no NS record");
}

#[tokio::test]
async fn a_silent_server_times_out() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let server = socket.local_addr().unwrap();
    let kind = question(server, "example.test", RecordType::A, &[]);
    let sight = prober().look(&kind, Duration::from_millis(600), noon()).await;
    match sight.outcome {
        Outcome::Failed { why } => {
            assert_eq!(why, "no answer within 600 ms while looking up the name");
        }
        Outcome::NotObserved { why } => assert!(why.contains("short of CPU"), "{why}"),
        Outcome::Ok => panic!("nobody answered"),
    }
}
