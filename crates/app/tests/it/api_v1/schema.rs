//! Compares answers with the OpenAPI document: required keys are there, unknown ones are not, and
//! each value has a documented type.

use serde_json::Value;

/// Every method and address of the document.
pub(super) fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    });
    all.collect()
}

/// Whether an address without parameters is this one of the document.
fn fits(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (wanted, given): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len()
        && wanted
            .iter()
            .zip(given)
            .all(|(wanted, given)| wanted.starts_with('{') || *wanted == given)
}

/// Compares the answer to a request with the schema that the document gives for status 200.
pub(super) fn compare(document: &Value, (method, path): (&str, &str), answer: &Value) {
    let templates = document["paths"].as_object().unwrap();
    // The address without parameters wins, as in the router.
    let mut found: Vec<&String> = templates.keys().filter(|known| fits(known, path)).collect();
    found.sort_by_key(|template| template.matches('{').count());
    let template = found.first().unwrap_or_else(|| panic!("{path} is not in the document"));
    let operation = &templates[*template][method.to_lowercase()];
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{method} {template} documents no JSON answer");
    let mistakes = mistakes(document, schema, answer, "");
    assert!(mistakes.is_empty(), "{method} {path}: {mistakes:?}");
}

/// Compares a value with a named schema.
pub(super) fn compare_named(document: &Value, name: &str, value: &Value) {
    let mistakes = mistakes(document, &document["components"]["schemas"][name], value, "");
    assert!(mistakes.is_empty(), "{name}: {mistakes:?}");
}

fn mistakes(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        let target =
            document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"));
        return mistakes(document, target, value, place);
    }
    let mut found = Vec::new();
    let (required, properties) = members(document, schema);
    if let (Some(object), false) = (value.as_object(), properties.is_empty()) {
        let absent = required.iter().filter(|name| !object.contains_key(*name));
        found.extend(absent.map(|name| format!("{place}.{name} is required and absent")));
        for (name, value) in object {
            match properties.iter().find(|(known, _)| known == name) {
                Some((_, schema)) => {
                    found.extend(mistakes(document, schema, value, &format!("{place}.{name}")));
                }
                None => found.push(format!("{place}.{name} is not documented")),
            }
        }
    }
    if let Some(list) = value.as_array() {
        let each = list.iter().enumerate();
        found.extend(each.flat_map(|(at, value)| {
            mistakes(document, &schema["items"], value, &format!("{place}[{at}]"))
        }));
    }
    found.extend(type_mistake(schema, value, place));
    found
}

/// What an object must have and may have, over the parts that it is put together from.
fn members(document: &Value, schema: &Value) -> (Vec<String>, Vec<(String, Value)>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return members(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    let required = schema["required"].as_array().into_iter().flatten();
    let mut required: Vec<String> =
        required.map(|name| name.as_str().unwrap().to_owned()).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let mut properties: Vec<(String, Value)> =
        properties.map(|(name, schema)| (name.clone(), schema.clone())).collect();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more_required, more_properties) = members(document, part);
        required.extend(more_required);
        properties.extend(more_properties);
    }
    (required, properties)
}

fn type_mistake(schema: &Value, value: &Value, place: &str) -> Option<String> {
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let wanted = match &schema["type"] {
        Value::String(word) => vec![word.as_str()],
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => return None,
    };
    (!wanted.contains(&actual)).then(|| format!("{place} is {actual}, documented {wanted:?}"))
}

#[test]
fn a_wrong_answer_is_noticed() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": ["string", "null"]}},
    });
    let wrong = serde_json::json!({"id": "1", "extra": true});
    assert_eq!(
        mistakes(&Value::Null, &schema, &wrong, ""),
        [
            ".name is required and absent",
            ".id is string, documented [\"integer\"]",
            ".extra is not documented"
        ]
    );
    let right = serde_json::json!({"id": 1, "name": null});
    assert!(mistakes(&Value::Null, &schema, &right, "").is_empty());
}
