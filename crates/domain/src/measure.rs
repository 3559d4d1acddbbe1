//! Measures: how long the parts of an incident took.
//! Owns from when to when each counts, and the median. What is not known is not nought.

use crate::time::Timestamp;
use std::time::Duration;

/// A part of an incident that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// From its beginning until it was seen.
    Detect,
    /// From the declaration until somebody had it.
    Acknowledge,
    /// From the declaration until it hurt less.
    Mitigate,
    /// From the declaration until it no longer hurt.
    Resolve,
    /// From then until somebody else confirmed it.
    Validate,
}

impl Measure {
    /// All of them, in order of time.
    pub const ALL: [Self; 5] =
        [Self::Detect, Self::Acknowledge, Self::Mitigate, Self::Resolve, Self::Validate];

    /// The word in database, API and message catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Detect => "detect",
            Self::Acknowledge => "acknowledge",
            Self::Mitigate => "mitigate",
            Self::Resolve => "resolve",
            Self::Validate => "validate",
        }
    }
}

/// When what happened in an incident, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// When it began to hurt.
    pub began: Option<Timestamp>,
    /// When something or somebody saw it; with the declaration, unless somebody says.
    pub detected: Option<Timestamp>,
    /// When it was declared.
    pub declared: Timestamp,
    /// When somebody had it.
    pub acknowledged: Option<Timestamp>,
    /// When it hurt less.
    pub mitigated: Option<Timestamp>,
    /// When it no longer hurt.
    pub resolved: Option<Timestamp>,
    /// When somebody else confirmed it.
    pub validated: Option<Timestamp>,
}

impl Moments {
    /// From when to when a measure counts, when both are known and in order.
    pub fn span(&self, measure: Measure) -> Option<(Timestamp, Timestamp)> {
        let declared = Some(self.declared);
        let (from, to) = match measure {
            Measure::Detect => (self.began, self.detected.or(declared)),
            Measure::Acknowledge => (declared, self.acknowledged),
            Measure::Mitigate => (declared, self.mitigated),
            Measure::Resolve => (declared, self.resolved),
            Measure::Validate => (self.resolved, self.validated),
        };
        from.zip(to).filter(|(from, to)| from <= to)
    }
}

/// The median: of an even number, the mean of the two in the middle.
pub fn median(spans: &[Duration]) -> Option<Duration> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let high = *sorted.get(sorted.len() / 2)?;
    let low = *sorted.get((sorted.len() - 1) / 2)?;
    Some((low + high) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_none_is_unknown() {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[minutes(7)]), Some(minutes(7)));
        assert_eq!(median(&[minutes(9), minutes(1), minutes(3)]), Some(minutes(3)));
        assert_eq!(median(&[minutes(4), minutes(2)]), Some(minutes(3)));
    }

    #[test]
    fn what_is_not_known_or_out_of_order_has_no_span() {
        let at = |minute: i64| Timestamp::from_millis(minute * 60_000);
        let moments = Moments {
            began: Some(at(1)),
            detected: None,
            declared: at(3),
            acknowledged: Some(at(4)),
            mitigated: None,
            resolved: Some(at(9)),
            validated: Some(at(8)),
        };
        let spans = Measure::ALL.map(|measure| moments.span(measure));
        let expected = [(1, 3), (3, 4)].map(|(from, to)| Some((at(from), at(to))));
        assert_eq!(spans, [expected[0], expected[1], None, Some((at(3), at(9))), None]);
    }
}
