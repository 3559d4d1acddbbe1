//! OpenID Connect, as ProConnect and others speak it: one question to the provider for each step,
//! and nothing believed that is not signed, for us, and about this sign-in.

use super::send::secret;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreGenderClaim,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthenticationContextClass, AuthorizationCode,
    ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse, UserInfoClaims, http,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use std::time::Duration;
use thiserror::Error;
use vigie_domain::account::Provider;
use vigie_domain::time::Timestamp;

/// A provider that takes longer is as good as down, while somebody waits.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// Longest answer that is read: key sets have a few kilobytes.
const ANSWER_BYTES_MAX: usize = 256 * 1_024;
/// Random bytes of state and nonce: 43 characters, where ProConnect wants 32.
const RANDOM_BYTES: u32 = 32;
/// By how much our clock may be ahead of the provider's.
const SKEW: Duration = Duration::from_secs(120);

/// Why a provider vouches for nobody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProviderError {
    /// It can't be reached, or does not answer as it should.
    #[error("the identity provider does not answer: {0}")]
    Down(String),
    /// What it, or the browser, said is not to be believed.
    #[error("the identity provider's answer is refused: {0}")]
    Refused(String),
}

/// Where to send a browser, and what must come back.
pub struct Asked {
    /// The provider's page.
    pub url: String,
    /// What comes back with the browser.
    pub state: String,
    /// What comes back within the signed token.
    pub nonce: String,
    /// What proves that it was us who asked, where the provider takes it.
    pub verifier: Option<String>,
}

/// What came back with a browser, and what we had kept.
pub struct Returned {
    /// The code that the provider gave to the browser.
    pub code: String,
    /// What must be within the signed token.
    pub nonce: String,
    /// What proves that it was us who asked.
    pub verifier: Option<String>,
}

/// Whom a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The provider's own, stable name for them.
    pub subject: String,
    /// Their mail address, in lower case.
    pub email: Option<String>,
    /// Whether the provider says that the address is theirs.
    pub email_checked: bool,
    /// Their groups.
    pub groups: Vec<String>,
    /// The signed token, which ends their session there.
    pub id_token: String,
}

#[derive(Debug, Error)]
enum HttpError {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("{0}")]
    Odd(#[from] http::Error),
    #[error("the answer is too long")]
    Long,
}

/// Redirects are not followed: a provider's documents are where it says they are.
static HTTP: LazyLock<Option<reqwest::Client>> = LazyLock::new(|| {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.timeout(ANSWER_WITHIN).build().ok()
});

/// One question, one answer, with a limit to each.
async fn call(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let client = HTTP.clone().unwrap_or_default();
    let mut answer = client.execute(request.try_into()?).await?;
    let mut built = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        built = built.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(HttpError::Long);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(built.body(body)?)
}

fn down(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Down(error.to_string())
}

fn refused(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Refused(error.to_string())
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Reads the provider's documents and keys, fresh each time: a key that was changed a minute ago
/// is known, one that was withdrawn is not.
async fn documents(provider: &Provider) -> Result<ProviderMetadataWithLogout, ProviderError> {
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(refused)?;
    ProviderMetadataWithLogout::discover_async(issuer, &call).await.map_err(down)
}

async fn client(provider: &Provider, back: &str) -> Result<Client, ProviderError> {
    let documents = documents(provider).await?;
    let secret = secret::read(&provider.secret).await.map_err(down)?;
    let posts = documents
        .token_endpoint_auth_methods_supported()
        .is_some_and(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretPost));
    let way = if posts { AuthType::RequestBody } else { AuthType::BasicAuth };
    let client_id = ClientId::new(provider.client_id.clone());
    let client =
        CoreClient::from_provider_metadata(documents, client_id, Some(ClientSecret::new(secret)));
    let back = RedirectUrl::new(back.to_owned()).map_err(refused)?;
    Ok(client.set_redirect_uri(back).set_auth_type(way))
}

/// Asks the provider who somebody is.
pub async fn ask(provider: &Provider, back: &str) -> Result<Asked, ProviderError> {
    let client = client(provider, back).await?;
    let mut asking = client.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        || CsrfToken::new_random_len(RANDOM_BYTES),
        || Nonce::new_random_len(RANDOM_BYTES),
    );
    for scope in &provider.scopes {
        asking = asking.add_scope(Scope::new(scope.clone()));
    }
    for value in &provider.acr_values {
        asking = asking.add_auth_context_value(AuthenticationContextClass::new(value.clone()));
    }
    let mut verifier = None;
    if provider.pkce {
        let (challenge, kept) = PkceCodeChallenge::new_random_sha256();
        asking = asking.set_pkce_challenge(challenge);
        verifier = Some(kept.secret().clone());
    }
    let (url, state, nonce) = asking.url();
    let (state, nonce) = (state.secret().clone(), nonce.secret().clone());
    Ok(Asked { url: url.to_string(), state, nonce, verifier })
}

/// Every claim beside the standard ones.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

/// Exchanges a code for what the provider vouches for.
pub async fn learn(
    provider: &Provider,
    back: &str,
    returned: Returned,
    now: Timestamp,
) -> Result<Vouched, ProviderError> {
    let client = client(provider, back).await?;
    let code = AuthorizationCode::new(returned.code);
    let mut exchange = client.exchange_code(code).map_err(refused)?;
    if let Some(verifier) = returned.verifier {
        exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier));
    }
    let tokens = exchange.request_async(&call).await.map_err(refused)?;
    let token = tokens.id_token().ok_or_else(|| refused("it holds no identity token"))?;
    let then = chrono::DateTime::from_timestamp_millis(now.minus(SKEW).as_millis());
    let then = then.unwrap_or_default();
    let verifier = client.id_token_verifier().set_time_fn(move || then).set_allowed_algs([
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::HmacSha256,
    ]);
    let claims = token.claims(&verifier, &Nonce::new(returned.nonce)).map_err(refused)?;
    if let Some(expected) = claims.access_token_hash() {
        let key = token.signing_key(&verifier).map_err(refused)?;
        let algorithm = token.signing_alg().map_err(refused)?;
        let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if found.map_err(refused)? != *expected {
            return Err(refused("its two tokens do not belong together"));
        }
    }
    let asked = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        .map_err(refused)?;
    let told: UserInfoClaims<Others, CoreGenderClaim> =
        asked.request_async(&call).await.map_err(refused)?;
    Ok(Vouched {
        subject: claims.subject().to_string(),
        email: told.email().map(|email| email.as_str().trim().to_lowercase()),
        email_checked: told.email_verified().unwrap_or(provider.addresses_are_checked),
        groups: groups(provider, &told.additional_claims().0),
        id_token: token.to_string(),
    })
}

/// The groups that a claim holds: a list, or one alone.
fn groups(provider: &Provider, claims: &Map<String, Value>) -> Vec<String> {
    let Some(path) = &provider.group_claim else { return Vec::new() };
    let mut steps = path.split('.');
    let first = steps.next().and_then(|step| claims.get(step)).or_else(|| claims.get(path));
    let Some(found) = steps.try_fold(first, |found, step| Some(found?.get(step))).flatten() else {
        return Vec::new();
    };
    match found {
        Value::String(group) => vec![group.clone()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Where to send a browser to end the session there; `None` when the provider has no such place.
pub async fn farewell(
    provider: &Provider,
    id_token: &str,
    back: &str,
    state: &str,
) -> Option<String> {
    let documents = documents(provider).await.ok()?;
    let place = documents.additional_metadata().end_session_endpoint.clone()?;
    let mut url = place.url().clone();
    url.query_pairs_mut()
        .append_pair("id_token_hint", id_token)
        .append_pair("state", state)
        .append_pair("post_logout_redirect_uri", back);
    Some(url.to_string())
}
