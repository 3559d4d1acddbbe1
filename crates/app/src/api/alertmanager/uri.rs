//! Whether a text is a URI, as Go's `url.ParseRequestURI` decides it.

/// Whether Alertmanager's schema takes this as `generatorURL`; an empty one says nothing.
pub(super) fn is_uri(text: &str) -> bool {
    if text.is_empty() || text == "*" {
        return true;
    }
    if text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return false;
    }
    let Some((has_scheme, rest)) = without_scheme(text) else { return false };
    let rest = rest.split('?').next().unwrap_or_default();
    if !rest.starts_with('/') {
        return has_scheme;
    }
    match rest.strip_prefix("//").filter(|_| has_scheme) {
        Some(rest) => {
            let (authority, path) = match rest.split_once('/') {
                Some((authority, path)) => (authority, path),
                None => (rest, ""),
            };
            is_authority(authority) && escapes_well(path)
        }
        None => escapes_well(rest),
    }
}

/// Whether there is a scheme, and what follows it; `None` for a colon with nothing before it.
fn without_scheme(text: &str) -> Option<(bool, &str)> {
    let good = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let Some((scheme, rest)) = text.split_once(|c| !good(c)).map(|(scheme, _)| {
        let rest = text.strip_prefix(scheme).unwrap_or_default();
        (scheme, rest)
    }) else {
        return Some((false, text));
    };
    match rest.strip_prefix(':') {
        Some(_) if scheme.is_empty() => None,
        Some(rest) if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => Some((true, rest)),
        Some(_) | None => Some((false, text)),
    }
}

/// Every percent sign is followed by two hexadecimal digits.
fn escapes_well(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let mut digits = rest.chars().take(2);
        digits.by_ref().filter(char::is_ascii_hexdigit).count() == 2
    })
}

fn is_authority(text: &str) -> bool {
    let (login, host) = text.rsplit_once('@').unwrap_or(("", text));
    let good_login =
        login.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c));
    let (name, port) = match host.strip_prefix('[') {
        Some(inner) => match inner.split_once(']') {
            Some((name, rest)) => (name, rest.strip_prefix(':').unwrap_or(rest)),
            None => return false,
        },
        None => host.rsplit_once(':').unwrap_or((host, "")),
    };
    let good_host = name.chars().all(|c| {
        !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"".contains(c)
    });
    good_login && escapes_well(login) && good_host && port.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_those_that_alertmanager_takes() {
        for good in [
            "",
            "/foo",
            "mailto:x@y",
            "http://g/?a=1",
            "http://prometheus:9090/graph?g0.expr=up%20%3D%3D+0&g0.tab=1",
            "http://[::1]:9090/a%20b",
            "https://me:secret@example.org",
            "http://x/a b",
            "http://é/",
        ] {
            assert!(is_uri(good), "{good}");
        }
        for bad in
            ["foo", "not a uri", "http://x/%zz", ":x", "http://x:y/", "http://a b/", "a\nb", "1:x"]
        {
            assert!(!is_uri(bad), "{bad}");
        }
    }
}
