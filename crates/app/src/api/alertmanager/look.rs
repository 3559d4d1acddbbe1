//! What a GET sees of an alert: who is told of it, what suppresses it, and its JSON.

use super::query::Query;
use crate::state::App;
use serde_json::json;
use std::collections::HashMap;
use vigie_domain::id::AlertId;
use vigie_domain::inhibition::Inhibitor;
use vigie_domain::label::{Fingerprint, Labels};
use vigie_domain::setup::Setup;
use vigie_domain::silence::{Silence, silenced_by};
use vigie_domain::time::Timestamp;
use vigie_ops::alert;
use vigie_ops::store::alerts::{self, Shown};
use vigie_ops::store::silences;
use vigie_ops::text::push_json;
use vigie_ops::{Error, text};

/// Alerts whose inhibitors are searched for one by one: a page of a dashboard.
const FEW: usize = 64;

/// The alerts that a GET found, and what can suppress them, all from one moment.
pub(super) struct Found {
    /// The alerts that pass the matchers, by key.
    pub(super) alerts: Vec<(Fingerprint, AlertId)>,
    /// Silences that are not over.
    pub(super) silences: Vec<Silence>,
    /// Alerts that can inhibit.
    pub(super) sources: HashMap<Fingerprint, Labels>,
    /// The moment.
    pub(super) now: Timestamp,
}

/// Finds what a query asks for.
pub(super) async fn find(app: &App, query: &Query) -> Result<Found, Error> {
    let (setup, now, matchers) = (app.cx.setup(), app.cx.now(), query.matchers.clone());
    let read = move |tx: &mut vigie_ops::store::Tx<'_>| {
        let found = alert::find(tx, &matchers, now)?;
        let mut silences = silences::unended(tx, now)?;
        silences.sort_by(|a, b| a.id.cmp(&b.id));
        let mut targets = Vec::new();
        let few = found.len() <= FEW && !setup.inhibitions.is_empty();
        for (_, id) in found.iter().filter(|_| few) {
            targets.extend(alerts::hit(tx, *id)?.map(|hit| hit.labels));
        }
        let targets = few.then_some(targets.as_slice());
        let sources = alert::inhibiting(tx, &setup.inhibitions, targets, now)?;
        Ok(Found { alerts: found, silences, sources, now })
    };
    app.cx.store.read(read).await
}

/// What stands between alerts and people.
pub(super) struct Look<'a> {
    silences: &'a [Silence],
    inhibitor: Inhibitor<'a>,
    now: Timestamp,
}

/// What suppresses one alert.
pub(super) struct Status<'a> {
    silenced_by: Vec<&'a str>,
    inhibited_by: Vec<Fingerprint>,
}

impl<'a> Look<'a> {
    /// A look at what was found, under a setup.
    pub(super) fn new(setup: &'a Setup, found: &'a Found) -> Self {
        let sources = found.sources.iter().map(|(fingerprint, labels)| (*fingerprint, labels));
        Self {
            silences: &found.silences,
            inhibitor: Inhibitor::new(&setup.inhibitions, sources),
            now: found.now,
        }
    }

    /// What suppresses these labels.
    pub(super) fn status(&self, labels: &Labels) -> Status<'a> {
        let silences = silenced_by(self.silences, labels, self.now);
        Status {
            silenced_by: silences.into_iter().map(|silence| silence.id.as_str()).collect(),
            inhibited_by: self.inhibitor.inhibited_by(labels),
        }
    }

    /// Whether an alert still goes on at the moment of this look.
    pub(super) fn goes_on(&self, alert: &Shown) -> bool {
        alert.live && alert.ends_at > self.now
    }
}

impl Status<'_> {
    /// Whether a query asks for alerts in this state.
    pub(super) fn is_wanted(&self, query: &Query) -> bool {
        query.states.include(!self.silenced_by.is_empty(), !self.inhibited_by.is_empty())
    }
}

/// The labels of a shown alert.
pub(super) fn labels(alert: &Shown) -> Result<Labels, Error> {
    Ok(text::labels_from_json(&alert.labels)?)
}

/// Writes one alert as JSON, its fields in Alertmanager's order.
pub(super) fn push_alert(
    out: &mut String,
    alert: &Shown,
    status: &Status<'_>,
    receivers: &[&str],
    muted_by: &[&str],
) {
    let receivers = list(receivers.iter().map(|name| format!("{{\"name\":{}}}", json!(name))));
    let suppressed =
        !status.silenced_by.is_empty() || !status.inhibited_by.is_empty() || !muted_by.is_empty();
    let state = if suppressed { "suppressed" } else { "active" };
    let inhibited = list(status.inhibited_by.iter().map(|print| format!("\"{print}\"")));
    let muted = list(muted_by.iter().map(|name| json!(name).to_string()));
    let silenced = list(status.silenced_by.iter().map(|id| json!(id).to_string()));
    out.push_str(&format!(
        "{{\"annotations\":{},\"endsAt\":\"{}\",\"fingerprint\":\"{}\",\"receivers\":{receivers},\
         \"startsAt\":\"{}\",\"status\":{{\"inhibitedBy\":{inhibited},\"mutedBy\":{muted},\
         \"silencedBy\":{silenced},\"state\":\"{state}\"}},\"updatedAt\":\"{}\"",
        alert.annotations, alert.ends_at, alert.fingerprint, alert.starts_at, alert.updated_at
    ));
    if !alert.generator_url.is_empty() {
        out.push_str(",\"generatorURL\":");
        push_json(out, &alert.generator_url);
    }
    out.push_str(",\"labels\":");
    out.push_str(&alert.labels);
    out.push('}');
}

/// JSON values as a JSON list.
fn list(values: impl Iterator<Item = String>) -> String {
    let mut out = String::from("[");
    for value in values {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&value);
    }
    out.push(']');
    out
}
