//! What is known of an incident and can be corrected: its particulars, and what happens when two
//! people correct them at once.

use super::{Incident, Noted};
use crate::severity::Severity;
use crate::text::Slug;
use crate::time::Timestamp;

/// One thing that is known of an incident and can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Particular {
    /// Its title.
    Title,
    /// The service that suffers.
    Service,
    /// How bad it is.
    Severity,
    /// When it began to be wrong.
    Occurred,
    /// When something or somebody saw it.
    Detected,
    /// When the team learned of it.
    Aware,
    /// When it hurt less.
    Mitigated,
}

/// All that is known of an incident and can be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// One line that says what is wrong.
    pub title: String,
    /// The service that suffers, when known.
    pub service: Option<Slug>,
    /// How bad.
    pub severity: Severity,
    /// When it began to be wrong, as far as somebody knows.
    pub occurred: Option<Timestamp>,
    /// When something or somebody saw it.
    pub detected: Option<Timestamp>,
    /// When the team learned of it.
    pub aware: Option<Timestamp>,
    /// When it hurt less.
    pub mitigated: Option<Timestamp>,
}

impl Particular {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Service,
        Self::Severity,
        Self::Occurred,
        Self::Detected,
        Self::Aware,
        Self::Mitigated,
    ];

    /// The word in the journal, the API and message catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Service => "service",
            Self::Severity => "severity",
            Self::Occurred => "occurred",
            Self::Detected => "detected",
            Self::Aware => "aware",
            Self::Mitigated => "mitigated",
        }
    }
}

impl Particulars {
    /// One of them as text; an instant to the second, in UTC, and `–` for what nobody knows.
    pub fn text(&self, one: Particular) -> String {
        let known = match one {
            Particular::Title => Some(self.title.clone()),
            Particular::Service => self.service.as_ref().map(ToString::to_string),
            Particular::Severity => Some(self.severity.as_str().to_owned()),
            Particular::Occurred
            | Particular::Detected
            | Particular::Aware
            | Particular::Mitigated => self.time(one).map(in_words),
        };
        known.unwrap_or_else(|| "–".to_owned())
    }

    /// One of them, when it is an instant and known.
    pub fn time(&self, one: Particular) -> Option<Timestamp> {
        match one {
            Particular::Title | Particular::Service | Particular::Severity => None,
            Particular::Occurred => self.occurred,
            Particular::Detected => self.detected,
            Particular::Aware => self.aware,
            Particular::Mitigated => self.mitigated,
        }
    }

    /// Whether one of them is another in `other`.
    pub fn differs(&self, other: &Self, one: Particular) -> bool {
        match one {
            Particular::Title => self.title != other.title,
            Particular::Service => self.service != other.service,
            Particular::Severity => self.severity != other.severity,
            Particular::Occurred
            | Particular::Detected
            | Particular::Aware
            | Particular::Mitigated => self.time(one) != other.time(one),
        }
    }

    /// What is to be changed so that what somebody wants holds who saw `seen`, where `now` holds.
    /// What they left alone stays as it is now. Otherwise, what they and somebody else changed, each
    /// to something else: nobody's words are overwritten unseen.
    pub fn wanted(&self, seen: &Self, now: &Self) -> Result<Vec<Particular>, Vec<Particular>> {
        let touched = Particular::ALL.into_iter().filter(|one| self.differs(seen, *one));
        let changes: Vec<Particular> = touched.filter(|one| self.differs(now, *one)).collect();
        let both: Vec<Particular> =
            changes.iter().copied().filter(|one| now.differs(seen, *one)).collect();
        if both.is_empty() { Ok(changes) } else { Err(both) }
    }
}

/// An instant as the timeline names it.
pub fn in_words(at: Timestamp) -> String {
    let seconds = if at.as_millis() % 60_000 == 0 { "%H:%M" } else { "%H:%M:%S" };
    at.to_jiff().strftime(&format!("%Y-%m-%d {seconds} UTC")).to_string()
}

impl Incident {
    /// What is known of it and can be corrected.
    pub fn particulars(&self) -> Particulars {
        let at = |noted: &Option<Noted>| noted.as_ref().map(|noted| noted.at);
        Particulars {
            title: self.title.clone(),
            service: self.service.clone(),
            severity: self.severity,
            occurred: at(&self.occurred),
            detected: at(&self.detected),
            aware: at(&self.aware),
            mitigated: at(&self.mitigated),
        }
    }

    /// The incident with some of its particulars as somebody wants them, who stands for the instants.
    pub fn amended(self, wanted: &Particulars, changes: &[Particular], by: &str) -> Self {
        let mut next = self;
        for one in changes {
            let noted = wanted.time(*one).map(|at| Noted { at, by: by.to_owned() });
            match one {
                Particular::Title => next.title.clone_from(&wanted.title),
                Particular::Service => next.service.clone_from(&wanted.service),
                Particular::Severity => next.severity = wanted.severity,
                Particular::Occurred => next.occurred = noted,
                Particular::Detected => next.detected = noted,
                Particular::Aware => next.aware = noted,
                Particular::Mitigated => next.mitigated = noted,
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Reference;
    use proptest::prelude::*;

    fn known(title: &str, occurred: Option<i64>) -> Particulars {
        let reference = Reference { year: 2026, number: 1 };
        let one = Incident::declared(reference, title.to_owned(), "ada", Timestamp::from_millis(0));
        Particulars { occurred: occurred.map(Timestamp::from_millis), ..one.particulars() }
    }

    #[test]
    fn what_two_people_change_each_for_themselves_both_holds() {
        let seen = known("api is down", None);
        let mine = known("the API answers 502", None);
        let theirs = known("api is down", Some(60_000));
        assert_eq!(mine.wanted(&seen, &theirs), Ok(vec![Particular::Title]));
        assert_eq!(theirs.wanted(&seen, &mine), Ok(vec![Particular::Occurred]));
    }

    #[test]
    fn what_two_people_change_otherwise_is_asked_and_what_they_change_alike_is_not() {
        let seen = known("api is down", None);
        let (mine, theirs) = (known("a", None), known("b", None));
        assert_eq!(mine.wanted(&seen, &theirs), Err(vec![Particular::Title]));
        assert_eq!(mine.wanted(&seen, &mine), Ok(vec![]));
        assert_eq!(mine.wanted(&theirs, &theirs), Ok(vec![Particular::Title]));
    }

    #[test]
    fn an_instant_is_named_as_short_as_it_is() {
        let at = |text: &str| in_words(text.parse().unwrap());
        assert_eq!(at("2026-11-20T21:00:00Z"), "2026-11-20 21:00 UTC");
        assert_eq!(at("2026-11-20T21:00:07Z"), "2026-11-20 21:00:07 UTC");
        assert_eq!(known("x", None).text(Particular::Occurred), "–");
    }

    fn any_known() -> impl Strategy<Value = Particulars> {
        let times = prop::collection::vec(prop::option::of(0i64..3), 4);
        let service = prop::option::of(prop::sample::select(vec!["api", "web"]));
        let severity = prop::sample::select(vec![Severity::Info, Severity::Critical]);
        ("[ab]", service, severity, times).prop_map(|(title, service, severity, times)| {
            let at =
                |place: usize| times[place].map(|minute| Timestamp::from_millis(minute * 60_000));
            Particulars {
                title,
                service: service.map(|slug| slug.parse().unwrap()),
                severity,
                occurred: at(0),
                detected: at(1),
                aware: at(2),
                mitigated: at(3),
            }
        })
    }

    proptest! {
        #[test]
        fn nobody_overwrites_what_they_did_not_see(
            (seen, mine, theirs) in (any_known(), any_known(), any_known()),
        ) {
            let reference = Reference { year: 2026, number: 1 };
            let at = Timestamp::from_millis(0);
            let one = Incident::declared(reference, "x".to_owned(), "ada", at);
            let now = one.amended(&theirs, &Particular::ALL, "bo");
            prop_assert_eq!(&now.particulars(), &theirs);
            let Ok(changes) = mine.wanted(&seen, &theirs) else { return Ok(()) };
            let after = now.amended(&mine, &changes, "ada").particulars();
            for one in Particular::ALL {
                let changed = after.differs(&theirs, one);
                prop_assert!(!changed || !theirs.differs(&seen, one), "{:?}", one);
                prop_assert!(!mine.differs(&seen, one) || !after.differs(&mine, one), "{:?}", one);
            }
        }
    }
}
