//! Looks at real servers on this machine, and what people read when they fail.

mod dns;
mod http;
mod site;
mod sockets;
mod tls;

use super::{Prober, Settings, Sight};
use std::time::Duration;
use vigie_domain::check::{CheckKind, Outcome};
use vigie_domain::time::Timestamp;

/// Long enough for any answer of this machine, short enough for a test that waits for it.
const TIMEOUT: Duration = Duration::from_secs(20);

fn noon() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn prober() -> Prober {
    Prober::new(Settings::default())
}

async fn look(kind: CheckKind) -> Sight {
    prober().look(&kind, TIMEOUT, noon()).await
}

/// Why a look failed; anything else is a failure of the test.
fn why(sight: &Sight) -> &str {
    let Outcome::Failed { why } = &sight.outcome else { panic!("{sight:?}") };
    why
}

fn detail<'s>(sight: &'s Sight, name: &str) -> Option<&'s str> {
    let found = sight.details.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}
