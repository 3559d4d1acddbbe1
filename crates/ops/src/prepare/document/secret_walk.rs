//! Every secret of a document, with its place.

use super::{ChannelDoc, CheckDoc, Document, Kind, SecretDoc, SmtpDoc, SourceDoc};

/// Fields that hold secrets, by kind of object; in lists and maps the field's own name counts.
const SECRET_PATHS: [(Kind, &str); 18] = [
    (Kind::Settings, "smtp.password"),
    (Kind::Settings, "oidc.client_secret"),
    (Kind::Settings, "reports.repository.token"),
    (Kind::Settings, "playbook_repository.token"),
    (Kind::Settings, "glpi.user_token"),
    (Kind::Settings, "glpi.app_token"),
    (Kind::Settings, "rooms.token"),
    (Kind::Channel, "email.smtp.password"),
    (Kind::Channel, "webhook.url"),
    (Kind::Channel, "webhook.signing_key"),
    (Kind::Channel, "webhook.bearer"),
    (Kind::Channel, "webhook.basic.password"),
    (Kind::Channel, "mattermost.url"),
    (Kind::Channel, "matrix.token"),
    (Kind::Source, "token"),
    (Kind::Source, "tokens"),
    (Kind::Source, "secret"),
    (Kind::Heartbeat, "ping_key"),
];

/// Parts of the names of headers that carry secrets.
const SECRET_HEADERS: [&str; 5] = ["auth", "token", "key", "cookie", "secret"];

/// Whether a field of an object holds a secret that is never shown. The body of a check's request
/// may hold one, and so may headers of some names.
pub fn is_secret_path(kind: Kind, path: &str) -> bool {
    if kind == Kind::Check {
        let header = path.strip_prefix("http.headers.");
        return path == "http.body" || header.is_some_and(is_secret_header);
    }
    SECRET_PATHS.contains(&(kind, path))
}

fn is_secret_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_HEADERS.iter().any(|part| name.contains(part))
}

impl Document {
    /// Every secret with its place: kind, name of the object and field, joined by dots.
    pub fn secrets_mut(&mut self) -> Vec<(String, &mut SecretDoc)> {
        let mut all = Vec::new();
        if let Some(settings) = &mut self.settings {
            if let Some(smtp) = &mut settings.smtp {
                smtp_secret(&mut all, "settings.smtp", smtp);
            }
            let repository = settings.reports.repository.as_mut();
            if let Some(token) = repository.and_then(|one| one.token.as_mut()) {
                all.push(("settings.reports.repository.token".to_owned(), token));
            }
            let playbooks = settings.playbook_repository.as_mut();
            if let Some(token) = playbooks.and_then(|one| one.token.as_mut()) {
                all.push(("settings.playbook_repository.token".to_owned(), token));
            }
            if let Some(glpi) = &mut settings.glpi {
                all.push(("settings.glpi.user_token".to_owned(), &mut glpi.user_token));
                let app = glpi.app_token.as_mut();
                all.extend(app.map(|token| ("settings.glpi.app_token".to_owned(), token)));
            }
            if let Some(rooms) = &mut settings.rooms {
                all.push(("settings.rooms.token".to_owned(), &mut rooms.token));
            }
            if let Some(oidc) = &mut settings.oidc {
                all.push(("settings.oidc.client_secret".to_owned(), &mut oidc.client_secret));
            }
        }
        for channel in &mut self.channels {
            channel_secrets(&mut all, channel);
        }
        for check in &mut self.checks {
            check_secrets(&mut all, check);
        }
        for source in &mut self.sources {
            source_secrets(&mut all, source);
        }
        all
    }
}

type Found<'a> = Vec<(String, &'a mut SecretDoc)>;

fn smtp_secret<'a>(all: &mut Found<'a>, place: &str, smtp: &'a mut SmtpDoc) {
    all.extend(smtp.password.as_mut().map(|secret| (format!("{place}.password"), secret)));
}

fn channel_secrets<'a>(all: &mut Found<'a>, channel: &'a mut ChannelDoc) {
    let ChannelDoc {
        name,
        email,
        webhook,
        mattermost,
        matrix,
        tells_resolved: _,
        from_severity: _,
    } = channel;
    let at = format!("channel.{name}");
    if let Some(smtp) = email.as_mut().and_then(|email| email.smtp.as_mut()) {
        smtp_secret(all, &format!("{at}.smtp"), smtp);
    }
    if let Some(webhook) = webhook {
        all.push((format!("{at}.webhook.url"), &mut webhook.url));
        let key = webhook.signing_key.as_mut();
        all.extend(key.map(|secret| (format!("{at}.webhook.signing_key"), secret)));
        let bearer = webhook.bearer.as_mut();
        all.extend(bearer.map(|secret| (format!("{at}.webhook.bearer"), secret)));
        let basic = webhook.basic.as_mut().map(|basic| &mut basic.password);
        all.extend(basic.map(|secret| (format!("{at}.webhook.password"), secret)));
    }
    let url = mattermost.as_mut().map(|mattermost| &mut mattermost.url);
    all.extend(url.map(|secret| (format!("{at}.mattermost.url"), secret)));
    let token = matrix.as_mut().map(|matrix| &mut matrix.token);
    all.extend(token.map(|secret| (format!("{at}.matrix.token"), secret)));
}

fn check_secrets<'a>(all: &mut Found<'a>, check: &'a mut CheckDoc) {
    let headers = check.http.iter_mut().flat_map(|http| http.headers.iter_mut());
    for (name, secret) in headers.filter(|(name, _)| is_secret_header(name)) {
        all.push((format!("check.{}.{name}", check.slug), secret));
    }
}

fn source_secrets<'a>(all: &mut Found<'a>, source: &'a mut SourceDoc) {
    let at = format!("source.{}", source.slug);
    all.extend(source.token.as_mut().map(|secret| (format!("{at}.token"), secret)));
    all.extend(source.secret.as_mut().map(|secret| (format!("{at}.secret"), secret)));
    for (place, secret) in source.tokens.iter_mut().enumerate() {
        all.push((format!("{at}.token.{place}"), secret));
    }
}
