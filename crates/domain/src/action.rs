//! Actions: what people promised after an incident, so that it does not happen twice.
//!
//! Each has somebody who owes it and a day; it comes back to them until it is done, with a proof,
//! or dropped, with a reason.

use crate::id::{ActionId, IncidentId};
use crate::time::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Days before the day at which its owner is reminded.
const SOON_DAYS: i64 = 3;
/// Days between two reminders of what is overdue.
const AGAIN_DAYS: i64 = 7;
/// The hour of reminders: people read them at work, not in the night.
const HOUR: i8 = 9;

/// What an action is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// The same would be seen earlier.
    Detect,
    /// The same would not happen.
    Prevent,
    /// The same would hurt less.
    Mitigate,
}

impl ActionKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Detect, Self::Prevent, Self::Mitigate];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Detect => "detect",
            Self::Prevent => "prevent",
            Self::Mitigate => "mitigate",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How an action ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionEnding {
    /// It is done; this shows it.
    Done(String),
    /// It will not be done; this is why.
    Dropped(String),
}

impl ActionEnding {
    /// The word in database and API, and what was said.
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Done(proof) => ("done", proof),
            Self::Dropped(why) => ("dropped", why),
        }
    }

    /// From those words.
    pub fn from_words(word: &str, said: &str) -> Option<Self> {
        match word {
            "done" => Some(Self::Done(said.to_owned())),
            "dropped" => Some(Self::Dropped(said.to_owned())),
            _ => None,
        }
    }
}

/// What people do to an action, or what they hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionTurn {
    /// It was promised.
    Added,
    /// It was changed.
    Changed,
    /// It is done.
    Done,
    /// It will not be done.
    Dropped,
    /// It is open again.
    Reopened,
    /// Its owner is reminded.
    Reminded(Nudge),
}

impl ActionTurn {
    /// The kind of the journal's entry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "action_added",
            Self::Changed => "action_changed",
            Self::Done => "action_done",
            Self::Dropped => "action_dropped",
            Self::Reopened => "action_reopened",
            Self::Reminded(Nudge::Soon) => "action_soon",
            Self::Reminded(Nudge::Due) => "action_due",
            Self::Reminded(Nudge::Overdue) => "action_overdue",
        }
    }
}

/// Why somebody is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    /// Its day is near.
    Soon,
    /// It is its day.
    Due,
    /// Its day has passed.
    Overdue,
}

/// What somebody promised after an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its number.
    pub id: ActionId,
    /// The incident.
    pub incident: IncidentId,
    /// How often it was changed.
    pub version: i64,
    /// What it is good for.
    pub kind: ActionKind,
    /// What is to be done.
    pub text: String,
    /// Who owes it.
    pub owner: String,
    /// Its day, in the zone of the installation.
    pub due_on: Date,
    /// Who wrote it down.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// Who ended it, when and how.
    pub ended: Option<(String, Timestamp, ActionEnding)>,
}

impl Action {
    /// Whether its day passed while it was open.
    pub fn is_late(&self, today: Date) -> bool {
        self.ended.is_none() && self.due_on < today
    }

    /// What its owner is reminded of on a day.
    pub fn nudge(&self, today: Date) -> Nudge {
        match self.due_on.cmp(&today) {
            std::cmp::Ordering::Greater => Nudge::Soon,
            std::cmp::Ordering::Equal => Nudge::Due,
            std::cmp::Ordering::Less => Nudge::Overdue,
        }
    }
}

/// The day of an instant in a zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_jiff().to_zoned(zone.clone()).date()
}

/// When people are reminded next of what is due on a day: some days before, on the day, on the day
/// after, and then every week. `None` where the calendar ends.
pub fn next_reminder(due_on: Date, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let late = day_of(after, zone).since(due_on).map_or(0, |span| i64::from(span.get_days()));
    let weeks = (late / AGAIN_DAYS).max(0);
    let again = [weeks, weeks + 1].map(|week| 1 + week * AGAIN_DAYS);
    let days = [-SOON_DAYS, 0].into_iter().chain(again);
    let moments = days.filter_map(|days| {
        let day = due_on.checked_add(days.days()).ok()?;
        let at = day.at(HOUR, 0, 0, 0).to_zoned(zone.clone()).ok()?;
        Some(Timestamp::from_jiff(at.timestamp()))
    });
    moments.filter(|at| *at > after).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_before_on_and_after_the_day_at_nine_in_the_morning() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let due: Date = "2027-03-28".parse().unwrap();
        let mut at: Timestamp = "2027-03-01T00:00:00Z".parse().unwrap();
        let mut seen = Vec::new();
        for _ in 0..5 {
            at = next_reminder(due, &paris, at).unwrap();
            seen.push(at.to_string());
        }
        // The clocks change on the day itself.
        assert_eq!(
            seen,
            [
                "2027-03-25T08:00:00.000Z",
                "2027-03-28T07:00:00.000Z",
                "2027-03-29T07:00:00.000Z",
                "2027-04-05T07:00:00.000Z",
                "2027-04-12T07:00:00.000Z",
            ]
        );
        let much_later: Timestamp = "2027-06-02T12:00:00Z".parse().unwrap();
        let next = next_reminder(due, &paris, much_later).unwrap();
        assert_eq!(next.to_string(), "2027-06-07T07:00:00.000Z");
    }
}
