//! A repository that is somewhere else, or bare: the newest state is fetched, the text is laid upon
//! it, and the one new commit is pushed.

use super::call::{Call, Git};
use super::{NotCommitted, blob};
use std::path::Path;
use vigie_domain::report::FilingError;

/// The branch of a repository that has none yet.
const FIRST: &str = "main";
/// What the fetched state is called here.
pub(super) const BASE: &str = "refs/heads/base";

pub(super) async fn commit(git: &Git<'_>) -> Result<String, NotCommitted> {
    let wanted = git.wanted;
    let here = git.home.join("r");
    let made = here.to_string_lossy().into_owned();
    git.ask(git.home, &["init", "-q", "--bare", &made]).await?;
    let address = address(&wanted.repository.address);
    git.ask(&here, &["remote", "add", "origin", &address]).await?;
    let (branch, base) = newest(git, &here).await?;
    if base.is_some() {
        let from = format!("+refs/heads/{branch}:{BASE}");
        let fetch =
            ["fetch", "-q", "--depth=1", "--no-tags", "--filter=blob:none", "origin", &from];
        git.ask(&here, &fetch).await?;
    }
    let text = blob(git, &here, "-w").await?;
    if let Some(base) = &base
        && standing(git, &here).await?.as_ref() == Some(&text)
    {
        return Ok(base.clone());
    }
    let commit = laid(git, &here, &text, base.is_some()).await?;
    let to = format!("{commit}:refs/heads/{branch}");
    git.ask(&here, &["push", "-q", "--porcelain", "origin", &to]).await?;
    Ok(commit)
}

/// As Git is to reach it: through its own protocol even on this machine, so that only the newest
/// state is copied.
pub(super) fn address(declared: &str) -> String {
    if declared.starts_with('/') { format!("file://{declared}") } else { declared.to_owned() }
}

/// The branch that is meant, and its newest commit; none in a repository that is new.
pub(super) async fn newest(
    git: &Git<'_>,
    here: &Path,
) -> Result<(String, Option<String>), NotCommitted> {
    let declared = git.wanted.repository.branch.as_deref();
    let of = declared.map_or_else(|| "HEAD".to_owned(), |branch| format!("refs/heads/{branch}"));
    let said = git.ask(here, &["ls-remote", "--symref", "origin", &of]).await?;
    let pairs = || said.lines().filter_map(|line| line.split_once('\t'));
    let head = pairs().find(|(id, name)| *name == of && !id.starts_with("ref: "));
    let named =
        pairs().find_map(|(id, name)| (name == "HEAD").then_some(id)?.strip_prefix("ref: "));
    let branch = declared.or_else(|| named?.strip_prefix("refs/heads/"));
    match (branch, head) {
        (Some(branch), head) => Ok((branch.to_owned(), head.map(|(id, _)| id.to_owned()))),
        (None, None) => Ok((FIRST.to_owned(), None)),
        (None, Some(_)) => {
            let why = "its HEAD is on no branch: name one as its branch in the settings";
            Err(NotCommitted::new(FilingError::NoRepository, why))
        }
    }
}

/// What stands at the path now.
async fn standing(git: &Git<'_>, here: &Path) -> Result<Option<String>, NotCommitted> {
    let at = format!("{BASE}:{}", git.wanted.path);
    let call = Call { place: here, arguments: &["rev-parse", "-q", "--verify", &at], input: "" };
    let ended = git.call(call).await?;
    Ok(ended.is_well.then(|| ended.out.trim().to_owned()))
}

/// The commit of the newest state with the text in it.
async fn laid(
    git: &Git<'_>,
    here: &Path,
    text: &str,
    on_base: bool,
) -> Result<String, NotCommitted> {
    let begin: &[&str] = if on_base { &["read-tree", BASE] } else { &["read-tree", "--empty"] };
    git.ask(here, begin).await?;
    let entry = format!("100644,{text},{}", git.wanted.path);
    git.ask(here, &["update-index", "--add", "--cacheinfo", &entry]).await?;
    let tree = git.ask(here, &["write-tree", "--missing-ok"]).await?;
    let mut arguments = vec!["commit-tree", &tree, "-F", "-"];
    if on_base {
        arguments.extend(["-p", BASE]);
    }
    git.run(Call { place: here, arguments: &arguments, input: &git.wanted.message }).await
}
