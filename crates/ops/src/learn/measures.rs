//! Measures over many incidents: how long their parts took, with the number behind each. Exercises,
//! tests, and what was no incident of its own are left out; what is not known is counted.

use super::material::moments;
use crate::error::Error;
use crate::sight;
use crate::store::{Tx, alerts, qualifications};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use vigie_domain::incident::{Incident, Kind, Stage};
use vigie_domain::measure::{Measure, Moments, Summary, summary};
use vigie_domain::playbook::Level;
use vigie_domain::rights::Sight;
use vigie_domain::time::Timestamp;

/// An incident that is measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The incident.
    pub incident: Incident,
    /// How alarming it was, when somebody said.
    pub level: Option<Level>,
    /// When what happened in it.
    pub moments: Moments,
}

/// What incidents are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// All of them.
    Whole,
    /// Their service.
    Service,
    /// Red, orange, or not qualified.
    Level,
    /// The month of their declaration.
    Month,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Service, Self::Level, Self::Month];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Service => "service",
            Self::Level => "level",
            Self::Month => "month",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }

    /// The group of an incident; empty where it has none.
    fn group(self, one: &Measured, zone: &TimeZone) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Service => {
                one.incident.service.as_ref().map(ToString::to_string).unwrap_or_default()
            }
            Self::Level => one.level.map_or(String::new(), |level| level.as_str().to_owned()),
            Self::Month => {
                let at = one.incident.declared_at.to_jiff().to_zoned(zone.clone());
                at.strftime("%Y-%m").to_string()
            }
        }
    }
}

/// Incidents that belong together, and how long their parts took.
#[derive(Clone, Debug)]
pub struct MeasuredGroup<'a> {
    /// The service, level or month; empty for all, or where there is none.
    pub name: String,
    /// The incidents behind the numbers, the newest first.
    pub incidents: Vec<&'a Measured>,
}

impl MeasuredGroup<'_> {
    /// How long a part took.
    pub fn summary(&self, measure: Measure) -> Summary {
        summary(self.incidents.iter().map(|one| one.moments.span(measure)))
    }
}

/// The incidents declared since an instant that somebody may see, the newest first.
pub fn measured(tx: &mut Tx<'_>, sight: &Sight, since: Timestamp) -> Result<Vec<Measured>, Error> {
    let mut found = sight::incidents_since(tx, sight, since)?;
    found.retain(counts);
    let Some(oldest) = found.iter().map(|incident| incident.id).min() else { return Ok(vec![]) };
    let levels = qualifications::levels(tx, oldest)?;
    let began = alerts::first_of_incidents(tx, oldest)?;
    let measured = |incident: Incident| Measured {
        level: levels.get(&incident.id).copied(),
        moments: moments(&incident, began.get(&incident.id).copied()),
        incident,
    };
    Ok(found.into_iter().map(measured).collect())
}

/// Whether an incident is one: no exercise, no test, and neither cancelled nor another's double.
fn counts(incident: &Incident) -> bool {
    let is_real = match incident.kind {
        Kind::Incident => true,
        Kind::Exercise | Kind::Test => false,
    };
    is_real && !matches!(incident.stage, Stage::Cancelled | Stage::Duplicate)
}

/// Leaves the incidents of one service, level or month.
pub fn measured_only(all: &mut Vec<Measured>, (by, name): (By, &str), zone: &TimeZone) {
    all.retain(|one| by.group(one, zone) == name);
}

/// Puts incidents together, in order of name; months with the newest first.
pub fn measured_groups<'a>(all: &'a [Measured], by: By, zone: &TimeZone) -> Vec<MeasuredGroup<'a>> {
    let mut groups: BTreeMap<String, Vec<&Measured>> = BTreeMap::new();
    for one in all {
        groups.entry(by.group(one, zone)).or_default().push(one);
    }
    let groups = groups.into_iter().map(|(name, incidents)| MeasuredGroup { name, incidents });
    match by {
        By::Month => groups.rev().collect(),
        By::Whole | By::Service | By::Level => groups.collect(),
    }
}
