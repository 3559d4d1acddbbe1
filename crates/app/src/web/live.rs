//! What an open page listens to: versions, and nothing else.

use super::layout::View;
use crate::state::App;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::convert::Infallible;
use std::time::Duration;

/// A connection ends after an hour and comes back by itself, with whatever rights are left.
const LASTS: Duration = Duration::from_secs(3_600);
/// Often enough that no proxy takes the connection for dead.
const STILL_HERE_EVERY: Duration = Duration::from_secs(20);

/// `GET /live`.
pub(super) async fn listen(State(app): State<App>, _: View) -> Response {
    let told = (app.live.listen(), app);
    let versions = futures_util::stream::unfold(told, |(mut told, app)| async move {
        told.changed().await.ok()?;
        let version = (*told.borrow_and_update())?;
        let event = Event::default().data(format!("{version} {}", app.live.pause().as_millis()));
        Some((Ok::<Event, Infallible>(event), (told, app)))
    });
    let versions = versions.take_until(tokio::time::sleep(LASTS));
    Sse::new(versions).keep_alive(KeepAlive::new().interval(STILL_HERE_EVERY)).into_response()
}
