//! A notice told to a reader: what mail and chat show, in order, before any markup.
//! Owns what is said and what is left out; never escapes and never sends.

use super::clean::{cut, line, lines, web_address};
use crate::words::Words;

use super::{Notice, NoticeAlert, Recipient};
use std::collections::BTreeMap;
use vigie_domain::person::Language;
use vigie_domain::severity::Severity;
use vigie_domain::time::Timestamp;

/// Alerts told one by one: more are counted, since nobody reads an eleventh at night.
pub(super) const ALERTS_TOLD_MAX: usize = 10;
/// Labels told for one alert.
const LABELS_TOLD_MAX: usize = 12;
/// Longest subject: mail programs show less, and servers refuse more than 998 bytes.
const SUBJECT_CHARS_MAX: usize = 150;
/// Longest name of an alert, a service or a label.
const NAME_CHARS_MAX: usize = 80;
/// Longest value of a label.
const VALUE_CHARS_MAX: usize = 200;
/// Longest summary: one or two sentences.
const SUMMARY_CHARS_MAX: usize = 400;
/// Longest description: a paragraph; the alert's page has the rest.
const DESCRIPTION_CHARS_MAX: usize = 1500;

/// How a message or an alert looks. The word always stands beside the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Firing, at this severity.
    Firing(Severity),
    /// Ended, fixed.
    Resolved,
    /// Ended, its source went silent.
    Silent,
}

/// A name and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// What it is.
    pub name: String,
    /// What it shows, when that is not the address.
    pub text: Option<String>,
    /// Where it leads.
    pub address: String,
}

/// One alert, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Story {
    /// Name of the alert.
    pub name: String,
    /// How it looks.
    pub tone: Tone,
    /// The word for it.
    pub state: String,
    /// One sentence.
    pub summary: Option<String>,
    /// One paragraph.
    pub description: Option<String>,
    /// Times, service, labels.
    pub rows: Vec<(String, String)>,
    /// Runbook, source, page.
    pub links: Vec<Link>,
}

/// The link that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// Where it leads.
    pub address: String,
    /// What it does, in words.
    pub how: &'static str,
}

/// A whole message.
pub(super) struct Letter {
    /// Its language.
    pub language: Language,
    /// The words of that language.
    pub words: Words,
    /// How the whole looks.
    pub tone: Tone,
    /// One line that says everything: the mail's subject.
    pub subject: String,
    /// The same without the incident: the headline of the body.
    pub headline: String,
    /// What is wrong in one sentence, when one sentence is true of all alerts.
    pub lead: Option<String>,
    /// Why it is sent, or what the end means.
    pub reason: Option<String>,
    /// The incident.
    pub incident: Option<Link>,
    /// Where one answers.
    pub acknowledge: Option<Answer>,
    /// What all alerts share, when there are several.
    pub shared: Vec<(String, String)>,
    /// The alerts that are told.
    pub stories: Vec<Story>,
    /// How many are not.
    pub untold: usize,
    /// Where all alerts are.
    pub all_alerts: Option<Link>,
    /// What happens when nobody answers.
    pub unanswered: Option<&'static str>,
    /// Who sends this.
    pub sent_by: String,
}

impl Letter {
    /// `and 37 more alerts`; `None` when all are told.
    pub(super) fn not_listed(&self) -> Option<String> {
        (self.untold > 0).then(|| self.words.mail_not_listed(self.untold))
    }

    /// Counts the last alert instead of telling it, for channels with little room.
    pub(super) fn leave_out_last(&mut self) {
        if self.stories.pop().is_some() {
            self.untold += 1;
        }
    }
}

/// Tells a notice to a reader.
pub(super) fn write(notice: &Notice, to: &Recipient) -> Letter {
    let words = Words::of(to.language);
    if notice.declared_by.is_some() {
        return confirmation(words, notice, to.language);
    }
    let (firing, ended): (Vec<_>, Vec<_>) = notice.alerts.iter().partition(|a| is_firing(a));
    let goes_on = !firing.is_empty();
    let told: Vec<&NoticeAlert> = firing.iter().chain(&ended).copied().collect();
    let headline = headline(words, notice, if goes_on { &firing } else { &ended });
    let several = told.len() > 1;
    // Of what is over, "the API answers no request" must not be the first thing read.
    let lead = lead(&told).filter(|_| goes_on);
    let teller = Teller { words, notice, zone: &to.zone, several, lead: lead.clone() };
    Letter {
        language: to.language,
        words,
        tone: tone_of(&firing, &ended),
        subject: subject(notice, &headline),
        headline,
        lead,
        reason: reason(words, notice, &ended, goes_on),
        incident: incident(words, notice),
        acknowledge: goes_on.then(|| acknowledge(words, notice, &firing, to)).flatten(),
        shared: if several { teller.shared() } else { Vec::new() },
        stories: told.iter().take(ALERTS_TOLD_MAX).map(|alert| teller.story(alert)).collect(),
        untold: told.len().saturating_sub(ALERTS_TOLD_MAX),
        all_alerts: page(notice, words.mail_all_alerts(), "/alerts"),
        unanswered: goes_on.then_some(words.mail_unanswered()),
        sent_by: words.mail_sent_by(line(&notice.receiver, NAME_CHARS_MAX)),
    }
}

/// What whoever declared by mail is answered.
fn confirmation(words: Words, notice: &Notice, language: Language) -> Letter {
    let incident_told = notice.incident.as_ref();
    let title = incident_told.map(|one| line(&one.title, SUMMARY_CHARS_MAX)).unwrap_or_default();
    let reference = incident_told.map(|one| one.reference.clone()).unwrap_or_default();
    let severity = notice.common_labels.get("severity").map(String::as_str).unwrap_or_default();
    let headline = words.mail_declared(&title);
    Letter {
        language,
        words,
        tone: Tone::Firing(Severity::from_word(severity)),
        subject: subject(notice, &headline),
        headline,
        lead: Some(words.mail_declared_lead(&reference)),
        reason: None,
        incident: incident(words, notice),
        acknowledge: None,
        shared: Vec::new(),
        stories: Vec::new(),
        untold: 0,
        all_alerts: None,
        unanswered: Some(words.mail_declared_next()),
        sent_by: words.mail_declared_add(&reference),
    }
}

fn is_firing(alert: &NoticeAlert) -> bool {
    alert.status == "firing"
}

/// Whether an alert ended because its source went silent.
fn is_silent(alert: &NoticeAlert) -> bool {
    alert.ended_how.as_deref() == Some("stopped reporting")
}

/// What the alert says in one sentence.
fn summary(alert: &NoticeAlert) -> Option<String> {
    let text = line(alert.annotations.get("summary")?, SUMMARY_CHARS_MAX);
    (!text.is_empty()).then_some(text)
}

/// The sentence that all alerts say.
fn lead(alerts: &[&NoticeAlert]) -> Option<String> {
    let shared = summary(alerts.first()?)?;
    alerts.iter().all(|alert| summary(alert).as_ref() == Some(&shared)).then_some(shared)
}

fn tone(alert: &NoticeAlert) -> Tone {
    match (is_firing(alert), is_silent(alert)) {
        (true, _) => Tone::Firing(Severity::from_word(&alert.severity)),
        (false, true) => Tone::Silent,
        (false, false) => Tone::Resolved,
    }
}

fn tone_of(firing: &[&NoticeAlert], ended: &[&NoticeAlert]) -> Tone {
    match firing.iter().map(|alert| Severity::from_word(&alert.severity)).max() {
        Some(worst) => Tone::Firing(worst),
        None if ended.iter().any(|alert| is_silent(alert)) => Tone::Silent,
        None => Tone::Resolved,
    }
}

fn tone_word(words: Words, tone: Tone) -> String {
    match tone {
        Tone::Firing(severity) => words.mail_severity(severity.as_str()),
        Tone::Resolved => words.mail_resolved().to_owned(),
        Tone::Silent => words.mail_silent().to_owned(),
    }
}

fn name(words: Words, alert: &NoticeAlert) -> String {
    let found = alert.labels.get("alertname").map(|name| line(name, NAME_CHARS_MAX));
    found.filter(|name| !name.is_empty()).unwrap_or_else(|| words.mail_nameless().to_owned())
}

/// `critical: ApiDown, 3 alerts (api)`.
fn headline(words: Words, notice: &Notice, alerts: &[&NoticeAlert]) -> String {
    let tone = if alerts.iter().any(|alert| is_firing(alert)) {
        tone_of(alerts, &[])
    } else {
        tone_of(&[], alerts)
    };
    let mut state = tone_word(words, tone);
    if notice.reason == "repeat interval elapsed" && matches!(tone, Tone::Firing(_)) {
        state = format!("{}, {state}", words.mail_reminder());
    }
    let what = match alerts {
        [] => words.mail_nameless().to_owned(),
        [only] => name(words, only),
        [first, rest @ ..] => {
            let shared = name(words, first);
            if rest.iter().all(|alert| name(words, alert) == shared) {
                words.mail_times(alerts.len(), &shared)
            } else {
                words.mail_and_others(&shared, rest.len())
            }
        }
    };
    let service = notice.common_labels.get("service").map(|s| line(s, NAME_CHARS_MAX));
    match service.filter(|service| !service.is_empty()) {
        Some(service) => words.pair(&state, format!("{what} ({service})")),
        None => words.pair(&state, &what),
    }
}

/// The headline behind the incident's reference. Ordinary spaces: a subject is one line anyway,
/// and people search for what they see.
fn subject(notice: &Notice, headline: &str) -> String {
    let headline = headline.replace(['\u{a0}', '\u{202f}'], " ");
    let whole = match &notice.incident {
        Some(incident) => format!("[{}] {headline}", line(&incident.reference, NAME_CHARS_MAX)),
        None => headline,
    };
    cut(&whole, SUBJECT_CHARS_MAX)
}

fn reason(words: Words, notice: &Notice, ended: &[&NoticeAlert], goes_on: bool) -> Option<String> {
    if !goes_on {
        let silent = ended.iter().filter(|alert| is_silent(alert)).count();
        return Some(match silent {
            0 => words.mail_all_resolved(ended.len()),
            all if all == ended.len() => words.mail_all_silent(all),
            some => words.mail_some_silent(ended.len(), some),
        });
    }
    match notice.reason.as_str() {
        "new alerts added" => Some(words.mail_reason_added().to_owned()),
        "some alerts resolved" => Some(words.mail_reason_some_ended().to_owned()),
        "repeat interval elapsed" => Some(words.mail_reason_repeat().to_owned()),
        _ => None,
    }
}

/// Where to answer: the link of one person, or for a room the page where whoever signs in takes the
/// alert, since only a person can have it.
fn acknowledge(
    words: Words,
    notice: &Notice,
    firing: &[&NoticeAlert],
    to: &Recipient,
) -> Option<Answer> {
    if let Some(address) = to.acknowledge_url.as_deref().and_then(web_address) {
        return Some(Answer { address: address.to_owned(), how: words.mail_acknowledge_how() });
    }
    let path = match (firing, &notice.incident) {
        ([only], _) => format!("/alerts/{}", only.id),
        (_, Some(incident)) => format!("/incidents/{}", incident.reference),
        (_, None) => "/alerts".to_owned(),
    };
    let Link { address, .. } = page(notice, words.mail_acknowledge(), &path)?;
    Some(Answer { address, how: words.mail_acknowledge_there() })
}

/// A page of ours; `None` when Vigie does not know its own address.
fn page(notice: &Notice, name: &str, path: &str) -> Option<Link> {
    let address = format!("{}{path}", notice.external_url.trim_end_matches('/'));
    web_address(&address).map(|address| Link {
        name: name.to_owned(),
        text: None,
        address: address.to_owned(),
    })
}

fn incident(words: Words, notice: &Notice) -> Option<Link> {
    let incident = notice.incident.as_ref()?;
    let link = page(notice, words.mail_incident(), &format!("/incidents/{}", incident.reference))?;
    let title = line(&incident.title, SUMMARY_CHARS_MAX);
    Some(Link { text: Some(format!("{} {title}", incident.reference).trim().to_owned()), ..link })
}

/// What stays the same from one alert of a letter to the next.
struct Teller<'a> {
    words: Words,
    notice: &'a Notice,
    zone: &'a str,
    several: bool,
    lead: Option<String>,
}

impl Teller<'_> {
    fn story(&self, alert: &NoticeAlert) -> Story {
        let tone = tone(alert);
        let summary = summary(alert);
        let text = |key: &str| alert.annotations.get(key).filter(|text| !text.trim().is_empty());
        Story {
            name: name(self.words, alert),
            tone,
            state: match tone {
                Tone::Firing(_) => {
                    format!("{}, {}", tone_word(self.words, tone), self.words.mail_ongoing())
                }
                Tone::Resolved => self.words.mail_alert_resolved().to_owned(),
                Tone::Silent => self.words.mail_alert_silent().to_owned(),
            },
            summary: summary.filter(|text| Some(text) != self.lead.as_ref()),
            description: text("description").map(|text| lines(text, DESCRIPTION_CHARS_MAX)),
            rows: self.rows(alert),
            links: self.links(alert),
        }
    }

    fn rows(&self, alert: &NoticeAlert) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let mut time = |name: &str, text: &str| {
            let at = text.parse::<Timestamp>().ok().filter(|at| *at != Timestamp::ZERO);
            rows.extend(at.map(|at| (name.to_owned(), self.words.moment(at, self.zone))));
        };
        let fires = is_firing(alert);
        time(
            if fires { self.words.mail_since() } else { self.words.mail_began() },
            &alert.starts_at,
        );
        if !fires {
            time(self.words.mail_until(), &alert.ends_at);
        }
        let common = &self.notice.common_labels;
        let own = |name: &str| !self.several || !common.contains_key(name);
        if let Some(service) = alert.labels.get("service").filter(|_| own("service")) {
            rows.push((self.words.mail_service().to_owned(), line(service, NAME_CHARS_MAX)));
        }
        // While it fires, the severity is in the alert's state.
        if !is_firing(alert) {
            let severity = Severity::from_word(&alert.severity).as_str();
            rows.push((self.words.mail_how_bad().to_owned(), self.words.mail_severity(severity)));
        }
        rows.extend(self.labels(&alert.labels, own));
        rows
    }

    fn shared(&self) -> Vec<(String, String)> {
        self.labels(&self.notice.common_labels, |_| true)
    }

    /// Labels as rows, without those that are told in words.
    fn labels(
        &self,
        labels: &BTreeMap<String, String>,
        wanted: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let told: Vec<_> = labels
            .iter()
            .filter(|(name, value)| {
                !matches!(name.as_str(), "alertname" | "service" | "severity")
                    && wanted(name)
                    && !value.is_empty()
            })
            .collect();
        let mut rows: Vec<(String, String)> = told
            .iter()
            .take(LABELS_TOLD_MAX)
            .map(|(name, value)| (line(name, NAME_CHARS_MAX), line(value, VALUE_CHARS_MAX)))
            .collect();
        let left = told.len().saturating_sub(LABELS_TOLD_MAX);
        if left > 0 {
            rows.push(("…".to_owned(), self.words.mail_labels_left(left)));
        }
        rows
    }

    fn links(&self, alert: &NoticeAlert) -> Vec<Link> {
        let outside = |name: &str, address: &str| {
            web_address(address).map(|address| Link {
                name: name.to_owned(),
                text: None,
                address: address.to_owned(),
            })
        };
        let runbook = alert.annotations.get("runbook_url");
        [
            page(self.notice, self.words.mail_alert_page(), &format!("/alerts/{}", alert.id)),
            runbook.and_then(|address| outside(self.words.mail_runbook(), address)),
            outside(self.words.mail_source(), &alert.generator_url),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
