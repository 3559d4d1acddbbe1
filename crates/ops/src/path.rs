//! The path: what each fact causes. Read this first.
//!
//! Rooms never call each other. A room writes its change and a fact in one transaction; the
//! duties that the fact causes are written beside it, run after the commit, and stay until done.

use crate::cx::Cx;
use crate::error::Error;
use crate::store::{Tx, duties};
use crate::{alert, learn, respond};
use std::time::Duration;
use vigie_domain::action::ActionTurn;
use vigie_domain::clock::GDPR_REGISTER;
use vigie_domain::fact::{Fact, Opening, Work};
use vigie_domain::id::{ActionId, AlertId, ClockId, IncidentId, TaskId};
use vigie_domain::report::ReportTurn;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Something that a room owes another's fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duty {
    /// alert: say what a check or heartbeat sees.
    SignalCheck(Slug),
    /// alert: say that a source is silent, or speaks again.
    SignalSource(Slug),
    /// respond: open an incident for each of these alerts, or let it join the open one of its
    /// service.
    OpenIncidents(Vec<AlertId>),
    /// respond: whoever took an alert has its incident.
    TakeIncident(IncidentId),
    /// respond: see whether an incident's alerts are all over.
    SettleIncident(IncidentId),
    /// alert: say how much of a legal clock is gone, or that it was closed.
    SignalClock(ClockId),
    /// alert: say that a task is overdue, or no longer.
    SignalTask(TaskId),
    /// alert: say anew what is overdue in an incident, in the words that others may read now.
    SignalTasks(IncidentId),
    /// alert: say that people outside wait for an answer about a service, or about none.
    SignalTips(Option<Slug>),
    /// alert: tell a message of people in an incident.
    TellMessage(Box<alert::Message>),
    /// alert: raise an alert of an exercise.
    RaiseInExercise(IncidentId, i64),
    /// alert: end the alerts of an exercise.
    EndExerciseAlerts(IncidentId),
    /// respond: nothing more happens in an exercise whose incident is over.
    EndExercise(IncidentId),
    /// respond: nobody waits any more in an incident that is closed.
    DropWaits(IncidentId),
    /// learn: draft the report of an incident.
    DraftReport(IncidentId),
    /// learn: owe the signed text of an incident's report to the repository.
    FileReport(IncidentId),
    /// learn: begin the entry of an incident in the register of breaches.
    OpenBreach(IncidentId),
    /// alert: remind whoever owes an action.
    TellAction(ActionId),
}

/// What a fact causes. Closed on purpose: a new fact does not compile until somebody says.
pub fn duties(fact: &Fact) -> Vec<Duty> {
    match fact {
        Fact::CheckTurned { check, .. } => vec![Duty::SignalCheck(check.clone())],
        Fact::SourceTurned { source, .. } => vec![Duty::SignalSource(source.clone())],
        Fact::AlertsOpened { first, openings } => opened(*first, openings),
        Fact::AlertAcknowledged { incident, .. } => {
            incident.map(Duty::TakeIncident).into_iter().collect()
        }
        Fact::AlertResolved { incident, .. } => {
            incident.map(Duty::SettleIncident).into_iter().collect()
        }
        Fact::ClockWarned { clock, .. }
        | Fact::ClockMoved { clock, .. }
        | Fact::ClockEnded { clock, .. } => vec![Duty::SignalClock(*clock)],
        Fact::TipTurned { service, .. } => vec![Duty::SignalTips(service.clone())],
        Fact::Worked { incident, what } => worked(*incident, what),
        Fact::IncidentEdited { incident, what: "private" | "public", .. } => {
            vec![Duty::SignalTasks(*incident)]
        }
        Fact::IncidentMoved { incident, to, .. } if to.is_over() => {
            vec![Duty::EndExercise(*incident)]
        }
        Fact::IncidentResolved { incident, .. } => {
            vec![Duty::EndExercise(*incident), Duty::DraftReport(*incident)]
        }
        Fact::ReportTurned { incident, turn: ReportTurn::Signed, .. } => signed(*incident),
        Fact::ClockStarted { incident, deadline, .. } if deadline.as_str() == GDPR_REGISTER => {
            vec![Duty::OpenBreach(*incident)]
        }
        Fact::ActionTurned { action, turn: ActionTurn::Reminded(_), .. } => {
            vec![Duty::TellAction(*action)]
        }
        Fact::IncidentClosed { incident } => closed(*incident),
        Fact::MessageUnread { .. }
        | Fact::SilenceSet { .. }
        | Fact::SilenceExpired { .. }
        | Fact::IncidentDeclared { .. }
        | Fact::IncidentJoined { .. }
        | Fact::IncidentAcknowledged { .. }
        | Fact::IncidentMoved { .. }
        | Fact::IncidentEdited { .. }
        | Fact::SeatTurned { .. }
        | Fact::IncidentNoted { .. }
        | Fact::IncidentQualified { .. }
        | Fact::ClockStarted { .. }
        | Fact::IncidentReopened { .. }
        | Fact::ReportDrafted { .. }
        | Fact::ReportTurned { .. }
        | Fact::ActionTurned { .. }
        | Fact::BreachTurned { .. }
        | Fact::MirrorEnded { .. }
        | Fact::Told { .. }
        | Fact::NotTold { .. }
        | Fact::ConfigurationApplied { .. }
        | Fact::SignedIn { .. }
        | Fact::SignInGuessed { .. }
        | Fact::AccountChanged { .. }
        | Fact::TokenTurned { .. }
        | Fact::KeyTurned { .. } => Vec::new(),
    }
}

/// What the end of an incident causes: nobody waits any more, and its report is drafted.
fn closed(incident: IncidentId) -> Vec<Duty> {
    vec![Duty::DropWaits(incident), Duty::DraftReport(incident)]
}

/// What the signature of a report causes.
fn signed(incident: IncidentId) -> Vec<Duty> {
    vec![Duty::FileReport(incident)]
}

/// What alerts that opened cause, many together.
fn opened(first: AlertId, openings: &[Opening]) -> Vec<Duty> {
    let wanting = (first.0..).zip(openings).filter(|(_, opening)| opening.wants_incident);
    let wanting: Vec<AlertId> = wanting.map(|(id, _)| AlertId(id)).collect();
    let together = wanting.chunks(TOGETHER_MAX);
    together.map(|alerts| Duty::OpenIncidents(alerts.to_vec())).collect()
}

/// What people's work in an incident causes, and what happens in an exercise.
fn worked(incident: IncidentId, what: &Work) -> Vec<Duty> {
    match what {
        Work::MessageAsked { key, to, by_channel, text } => {
            vec![Duty::TellMessage(Box::new(alert::Message {
                incident,
                key: key.clone(),
                to: to.clone(),
                by_channel: *by_channel,
                text: text.clone(),
            }))]
        }
        Work::ExerciseAlerted { place, .. } => vec![Duty::RaiseInExercise(incident, *place)],
        Work::ExerciseEnded { .. } => vec![Duty::EndExerciseAlerts(incident)],
        Work::TaskOverdue { .. }
        | Work::TaskEnded { .. }
        | Work::PlaybookStarted { .. }
        | Work::WaitBegun { .. }
        | Work::StepSettled { .. }
        | Work::StepReopened { .. }
        | Work::TaskAdded { .. }
        | Work::EvidenceKept { .. }
        | Work::ExerciseStarted { .. }
        | Work::ExerciseMessaged { .. }
        | Work::LinkTurned { .. }
        | Work::AlertLeft { .. }
        | Work::LineReferred { .. }
        | Work::ContactTried { .. } => what.reminder().map(Duty::SignalTask).into_iter().collect(),
    }
}

/// What a new setup causes within its own transaction: nobody may see alerts in groups whose
/// routes are gone.
pub fn take_effect(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<(), Error> {
    alert::regroup(tx, setup, now)
}

impl Duty {
    /// Its kind and subject, as the database keeps them.
    pub fn words(&self) -> (&'static str, String) {
        match self {
            Self::SignalCheck(check) => ("signal_check", check.to_string()),
            Self::SignalSource(source) => ("signal_source", source.to_string()),
            Self::OpenIncidents(alerts) => {
                let numbers: Vec<String> = alerts.iter().map(AlertId::to_string).collect();
                ("open_incidents", numbers.join(" "))
            }
            Self::TakeIncident(incident) => ("take_incident", incident.to_string()),
            Self::SettleIncident(incident) => ("settle_incident", incident.to_string()),
            Self::SignalClock(clock) => ("signal_clock", clock.to_string()),
            Self::SignalTask(task) => ("signal_task", task.to_string()),
            Self::SignalTasks(incident) => ("signal_tasks", incident.to_string()),
            Self::SignalTips(service) => {
                ("signal_tips", service.as_ref().map(ToString::to_string).unwrap_or_default())
            }
            Self::TellMessage(message) => ("tell_message", message.to_words()),
            Self::RaiseInExercise(incident, place) => {
                ("raise_in_exercise", format!("{incident} {place}"))
            }
            Self::EndExerciseAlerts(incident) => ("end_exercise_alerts", incident.to_string()),
            Self::EndExercise(incident) => ("end_exercise", incident.to_string()),
            Self::DropWaits(incident) => ("drop_waits", incident.to_string()),
            Self::DraftReport(incident) => ("draft_report", incident.to_string()),
            Self::FileReport(incident) => ("file_report", incident.to_string()),
            Self::OpenBreach(incident) => ("open_breach", incident.to_string()),
            Self::TellAction(action) => ("tell_action", action.to_string()),
        }
    }

    /// From the database's words.
    pub fn from_words(kind: &str, subject: &str) -> Option<Self> {
        match kind {
            "signal_check" => subject.parse().ok().map(Self::SignalCheck),
            "signal_source" => subject.parse().ok().map(Self::SignalSource),
            "open_incidents" => {
                let numbers = subject.split(' ').map(|number| number.parse().map(AlertId));
                numbers.collect::<Result<_, _>>().ok().map(Self::OpenIncidents)
            }
            "take_incident" => subject.parse().ok().map(|id| Self::TakeIncident(IncidentId(id))),
            "settle_incident" => {
                subject.parse().ok().map(|id| Self::SettleIncident(IncidentId(id)))
            }
            "signal_clock" => subject.parse().ok().map(|id| Self::SignalClock(ClockId(id))),
            "signal_tips" if subject.is_empty() => Some(Self::SignalTips(None)),
            "signal_tips" => subject.parse().ok().map(Some).map(Self::SignalTips),
            "signal_task" => subject.parse().ok().map(|id| Self::SignalTask(TaskId(id))),
            "signal_tasks" => subject.parse().ok().map(|id| Self::SignalTasks(IncidentId(id))),
            "tell_message" => {
                alert::Message::from_words(subject).map(Box::new).map(Self::TellMessage)
            }
            "raise_in_exercise" => {
                let (incident, place) = subject.split_once(' ')?;
                Some(Self::RaiseInExercise(IncidentId(incident.parse().ok()?), place.parse().ok()?))
            }
            "end_exercise_alerts" => {
                subject.parse().ok().map(|id| Self::EndExerciseAlerts(IncidentId(id)))
            }
            "end_exercise" => subject.parse().ok().map(|id| Self::EndExercise(IncidentId(id))),
            "drop_waits" => subject.parse().ok().map(|id| Self::DropWaits(IncidentId(id))),
            "draft_report" => subject.parse().ok().map(|id| Self::DraftReport(IncidentId(id))),
            "open_breach" => subject.parse().ok().map(|id| Self::OpenBreach(IncidentId(id))),
            "tell_action" => subject.parse().ok().map(|id| Self::TellAction(ActionId(id))),
            "file_report" => subject.parse().ok().map(|id| Self::FileReport(IncidentId(id))),
            _ => None,
        }
    }
}

/// Longest pause before a failed duty is tried again.
const PAUSE_SECONDS_MAX: u64 = 300;

/// Duties that share one unit, and alerts that share one duty: one commit for many, and none
/// holds the database for long.
const TOGETHER_MAX: usize = 32;

/// Runs the duties that are due first. Answers whether there were any.
pub async fn run_next(cx: &Cx) -> Result<bool, Error> {
    if let Ok(done) = run(cx, TOGETHER_MAX).await {
        return Ok(done > 0);
    }
    // One of them failed and nothing stayed: the first is run alone, so that it fails alone.
    match run(cx, 1).await {
        Ok(done) => Ok(done > 0),
        Err(error) => {
            let now = cx.now();
            cx.store.write(move |tx| step_back(tx, &error, now)).await
        }
    }
}

async fn run(cx: &Cx, most: usize) -> Result<usize, Error> {
    let (now, setup, templates) = (cx.now(), cx.setup(), cx.templates());
    let work = move |tx: &mut Tx<'_>| {
        let given = learn::Given { setup: &setup, templates: &templates };
        for done in 0..most {
            if !do_next(tx, given, now)? {
                return Ok(done);
            }
        }
        Ok(most)
    };
    cx.store.write(work).await
}

fn do_next(tx: &mut Tx<'_>, given: learn::Given<'_>, now: Timestamp) -> Result<bool, Error> {
    let setup = given.setup;
    let Some(due) = duties::next(tx, now)? else { return Ok(false) };
    let done = match &due.duty {
        Duty::SignalCheck(check) => alert::signal_check(tx, setup, check, now),
        Duty::SignalSource(source) => alert::signal_source(tx, setup, source, now),
        Duty::OpenIncidents(alerts) => respond::open_for_alerts(tx, alerts, now),
        Duty::TakeIncident(incident) => respond::take(tx, *incident, now),
        Duty::SettleIncident(incident) => respond::settle(tx, *incident, now),
        Duty::SignalClock(clock) => alert::signal_clock(tx, setup, *clock, now),
        Duty::SignalTips(service) => alert::signal_tips(tx, setup, service.as_ref(), now),
        Duty::SignalTask(task) => alert::signal_task(tx, setup, *task, now),
        Duty::SignalTasks(incident) => alert::signal_tasks(tx, setup, *incident, now),
        Duty::TellMessage(message) => alert::tell_message(tx, setup, message, now),
        Duty::RaiseInExercise(incident, place) => {
            alert::raise_in_exercise(tx, setup, (*incident, *place), now)
        }
        Duty::EndExerciseAlerts(incident) => alert::end_exercise_alerts(tx, *incident, now),
        Duty::EndExercise(incident) => respond::end_exercise(tx, *incident, now),
        Duty::DropWaits(incident) => respond::drop_waits(tx, *incident, now),
        Duty::DraftReport(incident) => learn::draft_report(tx, given, *incident, now),
        Duty::OpenBreach(incident) => learn::open_breach(tx, *incident, now),
        Duty::TellAction(action) => alert::tell_action(tx, setup, *action, now),
        Duty::FileReport(incident) => learn::owe_filing(tx, setup, *incident, now),
    };
    match done {
        // What a duty was about may be gone by now: then nothing is owed to it any more.
        Ok(()) | Err(Error::NotFound(_)) => {}
        Err(error) => return Err(error),
    }
    duties::done(tx, due.id)?;
    Ok(true)
}

fn step_back(tx: &mut Tx<'_>, error: &Error, now: Timestamp) -> Result<bool, Error> {
    let Some(due) = duties::next(tx, now)? else { return Ok(false) };
    let exponent = u32::try_from(due.attempts).unwrap_or(u32::MAX).min(12);
    let pause = Duration::from_secs((1 << exponent).min(PAUSE_SECONDS_MAX));
    let why = error.to_string();
    tracing::error!(duty = ?due.duty, error = why, "a duty failed and will be tried again");
    duties::put_off(tx, due.id, now + pause, &why)?;
    Ok(true)
}
