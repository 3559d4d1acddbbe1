//! Configuration as code: checked and imported here, planned and applied by the server.

use super::client::Client;
use super::failure::Failure;
use super::show;
use crate::{config, own_files};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use vigie_ops::learn::Templates;
use vigie_ops::respond::Library;

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

fn load(source: &Source) -> Result<config::Loaded, Failure> {
    config::load(&source.path).map_err(|found| Failure::Refused(config::report(&found)))
}

/// Asks the server what a configuration would change.
pub(super) async fn plan(client: &Client, source: &Source, json: bool) -> Result<String, Failure> {
    let answer = client.post("/api/v1/configuration/plan", &form(source)?).await?;
    Ok(if json { show::json(&answer) } else { show::text(&answer, "text") })
}

/// Has the server take a configuration into use.
pub(super) async fn apply(client: &Client, source: &Source, json: bool) -> Result<String, Failure> {
    let answer = client.post("/api/v1/configuration/apply", &form(source)?).await?;
    let said = format!("{}in use", show::text(&answer, "text"));
    Ok(if json { show::json(&answer) } else { said })
}

fn form(source: &Source) -> Result<Value, Failure> {
    let loaded = load(source)?;
    let object = |declared: &vigie_ops::prepare::Declared| {
        let object = &declared.object;
        json!({
            "kind": object.kind.as_str(),
            "name": object.name,
            "origin": declared.origin,
            "body": object.body,
        })
    };
    let objects: Vec<Value> = loaded.declared.iter().map(object).collect();
    Ok(json!({ "objects": objects }))
}

/// Prints what is declared, or writes it to a file that is not there yet.
pub(super) async fn export(client: &Client, path: Option<&Path>) -> Result<String, Failure> {
    let yaml = client.text("/api/v1/configuration").await?;
    let Some(path) = path else { return Ok(yaml) };
    let written = std::fs::File::create_new(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, yaml.as_bytes()));
    written.map_err(|error| {
        let why = format!("{} can't be written: {error}", path.display());
        Failure::refused(why, "name a file that is not there yet")
    })?;
    Ok(format!("written to {}", path.display()))
}

/// Checks a configuration; answers what it declares.
pub(super) fn check(source: &Source) -> Result<String, Failure> {
    let loaded = load(source)?;
    let setup = &loaded.setup;
    let (playbooks, templates) = (&setup.settings.playbooks, &setup.settings.reports.templates);
    let library = own_files::playbooks(playbooks.as_deref(), &Library::default());
    let templates = own_files::templates(templates.as_deref(), &Templates::default());
    let faults = library.faults.iter().chain(&templates.faults);
    let lines: Vec<String> = faults.map(ToString::to_string).collect();
    if !lines.is_empty() {
        return Err(Failure::Refused(lines.join("\n")));
    }
    let parts = [
        (setup.services.len(), "service", "services"),
        (setup.people.len(), "person", "people"),
        (setup.channels.len(), "channel", "channels"),
        (setup.checks.len(), "check", "checks"),
        (setup.heartbeats.len(), "heartbeat", "heartbeats"),
        (setup.sources.len(), "source", "sources"),
        (loaded.document.deadlines.len(), "deadline", "deadlines"),
    ];
    let some = parts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = some.map(|(count, one, many)| show::count(count, one, many)).collect();
    let what = if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") };
    let files = show::count(loaded.files.len(), "file", "files");
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
