//! Qualifying an incident: the questions, what was answered, and what that comes to.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use super::seen::{Seen, Tagged};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::IncidentId;
use vigie_domain::playbook::{Answer as Said, Level};
use vigie_domain::qualification::{Answers, Degree, Qualification};
use vigie_domain::rights::Act;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Library, Qualified};
use vigie_ops::store::{Tx, qualifications};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, qualify))
}

/// The questions of a qualification, and the one that holds.
#[derive(Serialize, ToSchema)]
struct Asked {
    questions: Vec<Question>,
    /// The qualification that holds; null when nobody said yet.
    qualification: Option<QualificationLine>,
}

/// A question.
#[derive(Serialize, ToSchema)]
struct Question {
    /// The field that answers it.
    field: &'static str,
    /// The question, in the language of the installation.
    question: String,
    /// What can be answered.
    answers: Vec<String>,
}

/// A qualification.
#[derive(Serialize, ToSchema)]
struct QualificationLine {
    /// Its number: send it as `seen` to qualify again.
    seq: i64,
    at: String,
    by: String,
    /// What it is, such as `data-leak`; `other` when none fits.
    situation: String,
    /// `yes`, `no` or `unknown`, as the following.
    exposed: &'static str,
    personal: &'static str,
    malicious: &'static str,
    down: &'static str,
    spreading: &'static str,
    /// `red` or `orange`.
    level: &'static str,
    /// 1, the worst, to 4.
    grade: u8,
    /// 1 to 5.
    urgency: u8,
    /// 1 to 5.
    impact: u8,
    /// 1 to 5, from urgency and impact, by the matrix of that day.
    priority: u8,
    /// Whether that matrix was the operator's own; GLPI's when not.
    own_priority: bool,
    /// Why again; empty the first time.
    reason: String,
}

impl QualificationLine {
    fn new(last: &Qualification) -> Self {
        let answers = &last.answers;
        Self {
            seq: last.seq,
            at: last.at.to_string(),
            by: last.by.clone(),
            situation: answers.situation.to_string(),
            exposed: answers.exposed.as_str(),
            personal: answers.personal.as_str(),
            malicious: answers.malicious.as_str(),
            down: answers.down.as_str(),
            spreading: answers.spreading.as_str(),
            level: last.level.as_str(),
            grade: last.grade.number(),
            urgency: last.urgency.number(),
            impact: last.impact.number(),
            priority: last.priority().number(),
            own_priority: last.own_priority.is_some(),
            reason: last.reason.clone(),
        }
    }
}

/// What somebody answers. "Unknown" is a good answer, and never counts as no.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QualificationForm {
    /// What it is, such as `data-leak`; `other` when none fits.
    situation: String,
    /// Can somebody read, change or delete what they should not, now? `yes`, `no` or `unknown`, as
    /// the following.
    exposed: String,
    /// Are personal data concerned?
    personal: String,
    /// Was it done on purpose?
    malicious: String,
    /// Is a service unusable for its users?
    down: String,
    /// Could it spread, or be much worse within the hour?
    spreading: String,
    /// `red` or `orange`, when the answers' own is not yours.
    level: Option<String>,
    /// 1 to 5, when the answers' own is not yours.
    urgency: Option<u8>,
    /// 1 to 5, when the answers' own is not yours.
    impact: Option<u8>,
    /// When the team became aware, RFC 3339; as the incident says, unless said. Legal clocks count
    /// from there.
    aware_at: Option<String>,
    /// Why again; needed from the second time on.
    #[serde(default)]
    reason: String,
    /// The `seq` of the qualification that you saw, 0 for none; refused when another holds by now.
    seen: Option<i64>,
}

fn asked(
    tx: &mut Tx<'_>,
    (setup, library): (&Setup, &Library),
    incident: IncidentId,
) -> Result<Asked, Error> {
    let words = Words::of(setup.settings.language);
    let playbooks = library.playbooks(setup.settings.language);
    let situations: BTreeSet<&Slug> = playbooks.values().map(|one| &one.situation).collect();
    let situations: Vec<String> =
        situations.into_iter().map(ToString::to_string).chain(["other".to_owned()]).collect();
    let question =
        |field, question: &str, answers| Question { field, question: question.to_owned(), answers };
    let said = || [Said::Yes, Said::No, Said::Unknown].map(|one| one.as_str().to_owned()).to_vec();
    Ok(Asked {
        questions: vec![
            question("situation", words.question_situation(), situations),
            question("exposed", words.question_exposed(), said()),
            question("personal", words.question_personal(), said()),
            question("malicious", words.question_malicious(), said()),
            question("down", words.question_down(), said()),
            question("spreading", words.question_spreading(), said()),
        ],
        qualification: qualifications::last(tx, incident)?.as_ref().map(QualificationLine::new),
    })
}

/// Show the questions that qualify an incident, and what was answered
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/qualification",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = Asked, headers(("ETag" = String, description = "what is shown"))), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(name): Path<String>,
) -> Result<Tagged<Asked>, Problem> {
    params.only(&[])?;
    let (reference, setup, library) = (reference(&name)?, app.cx.setup(), app.cx.playbooks());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::See, reference)?;
        asked(tx, (&setup, &library), incident.id)
    };
    Ok(Tagged(app.cx.store.read(unit).await?))
}

/// Qualify an incident
///
/// Says its level, severity and priority, and starts the legal clocks that the answers call for. From
/// the second time on it takes a reason.
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/qualification",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = QualificationForm,
    responses((status = 200, body = Asked), (status = 400, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem))
)]
async fn qualify(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    seen: Seen,
    Body(form): Body<QualificationForm>,
) -> Answer<Asked> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let (read, library, named) = (form.read()?, app.cx.playbooks(), seen.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        seen.check(|| asked(tx, (&setup, &library), incident.id))?;
        let last = qualifications::last(tx, incident.id)?.map_or(0, |last| last.seq);
        let known = incident.aware.as_ref().map_or(incident.declared_at, |noted| noted.at);
        let said = read.said(form.seen.unwrap_or(last), known, &form.reason);
        respond::qualify(tx, &setup, (reference, &said), &by.0, now)?;
        asked(tx, (&setup, &library), incident.id)
    };
    Ok(Json(app.cx.store.write(unit).await.map_err(|error| named.problem(error))?))
}

/// The answers, read.
struct Read {
    answers: Answers,
    level: Option<Level>,
    urgency: Option<Degree>,
    impact: Option<Degree>,
    aware_at: Option<Timestamp>,
}

impl Read {
    fn said(&self, seen: i64, known: Timestamp, reason: &str) -> Qualified {
        Qualified {
            answers: self.answers.clone(),
            level: self.level,
            urgency: self.urgency,
            impact: self.impact,
            aware_at: self.aware_at.unwrap_or(known),
            reason: reason.to_owned(),
            seen,
        }
    }
}

impl QualificationForm {
    fn read(&self) -> Result<Read, Problem> {
        let situation = self.situation.parse().map_err(|_| {
            let detail = format!("\"{}\" is no situation", self.situation);
            Problem::field("situation", detail, "take one of the questions' answers, or other")
        })?;
        let level = self.level.as_deref().map(|word| {
            Level::from_word(word).ok_or_else(|| {
                Problem::field("level", format!("\"{word}\" is no level"), "write red or orange")
            })
        });
        let aware = self.aware_at.as_deref().map(str::parse::<Timestamp>).transpose();
        Ok(Read {
            answers: Answers {
                situation,
                exposed: answer("exposed", &self.exposed)?,
                personal: answer("personal", &self.personal)?,
                malicious: answer("malicious", &self.malicious)?,
                down: answer("down", &self.down)?,
                spreading: answer("spreading", &self.spreading)?,
            },
            level: level.transpose()?,
            urgency: degree("urgency", self.urgency)?,
            impact: degree("impact", self.impact)?,
            aware_at: aware.map_err(|_| {
                let next = "write it as 2026-11-20T22:00:00Z";
                Problem::field("aware_at", "this is no instant", next)
            })?,
        })
    }
}

fn answer(field: &str, word: &str) -> Result<Said, Problem> {
    Said::from_word(word).ok_or_else(|| {
        let next = "write yes, no or unknown; unknown is a good answer";
        Problem::field(field, format!("\"{word}\" is no answer"), next)
    })
}

fn degree(field: &str, number: Option<u8>) -> Result<Option<Degree>, Problem> {
    let read = number.map(|number| {
        Degree::new(number)
            .ok_or_else(|| Problem::field(field, format!("{number} is no degree"), "write 1 to 5"))
    });
    read.transpose()
}
