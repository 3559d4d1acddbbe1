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

/// The span that nine of ten do not exceed: the smallest one of which that is true.
pub fn ninth_decile(spans: &[Duration]) -> Option<Duration> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * 9).div_ceil(10).checked_sub(1)?;
    sorted.get(place).copied()
}

/// How long a part took, over many incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Incidents of which it is known.
    pub known: usize,
    /// Incidents of which it is not, or not yet.
    pub unknown: usize,
    /// The median of those that are known.
    pub median: Option<Duration>,
    /// What nine of ten of those do not exceed.
    pub ninth_decile: Option<Duration>,
}

/// Sums up a part of incidents, each from when to when where that is known.
pub fn summary(spans: impl IntoIterator<Item = Option<(Timestamp, Timestamp)>>) -> Summary {
    let (mut known, mut unknown) = (Vec::new(), 0);
    for span in spans {
        match span {
            Some((from, to)) => known.push(to.since(from)),
            None => unknown += 1,
        }
    }
    let (median, ninth_decile) = (median(&known), ninth_decile(&known));
    Summary { known: known.len(), unknown, median, ninth_decile }
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
    fn nine_of_ten_do_not_exceed_the_ninth_decile() {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        let ten: Vec<Duration> = (1..=10).map(minutes).collect();
        assert_eq!(ninth_decile(&ten), Some(minutes(9)));
        assert_eq!(ninth_decile(&[minutes(3)]), Some(minutes(3)));
        assert_eq!(ninth_decile(&[]), None);
        let at = |minute: i64| Timestamp::from_millis(minute * 60_000);
        let found = summary([Some((at(0), at(4))), None, Some((at(0), at(2)))]);
        let (median, ninth_decile) = (Some(minutes(3)), Some(minutes(4)));
        assert_eq!(found, Summary { known: 2, unknown: 1, median, ninth_decile });
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
