//! The same with a real provider, in a real browser: nothing in between is ours.

use crate::browser::{Hands, Page};
use crate::peers::folder;
use crate::peers::oidc_provider::{CLIENT, OidcProvider};
use crate::peers::vigie::Vigie;
use crate::sign_in::{Browser, PASSWORD, settled};

fn declared(issuer: &str) -> (Vigie, tempfile::TempDir) {
    let dir = folder("real-provider");
    let file = dir.path().join("vigie.yaml");
    let (client, secret) = CLIENT;
    let text = format!(
        "settings:
  oidc:
    issuer: '{issuer}'
    client_id: {client}
    client_secret: '{secret}'
    label: our directory
    scopes: [email, groups]
    group_claim: groups
    groups: {{ops: [responder]}}
people:
- {{slug: ada, name: Ada Lovelace, email: ada@example.org, roles: [manager]}}
"
    );
    std::fs::write(&file, text).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

/// A window before the page that asks who one is.
fn window(vigie: &Vigie) -> Page {
    let mut page = Page::new(&vigie.url(""));
    page.language("en");
    page.open("/sign-in");
    page
}

/// Goes to the provider, and says there who one is; any password will do.
fn goes_as(page: &mut Page, name: &str) {
    page.activate(Hands::Mouse, "link", "Sign in with our directory");
    page.fill(Hands::Mouse, "Enter any login", name);
    page.fill(Hands::Mouse, "and password", "any");
    page.activate(Hands::Mouse, "button", "Sign-in");
    page.activate(Hands::Mouse, "button", "Continue");
}

#[test]
fn somebody_comes_in_through_a_real_provider_and_leaves_both() {
    let (port, issuer) = OidcProvider::place();
    let (vigie, _dir) = declared(&issuer);
    let mut provider = OidcProvider::start(port, &vigie.url(""));
    let mut page = window(&vigie);
    goes_as(&mut page, "ada");
    page.see("Ada Lovelace");
    page.open("/account");
    page.see("ada@example.org");
    page.open("/journal?who=ada");
    page.see("by the identity provider, from 127.0.0.1");

    page.activate(Hands::Mouse, "button", "Sign out");
    page.activate(Hands::Mouse, "link", "Sign out of our directory too");
    page.activate(Hands::Mouse, "button", "Yes, sign me out");
    page.see("Name or mail address");
    assert!(provider.peer.log().contains("a session was ended"), "{}", provider.peer.log());

    // Nobody whom the provider does not vouch for, and no address that it did not check.
    for name in ["eve", "mallory"] {
        let mut page = window(&vigie);
        goes_as(&mut page, name);
        page.see("may come in here");
        assert!(!page.shows("Sign out"), "{name} is in");
    }

    settled(&vigie, "bob");
    provider.peer.kill();
    let mut bob = Browser::new(&vigie);
    let down = bob.get("/sign-in/provider");
    assert_eq!(down.status, 503, "{}", down.text());
    assert!(down.text().contains("works as before"), "{}", down.text());
    assert_eq!(bob.signs_in("bob", PASSWORD).status, 303, "accounts of our own need nobody");
    assert!(bob.is_in());
}
