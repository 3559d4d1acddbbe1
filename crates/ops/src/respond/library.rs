//! The playbooks that ship with Vigie, in French and English: `content/{en,fr}/playbooks/*.md`.
//! Owns which there are; their steps are their files'.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use vigie_domain::person::Language;
use vigie_domain::playbook::Playbook;
use vigie_domain::text::Slug;

/// The names of the files and their texts in both languages.
macro_rules! shipped {
    ($($key:literal),* $(,)?) => {
        const SHIPPED: &[(&str, &str, &str)] = &[$((
            $key,
            include_str!(concat!("../../../../content/en/playbooks/", $key, ".md")),
            include_str!(concat!("../../../../content/fr/playbooks/", $key, ".md")),
        )),*];
    };
}

shipped![
    "application-down",
    "backup-down",
    "data-leak-colleague",
    "data-leak-developer",
    "data-leak-ops",
    "database-deletion",
    "database-down",
    "denial-of-service",
    "dns-compromise",
    "mailbox-containment",
    "mailbox-qualification",
    "mass-vulnerability",
    "phishing",
    "ransomware-containment",
    "ransomware-qualification",
    "secret-leaked",
    "security-incident",
    "server-compromise",
    "total-outage",
    "watcher-down",
];

static ENGLISH: OnceLock<BTreeMap<Slug, Playbook>> = OnceLock::new();
static FRENCH: OnceLock<BTreeMap<Slug, Playbook>> = OnceLock::new();

/// The playbooks in a language, by name.
pub fn playbooks(language: Language) -> &'static BTreeMap<Slug, Playbook> {
    match language {
        Language::En => ENGLISH.get_or_init(|| read(|(key, en, _)| (*key, *en))),
        Language::Fr => FRENCH.get_or_init(|| read(|(key, _, fr)| (*key, *fr))),
    }
}

type Shipped = (&'static str, &'static str, &'static str);

/// Reads the files of a language. A test reads them all, so none is left out in a build.
fn read(text_of: fn(&Shipped) -> (&'static str, &'static str)) -> BTreeMap<Slug, Playbook> {
    let readable = |shipped: &Shipped| {
        let (key, text) = text_of(shipped);
        Playbook::read(key, text)
            .inspect_err(|why| tracing::error!(key, ?why, "a playbook that ships can't be read"))
            .ok()
    };
    SHIPPED.iter().filter_map(readable).map(|playbook| (playbook.key.clone(), playbook)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_domain::playbook::check_order;

    #[test]
    fn every_playbook_reads_in_both_languages() {
        for (key, en, fr) in SHIPPED {
            for (language, text) in [("en", en), ("fr", fr)] {
                let read = Playbook::read(key, text);
                assert!(read.is_ok(), "{language}/{key}: {read:#?}");
            }
        }
        check_order(playbooks(Language::En)).unwrap();
        check_order(playbooks(Language::Fr)).unwrap();
    }

    #[test]
    fn both_languages_ask_for_the_same_steps() {
        for (key, english) in playbooks(Language::En) {
            let french = &playbooks(Language::Fr)[key];
            let shape = |playbook: &Playbook| {
                let steps = playbook.phases.iter().map(|phase| {
                    let of = |step: &vigie_domain::playbook::PlaybookStep| {
                        (step.kind, step.answers.keys().copied().collect::<Vec<_>>())
                    };
                    phase.steps.iter().map(of).collect::<Vec<_>>()
                });
                let head = (playbook.situation.clone(), playbook.levels.clone());
                (head, playbook.time_box, playbook.after.clone(), steps.collect::<Vec<_>>())
            };
            assert_eq!(shape(english), shape(french), "{key}");
        }
    }

    #[test]
    fn no_file_of_the_library_is_forgotten() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/en/playbooks");
        let files = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(files, SHIPPED.len());
    }
}
