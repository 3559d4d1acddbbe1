//! Routes, inhibitions and time intervals.

use super::Import;
use super::file::{AmInhibitRule, AmInterval, AmRoute, AmSpan};
use crate::config::diagnose::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::time::Duration;
use vigie_domain::interval::{
    parse_days_of_month, parse_months, parse_times, parse_weekdays, parse_years,
};
use vigie_domain::matcher::{MatchOp, Matcher, Matchers};
use vigie_ops::prepare::document::{DurationText, InhibitionDoc, IntervalDoc, RouteDoc, SpanDoc};

/// Alertmanager's defaults for a root that says nothing; ours are quicker.
const WAIT: DurationText = DurationText(Duration::from_secs(30));
const INTERVAL: DurationText = DurationText(Duration::from_secs(5 * 60));
const REPEAT: DurationText = DurationText(Duration::from_secs(4 * 3_600));

/// Values of matchers in the old form; nothing is the empty text there.
fn texts(pairs: &BTreeMap<String, Option<String>>) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| (name.clone(), value.clone().unwrap_or_default())).collect()
}

/// The name of a time zone in our words: nothing is UTC, "Local" is this machine's.
fn zone(location: Option<&str>) -> Option<String> {
    match location? {
        "" => None,
        "Local" => jiff::tz::TimeZone::system().iana_name().map(str::to_owned),
        name => Some(name.to_owned()),
    }
}

/// The names that routes may use.
struct Names<'a> {
    receivers: &'a BTreeSet<String>,
    intervals: &'a BTreeSet<String>,
}

impl Import<'_> {
    /// The tree, with Alertmanager's defaults written out at its root.
    pub(super) fn root_route(
        &mut self,
        route: &AmRoute,
        receivers: &BTreeSet<String>,
        intervals: &BTreeSet<String>,
    ) -> RouteDoc {
        if route.receiver.as_deref().unwrap_or_default().is_empty() {
            self.refuse("route", "the root route must specify a receiver");
        }
        for (field, used) in [
            ("match", !route.equals.is_empty()),
            ("match_re", !route.fits.is_empty()),
            ("matchers", !route.matchers.is_empty()),
            ("mute_time_intervals", !route.mute_time_intervals.is_empty()),
            ("active_time_intervals", !route.active_time_intervals.is_empty()),
            ("continue", route.goes_on.0),
        ] {
            if used {
                let message =
                    format!("the root route takes every alert: it can't have \"{field}\"");
                self.refuse(&format!("route.{field}"), message);
            }
        }
        let mut doc = self.route("route", route, &Names { receivers, intervals });
        doc.group_by.get_or_insert_default();
        doc.wait.get_or_insert(WAIT);
        doc.interval.get_or_insert(INTERVAL);
        doc.repeat.get_or_insert(REPEAT);
        doc
    }

    fn route(&mut self, at: &str, route: &AmRoute, names: &Names<'_>) -> RouteDoc {
        let receiver = route.receiver.clone().filter(|name| !name.is_empty());
        if let Some(name) = &receiver {
            self.resolve(&format!("{at}.receiver"), "receiver", name, names.receivers);
        }
        for (field, list) in [
            ("mute_time_intervals", &route.mute_time_intervals),
            ("active_time_intervals", &route.active_time_intervals),
        ] {
            for (place, name) in list.iter().enumerate() {
                let at = format!("{at}.{field}[{place}]");
                self.resolve(&at, "time interval", name, names.intervals);
            }
        }
        self.group_by(&format!("{at}.group_by"), route.group_by.as_deref().unwrap_or_default());
        let mut matchers = self.legacy(at, "match", MatchOp::Equal, &texts(&route.equals));
        matchers.extend(self.legacy(at, "match_re", MatchOp::Regex, &route.fits));
        matchers.extend(self.matchers(&format!("{at}.matchers"), &route.matchers));
        for (field, span) in
            [("group_interval", route.group_interval), ("repeat_interval", route.repeat_interval)]
        {
            if span.is_some_and(|span| span.0.is_zero()) {
                self.refuse(&format!("{at}.{field}"), format!("{field} can't be zero"));
            }
        }
        if route.labels.values().any(|value| value.contains("{{")) {
            self.leave(&format!("{at}.labels"), "templates in labels are sent as they are written");
        }
        let children = route.routes.iter().enumerate();
        let routes = children
            .map(|(place, child)| self.route(&format!("{at}.routes[{place}]"), child, names))
            .collect();
        RouteDoc {
            receiver,
            group_by: route.group_by.clone(),
            matchers,
            goes_on: route.goes_on.0,
            wait: route.group_wait,
            interval: route.group_interval,
            repeat: route.repeat_interval,
            mute: route.mute_time_intervals.clone(),
            active: route.active_time_intervals.clone(),
            incident_from: None,
            labels: route.labels.clone(),
            routes,
        }
    }

    /// A name that must be declared.
    fn resolve(&mut self, at: &str, kind: &str, name: &str, known: &BTreeSet<String>) {
        if !known.contains(name) {
            let message = format!("{at}: there is no {kind} \"{name}\"");
            let found = Diagnostic::at(self.path, self.text, self.root.locate(at), message);
            self.mistakes.push(found.with_candidates(name, known.iter().map(String::as_str)));
        }
    }

    fn group_by(&mut self, at: &str, names: &[String]) {
        let mut seen = BTreeSet::new();
        for (place, name) in names.iter().enumerate() {
            let at = format!("{at}[{place}]");
            if name.is_empty() {
                self.refuse(&at, "a label name can't be empty");
            } else if !seen.insert(name) {
                self.refuse(&at, format!("the label \"{name}\" stands here twice"));
            }
        }
        if seen.len() > 1 && names.iter().any(|name| name == "...") {
            self.refuse(at, "\"...\" means every label: it stands alone");
        }
    }

    /// Matchers in the old form: a map of names and values.
    fn legacy(
        &mut self,
        at: &str,
        field: &str,
        op: MatchOp,
        pairs: &BTreeMap<String, String>,
    ) -> Vec<String> {
        let mut all = Vec::new();
        for (name, value) in pairs {
            let at = format!("{at}.{field}.{name}");
            let classic = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit());
            if !classic {
                self.refuse(&at, format!("\"{name}\" is no label name"));
                continue;
            }
            match Matcher::new(name.clone(), op, value.clone()) {
                Ok(matcher) => all.push(matcher.to_string()),
                Err(error) => self.refuse(&at, error.to_string()),
            }
        }
        all
    }

    fn matchers(&mut self, at: &str, texts: &[String]) -> Vec<String> {
        let mut all = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            match Matchers::parse(text) {
                // One by one and in the plain form, which reads back the same.
                Ok(found) => all.extend(found.iter().map(ToString::to_string)),
                Err(error) => self.refuse(&format!("{at}[{place}]"), error.to_string()),
            }
        }
        all
    }

    pub(super) fn inhibition(&mut self, at: &str, place: usize, rule: &AmInhibitRule) {
        let mut when = self.legacy(at, "source_match", MatchOp::Equal, &texts(&rule.source_match));
        when.extend(self.legacy(at, "source_match_re", MatchOp::Regex, &rule.source_match_re));
        when.extend(self.matchers(&format!("{at}.source_matchers"), &rule.source_matchers));
        let mut mute = self.legacy(at, "target_match", MatchOp::Equal, &texts(&rule.target_match));
        mute.extend(self.legacy(at, "target_match_re", MatchOp::Regex, &rule.target_match_re));
        mute.extend(self.matchers(&format!("{at}.target_matchers"), &rule.target_matchers));
        if let Some(place) = rule.equal.iter().position(String::is_empty) {
            self.refuse(&format!("{at}.equal[{place}]"), "a label name can't be empty");
        }
        let taken = |name: &String| self.document.inhibitions.iter().any(|rule| rule.name == *name);
        let name = rule.name.clone().filter(|name| !name.trim().is_empty() && !taken(name));
        let name = name.unwrap_or_else(|| format!("inhibit_rules[{place}]"));
        let equal = rule.equal.clone();
        self.document.inhibitions.push(InhibitionDoc { name, when, mute, equal });
    }

    pub(super) fn interval(&mut self, at: &str, interval: &AmInterval) {
        let spans = interval.time_intervals.iter().enumerate();
        let spans = spans
            .map(|(place, span)| self.span(&format!("{at}.time_intervals[{place}]"), span))
            .collect();
        let name = interval.name.clone();
        self.document.intervals.push(IntervalDoc { name, spans });
    }

    fn span(&mut self, at: &str, span: &AmSpan) -> SpanDoc {
        self.each(at, "weekdays", &span.weekdays, parse_weekdays);
        self.each(at, "days_of_month", &span.days_of_month, parse_days_of_month);
        self.each(at, "months", &span.months, parse_months);
        self.each(at, "years", &span.years, parse_years);
        let mut times = Vec::new();
        for (place, pair) in span.times.iter().enumerate() {
            if let Err(error) = parse_times(&pair.start_time, &pair.end_time) {
                self.refuse(&format!("{at}.times[{place}]"), error.to_string());
            }
            times.push(format!("{}-{}", pair.start_time, pair.end_time));
        }
        let zone = zone(span.location.as_deref());
        if zone.as_ref().is_some_and(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
            let message = "this is no time zone: name one such as Europe/Paris";
            self.refuse(&format!("{at}.location"), message);
        }
        SpanDoc {
            times,
            weekdays: span.weekdays.clone(),
            days_of_month: span.days_of_month.clone(),
            months: span.months.clone(),
            years: span.years.clone(),
            zone,
        }
    }

    fn each<T, E: Display>(
        &mut self,
        at: &str,
        field: &str,
        texts: &[String],
        parse: fn(&str) -> Result<T, E>,
    ) {
        for (place, text) in texts.iter().enumerate() {
            if let Err(error) = parse(text) {
                self.refuse(&format!("{at}.{field}[{place}]"), error.to_string());
            }
        }
    }
}
