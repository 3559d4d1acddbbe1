//! Sources: tools outside that must speak at least so often; their silence is itself an alert.

use crate::error::Error;
use crate::store::{Tx, journal, sources};
use vigie_domain::fact::Fact;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Notices sources that miss their rhythm. Always done in one go.
pub fn notice_silent_sources(
    tx: &mut Tx<'_>,
    setup: &Setup,
    now: Timestamp,
) -> Result<bool, Error> {
    let rhythm = |source: &vigie_domain::source::Source| {
        source.expected_every.map(|every| (source.slug.clone(), every))
    };
    let known = sources::all(tx)?;
    for (slug, every) in setup.sources.values().filter_map(rhythm) {
        let Some(state) = known.iter().find(|state| state.slug == slug.as_str()) else {
            sources::expect(tx, &slug, now)?;
            continue;
        };
        let Some(heard_at) = state.heard_at else { continue };
        if now.since(heard_at) > every && sources::turn(tx, &slug, true)? {
            let why = format!("nothing since {heard_at}, expected every {} s", every.as_secs());
            let fact = Fact::SourceTurned { source: slug, silent: true, why };
            journal::append(tx, &fact, "vigie", now)?;
        }
    }
    Ok(false)
}

/// Notes that a source spoke, and that it is back if it was silent.
pub fn heard(
    tx: &mut Tx<'_>,
    source: &Slug,
    (received, refused): (i64, i64),
    now: Timestamp,
) -> Result<(), Error> {
    let was_silent = sources::turn(tx, source, false)?;
    sources::heard(tx, source, received, refused, now)?;
    if was_silent {
        let why = "it speaks again".to_owned();
        let fact = Fact::SourceTurned { source: source.clone(), silent: false, why };
        journal::append(tx, &fact, source.as_str(), now)?;
    }
    Ok(())
}
