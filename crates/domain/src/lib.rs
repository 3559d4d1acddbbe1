//! What is true: the nouns and the rules of Vigie.
//!
//! Owns every decision that can be made from values alone. Never reads a clock, a file, a socket
//! or a database, and derives no serialisation: outer crates translate.

pub mod account;
pub mod action;
pub mod alert;
pub mod breach;
pub mod change;
pub mod channel;
pub mod check;
pub mod clock;
pub mod contact;
pub mod evidence;
pub mod fact;
pub mod front;
pub mod group;
pub mod heartbeat;
pub mod id;
pub mod incident;
pub mod inhibition;
pub mod interval;
pub mod label;
pub mod matcher;
pub mod measure;
pub mod mirror;
pub mod network;
pub mod note;
pub mod notification;
pub mod organisation;
pub mod person;
pub mod playbook;
pub mod qualification;
pub mod report;
pub mod rights;
pub mod route;
pub mod scenario;
pub mod service;
pub mod setup;
pub mod severity;
pub mod silence;
pub mod source;
pub mod task;
pub mod text;
pub mod time;
pub mod tip;
pub mod token;
