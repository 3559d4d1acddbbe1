//! The life of an incident: one table of the steps that are allowed, and what each one changes.

use super::{Incident, Noted, Reference, Stage};
use crate::id::IncidentId;
use crate::time::Timestamp;

/// A step in an incident's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Somebody said how alarming it is.
    Triage,
    /// Somebody takes it, and leads it.
    Take,
    /// Whoever took its alerts has it, as nobody else did.
    Inherit,
    /// It waits for somebody outside.
    Hold,
    /// The waiting is over.
    Resume,
    /// It no longer hurts.
    Resolve,
    /// Another person confirms that.
    Validate,
    /// What keeps it from coming back is planned, and begins.
    Remediate,
    /// It is over. Whoever closes what was only resolved confirms that too.
    Close,
    /// There was nothing.
    Cancel,
    /// It is the same as this other one.
    Merge(IncidentId),
    /// Somebody says that it hurts again, or that it was not over.
    Reopen,
    /// Its alerts say that it hurts again.
    Recur,
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// A person or program that was asked to.
    Name(&'a str),
    /// Somebody beside whom nobody could confirm their work, and who wrote down why it holds.
    Alone(&'a str),
    /// Nobody: time passed, or alerts ended.
    Itself,
}

/// The name in the journal of what nobody did by hand.
const ITSELF: &str = "vigie";

impl By<'_> {
    /// The name that the journal shows.
    pub fn name(&self) -> &str {
        match self {
            Self::Name(name) | Self::Alone(name) => name,
            Self::Itself => ITSELF,
        }
    }
}

/// Why a step is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is no step from where the incident stands.
    Stage,
    /// Nobody confirms their own work.
    OwnWork,
    /// A person worked on it: it does not close by itself.
    Attended,
    /// It can't be the same as itself.
    Itself,
}

/// A step that is not allowed where the incident stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// The incident.
    pub reference: Reference,
    /// Where it stands.
    pub stage: Stage,
    /// Since when, and who brought it there.
    pub moved: Noted,
    /// What is in the way.
    pub trouble: Trouble,
}

impl Step {
    /// The table: where a step leads from a stage; `None` where it is not allowed.
    pub fn from(self, stage: Stage) -> Option<Stage> {
        use Stage::{
            Cancelled, Closed, Declared, Duplicate, InProgress, OnHold, Remediating, Resolved,
            Triaged, Validated,
        };
        let (to, from): (Stage, &[Stage]) = match self {
            Self::Triage => (Triaged, &[Declared]),
            Self::Take => (InProgress, &[Declared, Triaged, InProgress, OnHold]),
            Self::Inherit => (InProgress, &[Declared]),
            Self::Hold => (OnHold, &[InProgress]),
            Self::Resume => (InProgress, &[OnHold]),
            Self::Resolve => (Resolved, &[Declared, Triaged, InProgress, OnHold]),
            Self::Validate => (Validated, &[Resolved]),
            Self::Remediate => (Remediating, &[Validated]),
            Self::Close => (Closed, &[Resolved, Validated, Remediating]),
            Self::Cancel => (Cancelled, &[Declared, Triaged, InProgress, OnHold]),
            Self::Merge(_) => (Duplicate, &[Declared, Triaged, InProgress, OnHold]),
            Self::Reopen => {
                (InProgress, &[Resolved, Validated, Remediating, Closed, Cancelled, Duplicate])
            }
            Self::Recur => (InProgress, &[Resolved]),
        };
        from.contains(&stage).then_some(to)
    }

    /// Whether it takes a written reason, whoever takes it.
    pub fn needs_reason(self) -> bool {
        match self {
            Self::Hold | Self::Cancel | Self::Reopen => true,
            Self::Triage
            | Self::Take
            | Self::Inherit
            | Self::Resume
            | Self::Resolve
            | Self::Validate
            | Self::Remediate
            | Self::Close
            | Self::Merge(_)
            | Self::Recur => false,
        }
    }

    /// Whether it confirms, from a stage, what somebody else said.
    pub fn confirms(self, stage: Stage) -> bool {
        matches!((self, stage), (Self::Validate | Self::Close, Stage::Resolved))
    }
}

impl Incident {
    /// The incident after a step, or what is in the way.
    pub fn step(self, step: Step, by: By<'_>, now: Timestamp) -> Result<Self, NotAllowed> {
        if let Some(trouble) = self.trouble(step, by) {
            let (reference, stage) = (self.reference, self.stage);
            return Err(NotAllowed { reference, stage, moved: self.moved, trouble });
        }
        // A clock that was set back does not turn the story round.
        let at = now.max(self.moved.at);
        let confirmed = step.confirms(self.stage) && by != By::Itself;
        let noted = || Noted { at, by: by.name().to_owned() };
        let mut next = Self { moved: noted(), ..self };
        next.stage = step.from(next.stage).unwrap_or(next.stage);
        if confirmed {
            next.validated = Some(noted());
        }
        match step {
            Step::Take | Step::Inherit => {
                next.lead = Some(by.name().to_owned());
                next.acknowledged_at = next.acknowledged_at.or(Some(at));
            }
            Step::Resolve => next.resolved = Some(noted()),
            Step::Close | Step::Cancel => next.closed_at = Some(at),
            Step::Merge(other) => {
                (next.closed_at, next.duplicate_of) = (Some(at), Some(other));
            }
            Step::Reopen | Step::Recur => next = next.again(step, by, at),
            Step::Triage | Step::Hold | Step::Resume | Step::Validate | Step::Remediate => {}
        }
        next.attended |= by != By::Itself && step != Step::Inherit;
        Ok(next)
    }

    fn trouble(&self, step: Step, by: By<'_>) -> Option<Trouble> {
        if step.from(self.stage).is_none() {
            return Some(Trouble::Stage);
        }
        let own = self.resolved.as_ref().is_some_and(|resolved| resolved.by == by.name());
        match (step, by) {
            (Step::Merge(other), _) if other == self.id => Some(Trouble::Itself),
            (Step::Validate, By::Itself) => Some(Trouble::OwnWork),
            (Step::Close, By::Itself) if !self.runs_by_itself() => Some(Trouble::Attended),
            (_, By::Name(_)) if own && step.confirms(self.stage) => Some(Trouble::OwnWork),
            (_, By::Name(_) | By::Alone(_) | By::Itself) => None,
        }
    }

    /// It hurts again: what ended it no longer holds.
    fn again(self, step: Step, by: By<'_>, at: Timestamp) -> Self {
        let person = (step == Step::Reopen).then(|| by.name().to_owned());
        let lead = self.lead.or(person);
        let stage = if lead.is_some() { Stage::InProgress } else { Stage::Declared };
        Self {
            stage,
            acknowledged_at: self.acknowledged_at.or(lead.as_ref().map(|_| at)),
            lead,
            resolved: None,
            validated: None,
            closed_at: None,
            duplicate_of: None,
            ..self
        }
    }
}
