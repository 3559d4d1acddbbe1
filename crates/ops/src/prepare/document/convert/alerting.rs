//! Receivers, routes, inhibitions and time intervals.

use super::Reader;
use super::source::labels;
use crate::prepare::document::{
    DurationText, InhibitionDoc, IntervalDoc, Kind, ReceiverDoc, RouteDoc, SpanDoc,
};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;
use vigie_domain::channel::Channel;
use vigie_domain::inhibition::Inhibition;
use vigie_domain::interval::{
    IntervalError, IntervalSpec, TimeInterval, Times, parse_days_of_month, parse_months,
    parse_times, parse_weekdays, parse_years,
};
use vigie_domain::matcher::{Matcher, Matchers};
use vigie_domain::person::Person;
use vigie_domain::route::{Route, RouteSpec};
use vigie_domain::setup::{Receiver, default_route, everyone};
use vigie_domain::text::{Name, Slug};

pub(super) fn receivers(
    reader: &mut Reader<'_>,
    docs: &[ReceiverDoc],
    people: &BTreeMap<Slug, Person>,
    channels: &BTreeMap<Name, Channel>,
) -> BTreeMap<Name, Receiver> {
    let built_in = everyone(people.values(), channels.keys());
    let mut receivers: BTreeMap<_, _> =
        built_in.into_iter().map(|receiver| (receiver.name.clone(), receiver)).collect();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("receivers[{place}]");
        let people = reader.slugs(&format!("{at}.people"), Kind::Person, &doc.people);
        let channels = reader.named(&format!("{at}.channels"), Kind::Channel, &doc.channels);
        if let Some(name) = reader.parse::<Name>(&format!("{at}.name"), &doc.name) {
            receivers.insert(name.clone(), Receiver { name, people, channels });
        }
    }
    receivers
}

/// The tree; a root that leaves something out takes it from the root of a setup without any.
pub(super) fn route(reader: &mut Reader<'_>, doc: Option<&RouteDoc>) -> Option<Route> {
    let doc = doc?;
    let before = reader.mistakes.len();
    if doc.receiver.is_none() {
        let message = "the root route needs a receiver, such as receiver: everyone";
        reader.refuse("route", message);
    }
    let mut spec = spec(reader, "route", doc);
    let defaults = default_route();
    spec.group_by = spec.group_by.or(defaults.group_by);
    spec.wait = spec.wait.or(defaults.wait);
    spec.interval = spec.interval.or(defaults.interval);
    spec.repeat = spec.repeat.or(defaults.repeat);
    spec.incident_from = spec.incident_from.or(defaults.incident_from);
    if reader.mistakes.len() > before {
        return None;
    }
    Route::root(&spec)
        .map_err(|error| {
            let below = error.path.iter().map(|place| format!(".routes[{place}]"));
            reader.refuse(format!("route{}", below.collect::<String>()), error.why);
        })
        .ok()
}

fn spec(reader: &mut Reader<'_>, at: &str, doc: &RouteDoc) -> RouteSpec {
    let mut receiver = None;
    if let Some(name) = &doc.receiver
        && reader.resolve(&format!("{at}.receiver"), Kind::Receiver, name)
    {
        receiver = name.parse().ok();
    }
    RouteSpec {
        receiver,
        group_by: doc.group_by.clone(),
        matchers: matchers(reader, &format!("{at}.match"), &doc.matchers),
        goes_on: doc.goes_on,
        wait: doc.wait.map(|text| text.0),
        interval: above_zero(reader, &format!("{at}.interval"), doc.interval),
        repeat: above_zero(reader, &format!("{at}.repeat"), doc.repeat),
        mute: reader.named(&format!("{at}.mute"), Kind::Interval, &doc.mute),
        active: reader.named(&format!("{at}.active"), Kind::Interval, &doc.active),
        incident_from: doc.incident_from.map(Into::into),
        labels: labels(reader, &format!("{at}.labels"), &doc.labels),
        routes: doc
            .routes
            .iter()
            .enumerate()
            .map(|(place, doc)| spec(reader, &format!("{at}.routes[{place}]"), doc))
            .collect(),
    }
}

fn above_zero(reader: &mut Reader<'_>, at: &str, text: Option<DurationText>) -> Option<Duration> {
    let span = text?.0;
    if span.is_zero() {
        reader.refuse(at, "this duration can't be zero");
    }
    Some(span)
}

fn matchers(reader: &mut Reader<'_>, at: &str, texts: &[String]) -> Matchers {
    let mut all: Vec<Matcher> = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let at = format!("{at}[{place}]");
        match Matchers::parse(text) {
            Ok(found) if found.is_empty() => reader.refuse(at, "a matcher can't be empty"),
            Ok(found) => all.extend(found.iter().cloned()),
            Err(error) => reader.refuse(at, error),
        }
    }
    all.into()
}

pub(super) fn inhibitions(reader: &mut Reader<'_>, docs: &[InhibitionDoc]) -> Vec<Inhibition> {
    let mut inhibitions = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("inhibitions[{place}]");
        for (place, label) in doc.equal.iter().enumerate() {
            if label.is_empty() {
                reader.refuse(format!("{at}.equal[{place}]"), "a label name can't be empty");
            }
        }
        inhibitions.push(Inhibition {
            name: reader.parse(&format!("{at}.name"), &doc.name),
            source: matchers(reader, &format!("{at}.when"), &doc.when),
            target: matchers(reader, &format!("{at}.mute"), &doc.mute),
            equal: doc.equal.clone(),
        });
    }
    inhibitions
}

pub(super) fn intervals(reader: &mut Reader<'_>, docs: &[IntervalDoc]) -> Vec<TimeInterval> {
    let mut intervals = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("intervals[{place}]");
        let name = reader.parse::<Name>(&format!("{at}.name"), &doc.name);
        let spans = doc.spans.iter().enumerate();
        let specs =
            spans.map(|(place, doc)| span(reader, &format!("{at}.spans[{place}]"), doc)).collect();
        intervals.extend(name.map(|name| TimeInterval { name, specs }));
    }
    intervals
}

fn span(reader: &mut Reader<'_>, at: &str, doc: &SpanDoc) -> IntervalSpec {
    let zone = reader.zone(&format!("{at}.zone"), doc.zone.as_ref());
    IntervalSpec {
        times: each(reader, &format!("{at}.times"), &doc.times, times),
        weekdays: each(reader, &format!("{at}.weekdays"), &doc.weekdays, parse_weekdays),
        days_of_month: each(
            reader,
            &format!("{at}.days_of_month"),
            &doc.days_of_month,
            parse_days_of_month,
        ),
        months: each(reader, &format!("{at}.months"), &doc.months, parse_months),
        years: each(reader, &format!("{at}.years"), &doc.years, parse_years),
        zone: zone
            .and_then(|zone| jiff::tz::TimeZone::get(&zone).ok())
            .unwrap_or(jiff::tz::TimeZone::UTC),
    }
}

fn each<T, E: Display>(
    reader: &mut Reader<'_>,
    at: &str,
    texts: &[String],
    parse: fn(&str) -> Result<T, E>,
) -> Vec<T> {
    let mut all = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match parse(text) {
            Ok(one) => all.push(one),
            Err(error) => reader.refuse(format!("{at}[{place}]"), error),
        }
    }
    all
}

fn times(text: &str) -> Result<Times, String> {
    let (from, to) = text
        .split_once('-')
        .ok_or_else(|| format!("\"{text}\" is no span of hours such as 09:00-17:30"))?;
    parse_times(from.trim(), to.trim()).map_err(|IntervalError(why)| why)
}
