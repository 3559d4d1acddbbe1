//! The library: the playbooks and the scenarios that ship with Vigie, in French and English
//! (`content/{en,fr}/{playbooks,scenarios}/*.md`), and the operator's own over them.
//! Owns which there are; their steps are their files'. Reads no folder itself.

use super::exercise::scenarios;
use crate::own::{self, OwnFault, OwnFile, OwnWords};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use vigie_domain::front::Mistake;
use vigie_domain::person::Language;
use vigie_domain::playbook::{Playbook, check_order_of};
use vigie_domain::scenario::Scenario;
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

static SHIPPED_ENGLISH: OnceLock<BTreeMap<Slug, Playbook>> = OnceLock::new();
static SHIPPED_FRENCH: OnceLock<BTreeMap<Slug, Playbook>> = OnceLock::new();

/// The playbooks that ship, in a language, by name.
pub fn playbooks(language: Language) -> &'static BTreeMap<Slug, Playbook> {
    match language {
        Language::En => SHIPPED_ENGLISH.get_or_init(|| read(|(key, en, _)| (*key, *en))),
        Language::Fr => SHIPPED_FRENCH.get_or_init(|| read(|(key, _, fr)| (*key, *fr))),
    }
}

/// How the name of a scenario's file ends, before `.md`: it stands beside its playbook's file.
const SCENARIO: &str = ".scenario";

/// The playbooks and scenarios that ship, and the operator's own over those of the same name.
#[derive(Clone, Debug)]
pub struct Library {
    english: BTreeMap<Slug, Playbook>,
    french: BTreeMap<Slug, Playbook>,
    own: BTreeSet<Slug>,
    own_playbooks: Vec<OwnWords<Playbook>>,
    own_scenarios: Vec<OwnWords<Scenario>>,
    /// Files that are not used, and why.
    pub faults: Vec<OwnFault>,
}

impl Default for Library {
    fn default() -> Self {
        Self {
            english: playbooks(Language::En).clone(),
            french: playbooks(Language::Fr).clone(),
            own: BTreeSet::new(),
            own_playbooks: Vec::new(),
            own_scenarios: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl Library {
    /// From the files of the operator's own folder. A file with a mistake is left out, and the
    /// others stay.
    pub fn new(files: &[OwnFile]) -> Self {
        Self::default().again(files)
    }

    /// The same, read again: what a file said before its mistake stays.
    pub fn again(&self, files: &[OwnFile]) -> Self {
        let mut library = Self::default();
        let whole = |file: &&OwnFile| file.key.is_empty();
        let is_scenario = |file: &&OwnFile| file.key.ends_with(SCENARIO);
        let ours = files.iter().filter(|file| !is_scenario(file));
        let (mut used, faults) = own::read(ours, &self.own_playbooks, Playbook::read);
        library.faults.extend(faults);
        // One that waits in a circle goes, and then those that wait for it alone.
        loop {
            library.take(&used);
            let Some((at, fault)) = library.circle(&used) else { break };
            library.faults.push(fault);
            used.remove(at);
        }
        library.own = used.iter().map(|one| one.says.key.clone()).collect();
        library.own_playbooks = used;
        let ours = files.iter().filter(|file| whole(file) || is_scenario(file));
        let (read, faults) = own::read(ours, &self.own_scenarios, read_scenario);
        for fault in faults {
            // What is wrong with the whole folder is said once.
            if !library.faults.contains(&fault) {
                library.faults.push(fault);
            }
        }
        let (used, lost): (Vec<_>, Vec<_>) = read.into_iter().partition(|one| {
            let has = |language| library.playbooks(language).contains_key(&one.says.key);
            one.languages().into_iter().any(has)
        });
        library.own_scenarios = used;
        library.faults.extend(lost.iter().map(|one| {
            let key = &one.says.key;
            one.fault("---", format!("it stands beside no playbook: write {key}.md too"))
        }));
        library
    }

    fn take(&mut self, used: &[OwnWords<Playbook>]) {
        for language in [Language::En, Language::Fr] {
            let mut all = playbooks(language).clone();
            // What is written for both languages gives way to what is written for this one.
            for wanted in [None, Some(language)] {
                let fitting = used.iter().filter(|one| one.language == wanted);
                all.extend(fitting.map(|one| (one.says.key.clone(), one.says.clone())));
            }
            match language {
                Language::En => self.english = all,
                Language::Fr => self.french = all,
            }
        }
    }

    /// The first own playbook that waits in a circle, or for one that is not there.
    fn circle(&self, used: &[OwnWords<Playbook>]) -> Option<(usize, OwnFault)> {
        used.iter().enumerate().find_map(|(at, one)| {
            let why = one.languages().into_iter().find_map(|language| {
                check_order_of(self.playbooks(language), &one.says.key).err()
            })?;
            Some((at, one.fault("after:", why)))
        })
    }

    /// The playbooks in a language, by name.
    pub fn playbooks(&self, language: Language) -> &BTreeMap<Slug, Playbook> {
        match language {
            Language::En => &self.english,
            Language::Fr => &self.french,
        }
    }

    /// Whether a playbook is the operator's own.
    pub fn is_own(&self, key: &Slug) -> bool {
        self.own.contains(key)
    }

    /// The scenario beside a playbook, in a language.
    pub fn scenario(&self, language: Language, key: &Slug) -> Option<&Scenario> {
        self.found(language, key).map(|found| found.0)
    }

    /// The scenarios of the playbooks in a language, by name, each with the operator's file that
    /// it comes from; without one, it ships.
    pub fn scenarios(&self, language: Language) -> impl Iterator<Item = (&Scenario, Option<&str>)> {
        self.playbooks(language).keys().filter_map(move |key| self.found(language, key))
    }

    fn found(&self, language: Language, key: &Slug) -> Option<(&Scenario, Option<&str>)> {
        let own = |wanted: Option<Language>| {
            let mut all = self.own_scenarios.iter();
            all.find(|one| one.language == wanted && one.says.key == *key)
        };
        self.playbooks(language).get(key)?;
        let own = own(Some(language)).or_else(|| own(None));
        own.map(|one| (&one.says, Some(one.path.as_str())))
            .or_else(|| scenarios(language).get(key).map(|one| (one, None)))
    }
}

/// Reads the file of a scenario; its name ends as such names do.
pub fn read_scenario(name: &str, text: &str) -> Result<Scenario, Vec<Mistake>> {
    Scenario::read(name.strip_suffix(SCENARIO).unwrap_or(name), text)
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
mod tests;
