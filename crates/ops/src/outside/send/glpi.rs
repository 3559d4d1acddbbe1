//! GLPI: a ticket by its REST API, version 1.
//! Owns the order of the calls and what makes them safe to repeat: a ticket is looked for by its
//! reference before it is made, a follow-up by its mark before it is written. What people there made
//! of a ticket is read first, and is left as it is while the incident goes on.

use super::answer::Answer;
use super::clean::{html, line};
use super::{News, SendError, Told, secret};
use crate::outside::guard::Http;
use reqwest::Method;
use serde_json::{Value, json};
use vigie_domain::mirror::{Desk, MirrorEnding};
use vigie_domain::time::Timestamp;

/// Longest explanation of GLPI that we pass on.
const SAID_CHARS_MAX: usize = 200;
/// Place of the oldest follow-up in which the mark of an attempt is looked for: others write too.
const LATEST: usize = 49;
/// GLPI's number for a new ticket.
const NEW: u8 = 1;
/// GLPI's number for a ticket that is solved.
const SOLVED: u8 = 5;
/// GLPI's number for a ticket that is closed.
const CLOSED: u8 = 6;
/// What GLPI says of a ticket that is not there any more.
const GONE: &str = "ERROR_ITEM_NOT_FOUND";
/// GLPI's type of ticket for what does not work; the other one is a wish.
const INCIDENT: u8 = 1;

/// One conversation.
struct Session<'a> {
    http: &'a Http,
    desk: &'a Desk,
    app_token: Option<String>,
    token: String,
    now: Timestamp,
}

/// Tells a ticket the news. Answers its number, and what somebody made of it.
pub(super) async fn tell(
    http: &Http,
    desk: &Desk,
    news: &News,
    now: Timestamp,
) -> Result<Told, SendError> {
    let session = Session::begin(http, desk, now).await?;
    let told = session.tell(news).await;
    // A session that is not ended ends by itself; what was told is told.
    drop(session.ask(Method::GET, "killSession", None).await);
    told.map(|(number, ended)| Told { name: number.to_string(), ended })
}

impl<'a> Session<'a> {
    async fn begin(http: &'a Http, desk: &'a Desk, now: Timestamp) -> Result<Self, SendError> {
        let app_token = match &desk.app_token {
            Some(token) => Some(secret::read(token).await?.trim().to_owned()),
            None => None,
        };
        let mut session = Self { http, desk, app_token, token: String::new(), now };
        let user = secret::read(&desk.user_token).await?;
        let authorization = format!("user_token {}", user.trim());
        let request = session.request(Method::GET, "initSession")?;
        let answer = session.call(request.header("Authorization", authorization)).await?;
        session.token = text(&answer, "session_token").unwrap_or_default().to_owned();
        if session.token.is_empty() {
            return Err(strange("it opened no session"));
        }
        Ok(session)
    }

    async fn tell(&self, news: &News) -> Result<(i64, Option<MirrorEnding>), SendError> {
        let known = news.name.as_ref().and_then(|name| name.parse().ok());
        let number = match known {
            Some(number) => number,
            None => self.begin_ticket(news).await?,
        };
        let Some(stands) = self.status(number).await? else {
            return Ok((number, Some(MirrorEnding::Deleted)));
        };
        if known.is_some() {
            self.follow_up(number, news).await?;
        }
        let ended = by_hand(news, stands);
        if ended.is_none() {
            self.turn(number, news, stands).await?;
        }
        Ok((number, ended))
    }

    /// Where a ticket stands; nothing when it was thrown away.
    async fn status(&self, number: i64) -> Result<Option<u8>, SendError> {
        let ticket = match self.ask(Method::GET, &format!("Ticket/{number}"), None).await {
            Err(SendError::GiveUp { cause, .. }) if cause.contains(GONE) => return Ok(None),
            other => other?,
        };
        if whole(&ticket, "is_deleted") == Some(1) {
            return Ok(None);
        }
        let status = whole(&ticket, "status").and_then(|status| u8::try_from(status).ok());
        status.map(Some).ok_or_else(|| strange("a ticket without a status"))
    }

    /// Makes the ticket, unless an attempt made it whose answer never came.
    async fn begin_ticket(&self, news: &News) -> Result<i64, SendError> {
        let path = format!("Ticket?range=0-1&searchText[name]={}", news.reference);
        let found = self.ask(Method::GET, &path, None).await?;
        let begins = format!("{} ", news.reference);
        let ours =
            |ticket: &&Value| text(ticket, "name").is_some_and(|name| name.starts_with(&begins));
        let found = found.as_array().and_then(|all| all.iter().find(ours));
        let Some((ticket, number)) = found.and_then(|ticket| Some((ticket, number(ticket)?)))
        else {
            return self.make(news).await;
        };
        if !says(ticket, &news.mark) {
            self.follow_up(number, news).await?;
        }
        Ok(number)
    }

    async fn make(&self, news: &News) -> Result<i64, SendError> {
        let mut input = json!({
            "name": news.title, "content": lines(&news.content, news), "type": INCIDENT,
            "status": NEW, "urgency": news.urgency, "impact": news.impact,
            "priority": news.priority,
        });
        if let (Some(entity), Some(input)) = (self.desk.entity, input.as_object_mut()) {
            input.insert("entities_id".to_owned(), entity.into());
        }
        let made = self.ask(Method::POST, "Ticket", Some(&input)).await?;
        number(&made).ok_or_else(|| strange("it made a ticket without a number"))
    }

    async fn follow_up(&self, number: i64, news: &News) -> Result<(), SendError> {
        if news.lines.is_empty() {
            return Ok(());
        }
        let path = format!("Ticket/{number}/ITILFollowup?range=0-{LATEST}&order=DESC");
        let last = self.ask(Method::GET, &path, None).await?;
        if last.as_array().is_some_and(|all| all.iter().any(|one| says(one, &news.mark))) {
            return Ok(());
        }
        let content = lines("", news);
        let input = json!({ "itemtype": "Ticket", "items_id": number, "content": content });
        self.ask(Method::POST, "ITILFollowup", Some(&input)).await.map(drop)
    }

    /// Where the incident is now, and how urgent. What was not solved before is solved with a
    /// solution, once; what is solved or closed already is not opened by that.
    async fn turn(&self, number: i64, news: &News, stands: u8) -> Result<(), SendError> {
        let before = news.before.max(NEW);
        let done = news.status >= SOLVED && stands >= news.status;
        if news.status >= SOLVED && stands < SOLVED {
            let content = html(&news.solution);
            let input = json!({ "itemtype": "Ticket", "items_id": number, "content": content });
            self.ask(Method::POST, "ITILSolution", Some(&input)).await?;
        }
        let mut input = json!({
            "urgency": news.urgency, "impact": news.impact, "priority": news.priority,
        });
        let turned = news.status != before && !done;
        if !turned && !news.graded {
            return Ok(());
        }
        if let Some(input) = input.as_object_mut().filter(|_| turned) {
            input.insert("status".to_owned(), news.status.into());
        }
        self.ask(Method::PUT, &format!("Ticket/{number}"), Some(&input)).await.map(drop)
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        input: Option<&Value>,
    ) -> Result<Value, SendError> {
        let request = self.request(method, path)?.header("Session-Token", &self.token);
        let request = match input {
            Some(input) => request.json(&json!({ "input": input })),
            None => request,
        };
        self.call(request).await
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::RequestBuilder, SendError> {
        let address = format!("{}/apirest.php/{path}", self.desk.url);
        let request = self.http.request(method, &address)?;
        Ok(match &self.app_token {
            Some(token) => request.header("App-Token", token),
            None => request,
        })
    }

    async fn call(&self, request: reqwest::RequestBuilder) -> Result<Value, SendError> {
        let answer = Answer::whole(self.http.call(request).await?).await?;
        let answer = answer.ok_or_else(|| strange("more than is read at once"))?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        answer.outcome(said(&body).as_deref(), self.now)?;
        Ok(body)
    }
}

/// GLPI's own word for an error: `["ERROR_RIGHT_MISSING", "..."]`.
fn said(body: &Value) -> Option<String> {
    let word = body.get(0)?.as_str().filter(|word| word.starts_with("ERROR"))?;
    Some(line(word, SAID_CHARS_MAX))
}

fn text<'v>(object: &'v Value, name: &str) -> Option<&'v str> {
    object.get(name)?.as_str()
}

/// Whether a text of GLPI has a mark of ours.
fn says(object: &Value, mark: &str) -> bool {
    text(object, "content").is_some_and(|content| content.contains(mark))
}

fn number(object: &Value) -> Option<i64> {
    whole(object, "id")
}

/// A number, however GLPI writes it.
fn whole(object: &Value, name: &str) -> Option<i64> {
    let value = object.get(name)?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// What somebody made of a ticket whose incident goes on, and went on when it was last told.
fn by_hand(news: &News, stands: u8) -> Option<MirrorEnding> {
    let goes_on = news.status < SOLVED && news.before < SOLVED;
    match stands {
        SOLVED if goes_on => Some(MirrorEnding::Solved),
        CLOSED if goes_on => Some(MirrorEnding::Closed),
        _ => None,
    }
}

fn strange(what: &str) -> SendError {
    SendError::GiveUp {
        cause: format!("GLPI answered what we do not understand: {what}"),
        advice: "check the address of settings.glpi: it is the one of GLPI's start page",
    }
}

/// Our lines as GLPI keeps texts, with the mark that they are known by.
fn lines(intro: &str, news: &News) -> String {
    let intro = Some(intro).filter(|intro| !intro.is_empty());
    let all = intro.into_iter().chain(news.lines.iter().map(String::as_str));
    all.chain([news.mark.as_str()]).map(|line| format!("<p>{}</p>", html(line))).collect()
}
