//! Where a check looks: hosts and URLs, parsed at the door.
//! Owns their form; never resolves a name.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Longest URL: what common servers accept.
pub const URL_BYTES_MAX: usize = 8 * 1024;
/// Longest host name in DNS.
const HOST_BYTES_MAX: usize = 253;
/// Longest part between two dots in DNS.
const HOST_PART_BYTES_MAX: usize = 63;

/// Which kind of address a look may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Whatever answers first.
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl Family {
    /// Whether an address is of this family.
    pub fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

impl FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "any" => Ok(Self::Any),
            "4" | "v4" | "ipv4" => Ok(Self::V4),
            "6" | "v6" | "ipv6" => Ok(Self::V6),
            other => Err(format!("\"{other}\" is no address family: use any, 4 or 6")),
        }
    }
}

/// A host: a name in DNS, or an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A name, in lower case.
    Name(String),
    /// An address; never looked up.
    Address(IpAddr),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

impl FromStr for Host {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        if let Some(address) = bare.and_then(|bare| bare.parse::<Ipv6Addr>().ok()) {
            return Ok(Self::Address(address.into()));
        }
        if !text.is_ascii() {
            return Err(format!("\"{text}\" holds letters outside ASCII: write its xn-- form"));
        }
        if text.contains("://") || text.contains('/') {
            return Err(format!("\"{text}\" is a URL: only the host is wanted here"));
        }
        if text.len() > HOST_BYTES_MAX || !text.trim_end_matches('.').split('.').all(is_host_part) {
            let shown: String = text.chars().take(80).collect();
            return Err(format!("\"{shown}\" is no host name and no address"));
        }
        Ok(Self::Name(text.to_ascii_lowercase()))
    }
}

/// Underscores are no host names by the letter, yet services live behind them.
fn is_host_part(part: &str) -> bool {
    (1..=HOST_PART_BYTES_MAX).contains(&part.len())
        && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !part.starts_with('-')
        && !part.ends_with('-')
}

/// An HTTP URL in the parts that a look needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    /// Whether it is `https`.
    pub secure: bool,
    /// The host.
    pub host: Host,
    /// The port, given or usual.
    pub port: u16,
    /// Path and query, starting with a slash.
    pub path: String,
}

impl Url {
    /// What stands in the Host header: the port only when it is not the usual one.
    pub fn authority(&self) -> String {
        let host = match &self.host {
            Host::Address(IpAddr::V6(address)) => format!("[{address}]"),
            Host::Name(_) | Host::Address(IpAddr::V4(_)) => self.host.to_string(),
        };
        if self.port == usual_port(self.secure) {
            return host;
        }
        format!("{host}:{}", self.port)
    }

    /// Where a `Location` header of an answer from here leads.
    pub fn join(&self, location: &str) -> Result<Self, String> {
        let location = location.trim();
        let location = location.split_once('#').map_or(location, |(before, _)| before);
        if location.starts_with("//") {
            let scheme = if self.secure { "https:" } else { "http:" };
            return format!("{scheme}{location}").parse();
        }
        if has_scheme(location) {
            return location.parse();
        }
        let current = self.path.split_once('?').map_or(self.path.as_str(), |(path, _)| path);
        let path = match location.chars().next() {
            None => self.path.clone(),
            Some('?') => format!("{current}{location}"),
            Some('/') => without_dots(location),
            Some(_) => {
                let folder = current.rsplit_once('/').map_or("", |(folder, _)| folder);
                without_dots(&format!("{folder}/{location}"))
            }
        };
        Ok(Self { path: encoded(&path)?, ..self.clone() })
    }
}

fn has_scheme(location: &str) -> bool {
    location.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

fn usual_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

/// The path with `.` and `..` resolved, its query untouched.
fn without_dots(path: &str) -> String {
    let (path, query) = path.split_once('?').map_or((path, None), |(p, q)| (p, Some(q)));
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                kept.pop();
            }
            part => kept.push(part),
        }
    }
    let ends_in_folder = path.ends_with("/.") || path.ends_with("/..");
    let mut out = format!("/{}", kept.join("/"));
    if ends_in_folder && !out.ends_with('/') {
        out.push('/');
    }
    if let Some(query) = query {
        out.push('?');
        out.push_str(query);
    }
    out
}

/// Spaces and letters outside ASCII in percent form, as browsers do; control characters refused.
fn encoded(path: &str) -> Result<String, String> {
    if path.chars().any(|c| c.is_ascii_control()) {
        return Err("a URL can't hold control characters".to_owned());
    }
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'\\' | b'^' | b'|' | 0x80.. => {
                out.push_str(&format!("%{byte:02X}"));
            }
            _ => out.push(char::from(byte)),
        }
    }
    Ok(out)
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)
    }
}

impl FromStr for Url {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() > URL_BYTES_MAX {
            return Err(format!("the URL has {} bytes: at most {URL_BYTES_MAX}", text.len()));
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(format!("\"{text}\" must start with http:// or https://"));
        };
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            other => return Err(format!("{other}:// is not HTTP: use http:// or https://")),
        };
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(
                "a URL must not hold a name or password: use an Authorization header".to_owned()
            );
        }
        let (host, port) = host_and_port(authority)?;
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self {
            secure,
            host: host.parse()?,
            port: port.unwrap_or(usual_port(secure)),
            path: encoded(&path)?,
        })
    }
}

fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), String> {
    if authority.is_empty() {
        return Err("the URL lacks its host".to_owned());
    }
    let split = match authority.rsplit_once(':') {
        Some((host, port)) if host.is_empty() || !port.ends_with(']') => Some((host, port)),
        _ => None,
    };
    let Some((host, port)) = split else { return Ok((authority, None)) };
    if port.is_empty() {
        return Ok((host, None));
    }
    match port.parse::<u16>() {
        Ok(port) if port > 0 => Ok((host, Some(port))),
        _ => Err(format!("{port} is no port: use 1 to 65535")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_written() {
        for (text, written) in [
            ("http://Example.org", "http://example.org/"),
            ("https://example.org:443/a?b#c", "https://example.org/a?b"),
            ("https://example.org:8443?q", "https://example.org:8443/?q"),
            ("http://[::1]:8080/x y/é", "http://[::1]:8080/x%20y/%C3%A9"),
            ("http://[::1]/", "http://[::1]/"),
            ("http://127.0.0.1:80/", "http://127.0.0.1/"),
        ] {
            let url: Url = text.parse().unwrap();
            assert_eq!(url.to_string(), written);
            assert_eq!(url.to_string().parse::<Url>().unwrap(), url);
        }
    }

    #[test]
    fn wrong_urls_say_why() {
        for (text, words) in [
            ("example.org", "must start with http://"),
            ("ftp://example.org", "not HTTP"),
            ("http://", "lacks its host"),
            ("http://u:p@example.org", "Authorization header"),
            ("http://example.org:99999/", "no port"),
            ("http://example.org:0/", "no port"),
            ("http://préfecture.fr/", "xn--"),
            ("http://a..b/", "no host name"),
            ("http://-a.b/", "no host name"),
            ("http://a b/", "no host name"),
        ] {
            let error = text.parse::<Url>().unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn redirects_lead_where_browsers_go() {
        let here: Url = "https://example.org/a/b/c?q=1".parse().unwrap();
        for (location, expected) in [
            ("/x", "https://example.org/x"),
            ("x", "https://example.org/a/b/x"),
            ("../x?y", "https://example.org/a/x?y"),
            ("../../../..", "https://example.org/"),
            ("./", "https://example.org/a/b/"),
            ("?z", "https://example.org/a/b/c?z"),
            ("", "https://example.org/a/b/c?q=1"),
            ("//other.org/x", "https://other.org/x"),
            ("http://other.org", "http://other.org/"),
            ("/été", "https://example.org/%C3%A9t%C3%A9"),
            ("/a:b", "https://example.org/a:b"),
        ] {
            assert_eq!(here.join(location).unwrap().to_string(), expected, "{location}");
        }
        assert!(here.join("javascript:alert(1)").is_err());
        assert!(here.join("mailto:a@b").is_err());
    }

    #[test]
    fn hosts_are_names_or_addresses() {
        assert_eq!("::1".parse(), Ok(Host::Address(Ipv6Addr::LOCALHOST.into())));
        assert_eq!("Db_1.Internal".parse(), Ok(Host::Name("db_1.internal".to_owned())));
        for bad in ["", ".", "a/b", "http://a", "a:80", "é.fr"] {
            assert!(bad.parse::<Host>().is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn joining_any_location_gives_a_url_or_a_reason(location in ".{0,60}") {
            let here: Url = "https://example.org/a/b".parse().unwrap();
            if let Ok(there) = here.join(&location) {
                proptest::prop_assert!(there.path.starts_with('/') && there.path.is_ascii());
            }
        }
    }
}
