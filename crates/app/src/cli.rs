//! The command line: nouns, then verbs. Owns words, tables and exit codes; asks the server for
//! everything else.

mod action;
mod alert;
mod binder;
mod breach;
mod change;
mod check;
mod client;
mod configuration;
mod deadline;
mod doctor;
mod draft;
mod exercise;
mod failure;
mod incident;
mod journal;
mod mail;
mod measures;
mod notification;
mod paper;
mod playbook;
mod problem;
mod secret;
mod show;
mod sign_in;
mod silence;
mod source;
mod token;
mod user;
mod wall;

use crate::serve::{self, ServeOptions};
use clap::builder::Resettable;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use client::Client;
use failure::Failure;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use vigie_domain::setup::TlsFiles;

/// What `vigie help` says after the list of commands.
const AFTER_HELP: &str = "\
The server is asked at --url with --token, or else at the address and with the token that
`vigie serve` left in the data directory (--data).

Exit codes: 0 done; 1 refused, or there is no such thing; 2 the command line is wrong;
3 the server or the database can't be reached. `vigie mail deliver` has those of sysexits.";

/// Incident readiness and response: alerts, silences, incidents and what watches them.
#[derive(Parser)]
#[command(name = "vigie", version, after_help = AFTER_HELP, arg_required_else_help = true)]
struct Line {
    #[command(flatten)]
    reach: Reach,
    #[command(subcommand)]
    command: Command,
}

/// How to reach the server, and how to answer.
#[derive(Args, Clone)]
struct Reach {
    /// Where the server listens [default: what `vigie serve` left in the data directory]
    #[arg(long, global = true, env = "VIGIE_URL")]
    url: Option<String>,
    /// A token of the API [default: what `vigie serve` left in the data directory]
    #[arg(long, global = true, env = "VIGIE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The data directory
    #[arg(long, global = true, env = "VIGIE_DATA", default_value = "vigie-data")]
    data: PathBuf,
    /// Answer with JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until stopped
    Serve(Serve),
    /// Print a page that `vigie serve` hands over
    #[command(hide = true)]
    Paper(paper::Options),
    #[command(flatten)]
    Ask(Question),
}

/// What is asked and answered, and then over.
#[derive(Subcommand)]
enum Question {
    /// Send, list, show and acknowledge alerts
    #[command(subcommand)]
    Alert(alert::Verb),
    /// Add, list and expire silences
    #[command(subcommand)]
    Silence(silence::Verb),
    /// Declare, list, show and steer incidents
    #[command(subcommand)]
    Incident(incident::Verb),
    /// List, promise and end the actions that follow from incidents
    #[command(subcommand)]
    Action(action::Verb),
    /// Measure how long incidents took to be detected, acknowledged, mitigated, resolved, validated
    Measures(measures::Options),
    /// Draft what the law wants written: for the CNIL, the persons concerned, NIS 2
    #[command(subcommand)]
    Draft(draft::Verb),
    /// Read and write the register of personal-data breaches
    #[command(subcommand)]
    Breach(breach::Verb),
    /// List checks and heartbeats
    Checks,
    /// List the deadlines of laws, contracts and rules, with their sources
    Deadlines,
    /// Tell of changes in what you run, and list them
    #[command(subcommand)]
    Change(change::Verb),
    /// List what the public reported, declare incidents for it or dismiss it
    #[command(subcommand)]
    Problem(problem::Verb),
    /// Check the journal's seals
    #[command(subcommand)]
    Journal(journal::Verb),
    /// Take a mail from a mail server
    #[command(subcommand)]
    Mail(mail::Verb),
    /// List who was told, and try again what was given up
    #[command(subcommand)]
    Notification(notification::Verb),
    /// Read playbooks, check one of your own, follow one in an incident
    #[command(subcommand)]
    Playbook(playbook::Verb),
    /// Start and stop exercises
    #[command(subcommand)]
    Exercise(exercise::Verb),
    /// Try a sample on a declared source
    #[command(subcommand)]
    Source(source::Verb),
    /// Make, withdraw and list tokens of programs
    #[command(subcommand)]
    Token(token::Verb),
    /// Make, list, reset and remove the accounts of people
    #[command(subcommand)]
    User(user::Verb),
    /// Change the key that hides secrets
    #[command(subcommand)]
    Secret(secret::Verb),
    /// Print the crisis binder: whom to call and what to do when no page opens
    Binder(binder::Options),
    /// Make, withdraw and list links to the wall screen
    #[command(subcommand)]
    Wall(wall::Verb),
    /// Print a fresh single-use sign-in link
    SignIn {
        /// The person, by short name [default: the first administrator]
        person: Option<String>,
    },
    /// Check a configuration without a server
    Check(configuration::Source),
    /// Show what a configuration would change
    Plan(configuration::Source),
    /// Take a configuration into use, all of it or nothing
    Apply(configuration::Source),
    /// Print what is declared, as YAML without secrets
    Export {
        /// A file to write it to instead; it must not be there yet
        path: Option<PathBuf>,
    },
    /// Print the JSON schema of the configuration, for editors
    Schema,
    /// Bring the configuration of another program
    #[command(subcommand)]
    Import(configuration::Import),
    /// Test what a running server needs, and say what to do
    Doctor(doctor::Options),
    /// Print the completions of a shell
    Completion {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
struct Serve {
    /// Where to listen
    #[arg(long, env = "VIGIE_LISTEN", default_value = "127.0.0.1:8093")]
    listen: SocketAddr,
    /// The address of a PostgreSQL database [default: SQLite in the data directory]
    #[arg(long, env = "VIGIE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// A configuration file or folder
    #[arg(long, env = "VIGIE_CONFIG")]
    config: Option<PathBuf>,
    /// An Alertmanager configuration to run on, for a trial in its place
    #[arg(long)]
    alertmanager_config: Option<PathBuf>,
    /// The file of the certificate to serve, with its chain, PEM
    #[arg(long, env = "VIGIE_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<String>,
    /// The file of its key, PEM
    #[arg(long, env = "VIGIE_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<String>,
    /// How to log
    #[arg(long, env = "VIGIE_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line.
    Json,
}

/// The options of all commands that some have no use for, and so do not show.
const UNUSED: [(&[&str], &[&str]); 11] = [
    (&["exercise", "list"], &["url", "token"]),
    (&["playbook", "list"], &["url", "token", "data", "json"]),
    (&["playbook", "show"], &["url", "token", "data", "json"]),
    (&["playbook", "check"], &["url", "token", "data", "json"]),
    (&["mail", "deliver"], &["token", "json"]),
    (&["serve"], &["url", "token", "json"]),
    (&["binder"], &["json"]),
    (&["check"], &["url", "token", "data", "json"]),
    (&["schema"], &["url", "token", "data", "json"]),
    (&["import", "alertmanager"], &["url", "token", "data", "json"]),
    (&["completion"], &["url", "token", "data", "json"]),
];

/// The command line as it is shown and read.
fn command() -> clap::Command {
    let line = Line::command();
    let options: Vec<clap::Arg> = line.get_arguments().cloned().collect();
    UNUSED.iter().fold(line, |line, (path, unused)| {
        let hidden = options.iter().filter(|arg| unused.contains(&arg.get_id().as_str()));
        put(line, path, hidden.cloned().map(hide).collect())
    })
}

/// Adds options to the command of a path.
fn put(command: clap::Command, path: &[&str], options: Vec<clap::Arg>) -> clap::Command {
    match path.split_first() {
        None => command.args(options),
        Some((first, rest)) => command.mut_subcommand(*first, |inner| put(inner, rest, options)),
    }
}

/// An option that is not shown. One that names a server is refused: no server is asked.
fn hide(option: clap::Arg) -> clap::Arg {
    let refuse = |_: &str| Err::<String, _>("this command asks no server");
    match option.get_id().as_str() {
        "url" | "token" => option.hide(true).env(Resettable::Reset).value_parser(refuse),
        _ => option.hide(true),
    }
}

fn parse<I, T>(words: I) -> Result<Line, clap::Error>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    command().try_get_matches_from(words).and_then(|found| Line::from_arg_matches(&found))
}

/// Does what the command line asks; answers the exit code.
pub fn main() -> ExitCode {
    let Line { reach, command } = match parse(std::env::args_os()) {
        Ok(line) => line,
        Err(error) => error.exit(),
    };
    let done = match command {
        Command::Serve(options) => serve(reach, options),
        Command::Paper(options) => paper::run(&options),
        Command::Ask(question) => ask(&reach, question),
    };
    match done {
        Ok(text) => {
            show::print(&text);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            show::complain(&failure);
            failure.exit_code()
        }
    }
}

fn serve(reach: Reach, options: Serve) -> Result<String, Failure> {
    log(options.log_format);
    let Serve { listen, database, config, alertmanager_config, tls_cert, tls_key, log_format: _ } =
        options;
    let files = tls_cert.zip(tls_key);
    let tls = files.map(|(certificate, key)| TlsFiles { certificate, key });
    let data = reach.data;
    let options = ServeOptions { listen, data, database, config, alertmanager_config, tls };
    serve::run(&options).map(|()| String::new()).map_err(Failure::from)
}

fn log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("VIGIE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

fn ask(reach: &Reach, question: Question) -> Result<String, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unreachable(error.to_string(), "try again"))?;
    runtime.block_on(answer(reach, question))
}

async fn answer(reach: &Reach, question: Question) -> Result<String, Failure> {
    let json = reach.json;
    match question {
        Question::Alert(verb) => alert::run(&Client::new(reach)?, verb, json).await,
        Question::Silence(verb) => silence::run(&Client::new(reach)?, verb, json).await,
        Question::Incident(verb) => incident::run(&Client::new(reach)?, verb, json).await,
        Question::Action(verb) => action::run(&Client::new(reach)?, verb, json).await,
        Question::Measures(asked) => measures::run(&Client::new(reach)?, asked, json).await,
        Question::Draft(verb) => draft::run(&Client::new(reach)?, verb, json).await,
        Question::Breach(verb) => breach::run(&Client::new(reach)?, verb, json).await,
        Question::Change(verb) => change::run(&Client::new(reach)?, verb, json).await,
        Question::Problem(verb) => problem::run(&Client::new(reach)?, verb, json).await,
        Question::Checks => check::run(&Client::new(reach)?, json).await,
        Question::Deadlines => deadline::run(&Client::new(reach)?, json).await,
        Question::Journal(verb) => journal::run(&Client::new(reach)?, &verb, json).await,
        Question::Mail(verb) => mail::run(reach, verb).await,
        Question::Notification(verb) => notification::run(&Client::new(reach)?, &verb, json).await,
        Question::Source(verb) => source::run(&Client::new(reach)?, verb, json).await,
        Question::Playbook(verb) => playbook::run(reach, verb).await,
        Question::Exercise(verb) => exercise::run(reach, verb).await,
        Question::Token(verb) => token::run(&Client::new(reach)?, verb, json).await,
        Question::User(verb) => user::run(&Client::new(reach)?, verb, json).await,
        Question::Secret(verb) => secret::run(&Client::new(reach)?, &verb, json).await,
        Question::Binder(options) => binder::run(reach, &options).await,
        Question::Wall(verb) => wall::run(&Client::new(reach)?, verb, json).await,
        Question::SignIn { person } => sign_in::run(&Client::new(reach)?, person, json).await,
        Question::Check(source) => configuration::check(&source),
        Question::Plan(source) => configuration::plan(&Client::new(reach)?, &source, json).await,
        Question::Apply(source) => configuration::apply(&Client::new(reach)?, &source, json).await,
        Question::Export { path } => {
            configuration::export(&Client::new(reach)?, path.as_deref()).await
        }
        Question::Schema => Ok(show::json(&crate::config::schema())),
        Question::Import(import) => configuration::import(import),
        Question::Doctor(options) => doctor::run(reach, &options).await,
        Question::Completion { shell } => Ok(completion(shell)),
    }
}

fn completion(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "vigie", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests;
