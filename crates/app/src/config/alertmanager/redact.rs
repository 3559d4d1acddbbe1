//! The file as it may be shown: the same YAML, its secrets replaced as Alertmanager does it.

use crate::config::export::yaml;
use crate::config::yaml::{Node, Shape};
use serde_json::{Map, Value};

/// What stands in the place of a secret; Alertmanager and its tools read it back.
const HIDDEN: &str = "<secret>";
/// Keys that hold a secret wherever they stand. Addresses of services are among them, because a
/// webhook's is its secret.
const SECRET_KEYS: [&str; 32] = [
    "smtp_auth_password",
    "smtp_auth_secret",
    "auth_password",
    "auth_secret",
    "slack_api_url",
    "slack_app_token",
    "mattermost_webhook_url",
    "opsgenie_api_key",
    "wechat_api_secret",
    "victorops_api_key",
    "telegram_bot_token",
    "rocketchat_token",
    "rocketchat_token_id",
    "api_url",
    "url",
    "webhook_url",
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
            let hidden = |key: &str, node: &Node| {
                if node.shape != Shape::Null && SECRET_KEYS.contains(&key) {
                    return Value::String(HIDDEN.to_owned());
                }
                value(node)
            };
            let pairs = entries.iter();
            let pairs = pairs.map(|(key, node)| (key.text.clone(), hidden(&key.text, node)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}
