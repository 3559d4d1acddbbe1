//! Whether a mail is of the author that it names: what the mail server that took it wrote into
//! `Authentication-Results` (RFC 8601). Nobody else is believed, and the mail itself never.

/// One result of that header.
struct Verdict {
    method: String,
    passed: bool,
    /// Nothing is known: the domain publishes nothing.
    silent: bool,
    /// Names such as `header.d`, and their values.
    of: Vec<(String, String)>,
}

impl Verdict {
    fn get(&self, name: &str) -> Option<&str> {
        self.of.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Whether the server of a name says that a mail is of this address. `results` are the headers as
/// they came, the topmost first: servers write above what they got, so only the topmost of that
/// name counts, and one that the sender wrote into the mail lies below it.
pub(super) fn vouched(results: &[String], server: &str, from: &str) -> bool {
    let mut read = results.iter().filter_map(|text| parts(text));
    let Some(verdicts) = read.find_map(|(name, rest)| {
        name.eq_ignore_ascii_case(server).then(|| rest.iter().map(|one| verdict(one)).collect())
    }) else {
        return false;
    };
    let verdicts: Vec<Verdict> = verdicts;
    let Some((_, domain)) = from.rsplit_once('@') else { return false };
    let mut dmarc = verdicts.iter().filter(|one| one.method == "dmarc" && !one.silent).peekable();
    if dmarc.peek().is_some() {
        return dmarc.all(|one| {
            let named = one.get("header.from").is_none_or(|told| told.eq_ignore_ascii_case(domain));
            one.passed && named
        });
    }
    verdicts.iter().filter(|one| one.passed).any(|one| stands_for(one, from, domain))
}

/// Whether a result without DMARC is about the author's own domain, or the author signed in.
fn stands_for(verdict: &Verdict, from: &str, domain: &str) -> bool {
    let aligned = |name: &str| {
        let told = verdict.get(name).unwrap_or_default();
        is_same_or_above(told.rsplit('@').next().unwrap_or_default(), domain)
    };
    match verdict.method.as_str() {
        "dkim" => aligned("header.d") || (verdict.get("header.d").is_none() && aligned("header.i")),
        "spf" => aligned("smtp.mailfrom"),
        "auth" => verdict.get("smtp.auth").is_some_and(|told| told.eq_ignore_ascii_case(from)),
        _ => false,
    }
}

/// Whether a domain is another or one above it: whoever has that one decides about all below.
fn is_same_or_above(told: &str, domain: &str) -> bool {
    let (told, domain) = (told.to_ascii_lowercase(), domain.to_ascii_lowercase());
    told.contains('.') && (told == domain || domain.ends_with(&format!(".{told}")))
}

/// The server's name and the results of a header, without comments; `None` when it is odd.
fn parts(text: &str) -> Option<(String, Vec<Vec<String>>)> {
    let mut results = split(text)?.into_iter();
    let name = results.next()?.into_iter().next()?;
    Some((name, results.filter(|words| !words.is_empty()).collect()))
}

/// Words between white space, in groups between semicolons. Comments are left out, and what stands
/// in quotes is one word; what is not closed makes the whole unreadable.
fn split(text: &str) -> Option<Vec<Vec<String>>> {
    let (mut groups, mut words, mut word) = (Vec::new(), Vec::new(), String::new());
    let (mut depth, mut quoted) = (0_u32, false);
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' if quoted || depth > 0 => {
                let next = chars.next()?;
                if depth == 0 {
                    word.push(inert(next));
                }
            }
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth = depth.checked_add(1)?,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            _ if depth > 0 => {}
            char if quoted => word.push(inert(char)),
            ';' => {
                words.push(std::mem::take(&mut word));
                groups.push(std::mem::take(&mut words));
            }
            char if char.is_whitespace() => words.push(std::mem::take(&mut word)),
            char => word.push(char),
        }
    }
    words.push(word);
    groups.push(words);
    let whole = depth == 0 && !quoted;
    let filled = |words: Vec<String>| words.into_iter().filter(|word| !word.is_empty()).collect();
    whole.then(|| groups.into_iter().map(filled).collect())
}

/// A character between quotes: senders choose what stands there, so it parts and names nothing.
fn inert(char: char) -> char {
    if char.is_whitespace() || char == '=' { '_' } else { char }
}

/// A result; one that says two things under one name passes nothing.
fn verdict(words: &[String]) -> Verdict {
    // White space may stand around an equals sign.
    let text = words.join(" ").replace(" = ", "=").replace(" =", "=").replace("= ", "=");
    let mut pairs = text.split(' ').filter_map(|word| word.split_once('='));
    let (method, result) = pairs.next().unwrap_or_default();
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let pairs = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let of: Vec<(String, String)> = pairs.collect();
    let odd =
        of.iter().any(|(name, value)| of.iter().any(|(same, told)| same == name && told != value));
    let result = result.to_ascii_lowercase();
    Verdict { method, passed: result == "pass" && !odd, silent: result == "none", of }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn believed(results: &[&str]) -> bool {
        let results: Vec<String> = results.iter().map(ToString::to_string).collect();
        vouched(&results, "mx.example.org", "ada@example.com")
    }

    #[test]
    fn the_server_that_took_it_is_believed() {
        for good in [
            "mx.example.org; dmarc=pass header.from=example.com",
            "MX.example.org 1;\r\n\tdkim=fail reason=\"x; dmarc=fail\" header.d=example.com;\r\n dmarc = pass (p=none) header.from=Example.com",
            "mx.example.org; dmarc=none header.from=example.com; dkim=pass header.d=example.com",
            "mx.example.org; dkim/1=pass header.i=@example.com",
            "mx.example.org; spf=pass smtp.mailfrom=bounce@example.com",
            "mx.example.org; auth=pass (plain) smtp.auth=ada@example.com smtp.mailfrom=x@y.example",
        ] {
            assert!(believed(&[good]), "{good}");
        }
        assert!(vouched(
            &["mx.example.org; dkim=pass header.d=example.com".to_owned()],
            "mx.example.org",
            "ada@it.example.com"
        ));
    }

    #[test]
    fn nothing_else_is() {
        for bad in [
            "",
            "mx.example.org",
            "mx.example.org; none",
            "mx.example.org; dmarc=fail header.from=example.com; dkim=pass header.d=example.com",
            "mx.example.org; dmarc=pass header.from=evil.example",
            "mx.example.org; dmarc=fail (dmarc=pass; dmarc=pass)",
            "mx.example.org; dmarc=fail reason=\"; dmarc=pass\"",
            "mx.example.org; dmarc=pass; dmarc=fail",
            "mx.example.org; dkim=pass header.d=evil.example",
            "mx.example.org; dkim=pass header.d=evil.example header.i=@example.com",
            "mx.example.org; dkim=pass header.d=com",
            "mx.example.org; dkim=pass header.d=notexample.com",
            "mx.example.org; dkim=pass header.d=sub.example.com",
            "mx.example.org; spf=pass smtp.mailfrom=example.com@evil.example",
            "mx.example.org; spf=pass smtp.helo=example.com",
            "mx.example.org; auth=pass smtp.auth=eve@example.com",
            "mx.example.org.evil.example; dmarc=pass",
            "(mx.example.org) evil.example; dmarc=pass",
            "mx.example.org; (dmarc=fail; dmarc=pass",
            "mx.example.org; x=\"; dmarc=pass",
            "mx.example.org; iprev=pass policy.iprev=192.0.2.1",
            "mx.example.org; dkim=pass header.i=\"x header.d=example.com y\"@evil.example header.d=evil.example",
            "mx.example.org; dkim=pass header.i=\"x\\ header.d=example.com\\ y\"@evil.example header.d=evil.example",
            "mx.example.org; dkim=pass header.i=x header.d=example.com y@evil.example header.d=evil.example",
            "mx.example.org; spf=pass smtp.mailfrom=x@example.com smtp.mailfrom=eve@evil.example",
        ] {
            assert!(!believed(&[bad]), "{bad}");
        }
    }

    #[test]
    fn what_the_sender_wrote_below_counts_for_nothing() {
        let forged = "mx.example.org; dmarc=pass header.from=example.com";
        assert!(!believed(&["mx.example.org; dmarc=fail", forged]));
        assert!(!believed(&["mx.example.org; spf=none", forged]));
        assert!(believed(&["relay.example.net; dmarc=fail", forged]));
    }

    proptest::proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "[\\PC\\s]{0,60}", inside in "[();\"\\\\ =a-z]{0,60}") {
            let texts = [text.clone(), format!("mx.example.org;{text}"), format!("mx.example.org;{inside}")];
            vouched(&texts, "mx.example.org", "ada@example.com");
        }
    }
}
