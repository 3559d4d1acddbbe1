//! Calls to addresses that people typed: where they may go, and the one HTTP client that goes.
//!
//! Owns the rule of permitted addresses and the resolution that a connection uses, so that a name
//! cannot mean one address when it is checked and another when it is called.

use std::error::Error as StdError;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Longest wait for a connection: a host that takes longer is down for a message that is urgent.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Longest wait for a whole HTTP exchange: far above any chat server, far below a lease.
const EXCHANGE_MAX: Duration = Duration::from_secs(10);

/// Which networks may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether loopback and private networks are permitted: yes for what the operator declared in
    /// files, no for what somebody typed in a page.
    pub allow_private: bool,
}

/// Whether this address may be called; else why not, in words.
pub fn permitted(address: IpAddr, policy: Policy) -> Result<(), String> {
    match canonical(address) {
        IpAddr::V4(v4) => permitted_v4(v4, policy),
        IpAddr::V6(v6) => permitted_v6(v6, policy),
    }
}

/// IPv6 forms that carry an IPv4 address are judged as that address.
fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        // NAT64 and 6to4.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => embedded(high, low),
        _ => address,
    }
}

fn permitted_v4(address: Ipv4Addr, policy: Policy) -> Result<(), String> {
    let [first, second, ..] = address.octets();
    let never = [
        (first == 0, "no address of a host"),
        (address.is_link_local(), "link-local, where clouds keep their metadata"),
        (address.is_multicast(), "multicast"),
        (first >= 240, "reserved or broadcast"),
    ];
    let shared = first == 100 && (64..128).contains(&second);
    let benchmark = first == 198 && (second == 18 || second == 19);
    let inner = address.is_loopback() || address.is_private() || shared || benchmark;
    judge(IpAddr::V4(address), &never, inner, policy)
}

fn permitted_v6(address: Ipv6Addr, policy: Policy) -> Result<(), String> {
    let never = [
        (address.is_unspecified(), "no address of a host"),
        (address.is_unicast_link_local(), "link-local"),
        (address.is_multicast(), "multicast"),
        (address == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254), "a cloud's metadata"),
    ];
    let [first, ..] = address.segments();
    let site_local = first & 0xffc0 == 0xfec0;
    let inner = address.is_loopback() || address.is_unique_local() || site_local;
    judge(IpAddr::V6(address), &never, inner, policy)
}

fn judge(
    address: IpAddr,
    never: &[(bool, &str)],
    inner: bool,
    policy: Policy,
) -> Result<(), String> {
    if let Some((_, why)) = never.iter().find(|(holds, _)| *holds) {
        return Err(format!("{address} may not be called: it is {why}"));
    }
    if inner && !policy.allow_private {
        return Err(format!(
            "{address} may not be called: it is on this machine or in a private network"
        ));
    }
    Ok(())
}

/// Why a host has no address to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// It has one, but it may not be called.
    Refused(String),
    /// It could not be found, now.
    Unknown(String),
}

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) | Self::Unknown(why) => f.write_str(why),
        }
    }
}

impl StdError for NoAddress {}

/// The addresses of a host, all of them permitted: to be used for the connection as they are.
///
/// One forbidden address refuses the host: names that point inside and outside at once are made
/// to slip through.
pub async fn resolve(host: &str, port: u16, policy: Policy) -> Result<Vec<SocketAddr>, NoAddress> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let lookup = tokio::time::timeout(CONNECT_MAX, tokio::net::lookup_host((bare, port)));
    let unknown = |why: String| NoAddress::Unknown(format!("{bare} has no address: {why}"));
    let found: Vec<SocketAddr> = match lookup.await {
        Err(_) => return Err(unknown(format!("no answer in {} s", CONNECT_MAX.as_secs()))),
        Ok(Err(failure)) => return Err(unknown(failure.to_string())),
        Ok(Ok(addresses)) => addresses.collect(),
    };
    for address in &found {
        permitted(address.ip(), policy).map_err(NoAddress::Refused)?;
    }
    if found.is_empty() {
        return Err(unknown("the name exists, without an address".to_owned()));
    }
    Ok(found)
}

/// The resolver inside the HTTP client: what it answers is what gets connected.
struct Resolver(Policy);

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let policy = self.0;
        Box::pin(async move {
            let addresses = resolve(name.as_str(), 0, policy).await?;
            let answer: reqwest::dns::Addrs = Box::new(addresses.into_iter());
            Ok(answer)
        })
    }
}

/// Why an HTTP call had no answer. Never holds the address that was called: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The address may not be called, or is none.
    Refused(String),
    /// No answer came, this time.
    Failed(String),
}

/// The HTTP client that all senders share: no redirects, short timeouts, permitted hosts only.
#[derive(Clone)]
pub struct Http {
    client: Result<reqwest::Client, String>,
    policy: Policy,
}

impl Http {
    /// A client. A machine without any root certificate gets one that trusts no HTTPS server, so
    /// that Vigie starts there and plain HTTP works.
    pub fn new(policy: Policy) -> Self {
        let build = |trust_nobody: bool| {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("Vigie/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(CONNECT_MAX)
                .timeout(EXCHANGE_MAX)
                .dns_resolver(Arc::new(Resolver(policy)));
            // Behind a proxy, the proxy resolves: the rule would hold for nothing.
            let builder = if policy.allow_private { builder } else { builder.no_proxy() };
            if trust_nobody { builder.tls_certs_only([]) } else { builder }.build()
        };
        let client = build(false).or_else(|_| build(true));
        Self { client: client.map_err(|failure| deepest(&failure)), policy }
    }

    /// A request to this address, if it may be called.
    pub fn request(
        &self,
        method: reqwest::Method,
        address: &str,
    ) -> Result<reqwest::RequestBuilder, CallError> {
        let url = reqwest::Url::parse(address).map_err(|why| {
            CallError::Refused(format!("the channel's address is no web address: {why}"))
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(CallError::Refused(format!(
                "the channel's address starts with {}:, not with https:",
                url.scheme()
            )));
        }
        let host = url.host_str().unwrap_or_default();
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        if let Ok(ip) = literal {
            permitted(ip, self.policy).map_err(CallError::Refused)?;
        }
        let client = self.client.as_ref().map_err(|why| CallError::Failed(why.clone()))?;
        Ok(client.request(method, url))
    }

    /// Sends a request and answers what came back, whatever its status.
    pub async fn call(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<reqwest::Response, CallError> {
        request.send().await.map_err(|failure| explain(&failure))
    }
}

fn explain(failure: &reqwest::Error) -> CallError {
    if let Some(NoAddress::Refused(why)) = sources(failure).find_map(|e| e.downcast_ref()) {
        return CallError::Refused(why.clone());
    }
    if failure.is_builder() {
        return CallError::Refused(format!("the request can't be built: {}", deepest(failure)));
    }
    if failure.is_timeout() {
        let limit = if failure.is_connect() { CONNECT_MAX } else { EXCHANGE_MAX };
        return CallError::Failed(format!("no answer in {} s", limit.as_secs()));
    }
    CallError::Failed(deepest(failure))
}

fn sources(failure: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(failure.source(), |&cause| cause.source())
}

/// The innermost cause: the one that says what happened, and the one that holds no address.
fn deepest(failure: &reqwest::Error) -> String {
    sources(failure).last().map_or_else(|| "the exchange failed".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests;
