//! Actions: promised after an incident, changed, reminded of, and ended with a proof or a reason.

use super::draft::BY_ITSELF;
use crate::error::Error;
use crate::store::{Tx, Wake, accounts, actions, journal};
use crate::words::Words;
use jiff::civil::Date;
use vigie_domain::action::{Action, ActionEnding, ActionKind, ActionTurn, day_of, next_reminder};
use vigie_domain::fact::Fact;
use vigie_domain::id::{ActionId, IncidentId};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Longest action: one thing to do.
pub const ACTION_CHARS_MAX: usize = 1_000;
/// Longest proof or reason.
pub const PROOF_CHARS_MAX: usize = 2_000;
/// Most actions of an incident: a plan with more is another tool's work.
const ACTIONS_MAX: usize = 200;

/// What somebody promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// What it is good for.
    pub kind: ActionKind,
    /// What is to be done.
    pub text: String,
    /// Who owes it.
    pub owner: String,
    /// Its day.
    pub due_on: Date,
}

impl Promise {
    /// As it is kept, if it can be.
    fn checked(&self, tx: &mut Tx<'_>, setup: &Setup) -> Result<Self, Error> {
        let text = bounded(&self.text, ACTION_CHARS_MAX)?;
        if text.is_empty() {
            return Err(Error::refused(Words::action_empty, Words::action_empty_next));
        }
        let owner = self.owner.trim();
        if !setup.people.contains_key(owner) && accounts::one(tx, owner)?.is_none() {
            return Err(Error::refused(Words::action_nobody, Words::action_nobody_next));
        }
        Ok(Self { text, owner: owner.to_owned(), ..self.clone() })
    }

    fn told(&self) -> String {
        format!("{} · {} · {}", self.text, self.owner, self.due_on)
    }
}

fn bounded(text: &str, limit: usize) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > limit {
        return Err(Error::refused(|w| w.action_long(limit), Words::action_long_next));
    }
    Ok(text)
}

fn find(tx: &mut Tx<'_>, id: ActionId) -> Result<Action, Error> {
    actions::by_id(tx, id)?.ok_or(Error::NotFound("action"))
}

fn turned(
    tx: &mut Tx<'_>,
    action: &Action,
    turn: ActionTurn,
    text: String,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    let fact = Fact::ActionTurned { incident: action.incident, action: action.id, turn, text };
    tx.wake(Wake::Timers);
    Ok(journal::append(tx, &fact, by, now)?)
}

/// Keeps what somebody promises after an incident.
pub fn add_action(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, promise): (IncidentId, &Promise),
    by: &str,
    now: Timestamp,
) -> Result<ActionId, Error> {
    let promise = promise.checked(tx, setup)?;
    if promise.due_on < day_of(now, &setup.settings.time_zone()) {
        return Err(Error::refused(Words::action_past, Words::action_past_next));
    }
    if actions::of_incident(tx, incident)?.len() >= ACTIONS_MAX {
        return Err(Error::refused(|w| w.actions_many(ACTIONS_MAX), Words::actions_many_next));
    }
    let told = promise.told();
    let mut action = Action {
        id: ActionId(0),
        incident,
        version: 1,
        kind: promise.kind,
        text: promise.text,
        owner: promise.owner,
        due_on: promise.due_on,
        added_by: by.to_owned(),
        added_at: now,
        ended: None,
    };
    let remind_at = next_reminder(action.due_on, &setup.settings.time_zone(), now);
    action.id = actions::add(tx, &action, remind_at)?;
    turned(tx, &action, ActionTurn::Added, told, (by, now))?;
    Ok(action.id)
}

/// Changes an open action, if nobody changed it since it was read.
pub fn change_action(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (id, version, promise): (ActionId, i64, &Promise),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let known = find(tx, id)?;
    unended(setup, &known)?;
    let promise = promise.checked(tx, setup)?;
    let told = promise.told();
    let action = Action {
        version,
        kind: promise.kind,
        text: promise.text,
        owner: promise.owner,
        due_on: promise.due_on,
        ..known
    };
    let remind_at = next_reminder(action.due_on, &setup.settings.time_zone(), now);
    if !actions::change(tx, &action, remind_at)? {
        return Err(Error::Stale);
    }
    turned(tx, &action, ActionTurn::Changed, told, (by, now))
}

fn unended(setup: &Setup, action: &Action) -> Result<(), Error> {
    let Some((who, at, _)) = &action.ended else { return Ok(()) };
    let zone = &setup.settings.zone;
    let why = |w: Words| w.action_ended_by(w.moment(*at, zone), who);
    Err(Error::refused(why, Words::action_ended_next))
}

/// Ends an action, with a proof or a reason. The same person who ends it twice the same way changes
/// nothing.
pub fn end_action(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (id, how): (ActionId, &ActionEnding),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let action = find(tx, id)?;
    let (word, said) = how.words();
    let said = bounded(said, PROOF_CHARS_MAX)?;
    let how = ActionEnding::from_words(word, &said).ok_or(Error::NotFound("ending"))?;
    if action.ended.as_ref().is_some_and(|(who, _, before)| who == by && *before == how) {
        return Ok(());
    }
    unended(setup, &action)?;
    let turn = match &how {
        ActionEnding::Done(proof) if proof.is_empty() => {
            return Err(Error::refused(Words::action_proof, Words::action_proof_next));
        }
        ActionEnding::Dropped(why) if why.is_empty() => {
            return Err(Error::refused(Words::action_why, Words::action_why_next));
        }
        ActionEnding::Done(_) => ActionTurn::Done,
        ActionEnding::Dropped(_) => ActionTurn::Dropped,
    };
    actions::end(tx, id, &how, by, now)?;
    turned(tx, &action, turn, format!("{} · {said}", action.text), (by, now))
}

/// Opens an action again: what was said to be done is not, or is needed after all.
pub fn reopen_action(
    tx: &mut Tx<'_>,
    setup: &Setup,
    id: ActionId,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let action = find(tx, id)?;
    if actions::reopen(tx, id, next_reminder(action.due_on, &setup.settings.time_zone(), now))? {
        return turned(tx, &action, ActionTurn::Reopened, action.text.clone(), (by, now));
    }
    Ok(())
}

/// Has the owner of an action reminded whose time came. Answers whether there was one.
pub fn remind_of_actions(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let Some(action) = actions::to_remind(tx, now)? else { return Ok(false) };
    let zone = setup.settings.time_zone();
    actions::remind(tx, action.id, next_reminder(action.due_on, &zone, now))?;
    let nudge = action.nudge(day_of(now, &zone));
    let text = format!("{} · {} · {}", action.text, action.owner, action.due_on);
    turned(tx, &action, ActionTurn::Reminded(nudge), text, (BY_ITSELF, now))?;
    Ok(true)
}
