//! Facts: everything that can have happened. The only thing that rooms tell each other.
//! A fact is written to the journal in the transaction that makes it true, and never changed.

mod opening;
mod work;

use crate::action::ActionTurn;
use crate::alert::Ending;
use crate::breach::BreachTurn;
use crate::id::{ActionId, AlertId, ClockId, IncidentId};
use crate::incident::{Seat, Stage};
use crate::mirror::MirrorEnding;
use crate::note::Note;
use crate::playbook::Level;
use crate::report::ReportTurn;
use crate::severity::Severity;
use crate::text::Slug;
use crate::tip::TipTurn;

pub use opening::Opening;
pub use work::{StepFact, Work};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Problems began, whose alerts have consecutive numbers.
    AlertsOpened {
        /// The first of the new alerts.
        first: AlertId,
        /// What each of them is, in order of number; at least one.
        openings: Vec<Opening>,
    },
    /// Somebody took an alert.
    AlertAcknowledged {
        /// The alert.
        alert: AlertId,
        /// Its incident, if it has one.
        incident: Option<IncidentId>,
        /// What it says.
        title: String,
    },
    /// A problem is over.
    AlertResolved {
        /// The alert.
        alert: AlertId,
        /// Its incident, if it has one.
        incident: Option<IncidentId>,
        /// What it says.
        title: String,
        /// How it ended.
        how: Ending,
    },
    /// A check or a heartbeat began to fail, or is well again.
    CheckTurned {
        /// The check or heartbeat.
        check: Slug,
        /// Whether it fails now.
        failing: bool,
        /// What was seen.
        why: String,
    },
    /// A source missed its rhythm, or speaks again.
    SourceTurned {
        /// The source.
        source: Slug,
        /// Whether it is silent now.
        silent: bool,
        /// What was expected.
        why: String,
    },
    /// An authentic message could not be read; its raw body is kept.
    MessageUnread {
        /// The source that sent it.
        source: Slug,
        /// What could not be read.
        why: String,
    },
    /// A silence was made or changed.
    SilenceSet {
        /// Its id.
        silence: String,
        /// Its matchers and comment.
        text: String,
    },
    /// A silence was ended by hand.
    SilenceExpired {
        /// Its id.
        silence: String,
        /// Its matchers.
        text: String,
    },
    /// An incident was declared.
    IncidentDeclared {
        /// The incident.
        incident: IncidentId,
        /// Its title.
        title: String,
        /// How bad.
        severity: Severity,
        /// The alert that opened it; `None` when a person declared it.
        alert: Option<AlertId>,
    },
    /// An alert joined an open incident.
    IncidentJoined {
        /// The incident.
        incident: IncidentId,
        /// The alert.
        alert: AlertId,
        /// What the alert says.
        title: String,
    },
    /// Somebody took an incident.
    IncidentAcknowledged {
        /// The incident.
        incident: IncidentId,
    },
    /// An incident came to another stage of its life.
    IncidentMoved {
        /// The incident.
        incident: IncidentId,
        /// Where it is now.
        to: Stage,
        /// The other incident that it is the same as, by reference; else empty.
        other: String,
        /// Why; empty where nobody has to say.
        why: String,
    },
    /// Somebody changed what is known of an incident, beside its stage.
    IncidentEdited {
        /// The incident.
        incident: IncidentId,
        /// What was changed, a stable word.
        what: &'static str,
        /// What it is now.
        text: String,
    },
    /// Somebody took, got, handed over or left a role of an incident.
    SeatTurned {
        /// The incident.
        incident: IncidentId,
        /// The role.
        seat: Seat,
        /// Whether somebody has it now.
        taken: bool,
        /// Who has it now, and who had it.
        text: String,
    },
    /// Somebody wrote into the timeline.
    IncidentNoted {
        /// The incident.
        incident: IncidentId,
        /// What they wrote.
        note: Note,
    },
    /// People follow playbooks, take on tasks, or are late with one.
    Worked {
        /// The incident.
        incident: IncidentId,
        /// What they did.
        what: Work,
    },
    /// Somebody said how alarming an incident is.
    IncidentQualified {
        /// The incident.
        incident: IncidentId,
        /// Red or orange.
        level: Level,
        /// Why again; empty the first time.
        reason: String,
    },
    /// A legal clock began to run.
    ClockStarted {
        /// The incident.
        incident: IncidentId,
        /// The clock.
        clock: ClockId,
        /// Which deadline, by its name.
        deadline: Slug,
        /// What it is called: its name, or the operator's own words.
        called: String,
        /// When it ends; empty when there is no count.
        due: String,
    },
    /// Part of a clock's time is gone.
    ClockWarned {
        /// The incident.
        incident: IncidentId,
        /// The clock.
        clock: ClockId,
        /// What its deadline is called: its name, or the operator's own words.
        called: String,
        /// How much is gone, such as `75 %`.
        gone: String,
    },
    /// A clock counts from another moment.
    ClockMoved {
        /// The incident.
        incident: IncidentId,
        /// The clock.
        clock: ClockId,
        /// What its deadline is called: its name, or the operator's own words.
        called: String,
        /// When it ended before, and when it does now; its beginnings when there is no count.
        text: String,
    },
    /// A clock was closed.
    ClockEnded {
        /// The incident.
        incident: IncidentId,
        /// The clock.
        clock: ClockId,
        /// What its deadline is called: its name, or the operator's own words.
        called: String,
        /// The proof, or why it was not required.
        why: String,
    },
    /// An incident no longer hurts.
    IncidentResolved {
        /// The incident.
        incident: IncidentId,
        /// Why we think so.
        why: String,
    },
    /// It hurts again.
    IncidentReopened {
        /// The incident.
        incident: IncidentId,
        /// Why.
        why: String,
    },
    /// An incident is over.
    IncidentClosed {
        /// The incident.
        incident: IncidentId,
    },
    /// The report of an incident was drafted.
    ReportDrafted {
        /// The incident.
        incident: IncidentId,
    },
    /// Something was done to the report of an incident.
    ReportTurned {
        /// The incident.
        incident: IncidentId,
        /// What was done.
        turn: ReportTurn,
        /// Which text, and its seal when it was signed.
        text: String,
    },
    /// Somebody promised something after an incident, or what became of it.
    ActionTurned {
        /// The incident.
        incident: IncidentId,
        /// What was promised.
        action: ActionId,
        /// What was done.
        turn: ActionTurn,
        /// What is to be done, by whom, until when, or what was said.
        text: String,
    },
    /// The register of personal-data breaches was written.
    BreachTurned {
        /// The incident.
        incident: IncidentId,
        /// What was done.
        turn: BreachTurn,
        /// Which version, or what was decided.
        text: String,
    },
    /// Somebody ended the ticket of an incident that goes on.
    MirrorEnded {
        /// The incident.
        incident: IncidentId,
        /// What they made of it.
        how: MirrorEnding,
        /// Which ticket.
        text: String,
    },
    /// Somebody was told.
    Told {
        /// The incident it was about, if any.
        incident: Option<IncidentId>,
        /// Who or which channel.
        whom: String,
        /// What they were told.
        text: String,
    },
    /// Somebody could not be told, and we stopped trying.
    NotTold {
        /// The incident it was about, if any.
        incident: Option<IncidentId>,
        /// Who or which channel.
        whom: String,
        /// Why, and what to change.
        why: String,
    },
    /// The configuration was changed.
    ConfigurationApplied {
        /// What changed, in words.
        text: String,
    },
    /// Somebody signed in.
    SignedIn {
        /// Who.
        person: String,
        /// What they showed, and from where.
        how: String,
    },
    /// Somebody tries passwords or codes of an account.
    SignInGuessed {
        /// The account.
        account: String,
        /// How often, and from where.
        text: String,
    },
    /// An account, or what it shows to come in, was changed.
    AccountChanged {
        /// The account.
        account: String,
        /// What changed, in words.
        change: String,
    },
    /// A token was made or withdrawn.
    TokenTurned {
        /// Its name.
        token: String,
        /// What became of it, in words.
        change: String,
    },
    /// Somebody outside said something on the public form, or it was decided on.
    TipTurned {
        /// The service that they chose.
        service: Option<Slug>,
        /// What happened.
        turn: TipTurn,
        /// Its number, and why.
        text: String,
    },
    /// The key of the installation was changed.
    KeyTurned {
        /// What was hidden again, in words.
        text: String,
    },
}

/// A fact as the journal and the timeline show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its kind: the stable word in database, API and message catalogues.
    pub kind: &'static str,
    /// The alert it is about.
    pub alert: Option<AlertId>,
    /// The incident whose timeline shows it.
    pub incident: Option<IncidentId>,
    /// The name of the thing it is about.
    pub subject: String,
    /// The words that come with it.
    pub text: String,
}

impl Fact {
    /// The fact as the journal stores it.
    pub fn line(&self) -> Line {
        let (kind, subject, text) = self.words();
        Line {
            kind,
            alert: self.alert(),
            incident: self.incident(),
            subject: match self.note() {
                Some(note) => note.mark(),
                None => subject.to_owned(),
            },
            text: match self.openings() {
                Some(openings) => Opening::to_text(openings),
                None => text.to_owned(),
            },
        }
    }

    fn openings(&self) -> Option<&[Opening]> {
        if let Self::AlertsOpened { openings, .. } = self { Some(openings) } else { None }
    }

    fn note(&self) -> Option<&Note> {
        if let Self::IncidentNoted { note, .. } = self { Some(note) } else { None }
    }

    /// Kind, subject and text; openings write their own text, notes their own subject.
    fn words(&self) -> (&'static str, &str, &str) {
        let turned = |on: bool, yes, no| if on { yes } else { no };
        match self {
            Self::AlertsOpened { .. } => ("alerts_opened", "", ""),
            Self::AlertAcknowledged { title, .. } => ("alert_acknowledged", "", title),
            Self::AlertResolved { title, how, .. } => ("alert_resolved", how.as_str(), title),
            Self::CheckTurned { check, failing, why } => {
                (turned(*failing, "check_failing", "check_passing"), check.as_str(), why)
            }
            Self::SourceTurned { source, silent, why } => {
                (turned(*silent, "source_silent", "source_heard"), source.as_str(), why)
            }
            Self::MessageUnread { source, why } => ("message_unread", source.as_str(), why),
            Self::SilenceSet { silence, text } => ("silence_set", silence, text),
            Self::SilenceExpired { silence, text } => ("silence_expired", silence, text),
            Self::IncidentDeclared { title, severity, .. } => {
                ("incident_declared", severity.as_str(), title)
            }
            Self::IncidentJoined { title, .. } => ("incident_joined", "", title),
            Self::IncidentAcknowledged { .. } => ("incident_acknowledged", "", ""),
            Self::IncidentMoved { to, other, why, .. } => (moved(*to), other, why),
            Self::IncidentEdited { what, text, .. } => ("incident_edited", what, text),
            Self::SeatTurned { seat, taken, text, .. } => {
                (turned(*taken, "seat_taken", "seat_left"), seat.as_str(), text)
            }
            Self::IncidentNoted { note, .. } => (note.word(), "", &note.text),
            Self::Worked { what, .. } => what.words(),
            Self::IncidentQualified { level, reason, .. } => {
                ("incident_qualified", level.as_str(), reason)
            }
            Self::ClockStarted { called, due, .. } => ("clock_started", called, due),
            Self::ClockWarned { called, gone, .. } => ("clock_warned", called, gone),
            Self::ClockMoved { called, text, .. } => ("clock_moved", called, text),
            Self::ClockEnded { called, why, .. } => ("clock_ended", called, why),
            Self::IncidentResolved { why, .. } => ("incident_resolved", "", why),
            Self::IncidentReopened { why, .. } => ("incident_reopened", "", why),
            Self::IncidentClosed { .. } => ("incident_closed", "", ""),
            Self::ReportDrafted { .. } => ("report_drafted", "", ""),
            Self::ReportTurned { turn, text, .. } => (turn.as_str(), "", text),
            Self::ActionTurned { turn, text, .. } => (turn.as_str(), "", text),
            Self::BreachTurned { turn, text, .. } => (turn.as_str(), "", text),
            Self::MirrorEnded { how, text, .. } => (how.as_str(), "", text),
            Self::Told { whom, text, .. } => ("told", whom, text),
            Self::NotTold { whom, why, .. } => ("not_told", whom, why),
            Self::ConfigurationApplied { text } => ("configuration_applied", "", text),
            Self::SignedIn { person, how } => ("signed_in", person, how),
            Self::SignInGuessed { account, text } => ("sign_in_guessed", account, text),
            Self::AccountChanged { account, change } => ("account_changed", account, change),
            Self::TokenTurned { token, change } => ("token_turned", token, change),
            Self::TipTurned { service, turn, text } => {
                (turn.as_str(), service.as_ref().map_or("", Slug::as_str), text)
            }
            Self::KeyTurned { text } => ("key_turned", "", text),
        }
    }

    fn alert(&self) -> Option<AlertId> {
        match self {
            Self::AlertsOpened { first, .. } => Some(*first),
            Self::AlertAcknowledged { alert, .. }
            | Self::AlertResolved { alert, .. }
            | Self::IncidentJoined { alert, .. } => Some(*alert),
            Self::IncidentDeclared { alert, .. } => *alert,
            Self::CheckTurned { .. }
            | Self::SourceTurned { .. }
            | Self::MessageUnread { .. }
            | Self::SilenceSet { .. }
            | Self::SilenceExpired { .. }
            | Self::IncidentAcknowledged { .. }
            | Self::IncidentMoved { .. }
            | Self::IncidentEdited { .. }
            | Self::SeatTurned { .. }
            | Self::IncidentNoted { .. }
            | Self::Worked { .. }
            | Self::IncidentQualified { .. }
            | Self::ClockStarted { .. }
            | Self::ClockWarned { .. }
            | Self::ClockMoved { .. }
            | Self::ClockEnded { .. }
            | Self::IncidentResolved { .. }
            | Self::IncidentReopened { .. }
            | Self::IncidentClosed { .. }
            | Self::ReportDrafted { .. }
            | Self::ReportTurned { .. }
            | Self::ActionTurned { .. }
            | Self::BreachTurned { .. }
            | Self::MirrorEnded { .. }
            | Self::Told { .. }
            | Self::NotTold { .. }
            | Self::ConfigurationApplied { .. }
            | Self::SignedIn { .. }
            | Self::SignInGuessed { .. }
            | Self::AccountChanged { .. }
            | Self::TokenTurned { .. }
            | Self::TipTurned { .. }
            | Self::KeyTurned { .. } => None,
        }
    }

    fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::IncidentDeclared { incident, .. }
            | Self::IncidentJoined { incident, .. }
            | Self::IncidentAcknowledged { incident }
            | Self::IncidentMoved { incident, .. }
            | Self::IncidentEdited { incident, .. }
            | Self::SeatTurned { incident, .. }
            | Self::IncidentNoted { incident, .. }
            | Self::Worked { incident, .. }
            | Self::IncidentQualified { incident, .. }
            | Self::ClockStarted { incident, .. }
            | Self::ClockWarned { incident, .. }
            | Self::ClockMoved { incident, .. }
            | Self::ClockEnded { incident, .. }
            | Self::IncidentResolved { incident, .. }
            | Self::IncidentReopened { incident, .. }
            | Self::IncidentClosed { incident }
            | Self::ReportDrafted { incident }
            | Self::ReportTurned { incident, .. }
            | Self::ActionTurned { incident, .. }
            | Self::BreachTurned { incident, .. }
            | Self::MirrorEnded { incident, .. } => Some(*incident),
            Self::AlertAcknowledged { incident, .. }
            | Self::AlertResolved { incident, .. }
            | Self::Told { incident, .. }
            | Self::NotTold { incident, .. } => *incident,
            Self::AlertsOpened { .. }
            | Self::CheckTurned { .. }
            | Self::SourceTurned { .. }
            | Self::MessageUnread { .. }
            | Self::SilenceSet { .. }
            | Self::SilenceExpired { .. }
            | Self::ConfigurationApplied { .. }
            | Self::SignedIn { .. }
            | Self::SignInGuessed { .. }
            | Self::AccountChanged { .. }
            | Self::TokenTurned { .. }
            | Self::TipTurned { .. }
            | Self::KeyTurned { .. } => None,
        }
    }
}

/// The kind of the line that says where an incident came.
fn moved(to: Stage) -> &'static str {
    match to {
        Stage::Declared => "incident_reopened",
        Stage::Triaged => "incident_triaged",
        Stage::InProgress => "incident_resumed",
        Stage::OnHold => "incident_held",
        Stage::Resolved => "incident_resolved",
        Stage::Validated => "incident_validated",
        Stage::Remediating => "incident_remediating",
        Stage::Closed => "incident_closed",
        Stage::Cancelled => "incident_cancelled",
        Stage::Duplicate => "incident_duplicate",
    }
}
