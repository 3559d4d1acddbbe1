//! Runs: a playbook followed in one incident.
//!
//! Its steps are copied at the start, so that a later edit of the playbook changes nothing of what
//! people already follow. Owns what may be done with a step; never who may.

use super::{Answer, PlaybookAction, PlaybookStep, StepKind};
use crate::id::{IncidentId, RunId, TaskId};
use crate::person::Language;
use crate::text::Slug;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// A playbook that is followed in an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookRun {
    /// Its number.
    pub id: RunId,
    /// The incident.
    pub incident: IncidentId,
    /// The playbook, by its short name.
    pub playbook: Slug,
    /// What the playbook was called when it was copied.
    pub title: String,
    /// The language of its steps.
    pub language: Language,
    /// When it was started.
    pub started_at: Timestamp,
    /// Who started it.
    pub started_by: String,
}

/// A step of a run: a copy, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStep {
    /// Its place in the run, from 1.
    pub place: i64,
    /// The heading that it stands under.
    pub phase: String,
    /// The step as it was copied.
    pub step: PlaybookStep,
    /// The task that keeps its time-box, once the wait has begun.
    pub task: Option<TaskId>,
    /// Who settled it, when and how; `None` while it is open.
    pub mark: Option<StepMark>,
}

/// Who settled a step, when and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepMark {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: StepEnding,
}

/// How a step was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepEnding {
    /// It was done; what was done, where that is not plain.
    Done(String),
    /// The question was answered.
    Answered(Answer),
    /// It was left out, because.
    Skipped(String),
}

impl StepEnding {
    /// The word in database and API, and the text that comes with it.
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Done(text) => ("done", text),
            Self::Answered(answer) => (answer.as_str(), ""),
            Self::Skipped(text) => ("skipped", text),
        }
    }

    /// From those.
    pub fn from_words(word: &str, text: &str) -> Option<Self> {
        match word {
            "done" => Some(Self::Done(text.to_owned())),
            "skipped" => Some(Self::Skipped(text.to_owned())),
            "yes" | "no" | "unknown" => Answer::from_word(word).map(Self::Answered),
            _ => None,
        }
    }
}

/// Why a step can't be settled so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepError {
    /// Somebody settled it before.
    Taken(StepMark),
    /// It is a question: it takes an answer.
    IsQuestion,
    /// It is no question.
    IsNoQuestion,
    /// Whoever leaves a step out says why.
    NoReason,
}

impl RunStep {
    /// Whether the step may be settled so. `false`: the same person did exactly that already, as a
    /// second tap on a slow phone does.
    pub fn settle(&self, how: &StepEnding, by: &str) -> Result<bool, StepError> {
        if let Some(mark) = &self.mark {
            let again = mark.by == by && mark.how == *how;
            return if again { Ok(false) } else { Err(StepError::Taken(mark.clone())) };
        }
        match (how, self.step.kind) {
            (StepEnding::Skipped(reason), _) if reason.is_empty() => Err(StepError::NoReason),
            (StepEnding::Skipped(_), _)
            | (StepEnding::Answered(_), StepKind::Ask)
            | (StepEnding::Done(_), StepKind::Do | StepKind::Wait(_) | StepKind::Act(_)) => {
                Ok(true)
            }
            (StepEnding::Done(_), StepKind::Ask) => Err(StepError::IsQuestion),
            (StepEnding::Answered(_), StepKind::Do | StepKind::Wait(_) | StepKind::Act(_)) => {
                Err(StepError::IsNoQuestion)
            }
        }
    }
}

/// The first step that is open.
pub fn next_step(steps: &[RunStep]) -> Option<&RunStep> {
    steps.iter().find(|step| step.mark.is_none())
}

/// How many steps are settled.
pub fn settled(steps: &[RunStep]) -> usize {
    steps.iter().filter(|step| step.mark.is_some()).count()
}

impl StepKind {
    /// The words in the database.
    pub fn to_words(self) -> String {
        match self {
            Self::Do => "do".to_owned(),
            Self::Ask => "ask".to_owned(),
            Self::Wait(span) => format!("wait {}", span.as_secs()),
            Self::Act(action) => format!("act {}", action.as_str()),
        }
    }

    /// From those.
    pub fn from_words(words: &str) -> Option<Self> {
        match words.split_once(' ') {
            None if words == "do" => Some(Self::Do),
            None if words == "ask" => Some(Self::Ask),
            Some(("wait", seconds)) => {
                seconds.parse().ok().map(Duration::from_secs).map(Self::Wait)
            }
            Some(("act", action)) => action.parse::<PlaybookAction>().ok().map(Self::Act),
            None | Some(_) => None,
        }
    }
}

/// What each answer means, as the database keeps it: a line each.
pub fn answers_to_text(answers: &BTreeMap<Answer, String>) -> String {
    let line = |(answer, meaning): (&Answer, &String)| format!("{} {meaning}", answer.as_str());
    answers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// From that text.
pub fn answers_from_text(text: &str) -> BTreeMap<Answer, String> {
    let pair = |line: &str| {
        let (word, meaning) = line.split_once(' ')?;
        Some((Answer::from_word(word)?, meaning.to_owned()))
    };
    text.lines().filter_map(pair).collect()
}
