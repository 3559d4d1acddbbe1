//! Services, people and channels.

use super::{Reader, check_url, organisation};
use crate::prepare::document::{
    ChannelDoc, Kind, LanguageDoc, PersonDoc, SecretDoc, ServiceDoc, SmtpDoc, SmtpSecurityDoc,
    WebhookDoc,
};
use crate::prepare::document::{ContactDoc, RungDoc};
use lettre::Address;
use lettre::message::Mailbox;
use std::collections::BTreeMap;
use vigie_domain::channel::{Channel, ChannelKind, Secret, Smtp, SmtpSecurity};
use vigie_domain::contact::{ContactCard, Rung};
use vigie_domain::organisation::Team;
use vigie_domain::person::{Language, Person};
use vigie_domain::service::Service;
use vigie_domain::text::{Name, Slug};

/// Most recipients of one channel: more is a mailing list's work.
const RECIPIENTS_MAX: usize = 50;

pub(super) fn services(
    reader: &mut Reader<'_>,
    docs: &[ServiceDoc],
    teams: &BTreeMap<Slug, Team>,
) -> BTreeMap<Slug, Service> {
    let mut services = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("services[{place}]");
        if let Some(url) = &doc.url {
            reader.url(&format!("{at}.url"), url);
        }
        let owners = reader.slugs(&format!("{at}.owners"), Kind::Person, &doc.owners);
        let depends_on = reader.slugs(&format!("{at}.depends_on"), Kind::Service, &doc.depends_on);
        let (organisation, team) = organisation::of_service(reader, &at, doc, teams);
        let Some(slug) = reader.parse::<Slug>(&format!("{at}.slug"), &doc.slug) else { continue };
        let service = Service {
            name: doc.name.clone().unwrap_or_else(|| doc.slug.clone()),
            description: doc.description.clone(),
            owners,
            depends_on,
            url: doc.url.clone(),
            organisation,
            team,
            contacts: contacts(reader, &at, &doc.contacts),
            slug: slug.clone(),
        };
        services.insert(slug, service);
    }
    let graph: Vec<_> =
        docs.iter().map(|doc| (doc.slug.as_str(), doc.depends_on.as_slice())).collect();
    reader.circles(Kind::Service, &graph);
    services
}

/// Ways to reach those who can act; one that reaches nobody is refused.
pub(super) fn contacts(reader: &mut Reader<'_>, at: &str, docs: &[ContactDoc]) -> Vec<ContactCard> {
    let mut cards = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("{at}.contacts[{place}]");
        if doc.name.trim().is_empty() {
            reader.refuse(format!("{at}.name"), "a contact has a name");
        }
        if doc.phone.is_none() && doc.email.is_none() && doc.url.is_none() {
            reader.refuse(at.clone(), "write a phone, an email or a url: it reaches nobody");
        }
        if let Some(url) = &doc.url {
            reader.url(&format!("{at}.url"), url);
        }
        if let Some(email) = &doc.email
            && email.parse::<Address>().is_err()
        {
            reader.refuse(format!("{at}.email"), format!("\"{email}\" is no mail address"));
        }
        cards.push(ContactCard {
            rung: rung(doc.rung),
            name: doc.name.clone(),
            phone: doc.phone.as_ref().and_then(|text| reader.parse(&format!("{at}.phone"), text)),
            email: doc.email.clone(),
            url: doc.url.clone(),
        });
    }
    cards
}

fn rung(doc: RungDoc) -> Rung {
    match doc {
        RungDoc::Phone => Rung::Phone,
        RungDoc::Member => Rung::Member,
        RungDoc::Mailbox => Rung::Mailbox,
        RungDoc::Channel => Rung::Channel,
        RungDoc::Lead => Rung::Lead,
        RungDoc::Social => Rung::Social,
        RungDoc::Other => Rung::Other,
    }
}

pub(super) fn people(reader: &mut Reader<'_>, docs: &[PersonDoc]) -> BTreeMap<Slug, Person> {
    let mut people = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("people[{place}]");
        if let Some(email) = &doc.email
            && email.parse::<Address>().is_err()
        {
            reader.refuse(format!("{at}.email"), format!("\"{email}\" is no mail address"));
        }
        let phone = doc.phone.as_ref().and_then(|text| reader.parse(&format!("{at}.phone"), text));
        let zone = reader.zone(&format!("{at}.zone"), doc.zone.as_ref());
        let roles = organisation::roles(reader, &format!("{at}.roles"), &doc.roles);
        let Some(slug) = reader.parse::<Slug>(&format!("{at}.slug"), &doc.slug) else { continue };
        let person = Person {
            name: doc.name.clone().unwrap_or_else(|| doc.slug.clone()),
            email: doc.email.clone(),
            phone,
            language: doc.language.map(language).unwrap_or_default(),
            zone,
            roles,
            slug: slug.clone(),
        };
        people.insert(slug, person);
    }
    people
}

pub(super) fn language(word: LanguageDoc) -> Language {
    match word {
        LanguageDoc::En => Language::En,
        LanguageDoc::Fr => Language::Fr,
    }
}

pub(super) fn channels(reader: &mut Reader<'_>, docs: &[ChannelDoc]) -> BTreeMap<Name, Channel> {
    let mut channels = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("channels[{place}]");
        let kind = channel_kind(reader, &at, doc);
        let name = reader.parse::<Name>(&format!("{at}.name"), &doc.name);
        let (Some(kind), Some(name)) = (kind, name) else { continue };
        let channel = Channel {
            name: name.clone(),
            kind,
            tells_resolved: doc.tells_resolved,
            from_severity: doc.from_severity.map(Into::into),
        };
        channels.insert(name, channel);
    }
    channels
}

fn channel_kind(reader: &mut Reader<'_>, at: &str, doc: &ChannelDoc) -> Option<ChannelKind> {
    match (&doc.email, &doc.webhook, &doc.mattermost, &doc.matrix) {
        (Some(email), None, None, None) => {
            let at = format!("{at}.email");
            recipients(reader, &format!("{at}.to"), &email.to);
            let own = email.smtp.as_ref().map(|doc| smtp(reader, &format!("{at}.smtp"), doc));
            Some(ChannelKind::Email { to: email.to.clone(), smtp: own })
        }
        (None, Some(doc), None, None) => {
            let at = format!("{at}.webhook");
            webhook(reader, &at, doc)
        }
        (None, None, Some(doc), None) => {
            secret_url(reader, &format!("{at}.mattermost.url"), &doc.url);
            let channel = doc.channel.clone();
            Some(ChannelKind::Mattermost { url: doc.url.0.clone(), channel })
        }
        (None, None, None, Some(doc)) => {
            let at = format!("{at}.matrix");
            reader.url(&format!("{at}.homeserver"), &doc.homeserver);
            secret(reader, &format!("{at}.token"), &doc.token);
            if !doc.room.starts_with('!') || !doc.room.contains(':') {
                let message = format!("\"{}\" is no room id such as !abc:example.org", doc.room);
                reader.refuse(format!("{at}.room"), message);
            }
            Some(ChannelKind::Matrix {
                homeserver: doc.homeserver.trim_end_matches('/').to_owned(),
                room: doc.room.clone(),
                token: doc.token.0.clone(),
            })
        }
        _ => {
            let wanted = "a channel has exactly one of email, webhook, mattermost and matrix";
            reader.refuse(at, wanted);
            None
        }
    }
}

fn recipients(reader: &mut Reader<'_>, at: &str, to: &[String]) {
    if to.is_empty() {
        reader.refuse(at, "a mail channel needs a recipient");
    }
    if to.len() > RECIPIENTS_MAX {
        reader.refuse(at, format!("a mail channel has at most {RECIPIENTS_MAX} recipients"));
    }
    for (place, address) in to.iter().enumerate() {
        mailbox(reader, &format!("{at}[{place}]"), address);
    }
}

/// Whether a text is a mail address, alone or as `Name <address>`.
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

fn mailbox(reader: &mut Reader<'_>, at: &str, address: &str) {
    if !is_mailbox(address) {
        reader.refuse(
            at,
            format!("\"{address}\" is no mail address such as ops@example.org, or Name <address>"),
        );
    }
}

fn webhook(reader: &mut Reader<'_>, at: &str, doc: &WebhookDoc) -> Option<ChannelKind> {
    secret_url(reader, &format!("{at}.url"), &doc.url);
    for (field, value) in [("signing_key", &doc.signing_key), ("bearer", &doc.bearer)] {
        if let Some(value) = value {
            secret(reader, &format!("{at}.{field}"), value);
        }
    }
    if let Some(basic) = &doc.basic {
        secret(reader, &format!("{at}.basic.password"), &basic.password);
    }
    if doc.bearer.is_some() && doc.basic.is_some() {
        reader.refuse(at, "a webhook has one of bearer and basic, not both");
        return None;
    }
    Some(ChannelKind::Webhook {
        url: doc.url.0.clone(),
        signing_key: doc.signing_key.as_ref().map(|key| key.0.clone()),
        bearer: doc.bearer.as_ref().map(|token| token.0.clone()),
        basic: doc.basic.as_ref().map(|basic| (basic.username.clone(), basic.password.0.clone())),
        alerts_max: doc.alerts_max,
    })
}

/// A secret that stands for nothing is a mistake; what it holds is seen when it is used.
pub(super) fn secret(reader: &mut Reader<'_>, at: &str, doc: &SecretDoc) {
    match &doc.0 {
        Secret::Plain(text) | Secret::Env(text) | Secret::File(text) if text.is_empty() => {
            reader.refuse(at, "a secret can't be empty");
        }
        Secret::Env(name) if name.contains(['=', '\0']) => {
            reader.refuse(at, format!("\"{name}\" is no name of an environment variable"));
        }
        Secret::Plain(_) | Secret::Env(_) | Secret::File(_) => {}
    }
}

fn secret_url(reader: &mut Reader<'_>, at: &str, doc: &SecretDoc) {
    secret(reader, at, doc);
    if let Secret::Plain(text) = &doc.0
        && !text.is_empty()
        && check_url(text).is_err()
    {
        // The address may hold a token: it is not repeated.
        reader.refuse(at, "this is no web address: write a whole one, such as https://host/path");
    }
}

pub(super) fn smtp(reader: &mut Reader<'_>, at: &str, doc: &SmtpDoc) -> Smtp {
    mailbox(reader, &format!("{at}.from"), &doc.from);
    if doc.host.is_empty() || doc.host.contains([' ', '/', '@', '\0']) {
        let message = format!("\"{}\" is no host name or address", doc.host);
        reader.refuse(format!("{at}.host"), message);
    }
    if let Some(password) = &doc.password {
        secret(reader, &format!("{at}.password"), password);
    }
    let login = match (&doc.username, &doc.password) {
        (Some(name), Some(password)) => Some((name.clone(), password.0.clone())),
        (None, None) => None,
        (Some(_), None) => {
            reader.refuse(format!("{at}.username"), "a username needs its password");
            None
        }
        (None, Some(_)) => {
            reader.refuse(format!("{at}.password"), "a password needs its username");
            None
        }
    };
    let (security, port) = match doc.security {
        SmtpSecurityDoc::StartTls => (SmtpSecurity::StartTls, 587),
        SmtpSecurityDoc::Tls => (SmtpSecurity::Tls, 465),
        SmtpSecurityDoc::None => (SmtpSecurity::None, 25),
    };
    let port = doc.port.unwrap_or(port);
    Smtp { host: doc.host.clone(), port, security, login, from: doc.from.clone() }
}
