//! Channels: the ways to reach a person or a room.
//! Owns what each kind needs to know; never talks to one.

use crate::severity::Severity;
use crate::text::Name;
use std::fmt;

/// A secret by reference, or as it was typed. Never shown: its debug form hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The value of an environment variable, read when it is needed.
    Env(String),
    /// The content of a file without its last line end, read when it is needed.
    File(String),
    /// The value itself; encrypted in the database.
    Plain(String),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env {name}"),
            Self::File(path) => write!(f, "file {path}"),
            Self::Plain(_) => f.write_str("[hidden]"),
        }
    }
}

/// How an SMTP connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte (port 465).
    Tls,
    /// STARTTLS, refused when the server does not offer it (port 587).
    StartTls,
    /// No protection: only for a relay on this machine.
    None,
}

/// The mail server that Vigie hands its mail to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smtp {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection of the connection.
    pub security: SmtpSecurity,
    /// User name and password, when the server asks for them.
    pub login: Option<(String, Secret)>,
    /// The address in `From`, alone or as `Name <address>`.
    pub from: String,
}

/// What one kind of channel needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// Mail to fixed addresses through the mail server of the settings, or an own one.
    Email {
        /// Recipients.
        to: Vec<String>,
        /// Own mail server; `None` takes the one of the settings.
        smtp: Option<Smtp>,
    },
    /// Alertmanager's webhook payload, version 4.
    Webhook {
        /// Where to post; may itself be secret.
        url: Secret,
        /// Key of the `HMAC-SHA256` signature header.
        signing_key: Option<Secret>,
        /// Value of an `Authorization: Bearer` header.
        bearer: Option<Secret>,
        /// User and password of HTTP basic authentication.
        basic: Option<(String, Secret)>,
        /// Most alerts in one payload; 0 means no limit of its own.
        alerts_max: u32,
    },
    /// A Mattermost (or Slack) incoming webhook.
    Mattermost {
        /// The incoming webhook's address, which is its secret.
        url: Secret,
        /// Channel override, when the server allows it.
        channel: Option<String>,
    },
    /// A room on a Matrix homeserver, such as Tchap.
    Matrix {
        /// Base address of the homeserver.
        homeserver: String,
        /// Room id, `!room:server`.
        room: String,
        /// Access token of the account that posts.
        token: Secret,
    },
}

/// A named way to reach a room or a fixed set of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name in the configuration.
    pub name: Name,
    /// Where and how.
    pub kind: ChannelKind,
    /// Whether the end of an alert is told too.
    pub tells_resolved: bool,
    /// The least severity it carries; `None` carries all.
    pub from_severity: Option<Severity>,
}
