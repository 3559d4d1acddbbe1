//! Filing and fetching with a token against a real Git server over HTTP: `git http-backend`,
//! behind as much of a web server as it needs.

use super::tests::{PATH, bare, git, wanted};
use super::*;
use data_encoding::BASE64;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use vigie_domain::channel::Secret;

pub(super) const TOKEN: &str = "the-right-token";

/// Serves the repositories below a folder to whoever shows the token, with a certificate where
/// there is one. Answers its address, and how many it let in.
pub(super) fn serve(
    root: &Path,
    certificate: Option<Arc<ServerConfig>>,
) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr().unwrap());
    let (root, let_in) = (root.to_owned(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&let_in);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let Some(config) = &certificate else {
                converse(&mut stream, &root, &counted);
                continue;
            };
            let connection = ServerConnection::new(Arc::clone(config)).unwrap();
            let mut secured = StreamOwned::new(connection, stream);
            converse(&mut secured, &root, &counted);
            secured.conn.send_close_notify();
            drop(secured.flush());
        }
    });
    (address, let_in)
}

fn converse(stream: &mut (impl Read + Write), root: &Path, let_in: &AtomicUsize) {
    // Whoever distrusts the certificate leaves before asking.
    if let Some(answer) = answer(stream, root, let_in) {
        drop(stream.write_all(&answer));
        drop(stream.flush());
    }
}

/// One request, and what is answered.
fn answer(stream: &mut impl Read, root: &Path, let_in: &AtomicUsize) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let found = lines.iter().filter_map(|line| line.split_once(':'));
        let mut found = found.filter(|(own, _)| own.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let length = header("content-length");
    let mut body = vec![0; length.parse().unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let pair = BASE64.encode(format!("vigie:{TOKEN}").as_bytes());
    if header("authorization") != format!("Basic {pair}") {
        let asks = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\n";
        let refused = format!("{asks}Content-Length: 0\r\nConnection: close\r\n\r\n");
        return Some(refused.into_bytes());
    }
    let_in.fetch_add(1, Ordering::SeqCst);
    let mut asked = lines[0].split(' ');
    let (method, target) = (asked.next().unwrap(), asked.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REMOTE_USER", "vigie")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", length)
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("HTTP_GIT_PROTOCOL", header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::spawn(move || drop(stdin.write_all(&body)));
    let said = child.wait_with_output().unwrap().stdout;
    let head = String::from_utf8_lossy(&said);
    let status = head.lines().next().and_then(|line| line.strip_prefix("Status: "));
    let begin = format!("HTTP/1.1 {}\r\nConnection: close\r\n", status.unwrap_or("200 OK").trim());
    Some([begin.as_bytes(), &said].concat())
}

/// The program with one more word in its environment.
pub(super) fn program(folder: &Path, word: &str) -> String {
    let path = folder.join("git-with-a-word");
    let script = format!("#!/bin/sh\n{word} exec git \"$@\"\n");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn a_token_lets_in_to_file_and_to_fetch_over_http_and_a_wrong_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let place = bare(folder.path());
    let (address, let_in) = serve(folder.path(), None);
    // It may speak http for once.
    let program = program(folder.path(), "GIT_ALLOW_PROTOCOL=http");
    let mut asked = wanted(&place, "# One\n");
    asked.repository.address = format!("{address}/product.git");

    asked.repository.token = Some(Secret::Plain("the-wrong-token".to_owned()));
    let refused = commit_with(&program, &asked).await.unwrap_err();
    assert_eq!(refused.error, FilingError::NotLetIn, "{refused:?}");
    assert!(!refused.cause.contains("the-wrong-token"), "{refused:?}");
    assert_eq!(let_in.load(Ordering::SeqCst), 0);

    asked.repository.token = Some(Secret::Plain(TOKEN.to_owned()));
    let first = commit_with(&program, &asked).await.unwrap();
    assert_eq!(commit_with(&program, &asked).await.unwrap(), first, "it stands there");
    assert_eq!(git(&place, &["show", &format!("trunk:{PATH}")]), "# One\n");
    assert_eq!(git(&place, &["rev-list", "--count", "trunk"]), "2\n");
    assert!(let_in.load(Ordering::SeqCst) > 0);

    let into = folder.path().join("into");
    let mut fetch = Fetch {
        repository: asked.repository.clone(),
        into: into.clone(),
        known: None,
        at: asked.at,
    };
    assert_eq!(fetch_with(&program, &fetch).await.unwrap(), first);
    let name = PATH.rsplit('/').next().unwrap();
    assert_eq!(std::fs::read_to_string(into.join(name)).unwrap(), "# One\n");
    assert!(!into.join("README.md").exists(), "only the declared folder");
    let config = std::fs::read_to_string(into.join(".git/config")).unwrap();
    assert!(!config.contains(TOKEN) && !config.contains("uthorization"), "{config}");

    fetch.into = folder.path().join("again");
    fetch.known = Some(first.clone());
    assert_eq!(fetch_with(&program, &fetch).await.unwrap(), first);
    assert!(!fetch.into.join(name).exists(), "what is known is not written again");
    fetch.repository.folder = "nowhere".to_owned();
    (fetch.known, fetch.into) = (None, folder.path().join("nowhere"));
    assert!(fetch_with(&program, &fetch).await.is_err());
}

/// A link in a repository leads nowhere: it is a file that holds its words.
#[tokio::test]
async fn a_link_in_what_is_fetched_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("sheets");
    std::fs::create_dir(&place).unwrap();
    git(&place, &["init", "-q", "-b", "main"]);
    std::os::unix::fs::symlink("/etc/passwd", place.join("a.md")).unwrap();
    git(&place, &["add", "."]);
    git(&place, &["commit", "-q", "-m", "a link"]);
    let mut repository = wanted(&place, "").repository;
    repository.folder = String::new();
    let into = folder.path().join("into");
    let at = Timestamp::from_millis(1_795_208_400_000);
    fetch(&Fetch { repository, into: into.clone(), known: None, at }).await.unwrap();
    assert!(!into.join("a.md").is_symlink());
    assert_eq!(std::fs::read_to_string(into.join("a.md")).unwrap(), "/etc/passwd");
}
