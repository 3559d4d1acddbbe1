use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use vigie_domain::channel::Secret;

pub(super) const PATH: &str = "docs/postmortems/2026-11-20-INC-2026-0001.md";

/// Runs git as people do, and answers what it says.
pub(super) fn git(place: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C"])
        .arg(place)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub(super) fn wanted(address: &Path, text: &str) -> Commit {
    Commit {
        repository: Repository {
            address: address.display().to_string(),
            branch: None,
            folder: "docs/postmortems".to_owned(),
            user: "vigie".to_owned(),
            token: None,
            takes_private: false,
        },
        path: PATH.to_owned(),
        text: text.to_owned(),
        message: "Report INC-2026-0001\n\nSigned by Bob.\n".to_owned(),
        author: "Bob".to_owned(),
        email: "vigie@example.org".to_owned(),
        at: Timestamp::from_millis(1_795_208_400_000),
    }
}

/// A repository with one file on the branch `trunk`, its files checked out.
fn product(folder: &Path) -> PathBuf {
    let place = folder.join("product");
    fs::create_dir(&place).unwrap();
    git(&place, &["init", "-q", "-b", "trunk"]);
    fs::write(place.join("README.md"), "ours\n").unwrap();
    git(&place, &["add", "."]);
    git(&place, &["commit", "-q", "-m", "begin"]);
    place
}

/// The same, bare.
pub(super) fn bare(folder: &Path) -> PathBuf {
    let from = product(folder);
    let place = folder.join("product.git");
    git(folder, &["clone", "-q", "--bare", &from.to_string_lossy(), &place.to_string_lossy()]);
    place
}

fn hook(repository: &Path, script: &str) {
    let hook = repository.join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_text_is_committed_once_to_a_bare_repository() {
    let folder = tempfile::tempdir().unwrap();
    let place = bare(folder.path());
    let first = commit(&wanted(&place, "# One\n")).await.unwrap();
    assert_eq!(commit(&wanted(&place, "# One\n")).await.unwrap(), first, "it stands there");
    assert_eq!(git(&place, &["rev-list", "--count", "trunk"]), "2\n");
    assert_eq!(git(&place, &["show", &format!("trunk:{PATH}")]), "# One\n");
    assert_eq!(git(&place, &["show", "trunk:README.md"]), "ours\n", "nothing else is touched");
    let told = git(&place, &["log", "-1", "--format=%an %cn %s %at", "trunk"]);
    assert_eq!(told, "Bob Vigie Report INC-2026-0001 1795208400\n");

    commit(&wanted(&place, "# Two\n")).await.unwrap();
    assert_eq!(git(&place, &["show", &format!("trunk:{PATH}")]), "# Two\n");
    assert_eq!(git(&place, &["show", &format!("{first}:{PATH}")]), "# One\n");
}

#[tokio::test]
async fn a_new_repository_and_another_branch_are_begun() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("new.git");
    git(folder.path(), &["init", "-q", "--bare", "-b", "main", &place.to_string_lossy()]);
    commit(&wanted(&place, "# One\n")).await.unwrap();
    assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# One\n");
    let mut elsewhere = wanted(&place, "# Two\n");
    elsewhere.repository.branch = Some("reports".to_owned());
    commit(&elsewhere).await.unwrap();
    assert_eq!(git(&place, &["show", &format!("reports:{PATH}")]), "# Two\n");
    assert_eq!(git(&place, &["show", &format!("main:{PATH}")]), "# One\n");
}

#[tokio::test]
async fn a_text_joins_the_files_that_are_checked_out() {
    let folder = tempfile::tempdir().unwrap();
    let place = product(folder.path());
    fs::write(place.join("README.md"), "being changed\n").unwrap();
    fs::write(place.join("staged.md"), "theirs\n").unwrap();
    git(&place, &["add", "staged.md"]);
    let first = commit(&wanted(&place, "# One\n")).await.unwrap();
    assert_eq!(commit(&wanted(&place, "# One\n")).await.unwrap(), first);
    assert_eq!(git(&place, &["rev-list", "--count", "trunk"]), "2\n");
    assert_eq!(fs::read_to_string(place.join(PATH)).unwrap(), "# One\n");
    let left = git(&place, &["status", "--porcelain"]);
    assert_eq!(left, " M README.md\nA  staged.md\n", "the work of others stays as it was");

    fs::write(place.join(PATH), "somebody's words\n").unwrap();
    let refusal = commit(&wanted(&place, "# Two\n")).await.unwrap_err();
    assert_eq!(refusal.error, FilingError::Edited, "{refusal:?}");
    assert_eq!(fs::read_to_string(place.join(PATH)).unwrap(), "somebody's words\n");
}

#[tokio::test]
async fn a_refusal_is_told_in_the_words_of_the_hook() {
    let folder = tempfile::tempdir().unwrap();
    let place = bare(folder.path());
    hook(&place, "#!/bin/sh\necho 'only the team may write here' >&2\nexit 1\n");
    let refusal = commit(&wanted(&place, "# One\n")).await.unwrap_err();
    assert_eq!(refusal.error, FilingError::Refused, "{refusal:?}");
    assert!(refusal.cause.contains("only the team may write here"), "{refusal:?}");
    hook(&place, "#!/bin/sh\nexit 0\n");
    commit(&wanted(&place, "# One\n")).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone.git");
    let refusal = commit(&wanted(&gone, "# One\n")).await.unwrap_err();
    assert_eq!(refusal.error, FilingError::NoRepository, "{refusal:?}");
    // A folder inside another repository is not that repository.
    let inside = product(folder.path()).join("inside");
    fs::create_dir(&inside).unwrap();
    let refusal = commit(&wanted(&inside, "# One\n")).await.unwrap_err();
    assert_eq!(refusal.error, FilingError::NoRepository, "{refusal:?}");
    let here = wanted(&bare(tempfile::tempdir().unwrap().path()), "# One\n");
    let refusal = commit_with("/nowhere/git", &here).await.unwrap_err();
    assert_eq!(refusal.error, FilingError::NoGit);
}

#[tokio::test]
async fn a_token_is_in_the_environment_of_the_program_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (program, seen) = (folder.path().join("git"), folder.path().join("seen"));
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> {0}\nenv > {0}.env\necho \"fatal: s3cret is bad\" >&2\nexit 1\n",
        seen.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut asked = wanted(Path::new("/unused"), "# One\n");
    asked.repository.address = "https://git.example.org/team/product.git".to_owned();
    asked.repository.token = Some(Secret::Plain("s3cret".to_owned()));
    let refusal = commit_with(&program.to_string_lossy(), &asked).await.unwrap_err();
    assert!(!format!("{refusal:?}").contains("s3cret"), "{refusal:?}");
    assert!(!fs::read_to_string(&seen).unwrap().contains("s3cret"));
    let environment = fs::read_to_string(seen.with_extension("env")).unwrap();
    // vigie:s3cret
    assert!(environment.contains("Authorization: Basic dmlnaWU6czNjcmV0"), "{environment}");
    let key = "http.https://git.example.org/team/product.git.extraHeader";
    assert!(environment.contains(key), "{environment}");
    assert!(!environment.contains("CARGO"), "nothing else of ours is passed on: {environment}");
}
