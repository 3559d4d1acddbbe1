//! Settings as they are written.

use super::people::{is_default, is_yes, yes};
use super::{DurationText, GrantDoc, LanguageDoc, SecretDoc, SeverityDoc, SmtpDoc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What holds for all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsDoc {
    /// Where people reach the pages, such as `https://vigie.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_url: Option<String>,
    /// Language of people and pages that choose none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageDoc>,
    /// Time zone of people and pages that choose none, such as Europe/Paris; UTC without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The mail server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp: Option<SmtpDoc>,
    /// An identity provider that speaks OpenID Connect, such as ProConnect or Keycloak. Accounts of
    /// Vigie's own go on beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcDoc>,
    /// Who may use Alertmanager's API.
    #[serde(skip_serializing_if = "is_default")]
    pub alertmanager_api: AlertmanagerApiDoc,
    /// How long an alert without an end lives after it was last sent; 5m without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolve_timeout: Option<DurationText>,
    /// How long a resolved incident that alerts opened waits for them to come back before it
    /// closes; `2m` without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_after: Option<DurationText>,
    /// How long history is kept.
    #[serde(skip_serializing_if = "is_default")]
    pub retention: RetentionDoc,
    /// The certificate that is served; without it, Vigie serves in clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<CertificateDoc>,
    /// Roles of your own in incidents, as short names such as `liaison`, beside the cell lead, the
    /// incident lead, the communication lead and the scribe.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incident_roles: Vec<String>,
    /// Proxies that are believed about where a request comes from: 10.0.0.7 or 10.0.0.0/8.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxies: Vec<String>,
    /// The folder of your own playbooks, Markdown files, by its whole path, such as
    /// `/etc/vigie/playbooks`; read at the start and when a file changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub playbooks: Option<String>,
    /// The Git repository that your own playbooks come from, in place of a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub playbook_repository: Option<PlaybookRepositoryDoc>,
    /// What the accessibility statement says of this service.
    #[serde(skip_serializing_if = "is_default")]
    pub accessibility: AccessibilityDoc,
    /// How reports are drafted, and where they are kept besides.
    #[serde(skip_serializing_if = "is_default")]
    pub reports: ReportsDoc,
    /// The GLPI that incidents are mirrored in, as tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glpi: Option<GlpiDoc>,
    /// The chat where each incident gets a room of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rooms: Option<RoomsDoc>,
    /// Opens the public form at /report, where anybody reports a problem without an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_reports: Option<PublicReportsDoc>,
    /// How long before an incident began a change of its service still lies beside its timeline;
    /// 24h without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes_before: Option<DurationText>,
    /// Which priority urgency and impact give, in place of GLPI's: five rows, the lowest urgency
    /// first, of five numbers from 1 (very low) to 5 (very high), the lowest impact first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(equal = 5), inner(length(equal = 5), inner(range(min = 1, max = 5))))]
    pub priorities: Option<Vec<Vec<i64>>>,
    /// The largest file in bytes that is kept as evidence with an incident; 104857600 (100 MiB)
    /// without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_bytes_max: Option<u64>,
}

/// The chat where each incident gets a room of its own: `matrix` or `mattermost`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomsDoc {
    /// The base address of a Matrix homeserver, such as `https://matrix.example.org`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<String>,
    /// The base address of a Mattermost server, such as `https://chat.example.org`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mattermost: Option<String>,
    /// The team of the Mattermost server, by its name in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The access token of the account that makes the rooms.
    pub token: SecretDoc,
    /// Who is invited into each: `@ada:example.org` on Matrix, user names on Mattermost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invite: Vec<String>,
    /// From which severity on an incident gets a room; critical without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SeverityDoc>,
    /// Who may give commands on Matrix: the id there, such as `@ada:example.org`, and the person.
    /// Without it nothing is read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, String>,
    /// The service of what is declared there without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// A GLPI with its REST API (version 1) switched on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlpiDoc {
    /// The address of its start page, such as `https://glpi.example.org`.
    pub url: String,
    /// The remote access key (API token) of the account that writes the tickets.
    pub user_token: SecretDoc,
    /// The application token of the API client, where GLPI asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_token: Option<SecretDoc>,
    /// The number of the entity that tickets are made in; the account's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<u32>,
    /// From which severity on incidents are mirrored; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SeverityDoc>,
}

/// The public form where anybody reports a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PublicReportsDoc {
    /// The services that may be chosen there; whoever opens the form reads their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
}

/// How reports are drafted, and where they are kept besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportsDoc {
    /// The template of drafts, such as leak-report; incident-report without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// A folder with templates of your own: Markdown files, in `fr` and `en` below it or in itself;
    /// read at the start and when a file changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templates: Option<String>,
    /// The Git repository that signed reports are committed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<RepositoryDoc>,
}

/// A Git repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepositoryDoc {
    /// A path on this machine, or an https address without a name and password in it.
    pub address: String,
    /// The branch; the repository's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The folder in it; docs/postmortems without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// What the code host knows the token by; vigie without it, `oauth2` for GitLab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The token that lets us in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretDoc>,
    /// Whether reports that tell of private incidents are committed too; whoever reads the
    /// repository reads them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub private_incidents: bool,
}

/// A Git repository of playbooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaybookRepositoryDoc {
    /// A path on this machine, or an https address without a name and password in it.
    pub address: String,
    /// The branch; the repository's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The folder in it; its root without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// What the code host knows the token by; vigie without it, `oauth2` for GitLab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The token that lets us in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretDoc>,
    /// How often it is read; 10 minutes without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<DurationText>,
}

/// What the accessibility statement says of this service; what is left out is said to be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccessibilityDoc {
    /// Who runs the service and undertakes to make it accessible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// A mail address, or another way to say what could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What an audit found; without an audit, leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<AccessibilityStateDoc>,
    /// Who audited it, when, and the rate of conformity, in one or two sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<String>,
    /// What is not accessible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<String>,
    /// What is exempt, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exemptions: Option<String>,
    /// When the statement was made, as people are to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// How far a service conforms, as an audit found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessibilityStateDoc {
    /// Fully.
    Full,
    /// In part.
    Partial,
    /// Not.
    Not,
}

/// Where a certificate and its key are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateDoc {
    /// The file of the certificate and the chain above it, PEM.
    pub certificate: String,
    /// The file of its key, PEM.
    pub key: String,
}

/// An identity provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OidcDoc {
    /// Its address, as its own documents name it, such as
    /// `https://auth.example.org/realms/agents`.
    pub issuer: String,
    /// What it knows Vigie by.
    pub client_id: String,
    /// The secret that it gave for Vigie.
    pub client_secret: SecretDoc,
    /// What the button says; the issuer's host without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What is asked for beside `openid`; `email` without it.
    #[serde(default = "email", skip_serializing_if = "is_email")]
    pub scopes: Vec<String>,
    /// How well people must have shown who they are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// Whether it takes PKCE, as almost all do; ProConnect refuses it.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub pkce: bool,
    /// Whether the mail addresses that it tells are checked, though it does not say so in
    /// `email_verified`; so with ProConnect.
    #[serde(default, skip_serializing_if = "is_default")]
    pub addresses_are_checked: bool,
    /// The claim that holds groups, such as groups or `realm_access.roles`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_claim: Option<String>,
    /// What somebody in a group may do here; who is in none of them must be a declared person.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Vec<GrantDoc>>,
}

fn email() -> Vec<String> {
    vec!["email".to_owned()]
}

fn is_email(scopes: &[String]) -> bool {
    scopes == ["email"]
}

/// Who may use Alertmanager's API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlertmanagerApiDoc {
    /// Whether programs on this machine may use it without a token.
    #[serde(skip_serializing_if = "is_default")]
    pub open_to_loopback: bool,
}

/// How long history is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionDoc {
    /// Alerts that are over, with their notifications; 400d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<DurationText>,
    /// What checks saw, one by one; 30d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observations: Option<DurationText>,
    /// Raw messages that could not be read; 30d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<DurationText>,
    /// What was changed in what we run; 400d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<DurationText>,
}
