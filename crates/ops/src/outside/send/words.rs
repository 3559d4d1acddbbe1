//! The words of messages: one struct, filled once per language, so that no language lacks a key.
//! Owns wording, dates and plurals; never decides what is said.

mod en;
mod fr;

use jiff::tz::TimeZone;
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;

/// Everything that a message may say, in one language.
pub(super) struct Words {
    /// What stands between a word and what it announces.
    pub colon: &'static str,
    /// The word for a severity, whatever tool it came from.
    pub severity: fn(&str) -> &'static str,
    /// Before the severity, in the subject of a message that is sent again.
    pub reminder: &'static str,
    /// State of an alert that fires.
    pub ongoing: &'static str,
    /// First word of a message about what was fixed.
    pub resolved: &'static str,
    /// State of an alert that ended because it was fixed.
    pub alert_resolved: &'static str,
    /// First words of a message about sources that went silent.
    pub silent: &'static str,
    /// State of an alert that ended because its source went silent.
    pub alert_silent: &'static str,
    /// Name of an alert without a name.
    pub nameless: &'static str,
    /// The name of the first of several alerts, and how many others there are.
    pub and_others: fn(&str, usize) -> String,
    /// A name that several alerts share.
    pub times: fn(&str, usize) -> String,
    /// Alerts that are not listed.
    pub not_listed: fn(usize) -> String,
    /// Why it is sent: more alerts than in the last message.
    pub reason_added: &'static str,
    /// Why it is sent: fewer alerts than in the last message.
    pub reason_some_ended: &'static str,
    /// Why it is sent: as a reminder.
    pub reason_repeat: &'static str,
    /// What it means that every alert is fixed.
    pub all_resolved: fn(usize) -> String,
    /// What it means that sources went silent: so many of so many alerts.
    pub some_silent: fn(usize, usize) -> String,
    /// When it began.
    pub since: &'static str,
    /// When something began that is over.
    pub began: &'static str,
    /// When it ended.
    pub until: &'static str,
    /// How bad it is.
    pub how_bad: &'static str,
    /// The service that is concerned.
    pub service: &'static str,
    /// Before labels that all alerts share.
    pub shared: &'static str,
    /// How many labels are left out.
    pub labels_left: fn(usize) -> String,
    /// Link to what to do.
    pub runbook: &'static str,
    /// Link to where the source shows it.
    pub source: &'static str,
    /// Link to the alert's page.
    pub alert_page: &'static str,
    /// Link to the incident's page.
    pub incident: &'static str,
    /// Link to all alerts.
    pub all_alerts: &'static str,
    /// The link that answers.
    pub acknowledge: &'static str,
    /// What that link does.
    pub acknowledge_how: &'static str,
    /// What happens when nobody answers.
    pub unanswered: &'static str,
    /// Who sends this, and as which receiver.
    pub sent_by: fn(&str) -> String,
    /// Days of the week from Monday.
    pub weekdays: [&'static str; 7],
    /// Months from January.
    pub months: [&'static str; 12],
}

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::En => &en::WORDS,
        Language::Fr => &fr::WORDS,
    }
}

impl Words {
    /// `name: value`, with the language's own colon.
    pub(super) fn pair(&self, name: &str, value: &str) -> String {
        format!("{name}{}{value}", self.colon)
    }

    /// An instant in the recipient's zone and in UTC: the one they live in, the one logs are in.
    pub(super) fn time(&self, at: Timestamp, zone: &str) -> String {
        let instant = at.to_jiff();
        let utc = instant.to_zoned(TimeZone::UTC);
        let local = TimeZone::get(zone).ok().filter(|found| *found != TimeZone::UTC);
        let Some(local) = local.map(|found| instant.to_zoned(found)) else {
            return format!("{} {} UTC", self.date(&utc), clock(&utc));
        };
        let utc_text = if utc.date() == local.date() {
            format!("{} UTC", clock(&utc))
        } else {
            format!("{} {} UTC", self.date(&utc), clock(&utc))
        };
        format!("{} {} ({zone}), {utc_text}", self.date(&local), clock(&local))
    }

    fn date(&self, at: &jiff::Zoned) -> String {
        let index = |number: i8| usize::try_from(number).unwrap_or(0);
        let weekday = self.weekdays.get(index(at.weekday().to_monday_zero_offset()));
        let month = self.months.get(index(at.month() - 1));
        let (weekday, month) = (weekday.unwrap_or(&""), month.unwrap_or(&""));
        format!("{weekday} {} {month} {}", at.day(), at.year())
    }
}

fn clock(at: &jiff::Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_zone_of_the_reader_and_in_utc() {
        for (language, at, zone, expected) in [
            (
                Language::En,
                "2026-11-20T21:09:42Z",
                "Europe/Paris",
                "Fri 20 Nov 2026 22:09 (Europe/Paris), 21:09 UTC",
            ),
            (
                Language::Fr,
                "2026-07-31T22:30:00Z",
                "Europe/Paris",
                "sam. 1 août 2026 00:30 (Europe/Paris), ven. 31 juill. 2026 22:30 UTC",
            ),
            (Language::Fr, "2026-11-20T21:09:42Z", "UTC", "ven. 20 nov. 2026 21:09 UTC"),
            (Language::En, "2026-11-20T21:09:42Z", "Mars/Base", "Fri 20 Nov 2026 21:09 UTC"),
        ] {
            assert_eq!(of(language).time(at.parse().unwrap(), zone), expected);
        }
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        let (en, fr) = (of(Language::En), of(Language::Fr));
        assert_eq!((en.not_listed)(1), "and 1 more alert");
        assert_eq!((en.not_listed)(37), "and 37 more alerts");
        assert_eq!((fr.not_listed)(1), "et 1 autre alerte");
        assert_eq!((fr.not_listed)(37), "et 37 autres alertes");
        assert_eq!((fr.and_others)("ApiDown", 1), "ApiDown et 1 autre");
        assert_eq!((fr.all_resolved)(1), "L’alerte est résolue.");
        assert_eq!((fr.all_resolved)(3), "Les 3 alertes sont résolues.");
    }
}
