//! HTTP checks: what to ask, and what must come.
//! Owns the forms of methods, statuses and headers; never sends a request.

use super::{LIST_MAX, days, text};
use crate::channel::Secret;
use crate::check::json::Condition;
use crate::check::net::{Family, Url};
use crate::check::pattern::Pattern;
use crate::check::words::span_words;
use crate::check::{CheckError, at_most};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Most headers of one request.
pub const HEADERS_MAX: usize = 50;
/// Longest header value.
pub const HEADER_BYTES_MAX: usize = 8 * 1024;
/// Longest request body: a check asks, it doesn't upload.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Most redirects followed, as in browsers.
pub const REDIRECTS_MAX: u32 = 20;

/// Request methods that a check may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are HTTP's own names")]
pub enum Method {
    #[default]
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

const METHODS: [(&str, Method); 7] = [
    ("GET", Method::Get),
    ("HEAD", Method::Head),
    ("POST", Method::Post),
    ("PUT", Method::Put),
    ("PATCH", Method::Patch),
    ("DELETE", Method::Delete),
    ("OPTIONS", Method::Options),
];

impl Method {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        METHODS.iter().find(|(_, method)| *method == self).map_or("GET", |(name, _)| name)
    }
}

impl FromStr for Method {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let upper = text.to_ascii_uppercase();
        METHODS.iter().find(|(name, _)| *name == upper).map(|(_, method)| *method).ok_or_else(
            || {
                format!(
                    "\"{text}\" is no method: use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS"
                )
            },
        )
    }
}

/// A range of HTTP statuses, ends included: `200`, `200-299` or `2xx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRange {
    from: u16,
    to: u16,
}

impl StatusRange {
    /// 200 to 299.
    pub const SUCCESS: Self = Self { from: 200, to: 299 };

    /// Whether a status is in it.
    pub fn admits(self, status: u16) -> bool {
        (self.from..=self.to).contains(&status)
    }
}

impl fmt::Display for StatusRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to { self.from.fmt(f) } else { write!(f, "{}-{}", self.from, self.to) }
    }
}

impl FromStr for StatusRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let legal = |status: &u16| (100..=599).contains(status);
        let number = |text: &str| text.trim().parse::<u16>().ok().filter(legal);
        let class = text.strip_suffix("xx").and_then(|class| number(&format!("{class}00")));
        let ends = match (class, text.split_once('-')) {
            (Some(from), _) => Some((from, from + 99)),
            (None, Some((from, to))) => number(from).zip(number(to)),
            (None, None) => number(text).map(|status| (status, status)),
        };
        match ends {
            Some((from, to)) if from <= to => Ok(Self { from, to }),
            _ => Err(format!("\"{text}\" is no status: use 200, 200-299 or 2xx (100 to 599)")),
        }
    }
}

/// A header of a request; its value may be a secret and is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    name: String,
    value: String,
}

impl Header {
    /// A header, when its name and value are legal and its meaning is not the connection's own.
    pub fn new(name: &str, value: &str) -> Result<Self, String> {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || name.len() > 128 || !name.chars().all(token) {
            let shown: String = name.chars().take(40).collect();
            return Err(format!("\"{shown}\" is no header name"));
        }
        let name = name.to_ascii_lowercase();
        let own = ["connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer"];
        if own.contains(&name.as_str()) {
            return Err(format!("header {name} belongs to the connection: leave it out"));
        }
        if value.len() > HEADER_BYTES_MAX {
            return Err(format!(
                "the value of header {name} has {} bytes: at most {HEADER_BYTES_MAX}",
                value.len()
            ));
        }
        if value.bytes().any(|b| !matches!(b, b'\t' | b' '..=b'~')) {
            return Err(format!("the value of header {name} must be plain ASCII on one line"));
        }
        Ok(Self { name, value: value.to_owned() })
    }

    /// Its name, in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value; never to be shown or logged.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}: …)", self.name)
    }
}

/// What to ask over HTTP, and what must come.
#[derive(Clone, Debug, PartialEq)]
pub struct Http {
    /// Where.
    pub url: Url,
    /// How.
    pub method: Method,
    /// Headers of the request.
    pub headers: Vec<Header>,
    /// Headers whose values are read when they are needed, by name.
    pub secret_headers: Vec<(String, Secret)>,
    /// Body of the request; may be a secret.
    pub body: Option<String>,
    /// Statuses that are fine.
    pub statuses: Vec<StatusRange>,
    /// A text that must be in the answer.
    pub text_contains: Option<String>,
    /// A text that must not be in the answer.
    pub text_not: Option<String>,
    /// An expression that must be found in the answer.
    pub regex: Option<Pattern>,
    /// What must hold in an answer in JSON.
    pub json: Vec<Condition>,
    /// How long the whole look may take and still be fine.
    pub latency_max: Option<Duration>,
    /// How many redirects are followed; 0 makes a redirect an answer like any other.
    pub redirects_max: u32,
    /// Which kind of address is used.
    pub ip: Family,
    /// How many days the certificate must have left.
    pub certificate_days_min: Option<u32>,
    /// Whether the certificate must be trusted.
    pub verify_certificate: bool,
}

impl Http {
    /// A GET that expects a status of 200 to 299 after at most five redirects.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            method: Method::Get,
            headers: Vec::new(),
            secret_headers: Vec::new(),
            body: None,
            statuses: vec![StatusRange::SUCCESS],
            text_contains: None,
            text_not: None,
            regex: None,
            json: Vec::new(),
            latency_max: None,
            redirects_max: 5,
            ip: Family::Any,
            certificate_days_min: None,
            verify_certificate: true,
        }
    }

    /// Whether the body of the answer matters.
    pub fn reads_body(&self) -> bool {
        self.text_contains.is_some()
            || self.text_not.is_some()
            || self.regex.is_some()
            || !self.json.is_empty()
    }

    pub(super) fn validate(&self, timeout: Duration) -> Result<(), CheckError> {
        let headers = self.headers.len().saturating_add(self.secret_headers.len());
        at_most("headers", headers, HEADERS_MAX)?;
        at_most("statuses", self.statuses.len(), LIST_MAX)?;
        at_most("json", self.json.len(), LIST_MAX)?;
        if self.statuses.is_empty() {
            return Err(CheckError::new("statuses", "at least one must be expected, such as 2xx"));
        }
        let bytes = self.body.as_ref().map_or(0, String::len);
        if bytes > BODY_BYTES_MAX {
            return Err(CheckError::new(
                "body",
                format!("{bytes} bytes are too many: at most {BODY_BYTES_MAX}"),
            ));
        }
        text("text_contains", self.text_contains.as_deref())?;
        text("text_not", self.text_not.as_deref())?;
        self.validate_combinations(timeout)
    }

    fn validate_combinations(&self, timeout: Duration) -> Result<(), CheckError> {
        if self.method == Method::Head && self.reads_body() {
            return Err(CheckError::new("method", "HEAD brings no text to look at: use GET"));
        }
        if self.redirects_max > REDIRECTS_MAX {
            return Err(CheckError::new(
                "redirects_max",
                format!("{} are too many: at most {REDIRECTS_MAX}", self.redirects_max),
            ));
        }
        if let Some(latency_max) = self.latency_max.filter(|max| *max >= timeout) {
            return Err(CheckError::new(
                "latency_max",
                format!(
                    "{} is not below the timeout of {}",
                    span_words(latency_max),
                    span_words(timeout)
                ),
            ));
        }
        if self.certificate_days_min.is_some() && !self.url.secure {
            return Err(CheckError::new(
                "certificate_days_min",
                "an http:// URL has no certificate",
            ));
        }
        days("certificate_days_min", self.certificate_days_min)
    }
}
