//! Rooms on a Mattermost server: private channels of a team.

use super::super::answer::Answer;
use super::super::clean::line;
use super::super::{News, SendError};
use super::{Call, message, strange};
use reqwest::Method;
use serde_json::{Value, json};
use vigie_domain::mirror::Rooms;

/// Longest explanation of the server that we pass on.
const SAID_CHARS_MAX: usize = 200;
/// Longest name that the server shows of a channel.
const NAME_CHARS_MAX: usize = 64;
/// Latest messages in which one is looked for that an attempt left whose answer never came.
const LATEST: usize = 100;

/// Tells a channel. Its name, the incident's reference, keeps a second one from being made.
pub(super) async fn tell(
    call: Call<'_>,
    (rooms, team): (&Rooms, &str),
    news: &News,
) -> Result<String, SendError> {
    let (channel, begins) = match &news.name {
        Some(channel) => (channel.clone(), false),
        None => (make(call, team, news).await?, true),
    };
    if begins {
        for name in &rooms.invite {
            invite(call, &channel, name).await?;
        }
    }
    let text = message(news, begins);
    if !text.is_empty() && !is_there(call, &channel, &news.mark).await? {
        let body = json!({ "channel_id": channel, "message": format!("{text}\n{}", news.mark) });
        ask(call, Method::POST, "posts", Some(&body)).await?;
    }
    Ok(channel)
}

async fn make(call: Call<'_>, team: &str, news: &News) -> Result<String, SendError> {
    let team = id(&ask(call, Method::GET, &format!("teams/name/{team}"), None).await?)?;
    let name = news.reference.to_lowercase();
    let known = ask(call, Method::GET, &format!("teams/{team}/channels/name/{name}"), None).await;
    if let Ok(channel) = known {
        return id(&channel);
    }
    let shown: String = news.title.chars().take(NAME_CHARS_MAX).collect();
    let body = json!({
        "team_id": team, "name": name, "display_name": shown, "type": "P",
        "purpose": news.content,
    });
    id(&ask(call, Method::POST, "channels", Some(&body)).await?)
}

async fn invite(call: Call<'_>, channel: &str, name: &str) -> Result<(), SendError> {
    let user = id(&ask(call, Method::GET, &format!("users/username/{name}"), None).await?)?;
    let body = json!({ "user_id": user });
    ask(call, Method::POST, &format!("channels/{channel}/members"), Some(&body)).await.map(drop)
}

async fn is_there(call: Call<'_>, channel: &str, mark: &str) -> Result<bool, SendError> {
    let path = format!("channels/{channel}/posts?per_page={LATEST}");
    let latest = ask(call, Method::GET, &path, None).await?;
    let posts = latest.get("posts").and_then(Value::as_object);
    let says = |post: &Value| {
        post.get("message").and_then(Value::as_str).is_some_and(|text| text.contains(mark))
    };
    Ok(posts.is_some_and(|posts| posts.values().any(says)))
}

fn id(object: &Value) -> Result<String, SendError> {
    let id = object.get("id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| strange("something without an id"))
}

async fn ask(
    call: Call<'_>,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Value, SendError> {
    let address = format!("{}/api/v4/{path}", call.base);
    let request = call.http.request(method, &address)?.bearer_auth(call.token);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let answer = Answer::whole(call.http.call(request).await?).await?;
    let answer = answer.ok_or_else(|| strange("more than is read at once"))?;
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    let said = body.get("id").and_then(Value::as_str).filter(|_| answer.status >= 400);
    answer.outcome(said.map(|said| line(said, SAID_CHARS_MAX)).as_deref(), call.now)?;
    Ok(body)
}
