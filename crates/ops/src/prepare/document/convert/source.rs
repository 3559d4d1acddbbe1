//! Sources.

use super::Reader;
use super::people::secret;
use crate::prepare::document::{
    ChangeFormatDoc, Kind, MailboxDoc, MappingDoc, SourceDoc, SourceKindDoc, StatusMappingDoc,
};
use std::collections::BTreeMap;
use std::time::Duration;
use vigie_domain::change::{ChangeFeed, ChangeFormat};
use vigie_domain::label::Labels;
use vigie_domain::source::{
    Commands, Mailbox, Mapping, Pointer, Source, SourceKind, SourceLimits, StatusMapping,
    TOKENS_MAX,
};
use vigie_domain::text::Slug;

/// Shortest rhythm that can be expected: below it every pause of the network is an alarm.
const EXPECTED_MIN: Duration = Duration::from_secs(10);
/// Largest message that may be allowed: it is held in memory while it is read.
const BODY_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Labels that the mapping makes by itself, and from what.
const TAKEN: [(&str, &str); 4] =
    [("alertname", "title"), ("severity", "severity"), ("service", "service"), ("key", "key")];

pub(super) fn sources(reader: &mut Reader<'_>, docs: &[SourceDoc]) -> BTreeMap<Slug, Source> {
    let mut sources = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("sources[{place}]");
        if let Some(source) = source(reader, &at, doc) {
            sources.insert(source.slug.clone(), source);
        }
    }
    sources
}

fn source(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) -> Option<Source> {
    tokens(reader, at, doc);
    own_fields(reader, at, doc);
    let kind = kind(reader, at, doc);
    let service = reader.slug(&format!("{at}.service"), Kind::Service, doc.service.as_ref());
    let expected_every = doc.expected_every.map(|text| text.0);
    if expected_every.is_some_and(|every| every < EXPECTED_MIN) {
        reader.refuse(format!("{at}.expected_every"), "the shortest rhythm is 10s");
    }
    let labels = labels(reader, &format!("{at}.labels"), &doc.labels);
    let limits = limits(reader, &format!("{at}.limits"), doc);
    Some(Source {
        slug: reader.parse(&format!("{at}.slug"), &doc.slug)?,
        kind: kind?,
        tokens: doc.token.iter().chain(&doc.tokens).map(|token| token.0.clone()).collect(),
        service,
        severity: doc.severity.map(Into::into),
        labels,
        expected_every,
        limits,
    })
}

fn tokens(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) {
    if let Some(token) = &doc.token {
        secret(reader, &format!("{at}.token"), token);
    }
    for (place, token) in doc.tokens.iter().enumerate() {
        secret(reader, &format!("{at}.tokens[{place}]"), token);
    }
    if doc.token.is_some() && !doc.tokens.is_empty() {
        reader.refuse(format!("{at}.tokens"), "a source has one of token and tokens, not both");
    } else if doc.tokens.len() > TOKENS_MAX {
        let message = "a source has at most 2 tokens: the old and the new one of a rotation";
        reader.refuse(format!("{at}.tokens"), message);
    } else if doc.token.is_none() && doc.tokens.is_empty() {
        reader.refuse(at, "a source needs a token, such as token: {env: PROMETHEUS_TOKEN}");
    }
}

fn kind(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) -> Option<SourceKind> {
    let kind = match (doc.kind, &doc.mapping) {
        (SourceKindDoc::Generic, Some(mapping)) => {
            return self::mapping(reader, &format!("{at}.mapping"), mapping)
                .map(|mapping| SourceKind::Generic(Box::new(mapping)));
        }
        (SourceKindDoc::Generic, None) => {
            reader.refuse(at, "a generic source needs a mapping that says where its title stands");
            return None;
        }
        (SourceKindDoc::Change, _) => SourceKind::Change(Box::new(feed(reader, at, doc))),
        (SourceKindDoc::MattermostCommand, _) => {
            SourceKind::Command(Box::new(commands(reader, at, doc)?))
        }
        (SourceKindDoc::Mail, _) => {
            SourceKind::Mail(Box::new(mailbox(reader, at, doc.mailbox.as_ref())?))
        }
        (SourceKindDoc::Alertmanager, _) => SourceKind::Alertmanager,
        (SourceKindDoc::AlertmanagerWebhook, _) => SourceKind::AlertmanagerWebhook,
        (SourceKindDoc::Grafana, _) => SourceKind::Grafana,
    };
    if doc.mapping.is_some() {
        reader.refuse(format!("{at}.mapping"), "only a source of kind generic has a mapping");
    }
    Some(kind)
}

/// Fields that only some kinds have.
fn own_fields(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) {
    let change = doc.kind == SourceKindDoc::Change;
    let command = doc.kind == SourceKindDoc::MattermostCommand;
    let kinds = "only a source of kind change";
    if doc.format.is_some() && !change {
        reader.refuse(format!("{at}.format"), format!("{kinds} has a format"));
    }
    if !doc.services.is_empty() && !change {
        reader.refuse(format!("{at}.services"), format!("{kinds} has services"));
    }
    if !doc.people.is_empty() && !command {
        let message = "only a source of kind mattermost-command has people";
        reader.refuse(format!("{at}.people"), message);
    }
    if doc.mailbox.is_some() && doc.kind != SourceKindDoc::Mail {
        reader.refuse(format!("{at}.mailbox"), "only a source of kind mail has a mailbox");
    }
    match &doc.secret {
        Some(_) if !change && !command => {
            let message = "only a source of kind change or mattermost-command has a secret";
            reader.refuse(format!("{at}.secret"), message);
        }
        Some(text) => secret(reader, &format!("{at}.secret"), text),
        None => {}
    }
}

fn feed(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) -> ChangeFeed {
    let format = match doc.format.unwrap_or_default() {
        ChangeFormatDoc::Json => ChangeFormat::Json,
        ChangeFormatDoc::Github => ChangeFormat::Github,
        ChangeFormatDoc::Gitlab => ChangeFormat::Gitlab,
        ChangeFormatDoc::Scalingo => ChangeFormat::Scalingo,
    };
    let signed = matches!(format, ChangeFormat::Github | ChangeFormat::Gitlab);
    if signed && doc.secret.is_none() {
        let message = "GitHub and GitLab show a secret with each message: write the same here";
        reader.refuse(at, message);
    }
    let mut services = BTreeMap::new();
    for (name, slug) in &doc.services {
        let place = format!("{at}.services.{name}");
        let found = reader.slug(&place, Kind::Service, Some(slug));
        services.extend(found.map(|slug| (name.clone(), slug)));
    }
    let secret = doc.secret.as_ref().map(|secret| secret.0.clone());
    ChangeFeed { format, secret, services }
}

fn commands(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) -> Option<Commands> {
    let mut people = BTreeMap::new();
    for (name, slug) in &doc.people {
        let place = format!("{at}.people.{name}");
        let found = reader.slug(&place, Kind::Person, Some(slug));
        people.extend(found.map(|slug| (name.clone(), slug)));
    }
    let Some(secret) = &doc.secret else {
        let message = "write the token that Mattermost shows for its command as secret";
        reader.refuse(at, message);
        return None;
    };
    Some(Commands { secret: secret.0.clone(), people })
}

fn mailbox(reader: &mut Reader<'_>, at: &str, doc: Option<&MailboxDoc>) -> Option<Mailbox> {
    let doc = doc.filter(|doc| doc.strangers || doc.server.is_some());
    let Some(doc) = doc else {
        let message = "say whose mails are taken: mailbox: {server: mx.example.org}, the name that \
                       your mail server writes first in Authentication-Results, or {strangers: true}";
        reader.refuse(at, message);
        return None;
    };
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|char| char.is_ascii_graphic());
    if doc.server.as_deref().is_some_and(|name| !is_name(name)) {
        let message = "write one name, such as mx.example.org";
        reader.refuse(format!("{at}.mailbox.server"), message);
    }
    Some(Mailbox { server: doc.server.clone(), strangers: doc.strangers })
}

fn mapping(reader: &mut Reader<'_>, at: &str, doc: &MappingDoc) -> Option<Mapping> {
    let mut optional = |field: &str, pointer: &Option<String>| {
        pointer.as_ref().and_then(|text| reader.parse::<Pointer>(&format!("{at}.{field}"), text))
    };
    let list = optional("list", &doc.list);
    let key = optional("key", &doc.key);
    let severity = optional("severity", &doc.severity);
    let service = optional("service", &doc.service);
    let description = optional("description", &doc.description);
    let url = optional("url", &doc.url);
    let starts_at = optional("starts_at", &doc.starts_at);
    let ends_at = optional("ends_at", &doc.ends_at);
    let mut labels = Vec::new();
    for (name, text) in &doc.labels {
        if let Some((_, instead)) = TAKEN.iter().find(|(taken, _)| taken == name) {
            let message = format!("the label \"{name}\" comes from `{instead}` of the mapping");
            reader.refuse(format!("{at}.labels.{name}"), message);
        }
        let pointer = reader.parse::<Pointer>(&format!("{at}.labels.{name}"), text);
        labels.extend(pointer.map(|pointer| (name.clone(), pointer)));
    }
    let status = doc.status.as_ref().and_then(|doc| status(reader, &format!("{at}.status"), doc));
    let title = reader.parse(&format!("{at}.title"), &doc.title)?;
    Some(Mapping {
        list,
        title,
        key,
        status,
        severity,
        service,
        description,
        url,
        starts_at,
        ends_at,
        labels,
    })
}

fn status(reader: &mut Reader<'_>, at: &str, doc: &StatusMappingDoc) -> Option<StatusMapping> {
    if doc.firing.is_empty() {
        reader.refuse(format!("{at}.firing"), "say at least one value that means it fires");
    }
    let both = doc.resolved.iter().position(|word| {
        doc.firing.iter().any(|firing| firing.to_lowercase() == word.to_lowercase())
    });
    if let Some(place) = both {
        let message = "this value can't mean both firing and resolved";
        reader.refuse(format!("{at}.resolved[{place}]"), message);
    }
    let pointer = reader.parse(&format!("{at}.at"), &doc.at)?;
    let (firing, resolved) = (doc.firing.clone(), doc.resolved.clone());
    Some(StatusMapping { at: pointer, firing, resolved })
}

/// Labels that are declared, within the limits of every label set.
pub(super) fn labels(
    reader: &mut Reader<'_>,
    at: &str,
    declared: &BTreeMap<String, String>,
) -> Labels {
    let labels: Labels = declared.clone().into_iter().collect();
    if !labels.is_empty()
        && let Err(error) = labels.check()
    {
        reader.refuse(at, error);
    }
    labels
}

fn limits(reader: &mut Reader<'_>, at: &str, doc: &SourceDoc) -> SourceLimits {
    let defaults = SourceLimits::default();
    let body_bytes_max = doc.limits.body_bytes_max.unwrap_or(defaults.body_bytes_max);
    if !(1..=BODY_BYTES_MAX).contains(&body_bytes_max) {
        let message = format!("a message has 1 to {BODY_BYTES_MAX} bytes");
        reader.refuse(format!("{at}.body_bytes_max"), message);
    }
    let per_minute = doc.limits.messages_per_minute_max.unwrap_or(defaults.messages_per_minute_max);
    if per_minute == 0 {
        let message = "a source that may say nothing is better removed";
        reader.refuse(format!("{at}.messages_per_minute_max"), message);
    }
    SourceLimits { body_bytes_max, messages_per_minute_max: per_minute }
}
