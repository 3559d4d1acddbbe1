//! The operator's own playbooks from a Git repository: what is fetched is a folder below the data
//! directory, read like any other. Owns when it is fetched and which commit is in use.
//!
//! A commit with a mistake is named, and the one before stays in use. The first one is used as far
//! as it reads, since nothing else is there.

use crate::own_files;
use crate::state::App;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use vigie_domain::setup::{PlaybookRepository, Settings};
use vigie_domain::time::Timestamp;
use vigie_ops::outside::git::Fetch;
use vigie_ops::own::OwnFault;
use vigie_ops::respond::Library;

/// How often is looked whether it is time to fetch.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Mistakes that are kept; whoever mends the first hundred sees the others then.
const FAULTS_MAX: usize = 100;

/// What is known of a repository, in a file beside what was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Where it is, as declared.
    pub address: String,
    branch: Option<String>,
    folder: String,
    /// The commit in use.
    pub commit: Option<String>,
    /// When the repository was last read, as milliseconds.
    pub read_at: Option<i64>,
    /// When it was last tried, as milliseconds.
    pub tried_at: Option<i64>,
    /// The newest commit that was looked at.
    pub newest: Option<String>,
    /// Mistakes of that one, which is not in use because of them.
    pub faults: Vec<String>,
    /// What sort of trouble the last try had, in the word of filings.
    pub error: Option<String>,
    /// What Git said.
    pub cause: String,
}

impl Known {
    /// When the repository was last read.
    pub fn read_at(&self) -> Option<Timestamp> {
        self.read_at.map(Timestamp::from_millis)
    }

    fn is_of(&self, wanted: &PlaybookRepository) -> bool {
        let repository = &wanted.repository;
        self.address == repository.address
            && self.branch == repository.branch
            && self.folder == repository.folder
    }

    fn is_due(&self, wanted: &PlaybookRepository, now: Timestamp) -> bool {
        let tried = self.tried_at.map(Timestamp::from_millis);
        tried.is_none_or(|at| at + wanted.every <= now || at > now)
    }
}

/// As a terminal tells it, on one line.
impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.commit, self.read_at()) {
            (Some(commit), Some(at)) => {
                write!(f, "commit {} of {}, read {at}", short(commit), self.address)?;
            }
            (Some(_), None) | (None, _) => {
                write!(f, "nothing of {} is in use yet", self.address)?;
            }
        }
        if self.error.is_some() {
            write!(f, "; the last try failed: {}", self.cause)?;
        }
        let Some(fault) = self.faults.first() else { return Ok(()) };
        let newest = short(self.newest.as_deref().unwrap_or_default());
        write!(f, "; commit {newest} is not used: {fault}")?;
        match self.faults.len() {
            1 => Ok(()),
            all => write!(f, " (and {} more)", all - 1),
        }
    }
}

/// The first digits of a commit, as people say it.
pub fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn place(data: &Path) -> PathBuf {
    data.join("playbook-repository")
}

fn known_file(data: &Path) -> PathBuf {
    place(data).join("known.json")
}

/// What is known of the repository that was read last.
pub fn last_known(data: &Path) -> Known {
    let text = fs::read_to_string(known_file(data)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// What is known of the declared repository.
pub fn known(data: &Path, wanted: &PlaybookRepository) -> Known {
    let found = last_known(data);
    if found.is_of(wanted) {
        return found;
    }
    let repository = &wanted.repository;
    Known {
        address: repository.address.clone(),
        branch: repository.branch.clone(),
        folder: repository.folder.clone(),
        ..Known::default()
    }
}

/// The folder that the operator's own playbooks are read from.
pub fn folder(data: &Path, settings: &Settings) -> Option<String> {
    let Some(wanted) = &settings.playbook_repository else { return settings.playbooks.clone() };
    let commit = known(data, wanted).commit?;
    Some(place(data).join(commit).display().to_string())
}

/// The operator's own playbooks over those that ship. A file of a repository is named as it is
/// there. What a file said `before` it had a mistake stays.
pub fn library(data: &Path, settings: &Settings, before: &Library) -> Library {
    let folder = folder(data, settings);
    let mut library = own_files::playbooks(folder.as_deref(), before);
    if let Some(folder) = folder.filter(|_| settings.playbook_repository.is_some()) {
        for fault in &mut library.faults {
            fault.path = inside(&fault.path, &folder);
        }
    }
    library
}

fn inside(path: &str, folder: &str) -> String {
    let inside = path.strip_prefix(folder).map(|path| path.trim_start_matches('/'));
    inside.unwrap_or(path).to_owned()
}

/// Fetches on the declared interval, and when somebody asks for it.
pub async fn follow(app: App) {
    let wish = &app.cx.store.wakes().playbooks;
    loop {
        let asked = tokio::time::timeout(LOOK_EVERY, wish.notified()).await.is_ok();
        let setup = app.cx.setup();
        let Some(wanted) = &setup.settings.playbook_repository else {
            leave(&app.folders.data);
            continue;
        };
        let known = known(&app.folders.data, wanted);
        if !asked && !known.is_due(wanted, app.cx.now()) {
            continue;
        }
        let before = known.clone();
        match fetch(&app, wanted, known).await {
            Ok(known) => tell(&app, &before, &known),
            Err(error) => {
                tracing::error!(%error, "the playbooks can't be kept in the data directory");
                tokio::time::sleep(wanted.every.min(Duration::from_secs(60))).await;
            }
        }
    }
}

/// Keeps nothing of a repository that is declared no more. A folder that Vigie did not make is
/// somebody's own.
fn leave(data: &Path) {
    if known_file(data).exists()
        && let Err(error) = fs::remove_dir_all(place(data))
    {
        tracing::warn!(%error, "the copy of the playbooks can't be removed");
    }
}

/// Says what changed, and takes another commit into use.
fn tell(app: &App, before: &Known, now: &Known) {
    if now.commit != before.commit {
        let commit = now.commit.as_deref().map(short);
        tracing::info!(commit, "playbooks of the repository are in use");
        app.read_playbooks();
        tidy(app, now);
    }
    if now.error != before.error && now.error.is_some() {
        tracing::warn!(cause = now.cause, "the repository of the playbooks can't be read");
    }
    if now.faults != before.faults {
        for fault in &now.faults {
            tracing::warn!("the newest playbooks are not used: {fault}");
        }
    }
}

/// Fetches once, and writes what came of it.
async fn fetch(app: &App, wanted: &PlaybookRepository, mut known: Known) -> io::Result<Known> {
    let data = &app.folders.data;
    let into = place(data).join("new");
    empty(&into)?;
    let now = app.cx.now();
    let has_files = known.commit.as_ref().is_some_and(|commit| place(data).join(commit).is_dir());
    let asked = Fetch {
        repository: wanted.repository.clone(),
        into: into.clone(),
        known: known.newest.clone().filter(|_| has_files),
        at: now,
    };
    known.tried_at = Some(now.as_millis());
    match app.cx.outside.fetch(asked).await {
        Ok(commit) => {
            known.read_at = Some(now.as_millis());
            (known.error, known.cause) = (None, String::new());
            if !has_files || known.newest.as_deref() != Some(commit.as_str()) {
                judge(data, &into, (&mut known, commit))?;
            }
        }
        Err(trouble) => {
            known.error = Some(trouble.error.as_str().to_owned());
            known.cause = trouble.cause;
        }
    }
    if into.exists() {
        fs::remove_dir_all(&into)?;
    }
    save(data, &known)?;
    Ok(known)
}

/// Takes what was fetched into use, or says why not.
fn judge(data: &Path, fetched: &Path, (known, commit): (&mut Known, String)) -> io::Result<()> {
    fs::remove_dir_all(fetched.join(".git"))?;
    let root = fetched.display().to_string();
    let library = own_files::playbooks(Some(&root), &Library::default());
    known.newest = Some(commit.clone());
    known.faults.clear();
    let stays = known.commit.as_ref().is_some_and(|commit| place(data).join(commit).is_dir());
    if stays && !library.faults.is_empty() {
        let faults = library.faults.iter().take(FAULTS_MAX);
        let named = |fault: &OwnFault| {
            let path = inside(&fault.path, &root);
            OwnFault { path, ..fault.clone() }.to_string()
        };
        known.faults = faults.map(named).collect();
        return Ok(());
    }
    let used = place(data).join(&commit);
    if used.exists() {
        fs::remove_dir_all(&used)?;
    }
    fs::rename(fetched, used)?;
    known.commit = Some(commit);
    Ok(())
}

/// An empty folder that only this account may read.
fn empty(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Written whole or not at all.
fn save(data: &Path, known: &Known) -> io::Result<()> {
    let (path, draft) = (known_file(data), place(data).join("known.json.new"));
    fs::write(&draft, serde_json::to_string_pretty(known)?)?;
    fs::rename(draft, path)
}

/// Removes what is in use no more.
fn tidy(app: &App, known: &Known) {
    let entries = fs::read_dir(place(&app.folders.data)).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if known.commit.as_ref() != Some(&name)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%error, "an older copy of the playbooks can't be removed");
        }
    }
}
