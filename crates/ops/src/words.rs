//! Every text that people read, in French and English: one function a message, made at build time
//! from `words/{en,fr}/*.ftl`.
//! Owns plurals, numbers and spans of time in words; never decides what is said.

mod again;
mod deadline;

use again::Piece;
use jiff::tz::TimeZone;
use std::fmt::Display;
use std::time::Duration;
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;

/// The texts in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(Language);

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A number that texts count with.
pub trait Counted {
    /// The number; what is too large for texts is the largest there is.
    fn counted(self) -> i64;
}

macro_rules! counted {
    ($($kind:ty),*) => {
        $(impl Counted for $kind {
            fn counted(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        })*
    };
}
counted!(i64, u64, usize, u32, i32, u16);

impl Words {
    /// The texts of a language.
    pub fn of(language: Language) -> Self {
        Self(language)
    }

    /// Which language it is.
    pub fn language(self) -> Language {
        self.0
    }

    /// Whether a count takes the singular: nought does in French, not in English.
    fn is_one(self, count: i64) -> bool {
        match self.0 {
            Language::En => count == 1,
            Language::Fr => (-1..=1).contains(&count),
        }
    }

    /// A number with its thousands apart: `12,345`, in French `12 345` with narrow no-break spaces.
    pub fn number(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut out = String::from(if number < 0 { "-" } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(match self.0 {
                    Language::En => ',',
                    Language::Fr => '\u{202f}',
                });
            }
            out.push(digit);
        }
        out
    }

    /// What a stable word of the database or the journal is called; empty for one that is no word.
    pub fn known(self, word: &str) -> String {
        let found = self.kind(&word.replace(' ', "-"));
        if found.is_empty() { self.deadline(word) } else { found }
    }

    /// What stands between a word and what it announces.
    pub fn colon(self) -> &'static str {
        match self.0 {
            Language::En => ": ",
            Language::Fr => "\u{a0}: ",
        }
    }

    /// `name: value`, with the language's own colon.
    pub fn pair(self, name: &str, value: impl Display) -> String {
        format!("{name}{}{value}", self.colon())
    }

    /// A span as people say it: its two largest parts.
    pub fn span(self, span: Duration) -> String {
        let seconds = span.as_secs();
        let day = match self.0 {
            Language::En => "d",
            Language::Fr => "j",
        };
        match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60) {
            (0, 0, 0, s) => format!("{s}\u{a0}s"),
            (0, 0, m, 0) => format!("{m}\u{a0}min"),
            (0, 0, m, s) => format!("{m}\u{a0}min {s:02}\u{a0}s"),
            (0, h, 0, _) => format!("{h}\u{a0}h"),
            (0, h, m, _) => format!("{h}\u{a0}h {m:02}\u{a0}min"),
            (d, 0, _, _) => format!("{d}\u{a0}{day}"),
            (d, h, _, _) => format!("{d}\u{a0}{day} {h}\u{a0}h"),
        }
    }

    /// An instant in the recipient's zone and in UTC: the one they live in, the one logs are in.
    pub fn moment(self, at: Timestamp, zone: &str) -> String {
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

    /// A day as people say it: `Fri 20 Nov 2026`.
    pub fn date(self, at: &jiff::Zoned) -> String {
        format!("{} {}", self.day(at), at.year())
    }

    /// A day of this year as people say it: `Fri 20 Nov`, `ven. 20 nov.`.
    pub fn day(self, at: &jiff::Zoned) -> String {
        let weekday = self.weekday(i32::from(at.weekday().to_monday_zero_offset()));
        let month = self.month(i32::from(at.month()));
        format!("{weekday} {} {month}", at.day())
    }
}

fn clock(at: &jiff::Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// What is said in both languages, for whoever will read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    en: String,
    fr: String,
}

impl Said {
    /// Says the same in both languages.
    pub fn new<T: Into<String>>(say: impl Fn(Words) -> T) -> Self {
        Self { en: say(Words::of(Language::En)).into(), fr: say(Words::of(Language::Fr)).into() }
    }

    /// The same text for all, such as a name.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { fr: text.clone(), en: text }
    }

    /// In a language.
    pub fn to(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// Programs and logs read English.
impl Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spans_follow_the_language() {
        let (en, fr) = (Words::of(Language::En), Words::of(Language::Fr));
        assert_eq!(
            (en.number(1_234_567), fr.number(-12_345)),
            ("1,234,567".into(), "-12\u{202f}345".into())
        );
        assert_eq!((en.number(999), fr.number(1000)), ("999".into(), "1\u{202f}000".into()));
        assert_eq!(fr.span(Duration::from_secs(90_000)), "1\u{a0}j 1\u{a0}h");
        assert_eq!(fr.span(Duration::from_secs(86_400)), "1\u{a0}j");
        assert_eq!(en.span(Duration::from_secs(300)), "5\u{a0}min");
        assert_eq!(en.mail_not_listed(1_usize), "and 1 more alert");
        assert_eq!(fr.mail_not_listed(37_usize), "et 37 autres alertes");
        assert_eq!(fr.mail_all_resolved(1_usize), "L’alerte est résolue.");
        assert_eq!((en.is_one(0), fr.is_one(0)), (false, true));
    }

    #[test]
    fn french_signs_never_part_from_their_word() {
        let fr = Words::of(Language::Fr);
        assert_eq!(
            fr.question_personal(),
            "Des données personnelles sont-elles concernées\u{202f}?"
        );
        assert_eq!(fr.last_look(), "Dernier regard\u{a0}:");
        assert_eq!(fr.view_forget("Nuit"), "Oublier la vue «\u{a0}Nuit\u{a0}»");
        assert_eq!(
            fr.again("column 5: expected an operator such as =, !=, =~ or !~, found the end"),
            "colonne 5\u{a0}: attendu\u{a0}: un opérateur tel que =, !=, =~ ou !~\u{202f}; \
             trouvé\u{a0}: la fin",
            "what people type stays as it is"
        );
    }

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
            assert_eq!(Words::of(language).moment(at.parse().unwrap(), zone), expected);
        }
    }
}
