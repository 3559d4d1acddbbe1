//! What happened, as people are told it: in their language, by their clock, with the names that
//! people say. The journal keeps what was written, which other programs read.

use super::happened;
use crate::store::journal::Entry;
use crate::words::Words;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use vigie_domain::note::NoteMark;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// How lines are told.
pub struct Telling<'a> {
    /// In which language.
    pub words: Words,
    /// With the names of which people, services and checks.
    pub setup: &'a Setup,
    /// An instant on the reader's clock.
    pub clock: &'a dyn Fn(Timestamp) -> String,
}

/// A line as it is told; a part that is empty is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What happened, in one to three words.
    pub what: String,
    /// Whom or what it is about.
    pub about: String,
    /// The words that come with it.
    pub text: String,
}

impl Telling<'_> {
    /// A line of the journal. What somebody wrote stays as they wrote it.
    pub fn line(&self, entry: &Entry) -> Told {
        let (what, about) = happened(self.words, entry);
        if NoteMark::read(&entry.kind, &entry.subject).is_some() {
            return Told { what, about, text: entry.text.clone() };
        }
        Told { what, about: self.about(&entry.kind, about), text: self.text(entry) }
    }

    /// What a line is about, by the name that people say.
    fn about(&self, kind: &str, subject: String) -> String {
        match kind {
            "told" | "not_told" | "signed_in" | "sign_in_guessed" | "account_changed" => {
                self.person(&subject)
            }
            "check_failing" | "check_passing" => self.check(&subject),
            "tip_received" | "tip_declared" | "tip_dismissed" => self.service(&subject),
            "token_turned" => match subject.strip_prefix("wall ") {
                Some(name) => self.words.wall_of(name),
                None => subject,
            },
            _ => subject,
        }
    }

    /// The words of a line that the program wrote for people.
    fn text(&self, entry: &Entry) -> String {
        let (kind, text) = (entry.kind.as_str(), entry.text.as_str());
        let own = match kind {
            "silence_set" => self.silence(text),
            "token_turned" => self.token(text),
            "signed_in" => self.signed_in(text),
            "sign_in_guessed" => self.guessed(text),
            "account_changed" => self.account(text),
            "configuration_applied" => self.configuration(text),
            "key_turned" => self.key(text),
            "seat_taken" | "seat_left" => Some(each(text, |name| self.person(name))),
            "incident_edited" => self.edited(&entry.subject, text),
            "tip_received" | "tip_declared" | "tip_dismissed" => self.tip(text),
            "breach_decided" => Some(self.words.breach_risk(text)).filter(|said| !said.is_empty()),
            "report_written" | "report_signed" | "report_filed" | "report_not_filed"
            | "breach_written" => self.version(text),
            _ if kind.starts_with("action_") => self.action(text),
            _ => None,
        };
        self.instants(&own.unwrap_or_else(|| self.named(&self.words.again(text))))
    }

    /// `{matchers} until {instant}: {comment}`.
    fn silence(&self, text: &str) -> Option<String> {
        let (end, word) = text
            .match_indices(" until ")
            .find(|(end, word)| text.get(end + word.len()..).is_some_and(begins))?;
        let (matchers, rest) = (text.get(..end)?, text.get(end + word.len()..)?);
        let (until, comment) = rest.split_once(": ").unwrap_or((rest.trim_end_matches(':'), ""));
        let said = self.words.silence_told(matchers, until);
        Some(if comment.is_empty() { said } else { format!("{said} · {comment}") })
    }

    /// `made: {role} {place}, {until}`, or `withdrawn`.
    fn token(&self, text: &str) -> Option<String> {
        let words = self.words;
        let Some(made) = text.strip_prefix("made: ") else {
            return Some(words.token_turn(text)).filter(|said| !said.is_empty());
        };
        let (grant, until) = made.rsplit_once(", ")?;
        let (role, place) = grant.split_once(' ')?;
        let place = match place.strip_prefix("of ") {
            Some(slug) => self.organisation(slug),
            None => words.token_everywhere().to_owned(),
        };
        let until = match until.strip_prefix("until ") {
            Some(at) => words.token_ends(at),
            None => words.token_no_end().to_owned(),
        };
        Some([words.token_turn("made"), words.role_name(role), place, until].join(" · "))
    }

    /// `by {how} from {place}`.
    fn signed_in(&self, text: &str) -> Option<String> {
        let (how, place) = text.strip_prefix("by ")?.split_once(" from ")?;
        let how = self.words.signed_in_by(&how.replace(' ', "-"));
        (!how.is_empty()).then(|| self.words.signed_in_from(how, place))
    }

    /// `{count} wrong tries within an hour, the last from {place}`.
    fn guessed(&self, text: &str) -> Option<String> {
        let (count, place) = text.split_once(" wrong tries within an hour, the last from ")?;
        Some(self.words.wrong_tries(count.parse::<i64>().ok()?, place))
    }

    /// What became of an account; where it was made, or by whom it is known, stays behind it.
    fn account(&self, text: &str) -> Option<String> {
        let (change, role) = text.split_once(" as ").unwrap_or((text, ""));
        let said = self.words.account_change(&change.replace(' ', "-").replace(',', ""));
        let role = self.words.role_name(role);
        (!said.is_empty()).then(|| if role.is_empty() { said } else { format!("{said} · {role}") })
    }

    /// `created a, b; changed c; removed d`.
    fn configuration(&self, text: &str) -> Option<String> {
        let part = |part: &str| {
            let (turn, names) = part.split_once(' ')?;
            let said = self.words.configuration_part(turn);
            (!said.is_empty()).then(|| self.words.pair(&said, names))
        };
        let parts: Option<Vec<String>> = text.split("; ").map(part).collect();
        Some(parts?.join(" · "))
    }

    /// `{count} secrets hidden again, {count} lost`.
    fn key(&self, text: &str) -> Option<String> {
        let (renewed, lost) = text.strip_suffix(" lost")?.split_once(" secrets hidden again, ")?;
        let said = self.words.keys_renewed(renewed.parse::<i64>().ok()?);
        Some(if lost == "0" { said } else { format!("{said} · {}", self.words.keys_lost(lost)) })
    }

    /// What was before and what is now, and why.
    fn edited(&self, what: &str, text: &str) -> Option<String> {
        let (change, why) = match text.split_once(" · ") {
            Some((change, why)) => (change, format!(" · {why}")),
            None => (text, String::new()),
        };
        let change = match what {
            "service" => each(change, |slug| self.service(slug)),
            "severity" => each(change, |word| self.words.known(word)),
            "participant-admitted" | "participant-dismissed" => self.person(change),
            _ => return None,
        };
        Some(change + &why)
    }

    /// A number of a text, and what comes behind a colon.
    fn version(&self, text: &str) -> Option<String> {
        let (number, rest) = text.split_once(": ").unwrap_or((text, ""));
        let number: i64 = number.parse().ok()?;
        let version = self.words.report_version(number);
        Some(if rest.is_empty() { version } else { format!("{version} · {rest}") })
    }

    /// `n° {number}`, and why behind a colon.
    fn tip(&self, text: &str) -> Option<String> {
        let (number, why) = text.split_once(": ").unwrap_or((text, ""));
        let number = self.words.tip_number(number.strip_prefix("n° ")?);
        Some(if why.is_empty() { number } else { format!("{number} · {why}") })
    }

    /// What was promised, by whom and until which day, where a line says it.
    fn action(&self, text: &str) -> Option<String> {
        let mut parts = text.rsplitn(3, " · ");
        let (due, owner, what) = (parts.next()?, parts.next()?, parts.next()?);
        let due: Date = due.parse().ok()?;
        let due = self.words.date(&due.to_zoned(TimeZone::UTC).ok()?);
        Some([what, &self.person(owner), &due].join(" · "))
    }

    /// A text of several parts, with people by their names.
    fn named(&self, text: &str) -> String {
        text.split(" · ").map(|part| self.person(part)).collect::<Vec<_>>().join(" · ")
    }

    fn person(&self, slug: &str) -> String {
        self.setup.people.get(slug).map_or(slug, |one| one.name.as_str()).to_owned()
    }

    fn service(&self, slug: &str) -> String {
        self.setup.services.get(slug).map_or(slug, |one| one.name.as_str()).to_owned()
    }

    fn organisation(&self, slug: &str) -> String {
        self.setup.organisations.get(slug).map_or(slug, |one| one.name.as_str()).to_owned()
    }

    fn check(&self, slug: &str) -> String {
        let check = self.setup.checks.get(slug).map(|one| one.name.as_str());
        let heartbeat = || self.setup.heartbeats.get(slug).map(|one| one.name.as_str());
        self.words.again(check.or_else(heartbeat).unwrap_or(slug))
    }

    /// A text with its instants on the reader's clock: those of programs, `2026-11-20T21:09:00Z`,
    /// and those written for people, `2026-11-20 21:09 UTC`.
    fn instants(&self, text: &str) -> String {
        let parts: Vec<&str> = text.split_inclusive(' ').collect();
        let (mut rest, mut out) = (parts.as_slice(), String::with_capacity(text.len()));
        while let [first, after @ ..] = rest {
            rest = after;
            let written = match after {
                [time, zone, further @ ..] => in_utc(first, time, zone).map(|at| (at, further)),
                _ => None,
            };
            match (written, of_program(first)) {
                (Some(((at, behind), further)), _) => {
                    out += &((self.clock)(at) + behind);
                    rest = further;
                }
                (None, Some((at, behind))) => out += &((self.clock)(at) + behind),
                (None, None) => out += first,
            }
        }
        out
    }
}

/// Each of what stands around arrows.
fn each(text: &str, say: impl Fn(&str) -> String) -> String {
    let said = text.split(" → ").map(|one| if one == "–" { one.to_owned() } else { say(one) });
    said.collect::<Vec<_>>().join(" → ")
}

/// Whether a text begins with an instant.
fn begins(text: &str) -> bool {
    of_program(text.split_inclusive(' ').next().unwrap_or_default()).is_some()
}

/// `2026-11-20T21:09:00Z`, and what follows it in its word.
fn of_program(word: &str) -> Option<(Timestamp, &str)> {
    let (at, behind) = word.split_at(word.find('Z')? + 1);
    Some((at.parse().ok()?, behind))
}

/// `2026-11-20 `, `21:09 ` and `UTC`, and what follows it in its word.
fn in_utc<'a>(day: &str, time: &str, zone: &'a str) -> Option<(Timestamp, &'a str)> {
    let behind = zone.strip_prefix("UTC")?;
    let at = format!("{}T{}Z", day.trim_end(), time.trim_end());
    Some((at.parse().ok()?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_domain::id::EntryId;
    use vigie_domain::person::Language;

    fn told(language: Language, kind: &str, subject: &str, text: &str) -> String {
        let at: Timestamp = "2026-11-20T21:00:00Z".parse().unwrap();
        let entry = Entry {
            seq: EntryId(1),
            at,
            actor: "ada".to_owned(),
            kind: kind.to_owned(),
            alert: None,
            incident: None,
            subject: subject.to_owned(),
            text: text.to_owned(),
        };
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let clock = |at: Timestamp| {
            at.to_jiff().to_zoned(paris.clone()).strftime("%d/%m %H:%M").to_string()
        };
        let setup = Setup::bare().unwrap();
        let words = Words::of(language);
        let Told { what, about, text } =
            Telling { words, setup: &setup, clock: &clock }.line(&entry);
        [what, about, text]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn what_programs_wrote_is_told_in_the_readers_language_and_by_their_clock() {
        let fr = |kind, subject, text| told(Language::Fr, kind, subject, text);
        for (kind, subject, text, expected) in [
            (
                "silence_set",
                "0b4b7a0e",
                r#"{team="web"} until 2026-11-20T21:09:00.000Z: On sait: c’est mardi"#,
                "Mise en sourdine | {team=\"web\"}, jusqu’au 20/11 22:09 · On sait: c’est mardi",
            ),
            (
                "token_turned",
                "backup",
                "made: reader everywhere, until 2026-11-20T21:09:00.000Z",
                "Jeton | backup | créé · lecteur · partout · valable jusqu’au 20/11 22:09",
            ),
            (
                "token_turned",
                "wall Entrée",
                "withdrawn",
                "Jeton | écran mural «\u{a0}Entrée\u{a0}» | retiré",
            ),
            ("report_written", "", "2", "Compte rendu écrit | Version 2"),
            (
                "clock_moved",
                "gdpr-authority",
                "2026-11-20 21:09 UTC → 2026-11-20 21:09:30 UTC",
                "Délai déplacé | Notification à la CNIL | 20/11 22:09 → 20/11 22:09",
            ),
            (
                "action_added",
                "",
                "Fermer · le pare-feu · ada · 2026-12-31",
                "Action promise | Fermer · le pare-feu · ada · jeu. 31 déc. 2026",
            ),
            (
                "incident_edited",
                "severity",
                "warning → critical",
                "Modifié | Gravité | avertissement → critique",
            ),
            (
                "signed_in",
                "ada",
                "by link and code from ::1",
                "Connexion | ada | par lien et code, depuis ::1",
            ),
        ] {
            assert_eq!(fr(kind, subject, text), expected);
        }
        let en =
            told(Language::En, "token_turned", "backup", "made: reader everywhere, without an end");
        assert_eq!(en, "Token | backup | made · reader · everywhere · no end");
    }

    #[test]
    fn what_somebody_wrote_stays_as_they_wrote_it() {
        let text = "On a vu 2026-11-20T21:09:00Z dans le journal";
        assert_eq!(told(Language::Fr, "incident_noted", "", text), format!("Note | {text}"));
        let text = "{a=\"b\"} until further notice: x";
        assert!(told(Language::Fr, "silence_set", "", text).ends_with(text), "no instant there");
    }
}
