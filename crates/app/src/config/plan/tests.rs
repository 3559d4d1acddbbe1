//! What a plan says.

use crate::config::{Change, Held, load_text, plan};
use insta::assert_snapshot;
use std::path::Path;
use vigie_ops::prepare::document::Object;

fn objects(text: &str) -> Vec<Object> {
    let loaded = load_text(Path::new("vigie.yaml"), text).unwrap();
    loaded.declared.into_iter().map(|declared| declared.object).collect()
}

fn held(text: &str, declared: bool) -> Vec<Held> {
    objects(text).into_iter().map(|object| Held { object, declared }).collect()
}

#[test]
fn a_plan_tells_every_field_and_no_secret() {
    let mut now = held(
        "services: [{slug: api, url: 'https://a.example'}, {slug: old}, {slug: same}]\n\
         channels:\n  - {name: room, mattermost: {url: 'https://a.example/s3cret'}}\n  \
         - {name: hook, webhook: {url: 'https://a.example/s3cret', bearer: {env: A}}}\n",
        true,
    );
    now.extend(held("people: [{slug: ada}, {slug: bo}]", false));
    let wanted = objects(
        "services: [{slug: api, description: New}, {slug: same}, {slug: new}]\n\
         people: [{slug: ada, email: ada@example.org}]\n\
         channels:\n  - {name: room, mattermost: {url: 'https://a.example/0ther'}}\n  \
         - {name: hook, webhook: {url: {env: HOOK}, bearer: {env: B}}}\n\
         route: {receiver: everyone}\n",
    );
    let plan = plan(&now, &wanted);
    assert_snapshot!(plan.to_string(), @r#"
    ~ service "api"
        description: (none) -> "New"
        url: "https://a.example" -> (none)
    + service "new"
    - service "old"
    ~ person "ada" (made by hand, declared from now on)
        email: (none) -> "ada@example.org"
    ~ channel "hook"
        webhook.bearer: {"env":"A"} -> {"env":"B"}
        webhook.url: (hidden) -> {"env":"HOOK"}
    ~ channel "room"
        mattermost.url: another secret
    + route
    2 to create, 4 to change, 1 to remove, 1 unchanged, 1 made by hand left alone
    "#);
    assert!(!plan.is_empty());
}

#[test]
fn the_same_twice_changes_nothing() {
    let text = include_str!("../../../../../docs/guide/examples/vigie.yaml");
    let plan = plan(&held(text, true), &objects(text));
    assert!(plan.is_empty() && plan.steps.iter().all(|step| step.change == Change::Unchanged));
    assert_eq!(plan.counts(), (0, 0, 0, 35));
}

#[test]
fn whole_objects_that_hold_secrets_are_hidden() {
    let now = held("channels: [{name: a, email: {to: [a@example.org]}}]", true);
    let wanted = objects("channels: [{name: a, webhook: {url: 'https://a.example/s3cret'}}]");
    let text = plan(&now, &wanted).to_string();
    assert!(text.contains("webhook: (none) -> (hidden)") && !text.contains("s3cret"), "{text}");
}
