//! Webhook: Alertmanager's payload, version 4, to any receiver that knows it.
//! Owns the exact form and the signature; never changes what an alert says.

use super::answer::Answer;
use super::{Attempt, Notice, NoticeAlert, SendError, secret};
use crate::hex;
use crate::outside::guard::Http;
use aws_lc_rs::hmac;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use std::collections::BTreeMap;
use vigie_domain::channel::Secret;
use vigie_domain::time::Timestamp;

/// Most alerts in one payload, for channels without an own limit: some megabytes, which receivers
/// still take. The rest is counted in `truncatedAlerts`.
const PAYLOAD_ALERTS_MAX: usize = 10_000;
/// What Go programs send for "no time".
const NO_TIME: &str = "0001-01-01T00:00:00Z";

/// The payload. Names and order are Alertmanager's.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    receiver: &'a str,
    status: &'a str,
    alerts: Vec<PayloadAlert<'a>>,
    #[serde(rename = "notification_reason")]
    notification_reason: &'a str,
    group_labels: &'a BTreeMap<String, String>,
    common_labels: &'a BTreeMap<String, String>,
    common_annotations: &'a BTreeMap<String, String>,
    route_labels: &'a BTreeMap<String, String>,
    #[serde(rename = "externalURL")]
    external_url: &'a str,
    version: &'static str,
    group_key: &'a str,
    truncated_alerts: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PayloadAlert<'a> {
    status: &'a str,
    labels: &'a BTreeMap<String, String>,
    annotations: &'a BTreeMap<String, String>,
    starts_at: String,
    ends_at: String,
    #[serde(rename = "generatorURL")]
    generator_url: &'a str,
    fingerprint: &'a str,
}

/// The body that every attempt posts: it depends on the notice alone.
pub(super) fn payload(notice: &Notice, alerts_max: u32) -> Result<Vec<u8>, SendError> {
    let asked = usize::try_from(alerts_max).unwrap_or(PAYLOAD_ALERTS_MAX);
    let limit = if asked == 0 { PAYLOAD_ALERTS_MAX } else { asked.min(PAYLOAD_ALERTS_MAX) };
    let payload = Payload {
        receiver: &notice.receiver,
        status: &notice.status,
        alerts: notice.alerts.iter().take(limit).map(alert).collect(),
        notification_reason: &notice.reason,
        group_labels: &notice.group_labels,
        common_labels: &notice.common_labels,
        common_annotations: &notice.common_annotations,
        route_labels: &notice.route_labels,
        external_url: &notice.external_url,
        version: "4",
        group_key: &notice.group_key,
        truncated_alerts: notice.alerts.len().saturating_sub(limit),
    };
    serde_json::to_vec(&payload).map_err(|why| SendError::GiveUp {
        cause: format!("the payload can't be written: {why}"),
        advice: "report this as a defect of Vigie",
    })
}

fn alert(alert: &NoticeAlert) -> PayloadAlert<'_> {
    let firing = alert.status == "firing";
    PayloadAlert {
        status: &alert.status,
        labels: &alert.labels,
        annotations: &alert.annotations,
        starts_at: go_time(&alert.starts_at),
        ends_at: if firing { NO_TIME.to_owned() } else { go_time(&alert.ends_at) },
        generator_url: &alert.generator_url,
        fingerprint: &alert.fingerprint,
    }
}

/// A time as Go writes it: no zeros at the end of the fraction, no fraction when it is zero.
fn go_time(text: &str) -> String {
    let Some((seconds, fraction)) = text.strip_suffix('Z').and_then(|text| text.rsplit_once('.'))
    else {
        return text.to_owned();
    };
    match fraction.trim_end_matches('0') {
        "" => format!("{seconds}Z"),
        digits => format!("{seconds}.{digits}Z"),
    }
}

/// `t=<unix seconds>,v1=<hexadecimal HMAC-SHA256 of "<unix seconds>.<body>">`: the time is signed
/// too, so that a receiver can refuse an old message that somebody recorded.
fn signature(key: &str, at: Timestamp, body: &[u8]) -> String {
    let seconds = at.as_millis().div_euclid(1000);
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{seconds}.").as_bytes());
    context.update(body);
    format!("t={seconds},v1={}", hex(context.sign().as_ref()))
}

/// Where and how to post.
pub(super) struct Target<'a> {
    pub url: &'a Secret,
    pub signing_key: Option<&'a Secret>,
    pub bearer: Option<&'a Secret>,
    pub basic: Option<&'a (String, Secret)>,
    pub alerts_max: u32,
}

/// Posts the payload.
pub(super) async fn send(
    http: &Http,
    target: Target<'_>,
    attempt: Attempt<'_>,
) -> Result<String, SendError> {
    let body = payload(attempt.notice, target.alerts_max)?;
    let address = secret::read(target.url).await?;
    let mut request = http
        .request(reqwest::Method::POST, address.trim())?
        .header(CONTENT_TYPE, "application/json")
        .header("Idempotency-Key", visible(&attempt.notice.key));
    if let Some(key) = target.signing_key {
        let signed = signature(&secret::read(key).await?, attempt.now, &body);
        request = request.header(HeaderName::from_static("vigie-signature"), visible(&signed));
    }
    request = authorise(request, target.bearer, target.basic).await?;
    let answer = Answer::read(http.call(request.body(body)).await?).await;
    answer.outcome(None, attempt.now)?;
    Ok(format!("accepted with HTTP {}", answer.status))
}

async fn authorise(
    request: reqwest::RequestBuilder,
    bearer: Option<&Secret>,
    basic: Option<&(String, Secret)>,
) -> Result<reqwest::RequestBuilder, SendError> {
    if let Some(token) = bearer {
        return Ok(request.bearer_auth(secret::read(token).await?));
    }
    match basic {
        Some((name, password)) => Ok(request.basic_auth(name, Some(secret::read(password).await?))),
        None => Ok(request),
    }
}

/// A header value from our own text; whatever a header can't hold becomes `_`.
fn visible(text: &str) -> HeaderValue {
    let clean: String = text.chars().map(|c| if c.is_ascii_graphic() { c } else { '_' }).collect();
    HeaderValue::try_from(clean).unwrap_or_else(|_| HeaderValue::from_static("_"))
}

#[cfg(test)]
mod tests;
