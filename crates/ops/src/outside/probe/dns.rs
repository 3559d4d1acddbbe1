//! DNS checks: what a name server answers to one question.

use super::names::lookup_trouble;
use super::{Prober, Trace, Trouble, add};
use hickory_resolver::proto::rr::{RData, RecordType as Wire};
use tokio::time::Instant;
use vigie_domain::check::kind::{Dns, RecordType};

/// How many values are shown in a failure.
const SHOWN_MAX: usize = 4;

/// Asks, and compares the answers with what is expected.
pub(super) async fn look(prober: &Prober, dns: &Dns, trace: &mut Trace) -> Result<(), Trouble> {
    let resolver = prober.names.fresh(dns.server)?;
    let wanted = dns.record.as_str();
    // A dot at the end: the machine's search list has no say in what the check asks.
    let name = format!("{}.", dns.name.trim_end_matches('.'));
    let started = Instant::now();
    let answered = resolver.lookup(name.as_str(), wire(dns.record)).await;
    add(&mut trace.phases.dns, started);
    let wanted_words = format!("{wanted} record");
    let answered = answered.map_err(|error| lookup_trouble(&dns.name, &wanted_words, &error))?;
    let found: Vec<String> = answered
        .answers()
        .iter()
        .filter(|record| record.data.record_type() == wire(dns.record))
        .map(|record| words(&record.data))
        .collect();
    if found.is_empty() {
        return Err(Trouble::Failed(format!("{} has no {wanted_words}", dns.name)));
    }
    trace.note("answers", &shown(&found));
    let missing = dns.expect.iter().find(|expected| !among(&found, expected));
    match missing {
        None => Ok(()),
        Some(expected) => {
            Err(Trouble::Failed(format!("expected {wanted} {expected}, got {}", shown(&found))))
        }
    }
}

fn wire(record: RecordType) -> Wire {
    match record {
        RecordType::A => Wire::A,
        RecordType::Aaaa => Wire::AAAA,
        RecordType::Mx => Wire::MX,
        RecordType::Txt => Wire::TXT,
        RecordType::Cname => Wire::CNAME,
        RecordType::Ns => Wire::NS,
    }
}

/// A value as in a zone file, names in lower case without the last dot.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list stays open")]
fn words(value: &RData) -> String {
    match value {
        RData::MX(mx) => format!("{} {}", mx.preference, bare(&mx.exchange.to_string())),
        RData::TXT(txt) => {
            txt.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect::<String>()
        }
        RData::CNAME(name) => bare(&name.0.to_string()),
        RData::NS(name) => bare(&name.0.to_string()),
        other => other.to_string(),
    }
}

fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether an expected value is among the answers; a mail exchanger may be named without its
/// preference, an address in any notation.
fn among(found: &[String], expected: &str) -> bool {
    let address = expected.parse::<std::net::IpAddr>().map(|address| address.to_string());
    let expected_bare = bare(expected);
    found.iter().any(|value| {
        value == expected
            || *value == expected_bare
            || address.as_ref().is_ok_and(|address| value == address)
            || value.split_once(' ').is_some_and(|(preference, exchanger)| {
                preference.parse::<u16>().is_ok() && exchanger == expected_bare
            })
    })
}

fn shown(found: &[String]) -> String {
    let mut text = found.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join(", ");
    if found.len() > SHOWN_MAX {
        text.push_str(&format!(" and {} more", found.len() - SHOWN_MAX));
    }
    text
}
