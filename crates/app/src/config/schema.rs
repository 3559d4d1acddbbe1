//! The JSON Schema of `vigie.yaml`, for editors.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use vigie_ops::prepare::document::Document;

/// The schema, in draft 7: what YAML editors understand best.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07();
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    // Keys of one's own hold anchors and mean nothing to Vigie.
    schema.insert("patternProperties".to_owned(), json!({ "^x-": {} }));
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_field_is_described() {
        let schema = schema();
        assert_eq!(schema["title"], "vigie.yaml");
        assert_eq!(schema["additionalProperties"], json!(false));
        for kind in vigie_ops::prepare::document::Kind::ALL {
            assert!(schema["properties"][kind.key()].is_object(), "{kind}");
        }
        let mut seen = 0;
        for (name, definition) in schema["definitions"].as_object().unwrap() {
            for (field, value) in definition["properties"].as_object().into_iter().flatten() {
                assert!(value["description"].is_string(), "{name}.{field} has no description");
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen} fields only");
    }
}
