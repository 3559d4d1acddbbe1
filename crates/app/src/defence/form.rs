//! Where a form comes from, as the browser says. Owns the comparison of hosts.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use std::net::IpAddr;

/// Whether another site may have sent this, with rights that it borrows from a browser.
///
/// A page's form must not come from elsewhere. Without a cookie there is nothing to borrow: a
/// signed link stands for itself, also in mail readers that say nothing about where a form comes
/// from; and a program with a token is believed.
pub(super) fn is_borrowed(headers: &HeaderMap, base_url: &str, for_programs: bool) -> bool {
    let has_cookie = headers.contains_key(COOKIE);
    match sent_by(headers, base_url) {
        Sender::OwnPage => false,
        Sender::Elsewhere => has_cookie || !for_programs,
        Sender::Unsaid => has_cookie,
    }
}

/// Who sent a form, as the browser says.
#[derive(Debug, PartialEq, Eq)]
enum Sender {
    OwnPage,
    Elsewhere,
    Unsaid,
}

/// By `Sec-Fetch-Site`; older browsers by `Origin`.
fn sent_by(headers: &HeaderMap, base_url: &str) -> Sender {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        let own = site == "same-origin" || site == "none";
        return if own { Sender::OwnPage } else { Sender::Elsewhere };
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return Sender::Unsaid };
    let place = origin.split_once("://").map(|(_, place)| place);
    // Behind a proxy that writes its own Host, only the declared address is ours.
    let own =
        place.is_some_and(|place| Some(place) == host(headers) || place == authority(base_url));
    if own { Sender::OwnPage } else { Sender::Elsewhere }
}

/// The one host that a request names.
pub(super) fn host(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(HOST).iter();
    let host = all.next()?.to_str().ok()?;
    (all.next().is_none() && !host.is_empty()).then_some(host)
}

/// `vigie.example:8443` of `https://vigie.example:8443/x`.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// Whether the named host is an address, this machine's loopback, or the declared one. Any other
/// name may be one that somebody else made lead here.
pub(super) fn names_this_server(headers: &HeaderMap, base_url: &str) -> bool {
    let Some(name) = host(headers).map(without_port) else { return false };
    let name = name.trim_end_matches('.');
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || name.eq_ignore_ascii_case(without_port(authority(base_url)))
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const BASE: &str = "https://vigie.example";

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut all = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().unwrap();
            all.append(name, HeaderValue::from_str(value).unwrap());
        }
        all
    }

    #[test]
    fn only_our_own_pages_use_a_persons_rights() {
        let own = [("host", "10.0.0.1:8093"), ("cookie", "a=b")];
        for (said, borrowed) in [
            (vec![("sec-fetch-site", "same-origin")], false),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("sec-fetch-site", "same-site")], true),
            (vec![("sec-fetch-site", "cross-site")], true),
            (vec![("origin", "http://10.0.0.1:8093")], false),
            (vec![("origin", "https://vigie.example")], false),
            (vec![("origin", "https://vigie.example.evil.example")], true),
            (vec![("origin", "null")], true),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "https://vigie.example")], true),
            (vec![], true),
        ] {
            let all = headers(&[own.as_slice(), &said].concat());
            assert_eq!(is_borrowed(&all, BASE, false), borrowed, "{said:?}");
            assert_eq!(is_borrowed(&all, BASE, true), borrowed, "{said:?}");
        }
    }

    #[test]
    fn without_a_cookie_links_and_tokens_stand_for_themselves() {
        let silent = headers(&[("host", "vigie.example")]);
        assert!(!is_borrowed(&silent, BASE, false));
        let foreign = headers(&[("host", "vigie.example"), ("origin", "https://evil.example")]);
        assert!(is_borrowed(&foreign, BASE, false), "nobody is signed in by another site");
        assert!(!is_borrowed(&foreign, BASE, true), "a token is no borrowed right");
    }

    #[test]
    fn a_name_that_somebody_else_made_lead_here_is_noticed() {
        for (host, ours) in [
            ("127.0.0.1:8093", true),
            ("[::1]:8093", true),
            ("localhost", true),
            ("LOCALHOST:8093", true),
            ("vigie.example", true),
            ("vigie.example.", true),
            ("rebound.example:8093", false),
            ("localhost.evil.example", false),
        ] {
            assert_eq!(names_this_server(&headers(&[("host", host)]), BASE), ours, "{host}");
        }
        let two = headers(&[("host", "localhost"), ("host", "evil.example")]);
        assert!(!names_this_server(&two, BASE));
    }
}
