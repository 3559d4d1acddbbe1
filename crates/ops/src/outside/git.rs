//! Git: commits one text to a repository, by the `git` program of this machine.
//!
//! Owns how the program is called: with an environment of its own, the token in that environment
//! alone, within limits of time and output. Never keeps a copy of the repository, and never writes
//! over what somebody else committed.

mod call;
mod pushed;
mod said;
#[cfg(test)]
mod tests;
mod tree;

use super::send::secret;
use call::{Call, Git};
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

/// Why it does not stand there.
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

async fn commit_with(program: &str, wanted: &Commit) -> Result<String, NotCommitted> {
    let folder = tempfile::Builder::new().prefix("vigie-git-").tempdir().map_err(|error| {
        let why = format!("no temporary folder can be made: {error}");
        NotCommitted::new(FilingError::Other, why)
    })?;
    let token = match &wanted.repository.token {
        Some(token) => Some(
            secret::read(token)
                .await
                .map_err(|error| NotCommitted::new(FilingError::NotLetIn, error.to_string()))?,
        ),
        None => None,
    };
    let git = Git { program, home: folder.path(), wanted, token };
    match tree::checked_out(&git).await? {
        Some(branch) => tree::commit(&git, &branch).await,
        None => pushed::commit(&git).await,
    }
}

/// The number that Git gives a text.
async fn blob(git: &Git<'_>, place: &std::path::Path, write: &str) -> Result<String, NotCommitted> {
    let arguments = ["hash-object", write, "--stdin"];
    let call = Call { place, arguments: &arguments, input: &git.wanted.text };
    git.run(call).await
}
