//! Secrets as they are written: in clear, or better by reference.
//! Owns the text form; never reads an environment variable or a file.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use vigie_domain::channel::Secret;

/// A secret: the text itself, `{env: NAME}`, or `{file: /path}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretDoc(pub Secret);

impl SecretDoc {
    /// Whether the secret itself stands in the document.
    pub fn is_plain(&self) -> bool {
        matches!(self.0, Secret::Plain(_))
    }
}

impl Serialize for SecretDoc {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (key, value) = match &self.0 {
            Secret::Plain(text) => return to.serialize_str(text),
            Secret::Env(name) => ("env", name),
            Secret::File(path) => ("file", path),
        };
        let mut map = to.serialize_map(Some(1))?;
        map.serialize_entry(key, value)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for SecretDoc {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = SecretDoc;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, {env: NAME} or {file: /path}")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<SecretDoc, E> {
                Ok(SecretDoc(Secret::Plain(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretDoc, A::Error> {
                let wanted = "a secret is a text, {env: NAME} or {file: /path}";
                let secret = match map.next_key::<Reference>()? {
                    Some(Reference::Env) => Secret::Env(map.next_value()?),
                    Some(Reference::File) => Secret::File(map.next_value()?),
                    None => return Err(de::Error::custom(wanted)),
                };
                if map.next_key::<Reference>()?.is_some() {
                    return Err(de::Error::custom(format!("{wanted}, not two of them")));
                }
                Ok(SecretDoc(secret))
            }
        }
        from.deserialize_any(Reader)
    }
}

/// Where a secret is to be read.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", field_identifier)]
enum Reference {
    Env,
    File,
}

impl JsonSchema for SecretDoc {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let reference = |key: &str, what: &str| {
            json_schema!({
                "type": "object",
                "properties": { key: { "type": "string", "description": what, "minLength": 1 } },
                "required": [key],
                "additionalProperties": false
            })
        };
        json_schema!({
            "description": "A secret: the text itself, or better {env: NAME} or {file: /path}.",
            "oneOf": [
                { "type": "string" },
                reference("env", "Name of the environment variable that holds it."),
                reference("file", "Path of the file that holds it.")
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn three_forms_and_back() {
        for form in [json!("s3cret"), json!({"env": "TOKEN"}), json!({"file": "/run/token"})] {
            let secret: SecretDoc = serde_json::from_value(form.clone()).unwrap();
            assert_eq!(serde_json::to_value(&secret).unwrap(), form);
            assert!(!format!("{secret:?}").contains("s3cret"));
        }
    }

    #[test]
    fn other_forms_are_refused_with_the_right_ones() {
        for (form, why) in [
            (json!(12), "{env: NAME}"),
            (json!({}), "{env: NAME}"),
            (json!({"environment": "A"}), "expected `env` or `file`"),
            (json!({"env": "A", "file": "b"}), "not two"),
        ] {
            let error = serde_json::from_value::<SecretDoc>(form).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
