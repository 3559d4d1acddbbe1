//! Receivers: each of their integrations becomes a channel of its own.

use super::Import;
use super::file::{AmGlobal, AmHttp, Ignored, Switch};
use crate::config::yaml::{Node, Shape};
use serde::Deserialize;
use std::collections::BTreeSet;
use vigie_domain::channel::Secret;
use vigie_domain::text::Name;
use vigie_ops::prepare::document::{
    BasicDoc, ChannelDoc, MattermostDoc, ReceiverDoc, SecretDoc, WebhookDoc,
};

/// The keys of a receiver.
const KEYS: [&str; 20] = [
    "name",
    "labels",
    "email_configs",
    "webhook_configs",
    "slack_configs",
    "mattermost_configs",
    "discord_configs",
    "incidentio_configs",
    "pagerduty_configs",
    "opsgenie_configs",
    "wechat_configs",
    "pushover_configs",
    "victorops_configs",
    "sns_configs",
    "telegram_configs",
    "webex_configs",
    "msteams_configs",
    "msteamsv2_configs",
    "jira_configs",
    "rocketchat_configs",
];
/// What a message looks like, which Vigie decides; keys of Slack and Mattermost receivers.
const LOOKS: [&str; 34] = [
    "username",
    "color",
    "title",
    "title_link",
    "pretext",
    "text",
    "message_text",
    "fields",
    "short_fields",
    "footer",
    "fallback",
    "callback_id",
    "icon_emoji",
    "icon_url",
    "image_url",
    "thumb_url",
    "link_names",
    "mrkdwn_in",
    "actions",
    "update_message",
    "timeout",
    "author_name",
    "author_link",
    "author_icon",
    "attachments",
    "type",
    "props",
    "priority",
    "app_url",
    "app_token",
    "app_token_file",
    "payload",
    "footer_icon",
    "card",
];
/// Keys of Slack and Mattermost receivers that are carried.
const ROOM_KEYS: [&str; 7] = [
    "send_resolved",
    "http_config",
    "api_url",
    "api_url_file",
    "webhook_url",
    "webhook_url_file",
    "channel",
];

/// A webhook receiver.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AmWebhook {
    send_resolved: Option<Switch>,
    http_config: Option<AmHttp>,
    url: Option<String>,
    url_file: Option<String>,
    max_alerts: u32,
    timeout: Option<Ignored>,
    payload: Option<Ignored>,
}

/// A Slack or Mattermost receiver, as far as it is carried.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct AmRoom {
    send_resolved: Option<Switch>,
    http_config: Option<AmHttp>,
    api_url: Option<String>,
    api_url_file: Option<String>,
    webhook_url: Option<String>,
    webhook_url_file: Option<String>,
    channel: Option<String>,
}

/// A channel that is still empty.
pub(super) fn channel(tells_resolved: bool) -> ChannelDoc {
    ChannelDoc {
        name: String::new(),
        email: None,
        webhook: None,
        mattermost: None,
        matrix: None,
        tells_resolved,
        from_severity: None,
    }
}

/// Whether a text is one of Go's templates.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{")
}

/// Whether a text is a whole web address.
pub(super) fn is_url(text: &str) -> bool {
    text.parse::<reqwest::Url>()
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

impl Import<'_> {
    /// The receivers, and their names.
    pub(super) fn receivers(&mut self, node: Option<&Node>, global: &AmGlobal) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (place, node) in self.list("receivers", node) {
            let at = format!("receivers[{place}]");
            self.known_keys(&at, node, &KEYS);
            let name = node.get("name").and_then(Node::scalar).unwrap_or_default().to_owned();
            if let Err(error) = name.parse::<Name>() {
                let message = if name.is_empty() { "\"name\" is missing" } else { &error.0 };
                self.refuse(&at, message);
                continue;
            }
            if !names.insert(name.clone()) {
                let message = format!("the receiver \"{name}\" is not unique");
                self.refuse(&format!("{at}.name"), message);
                continue;
            }
            if node.get("labels").is_some_and(|labels| labels.shape != Shape::Null) {
                self.leave(&format!("{at}.labels"), "receivers have no labels in Vigie");
            }
            let channels = self.integrations(&at, &name, node, global);
            let people = Vec::new();
            self.document.receivers.push(ReceiverDoc { name, people, channels });
        }
        names
    }

    /// The channels of one receiver, by name, in Alertmanager's order.
    fn integrations(
        &mut self,
        at: &str,
        receiver: &str,
        node: &Node,
        global: &AmGlobal,
    ) -> Vec<String> {
        let mut channels = Vec::new();
        for (key, configs) in node.entries() {
            let Some(kind) = key.text.strip_suffix("_configs") else { continue };
            let at = format!("{at}.{}", key.text);
            let configs = self.list(&at, Some(configs));
            let carried = matches!(kind, "email" | "webhook" | "slack" | "mattermost");
            if !carried && !configs.is_empty() {
                let why = "no such channel in Vigie; alerts for it are kept and shown, but nobody \
                           is told this way";
                self.leave(&at, why);
            }
            for (place, node) in configs {
                let at = format!("{at}[{place}]");
                if !matches!(node.shape, Shape::Map(_)) {
                    self.refuse(&at, format!("expected a map of keys, found {}", node.kind()));
                    continue;
                }
                let made = match kind {
                    "email" => self.email(&at, node, global),
                    "webhook" => self.webhook(&at, node, global),
                    "slack" => self.slack(&at, node, global),
                    "mattermost" => self.mattermost(&at, node, global),
                    _ => None,
                };
                if let Some(made) = made {
                    let name = format!("{receiver}/{kind}[{place}]");
                    channels.push(name.clone());
                    self.document.channels.push(ChannelDoc { name, ..made });
                }
            }
        }
        channels
    }

    /// An address in clear or in a file: one of them, and no template.
    fn address(
        &mut self,
        at: &str,
        field: &str,
        plain: Option<&String>,
        file: Option<&String>,
    ) -> Option<SecretDoc> {
        let Some(secret) = self.secret(&format!("{at}.{field}"), plain, file) else {
            self.refuse(at, format!("\"{field}\" or \"{field}_file\" is missing"));
            return None;
        };
        let Secret::Plain(text) = &secret.0 else { return Some(secret) };
        if is_template(text) {
            let why = "an address that is a template can't be carried: nobody is told this way";
            self.leave(&format!("{at}.{field}"), why);
            return None;
        }
        if !is_url(text) {
            let message = "this is no web address: write a whole one, such as https://host/path";
            self.refuse(&format!("{at}.{field}"), message);
            return None;
        }
        Some(secret)
    }

    fn webhook(&mut self, at: &str, node: &Node, global: &AmGlobal) -> Option<ChannelDoc> {
        let own: AmWebhook = self.read(at, node)?;
        let url = self.address(at, "url", own.url.as_ref(), own.url_file.as_ref());
        if own.timeout.is_some() {
            self.leave(&format!("{at}.timeout"), "Vigie has its own time limit for webhooks");
        }
        if own.payload.is_some() {
            let why = "the payload is always Alertmanager's own, version 4";
            self.leave(&format!("{at}.payload"), why);
        }
        let (bearer, basic) = match (&own.http_config, &global.http_config) {
            (Some(http), _) => self.http(&format!("{at}.http_config"), http),
            (None, Some(http)) => self.http("global.http_config", http),
            (None, None) => (None, None),
        };
        let webhook =
            WebhookDoc { url: url?, signing_key: None, bearer, basic, alerts_max: own.max_alerts };
        let tells_resolved = own.send_resolved.is_none_or(|switch| switch.0);
        Some(ChannelDoc { webhook: Some(webhook), ..channel(tells_resolved) })
    }

    /// What a web address is asked with; all but its authentication is left.
    fn http(&mut self, at: &str, http: &AmHttp) -> (Option<SecretDoc>, Option<BasicDoc>) {
        for (field, set) in [
            ("oauth2", http.oauth2.is_some()),
            ("tls_config", http.tls_config.is_some()),
            ("proxy_url", http.proxy_url.is_some()),
            ("http_headers", http.http_headers.is_some()),
            ("proxy_from_environment", http.proxy_from_environment.is_some_and(|on| on.0)),
        ] {
            if set {
                self.leave(&format!("{at}.{field}"), "Vigie's webhooks have no such setting");
            }
        }
        let (plain, file) = (http.bearer_token.as_ref(), http.bearer_token_file.as_ref());
        let mut bearer = self.secret(&format!("{at}.bearer_token"), plain, file);
        if let Some(own) = &http.authorization {
            let at = format!("{at}.authorization");
            let scheme = own.scheme.as_deref().unwrap_or("Bearer");
            let (plain, file) = (own.credentials.as_ref(), own.credentials_file.as_ref());
            if scheme.eq_ignore_ascii_case("basic") {
                self.refuse(&at, "write \"basic_auth\" for basic authentication");
            } else if !scheme.eq_ignore_ascii_case("bearer") || own.credentials_ref.is_some() {
                self.leave(&at, "Vigie's webhooks sign in with Bearer or basic only");
            } else {
                bearer = self.secret(&format!("{at}.credentials"), plain, file);
            }
        }
        let Some(own) = &http.basic_auth else { return (bearer, None) };
        let at = format!("{at}.basic_auth");
        if bearer.is_some() {
            self.refuse(&at, "write one of basic_auth and authorization, not both");
            return (bearer, None);
        }
        let (plain, file) = (own.password.as_ref(), own.password_file.as_ref());
        let password = self.secret(&format!("{at}.password"), plain, file);
        let elsewhere =
            own.username_file.is_some() || own.username_ref.is_some() || own.password_ref.is_some();
        let basic = own.username.clone().zip(password).filter(|_| !elsewhere);
        if basic.is_none() {
            self.leave(&at, "Vigie needs a username and a password, or a password_file, here");
        }
        (None, basic.map(|(username, password)| BasicDoc { username, password }))
    }

    fn slack(&mut self, at: &str, node: &Node, global: &AmGlobal) -> Option<ChannelDoc> {
        let own = self.room(at, node)?;
        let by_token = ["app_token", "app_token_file"].iter().any(|key| node.get(key).is_some());
        let none_own = own.api_url.is_none() && own.api_url_file.is_none();
        let global_token =
            global.slack_app_token.is_some() || global.slack_app_token_file.is_some();
        if by_token && !none_own {
            self.refuse(at, "write one of api_url and app_token, not both");
            return None;
        }
        if by_token || none_own && global_token {
            let why = "Vigie posts to incoming webhooks, not with an app's token; nobody is told \
                       this way";
            self.leave(at, why);
            return None;
        }
        let (plain, file) = if none_own {
            (global.slack_api_url.as_ref(), global.slack_api_url_file.as_ref())
        } else {
            (own.api_url.as_ref(), own.api_url_file.as_ref())
        };
        let url = self.address(at, "api_url", plain, file)?;
        let tells_resolved = own.send_resolved.is_some_and(|switch| switch.0);
        Some(self.posts(at, url, own, tells_resolved))
    }

    fn mattermost(&mut self, at: &str, node: &Node, global: &AmGlobal) -> Option<ChannelDoc> {
        let own = self.room(at, node)?;
        let none_own = own.webhook_url.is_none() && own.webhook_url_file.is_none();
        let (plain, file) = if none_own {
            (global.mattermost_webhook_url.as_ref(), global.mattermost_webhook_url_file.as_ref())
        } else {
            (own.webhook_url.as_ref(), own.webhook_url_file.as_ref())
        };
        let url = self.address(at, "webhook_url", plain, file)?;
        let tells_resolved = own.send_resolved.is_none_or(|switch| switch.0);
        Some(self.posts(at, url, own, tells_resolved))
    }

    /// What Slack and Mattermost receivers have in common.
    fn room(&mut self, at: &str, node: &Node) -> Option<AmRoom> {
        let known: Vec<_> = ROOM_KEYS.into_iter().chain(LOOKS).collect();
        self.known_keys(at, node, &known);
        let looks = node.entries().iter().map(|(key, _)| key.text.as_str());
        let looks = looks.filter(|key| LOOKS.contains(key) && !key.starts_with("app_"));
        let looks: Vec<_> = looks.collect();
        if let Some(first) = looks.first() {
            let why = format!("Vigie writes its own messages ({})", looks.join(", "));
            self.leave(&format!("{at}.{first}"), why);
        }
        let room: AmRoom = self.read(at, node)?;
        if room.http_config.is_some() {
            let why = "Vigie posts to incoming webhooks without further settings";
            self.leave(&format!("{at}.http_config"), why);
        }
        Some(room)
    }

    fn posts(&mut self, at: &str, url: SecretDoc, own: AmRoom, tells_resolved: bool) -> ChannelDoc {
        let mut room = own.channel.filter(|name| !name.is_empty());
        if room.as_deref().is_some_and(is_template) {
            let why = "a channel that is a template can't be carried: the webhook's own is used";
            self.leave(&format!("{at}.channel"), why);
            room = None;
        }
        let mattermost = MattermostDoc { url, channel: room };
        ChannelDoc { mattermost: Some(mattermost), ..channel(tells_resolved) }
    }
}
