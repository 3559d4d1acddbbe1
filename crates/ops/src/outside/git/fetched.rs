//! A repository that is read: the newest state of one folder in it, as files.
//!
//! Nothing of what is fetched is run: the copy is made anew each time, without hooks, and a link
//! in it is a file that holds the link's words.

use super::NotCommitted;
use super::call::Git;
use super::pushed::{BASE, address, newest};
use std::path::Path;
use vigie_domain::report::FilingError;

/// Writes the newest state of the declared folder into an empty one, unless it is the known one.
/// Answers its commit.
pub(super) async fn fetch(
    git: &Git<'_>,
    into: &Path,
    known: Option<&str>,
) -> Result<String, NotCommitted> {
    let repository = &git.wanted.repository;
    let here = into.to_string_lossy().into_owned();
    git.ask(git.home, &["init", "-q", "--template=", &here]).await?;
    git.ask(into, &["remote", "add", "origin", &address(&repository.address)]).await?;
    let (branch, head) = newest(git, into).await?;
    let Some(head) = head else {
        return Err(NotCommitted::new(
            FilingError::NoRepository,
            "nothing was committed there yet",
        ));
    };
    if known == Some(head.as_str()) {
        return Ok(head);
    }
    let from = format!("+refs/heads/{branch}:{BASE}");
    git.ask(into, &["fetch", "-q", "--depth=1", "--no-tags", "origin", &from]).await?;
    git.ask(into, &["read-tree", &format!("{BASE}:{}", repository.folder)]).await?;
    git.ask(into, &["-c", "core.symlinks=false", "checkout-index", "-q", "-a"]).await?;
    git.ask(into, &["rev-parse", BASE]).await
}
