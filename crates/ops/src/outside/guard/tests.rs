use super::*;

const OPEN: Policy = Policy { allow_private: true };
const CLOSED: Policy = Policy { allow_private: false };

#[test]
fn addresses_are_judged_by_what_they_reach() {
    // Address, permitted with private networks, permitted without.
    let table = [
        ("93.184.216.34", true, true),
        ("2606:2800:220:1::1", true, true),
        ("127.0.0.1", true, false),
        ("::1", true, false),
        ("10.1.2.3", true, false),
        ("172.16.0.1", true, false),
        ("172.32.0.1", true, true),
        ("192.168.1.1", true, false),
        ("100.64.0.1", true, false),
        ("198.18.0.1", true, false),
        ("fd12::1", true, false),
        ("fec0::1", true, false),
        ("169.254.169.254", false, false),
        ("169.254.0.1", false, false),
        ("fe80::1", false, false),
        ("fd00:ec2::254", false, false),
        ("224.0.0.1", false, false),
        ("ff02::1", false, false),
        ("0.0.0.0", false, false),
        ("0.1.2.3", false, false),
        ("::", false, false),
        ("255.255.255.255", false, false),
        ("240.0.0.1", false, false),
        // IPv4 in IPv6 clothes.
        ("::ffff:169.254.169.254", false, false),
        ("::ffff:10.0.0.1", true, false),
        ("::ffff:93.184.216.34", true, true),
        ("64:ff9b::a9fe:a9fe", false, false),
        ("64:ff9b::5db8:d822", true, true),
        ("2002:7f00:1::1", true, false),
        ("::7f00:1", true, false),
    ];
    for (text, open, closed) in table {
        let address: IpAddr = text.parse().unwrap();
        assert_eq!(permitted(address, OPEN).is_ok(), open, "{text} with private networks");
        assert_eq!(permitted(address, CLOSED).is_ok(), closed, "{text} without");
    }
}

#[test]
fn a_refusal_says_which_address_and_why() {
    let why = permitted("169.254.169.254".parse().unwrap(), OPEN).unwrap_err();
    assert!(why.contains("169.254.169.254") && why.contains("metadata"), "{why}");
}

#[tokio::test]
async fn a_name_that_points_inside_is_refused_when_private_networks_are_closed() {
    assert!(matches!(resolve("localhost", 80, CLOSED).await, Err(NoAddress::Refused(_))));
    let found = resolve("localhost", 80, OPEN).await.unwrap();
    assert!(found.iter().all(|address| address.ip().is_loopback() && address.port() == 80));
}

#[tokio::test]
async fn the_client_itself_refuses_a_forbidden_name_and_a_forbidden_literal() {
    let http = Http::new(CLOSED);
    let request = http.request(reqwest::Method::GET, "http://localhost:9/x").unwrap();
    let refusal = http.call(request).await.unwrap_err();
    assert!(matches!(&refusal, CallError::Refused(why) if why.contains("private")), "{refusal:?}");
    for address in [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "no address",
    ] {
        let refusal = http.request(reqwest::Method::GET, address).err();
        assert!(matches!(refusal, Some(CallError::Refused(_))), "{address}: {refusal:?}");
    }
}

#[tokio::test]
async fn a_failure_never_shows_the_address() {
    let http = Http::new(OPEN);
    // Bound and dropped: nobody listens there.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let secret = format!("http://127.0.0.1:{port}/hooks/s3cret");
    let request = http.request(reqwest::Method::POST, &secret).unwrap();
    let failure = http.call(request).await.unwrap_err();
    let CallError::Failed(why) = &failure else { panic!("{failure:?}") };
    assert!(!why.contains("s3cret") && why.contains("refused"), "{why}");
}
