//! A repository on this machine whose files are checked out: the text is written among them, and
//! only it is committed.

use super::call::{Call, Git};
use super::{NotCommitted, blob};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::fs;
use vigie_domain::report::FilingError;

/// The branch whose files are checked out, when the text goes to it; `None` when the repository is
/// bare, elsewhere, or has another branch checked out.
pub(super) async fn checked_out(git: &Git<'_>) -> Result<Option<String>, NotCommitted> {
    let repository = &git.wanted.repository;
    if !repository.address.starts_with('/') {
        return Ok(None);
    }
    let root = Path::new(&repository.address);
    if git.ask(root, &["rev-parse", "--is-bare-repository"]).await? == "true" {
        return Ok(None);
    }
    let asked = ["symbolic-ref", "-q", "--short", "HEAD"];
    let ended = git.call(Call { place: root, arguments: &asked, input: "" }).await?;
    let branch = ended.out.trim().to_owned();
    let goes_there = repository.branch.as_ref().is_none_or(|wanted| *wanted == branch);
    Ok((ended.is_well && goes_there).then_some(branch))
}

pub(super) async fn commit(git: &Git<'_>, branch: &str) -> Result<String, NotCommitted> {
    let wanted = git.wanted;
    let root = Path::new(&wanted.repository.address);
    let at = format!("refs/heads/{branch}:{}", wanted.path);
    let asked = ["rev-parse", "-q", "--verify", &at];
    let standing = git.call(Call { place: root, arguments: &asked, input: "" }).await?;
    // As the repository's own rules on line ends would have it.
    let filtered = format!("--path={}", wanted.path);
    if standing.is_well && standing.out.trim() == blob(git, root, &filtered).await? {
        return git.ask(root, &["rev-parse", &format!("refs/heads/{branch}")]).await;
    }
    write(git, root).await?;
    git.ask(root, &["add", "-f", "--", &wanted.path]).await?;
    let arguments = ["commit", "-q", "-F", "-", "--only", "--", &wanted.path];
    git.run(Call { place: root, arguments: &arguments, input: &wanted.message }).await?;
    git.ask(root, &["rev-parse", &format!("refs/heads/{branch}")]).await
}

/// Writes the text among the files, unless somebody else's words stand there uncommitted.
async fn write(git: &Git<'_>, root: &Path) -> Result<(), NotCommitted> {
    let wanted = git.wanted;
    let status = ["status", "--porcelain", "--", &wanted.path];
    let changed = !git.ask(root, &status).await?.is_empty();
    let path = root.join(&wanted.path);
    let failed = |error: std::io::Error| {
        let why = format!("{}: {error}", path.display());
        let closed = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
        let is_closed = closed.contains(&error.kind());
        let sort = if is_closed { FilingError::NotLetIn } else { FilingError::Other };
        NotCommitted::new(sort, why)
    };
    if changed && fs::read(&path).await.is_ok_and(|bytes| bytes != wanted.text.as_bytes()) {
        let why = format!("{} was changed by somebody and is not committed", wanted.path);
        return Err(NotCommitted::new(FilingError::Edited, why));
    }
    let folder = path.parent().map_or_else(|| root.to_owned(), Path::to_owned);
    fs::create_dir_all(&folder).await.map_err(failed)?;
    if !is_inside(&folder, root).await.map_err(failed)? {
        let why = format!("{} leads out of the repository", folder.display());
        return Err(NotCommitted::new(FilingError::Other, why));
    }
    fs::write(&path, &wanted.text).await.map_err(failed)
}

async fn is_inside(folder: &Path, root: &Path) -> std::io::Result<bool> {
    let (folder, root): (PathBuf, PathBuf) =
        (fs::canonicalize(folder).await?, fs::canonicalize(root).await?);
    Ok(folder.starts_with(root))
}
