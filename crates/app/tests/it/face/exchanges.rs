//! Pages in the middle of an exchange, that no address alone shows: judged like all others.

use super::judged::{Complaints, judged};
use crate::browser::Page;
use crate::browser::furnish::session;
use crate::peers::vigie::Vigie;
use crate::sign_in::{Browser, PASSWORD, Phone, leads_to, settled};

/// A window that goes on where this browser is.
fn window(vigie: &Vigie, browser: &Browser, language: &str) -> Page {
    let mut page = Page::new(&vigie.url(""));
    page.language(language);
    for (name, value) in &browser.cookies {
        page.cookie(&format!("{name}={value}"));
    }
    page
}

/// The recovery codes, shown once, and the page that asks for a code at the next sign-in.
fn second_step(vigie: &Vigie, language: &str, found: &mut Complaints) {
    let name = format!("ada-{language}");
    let mut browser = settled(vigie, &name);
    let phone = Phone::learn(&mut browser);
    let code = phone.code(0);
    assert_eq!(leads_to(&browser.post("/account/app", &[("code", &code)])), "/account/codes");
    let mut page = window(vigie, &browser, language);
    page.open("/account/codes");
    assert_eq!(page.eval("location.pathname"), "/account/codes");
    judged(&mut page, "/account/codes", found);
    browser.post("/account/codes/kept", &[]);
    browser.post("/sign-out", &[]);
    assert_eq!(leads_to(&browser.signs_in(&name, PASSWORD)), "/sign-in/code");
    let mut page = window(vigie, &browser, language);
    page.open("/sign-in/code");
    assert_eq!(page.eval("location.pathname"), "/sign-in/code");
    judged(&mut page, "/sign-in/code", found);
    page.eval("document.querySelector('[name=code]').value = '000000'; document.forms[0].submit()");
    page.wait_until("refusing the code", "document.querySelector('[role=alert]')");
    judged(&mut page, "/sign-in/code, refused", found);
}

/// A token that is refused, and one that is shown this once.
fn new_token(vigie: &Vigie, language: &str, found: &mut Complaints) {
    let mut page = Page::new(&vigie.url(""));
    page.language(language);
    page.cookie(&session(vigie));
    for (name, shown) in [("No Name", "#name-mistake"), (&*format!("new-{language}"), "div.notice")]
    {
        page.open("/tokens");
        page.eval(&format!(
            "document.querySelector('#name').value = '{name}';
             document.querySelector('form[action=\"/tokens\"][method=post]').submit()"
        ));
        page.wait_until("answering", &format!("document.querySelector('{shown}')"));
        judged(&mut page, &format!("/tokens, {name}"), found);
    }
}

#[test]
fn axe_finds_nothing_in_the_middle_of_an_exchange() {
    let vigie = Vigie::start(&[]);
    let mut found = Complaints::new();
    for language in ["en", "fr"] {
        second_step(&vigie, language, &mut found);
        new_token(&vigie, language, &mut found);
    }
    super::judged::none(found);
}
