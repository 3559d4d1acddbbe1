//! Git: commits one text to a repository, and reads a folder of one, by the `git` program of this
//! machine.
//!
//! Owns how the program is called: with an environment of its own, the token in that environment
//! alone, within limits of time and output. Never keeps a copy of the repository, and never writes
//! over what somebody else committed.

mod call;
mod fetched;
mod pushed;
mod said;
#[cfg(test)]
mod secured;
#[cfg(test)]
mod served;
#[cfg(test)]
mod tests;
mod tree;

use super::send::{SendError, secret};
use call::{Call, Git};
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::timeout;
use vigie_domain::report::FilingError;
use vigie_domain::setup::Repository;
use vigie_domain::time::Timestamp;

/// Longest attempt: a large repository on a slow line. Whoever leases a text for it leases it for
/// longer than this.
pub const COMMIT_MAX: Duration = Duration::from_secs(240);

/// A text that is to stand in a repository.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Where.
    pub repository: Repository,
    /// Its path in it.
    pub path: String,
    /// What it says, to the byte.
    pub text: String,
    /// Why, for whoever reads the history.
    pub message: String,
    /// Who stands for it.
    pub author: String,
    /// A mail address for the author, which Git wants.
    pub email: String,
    /// When they signed it.
    pub at: Timestamp,
}

/// A folder of a repository that is to be read.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// Where, and which folder in it; empty for its root.
    pub repository: Repository,
    /// An empty folder that the files go into.
    pub into: PathBuf,
    /// The commit that is known: of that one nothing is written.
    pub known: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Why it does not stand there, or can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCommitted {
    /// What sort of trouble it was.
    pub error: FilingError,
    /// What happened, in the words of Git or of the other side.
    pub cause: String,
}

impl NotCommitted {
    fn new(error: FilingError, cause: impl Into<String>) -> Self {
        Self { error, cause: cause.into() }
    }
}

/// Commits a text, unless it stands there already. Answers the commit in which it stands.
pub async fn commit(wanted: &Commit) -> Result<String, NotCommitted> {
    let unreachable = |_| {
        let why = format!("it took longer than {} s", COMMIT_MAX.as_secs());
        NotCommitted::new(FilingError::Unreachable, why)
    };
    timeout(COMMIT_MAX, commit_with("git", wanted)).await.map_err(unreachable)?
}

/// Reads the newest state of a folder into another. Answers its commit.
pub async fn fetch(wanted: &Fetch) -> Result<String, NotCommitted> {
    let unreachable = |_| {
        let why = format!("it took longer than {} s", COMMIT_MAX.as_secs());
        NotCommitted::new(FilingError::Unreachable, why)
    };
    timeout(COMMIT_MAX, fetch_with("git", wanted)).await.map_err(unreachable)?
}

async fn fetch_with(program: &str, wanted: &Fetch) -> Result<String, NotCommitted> {
    // Nothing is committed, so that nobody stands for it.
    let nothing = Commit {
        repository: wanted.repository.clone(),
        path: String::new(),
        text: String::new(),
        message: String::new(),
        author: String::new(),
        email: "vigie@localhost".to_owned(),
        at: wanted.at,
    };
    let folder = own_folder()?;
    let token = token(&wanted.repository).await?;
    let git = Git { program, home: folder.path(), wanted: &nothing, token };
    fetched::fetch(&git, &wanted.into, wanted.known.as_deref()).await
}

async fn commit_with(program: &str, wanted: &Commit) -> Result<String, NotCommitted> {
    let folder = own_folder()?;
    let token = token(&wanted.repository).await?;
    let git = Git { program, home: folder.path(), wanted, token };
    match tree::checked_out(&git).await? {
        Some(branch) => tree::commit(&git, &branch).await,
        None => pushed::commit(&git).await,
    }
}

/// A folder of its own for each attempt, which goes with it.
fn own_folder() -> Result<tempfile::TempDir, NotCommitted> {
    tempfile::Builder::new().prefix("vigie-git-").tempdir().map_err(|error| {
        let why = format!("no temporary folder can be made: {error}");
        NotCommitted::new(FilingError::Other, why)
    })
}

/// What lets us in, read for this attempt.
async fn token(repository: &Repository) -> Result<Option<String>, NotCommitted> {
    let Some(token) = &repository.token else { return Ok(None) };
    let refused = |error: SendError| NotCommitted::new(FilingError::NotLetIn, error.to_string());
    secret::read(token).await.map(Some).map_err(refused)
}

/// The number that Git gives a text.
async fn blob(git: &Git<'_>, place: &std::path::Path, write: &str) -> Result<String, NotCommitted> {
    let arguments = ["hash-object", write, "--stdin"];
    let call = Call { place, arguments: &arguments, input: &git.wanted.text };
    git.run(call).await
}
