//! `vigie doctor`: tests what a running server needs; each line says what was found and what to
//! do. What could not be tested is unknown, never ok.

mod evidence;
mod machine;
mod server;

use super::Reach;
use super::failure::Failure;
use super::show;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Options {
    /// The configuration file or folder that the server is given
    #[arg(long, env = "VIGIE_CONFIG")]
    config: Option<PathBuf>,
    /// The PostgreSQL address that the server is given
    #[arg(long, env = "VIGIE_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

/// How a thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Ok,
    Warn,
    Fail,
    Unknown,
}

impl Finding {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that was tested.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tested {
    what: &'static str,
    finding: Finding,
    found: String,
    next_step: String,
}

impl Tested {
    fn ok(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, finding: Finding::Ok, found: found.into(), next_step: String::new() }
    }

    fn not_ok(
        what: &'static str,
        finding: Finding,
        found: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Self {
        Self { what, finding, found: found.into(), next_step: next_step.into() }
    }

    fn line(&self) -> String {
        let Self { what, finding, found, next_step } = self;
        let line = format!("{:<8} {what}: {found}", finding.as_str());
        if next_step.is_empty() { line } else { format!("{line}\n         next: {next_step}") }
    }

    fn json(&self) -> Value {
        let Self { what, finding, found, next_step } = self;
        json!({"what": what, "finding": finding.as_str(), "found": found, "next_step": next_step})
    }
}

pub(super) async fn run(reach: &Reach, options: &Options) -> Result<String, Failure> {
    let mut tested = vec![
        machine::data_directory(&reach.data),
        machine::disk_space(&reach.data),
        machine::clock(&reach.data),
        machine::configuration(options.config.as_deref()),
        machine::playbooks(&reach.data),
        evidence::files(&reach.data),
    ];
    tested.extend(server::test(reach, options).await);
    let text = if reach.json {
        show::json(&tested.iter().map(Tested::json).collect())
    } else {
        tested.iter().map(Tested::line).collect::<Vec<_>>().join("\n")
    };
    if tested.iter().any(|tested| tested.finding == Finding::Fail) {
        show::print(&text);
        return Err(Failure::refused("something is wrong", "do what the failed lines say"));
    }
    Ok(text)
}
