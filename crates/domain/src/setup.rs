//! The setup: everything that is declared, checked and ready to be used.
//! Owns the defaults of a machine where nothing is declared; never reads a file.

use crate::account::Provider;
use crate::channel::{Channel, Secret, Smtp};
use crate::check::Check;
use crate::clock::Deadlines;
use crate::heartbeat::Heartbeat;
use crate::inhibition::Inhibition;
use crate::interval::TimeInterval;
use crate::mirror::{Desk, Rooms};
use crate::network::Network;
use crate::organisation::{Organisation, Team};
use crate::person::{Language, Person};
use crate::qualification::Priorities;
use crate::route::{Route, RouteError, RouteSpec};
use crate::service::Service;
use crate::severity::Severity;
use crate::source::Source;
use crate::text::{Name, Slug};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::time::Duration;

/// The receiver that exists unless another one of that name is declared: everybody with a mail
/// address, and every channel.
pub const EVERYONE: &str = "everyone";

/// Everything that is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// For whom services run; without any, everything belongs together.
    pub organisations: BTreeMap<Slug, Organisation>,
    /// Who looks after services together.
    pub teams: BTreeMap<Slug, Team>,
    /// What users rely on.
    pub services: BTreeMap<Slug, Service>,
    /// Who can be told.
    pub people: BTreeMap<Slug, Person>,
    /// The ways to reach rooms and fixed addresses.
    pub channels: BTreeMap<Name, Channel>,
    /// The names that routes use, with who and what stands behind them.
    pub receivers: BTreeMap<Name, Receiver>,
    /// What is looked at.
    pub checks: BTreeMap<Slug, Check>,
    /// What is waited for.
    pub heartbeats: BTreeMap<Slug, Heartbeat>,
    /// The tools that tell us what they see.
    pub sources: BTreeMap<Slug, Source>,
    /// Which receiver owns an alert.
    pub root: Route,
    /// Which alerts keep others quiet, in order of declaration.
    pub inhibitions: Vec<Inhibition>,
    /// The named hours and days that routes speak of.
    pub intervals: Vec<TimeInterval>,
    /// The deadlines that clocks can be started for.
    pub deadlines: Deadlines,
    /// What holds for all.
    pub settings: Settings,
}

/// A name that routes use, with who and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Its name in the configuration.
    pub name: Name,
    /// People who are told, by slug.
    pub people: Vec<Slug>,
    /// Channels that are told, by name.
    pub channels: Vec<Name>,
}

/// What holds for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where people reach the pages, without a slash at the end; `None` takes the address of
    /// the listener.
    pub external_url: Option<String>,
    /// Language of people and pages that choose none.
    pub language: Language,
    /// IANA time zone of people and pages that choose none.
    pub zone: String,
    /// The mail server.
    pub smtp: Option<Smtp>,
    /// Who vouches for people beside ourselves.
    pub oidc: Option<Provider>,
    /// Whether programs on this machine may use Alertmanager's API without a token.
    pub alertmanager_api_open_to_loopback: bool,
    /// How long an alert without an end lives after it was last sent.
    pub resolve_timeout: Duration,
    /// How long a resolved incident waits for its alerts to come back before it closes.
    pub close_after: Duration,
    /// How long history is kept.
    pub retention: Retention,
    /// The certificate that is served; `None` serves in clear.
    pub tls: Option<TlsFiles>,
    /// What people do in incidents, beside what they always do.
    pub incident_roles: Vec<Slug>,
    /// Proxies that are believed about where a request comes from.
    pub trusted_proxies: Vec<Network>,
    /// The folder of the operator's own playbooks.
    pub playbooks: Option<String>,
    /// The Git repository that they come from instead.
    pub playbook_repository: Option<PlaybookRepository>,
    /// What the accessibility statement says of this service.
    pub accessibility: Accessibility,
    /// How reports are drafted, and where they are kept besides.
    pub reports: Reports,
    /// The service desk that incidents are mirrored in.
    pub glpi: Option<Desk>,
    /// Where incidents get rooms.
    pub rooms: Option<Rooms>,
    /// The largest file that is kept as evidence.
    pub evidence_bytes_max: u64,
    /// The public form where anybody reports a problem; `None` keeps it closed.
    pub public_reports: Option<PublicReports>,
    /// How long before an incident began a change still lies beside it.
    pub changes_before: Duration,
    /// Which priority urgency and impact give.
    pub priorities: Priorities,
}

/// A file of logs or a picture is far smaller; an image of a disk belongs elsewhere.
const EVIDENCE_BYTES_MAX: u64 = 100 * 1024 * 1024;

/// The public form where anybody reports a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicReports {
    /// The services that may be chosen; their names are public then.
    pub services: Vec<Slug>,
}

/// How reports are drafted, and where they are kept besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reports {
    /// The template of drafts; `None` takes the usual one.
    pub template: Option<Slug>,
    /// The folder of templates of one's own.
    pub templates: Option<String>,
    /// The Git repository that signed reports are committed to.
    pub repository: Option<Repository>,
}

/// A Git repository that reports are committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// A path on this machine, or an https address.
    pub address: String,
    /// The branch; `None` takes the repository's own.
    pub branch: Option<String>,
    /// The folder in it, without a slash at the end.
    pub folder: String,
    /// What the code host knows us by.
    pub user: String,
    /// The token that lets us in.
    pub token: Option<Secret>,
    /// Whether reports that tell of private incidents go there too.
    pub takes_private: bool,
}

/// A Git repository that the operator's own playbooks come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookRepository {
    /// Where; its folder is empty for the repository's root.
    pub repository: Repository,
    /// How often it is read.
    pub every: Duration,
}

/// What the accessibility statement says of this service, in the operator's words; what is left
/// out is said to be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accessibility {
    /// Who runs the service and undertakes to make it accessible.
    pub organisation: Option<String>,
    /// A mail address or another way to complain.
    pub contact: Option<String>,
    /// What an audit found; `None` without one.
    pub state: Option<AccessibilityState>,
    /// Who audited it, when, and the rate of conformity.
    pub audit: Option<String>,
    /// What is not accessible.
    pub faults: Option<String>,
    /// What is exempt, and why.
    pub exemptions: Option<String>,
    /// When the statement was made.
    pub date: Option<String>,
}

/// How far a service conforms, as an audit found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessibilityState {
    /// Fully.
    Full,
    /// In part.
    Partial,
    /// Not.
    Not,
}

/// Where a certificate and its key are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The file of the certificate and the chain above it, PEM.
    pub certificate: String,
    /// The file of its key, PEM.
    pub key: String,
}

/// How long history is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Alerts that are over, with their notifications.
    pub alerts: Duration,
    /// What checks saw, one by one.
    pub observations: Duration,
    /// Raw messages that could not be read.
    pub unread: Duration,
    /// What was changed in what we run.
    pub changes: Duration,
}

const DAY: Duration = Duration::from_secs(24 * 3_600);

impl Default for Retention {
    /// Thirteen months compare a season with the last one; a month of observations draws a curve.
    fn default() -> Self {
        Self {
            alerts: DAY.saturating_mul(400),
            observations: DAY.saturating_mul(30),
            unread: DAY.saturating_mul(30),
            changes: DAY.saturating_mul(400),
        }
    }
}

/// A service that flaps has one incident, not ten: two minutes outlast a restart.
const CLOSE_AFTER: Duration = Duration::from_secs(120);

impl Default for Settings {
    fn default() -> Self {
        Self {
            external_url: None,
            language: Language::default(),
            zone: "UTC".to_owned(),
            smtp: None,
            oidc: None,
            alertmanager_api_open_to_loopback: false,
            resolve_timeout: Duration::from_secs(5 * 60),
            close_after: CLOSE_AFTER,
            retention: Retention::default(),
            playbooks: None,
            playbook_repository: None,
            accessibility: Accessibility::default(),
            reports: Reports::default(),
            glpi: None,
            rooms: None,
            evidence_bytes_max: EVIDENCE_BYTES_MAX,
            changes_before: DAY,
            priorities: Priorities::default(),
            public_reports: None,
            tls: None,
            incident_roles: Vec::new(),
            trusted_proxies: Vec::new(),
        }
    }
}

/// The root route of a setup that declares none: tell everyone, alerts of one name on one service
/// together, after five seconds; what is critical opens an incident.
pub fn default_route() -> RouteSpec {
    RouteSpec {
        receiver: EVERYONE.parse().ok(),
        group_by: Some(vec!["alertname".to_owned(), "service".to_owned()]),
        wait: Some(Duration::from_secs(5)),
        interval: Some(Duration::from_secs(5 * 60)),
        repeat: Some(Duration::from_secs(4 * 3_600)),
        incident_from: Some(Some(Severity::Critical)),
        ..RouteSpec::default()
    }
}

/// The receiver "everyone": people with a mail address, and every channel.
pub fn everyone<'a>(
    people: impl IntoIterator<Item = &'a Person>,
    channels: impl IntoIterator<Item = &'a Name>,
) -> Option<Receiver> {
    let reachable = people.into_iter().filter(|person| person.email.is_some());
    Some(Receiver {
        name: EVERYONE.parse().ok()?,
        people: reachable.map(|person| person.slug.clone()).collect(),
        channels: channels.into_iter().cloned().collect(),
    })
}

impl Settings {
    /// The zone in which days and months of the whole team begin.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

impl Setup {
    /// A setup in which nothing is declared: alerts are kept and shown, and nobody is told.
    pub fn bare() -> Result<Self, RouteError> {
        let receivers = everyone([], []).map(|receiver| (receiver.name.clone(), receiver));
        Ok(Self {
            organisations: BTreeMap::new(),
            teams: BTreeMap::new(),
            services: BTreeMap::new(),
            people: BTreeMap::new(),
            channels: BTreeMap::new(),
            receivers: receivers.into_iter().collect(),
            checks: BTreeMap::new(),
            heartbeats: BTreeMap::new(),
            sources: BTreeMap::new(),
            root: Route::root(&default_route())?,
            inhibitions: Vec::new(),
            intervals: Vec::new(),
            deadlines: Deadlines::default(),
            settings: Settings::default(),
        })
    }

    /// Whether a receiver reaches anybody at all.
    pub fn reaches_somebody(&self, receiver: &str) -> bool {
        self.receivers.get(receiver).is_some_and(|found| {
            let has_mail = |slug: &Slug| self.people.get(slug).is_some_and(|p| p.email.is_some());
            !found.channels.is_empty() || found.people.iter().any(has_mail)
        })
    }
}
