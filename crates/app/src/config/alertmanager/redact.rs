//! The file as it may be shown: the same YAML, its secrets replaced as Alertmanager does it.

use crate::config::export::yaml;
use crate::config::yaml::{Node, Shape};
use serde_json::{Map, Value};

/// What stands in the place of a secret; Alertmanager and its tools read it back.
const HIDDEN: &str = "<secret>";
/// What stands in the place of a secret address: older tools accept nothing but an address.
const HIDDEN_URL: &str = "https://hidden.invalid/";
/// Keys of secret addresses. Those of services are among them, because a webhook's is its secret.
const URL_KEYS: [&str; 5] =
    ["slack_api_url", "mattermost_webhook_url", "api_url", "url", "webhook_url"];
/// Keys of switches, where `yes` means `true`.
const SWITCH_KEYS: [&str; 8] = [
    "continue",
    "send_resolved",
    "require_tls",
    "smtp_require_tls",
    "force_implicit_tls",
    "follow_redirects",
    "enable_http2",
    "insecure_skip_verify",
];
/// Keys that hold a secret wherever they stand.
const SECRET_KEYS: [&str; 27] = [
    "smtp_auth_password",
    "smtp_auth_secret",
    "auth_password",
    "auth_secret",
    "slack_app_token",
    "opsgenie_api_key",
    "wechat_api_secret",
    "victorops_api_key",
    "telegram_bot_token",
    "rocketchat_token",
    "rocketchat_token_id",
    "app_token",
    "api_key",
    "api_secret",
    "bot_token",
    "routing_key",
    "service_key",
    "user_key",
    "token",
    "token_id",
    "secret_key",
    "alert_source_token",
    "password",
    "credentials",
    "bearer_token",
    "client_secret",
    "secrets",
];

/// The text of a file without its secrets.
pub(super) fn redacted(root: &Node) -> String {
    if let Value::Object(keys) = value(root) { yaml(&keys) } else { String::new() }
}

fn value(node: &Node) -> Value {
    match &node.shape {
        Shape::Null => Value::Null,
        Shape::Bool(value, _) => Value::Bool(*value),
        Shape::Number(number, _) => Value::Number(number.clone()),
        Shape::Text(text) => Value::String(text.clone()),
        Shape::List(members) => Value::Array(members.iter().map(value).collect()),
        Shape::Map(entries) => {
            let pairs = entries.iter();
            let pairs = pairs.map(|(key, node)| (key.text.clone(), under(&key.text, node)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

/// What may be shown under a key.
fn under(key: &str, node: &Node) -> Value {
    if node.shape == Shape::Null {
        return Value::Null;
    }
    if SECRET_KEYS.contains(&key) {
        return Value::String(HIDDEN.to_owned());
    }
    if URL_KEYS.contains(&key) {
        return Value::String(HIDDEN_URL.to_owned());
    }
    match node.scalar().map(str::to_ascii_lowercase).as_deref() {
        Some("yes" | "on") if SWITCH_KEYS.contains(&key) => Value::Bool(true),
        Some("no" | "off") if SWITCH_KEYS.contains(&key) => Value::Bool(false),
        _ => value(node),
    }
}
