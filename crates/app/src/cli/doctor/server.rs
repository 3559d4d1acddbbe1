//! What the running server is asked, and what it depends on.

use super::super::Reach;
use super::super::client::{Client, said};
use super::super::failure::Failure;
use super::super::show;
use super::{Finding, Options, Tested, evidence};
use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;
use vigie_ops::cx::{Clock, SystemClock};
use vigie_ops::words::Words;

/// How long another machine may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Lines of a greeting; a mail server with more is none.
const GREETING_LINES_MAX: usize = 100;
/// A certificate that ends sooner should have been renewed by itself.
const RENEW_BEFORE: Duration = Duration::from_secs(14 * 24 * 3_600);
/// Two clocks that differ by less agree.
const APART_MAX: Duration = Duration::from_secs(5);

/// Everything that needs the server; what it can't say is unknown.
pub(super) async fn test(reach: &Reach, options: &Options) -> Vec<Tested> {
    let status = match status(reach).await {
        Ok((client, status)) => Ok((client, status)),
        Err(
            Failure::Refused(why)
            | Failure::Usage(why)
            | Failure::Unreachable(why)
            | Failure::Mail(_, why),
        ) => Err(why),
    };
    let (client, status) = match status {
        Ok(found) => found,
        Err(why) => return without_server(&why, options.database.as_deref()).await,
    };
    let text = |field: &str| show::text(&status, field);
    let version = text("version");
    vec![
        Tested::ok("server", format!("{} answers, version {version}", client.address())),
        Tested::ok("database", format!("{} answers the server", text("database"))),
        server_clock(&text("now")),
        certificate(&text("certificate_ends_at"), &text("certificate_mistake")),
        pages(&text("external_url")).await,
        told(&status),
        deliveries(&status),
        reports(&status),
        chat(&status),
        mail(&text("mail_server"), count(&status, "people_with_mail")).await,
        evidence::noted(&client).await,
    ]
}

async fn status(reach: &Reach) -> Result<(Client, Value), Failure> {
    let client = Client::new(reach)?;
    let status = client.get("/api/v1/status", &[]).await?;
    Ok((client, status))
}

async fn without_server(why: &str, database: Option<&str>) -> Vec<Tested> {
    let (why, next) = why.split_once("\n  next: ").unwrap_or((why, ""));
    let unknown = |what| {
        Tested::not_ok(what, Finding::Unknown, "only the server knows", "mend the server first")
    };
    vec![
        Tested::not_ok("server", Finding::Fail, why, next),
        self::database(database).await,
        unknown("own pages"),
        unknown("who is told"),
        unknown("deliveries"),
        unknown("mail server"),
        unknown("evidence noted"),
    ]
}

/// Whether a database server accepts connections, where no Vigie can say more.
async fn database(url: Option<&str>) -> Tested {
    const WHAT: &str = "database";
    let Some(url) = url.and_then(|url| url.parse::<reqwest::Url>().ok()) else {
        let next = "mend the server first";
        return Tested::not_ok(WHAT, Finding::Unknown, "only the server knows", next);
    };
    let (host, port) = (url.host_str().unwrap_or("localhost"), url.port().unwrap_or(5432));
    match connect(&format!("{host}:{port}")).await {
        Ok(_) => Tested::not_ok(
            WHAT,
            Finding::Unknown,
            format!("{host}:{port} accepts connections; whether it lets Vigie in is not tested"),
            "start `vigie serve`: it says why when it is not let in",
        ),
        Err(why) => Tested::not_ok(
            WHAT,
            Finding::Fail,
            format!("{host}:{port} can't be reached: {why}"),
            "start PostgreSQL, and check its listen_addresses and the firewall",
        ),
    }
}

/// Whether the certificate that is served is good, and for how long.
fn certificate(ends_at: &str, mistake: &str) -> Tested {
    const WHAT: &str = "certificate";
    if ends_at.is_empty() {
        return Tested::ok(WHAT, "none is served: TLS is left to a proxy, or to nobody");
    }
    if !mistake.is_empty() {
        let found = format!("the newest files can't be used, the old one stays: {mistake}");
        return Tested::not_ok(WHAT, Finding::Fail, found, "mend the files; they are read again");
    }
    let now = SystemClock.now();
    let Ok(end) = ends_at.parse::<Timestamp>() else {
        return Tested::not_ok(WHAT, Finding::Unknown, "the server does not say", "");
    };
    let found = format!("it ends on {ends_at}");
    let next = "renew it, and put the files in place: they are read again by themselves";
    if end <= now {
        return Tested::not_ok(WHAT, Finding::Fail, found, next);
    }
    if end.since(now) < RENEW_BEFORE {
        return Tested::not_ok(WHAT, Finding::Warn, found, next);
    }
    Tested::ok(WHAT, found)
}

fn server_clock(said: &str) -> Tested {
    const WHAT: &str = "server's clock";
    let now = SystemClock.now();
    let Ok(theirs) = said.parse::<Timestamp>() else {
        return Tested::not_ok(WHAT, Finding::Unknown, "the server does not say", "");
    };
    let apart = now.since(theirs).max(theirs.since(now));
    if apart > APART_MAX {
        let found = format!("it and this machine's differ by {} s", apart.as_secs());
        let next = "keep both right with chrony or systemd-timesyncd";
        return Tested::not_ok(WHAT, Finding::Warn, found, next);
    }
    Tested::ok(WHAT, "it agrees with this machine's")
}

/// Whether the address that messages carry leads back to the server.
async fn pages(url: &str) -> Tested {
    const WHAT: &str = "own pages";
    let healthy = format!("{url}/-/healthy");
    let asked = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build();
    let answer = match asked {
        Ok(http) => http.get(&healthy).send().await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(answer) if answer.status().is_success() => {
            Tested::ok(WHAT, format!("{url}, the address in messages, leads here"))
        }
        Ok(answer) => Tested::not_ok(
            WHAT,
            Finding::Fail,
            format!("{healthy} answers {}", answer.status()),
            "check the reverse proxy, or settings.external_url",
        ),
        Err(error) => Tested::not_ok(
            WHAT,
            Finding::Fail,
            format!("{healthy} can't be reached: {}", said(&error)),
            "check the reverse proxy, DNS and the firewall, or settings.external_url",
        ),
    }
}

fn count(status: &Value, field: &str) -> usize {
    let count = status.get(field).and_then(Value::as_u64).unwrap_or(0);
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn told(status: &Value) -> Tested {
    const WHAT: &str = "who is told";
    let (people, channels) = (count(status, "people_with_mail"), count(status, "channels"));
    let found = format!(
        "{} with a mail address, {}",
        show::count(people, "person", "people"),
        show::count(channels, "channel", "channels")
    );
    if people + channels == 0 {
        let next = "declare a person with an email, or a channel: nobody would be told";
        return Tested::not_ok(WHAT, Finding::Warn, found, next);
    }
    Tested::ok(WHAT, found)
}

fn deliveries(status: &Value) -> Tested {
    const WHAT: &str = "deliveries";
    let of = |state: &str| status.get("notifications").map_or(0, |counts| count(counts, state));
    let (given_up, failed) = (of("given_up"), of("failed"));
    let found = format!("{} sent, {failed} to try again, {given_up} given up", of("sent"));
    if given_up > 0 {
        let next =
            "see why with `vigie notification list`, mend it, then `vigie notification retry ID`";
        return Tested::not_ok(WHAT, Finding::Warn, found, next);
    }
    Tested::ok(WHAT, found)
}

/// Whether signed reports reach their repository.
fn reports(status: &Value) -> Tested {
    const WHAT: &str = "reports";
    if status.get("report_repository").and_then(Value::as_bool) != Some(true) {
        return Tested::ok(WHAT, "no repository is declared: they stay in the database");
    }
    let waiting = status.get("reports_not_committed").and_then(Value::as_object);
    let Some((error, count)) =
        waiting.and_then(|all| all.iter().find(|(word, _)| *word != "private"))
    else {
        return Tested::ok(WHAT, "every signed report is in its repository, or on its way");
    };
    let words = Words::of(Language::En);
    let found = format!("{count} not in the repository: {}", words.filing_error(error));
    let next = words.filing_next(error);
    let next = format!("{next}; the report's page says more, and tries again");
    Tested::not_ok(WHAT, Finding::Warn, found, next)
}

/// Whether what people type in the declared chat arrives.
fn chat(status: &Value) -> Tested {
    const WHAT: &str = "chat";
    let Some(chat) = status.get("chat").filter(|chat| chat.is_object()) else {
        return Tested::ok(WHAT, "nobody is declared in settings.rooms.people: nobody is heard");
    };
    let said = |field: &str| chat.get(field).and_then(Value::as_str);
    let last = said("heard_at").unwrap_or("never");
    let Some(trouble) = said("trouble") else {
        return Tested::ok(WHAT, format!("listened to, last {last}"));
    };
    let found = format!("not listened to, last {last}: {trouble}");
    let next = "mend settings.rooms or the homeserver; what is written meanwhile is read then";
    Tested::not_ok(WHAT, Finding::Warn, found, next)
}

async fn mail(server: &str, people: usize) -> Tested {
    const WHAT: &str = "mail server";
    if server.is_empty() && people == 0 {
        return Tested::ok(WHAT, "none is declared, and no person has a mail address");
    }
    if server.is_empty() {
        let whom = show::count(people, "person", "people");
        let found = format!("none is declared, so no mail reaches {whom} with a mail address");
        let next = "declare settings.smtp, or tell them through a channel";
        return Tested::not_ok(WHAT, Finding::Warn, found, next);
    }
    match greet(server).await {
        Ok(said) => Tested::ok(WHAT, format!("{server} {said}")),
        Err(why) => Tested::not_ok(
            WHAT,
            Finding::Fail,
            format!("{server}: {why}"),
            "check settings.smtp, DNS and the firewall",
        ),
    }
}

async fn connect(address: &str) -> Result<TcpStream, String> {
    match timeout(PATIENCE, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no connection within {} s", PATIENCE.as_secs())),
    }
}

/// Says EHLO. A server that wants TLS first says nothing in plain, which is said so.
async fn greet(server: &str) -> Result<String, String> {
    let stream = connect(server).await?;
    if server.ends_with(":465") {
        return Ok("accepts connections; what it says within TLS is not tested".to_owned());
    }
    let talk = async {
        let mut stream = BufReader::new(stream);
        let mut greeting = reply(&mut stream).await?;
        for command in ["EHLO doctor.invalid\r\n", "QUIT\r\n"] {
            let sent = stream.get_mut().write_all(command.as_bytes()).await;
            sent.map_err(|error| error.to_string())?;
            let said = reply(&mut stream).await?;
            if command.starts_with("EHLO") {
                greeting = said;
            }
        }
        Ok(format!("answers EHLO: {greeting}"))
    };
    timeout(PATIENCE, talk)
        .await
        .unwrap_or_else(|_| Err(format!("connected, but no greeting in {} s", PATIENCE.as_secs())))
}

/// The last line of an answer, if it agrees.
async fn reply(stream: &mut BufReader<TcpStream>) -> Result<String, String> {
    for _ in 0..GREETING_LINES_MAX {
        let mut line = String::new();
        let read = stream.read_line(&mut line).await.map_err(|error| error.to_string())?;
        let line = line.trim();
        if read == 0 {
            return Err("it hung up".to_owned());
        }
        if !line.starts_with('2') {
            return Err(format!("it says {line}"));
        }
        if !line.get(3..).is_some_and(|rest| rest.starts_with('-')) {
            return Ok(line.to_owned());
        }
    }
    Err("its answer has no end".to_owned())
}
