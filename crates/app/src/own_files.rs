//! Folders of the operator's own playbooks, scenarios and templates of reports.
//!
//! `NAME.md` is for both languages, `en/NAME.md` and `fr/NAME.md` for one. Owns finding and reading
//! the files; never what they say.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use vigie_domain::person::Language;
use vigie_ops::learn::Templates;
use vigie_ops::own::OwnFile;
use vigie_ops::respond::Library;

/// Most files of a folder: nobody knows, or chooses from, more.
const FILES_MAX: usize = 500;
/// Largest file that is read; whoever reads its words refuses far smaller ones.
const BYTES_MAX: u64 = 1024 * 1024;

/// What changes when a file of a folder does.
pub type Mark = Vec<(PathBuf, Option<(u64, SystemTime)>)>;

/// The playbooks and scenarios of a folder over those that ship. Without a folder, those that
/// ship. What a file said `before` it had a mistake stays.
pub fn playbooks(folder: Option<&str>, before: &Library) -> Library {
    before.again(&read_all(folder))
}

/// The templates of a folder over those that ship, in the same way.
pub fn templates(folder: Option<&str>, before: &Templates) -> Templates {
    before.again(&read_all(folder))
}

/// The files of a folder, as they were read; a mistake is told in the place of what can't be.
fn read_all(folder: Option<&str>) -> Vec<OwnFile> {
    let Some(folder) = folder else { return Vec::new() };
    let root = Path::new(folder);
    if let Err(error) = fs::read_dir(root) {
        return vec![whole(folder, format!("this folder can't be read: {error}"))];
    }
    let found = files(root);
    let mut all: Vec<OwnFile> = found.iter().take(FILES_MAX).map(read).collect();
    if found.len() > FILES_MAX {
        let why = format!("this folder holds {} files: at most {FILES_MAX}", found.len());
        all.push(whole(folder, why));
    }
    all
}

fn whole(folder: &str, why: String) -> OwnFile {
    OwnFile { path: folder.to_owned(), key: String::new(), language: None, text: Err(why) }
}

/// Names, sizes and times of the files of a folder.
pub fn mark(folder: Option<&str>) -> Mark {
    let found = folder.map(|folder| files(Path::new(folder))).unwrap_or_default();
    let known = |path: &Path| fs::metadata(path).and_then(|m| Ok((m.len(), m.modified()?))).ok();
    found.into_iter().map(|(path, _)| (path.clone(), known(&path))).collect()
}

/// The Markdown files of a folder and of its folders `en` and `fr`, in order.
fn files(root: &Path) -> Vec<(PathBuf, Option<Language>)> {
    let mut all = Vec::new();
    for (below, language) in [("", None), ("en", Some(Language::En)), ("fr", Some(Language::Fr))] {
        let folder = if below.is_empty() { root.to_owned() } else { root.join(below) };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path());
        all.extend(entries.filter(|path| is_ours(path)).map(|path| (path, language)));
    }
    all.sort();
    all
}

/// Whether a file is meant to be read: a folder under version control has others.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let other = name.is_none_or(|name| name.starts_with('.') || name == "readme.md");
    !other && path.extension().is_some_and(|end| end == "md")
}

fn read((path, language): &(PathBuf, Option<Language>)) -> OwnFile {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let text = match fs::metadata(path) {
        Ok(about) if about.len() > BYTES_MAX => Err(format!("it has {} bytes", about.len())),
        Ok(_) => fs::read_to_string(path).map_err(|error| format!("can't be read: {error}")),
        Err(error) => Err(format!("can't be read: {error}")),
    };
    OwnFile {
        path: path.display().to_string(),
        key: stem.unwrap_or_default(),
        language: *language,
        text,
    }
}
