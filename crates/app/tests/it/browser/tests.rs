//! Whether the browser does as it is told: a test that can't fail proves nothing.

use super::{Hands, Key, Look, Page};
use crate::peers::folder;
use crate::peers::sink::Sink;

/// A page that says what happened to it.
const HTML: &str = "<!doctype html><html lang=en><title>no script</title>
<style>body { margin: 0; color: #000; background: #fff }
@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }
@media (forced-colors: active) { h1::after { content: ' forced' } }
@media (prefers-reduced-motion: reduce) { h1::after { content: ' still' } }</style>
<h1>caf\u{e9}</h1><p id=said></p>
<form onsubmit='said.innerText = \"sent \" + text.value + \" \" + kind.value; return false'>
<label>Text <input id=text value=old></label>
<label>Kind <select id=kind><option>one<option>two</select></label><button>Send</button></form>
<label><input type=checkbox id=box> Box</label>
<script>document.title = 'ran';
addEventListener('keydown', event => { if (event.ctrlKey) said.innerText = 'ctrl ' + event.key;
if (event.key === 'Escape') said.innerText = 'left'; });</script>";

fn serve(html: &str) -> Sink {
    let sink = Sink::start();
    sink.answer_raw(&format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{html}",
        html.len()
    ));
    sink
}

#[test]
fn a_page_is_opened_used_and_photographed() {
    let sink = serve(HTML);
    let mut page = Page::new(&sink.url);
    page.open("/");
    page.see("caf\u{e9}");
    assert!(!page.shows("sent"));
    assert_eq!(page.eval("document.title"), "ran");
    for (hands, text) in [(Hands::Mouse, "clicked"), (Hands::Keyboard, "typed \u{1f600}")] {
        page.fill(hands, "Text", text);
        page.choose("Kind", "two");
        page.activate(hands, "button", "Send");
        page.see(&format!("sent {text} two"));
    }
    page.press(Key::ControlK);
    page.see("ctrl k");
    page.press(Key::Escape);
    page.see("left");
    page.eval("box.focus()");
    page.press(Key::Space);
    assert_eq!(page.eval("box.checked"), true);
    page.assert_clean();
    let dir = folder("picture");
    let file = dir.path().join("page.png");
    page.picture(&file);
    assert!(std::fs::read(file).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn the_window_the_wishes_and_the_language_are_as_told() {
    let sink = serve(HTML);
    let mut page = Page::new(&sink.url);
    page.language("fr-FR,fr");
    page.open("/");
    let asked = sink.received();
    assert_eq!(asked[0].header("accept-language"), Some("fr-FR,fr;q=0.9"));
    let look = Look::new(1280, 900);
    page.look(look);
    assert_eq!(page.eval("[innerWidth, innerHeight, devicePixelRatio].join()"), "1280,900,1");
    page.look(Look { zoom: 400, dark: true, ..look });
    assert_eq!(page.eval("[innerWidth, innerHeight, devicePixelRatio].join()"), "320,225,4");
    assert_eq!(page.eval("getComputedStyle(document.body).backgroundColor"), "rgb(0, 0, 0)");
    let after = "getComputedStyle(document.querySelector('h1'), '::after').content";
    page.look(Look { forced_colors: true, ..look });
    assert_eq!(page.eval(after), "\" forced\"");
    page.look(Look { reduced_motion: true, ..look });
    assert_eq!(page.eval(after), "\" still\"");
}

#[test]
fn scripts_and_the_network_can_be_taken_away() {
    let sink = serve(HTML);
    let mut page = Page::new(&sink.url);
    page.without_script();
    page.open("/");
    assert_eq!(page.eval("document.title"), "no script");
    page.offline(true);
    assert_eq!(page.try_open("/again"), Err("net::ERR_INTERNET_DISCONNECTED".to_owned()));
    page.offline(false);
    page.open("/again");
}

#[test]
fn complaints_and_requests_to_others_are_noticed() {
    let sink = serve(
        "<meta http-equiv=Content-Security-Policy content=\"script-src 'nonce-a'\">
        <img src=http://example.org/spy.png><script>1</script>
        <script nonce=a>console.error('broken'); nothing()</script>",
    );
    let mut page = Page::new(&sink.url);
    page.open("/");
    for words in ["Content Security Policy", "broken", "nothing is not defined", "ERR_NAME"] {
        page.forgive(words);
    }
    let away = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| page.assert_clean()));
    let said = *away.unwrap_err().downcast::<String>().unwrap();
    assert!(said.contains("http://example.org/spy.png"), "{said}");
}

#[test]
fn the_judge_of_accessibility_finds_what_is_wrong() {
    let sink =
        serve("<!doctype html><html><title>x</title><img src=data:,><p style='color:#ccc'>grey");
    let mut page = Page::new(&sink.url);
    page.open("/");
    page.bring_axe();
    let found = page.axe().join("\n");
    for rule in ["html-has-lang: html", "image-alt: img", "color-contrast: p", "landmark-one-main"]
    {
        assert!(found.contains(rule), "{rule} is not in:\n{found}");
    }
}

#[test]
fn a_passkey_can_be_made() {
    let sink = serve("<!doctype html><title>x</title>");
    let mut page = Page::new(&sink.url.replace("127.0.0.1", "localhost"));
    page.open("/");
    let device = page.plug_in_passkeys();
    assert_eq!(page.passkeys_on(&device), 0);
    let made = page.eval(
        "navigator.credentials.create({ publicKey: {
            challenge: new Uint8Array(16), rp: { name: 'x' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
            user: { id: new Uint8Array(1), name: 'a', displayName: 'a' } } }).then(made => made.type)",
    );
    assert_eq!(made, "public-key");
    assert_eq!(page.passkeys_on(&device), 1);
}
