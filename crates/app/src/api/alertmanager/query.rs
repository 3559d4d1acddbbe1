//! The parameters of a GET.

use super::answer::{Refused, refusal};
use axum::extract::Query as Pairs;
use axum::http::{StatusCode, Uri};
use vigie_domain::matcher::{MatchOp, Matcher, Matchers};

/// The words that mean yes, in any case; every other word means no.
const YES: [&str; 10] =
    ["true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled"];

/// What a GET of alerts or groups asks for.
#[derive(Clone, Debug)]
pub(super) struct Query {
    /// Labels that the alerts must pass.
    pub(super) matchers: Matchers,
    /// What the name of the receiver must fit.
    pub(super) receiver: Option<Matcher>,
    /// In which states.
    pub(super) states: States,
    /// Whether groups that a time interval mutes are wanted.
    pub(super) muted: bool,
}

/// The states that a GET asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct States {
    /// Whether alerts that nothing suppresses are wanted.
    active: bool,
    /// Whether silenced alerts are wanted.
    silenced: bool,
    /// Whether inhibited alerts are wanted.
    inhibited: bool,
}

impl States {
    /// Whether every alert is wanted, whatever suppresses it.
    pub(super) fn are_all(self) -> bool {
        self.active && self.silenced && self.inhibited
    }

    /// Whether an alert is wanted that is silenced or inhibited, or is not.
    pub(super) fn include(self, silenced: bool, inhibited: bool) -> bool {
        (self.active || silenced || inhibited)
            && (self.silenced || !silenced)
            && (self.inhibited || !inhibited)
    }
}

impl Query {
    /// Reads the parameters; `Err` is the answer to give.
    pub(super) fn read(uri: &Uri) -> Result<Self, Refused> {
        let pairs = pairs(uri);
        let matchers = matchers(&pairs)?;
        let receiver = match last(&pairs, "receiver").filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => {
                Some(Matcher::new("receiver", MatchOp::Regex, text).map_err(|error| {
                    let said = format!("failed to parse receiver param: {error}");
                    Box::new(refusal(StatusCode::BAD_REQUEST, &said))
                })?)
            }
        };
        let flag = |name: &str| {
            let word = last(&pairs, name).filter(|word| !word.is_empty());
            word.is_none_or(|word| YES.contains(&word.to_ascii_lowercase().as_str()))
        };
        let (active, silenced) = (flag("active"), flag("silenced"));
        let states = States { active, silenced, inhibited: flag("inhibited") };
        Ok(Self { matchers, receiver, states, muted: flag("muted") })
    }

    /// Whether one of these receivers is asked for.
    pub(super) fn wants_receiver(&self, name: &str) -> bool {
        self.receiver.as_ref().is_none_or(|wanted| wanted.matches_value(name))
    }
}

/// The matchers of every `filter`; `Err` is the answer to give.
pub(super) fn filters(uri: &Uri) -> Result<Matchers, Refused> {
    matchers(&pairs(uri))
}

fn matchers(pairs: &[(String, String)]) -> Result<Matchers, Refused> {
    let filters = pairs.iter().filter(|(name, _)| name == "filter");
    filters
        .map(|(_, text)| Matcher::parse(text))
        .collect::<Result<_, _>>()
        .map_err(|error| Box::new(refusal(StatusCode::BAD_REQUEST, &error.to_string())))
}

fn pairs(uri: &Uri) -> Vec<(String, String)> {
    Pairs::try_from_uri(uri).map(|Pairs(pairs)| pairs).unwrap_or_default()
}

fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A part of a path, with its escapes read; a plus sign stands for itself.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let meant = digits
            .filter(|pair| *first == b'%' && pair.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(meant.unwrap_or(*first));
        rest = if meant.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Query {
        Query::read(&format!("/x?{query}").parse().unwrap()).unwrap()
    }

    #[test]
    fn only_a_few_words_mean_yes() {
        let active = |query: &str| read(query).states.active;
        assert!(active("") && active("active=") && active("active=YES"));
        assert!(!active("active=maybe") && !active("active=false"));
        assert!(active("active=false&active=1") && !read("silenced=0").states.silenced);
    }

    #[test]
    fn filters_and_receivers_are_read() {
        let query = read("filter=a%3D%221%22+&filter=b!~x.*&receiver=db.*");
        assert_eq!(query.matchers.to_string(), r#"{a="1",b!~"x.*"}"#);
        assert!(query.wants_receiver("db-pager") && !query.wants_receiver("a-db"));
        assert!(read("receiver=").wants_receiver("any"));
        for bad in ["filter=a", "filter=", "receiver=%5B", "filter=a%3D~%5B"] {
            let refused = Query::read(&format!("/x?{bad}").parse().unwrap()).unwrap_err();
            assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{bad}");
        }
    }

    #[test]
    fn escapes_in_paths_are_read() {
        assert_eq!(unescaped("%20a+%zz%C3%A9%"), " a+%zzé%");
    }
}
