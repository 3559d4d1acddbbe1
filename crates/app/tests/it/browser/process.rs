//! The one Chromium of this test process, which ends with it.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use crate::peers::{folder, program, until};

/// How long the browser may take until it answers; a loaded machine of two cores needs some of it.
const START_SECS_MAX: u64 = 60;
/// Holds the browser until this process is gone, however it ended, and then removes the profile.
const KEEPER: &str = r#"
    profile=$1
    shift
    "$@" & browser=$!
    cat
    kill -KILL "$browser"
    wait "$browser"
    rm -rf "$profile" || { sleep 1; rm -rf "$profile"; }"#;
/// Nothing of the browser itself is to reach the network, and nothing of a page anybody but us.
const FLAGS: [&str; 17] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--hide-scrollbars",
    // Each window counts as one that somebody looks at, however many there are.
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--force-device-scale-factor=1",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
];

struct Running {
    endpoint: String,
    /// Closed by the system when this process ends; the keeper then ends the browser.
    _lifeline: ChildStdin,
}

/// Where the browser takes commands: `ws://127.0.0.1:port/devtools/browser/...`.
pub(super) fn endpoint() -> &'static str {
    static RUNNING: LazyLock<Running> = LazyLock::new(start);
    &RUNNING.endpoint
}

fn start() -> Running {
    let profile = folder("chromium").keep();
    let (port_file, log) = (profile.join("DevToolsActivePort"), profile.join("chromium.log"));
    let out = File::create(&log).unwrap();
    let mut keeper = Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(&profile)
        .arg(program("chromium", "chromium"))
        .args(FLAGS)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        // A Ctrl-C at the terminal must not end the keeper before the browser.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(out.try_clone().unwrap())
        .stderr(out)
        .spawn()
        .unwrap();
    let found = until(Duration::from_secs(START_SECS_MAX), || {
        let ended = keeper.try_wait().unwrap();
        assert!(ended.is_none(), "chromium ended: {}", fs::read_to_string(&log).unwrap());
        endpoint_in(&port_file)
    });
    let endpoint = found.unwrap_or_else(|| panic!("{}", fs::read_to_string(&log).unwrap()));
    Running { endpoint, _lifeline: keeper.stdin.take().unwrap() }
}

/// The two lines that Chromium writes once it listens: the port, and the path.
fn endpoint_in(file: &PathBuf) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let (port, path) = text.split_once('\n')?;
    path.starts_with("/devtools/").then(|| format!("ws://127.0.0.1:{port}{}", path.trim()))
}
