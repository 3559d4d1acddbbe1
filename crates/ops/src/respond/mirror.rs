//! Mirroring: incidents as tickets of GLPI and as rooms of a chat. What the journal tells of an
//! incident is owed to its mirrors; a worker calls them outside of any unit, and writes what came
//! of it. What people make of a ticket in GLPI is said here, and never changes the incident.

use crate::cx::Cx;
use crate::error::Error;
use crate::journal::happened;
use crate::outside::send::{News, SendError, Told};
use crate::store::journal::Entry;
use crate::store::{Tx, incidents, journal, mirrors, qualifications};
use crate::words::Words;
use std::collections::BTreeSet;
use std::time::Duration;
use vigie_domain::fact::Fact;
use vigie_domain::id::{EntryId, IncidentId};
use vigie_domain::incident::Incident;
use vigie_domain::mirror::{self, LOOK_EVERY, Mirror, MirrorEnding, MirrorPlace, PlaceKind};
use vigie_domain::note::NoteMark;
use vigie_domain::qualification::Degree;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::time::Timestamp;

/// Entries of the journal read in one unit.
const ENTRIES_MAX: i64 = 200;
/// Entries of an incident that one call tells at most; the next call tells the others.
const TIMELINE_MAX: i64 = 1_000;
/// Longest text of one follow-up; what is left out is counted, and stands in Vigie.
const TEXT_CHARS_MAX: usize = 3_000;
/// How long a call may take before another worker may repeat it.
const TAKEN_FOR: Duration = Duration::from_secs(60);
/// GLPI's number for a ticket that is solved.
const SOLVED: u8 = 5;
/// GLPI's number for a ticket that is closed.
const CLOSED: u8 = 6;
/// Who ends tickets, in the journal: GLPI does not say who it was there.
const DESK: &str = "glpi";
/// What our own messages leave in a timeline: it would answer itself for ever.
const UNTOLD: [&str; 2] = ["told", "not_told"];

/// Notes how far the journal is whole, where anybody is to be told of it: on PostgreSQL an entry
/// can come behind one of a higher number. In a unit of its own, since writers wait for it.
pub fn see_whole_journal(tx: &mut Tx<'_>, setup: &Setup, _: Timestamp) -> Result<bool, Error> {
    let mirrored = PlaceKind::ALL.into_iter().any(|kind| MirrorPlace::of(kind, setup).is_some());
    if mirrored && mirrors::whole(tx)? < EntryId(journal::last(tx)?) {
        tx.fence("journal")?;
        let last = EntryId(journal::last(tx)?);
        mirrors::set_whole(tx, last)?;
    }
    Ok(false)
}

/// Owes mirrors what the journal tells of their incidents. Answers whether there may be more.
pub fn owe_mirrors(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let mut more = false;
    for kind in PlaceKind::ALL {
        if let Some(place) = MirrorPlace::of(kind, setup) {
            more |= owe(tx, (kind, place), now)?;
        }
    }
    Ok(more)
}

fn owe(
    tx: &mut Tx<'_>,
    (kind, place): (PlaceKind, MirrorPlace<'_>),
    now: Timestamp,
) -> Result<bool, Error> {
    let whole = mirrors::whole(tx)?;
    let Some(heard) = mirrors::heard(tx, kind)? else {
        // The first look: what is open is mirrored. Years of closed incidents are not poured into
        // somebody's service desk.
        for incident in incidents::open(tx, ENTRIES_MAX)? {
            if place.takes(&incident) {
                mirrors::owe(tx, (incident.id, kind), now)?;
            }
        }
        mirrors::hear(tx, kind, whole)?;
        return Ok(false);
    };
    let mut news = journal::after(tx, heard, ENTRIES_MAX)?;
    news.retain(|entry| entry.seq <= whole);
    let Some(last) = news.last().map(|entry| entry.seq) else { return Ok(false) };
    let told = news.iter().filter(|entry| is_told(&entry.kind));
    let concerned: BTreeSet<IncidentId> = told.filter_map(|entry| entry.incident).collect();
    for id in concerned {
        if incidents::by_id(tx, id)?.is_some_and(|incident| place.takes(&incident)) {
            mirrors::owe(tx, (id, kind), now)?;
        }
    }
    mirrors::hear(tx, kind, last)?;
    Ok(true)
}

fn is_told(kind: &str) -> bool {
    !UNTOLD.contains(&kind) && !kind.starts_with("report_")
}

/// Makes the call that is due first. Answers whether there was one.
pub async fn mirror_due(cx: &Cx) -> Result<bool, Error> {
    let (setup, now) = (cx.setup(), cx.now());
    if PlaceKind::ALL.into_iter().all(|kind| MirrorPlace::of(kind, &setup).is_none()) {
        return Ok(false);
    }
    let given = std::sync::Arc::clone(&setup);
    let taken = cx.store.write(move |tx| take(tx, &given, now)).await?;
    let Some((mirror, news)) = taken else { return Ok(false) };
    let (Some(news), Some(_)) = (news, MirrorPlace::of(mirror.place, &setup)) else {
        return Ok(true);
    };
    let status = news.status;
    let sent = cx.outside.mirror(mirror.place, std::sync::Arc::clone(&setup), news, now).await;
    let now = cx.now();
    cx.store.write(move |tx| finish(tx, &mirror, (&sent, status), now)).await?;
    Ok(true)
}

/// A mirror that was taken, and what to tell it.
type Taken = (Mirror, Option<News>);

fn take(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<Option<Taken>, Error> {
    let Some(mut mirror) = mirrors::due(tx, now)? else { return Ok(None) };
    let place = MirrorPlace::of(mirror.place, setup);
    let incident = incidents::by_id(tx, mirror.incident)?;
    // It became private meanwhile, or the settings take fewer now: nothing more is told.
    let taken = incident.filter(|one| place.is_some_and(|place| place.takes(one)));
    // What is cancelled or merged before it had a mirror needs none.
    let needed = |one: &Incident| mirror.name.is_some() || one.stage.glpi_status().is_some();
    let Some(incident) = taken.filter(needed) else {
        mirror.due_at = None;
        mirrors::save(tx, &mirror)?;
        return Ok(Some((mirror, None)));
    };
    mirror.attempts = mirror.attempts.saturating_add(1);
    mirror.due_at = Some(now + TAKEN_FOR);
    let (news, told) = news(tx, setup, (&incident, &mirror))?;
    mirror.telling = Some(told);
    mirrors::save(tx, &mirror)?;
    Ok(Some((mirror, Some(news))))
}

/// What a mirror is told: what it is, where it stands, and what happened since, up to which entry.
fn news(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, mirror): (&Incident, &Mirror),
) -> Result<(News, i64), Error> {
    let words = Words::of(setup.settings.language);
    let last = qualifications::last(tx, incident.id)?;
    let (urgency, impact, priority) = match last {
        Some(said) => (said.urgency, said.impact, said.priority()),
        None => {
            let degree = degree(incident.severity);
            (degree, degree, setup.settings.priorities.of(degree, degree))
        }
    };
    let mut fresh = fresh(tx, mirror, mirror.told)?;
    // A call whose answer never came is made again as it was: what came since is told after it.
    fresh.retain(|entry| mirror.telling.is_none_or(|until| entry.seq.0 <= until));
    let told = fresh.last().map_or(mirror.told, |entry| entry.seq.0);
    let lines = fresh.iter().map(|entry| line(words, entry)).collect();
    let reference = incident.reference.to_string();
    let base = setup.settings.external_url.as_deref();
    let url = base.map(|base| format!("{base}/incidents/{reference}"));
    let news = News {
        name: mirror.name.clone(),
        title: format!("{reference} {}", incident.title),
        content: url.map_or_else(String::new, |url| words.mirror_from(&url)),
        urgency: urgency.number(),
        impact: impact.number(),
        priority: priority.number(),
        graded: fresh.iter().any(grades),
        status: incident.stage.glpi_status().unwrap_or(CLOSED),
        before: mirror.status,
        mark: format!("[{reference}#{told}]"),
        lines: cut(words, lines),
        solution: words.mirror_solved(&reference),
        reference,
    };
    Ok((news, told))
}

/// What a mirror does not tell yet, as far as the journal was read.
fn fresh(tx: &mut Tx<'_>, mirror: &Mirror, told: i64) -> Result<Vec<Entry>, Error> {
    let heard = mirrors::heard(tx, mirror.place)?.unwrap_or(EntryId(0));
    let after = (mirror.incident, EntryId(told));
    let mut entries = journal::of_incident_after(tx, after, TIMELINE_MAX)?;
    entries.retain(|entry| is_told(&entry.kind) && entry.seq <= heard);
    Ok(entries)
}

/// Whether an entry can change how urgent an incident is, or how much it hurts.
fn grades(entry: &Entry) -> bool {
    match entry.kind.as_str() {
        "incident_edited" => entry.subject == "severity",
        // An alert that joins can be worse than the incident was.
        kind => matches!(kind, "incident_qualified" | "incident_joined"),
    }
}

fn degree(severity: Severity) -> Degree {
    match severity {
        Severity::Critical => Degree::HIGH,
        Severity::Warning => Degree::MEDIUM,
        Severity::Info => Degree::LOW,
    }
}

/// An entry of the journal as one line: when it happened, who said so, what.
fn line(words: Words, entry: &Entry) -> String {
    let (what, about) = happened(words, entry);
    let said = [what.as_str(), &about, &entry.text];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    let mark = NoteMark::read(&entry.kind, &entry.subject);
    let at = mark.and_then(|mark| mark.occurred_at).unwrap_or(entry.at);
    format!("{at} {}: {}", entry.actor, said.join(words.colon()))
}

/// The newest lines that fit.
fn cut(words: Words, lines: Vec<String>) -> Vec<String> {
    let all = lines.len();
    let mut room = TEXT_CHARS_MAX;
    let mut kept: Vec<String> = Vec::new();
    for line in lines.into_iter().rev() {
        let length = line.chars().count() + 1;
        if length > room && !kept.is_empty() {
            break;
        }
        room = room.saturating_sub(length);
        kept.push(line.chars().take(TEXT_CHARS_MAX).collect());
    }
    let left_out = all - kept.len();
    if left_out > 0 {
        kept.push(words.mirror_left_out(left_out));
    }
    kept.reverse();
    kept
}

fn finish(
    tx: &mut Tx<'_>,
    before: &Mirror,
    (sent, status): (&Result<Told, SendError>, u8),
    now: Timestamp,
) -> Result<(), Error> {
    // Locked: what is owed from now on is owed after this.
    let found = mirrors::locked(tx, (before.incident, before.place))?;
    let mut mirror = found.unwrap_or_else(|| before.clone());
    match sent {
        Ok(Told { name, ended }) => {
            let goes_on = status < SOLVED;
            let ended = ended.filter(|_| goes_on);
            if let Some(how) = ended.filter(|_| ended != mirror.ended) {
                tell_ending(tx, (mirror.incident, name), how, now)?;
            }
            let told = before.telling.unwrap_or(mirror.told).max(mirror.told);
            // What happened meanwhile was not owed again, since this call was.
            let more = !fresh(tx, &mirror, told)?.is_empty();
            mirror = Mirror {
                name: Some(name.clone()),
                told,
                telling: None,
                status,
                attempts: 0,
                due_at: if more { Some(now) } else { next_look(&mirror, goes_on, now) },
                trouble: None,
                mirrored_at: Some(now),
                ended,
                ..mirror
            };
        }
        Err(SendError::Retry { after, cause }) => {
            mirror.due_at = Some(now + after.unwrap_or_else(|| mirror::pause(mirror.attempts)));
            mirror.trouble = Some(cause.clone());
        }
        // The next news try again; so does whoever changes the settings.
        Err(error @ SendError::GiveUp { .. }) => {
            mirror.due_at = None;
            mirror.trouble = Some(error.to_string());
        }
    }
    Ok(mirrors::save(tx, &mirror)?)
}

/// When to see what became of a ticket that there is nothing to tell.
fn next_look(mirror: &Mirror, goes_on: bool, now: Timestamp) -> Option<Timestamp> {
    (goes_on && mirror.place == PlaceKind::Desk).then(|| now + LOOK_EVERY)
}

/// Says in the timeline that somebody ended the ticket of an incident that goes on.
fn tell_ending(
    tx: &mut Tx<'_>,
    (incident, ticket): (IncidentId, &str),
    how: MirrorEnding,
    now: Timestamp,
) -> Result<(), Error> {
    let fact = Fact::MirrorEnded { incident, how, text: format!("n° {ticket}") };
    Ok(journal::append(tx, &fact, DESK, now)?)
}
