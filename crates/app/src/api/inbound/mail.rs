//! Mails that a mail server hands over, `POST /in/mail/{token}`: a declared person declares, or
//! writes into an incident; what anybody else writes waits with what people outside report, where
//! the source takes that. What no person wrote is left aside, and what can't be used is kept.

mod post;
mod read;
mod trust;

use super::{KEPT_BYTES_MAX, answer, keep, refuse};
use crate::evidence::{begin, take as take_part};
use crate::state::App;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use post::{Author, Posted, post};
use read::{Mail, MailFile, read};
use serde_json::json;
use vigie_domain::evidence::file_name;
use vigie_domain::person::Person;
use vigie_domain::rights::Sight;
use vigie_domain::source::{Mailbox, Source};
use vigie_ops::respond::not_kept;
use vigie_ops::store::shelf::Kept;
use vigie_ops::store::{Tx, sources};
use vigie_ops::words::Words;
use vigie_ops::{Error, detect};

/// What is refused to whoever may not write into the incident that a mail names.
const NOT_YOURS: &str = "there is no such incident, or you may not write into it: leave its \
                         reference out of the subject, and what you write declares a new one";
/// Why a mail of a stranger is kept, and no more.
const UNKNOWN: &str = "its author is no person declared here who may declare, or the mail server \
                       did not vouch for them in Authentication-Results: look at what it says";

/// `POST /in/mail/{token}`, once the source is known by its token.
pub(super) async fn take(
    app: &App,
    (source, mailbox): (&Source, &Mailbox),
    bytes: &[u8],
) -> Result<Response, Error> {
    let mail = match read(bytes) {
        Ok(mail) => mail,
        Err(why) => {
            keep(app, source, bytes, (&why, 1)).await?;
            return Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, &why));
        }
    };
    if let Some(why) = mail.automatic {
        return dropped(app, source, &mail, why).await;
    }
    let id = mail.id.clone();
    match deliver(app, source, mailbox, bytes, mail).await {
        Ok(Posted::Declared(incident)) => {
            Ok(answer(StatusCode::OK, json!({ "declared": incident.to_string() })))
        }
        Ok(Posted::Noted(incident)) => {
            Ok(answer(StatusCode::OK, json!({ "noted": incident.to_string() })))
        }
        Ok(Posted::Waits(tip)) => Ok(answer(StatusCode::OK, json!({ "waits": tip.0 }))),
        Ok(Posted::Again) => {
            tracing::info!(source = %source.slug, id, "a mail came again, and is done already");
            Ok(answer(StatusCode::OK, json!({ "again": id })))
        }
        Ok(Posted::Ours) => {
            let why = "Vigie sent it itself";
            tracing::info!(source = %source.slug, id, why, "a mail is left aside");
            Ok(answer(StatusCode::OK, json!({ "dropped": why })))
        }
        Ok(Posted::Unknown) => {
            set_aside(app, source, bytes).await?;
            Ok(answer(StatusCode::OK, json!({ "kept": UNKNOWN })))
        }
        Err(Error::NotFound(_) | Error::NotAllowed) => {
            tracing::info!(source = %source.slug, id, "a mail is refused: {NOT_YOURS}");
            Ok(refuse(StatusCode::FORBIDDEN, NOT_YOURS))
        }
        Err(error) => Err(error),
    }
}

/// Leaves aside what no person wrote: the log says so.
async fn dropped(app: &App, source: &Source, mail: &Mail, why: &str) -> Result<Response, Error> {
    tracing::info!(source = %source.slug, id = mail.id, why, "a mail is left aside");
    let (slug, now) = (source.slug.clone(), app.cx.now());
    app.cx.store.write(move |tx| detect::heard(tx, &slug, (0, 0), now)).await?;
    Ok(answer(StatusCode::OK, json!({ "dropped": why })))
}

/// Keeps a mail of somebody who is not known. The journal says nothing: much of it is spam.
async fn set_aside(app: &App, source: &Source, bytes: &[u8]) -> Result<(), Error> {
    let kept = bytes.get(..KEPT_BYTES_MAX).unwrap_or(bytes).to_vec();
    let (slug, now) = (source.slug.clone(), app.cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        sources::keep_unread(tx, &slug, UNKNOWN, &kept, now)?;
        detect::heard(tx, &slug, (0, 1), now)
    };
    app.cx.store.write(unit).await
}

async fn deliver(
    app: &App,
    source: &Source,
    mailbox: &Mailbox,
    bytes: &[u8],
    mut mail: Mail,
) -> Result<Posted, Error> {
    let author = author(app, mailbox, &mail);
    let own_id = Some(mail.id.clone()).filter(|id| !id.is_empty());
    if own_id.is_none() {
        // Its content says which mail it is.
        mail.id = format!("{}@{}", post::digest(bytes), source.slug);
    }
    let words = author.as_ref().map_or(app.cx.setup().settings.language, |author| author.language);
    let files = std::mem::take(&mut mail.files);
    let (kept, left) = match author {
        Some(_) => shelve(app, files).await?,
        None => (Vec::new(), files.into_iter().map(|file| file.name).collect()),
    };
    let letter = post::Letter {
        source: source.clone(),
        strangers: mailbox.strangers,
        author,
        own_id,
        kept,
        left,
        words: Words::of(words),
        mail,
    };
    let (setup, now) = (app.cx.setup(), app.cx.now());
    app.cx.store.write(move |tx: &mut Tx<'_>| post(tx, &setup, &letter, now)).await
}

/// The declared person who wrote a mail, when the mail server vouches for it. Two people of one
/// address are nobody.
fn author(app: &App, mailbox: &Mailbox, mail: &Mail) -> Option<Author> {
    let (setup, from) = (app.cx.setup(), mail.from.as_deref()?);
    let server = mailbox.server.as_deref()?;
    let has = |person: &&Person| {
        person.email.as_deref().is_some_and(|email| email.trim().eq_ignore_ascii_case(from))
    };
    let mut people = setup.people.values().filter(has);
    let person = people.next()?;
    if people.next().is_some() || !trust::vouched(&mail.results, server, from) {
        return None;
    }
    let sight = Sight::of_person(person, &setup);
    Some(Author { name: person.slug.to_string(), language: person.language, sight })
}

/// Puts the files of a mail on the shelf of evidence; those that have no room there are named.
async fn shelve(
    app: &App,
    files: Vec<MailFile>,
) -> Result<(Vec<(String, Kept)>, Vec<String>), Error> {
    let (mut kept, mut left) = (Vec::new(), Vec::new());
    for (number, file) in files.into_iter().enumerate() {
        let name = file_name(&file.name).unwrap_or_else(|| format!("attachment-{}", number + 1));
        match shelve_one(app, file.bytes).await {
            Ok(Some(one)) => kept.push((name, one)),
            Ok(None) | Err(Error::Refused { .. }) => left.push(name),
            Err(error) => return Err(error),
        }
    }
    Ok((kept, left))
}

async fn shelve_one(app: &App, bytes: Vec<u8>) -> Result<Option<Kept>, Error> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut arriving = begin(app).await?;
    take_part(app, &mut arriving, &Bytes::from(bytes)).await?;
    arriving.keep().await.map(Some).map_err(|why| not_kept(&app.cx.setup(), why))
}
