//! Files of the operator's own folders, as somebody read them, and what is wrong with some.
//! Reads no folder itself.

use std::fmt;
use std::path::Path;
use vigie_domain::front::Mistake;
use vigie_domain::person::Language;

/// A file of a folder of the operator's own.
#[derive(Clone, Debug)]
pub struct OwnFile {
    /// Where it stands, for people.
    pub path: String,
    /// Its short name: the file's, without its ending.
    pub key: String,
    /// The language of its folder; both without one.
    pub language: Option<Language>,
    /// What it says, or why it can't be read.
    pub text: Result<String, String>,
}

/// Why a file of the operator's own folder is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFault {
    /// The file.
    pub path: String,
    /// The line, from 1; 0 when it is about the file as a whole.
    pub line: usize,
    /// What is wrong and what was expected.
    pub why: String,
}

impl fmt::Display for OwnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.why),
            line => write!(f, "{}:{line}: {}", self.path, self.why),
        }
    }
}

/// What a file of the operator's own says.
#[derive(Clone, Debug)]
pub(crate) struct OwnWords<T> {
    /// The file.
    pub(crate) path: String,
    /// The language of its folder; both without one.
    pub(crate) language: Option<Language>,
    /// Its words, as they stand there.
    pub(crate) text: String,
    /// What they mean.
    pub(crate) says: T,
}

impl<T> OwnWords<T> {
    /// What is wrong with it, and where the words begin that say so.
    pub(crate) fn fault(&self, start: &str, why: String) -> OwnFault {
        let line = self.text.lines().position(|line| line.starts_with(start));
        OwnFault { path: self.path.clone(), line: line.map_or(0, |index| index + 1), why }
    }

    /// The languages that it is for.
    pub(crate) fn languages(&self) -> Vec<Language> {
        self.language.map_or(vec![Language::En, Language::Fr], |one| vec![one])
    }
}

/// Reads files. One with a mistake is left out; what it said `before`, when it was read last,
/// stays.
pub(crate) fn read<'f, T: Clone>(
    files: impl Iterator<Item = &'f OwnFile>,
    before: &[OwnWords<T>],
    read: impl Fn(&str, &str) -> Result<T, Vec<Mistake>>,
) -> (Vec<OwnWords<T>>, Vec<OwnFault>) {
    let (mut all, mut faults) = (Vec::new(), Vec::<OwnFault>::new());
    for file in files {
        match one(file, &read) {
            Ok(words) => all.push(words),
            Err(found) => faults.extend(found),
        }
    }
    // A fault may be about a whole folder, which can't be read for now.
    let broken = |path: &str| faults.iter().any(|fault| Path::new(path).starts_with(&fault.path));
    let kept = before.iter().filter(|old| broken(&old.path));
    let kept: Vec<OwnWords<T>> =
        kept.filter(|old| all.iter().all(|new| new.path != old.path)).cloned().collect();
    for old in &kept {
        if let Some(fault) = faults.iter_mut().find(|fault| fault.path == old.path) {
            fault.why.push_str(" (what it said before stays in use)");
        }
    }
    all.extend(kept);
    (all, faults)
}

fn one<T>(
    file: &OwnFile,
    read: impl Fn(&str, &str) -> Result<T, Vec<Mistake>>,
) -> Result<OwnWords<T>, Vec<OwnFault>> {
    let fault = |line, why| OwnFault { path: file.path.clone(), line, why };
    let text = file.text.as_ref().map_err(|why| vec![fault(0, why.clone())])?;
    let found = |found: Vec<Mistake>| found.into_iter().map(|one| fault(one.line, one.why));
    let says = read(&file.key, text).map_err(|mistakes| found(mistakes).collect::<Vec<_>>())?;
    let (path, language, text) = (file.path.clone(), file.language, text.clone());
    Ok(OwnWords { path, language, text, says })
}
