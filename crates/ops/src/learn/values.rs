//! What the places of a template are filled with, from what is known. `None` leaves the question.

use super::markdown::{ask, day, head, inline, local, row, time};
use super::material::Story;
use crate::journal::{Telling, Told};
use crate::store::journal::Entry;
use crate::words::Words;
use vigie_domain::action::day_of;
use vigie_domain::alert::State;
use vigie_domain::clock::ClockEnding;
use vigie_domain::id::EntryId;
use vigie_domain::measure::Measure;
use vigie_domain::note::NoteMark;
use vigie_domain::qualification::{Answers, Qualification};
use vigie_domain::report::Template;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// What a text is written for.
pub(super) struct Writing<'a> {
    pub(super) words: Words,
    pub(super) setup: &'a Setup,
    /// Whether the text names the zone of its instants, so that none of them has to.
    pub(super) names_zone: bool,
    pub(super) now: Timestamp,
    /// At least one; the first gives the report its name.
    pub(super) stories: &'a [Story],
}

impl Writing<'_> {
    /// A template, filled.
    pub(super) fn fill(&self, template: &Template) -> String {
        template.fill(|field| self.value(field), |question| ask(self.words, question))
    }

    fn first(&self) -> Option<&Story> {
        self.stories.first()
    }

    fn value(&self, field: &str) -> Option<String> {
        match field {
            "today" => Some(day(&self.setup.settings, self.now)),
            "zone" => Some(self.setup.settings.zone.clone()),
            "timeline" => Some(self.timeline()),
            "durations" => Some(self.durations()),
            "roles" => Some(self.roles()),
            "participants" => self.participants(),
            "alerts" => self.alerts(),
            "clocks" => self.clocks(),
            "told" => self.told(),
            "notes" => self.notes(),
            "evidence" => self.evidence(),
            "actions" => Some(self.actions()),
            "changes" => self.changes(),
            "detection" => self.detection(),
            // A change that happened is no cause yet: only people say what set it off.
            "trigger" => None,
            "began" | "aware" | "declared" | "acknowledged" | "mitigated" | "resolved"
            | "validated" | "closed" => self.moment(field),
            "level" | "grade" | "situation" | "qualification" | "exposed" | "personal"
            | "malicious" | "down" | "spreading" => self.qualified(field),
            _ => self.of_incident(field),
        }
    }

    fn of_incident(&self, field: &str) -> Option<String> {
        let incident = &self.first()?.incident;
        let service = incident.service.as_ref();
        let declared = service.and_then(|slug| self.setup.services.get(slug));
        match field {
            "reference" => {
                let all = self.stories.iter().map(|story| story.incident.reference.to_string());
                Some(all.collect::<Vec<_>>().join(", "))
            }
            "title" => Some(inline(&incident.title)),
            "severity" => Some(self.words.known(incident.severity.as_str())),
            "stage" => Some(self.words.incident_stage(incident.stage.as_str())),
            "service" => {
                let name = declared.map(|one| one.name.as_str()).or(service.map(|s| s.as_str()));
                name.map(inline)
            }
            "owners" => {
                let people = declared?.owners.iter().filter_map(|one| self.setup.people.get(one));
                let people: Vec<String> = people.map(|one| inline(&one.name)).collect();
                Some(people.join(", "))
            }
            "organisation" => {
                let slug = declared?.organisation.as_ref()?;
                self.setup.organisations.get(slug).map(|one| inline(one.name.as_str()))
            }
            "lead" => incident.lead.as_deref().map(|slug| self.person(slug)),
            "duration" => {
                let moments = self.first()?.moments();
                let from = moments.began.unwrap_or(moments.declared);
                moments.resolved.map(|to| self.words.span(to.since(from)))
            }
            _ => None,
        }
    }

    fn person(&self, slug: &str) -> String {
        inline(self.setup.people.get(slug).map_or(slug, |one| one.name.as_str()))
    }

    fn time(&self, at: Timestamp) -> String {
        let settings = &self.setup.settings;
        if self.names_zone { local(settings, at) } else { time(settings, at) }
    }

    fn moment(&self, field: &str) -> Option<String> {
        let (story, moments) = (self.first()?, self.first()?.moments());
        let at = match field {
            "began" => moments.began,
            "aware" => story.incident.aware.as_ref().map(|noted| noted.at),
            "declared" => Some(moments.declared),
            "acknowledged" => moments.acknowledged,
            "mitigated" => moments.mitigated,
            "resolved" => moments.resolved,
            "validated" => moments.validated,
            _ => story.incident.closed_at,
        };
        at.map(|at| self.time(at))
    }

    fn qualified(&self, field: &str) -> Option<String> {
        let last = self.first()?.qualification.as_ref()?;
        let Qualification { answers, level, grade, .. } = last;
        let answer = |of: fn(&Answers) -> vigie_domain::playbook::Answer| {
            Some(self.words.answer(of(answers).as_str()))
        };
        match field {
            "level" => Some(self.words.known(level.as_str())),
            "grade" => Some(grade.number().to_string()),
            "situation" => Some(self.words.situation(answers.situation.as_str())),
            "exposed" => answer(|answers| answers.exposed),
            "personal" => answer(|answers| answers.personal),
            "malicious" => answer(|answers| answers.malicious),
            "down" => answer(|answers| answers.down),
            "spreading" => answer(|answers| answers.spreading),
            _ => Some(self.words.report_qualified(
                self.time(last.at),
                grade.number(),
                self.words.known(level.as_str()),
                self.person(&last.by),
            )),
        }
    }

    /// The measured parts; what is not known asks for it.
    fn durations(&self) -> String {
        let mut text = head(self.words.report_durations());
        for story in self.stories {
            let moments = story.moments();
            for measure in Measure::ALL {
                let name = self.words.measure(measure.as_str());
                let name = match self.stories {
                    [_] => name,
                    _ => format!("{}, {name}", story.incident.reference),
                };
                let cells = match moments.span(measure) {
                    Some((from, to)) => {
                        [self.words.span(to.since(from)), self.time(from), self.time(to)]
                    }
                    None => {
                        let question = self.words.measure_ask(measure.as_str());
                        [ask(self.words, &question), String::new(), String::new()]
                    }
                };
                let [span, from, to] = &cells;
                text += &row([name.as_str(), span, from, to]);
            }
        }
        text.trim_end().to_owned()
    }

    /// Who found it, and how; and when it was seen, where somebody said another time.
    fn detection(&self) -> Option<String> {
        let found = self.found()?;
        let incident = &self.first()?.incident;
        let seen = incident.detected.as_ref().filter(|seen| seen.at != incident.declared_at);
        Some(match seen {
            Some(seen) => {
                self.words.report_found_seen(self.time(seen.at), &found, self.person(&seen.by))
            }
            None => found,
        })
    }

    fn found(&self) -> Option<String> {
        let story = self.first()?;
        let declared = story.entries.iter().find(|entry| entry.kind == "incident_declared")?;
        let at = self.time(declared.at);
        if !story.incident.by_alert {
            return Some(self.words.report_found_by(at, self.person(&declared.actor)));
        }
        let by_start = |stored: &&crate::store::alerts::Stored| stored.alert.claim.starts_at;
        let title = story.alerts.iter().min_by_key(by_start)?.alert.claim.title();
        Some(self.words.report_found_alert(at, inline(&title)))
    }

    fn roles(&self) -> String {
        let mut text = head(self.words.report_roles());
        for story in self.stories {
            let lead = story.incident.lead.as_deref().map(|slug| self.person(slug));
            let lead = lead.unwrap_or_else(|| ask(self.words, self.words.report_who()));
            text += &row([self.words.report_lead(), &lead, ""]);
        }
        text.trim_end().to_owned()
    }

    fn participants(&self) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for slug in self.stories.iter().flat_map(Story::people) {
            let name = self.person(slug);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    fn timeline(&self) -> String {
        let mut all: Vec<(&Entry, String)> = Vec::new();
        for story in self.stories {
            let of = match self.stories {
                [_] => String::new(),
                _ => format!("{}: ", story.incident.reference),
            };
            all.extend(story.entries.iter().map(|entry| (entry, of.clone())));
        }
        all.sort_by_key(|(entry, _)| (happened(entry), entry.seq));
        let rows = all.iter().map(|(entry, of)| self.line(entry, of));
        let text = head(self.words.report_columns()) + &rows.collect::<String>();
        text.trim_end().to_owned()
    }

    /// A line of the timeline as a row, at the time when it happened; one that was corrected is
    /// struck out, with who corrected it.
    pub(super) fn line(&self, entry: &Entry, of: &str) -> String {
        let clock = |at| self.time(at);
        let telling = Telling { words: self.words, setup: self.setup, clock: &clock };
        let Told { what, about, text } = telling.line(entry);
        let mark = NoteMark::read(&entry.kind, &entry.subject);
        let about = mark.map_or(about, |mark| self.marked(mark).unwrap_or_default());
        let said = [what.as_str(), &about, &text].map(inline);
        let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let mut what = said.join(self.words.colon());
        if let Some(by) = self.corrections(entry.seq).next() {
            let text = inline(&text);
            let struck = if text.is_empty() {
                format!("~~{what}~~")
            } else {
                what.replace(&text, &format!("~~{text}~~"))
            };
            let (by, at) = (self.person(&by.actor), self.time(by.at));
            what = format!("{struck} ({})", self.words.report_corrected(by, at));
        }
        let at = self.time(happened(entry));
        row([at.as_str(), &self.person(&entry.actor), &(of.to_owned() + &what)])
    }

    /// What a note says of itself: the line that it corrects, and that it was noted later.
    fn marked(&self, mark: NoteMark) -> Option<String> {
        let target = mark.corrects?;
        let line = self.stories.iter().flat_map(|story| &story.entries);
        let line = line.into_iter().find(|entry| entry.seq == target)?;
        Some(self.words.report_corrects(self.time(line.at), self.person(&line.actor)))
    }

    /// The lines that correct one.
    fn corrections(&self, of: EntryId) -> impl Iterator<Item = &Entry> {
        let all = self.stories.iter().flat_map(|story| &story.entries);
        all.filter(move |entry| {
            let mark = NoteMark::read(&entry.kind, &entry.subject);
            mark.is_some_and(|mark| mark.corrects == Some(of))
        })
    }

    fn alerts(&self) -> Option<String> {
        let mut text = String::new();
        for stored in self.stories.iter().flat_map(|story| &story.alerts) {
            let ending = match &stored.alert.state {
                State::Open | State::Acknowledged { .. } => self.words.report_goes_on().to_owned(),
                State::Resolved { how, .. } => {
                    self.words.report_ending(&how.as_str().replace(' ', "-"))
                }
            };
            let (claim, title) = (&stored.alert.claim, stored.alert.claim.title());
            let name = claim.labels.get("alertname").filter(|name| *name != title);
            let said = name.map(|name| format!("{}: ", inline(name))).unwrap_or_default();
            let severity = self.words.known(claim.severity().as_str());
            text += &format!("\n  - {said}{} ({severity}, {ending})", inline(&title));
        }
        (!text.is_empty()).then_some(text)
    }

    fn clocks(&self) -> Option<String> {
        let mut text = head(self.words.report_clocks());
        let clocks: Vec<_> = self.stories.iter().flat_map(|story| &story.clocks).collect();
        for clock in &clocks {
            let due = clock.due_at.map_or(String::new(), |due| self.time(due));
            let how = match &clock.ended {
                None => ask(self.words, self.words.report_clock_open()),
                Some((by, at, how)) => {
                    let (word, proof) = match how {
                        ClockEnding::Proven(proof) => (self.words.clock_proven(), proof),
                        ClockEnding::NotRequired(why) => (self.words.clock_waived(), why),
                    };
                    format!("{word} {} ({}, {})", inline(proof), self.person(by), self.time(*at))
                }
            };
            let name = inline(&self.words.title_of(&clock.terms));
            let aware = self.time(clock.aware_at);
            text += &row([name.as_str(), &aware, &due, &how]);
        }
        (!clocks.is_empty()).then(|| text.trim_end().to_owned())
    }

    fn told(&self) -> Option<String> {
        let mut text = head(self.words.report_told());
        let found = self.stories.iter().flat_map(|story| story.of_kinds(&["told", "not_told"]));
        let mut any = false;
        for entry in found {
            any = true;
            let kind = self.words.known(&entry.kind);
            let said = inline(&entry.text);
            let at = self.time(entry.at);
            text += &row([at.as_str(), &inline(&entry.subject), &kind, &said]);
        }
        any.then(|| text.trim_end().to_owned())
    }

    /// What was changed around it, oldest first, so that times can be compared.
    fn changes(&self) -> Option<String> {
        let mut text = head(self.words.report_changes());
        let mut all: Vec<_> = self.stories.iter().flat_map(|story| &story.changes).collect();
        all.sort_by_key(|one| (one.at, one.id));
        all.dedup_by_key(|one| one.id);
        for one in &all {
            let kind = self.words.change_kind(one.kind.as_str());
            let state = self.words.change_state(one.state.as_str());
            let said = inline(&one.what);
            let at = self.time(one.at);
            text += &row([at.as_str(), &format!("{kind}, {state}"), &said, &self.person(&one.who)]);
        }
        (!all.is_empty()).then(|| text.trim_end().to_owned())
    }

    /// What is kept, by its digest, so that a copy can be compared years later.
    fn evidence(&self) -> Option<String> {
        let mut text = head(self.words.report_evidence());
        let all: Vec<_> = self.stories.iter().flat_map(|story| &story.evidence).collect();
        for one in &all {
            let at = self.time(one.occurred_at.unwrap_or(one.added_at));
            let (name, bytes) = (inline(&one.name), one.bytes.to_string());
            let digest = format!("`{}`", one.sha256);
            text += &row([name.as_str(), &bytes, &digest, &at, &self.person(&one.added_by)]);
        }
        (!all.is_empty()).then(|| text.trim_end().to_owned())
    }

    /// What is to be done, as a table; empty when nothing is agreed.
    fn actions(&self) -> String {
        let mut text = head(self.words.action_columns());
        let today = day_of(self.now, &self.setup.settings.time_zone());
        let all: Vec<_> = self.stories.iter().flat_map(|story| &story.actions).collect();
        for action in &all {
            let state = match &action.ended {
                Some((_, _, how)) => how.words().0,
                None if action.is_late(today) => "overdue",
                None => "open",
            };
            let kind = self.words.action_kind_short(action.kind.as_str());
            let (said, due) = (inline(&action.text), action.due_on.to_string());
            let state = self.words.action_state(state);
            text += &row([said.as_str(), &kind, &self.person(&action.owner), &due, &state]);
        }
        if all.is_empty() { String::new() } else { text.trim_end().to_owned() }
    }

    /// Notes and decisions, as they stand after what was corrected.
    fn notes(&self) -> Option<String> {
        let kinds = ["incident_noted", "decision_noted"];
        let notes = self.stories.iter().flat_map(|story| story.of_kinds(&kinds));
        let line = |entry: &Entry| {
            let last = self.corrections(entry.seq).last();
            format!("- {}", inline(&last.unwrap_or(entry).text))
        };
        let lines: Vec<String> = notes.map(line).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// When a line happened: as somebody noted it, or when it was written.
fn happened(entry: &Entry) -> Timestamp {
    let mark = NoteMark::read(&entry.kind, &entry.subject);
    mark.and_then(|mark| mark.occurred_at).unwrap_or(entry.at)
}
