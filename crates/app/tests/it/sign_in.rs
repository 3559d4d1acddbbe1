//! Signing in, as a browser and an attacker do it to the real program.

use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use std::collections::BTreeMap;

pub(crate) const PASSWORD: &str = "four words, one door";

/// A command of whoever runs Vigie.
pub(crate) fn operator(vigie: &Vigie, args: &[&str]) -> String {
    let data = vigie.data().display().to_string();
    let output = cli(&[args, &["--data", &data]].concat(), "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    assert!(output.status.success(), "{args:?}: {}", text(output.stderr));
    text(output.stdout).trim().to_owned()
}

/// A browser: it keeps cookies and says where its forms come from.
pub(crate) struct Browser {
    address: String,
    pub(crate) cookies: BTreeMap<String, String>,
    language: &'static str,
}

impl Browser {
    pub(crate) fn new(vigie: &Vigie) -> Self {
        Self { address: vigie.address.clone(), cookies: BTreeMap::new(), language: "en" }
    }

    fn send(&mut self, request: Request) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = request.header("Accept-Language", self.language);
        if !cookies.is_empty() {
            request = request.header("Cookie", &cookies.join("; "));
        }
        let answer = request.send(&self.address);
        for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"));
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send(Request::new("GET", path))
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Request::form(path, fields))
    }

    pub(crate) fn signs_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("name", name), ("password", password)])
    }

    /// Whether the pages are open to this browser.
    pub(crate) fn is_in(&mut self) -> bool {
        self.get("/account").status == 200
    }

    /// Comes in by a link, and chooses a password.
    pub(crate) fn settles(&mut self, link: &str) {
        let path = link.split_once("/sign-in/").map(|(_, secret)| format!("/sign-in/{secret}"));
        let entered = self.post(&path.unwrap(), &[]);
        assert_eq!(leads_to(&entered), "/account/password", "{}", entered.text());
        let set = [("password", PASSWORD), ("again", PASSWORD)];
        assert_eq!(self.post("/account/password", &set).status, 200);
    }
}

pub(crate) fn leads_to(answer: &Answer) -> &str {
    answer.header("location").unwrap_or_default()
}

/// Somebody with an account and a password, in a browser where they are signed in.
pub(crate) fn settled(vigie: &Vigie, name: &str) -> Browser {
    let link = operator(vigie, &["user", "add", name, "--email", &format!("{name}@example.org")]);
    let mut browser = Browser::new(vigie);
    browser.settles(&link);
    browser
}

#[test]
fn somebody_who_was_added_chooses_a_password_and_comes_back_with_it() {
    let vigie = Vigie::start(&[]);
    let add = ["user", "add", "ada", "--email", "Ada@Example.org", "--role", "responder"];
    let link = operator(&vigie, &add);
    let path = format!("/sign-in/{}", link.rsplit_once('/').unwrap().1);
    let mut phone = Browser::new(&vigie);
    assert!(phone.get(&path).header("set-cookie").is_none(), "looking uses nothing up");
    assert_eq!(leads_to(&phone.post(&path, &[])), "/account/password");
    assert_eq!(Browser::new(&vigie).post(&path, &[]).status, 410, "a link works once");

    let cases = [
        ("short", "short", "too short"),
        (PASSWORD, "another one, typed", "not the same"),
        ("password1234", "password1234", "tried first"),
        ("ada@example.org", "ada@example.org", "your name or address"),
    ];
    for (password, again, said) in cases {
        let answer = phone.post("/account/password", &[("password", password), ("again", again)]);
        assert_eq!(answer.status, 422, "{password}");
        assert!(answer.text().contains(said), "{password}: {}", answer.text());
    }
    let set = [("password", PASSWORD), ("again", PASSWORD)];
    assert!(phone.post("/account/password", &set).text().contains("Your password is set"));
    assert!(operator(&vigie, &["user", "list"]).contains("ada@example.org"));

    assert_eq!(leads_to(&phone.post("/sign-out", &[])), "/sign-in");
    assert!(!phone.is_in());
    phone.get("/incidents?severity=critical");
    let entered = phone.signs_in("ADA@example.org ", PASSWORD);
    assert_eq!(leads_to(&entered), "/incidents?severity=critical", "to where they wanted to go");
    assert!(phone.is_in());
    assert_eq!(leads_to(&phone.signs_in("ada", PASSWORD)), "/", "once");
    let journal = phone.get("/api/v1/journal").text();
    for fact in ["account_changed", "password set", "by password from 127.0.0.1"] {
        assert!(journal.contains(fact), "{fact}: {journal}");
    }
    assert!(!journal.contains(PASSWORD) && !vigie.log().contains(PASSWORD));
}

#[test]
fn whoever_guesses_learns_nothing_and_slows_nobody_else_down() {
    let vigie = Vigie::start(&[]);
    let mut owner = settled(&vigie, "ada");
    let mut other_tab = Browser::new(&vigie);
    other_tab.cookies.clone_from(&owner.cookies);
    let mut stranger = Browser::new(&vigie);
    let wrong = stranger.signs_in("ada", "not the password");
    let unknown = stranger.signs_in("bob", "not the password");
    assert_eq!((wrong.status, unknown.status), (422, 422));
    let without_time = |answer: &Answer| answer.text().split("<footer>").next().unwrap().to_owned();
    assert_eq!(without_time(&wrong), without_time(&unknown).replace("bob", "ada"));
    let mut last = wrong;
    for _ in 0..6 {
        last = stranger.signs_in("ada", "not the password");
    }
    assert_eq!(last.status, 429, "{}", last.text());
    let seconds: u64 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=4).contains(&seconds) && last.text().contains("Next try in"), "{seconds}");
    assert_eq!(stranger.signs_in("ada", PASSWORD).status, 429, "the right one waits as well");

    assert!(other_tab.is_in(), "an open session goes on");
    owner.post("/sign-out", &[]);
    assert_eq!(owner.signs_in("ada", PASSWORD).status, 303, "a known device comes in at once");
}

#[test]
fn a_session_is_new_at_each_sign_in_and_over_at_sign_out() {
    let vigie = Vigie::start(&[]);
    let mut browser = settled(&vigie, "ada");
    let before = browser.cookies["vigie_session"].clone();
    let mut thief = Browser::new(&vigie);
    thief.cookies.insert("vigie_session".to_owned(), before.clone());
    assert!(thief.is_in(), "the cookie is the session");
    assert_eq!(browser.signs_in("ada", PASSWORD).status, 303);
    assert_ne!(browser.cookies["vigie_session"], before);
    assert!(!thief.is_in(), "a cookie from before the sign-in opens nothing");

    let mut tab = Browser::new(&vigie);
    tab.cookies.clone_from(&browser.cookies);
    let page = tab.get("/account");
    assert_eq!(page.header("cache-control"), Some("no-store"), "the back button shows nothing");
    browser.post("/sign-out", &[]);
    assert_eq!(leads_to(&tab.get("/account")), "/sign-in");
    assert_eq!(leads_to(&tab.post("/account/language", &[("language", "fr")])), "/sign-in");
    for forged in ["", "0", &"f".repeat(32), &"é".repeat(9), &before, "x; vigie_session=y"] {
        tab.cookies.insert("vigie_session".to_owned(), forged.to_owned());
        assert!(!tab.is_in(), "{forged}");
    }
}

#[test]
fn sessions_are_listed_and_ended_from_afar() {
    let vigie = Vigie::start(&[]);
    let mut laptop = settled(&vigie, "ada");
    let mut phone = Browser::new(&vigie);
    let mut tablet = Browser::new(&vigie);
    for browser in [&mut phone, &mut tablet] {
        assert_eq!(browser.signs_in("ada", PASSWORD).status, 303);
    }
    let mut bob = settled(&vigie, "bob");
    let page = laptop.get("/account").text();
    assert!(page.contains("127.0.0.1") && page.contains("this one"), "{page}");
    let ends: Vec<&str> = page.split("action=\"").filter(|part| part.contains("/end\"")).collect();
    assert_eq!(ends.len(), 2, "{page}");
    let end = ends[0].split('"').next().unwrap();
    assert_eq!(bob.post(end, &[]).status, 404, "nobody ends another's session");
    assert_eq!(laptop.post(end, &[]).status, 303);
    assert_eq!(u8::from(phone.is_in()) + u8::from(tablet.is_in()), 1);
    laptop.post("/account/sessions/end-others", &[]);
    assert!(!phone.is_in() && !tablet.is_in() && laptop.is_in() && bob.is_in());
}

#[test]
fn a_person_removed_while_signed_in_is_out() {
    let vigie = Vigie::start(&[]);
    let mut ada = settled(&vigie, "ada");
    let link = operator(&vigie, &["sign-in", "ada"]);
    operator(&vigie, &["user", "remove", "ada"]);
    assert!(!ada.is_in());
    assert_eq!(leads_to(&ada.post("/silences", &[("matchers", "a=b")])), "/sign-in");
    assert_eq!(ada.signs_in("ada", PASSWORD).status, 422);
    let path = format!("/sign-in/{}", link.rsplit_once('/').unwrap().1);
    assert_eq!(ada.post(&path, &[]).status, 410);

    let mut bob = settled(&vigie, "bob");
    let link = operator(&vigie, &["user", "reset", "bob"]);
    assert!(!bob.is_in(), "who lost a phone is out everywhere");
    assert_eq!(bob.signs_in("bob", PASSWORD).status, 422);
    bob.settles(&link);
    assert!(bob.is_in());
}

#[test]
fn another_site_signs_nobody_in_and_sends_nobody_away() {
    let vigie = Vigie::start(&[]);
    settled(&vigie, "ada");
    let mut form = Request::form("/sign-in", &[("name", "ada"), ("password", PASSWORD)]);
    form.headers.retain(|(name, _)| name != "Sec-Fetch-Site");
    assert_eq!(form.header("Sec-Fetch-Site", "cross-site").send(&vigie.address).status, 403);
    for away in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let mut browser = Browser::new(&vigie);
        browser.cookies.insert("vigie_next".to_owned(), away.to_owned());
        assert_eq!(leads_to(&browser.signs_in("ada", PASSWORD)), "/", "{away}");
    }
    let mut browser = settled(&vigie, "bob");
    let page = browser.get("/account/confirm?next=//evil.example").text();
    assert!(!page.contains("evil"), "{page}");
}

#[test]
fn any_text_may_be_typed_as_a_name_or_a_password() {
    let vigie = Vigie::start(&[]);
    let mut browser = settled(&vigie, "ada");
    let long = "x".repeat(100_000);
    let texts = [
        "",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{7*7}} ${7*7} %s",
        "a\0b",
        "\u{202e}\u{200b}🚨",
        &long,
    ];
    for text in texts {
        let mut stranger = Browser::new(&vigie);
        for fields in [[("name", text), ("password", "x")], [("name", "ada"), ("password", text)]] {
            let answer = stranger.post("/sign-in", &fields);
            assert!([422, 429].contains(&answer.status), "{text:.20}: {}", answer.status);
            assert!(!answer.text().contains("<script>"), "{text:.20}");
        }
        let set = [("password", text), ("again", text)];
        let answer = browser.post("/account/password", &set);
        assert!([200, 422].contains(&answer.status), "{text:.20}: {}", answer.status);
        browser.post("/account/language", &[("language", text)]);
    }
    let french = browser.post("/account/language", &[("language", "fr")]);
    assert_eq!(leads_to(&french), "/account");
    assert!(browser.get("/account").text().contains("<h1>Votre compte</h1>"));
}
