//! Coming in because an identity provider vouches for somebody.
//!
//! A person is known by the provider's own name for them, once; the first time by a mail address
//! that the provider has checked, or they are made when a group of theirs has a role here.

use super::session::{Admission, Opened, open};
use super::{Door, account, sealed};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::{hash_secret, same_secret};
use crate::outside::oidc::{self, ProviderError, Returned, Vouched};
use crate::store::{StoreError, Tx, accounts, sessions};
use vigie_domain::account::{Account, Provider, write_grants};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// What an exchange is for.
const ASKED: &str = "provider";
const LEFT: &str = "provider-left";
/// Where the provider sends browsers back to.
const BACK: &str = "/sign-in/provider/return";
/// Accounts of one name that are told apart by a number.
const NAMESAKES_MAX: u32 = 50;

/// What came of asking a provider.
pub enum ProviderEntry {
    /// A session is open.
    In(Opened),
    /// The provider knows them, and we do not; this is how they are known there.
    Stranger(String),
    /// The answer is not one to our question, or too old.
    Refused(String),
    /// The provider can't be reached.
    Down(String),
}

/// Where to send a browser, and what it keeps meanwhile.
pub struct Sent {
    /// The provider's page.
    pub url: String,
    /// What the browser keeps, unreadable to it.
    pub sealed: String,
}

/// What a browser brings back from the provider.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The state that we gave.
    pub state: String,
    /// The code; empty when the provider refused.
    pub code: String,
    /// Who answers, where the provider says so.
    pub issuer: Option<String>,
    /// Why the provider refused.
    pub error: Option<String>,
}

fn base(setup: &Setup) -> &str {
    setup.settings.external_url.as_deref().unwrap_or_default()
}

/// What the button of the provider says; `None` without one.
pub fn provider_label(cx: &Cx) -> Option<String> {
    cx.setup().settings.oidc.as_ref().map(|provider| provider.label.clone())
}

/// Sends somebody to the provider.
pub async fn ask_provider(cx: &Cx) -> Result<Result<Sent, ProviderEntry>, Error> {
    let setup = cx.setup();
    let Some(provider) = &setup.settings.oidc else { return Err(Error::NotFound("provider")) };
    let asked = match oidc::ask(provider, &format!("{}{BACK}", base(&setup))).await {
        Ok(asked) => asked,
        Err(error) => return Ok(Err(failed(error))),
    };
    let verifier = asked.verifier.unwrap_or_default();
    let body = format!("{}\n{}\n{}\n{verifier}", provider.issuer, asked.state, asked.nonce);
    Ok(Ok(Sent { url: asked.url, sealed: sealed::seal(cx, ASKED, &body)? }))
}

fn failed(error: ProviderError) -> ProviderEntry {
    tracing::warn!(%error, "an identity provider vouched for nobody");
    match error {
        ProviderError::Down(why) => ProviderEntry::Down(why),
        ProviderError::Refused(why) => ProviderEntry::Refused(why),
    }
}

fn no(why: &str) -> ProviderEntry {
    failed(ProviderError::Refused(why.to_owned()))
}

/// Takes what a browser brought back.
pub async fn by_provider(
    cx: &Cx,
    door: &Door,
    kept: &str,
    brought: Brought,
) -> Result<ProviderEntry, Error> {
    let (setup, now) = (cx.setup(), cx.now());
    let Some(provider) = &setup.settings.oidc else { return Err(Error::NotFound("provider")) };
    let Some(opened) = sealed::unseal(cx, ASKED, kept) else {
        return Ok(no("this browser did not ask, or more than ten minutes ago"));
    };
    let parts: Vec<&str> = opened.body.split('\n').collect();
    let [issuer, state, nonce, verifier] = parts.as_slice() else {
        return Ok(no("this browser did not ask"));
    };
    if *issuer != provider.issuer || brought.issuer.is_some_and(|it| it != provider.issuer) {
        return Ok(no("it comes from another provider"));
    }
    if !same_secret(state, &brought.state) {
        return Ok(no("it answers another question"));
    }
    if let Some(error) = brought.error {
        return Ok(no(&format!("it says \"{error}\"")));
    }
    let returned = Returned {
        code: brought.code,
        nonce: (*nonce).to_owned(),
        verifier: Some((*verifier).to_owned()).filter(|verifier| !verifier.is_empty()),
    };
    let fresh = cx.store.write(move |tx| sealed::spend(tx, &opened, now)).await?;
    if !fresh {
        return Ok(no("it was used already"));
    }
    let back = format!("{}{BACK}", base(&setup));
    match oidc::learn(provider, &back, returned, now).await {
        Ok(vouched) => let_in(cx, door, provider.clone(), vouched).await,
        Err(error) => Ok(failed(error)),
    }
}

async fn let_in(
    cx: &Cx,
    door: &Door,
    provider: Provider,
    vouched: Vouched,
) -> Result<ProviderEntry, Error> {
    let (setup, now) = (cx.setup(), cx.now());
    let mut admission = Admission::new("", "provider", door)?;
    let hidden = cx.keys.hide(&vouched.id_token);
    admission.upstream =
        hidden.ok_or_else(|| StoreError::Other("the system gave no random bytes".to_owned()))?;
    let unit = move |tx: &mut Tx<'_>| {
        let Some(name) = meant(tx, &setup, &provider, &vouched, now)? else {
            let known_as = vouched.email.clone().unwrap_or_else(|| vouched.subject.clone());
            return Ok(ProviderEntry::Stranger(known_as));
        };
        let grants = provider.grants(&vouched.groups);
        if provider.group_claim.is_some() {
            accounts::set_role(tx, &name, &write_grants(&grants))?;
        }
        admission.person = name;
        Ok(ProviderEntry::In(open(tx, &admission, now)?))
    };
    cx.store.write(unit).await
}

/// The account of whom a provider vouches for: known, found by its address, or made.
fn meant(
    tx: &mut Tx<'_>,
    setup: &Setup,
    provider: &Provider,
    vouched: &Vouched,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    if let Some(name) = accounts::by_identity(tx, &provider.issuer, &vouched.subject)? {
        return Ok(account::find(tx, setup, &name)?.map(|(name, _)| name));
    }
    let email =
        vouched.email.as_deref().filter(|email| vouched.email_checked && email.contains('@'));
    let found = match email {
        Some(email) => account::find(tx, setup, email)?.map(|(name, _)| name),
        None => None,
    };
    let name = match found {
        Some(name) => name,
        None if provider.grants(&vouched.groups).is_empty() => return Ok(None),
        None => match make(tx, setup, vouched, email, now)? {
            Some(name) => name,
            None => return Ok(None),
        },
    };
    accounts::add_identity(tx, &provider.issuer, &vouched.subject, &name, now)?;
    account::note(tx, &name, &format!("known at {}", provider.issuer), &name, now)?;
    Ok(Some(name))
}

/// Makes an account, named as its address begins.
fn make(
    tx: &mut Tx<'_>,
    setup: &Setup,
    vouched: &Vouched,
    email: Option<&str>,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let local = vouched.email.as_deref().unwrap_or("person").split('@').next().unwrap_or_default();
    let kept = local.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).take(50);
    let stem: String = kept.collect::<String>().trim_start_matches(['-', '_', '.']).to_owned();
    let stem = if stem.is_empty() { "person".to_owned() } else { stem };
    for number in 1..=NAMESAKES_MAX {
        let name = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        let Ok(slug) = name.parse::<Slug>() else { return Ok(None) };
        if account::is_welcome(setup, &name, false) {
            continue;
        }
        let email = email.map(str::to_owned);
        let account = Account { name: slug, email, language: None, by_hand: true };
        if accounts::add(tx, &account, None, now)? {
            account::note(tx, &name, "made by an identity provider", &name, now)?;
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Ends a session; answers what the browser keeps to end the one at the provider as well.
pub async fn leave_provider(cx: &Cx, session: &str) -> Result<Option<String>, Error> {
    let hash = hash_secret(session);
    let hidden = cx.store.read(move |tx| Ok(sessions::upstream(tx, &hash)?)).await?;
    let token = cx.keys.reveal(&hidden);
    token.map(|token| sealed::seal(cx, LEFT, &token)).transpose()
}

/// Where to send a browser to end the session at the provider.
pub async fn farewell(cx: &Cx, kept: &str) -> Option<String> {
    let setup = cx.setup();
    let provider = setup.settings.oidc.as_ref()?;
    let opened = sealed::unseal(cx, LEFT, kept)?;
    let state = super::secret().ok()?;
    let back = format!("{}/sign-in", base(&setup));
    oidc::farewell(provider, &opened.body, &back, &state).await
}
