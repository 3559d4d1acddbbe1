//! What is hidden, and what is near.

use super::{hide, nearest};

#[test]
fn values_of_secrets_are_hidden_and_references_are_not() {
    for (line, shown) in [
        ("  token: s3cret", "  token: (hidden)"),
        ("  - token: s3cret # x", "  - token: (hidden)"),
        ("{\"password\": \"s3cret\"}", "{\"password\": (hidden)"),
        ("  - {slug: a, token: s3cret}", "  - {slug: a, token: (hidden)"),
        ("  token: {env: TOKEN}", "  token: {env: TOKEN}"),
        ("  url: https://host/s3cret", "  url: (hidden)"),
        (
            "  pagerduty_configs: [{routing_key: s3cret}]",
            "  pagerduty_configs: [{routing_key: (hidden)",
        ),
        ("  - {my_token: a, token: s3cret}", "  - {my_token: a, token: (hidden)"),
        ("  my_token: plain", "  my_token: plain"),
        ("  {token: {env: A}, password: s3cret}", "  {token: {env: A}, password: (hidden)"),
        ("  tokens:", "  tokens:"),
        ("  slug: token", "  slug: token"),
    ] {
        assert_eq!(hide(line, Some("url")), shown);
    }
    assert_eq!(hide("  url: https://host/", None), "  url: https://host/");
}

#[test]
fn what_was_probably_meant() {
    let known = ["slug", "every", "email", "depends_on", "match", "icmp"];
    for (word, meant) in [
        ("slugg", Some("slug")),
        ("Email", Some("email")),
        ("dependson", Some("depends_on")),
        ("depends", Some("depends_on")),
        ("interval", Some("every")),
        ("intreval", Some("every")),
        ("matchers", Some("match")),
        ("ping", Some("icmp")),
        ("x", None),
        ("banana", None),
        ("", None),
    ] {
        assert_eq!(nearest(word, known), meant, "{word}");
    }
}
