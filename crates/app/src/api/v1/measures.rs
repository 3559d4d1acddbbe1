//! Measures: how long the parts of incidents took.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::measure::{Measure, Summary};
use vigie_domain::text::Slug;
use vigie_ops::learn::{self, By};

/// Months that are looked back unless asked otherwise, and at most.
const MONTHS: u32 = 12;
const MONTHS_MAX: u32 = 120;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// How long a part took.
#[derive(Debug, Serialize, ToSchema)]
struct MeasureLine {
    /// `detect`, `acknowledge`, `mitigate`, `resolve` or `validate`.
    measure: &'static str,
    /// Null when it is known of no incident.
    median_seconds: Option<u64>,
    /// What nine of ten do not exceed.
    p90_seconds: Option<u64>,
    /// Incidents of which it is known.
    known: usize,
    /// Incidents of which it is not, or not yet.
    unknown: usize,
}

/// Incidents that belong together.
#[derive(Debug, Serialize, ToSchema)]
struct MeasureGroup {
    /// The service, level or month; empty for all, or where there is none.
    name: String,
    measures: Vec<MeasureLine>,
    /// The incidents behind the numbers, the newest first.
    incidents: Vec<MeasuredIncident>,
}

/// An incident behind the numbers.
#[derive(Debug, Serialize, ToSchema)]
struct MeasuredIncident {
    reference: String,
    title: String,
}

/// How long incidents took.
#[derive(Debug, Serialize, ToSchema)]
struct Measures {
    /// Incidents declared since then are counted.
    since: String,
    groups: Vec<MeasureGroup>,
}

/// Measure how long incidents took
#[utoipa::path(
    get,
    path = "/api/v1/measures",
    tag = "incidents",
    params(
        ("by" = Option<String>, Query, description = "whole, service, level or month; whole without it"),
        ("service" = Option<String>, Query, description = "only of this service, by short name"),
        ("level" = Option<String>, Query, description = "only of this level: red or orange"),
        ("month" = Option<String>, Query, description = "only of this month, such as 2026-11"),
        ("months" = Option<u32>, Query, description = "how far to look back, 1 to 120; 12 without it, or as far as month asks"),
    ),
    responses((status = 200, body = Measures), (status = 400, body = Problem))
)]
async fn show(State(app): State<App>, caller: Known, params: Params) -> Answer<Measures> {
    params.only(&["by", "months", "service", "level", "month"])?;
    let by = params.word("by", &["whole", "service", "level", "month"])?;
    let by = by.and_then(By::from_word).unwrap_or(By::Whole);
    let only = only(&params)?;
    let usual = if only.iter().any(|(by, _)| *by == By::Month) { MONTHS_MAX } else { MONTHS };
    let months = params.last("months", "a number from 1 to 120")?.unwrap_or(usual);
    if !(1..=MONTHS_MAX).contains(&months) {
        let detail = format!("months={months} is out of bounds");
        return Err(Problem::field("months", detail, "ask for 1 to 120"));
    }
    let since = app.cx.now().minus(Duration::from_hours(730) * months);
    let mut all = app.cx.store.read(move |tx| learn::measured(tx, &caller.1, since)).await?;
    let zone = app.cx.setup().settings.time_zone();
    for (by, name) in only {
        learn::measured_only(&mut all, (by, &name), &zone);
    }
    let groups = learn::measured_groups(&all, by, &zone).iter().map(group).collect();
    Ok(Json(Measures { since: since.to_string(), groups }))
}

/// The service, the level and the month that are asked for.
fn only(params: &Params) -> Result<Vec<(By, String)>, Problem> {
    let service = params.last::<Slug>("service", "the short name of a service")?;
    let level = params.word("level", &["red", "orange"])?;
    let month = params.all("month").last();
    let is_month = |month: &str| format!("{month}-01").parse::<jiff::civil::Date>().is_ok();
    if let Some(month) = month.filter(|month| !is_month(month)) {
        let detail = format!("month=\"{month}\" is no month");
        return Err(Problem::field("month", detail, "write it such as 2026-11"));
    }
    let all = [
        service.map(|slug| (By::Service, slug.to_string())),
        level.map(|level| (By::Level, level.to_owned())),
        month.map(|month| (By::Month, month.to_owned())),
    ];
    Ok(all.into_iter().flatten().collect())
}

fn group(group: &learn::MeasuredGroup<'_>) -> MeasureGroup {
    let seconds = |span: Option<Duration>| span.map(|span| span.as_secs());
    MeasureGroup {
        name: group.name.clone(),
        measures: Measure::ALL
            .map(|measure| {
                let Summary { known, unknown, median, ninth_decile } = group.summary(measure);
                let (median_seconds, p90_seconds) = (seconds(median), seconds(ninth_decile));
                let measure = measure.as_str();
                MeasureLine { measure, median_seconds, p90_seconds, known, unknown }
            })
            .into(),
        incidents: group
            .incidents
            .iter()
            .map(|one| MeasuredIncident {
                reference: one.incident.reference.to_string(),
                title: one.incident.title.clone(),
            })
            .collect(),
    }
}
