//! HTTP checks: ask, follow redirects, and compare the answer with what is expected.
//! Owns the conversation; conditions on the answer are in `answer`. One connection per request, on
//! this task alone: no pool, no second task, nothing shared between looks.

mod answer;

use super::trust::Certificate;
use super::{Doing, Prober, Trace, Trouble, add, connect};
use crate::outside::send::secret;
use answer::{Answer, BODY_READ_MAX};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_ENCODING, HOST, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use vigie_domain::check::kind::http::{Header, Http, Method};
use vigie_domain::check::net::Url;
use vigie_domain::time::Timestamp;

/// Who we say we are.
const AGENT: &str = concat!("Vigie/", env!("CARGO_PKG_VERSION"));
/// Headers that tell nothing secret, and so may follow a redirect to another host.
const HARMLESS_HEADERS: [&str; 3] = ["accept", "accept-language", "user-agent"];

/// One request of a look: the first, or one that a redirect asks for.
struct Hop<'a> {
    url: Cow<'a, Url>,
    method: Method,
    with_body: bool,
    at_home: bool,
    passed: Vec<Url>,
}

/// Asks until an answer is no redirect, then judges it.
pub(super) async fn look(
    prober: &Prober,
    http: &Http,
    now: Timestamp,
    trace: &mut Trace,
) -> Result<(), Trouble> {
    let http = &*with_secrets(http).await?;
    let mut hop = Hop {
        url: Cow::Borrowed(&http.url),
        method: http.method,
        with_body: true,
        at_home: true,
        passed: Vec::new(),
    };
    let mut certificate: Option<Certificate> = None;
    loop {
        let (answer, shown) = ask(prober, http, &hop, now, trace).await?;
        // The soonest end of all certificates on the way is the one that hurts.
        certificate = match (certificate, shown) {
            (Some(known), Some(shown)) if known.days_left <= shown.days_left => Some(known),
            (known, shown) => shown.or(known),
        };
        match hop.next(http, &answer)? {
            Some(next) => hop = next,
            None => return conclude(http, &hop, &answer, certificate.as_ref(), trace),
        }
    }
}

/// The same with the secret headers among the others. A secret that can't be read says nothing
/// about the target.
async fn with_secrets(http: &Http) -> Result<Cow<'_, Http>, Trouble> {
    let mut http = Cow::Borrowed(http);
    for (name, secret) in http.secret_headers.clone() {
        let value = secret::read(&secret).await.map_err(|error| Trouble::Blind(error.to_string()));
        let header = Header::new(&name, &value?).map_err(Trouble::Blind)?;
        http.to_mut().headers.push(header);
    }
    Ok(http)
}

fn conclude(
    http: &Http,
    hop: &Hop<'_>,
    answer: &Answer,
    certificate: Option<&Certificate>,
    trace: &mut Trace,
) -> Result<(), Trouble> {
    trace.note("status", &answer.status);
    if !hop.passed.is_empty() {
        trace.note("redirects", &hop.passed.len());
    }
    if let Some(certificate) = certificate {
        certificate.note(trace);
    }
    answer.judge(http)?;
    if let (Some(days_min), Some(certificate)) = (http.certificate_days_min, certificate) {
        certificate.lasts(&hop.url.host, days_min)?;
    }
    answer::in_time(http, trace.started.elapsed())
}

impl<'a> Hop<'a> {
    /// The request that an answer redirects to; `None` when the answer is final.
    fn next(&self, http: &Http, answer: &Answer) -> Result<Option<Self>, Trouble> {
        let Some(location) = answer.location.as_deref().filter(|_| follows(http, answer.status))
        else {
            return Ok(None);
        };
        let url = self.url.join(location).map_err(|why| {
            Trouble::Failed(format!("got status {} to a wrong address: {why}", answer.status))
        })?;
        let mut passed = self.passed.clone();
        passed.push(self.url.clone().into_owned());
        let to_get = answer.status == 303 || (answer.status < 303 && self.method == Method::Post);
        let method = if to_get && self.method != Method::Head { Method::Get } else { self.method };
        if method == self.method && passed.contains(&url) {
            return Err(Trouble::Failed(format!("redirects go in a circle, back to {url}")));
        }
        if passed.len() > usize::try_from(http.redirects_max).unwrap_or(usize::MAX) {
            return Err(Trouble::Failed(format!(
                "expected at most {} redirects, got one more, to {url}",
                http.redirects_max
            )));
        }
        let same_home =
            url.host == self.url.host && url.port == self.url.port && url.secure == self.url.secure;
        Ok(Some(Self {
            url: Cow::Owned(url),
            method,
            with_body: self.with_body && !to_get,
            at_home: self.at_home && same_home,
            passed,
        }))
    }

    fn request(&self, http: &Http) -> Result<Request<Full<Bytes>>, Trouble> {
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(self.url.path.as_str())
            // Asking the other side to close first leaves it the waiting state of the port.
            .header(CONNECTION, "close");
        let sent = |name: &str| self.headers(http).any(|header| header.name() == name);
        if !sent("host") {
            request = request.header(HOST, self.url.authority());
        }
        if !sent("user-agent") {
            request = request.header(USER_AGENT, AGENT);
        }
        if !sent("accept") {
            request = request.header(ACCEPT, "*/*");
        }
        for header in self.headers(http) {
            request = request.header(header.name(), header.value());
        }
        let body = http.body.as_ref().filter(|_| self.with_body);
        let body = body.map_or_else(Bytes::new, |body| Bytes::copy_from_slice(body.as_bytes()));
        request
            .body(Full::new(body))
            .map_err(|error| Trouble::Failed(format!("no request can be made of this: {error}")))
    }

    /// The declared headers that this request may carry: secrets stay with their host.
    fn headers<'h>(&self, http: &'h Http) -> impl Iterator<Item = &'h Header> {
        let at_home = self.at_home;
        http.headers
            .iter()
            .filter(move |header| at_home || HARMLESS_HEADERS.contains(&header.name()))
    }
}

/// Whether a redirect is followed: not when its very status is expected.
fn follows(http: &Http, status: u16) -> bool {
    http.redirects_max > 0
        && matches!(status, 301 | 302 | 303 | 307 | 308)
        && !http.statuses.iter().any(|range| range.admits(status))
}

async fn ask(
    prober: &Prober,
    http: &Http,
    hop: &Hop<'_>,
    now: Timestamp,
    trace: &mut Trace,
) -> Result<(Answer, Option<Certificate>), Trouble> {
    let url = &hop.url;
    let request = hop.request(http)?;
    let stream = connect::connect(prober, &url.host, url.port, http.ip, trace).await?;
    if !url.secure {
        return Ok((converse(stream, request, http, trace).await?, None));
    }
    let stream = prober.trust.shake_hands(stream, &url.host, true, trace).await?;
    let certificate = prober.trust.judge(&stream, &url.host, now)?;
    if http.verify_certificate
        && let Err(trouble) = &certificate.verdict
    {
        certificate.note(trace);
        return Err(trouble.clone());
    }
    let answer = converse(stream, request, http, trace).await?;
    Ok((answer, Some(certificate)))
}

/// Sends a request over a fresh connection and reads as much of the answer as matters.
async fn converse<T: AsyncRead + AsyncWrite + Unpin>(
    stream: T,
    request: Request<Full<Bytes>>,
    http: &Http,
    trace: &mut Trace,
) -> Result<Answer, Trouble> {
    trace.doing = Doing::Waiting;
    let started = Instant::now();
    let (mut sender, connection) =
        http1::Builder::new().handshake(TokioIo::new(stream)).await.map_err(|e| broken(&e))?;
    let mut line = Line { connection: pin!(connection), ended: false };
    let response =
        line.until(sender.send_request(request)).await.map_err(|error| broken(&error))?;
    add(&mut trace.phases.first_byte, started);
    let mut answer = head(&response);
    if follows(http, answer.status) && answer.location.is_some() {
        return Ok(answer);
    }
    line.read_body(response.into_body(), http.reads_body(), &mut answer, trace).await?;
    Ok(answer)
}

fn head(response: &Response<Incoming>) -> Answer {
    let text = |name| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Answer {
        status: response.status().as_u16(),
        location: text(LOCATION),
        encoding: text(CONTENT_ENCODING),
        body: Vec::new(),
        cut: false,
    }
}

/// A connection driven by the task that waits on it.
struct Line<'c, C> {
    connection: Pin<&'c mut C>,
    ended: bool,
}

impl<C: Future> Line<'_, C> {
    /// Drives the connection until `wanted` is there.
    async fn until<F: Future>(&mut self, wanted: F) -> F::Output {
        let mut wanted = pin!(wanted);
        poll_fn(|cx| {
            if !self.ended && self.connection.as_mut().poll(cx).is_ready() {
                self.ended = true;
            }
            wanted.as_mut().poll(cx)
        })
        .await
    }

    /// Reads the answer to its end or its limit; keeps it only when something is sought in it.
    async fn read_body(
        &mut self,
        mut body: Incoming,
        keep: bool,
        answer: &mut Answer,
        trace: &mut Trace,
    ) -> Result<(), Trouble> {
        let mut read = 0;
        trace.doing = Doing::Reading(0);
        while let Some(frame) = self.until(body.frame()).await {
            let frame = frame.map_err(|error| broken(&error))?;
            let Some(part) = frame.data_ref() else { continue };
            read += part.len();
            trace.doing = Doing::Reading(u64::try_from(read).unwrap_or(u64::MAX));
            if keep {
                let room = BODY_READ_MAX.saturating_sub(answer.body.len());
                answer.body.extend_from_slice(part.get(..room).unwrap_or(part));
            }
            if read > BODY_READ_MAX {
                answer.cut = true;
                break;
            }
        }
        Ok(())
    }
}

fn broken(error: &hyper::Error) -> Trouble {
    let source = std::error::Error::source(error);
    let cut = source
        .and_then(|source| source.downcast_ref::<std::io::Error>())
        .is_some_and(|error| error.kind() == std::io::ErrorKind::UnexpectedEof);
    Trouble::Failed(if cut || error.is_incomplete_message() {
        "the connection was closed before the answer was complete".to_owned()
    } else if error.is_parse() {
        format!("the answer is not HTTP: {error}")
    } else {
        let cause = source.map_or_else(|| error.to_string(), ToString::to_string);
        format!("the connection broke: {cause}")
    })
}
