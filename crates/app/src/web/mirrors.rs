//! Where an incident is followed besides: its ticket, its room, and what they do not know yet.

use super::layout::View;
use super::ui::time;
use maud::{Markup, html};
use vigie_domain::incident::Incident;
use vigie_domain::mirror::{Mirror, MirrorPlace, PlaceKind};
use vigie_domain::setup::Setup;
use vigie_ops::Error;
use vigie_ops::store::{Tx, mirrors};

/// A mirror, and its page once it has one.
pub(super) type Shown = (Mirror, Option<String>);

/// Reads the mirrors of an incident whose places are still declared.
pub(super) fn read(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: &Incident,
) -> Result<Vec<Shown>, Error> {
    let all = mirrors::of_incident(tx, incident.id)?.into_iter();
    let shown = all.filter_map(|mirror| {
        let place = MirrorPlace::of(mirror.place, setup)?;
        let page = mirror.name.as_ref().map(|name| place.page(name, incident.reference));
        Some((mirror, page))
    });
    Ok(shown.collect())
}

/// The part of the page that shows them.
pub(super) fn section(view: &View, all: &[Shown]) -> Markup {
    html! {
        @if !all.is_empty() {
            section aria-labelledby="mirrors" {
                h2 id="mirrors" { (view.words.mirrors()) }
                @for (mirror, page) in all { (one(view, mirror, page.as_deref())) }
            }
        }
    }
}

fn one(view: &View, mirror: &Mirror, page: Option<&str>) -> Markup {
    let words = view.words;
    let (called, soon, trouble) = match mirror.place {
        PlaceKind::Desk => (
            words.mirror_ticket(mirror.name.as_deref().unwrap_or_default()),
            words.mirror_ticket_soon(),
            words.mirror_ticket_trouble(),
        ),
        PlaceKind::Rooms => {
            (words.mirror_room().to_owned(), words.mirror_room_soon(), words.mirror_room_trouble())
        }
    };
    html! {
        @match page {
            Some(page) => p {
                a href=(page) rel="noreferrer" { (called) }
                @if let Some(at) = mirror.mirrored_at {
                    " · " (words.mirror_told()) " " (time(view, at))
                }
            },
            None if mirror.trouble.is_none() => p { (soon) },
            None => {},
        }
        @if let Some(how) = mirror.ended {
            p role="status" { (words.mirror_ended(how.as_str())) " "
                (words.mirror_ended_next(how.as_str())) }
        }
        @if let Some(why) = &mirror.trouble {
            p.lack role="status" { (trouble) " " (why) }
            p {
                (words.mirror_trouble_next())
                @if let Some(at) = mirror.due_at { " " (words.mirror_waits()) " " (time(view, at)) }
            }
        }
    }
}
