//! The links to the wall screen, for administrators.

use super::super::layout::{View, page, refusal, said};
use super::super::ui::{button, empty, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use vigie_ops::store::wall_links;
use vigie_ops::{Error, communicate};

/// Days that a link is good for unless said otherwise.
const DAYS: &str = "90";

/// What was typed.
#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
}

/// `GET /wall`.
pub(in crate::web) async fn list(State(app): State<App>, view: View) -> Response {
    let typed = Wanted { name: String::new(), days: DAYS.to_owned() };
    listed(&app, &view, &typed, None).await
}

async fn listed(app: &App, view: &View, typed: &Wanted, mistake: Option<&str>) -> Response {
    let now = app.cx.now();
    let links = match app.cx.store.read(move |tx| Ok(wall_links::in_force(tx, now)?)).await {
        Ok(links) => links,
        Err(error) => return refusal(view, &error),
    };
    let words = view.words;
    let body = html! {
        p { (words.wall_what()) }
        @if links.is_empty() { (empty(words.wall_none(), "")) }
        ul.cards { @for link in &links { li {
            p.title { (link.name) }
            p { (words.wall_until()) " " (time(view, link.expires_at)) }
            p { a href={ "/wall/" (communicate::signed_wall(&app.cx.keys, link)) } { (words.wall_link()) } }
            (button(&format!("/wall/{}/withdraw", link.id), words.wall_withdraw(), ""))
        } } }
        h2 { (words.wall_make()) }
        @if let Some(mistake) = mistake { p.problem role="alert" { (mistake) } }
        form method="post" action="/wall" {
            label for="name" { (words.wall_name()) }
            input id="name" name="name" value=(typed.name) required maxlength="200";
            label for="days" { (words.wall_days()) }
            input id="days" name="days" value=(typed.days) inputmode="numeric" required;
            button.main type="submit" { (words.wall_make()) }
        }
    };
    page(view, words.wall(), &body).into_response()
}

/// `POST /wall`.
pub(in crate::web) async fn make(
    State(app): State<App>,
    view: View,
    Form(wanted): Form<Wanted>,
) -> Response {
    let days = wanted.days.trim().parse().unwrap_or(0);
    let (name, by, now) = (wanted.name.clone(), view.person.clone(), app.cx.now());
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        communicate::make_wall_link(tx, &name, days, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(_) => Redirect::to("/wall").into_response(),
        Err(Error::Refused { why, next_step }) => {
            let mistake = said(&view, &why, &next_step);
            listed(&app, &view, &wanted, Some(&mistake)).await
        }
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /wall/{signed}/withdraw`: by the number of the link.
pub(in crate::web) async fn withdraw(
    State(app): State<App>,
    view: View,
    Path(id): Path<String>,
) -> Response {
    let (by, now) = (view.person.clone(), app.cx.now());
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        let Some(link) = wall_links::by_id(tx, &id)? else {
            return Err(Error::NotFound("link to a wall"));
        };
        communicate::withdraw_wall(tx, &link.name, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to("/wall").into_response(),
        Err(error) => refusal(&view, &error),
    }
}
