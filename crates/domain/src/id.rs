//! Typed numbers of recorded things. Declared things have slugs or names, and silences have
//! UUIDs because Alertmanager's API promises them.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// The number of one alert, from opening to clearing; the next occurrence has another.
    AlertId,
    /// The number of a group of alerts that are told together.
    GroupId,
    /// The number of an incident; people read its reference.
    IncidentId,
    /// The number of a legal clock.
    ClockId,
    /// The number of a playbook's run.
    RunId,
    /// The number of a task.
    TaskId,
    /// The number of a piece of evidence.
    EvidenceId,
    /// The number of an action.
    ActionId,
    /// The number of a tip.
    TipId,
    /// The number of a change.
    ChangeId,
    /// The number of a report.
    ReportId,
    /// The number of an owed notification.
    NotificationId,
    /// The number of a duty.
    DutyId,
    /// The number of a journal entry, in order of writing.
    EntryId,
}
