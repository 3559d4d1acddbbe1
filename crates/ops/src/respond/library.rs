//! The library: the playbooks that ship with Vigie, in French and English
//! (`content/{en,fr}/playbooks/*.md`), and the operator's own over them.
//! Owns which there are; their steps are their files'. Reads no folder itself.

use crate::own::{OwnFault, OwnFile};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use vigie_domain::person::Language;
use vigie_domain::playbook::{Playbook, check_order_of};
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

/// The playbooks that ship, and the operator's own over those of the same name.
#[derive(Clone, Debug)]
pub struct Library {
    english: BTreeMap<Slug, Playbook>,
    french: BTreeMap<Slug, Playbook>,
    own: BTreeSet<Slug>,
    /// Files that are not used, and why.
    pub faults: Vec<OwnFault>,
}

impl Default for Library {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Library {
    /// From the files of the operator's own folder. A file with a mistake is left out, and the
    /// others stay.
    pub fn new(files: &[OwnFile]) -> Self {
        let mut library = Self {
            english: playbooks(Language::En).clone(),
            french: playbooks(Language::Fr).clone(),
            own: BTreeSet::new(),
            faults: Vec::new(),
        };
        let mut used = Vec::new();
        for file in files {
            match read_own(file) {
                Ok(playbook) => used.push((file, playbook)),
                Err(faults) => library.faults.extend(faults),
            }
        }
        // One that waits in a circle goes, and then those that wait for it alone.
        loop {
            library.take(&used);
            let Some((at, fault)) = library.circle(&used) else { break };
            library.faults.push(fault);
            used.remove(at);
        }
        library.own = used.into_iter().map(|(_, playbook)| playbook.key).collect();
        library
    }

    fn take(&mut self, used: &[(&OwnFile, Playbook)]) {
        for language in [Language::En, Language::Fr] {
            let mut all = playbooks(language).clone();
            // What is written for both languages gives way to what is written for this one.
            for wanted in [None, Some(language)] {
                let fitting = used.iter().filter(|(file, _)| file.language == wanted);
                all.extend(fitting.map(|(_, playbook)| (playbook.key.clone(), playbook.clone())));
            }
            match language {
                Language::En => self.english = all,
                Language::Fr => self.french = all,
            }
        }
    }

    /// The first own playbook that waits in a circle, or for one that is not there.
    fn circle(&self, used: &[(&OwnFile, Playbook)]) -> Option<(usize, OwnFault)> {
        used.iter().enumerate().find_map(|(at, (file, playbook))| {
            let of = file.language.map_or(vec![Language::En, Language::Fr], |one| vec![one]);
            let why = of.into_iter().find_map(|language| {
                check_order_of(self.playbooks(language), &playbook.key).err()
            })?;
            let line = file.text.as_ref().ok().and_then(|text| line_of(text, "after:"));
            Some((at, OwnFault { path: file.path.clone(), line: line.unwrap_or(0), why }))
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
}

fn line_of(text: &str, start: &str) -> Option<usize> {
    text.lines().position(|line| line.starts_with(start)).map(|index| index + 1)
}

fn read_own(file: &OwnFile) -> Result<Playbook, Vec<OwnFault>> {
    let fault = |line, why| OwnFault { path: file.path.clone(), line, why };
    let text = file.text.as_ref().map_err(|why| vec![fault(0, why.clone())])?;
    Playbook::read(&file.key, text).map_err(|mistakes| {
        mistakes.into_iter().map(|mistake| fault(mistake.line, mistake.why)).collect()
    })
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
