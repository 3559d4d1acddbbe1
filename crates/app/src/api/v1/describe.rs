//! The OpenAPI document, completed with what holds for every address: who may ask, how often, and
//! which refusals there are.

use super::page::{LIMIT, LIMIT_MAX};
use serde_json::{Map, Value, json};

/// The refusals that any request may get: status, name and words.
const REFUSALS: [(&str, &str, &str); 11] = [
    ("400", "Refused", "Something must be changed; `field` names it where there is one."),
    ("401", "UnknownCaller", "Nobody we know asks."),
    ("403", "Forbidden", "The caller may not do this."),
    ("404", "NotFound", "There is no such thing, or the caller may not know of it."),
    ("408", "TooSlow", "The body did not come in time."),
    ("409", "Conflict", "It is in another state, or the same request is being done now."),
    ("412", "Changed", "It is no longer what `If-Match` says."),
    ("413", "TooLarge", "The body is larger than is read."),
    ("415", "MediaType", "The body is not said to be JSON."),
    ("422", "OtherRequest", "The idempotency key stands for another request."),
    ("503", "Broken", "Our side is broken; trying again later is safe."),
];

/// Completes the document.
pub(super) fn complete(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, methods) in paths.into_iter().flatten() {
        let with_parameter = path.contains('{');
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            let tagged = is_tagged(operation);
            tidy(operation);
            describe(operation, &applies(method, with_parameter, tagged));
            parameters(operation, method, tagged);
        }
    }
    let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) else {
        return;
    };
    components.insert("responses".to_owned(), responses());
    components.insert("parameters".to_owned(), shared_parameters());
}

/// Whether a change of this can be tied to a state: what is documented to answer 412.
fn is_tagged(operation: &Value) -> bool {
    operation.pointer("/responses/412").is_some()
}

/// The statuses that a request of this kind may be refused with.
fn applies(method: &str, with_parameter: bool, tagged: bool) -> Vec<&'static str> {
    let changes = method != "get";
    let sends = matches!(method, "post" | "patch" | "put");
    REFUSALS
        .iter()
        .map(|(status, ..)| *status)
        .filter(|status| match *status {
            "404" => with_parameter,
            "408" | "413" | "415" | "422" => sends,
            "409" => changes,
            "412" => tagged,
            _ => true,
        })
        .collect()
}

fn describe(operation: &mut Value, statuses: &[&str]) {
    let Some(known) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, name, _) in REFUSALS.iter().filter(|(status, ..)| statuses.contains(status)) {
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        known.insert((*status).to_owned(), reference);
    }
    known.insert("429".to_owned(), json!({"$ref": "#/components/responses/TooOften"}));
    if known.get("200").is_some_and(|answer| answer.pointer("/headers/ETag").is_some()) {
        known.insert("304".to_owned(), json!({"description": "It is what `If-None-Match` says."}));
    }
}

/// What the derived schemas do not say: bounds of parameters, and that a text of another format
/// than JSON is no JSON text.
fn tidy(operation: &mut Value) {
    let all = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in all.into_iter().flatten() {
        let schema = match parameter.get("name").and_then(Value::as_str) {
            Some("limit") => {
                json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT})
            }
            _ => continue,
        };
        parameter.as_object_mut().map(|object| object.insert("schema".to_owned(), schema));
    }
    let yaml = operation.pointer_mut("/responses/200/content/application~1yaml");
    yaml.and_then(Value::as_object_mut).map(|content| content.remove("schema"));
}

fn parameters(operation: &mut Value, method: &str, tagged: bool) {
    let Some(operation) = operation.as_object_mut() else { return };
    let all = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(all) = all.as_array_mut() else { return };
    if method == "post" {
        all.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
    }
    if tagged {
        all.push(json!({"$ref": "#/components/parameters/IfMatch"}));
    }
}

fn responses() -> Value {
    let content = json!({
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    });
    let mut all = Map::new();
    for (_, name, words) in REFUSALS {
        all.insert(name.to_owned(), json!({"description": words, "content": content}));
    }
    let wait = json!({"description": "Seconds to wait.", "schema": {"type": "integer"}});
    all.insert(
        "TooOften".to_owned(),
        json!({
            "description": "This account or address asks too often.",
            "headers": {"Retry-After": wait},
            "content": content,
        }),
    );
    Value::Object(all)
}

fn shared_parameters() -> Value {
    let header = |name: &str, words: &str, schema: Value| {
        json!({
            "name": name, "in": "header", "required": false, "description": words,
            "schema": schema,
        })
    };
    json!({
        "IdempotencyKey": header(
            "Idempotency-Key",
            "A key of the caller's own, such as a UUID. The same request with the same key is done \
             once within 24 hours, and answered the same.",
            json!({"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}),
        ),
        "IfMatch": header(
            "If-Match",
            "The `ETag` of what was seen: the change is refused when it is something else by now.",
            json!({"type": "string"}),
        ),
    })
}
