//! Actions of playbooks: what Vigie can do itself, shown before it is done.
//!
//! Owns what an action would do, in words, and doing exactly that. Sends nothing: what is to be
//! told is a fact, and another room owes it.

use super::clock::start_clock;
use super::run::{StepAt, run_of, settle_step};
use crate::error::Error;
use crate::store::{Tx, clocks, incidents, journal};
use crate::words::{Said, Words};
use vigie_domain::channel::{Channel, ChannelKind};
use vigie_domain::clock::Terms;
use vigie_domain::fact::{Fact, Work};
use vigie_domain::incident::Incident;
use vigie_domain::playbook::run::{RunStep, StepEnding};
use vigie_domain::playbook::{PlaybookAction, StepKind};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Longest message: it is read on a phone.
const MESSAGE_CHARS_MAX: usize = 2_000;

/// What somebody wants an action to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The clock to start, the receiver to tell, or the channel to call, by name.
    pub target: String,
    /// What is told; empty where nothing is.
    pub text: String,
}

/// What an action would do, found possible.
enum Plan {
    /// A clock starts.
    Clock(Terms, Timestamp),
    /// Somebody is told.
    Tell { to: String, by_channel: bool, text: String },
}

/// What an action would do, line by line. Changes nothing.
pub fn plan_action(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (at, wish): (StepAt, &Wish),
) -> Result<Vec<Said>, Error> {
    let (incident, step) = open_step(tx, at)?;
    let plan = plan(tx, setup, (&incident, &step, wish))?;
    Ok(lines(setup, &incident, &plan))
}

/// Does what the plan says, and settles the step with it.
pub fn act(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (at, wish): (StepAt, &Wish),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (incident, step) = open_step(tx, at)?;
    let plan = plan(tx, setup, (&incident, &step, wish))?;
    let said = lines(setup, &incident, &plan);
    match plan {
        Plan::Clock(terms, aware_at) => {
            start_clock(tx, setup, (incident.id, terms.name.as_str(), aware_at), by, now)?;
        }
        Plan::Tell { to, by_channel, text } => {
            let key = format!("run-{}-{}-{}", at.1, at.2, now.as_millis());
            let what = Work::MessageAsked { key, to, by_channel, text };
            journal::append(tx, &Fact::Worked { incident: incident.id, what }, by, now)?;
        }
    }
    let (run, _) = run_of(tx, at.0, at.1)?;
    let done = said.first().map(|line| line.to(run.language).to_owned()).unwrap_or_default();
    settle_step(tx, setup, (at, &StepEnding::Done(done)), by, now)
}

/// The step, if it is an action that is still open. Whoever comes second is told who was first.
fn open_step(tx: &mut Tx<'_>, at: StepAt) -> Result<(Incident, RunStep), Error> {
    let incident = incidents::by_id(tx, at.0)?.ok_or(Error::NotFound("incident"))?;
    let (_, steps) = run_of(tx, at.0, at.1)?;
    let step = steps.into_iter().find(|step| step.place == at.2).ok_or(Error::NotFound("step"))?;
    if let Some(mark) = &step.mark {
        return Err(Error::refused(|w| w.act_taken(&mark.by), Words::step_taken_next));
    }
    Ok((incident, step))
}

fn plan(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, step, wish): (&Incident, &RunStep, &Wish),
) -> Result<Plan, Error> {
    let StepKind::Act(action) = step.step.kind else {
        return Err(Error::refused(Words::act_none, Words::step_asks_not_next));
    };
    match action {
        PlaybookAction::StartClock => clock(tx, setup, (incident, wish)),
        PlaybookAction::Notify => {
            let to = wish.target.clone();
            if !setup.reaches_somebody(&to) {
                return Err(Error::refused(|w| w.act_reaches_nobody(&to), Words::act_target_next));
            }
            Ok(Plan::Tell { to, by_channel: false, text: message(wish)? })
        }
        PlaybookAction::Webhook => {
            let known = setup.channels.get(wish.target.as_str()).filter(|one| is_webhook(one));
            let Some(channel) = known else {
                return Err(Error::refused(Words::act_no_webhook, Words::act_target_next));
            };
            Ok(Plan::Tell { to: channel.name.to_string(), by_channel: true, text: message(wish)? })
        }
        PlaybookAction::Maintenance
        | PlaybookAction::OutagePage
        | PlaybookAction::Backup
        | PlaybookAction::Campaign => {
            Err(Error::refused(Words::run_by_hand, Words::step_asks_not_next))
        }
    }
}

/// Whether a channel calls another program.
pub fn is_webhook(channel: &Channel) -> bool {
    match channel.kind {
        ChannelKind::Webhook { .. } => true,
        ChannelKind::Email { .. } | ChannelKind::Mattermost { .. } | ChannelKind::Matrix { .. } => {
            false
        }
    }
}

fn message(wish: &Wish) -> Result<String, Error> {
    let text = wish.text.trim().replace('\0', "␀");
    if text.is_empty() {
        return Err(Error::refused(Words::act_text_empty, Words::act_text_empty_next));
    }
    if text.chars().count() > MESSAGE_CHARS_MAX {
        return Err(Error::refused(
            |w| w.act_text_long(MESSAGE_CHARS_MAX),
            Words::act_text_empty_next,
        ));
    }
    Ok(text)
}

/// A clock counts from where the others of the incident do, or else from its declaration.
fn clock(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, wish): (&Incident, &Wish),
) -> Result<Plan, Error> {
    let found = setup.deadlines.get(&wish.target);
    let found = found.ok_or_else(|| Error::refused(Words::act_no_clock, Words::act_target_next))?;
    let others = clocks::of_incident(tx, incident.id)?;
    if others.iter().any(|clock| clock.deadline() == wish.target) {
        return Err(Error::refused(Words::act_clock_runs, Words::act_clock_runs_next));
    }
    let aware = others.iter().map(|clock| clock.aware_at).min();
    Ok(Plan::Clock(found.terms.clone(), aware.unwrap_or(incident.declared_at)))
}

fn lines(setup: &Setup, incident: &Incident, plan: &Plan) -> Vec<Said> {
    let zone = &setup.settings.zone;
    match plan {
        Plan::Clock(terms, aware) => {
            let tz = setup.settings.time_zone();
            let due = terms.within.due(*aware, &tz);
            let ends = |w: Words| match due {
                Some(due) => w.moment(due, zone),
                None => w.clock_no_count().to_owned(),
            };
            vec![
                Said::new(|w| w.act_clock(w.moment(*aware, zone), w.title_of(terms), ends(w))),
                Said::new(Words::act_clock_back),
            ]
        }
        Plan::Tell { to, by_channel, text } => {
            let whom = if *by_channel { to.clone() } else { whom(setup, to) };
            vec![
                Said::new(|w| w.act_tell(incident.reference, &whom)),
                Said::plain(text.clone()),
                Said::new(Words::act_tell_back),
            ]
        }
    }
}

/// Everybody and every room behind a receiver, by name.
fn whom(setup: &Setup, receiver: &str) -> String {
    let Some(found) = setup.receivers.get(receiver) else { return String::new() };
    let people = found.people.iter().filter_map(|slug| setup.people.get(slug));
    let people = people.filter(|person| person.email.is_some()).map(|person| person.name.clone());
    let rooms = found.channels.iter().map(ToString::to_string);
    people.chain(rooms).collect::<Vec<_>>().join(", ")
}
