//! The templates of reports: those that ship (`content/{en,fr}/reports/*.md`), and the operator's
//! own over them; and those of letters, which ship. Reads no folder itself.

use crate::own::{self, OwnFault, OwnFile, OwnWords};
use std::sync::OnceLock;
use vigie_domain::person::Language;
use vigie_domain::report::Template;

/// The template of a draft when nobody chose one.
pub(super) const USUAL: &str = "incident-report";

/// A template that ships: its name and its texts in both languages.
type Shipped = (&'static str, &'static str, &'static str);

macro_rules! shipped {
    ($name:ident, $folder:literal: $($key:literal),* $(,)?) => {
        const $name: &[Shipped] = &[$((
            $key,
            include_str!(concat!("../../../../content/en/", $folder, "/", $key, ".md")),
            include_str!(concat!("../../../../content/fr/", $folder, "/", $key, ".md")),
        )),*];
    };
}

shipped!(REPORTS, "reports": "incident-report", "leak-report", "full-account", "trigger-detection");
shipped!(
    LETTERS, "letters":
    "cnil-initial",
    "cnil-complement",
    "persons",
    "nis2-early",
    "nis2-notification",
    "nis2-final",
);

/// The letters that ship; nobody puts others in their place: the law says what they must tell.
pub(super) fn letters(language: Language) -> &'static [Template] {
    match language {
        Language::En => ENGLISH_LETTERS.get_or_init(|| shipped(LETTERS, language)),
        Language::Fr => FRENCH_LETTERS.get_or_init(|| shipped(LETTERS, language)),
    }
}

static ENGLISH_LETTERS: OnceLock<Vec<Template>> = OnceLock::new();
static FRENCH_LETTERS: OnceLock<Vec<Template>> = OnceLock::new();

fn shipped(all: &[Shipped], language: Language) -> Vec<Template> {
    let read = |(key, en, fr): &Shipped| {
        let text = match language {
            Language::En => en,
            Language::Fr => fr,
        };
        Template::read(key, text)
            .inspect_err(|why| tracing::error!(key, ?why, "a template that ships can't be read"))
            .ok()
    };
    all.iter().filter_map(read).collect()
}

/// The templates that can be chosen: those that ship, and the operator's own over those of the
/// same name.
#[derive(Clone, Debug)]
pub struct Templates {
    english: Vec<Template>,
    french: Vec<Template>,
    own: Vec<OwnWords<Template>>,
    /// Files that are not used, and why.
    pub faults: Vec<OwnFault>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::of_own(Vec::new(), Vec::new())
    }
}

impl Templates {
    /// From the files of the operator's own folder. A file with a mistake is left out, and the
    /// others stay.
    pub fn new(files: &[OwnFile]) -> Self {
        Self::default().again(files)
    }

    /// The same, read again: what a file said before its mistake stays.
    pub fn again(&self, files: &[OwnFile]) -> Self {
        let (own, faults) = own::read(files.iter(), &self.own, Template::read);
        Self::of_own(own, faults)
    }

    fn of_own(own: Vec<OwnWords<Template>>, faults: Vec<OwnFault>) -> Self {
        let [english, french] = [Language::En, Language::Fr].map(|one| together(&own, one));
        Self { english, french, own, faults }
    }

    /// The templates in a language, the operator's own first.
    pub fn of(&self, language: Language) -> &[Template] {
        match language {
            Language::En => &self.english,
            Language::Fr => &self.french,
        }
    }

    /// A template by its name.
    pub fn find(&self, language: Language, key: &str) -> Option<&Template> {
        self.of(language).iter().find(|one| one.key.as_str() == key)
    }
}

/// What is written for this language goes before what is written for both, and that before what
/// ships.
fn together(own: &[OwnWords<Template>], language: Language) -> Vec<Template> {
    let mut all: Vec<Template> = Vec::new();
    let fitting =
        |wanted| own.iter().filter(move |one| one.language == wanted).map(|one| &one.says);
    let shipped = shipped(REPORTS, language);
    for template in fitting(Some(language)).chain(fitting(None)).chain(&shipped) {
        if all.iter().all(|known| known.key != template.key) {
            all.push(template.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_reads_and_both_languages_ask_for_the_same() {
        for all in [REPORTS, LETTERS] {
            let [en, fr] = [Language::En, Language::Fr].map(|one| shipped(all, one));
            assert_eq!((en.len(), fr.len()), (all.len(), all.len()));
            for (one, other) in en.iter().zip(&fr) {
                let (left, right): (Vec<_>, Vec<_>) =
                    (one.fields().collect(), other.fields().collect());
                assert_eq!(left, right, "{}", one.key);
            }
        }
    }

    #[test]
    fn no_file_is_forgotten() {
        for language in ["en", "fr"] {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/");
            for (folder, all) in [("reports", REPORTS), ("letters", LETTERS)] {
                let files = std::fs::read_dir(format!("{root}{language}/{folder}")).unwrap();
                assert_eq!(files.count(), all.len(), "{language}/{folder}");
            }
        }
    }

    fn file(path: &str, text: &str) -> OwnFile {
        let name = path.rsplit('/').next().unwrap();
        OwnFile {
            path: path.to_owned(),
            key: name.trim_end_matches(".md").to_owned(),
            language: path.split('/').find_map(Language::from_tag),
            text: Ok(text.to_owned()),
        }
    }

    #[test]
    fn one_s_own_takes_the_place_and_a_broken_one_is_named() {
        let ours =
            |title: &str| format!("---\ntitle: {title}\nabout: For us\n---\n# {{{{title}}}}\n");
        let templates = Templates::new(&[
            file("own/incident-report.md", &ours("Ours")),
            file("own/fr/incident-report.md", &ours("Le nôtre")),
            file("own/broken.md", "# {{colour}}\n"),
        ]);
        let title = |language| templates.find(language, USUAL).unwrap().title.as_str();
        assert_eq!((title(Language::En), title(Language::Fr)), ("Ours", "Le nôtre"));
        assert_eq!(templates.of(Language::Fr).len(), REPORTS.len());
        let said = templates.faults[0].to_string();
        assert!(said.starts_with("own/broken.md:1: "), "{said}");

        let again = templates.again(&[file("own/incident-report.md", "# {{colour}}\n")]);
        assert_eq!(again.find(Language::En, USUAL).unwrap().title, "Ours", "{:?}", again.faults);
        assert!(again.faults[0].why.ends_with("(what it said before stays in use)"));
        let shipped = Templates::default().find(Language::Fr, USUAL).unwrap().title.clone();
        assert_ne!(again.find(Language::Fr, USUAL).unwrap().title, shipped, "for both languages");
        assert_eq!(again.again(&[]).find(Language::Fr, USUAL).unwrap().title, shipped);
    }
}
