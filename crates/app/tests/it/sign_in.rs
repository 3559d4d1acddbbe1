//! Signing in, as a browser and an attacker do it to the real program.

mod proxy;

use crate::browser::furnish::session;
use crate::browser::{Hands, Page};
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use std::collections::BTreeMap;
use totp_rs::{Builder, Secret};

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
    let email = format!("{name}@example.org");
    let link = operator(vigie, &["user", "add", name, "--email", &email, "--role", "responder"]);
    let mut browser = Browser::new(vigie);
    browser.settles(&link);
    browser
}

#[test]
fn somebody_who_was_added_chooses_a_password_and_comes_back_with_it() {
    let vigie = Vigie::start(&[]);
    let add = ["user", "add", "ada", "--email", "Ada@Example.org", "--role", "manager"];
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

/// The phone of somebody: it knows the key that the page showed.
pub(crate) struct Phone {
    key: String,
    /// The code that the set-up used.
    used: String,
}

impl Phone {
    /// Reads the key of an app that the account page begins to set up.
    pub(crate) fn learn(browser: &mut Browser) -> Self {
        assert_eq!(leads_to(&browser.post("/account/app/begin", &[])), "/account/app");
        let page = browser.get("/account/app").text();
        let (_, after) = page.split_once("Key: <code>").unwrap();
        let key = after.split('<').next().unwrap().replace(' ', "");
        assert!(page.contains("<svg class=\"qr\" role=\"img\""), "{page}");
        Self { key, used: String::new() }
    }

    /// Sets an app up on the account page, and answers the page of recovery codes.
    fn set_up(browser: &mut Browser) -> (Self, Vec<String>) {
        let mut phone = Self::learn(browser);
        let wrong = browser.post("/account/app", &[("code", "000000")]);
        assert!(wrong.status == 422 && wrong.text().contains("is not right"), "{}", wrong.text());
        let behind = browser.post("/account/app", &[("code", &phone.code(-3_600))]).text();
        assert!(behind.contains("60 min ago: the clock of your phone is behind"), "{behind}");
        let ahead = browser.post("/account/app", &[("code", &phone.code(3_600))]).text();
        assert!(ahead.contains("60 min: the clock of your phone is ahead"), "{ahead}");
        phone.used = phone.code(0);
        let set = browser.post("/account/app", &[("code", &phone.used)]);
        assert_eq!(leads_to(&set), "/account/codes", "{}", set.text());
        let text = browser.get("/account/codes.txt");
        assert!(text.header("content-disposition").unwrap().starts_with("attachment"));
        let codes: Vec<String> = text.text().lines().skip(3).map(str::to_owned).collect();
        assert_eq!(codes.len(), 10);
        assert!(browser.get("/account/codes").text().contains(&codes[9]));
        assert_eq!(leads_to(&browser.post("/account/codes/kept", &[])), "/account");
        assert_eq!(leads_to(&browser.get("/account/codes")), "/account", "they are shown once");
        (phone, codes)
    }

    /// The code that it shows when its clock is wrong by so many seconds.
    #[expect(clippy::disallowed_methods, reason = "a phone has a clock of its own")]
    pub(crate) fn code(&self, wrong_by: i64) -> String {
        let now = jiff::Timestamp::now().as_second() + wrong_by;
        let secret = Secret::try_from_base32(&self.key).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(now).unwrap()).to_string()
    }
}

#[test]
fn a_code_of_the_phone_is_asked_for_and_counts_once() {
    let vigie = Vigie::start(&[]);
    let mut browser = settled(&vigie, "ada");
    let (phone, codes) = Phone::set_up(&mut browser);
    browser.post("/sign-out", &[]);
    assert_eq!(leads_to(&browser.signs_in("ada", PASSWORD)), "/sign-in/code");
    assert!(!browser.is_in(), "a password alone opens nothing");
    let stolen = browser.cookies["vigie_step"].clone();
    let used = browser.post("/sign-in/code", &[("code", &phone.used)]);
    assert!(used.status == 422 && used.text().contains("used already"), "{}", used.text());
    let entered = browser.post("/sign-in/code", &[("code", &phone.code(30))]);
    assert_eq!(leads_to(&entered), "/account", "{}", entered.text());
    assert!(browser.is_in());
    let mut thief = Browser::new(&vigie);
    thief.cookies.insert("vigie_step".to_owned(), stolen);
    assert_eq!(thief.post("/sign-in/code", &[("code", &codes[0])]).status, 410, "used up");

    for (code, status) in
        [(codes[3].replace('-', " ").to_uppercase(), 303), (codes[3].clone(), 422)]
    {
        browser.post("/sign-out", &[]);
        browser.signs_in("ada", PASSWORD);
        assert_eq!(browser.post("/sign-in/code", &[("code", &code)]).status, status, "{code}");
    }
    let link = operator(&vigie, &["sign-in", "ada"]);
    let path = format!("/sign-in/{}", link.rsplit_once('/').unwrap().1);
    let entered = Browser::new(&vigie).post(&path, &[]);
    assert_eq!(leads_to(&entered), "/sign-in/code", "a link stands for the password only");
    let kept = std::fs::read(vigie.data().join("vigie.db")).unwrap();
    let log = std::fs::read(vigie.data().join("vigie.db-wal")).unwrap_or_default();
    for secret in [&phone.key, &codes[0]] {
        let found =
            |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found(&kept) && !found(&log), "a secret is kept as it is");
    }
}

#[test]
fn codes_are_not_guessed() {
    let vigie = Vigie::start(&[]);
    let mut owner = settled(&vigie, "ada");
    let (phone, codes) = Phone::set_up(&mut owner);
    let mut thief = Browser::new(&vigie);
    assert_eq!(leads_to(&thief.signs_in("ada", PASSWORD)), "/sign-in/code");
    let guess =
        |thief: &mut Browser, code: &str| thief.post("/sign-in/code", &[("code", code)]).status;
    for wrong in ["000000", "0000000000", "", "<b>", "aaaaa-aaaaa"] {
        assert_eq!(guess(&mut thief, wrong), 422, "{wrong}");
    }
    assert_eq!(guess(&mut thief, &codes[0]), 429, "the next one waits");
    owner.post("/sign-out", &[]);
    owner.signs_in("ada", PASSWORD);
    let entered = owner.post("/sign-in/code", &[("code", &phone.code(30))]);
    assert_eq!(entered.status, 303, "the owner's own device does not wait");
}

#[test]
fn a_passkey_is_added_used_and_removed() {
    let vigie = Vigie::start(&[]);
    let port = vigie.address.rsplit_once(':').unwrap().1;
    let mut page = Page::new(&format!("http://localhost:{port}"));
    page.language("en");
    page.cookie(&session(&vigie));
    page.open("/account");
    let device = page.plug_in_passkeys();
    let able = "document.querySelector('[data-passkey]')?.hidden === false";
    page.wait_until("offering a passkey", able);
    page.fill(Hands::Mouse, "What to call it, such as “my phone”", "the tablet");
    page.activate(Hands::Mouse, "button", "Add a passkey of this device");
    page.see("the tablet");
    assert_eq!(page.passkeys_on(&device), 1);
    page.activate(Hands::Mouse, "button", "Sign out");
    page.see("Name or mail address");
    page.wait_until("asking for a passkey", able);
    page.activate(Hands::Keyboard, "button", "Sign in with a passkey");
    page.see("Sign out");
    page.open("/account");
    page.see("the tablet");
    page.activate(Hands::Mouse, "button", "Remove it");
    page.wait_until("without it", "!document.body.innerText.includes('the tablet')");
    page.wait_until("offering another", able);
    page.activate(Hands::Mouse, "button", "Sign out");
    page.see("Name or mail address");
    page.wait_until("asking for a passkey", able);
    page.activate(Hands::Mouse, "button", "Sign in with a passkey");
    page.see("not accepted");
}

#[test]
fn forged_and_replayed_passkeys_open_nothing() {
    let vigie = Vigie::start(&[]);
    let mut stranger = Browser::new(&vigie);
    let begun = stranger.send(
        Request::json("POST", "/sign-in/passkey/begin", "{}")
            .header("Sec-Fetch-Site", "same-origin"),
    );
    assert_eq!(begun.status, 200);
    assert!(begun.json()["publicKey"]["challenge"].as_str().unwrap().len() >= 32);
    let made_up = r#"{"id":"AA","rawId":"AA","type":"public-key","response":{"authenticatorData":"AA","clientDataJSON":"AA","signature":"AA","userHandle":null}}"#;
    for answer in ["", "{}", "null", made_up] {
        let body = serde_json::json!({ "answer": answer, "next": "//evil.example" }).to_string();
        let request = Request::json("POST", "/sign-in/passkey", body);
        let said = stranger.send(request.header("Sec-Fetch-Site", "same-origin"));
        assert_eq!(said.status, 422, "{answer}");
    }
    let sealed = stranger.cookies["vigie_passkey"].clone();
    for forged in [String::new(), "00".repeat(40), sealed.replace(['1', '2'], "3")] {
        stranger.cookies.insert("vigie_passkey".to_owned(), forged);
        let body = serde_json::json!({ "answer": made_up }).to_string();
        let request = Request::json("POST", "/sign-in/passkey", body);
        assert_eq!(stranger.send(request.header("Sec-Fetch-Site", "same-origin")).status, 422);
    }
    assert!(!stranger.is_in());
}
