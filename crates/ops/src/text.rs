//! Label sets as JSON texts: the form in the database and, unchanged, in API answers.

use crate::store::StoreError;
use serde_json::{Map, Value};
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

fn push_json(text: &mut String, word: &str) {
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
    let pairs: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| StoreError::Other(format!("labels can't be read: {error}")))?;
    Ok(pairs
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::String(value) => Some((name, value)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => None,
        })
        .collect())
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
