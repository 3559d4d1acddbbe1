//! Correcting what is known of an incident: its form, what somebody else changed meanwhile, and the
//! legal clocks that would move.

use super::parse;
use crate::state::App;
use crate::web::clocks::local;
use crate::web::layout::{View, page, refusal, said};
use crate::web::ui::{Choice, Field, person, time};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::DateTime;
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::incident::{Incident, Noted, Particular, Particulars};
use vigie_domain::rights::Act;
use vigie_domain::severity::Severity;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Edit, Edited, Meanwhile, MovedClock};
use vigie_ops::store::Tx;
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// What somebody typed, and what they saw; kept when it is refused.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    title: String,
    service: String,
    severity: String,
    occurred: String,
    detected: String,
    aware: String,
    mitigated: String,
    why: String,
    seen_title: String,
    seen_service: String,
    seen_severity: String,
    seen_occurred: String,
    seen_detected: String,
    seen_aware: String,
    seen_mitigated: String,
    /// The moment of awareness for which they were told which clocks move.
    told: String,
}

impl Typed {
    /// The form as it stands before anybody types.
    fn fresh(view: &View, known: &Particulars) -> Self {
        let shown = |at: Option<Timestamp>| at.map(|at| local(view, at)).unwrap_or_default();
        let mut typed = Self {
            title: known.title.clone(),
            service: known.service.as_ref().map(ToString::to_string).unwrap_or_default(),
            severity: known.severity.as_str().to_owned(),
            occurred: shown(known.occurred),
            detected: shown(known.detected),
            aware: shown(known.aware),
            mitigated: shown(known.mitigated),
            ..Self::default()
        };
        typed.sees(known);
        typed
    }

    /// What stands there now is what they see from now on.
    fn sees(&mut self, known: &Particulars) {
        let exact = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        self.seen_title.clone_from(&known.title);
        self.seen_service = known.service.as_ref().map(ToString::to_string).unwrap_or_default();
        known.severity.as_str().clone_into(&mut self.seen_severity);
        self.seen_occurred = exact(known.occurred);
        self.seen_detected = exact(known.detected);
        self.seen_aware = exact(known.aware);
        self.seen_mitigated = exact(known.mitigated);
    }

    fn seen(&self) -> Particulars {
        let at = |text: &str| text.parse().ok();
        Particulars {
            title: self.seen_title.clone(),
            service: self.seen_service.parse().ok(),
            severity: Severity::from_word(&self.seen_severity),
            occurred: at(&self.seen_occurred),
            detected: at(&self.seen_detected),
            aware: at(&self.seen_aware),
            mitigated: at(&self.seen_mitigated),
        }
    }

    fn wanted(&self, view: &View, seen: &Particulars) -> Result<Particulars, Error> {
        Ok(Particulars {
            title: self.title.clone(),
            service: self.service.parse().ok(),
            severity: Severity::from_word(&self.severity),
            occurred: moment(view, &self.occurred, seen.occurred)?,
            detected: moment(view, &self.detected, seen.detected)?,
            aware: moment(view, &self.aware, seen.aware)?,
            mitigated: moment(view, &self.mitigated, seen.mitigated)?,
        })
    }

    /// What they left alone, as it stands now; what they changed, as they wrote it.
    fn over(mut self, view: &View, now: &Particulars) -> Self {
        let (seen, fresh) = (self.seen(), Self::fresh(view, now));
        let wanted = self.wanted(view, &seen).unwrap_or_else(|_| seen.clone());
        let left = |one| !wanted.differs(&seen, one);
        for one in Particular::ALL.into_iter().filter(|one| left(*one)) {
            match one {
                Particular::Title => self.title.clone_from(&fresh.title),
                Particular::Service => self.service.clone_from(&fresh.service),
                Particular::Severity => self.severity.clone_from(&fresh.severity),
                Particular::Occurred => self.occurred.clone_from(&fresh.occurred),
                Particular::Detected => self.detected.clone_from(&fresh.detected),
                Particular::Aware => self.aware.clone_from(&fresh.aware),
                Particular::Mitigated => self.mitigated.clone_from(&fresh.mitigated),
            }
        }
        self.sees(now);
        self
    }
}

/// A moment as somebody typed it, in the zone of the page. A form shows minutes: the minute that
/// they saw is the moment that they saw.
fn moment(view: &View, text: &str, seen: Option<Timestamp>) -> Result<Option<Timestamp>, Error> {
    let text = text.trim().replace(' ', "T");
    if text.is_empty() {
        return Ok(None);
    }
    if seen.is_some_and(|seen| local(view, seen) == text) {
        return Ok(seen);
    }
    let unclear = || Error::refused(Words::time_unclear, Words::time_unclear_next);
    let civil: DateTime = text.parse().map_err(|_| unclear())?;
    let zoned = civil.to_zoned(view.zone.clone()).map_err(|_| unclear())?;
    Ok(Some(Timestamp::from_jiff(zoned.timestamp())))
}

/// `GET /incidents/{reference}/edit`.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    let (seen, target) = (view.sight.clone(), reference.clone());
    let read = move |tx: &mut Tx<'_>| sight::incident(tx, &seen, Act::Respond, parse(&target)?);
    match app.cx.store.read(read).await {
        Ok(incident) => {
            let typed = Typed::fresh(&view, &incident.particulars());
            form(&view, &reference, &typed, &Notices::default())
        }
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /incidents/{reference}/edit`.
pub(in crate::web) async fn write(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let refused = |typed: &Typed, error: &Error| match error {
        Error::Refused { why, next_step } => {
            let mistake = Some(said(&view, why, next_step));
            form(&view, &reference, typed, &Notices { mistake, ..Notices::default() })
        }
        Error::NotFound(_) | Error::NotAllowed | Error::Stale | Error::Broken(_) => {
            refusal(&view, error)
        }
    };
    let seen = typed.seen();
    let wanted = match typed.wanted(&view, &seen) {
        Ok(wanted) => wanted,
        Err(error) => return refused(&typed, &error),
    };
    let moves_clocks = !typed.told.is_empty() && typed.told == typed.aware;
    let edit = Edit { seen, wanted, why: typed.why.clone(), moves_clocks };
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (sight, target) = (view.sight.clone(), reference.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, parse(&target)?)?;
        if edit.wanted.service != incident.service {
            sight::declares(&sight, edit.wanted.service.as_ref())?;
        }
        respond::edit(tx, &setup, (incident.reference, &edit), &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(Edited::Kept(..)) => Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Ok(Edited::Meanwhile(incident, changed)) => {
            let known = incident.particulars();
            let typed = typed.over(&view, &known);
            let meanwhile = changed.into_iter().map(|one| (known.clone(), one)).collect();
            form(&view, &reference, &typed, &Notices { meanwhile, ..Notices::default() })
        }
        Ok(Edited::WouldMove(moved)) => {
            let typed = Typed { told: typed.aware.clone(), ..typed };
            form(&view, &reference, &typed, &Notices { moved, ..Notices::default() })
        }
        Err(error) => refused(&typed, &error),
    }
}

/// What the form has to say before it is sent again.
#[derive(Default)]
struct Notices {
    mistake: Option<String>,
    meanwhile: Vec<(Particulars, Meanwhile)>,
    moved: Vec<MovedClock>,
}

impl Notices {
    fn status(&self) -> StatusCode {
        match (&self.mistake, self.meanwhile.is_empty()) {
            (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, false) => StatusCode::CONFLICT,
            (None, true) => StatusCode::OK,
        }
    }

    /// What somebody else made of one field.
    fn of(&self, view: &View, what: Particular) -> Option<String> {
        let (known, changed) = self.meanwhile.iter().find(|(_, one)| one.what == what)?;
        let words = view.words;
        let by = changed.by.as_ref().map_or("vigie", |(by, _)| by);
        let now = match known.time(what) {
            Some(at) => words.moment(at, view.zone.iana_name().unwrap_or("UTC")),
            None => known.text(what),
        };
        let said = words.edit_meanwhile(view.person_name(by));
        Some(format!("{said} {}", words.edit_meanwhile_now(now)))
    }
}

fn form(view: &View, reference: &str, typed: &Typed, notices: &Notices) -> Response {
    let words = view.words;
    let hidden = [
        ("seen_title", &typed.seen_title),
        ("seen_service", &typed.seen_service),
        ("seen_severity", &typed.seen_severity),
        ("seen_occurred", &typed.seen_occurred),
        ("seen_detected", &typed.seen_detected),
        ("seen_aware", &typed.seen_aware),
        ("seen_mitigated", &typed.seen_mitigated),
        ("told", &typed.told),
    ];
    let why = Field {
        name: "why",
        label: words.edit_why(),
        hint: words.edit_why_hint(),
        value: &typed.why,
        optional: notices.moved.is_empty(),
        letters_max: 1_000,
        ..Field::default()
    };
    let save = if notices.moved.is_empty() { words.edit_save() } else { words.edit_moves_save() };
    let body = html! {
        @if let Some(mistake) = &notices.mistake {
            p.problem role="alert" id="mistake" { (mistake) }
        }
        (moves(view, &notices.moved))
        p { (words.edit_intro()) }
        form method="post" action={ "/incidents/" (reference) "/edit" } {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (what(view, typed, notices))
            (when(view, typed, notices))
            (why.line("text"))
            div.actions {
                button.main type="submit" { (save) }
                a.button href={ "/incidents/" (reference) } { (words.report_cancel()) }
            }
        }
    };
    let title = format!("{} · {reference}", words.edit());
    (notices.status(), page(view, &title, &body)).into_response()
}

/// The clocks that would move, before they do.
fn moves(view: &View, moved: &[MovedClock]) -> Markup {
    let words = view.words;
    let zone = view.zone.iana_name().unwrap_or("UTC");
    let said = |one: &MovedClock| {
        let deadline = words.title_of(&one.after.terms);
        match one.before.due_at.zip(one.after.due_at) {
            Some((before, after)) => words.edit_moves_one(
                words.moment(after, zone),
                words.moment(before, zone),
                deadline,
            ),
            None => words.edit_moves_uncounted(deadline),
        }
    };
    html! {
        @if !moved.is_empty() {
            div.notice role="alert" {
                p { (words.edit_moves()) }
                ul { @for one in moved { li { (said(one)) } } }
            }
        }
    }
}

/// What it is called, what suffers, how bad it is.
fn what(view: &View, typed: &Typed, notices: &Notices) -> Markup {
    let words = view.words;
    let mistakes = [Particular::Title, Particular::Service, Particular::Severity]
        .map(|one| notices.of(view, one));
    let [title_mistake, service_mistake, severity_mistake] = &mistakes;
    let title = Field {
        name: "title",
        label: words.title_field(),
        value: &typed.title,
        mistake: title_mistake.as_deref(),
        letters_max: 200,
        ..Field::default()
    };
    let service = Field {
        name: "service",
        label: words.service(),
        value: &typed.service,
        mistake: service_mistake.as_deref(),
        ..Field::default()
    };
    let severity = Field {
        name: "severity",
        label: words.severity(),
        value: &typed.severity,
        mistake: severity_mistake.as_deref(),
        ..Field::default()
    };
    let services = services(view, &typed.service);
    let services: Vec<Choice<'_>> =
        services.iter().map(|(value, label)| Choice { value, label }).collect();
    let names = ["critical", "warning", "info"].map(|word| (word, words.known(word)));
    let severities: Vec<Choice<'_>> =
        names.iter().map(|(value, label)| Choice { value, label }).collect();
    html! { (title.line("text")) (service.select(&services)) (severity.select(&severities)) }
}

/// The services that somebody may give it, and the one that it has.
fn services(view: &View, held: &str) -> Vec<(String, String)> {
    let may = |service: &str| service == held || view.sight.may(Act::Declare, Some(service));
    let all = view.setup.services.values().filter(|one| may(one.slug.as_str()));
    let mut found: Vec<(String, String)> =
        all.map(|one| (one.slug.to_string(), one.name.clone())).collect();
    if !held.is_empty() && found.iter().all(|(slug, _)| slug != held) {
        found.insert(0, (held.to_owned(), held.to_owned()));
    }
    if held.is_empty() || view.sight.may(Act::Declare, None) {
        found.insert(0, (String::new(), "—".to_owned()));
    }
    found
}

/// When it began, was seen, was known, hurt less.
fn when(view: &View, typed: &Typed, notices: &Notices) -> Markup {
    let words = view.words;
    let zone = view.zone.iana_name().unwrap_or("UTC");
    let all = [
        (Particular::Occurred, words.time_occurred(zone), &typed.occurred, ""),
        (Particular::Detected, words.time_detected(zone), &typed.detected, ""),
        (Particular::Aware, words.time_aware(zone), &typed.aware, words.time_aware_hint()),
        (Particular::Mitigated, words.time_mitigated(zone), &typed.mitigated, ""),
    ];
    html! {
        @for (one, label, value, hint) in all {
            (Field {
                name: one.as_str(),
                label: &label,
                hint,
                value,
                mistake: notices.of(view, one).as_deref(),
                optional: true,
                ..Field::default()
            }.line("datetime-local"))
        }
    }
}

/// When it happened, as far as somebody knows, and who says so; on the incident's page.
pub(super) fn known(view: &View, incident: &Incident, works: bool) -> Markup {
    let words = view.words;
    let all: [(&str, &Option<Noted>); 4] = [
        (words.known_occurred(), &incident.occurred),
        (words.known_detected(), &incident.detected),
        (words.known_aware(), &incident.aware),
        (words.known_mitigated(), &incident.mitigated),
    ];
    html! {
        details {
            summary { (words.known_times()) }
            dl { @for (label, noted) in all {
                dt { (label) }
                dd { @match noted {
                    Some(noted) => { (time(view, noted.at)) " · " (person(view, &noted.by)) }
                    None => (words.known_nobody()),
                } }
            } }
        }
        @if works {
            p { a href={ "/incidents/" (incident.reference) "/edit" } { (words.edit()) } }
        }
    }
}
