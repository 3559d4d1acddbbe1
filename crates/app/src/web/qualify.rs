//! Qualifying an incident: five questions, what they come to, and who must know.

use super::clocks::{instant, local};
use super::incidents::parse;
use super::layout::{View, page, refusal, said};
use super::ui::{badge, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;
use vigie_domain::incident::Incident;
use vigie_domain::playbook::{Answer, Level};
use vigie_domain::qualification::{Answers, Degree, Priorities, Qualification};
use vigie_domain::rights::{Act, Role, Sight};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Qualified};
use vigie_ops::store::{Tx, qualifications};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// What somebody typed; kept when it is refused.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    situation: String,
    #[serde(default)]
    exposed: String,
    #[serde(default)]
    personal: String,
    #[serde(default)]
    malicious: String,
    #[serde(default)]
    down: String,
    #[serde(default)]
    spreading: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    urgency: String,
    #[serde(default)]
    impact: String,
    #[serde(default)]
    aware_at: String,
    /// The moment that the form began with, exactly: it shows minutes.
    #[serde(default)]
    known: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    seen: i64,
}

impl Typed {
    /// The form as it stands before anybody types.
    fn fresh(view: &View, incident: &Incident, last: Option<&Qualification>) -> Self {
        let known = incident.aware.as_ref().map_or(incident.declared_at, |noted| noted.at);
        let (aware_at, known) = (local(view, known), known.to_string());
        let Some(last) = last else { return Self { aware_at, known, ..Self::default() } };
        let answers = &last.answers;
        Self {
            situation: answers.situation.to_string(),
            exposed: answers.exposed.as_str().to_owned(),
            personal: answers.personal.as_str().to_owned(),
            malicious: answers.malicious.as_str().to_owned(),
            down: answers.down.as_str().to_owned(),
            spreading: answers.spreading.as_str().to_owned(),
            level: String::new(),
            urgency: last.urgency.number().to_string(),
            impact: last.impact.number().to_string(),
            aware_at,
            known,
            reason: String::new(),
            seen: last.seq,
        }
    }

    fn aware(&self, view: &View) -> Result<Timestamp, Error> {
        let known = self.known.parse().ok().filter(|known| local(view, *known) == self.aware_at);
        known.map_or_else(|| instant(view, &self.aware_at), Ok)
    }

    fn read(&self, view: &View) -> Result<Qualified, Error> {
        let missing = || Error::refused(Words::answer_missing, Words::answer_missing_next);
        let answer = |word: &str| Answer::from_word(word).ok_or_else(missing);
        let degree = |word: &str| word.parse().ok().and_then(Degree::new);
        let answers = Answers {
            situation: self.situation.parse().map_err(|_| missing())?,
            exposed: answer(&self.exposed)?,
            personal: answer(&self.personal)?,
            malicious: answer(&self.malicious)?,
            down: answer(&self.down)?,
            spreading: answer(&self.spreading)?,
        };
        Ok(Qualified {
            answers,
            level: Level::from_word(&self.level),
            urgency: degree(&self.urgency),
            impact: degree(&self.impact),
            aware_at: self.aware(view)?,
            reason: self.reason.clone(),
            seen: self.seen,
        })
    }
}

/// `GET /incidents/{reference}/qualify`.
pub(super) async fn ask(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    match read(&app, &view.sight, &reference).await {
        Ok((incident, last)) => {
            let typed = Typed::fresh(&view, &incident, last.as_ref());
            form(&view, &incident, &typed, &html! {})
        }
        Err(error) => refusal(&view, &error),
    }
}

async fn read(
    app: &App,
    seen: &Sight,
    reference: &str,
) -> Result<(Incident, Option<Qualification>), Error> {
    let (seen, reference) = (seen.clone(), parse(reference)?);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, reference)?;
        let last = qualifications::last(tx, incident.id)?;
        Ok((incident, last))
    };
    app.cx.store.read(unit).await
}

/// `POST /incidents/{reference}/qualify`.
pub(super) async fn qualify(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(mut typed): Form<Typed>,
) -> Response {
    let done = match (typed.read(&view), parse(&reference)) {
        (Ok(said), Ok(number)) => {
            let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
            let seen = view.sight.clone();
            let unit = move |tx: &mut Tx<'_>| {
                sight::incident(tx, &seen, Act::Respond, number)?;
                respond::qualify(tx, &setup, (number, &said), &by, now)
            };
            app.cx.store.write(unit).await
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    let error = match done {
        Ok(()) => return Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Err(error) => error,
    };
    let (incident, last) = match read(&app, &view.sight, &reference).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let notice = match (&error, &last) {
        (Error::Stale, Some(last)) => {
            typed.seen = last.seq;
            html! {
                p.notice role="alert" { (view.words.qualified_meanwhile(&last.by)) }
                (verdict(&view, last))
            }
        }
        (Error::Refused { why, next_step }, _) => {
            html! { p.problem role="alert" id="mistake" { (said(&view, why, next_step)) } }
        }
        (Error::NotFound(_) | Error::NotAllowed | Error::Broken(_) | Error::Stale, _) => {
            return refusal(&view, &error);
        }
    };
    (StatusCode::UNPROCESSABLE_ENTITY, form(&view, &incident, &typed, &notice)).into_response()
}

fn form(view: &View, incident: &Incident, typed: &Typed, notice: &Markup) -> Response {
    let words = view.words;
    let zone = view.zone.iana_name().unwrap_or("UTC");
    let questions = [
        ("exposed", words.question_exposed(), &typed.exposed),
        ("personal", words.question_personal(), &typed.personal),
        ("malicious", words.question_malicious(), &typed.malicious),
        ("down", words.question_down(), &typed.down),
        ("spreading", words.question_spreading(), &typed.spreading),
    ];
    let body = html! {
        (notice)
        p { (words.qualify_intro()) }
        form method="post" action={ "/incidents/" (incident.reference) "/qualify" } {
            input type="hidden" name="seen" value=(typed.seen);
            input type="hidden" name="known" value=(typed.known);
            label for="situation" { (words.question_situation()) }
            select id="situation" name="situation" required {
                option value="" { "—" }
                @for situation in situations(view) {
                    option value=(situation) selected[typed.situation == situation] {
                        (view.situation(&situation))
                    }
                }
            }
            @for (name, question, answered) in questions { (radios(view, name, question, answered)) }
            label for="aware_at" { (words.aware_at(zone)) }
            input type="datetime-local" id="aware_at" name="aware_at" required
                value=(typed.aware_at) aria-describedby="aware-help";
            p.faint id="aware-help" { (words.aware_help()) }
            details {
                summary { (words.level_and_priority()) }
                (own_choices(view, typed))
            }
            @if typed.seen != 0 {
                label for="reason" { (words.reason_again()) }
                input id="reason" name="reason" required maxlength="1000" value=(typed.reason);
            }
            button.main type="submit" { (words.qualify()) }
        }
    };
    page(view, &format!("{} · {}", words.qualify(), incident.reference), &body).into_response()
}

fn situations(view: &View) -> Vec<String> {
    let known: BTreeSet<&Slug> =
        view.playbooks().values().map(|playbook| &playbook.situation).collect();
    known.into_iter().map(ToString::to_string).chain(["other".to_owned()]).collect()
}

fn radios(view: &View, name: &str, question: &str, answered: &str) -> Markup {
    html! {
        fieldset {
            legend { (question) }
            @for answer in [Answer::Yes, Answer::No, Answer::Unknown] {
                label.inline {
                    input type="radio" name=(name) value=(answer.as_str()) required
                        checked[answered == answer.as_str()];
                    (view.words.answer(answer.as_str()))
                }
            }
        }
    }
}

/// What a person may decide otherwise than the rule.
fn own_choices(view: &View, typed: &Typed) -> Markup {
    let words = view.words;
    let number = |id: &str, label: &str, value: &str| {
        html! {
            label for=(id) { (label) }
            select id=(id) name=(id) {
                option value="" { (words.level_own()) }
                @for degree in ["1", "2", "3", "4", "5"] {
                    option value=(degree) selected[value == degree] { (degree) }
                }
            }
        }
    };
    html! {
        label for="level" { (words.level()) }
        select id="level" name="level" {
            option value="" { (words.level_own()) }
            @for level in [Level::Red, Level::Orange] {
                option value=(level.as_str()) selected[typed.level == level.as_str()] {
                    (words.known(level.as_str()))
                }
            }
        }
        (number("urgency", words.urgency(), &typed.urgency))
        (number("impact", words.impact(), &typed.impact))
        @if view.setup.settings.priorities != Priorities::default() {
            p.hint { (words.priorities_own()) " "
                a href="/deadlines#priorities" { (words.priorities()) } }
        }
    }
}

/// What an incident was qualified as, who must know, and what to do; on the incident's page.
pub(super) fn section(view: &View, incident: &Incident, last: Option<&Qualification>) -> Markup {
    let words = view.words;
    let address = format!("/incidents/{}/qualify", incident.reference);
    let works = sight::may_incident(&view.sight, Act::Respond, incident);
    html! {
        h2 { (words.qualification()) }
        @match last {
            None => {
                p.notice { (words.qualify_nobody())
                    @if works { " " a href=(address) { (words.qualify()) } } }
            }
            Some(last) => {
                (verdict(view, last))
                @if works { p { a href=(address) { (words.qualify_again()) } } }
                h3 { (words.told_too()) }
                (must_be_told(view, incident))
            }
        }
    }
}

fn verdict(view: &View, last: &Qualification) -> Markup {
    let words = view.words;
    let degree = |degree: Degree| degree.number();
    let answers = [
        (words.question_exposed(), last.answers.exposed),
        (words.question_personal(), last.answers.personal),
        (words.question_malicious(), last.answers.malicious),
        (words.question_down(), last.answers.down),
        (words.question_spreading(), last.answers.spreading),
    ];
    html! {
        p {
            (badge(view, last.level.as_str())) " "
            strong { (words.level_meaning(last.level.as_str())) }
        }
        p { (view.situation(last.answers.situation.as_str())) " · "
            (words.grade(last.grade.number())) " · "
            (words.pair(words.priority(), words.priority_of(
                degree(last.impact), degree(last.priority()), degree(last.urgency),
            )))
            @if last.own_priority.is_some() {
                " · " a href="/deadlines#priorities" { (words.priority_own()) }
            } }
        p.faint { (words.qualified_by(view.person_name(&last.by))) " " (time(view, last.at))
            @if !last.reason.is_empty() { " · " (last.reason) } }
        details {
            summary { (words.question_situation()) }
            dl { @for (question, answer) in answers {
                dt { (question) } dd { (words.answer(answer.as_str())) }
            } }
        }
    }
}

/// The security officers and data protection officers of the incident's organisation.
fn must_be_told(view: &View, incident: &Incident) -> Markup {
    let setup = &view.setup;
    let service = incident.service.as_ref().and_then(|slug| setup.services.get(slug));
    let organisation = service.and_then(|service| service.organisation.as_ref());
    let reachable = sight::may_incident(&view.sight, Act::SeeContacts, incident);
    let officers: Vec<_> = setup
        .people
        .values()
        .filter(|person| {
            person.roles.iter().any(|grant| {
                grant.role == Role::SecurityOfficer
                    && (grant.organisation.is_none() || grant.organisation.as_ref() == organisation)
            })
        })
        .collect();
    html! {
        @if officers.is_empty() { p { (view.words.told_too_none()) } }
        ul { @for person in officers {
            li { (person.name)
                @if reachable { " · "
                    @match &person.email {
                        Some(email) => { a href={ "mailto:" (email) } { (email) } }
                        None => { (view.words.no_contact()) }
                    }
                }
            }
        } }
    }
}
