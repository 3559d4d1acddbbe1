//! How incidents stand to each other: related, one the cause of another, one split from another.
//! Owns the words and that no incident is its own cause.

use crate::id::IncidentId;
use std::collections::BTreeSet;

/// How another incident stands to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Whoever works on one should know of the other.
    Related,
    /// The other is its cause.
    CausedBy,
    /// It is the cause of the other.
    Causes,
    /// It was a part of the other.
    SplitFrom,
    /// The other was a part of it.
    SplitInto,
}

/// Causes that are looked at for a cycle: no real story has as many.
const CAUSES_MAX: usize = 1_000;

impl Relation {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Related, Self::CausedBy, Self::Causes, Self::SplitFrom, Self::SplitInto];
    /// Those that people say; the others come of a split.
    pub const SAID: [Self; 3] = [Self::Related, Self::CausedBy, Self::Causes];

    /// The word in database, API and message catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::CausedBy => "caused-by",
            Self::Causes => "causes",
            Self::SplitFrom => "split-from",
            Self::SplitInto => "split-into",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == word)
    }

    /// The same, said from the other end.
    pub fn inverse(self) -> Self {
        match self {
            Self::Related => Self::Related,
            Self::CausedBy => Self::Causes,
            Self::Causes => Self::CausedBy,
            Self::SplitFrom => Self::SplitInto,
            Self::SplitInto => Self::SplitFrom,
        }
    }

    /// Whether it is told from the other end: a pair is kept once.
    pub fn is_kept_turned(self) -> bool {
        match self {
            Self::Causes | Self::SplitInto => true,
            Self::Related | Self::CausedBy | Self::SplitFrom => false,
        }
    }
}

/// Whether an incident would be among its own causes if another caused it.
pub fn causes_itself<E>(
    effect: IncidentId,
    cause: IncidentId,
    mut causes_of: impl FnMut(IncidentId) -> Result<Vec<IncidentId>, E>,
) -> Result<bool, E> {
    let (mut looked, mut left) = (BTreeSet::new(), vec![cause]);
    while let Some(one) = left.pop() {
        if one == effect || looked.len() >= CAUSES_MAX {
            return Ok(true);
        }
        if looked.insert(one) {
            left.extend(causes_of(one)?);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    #[test]
    fn every_word_reads_back_and_turns_back() {
        for one in Relation::ALL {
            assert_eq!(Relation::from_word(one.as_str()), Some(one));
            assert_eq!(one.inverse().inverse(), one);
            let kept = one.is_kept_turned();
            assert!(one == Relation::Related || kept != one.inverse().is_kept_turned());
        }
    }

    proptest! {
        #[test]
        fn whatever_people_say_no_incident_is_its_own_cause(
            said in prop::collection::vec((0i64..8, 0i64..8), 0..40),
        ) {
            let mut kept: Vec<(IncidentId, IncidentId)> = Vec::new();
            let causes = |kept: &[(IncidentId, IncidentId)], of| {
                let found = kept.iter().filter(|(effect, _)| *effect == of);
                Ok::<_, Infallible>(found.map(|(_, cause)| *cause).collect())
            };
            for (effect, cause) in said {
                let (effect, cause) = (IncidentId(effect), IncidentId(cause));
                if !causes_itself(effect, cause, |of| causes(&kept, of)).unwrap() {
                    kept.push((effect, cause));
                }
            }
            // What has no cause is taken away until nothing is left: there is no cycle.
            while !kept.is_empty() {
                let before = kept.len();
                let effects: Vec<IncidentId> = kept.iter().map(|(effect, _)| *effect).collect();
                kept.retain(|(_, cause)| effects.contains(cause));
                prop_assert!(kept.len() < before, "{:?}", kept);
            }
        }
    }
}
