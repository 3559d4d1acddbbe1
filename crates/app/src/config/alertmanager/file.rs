//! The shape of Alertmanager's file, as far as its values matter here.

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use vigie_ops::prepare::document::DurationText;

/// `global`; addresses and keys of services that Vigie has no channel for are read and not kept.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmGlobal {
    pub(super) resolve_timeout: Option<DurationText>,
    pub(super) http_config: Option<AmHttp>,
    pub(super) smtp_from: Option<String>,
    pub(super) smtp_hello: Option<String>,
    pub(super) smtp_smarthost: Option<String>,
    pub(super) smtp_auth_username: Option<String>,
    pub(super) smtp_auth_password: Option<String>,
    pub(super) smtp_auth_password_file: Option<String>,
    pub(super) smtp_auth_secret: Option<String>,
    pub(super) smtp_auth_secret_file: Option<String>,
    pub(super) smtp_auth_identity: Option<String>,
    pub(super) smtp_require_tls: Option<Switch>,
    pub(super) smtp_tls_config: Option<Ignored>,
    pub(super) smtp_force_implicit_tls: Option<Switch>,
    pub(super) slack_api_url: Option<String>,
    pub(super) slack_api_url_file: Option<String>,
    pub(super) slack_app_token: Option<Ignored>,
    pub(super) slack_app_token_file: Option<Ignored>,
    pub(super) mattermost_webhook_url: Option<String>,
    pub(super) mattermost_webhook_url_file: Option<String>,
    slack_app_url: Option<Ignored>,
    jira_api_url: Option<Ignored>,
    pagerduty_url: Option<Ignored>,
    opsgenie_api_url: Option<Ignored>,
    opsgenie_api_key: Option<Ignored>,
    opsgenie_api_key_file: Option<Ignored>,
    wechat_api_url: Option<Ignored>,
    wechat_api_secret: Option<Ignored>,
    wechat_api_secret_file: Option<Ignored>,
    wechat_api_corp_id: Option<Ignored>,
    victorops_api_url: Option<Ignored>,
    victorops_api_key: Option<Ignored>,
    victorops_api_key_file: Option<Ignored>,
    telegram_api_url: Option<Ignored>,
    telegram_bot_token: Option<Ignored>,
    telegram_bot_token_file: Option<Ignored>,
    webex_api_url: Option<Ignored>,
    rocketchat_api_url: Option<Ignored>,
    rocketchat_token: Option<Ignored>,
    rocketchat_token_file: Option<Ignored>,
    rocketchat_token_id: Option<Ignored>,
    rocketchat_token_id_file: Option<Ignored>,
}

/// A node of the route tree.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmRoute {
    pub(super) receiver: Option<String>,
    pub(super) group_by: Option<Vec<String>>,
    #[serde(rename = "match")]
    pub(super) equals: BTreeMap<String, Option<String>>,
    #[serde(rename = "match_re")]
    pub(super) fits: BTreeMap<String, String>,
    pub(super) matchers: Vec<String>,
    pub(super) mute_time_intervals: Vec<String>,
    pub(super) active_time_intervals: Vec<String>,
    #[serde(rename = "continue")]
    pub(super) goes_on: Switch,
    pub(super) routes: Vec<Self>,
    pub(super) group_wait: Option<DurationText>,
    pub(super) group_interval: Option<DurationText>,
    pub(super) repeat_interval: Option<DurationText>,
    pub(super) labels: BTreeMap<String, String>,
}

/// An inhibition, in the new words and in the old ones.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmInhibitRule {
    pub(super) name: Option<String>,
    pub(super) source_match: BTreeMap<String, Option<String>>,
    pub(super) source_match_re: BTreeMap<String, String>,
    pub(super) source_matchers: Vec<String>,
    pub(super) target_match: BTreeMap<String, Option<String>>,
    pub(super) target_match_re: BTreeMap<String, String>,
    pub(super) target_matchers: Vec<String>,
    pub(super) equal: Vec<String>,
}

/// A named time interval.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmInterval {
    pub(super) name: String,
    #[serde(default)]
    pub(super) time_intervals: Vec<AmSpan>,
}

/// Hours and days.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmSpan {
    pub(super) times: Vec<AmTimes>,
    pub(super) weekdays: Vec<String>,
    pub(super) days_of_month: Vec<String>,
    pub(super) months: Vec<String>,
    pub(super) years: Vec<String>,
    pub(super) location: Option<String>,
}

/// From one minute to another.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmTimes {
    pub(super) start_time: String,
    pub(super) end_time: String,
}

/// How a web address is asked.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmHttp {
    pub(super) basic_auth: Option<AmBasic>,
    pub(super) authorization: Option<AmAuthorization>,
    pub(super) bearer_token: Option<String>,
    pub(super) bearer_token_file: Option<String>,
    pub(super) oauth2: Option<Ignored>,
    pub(super) tls_config: Option<Ignored>,
    pub(super) proxy_url: Option<Ignored>,
    pub(super) http_headers: Option<Ignored>,
    pub(super) proxy_from_environment: Option<Switch>,
    no_proxy: Option<Ignored>,
    proxy_connect_header: Option<Ignored>,
    follow_redirects: Option<Switch>,
    enable_http2: Option<Switch>,
}

/// HTTP basic authentication.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmBasic {
    pub(super) username: Option<String>,
    pub(super) username_file: Option<String>,
    pub(super) username_ref: Option<Ignored>,
    pub(super) password: Option<String>,
    pub(super) password_file: Option<String>,
    pub(super) password_ref: Option<Ignored>,
}

/// An `Authorization` header.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AmAuthorization {
    #[serde(rename = "type")]
    pub(super) scheme: Option<String>,
    pub(super) credentials: Option<String>,
    pub(super) credentials_file: Option<String>,
    pub(super) credentials_ref: Option<Ignored>,
}

/// A value that is there, whatever it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        de::IgnoredAny::deserialize(from).map(|_| Self)
    }
}

/// `true` or `false`, in the words that YAML 1.1 had for them too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Switch(pub(super) bool);

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Switch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Switch, E> {
                Ok(Switch(value))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Switch, E> {
                match text.to_ascii_lowercase().as_str() {
                    "yes" | "on" | "y" => Ok(Switch(true)),
                    "no" | "off" | "n" => Ok(Switch(false)),
                    _ => Err(E::invalid_type(de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_unit<E: de::Error>(self) -> Result<Switch, E> {
                Ok(Switch(false))
            }
        }
        from.deserialize_any(Words)
    }
}
