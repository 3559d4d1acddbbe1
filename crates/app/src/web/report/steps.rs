//! What people do to a report besides writing in it.

use super::super::incidents::parse;
use super::super::layout::{View, refusal};
use super::find;
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeMap;
use vigie_domain::id::IncidentId;
use vigie_domain::person::Language;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::time::Timestamp;
use vigie_ops::learn::Given;
use vigie_ops::store::Tx;
use vigie_ops::words::Words;
use vigie_ops::{Error, learn, sight};

/// What somebody does, and what their form says.
struct Asked {
    step: String,
    form: BTreeMap<String, String>,
    sight: Sight,
    by: String,
    now: Timestamp,
}

impl Asked {
    fn get(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    fn version(&self) -> i64 {
        self.get("version").parse().unwrap_or(0)
    }
}

/// `POST /incidents/{reference}/report/{step}`.
pub(in crate::web) async fn step(
    State(app): State<App>,
    view: View,
    Path((reference, step)): Path<(String, String)>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let (sight, by, now) = (view.sight.clone(), view.person.clone(), app.cx.now());
    let (setup, templates, target) = (app.cx.setup(), app.cx.templates(), reference.clone());
    let asked = Asked { step, form, sight, by, now };
    let unit = move |tx: &mut Tx<'_>| {
        let (incident, _) = find(tx, &asked.sight, Act::Respond, &target)?;
        let given = Given { setup: &setup, templates: &templates };
        take(tx, given, incident.id, &asked)
    };
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}/report")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

fn take(tx: &mut Tx<'_>, given: Given<'_>, id: IncidentId, asked: &Asked) -> Result<(), Error> {
    let (by, now) = (asked.by.as_str(), asked.now);
    match asked.step.as_str() {
        "begin" => learn::draft_report(tx, given, id, now),
        "again" => learn::begin_again(tx, given, (id, None), by, now),
        "draft" => {
            let (tag, key) = asked.get("template").split_once('/').unwrap_or_default();
            let unknown = || Error::refused(Words::template_unknown, Words::template_unknown_next);
            let language = Language::from_tag(tag).ok_or_else(unknown)?;
            learn::begin_again(tx, given, (id, Some((key, language))), by, now)
        }
        "sign" => learn::sign_report(tx, (id, asked.version()), by, now).map(|_| ()),
        "file" => learn::file_again(tx, given.setup, id, now),
        "comment" => learn::comment_report(tx, (id, asked.version()), asked.get("text"), by, now),
        "join" => {
            // What they may not see is told as what is not there.
            let unknown = |_| Error::refused(Words::join_unknown, Words::join_unknown_next);
            let other = parse(asked.get("reference").trim()).map_err(unknown)?;
            sight::incident(tx, &asked.sight, Act::Respond, other).map_err(unknown)?;
            learn::join_report(tx, given, (id, other), by, now)
        }
        "news" => {
            let names = asked.form.keys().filter_map(|name| name.strip_prefix('e')?.parse().ok());
            let chosen: Vec<i64> =
                if asked.get("leave").is_empty() { names.collect() } else { Vec::new() };
            learn::take_news(tx, given.setup, (id, asked.version(), &chosen), by, now)
        }
        _ => Err(Error::NotFound("step")),
    }
}
