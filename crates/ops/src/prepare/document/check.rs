//! Checks and heartbeats as they are written.

use super::people::{is_default, is_yes, yes};
use super::{DurationText, SecretDoc, SeverityDoc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something Vigie looks at at a rhythm; exactly one of http, tcp, tls, dns, icmp, disk, memory,
/// load and units says what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckDoc {
    /// Short name, unique among checks.
    pub slug: String,
    /// Name for people; the slug without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The service that suffers when it fails, by slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// An answer over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<HttpDoc>,
    /// A TCP port, with an optional short dialogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tcp: Option<TcpDoc>,
    /// The certificate behind a TLS port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsDoc>,
    /// The answer of a name server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<DnsDoc>,
    /// An echo (ping).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp: Option<IcmpDoc>,
    /// Space left on a file system of this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk: Option<DiskDoc>,
    /// Memory left on this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryDoc>,
    /// Load and pressure of this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<LoadDoc>,
    /// Failed systemd units of this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<UnitsDoc>,
    /// Time from the start of one look to the start of the next; 30s without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<DurationText>,
    /// How long one look may take; 5s without it, less when looks are closer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<DurationText>,
    /// Failed looks in a row before it fails; 2 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures_to_fail: Option<u32>,
    /// Good looks in a row before it recovers; 2 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successes_to_recover: Option<u32>,
    /// How bad it is when it fails; critical without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityDoc>,
    /// Labels that its alert carries besides the usual ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Checks that must pass for this one to mean anything, such as its host's, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
    /// When its failures are expected and page nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintenance: Vec<MaintenanceDoc>,
}

/// A time when failures are expected: an interval by name, or from and until.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MaintenanceDoc {
    /// Name of a time interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// First instant, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// First instant after it, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A number or a text, such as the status 200 or 2xx.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StatusDoc {
    /// One status.
    Number(u16),
    /// A status, a range 200-299 or a class 2xx.
    Text(String),
}

/// An answer over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpDoc {
    /// Where, such as `https://example.org/health`.
    pub url: String,
    /// GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS; GET without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Headers of the request; a value may be a secret by reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, SecretDoc>,
    /// Body of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Statuses that are fine: 200, 200-299, 2xx; 2xx without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<StatusDoc>,
    /// A text that must be in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_contains: Option<String>,
    /// A text that must not be in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_not: Option<String>,
    /// A regular expression that must be found in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// What must hold in a JSON answer, such as `$.queues[0].depth < 100`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json: Vec<String>,
    /// How long the whole look may take and still be fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_max: Option<DurationText>,
    /// How many redirects are followed; 5 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirects_max: Option<u32>,
    /// Address family: any, v4 or v6.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ip: FamilyDoc,
    /// Days the certificate must have left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_days_min: Option<u32>,
    /// Whether the certificate must be trusted.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    #[schemars(default = "yes")]
    pub verify_certificate: bool,
}

/// Which kind of address a look uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FamilyDoc {
    /// Whatever answers first.
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// A TCP port, with an optional short dialogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TcpDoc {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Address family: any, v4 or v6.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ip: FamilyDoc,
    /// What is said first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    /// What must be in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
}

/// The certificate behind a TLS port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsDoc {
    /// Host name or address.
    pub host: String,
    /// Port; 443 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The name to ask for and to find in the certificate, when it is not the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// Address family: any, v4 or v6.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ip: FamilyDoc,
    /// Days the certificate must have left; 14 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_min: Option<u32>,
    /// Whether the certificate must be trusted.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    #[schemars(default = "yes")]
    pub verify: bool,
}

/// The answer of a name server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsDoc {
    /// The name asked for.
    pub name: String,
    /// A, AAAA, MX, TXT, CNAME or NS; A without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Server to ask, such as 9.9.9.9 or 127.0.0.1:5353; this machine's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Values that must all be among the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<String>,
}

/// An echo (ping).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IcmpDoc {
    /// Host name or address.
    pub host: String,
    /// Address family: any, v4 or v6.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ip: FamilyDoc,
}

/// Space left on a file system of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiskDoc {
    /// A path on it.
    pub path: String,
    /// Part of its space that must be free, in percent; 10 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_percent_min: Option<u8>,
    /// Space that must be free, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_bytes_min: Option<u64>,
    /// Part of its inodes that must be free, in percent; 5 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inodes_percent_min: Option<u8>,
}

/// Memory left on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MemoryDoc {
    /// Part that must be available to programs, in percent; 10 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_percent_min: Option<u8>,
}

/// Load and pressure of this machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LoadDoc {
    /// Most load per core over five minutes; 4 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_core_max: Option<f64>,
    /// Most time lost waiting for CPU, memory or disk over a minute, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_max_percent: Option<u8>,
}

/// Failed systemd units of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnitsDoc {
    /// Units that may fail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
}

/// A job that must call in time; it has either a period or a cron line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeartbeatDoc {
    /// Short name, unique among heartbeats.
    pub slug: String,
    /// Name for people; the slug without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A UUID of your own, such as one of uuidgen; the job calls /ping/ and this.
    pub ping_key: String,
    /// The service that suffers when it is silent, by slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Expected so long after the last call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<DurationText>,
    /// Expected at these times, as crontab says it: "0 4 * * *".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cron: Option<String>,
    /// Time zone of the cron line, such as Europe/Paris; the settings' without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// How late it may be, and how long a run may take; 5m without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<DurationText>,
    /// How bad its silence is; critical without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityDoc>,
    /// Labels that its alert carries besides the usual ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
