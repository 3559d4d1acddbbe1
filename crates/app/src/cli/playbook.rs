//! `vigie playbook`: read what ships and your own, and check one, without a server; and follow one
//! in an incident.

mod run;

use super::Reach;
use super::client::Client;
use super::failure::Failure;
use super::show;
use crate::{config, playbook_repository};
use clap::{Args, Subcommand};
use run::RunVerb;
use std::path::{Path, PathBuf};
use vigie_domain::person::Language;
use vigie_domain::playbook::{Playbook, StepKind};
use vigie_domain::scenario::Scenario;
use vigie_domain::text::Slug;
use vigie_ops::respond::{Library, read_scenario};
use vigie_ops::words::Words;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the playbooks
    List {
        /// The language, en or fr
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        own: Own,
    },
    /// Print a playbook
    Show {
        /// Its short name, such as data-leak-developer
        key: String,
        /// The language, en or fr
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        own: Own,
    },
    /// Check the file of a playbook of your own, or of its scenario
    Check {
        /// The file, such as my-playbook.md or my-playbook.scenario.md
        path: PathBuf,
    },
    #[command(flatten)]
    Run(RunVerb),
}

/// Where the playbooks and scenarios of one's own are.
#[derive(Args)]
pub(super) struct Own {
    /// The configuration file or folder whose settings name a folder of own playbooks
    #[arg(long, env = "VIGIE_CONFIG")]
    config: Option<PathBuf>,
}

impl Own {
    /// Own playbooks over those that ship; those that ship without a configuration.
    pub(super) fn playbooks(&self, data: &Path) -> Result<Library, Failure> {
        let Some(path) = &self.config else { return Ok(Library::default()) };
        let loaded =
            config::load(path).map_err(|found| Failure::Refused(config::report(&found)))?;
        Ok(playbook_repository::library(data, &loaded.setup.settings, &Library::default()))
    }
}

impl Own {
    /// Which commit of the declared repository is in use.
    fn origin(&self, data: &Path) -> Result<Option<String>, Failure> {
        let Some(path) = &self.config else { return Ok(None) };
        let loaded =
            config::load(path).map_err(|found| Failure::Refused(config::report(&found)))?;
        let wanted = loaded.setup.settings.playbook_repository;
        Ok(wanted
            .map(|wanted| format!("own playbooks: {}", playbook_repository::known(data, &wanted))))
    }
}

pub(super) async fn run(reach: &Reach, verb: Verb) -> Result<String, Failure> {
    match verb {
        Verb::List { language, own } => {
            let listed = list(&own.playbooks(&reach.data)?, language_of(&language)?);
            Ok(own.origin(&reach.data)?.into_iter().chain([listed]).collect::<Vec<_>>().join("\n"))
        }
        Verb::Show { key, language, own } => {
            let (language, all) = (language_of(&language)?, own.playbooks(&reach.data)?);
            let all = all.playbooks(language);
            let found = key.parse::<Slug>().ok().and_then(|key| all.get(&key));
            let next = "list them with: vigie playbook list";
            found
                .map(|playbook| text(playbook, Words::of(language)))
                .ok_or_else(|| Failure::refused(format!("there is no playbook \"{key}\""), next))
        }
        Verb::Check { path } => check(&path),
        Verb::Run(verb) => run::run(&Client::new(reach)?, verb, reach.json).await,
    }
}

/// All playbooks, own ones marked; and the files that are not used, with why.
fn list(library: &Library, language: Language) -> String {
    let all = library.playbooks(language);
    let width = all.keys().map(|key| key.as_str().len()).max().unwrap_or(0);
    let line = |playbook: &Playbook| {
        let own = if library.is_own(&playbook.key) { " (own)" } else { "" };
        format!("{:width$}  {}{own}", playbook.key.as_str(), playbook.title)
    };
    let faults = library.faults.iter().map(|fault| format!("not used: {fault}"));
    all.values().map(line).chain(faults).collect::<Vec<_>>().join("\n")
}

pub(super) fn language_of(word: &str) -> Result<Language, Failure> {
    Language::from_tag(word)
        .ok_or_else(|| Failure::Usage(format!("\"{word}\" is no language of Vigie: en or fr")))
}

fn check(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|why| Failure::refused(format!("{shown}: {why}"), "name a Markdown file"))?;
    let key = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let (read, example) = if key.ends_with(".scenario") {
        let fine = |one: Scenario| (show::count(one.events.len(), "event", "events"), one.title);
        (read_scenario(&key, &text).map(fine), "the chapter on playbooks has an example")
    } else {
        let fine = |one: Playbook| (show::count(one.steps(), "step", "steps"), one.title);
        let next = "see how one is written: vigie playbook show data-leak-developer";
        (Playbook::read(&key, &text).map(fine), next)
    };
    match read {
        Ok((holds, title)) => Ok(format!("{shown}: fine, {holds}: {title}")),
        Err(mistakes) => {
            let lines: Vec<String> =
                mistakes.iter().map(|mistake| format!("{shown}: {mistake}")).collect();
            Err(Failure::refused(lines.join("\n"), example))
        }
    }
}

/// A playbook as a terminal and paper show it.
fn text(playbook: &Playbook, words: Words) -> String {
    let mut lines = vec![
        playbook.title.clone(),
        words.playbook_for(&playbook.reader),
        String::new(),
        playbook.intro.clone(),
    ];
    for phase in &playbook.phases {
        lines.push(format!("\n{}", phase.title));
        for step in &phase.steps {
            let mark = match step.kind {
                StepKind::Do => "[ ]".to_owned(),
                StepKind::Ask => "[?]".to_owned(),
                StepKind::Wait(most) => format!("[{}]", words.span(most)),
                StepKind::Act(action) => format!("[! {}]", action.as_str()),
            };
            lines.push(format!("  {mark} {}", step.text));
            let details = step.details.lines().map(|line| format!("      {line}"));
            lines.extend(details);
            let answers = step.answers.iter().map(|(answer, meaning)| {
                format!("      {}", words.pair(&words.answer(answer.as_str()), meaning))
            });
            lines.extend(answers);
        }
    }
    lines.push(format!("\n{}", words.playbook_source(&playbook.source)));
    lines.join("\n")
}
