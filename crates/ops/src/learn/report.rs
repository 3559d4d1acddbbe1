//! The first draft of a report: everything that the timeline knows, with times, as Markdown.

use crate::store::alerts::Stored;
use crate::store::journal::Entry;
use crate::words::Words;
use std::fmt::Write;
use std::time::Duration;
use vigie_domain::alert::State;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Settings;
use vigie_domain::time::Timestamp;

/// The draft, in the language and zone of the settings.
pub(super) fn markdown(
    settings: &Settings,
    incident: &Incident,
    timeline: &[Entry],
    alerts: &[Stored],
) -> String {
    let words = Words::of(settings.language);
    let mut text = format!("# {} {}\n\n", incident.reference, inline(&incident.title));
    summary(&mut text, words, settings, (incident, alerts));
    section(&mut text, words.report_timeline());
    table(&mut text, words, settings, timeline);
    section(&mut text, words.report_alerts());
    for stored in alerts {
        let ending = match &stored.alert.state {
            State::Open | State::Acknowledged { .. } => words.report_goes_on().to_owned(),
            State::Resolved { how, .. } => words.report_ending(&how.as_str().replace(' ', "-")),
        };
        let (claim, title) = (&stored.alert.claim, stored.alert.claim.title());
        let name = claim.labels.get("alertname").filter(|name| *name != title).unwrap_or_default();
        let said: Vec<String> = [name, title.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(inline)
            .collect();
        let said = said.join(": ");
        push(&mut text, format_args!("- {said} ({}, {ending})\n", claim.severity()));
    }
    let to_write = [
        words.report_impact(),
        words.report_causes(),
        words.report_lessons(),
        words.report_actions(),
    ];
    for title in to_write {
        section(&mut text, title);
        push(&mut text, format_args!("_{}_\n", words.report_write_here()));
    }
    text
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    if text.write_fmt(words).is_err() {
        tracing::error!("a report could not be written whole");
    }
}

fn section(text: &mut String, title: &str) {
    push(text, format_args!("\n## {title}\n\n"));
}

fn summary(
    text: &mut String,
    words: Words,
    settings: &Settings,
    (incident, alerts): (&Incident, &[Stored]),
) {
    let mut row = |name: &str, value: &str| push(text, format_args!("- **{name}**: {value}\n"));
    let service = incident.service.as_ref().map_or(words.report_unknown(), |slug| slug.as_str());
    row(words.report_service(), &inline(service));
    row(words.report_severity(), incident.severity.as_str());
    row(words.report_lead(), &inline(incident.lead.as_deref().unwrap_or(words.report_nobody())));
    let declared = incident.declared_at;
    if let Some(began) = alerts.iter().map(|stored| stored.alert.claim.starts_at).min() {
        row(words.report_began(), &time(settings, began));
        row(words.report_detected_after(), &span(declared.since(began)));
    }
    row(words.report_declared(), &time(settings, declared));
    let steps = [
        (incident.acknowledged_at, words.report_taken()),
        (incident.resolved.as_ref().map(|noted| noted.at), words.report_resolved()),
        (incident.closed_at, words.report_closed()),
    ];
    for (at, name) in steps {
        if let Some(at) = at {
            let after = span(at.since(declared));
            row(name, &format!("{} ({} {after})", time(settings, at), words.report_after()));
        }
    }
}

fn table(text: &mut String, words: Words, settings: &Settings, timeline: &[Entry]) {
    push(text, format_args!("{}\n| --- | --- | --- |\n", words.report_columns()));
    for entry in timeline.iter().filter(|entry| entry.kind != "report_drafted") {
        let kind = words.known(&entry.kind);
        let said: Vec<&str> = [kind.as_str(), &entry.subject, &entry.text]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let (at, who, what) = (time(settings, entry.at), &entry.actor, said.join(": "));
        push(text, format_args!("| {at} | {} | {} |\n", inline(who), inline(&what)));
    }
}

/// `2026-11-20 22:09:00 Europe/Paris (21:09:00 UTC)`, shorter where the zone is UTC.
fn time(settings: &Settings, at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get(&settings.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let local = at.to_jiff().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
    if settings.zone == "UTC" {
        return format!("{local} UTC");
    }
    let utc = at.to_jiff().strftime("%H:%M:%S UTC");
    format!("{local} {} ({utc})", settings.zone)
}

/// `1 h 02 min 03 s`, without leading zeros.
fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes} min {rest:02} s"),
        (_, _) => format!("{hours} h {minutes:02} min {rest:02} s"),
    }
}

/// One line that ends no cell and starts no markup of its own.
fn inline(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.chars().fold(String::with_capacity(flat.len()), |mut safe, c| {
        match c {
            '<' => safe.push_str("&lt;"),
            '\\' | '|' | '`' | '*' | '[' | ']' | '!' | '#' => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_like_people_say_them() {
        for (seconds, said) in [(0, "0 s"), (61, "1 min 01 s"), (3723, "1 h 02 min 03 s")] {
            assert_eq!(span(Duration::from_secs(seconds)), said);
        }
    }

    #[test]
    fn a_title_can_t_break_the_document() {
        assert_eq!(inline("a|b\n# <img src=x>"), "a\\|b \\# &lt;img src=x>");
    }
}
