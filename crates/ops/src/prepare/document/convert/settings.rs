//! Settings.

use super::Reader;
use super::organisation::roles;
use super::people::{language, secret, smtp};
use crate::prepare::document::{
    AccessibilityDoc, AccessibilityStateDoc, DurationText, GrantDoc, OidcDoc, RetentionDoc,
    SettingsDoc,
};
use std::time::Duration;
use vigie_domain::account::Provider;
use vigie_domain::network::Network;
use vigie_domain::setup::{Accessibility, AccessibilityState, Retention, Settings, TlsFiles};

/// Shortest life of history: less would remove an alert before anybody reads of it.
const RETENTION_MIN: Duration = Duration::from_secs(3_600);

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
        tls: doc
            .tls
            .as_ref()
            .map(|tls| TlsFiles { certificate: tls.certificate.clone(), key: tls.key.clone() }),
        trusted_proxies: proxies(reader, &doc.trusted_proxies),
    }
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
