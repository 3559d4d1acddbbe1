//! Plans: what applying a configuration would change, object by object and field by field.
//!
//! Objects that were made by hand and are not declared are left alone. Secrets are never shown.

#[cfg(test)]
mod tests;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use vigie_ops::prepare::document::{Kind, Object, is_secret_path};

/// Longest value shown in a plan.
const VALUE_CHARS_MAX: usize = 120;

/// An object as the database holds it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The object.
    pub object: Object,
    /// Whether a file declared it; `false` when it was made by hand.
    pub declared: bool,
}

/// What applying would do to each object, in the order of files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// One step for each object that is declared now or was before.
    pub steps: Vec<Step>,
    /// Objects made by hand that stay as they are.
    pub left_alone: usize,
}

/// What happens to one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What happens.
    pub change: Change,
}

/// How an object changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is new.
    Created,
    /// These fields change.
    Changed(Vec<FieldChange>),
    /// It was made by hand and is declared now; these fields change with it.
    TakenOver(Vec<FieldChange>),
    /// It is not declared any more.
    Removed,
    /// It stays.
    Unchanged,
}

/// How one field changes; texts are as they may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The way to it, such as `http.url`.
    pub path: String,
    /// Before; `None` when it was absent.
    pub before: Option<String>,
    /// After; `None` when it goes.
    pub after: Option<String>,
}

/// What must be done so that `held` becomes `wanted`.
pub fn plan(held: &[Held], wanted: &[Object]) -> Plan {
    let now: BTreeMap<_, _> =
        held.iter().map(|held| ((held.object.kind, held.object.name.as_str()), held)).collect();
    let mut steps: BTreeMap<(Kind, &str), Change> = BTreeMap::new();
    for object in wanted {
        let key = (object.kind, object.name.as_str());
        steps.insert(key, change(now.get(&key).copied(), object));
    }
    for (key, held) in &now {
        if held.declared {
            steps.entry(*key).or_insert(Change::Removed);
        }
    }
    let left_alone = now.keys().filter(|key| !steps.contains_key(*key)).count();
    let steps = steps.into_iter();
    let steps = steps.map(|((kind, name), change)| Step { kind, name: name.to_owned(), change });
    Plan { steps: steps.collect(), left_alone }
}

fn change(held: Option<&Held>, wanted: &Object) -> Change {
    let Some(held) = held else { return Change::Created };
    let mut fields = Vec::new();
    compare(wanted.kind, String::new(), Some(&held.object.body), Some(&wanted.body), &mut fields);
    match (fields.is_empty(), held.declared) {
        (true, true) => Change::Unchanged,
        (false, true) => Change::Changed(fields),
        (_, false) => Change::TakenOver(fields),
    }
}

/// Notes how two values differ; maps key by key, all else as a whole.
fn compare(
    kind: Kind,
    path: String,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<FieldChange>,
) {
    if before == after {
        return;
    }
    if let (Some(Value::Object(old)), Some(Value::Object(new))) = (before, after)
        && !is_secret_path(kind, &path)
    {
        let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}{key}");
            compare(kind, path, old.get(key), new.get(key), changes);
        }
        return;
    }
    let show = |value: &Value| shown(kind, &path, value);
    let (before, after) = (before.map(show), after.map(show));
    changes.push(FieldChange { path, before, after });
}

fn shown(kind: Kind, path: &str, value: &Value) -> String {
    let reference =
        value.as_object().is_some_and(|v| v.contains_key("env") || v.contains_key("file"));
    let holds_secret = |value: &Value| {
        value.as_object().is_some_and(|fields| {
            fields.keys().any(|key| is_secret_path(kind, &format!("{path}.{key}")))
        })
    };
    if is_secret_path(kind, path) && !reference || holds_secret(value) {
        return "(hidden)".to_owned();
    }
    let text = value.to_string();
    if text.chars().count() <= VALUE_CHARS_MAX {
        return text;
    }
    text.chars().take(VALUE_CHARS_MAX).chain("...".chars()).collect()
}

impl Plan {
    /// Whether applying would change anything.
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| step.change == Change::Unchanged)
    }

    /// How many objects are created, changed (or taken over), removed and left as they are.
    pub fn counts(&self) -> (usize, usize, usize, usize) {
        let mut counts = (0, 0, 0, 0);
        for step in &self.steps {
            let count: &mut usize = match step.change {
                Change::Created => &mut counts.0,
                Change::Changed(_) | Change::TakenOver(_) => &mut counts.1,
                Change::Removed => &mut counts.2,
                Change::Unchanged => &mut counts.3,
            };
            *count = count.saturating_add(1);
        }
        counts
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            step.fmt(f)?;
        }
        let (created, changed, removed, unchanged) = self.counts();
        write!(
            f,
            "{created} to create, {changed} to change, {removed} to remove, {unchanged} unchanged"
        )?;
        match self.left_alone {
            0 => writeln!(f),
            count => writeln!(f, ", {count} made by hand left alone"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name == self.kind.as_str() {
            self.kind.to_string()
        } else {
            format!("{} \"{}\"", self.kind, self.name)
        };
        match &self.change {
            Change::Unchanged => Ok(()),
            Change::Created => writeln!(f, "+ {name}"),
            Change::Removed => writeln!(f, "- {name}"),
            Change::Changed(fields) => {
                writeln!(f, "~ {name}")?;
                fields.iter().try_for_each(|field| field.fmt(f))
            }
            Change::TakenOver(fields) => {
                writeln!(f, "~ {name} (made by hand, declared from now on)")?;
                fields.iter().try_for_each(|field| field.fmt(f))
            }
        }
    }
}

impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        let path = &self.path;
        match (before, after) {
            (Some("(hidden)"), Some("(hidden)")) => writeln!(f, "    {path}: another secret"),
            (before, after) => {
                let (before, after) = (before.unwrap_or("(none)"), after.unwrap_or("(none)"));
                writeln!(f, "    {path}: {before} -> {after}")
            }
        }
    }
}
