//! The links to the wall screen, for administrators.

use super::super::layout::{View, page, refusal, said};
use super::super::ui::{
    self, Asked, Column, Field, List, Sheet, Way, button_of, empty, person, time,
};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use vigie_ops::store::wall_links::{self, WallLink};
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
pub(in crate::web) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let typed = Wanted { name: String::new(), days: DAYS.to_owned() };
    listed(&app, &view, &asked, (&typed, None)).await
}

async fn listed(
    app: &App,
    view: &View,
    asked: &Asked,
    (typed, mistake): (&Wanted, Option<&str>),
) -> Response {
    let list = match List::of((view, asked), key, ("name", Way::Up), columns(app, view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let now = app.cx.now();
    let mut links = match app.cx.store.read(move |tx| Ok(wall_links::in_force(tx, now)?)).await {
        Ok(links) => links,
        Err(error) => return refusal(view, &error),
    };
    let name = asked.get("name").to_lowercase();
    links.retain(|link| link.name.to_lowercase().contains(&name));
    list.sort(&mut links);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&links).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let contains = Field {
        name: "name",
        label: words.wall_name_contains(),
        value: asked.get("name"),
        optional: true,
        id: "name-contains",
        ..Field::default()
    };
    let body = html! {
        p { (words.wall_what()) }
        (ui::filters(view, asked, &contains.line("text")))
        @if links.is_empty() { (empty(words.wall_none(), "")) }
        (list.whole(words.wall(), &links))
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

fn key(link: &WallLink) -> String {
    link.id.clone()
}

fn columns<'a>(app: &'a App, view: &'a View) -> Vec<Column<'a, WallLink>> {
    let words = view.words;
    let open = move |link: &WallLink| {
        html! {
            a href={ "/wall/" (communicate::signed_wall(&app.cx.keys, link)) } { (words.wall_link()) }
        }
    };
    let withdraw = move |link: &WallLink| {
        html! { div.actions { (button_of(
            &format!("/wall/{}/withdraw", link.id), (words.wall_withdraw(), &link.name), "",
        )) } }
    };
    vec![
        Column::<WallLink>::new("name", words.col_name(), |link| html! { (link.name) })
            .sorts(Way::Up, |one, other| one.name.cmp(&other.name)),
        Column::<WallLink>::new("until", words.col_until(), |link| time(view, link.expires_at))
            .sorts(Way::Up, |one, other| one.expires_at.cmp(&other.expires_at)),
        Column::<WallLink>::new("by", words.col_by(), |link| person(view, &link.made_by))
            .sorts(Way::Up, |one, other| one.made_by.cmp(&other.made_by)),
        Column::<WallLink>::new("link", words.col_link(), open),
        Column::<WallLink>::new("actions", words.col_actions(), withdraw),
    ]
}

/// Without the addresses: who has one sees the wall.
fn sheet(links: &[WallLink]) -> Sheet {
    let row = |link: &WallLink| {
        vec![
            link.name.clone().into(),
            link.made_by.clone().into(),
            Sheet::instant(Some(link.made_at)),
            Sheet::instant(Some(link.expires_at)),
        ]
    };
    Sheet {
        name: "wall-links",
        columns: &["name", "made_by", "made_at", "expires_at"],
        rows: links.iter().map(row).collect(),
    }
}

/// `POST /wall`.
pub(in crate::web) async fn make(
    State(app): State<App>,
    view: View,
    asked: Asked,
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
            listed(&app, &view, &asked, (&wanted, Some(&mistake))).await
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
