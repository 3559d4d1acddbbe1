//! Mistakes as they are shown: file, line, column, what is wrong, the nearest right word, and
//! the line itself with a mark. Secrets on that line are not repeated.

#[cfg(test)]
mod tests;

use super::yaml::{Refusal, Spot, Why, held_inside};
use std::fmt;
use std::path::{Path, PathBuf};

/// Longest part of a line that is shown; the rest of a folded value helps nobody.
const EXCERPT_CHARS_MAX: usize = 160;
/// Most words offered when none is near.
const OFFERED_MAX: usize = 24;
/// Keys whose values may be secret, in Vigie's files and in Alertmanager's.
const SECRET_KEYS: [&str; 38] = [
    "token",
    "tokens",
    "password",
    "bearer",
    "signing_key",
    "ping_key",
    "body",
    "headers",
    "secret",
    "secrets",
    "secret_key",
    "auth_password",
    "auth_secret",
    "smtp_auth_password",
    "smtp_auth_secret",
    "credentials",
    "bearer_token",
    "client_secret",
    "api_url",
    "slack_api_url",
    "slack_app_token",
    "webhook_url",
    "mattermost_webhook_url",
    "api_key",
    "api_secret",
    "app_token",
    "bot_token",
    "telegram_bot_token",
    "routing_key",
    "service_key",
    "user_key",
    "token_id",
    "rocketchat_token",
    "rocketchat_token_id",
    "opsgenie_api_key",
    "victorops_api_key",
    "wechat_api_secret",
    "alert_source_token",
];

/// A mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as it was named.
    pub file: PathBuf,
    /// Line, from 1; 0 when it is about the file as a whole.
    pub line: usize,
    /// Column in characters, from 1; 0 when it is about the file as a whole.
    pub column: usize,
    /// What is wrong, where in the document, and what to write instead.
    pub message: String,
    /// The right word nearest to the one that was written.
    pub nearest: Option<String>,
    /// The line, and how many characters of it are meant.
    excerpt: Option<(String, usize)>,
}

impl Diagnostic {
    /// About a file as a whole.
    pub(super) fn of_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            message: message.into(),
            nearest: None,
            excerpt: None,
        }
    }

    /// About a place in a file's text.
    pub(super) fn at(file: &Path, text: &str, spot: Spot, message: impl Into<String>) -> Self {
        let message = message.into();
        let spot = held_inside(text, spot);
        let line = text.lines().nth(spot.line.saturating_sub(1));
        let hidden = names_a_secret(&message);
        let excerpt = line.filter(|_| !hidden);
        let excerpt = excerpt.map(|line| (shown(line, spot, &message), spot.width.max(1)));
        let (line, column) = (spot.line, spot.column);
        Self { line, column, excerpt, ..Self::of_file(file, message) }
    }

    /// With the nearest right word, or all of them when there are few.
    pub(super) fn with_candidates<'w>(
        mut self,
        word: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        self.nearest = nearest(word, known.iter().copied()).map(str::to_owned);
        match &self.nearest {
            Some(near) => self.message.push_str(&format!("; did you mean \"{near}\"?")),
            None if known.is_empty() => {}
            None => {
                let offered: Vec<_> = known.iter().take(OFFERED_MAX).copied().collect();
                let more = if known.len() > offered.len() { "..." } else { "" };
                let words = format!("; known: {}{more}", offered.join(", "));
                self.message.push_str(&words);
            }
        }
        self
    }

    /// A refused value of an object that stands under `path`.
    pub(super) fn of_refusal(
        file: &Path,
        text: &str,
        (path, spot): (&str, Spot),
        refusal: &Refusal,
    ) -> Self {
        let inner = refusal.path();
        let dot =
            if path.is_empty() || inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        let place = format!("{path}{dot}{inner}");
        let colon = if place.is_empty() { "" } else { ": " };
        let message = format!("{place}{colon}{refusal}");
        let plain = Self::at(file, text, refusal.spot.unwrap_or(spot), message);
        match &refusal.why {
            Why::Unknown { word, known, .. } => plain.with_candidates(word, known.iter().copied()),
            Why::Said(_) => plain,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        if self.line == 0 {
            return write!(f, "{file}: {}", self.message);
        }
        write!(f, "{file}:{}:{}: {}", self.line, self.column, self.message)?;
        let Some((line, width)) = &self.excerpt else { return Ok(()) };
        let before = self.column.saturating_sub(1);
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        write!(f, "\n {number} | {line}")?;
        // A mark past the part that is shown would point at nothing.
        let left = line.chars().count().saturating_add(1).saturating_sub(before);
        let mark = "^".repeat((*width).min(left));
        if mark.is_empty() {
            Ok(())
        } else {
            write!(f, "\n {margin} | {}{mark}", " ".repeat(before))
        }
    }
}

/// Whether the place that a message starts with holds a secret, line by line or as a whole.
fn names_a_secret(message: &str) -> bool {
    let place = message.split(": ").next().unwrap_or_default();
    let mut steps = place.split(['.', '[']);
    place.ends_with("mattermost.url")
        || place.ends_with("webhook.url")
        || steps.any(|step| SECRET_KEYS.contains(&step))
}

/// All mistakes, one after the other, and how many there are.
pub fn report(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&format!("{diagnostic}\n"));
    }
    let count = diagnostics.len();
    let mistakes = if count == 1 { "1 mistake" } else { &format!("{count} mistakes") };
    text.push_str(&format!("{mistakes}; nothing was changed\n"));
    text
}

/// A line as it may be shown: tabs as spaces, without the value of a secret, and cut.
fn shown(line: &str, spot: Spot, message: &str) -> String {
    let line = line.replace('\t', " ").replace(char::is_control, "\u{fffd}");
    // Addresses of hooks are secrets; those of checks and services are not.
    let public_url = ["checks[", "services[", "settings."].iter().any(|p| message.starts_with(p));
    let line = hide(&line, if public_url { None } else { Some("url") });
    let end = spot.column.saturating_add(spot.width).min(EXCERPT_CHARS_MAX * 2);
    line.chars().take(EXCERPT_CHARS_MAX.max(end)).collect()
}

/// The line up to the first key whose value may be secret and is there in clear.
fn hide(line: &str, more: Option<&str>) -> String {
    let keys = SECRET_KEYS.iter().copied().chain(more);
    let end = keys.filter_map(|key| start_of_secret(line, key)).min();
    let kept = end.and_then(|end| line.get(..end));
    kept.map_or_else(|| line.to_owned(), |kept| format!("{kept} (hidden)"))
}

/// Where a value in clear starts behind a key on a line, after its colon.
fn start_of_secret(line: &str, key: &str) -> Option<usize> {
    line.match_indices(key).find_map(|(at, _)| {
        let (before, after) = (line.get(..at)?, at.saturating_add(key.len()));
        let starts = before.is_empty() || before.ends_with([' ', '{', ',', '[', '"', '\'']);
        // A quote may stand between a key and its colon.
        let colon = line.get(after..)?.find(':').filter(|colon| *colon <= 1)?;
        let start = after.saturating_add(colon).saturating_add(1);
        let value = line.get(start..)?.trim_start();
        let harmless =
            value.is_empty() || value.starts_with("{env:") || value.starts_with("{file:");
        (starts && !harmless).then_some(start)
    })
}

/// Words of other tools, and the one that means it here.
const SYNONYMS: [(&str, &str); 26] = [
    ("interval", "every"),
    ("frequency", "every"),
    ("id", "slug"),
    ("name", "slug"),
    ("type", "kind"),
    ("mail", "email"),
    ("address", "email"),
    ("slack", "mattermost"),
    ("tchap", "matrix"),
    ("ping", "icmp"),
    ("schedule", "cron"),
    ("retries", "failures_to_fail"),
    ("matchers", "match"),
    ("group_wait", "wait"),
    ("group_interval", "interval"),
    ("repeat_interval", "repeat"),
    ("mute_time_intervals", "mute"),
    ("active_time_intervals", "active"),
    ("time_intervals", "spans"),
    ("source_matchers", "when"),
    ("target_matchers", "mute"),
    ("location", "zone"),
    ("timezone", "zone"),
    ("send_resolved", "tells_resolved"),
    ("clocks", "deadlines"),
    ("delay", "within"),
];

/// The known word that was probably meant: a typing mistake or two away from it, or from what
/// other tools call it.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let word = word.to_lowercase();
    let far = (word.chars().count() / 3).clamp(1, 3);
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for candidate in known {
        let synonyms = SYNONYMS.iter().filter(|(_, meant)| *meant == candidate);
        found.push((distance(&word, candidate, far), 0, candidate));
        found.extend(
            synonyms.map(|(word_there, _)| (strsim::osa_distance(&word, word_there), 1, candidate)),
        );
    }
    let near = found.into_iter().filter(|(distance, ..)| *distance <= far);
    near.min().map(|(_, _, candidate)| candidate)
}

/// Typing mistakes between two words; a word that is part of the other is near, too.
fn distance(word: &str, candidate: &str, far: usize) -> usize {
    let lower = candidate.to_lowercase();
    let shortest = word.len().min(lower.len());
    let part = shortest >= 4 && (lower.contains(word) || word.contains(&lower));
    let distance = strsim::osa_distance(word, &lower);
    if part { distance.min(far) } else { distance }
}
