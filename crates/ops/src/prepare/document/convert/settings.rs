//! Settings.

use super::Reader;
use super::organisation::roles;
use super::people::{language, secret, smtp};
use crate::prepare::document::{
    AccessibilityDoc, AccessibilityStateDoc, DurationText, GlpiDoc, GrantDoc, Kind, OidcDoc,
    PlaybookRepositoryDoc, PublicReportsDoc, ReportsDoc, RepositoryDoc, RetentionDoc, RoomsDoc,
    SettingsDoc,
};
use std::collections::BTreeMap;
use std::time::Duration;
use vigie_domain::account::Provider;
use vigie_domain::mirror::{Chat, Desk, Rooms};
use vigie_domain::network::Network;
use vigie_domain::qualification::{Degree, Priorities};
use vigie_domain::setup::{
    Accessibility, AccessibilityState, PlaybookRepository, PublicReports, Reports, Repository,
    Retention, Settings, TlsFiles,
};
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;

/// Shortest life of history: less would remove an alert before anybody reads of it.
const RETENTION_MIN: Duration = Duration::from_secs(3_600);

/// How often a repository of playbooks is read.
const PLAYBOOKS_EVERY: Duration = Duration::from_secs(600);
/// A code host that is asked more often soon asks to be left alone.
const PLAYBOOKS_EVERY_MIN: Duration = Duration::from_secs(10);

/// Degrees of urgency, of impact and of priority.
const DEGREES: usize = 5;

/// What a file of evidence may be limited to: a log line, or an image of a small disk.
const EVIDENCE_BYTES: std::ops::RangeInclusive<u64> = 1024..=16 * 1024 * 1024 * 1024;

pub(super) fn settings(reader: &mut Reader<'_>, doc: Option<&SettingsDoc>) -> Settings {
    let defaults = Settings::default();
    let Some(doc) = doc else { return defaults };
    if let Some(url) = &doc.external_url {
        reader.url("settings.external_url", url);
    }
    let resolve_timeout = doc.resolve_timeout.map_or(defaults.resolve_timeout, |text| text.0);
    if resolve_timeout.is_zero() {
        reader.refuse("settings.resolve_timeout", "this duration can't be zero");
    }
    if doc.playbooks.as_ref().is_some_and(|path| !path.starts_with('/')) {
        let why = "write the whole path of the folder, from /";
        reader.refuse("settings.playbooks", why);
    }
    let playbooks = doc.playbook_repository.as_ref().map(|doc| playbook_repository(reader, doc));
    if playbooks.is_some() && doc.playbooks.is_some() {
        let why = "write a folder as playbooks, or a playbook_repository, and not both";
        reader.refuse("settings.playbook_repository", why);
    }
    Settings {
        external_url: doc.external_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
        language: doc.language.map_or(defaults.language, language),
        zone: reader.zone("settings.zone", doc.zone.as_ref()).unwrap_or(defaults.zone),
        smtp: doc.smtp.as_ref().map(|doc| smtp(reader, "settings.smtp", doc)),
        oidc: doc.oidc.as_ref().map(|doc| provider(reader, doc)),
        alertmanager_api_open_to_loopback: doc.alertmanager_api.open_to_loopback,
        resolve_timeout,
        close_after: doc.close_after.map_or(defaults.close_after, |text| text.0),
        retention: retention(reader, &doc.retention),
        accessibility: accessibility(&doc.accessibility),
        reports: reports(reader, &doc.reports),
        public_reports: doc.public_reports.as_ref().map(|doc| public_reports(reader, doc)),
        changes_before: doc.changes_before.map_or(defaults.changes_before, |text| text.0),
        priorities: priorities(reader, doc.priorities.as_deref()).unwrap_or_default(),
        evidence_bytes_max: evidence(reader, doc, defaults.evidence_bytes_max),
        glpi: doc.glpi.as_ref().map(|doc| desk(reader, doc)),
        rooms: doc.rooms.as_ref().and_then(|doc| rooms(reader, doc)),
        tls: doc
            .tls
            .as_ref()
            .map(|tls| TlsFiles { certificate: tls.certificate.clone(), key: tls.key.clone() }),
        playbooks: doc.playbooks.clone(),
        playbook_repository: playbooks,
        incident_roles: incident_roles(reader, &doc.incident_roles),
        trusted_proxies: proxies(reader, &doc.trusted_proxies),
    }
}

/// A matrix of priorities: whole, or a mistake at each place that is wrong.
fn priorities(reader: &mut Reader<'_>, rows: Option<&[Vec<i64>]>) -> Option<Priorities> {
    let (rows, at) = (rows?, "settings.priorities");
    if rows.len() != DEGREES {
        let why = "it has five rows, one for each urgency, the lowest first";
        reader.refuse(at, format!("{} given: {why}", rows.len()));
    }
    let mut matrix = Priorities::default();
    for (urgency, row) in rows.iter().enumerate() {
        if row.len() != DEGREES {
            let why = "a row has five numbers, one for each impact, the lowest first";
            reader.refuse(format!("{at}[{urgency}]"), format!("{} given: {why}", row.len()));
        }
        for (impact, number) in row.iter().enumerate() {
            let degree = u8::try_from(*number).ok().and_then(Degree::new);
            let cell = matrix.0.get_mut(urgency).and_then(|row| row.get_mut(impact));
            match (degree, cell) {
                (Some(degree), Some(cell)) => *cell = degree,
                (None, _) => {
                    let why =
                        format!("{number} is no priority: write 1 (very low) to 5 (very high)");
                    reader.refuse(format!("{at}[{urgency}][{impact}]"), why);
                }
                // A row or a number too many was refused above.
                (Some(_), None) => {}
            }
        }
    }
    Some(matrix)
}

fn evidence(reader: &mut Reader<'_>, doc: &SettingsDoc, usual: u64) -> u64 {
    let most = doc.evidence_bytes_max.unwrap_or(usual);
    if !EVIDENCE_BYTES.contains(&most) {
        let why = "write 1024 (1 KiB) to 17179869184 (16 GiB) bytes";
        reader.refuse("settings.evidence_bytes_max", why);
    }
    most
}

fn desk(reader: &mut Reader<'_>, doc: &GlpiDoc) -> Desk {
    reader.url("settings.glpi.url", &doc.url);
    secret(reader, "settings.glpi.user_token", &doc.user_token);
    if let Some(token) = &doc.app_token {
        secret(reader, "settings.glpi.app_token", token);
    }
    Desk {
        url: doc.url.trim_end_matches('/').to_owned(),
        app_token: doc.app_token.as_ref().map(|doc| doc.0.clone()),
        user_token: doc.user_token.0.clone(),
        entity: doc.entity,
        from: doc.from.map_or(Severity::Info, Into::into),
    }
}

fn rooms(reader: &mut Reader<'_>, doc: &RoomsDoc) -> Option<Rooms> {
    secret(reader, "settings.rooms.token", &doc.token);
    let base = |url: &String| url.trim_end_matches('/').to_owned();
    let chat = match (&doc.matrix, &doc.mattermost, &doc.team) {
        (Some(homeserver), None, None) => {
            reader.url("settings.rooms.matrix", homeserver);
            Chat::Matrix { homeserver: base(homeserver) }
        }
        (None, Some(url), Some(team)) => {
            reader.url("settings.rooms.mattermost", url);
            Chat::Mattermost { url: base(url), team: team.clone() }
        }
        (None, Some(_), None) => {
            reader.refuse("settings.rooms.team", "write the team that the channels are made in");
            return None;
        }
        (Some(_), Some(_), _) | (Some(_), None, Some(_)) | (None, None, _) => {
            reader.refuse("settings.rooms", "write matrix, or mattermost with its team");
            return None;
        }
    };
    let team_is_odd = doc.team.as_ref().is_some_and(|team| !is_name(team));
    if team_is_odd {
        reader.refuse("settings.rooms.team", "write its name in addresses: letters, digits and -");
    }
    let (token, invite) = (doc.token.0.clone(), doc.invite.clone());
    let odd = |name: &&String| matches!(chat, Chat::Mattermost { .. }) && !is_name(name);
    if let Some(name) = invite.iter().find(odd) {
        let why = format!("\"{name}\" is no user name of Mattermost; leave out the @");
        reader.refuse("settings.rooms.invite", why);
    }
    let from = doc.from.map_or(Severity::Critical, Into::into);
    let people = writers(reader, (&chat, doc));
    let service = reader.slug("settings.rooms.service", Kind::Service, doc.service.as_ref());
    Some(Rooms { chat, token, invite, from, people, service })
}

/// Who is listened to in the rooms, by their ids of Matrix.
fn writers(reader: &mut Reader<'_>, (chat, doc): (&Chat, &RoomsDoc)) -> BTreeMap<String, Slug> {
    let mut people = BTreeMap::new();
    if matches!(chat, Chat::Mattermost { .. }) && !doc.people.is_empty() {
        let why = "commands of Mattermost come by a source of the kind mattermost-command: write people there";
        reader.refuse("settings.rooms.people", why);
        return people;
    }
    let place = "settings.rooms.people";
    for (id, slug) in &doc.people {
        let whole = id.strip_prefix('@').and_then(|id| id.split_once(':'));
        if whole.is_none_or(|(name, server)| name.is_empty() || server.is_empty()) {
            let why = format!("\"{id}\" is no id of Matrix: write all of it, @ada:example.org");
            reader.refuse(place, why);
        }
        let found = reader.slug(place, Kind::Person, Some(slug));
        people.extend(found.map(|slug| (id.clone(), slug)));
    }
    people
}

/// What stands in an address as it is.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

fn public_reports(reader: &mut Reader<'_>, doc: &PublicReportsDoc) -> PublicReports {
    let mut services = Vec::new();
    for (place, slug) in doc.services.iter().enumerate() {
        let at = format!("settings.public_reports.services[{place}]");
        services.extend(reader.slug(&at, Kind::Service, Some(slug)));
    }
    PublicReports { services }
}

fn incident_roles(reader: &mut Reader<'_>, texts: &[String]) -> Vec<Slug> {
    let mut all = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match text.parse() {
            Ok(role) => all.push(role),
            Err(why) => reader.refuse(format!("settings.incident_roles[{place}]"), why),
        }
    }
    all
}

fn proxies(reader: &mut Reader<'_>, texts: &[String]) -> Vec<Network> {
    let mut all = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match text.parse() {
            Ok(network) => all.push(network),
            Err(why) => reader.refuse(format!("settings.trusted_proxies[{place}]"), why),
        }
    }
    all
}

fn provider(reader: &mut Reader<'_>, doc: &OidcDoc) -> Provider {
    reader.url("settings.oidc.issuer", &doc.issuer);
    secret(reader, "settings.oidc.client_secret", &doc.client_secret);
    if !doc.groups.is_empty() && doc.group_claim.is_none() {
        reader.refuse("settings.oidc.groups", "groups need group_claim, which says where they are");
    }
    let grants = |(group, docs): (&String, &Vec<GrantDoc>)| {
        (group.clone(), roles(reader, &format!("settings.oidc.groups.{group}"), docs))
    };
    let groups = doc.groups.iter().map(grants).collect();
    let host = doc.issuer.split('/').nth(2).unwrap_or(&doc.issuer);
    Provider {
        issuer: doc.issuer.clone(),
        client_id: doc.client_id.clone(),
        secret: doc.client_secret.0.clone(),
        label: doc.label.clone().unwrap_or_else(|| host.to_owned()),
        scopes: doc.scopes.iter().filter(|scope| *scope != "openid").cloned().collect(),
        acr_values: doc.acr_values.clone(),
        pkce: doc.pkce,
        addresses_are_checked: doc.addresses_are_checked,
        group_claim: doc.group_claim.clone(),
        groups,
    }
}

fn retention(reader: &mut Reader<'_>, doc: &RetentionDoc) -> Retention {
    let defaults = Retention::default();
    let mut span = |field: &str, value: Option<DurationText>, default: Duration| {
        let value = value.map_or(default, |text| text.0);
        if value < RETENTION_MIN {
            reader.refuse(format!("settings.retention.{field}"), "history is kept for 1h at least");
        }
        value
    };
    Retention {
        alerts: span("alerts", doc.alerts, defaults.alerts),
        observations: span("observations", doc.observations, defaults.observations),
        unread: span("unread", doc.unread, defaults.unread),
        changes: span("changes", doc.changes, defaults.changes),
    }
}

fn accessibility(doc: &AccessibilityDoc) -> Accessibility {
    let state = doc.state.map(|state| match state {
        AccessibilityStateDoc::Full => AccessibilityState::Full,
        AccessibilityStateDoc::Partial => AccessibilityState::Partial,
        AccessibilityStateDoc::Not => AccessibilityState::Not,
    });
    Accessibility {
        organisation: doc.organisation.clone(),
        contact: doc.contact.clone(),
        state,
        audit: doc.audit.clone(),
        faults: doc.faults.clone(),
        exemptions: doc.exemptions.clone(),
        date: doc.date.clone(),
    }
}

/// The folder in a repository that nobody named one for.
const FOLDER: &str = "docs/postmortems";

fn reports(reader: &mut Reader<'_>, doc: &ReportsDoc) -> Reports {
    let template = doc.template.as_ref().and_then(|text| match text.parse() {
        Ok(slug) => Some(slug),
        Err(why) => {
            reader.refuse("settings.reports.template", why);
            None
        }
    });
    let repository = doc.repository.as_ref().map(|doc| reports_repository(reader, doc));
    Reports { template, templates: doc.templates.clone(), repository }
}

fn repository(reader: &mut Reader<'_>, (at, doc): (&str, &RepositoryDoc)) -> Repository {
    if doc.address.starts_with("https://") {
        reader.url(&format!("{at}.address"), &doc.address);
        if doc.address.contains('@') {
            reader.refuse(format!("{at}.address"), "write the token as token, not in the address");
        }
    } else if !doc.address.starts_with('/') {
        let why = "write an https address, or a path from the root of this machine";
        reader.refuse(format!("{at}.address"), why);
    }
    if let Some(token) = &doc.token {
        secret(reader, &format!("{at}.token"), token);
    }
    let folder = doc.folder.as_deref().unwrap_or_default().trim_matches('/').to_owned();
    let is_named = doc.folder.is_some();
    if is_named && folder.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        reader.refuse(format!("{at}.folder"), "write a folder such as docs/postmortems");
    }
    let branch = doc.branch.clone();
    if branch.as_ref().is_some_and(|name| name.is_empty() || name.starts_with('-')) {
        reader.refuse(format!("{at}.branch"), "write the name of a branch, such as main");
    }
    let user = doc.user.clone().unwrap_or_else(|| "vigie".to_owned());
    let token = doc.token.as_ref().map(|doc| doc.0.clone());
    let (address, takes_private) = (doc.address.clone(), doc.private_incidents);
    Repository { address, branch, folder, user, token, takes_private }
}

/// Where reports go: into a folder of their own.
fn reports_repository(reader: &mut Reader<'_>, doc: &RepositoryDoc) -> Repository {
    let mut found = repository(reader, ("settings.reports.repository", doc));
    if doc.folder.is_none() {
        FOLDER.clone_into(&mut found.folder);
    }
    found
}

fn playbook_repository(reader: &mut Reader<'_>, doc: &PlaybookRepositoryDoc) -> PlaybookRepository {
    let at = "settings.playbook_repository";
    let PlaybookRepositoryDoc { address, branch, folder, user, token, every } = doc.clone();
    let doc = RepositoryDoc { address, branch, folder, user, token, private_incidents: false };
    let every = every.map_or(PLAYBOOKS_EVERY, |text| text.0);
    if every < PLAYBOOKS_EVERY_MIN {
        reader.refuse(format!("{at}.every"), "read it every 10 seconds at most");
    }
    PlaybookRepository { repository: repository(reader, (at, &doc)), every }
}
