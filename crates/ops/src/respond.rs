//! Room **respond**: what people do together until it is over.
//! Owns incidents, their timeline and playbooks. Never opens, ends or tells an alert.

mod act;
mod clock;
mod command;
mod contact;
mod declare;
mod edit;
mod evidence;
mod exercise;
mod hear;
mod library;
mod link;
mod mirror;
mod note;
mod others;
mod privacy;
mod qualify;
mod run;
mod seat;
mod settle;
mod split;
mod step;
mod task;
mod tip;
mod words;

pub use act::{Wish, act, is_webhook, plan_action};
pub use clock::{MovedClock, end_clock, start_clock, warn_of_clocks};
pub use command::{Command, LinkForm, TypedIn, Writer, obey};
pub use contact::try_contact;
pub use declare::{Declaration, TITLE_CHARS_MAX, declare, open_for_alerts};
pub use edit::{Edit, Edited, Meanwhile, edit};
pub use evidence::{
    Counted, Given, add_evidence, count_evidence, evidence_of, limit, not_kept, sound, tidy_shelf,
};
pub use exercise::{Rehearsal, end_exercise, play_exercises, start_exercise, stop_exercise};
pub use hear::{forget_heard, listen, listening, stop_listening};
pub use library::{Library, playbooks, read_scenario};
pub use link::{link, unlink};
pub use mirror::{mirror_due, owe_mirrors, see_whole_journal};
pub use note::{NOTE_CHARS_MAX, note, write_note};
pub use others::{candidates, others};
pub use privacy::{Privacy, set_privacy};
pub use qualify::{Qualified, qualify};
pub use run::{StepAt, reopen_step, run_of, settle_step, start_playbook};
pub use seat::{Seating, seat, seated};
pub use settle::{close_settled, settle, take};
pub use split::{Split, split};
pub use step::{Move, step, unchanged};
pub use task::{Wanted, add_task, drop_waits, end_task, give_update, remind_of_tasks};
pub use tip::{
    CONTACT_CHARS_MAX, Said, TIP_CHARS_MAX, declare_tip, dismiss_tip, forget_tips, receive_mailed,
    receive_tip, title_of_tip,
};
