//! Tokens of programs: each may what its role says, where it holds, until it ends; and nobody
//! gives one more than they may themselves.

use super::{Answer, World};
use crate::world::everything_token;
use serde_json::{Value, json};
use std::time::Duration;
use vigie_domain::rights::{Grant, Role};
use vigie_domain::time::Timestamp;
use vigie_ops::keys::hash_secret;
use vigie_ops::store::tokens::{self, Adding};

async fn make(world: &World, cookie: &str, form: Value) -> Answer {
    let headers = [("Cookie", cookie), ("Content-Type", "application/json")];
    world.send(("POST", "/api/v1/tokens"), &headers, Some(&form.to_string())).await
}

/// Sends a request as a program.
async fn ask(world: &World, token: &str, method: &str, path: &str, body: Option<&str>) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    world.send((method, path), &headers, body).await
}

/// A token that was made at the beginning of time and ended a minute ago.
async fn ended(world: &World, secret: &'static str) {
    let now = world.app.cx.now();
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        let adding = Adding {
            hash: &hash_secret(secret),
            name: secret,
            grant: &Grant::everywhere(Role::Administrator),
            made_by: "ada",
            expires_at: Some(now.minus(Duration::from_secs(60))),
        };
        Ok(tokens::add(tx, &adding, Timestamp::ZERO)?)
    };
    world.app.cx.store.write(unit).await.unwrap();
}

#[tokio::test]
async fn nobody_gives_a_token_more_than_they_may_themselves() {
    let world = World::new();
    let (chief, of_acme) =
        (world.cookie("administrator").await, world.cookie("administrator-acme").await);
    for (cookie, form, status, about) in [
        (&of_acme, json!({"name": "a", "role": "reader", "organisation": "acme"}), 200, ""),
        (&of_acme, json!({"name": "b", "role": "administrator", "organisation": "acme"}), 200, ""),
        (&of_acme, json!({"name": "c", "role": "sender"}), 400, "everywhere"),
        (&of_acme, json!({"name": "c", "role": "reader", "organisation": "umbrella"}), 400, "look"),
        (&of_acme, json!({"name": "c", "role": "reader", "organisation": "nowhere"}), 400, "look"),
        // Administrators see no private incident, so their programs don't either.
        (&chief, json!({"name": "d", "role": "security_officer"}), 400, "may do more"),
        (&chief, json!({"name": "d", "role": "manager"}), 200, ""),
        (&chief, json!({"name": "e", "role": "reader", "organisation": "umbrella"}), 200, ""),
        (&chief, json!({"name": "f", "role": "lord"}), 400, "no role"),
        (&chief, json!({"name": "f", "days": 3_651}), 400, "days"),
        (&of_acme, json!({"name": "d", "role": "reader", "organisation": "acme"}), 400, "called"),
    ] {
        let answer = make(&world, cookie, form.clone()).await;
        assert_eq!(answer.status, status, "{form}: {}", answer.text);
        assert!(answer.text.contains(about), "{form}: {}", answer.text);
    }
    let listed = |list: Value| -> Vec<String> {
        let tokens = list["tokens"].as_array().unwrap().clone();
        tokens.iter().map(|token| token["name"].as_str().unwrap().to_owned()).collect()
    };
    let path = "/api/v1/tokens";
    assert_eq!(listed(world.ask(&of_acme, "GET", path).await.json()), ["a", "b"]);
    assert_eq!(listed(world.ask(&chief, "GET", path).await.json()), ["a", "b", "d", "e"]);
    for name in ["d", "e", "nothing"] {
        let answer = world.ask(&of_acme, "DELETE", &format!("/api/v1/tokens/{name}")).await;
        assert_eq!(answer.status, 404, "{name}: {}", answer.text);
    }
    // A role that may make tokens gives no more than it has, either.
    let made = make(
        &world,
        &of_acme,
        json!({"name": "b", "role": "administrator",
        "organisation": "acme"}),
    );
    let made = made.await.json();
    let program = made["token"].as_str().unwrap();
    let more = json!({"name": "g", "role": "administrator"}).to_string();
    assert_eq!(ask(&world, program, "POST", path, Some(&more)).await.status, 400);
}

#[tokio::test]
async fn a_token_does_what_its_role_does_and_sees_its_organisation_only() {
    let world = World::new();
    let robot = everything_token(&world.app.cx, "robot").await.unwrap();
    for service in ["shop", "desk"] {
        let sent = json!([{"labels": {"alertname": "Down", "service": service}}]).to_string();
        assert_eq!(ask(&world, &robot, "POST", "/api/v1/alerts", Some(&sent)).await.status, 200);
    }
    let chief = world.cookie("administrator").await;
    let token = |name: &str, role: &str| {
        let form = json!({"name": name, "role": role, "organisation": "acme"});
        let made = make(&world, &chief, form);
        async { made.await.json()["token"].as_str().unwrap().to_owned() }
    };
    let (reader, sender) = (token("reads", "reader").await, token("sends", "sender").await);
    let seen = ask(&world, &reader, "GET", "/api/v1/alerts", None).await;
    assert!(seen.text.contains("shop") && !seen.text.contains("desk"), "{}", seen.text);
    assert_eq!(ask(&world, &reader, "POST", "/api/v1/alerts/1/close", None).await.status, 403);
    assert_eq!(ask(&world, &reader, "GET", "/api/v1/tokens", None).await.status, 403);
    assert_eq!(ask(&world, &reader, "GET", "/api/v1/configuration", None).await.status, 403);
    assert_eq!(ask(&world, &sender, "GET", "/api/v1/alerts", None).await.status, 403);
    let own = json!([{"labels": {"alertname": "Full", "service": "shop"}}]).to_string();
    let theirs = json!([{"labels": {"alertname": "Full", "service": "desk"}}]).to_string();
    assert_eq!(ask(&world, &sender, "POST", "/api/v1/alerts", Some(&own)).await.status, 200);
    let refused = ask(&world, &sender, "POST", "/api/v1/alerts", Some(&theirs)).await;
    assert_ne!(refused.status, 200, "{}", refused.text);
}

#[tokio::test]
async fn a_token_that_ended_is_told_so_and_a_wrong_one_is_not() {
    let world = World::new();
    ended(&world, "past-its-time").await;
    let withdrawn = everything_token(&world.app.cx, "robot").await.unwrap();
    let chief = world.cookie("administrator").await;
    assert_eq!(world.ask(&chief, "DELETE", "/api/v1/tokens/robot").await.status, 200);
    for (secret, kind, words) in [
        ("past-its-time", "token-expired", "this token expired at 2"),
        (&*withdrawn, "token-withdrawn", "this token was withdrawn at 2"),
        ("past-its-tim", "unknown-caller", "with a token"),
        ("past-its-timf", "unknown-caller", "with a token"),
    ] {
        let answer = ask(&world, secret, "GET", "/api/v1/alerts", None).await;
        assert_eq!(answer.status, 401, "{secret}: {}", answer.text);
        let problem = answer.json();
        assert_eq!(problem["type"], format!("urn:vigie:problem:{kind}"), "{secret}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{secret}: {problem}");
        let ingest = ask(&world, secret, "POST", "/api/v2/alerts", Some("[]")).await;
        assert_eq!(ingest.status, 401, "{secret}: {}", ingest.text);
        let told = kind != "unknown-caller";
        assert_eq!(ingest.text.contains("this token"), told, "{secret}: {}", ingest.text);
        assert_eq!(
            ask(&world, secret, "GET", "/tokens", None).await.location.as_deref(),
            Some("/sign-in")
        );
    }
}

#[tokio::test]
async fn a_token_says_when_it_was_last_used() {
    let world = World::new();
    let robot = everything_token(&world.app.cx, "robot").await.unwrap();
    let chief = world.cookie("administrator").await;
    let list = world.ask(&chief, "GET", "/api/v1/tokens").await.json();
    assert_eq!(list["tokens"][0]["used_at"], Value::Null, "{list}");
    for _ in 0..5 {
        assert_eq!(ask(&world, &robot, "GET", "/api/v2/status", None).await.status, 200);
    }
    let mut used = Value::Null;
    for _ in 0..100 {
        used =
            world.ask(&chief, "GET", "/api/v1/tokens").await.json()["tokens"][0]["used_at"].clone();
        if !used.is_null() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let at: Timestamp = used.as_str().expect("the use was never written down").parse().unwrap();
    assert!(world.app.cx.now().since(at) < Duration::from_secs(30), "{used}");
}

#[tokio::test]
async fn a_token_is_made_and_withdrawn_on_its_page() {
    let world = World::new();
    let cookie = world.cookie("administrator-acme").await;
    let headers = [("Cookie", &*cookie), ("Content-Type", "application/x-www-form-urlencoded")];
    let page = world.ask(&cookie, "GET", "/tokens").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(
        !page.text.contains("umbrella") && !page.text.contains("security_officer"),
        "{}",
        page.text
    );
    for (form, about) in [
        ("name=Back+up&role=reader&organisation=acme&days=30", "name-mistake"),
        ("name=backup&role=reader&organisation=acme&days=x", "days-mistake"),
        ("name=backup&role=reader&organisation=&days=30", "organisation-mistake"),
        ("name=backup&role=security_officer&organisation=acme&days=30", "role-mistake"),
    ] {
        let refused = world.send(("POST", "/tokens"), &headers, Some(form)).await;
        assert_eq!(refused.status, 422, "{form}: {}", refused.text);
        assert!(refused.text.contains(&format!("id=\"{about}\"")), "{form}: {}", refused.text);
    }
    let form = "name=backup&role=responder&organisation=acme&days=10";
    let made = world.send(("POST", "/tokens"), &headers, Some(form)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let secret = made.text.split("<pre tabindex=\"0\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(ask(&world, secret, "GET", "/api/v1/alerts", None).await.status, 200);
    let page = world.ask(&cookie, "GET", "/tokens").await.text;
    assert!(page.contains("backup") && !page.contains(secret), "{page}");
    assert!(page.contains("1 token ends within 14 days"), "{page}");
    let again = world.send(("POST", "/tokens"), &headers, Some(form)).await;
    assert_eq!(again.status, 422, "the program of that name goes on: {}", again.text);
    assert_eq!(world.ask(&cookie, "POST", "/tokens/backup/withdraw").await.status, 303);
    assert_eq!(ask(&world, secret, "GET", "/api/v1/alerts", None).await.status, 401);
    let past = world.ask(&cookie, "GET", "/tokens?state=withdrawn").await.text;
    assert!(past.contains("backup") && !past.contains(secret), "{past}");
    let chief = world.cookie("administrator").await;
    let journal = world.ask(&chief, "GET", "/api/v1/journal").await.text;
    assert!(journal.contains("made: responder of acme, until 2"), "{journal}");
    assert!(journal.contains("administrator-acme") && !journal.contains(secret), "{journal}");
}
