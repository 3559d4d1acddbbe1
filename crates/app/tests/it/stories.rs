//! Stories: what a user would notice, told on our clock, on both engines.

mod access;
mod actions;
mod breaches;
mod changes;
mod deadlines;
mod drafts;
mod edit;
mod evidence;
mod exercise;
mod filing;
mod forget;
mod learn;
mod life;
mod links;
mod measures;
mod notes;
mod path;
mod playbooks;
mod procedures;
mod promises;
mod qualify;
mod search;
mod silence;
mod tell;
mod tips;
mod together;
