//! What is declared: shown as YAML, and changed by a document, all of it or nothing.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params, nearest};
use super::body::Body;
use super::seen::{Seen, tagged_text};
use crate::config;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::rights::{Act, Grant};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_ops::Error;
use vigie_ops::keys::Keys;
use vigie_ops::prepare::document::{Document, Kind, Object};
use vigie_ops::prepare::{self, Changes, Declared};
use vigie_ops::store::{StoreError, Tx};
use vigie_ops::words::Words;

/// Where the objects of a fresh machine are declared; no document of a person names them.
const BUILT_IN: &str = "built-in";

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export)).routes(routes!(plan)).routes(routes!(apply))
}

/// One declared object.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ObjectForm {
    /// What it is, such as `service`.
    kind: String,
    /// Its short name or name; the kind for the settings and the route tree.
    name: String,
    /// Where it is declared, such as `vigie.yaml:12`.
    origin: String,
    /// Its whole text, as in the configuration file.
    body: Value,
}

/// A whole document: what a file declared before and is not here is removed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfigurationForm {
    /// Everything that is declared.
    objects: Vec<ObjectForm>,
}

/// What a document changes.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeList {
    /// Objects that are new.
    created: Vec<String>,
    /// Objects that are different.
    changed: Vec<String>,
    /// Objects that are no longer declared.
    removed: Vec<String>,
    /// The same for people, field by field, without secrets.
    text: String,
}

impl ChangeList {
    fn new(changes: Changes, text: String) -> Self {
        let Changes { created, changed, removed } = changes;
        Self { created, changed, removed, text }
    }
}

fn read(forms: Vec<ObjectForm>) -> Result<Vec<Declared>, Problem> {
    let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let one = |(place, form): (usize, ObjectForm)| {
        let kind = Kind::from_word(&form.kind).ok_or_else(|| {
            let next = match nearest(&form.kind, &words) {
                Some(near) => format!("write \"{near}\""),
                None => format!("choose one of: {}", words.join(", ")),
            };
            let detail = format!("there is no kind \"{}\"", form.kind);
            Problem::field(&format!("objects[{place}].kind"), detail, next)
        })?;
        if form.origin.is_empty() || form.origin == BUILT_IN {
            let field = format!("objects[{place}].origin");
            let next = "say where it is declared, such as vigie.yaml:12";
            return Err(Problem::field(&field, "the origin is empty or reserved", next));
        }
        let object = Object { kind, name: form.name, body: form.body };
        Ok(Declared { object, origin: form.origin })
    };
    forms.into_iter().enumerate().map(one).collect()
}

/// The wanted objects, with the built-in ones that they do not replace, and the plan in words.
fn complete(
    tx: &mut Tx<'_>,
    keys: &Keys,
    wanted: &[Declared],
) -> Result<(Vec<Declared>, String), Error> {
    let held = prepare::declared(tx, keys)?;
    let mut wanted = wanted.to_vec();
    for kept in held.iter().filter(|held| held.origin == BUILT_IN) {
        let same = |other: &Declared| {
            other.object.kind == kept.object.kind && other.object.name == kept.object.name
        };
        if !wanted.iter().any(same) {
            wanted.push(kept.clone());
        }
    }
    let held: Vec<config::Held> = held
        .into_iter()
        .map(|held| config::Held { declared: !held.origin.is_empty(), object: held.object })
        .collect();
    let objects: Vec<Object> = wanted.iter().map(|declared| declared.object.clone()).collect();
    Ok((wanted, config::plan(&held, &objects).to_string()))
}

/// Show what a document would change
#[utoipa::path(
    post,
    path = "/api/v1/configuration/plan",
    tag = "configuration",
    request_body = ConfigurationForm,
    responses((status = 200, body = ChangeList), (status = 400, body = Problem))
)]
async fn plan(
    State(app): State<App>,
    _: Known,
    Body(form): Body<ConfigurationForm>,
) -> Answer<ChangeList> {
    let (wanted, keys) = (read(form.objects)?, Arc::clone(&app.cx.keys));
    let unit = move |tx: &mut Tx<'_>| {
        let (wanted, text) = complete(tx, &keys, &wanted)?;
        let (changes, _) = prepare::plan(tx, &keys, &wanted)?;
        Ok(ChangeList::new(changes, text))
    };
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Make a document what is declared, all of it or nothing
#[utoipa::path(
    post,
    path = "/api/v1/configuration/apply",
    tag = "configuration",
    request_body = ConfigurationForm,
    responses((status = 200, body = ChangeList), (status = 412, body = Problem))
)]
async fn apply(
    State(app): State<App>,
    by: Known,
    seen: Seen,
    Body(form): Body<ConfigurationForm>,
) -> Answer<ChangeList> {
    let (wanted, keys) = (read(form.objects)?, Arc::clone(&app.cx.keys));
    let (now, named) = (app.cx.now(), seen.clone());
    let unit = move |tx: &mut Tx<'_>| {
        seen.check_text(|| yaml(prepare::declared(tx, &keys)?))?;
        let (wanted, text) = complete(tx, &keys, &wanted)?;
        let before = prepare::load(tx, &keys)?;
        let (changes, setup) = prepare::apply(tx, &keys, &wanted, &by.0, now)?;
        if !by.1.may_everywhere(Act::ManagePeople) && roles(&before) != roles(&setup) {
            return Err(Error::refused(Words::roles_not_yours, Words::roles_not_yours_next));
        }
        Ok((ChangeList::new(changes, text), setup))
    };
    let applied = app.cx.store.write(unit).await.map_err(|error| named.problem(error));
    let (changes, setup) = applied?;
    app.take_into_use(setup);
    Ok(Json(changes))
}

/// What people may do: whoever may change the rest may not give themselves more than they have.
fn roles(setup: &Setup) -> Vec<(&Slug, &[Grant])> {
    let people = setup.people.values().map(|person| (&person.slug, person.roles.as_slice()));
    people.filter(|(_, roles)| !roles.is_empty()).collect()
}

/// Read what is declared, as YAML without secrets
#[utoipa::path(
    get,
    path = "/api/v1/configuration",
    tag = "configuration",
    responses((status = 200, body = String, content_type = "application/yaml", headers(("ETag" = String, description = "what is shown"))))
)]
async fn export(State(app): State<App>, _: Known, params: Params) -> Result<Response, Problem> {
    params.only(&[])?;
    let keys = Arc::clone(&app.cx.keys);
    let declared = app.cx.store.read(move |tx| prepare::declared(tx, &keys)).await?;
    let yaml = yaml(declared)?;
    Ok((tagged_text(&yaml), [(CONTENT_TYPE, "application/yaml")], yaml).into_response())
}

/// What a person declared, without secrets.
fn yaml(declared: Vec<Declared>) -> Result<String, Error> {
    let own = declared.into_iter().filter(|declared| declared.origin != BUILT_IN);
    let document = Document::from_objects(own.map(|declared| declared.object));
    let yaml = document.and_then(|document| config::export(&document));
    yaml.map_err(|error| StoreError::Other(error.to_string()).into())
}
