//! The kinds of checks: what each looks at, and what it expects there.
//! Owns their limits; never looks.

pub mod http;

use super::net::{Family, Host};
use super::{CheckError, at_most};
use http::Http;
use std::str::FromStr;
use std::time::Duration;

/// Longest text that is sought, sent or awaited.
pub const TEXT_BYTES_MAX: usize = 4 * 1024;
/// Most conditions, ranges, expected values or ignored units of one check.
pub const LIST_MAX: usize = 50;
/// Most days a certificate may have to have left: two years are the longest ones issued.
pub const CERTIFICATE_DAYS_MAX: u32 = 825;

/// What a check looks at, and what it expects there.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckKind {
    /// An answer over HTTP.
    Http(Box<Http>),
    /// A TCP port, with an optional short dialogue.
    Tcp(Tcp),
    /// The certificate behind a TLS port.
    Tls(Tls),
    /// The answer of a name server.
    Dns(Dns),
    /// An echo.
    Icmp(Icmp),
    /// Space left on a file system of this machine.
    Disk(Disk),
    /// Memory left on this machine.
    Memory(Memory),
    /// Load and pressure of this machine.
    Load(Load),
    /// Failed systemd units of this machine.
    Units(Units),
}

/// A TCP port, and a short dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tcp {
    /// Where.
    pub host: Host,
    /// At which port.
    pub port: u16,
    /// Which kind of address is used.
    pub ip: Family,
    /// What is said first.
    pub send: Option<String>,
    /// What must be in the answer.
    pub expect: Option<String>,
}

/// A TLS port and the certificate behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// Where.
    pub host: Host,
    /// At which port.
    pub port: u16,
    /// The name to ask for and to find in the certificate, when it is not the host.
    pub server_name: Option<Host>,
    /// Which kind of address is used.
    pub ip: Family,
    /// How many days the certificate must have left.
    pub days_min: u32,
    /// Whether the certificate must be trusted.
    pub verify: bool,
}

/// Kinds of DNS records that a check may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are DNS's own names")]
pub enum RecordType {
    A,
    Aaaa,
    Mx,
    Txt,
    Cname,
    Ns,
}

const RECORD_TYPES: [(&str, RecordType); 6] = [
    ("A", RecordType::A),
    ("AAAA", RecordType::Aaaa),
    ("MX", RecordType::Mx),
    ("TXT", RecordType::Txt),
    ("CNAME", RecordType::Cname),
    ("NS", RecordType::Ns),
];

impl RecordType {
    /// Its name in DNS.
    pub fn as_str(self) -> &'static str {
        RECORD_TYPES.iter().find(|(_, kind)| *kind == self).map_or("A", |(name, _)| name)
    }
}

impl FromStr for RecordType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let upper = text.to_ascii_uppercase();
        RECORD_TYPES.iter().find(|(name, _)| *name == upper).map(|(_, kind)| *kind).ok_or_else(
            || format!("\"{text}\" is no record type: use A, AAAA, MX, TXT, CNAME or NS"),
        )
    }
}

/// A question to a name server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dns {
    /// The name asked for.
    pub name: String,
    /// The kind of record.
    pub record: RecordType,
    /// Address and port of the server to ask; this machine's own when absent.
    pub server: Option<std::net::SocketAddr>,
    /// Values that must all be among the answers.
    pub expect: Vec<String>,
}

/// An echo request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icmp {
    /// Where.
    pub host: Host,
    /// Which kind of address is used.
    pub ip: Family,
}

/// Space and inodes of a file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    /// A path on it.
    pub path: String,
    /// Part of its space that must be free, in percent.
    pub free_percent_min: u8,
    /// Space that must be free, in bytes.
    pub free_bytes_min: Option<u64>,
    /// Part of its inodes that must be free, in percent.
    pub inodes_percent_min: Option<u8>,
}

/// Memory that programs can still get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Part that must be available, in percent.
    pub available_percent_min: u8,
}

/// How busy the machine is.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// Most load per core, over five minutes.
    pub per_core_max: f64,
    /// Most time lost waiting for CPU, memory or disk over the last minute, in percent.
    pub pressure_max_percent: Option<u8>,
}

/// Failed systemd units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Units that may fail.
    pub ignore: Vec<String>,
}

impl CheckKind {
    /// The word in configuration and API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Http(_) => "http",
            Self::Tcp(_) => "tcp",
            Self::Tls(_) => "tls",
            Self::Dns(_) => "dns",
            Self::Icmp(_) => "icmp",
            Self::Disk(_) => "disk",
            Self::Memory(_) => "memory",
            Self::Load(_) => "load",
            Self::Units(_) => "units",
        }
    }

    /// What it looks at, in one line for people.
    pub fn target(&self) -> String {
        match self {
            Self::Http(http) => http.url.to_string(),
            Self::Tcp(tcp) => format!("{}:{}", tcp.host, tcp.port),
            Self::Tls(tls) => format!("{}:{}", tls.host, tls.port),
            Self::Dns(dns) => format!("{} {}", dns.name, dns.record.as_str()),
            Self::Icmp(icmp) => icmp.host.to_string(),
            Self::Disk(disk) => disk.path.clone(),
            Self::Memory(_) => "memory of this machine".to_owned(),
            Self::Load(_) => "load of this machine".to_owned(),
            Self::Units(_) => "systemd units of this machine".to_owned(),
        }
    }

    /// Whether our own network can be the reason of its failure: not for this machine itself, and
    /// not for loopback addresses.
    pub fn needs_network(&self) -> bool {
        let host = match self {
            Self::Http(http) => &http.url.host,
            Self::Tcp(tcp) => &tcp.host,
            Self::Tls(tls) => &tls.host,
            Self::Icmp(icmp) => &icmp.host,
            Self::Dns(dns) => return !dns.server.is_some_and(|server| server.ip().is_loopback()),
            Self::Disk(_) | Self::Memory(_) | Self::Load(_) | Self::Units(_) => return false,
        };
        match host {
            Host::Address(address) => !address.is_loopback(),
            Host::Name(name) => name != "localhost" && !name.ends_with(".localhost"),
        }
    }

    /// Refuses values outside their limits.
    pub(super) fn validate(&self, timeout: Duration) -> Result<(), CheckError> {
        match self {
            Self::Http(http) => http.validate(timeout),
            Self::Tcp(tcp) => tcp.validate(),
            Self::Tls(tls) => {
                port(tls.port)?;
                days("days_min", Some(tls.days_min))
            }
            Self::Dns(dns) => dns.validate(),
            Self::Icmp(_) => Ok(()),
            Self::Disk(disk) => disk.validate(),
            Self::Memory(memory) => percent("available_percent_min", memory.available_percent_min),
            Self::Load(load) => load.validate(),
            Self::Units(units) => at_most("ignore", units.ignore.len(), LIST_MAX),
        }
    }
}

impl Tcp {
    fn validate(&self) -> Result<(), CheckError> {
        port(self.port)?;
        text("send", self.send.as_deref())?;
        text("expect", self.expect.as_deref())
    }
}

impl Dns {
    fn validate(&self) -> Result<(), CheckError> {
        if let Err(why) = self.name.parse::<Host>() {
            return Err(CheckError::new("name", why));
        }
        at_most("expect", self.expect.len(), LIST_MAX)
    }
}

impl Disk {
    fn validate(&self) -> Result<(), CheckError> {
        if !self.path.starts_with('/') {
            return Err(CheckError::new("path", format!("\"{}\" must start with /", self.path)));
        }
        percent("free_percent_min", self.free_percent_min)?;
        percent("inodes_percent_min", self.inodes_percent_min.unwrap_or(0))
    }
}

impl Load {
    fn validate(&self) -> Result<(), CheckError> {
        if !(self.per_core_max > 0.0 && self.per_core_max <= 1_000.0) {
            return Err(CheckError::new(
                "per_core_max",
                format!("{} is not above 0 and at most 1000", self.per_core_max),
            ));
        }
        percent("pressure_max_percent", self.pressure_max_percent.unwrap_or(0))
    }
}

fn port(port: u16) -> Result<(), CheckError> {
    if port == 0 {
        return Err(CheckError::new("port", "0 is no port: use 1 to 65535"));
    }
    Ok(())
}

fn percent(field: &'static str, percent: u8) -> Result<(), CheckError> {
    if percent > 100 {
        return Err(CheckError::new(field, format!("{percent} is not between 0 and 100 percent")));
    }
    Ok(())
}

fn days(field: &'static str, days: Option<u32>) -> Result<(), CheckError> {
    match days {
        Some(days) if days > CERTIFICATE_DAYS_MAX => Err(CheckError::new(
            field,
            format!(
                "{days} days are more than any certificate has: at most {CERTIFICATE_DAYS_MAX}"
            ),
        )),
        _ => Ok(()),
    }
}

fn text(field: &'static str, text: Option<&str>) -> Result<(), CheckError> {
    match text.map(str::len) {
        Some(0) => Err(CheckError::new(field, "an empty text is always there: leave it out")),
        Some(bytes) if bytes > TEXT_BYTES_MAX => Err(CheckError::new(
            field,
            format!("{bytes} bytes are too many: at most {TEXT_BYTES_MAX}"),
        )),
        _ => Ok(()),
    }
}
