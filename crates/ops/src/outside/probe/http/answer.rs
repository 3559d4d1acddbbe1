//! What an answer must be like: status, text, expression, JSON and speed.

use crate::outside::probe::Trouble;
use serde_json::Value;
use std::time::Duration;
use vigie_domain::check::json::{Scalar, Step};
use vigie_domain::check::kind::http::{Http, StatusRange};
use vigie_domain::check::words::{bytes_words, span_words};

/// Most of an answer that is read: pages are smaller, downloads are no checks.
pub(super) const BODY_READ_MAX: usize = 1024 * 1024;
/// How much of a sought text is shown.
const SHOWN_CHARS_MAX: usize = 60;

/// An answer, as far as it was read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) cut: bool,
}

impl Answer {
    /// Says the first thing that is not as expected.
    pub(super) fn judge(&self, http: &Http) -> Result<(), Trouble> {
        if !http.statuses.iter().any(|range| range.admits(self.status)) {
            let wanted: Vec<String> = http.statuses.iter().map(StatusRange::to_string).collect();
            return failed(format!("expected status {}, got {}", wanted.join(", "), self.status));
        }
        if !http.reads_body() {
            return Ok(());
        }
        if let Some(encoding) =
            self.encoding.as_deref().filter(|e| !e.eq_ignore_ascii_case("identity"))
        {
            return failed(format!(
                "the answer is compressed ({encoding}) although nobody asked for it: can't read it"
            ));
        }
        self.judge_text(http)?;
        self.judge_json(http)
    }

    fn judge_text(&self, http: &Http) -> Result<(), Trouble> {
        let text = String::from_utf8_lossy(&self.body);
        let place = self.place();
        if let Some(wanted) = http.text_contains.as_deref().filter(|wanted| !text.contains(*wanted))
        {
            return failed(format!(
                "expected the text \"{}\", not found in {place}",
                short(wanted)
            ));
        }
        if let Some(unwanted) = http.text_not.as_deref().filter(|unwanted| text.contains(*unwanted))
        {
            return failed(format!("expected no text \"{}\", found it", short(unwanted)));
        }
        match &http.regex {
            Some(pattern) if !pattern.is_in(&text) => {
                failed(format!("expected a match of /{pattern}/, none in {place}"))
            }
            _ => Ok(()),
        }
    }

    fn judge_json(&self, http: &Http) -> Result<(), Trouble> {
        if http.json.is_empty() {
            return Ok(());
        }
        if self.cut {
            return failed(format!("the answer is longer than {}: too long for JSON", limit()));
        }
        let value: Value = match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => return failed(format!("expected JSON, got something else: {error}")),
        };
        for condition in &http.json {
            let found = condition.steps().iter().try_fold(&value, step);
            condition.judge(found.map(scalar).as_ref()).map_err(Trouble::Failed)?;
        }
        Ok(())
    }

    fn place(&self) -> String {
        let bytes = u64::try_from(self.body.len()).unwrap_or(u64::MAX);
        if self.cut {
            format!("the first {} of the answer", limit())
        } else {
            format!("an answer of {}", bytes_words(bytes))
        }
    }
}

/// Refuses an answer that took too long.
pub(super) fn in_time(http: &Http, took: Duration) -> Result<(), Trouble> {
    match http.latency_max.filter(|most| took > *most) {
        None => Ok(()),
        Some(most) => Err(Trouble::Slow(format!(
            "expected an answer within {}, it took {}",
            span_words(most),
            span_words(took)
        ))),
    }
}

fn failed(why: String) -> Result<(), Trouble> {
    Err(Trouble::Failed(why))
}

fn limit() -> String {
    bytes_words(u64::try_from(BODY_READ_MAX).unwrap_or(u64::MAX))
}

fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn step<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match step {
        Step::Member(name) => value.as_object()?.get(name),
        Step::Element(at) => {
            let list = value.as_array()?;
            let at = match usize::try_from(*at) {
                Ok(at) => at,
                Err(_) => list.len().checked_sub(usize::try_from(at.unsigned_abs()).ok()?)?,
            };
            list.get(at)
        }
    }
}

fn scalar(value: &Value) -> Scalar {
    match value {
        Value::Null => Scalar::Null,
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Number(number) => Scalar::Number(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => Scalar::Text(text.clone()),
        Value::Array(_) | Value::Object(_) => Scalar::Compound,
    }
}
