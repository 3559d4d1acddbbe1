//! What Now was drawn from, and what was drawn of it, kept while nothing happens: many open pages
//! ask at once.

use super::picture::Ground;
use crate::web::layout::View;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use vigie_domain::id::IncidentId;
use vigie_domain::person::Language;
use vigie_domain::rights::Grant;
use vigie_domain::time::Timestamp;
use vigie_ops::store::alerts::{self, Outline};
use vigie_ops::store::journal;
use vigie_ops::{Cx, Error, sight};

/// What changes without a fact, such as when a check last looked, is at most this old: what is
/// read anew, ten thousand checks say, is what open pages cost.
const KEPT_FOR: Duration = Duration::from_secs(10);
/// Pages kept of one moment: one for each role, organisation and language that looks at it.
const DRAWN_MAX: usize = 200;

/// The latest moment.
#[derive(Default)]
pub(in crate::web) struct Kept(Mutex<Option<Arc<Moment>>>);

/// What is known at one moment, and what was drawn of it.
pub(super) struct Moment {
    /// The number of the latest fact then.
    fact: i64,
    at: Timestamp,
    pub(super) ground: Ground,
    outlines: Mutex<Option<Arc<Vec<Outline>>>>,
    drawn: Mutex<HashMap<Like, Arc<str>>>,
}

/// Those for whom the same page is drawn: who may the same, sees the same incidents (private ones are
/// seen by name) and reads the same language.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Like {
    grants: Vec<Grant>,
    incidents: Vec<IncidentId>,
    language: Language,
}

impl Like {
    /// Who is like this reader.
    pub(super) fn reader(view: &View, ground: &Ground) -> Self {
        let owed = ground.actions.iter().map(|(_, incident)| incident);
        let told = ground.incidents.iter().chain(&ground.unfiled).chain(owed);
        let seen = told.filter(|one| sight::sees_incident(&view.sight, one));
        Self {
            grants: view.sight.who().grants.clone(),
            incidents: seen.map(|one| one.id).collect(),
            language: view.language,
        }
    }
}

impl Kept {
    /// What is known now; whoever changed something sees it.
    pub(super) async fn look(&self, cx: &Cx, view: &View) -> Result<Arc<Moment>, Error> {
        let (now, setup) = (view.now, Arc::clone(&view.setup));
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let known = known.filter(|moment| {
            now.since(moment.at) < KEPT_FOR && Arc::ptr_eq(&moment.ground.setup, &setup)
        });
        let known_fact = known.as_ref().map(|moment| moment.fact);
        let read = cx.store.read(move |tx| {
            let fact = journal::last(tx)?;
            let is_new = known_fact != Some(fact);
            Ok((fact, if is_new { Some(Ground::read(tx, &setup, now)?) } else { None }))
        });
        match (read.await?, known) {
            ((_, None), Some(moment)) => Ok(moment),
            ((_, None), None) => Err(Error::Stale),
            ((fact, Some(ground)), _) => {
                let (outlines, drawn) = (Mutex::default(), Mutex::default());
                let moment = Arc::new(Moment { fact, at: now, ground, outlines, drawn });
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&moment));
                Ok(moment)
            }
        }
    }
}

impl Moment {
    /// All alerts that go on, in outline: read once, when somebody looks who does not see all.
    pub(super) async fn outlines(&self, cx: &Cx) -> Result<Arc<Vec<Outline>>, Error> {
        let known = self.outlines.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let read = Arc::new(cx.store.read(|tx| Ok(alerts::outlines(tx)?)).await?);
        *self.outlines.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
        Ok(read)
    }

    /// What was drawn for readers like this one.
    pub(super) fn drawn(&self, like: &Like) -> Option<Arc<str>> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).get(like).cloned()
    }

    /// Keeps what was drawn.
    pub(super) fn keep(&self, like: Like, drawn: &Arc<str>) {
        let mut all = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < DRAWN_MAX {
            all.insert(like, Arc::clone(drawn));
        }
    }
}
