//! What must hold on every page, whoever looks: nothing is cut off, nothing is asked of others,
//! the keyboard gets everywhere and shows where it is.

use std::collections::HashSet;

use super::pages::PAGES;
use crate::browser::furnish::furnished;
use crate::browser::{Hands, Key, Look, Page};

/// More stops than any page has: the focus is lost in a trap.
const STOPS_MAX: usize = 300;

/// The phone in a pocket, and the screen at 400 %: WCAG 1.4.10.
const NARROW: [(&str, Look); 2] =
    [("320 px", Look::new(320, 640)), ("400 %", Look { zoom: 400, ..Look::new(1280, 1024) })];

#[test]
fn pages_have_titles_a_language_and_nothing_cut_off_and_ask_nobody_else() {
    let furnished = furnished();
    let mut wrong = Vec::new();
    for (language, tag) in [("en", "en"), ("fr-FR,fr", "fr")] {
        let mut page = Page::new(&furnished.vigie.url(""));
        page.cookie(&furnished.cookie);
        page.language(language);
        for shown in &PAGES {
            shown.open(&mut page, &furnished);
            assert_eq!(page.eval("document.documentElement.lang"), tag, "{}", shown.path);
            titled(&mut page, shown.path);
            no_name_is_given_twice(&mut page, shown.path);
            if tag == "fr" {
                wrong.extend(loose_signs(&mut page, shown.path));
            }
            for (name, look) in NARROW {
                page.look(look);
                wrong.extend(too_wide(&mut page, &format!("{} at {name}, {tag}", shown.path)));
            }
            for (name, style) in STYLES {
                restyle(&mut page, style);
                page.look(Look::new(if name == LARGE { 1280 } else { 320 }, 900));
                let place = format!("{} with {name}, {tag}", shown.path);
                wrong.extend(too_wide(&mut page, &place));
            }
            page.assert_clean();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One heading of the first rank, which the title repeats, with the program's name behind.
fn titled(page: &mut Page, path: &str) {
    let headings = page.eval("[...document.querySelectorAll('h1')].map(h => h.textContent)");
    let headings = headings.as_array().unwrap();
    assert_eq!(headings.len(), 1, "{path}: {headings:?}");
    let title = page.eval("document.title");
    assert_eq!(title, format!("{} · Vigie", headings[0].as_str().unwrap()), "{path}");
}

/// A label finds its own field: nothing else has the field's name.
fn no_name_is_given_twice(page: &mut Page, path: &str) {
    let twice = page.eval(
        "[...document.querySelectorAll('[id]')].map(node => node.id)
            .filter((id, place, all) => all.indexOf(id) !== place)",
    );
    assert_eq!(twice, serde_json::json!([]), "{path}");
}

/// French signs that an ordinary space would let go to the next line on their own. What people and
/// programs wrote is theirs.
fn loose_signs(page: &mut Page, path: &str) -> Option<String> {
    let found = page.eval(
        "(() => {
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walk.nextNode()) {
                const [text, around] = [walk.currentNode.data, walk.currentNode.parentElement];
                if (around.closest('code, pre, textarea, script')) continue;
                if (/\\S [?!;:»](?=[\\s)]|$)|« /.test(text)) found.push(text.trim());
            }
            return found;
        })()",
    );
    let some = found.as_array().is_some_and(|found| !found.is_empty());
    some.then(|| format!("{path}: spaces that may break: {found:#}"))
}

/// The page itself never scrolls sideways, and no box of it sticks out.
fn too_wide(page: &mut Page, place: &str) -> Option<String> {
    let wide = page.eval(
        "(() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            const inside = node => node.closest('.scroll, pre') && !node.matches('.scroll, pre');
            const out = [...document.querySelectorAll('body *')]
                .filter(node => node.getBoundingClientRect().right > room + 1 && !inside(node))
                .map(node => node.outerHTML.slice(0, 120));
            return [document.documentElement.scrollWidth + ' px', ...out];
        })()",
    );
    let some = wide.as_array().is_some_and(|wide| !wide.is_empty());
    some.then(|| format!("{place}: wider than the window: {wide:#}"))
}

/// What readers may do to the text with a style of their own: WCAG 1.4.4 and 1.4.12.
const STYLES: [(&str, &str); 2] = [
    (LARGE, "html { font-size: 200% }"),
    (
        "text set wide",
        "* { line-height: 1.5 !important; letter-spacing: .12em !important;
             word-spacing: .16em !important } p { margin-bottom: 2em !important }",
    ),
];
const LARGE: &str = "text of 200 %";

fn restyle(page: &mut Page, style: &str) {
    page.eval(&format!(
        "(() => {{ const style = new CSSStyleSheet(); style.replaceSync({});
            document.adoptedStyleSheets = [style]; return 0; }})()",
        serde_json::json!(style)
    ));
}

#[test]
fn the_keyboard_reaches_everything_and_shows_where_it_is() {
    let furnished = furnished();
    let mut page = Page::new(&furnished.vigie.url(""));
    page.cookie(&furnished.cookie);
    let mut wrong = Vec::new();
    for shown in &PAGES {
        let forced = Look { forced_colors: true, reduced_motion: true, ..Look::new(390, 844) };
        for look in [Look::new(1280, 900), Look { dark: true, ..forced }] {
            page.look(look);
            shown.open(&mut page, &furnished);
            let place = format!("{} at {} px", shown.path, look.width);
            let stops = walk(&mut page, &mut wrong, &place);
            let missed = page.eval(&format!("({MISSED})({stops:?})"));
            wrong.extend(
                missed
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|node| format!("{place}: not reached: {node}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rooms_stand_in_one_row_and_open_without_a_script() {
    let furnished = furnished();
    for (language, hands, script) in
        [("en", Hands::Keyboard, true), ("fr-FR,fr", Hands::Mouse, false)]
    {
        let mut page = Page::new(&furnished.vigie.url(""));
        page.cookie(&furnished.cookie);
        page.language(language);
        if !script {
            page.without_script();
        }
        page.look(Look::new(1280, 900));
        page.open("/changes");
        let tops = "new Set([...document.querySelectorAll('header nav.wide .rooms > li, .brand, .find, .who')]
            .map(node => Math.round(node.getBoundingClientRect().top / 20))).size";
        assert_eq!(page.eval(tops), 1, "{language}: one row");
        let marked = "[...document.querySelectorAll('nav.wide [aria-current]')].map(node => [node.getAttribute('aria-current'), node.getAttribute('href')])";
        assert_eq!(
            page.eval(marked),
            serde_json::json!([["true", "/checks"], ["page", "/changes"]]),
            "the room and the page in it"
        );
        let (opens, leads) = match language {
            "en" => ("Pages of “Alert”", "Silences"),
            _ => ("Pages de «\u{a0}Alerter\u{a0}»", "Mises en sourdine"),
        };
        // Chromium's own role for one of several that close each other.
        page.activate(hands, "DisclosureTriangleGrouped", opens);
        page.activate(hands, "link", leads);
        page.wait_until("there", "location.pathname === '/silences'");
    }
}

#[test]
fn a_runbook_is_one_step_away_and_no_annotation_becomes_a_script() {
    let furnished = furnished();
    let mut page = Page::new(&furnished.vigie.url(""));
    page.cookie(&furnished.cookie);
    page.open("/alerts");
    page.activate(Hands::Mouse, "link", "The API answers 502 to half of the requests");
    page.see("javascript:alert(4)");
    let links = page.eval(
        "[...document.querySelectorAll('dl a')].map(link => link.href)
            .filter(address => !address.startsWith(location.origin))",
    );
    assert_eq!(links, serde_json::json!(["https://wiki.example.org/runbooks/api-down"]));
}

/// Marks each focusable element, so that a stop can be told from another.
const MARK: &str = "(() => { window.stops = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]')]
    .filter(node => node.checkVisibility()); return stops.length; })()";
/// Where the focus is now (-1: nowhere), and what is wrong with how that looks.
const STOP: &str = "(() => {
    const node = document.activeElement, style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    const wrong = [];
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
        wrong.push('no outline');
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
        wrong.push('outside of the window');
    const [x, y] = [Math.max(box.left, 0) + 2, box.top + Math.min(box.height / 2, 20)];
    const over = document.elementFromPoint(Math.min(x, innerWidth - 1), Math.min(Math.max(y, 0), innerHeight - 1));
    if (over && !node.contains(over) && !over.contains(node)) wrong.push('covered by ' + over.outerHTML.slice(0, 80));
    return [window.stops.indexOf(node), wrong.join(', '), node.outerHTML.slice(0, 120)];
})()";
/// What Tab did not reach. Of buttons that exclude each other it reaches one; arrows do the rest.
const MISSED: &str = "reached => window.stops.filter((node, at) => !reached.includes(at))
    .filter(node => !(node.type === 'radio'
        && reached.some(at => window.stops[at] && window.stops[at].name === node.name)))
    .map(node => node.outerHTML.slice(0, 120))";

/// Presses Tab from the top of the page until it ends; answers the stops.
fn walk(page: &mut Page, wrong: &mut Vec<String>, place: &str) -> Vec<i64> {
    page.eval(MARK);
    let mut seen = HashSet::new();
    let mut stops = Vec::new();
    for _ in 0..STOPS_MAX {
        page.press(Key::Tab);
        let stop = page.eval(STOP);
        let at = stop[0].as_i64().unwrap();
        // A field for dates has stops of its own inside.
        if at >= 0 && stops.last() == Some(&at) {
            continue;
        }
        if at < 0 || !seen.insert(at) {
            return stops;
        }
        if stop[1] != "" {
            wrong.push(format!("{place}: {}: {}", stop[1], stop[2]));
        }
        stops.push(at);
    }
    panic!("{place}: Tab never comes to an end");
}
