//! Our own metrics, as Prometheus reads them.

use crate::api::alertmanager::ALERTMANAGER_VERSION;
use crate::state::App;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use vigie_ops::store::{alerts, outbox, sources};
use vigie_ops::{Error, alert, tick};

/// `GET /metrics`.
pub(super) async fn show(State(app): State<App>) -> Response {
    match text(&app).await {
        Ok(text) => {
            let kind = "text/plain; version=0.0.4; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

async fn text(app: &App) -> Result<String, Error> {
    let (live, played, owed, heard, due) = app
        .cx
        .store
        .read(|tx| {
            let (live, played) = (alerts::count_live(tx)?, alert::count_practice(tx)?);
            let due = tick::next_owed(tx)?;
            Ok((live, played, outbox::counts(tx)?, sources::all(tx)?, due))
        })
        .await?;
    let mut page = Page::default();
    page.family("alertmanager_build_info", "gauge", "The Alertmanager whose API this speaks.");
    page.sample("alertmanager_build_info", &[("version", ALERTMANAGER_VERSION)], 1);
    page.family("vigie_build_info", "gauge", "This program.");
    page.sample("vigie_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    page.family(
        "vigie_alerts",
        "gauge",
        "Alerts that go on, without those of exercises and tests.",
    );
    for (state, severity, count) in &live {
        let practice = played.get(&(state.clone(), severity.clone())).copied().unwrap_or_default();
        page.sample("vigie_alerts", &[("state", state), ("severity", severity)], count - practice);
    }
    page.family("vigie_practice_alerts", "gauge", "Alerts of exercises and tests that go on.");
    for ((state, severity), count) in &played {
        page.sample("vigie_practice_alerts", &[("state", state), ("severity", severity)], *count);
    }
    page.family("vigie_notifications", "gauge", "Notifications by state.");
    for (state, count) in &owed {
        page.sample("vigie_notifications", &[("state", state)], *count);
    }
    page.family("vigie_source_signals_total", "counter", "Signals taken from each source.");
    for source in &heard {
        page.sample("vigie_source_signals_total", &[("source", &source.slug)], source.received);
    }
    let late = due.map_or(0, |due| app.cx.now().since(due).as_secs());
    page.family("vigie_owed_late_seconds", "gauge", "How long the oldest owed work waits.");
    page.sample("vigie_owed_late_seconds", &[], i64::try_from(late).unwrap_or(i64::MAX));
    page.family("process_start_time_seconds", "gauge", "When this process started.");
    page.sample("process_start_time_seconds", &[], app.started_at.as_millis() / 1000);
    Ok(page.0)
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.push(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: i64) {
        let escaped =
            |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let pairs: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        if pairs.is_empty() {
            self.push(format_args!("{name} {value}\n"));
        } else {
            self.push(format_args!("{name}{{{}}} {value}\n", pairs.join(",")));
        }
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        if self.0.write_fmt(text).is_err() {
            tracing::error!("metrics could not be written whole");
        }
    }
}
