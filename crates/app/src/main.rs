//! The `vigie` program: what the command line asks, done.

use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use vigie::serve::{ServeOptions, run};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until stopped.
    Serve {
        #[arg(long, default_value = "127.0.0.1:8093")]
        listen: SocketAddr,
        #[arg(long, env = "VIGIE_DATA", default_value = "vigie-data")]
        data: PathBuf,
        #[arg(long, env = "VIGIE_DATABASE")]
        database: Option<String>,
        #[arg(long)]
        config: Option<PathBuf>,
        #[arg(long)]
        alertmanager_config: Option<PathBuf>,
    },
}

#[expect(clippy::print_stderr, reason = "a command line speaks to its user")]
fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let Command::Serve { listen, data, database, config, alertmanager_config } =
        Args::parse().command;
    match run(&ServeOptions { listen, data, database, config, alertmanager_config }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vigie: {error}");
            ExitCode::FAILURE
        }
    }
}
