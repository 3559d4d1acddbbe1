//! Guessing through a proxy: what is slowed down is the client that the proxy names.

use super::{PASSWORD, settled};
use crate::defence::configured;
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::Vigie;

/// Tries a password as a proxy on this machine forwards it.
fn tries(vigie: &Vigie, forwarded: &str, name: &str, password: &str) -> Answer {
    Request::form("/sign-in", &[("name", name), ("password", password)])
        .header("X-Forwarded-For", forwarded)
        .send(&vigie.address)
}

#[test]
fn behind_a_declared_proxy_the_client_is_slowed_down_and_nobody_else() {
    let vigie = configured("settings: {trusted_proxies: [127.0.0.0/8]}");
    settled(&vigie, "ada");
    // One account from one address, whatever the client claims before the proxy adds its own word.
    let status = |forged: usize| {
        let forwarded = format!("198.51.100.{forged}, 203.0.113.7");
        tries(&vigie, &forwarded, "ada", "not the password").status
    };
    let found: Vec<u16> = (1..=8).map(status).collect();
    assert_eq!(found.first(), Some(&422), "{found:?}");
    assert_eq!(found.last(), Some(&429), "{found:?}");
    let owner = tries(&vigie, "203.0.113.8", "ada", PASSWORD);
    assert_eq!(owner.status, 303, "the owner elsewhere comes in: {}", owner.text());
    // Many accounts from one address.
    let guess = |n: usize| tries(&vigie, "203.0.113.9", &format!("user-{n}"), "a guess").status;
    let refused = (0..80).any(|n| guess(n) == 429);
    assert!(refused, "one client tries name after name");
    assert_eq!(tries(&vigie, "203.0.113.10", "user-1", "a guess").status, 422, "another waits not");
    let sessions = tries(&vigie, "2001:db8::1", "ada", PASSWORD);
    let cookie = sessions.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let page = Request::new("GET", "/account").header("Cookie", &cookie).send(&vigie.address);
    assert!(page.text().contains("2001:db8::1"), "the account page names the client");
}

#[test]
fn whom_nobody_declared_names_no_client() {
    let vigie = Vigie::start(&[]);
    settled(&vigie, "ada");
    let found: Vec<u16> = (1..=8)
        .map(|n| tries(&vigie, &format!("203.0.113.{n}"), "ada", "not the password").status)
        .collect();
    assert_eq!(found.last(), Some(&429), "a forged header makes nobody new: {found:?}");
}
