//! What lies beside the timeline of an incident.

use super::evidence;
use super::layout::View;
use super::ui::time;
use maud::{Markup, html};
use vigie_domain::evidence::Evidence;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_domain::ticket::Ticket;
use vigie_ops::store::{self, Tx};
use vigie_ops::{Error, respond};

/// What lies beside a timeline.
pub(super) struct Beside {
    evidence: Vec<Evidence>,
    /// The ticket that mirrors it, and its page once it has one.
    ticket: Option<(Ticket, Option<String>)>,
}

/// Reads what lies beside the timeline of an incident.
pub(super) fn read(tx: &mut Tx<'_>, setup: &Setup, incident: &Incident) -> Result<Beside, Error> {
    let ticket = respond::ticket_of(tx, setup, incident.id)?.map(|(desk, ticket)| {
        let page = ticket.number.map(|number| desk.page(number));
        (ticket, page)
    });
    Ok(Beside { evidence: store::evidence::of_incident(tx, incident.id)?, ticket })
}

/// The parts of the page that show it.
pub(super) fn section(view: &View, incident: &Incident, beside: &Beside) -> Markup {
    html! {
        (evidence::section(view, incident, &beside.evidence))
        @if let Some((ticket, page)) = &beside.ticket { (mirrored(view, ticket, page.as_deref())) }
    }
}

/// The ticket of the service desk, and whether it knows the latest.
fn mirrored(view: &View, ticket: &Ticket, page: Option<&str>) -> Markup {
    let words = view.words;
    html! {
        section aria-labelledby="ticket" {
            h2 id="ticket" { (words.ticket()) }
            @match (ticket.number, page) {
                (Some(number), Some(page)) => {
                    p {
                        a href=(page) rel="noreferrer" { (words.ticket_number(number)) }
                        @if let Some(at) = ticket.mirrored_at {
                            " · " (words.ticket_told()) " " (time(view, at))
                        }
                    }
                }
                _ if ticket.trouble.is_none() => { p { (words.ticket_soon()) } }
                _ => {}
            }
            @if let Some(trouble) = &ticket.trouble {
                p.lack role="status" { (words.ticket_trouble()) " " (trouble) }
                p {
                    (words.ticket_trouble_next())
                    @if let Some(at) = ticket.due_at {
                        " " (words.ticket_waits()) " " (time(view, at)) "."
                    }
                }
            }
        }
    }
}
