//! Accessibility: axe-core judges every page, in both languages, light and dark, from the
//! narrowest phone to the widest screen.

use std::collections::BTreeMap;

use super::pages::PAGES;
use crate::browser::furnish::furnished;
use crate::browser::{Look, Page};

const WINDOWS: [(u32, u32); 5] = [(320, 640), (390, 844), (768, 1024), (1280, 900), (1920, 1080)];

#[test]
fn axe_finds_nothing_on_any_page_in_english() {
    judge("en");
}

#[test]
fn axe_finds_nothing_on_any_page_in_french() {
    judge("fr-FR,fr");
}

fn judge(language: &str) {
    let furnished = furnished();
    let mut page = Page::new(&furnished.vigie.url(""));
    page.cookie(&furnished.cookie);
    page.language(language);
    let mut found = Complaints::new();
    for shown in &PAGES {
        shown.open(&mut page, &furnished);
        judged(&mut page, shown.path, &mut found);
    }
    none(found);
}

/// What breaks a rule, and where it was seen first.
pub(super) type Complaints = BTreeMap<String, String>;

/// Judges the page that is open, in every window, light and dark.
pub(super) fn judged(page: &mut Page, name: &str, found: &mut Complaints) {
    page.bring_axe();
    for (width, height) in WINDOWS {
        for dark in [false, true] {
            page.look(Look { dark, ..Look::new(width, height) });
            let scheme = if dark { "dark" } else { "light" };
            for line in page.axe() {
                found.entry(line).or_insert_with(|| format!("{name} at {width}, {scheme}"));
            }
        }
    }
}

/// Fails when there are complaints.
pub(super) fn none(found: Complaints) {
    let lines: Vec<String> =
        found.into_iter().map(|(line, place)| format!("{place}: {line}")).collect();
    assert!(lines.is_empty(), "{} complaints:\n{}", lines.len(), lines.join("\n"));
}
