//! Every address with every role: what is answered is what the table of rights says.

use super::{Answer, World, people};
use crate::world::everything_token;
use vigie::access::{Need, Route, routes};
use vigie_domain::rights::{Place, Role, Who, may, may_somewhere};

/// An address that leads to nothing, in place of the parts in braces.
fn sample(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{id}" => "999999",
        "{reference}" => "INC-2026-0999",
        "{step}" => "acknowledge",
        part if part.starts_with('{') => "nothing",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Strangers who are refused at one address before they must wait, at least.
const REFUSED_MAX: usize = 40;

/// How somebody is turned away.
#[derive(Debug, PartialEq, Eq)]
enum Turned {
    /// Let in.
    In,
    /// Asked who they are.
    Unknown,
    /// Known, and refused.
    Refused,
}

fn turned(answer: &Answer) -> Turned {
    match (answer.status, answer.location.as_deref()) {
        (401, _) | (303, Some("/sign-in")) => Turned::Unknown,
        (403, _) => Turned::Refused,
        _ => Turned::In,
    }
}

/// What the table says; `None` where the address has a key of its own.
fn expected(need: Need, who: Option<&Who>) -> Option<Turned> {
    let allowed = match need {
        Need::Public => return Some(Turned::In),
        Need::Key(_) => return None,
        Need::Known => who.map(|_| true),
        Need::Somewhere(act) => who.map(|who| may_somewhere(who, act)),
        Need::Everywhere(act) => who.map(|who| may(who, act, &Place::WHOLE)),
    };
    Some(match allowed {
        None => Turned::Unknown,
        Some(true) => Turned::In,
        Some(false) => Turned::Refused,
    })
}

fn method_of(route: &Route) -> &'static str {
    if route.method == "*" { "GET" } else { route.method }
}

fn is_sign_out(route: &Route) -> bool {
    route.path == "/sign-out"
}

#[tokio::test]
async fn every_address_answers_every_role_as_the_table_says() {
    let world = World::new();
    let declared = world.app.cx.setup();
    let mut seen = 0;
    for person in people() {
        let name = person["slug"].as_str().unwrap();
        let grants = declared.people[name].roles.clone();
        let who = Who { name: name.to_owned(), is_person: true, grants };
        let cookie = world.cookie(name).await;
        for route in routes().filter(|route| !is_sign_out(route)) {
            let Some(expected) = expected(route.need, Some(&who)) else { continue };
            let answer = world.ask(&cookie, method_of(&route), &sample(route.path)).await;
            assert_eq!(turned(&answer), expected, "{name} {route:?}: {}", answer.text);
            assert!(answer.status < 500, "{name} {route:?}: {}", answer.text);
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen} answers only");
}

#[tokio::test]
async fn nobody_gets_in_without_being_known() {
    let mut world = World::new();
    for (at, route) in routes().enumerate() {
        // Whoever is refused often is told to wait, which is another test's story.
        if at % REFUSED_MAX == 0 {
            world = World::new();
        }
        let path = sample(route.path);
        let answer = world.send((method_of(&route), &path), &[], None).await;
        match expected(route.need, None) {
            Some(Turned::In) if is_sign_out(&route) => assert_eq!(answer.status, 303),
            Some(expected) => assert_eq!(turned(&answer), expected, "{route:?}"),
            // A key that opens nothing: the page of a sign-in link asks before it tries, and a
            // sign-in that never began leads back to its first page.
            None if path.starts_with("/sign-in/") || path == "/sign-out/provider" => {
                assert!(answer.status < 500, "{route:?}");
            }
            None => assert!((400..500).contains(&answer.status), "{route:?}: {}", answer.status),
        }
    }
    let forged = [("Cookie", "vigie_session=00000000000000000000000000000000")];
    assert_eq!(turned(&world.send(("GET", "/"), &forged, None).await), Turned::Unknown);
    let forged = [("Authorization", "Bearer 00000000000000000000000000000000")];
    let answer = world.send(("GET", "/api/v1/alerts"), &forged, None).await;
    assert_eq!(turned(&answer), Turned::Unknown);
}

#[tokio::test]
async fn the_first_administrator_and_an_old_token_may_everything() {
    let world = World::new();
    let cookie = world.cookie(vigie_domain::account::FIRST_ADMINISTRATOR).await;
    let token = everything_token(&world.app.cx, "robot").await;
    let bearer = format!("Bearer {}", token.unwrap());
    for route in routes().filter(|route| !is_sign_out(route)) {
        let Some(_) = expected(route.need, None) else { continue };
        let at = (method_of(&route), sample(route.path));
        let person = world.ask(&cookie, at.0, &at.1).await;
        assert_eq!(turned(&person), Turned::In, "{route:?}: {}", person.text);
        if route.need == Need::Known || route.path == "/app/pack.json" {
            continue; // a program has no account, and no phone
        }
        let headers = [("Authorization", bearer.as_str())];
        let program = world.send((at.0, &at.1), &headers, None).await;
        assert_eq!(turned(&program), Turned::In, "{route:?}: {}", program.text);
    }
}

#[tokio::test]
async fn a_method_that_nobody_decided_on_is_refused() {
    let world = World::new();
    let cookie = world.cookie("administrator").await;
    for (method, path) in [("DELETE", "/alerts"), ("PUT", "/api/v1/alerts/1"), ("PATCH", "/")] {
        assert_eq!(world.ask(&cookie, method, path).await.status, 405, "{method} {path}");
    }
}

#[test]
fn every_role_of_a_person_is_walked() {
    let persons = Role::ALL.into_iter().filter(|role| *role != Role::Sender);
    assert!(persons.map(Role::as_str).eq(super::ROLES));
}
