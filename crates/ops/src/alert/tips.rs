//! What people outside reported and nobody decided on, said like any other signal: one alert for
//! each service, however many write. Their own words are on the page only.

use super::signal::{claim, end_own, say};
use crate::error::Error;
use crate::store::{Tx, tips};
use crate::words::Words;
use vigie_domain::alert::Ending;
use vigie_domain::label::Labels;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Tips looked at: no more wait at once.
const TIPS_MAX: i64 = 1_000;

/// Says that people wait for an answer about a service, or about none; or no longer.
pub fn signal_tips(
    tx: &mut Tx<'_>,
    setup: &Setup,
    service: Option<&Slug>,
    now: Timestamp,
) -> Result<(), Error> {
    let none: Slug = "no-service".parse().map_err(|_| Error::NotFound("service"))?;
    let name = service.unwrap_or(&none);
    // Whoever ends the alert of the last tip must not overtake whoever says the next one.
    tx.fence("tips")?;
    let open = tips::open(tx, TIPS_MAX)?;
    let open: Vec<_> = open.iter().filter(|tip| tip.service.as_ref() == service).collect();
    let Some(first) = open.first() else {
        return end_own(tx, ("reported", name.as_str()), Ending::Fixed, now);
    };
    let labels = Labels::default()
        .with("alertname", "ProblemReported")
        .with("reported", name.as_str())
        .with("severity", Severity::Warning.as_str());
    let labels = match service {
        Some(service) => labels.with("service", service.as_str()),
        None => labels,
    };
    let words = Words::of(setup.settings.language);
    let place = setup.settings.external_url.clone().unwrap_or_default();
    let summary = words.tips_wait(open.len(), format!("{place}/problems"));
    say(tx, setup, &claim(labels, &summary, first.at, now), now)
}
