//! `vigie incident`: declare, list, show, note and take through its stages.

mod clocks;
mod edit;
mod evidence;
mod links;
mod qualify;
mod tasks;

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Declare an incident
    Declare {
        /// One line that says what is wrong
        title: String,
        /// The service that suffers, by its short name
        #[arg(long)]
        service: Option<String>,
        /// How bad
        #[arg(long, default_value = "warning", value_parser = ["info", "warning", "critical"])]
        severity: String,
        /// An exercise or a test is marked everywhere, and counts nowhere
        #[arg(long, default_value = "incident", value_parser = ["incident", "exercise", "test"])]
        kind: String,
        /// Only those who take part see it: name them with --admit
        #[arg(long)]
        private: bool,
        /// Who takes part in a private one, by their short name
        #[arg(long, requires = "private")]
        admit: Vec<String>,
    },
    /// List incidents, the newest first
    List {
        /// Closed ones too
        #[arg(long)]
        all: bool,
    },
    /// Show an incident with its timeline
    Show {
        /// Such as INC-2026-0042
        reference: String,
    },
    /// Write a note into the timeline
    Note {
        /// Such as INC-2026-0042
        reference: String,
        /// What happened or was decided
        text: String,
        /// It is a decision
        #[arg(long)]
        decision: bool,
        /// When it happened, such as 2026-11-20T21:05:00Z [default: now]
        #[arg(long)]
        at: Option<String>,
        /// The line that it corrects, by the number that `show` has before it; that line stays
        #[arg(long, conflicts_with = "decision")]
        corrects: Option<i64>,
    },
    /// Correct what is known of an incident; each change is a line of its timeline
    Edit(edit::Correction),
    /// Say how alarming it is: five questions, each may be answered with unknown
    Qualify(Box<qualify::Answers>),
    /// Show its legal clocks, in local time and UTC
    Clocks {
        /// Such as INC-2026-0042
        reference: String,
    },
    /// Start or close a legal clock
    #[command(subcommand)]
    Clock(clocks::ClockVerb),
    /// Add, end and list its tasks
    #[command(subcommand)]
    Task(tasks::TaskVerb),
    /// Show whom to call, or note that somebody was tried
    Contact(tasks::Contact),
    /// Say that another incident is related, the cause, or caused by it
    Link(links::Link),
    /// Take such a link back
    Unlink(links::Unlink),
    /// Make a new incident of some of its alerts
    Split(links::Split),
    /// Take an incident: whoever does leads it
    #[command(alias = "ack")]
    Take(Step),
    /// Wait for somebody outside; say for what
    Hold(Reason),
    /// Go on with what was on hold
    Resume(Step),
    /// Say that it no longer hurts
    Resolve(Step),
    /// Confirm what somebody else resolved
    Validate(Step),
    /// Plan what keeps it from coming back
    Remediate(Step),
    /// Close an incident; its report is drafted, its alerts stay as they are
    Close(Step),
    /// Say that there was nothing
    Cancel(Reason),
    /// Say that it is the same as another one, which gets its alerts
    Duplicate {
        /// Such as INC-2026-0042
        reference: String,
        /// The other one, such as INC-2026-0041
        other: String,
        /// Why
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Say that it hurts again, or that it was not over
    Reopen(Reason),
    /// Give, take or leave a role: incident-lead, cell-lead, communication-lead, scribe, or your own
    Role {
        /// Such as INC-2026-0042
        reference: String,
        /// Which role
        role: String,
        /// Who has it from now on; nobody unless said
        person: Option<String>,
    },
    /// Say who sees an incident
    Private {
        /// Such as INC-2026-0042
        reference: String,
        /// Everybody who sees its service sees it again
        #[arg(long, conflicts_with_all = ["admit", "dismiss"])]
        end: bool,
        /// Let somebody in, by their short name
        #[arg(long)]
        admit: Vec<String>,
        /// Take somebody out
        #[arg(long)]
        dismiss: Vec<String>,
    },
    /// Keep files and logs with an incident, and get them back
    #[command(subcommand)]
    Evidence(evidence::Verb),
    /// Print the draft of the report, Markdown
    Report {
        /// Such as INC-2026-0042
        reference: String,
    },
}

/// A step that takes no words, except to confirm one's own work where there is nobody else.
#[derive(Args)]
pub(super) struct Step {
    /// Such as INC-2026-0042
    reference: String,
    /// Why
    #[arg(long, default_value = "")]
    why: String,
}

/// A step that takes a reason.
#[derive(Args)]
pub(super) struct Reason {
    /// Such as INC-2026-0042
    reference: String,
    /// Why
    why: String,
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Declare { title, service, severity, kind, private, admit } => {
            let form = json!({"title": title, "service": service, "severity": severity, "kind": kind,
                    "private": private, "admit": admit});
            let answer = client.post("/api/v1/incidents", &form).await?;
            let said = show::text(&answer, "reference");
            Ok(if json { show::json(&answer) } else { said })
        }
        Verb::List { all } => {
            let state = if all { "all" } else { "open" };
            let answer = client.get("/api/v1/incidents", &[("state", state)]).await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Show { reference } => {
            let answer = client.get(&path(&reference, ""), &[]).await?;
            Ok(if json { show::json(&answer) } else { story(&answer) })
        }
        Verb::Note { reference, text, decision, at, corrects } => {
            let kind = decision.then_some("decision");
            let form = json!({"text": text, "kind": kind, "occurred_at": at, "corrects": corrects});
            let answer = client.post(&path(&reference, "/notes"), &form).await?;
            Ok(if json { show::json(&answer) } else { format!("noted in {reference}") })
        }
        Verb::Edit(correction) => correction.run(client, json).await,
        Verb::Qualify(answers) => answers.run(client, json).await,
        Verb::Clocks { reference } => clocks::list(client, &reference, json).await,
        Verb::Clock(verb) => verb.run(client, json).await,
        Verb::Task(verb) => verb.run(client, json).await,
        Verb::Contact(contact) => contact.run(client, json).await,
        Verb::Link(said) => said.run(client, json).await,
        Verb::Unlink(said) => said.run(client, json).await,
        Verb::Split(said) => said.run(client, json).await,
        Verb::Take(said) => said.step(client, "take", json).await,
        Verb::Resume(said) => said.step(client, "resume", json).await,
        Verb::Resolve(said) => said.step(client, "resolve", json).await,
        Verb::Validate(said) => said.step(client, "validate", json).await,
        Verb::Remediate(said) => said.step(client, "remediate", json).await,
        Verb::Close(said) => said.step(client, "close", json).await,
        Verb::Hold(said) => said.step(client, "hold", json).await,
        Verb::Cancel(said) => said.step(client, "cancel", json).await,
        Verb::Reopen(said) => said.step(client, "reopen", json).await,
        Verb::Duplicate { reference, other, why } => {
            let form = json!({"why": why, "other": other});
            step(client, (&reference, "duplicate"), &form, json).await
        }
        Verb::Role { reference, role, person } => {
            let form = json!({"role": role, "person": person});
            let answer = client.post(&path(&reference, "/roles"), &form).await?;
            Ok(if json { show::json(&answer) } else { roles(&answer) })
        }
        Verb::Private { reference, end, admit, dismiss } => {
            let form = json!({"private": !end, "admit": admit, "dismiss": dismiss});
            let answer = client.post(&path(&reference, "/privacy"), &form).await?;
            Ok(if json { show::json(&answer) } else { seen_by(&answer) })
        }
        Verb::Evidence(verb) => evidence::run(client, verb, json).await,
        Verb::Report { reference } => client.text(&path(&reference, "/report")).await,
    }
}

fn path(reference: &str, rest: &str) -> String {
    format!("/api/v1/incidents/{reference}{rest}")
}

impl Step {
    async fn step(self, client: &Client, step: &str, json: bool) -> Result<String, Failure> {
        self::step(client, (&self.reference, step), &json!({"why": self.why}), json).await
    }
}

impl Reason {
    async fn step(self, client: &Client, step: &str, json: bool) -> Result<String, Failure> {
        self::step(client, (&self.reference, step), &json!({"why": self.why}), json).await
    }
}

async fn step(
    client: &Client,
    (reference, step): (&str, &str),
    form: &Value,
    json: bool,
) -> Result<String, Failure> {
    let answer = client.post(&path(reference, &format!("/{step}")), form).await?;
    Ok(if json { show::json(&answer) } else { told(&answer) })
}

/// What became of a step. Whoever resolves or closes an incident must know that alerts go on.
fn told(answer: &Value) -> String {
    let (reference, stage) = (show::text(answer, "reference"), show::text(answer, "stage"));
    let said = format!("{reference} is {}", stage.replace('_', " "));
    let live = answer.get("live_alerts").and_then(Value::as_u64).unwrap_or(0);
    if live == 0 || !["resolved", "closed"].contains(&stage.as_str()) {
        return said;
    }
    let live = usize::try_from(live).unwrap_or(usize::MAX);
    let alerts = show::count(live, "of its alerts still goes on", "of its alerts still go on");
    let next = format!(
        "vigie incident show {reference}; an alert that nobody needs any more ends with \
         `vigie alert close ID`"
    );
    format!("{said}, but {alerts}\n  next: {next}")
}

/// Who does what.
fn roles(incident: &Value) -> String {
    let row = |one: &Value| vec![show::text(one, "role"), show::text(one, "person")];
    let rows: Vec<Vec<String>> = show::list(incident, "roles").iter().map(row).collect();
    show::table(&["ROLE", "PERSON"], &rows, "nobody has a role in it")
}

/// Who sees it.
fn seen_by(incident: &Value) -> String {
    let reference = show::text(incident, "reference");
    match incident.get("participants").and_then(Value::as_array) {
        None => format!("{reference} is not private"),
        Some(names) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            format!("{reference} is private to {}", names.join(", "))
        }
    }
}

fn table(answer: &Value) -> String {
    let row = |incident: &Value| {
        vec![
            show::text(incident, "reference"),
            show::text(incident, "stage"),
            show::text(incident, "severity"),
            show::text(incident, "service"),
            show::time(incident, "declared_at"),
            show::text(incident, "lead"),
            show::text(incident, "title"),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "incidents").iter().map(row).collect();
    let headers = ["REFERENCE", "STAGE", "SEVERITY", "SERVICE", "DECLARED", "LEAD", "TITLE"];
    show::table(&headers, &rows, "no incident")
}

/// When, and who says so.
fn noted(incident: &Value, field: &str) -> String {
    let Some(noted) = incident.get(field).filter(|noted| !noted.is_null()) else {
        return String::new();
    };
    format!("{} ({})", show::time(noted, "at"), show::text(noted, "by"))
}

fn story(incident: &Value) -> String {
    let text = |field: &str| show::text(incident, field);
    let facts = show::pairs(&[
        ("incident", format!("{} {}", text("reference"), text("title"))),
        ("kind", text("kind")),
        ("stage", text("stage")),
        ("severity", text("severity")),
        ("service", text("service")),
        ("lead", text("lead")),
        ("began", noted(incident, "occurred")),
        ("seen", noted(incident, "detected")),
        ("known", noted(incident, "aware")),
        ("hurt less", noted(incident, "mitigated")),
        ("declared", show::time(incident, "declared_at")),
        ("declared by", text("declared_by")),
        ("resolved", show::time(incident, "resolved_at")),
        ("resolved by", text("resolved_by")),
        ("confirmed", show::time(incident, "validated_at")),
        ("confirmed by", text("validated_by")),
        ("closed", show::time(incident, "closed_at")),
    ]);
    let alert = |alert: &Value| {
        vec![show::text(alert, "id"), show::text(alert, "state"), show::text(alert, "title")]
    };
    let alerts: Vec<Vec<String>> = show::list(incident, "alerts").iter().map(alert).collect();
    let alerts = show::table(&["ALERT", "STATE", "TITLE"], &alerts, "no alert belongs to it");
    let timeline = show::story(show::list(incident, "timeline"));
    let told = show::notifications(show::list(incident, "notifications"));
    let (seats, linked) = (roles(incident), links::table(incident));
    format!("{facts}\n\n{seats}\n\n{linked}\n\n{timeline}\n\n{alerts}\n\n{told}")
}
