//! The slash command of a Mattermost, `/vigie declare|note|status`: its token is checked, the name
//! in the chat is mapped to a person, and that person's rights decide. Only whoever typed reads the
//! answer. Private incidents are not there: what is typed passes through the chat's server.

use super::{answer, refuse};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use vigie_domain::person::Person;
use vigie_domain::source::{Commands, Source};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::keys::{hash_secret, is_one_of};
use vigie_ops::respond::{self, Command, LinkForm, TypedIn, Writer};
use vigie_ops::store::{Tx, chat};
use vigie_ops::words::Words;
use vigie_ops::{Error, detect};

/// What Mattermost posts; the rest is not needed.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    text: String,
    /// What this command, typed once, is known by.
    #[serde(default)]
    trigger_id: String,
}

/// `POST /in/mattermost-command/{token}`, once the source is known by its token.
pub(super) async fn take(
    app: &App,
    (source, commands): (&Source, &Commands),
    bytes: &[u8],
) -> Result<Response, Error> {
    let typed: Typed = match form(bytes) {
        Some(typed) => typed,
        None => {
            let why = "this is no form of a slash command: choose the method POST";
            return Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, why));
        }
    };
    if !is_one_of(std::slice::from_ref(&commands.secret), &typed.token) {
        let why = "the token of this command is another one: write the one that Mattermost shows";
        return Ok(refuse(StatusCode::FORBIDDEN, why));
    }
    let (slug, now) = (source.slug.clone(), app.cx.now());
    app.cx.store.write(move |tx| detect::heard(tx, &slug, (1, 0), now)).await?;
    let Some(writer) = writer(app, commands, &typed.user_name) else {
        let words = Words::of(app.cx.setup().settings.language);
        let name = typed.user_name.chars().take(100).collect::<String>();
        return Ok(said(&words.command_unknown_person(&name, source.slug.as_str())));
    };
    let place = TypedIn { service: source.service.clone(), ..TypedIn::default() };
    let (command, by, now) = (Command::read(&typed.text), writer.clone(), app.cx.now());
    let done = if command == Command::Status {
        app.cx.store.read(move |tx| respond::obey(tx, &by, (&command, &place), now)).await
    } else {
        let id = heard_as(source, &typed.trigger_id);
        let unit = move |tx: &mut Tx<'_>| once(tx, &by, (&command, &place), (id.as_ref(), now));
        app.cx.store.write(unit).await
    };
    Ok(said(&done.or_else(|error| writer.explain(error))?))
}

/// What a command is known by when it comes again: by way of another node, say, after an answer
/// that was lost. Nothing where the chat does not say.
fn heard_as(source: &Source, trigger: &str) -> Option<(String, String)> {
    let room = source.slug.to_string();
    (!trigger.is_empty()).then(|| (format!("command:{room}:{}", hash_secret(trigger)), room))
}

/// Does what was typed, unless it was done.
fn once(
    tx: &mut Tx<'_>,
    by: &Writer,
    (command, place): (&Command, &TypedIn),
    (id, now): (Option<&(String, String)>, Timestamp),
) -> Result<String, Error> {
    if let Some((id, room)) = id
        && !chat::hear(tx, (id, room), now)?
    {
        return Ok(by.words().command_again().to_owned());
    }
    respond::obey(tx, by, (command, place), now)
}

fn form(bytes: &[u8]) -> Option<Typed> {
    let uri: axum::http::Uri = format!("/?{}", std::str::from_utf8(bytes).ok()?).parse().ok()?;
    axum::extract::Query::<Typed>::try_from_uri(&uri).ok().map(|query| query.0)
}

/// What only whoever typed reads.
fn said(text: &str) -> Response {
    answer(StatusCode::OK, json!({ "response_type": "ephemeral", "text": text }))
}

/// Who somebody of the chat is: as declared, or a person of the same short name.
fn writer(app: &App, commands: &Commands, user_name: &str) -> Option<Writer> {
    let setup = app.cx.setup();
    let mapped = commands.people.get(user_name).map(Slug::as_str);
    let person: &Person = setup.people.get(mapped.unwrap_or(user_name))?;
    Some(Writer::new(&setup, person, (app.base_url(), LinkForm::Markdown)))
}
