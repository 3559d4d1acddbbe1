//! A real browser without a window: what a page looks like, and what it became after loading.

use std::path::Path;
use std::process::{Command, Output};

use super::{folder, program};

/// The page's document after loading, scripts included.
pub(crate) fn dump_dom(url: &str) -> String {
    let ran = run(&["--dump-dom"], url);
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// Writes a picture of the page, as seen in a window of this size.
pub(crate) fn screenshot(url: &str, width: u16, height: u16, file: &Path) {
    let size = format!("--window-size={width},{height}");
    run(&[&size, "--hide-scrollbars", &format!("--screenshot={}", file.display())], url);
    assert!(file.is_file(), "chromium took no picture of {url}");
}

fn run(args: &[&str], url: &str) -> Output {
    let profile = folder("chromium");
    let ran = Command::new(program("chromium", "chromium"))
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-dev-shm-usage", "--force-device-scale-factor=1"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(args)
        .arg(url)
        .output()
        .unwrap();
    assert!(ran.status.success(), "chromium: {}", String::from_utf8_lossy(&ran.stderr));
    ran
}
