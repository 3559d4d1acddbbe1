//! Services, people and channels as they are written.

use super::{GrantDoc, SecretDoc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vigie_domain::severity::Severity;

/// Something users rely on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceDoc {
    /// Short name, unique; the value of an alert's "service" label.
    pub slug: String,
    /// Name as users know it; the slug without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One sentence for whoever is woken.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// People who own it, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<String>,
    /// Services it can't work without, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
    /// Where it is, for a click.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The organisation for which it runs, by slug; its team's without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The team that looks after it, by slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Other ways to reach those who can act, beside its owners and its team: a shared mailbox, a
    /// chat room, who leads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ContactDoc>,
}

/// A way to reach those who can act in an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactDoc {
    /// What people call it, such as "Team mailbox".
    pub name: String,
    /// When it is tried: after whoever has a telephone, in this order.
    #[serde(default)]
    pub rung: RungDoc,
    /// Telephone number with its country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Address on the web, such as a chat room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A rung of the contact ladder, from the one that is tried first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RungDoc {
    /// Somebody else of the service, by telephone.
    Phone,
    /// Somebody else of the service, by mail.
    Member,
    /// The mailbox that the team shares.
    Mailbox,
    /// The team's chat.
    Channel,
    /// Who leads beside or above.
    Lead,
    /// Social networks, where people can be found who answer nowhere else.
    Social,
    /// Any other means.
    #[default]
    Other,
}

/// Somebody who can be told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDoc {
    /// Short name, unique.
    pub slug: String,
    /// Name as people say it; the slug without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Mail address; without one the person can't be told yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number with its country code, such as "+33 6 12 34 56 78"; the crisis binder and
    /// the phone's offline view show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Language of what they are sent; the settings' without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageDoc>,
    /// Time zone of what they are sent, such as Europe/Paris; the settings' without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What they may do: `reader`, `responder`, `manager`, `administrator` or `security_officer`,
    /// everywhere or in one organisation. Without one they are told, but see nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<GrantDoc>,
}

/// The languages that Vigie speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LanguageDoc {
    /// English.
    En,
    /// French.
    Fr,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeverityDoc {
    /// Good to know; nobody has to move.
    Info,
    /// Will hurt if nobody looks in working hours.
    Warning,
    /// Hurts now.
    Critical,
}

impl From<SeverityDoc> for Severity {
    fn from(word: SeverityDoc) -> Self {
        match word {
            SeverityDoc::Info => Self::Info,
            SeverityDoc::Warning => Self::Warning,
            SeverityDoc::Critical => Self::Critical,
        }
    }
}

/// A way to reach a room, a program or fixed addresses; exactly one of email, webhook, mattermost
/// and matrix says which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelDoc {
    /// Name, unique.
    pub name: String,
    /// Mail to fixed addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailDoc>,
    /// Alertmanager's webhook, version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookDoc>,
    /// A Mattermost or Slack incoming webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mattermost: Option<MattermostDoc>,
    /// A Matrix room, such as one of Tchap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<MatrixDoc>,
    /// Whether the end of an alert is told too.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    #[schemars(default = "yes")]
    pub tells_resolved: bool,
    /// The least severity it carries; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_severity: Option<SeverityDoc>,
}

/// Mail to fixed addresses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailDoc {
    /// Recipients.
    pub to: Vec<String>,
    /// Own mail server; the one of the settings without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smtp: Option<SmtpDoc>,
}

/// A mail server that takes Vigie's mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmtpDoc {
    /// Host name or address.
    pub host: String,
    /// TCP port; by default 587 with starttls, 465 with tls, 25 with none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Protection of the connection.
    #[serde(default, skip_serializing_if = "is_default")]
    pub security: SmtpSecurityDoc,
    /// Account, when the server asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Password of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretDoc>,
    /// Sender, alone or as `Name <address>`.
    pub from: String,
}

/// Protection of an SMTP connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurityDoc {
    /// STARTTLS, refused when the server does not offer it.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// No protection: only for a relay on this machine.
    None,
}

/// Alertmanager's webhook, version 4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookDoc {
    /// Where to post; may itself be secret.
    pub url: SecretDoc,
    /// Key of the HMAC-SHA256 signature header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<SecretDoc>,
    /// Token of an "Authorization: Bearer" header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearer: Option<SecretDoc>,
    /// HTTP basic authentication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic: Option<BasicDoc>,
    /// Most alerts in one message; 0 means no limit of its own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub alerts_max: u32,
}

/// HTTP basic authentication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BasicDoc {
    /// Account.
    pub username: String,
    /// Its password.
    pub password: SecretDoc,
}

/// A Mattermost or Slack incoming webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MattermostDoc {
    /// The incoming webhook's address, which is its secret.
    pub url: SecretDoc,
    /// Channel to post to instead, when the server allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

/// A Matrix room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatrixDoc {
    /// Base address of the homeserver, such as `https://matrix.example.org`.
    pub homeserver: String,
    /// Room id, such as `!abc:example.org`.
    pub room: String,
    /// Access token of the account that posts.
    pub token: SecretDoc,
}

/// The default of what is on unless it is switched off.
pub(super) fn yes() -> bool {
    true
}

/// Whether a switch stands at its default, on.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn is_yes(switch: &bool) -> bool {
    *switch
}

/// Whether a value is the default, which need not be written.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
