//! Where a request really comes from: what a declared proxy says is believed, and nobody else.

use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};
use vigie_domain::network::Network;

/// Steps of a chain of proxies that are looked at.
const STEPS_MAX: usize = 20;

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The address of the client.
    pub(super) client: IpAddr,
    /// Whether a proxy that we trust was reached by TLS; `None` when none says so.
    pub(super) by_tls: Option<bool>,
}

/// What a request's headers say, as far as the proxies between are trusted.
pub(super) fn origin(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> Origin {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !is_trusted(peer) {
        return Origin { client: peer, by_tls: None };
    }
    let by_tls = last(headers, "x-forwarded-proto")
        .or_else(|| field(headers, "proto").pop())
        .map(|scheme| scheme.eq_ignore_ascii_case("https"));
    let by_name = addresses(&list(headers, "x-forwarded-for"));
    let by_standard = addresses(&field(headers, "for"));
    let chain = match (by_name.is_empty(), by_standard.is_empty()) {
        (false, true) => by_name,
        (true, false) => by_standard,
        // A client may send the one that its proxy does not write: what they disagree on is no
        // answer.
        (false, false) if by_name.last() == by_standard.last() => by_name,
        (_, _) => Vec::new(),
    };
    let mut client = peer;
    for step in chain.into_iter().rev().take(STEPS_MAX) {
        // A step that can't be read ends what is known.
        let Some(address) = step else { break };
        client = address;
        if !is_trusted(address) {
            break;
        }
    }
    Origin { client, by_tls }
}

/// The address of a peer, or of the client that a trusted proxy names.
pub(super) fn as_client(peer: SocketAddr, origin: Origin) -> SocketAddr {
    SocketAddr::new(origin.client, peer.port())
}

/// The entries of all headers of a name, first to last.
fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|part| part.trim().to_owned()).collect()
}

fn last(headers: &HeaderMap, name: &str) -> Option<String> {
    list(headers, name).pop()
}

/// The values of one parameter of `Forwarded` (RFC 7239), first to last.
fn field(headers: &HeaderMap, name: &str) -> Vec<String> {
    let of = |element: String| {
        element.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            let value = value.trim().trim_matches('"').to_owned();
            key.trim().eq_ignore_ascii_case(name).then_some(value)
        })
    };
    list(headers, "forwarded").into_iter().filter_map(of).collect()
}

fn addresses(texts: &[String]) -> Vec<Option<IpAddr>> {
    texts.iter().map(|text| address(text)).collect()
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let found = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(IpAddr::to_canonical(&found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn from(peer: &str, pairs: &[(&str, &str)]) -> (String, Option<bool>) {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let found = origin(peer.parse().unwrap(), &headers, &trusted);
        (found.client.to_string(), found.by_tls)
    }

    #[test]
    fn only_a_declared_proxy_is_believed() {
        for (peer, headers, client) in [
            ("203.0.113.1", vec![("x-forwarded-for", "192.0.2.9")], "203.0.113.1"),
            ("10.0.0.1", vec![("x-forwarded-for", "192.0.2.9")], "192.0.2.9"),
            // What the client wrote itself stands left of what the proxy saw.
            ("10.0.0.1", vec![("x-forwarded-for", "127.0.0.1, 192.0.2.9")], "192.0.2.9"),
            ("10.0.0.1", vec![("x-forwarded-for", "192.0.2.9, 10.0.0.2")], "192.0.2.9"),
            (
                "10.0.0.1",
                vec![("x-forwarded-for", "a"), ("x-forwarded-for", "192.0.2.9")],
                "192.0.2.9",
            ),
            ("10.0.0.1", vec![("x-forwarded-for", "192.0.2.9, nonsense")], "10.0.0.1"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("::ffff:10.0.0.1", vec![("x-forwarded-for", "192.0.2.9:4711")], "192.0.2.9"),
            ("127.0.0.1", vec![("forwarded", "for=192.0.2.9;proto=https")], "192.0.2.9"),
            ("127.0.0.1", vec![("forwarded", "for=\"[2001:db8::7]:80\"")], "2001:db8::7"),
            (
                "127.0.0.1",
                vec![("forwarded", "for=198.51.100.1"), ("x-forwarded-for", "192.0.2.9")],
                "127.0.0.1",
            ),
        ] {
            assert_eq!(from(peer, &headers).0, client, "{peer} {headers:?}");
        }
    }

    #[test]
    fn tls_is_what_the_nearest_trusted_proxy_says() {
        let proto = |peer, value| from(peer, &[("x-forwarded-proto", value)]).1;
        assert_eq!(proto("10.0.0.1", "https"), Some(true));
        assert_eq!(proto("10.0.0.1", "https, http"), Some(false));
        assert_eq!(proto("203.0.113.1", "https"), None);
        assert_eq!(from("10.0.0.1", &[("forwarded", "proto=https")]).1, Some(true));
    }
}
