//! The views of a list that its reader saved: the ways to them, and saving and forgetting one.

use super::field::Field;
use super::list::{Asked, escaped};
use crate::state::App;
use crate::web::layout::{View, refusal};
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_ops::store::Tx;
use vigie_ops::store::saved_views::{self, SavedView};

/// The views of a list that the reader saved, and saving what the page shows.
pub(super) fn saved(view: &View, asked: &Asked) -> Markup {
    let (words, query) = (view.words, asked.query());
    let is_kept = asked.saved().iter().any(|one| one.query == query);
    let name = Field {
        name: "name",
        id: "view-name",
        label: words.view_name(),
        letters_max: 60,
        ..Field::default()
    };
    html! {
        @if !asked.saved().is_empty() {
            nav.saved aria-label=(words.saved_views()) {
                (words.saved_views()) (words.colon())
                @for one in asked.saved() {
                    a href=(address(asked.path(), &one.query))
                        aria-current=[(one.query == query).then_some("true")] { (one.name) }
                    " "
                }
            }
        }
        @if !query.is_empty() && !is_kept {
            details.saving {
                summary { (words.save_view()) }
                form method="post" action="/views" {
                    input type="hidden" name="path" value=(asked.path());
                    input type="hidden" name="query" value=(query);
                    (Field { hint: words.view_hint(), ..name }.line("text"))
                    button type="submit" { (words.save_view()) }
                }
            }
        }
        @for one in asked.saved().iter().filter(|one| one.query == query) {
            form.saving method="post" action="/views/forget" {
                input type="hidden" name="path" value=(asked.path());
                input type="hidden" name="name" value=(one.name);
                button.quiet type="submit" { (words.view_forget(&one.name)) }
            }
        }
    }
}

fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// What a form says of a view.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    path: String,
    name: String,
    query: String,
}

/// What is asked of a list, written as we write it, so that nothing else gets into an address.
fn clean(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let one = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        format!("{}={}", again(name), again(value))
    };
    pairs.map(one).collect::<Vec<_>>().join("&")
}

/// A part of an address that is escaped already, or should be.
fn again(text: &str) -> String {
    text.split('%').map(escaped).collect::<Vec<_>>().join("%")
}

/// `POST /views`.
pub(in crate::web) async fn save(
    State(app): State<App>,
    view: View,
    Form(typed): Form<Typed>,
) -> Response {
    let saved = SavedView { name: typed.name, query: clean(&typed.query) };
    let (person, path, to) = (view.person.clone(), typed.path.clone(), saved.query.clone());
    let unit =
        move |tx: &mut Tx<'_>| vigie_ops::access::save_view(tx, &person, &typed.path, &saved);
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to(&address(&path, &to)).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /views/forget`.
pub(in crate::web) async fn forget(
    State(app): State<App>,
    view: View,
    Form(typed): Form<Typed>,
) -> Response {
    let person = view.person.clone();
    let (path, name) = (typed.path.clone(), typed.name);
    let unit = move |tx: &mut Tx<'_>| Ok(saved_views::forget(tx, &person, &path, &name)?);
    // Back to the list, and to nowhere else.
    let list = typed.path.strip_prefix('/').filter(|rest| !rest.starts_with(['/', '\\']));
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to(list.map_or("/", |_| typed.path.as_str())).into_response(),
        Err(error) => refusal(&view, &error),
    }
}
