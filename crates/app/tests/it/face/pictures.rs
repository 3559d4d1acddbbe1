//! Pictures of every page, and what printers get of some, to look at: `make screenshots`.

use std::fs;
use std::path::{Path, PathBuf};

use super::pages::PAGES;
use crate::browser::furnish::{furnished, session};
use crate::browser::{Look, Page};
use crate::peers::vigie::Vigie;

/// Where pictures go, unless `VIGIE_SCREENSHOTS` says another folder.
const FOLDER: &str = "target/screenshots";
/// Pages that people print, and how they look on paper.
const PRINTED: [&str; 11] = [
    "now",
    "incident",
    "run",
    "contacts",
    "report",
    "draft",
    "breach",
    "measures",
    "playbook",
    "binder",
    "accessibility",
];
/// Pages whose empty state says what to do next.
const EMPTY: [&str; 7] =
    ["/alerts", "/incidents", "/checks", "/silences", "/services", "/sources", "/notifications"];

#[test]
#[ignore = "pictures are for people: make screenshots"]
fn screenshots() {
    let folder = folder();
    fs::create_dir_all(&folder).unwrap();
    let furnished = furnished();
    let mut page = Page::new(&furnished.vigie.url(""));
    page.cookie(&furnished.cookie);
    for (language, tag) in [("fr-FR,fr", "fr"), ("en", "en")] {
        page.language(language);
        for shown in PAGES.iter().filter(|shown| wanted(shown.name)) {
            shown.open(&mut page, &furnished);
            take(&mut page, &folder, &format!("{}-{tag}", shown.name));
            if PRINTED.contains(&shown.name) {
                page.print(&folder.join(format!("{}-{tag}.pdf", shown.name)));
            }
        }
    }
    if wanted("empty") {
        empty(&folder);
    }
    println!("see {}", folder.display());
}

/// Whether `VIGIE_SCREENSHOTS_OF`, such as `run,incident`, names it; without it, all are wanted.
fn wanted(name: &str) -> bool {
    std::env::var("VIGIE_SCREENSHOTS_OF")
        .map_or(true, |some| some.split(',').any(|one| one == name))
}

/// The same pages on the first morning.
fn empty(folder: &Path) {
    let vigie = Vigie::start(&[]);
    let mut page = Page::new(&vigie.url(""));
    page.cookie(&session(&vigie));
    for path in EMPTY.iter().chain(["/"].iter()) {
        page.open(path);
        take(&mut page, folder, &format!("empty-{}", path.trim_matches('/')));
    }
}

fn take(page: &mut Page, folder: &Path, name: &str) {
    for (device, width, height) in [("phone", 390, 844), ("desktop", 1280, 900)] {
        for dark in [false, true] {
            page.look(Look { dark, ..Look::new(width, height) });
            let scheme = if dark { "dark" } else { "light" };
            page.picture(&folder.join(format!("{name}-{device}-{scheme}.png")));
        }
    }
}

/// Where other tests leave pictures of what they went through, when somebody asked for them.
pub(super) fn asked_folder() -> Option<PathBuf> {
    std::env::var("VIGIE_SCREENSHOTS").is_ok().then(folder)
}

fn folder() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    root.join(std::env::var("VIGIE_SCREENSHOTS").unwrap_or_else(|_| FOLDER.to_owned()))
}
