//! Private incidents: who takes part in one, and that it becomes private or public.

use super::declare::BY_ITSELF;
use super::seat::{known, seated};
use super::step::find;
use crate::error::Error;
use crate::store::{Tx, incidents, journal};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::incident::Reference;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// A change of who may see an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Only those who take part see it from now on: whoever asks, its declarer and its roles.
    Private,
    /// Everybody who sees its service sees it.
    Public,
    /// Somebody takes part.
    Admit(String),
    /// Somebody no longer does.
    Dismiss(String),
}

/// Changes who may see an incident.
pub fn set_privacy(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (reference, change): (Reference, &Privacy),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let mut incident = find(tx, reference)?;
    let is_private = incident.participants.is_some();
    let (what, text) = match change {
        Privacy::Private if is_private => return Ok(()),
        Privacy::Public if !is_private => return Ok(()),
        Privacy::Private => {
            incident.participants = Some(Vec::new());
            let declarer = incident.declared_by.clone();
            let roles = seated(tx, &incident)?.into_iter().map(|(_, person)| person);
            let names = [by.to_owned(), declarer].into_iter().chain(roles);
            for name in names.filter(|name| name != BY_ITSELF) {
                incident.admit(&name);
            }
            ("private", String::new())
        }
        Privacy::Public => {
            incident.participants = None;
            ("public", String::new())
        }
        Privacy::Admit(_) | Privacy::Dismiss(_) if !is_private => {
            return Err(Error::refused(Words::not_private, Words::not_private_next));
        }
        Privacy::Admit(name) if incident.takes_part(name) => return Ok(()),
        Privacy::Dismiss(name) if !incident.takes_part(name) => return Ok(()),
        Privacy::Admit(name) => {
            known(tx, setup, &incident, name)?;
            incident.admit(name);
            ("participant-admitted", name.clone())
        }
        Privacy::Dismiss(name) => {
            let names = incident.participants.get_or_insert_default();
            names.retain(|one| one != name);
            if names.is_empty() {
                return Err(Error::refused(Words::last_participant, Words::last_participant_next));
            }
            ("participant-dismissed", name.clone())
        }
    };
    incidents::save(tx, &incident)?;
    let fact = Fact::IncidentEdited { incident: incident.id, what, text };
    Ok(journal::append(tx, &fact, by, now)?)
}
