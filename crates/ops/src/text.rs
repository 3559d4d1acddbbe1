//! Label sets as JSON texts: the form in the database and, unchanged, in API answers.

use crate::store::StoreError;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
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
    let mut pairs = Vec::new();
    each_label(text, |name, value| pairs.push((name, value)))?;
    Ok(Labels::new(pairs))
}

/// Hands out the labels of a JSON text in its order, without a set in between: pages and the
/// label index read a hundred thousand of these.
pub fn each_label<'t>(
    text: &'t str,
    take: impl FnMut(Cow<'t, str>, Cow<'t, str>),
) -> Result<(), StoreError> {
    let mut from = serde_json::Deserializer::from_str(text);
    from.deserialize_map(EachPair(take))
        .map_err(|error| StoreError::Other(format!("labels can't be read: {error}")))
}

struct EachPair<F>(F);

impl<'de, F: FnMut(Cow<'de, str>, Cow<'de, str>)> Visitor<'de> for EachPair<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((Word(name), Word(value))) = map.next_entry()? {
            (self.0)(name, value);
        }
        Ok(())
    }
}

/// A text that is borrowed where nothing in it is escaped.
#[derive(Debug)]
pub struct Word<'t>(pub Cow<'t, str>);

impl<'de> Deserialize<'de> for Word<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Word<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Word<'de>, E> {
                Ok(Word(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Word<'de>, E> {
                Ok(Word(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(V)
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
