//! Checks.

use super::Reader;
use super::source::labels;
use crate::prepare::document::{
    CheckDoc, DiskDoc, DnsDoc, FamilyDoc, HttpDoc, IcmpDoc, Kind, LoadDoc, MaintenanceDoc,
    MemoryDoc, SecretDoc, StatusDoc, TcpDoc, TlsDoc,
};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use vigie_domain::channel::Secret;
use vigie_domain::check::kind::http::{Header, Http, Method, StatusRange};
use vigie_domain::check::kind::{Disk, Dns, Icmp, Load, Memory, RecordType, Tcp, Tls, Units};
use vigie_domain::check::net::Family;
use vigie_domain::check::{Check, CheckKind, Maintenance};
use vigie_domain::severity::Severity;
use vigie_domain::text::{Name, Slug};
use vigie_domain::time::Timestamp;

/// Time between two looks of a check that says none: a minute to an alert with two failed looks.
const EVERY: Duration = Duration::from_secs(30);
/// Time for one look of a check that says none.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Failed or good looks in a row of a check that says none: one lost packet wakes nobody.
const LOOKS: u32 = 2;
/// Fields of a check itself; all others that a refusal names are those of its kind.
const OWN_FIELDS: [&str; 7] = [
    "every",
    "timeout",
    "failures_to_fail",
    "successes_to_recover",
    "labels",
    "depends_on",
    "maintenance",
];

pub(super) fn checks(reader: &mut Reader<'_>, docs: &[CheckDoc]) -> BTreeMap<Slug, Check> {
    let mut checks = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("checks[{place}]");
        let Some(check) = check(reader, &at, doc) else { continue };
        let kind = check.kind.as_str();
        match check.validated() {
            Ok(check) => {
                checks.insert(check.slug.clone(), check);
            }
            Err(error) if OWN_FIELDS.contains(&error.field) => {
                reader.refuse(format!("{at}.{}", error.field), error.why);
            }
            Err(error) => reader.refuse(format!("{at}.{kind}.{}", error.field), error.why),
        }
    }
    let graph: Vec<_> =
        docs.iter().map(|doc| (doc.slug.as_str(), doc.depends_on.as_slice())).collect();
    reader.circles(Kind::Check, &graph);
    checks
}

fn check(reader: &mut Reader<'_>, at: &str, doc: &CheckDoc) -> Option<Check> {
    let kind = kind(reader, at, doc);
    let slug = reader.parse::<Slug>(&format!("{at}.slug"), &doc.slug);
    let name = match &doc.name {
        Some(name) => reader.parse::<Name>(&format!("{at}.name"), name),
        None => doc.slug.parse().ok(),
    };
    let every = doc.every.map_or(EVERY, |text| text.0);
    let timeout = doc.timeout.map_or_else(|| TIMEOUT.min(every / 2), |text| text.0);
    let service = reader.slug(&format!("{at}.service"), Kind::Service, doc.service.as_ref());
    let depends_on = reader.slugs(&format!("{at}.depends_on"), Kind::Check, &doc.depends_on);
    let labels = labels(reader, &format!("{at}.labels"), &doc.labels);
    let maintenance = maintenance(reader, &format!("{at}.maintenance"), &doc.maintenance);
    Some(Check {
        slug: slug?,
        service,
        name: name?,
        kind: kind?,
        every,
        timeout,
        failures_to_fail: doc.failures_to_fail.unwrap_or(LOOKS),
        successes_to_recover: doc.successes_to_recover.unwrap_or(LOOKS),
        severity: doc.severity.map_or(Severity::Critical, Into::into),
        labels,
        depends_on,
        maintenance,
    })
}

fn maintenance(reader: &mut Reader<'_>, at: &str, docs: &[MaintenanceDoc]) -> Vec<Maintenance> {
    let mut all = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("{at}[{place}]");
        match (&doc.interval, &doc.from, &doc.until) {
            (Some(name), None, None) => {
                if reader.resolve(&format!("{at}.interval"), Kind::Interval, name) {
                    all.extend(name.parse().map(Maintenance::Interval));
                }
            }
            (None, Some(from), Some(until)) => {
                let from = reader.parse::<Timestamp>(&format!("{at}.from"), from);
                let until = reader.parse::<Timestamp>(&format!("{at}.until"), until);
                all.extend(
                    from.zip(until).map(|(from, until)| Maintenance::Window { from, until }),
                );
            }
            _ => reader.refuse(at, "maintenance has either an interval, or from and until"),
        }
    }
    all
}

fn kind(reader: &mut Reader<'_>, at: &str, doc: &CheckDoc) -> Option<CheckKind> {
    let mut kinds = Vec::new();
    macro_rules! take {
        ($($field:ident)*) => {$(
            if let Some(doc) = &doc.$field {
                let at = format!("{at}.{}", stringify!($field));
                kinds.push($field(reader, &at, doc));
            }
        )*};
    }
    take!(http tcp tls dns icmp);
    kinds.extend(doc.disk.as_ref().map(disk).map(Some));
    kinds.extend(doc.memory.as_ref().map(memory).map(Some));
    kinds.extend(doc.load.as_ref().map(load).map(Some));
    let units = doc.units.as_ref().map(|doc| Units { ignore: doc.ignore.clone() });
    kinds.extend(units.map(|units| Some(CheckKind::Units(units))));
    match (kinds.pop(), kinds.is_empty()) {
        (Some(kind), true) => kind,
        _ => {
            let wanted =
                "a check has exactly one of http, tcp, tls, dns, icmp, disk, memory, load, units";
            reader.refuse(at, wanted);
            None
        }
    }
}

fn http(reader: &mut Reader<'_>, at: &str, doc: &HttpDoc) -> Option<CheckKind> {
    let url = reader.parse(&format!("{at}.url"), &doc.url);
    let method = match &doc.method {
        Some(text) => reader.parse(&format!("{at}.method"), text),
        None => Some(Method::Get),
    };
    let (headers, secret_headers) = headers(reader, &format!("{at}.headers"), &doc.headers);
    let statuses = statuses(reader, &format!("{at}.statuses"), &doc.statuses);
    let regex = doc.regex.as_ref().and_then(|text| reader.parse(&format!("{at}.regex"), text));
    let mut json = Vec::new();
    for (place, text) in doc.json.iter().enumerate() {
        json.extend(reader.parse(&format!("{at}.json[{place}]"), text));
    }
    let defaults = Http::new(url?);
    Some(CheckKind::Http(Box::new(Http {
        method: method?,
        headers,
        secret_headers,
        body: doc.body.clone(),
        statuses: if statuses.is_empty() { defaults.statuses.clone() } else { statuses },
        text_contains: doc.text_contains.clone(),
        text_not: doc.text_not.clone(),
        regex,
        json,
        latency_max: doc.latency_max.map(|text| text.0),
        redirects_max: doc.redirects_max.unwrap_or(defaults.redirects_max),
        ip: family(doc.ip),
        certificate_days_min: doc.certificate_days_min,
        verify_certificate: doc.verify_certificate,
        ..defaults
    })))
}

/// The headers that are written, and those that are read when they are needed.
fn headers(
    reader: &mut Reader<'_>,
    at: &str,
    docs: &BTreeMap<String, SecretDoc>,
) -> (Vec<Header>, Vec<(String, Secret)>) {
    let (mut written, mut secret) = (Vec::new(), Vec::new());
    for (name, value) in docs {
        let at = format!("{at}.{name}");
        let text = if let Secret::Plain(text) = &value.0 { text.as_str() } else { "" };
        match Header::new(name, text) {
            Ok(header) if value.is_plain() => written.push(header),
            Ok(_) => {
                super::people::secret(reader, &at, value);
                secret.push((name.clone(), value.0.clone()));
            }
            Err(why) => reader.refuse(at, why),
        }
    }
    (written, secret)
}

fn statuses(reader: &mut Reader<'_>, at: &str, docs: &[StatusDoc]) -> Vec<StatusRange> {
    let mut all = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let text = match doc {
            StatusDoc::Number(number) => number.to_string(),
            StatusDoc::Text(text) => text.clone(),
        };
        all.extend(reader.parse::<StatusRange>(&format!("{at}[{place}]"), &text));
    }
    all
}

fn family(word: FamilyDoc) -> Family {
    match word {
        FamilyDoc::Any => Family::Any,
        FamilyDoc::V4 => Family::V4,
        FamilyDoc::V6 => Family::V6,
    }
}

fn tcp(reader: &mut Reader<'_>, at: &str, doc: &TcpDoc) -> Option<CheckKind> {
    Some(CheckKind::Tcp(Tcp {
        host: reader.parse(&format!("{at}.host"), &doc.host)?,
        port: doc.port,
        ip: family(doc.ip),
        send: doc.send.clone(),
        expect: doc.expect.clone(),
    }))
}

fn tls(reader: &mut Reader<'_>, at: &str, doc: &TlsDoc) -> Option<CheckKind> {
    let server_name = doc.server_name.as_ref();
    let server_name = server_name.and_then(|text| reader.parse(&format!("{at}.server_name"), text));
    Some(CheckKind::Tls(Tls {
        host: reader.parse(&format!("{at}.host"), &doc.host)?,
        port: doc.port.unwrap_or(443),
        server_name,
        ip: family(doc.ip),
        days_min: doc.days_min.unwrap_or(14),
        verify: doc.verify,
    }))
}

fn dns(reader: &mut Reader<'_>, at: &str, doc: &DnsDoc) -> Option<CheckKind> {
    let record = match &doc.record {
        Some(text) => reader.parse(&format!("{at}.record"), text),
        None => Some(RecordType::A),
    };
    let mut server = None;
    if let Some(text) = &doc.server {
        let address = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53));
        server = address.or_else(|_| text.parse::<SocketAddr>()).ok();
        if server.is_none() {
            let wanted = "write an address, such as 9.9.9.9, 127.0.0.1:5353 or [::1]:53";
            reader.refuse(format!("{at}.server"), format!("\"{text}\" is no server: {wanted}"));
        }
    }
    let (name, expect) = (doc.name.clone(), doc.expect.clone());
    Some(CheckKind::Dns(Dns { name, record: record?, server, expect }))
}

fn icmp(reader: &mut Reader<'_>, at: &str, doc: &IcmpDoc) -> Option<CheckKind> {
    let host = reader.parse(&format!("{at}.host"), &doc.host)?;
    Some(CheckKind::Icmp(Icmp { host, ip: family(doc.ip) }))
}

fn disk(doc: &DiskDoc) -> CheckKind {
    CheckKind::Disk(Disk {
        path: doc.path.clone(),
        free_percent_min: doc.free_percent_min.unwrap_or(10),
        free_bytes_min: doc.free_bytes_min,
        inodes_percent_min: Some(doc.inodes_percent_min.unwrap_or(5)),
    })
}

fn memory(doc: &MemoryDoc) -> CheckKind {
    let available_percent_min = doc.available_percent_min.unwrap_or(10);
    CheckKind::Memory(Memory { available_percent_min })
}

fn load(doc: &LoadDoc) -> CheckKind {
    let pressure_max_percent = doc.pressure_max_percent;
    CheckKind::Load(Load { per_core_max: doc.per_core_max.unwrap_or(4.0), pressure_max_percent })
}
