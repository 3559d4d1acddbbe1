//! Finding alerts by their labels, with the label index where a matcher asks for one value.
//! Owns the choice between index and scan; every hit is compared with its labels before it counts.

use crate::error::Error;
use crate::store::alerts::{self, Hit};
use crate::store::{Tx, alert_index};
use std::collections::{BTreeSet, HashMap};
use vigie_domain::id::AlertId;
use vigie_domain::inhibition::Inhibition;
use vigie_domain::label::{Fingerprint, Labels};
use vigie_domain::matcher::{MatchOp, Matcher, Matchers};
use vigie_domain::time::Timestamp;

/// Alerts read at once, so that no answer of the database grows with the alerts.
const PAGE: i64 = 2_000;
/// Candidates looked up one by one; reading all live alerts in order is quicker beyond that.
const CANDIDATES_MAX: usize = 10_000;
/// Searches for inhibitors that are made one by one; beyond that all live alerts are read once.
const SEARCHES_MAX: usize = 64;

/// The alerts that go on at `now` and pass every matcher, by key: the order of Alertmanager.
pub fn find(
    tx: &mut Tx<'_>,
    matchers: &Matchers,
    now: Timestamp,
) -> Result<Vec<(Fingerprint, AlertId)>, Error> {
    let mut found = if matchers.is_empty() {
        alerts::live_marks(tx, now)?
    } else {
        let mut found = Vec::new();
        search(tx, matchers, now, |hit| found.push((hit.fingerprint, hit.id)))?;
        found
    };
    found.sort_unstable();
    Ok(found)
}

/// The alerts that can inhibit, with their labels: those that inhibit one of `targets`, or all
/// when there are too many of these to search for.
pub fn inhibiting(
    tx: &mut Tx<'_>,
    rules: &[Inhibition],
    targets: Option<&[Labels]>,
    now: Timestamp,
) -> Result<HashMap<Fingerprint, Labels>, Error> {
    let mut sources = HashMap::new();
    if rules.is_empty() {
        return Ok(sources);
    }
    let questions = targets.map(|targets| questions(rules, targets));
    match questions.filter(|questions| questions.len() <= SEARCHES_MAX) {
        Some(questions) => {
            for wanted in questions.values() {
                search(tx, wanted, now, |hit| drop(sources.insert(hit.fingerprint, hit.labels)))?;
            }
        }
        None => scan(tx, now, |hit| {
            if rules.iter().any(|rule| rule.source.matches(&hit.labels)) {
                sources.insert(hit.fingerprint, hit.labels);
            }
        })?,
    }
    Ok(sources)
}

/// What to search for to find every inhibitor of these targets, each question once.
fn questions(rules: &[Inhibition], targets: &[Labels]) -> HashMap<String, Matchers> {
    let mut questions = HashMap::new();
    for rule in rules {
        for target in targets.iter().filter(|target| rule.target.matches(target)) {
            let same = rule.equal.iter().filter_map(|name| {
                let value = target.get(name).unwrap_or("");
                Matcher::new(name, MatchOp::Equal, value).ok()
            });
            let wanted: Matchers = rule.source.iter().cloned().chain(same).collect();
            questions.insert(wanted.to_string(), wanted);
        }
    }
    questions
}

/// Shows every alert that goes on and passes, in no order.
fn search(
    tx: &mut Tx<'_>,
    matchers: &Matchers,
    now: Timestamp,
    mut found: impl FnMut(Hit),
) -> Result<(), Error> {
    let mut check = |hit: Hit| {
        if hit.live && hit.ends_at > now && matchers.matches(&hit.labels) {
            found(hit);
        }
    };
    let Some((candidates, indexed)) = candidates(tx, matchers)? else {
        return scan(tx, now, check);
    };
    for id in candidates {
        alerts::hit(tx, id)?.into_iter().for_each(&mut check);
    }
    let mut after = indexed;
    loop {
        let page = alerts::hits_after(tx, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        page.into_iter().for_each(&mut check);
    }
}

/// The alerts that the index names, and up to which number it knows any; `None` when it can't
/// help: nobody asks for one value, or too many alerts have it.
pub(super) fn candidates(
    tx: &mut Tx<'_>,
    matchers: &Matchers,
) -> Result<Option<(BTreeSet<AlertId>, AlertId)>, Error> {
    let exact = matchers.iter().filter(|m| m.op() == MatchOp::Equal && !m.value().is_empty());
    let mut common: Option<BTreeSet<AlertId>> = None;
    for matcher in exact {
        let named: BTreeSet<AlertId> =
            alert_index::candidates(tx, matcher.name(), matcher.value())?.into_iter().collect();
        common = Some(match common {
            Some(known) => known.intersection(&named).copied().collect(),
            None => named,
        });
    }
    let few = common.filter(|ids| ids.len() <= CANDIDATES_MAX);
    let Some(ids) = few else { return Ok(None) };
    Ok(Some((ids, alert_index::indexed_up_to(tx)?)))
}

/// Shows every alert that goes on.
fn scan(tx: &mut Tx<'_>, now: Timestamp, mut show: impl FnMut(Hit)) -> Result<(), Error> {
    let mut after = (now, AlertId(i64::MAX));
    loop {
        let page = alerts::live_hits(tx, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.ends_at, last.id);
        page.into_iter().for_each(&mut show);
    }
}
