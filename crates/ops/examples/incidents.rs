//! Fills a data directory with incidents of several years, for `bench/incidents.py`:
//! `incidents DATA_DIRECTORY INCIDENTS ENTRIES_OF_EACH UNTIL`, where `UNTIL` is an RFC 3339 time.

use jiff::{SignedDuration, Timestamp as Instant};
use std::error::Error;
use std::path::Path;
use vigie_domain::incident::{Reference, Step};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{Declaration, Move, declare, note, step};
use vigie_ops::store::{Store, Tx};

/// Hours between two incidents.
const APART_HOURS: i64 = 5;
/// Incidents of one unit.
const TOGETHER: usize = 20;
/// What goes wrong, in turn.
const TITLES: [&str; 5] = [
    "The public site answers 503",
    "Mails of the night are not sent",
    "A list of users can be read on the web",
    "The certificate of the API ends tomorrow",
    "La base de données n'accepte plus de connexions",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let mut word =
        || words.next().ok_or("incidents DATA_DIRECTORY INCIDENTS ENTRIES_OF_EACH UNTIL");
    let (folder, incidents, entries) = (word()?, word()?.parse()?, word()?.parse()?);
    let until: Instant = word()?.parse()?;
    let store = Store::open_sqlite(&Path::new(&folder).join("vigie.db"))?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(fill(
        &store,
        (incidents, entries),
        until,
    ))
}

async fn fill(
    store: &Store,
    (incidents, entries): (usize, usize),
    until: Instant,
) -> Result<(), Box<dyn Error>> {
    let setup = Setup::bare()?;
    let mut at = until - SignedDuration::from_hours(APART_HOURS * i64::try_from(incidents)?);
    for begin in (0..incidents).step_by(TOGETHER) {
        let (setup, from) = (setup.clone(), at);
        let numbers = begin..incidents.min(begin + TOGETHER);
        let work = move |tx: &mut Tx<'_>| {
            let mut at = from;
            for number in numbers.clone() {
                live(tx, &setup, (number, entries), at)?;
                at += SignedDuration::from_hours(APART_HOURS);
            }
            Ok(at)
        };
        at = store.write(work).await?;
    }
    Ok(())
}

/// One incident, from its first minute until it is closed; the last ones go on.
fn live(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (number, entries): (usize, usize),
    began: Instant,
) -> Result<(), vigie_ops::Error> {
    let at = |minutes: usize| {
        let span = SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(0));
        Timestamp::from_jiff(began + span)
    };
    let what = TITLES.iter().cycle().nth(number).copied().unwrap_or_default();
    let declaration = Declaration::of(format!("{what} ({number})"), None);
    let incident = declare(tx, &declaration, "ada", at(0))?;
    does(tx, setup, incident.reference, (Step::Take, "ada"), at(1))?;
    for entry in 0..entries {
        let text =
            format!("Entry {entry}: the logs of host {} were read, **nothing** new", entry % 7);
        note(tx, incident.reference, &text, "ada", at(2 + entry))?;
    }
    if number % 100 == 0 {
        return Ok(());
    }
    does(tx, setup, incident.reference, (Step::Resolve, "ada"), at(entries + 3))?;
    does(tx, setup, incident.reference, (Step::Validate, "bob"), at(entries + 4))?;
    does(tx, setup, incident.reference, (Step::Close, "bob"), at(entries + 5))
}

fn does(
    tx: &mut Tx<'_>,
    setup: &Setup,
    reference: Reference,
    (step_, by): (Step, &str),
    at: Timestamp,
) -> Result<(), vigie_ops::Error> {
    step(tx, setup, (reference, &Move::now(step_)), by, at).map(drop)
}
