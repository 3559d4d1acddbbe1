//! Label sets as JSON texts: the form in the database and, unchanged, in API answers.

use crate::store::StoreError;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use vigie_domain::label::Labels;

/// A label set as a JSON object, in order of name.
pub fn labels_to_json(labels: &Labels) -> String {
    let mut text = String::with_capacity(labels.len() * 32 + 2);
    text.push('{');
    for (name, value) in labels.iter() {
        if text.len() > 1 {
            text.push(',');
        }
        push_json(&mut text, name);
        text.push(':');
        push_json(&mut text, value);
    }
    text.push('}');
    text
}

/// Writes a text as a JSON string.
pub fn push_json(text: &mut String, word: &str) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if word.bytes().all(plain) {
        text.push('"');
        text.push_str(word);
        text.push('"');
    } else {
        text.push_str(&Value::from(word).to_string());
    }
}

/// A label set from its JSON text.
pub fn labels_from_json(text: &str) -> Result<Labels, StoreError> {
    let Pairs(pairs) = serde_json::from_str(text)
        .map_err(|error| StoreError::Other(format!("labels can't be read: {error}")))?;
    Ok(Labels::new(pairs))
}

/// The pairs of a JSON object, without a map in between: pages read a hundred thousand of these.
struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_labels_read_back(pairs in proptest::collection::vec((".*", ".*"), 0..8)) {
            let labels = Labels::new(pairs);
            prop_assert_eq!(labels_from_json(&labels_to_json(&labels)).unwrap(), labels);
        }
    }
}
