//! Heartbeats.

use super::Reader;
use super::source::labels;
use crate::prepare::document::{HeartbeatDoc, Kind};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::time::Duration;
use vigie_domain::heartbeat::cron::Cron;
use vigie_domain::heartbeat::{Heartbeat, PingKey, Schedule};
use vigie_domain::severity::Severity;
use vigie_domain::text::{Name, Slug};

/// How late a call may be when nothing is said: a slow night, not a lost one.
const GRACE: Duration = Duration::from_secs(5 * 60);

pub(super) fn heartbeats(
    reader: &mut Reader<'_>,
    docs: &[HeartbeatDoc],
    zone: &str,
) -> BTreeMap<Slug, Heartbeat> {
    let mut heartbeats = BTreeMap::new();
    let mut keys = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("heartbeats[{place}]");
        let Some(heartbeat) = heartbeat(reader, &at, doc, zone) else { continue };
        if let Some(other) = keys.insert(heartbeat.ping_key.clone(), doc.slug.as_str()) {
            let message = format!("\"{other}\" has this key already: every heartbeat has its own");
            reader.refuse(format!("{at}.ping_key"), message);
        }
        match heartbeat.validated() {
            Ok(heartbeat) => {
                heartbeats.insert(heartbeat.slug.clone(), heartbeat);
            }
            Err(error) => reader.refuse(format!("{at}.{}", error.field), error.why),
        }
    }
    heartbeats
}

fn heartbeat(
    reader: &mut Reader<'_>,
    at: &str,
    doc: &HeartbeatDoc,
    zone: &str,
) -> Option<Heartbeat> {
    let schedule = schedule(reader, at, doc, zone);
    let slug = reader.parse::<Slug>(&format!("{at}.slug"), &doc.slug);
    let name = match &doc.name {
        Some(name) => reader.parse::<Name>(&format!("{at}.name"), name),
        None => doc.slug.parse().ok(),
    };
    let ping_key = reader.parse::<PingKey>(&format!("{at}.ping_key"), &doc.ping_key);
    let service = reader.slug(&format!("{at}.service"), Kind::Service, doc.service.as_ref());
    let labels = labels(reader, &format!("{at}.labels"), &doc.labels);
    Some(Heartbeat {
        slug: slug?,
        ping_key: ping_key?,
        service,
        name: name?,
        schedule: schedule?,
        grace: doc.grace.map_or(GRACE, |text| text.0),
        severity: doc.severity.map_or(Severity::Critical, Into::into),
        labels,
    })
}

fn schedule(reader: &mut Reader<'_>, at: &str, doc: &HeartbeatDoc, zone: &str) -> Option<Schedule> {
    let own = reader.zone(&format!("{at}.zone"), doc.zone.as_ref());
    match (doc.period, &doc.cron) {
        (Some(period), None) => {
            if doc.zone.is_some() {
                reader.refuse(format!("{at}.zone"), "only a cron line has a time zone");
            }
            Some(Schedule::Period(period.0))
        }
        (None, Some(text)) => {
            let cron = reader.parse::<Cron>(&format!("{at}.cron"), text)?;
            let zone = own.as_deref().unwrap_or(zone);
            Some(Schedule::Cron { cron, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) })
        }
        _ => {
            reader.refuse(at, "a heartbeat has exactly one of period and cron");
            None
        }
    }
}
