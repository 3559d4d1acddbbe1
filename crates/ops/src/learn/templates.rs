//! The templates of reports and letters: those that ship (`content/{en,fr}/{reports,letters}/*.md`)
//! and those of a folder of one's own.

use std::path::Path;
use vigie_domain::person::Language;
use vigie_domain::report::Template;
use vigie_domain::setup::Setup;

/// The template of a draft when nobody chose one.
pub(super) const USUAL: &str = "incident-report";
/// Files of one's own that are read; nobody chooses from more.
const OWN_MAX: usize = 100;

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

/// What can be chosen, and what can't be read of one's own folder.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The templates, those of one's own first.
    pub templates: Vec<Template>,
    /// Files that can't be read, each with its mistakes.
    pub unreadable: Vec<String>,
}

impl Library {
    /// A template by its name.
    pub fn find(&self, key: &str) -> Option<&Template> {
        self.templates.iter().find(|one| one.key.as_str() == key)
    }
}

/// The templates of reports in a language. One's own of the same name takes the place of one that
/// ships.
pub fn reports(setup: &Setup, language: Language) -> Library {
    let mut library = Library::default();
    if let Some(folder) = &setup.settings.reports.templates {
        let folder = Path::new(folder);
        own(&folder.join(language.tag()), &mut library, true);
        own(folder, &mut library, false);
    }
    for template in shipped(REPORTS, language) {
        if library.find(template.key.as_str()).is_none() {
            library.templates.push(template);
        }
    }
    library
}

/// Reads the files of a folder of one's own; one that may be missing says nothing.
fn own(folder: &Path, library: &mut Library, may_miss: bool) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(_) if may_miss => return,
        Err(error) => {
            library.unreadable.push(format!("{}: {error}", folder.display()));
            return;
        }
    };
    let files = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    files.sort();
    for path in files.iter().take(OWN_MAX) {
        let key = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        match std::fs::read_to_string(path).map(|text| Template::read(key, &text)) {
            Ok(Ok(template)) if library.find(key).is_none() => library.templates.push(template),
            Ok(Ok(_)) => {}
            Ok(Err(mistakes)) => {
                let said = mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                library.unreadable.push(format!("{}: {said}", path.display()));
            }
            Err(error) => library.unreadable.push(format!("{}: {error}", path.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_reads_and_both_languages_ask_for_the_same() {
        let [en, fr] = [Language::En, Language::Fr].map(|one| shipped(REPORTS, one));
        assert_eq!((en.len(), fr.len()), (REPORTS.len(), REPORTS.len()));
        for (one, other) in en.iter().zip(&fr) {
            let (left, right): (Vec<_>, Vec<_>) =
                (one.fields().collect(), other.fields().collect());
            assert_eq!(left, right, "{}", one.key);
        }
    }

    #[test]
    fn no_file_is_forgotten() {
        for language in ["en", "fr"] {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/");
            let files = std::fs::read_dir(format!("{root}{language}/reports")).unwrap().count();
            assert_eq!(files, REPORTS.len());
        }
    }

    #[test]
    fn one_s_own_takes_the_place_and_a_broken_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("incident-report.md", "---\ntitle: Ours\nabout: For us\n---\n# {{title}}\n");
        write("broken.md", "# {{colour}}\n");
        let mut setup = Setup::bare().unwrap();
        setup.settings.reports.templates = Some(folder.path().display().to_string());
        let library = reports(&setup, Language::Fr);
        assert_eq!(library.find(USUAL).unwrap().title, "Ours");
        assert_eq!(library.templates.len(), REPORTS.len());
        assert!(library.unreadable[0].contains("broken.md: line 1"), "{:?}", library.unreadable);
    }
}
