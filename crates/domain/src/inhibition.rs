//! Inhibitions: rules by which a firing alert keeps the notifications of lesser ones quiet.
//! Owns who inhibits whom; never decides which alerts fire.

#[cfg(test)]
mod tests;

use crate::label::{Fingerprint, Labels};
use crate::matcher::Matchers;
use crate::text::Name;
use std::collections::HashMap;

/// One rule: a source that fires inhibits every target with which it shares the `equal` labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inhibition {
    /// What people call it.
    pub name: Option<Name>,
    /// The alerts that inhibit.
    pub source: Matchers,
    /// The alerts that are inhibited.
    pub target: Matchers,
    /// The labels whose values must be the same on both; an absent one is empty.
    pub equal: Vec<String>,
}

impl Inhibition {
    /// The values of the `equal` labels, each after its length, so that no two sets look alike.
    fn shared(&self, labels: &Labels) -> String {
        let mut key = String::new();
        for name in &self.equal {
            let value = labels.get(name).unwrap_or("");
            key.push_str(&format!("{}:{value}", value.len()));
        }
        key
    }
}

/// The firing alerts, arranged so that the inhibitors of any target are found at once.
#[derive(Debug)]
pub struct Inhibitor<'a> {
    rules: Vec<(&'a Inhibition, HashMap<String, Sources>)>,
}

/// The sources of one rule that share their `equal` labels; one of each kind is enough, the one
/// with the least fingerprint, so that the answer does not depend on the order of the alerts.
#[derive(Debug, Default)]
struct Sources {
    /// One that is no target of the rule: it inhibits every target.
    plain: Option<Fingerprint>,
    /// One that is a target too: it inhibits only targets that are not sources, and so neither
    /// itself nor its like.
    both_sides: Option<Fingerprint>,
}

impl<'a> Inhibitor<'a> {
    /// Arranges the firing alerts by rule. Alerts that are over must not be among them; silenced
    /// ones may, and inhibit.
    pub fn new<'s>(
        rules: &'a [Inhibition],
        firing: impl IntoIterator<Item = (Fingerprint, &'s Labels)>,
    ) -> Self {
        let mut rules: Vec<_> = rules.iter().map(|rule| (rule, HashMap::new())).collect();
        for (fingerprint, labels) in firing {
            for (rule, by_shared) in &mut rules {
                if rule.source.matches(labels) {
                    let sources: &mut Sources = by_shared.entry(rule.shared(labels)).or_default();
                    let side = if rule.target.matches(labels) {
                        &mut sources.both_sides
                    } else {
                        &mut sources.plain
                    };
                    *side = Some(side.map_or(fingerprint, |known| known.min(fingerprint)));
                }
            }
        }
        Self { rules }
    }

    /// The alerts that inhibit these labels, one for each rule that applies, sorted; none when
    /// the alert may be told.
    pub fn inhibited_by(&self, target: &Labels) -> Vec<Fingerprint> {
        let applying = self.rules.iter().filter(|(rule, _)| rule.target.matches(target));
        let mut found: Vec<_> = applying
            .filter_map(|(rule, by_shared)| {
                let sources = by_shared.get(&rule.shared(target))?;
                let both_sides = sources.both_sides.filter(|_| !rule.source.matches(target));
                sources.plain.or(both_sides)
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The firing alerts that inhibit one target; for more than one, build an [`Inhibitor`].
pub fn inhibited_by<'s>(
    rules: &[Inhibition],
    target: &Labels,
    firing: impl IntoIterator<Item = (Fingerprint, &'s Labels)>,
) -> Vec<Fingerprint> {
    Inhibitor::new(rules, firing).inhibited_by(target)
}
