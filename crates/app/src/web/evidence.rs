//! Evidence of an incident: what is kept, a form that keeps more, and each content as a file.

use super::clocks::instant;
use super::incidents::parse;
use super::layout::{View, refusal};
use super::ui::{Field, person, time};
use crate::evidence::{announced, begin, broken_off, hand_out, hear_out, hear_out_form, take};
use crate::state::App;
use axum::extract::multipart::{Field as Part, Multipart};
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use vigie_domain::evidence::Evidence;
use vigie_domain::id::EvidenceId;
use vigie_domain::incident::Incident;
use vigie_domain::person::Language;
use vigie_domain::rights::Act;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Given};
use vigie_ops::store::Tx;
use vigie_ops::store::shelf::Kept;
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// Letters of a field that is no file.
const FIELD_BYTES_MAX: usize = 1_000;

/// What is kept with an incident.
pub(super) fn section(view: &View, incident: &Incident, all: &[Evidence]) -> Markup {
    let words = view.words;
    let works = sight::may_incident(&view.sight, Act::Respond, incident);
    html! {
        h2 id="evidence" { (words.evidence()) }
        @if all.is_empty() { p.faint { (words.evidence_none()) } }
        ul.cards { @for one in all { li { (card(view, incident, one, works)) } } }
        @if works { details { summary { (words.evidence_add()) } (form(view, incident)) } }
    }
}

fn card(view: &View, incident: &Incident, one: &Evidence, works: bool) -> Markup {
    let words = view.words;
    let address = format!("/incidents/{}/evidence/{}", incident.reference, one.id);
    html! {
        p.title {
            @if works { a href=(address) download { (one.name) } } @else { (one.name) }
        }
        p.faint {
            (size(view, one.bytes)) " · "
            @if let Some(at) = one.occurred_at { (words.occurred_at()) " " (time(view, at)) " · " }
            (words.noted_at()) " " (time(view, one.added_at)) " · " (person(view, &one.added_by))
        }
        p.faint { "SHA-256 " code { (one.sha256) } }
    }
}

/// A size as people read it.
fn size(view: &View, bytes: u64) -> String {
    let units = match view.language {
        Language::En => ["B", "KiB", "MiB", "GiB"],
        Language::Fr => ["o", "Kio", "Mio", "Gio"],
    };
    let steps = (0..3).take_while(|step| bytes >> (10 * (step + 1)) > 0).count();
    // To the nearest: 2,000 bytes are two KiB rather than one.
    let half = if steps == 0 { 0 } else { 1 << (10 * steps - 1) };
    let number = i64::try_from(bytes.saturating_add(half) >> (10 * steps)).unwrap_or(i64::MAX);
    format!("{}\u{a0}{}", view.words.number(number), units.get(steps).unwrap_or(&"B"))
}

fn form(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let limit = respond::limit(&view.setup);
    let called = Field {
        name: "evidence-name",
        label: words.evidence_called(),
        hint: words.evidence_called_hint(),
        optional: true,
        letters_max: 200,
        ..Field::default()
    };
    let text = Field {
        name: "evidence-text",
        label: words.evidence_text(),
        optional: true,
        ..Field::default()
    };
    html! {
        p.hint { (words.evidence_hint(&limit)) }
        form method="post" action={ "/incidents/" (incident.reference) "/evidence" }
            enctype="multipart/form-data" {
            (called.line("text"))
            (occurred_field(view, "evidence-occurred"))
            div.field {
                label for="evidence-file" { (words.evidence_file()) }
                input type="file" id="evidence-file" name="evidence-file";
            }
            (text.area())
            button type="submit" { (words.evidence_keep()) }
        }
    }
}

/// When what is noted happened, which may be long before.
pub(super) fn occurred_field(view: &View, name: &str) -> Markup {
    let words = view.words;
    let zone = view.zone.iana_name().unwrap_or("UTC");
    html! {
        div.field {
            label for=(name) { (words.occurred_field()) " (" (zone) ")" }
            p.hint id={ (name) "-hint" } { (words.occurred_hint()) }
            input type="datetime-local" step="1" id=(name) name=(name)
                aria-describedby={ (name) "-hint" };
        }
    }
}

/// When something happened, as it was typed; nothing when nothing was.
pub(super) fn occurred(view: &View, typed: &str) -> Result<Option<Timestamp>, Error> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let unclear = |_| Error::refused(Words::occurred_unreadable, Words::occurred_unreadable_next);
    instant(view, typed).map(Some).map_err(unclear)
}

/// `POST /incidents/{reference}/evidence`, fields of a form with files.
pub(super) async fn keep(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    request: Request,
) -> Response {
    match kept(&app, &view, &reference, request).await {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}#evidence")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

async fn kept(app: &App, view: &View, reference: &str, request: Request) -> Result<(), Error> {
    let (target, seen) = (parse(reference)?, view.sight.clone());
    let read = app.cx.store.read(move |tx| sight::incident(tx, &seen, Act::Respond, target));
    let may = match read.await {
        Ok(_) => announced(app, request.headers()),
        Err(error) => Err(error),
    };
    if let Err(error) = may {
        hear_out(request.into_body().into_data_stream());
        return Err(error);
    }
    let empty = || Error::refused(Words::evidence_empty, Words::evidence_empty_next);
    let mut form = Multipart::from_request(request, app).await.map_err(|_| empty())?;
    let files = match files(app, view, &mut form).await {
        Ok(files) if files.is_empty() => return Err(empty()),
        Ok(files) => files,
        Err(error) => {
            hear_out_form(form);
            return Err(error);
        }
    };
    let (now, by, seen) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, target)?;
        for (given, kept) in &files {
            respond::add_evidence(tx, incident.id, (given, kept), &by, now)?;
        }
        Ok(())
    };
    app.cx.store.write(unit).await
}

/// What the fields of a form hold: at most a file and a pasted text.
async fn files(app: &App, view: &View, form: &mut Multipart) -> Result<Vec<(Given, Kept)>, Error> {
    let (mut called, mut typed, mut found) = (String::new(), String::new(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(|_| broken_off())? {
        match part.name().unwrap_or_default() {
            "evidence-name" => called = short(part).await?,
            "evidence-occurred" => typed = short(part).await?,
            "evidence-file" => {
                let own = part.file_name().unwrap_or_default().to_owned();
                found.extend(content(app, part).await?.map(|kept| (own, kept)));
            }
            "evidence-text" => {
                let own = format!("{}.txt", view.words.evidence_pasted());
                found.extend(content(app, part).await?.map(|kept| (own, kept)));
            }
            _ => {}
        }
    }
    let occurred_at = occurred(view, &typed)?;
    let is_one = found.len() == 1;
    let given = |(own, kept): (String, Kept)| {
        let name = if called.trim().is_empty() || !is_one { own } else { called.clone() };
        (Given { name, occurred_at }, kept)
    };
    Ok(found.into_iter().map(given).collect())
}

/// A field that is no file.
async fn short(mut part: Part<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| broken_off())? {
        if bytes.len() + chunk.len() <= FIELD_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A field that is a content; `None` when it is empty.
async fn content(app: &App, mut part: Part<'_>) -> Result<Option<Kept>, Error> {
    let mut arriving = begin(app).await?;
    while let Some(chunk) = part.chunk().await.map_err(|_| broken_off())? {
        take(app, &mut arriving, &chunk).await?;
    }
    if arriving.bytes() == 0 {
        return Ok(None);
    }
    let setup = app.cx.setup();
    arriving.keep().await.map(Some).map_err(|why| respond::not_kept(&setup, why))
}

/// `GET /incidents/{reference}/evidence/{evidence}`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    Path((reference, number)): Path<(String, String)>,
) -> Response {
    let seen = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let id = number.parse().map(EvidenceId).map_err(|_| Error::NotFound("evidence"))?;
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&reference)?)?;
        respond::evidence_of(tx, incident.id, id)
    });
    let handed = match read.await {
        Ok(evidence) => hand_out(&app, &evidence).await,
        Err(error) => Err(error),
    };
    handed.unwrap_or_else(|error| refusal(&view, &error))
}
