//! What people do together in an incident, step by step: the facts of playbooks, tasks and calls.

use crate::contact::ContactResult;
use crate::id::{RunId, TaskId};
use crate::incident::Relation;
use crate::severity::Severity;
use crate::task::{TaskEnding, TaskKind};

/// Something that people did in an incident, or should have done by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A playbook is followed from now on.
    PlaybookStarted {
        /// The run.
        run: RunId,
        /// What the playbook is called.
        title: String,
    },
    /// The time-box of a step runs.
    WaitBegun {
        /// The task that keeps it.
        task: TaskId,
        /// What the playbook is called.
        title: String,
        /// The step, and until when.
        text: String,
    },
    /// A step of a playbook was done, answered or left out.
    StepSettled {
        /// What the playbook is called.
        title: String,
        /// How: `step_done`, `step_answered` or `step_skipped`.
        how: StepFact,
        /// The step, and what was said of it.
        text: String,
    },
    /// A step of a playbook is open again.
    StepReopened {
        /// What the playbook is called.
        title: String,
        /// The step, and who had settled it.
        text: String,
    },
    /// Somebody took on, or was given, a task.
    TaskAdded {
        /// The task.
        task: TaskId,
        /// What sort it is.
        kind: TaskKind,
        /// What is to be done, by whom, until when.
        text: String,
    },
    /// A task was not done in time.
    TaskOverdue {
        /// The task.
        task: TaskId,
        /// What sort it is.
        kind: TaskKind,
        /// What was to be done.
        text: String,
    },
    /// A task is over.
    TaskEnded {
        /// The task.
        task: TaskId,
        /// What sort it is.
        kind: TaskKind,
        /// Whether it was done.
        how: TaskEnding,
        /// What was to be done.
        text: String,
    },
    /// People had Vigie tell something.
    MessageAsked {
        /// A key that no other message has.
        key: String,
        /// The receiver, or the channel, by name.
        to: String,
        /// Whether that is a channel.
        by_channel: bool,
        /// What is told.
        text: String,
    },
    /// A file or a pasted log was kept.
    EvidenceKept {
        /// What it is called.
        name: String,
        /// Its size and SHA-256.
        text: String,
    },
    /// An exercise began.
    ExerciseStarted {
        /// What to know before it begins.
        text: String,
    },
    /// Somebody said something in an exercise.
    ExerciseMessaged {
        /// Who, and by which way.
        from: String,
        /// What they said.
        text: String,
    },
    /// A tool raised an alert in an exercise.
    ExerciseAlerted {
        /// Its place in the scenario.
        place: i64,
        /// How bad it is.
        severity: Severity,
        /// Its words.
        text: String,
    },
    /// Nothing more happens in an exercise.
    ExerciseEnded {
        /// How much of its scenario happened.
        text: String,
    },
    /// Somebody said how another incident stands to this one, or took it back.
    LinkTurned {
        /// How the other stands to this one.
        relation: Relation,
        /// Whether it holds now.
        holds: bool,
        /// The other, by reference; empty when those who read this may not see it.
        other: String,
    },
    /// An alert went to another incident.
    AlertLeft {
        /// What the alert says.
        title: String,
    },
    /// A line of the incident that this one was split from.
    LineReferred {
        /// The other, by reference.
        from: String,
        /// When, who and what.
        text: String,
    },
    /// Somebody was called or written to, who can act.
    ContactTried {
        /// Who.
        whom: String,
        /// What became of it.
        result: ContactResult,
        /// The number or address that was tried.
        way: String,
    },
}

/// How a step was settled, as the journal tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepFact {
    /// Done.
    Done,
    /// Answered.
    Answered,
    /// Left out.
    Skipped,
}

impl Work {
    /// The task whose reminder this begins or ends.
    pub fn reminder(&self) -> Option<TaskId> {
        match self {
            Self::TaskOverdue { task, .. } | Self::TaskEnded { task, .. } => Some(*task),
            Self::PlaybookStarted { .. }
            | Self::WaitBegun { .. }
            | Self::StepSettled { .. }
            | Self::StepReopened { .. }
            | Self::TaskAdded { .. }
            | Self::MessageAsked { .. }
            | Self::EvidenceKept { .. }
            | Self::ExerciseStarted { .. }
            | Self::ExerciseMessaged { .. }
            | Self::ExerciseAlerted { .. }
            | Self::ExerciseEnded { .. }
            | Self::LinkTurned { .. }
            | Self::AlertLeft { .. }
            | Self::LineReferred { .. }
            | Self::ContactTried { .. } => None,
        }
    }

    /// Kind, subject and text.
    pub(super) fn words(&self) -> (&'static str, &str, &str) {
        match self {
            Self::PlaybookStarted { title, .. } => ("playbook_started", "", title),
            Self::WaitBegun { title, text, .. } => ("wait_begun", title, text),
            Self::StepSettled { title, how, text } => match how {
                StepFact::Done => ("step_done", title, text),
                StepFact::Answered => ("step_answered", title, text),
                StepFact::Skipped => ("step_skipped", title, text),
            },
            Self::StepReopened { title, text } => ("step_reopened", title, text),
            Self::TaskAdded { kind, text, .. } => match kind {
                TaskKind::Work => ("task_added", "", text),
                TaskKind::Update => ("update_promised", "", text),
                TaskKind::Wait => ("wait_begun", "", text),
            },
            Self::TaskOverdue { kind, text, .. } => match kind {
                TaskKind::Work => ("task_overdue", "", text),
                TaskKind::Update => ("update_overdue", "", text),
                TaskKind::Wait => ("wait_overdue", "", text),
            },
            Self::LinkTurned { relation, holds: true, other } => {
                ("incident_linked", relation.as_str(), other)
            }
            Self::LinkTurned { relation, holds: false, other } => {
                ("incident_unlinked", relation.as_str(), other)
            }
            Self::AlertLeft { title } => ("alert_left", "", title),
            Self::LineReferred { from, text } => ("line_referred", from, text),
            Self::MessageAsked { to, text, .. } => ("message_asked", to, text),
            Self::EvidenceKept { name, text } => ("evidence_kept", name, text),
            Self::ExerciseStarted { text } => ("exercise_started", "", text),
            Self::ExerciseMessaged { from, text } => ("exercise_message", from, text),
            Self::ExerciseAlerted { severity, text, .. } => {
                ("exercise_alert", severity.as_str(), text)
            }
            Self::ExerciseEnded { text } => ("exercise_ended", "", text),
            Self::ContactTried { whom, result, way } => match result {
                ContactResult::Reached => ("contact_reached", whom, way),
                ContactResult::NoAnswer => ("contact_no_answer", whom, way),
                ContactResult::MessageLeft => ("contact_message_left", whom, way),
                ContactResult::WrongNumber => ("contact_wrong_number", whom, way),
            },
            Self::TaskEnded { kind, how, text, .. } => match (kind, how) {
                (TaskKind::Work, TaskEnding::Done) => ("task_done", "", text),
                (TaskKind::Update, TaskEnding::Done) => ("update_given", "", text),
                (TaskKind::Wait, TaskEnding::Done) => ("wait_over", "", text),
                (TaskKind::Work | TaskKind::Update | TaskKind::Wait, TaskEnding::Dropped) => {
                    ("task_dropped", "", text)
                }
            },
        }
    }
}
