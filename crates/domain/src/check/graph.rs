//! Which check leans on which: cycles, and whose failure explains whose.
//! Owns the walk; never decides what a failure means.

use super::{Check, CheckState};
use crate::text::Slug;
use crate::time::Timestamp;
use std::collections::{HashMap, HashSet};

/// Most steps from a check to what it depends on: a rack, a host, a proxy and a service fit.
const DEPTH_MAX: usize = 16;

/// A cycle among checks, first name repeated at the end; `None` when there is none.
///
/// Names that are no check are skipped: whoever reads the configuration reports them.
pub fn dependency_cycle(checks: &[Check]) -> Option<Vec<Slug>> {
    let by_slug: HashMap<&Slug, &Check> = checks.iter().map(|check| (&check.slug, check)).collect();
    let mut done = HashSet::new();
    checks.iter().find_map(|check| cycle_from(check, &by_slug, &mut done))
}

/// Depth first without recursion, so that a chain of thousands can't exhaust the stack.
fn cycle_from<'a>(
    start: &'a Check,
    by_slug: &HashMap<&'a Slug, &'a Check>,
    done: &mut HashSet<&'a Slug>,
) -> Option<Vec<Slug>> {
    let mut path = vec![(start, 0_usize)];
    while let Some((check, next)) = path.last_mut() {
        let check = *check;
        let Some(slug) = check.depends_on.get(*next) else {
            done.insert(&check.slug);
            path.pop();
            continue;
        };
        *next += 1;
        if let Some(at) = path.iter().position(|(on_path, _)| on_path.slug == *slug) {
            let cycle = path.iter().skip(at).map(|(on_path, _)| on_path.slug.clone());
            return Some(cycle.chain([slug.clone()]).collect());
        }
        if let Some(dependency) = by_slug.get(slug)
            && !done.contains(slug)
        {
            path.push((dependency, 0));
        }
    }
    None
}

/// The check whose failure explains this one's, if any: the furthest one down the chain.
///
/// A dependency counts from its first failed look on, before its own verdict turns: thirty checks
/// must not page in the minute in which their host's check still retries.
pub fn held_by<'a, F>(check: &'a Check, look_up: F) -> Option<&'a Slug>
where
    F: Fn(&Slug) -> Option<(&'a Check, &'a CheckState)>,
{
    let mut seen = HashSet::from([&check.slug]);
    let mut layer = vec![check];
    let mut found = None;
    for _ in 0..DEPTH_MAX {
        let mut next = Vec::new();
        for slug in layer.iter().flat_map(|check| &check.depends_on) {
            if let Some((dependency, state)) = look_up(slug)
                && seen.insert(&dependency.slug)
            {
                if state.is_doubtful() {
                    found = Some(&dependency.slug);
                }
                next.push(dependency);
            }
        }
        if next.is_empty() {
            break;
        }
        layer = next;
    }
    found
}

/// Direct dependencies not looked at since `since`: look at them before believing a failure that
/// began then, because the host's check may simply be due later.
pub fn unsettled_dependencies<'a, F>(
    check: &'a Check,
    since: Timestamp,
    look_up: F,
) -> Vec<&'a Slug>
where
    F: Fn(&Slug) -> Option<&'a CheckState>,
{
    let unsettled = |slug: &&Slug| {
        look_up(slug).is_some_and(|state| state.last_at.is_none_or(|last_at| last_at < since))
    };
    check.depends_on.iter().filter(unsettled).collect()
}
