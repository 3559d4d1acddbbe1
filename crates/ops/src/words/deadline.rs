//! What deadlines say, in a language: the operator's own words, or the catalogues' for those that
//! Vigie brings along.

use super::Words;
use std::time::Duration;
use vigie_domain::clock::{Occasion, Terms, Within, Wording};

/// Up to here a span is told in hours, as laws do.
const IN_HOURS_MAX: Duration = Duration::from_secs(96 * 3600);

impl Words {
    /// What is to be done; the name where nobody says more.
    pub fn title_of(self, terms: &Terms) -> String {
        let name = terms.name.as_str();
        self.own_or(terms.title.as_ref(), || match self.deadline(name) {
            none if none.is_empty() => name.to_owned(),
            found => found,
        })
    }

    /// Whom to tell.
    pub fn recipient_of(self, terms: &Terms) -> String {
        self.own_or(terms.recipient.as_ref(), || self.deadline_recipient(terms.name.as_str()))
    }

    /// The text that sets it.
    pub fn source_of(self, terms: &Terms) -> String {
        terms.source.clone().unwrap_or_else(|| self.clock_law(terms.name.as_str()))
    }

    /// How long it gives: `72 h`, `30 d`, `1 month`, without undue delay.
    pub fn within(self, within: Within) -> String {
        match within {
            Within::NoDelay => self.within_no_delay().to_owned(),
            Within::Months(months) => self.within_months(u16::from(months)),
            Within::Span(span) if span <= IN_HOURS_MAX && span.as_secs().is_multiple_of(3600) => {
                format!("{}\u{a0}h", span.as_secs() / 3600)
            }
            Within::Span(span) => self.span(span),
        }
    }

    /// When it begins by itself; that people start it, when it never does.
    pub fn begins(self, when: &[Occasion]) -> String {
        if when.is_empty() {
            return self.begins_by_hand().to_owned();
        }
        let all: Vec<String> = when.iter().map(|one| self.occasion(one.as_str())).collect();
        all.join(", ")
    }

    fn own_or(self, own: Option<&Wording>, shipped: impl Fn() -> String) -> String {
        own.map_or_else(shipped, |wording| wording.to(self.0).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_domain::clock::Deadlines;
    use vigie_domain::person::Language;

    #[test]
    fn every_deadline_that_is_shipped_says_all_in_both_languages() {
        for words in [Language::En, Language::Fr].map(Words::of) {
            for deadline in Deadlines::default().all() {
                let terms = &deadline.terms;
                let said = [words.title_of(terms), words.recipient_of(terms)];
                assert!(said.iter().all(|text| !text.is_empty()), "{}: {said:?}", terms.name);
                assert_ne!(said[0], terms.name.as_str());
                assert!(
                    !words.source_of(terms).is_empty() && !words.begins(&deadline.when).is_empty()
                );
            }
            assert!(Occasion::ALL.iter().all(|one| !words.occasion(one.as_str()).is_empty()));
        }
    }

    #[test]
    fn time_is_told_as_laws_tell_it() {
        let (en, fr) = (Words::of(Language::En), Words::of(Language::Fr));
        let hours = |hours: u64| Within::Span(Duration::from_secs(hours * 3600));
        assert_eq!(
            (en.within(hours(72)), fr.within(hours(4))),
            ("72\u{a0}h".into(), "4\u{a0}h".into())
        );
        assert_eq!(
            (en.within(hours(30 * 24)), en.within(hours(7 * 24))),
            ("30\u{a0}d".into(), "7\u{a0}d".into())
        );
        assert_eq!(
            (en.within(Within::Months(1)), fr.within(Within::Months(3))),
            ("1 month".into(), "3 mois".into())
        );
    }
}
