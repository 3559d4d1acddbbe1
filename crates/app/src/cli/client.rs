//! Asking the server: one request, one answer, and every refusal in its own words.

mod file;

use super::Reach;
use super::failure::Failure;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// A server that takes longer is not well; `vigie doctor` says more.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A server and the token for it.
pub(super) struct Client {
    http: reqwest::Client,
    url: Url,
    token: String,
}

impl Client {
    /// From the options, or from what `vigie serve` left in the data directory.
    pub(super) fn new(reach: &Reach) -> Result<Self, Failure> {
        let url = match &reach.url {
            Some(url) => url.clone(),
            None => left(&reach.data, "cli.url")?,
        };
        let url: Url = url.trim().parse().map_err(|error| {
            Failure::Usage(format!("\"{}\" is no address of a server: {error}", url.trim()))
        })?;
        let token = match &reach.token {
            Some(token) => token.clone(),
            None => left(&reach.data, "cli.token")?,
        };
        let mut http = reqwest::Client::builder().timeout(ANSWER_WITHIN);
        if is_this_machine(&url) {
            // A proxy of the environment is for the world outside.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| Failure::unreachable(said(&error), "try again"))?;
        Ok(Self { http, url, token: token.trim().to_owned() })
    }

    /// Where the server is.
    pub(super) fn address(&self) -> &Url {
        &self.url
    }

    /// Asks for something.
    pub(super) async fn get(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Value, Failure> {
        let mut url = self.place(path)?;
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        self.json(self.request(Method::GET, url)).await
    }

    /// Asks for a whole list, page after page; answers it as one page.
    pub(super) async fn list(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        field: &str,
    ) -> Result<Value, Failure> {
        let mut whole = self.get(path, parameters).await?;
        while let Some(cursor) = whole.get("next_cursor").and_then(Value::as_str) {
            let cursor = cursor.to_owned();
            let next = [parameters, &[("cursor", cursor.as_str())]].concat();
            let mut page = self.get(path, &next).await?;
            let rest = page.get_mut(field).map(Value::take).unwrap_or_default();
            if let (Some(all), Value::Array(rest)) =
                (whole.get_mut(field).and_then(Value::as_array_mut), rest)
            {
                all.extend(rest);
            }
            let cursor = page.get_mut("next_cursor").map(Value::take).unwrap_or_default();
            whole.as_object_mut().map(|object| object.insert("next_cursor".to_owned(), cursor));
        }
        Ok(whole)
    }

    /// Asks for a text.
    pub(super) async fn text(&self, path: &str) -> Result<String, Failure> {
        self.send(self.request(Method::GET, self.place(path)?)).await
    }

    /// Asks for a text, with parameters.
    pub(super) async fn text_with(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
    ) -> Result<String, Failure> {
        let mut url = self.place(path)?;
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        self.send(self.request(Method::GET, url)).await
    }

    /// Sends something.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.json(self.request(Method::POST, self.place(path)?).json(body)).await
    }

    /// Changes something.
    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.json(self.request(Method::PATCH, self.place(path)?).json(body)).await
    }

    /// Sends bytes that should be JSON, as they are.
    pub(super) async fn post_bytes(&self, path: &str, body: Vec<u8>) -> Result<Value, Failure> {
        let request = self.request(Method::POST, self.place(path)?);
        self.json(request.header(CONTENT_TYPE, "application/json").body(body)).await
    }

    /// Hands a mail over; answers the status and what is said.
    pub(super) async fn hand_over(
        &self,
        path: &str,
        mail: Vec<u8>,
    ) -> Result<(StatusCode, String), Failure> {
        let request = self.http.post(self.place(path)?).header(CONTENT_TYPE, "message/rfc822");
        let unreachable = |error: reqwest::Error| {
            let why = format!("no answer from {}: {}", self.url, said(&error));
            Failure::unreachable(why, "check that `vigie serve` runs there, or give --url")
        };
        let answer = request.body(mail).send().await.map_err(unreachable)?;
        Ok((answer.status(), answer.text().await.map_err(unreachable)?))
    }

    /// Removes or ends something.
    pub(super) async fn delete(&self, path: &str) -> Result<Value, Failure> {
        self.json(self.request(Method::DELETE, self.place(path)?)).await
    }

    fn place(&self, path: &str) -> Result<Url, Failure> {
        let wrong = || Failure::Usage(format!("\"{}\" is no address of a server", self.url));
        let mut url = self.url.clone();
        let parts = path.split('/').filter(|part| !part.is_empty());
        url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().extend(parts);
        Ok(url)
    }

    fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.http.request(method, url).bearer_auth(&self.token)
    }

    async fn json(&self, request: RequestBuilder) -> Result<Value, Failure> {
        let text = self.send(request).await?;
        serde_json::from_str(&text).map_err(|_| {
            let why = format!("{} answers, but not as Vigie does", self.url);
            Failure::unreachable(why, "check --url")
        })
    }

    async fn send(&self, request: RequestBuilder) -> Result<String, Failure> {
        let unreachable = |error: reqwest::Error| {
            let why = format!("no answer from {}: {}", self.url, said(&error));
            Failure::unreachable(why, "check that `vigie serve` runs there, or give --url")
        };
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        let text = answer.text().await.map_err(unreachable)?;
        if status.is_success() { Ok(text) } else { Err(refusal(status, &text)) }
    }
}

/// What a problem document says.
fn refusal(status: StatusCode, text: &str) -> Failure {
    let problem: Value = serde_json::from_str(text).unwrap_or_default();
    let word = |name: &str| problem.get(name).and_then(Value::as_str);
    let why = word("detail").map_or_else(|| format!("the server answers {status}"), str::to_owned);
    let next = word("next_step").unwrap_or("check --url and what the server logs");
    let why = match word("field") {
        Some(field) => format!("{field}: {why}"),
        None => why,
    };
    if status.is_server_error() {
        return Failure::unreachable(why, next);
    }
    Failure::refused(why, next)
}

/// What `vigie serve` left in the data directory.
fn left(data: &Path, name: &str) -> Result<String, Failure> {
    let path = data.join(name);
    std::fs::read_to_string(&path).map_err(|error| {
        let why = format!("no server is known: {} can't be read: {error}", path.display());
        Failure::unreachable(
            why,
            "start `vigie serve`, name its data directory with --data, or give --url and --token",
        )
    })
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = |ip: std::net::IpAddr| ip.is_loopback();
    host == "localhost" || host.parse().is_ok_and(loopback)
}

/// An error with its causes: the first line alone never says what happened.
pub(super) fn said(error: &dyn std::error::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    causes.pop().unwrap_or_else(|| error.to_string())
}
