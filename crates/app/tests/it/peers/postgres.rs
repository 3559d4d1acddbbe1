//! A PostgreSQL of the tests' own: made in a temporary folder, on a loopback port, gone with the
//! test process however that ends.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use super::{START_SECS_MAX, folder, free_port, is_root, program, until};

const PACKAGE: &str = "postgresql-15";
/// Connections that all tests of one process may hold together.
const CONNECTIONS_MAX: u32 = 200;

/// What becomes of a commit when the machine loses power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing is synchronised: fast, for tests that never look at a crash of the machine.
    None,
    /// As in production.
    Full,
}

/// A running server.
pub(crate) struct Postgres {
    port: u16,
    folder: PathBuf,
    databases: AtomicU32,
    guard: Mutex<Guard>,
}

/// PostgreSQL refuses to run as root, so it runs as this account of the machine.
#[derive(Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
}

/// The server that all ordinary store tests of this process share.
pub(crate) fn shared() -> &'static Postgres {
    static SHARED: OnceLock<Postgres> = OnceLock::new();
    SHARED.get_or_init(|| Postgres::start(Durability::None))
}

/// The URL of a new, empty database on the shared server.
pub(crate) fn url_of_new_database() -> String {
    shared().url_of_new_database()
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub(crate) fn start(durability: Durability) -> Self {
        let account = is_root().then(unprivileged);
        let folder = folder("postgres").keep();
        if let Some(Account { uid, gid }) = account {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        let port = free_port();
        make_cluster(&folder, account);
        write_config(&folder, port, durability);
        let guard = Mutex::new(Guard::start(&folder, account));
        let postgres = Self { port, folder, databases: AtomicU32::new(0), guard };
        postgres.wait_until_up();
        postgres
    }

    /// The URL of a new, empty database.
    pub(crate) fn url_of_new_database(&self) -> String {
        let name = format!("vigie_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut client = postgres::Client::connect(&self.url("postgres"), postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.url(&name)
    }

    /// Stops the server as a crash does, without a checkpoint, and starts it again.
    pub(crate) fn restart(&self) {
        self.guard.lock().unwrap().restart();
        self.wait_until_up();
    }

    /// Its port on the loopback address.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Restarts the server on access rules that nobody can read: it does not come back.
    pub(crate) fn stop_with_bad_access_rules(&self) {
        let rules = self.access_rules();
        let bad = fs::read_to_string(&rules).unwrap() + "\nhosst all all 10.0.0.0/8 md5\n";
        fs::write(&rules, bad).unwrap();
        self.guard.lock().unwrap().restart();
    }

    /// Takes the bad line out again and starts the server.
    pub(crate) fn mend_access_rules(&self) {
        let rules = self.access_rules();
        let text = fs::read_to_string(&rules).unwrap();
        let good: Vec<&str> = text.lines().filter(|line| !line.starts_with("hosst")).collect();
        fs::write(&rules, good.join("\n") + "\n").unwrap();
        self.guard.lock().unwrap().restart();
        self.wait_until_up();
    }

    fn access_rules(&self) -> PathBuf {
        self.folder.join("cluster/pg_hba.conf")
    }

    fn wait_until_up(&self) {
        let url = self.url("postgres");
        let up = until(Duration::from_secs(START_SECS_MAX), || {
            postgres::Client::connect(&url, postgres::NoTls).ok().map(|_| ())
        });
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert!(up.is_some(), "PostgreSQL does not start:\n{log}");
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://vigie@127.0.0.1:{}/{database}", self.port)
    }
}

fn make_cluster(folder: &Path, account: Option<Account>) {
    let mut initdb = Command::new(program("initdb", PACKAGE));
    initdb.args(["--auth=trust", "--username=vigie", "--encoding=UTF8", "--locale=C"]);
    initdb.args(["--no-sync", "--pgdata"]).arg(folder.join("cluster"));
    let ran = become_account(&mut initdb, account).output().unwrap();
    assert!(ran.status.success(), "initdb: {}", String::from_utf8_lossy(&ran.stderr));
}

fn write_config(folder: &Path, port: u16, durability: Durability) {
    let on = if durability == Durability::Full { "on" } else { "off" };
    let config = format!(
        "port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\n\
         max_connections = {CONNECTIONS_MAX}\nshared_buffers = '64MB'\nfsync = {on}\n\
         synchronous_commit = {on}\nfull_page_writes = {on}\n",
        folder.display()
    );
    fs::write(folder.join("cluster/postgresql.auto.conf"), config).unwrap();
}

/// A shell that runs the server and outlives this process by a moment: at the end of its input it
/// stops the server and removes the folder. So a test that is killed leaves no server behind.
struct Guard {
    child: Child,
    orders: Option<ChildStdin>,
    reports: BufReader<ChildStdout>,
}

impl Guard {
    fn start(folder: &Path, account: Option<Account>) -> Self {
        const SCRIPT: &str = r#"
            order=restart
            while [ "$order" = restart ]; do
                "$1" -D "$2/cluster" </dev/null >>"$2/log" 2>&1 &
                server=$!
                read -r order || order=stop
                # Told again until it hears: a server that has just begun does not listen yet.
                (while kill -QUIT "$server" 2>/dev/null; do sleep 0.2; done) &
                wait "$server"
                if [ "$order" = restart ]; then echo stopped; fi
            done
            rm -rf "$2""#;
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "sh"]).arg(program("postgres", PACKAGE)).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A Ctrl-C at the terminal ends the tests, which closes the pipe; the guard itself stays.
        let mut child = become_account(&mut command, account).process_group(0).spawn().unwrap();
        let orders = child.stdin.take();
        let reports = BufReader::new(child.stdout.take().unwrap());
        Self { child, orders, reports }
    }

    fn restart(&mut self) {
        writeln!(self.orders.as_mut().unwrap(), "restart").unwrap();
        self.reports.read_line(&mut String::new()).unwrap();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.orders.take());
        // The server has stopped when the guard ends; a failure leaves only a folder behind.
        drop(self.child.wait());
    }
}

fn become_account(command: &mut Command, account: Option<Account>) -> &mut Command {
    command.current_dir("/");
    if let Some(Account { uid, gid }) = account {
        command.uid(uid).gid(gid);
    }
    command
}

/// The package's own account, else nobody.
fn unprivileged() -> Account {
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let line = ["postgres:", "nobody:"]
        .iter()
        .find_map(|name| accounts.lines().find(|line| line.starts_with(name)))
        .expect("an account for PostgreSQL: neither postgres nor nobody is in /etc/passwd");
    let mut ids = line.split(':').skip(2).map(|id| id.parse().unwrap());
    Account { uid: ids.next().unwrap(), gid: ids.next().unwrap() }
}
