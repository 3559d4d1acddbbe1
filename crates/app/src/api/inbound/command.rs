//! The slash command of a Mattermost, `/vigie declare|note|status`: its token is checked, the name
//! in the chat is mapped to a person, and that person's rights decide. Only whoever typed reads the
//! answer. Private incidents are not there: what is typed passes through the chat's server.

use super::{answer, refuse};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use vigie_domain::incident::{Incident, Kind, Reference};
use vigie_domain::person::{Language, Person};
use vigie_domain::rights::{Act, Sight, Who};
use vigie_domain::severity::Severity;
use vigie_domain::source::{Commands, Source};
use vigie_domain::text::Slug;
use vigie_ops::keys::is_one_of;
use vigie_ops::store::Tx;
use vigie_ops::words::Words;
use vigie_ops::{Error, detect, respond, sight};

/// Incidents that `status` lists.
const LISTED_MAX: usize = 10;

/// What Mattermost posts; the rest is not needed.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    text: String,
}

/// Somebody who typed.
struct Writer {
    name: String,
    words: Words,
    sight: Sight,
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
    let text = typed.text.trim();
    let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let done = match verb {
        "declare" => declare(app, source, &writer, rest.trim()).await,
        "note" => note(app, &writer, rest.trim()).await,
        "status" => status(app, &writer).await,
        _ => Ok(writer.words.command_help().to_owned()),
    };
    match done {
        Ok(text) => Ok(said(&text)),
        Err(Error::Refused { why, next_step }) => {
            let language = writer.words.language();
            Ok(said(&writer.words.pair(why.to(language), next_step.to(language))))
        }
        Err(Error::NotFound(_)) => Ok(said(writer.words.command_no_incident())),
        Err(Error::NotAllowed) => Ok(said(writer.words.not_allowed())),
        Err(error @ (Error::Stale | Error::Broken(_))) => Err(error),
    }
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
    let name = person.slug.to_string();
    let who = Who { name: name.clone(), is_person: true, grants: person.roles.clone() };
    let language: Language = person.language;
    let sight = Sight::new(Arc::new(who), Arc::clone(&setup));
    Some(Writer { name, words: Words::of(language), sight })
}

/// Text of others in the chat: it mentions nobody.
fn quiet(text: &str) -> String {
    text.replace('@', "@\u{200b}")
}

fn link(app: &App, incident: &Incident) -> String {
    let reference = incident.reference;
    format!("[{reference}]({}/incidents/{reference})", app.base_url())
}

/// `declare TITLE`, `declare TITLE --service SLUG`.
async fn declare(app: &App, source: &Source, writer: &Writer, rest: &str) -> Result<String, Error> {
    let (title, service) = match rest.split_once("--service") {
        Some((title, slug)) => (title.trim(), Some(slug.trim().parse::<Slug>())),
        None => (rest, None),
    };
    let service = match service {
        None => source.service.clone(),
        Some(slug) => {
            Some(slug.map_err(|_| Error::refused(Words::service_missing, Words::service_next))?)
        }
    };
    let declaration = respond::Declaration {
        title: title.to_owned(),
        service,
        severity: Severity::Critical,
        kind: Kind::Incident,
        private: false,
    };
    let (now, by, seen) = (app.cx.now(), writer.name.clone(), writer.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::declares(&seen, declaration.service.as_ref())?;
        respond::declare(tx, &declaration, &by, now)
    };
    let incident = app.cx.store.write(unit).await?;
    Ok(writer.words.command_declared(link(app, &incident)))
}

/// An incident that is not private, to do something to it.
fn open_one(tx: &mut Tx<'_>, sight: &Sight, reference: Reference) -> Result<Incident, Error> {
    let found = sight::incident(tx, sight, Act::Respond, reference)?;
    if found.participants.is_some() {
        return Err(Error::NotFound("incident"));
    }
    Ok(found)
}

/// `note INC-2026-0042 TEXT`.
async fn note(app: &App, writer: &Writer, rest: &str) -> Result<String, Error> {
    let (reference, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let reference: Reference = reference.parse().map_err(|_| Error::NotFound("incident"))?;
    let (now, by, seen) = (app.cx.now(), writer.name.clone(), writer.sight.clone());
    let text = text.trim().to_owned();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = open_one(tx, &seen, reference)?;
        respond::note(tx, reference, &text, &by, now)?;
        Ok(incident)
    };
    let incident = app.cx.store.write(unit).await?;
    Ok(writer.words.command_noted(link(app, &incident)))
}

/// `status`: the incidents that go on.
async fn status(app: &App, writer: &Writer) -> Result<String, Error> {
    let seen = writer.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let mut found = sight::incidents_open(tx, &seen, i64::MAX)?;
        found.retain(|one| one.participants.is_none());
        found.truncate(LISTED_MAX);
        Ok(found)
    });
    let found = read.await?;
    if found.is_empty() {
        return Ok(writer.words.command_none().to_owned());
    }
    let line = |incident: &Incident| {
        let stage = writer.words.incident_stage(incident.stage.as_str());
        format!("- {} · {} · {stage}", link(app, incident), quiet(&incident.title))
    };
    Ok(found.iter().map(line).collect::<Vec<_>>().join("\n"))
}
