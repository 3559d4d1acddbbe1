//! Signing in through an identity provider that behaves as ProConnect, and as one that lies.

mod real;

use crate::peers::http::{Answer, Request};
use crate::peers::provider::{CLIENT, Lie, Provider, SECRET, fields};
use crate::peers::vigie::Vigie;
use crate::peers::{folder, free_port};
use crate::sign_in::{Browser, leads_to, operator, settled};
use serde_json::{Value, json};

fn declared(issuer: &str, pkce: bool) -> (Vigie, tempfile::TempDir) {
    let dir = folder("provider");
    let file = dir.path().join("vigie.yaml");
    let text = format!(
        "settings:
  oidc:
    issuer: '{issuer}'
    client_id: {CLIENT}
    client_secret: {SECRET}
    label: ProConnect
    scopes: [email, given_name, usual_name, siret]
    acr_values: [eidas1]
    pkce: {pkce}
    addresses_are_checked: true
    group_claim: groups
    groups: {{ops: [responder]}}
people:
- {{slug: ada, email: Ada@example.gouv.fr, roles: [manager]}}
"
    );
    std::fs::write(&file, text).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

fn person(sub: &str, email: &str, groups: &[&str]) -> Value {
    json!({ "sub": sub, "email": email, "usual_name": "X", "siret": "13002526500013", "groups": groups })
}

/// Goes to the provider as the button leads; answers where it sends the browser back to.
fn goes(browser: &mut Browser, provider: &Provider) -> String {
    let sent = browser.get("/sign-in/provider");
    let to = leads_to(&sent).to_owned();
    let (address, path) = to.strip_prefix("http://").unwrap().split_once('/').unwrap();
    assert!(provider.issuer.contains(address), "{to}");
    let back = Request::new("GET", format!("/{path}")).send(address);
    assert_eq!(back.status, 302, "{}", back.text());
    let place = back.header("location").unwrap();
    format!("/{}", place.splitn(4, '/').nth(3).unwrap())
}

fn comes_back(browser: &mut Browser, provider: &Provider) -> Answer {
    let back = goes(browser, provider);
    browser.get(&back)
}

#[test]
fn somebody_comes_in_with_proconnect_and_leaves_it_again() {
    let provider = Provider::start();
    let (vigie, _dir) = declared(&provider.issuer, false);
    provider.is_visited_by(person("s-1", "ADA@example.gouv.fr", &[]));
    let mut browser = Browser::new(&vigie);
    assert!(browser.get("/sign-in").text().contains("Sign in with ProConnect"));
    browser.get("/incidents");
    let entered = comes_back(&mut browser, &provider);
    assert_eq!(leads_to(&entered), "/incidents", "{}", entered.text());
    assert!(browser.get("/account").text().contains("<strong>ada</strong>"), "by her address");

    provider.is_visited_by(person("s-1", "new-name@example.gouv.fr", &[]));
    provider.changes_its_key();
    let mut phone = Browser::new(&vigie);
    assert_eq!(leads_to(&comes_back(&mut phone, &provider)), "/");
    assert!(
        phone.get("/account").text().contains("<strong>ada</strong>"),
        "then by her own name there"
    );

    assert_eq!(leads_to(&browser.post("/sign-out", &[])), "/sign-in");
    assert!(browser.get("/sign-in").text().contains("Sign out of ProConnect too"));
    let left = browser.get("/sign-out/provider");
    let to = leads_to(&left);
    assert!(to.starts_with(&format!("{}/session/end?", provider.issuer)), "{to}");
    let told = fields(to.split_once('?').unwrap().1);
    assert_eq!(told["id_token_hint"].split('.').count(), 3);
    assert!(told["state"].len() >= 32);
    assert_eq!(told["post_logout_redirect_uri"], vigie.url("/sign-in"));
    assert!(!browser.is_in() && phone.is_in());
}

#[test]
fn a_group_makes_an_account_and_a_stranger_gets_none() {
    let provider = Provider::start();
    let (vigie, _dir) = declared(&provider.issuer, false);
    provider.is_visited_by(person("s-2", "bob@example.gouv.fr", &["ops", "other"]));
    let mut bob = Browser::new(&vigie);
    assert_eq!(leads_to(&comes_back(&mut bob, &provider)), "/");
    assert!(operator(&vigie, &["user", "list"]).contains("bob@example.gouv.fr"));
    provider.is_visited_by(person("s-3", "eve@example.gouv.fr", &["other"]));
    let mut eve = Browser::new(&vigie);
    let refused = comes_back(&mut eve, &provider);
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("eve@example.gouv.fr") && !eve.is_in());
    operator(&vigie, &["user", "remove", "bob"]);
    assert!(!bob.is_in());
}

#[test]
fn an_answer_that_is_not_to_our_question_opens_nothing() {
    let provider = Provider::start();
    let (vigie, _dir) = declared(&provider.issuer, false);
    provider.is_visited_by(person("s-1", "ada@example.gouv.fr", &[]));
    for lie in [
        Lie::Nonce,
        Lie::Issuer,
        Lie::Audience,
        Lie::Expired,
        Lie::Unsigned,
        Lie::Stolen,
        Lie::Subject,
    ] {
        provider.lies(lie);
        let mut browser = Browser::new(&vigie);
        let answer = comes_back(&mut browser, &provider);
        assert_eq!(answer.status, 422, "{lie:?}: {}", answer.text());
        assert!(!browser.is_in(), "{lie:?}");
    }
    provider.lies(Lie::None);
    let mut browser = Browser::new(&vigie);
    let back = goes(&mut browser, &provider);
    let mut other = Browser::new(&vigie);
    assert_eq!(other.get(&back).status, 422, "another browser did not ask");
    let kept = browser.cookies["vigie_provider"].clone();
    for odd in [
        back.replace("state=", "state=x"),
        back.replace("code=code-", "code=forged-"),
        back.replace("iss=http", "iss=https"),
        "/sign-in/provider/return".to_owned(),
        "/sign-in/provider/return?error=access_denied&state=%3Cb%3E".to_owned(),
    ] {
        let mut browser = Browser::new(&vigie);
        browser.cookies.insert("vigie_provider".to_owned(), kept.clone());
        let answer = browser.get(&odd);
        assert_eq!(answer.status, 422, "{odd}: {}", answer.text());
        assert!(!browser.is_in() && !answer.text().contains("<b>"), "{odd}");
    }
    // The forged code used the question up: even the right answer comes too late now.
    browser.cookies.insert("vigie_provider".to_owned(), kept);
    assert_eq!(browser.get(&back).status, 422, "a question is answered once");
    assert!(!vigie.log().contains(SECRET));
}

#[test]
fn a_provider_that_is_down_or_wants_no_pkce_is_said_and_passwords_go_on() {
    let nobody = format!("http://127.0.0.1:{}/api/v2", free_port());
    let (vigie, _dir) = declared(&nobody, true);
    let mut browser = Browser::new(&vigie);
    let down = browser.get("/sign-in/provider");
    assert_eq!(down.status, 503, "{}", down.text());
    assert!(down.text().contains("works as before"), "{}", down.text());
    assert!(settled(&vigie, "bob").is_in(), "accounts of our own need nobody");

    let provider = Provider::start();
    let (vigie, _dir) = declared(&provider.issuer, true);
    let sent = Browser::new(&vigie).get("/sign-in/provider");
    let asked = fields(leads_to(&sent).split_once('?').unwrap().1);
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["acr_values"], "eidas1");
    assert!(asked["state"].len() >= 32 && asked["nonce"].len() >= 32);
    assert!(provider.seen().iter().all(|line| !line.contains(SECRET)));
}
