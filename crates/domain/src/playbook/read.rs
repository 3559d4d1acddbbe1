//! Reads a playbook's file line by line, and goes on after a mistake to find the others.

use super::{Answer, Level, Phase, Playbook, PlaybookStep, StepKind};
use crate::front::{Front, Mistake};
use crate::text::Slug;
use std::collections::BTreeMap;
use std::time::Duration;

/// Largest file: a playbook is read on a phone.
const BYTES_MAX: usize = 64 * 1024;
/// Most steps: nobody follows more in a night.
const STEPS_MAX: usize = 100;
/// Longest step, in characters: one thought.
const STEP_CHARS_MAX: usize = 500;

/// The keys of the front matter, required ones first.
const KEYS: [&str; 7] = ["title", "when", "for", "source", "level", "time-box", "after"];
const REQUIRED: usize = 4;

pub(super) fn playbook(key: &str, text: &str) -> Result<Playbook, Vec<Mistake>> {
    let front = Front::read(text, BYTES_MAX, (&KEYS, REQUIRED))?;
    let mut reader = Reader { front, intro: Vec::new(), phases: Vec::new() };
    reader.body();
    reader.finish(key)
}

struct Reader<'t> {
    front: Front<'t>,
    intro: Vec<&'t str>,
    phases: Vec<Phase>,
}

impl<'t> Reader<'t> {
    fn refuse(&mut self, line: usize, why: impl Into<String>) {
        self.front.refuse(line, why);
    }

    fn body(&mut self) {
        for (number, line) in std::mem::take(&mut self.front.body) {
            if let Some(title) = line.strip_prefix("## ") {
                self.phases.push(Phase { title: title.trim().to_owned(), steps: Vec::new() });
            } else if let Some(rest) = line.strip_prefix("- [") {
                self.step(number, rest);
            } else {
                self.more(number, line);
            }
        }
    }

    fn step(&mut self, number: usize, rest: &str) {
        let Some((mark, text)) = rest.split_once(']') else {
            self.refuse(number, "the mark does not end: write \"- [ ] what to do\"");
            return;
        };
        let text = text.trim().to_owned();
        if text.is_empty() || text.chars().count() > STEP_CHARS_MAX {
            self.refuse(number, format!("a step says 1 to {STEP_CHARS_MAX} characters"));
        }
        let kind = match kind(mark.trim()) {
            Ok(kind) => kind,
            Err(why) => {
                self.refuse(number, why);
                StepKind::Do
            }
        };
        let step =
            PlaybookStep { kind, text, details: String::new(), answers: BTreeMap::default() };
        match self.phases.last_mut() {
            Some(phase) => phase.steps.push(step),
            None => self.refuse(number, "a step stands under a heading: write \"## ...\" first"),
        }
    }

    /// A line that is no heading and no step: of the introduction, or more about a step.
    fn more(&mut self, number: usize, line: &'t str) {
        let Some(phase) = self.phases.last_mut() else {
            self.intro.push(line);
            return;
        };
        if line.trim().is_empty() {
            return;
        }
        let Some(step) = phase.steps.last_mut() else {
            self.refuse(number, "after a heading come steps: write \"- [ ] what to do\"");
            return;
        };
        let Some(text) = line.strip_prefix("  ") else {
            self.refuse(number, "what belongs to a step is indented by two spaces");
            return;
        };
        match answer(text) {
            Some((answer, meaning)) if step.kind == StepKind::Ask => {
                if step.answers.insert(answer, meaning.to_owned()).is_some() {
                    self.refuse(number, "this answer is there twice");
                }
            }
            Some(_) | None => {
                if !step.details.is_empty() {
                    step.details.push('\n');
                }
                step.details.push_str(text);
            }
        }
    }

    fn finish(mut self, key: &str) -> Result<Playbook, Vec<Mistake>> {
        let steps: usize = self.phases.iter().map(|phase| phase.steps.len()).sum();
        if steps == 0 || steps > STEPS_MAX {
            self.refuse(1, format!("a playbook has 1 to {STEPS_MAX} steps, this one {steps}"));
        }
        let key = self.slug(1, key);
        let situation = self.slug_of("when");
        let after = self.slug_of("after");
        let levels = self.levels();
        let time_box = self.front.of("time-box").and_then(|(number, value)| {
            let span = span(value);
            if span.is_none() {
                self.refuse(number, format!("\"{value}\" is no span such as 45 min or 2 h"));
            }
            span
        });
        let word = |name: &str| self.front.word(name);
        match (key, situation) {
            (Some(key), Some(situation)) if self.front.mistakes.is_empty() => Ok(Playbook {
                key,
                title: word("title"),
                situation,
                reader: word("for"),
                levels,
                time_box,
                after,
                source: word("source"),
                intro: self.intro.join("\n").trim().to_owned(),
                phases: self.phases,
            }),
            _ => Err(self.front.mistakes),
        }
    }

    fn slug_of(&mut self, name: &str) -> Option<Slug> {
        let (number, value) = self.front.of(name)?;
        self.slug(number, value)
    }

    fn slug(&mut self, number: usize, text: &str) -> Option<Slug> {
        text.parse().map_err(|error: crate::text::TextError| self.refuse(number, error.0)).ok()
    }

    fn levels(&mut self) -> Vec<Level> {
        let Some((number, value)) = self.front.of("level") else { return Vec::new() };
        let mut levels = Vec::new();
        for word in value.split(',').map(str::trim) {
            match Level::from_word(word) {
                Some(level) => levels.push(level),
                None => self.refuse(number, format!("\"{word}\" is no level: red or orange")),
            }
        }
        levels
    }
}

fn kind(mark: &str) -> Result<StepKind, String> {
    match mark {
        "" => Ok(StepKind::Do),
        "?" => Ok(StepKind::Ask),
        _ => match mark.strip_prefix('!') {
            Some(action) => action.trim().parse().map(StepKind::Act),
            None => span(mark).map(StepKind::Wait).ok_or_else(|| {
                format!(
                    "\"[{mark}]\" is no mark: write [ ] to do, [?] to ask, [30 min] to wait, \
                     [! backup] to act"
                )
            }),
        },
    }
}

/// `30 min`, `2 h`, `3 d`.
fn span(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_once(' ')?;
    let number: u64 = number.parse().ok().filter(|number| (1..=1000).contains(number))?;
    let seconds = match unit {
        "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(number * seconds))
}

fn answer(text: &str) -> Option<(Answer, &str)> {
    let (word, meaning) = text.strip_prefix("- ")?.split_once(':')?;
    Some((Answer::from_word(word.trim())?, meaning.trim()))
}
