//! A real mail server, OpenSMTPD, that keeps every mail in a folder which tests read.
//!
//! It insists on root and on one queue folder for the whole machine. So each instance gets its own
//! view of that folder where the system lets us make one; elsewhere instances take turns. It
//! speaks no TLS here: Debian 12's build fails every handshake with its OpenSSL.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::{Peer, folder, free_port, is_root, program, until};

const PACKAGE: &str = "opensmtpd";
/// How long the server may take to answer one line.
const TALK_PATIENCE: Duration = Duration::from_secs(30);

/// A mail that was delivered.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    /// Names in lower case; folded lines are joined.
    pub(crate) headers: Vec<(String, String)>,
    /// As it came, encoded.
    pub(crate) body: String,
}

impl Mail {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body with its quoted-printable parts read; other parts stay as they came.
    pub(crate) fn text(&self) -> String {
        let joined = self.body.replace("=\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            let code = after.get(..2).and_then(|hex| str::from_utf8(hex).ok());
            let code = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            match (byte, code) {
                (b'=', Some(code)) => {
                    bytes.push(code);
                    rest = &after[2..];
                }
                _ => {
                    bytes.push(byte);
                    rest = after;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// A running mail server.
pub(crate) struct Smtp {
    peer: Peer,
    pub(crate) port: u16,
    dir: tempfile::TempDir,
    _turn: Option<File>,
}

impl Smtp {
    /// Starts it and waits until it greets.
    pub(crate) fn start() -> Self {
        Self::start_with(|mail| format!("maildir \"{}\"", mail.display()))
    }

    /// The same, but it pipes every mail into a command.
    pub(crate) fn piping(command: &str) -> Self {
        Self::start_with(|_| format!("mda \"{command}\""))
    }

    fn start_with(action: impl Fn(&Path) -> String) -> Self {
        let dir = folder("smtp");
        let (port, turn) = (free_port(), take_turn());
        prepare(dir.path(), port, action);
        let mut command = command(&dir.path().join("smtpd.conf"));
        let mut peer = Peer::start("smtpd", &mut command, dir.path());
        peer.wait_until("listening", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self { peer, port, dir, _turn: turn }
    }

    /// All that it logged.
    pub(crate) fn log(&self) -> String {
        self.peer.log()
    }

    /// All mails delivered so far, oldest first.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let mut files: Vec<_> = match fs::read_dir(self.dir.path().join("mail/new")) {
            Ok(files) => files.flatten().collect(),
            Err(_) => return Vec::new(),
        };
        files.sort_by_key(|file| file.metadata().unwrap().modified().unwrap());
        files.iter().map(|file| parse(&fs::read(file.path()).unwrap())).collect()
    }

    /// Waits until `count` mails have been delivered, and gives all of them.
    pub(crate) fn wait_for(&self, count: usize, patience: Duration) -> Vec<Mail> {
        let enough = until(patience, || Some(self.mails()).filter(|all| all.len() >= count));
        enough.unwrap_or_else(|| {
            let (got, log) = (self.mails().len(), self.peer.log());
            panic!("{got} of {count} mails in {patience:?}; smtpd said:\n{log}")
        })
    }
}

fn prepare(dir: &Path, port: u16, action: impl Fn(&Path) -> String) {
    let mail = dir.join("mail");
    fs::create_dir(&mail).unwrap();
    // Delivery runs as nobody.
    fs::set_permissions(&mail, Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(dir, Permissions::from_mode(0o755)).unwrap();
    let config = format!(
        "listen on 127.0.0.1 port {port}\n\
         action keep {} virtual {{ \"@\" = \"nobody\" }}\n\
         match from any for any action keep\n",
        action(&mail)
    );
    fs::write(dir.join("smtpd.conf"), config).unwrap();
}

fn command(config: &Path) -> Command {
    let smtpd = program("smtpd", PACKAGE);
    let (first, rest) =
        if is_root() { ("sh", [].as_slice()) } else { ("sudo", ["-n", "sh"].as_slice()) };
    let mut command = Command::new(first);
    command.args(rest);
    if own_view() {
        const SCRIPT: &str = r#"exec unshare --mount sh -c '
            mkdir -p /var/spool/smtpd
            mount -t tmpfs -o mode=0711 tmpfs /var/spool/smtpd
            mount -t tmpfs tmpfs /run
            exec "$1" -d -f "$2"' sh "$1" "$2""#;
        command.args(["-c", SCRIPT, "sh"]);
    } else {
        command.args(["-c", r#"exec "$1" -d -f "$2""#, "sh"]);
    }
    command.arg(smtpd).arg(config);
    command
}

/// Whether the system lets us mount something that only we see.
fn own_view() -> bool {
    let script = "unshare --mount mount -t tmpfs tmpfs /run";
    let mut try_it = if is_root() { Command::new("sh") } else { Command::new("sudo") };
    if !is_root() {
        try_it.args(["-n", "sh"]);
    }
    try_it.args(["-c", script]).output().is_ok_and(|ran| ran.status.success())
}

/// One instance at a time on the machine, where they cannot have their own view.
fn take_turn() -> Option<File> {
    if own_view() {
        return None;
    }
    let path = std::env::temp_dir().join("vigie-test-smtpd.lock");
    let file = File::options().create(true).append(true).open(path).unwrap();
    file.lock().unwrap();
    Some(file)
}

fn parse(bytes: &[u8]) -> Mail {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let headers = unfolded
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    Mail { headers, body: body.to_owned() }
}

/// Speaks to the server by hand, line by line as it answers; all that it said.
pub(crate) fn talk(port: u16, lines: &[&str]) -> String {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(TALK_PATIENCE)).unwrap();
    let mut reader = BufReader::new(stream);
    let mut said = String::new();
    for line in lines {
        read_reply(&mut reader, &mut said);
        write!(reader.get_mut(), "{line}\r\n").unwrap();
    }
    read_reply(&mut reader, &mut said);
    said
}

/// A reply ends with the line whose code is followed by a space.
fn read_reply(reader: &mut BufReader<TcpStream>, said: &mut String) {
    let mut more = true;
    while more {
        let start = said.len();
        reader.read_line(said).unwrap();
        more = said.as_bytes().get(start + 3) == Some(&b'-');
    }
}
