//! Who asks: the binary's web pages, APIs, configuration files and command line.

pub mod access;
pub mod api;
pub mod binder;
pub mod cli;
pub mod config;
mod csv;
pub mod defence;
mod evidence;
mod limit;
pub mod live;
mod markdown;
pub mod own_files;
pub mod paper;
pub mod playbook_repository;
pub mod serve;
pub mod state;
pub mod web;
