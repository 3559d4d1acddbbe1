//! Mail, handed to the operator's mail server over SMTP.
//! Owns the conversation and what its errors mean; never queues: the notification is our queue.

mod html;
mod message;

use super::clean::line;
use super::{Attempt, Notice, Recipient, SendError, secret};
use crate::outside::guard::{self, NoAddress, Policy};
use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::error::Error as _;
use std::net::SocketAddr;
use std::time::Duration;
use vigie_domain::channel::{Smtp, SmtpSecurity};

/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Longest conversation about one mail: servers that delay strangers greet after 10 to 20 s.
const CONVERSATION_MAX: Duration = Duration::from_secs(30);
/// Longest answer of a server that is passed on.
const SAID_CHARS_MAX: usize = 300;

/// How far a conversation came: an error means another thing at each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Greeting,
    Protection,
    Login,
    Mail,
}

/// Sends one mail to each recipient.
///
/// When one of several is refused, the attempt fails, and the cause names who has it: another
/// attempt sends it to them again, under the same message id.
pub(super) async fn send(
    smtp: &Smtp,
    policy: Policy,
    attempt: Attempt<'_>,
) -> Result<String, SendError> {
    let server = Server { smtp, policy, from: sender(smtp)? };
    if attempt.to.is_empty() {
        return Err(SendError::GiveUp {
            cause: "the message has no recipient".to_owned(),
            advice: "give the channel an address, or the person one",
        });
    }
    let alone = attempt.to.len() == 1;
    let (mut receipts, mut failure) = (Vec::new(), None);
    for to in attempt.to {
        let conversation = Box::pin(server.send_one(to, attempt.notice, alone));
        let outcome = tokio::time::timeout(CONVERSATION_MAX, conversation).await;
        match outcome.unwrap_or_else(|_| Err(slow(smtp))) {
            Ok(receipt) => receipts.push(receipt),
            Err(error) => failure = Some(worse(failure, error)),
        }
    }
    match failure {
        None => Ok(receipts.join("; ")),
        Some(error) if receipts.is_empty() => Err(error),
        Some(error) => Err(with_receipts(error, &receipts)),
    }
}

fn sender(smtp: &Smtp) -> Result<Mailbox, SendError> {
    smtp.from.parse().map_err(|why| SendError::GiveUp {
        cause: format!("the sender \"{}\" is no mail address: {why}", line(&smtp.from, 200)),
        advice: "correct smtp.from: an address, or a name with the address in angle brackets",
    })
}

fn slow(smtp: &Smtp) -> SendError {
    let limit = CONVERSATION_MAX.as_secs();
    SendError::Retry { after: None, cause: format!("{} was not done in {limit} s", smtp.host) }
}

/// Of two failures, the one that another attempt may mend: it keeps the notification alive.
fn worse(known: Option<SendError>, new: SendError) -> SendError {
    match (known, new) {
        (Some(retry @ SendError::Retry { .. }), SendError::GiveUp { .. }) => retry,
        (_, new) => new,
    }
}

fn with_receipts(error: SendError, receipts: &[String]) -> SendError {
    let told = receipts.join("; ");
    match error {
        SendError::Retry { after, cause } => {
            SendError::Retry { after, cause: format!("{cause} (others have it: {told})") }
        }
        SendError::GiveUp { cause, advice } => {
            SendError::GiveUp { cause: format!("{cause} (others have it: {told})"), advice }
        }
    }
}

/// A mail server, and as whom we speak to it.
struct Server<'a> {
    smtp: &'a Smtp,
    policy: Policy,
    from: Mailbox,
}

impl Server<'_> {
    async fn send_one(
        &self,
        to: &Recipient,
        notice: &Notice,
        alone: bool,
    ) -> Result<String, SendError> {
        let mail = message::build(&self.from, to, notice, alone)?;
        let mut connection = self.connect().await?;
        log_in(self.smtp, &mut connection).await?;
        let said = connection
            .send(mail.envelope(), &mail.formatted())
            .await
            .map_err(|error| explain(self.smtp, Step::Mail, &error))?;
        // The mail is accepted; a server that is rude at parting changes nothing.
        connection.quit().await.ok();
        let said = line(&said.message().collect::<Vec<_>>().join(" "), SAID_CHARS_MAX);
        let address = line(&to.address, SAID_CHARS_MAX);
        Ok(format!("{address} accepted by {}: {said}", self.smtp.host))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let addresses = self.addresses().await?;
        let smtp = self.smtp;
        let hello = hello(&self.from);
        let (wrapped, later) = match smtp.security {
            SmtpSecurity::Tls => (Some(tls(smtp)?), None),
            SmtpSecurity::StartTls => (None, Some(tls(smtp)?)),
            SmtpSecurity::None => (None, None),
        };
        let opening = AsyncSmtpConnection::connect_tokio1(
            addresses.as_slice(),
            Some(CONNECT_MAX),
            &hello,
            wrapped,
            None,
        );
        let mut connection =
            opening.await.map_err(|error| explain(smtp, Step::Greeting, &error))?;
        if let Some(tls) = later {
            if !connection.can_starttls() {
                return Err(SendError::GiveUp {
                    cause: format!("{}:{} offers no STARTTLS", smtp.host, smtp.port),
                    advice: "set smtp.security to tls (port 465), or to none for a relay on this \
                             host",
                });
            }
            let secured = connection.starttls(tls, &hello).await;
            secured.map_err(|error| explain(smtp, Step::Protection, &error))?;
        }
        Ok(connection)
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, SendError> {
        let found = guard::resolve(&self.smtp.host, self.smtp.port, self.policy).await;
        found.map_err(|error| match error {
            NoAddress::Unknown(cause) => SendError::Retry { after: None, cause },
            NoAddress::Refused(cause) => SendError::GiveUp { cause, advice: "change smtp.host" },
        })
    }
}

fn tls(smtp: &Smtp) -> Result<TlsParameters, SendError> {
    let made = TlsParameters::new(smtp.host.clone());
    made.map_err(|error| explain(smtp, Step::Protection, &error))
}

/// Our name in the greeting: the sender's domain, since relays refuse names without a dot.
fn hello(from: &Mailbox) -> ClientId {
    let domain = from.email.domain();
    if domain.is_ascii() { ClientId::Domain(domain.to_owned()) } else { ClientId::default() }
}

async fn log_in(smtp: &Smtp, connection: &mut AsyncSmtpConnection) -> Result<(), SendError> {
    let Some((name, password)) = &smtp.login else { return Ok(()) };
    let credentials = Credentials::new(name.clone(), secret::read(password).await?);
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    let answer = connection.auth(&mechanisms, &credentials).await;
    answer.map(|_| ()).map_err(|error| explain(smtp, Step::Login, &error))
}

/// 4xx and everything about the network may work later; 5xx and what we refuse ourselves will not.
fn explain(smtp: &Smtp, step: Step, error: &SmtpError) -> SendError {
    let said = line(&told(error), SAID_CHARS_MAX);
    let cause = format!("{}:{}: {said}", smtp.host, smtp.port);
    let code = error.status().map(u16::from);
    if error.is_permanent() {
        return SendError::GiveUp { cause, advice: advice(step, code.unwrap_or_default()) };
    }
    if error.is_client() {
        return SendError::GiveUp { cause, advice: client_advice(step) };
    }
    SendError::Retry { after: None, cause }
}

/// The server's own words, or what the network or TLS says, without the layers around it.
fn told(error: &SmtpError) -> String {
    if error.status().is_some() {
        return error.to_string();
    }
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn advice(step: Step, code: u16) -> &'static str {
    match (step, code) {
        (Step::Login, _) => "check the mail server's user name and password",
        (_, 530) => "give smtp.login: the mail server takes no mail without a user name",
        (Step::Greeting, _) => "let the mail server accept connections from this machine",
        (Step::Protection, _) => "check smtp.security and smtp.port",
        (Step::Mail, 552) => "raise the size limit of the mail server or of the mailbox",
        (Step::Mail, 550 | 551 | 553) => {
            "check the recipient's address, and that smtp.from may send through this server"
        }
        (Step::Mail, _) => "look into the mail server's log for why it refused the mail",
    }
}

fn client_advice(step: Step) -> &'static str {
    match step {
        Step::Login => "choose a login that the server offers: PLAIN or LOGIN, often only with TLS",
        Step::Greeting | Step::Protection => "check smtp.host, smtp.port and smtp.security",
        Step::Mail => "use addresses without accents, or a mail server with SMTPUTF8",
    }
}

#[cfg(test)]
mod tests;
