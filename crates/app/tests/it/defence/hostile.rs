//! Texts that are made to break something, in every field of every form and every text of the
//! API's document: nothing answers with a fault of ours, and no page shows one as markup.

use super::{api, configured, heard, page, roles, signed_in};
use crate::peers::http::Request;
use crate::peers::postgres;
use crate::peers::vigie::Vigie;
use regex::Regex;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vigie::access::routes;

/// What people and programs send by mistake or on purpose.
fn texts() -> Vec<String> {
    [
        "<script>alert('canary7')</script>",
        "\"><img src=x onerror=canary7>",
        "'-canary7-'\" autofocus onfocus=\"canary7",
        "javascript:canary7()",
        "</textarea></title></style><svg onload=canary7>",
        "'; DROP TABLE alerts; -- canary7",
        "1 OR 1=1",
        "{{70913*10139}}${70913*10139}<%= 70913*10139 %>#{70913*10139}",
        "%s%n%x%p %00",
        "../../../../etc/passwd",
        "\u{202e}gnp.canary7\u{202c}",
        "can\u{200b}ary\u{feff}7\u{2060}",
        "👩‍🚒🔥🇫🇷 canary7",
        "ﷺ\u{1f1eb}\u{e0061}\u{0301}\u{0301}\u{0301}",
        "line\r\nX-Injected: yes\u{2028}",
        "nul\0in the middle",
        "\u{7}\u{1b}[31mred",
        "",
        " ",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain(["a".repeat(5_000), "é🔥".repeat(50_000)])
    .collect()
}

/// A value that fits a schema, with each text in it replaced by `fill`'s, one by one.
struct Sample<'d> {
    document: &'d Value,
}

impl Sample<'_> {
    fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => schema,
        }
    }

    fn of(&self, name: &str, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind.as_str()],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => vec![],
        };
        match kinds.first().copied() {
            Some("string") => good(name).into(),
            Some("integer" | "number") => json!(1),
            Some("boolean") => json!(true),
            Some("array") => json!([self.of(name, &schema["items"])]),
            _ => {
                let properties = schema["properties"].as_object().into_iter().flatten();
                let mut object: serde_json::Map<String, Value> = properties
                    .map(|(name, schema)| (name.clone(), self.of(name, schema)))
                    .collect();
                if schema["additionalProperties"].is_object() {
                    object.insert("alertname".to_owned(), "Down".into());
                }
                Value::Object(object)
            }
        }
    }
}

/// A text that a field of this name takes.
fn good(name: &str) -> &'static str {
    match name {
        "ends_at" => "2099-01-01T00:00:00Z",
        "starts_at" => "2026-01-01T00:00:00Z",
        "severity" => "info",
        "service" => "site",
        "matchers" => "a=b",
        "person" => "ada",
        "kind" => "service",
        "generator_url" => "https://example.org/",
        "role" => "reader",
        "organisation" => "acme",
        _ => "good",
    }
}

/// The places of all texts in a value, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                places(value, &format!("{at}/{place}"), found);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn on_both_engines(story: fn(&Vigie)) {
    let dir = crate::peers::folder("hostile");
    let path = dir.path().join("vigie.yaml");
    std::fs::write(&path, roles::CONFIGURATION).unwrap();
    let path = path.to_str().unwrap();
    story(&Vigie::start(&["--config", path]));
    let database = postgres::url_of_new_database();
    story(&Vigie::start(&["--config", path, "--database", &database]));
}

#[test]
fn no_text_in_any_field_of_the_api_breaks_anything() {
    on_both_engines(|vigie| {
        roles::furnish(vigie);
        everywhere(&Caller { vigie, authorization: vigie.bearer() });
        no_page_shows_markup(vigie);
    });
}

#[test]
fn nor_does_one_of_a_program_with_any_role_anywhere() {
    let vigie = &configured(roles::CONFIGURATION);
    roles::furnish(vigie);
    for (name, authorization) in roles::tokens(vigie) {
        println!("as {name}");
        everywhere(&Caller { vigie, authorization });
    }
    no_page_shows_markup(vigie);
}

/// Who sends the texts, and where to.
struct Caller<'v> {
    vigie: &'v Vigie,
    authorization: String,
}

/// Every text in every field of every address.
fn everywhere(caller: &Caller<'_>) {
    let document = api(caller.vigie, "GET", "/api/v1/openapi.json", "").json();
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            tried += bodies(caller, &document, (method, path), operation);
            tried += addresses(caller, (method, path), operation);
        }
    }
    assert!(tried > 500, "only {tried} requests were made");
}

/// Every text of a body, replaced one by one. What is applied as configuration would change what
/// the test stands on; the plan reads the same.
fn bodies(caller: &Caller<'_>, document: &Value, place: (&str, &str), operation: &Value) -> usize {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !schema.is_object() || place.1.ends_with("/apply") {
        return 0;
    }
    let sample = Sample { document }.of("", schema);
    let mut fields = Vec::new();
    places(&sample, "", &mut fields);
    let filled = |field: &String, text: &String| {
        let mut body = sample.clone();
        *body.pointer_mut(field).unwrap() = Value::from(text.as_str());
        body
    };
    let path = place.1.replace(['{', '}'], "").replace("reference", "INC-2026-0001");
    let mut tried = 0;
    for field in &fields {
        for text in texts() {
            send(caller, (place.0, &path), &filled(field, &text).to_string());
            tried += 1;
        }
    }
    tried
}

/// Every parameter of the path and of the query.
fn addresses(caller: &Caller<'_>, (method, path): (&str, &str), operation: &Value) -> usize {
    let own = path == "/api/v1/tokens/{name}" && method == "delete";
    let mut tried = 0;
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        // What all requests share is referred to, and is no text that is kept.
        let Some(name) = parameter["name"].as_str() else { continue };
        for text in texts().iter().filter(|text| text.len() < 6_000) {
            if own && (text == "cli" || text.trim().is_empty()) {
                continue;
            }
            let path = match parameter["in"].as_str() {
                Some("path") => path.replace(&format!("{{{name}}}"), &encoded(text)),
                Some("query") => format!("{path}?{name}={}", encoded(text)),
                _ => continue,
            };
            let path = path.replace(['{', '}'], "");
            send(caller, (method, &path), "");
            tried += 1;
        }
    }
    tried
}

fn send(caller: &Caller<'_>, (method, path): (&str, &str), body: &str) {
    let mut request =
        Request::new(&method.to_uppercase(), path).header("Authorization", &caller.authorization);
    if !body.is_empty() {
        request = request.header("Content-Type", "application/json").body(body);
    }
    let answer = heard(&request, &caller.vigie.address);
    let shown: String = body.chars().take(300).collect();
    let said = answer.text();
    assert!((200..500).contains(&answer.status), "{method} {path} {shown}: {said}");
    assert_eq!(answer.header("x-injected"), None, "{method} {path} {shown}");
    if answer.status >= 400 {
        let kind = answer.header("content-type");
        assert_eq!(kind, Some("application/problem+json"), "{method} {path} {shown}: {said}");
    }
}

/// The pages that show what was sent, and everything that they link to.
fn no_page_shows_markup(vigie: &Vigie) -> BTreeSet<String> {
    let cookie = signed_in(vigie);
    let link = Regex::new("(?:href|action)=\"(/[^\"]*)\"").unwrap();
    // Every page that has an address of its own, linked to or not.
    let own = routes().filter(|route| route.method == "GET" && !route.path.contains('{'));
    let own = own.filter(|route| !route.path.starts_with("/api/") && route.path != "/live");
    let mut waiting: Vec<String> = own.map(|route| route.path.to_owned()).collect();
    waiting.push("/alerts?past=1".to_owned());
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        let path = path.replace("&amp;", "&");
        if seen.len() > 400 || !seen.insert(path.clone()) || path.contains("sign-out") {
            continue;
        }
        let answer = page(vigie, &cookie, &path);
        let text = answer.text();
        assert!(answer.status < 500, "{path}: {text}");
        if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        // The number is what the template's sum would be: too long to be in an identifier by chance.
        let computed = "718986907";
        for markup in ["<script>alert", "<img src=x", "<svg onload", "onfocus=\"canary7", computed]
        {
            assert!(!text.contains(markup), "{path} shows {markup} as markup");
        }
        assert!(!text.contains("href=\"javascript:"), "{path} links to a script");
        waiting.extend(link.captures_iter(&text).map(|found| found[1].to_owned()));
    }
    seen
}

#[test]
fn no_text_in_any_form_of_a_page_breaks_anything() {
    on_both_engines(|vigie| {
        roles::furnish(vigie);
        let cookie = signed_in(vigie);
        let mut forms = BTreeSet::new();
        for path in no_page_shows_markup(vigie) {
            forms.extend(forms_of(&page(vigie, &cookie, &path).text()));
        }
        let fields: usize = forms.iter().map(|form| form.fields.len()).sum();
        assert!(fields >= 20, "the forms are not read: {forms:?}");
        for form in &forms {
            for field in &form.fields {
                for text in texts() {
                    fill(vigie, &cookie, form, field, &text);
                }
            }
        }
        no_page_shows_markup(vigie);
    });
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    method: String,
    action: String,
    fields: Vec<String>,
}

fn forms_of(html: &str) -> Vec<Form> {
    let form = Regex::new("(?s)<form method=\"(\\w+)\" action=\"([^\"]*)\"(.*?)</form>").unwrap();
    let field = Regex::new("<(?:input|textarea|select)[^>]* name=\"([^\"]*)\"").unwrap();
    let read = |found: regex::Captures<'_>| Form {
        method: found[1].to_uppercase(),
        action: found[2].to_owned(),
        fields: field.captures_iter(&found[3]).map(|field| field[1].to_owned()).collect(),
    };
    form.captures_iter(html).map(read).filter(|form| !form.action.contains("sign-out")).collect()
}

fn fill(vigie: &Vigie, cookie: &str, form: &Form, hostile: &str, text: &str) {
    let pair = |name: &String| {
        let value = if name == hostile { text } else { usual(name) };
        format!("{}={}", encoded(name), encoded(value))
    };
    let pairs: Vec<String> = form.fields.iter().map(pair).collect();
    let body = pairs.join("&");
    let request = if form.method == "GET" {
        // No browser sends an address that long.
        let short: String = body.chars().take(8_000).collect();
        Request::new("GET", format!("{}?{short}", form.action))
    } else {
        Request::new("POST", form.action.as_str())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
    };
    let sent = request.header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin");
    let answer = sent.send(&vigie.address);
    let at = format!("{} {} {hostile}: {:.100}", form.method, form.action, text);
    assert!((200..500).contains(&answer.status), "{at}: {}", answer.text());
    assert_eq!(answer.header("x-injected"), None, "{at}");
    for markup in ["<script>alert", "<img src=x", "<svg onload", "onfocus=\"canary7"] {
        assert!(!answer.text().contains(markup), "{at} comes back as markup");
    }
}

fn usual(name: &str) -> &str {
    match name {
        "hours" => "1",
        "matchers" | "filter" => "a=b",
        "severity" => "info",
        _ => "usual",
    }
}
