//! Configuration as code: checked and imported here, without a server.

use super::failure::Failure;
use crate::config;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Source {
    /// A configuration file, or a folder of them
    path: PathBuf,
}

#[derive(Subcommand)]
pub(super) enum Import {
    /// Print an alertmanager.yml in our words
    Alertmanager {
        /// The file
        file: PathBuf,
    },
}

/// Checks a configuration; answers what it declares.
pub(super) fn check(source: &Source) -> Result<String, Failure> {
    let loaded =
        config::load(&source.path).map_err(|found| Failure::Refused(config::report(&found)))?;
    let count = |count: usize, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {one}s")),
    };
    let setup = &loaded.setup;
    let parts = [
        count(setup.services.len(), "service"),
        count(setup.people.len(), "person"),
        count(setup.channels.len(), "channel"),
        count(setup.checks.len(), "check"),
        count(setup.heartbeats.len(), "heartbeat"),
        count(setup.sources.len(), "source"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let what = if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") };
    let what = what.replace("persons", "people");
    let files = count(loaded.files.len(), "file").unwrap_or_else(|| "no file".to_owned());
    Ok(format!("{files} without mistake: {what}"))
}

/// Prints the configuration of another program in our words; what could not be carried stands
/// above it as comments.
pub(super) fn import(import: Import) -> Result<String, Failure> {
    let Import::Alertmanager { file } = import;
    let imported = config::import_alertmanager(&file)
        .map_err(|found| Failure::Refused(config::report(&found)))?;
    let yaml = config::export(&imported.document)
        .map_err(|error| Failure::refused(error, "report this as a bug, with the file"))?;
    let mut text = String::new();
    for note in &imported.not_carried {
        for line in note.to_string().lines() {
            text.push_str(&format!("# {line}\n"));
        }
    }
    text.push_str(&yaml);
    Ok(text)
}
