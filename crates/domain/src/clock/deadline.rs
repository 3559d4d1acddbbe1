//! Deadlines: what a law, a contract or a rule gives, and on which occasions it begins by itself.
//! Owns those that Vigie brings along; the operator's own stand beside them or in their place.

use crate::person::Language;
use crate::text::Slug;
use crate::time::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::time::Duration;

/// The day on which the sources of the deadlines that Vigie brings along were last read.
pub const CHECKED_ON: Date = date(2026, 11, 20);

/// Personal data: tell the supervisory authority (CNIL).
pub const GDPR_AUTHORITY: &str = "gdpr-authority";
/// Personal data, high risk: tell the persons.
pub const GDPR_PERSONS: &str = "gdpr-persons";
/// Personal data: write the breach into the register.
pub const GDPR_REGISTER: &str = "gdpr-register";
/// NIS 2: early warning.
pub const NIS2_EARLY: &str = "nis2-early";
/// NIS 2: notification.
pub const NIS2_NOTIFICATION: &str = "nis2-notification";
/// NIS 2: final report.
pub const NIS2_FINAL: &str = "nis2-final";

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What Vigie brings along, in the order in which it is shown. Titles, recipients and sources are
/// in the catalogues, in each language.
const SHIPPED: [(&str, Within, &[Occasion]); 13] = {
    use Within::{Months, NoDelay, Span};
    const THREE_DAYS: Duration = HOUR.saturating_mul(72);
    const ONE_DAY: Duration = HOUR.saturating_mul(24);
    [
        (GDPR_AUTHORITY, Span(THREE_DAYS), &[Occasion::PersonalData]),
        ("gdpr-controller", NoDelay, &[]),
        (GDPR_PERSONS, NoDelay, &[]),
        (GDPR_REGISTER, NoDelay, &[Occasion::PersonalData]),
        (NIS2_EARLY, Span(ONE_DAY), &[]),
        (NIS2_NOTIFICATION, Span(THREE_DAYS), &[]),
        (NIS2_FINAL, Months(1), &[]),
        ("state-security", NoDelay, &[]),
        ("insurance-complaint", Span(THREE_DAYS), &[]),
        ("red-report", Span(ONE_DAY), &[Occasion::Red]),
        ("orange-fix", Span(DAY.saturating_mul(30)), &[Occasion::Orange]),
        ("secret-answer", Span(DAY.saturating_mul(7)), &[]),
        ("vulnerability-answer", Span(THREE_DAYS), &[]),
    ]
};

/// How long a deadline gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// No count: without undue delay.
    NoDelay,
    /// So much time, nights and holidays included.
    Span(Duration),
    /// So many calendar months, in the zone of the installation.
    Months(u8),
}

impl Within {
    /// When it ends, begun at `aware`. `None`: no count, so as soon as can be.
    pub fn due(self, aware: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::NoDelay => None,
            Self::Span(span) => Some(aware + span),
            Self::Months(months) => {
                let zoned = aware.to_jiff().to_zoned(zone.clone());
                let due = zoned.checked_add(jiff::Span::new().months(i64::from(months))).ok()?;
                Some(Timestamp::from_jiff(due.timestamp()))
            }
        }
    }

    /// The words of the database: `no-delay`, `1 month`, or milliseconds.
    pub fn words(self) -> String {
        match self {
            Self::NoDelay => "no-delay".to_owned(),
            Self::Span(span) => span.as_millis().to_string(),
            Self::Months(months) => format!("{months} month"),
        }
    }

    /// From those.
    pub fn from_words(words: &str) -> Option<Self> {
        match words.strip_suffix(" month") {
            _ if words == "no-delay" => Some(Self::NoDelay),
            Some(months) => months.parse().ok().map(Self::Months),
            None => words.parse().ok().map(Duration::from_millis).map(Self::Span),
        }
    }
}

/// What an incident turns out to be when it is qualified; on some a deadline begins by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// Personal data were, or may have been, read, changed, lost or out of reach.
    PersonalData,
    /// It is red.
    Red,
    /// It is orange.
    Orange,
    /// It was, or may have been, done on purpose.
    Malicious,
    /// A service is, or may be, unusable for its users.
    Down,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PersonalData, Self::Red, Self::Orange, Self::Malicious, Self::Down];

    /// The word in API and message catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalData => "personal_data",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Malicious => "malicious",
            Self::Down => "down",
        }
    }
}

/// A text of the operator's, in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In English.
    pub en: String,
    /// In French.
    pub fr: String,
}

impl Wording {
    /// In a language.
    pub fn to(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// Who says what a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Vigie brings it along, as it is.
    Shipped,
    /// Vigie brings it along, and the operator changed it.
    Changed,
    /// The operator declared it.
    Own,
}

impl Whose {
    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Changed => "changed",
            Self::Own => "own",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Shipped, Self::Changed, Self::Own].into_iter().find(|one| one.as_str() == word)
    }
}

/// What a deadline says. A clock keeps a copy from the moment it starts, so that what counts against
/// people does not change under them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Its short name, such as `gdpr-authority`.
    pub name: Slug,
    /// How long it gives.
    pub within: Within,
    /// What is to be done; `None` takes the catalogues' words for a name that Vigie brings along.
    pub title: Option<Wording>,
    /// Whom to tell; `None` as above.
    pub recipient: Option<Wording>,
    /// The text that sets it, or its address; `None` as above.
    pub source: Option<String>,
    /// The day on which somebody read that text.
    pub checked_on: Date,
    /// Who says so.
    pub whose: Whose,
}

/// A deadline that clocks can be started for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What it says.
    pub terms: Terms,
    /// On which occasions it begins when an incident is qualified; on none, people start it.
    pub when: Vec<Occasion>,
    /// Whether the operator switched it off.
    pub is_off: bool,
}

impl Deadline {
    /// The one of a name that Vigie brings along.
    pub fn shipped(name: &str) -> Option<Self> {
        let (name, within, when) = SHIPPED.into_iter().find(|(known, ..)| *known == name)?;
        let terms = Terms {
            name: name.parse().ok()?,
            within,
            title: None,
            recipient: None,
            source: None,
            checked_on: CHECKED_ON,
            whose: Whose::Shipped,
        };
        Some(Self { terms, when: when.to_vec(), is_off: false })
    }
}

/// All deadlines: those that Vigie brings along, as the operator changed them, then the operator's
/// own by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlines(Vec<Deadline>);

impl Default for Deadlines {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Deadlines {
    /// With what the operator declared, each name once.
    pub fn of(mut declared: Vec<Deadline>) -> Self {
        declared.sort_by(|one, other| one.terms.name.cmp(&other.terms.name));
        let mut all: Vec<Deadline> = Self::names().filter_map(Deadline::shipped).collect();
        for deadline in declared {
            match all.iter_mut().find(|known| known.terms.name == deadline.terms.name) {
                Some(known) => *known = deadline,
                None => all.push(deadline),
            }
        }
        Self(all)
    }

    /// The names that Vigie brings along.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.into_iter().map(|(name, ..)| name)
    }

    /// Every deadline, those that are switched off too.
    pub fn all(&self) -> &[Deadline] {
        &self.0
    }

    /// Those that clocks can be started for.
    pub fn in_force(&self) -> impl Iterator<Item = &Deadline> {
        self.0.iter().filter(|deadline| !deadline.is_off)
    }

    /// One of those, by its name.
    pub fn get(&self, name: &str) -> Option<&Deadline> {
        self.in_force().find(|deadline| deadline.terms.name.as_str() == name)
    }

    /// Those that begin on one of these occasions.
    pub fn on(&self, occasions: &[Occasion]) -> impl Iterator<Item = &Deadline> {
        self.in_force()
            .filter(move |deadline| deadline.when.iter().any(|when| occasions.contains(when)))
    }
}
