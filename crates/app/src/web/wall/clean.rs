//! Texts without people: what tools and people write may hold names, mail addresses and telephone
//! numbers, and a wall is read by everybody.

use regex::Regex;
use vigie_domain::setup::Setup;

/// Mail addresses, and telephone numbers with their country code.
const ANYBODY: &str = r"[^\s@<>]+@[^\s@<>]+|\+\d[\d .\-()]{5,}\d";
/// What stands where a person was named.
const HIDDEN: &str = "[…]";

/// Takes people out of texts.
pub(super) struct Cleaner(Option<Regex>);

impl Cleaner {
    /// Knows the people of a setup.
    pub(super) fn new(setup: &Setup) -> Self {
        let mut names: Vec<String> = Vec::new();
        for person in setup.people.values() {
            names.push(regex::escape(&person.name));
            names.push(format!(r"\b{}\b", regex::escape(person.slug.as_str())));
            names.extend(person.phone.as_ref().map(|phone| regex::escape(&phone.to_string())));
        }
        // The longest first: a name may hold another one.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let parts = std::iter::once(ANYBODY.to_owned()).chain(names).collect::<Vec<_>>();
        Self(Regex::new(&format!("(?i){}", parts.join("|"))).ok())
    }

    /// The text without them. What can't be cleaned is not shown.
    pub(super) fn clean(&self, text: &str) -> String {
        self.0.as_ref().map_or(HIDDEN.to_owned(), |all| all.replace_all(text, HIDDEN).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use vigie_domain::person::{Language, Person};

    #[test]
    fn nobody_is_named() {
        let person = |slug: &str, name: &str| Person {
            slug: slug.parse().unwrap(),
            name: name.to_owned(),
            email: Some(format!("{slug}@example.org")),
            phone: "+33 6 12 34 56 78".parse().ok(),
            language: Language::En,
            zone: None,
            roles: Vec::new(),
        };
        let people = [person("bo", "Bo (Ops)"), person("ada", "Ada Lovelace")];
        let mut setup = Setup::bare().unwrap();
        setup.people = BTreeMap::from(people.map(|person| (person.slug.clone(), person)));
        let cleaner = Cleaner::new(&setup);
        for (text, expected) in [
            ("ADA LOVELACE called +33612345678", "[…] called […]"),
            ("quota of disk/ada, ask x.y@example.net", "quota of disk/[…], ask […]"),
            ("Bo (Ops) and bo; the labor is on", "[…] and […]; the labor is on"),
            ("The API answers 502 to 50 % since 14:02", "The API answers 502 to 50 % since 14:02"),
        ] {
            assert_eq!(cleaner.clean(text), expected);
        }
    }
}
