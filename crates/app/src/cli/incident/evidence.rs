//! `vigie incident evidence`: keep files with an incident, list them, get them back.

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::show;
use aws_lc_rs::digest::{Context, SHA256};
use clap::Subcommand;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(in crate::cli) enum Verb {
    /// Keep a file; it is named by its SHA-256 and never changed
    Add {
        /// Such as INC-2026-0042
        reference: String,
        /// The file
        file: PathBuf,
        /// What it is called [default: the file's own name]
        #[arg(long)]
        name: Option<String>,
        /// When what it shows happened, such as 2026-11-20T21:05:00Z
        #[arg(long)]
        occurred_at: Option<String>,
    },
    /// List what is kept
    List {
        /// Such as INC-2026-0042
        reference: String,
    },
    /// Get a file back, compared with its SHA-256
    Get {
        /// Such as INC-2026-0042
        reference: String,
        /// Its number, as the list shows it
        number: i64,
        /// Where to write it; it must not be there yet [default: its own name, here]
        #[arg(long)]
        to: Option<PathBuf>,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Add { reference, file, name, occurred_at } => {
            let own = file.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = name.or(own).unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or_default();
            if name.is_empty() {
                return Err(Failure::Usage("give the file a name with --name".to_owned()));
            }
            let path = format!("{}/{name}", place(&reference));
            let asked: Vec<(&str, &str)> =
                occurred_at.as_deref().map(|at| ("occurred_at", at)).into_iter().collect();
            let kept = client.put_file(&path, &asked, &file).await?;
            Ok(if json { show::json(&kept) } else { told(&kept) })
        }
        Verb::List { reference } => {
            let answer = client.get(&place(&reference), &[]).await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Get { reference, number, to } => {
            let answer = client.get(&place(&reference), &[]).await?;
            let known = show::list(&answer, "evidence");
            let is_it = |one: &&Value| one.get("id").and_then(Value::as_i64) == Some(number);
            let found = known.iter().find(is_it).ok_or_else(|| {
                let next = format!("see `vigie incident evidence list {reference}`");
                Failure::refused(format!("{reference} has no evidence {number}"), next)
            })?;
            let own = show::text(found, "name");
            let own = Path::new(&own).file_name().map(PathBuf::from).unwrap_or_default();
            let to = to.unwrap_or(own);
            get(client, &format!("{}/{number}", place(&reference)), found, &to).await?;
            Ok(if json {
                show::json(&json!({"path": to.display().to_string(), "evidence": found}))
            } else {
                format!(
                    "{} is what was kept, SHA-256 {}",
                    to.display(),
                    show::text(found, "sha256")
                )
            })
        }
    }
}

fn place(reference: &str) -> String {
    format!("/api/v1/incidents/{reference}/evidence")
}

fn told(kept: &Value) -> String {
    let text = |field: &str| show::text(kept, field);
    format!("{} is kept as evidence {}, SHA-256 {}", text("name"), text("id"), text("sha256"))
}

fn table(answer: &Value) -> String {
    let row = |one: &Value| {
        vec![
            show::text(one, "id"),
            show::text(one, "name"),
            show::text(one, "bytes"),
            show::time(one, "occurred_at"),
            show::time(one, "added_at"),
            show::text(one, "added_by"),
            show::text(one, "sha256"),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "evidence").iter().map(row).collect();
    let headers = ["NUMBER", "NAME", "BYTES", "HAPPENED", "KEPT", "BY", "SHA-256"];
    show::table(&headers, &rows, "nothing is kept with it")
}

/// Writes a file beside its place, and gives it its name when it is what was kept.
async fn get(client: &Client, path: &str, known: &Value, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let why = format!("{} can't be written: {error}", to.display());
        Failure::refused(why, "name another file with --to")
    };
    let mut file = std::fs::File::create_new(to).map_err(failed)?;
    let mut sum = Context::new(&SHA256);
    let read = client.each_part(path, |part| {
        sum.update(part);
        file.write_all(part).map_err(failed)
    });
    let done = match read.await {
        Ok(()) => file.sync_all().map_err(failed),
        Err(failure) => Err(failure),
    };
    let sum = vigie_ops::hex(sum.finish().as_ref());
    let done = done.and_then(|()| {
        if sum == show::text(known, "sha256") {
            return Ok(());
        }
        let why = "what arrived is not what was kept: its SHA-256 is another one";
        Err(Failure::refused(why, "try again; if it stays so, run `vigie doctor` on the server"))
    });
    if done.is_err() {
        std::fs::remove_file(to).map_err(failed)?;
    }
    done
}
