//! What the command line takes, and what it refuses.

use super::*;

fn parse(line: &str) -> Result<Line, clap::Error> {
    super::parse(line.split(' '))
}

#[test]
fn the_commands_are_sound() {
    command().debug_assert();
}

#[test]
fn every_documented_line_is_understood() {
    for line in [
        "vigie serve --listen 127.0.0.1:0 --data /tmp/x --log-format json",
        "vigie alert send alertname=Down severity=critical --annotation summary=x --ends-in 5m",
        "vigie alert list --filter severity=critical --filter a=~b --state all --json",
        "vigie alert show 12",
        "vigie alert ack 12 --url http://127.0.0.1:1 --token x",
        "vigie silence add service=login --duration 1h30m --comment known",
        "vigie silence list --all",
        "vigie silence expire 0b4e7c1e-0000-4000-8000-000000000000",
        "vigie incident declare Down --service login --severity critical",
        "vigie incident list",
        "vigie incident show INC-2026-0001",
        "vigie incident note INC-2026-0001 words",
        "vigie incident ack INC-2026-0001",
        "vigie incident close INC-2026-0001",
        "vigie incident report INC-2026-0001",
        "vigie playbook start INC-2026-0001 data-leak-developer --language fr",
        "vigie playbook steps INC-2026-0001 1 --json",
        "vigie playbook tick INC-2026-0001 1 2 --answer unknown",
        "vigie playbook skip INC-2026-0001 1 3 reason",
        "vigie playbook untick INC-2026-0001 1 3",
        "vigie exercise list --language fr",
        "vigie exercise start data-leak-ops --receiver team",
        "vigie exercise stop INC-2026-0001",
        "vigie measures --by service --level red --month 2026-11 --months 24",
        "vigie draft list INC-2026-0001",
        "vigie draft show INC-2026-0001 cnil-initial --language fr",
        "vigie breach list --csv",
        "vigie breach show INC-2026-0001",
        "vigie breach write INC-2026-0001 --risk none --reasons encrypted",
        "vigie problem list --all",
        "vigie problem show 3",
        "vigie problem declare 3 Down --severity warning",
        "vigie problem dismiss 3 spam",
        "vigie checks",
        "vigie journal verify",
        "vigie token add robot --role sender --organisation acme --days 30",
        "vigie token make robot",
        "vigie token withdraw robot",
        "vigie token list --withdrawn",
        "vigie notification list",
        "vigie notification retry 3",
        "vigie sign-in",
        "vigie sign-in alice",
        "vigie check vigie.yaml",
        "vigie plan vigie.yaml",
        "vigie apply vigie.yaml --json",
        "vigie export",
        "vigie export vigie.yaml",
        "vigie schema",
        "vigie import alertmanager alertmanager.yml",
        "vigie doctor --config vigie.yaml",
        "vigie completion bash",
    ] {
        assert!(parse(line).is_ok(), "{line}");
    }
}

#[test]
fn wrong_lines_are_refused_with_the_word_that_is_wrong() {
    for (line, named) in [
        ("vigie alrt list", "alrt"),
        ("vigie alert send alertname", "NAME=VALUE"),
        ("vigie alert send", "NAME=VALUE"),
        ("vigie alert show x", "invalid digit"),
        ("vigie alert list --state gone", "gone"),
        ("vigie alert list --limit 501", "501"),
        ("vigie silence add a=b --duration soon --comment x", "soon"),
        ("vigie silence add a=b --comment x", "--duration"),
        ("vigie incident declare x --severity bad", "bad"),
        ("vigie serve --listen nowhere", "nowhere"),
        ("vigie serve --url http://127.0.0.1:1", "this command asks no server"),
        ("vigie check vigie.yaml --token x", "this command asks no server"),
    ] {
        let error = parse(line).err().unwrap_or_else(|| panic!("{line} is taken"));
        assert!(error.to_string().contains(named), "{line}: {error}");
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

/// The commands that do something, each with its whole name and the options of its own.
fn leaves(command: &clap::Command, name: &str, all: &mut Vec<(String, Vec<String>)>) {
    let inner = || command.get_subcommands().filter(|one| !one.is_hide_set());
    for one in inner().filter(|one| one.get_name() != "help") {
        leaves(one, &format!("{name} {}", one.get_name()), all);
    }
    if inner().next().is_none() {
        let own = command.get_arguments().filter(|arg| !arg.is_global_set() && !arg.is_hide_set());
        let options = own.filter_map(|arg| arg.get_long()).filter(|long| *long != "help");
        let known = ["url", "token", "data", "json", "version"];
        let options = options.filter(|long| !known.contains(long)).map(|long| format!("--{long}"));
        all.push((name.to_owned(), options.collect()));
    }
}

#[test]
fn the_chapter_on_the_command_line_has_every_command_with_every_option() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/command-line.md");
    let chapter = std::fs::read_to_string(path).unwrap();
    let mut all = Vec::new();
    leaves(&command(), "vigie", &mut all);
    assert!(all.len() > 80, "only {} commands are found", all.len());
    for (name, options) in &all {
        let begins = |line: &&str| {
            let rest = line.strip_prefix("| `").and_then(|line| line.strip_prefix(name.as_str()));
            rest.is_some_and(|rest| rest.starts_with([' ', '`']))
        };
        let row = chapter.lines().find(begins);
        let row = row.unwrap_or_else(|| panic!("docs/guide/command-line.md has no row of: {name}"));
        for option in options {
            assert!(row.contains(option), "the row of {name} lacks {option}");
        }
    }
    for row in chapter.lines().filter_map(|line| line.strip_prefix("| `vigie ")) {
        let row = format!("vigie {row}");
        let known = all.iter().any(|(name, _)| {
            row.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with([' ', '`']))
        });
        assert!(known, "there is no such command: {row}");
    }
}

/// The words of a line as a shell takes them, up to what is not the command's own: a comment, a
/// pipe, another command.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for char in line.chars() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(char),
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, '|' | ';' | '&' | '>' | '<') => break,
            (None, ' ') => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

#[test]
fn every_command_that_the_guide_shows_is_understood() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chapters = std::fs::read_dir(root.join("docs/guide")).unwrap();
    let chapters = chapters.map(|file| file.unwrap().path()).filter(|file| file.is_file());
    let mut read = 0;
    for file in chapters.chain([root.join("README.md")]) {
        let text = std::fs::read_to_string(&file).unwrap();
        for block in text.split("```sh\n").skip(1) {
            let block = block.split("```").next().unwrap().replace("\\\n", " ");
            for line in block.lines().map(|line| line.trim().trim_start_matches("sudo ")) {
                let line = line.strip_prefix("target/release/").unwrap_or(line);
                if line.starts_with("vigie ") {
                    let parsed = super::parse(shell_words(line));
                    let why = parsed.err().map(|error| error.to_string());
                    assert_eq!(why, None, "{}: {line}", file.display());
                    read += 1;
                }
            }
        }
    }
    assert!(read > 40, "only {read} commands were found");
}

#[test]
fn the_help_tells_the_exit_codes() {
    let help = Line::command().render_help().to_string();
    for code in ["0 done", "1 refused", "2 the command line", "3 the server"] {
        assert!(help.contains(code), "{code}");
    }
}

#[test]
fn a_command_shows_the_options_that_it_has_a_use_for() {
    let shown = |words: &[&str]| {
        let mut all = command();
        all.build();
        let last = words.iter().fold(&mut all, |c, word| c.find_subcommand_mut(word).unwrap());
        last.render_help().to_string()
    };
    for (words, options) in [
        (&["serve"][..], "--data"),
        (&["check"], ""),
        (&["schema"], ""),
        (&["import", "alertmanager"], ""),
        (&["completion"], ""),
        (&["alert", "list"], "--url --token --data --json"),
        (&["doctor"], "--url --token --data --json"),
    ] {
        let help = shown(words);
        for option in ["--url", "--token", "--data", "--json"] {
            assert_eq!(help.contains(option), options.contains(option), "{option}: {help}");
        }
    }
}

#[test]
fn no_secret_of_the_environment_stands_in_the_help() {
    for command in [Line::command()].iter().chain(Line::command().get_subcommands()) {
        for arg in command.get_arguments() {
            let secret = ["token", "database"].contains(&arg.get_id().as_str());
            assert!(!secret || arg.is_hide_env_values_set(), "{}", arg.get_id());
        }
    }
}

#[test]
fn completions_know_the_nouns() {
    let script = completion(clap_complete::Shell::Bash);
    assert!(script.contains("silence") && script.contains("_vigie()"));
}
