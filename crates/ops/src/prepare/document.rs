//! Documents: declared objects as people write them in YAML and as the database keeps them.
//!
//! Owns the one shape of every kind, and the way from there to a [`Setup`]. Never reads a file
//! and never knows where in a file something stands.
//!
//! [`Setup`]: vigie_domain::setup::Setup

mod alerting;
mod check;
mod convert;
mod deadline;
mod duration;
mod organisation;
mod people;
mod secret;
mod secret_walk;
mod settings;
mod source;

pub use alerting::{FromSeverity, InhibitionDoc, IntervalDoc, ReceiverDoc, RouteDoc, SpanDoc};
pub use check::*;
pub use convert::{Hint, Mistake, is_mailbox, setup};
pub use deadline::*;
pub use duration::DurationText;
pub use organisation::*;
pub use people::*;
pub use secret::SecretDoc;
pub use secret_walk::is_secret_path;
pub use settings::*;
pub use source::*;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// Everything that is declared: the shape of `vigie.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "vigie.yaml")]
pub struct Document {
    /// What holds for all: addresses, language, mail server, retention.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsDoc>,
    /// For whom services run: clients, departments. Leave it out when there is one only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<OrganisationDoc>,
    /// People who look after services together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamDoc>,
    /// What users rely on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceDoc>,
    /// Who can be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonDoc>,
    /// Ways to reach rooms, programs and fixed addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<ChannelDoc>,
    /// Names that routes use, with the people and channels behind them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<ReceiverDoc>,
    /// What Vigie looks at by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckDoc>,
    /// Jobs that must call in time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heartbeats: Vec<HeartbeatDoc>,
    /// Tools that tell Vigie what they see.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceDoc>,
    /// The tree that says which receiver owns an alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteDoc>,
    /// Which alerts keep others quiet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inhibitions: Vec<InhibitionDoc>,
    /// Named hours and days that routes speak of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<IntervalDoc>,
    /// Deadlines of laws, contracts and rules: those that Vigie brings along, changed, and your own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<DeadlineDoc>,
}

/// The kinds of declared objects, in the order in which files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The settings, at most one object.
    Settings,
    /// An organisation.
    Organisation,
    /// A team.
    Team,
    /// A service.
    Service,
    /// A person.
    Person,
    /// A channel.
    Channel,
    /// A receiver.
    Receiver,
    /// A check.
    Check,
    /// A heartbeat.
    Heartbeat,
    /// A source.
    Source,
    /// The route tree, at most one object.
    Route,
    /// An inhibition.
    Inhibition,
    /// A time interval.
    Interval,
    /// A deadline.
    Deadline,
}

impl Kind {
    /// Every kind, in the order in which files are written.
    pub const ALL: [Self; 14] = [
        Self::Settings,
        Self::Organisation,
        Self::Team,
        Self::Service,
        Self::Person,
        Self::Channel,
        Self::Receiver,
        Self::Check,
        Self::Heartbeat,
        Self::Source,
        Self::Route,
        Self::Inhibition,
        Self::Interval,
        Self::Deadline,
    ];

    /// The word for one object, in the database and in plans.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Organisation => "organisation",
            Self::Team => "team",
            Self::Service => "service",
            Self::Person => "person",
            Self::Channel => "channel",
            Self::Receiver => "receiver",
            Self::Check => "check",
            Self::Heartbeat => "heartbeat",
            Self::Source => "source",
            Self::Route => "route",
            Self::Inhibition => "inhibition",
            Self::Interval => "interval",
            Self::Deadline => "deadline",
        }
    }

    /// The key in a file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Organisation => "organisations",
            Self::Team => "teams",
            Self::Service => "services",
            Self::Person => "people",
            Self::Channel => "channels",
            Self::Receiver => "receivers",
            Self::Check => "checks",
            Self::Heartbeat => "heartbeats",
            Self::Source => "sources",
            Self::Route => "route",
            Self::Inhibition => "inhibitions",
            Self::Interval => "intervals",
            Self::Deadline => "deadlines",
        }
    }

    /// Whether the key holds a list; the settings and the route tree stand alone.
    pub fn is_list(self) -> bool {
        !matches!(self, Self::Settings | Self::Route)
    }

    /// The field that names an object; `None` for the settings and the route tree.
    pub fn name_field(self) -> Option<&'static str> {
        match self {
            Self::Settings | Self::Route => None,
            Self::Organisation
            | Self::Team
            | Self::Service
            | Self::Person
            | Self::Check
            | Self::Heartbeat
            | Self::Source
            | Self::Deadline => Some("slug"),
            Self::Channel | Self::Receiver | Self::Inhibition | Self::Interval => Some("name"),
        }
    }

    /// From the word for one object.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// From the key in a file.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One declared object as the database keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Its slug or name; the word of the kind for the settings and the route tree.
    pub name: String,
    /// Its whole text.
    pub body: Value,
}

macro_rules! lists {
    ($each:ident) => {
        $each!(organisations, Organisation, slug);
        $each!(teams, Team, slug);
        $each!(services, Service, slug);
        $each!(people, Person, slug);
        $each!(channels, Channel, name);
        $each!(receivers, Receiver, name);
        $each!(checks, Check, slug);
        $each!(heartbeats, Heartbeat, slug);
        $each!(sources, Source, slug);
        $each!(inhibitions, Inhibition, name);
        $each!(intervals, Interval, name);
        $each!(deadlines, Deadline, slug);
    };
}

impl Document {
    /// Adds one object; a second settings or route takes the place of the first.
    pub fn add<'de, D: Deserializer<'de>>(&mut self, kind: Kind, from: D) -> Result<(), D::Error> {
        match kind {
            Kind::Settings => self.settings = Some(Deserialize::deserialize(from)?),
            Kind::Route => self.route = Some(Deserialize::deserialize(from)?),
            Kind::Organisation => self.organisations.push(Deserialize::deserialize(from)?),
            Kind::Team => self.teams.push(Deserialize::deserialize(from)?),
            Kind::Service => self.services.push(Deserialize::deserialize(from)?),
            Kind::Person => self.people.push(Deserialize::deserialize(from)?),
            Kind::Channel => self.channels.push(Deserialize::deserialize(from)?),
            Kind::Receiver => self.receivers.push(Deserialize::deserialize(from)?),
            Kind::Check => self.checks.push(Deserialize::deserialize(from)?),
            Kind::Heartbeat => self.heartbeats.push(Deserialize::deserialize(from)?),
            Kind::Source => self.sources.push(Deserialize::deserialize(from)?),
            Kind::Inhibition => self.inhibitions.push(Deserialize::deserialize(from)?),
            Kind::Interval => self.intervals.push(Deserialize::deserialize(from)?),
            Kind::Deadline => self.deadlines.push(Deserialize::deserialize(from)?),
        }
        Ok(())
    }

    /// The document that objects of the database make together.
    pub fn from_objects(
        objects: impl IntoIterator<Item = Object>,
    ) -> Result<Self, serde_json::Error> {
        let mut document = Self::default();
        for object in objects {
            document.add(object.kind, object.body)?;
        }
        Ok(document)
    }

    /// Its objects, each with its whole text, in the order of the file.
    pub fn objects(&self) -> Result<Vec<Object>, serde_json::Error> {
        let mut objects = Vec::new();
        let mut put = |kind: Kind, name: &str, body: Value| {
            objects.push(Object { kind, name: name.to_owned(), body });
        };
        if let Some(settings) = &self.settings {
            put(Kind::Settings, Kind::Settings.as_str(), serde_json::to_value(settings)?);
        }
        if let Some(route) = &self.route {
            put(Kind::Route, Kind::Route.as_str(), serde_json::to_value(route)?);
        }
        macro_rules! each {
            ($list:ident, $kind:ident, $name:ident) => {
                for object in &self.$list {
                    put(Kind::$kind, &object.$name, serde_json::to_value(object)?);
                }
            };
        }
        lists!(each);
        objects.sort_by_key(|object| object.kind);
        Ok(objects)
    }
}
