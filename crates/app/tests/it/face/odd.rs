//! What people do that nobody planned: odd texts, two windows, the back button after signing out.

use serde_json::{Value, json};

use crate::browser::furnish::{api, session};
use crate::browser::{Hands, Page};
use crate::peers::vigie::Vigie;

/// Texts that broke other programs.
const ODD: [&str; 7] = [
    "<img src=x onerror=\"document.title='broken'\"> & &amp; </textarea></td>",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {7*7}",
    "'; DROP TABLE incidents; -- \" \\",
    "\u{202e}desrever\u{202c} \u{627}\u{644}\u{62e}\u{62f}\u{645}\u{629} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "zero\u{200b}width\u{feff}and\u{200d}joined \u{1f469}\u{200d}\u{1f692}",
    "Z\u{351}\u{34b}a\u{341}\u{33d}l\u{34e}g\u{35e}o\u{322}",
    "%s %d %n ../../etc/passwd \u{fffd}",
];

fn declared() -> (Vigie, Page, String) {
    let vigie = Vigie::start(&[]);
    let form = json!({ "title": "Files are gone", "severity": "warning" });
    let made = api(&vigie, "POST", "/incidents", &form).json();
    let path = format!("/incidents/{}", made["reference"].as_str().unwrap());
    let mut page = Page::new(&vigie.url(""));
    page.language("en");
    page.cookie(&session(&vigie));
    (vigie, page, path)
}

#[test]
fn odd_texts_come_back_as_they_were_typed() {
    let (_vigie, mut page, path) = declared();
    page.open(&path);
    for text in ODD {
        page.fill(Hands::Mouse, "What happened, or was decided", text);
        page.activate(Hands::Mouse, "button", "Add a note");
        page.see(text);
        page.open("/incidents");
        page.activate(Hands::Mouse, "DisclosureTriangle", "Declare an incident");
        page.fill(Hands::Mouse, "What is wrong, in one line", text);
        page.activate(Hands::Mouse, "button", "Declare an incident");
        page.see(text);
        assert!(page.eval("document.title").as_str().unwrap().contains(text), "{text}");
        page.open(&path);
    }
    page.assert_clean();
}

#[test]
fn two_windows_never_undo_each_other() {
    let (vigie, mut one, path) = declared();
    let mut other = Page::new(&vigie.url(""));
    other.language("en");
    other.cookie(&session(&vigie));
    // With a script the other window would show the change by itself.
    other.without_script();
    one.open(&path);
    other.open(&path);
    one.activate(Hands::Mouse, "DisclosureTriangle", "Cancel: there was nothing…");
    one.fill(Hands::Mouse, "Why?", "It was the rehearsal");
    one.activate(Hands::Mouse, "button", "Cancel: there was nothing");
    one.see("It was the rehearsal");
    // What the other window still offers is refused in words, with the way back.
    other.activate(Hands::Mouse, "button", "I'm on it");
    other.see("That did not work");
    other.see("was cancelled by");
    let all = api(&vigie, "GET", "/incidents", &Value::Null).json();
    assert_eq!(all["incidents"][0]["stage"], "cancelled", "{all}");
    // A note that was being typed is taken: the story may go on after the end.
    other.open(&path);
    other.fill(Hands::Mouse, "What happened, or was decided", "Found the cause");
    other.activate(Hands::Mouse, "button", "Add a note");
    other.see("Found the cause");
}

#[test]
fn the_back_button_shows_nothing_after_signing_out() {
    let (_vigie, mut page, path) = declared();
    page.open(&path);
    page.see("Files are gone");
    page.activate(Hands::Mouse, "button", "Sign out");
    page.see("Name or mail address");
    page.eval("history.back()");
    page.wait_until("back", "location.pathname !== '/' && document.title !== ''");
    page.see("Name or mail address");
    assert!(!page.shows("Files are gone"), "what was open before is shown to whoever comes next");
}
