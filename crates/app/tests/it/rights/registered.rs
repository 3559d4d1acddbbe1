//! The list of addresses is whole: what the routers serve and what the OpenAPI document promises
//! is in it, and nothing else is.

use super::World;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use vigie::access::routes;

/// Methods that a router keeps apart.
const METHODS: [&str; 6] = ["get", "delete", "patch", "post", "put", "head"];

/// What the routers serve, read from how they print themselves: nothing else tells. `*` stands
/// for an address that takes every method.
fn registered(printed: &str) -> BTreeSet<(String, String)> {
    // What stands after it is the page for an address that leads nowhere.
    let printed = printed.split("fallback_router:").next().unwrap();
    let paths = Regex::new(r#"(RouteId\(\d+\)|\b\d+): "(/[^"]*)""#).unwrap();
    let paths: BTreeMap<String, String> = paths
        .captures_iter(printed)
        .map(|found| (found[1].to_owned(), found[2].to_owned()))
        .collect();
    let starts = Regex::new(r"(RouteId\(\d+\)|\b\d+): MethodRouter\(").unwrap();
    let starts: Vec<_> = starts.captures_iter(printed).collect();
    let mut found = BTreeSet::new();
    for (place, start) in starts.iter().enumerate() {
        let from = start.get(0).unwrap().end();
        let to = starts.get(place + 1).map_or(printed.len(), |next| next.get(0).unwrap().start());
        let own = printed.get(from..to).unwrap();
        let Some(path) = paths.get(&start[1]) else { continue };
        let taken: Vec<&str> = METHODS
            .into_iter()
            .filter(|method| {
                own.contains(&format!("{method}: ")) && !own.contains(&format!("{method}: None"))
            })
            .collect();
        for method in &taken {
            found.insert((method.to_uppercase(), path.clone()));
        }
        if taken.is_empty() {
            found.insert(("*".to_owned(), path.clone()));
        }
    }
    found
}

#[tokio::test]
async fn every_address_is_in_the_list_and_nothing_else() {
    let world = World::new();
    let served = registered(&format!("{:?}", world.router));
    assert!(served.contains(&("GET".to_owned(), "/alerts".to_owned())), "{served:#?}");
    assert!(served.len() > 50, "routers print themselves otherwise now: {served:#?}");
    let listed: BTreeSet<(&str, &str)> = routes().map(|one| (one.method, one.path)).collect();
    for (method, path) in &served {
        if path.starts_with("/static/") {
            continue;
        }
        let known = listed.contains(&(method, path)) || listed.contains(&("*", path));
        assert!(known, "say in access/routes.rs who may {method} {path}");
    }
    for (method, path) in listed {
        let there = |served: &&(String, String)| {
            served.1 == path && (served.0 == method || method == "*" || served.0 == "*")
        };
        assert!(served.iter().any(|one| there(&one)), "nothing serves {method} {path}");
    }
}

#[tokio::test]
async fn every_operation_of_the_document_is_in_the_list() {
    let world = World::new();
    let document = world.send(("GET", "/api/v1/openapi.json"), &[], None).await.json();
    let listed: BTreeSet<(&str, &str)> = routes().map(|one| (one.method, one.path)).collect();
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = method.to_uppercase();
            assert!(listed.contains(&(&method, path)), "no decision on {method} {path}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} operations only");
}
