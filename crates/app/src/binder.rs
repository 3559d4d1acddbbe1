//! The crisis binder: one page that is printed, and says what to do when no page opens any more.
//! Owns what it holds and how it looks; what is not declared is said, never left blank.

mod gone;
mod kept;
mod playbooks;
mod sections;
#[cfg(test)]
mod tests;

pub use kept::{Kept, keep_each_night, kept, title};

use crate::state::{App, Folders};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::sync::Arc;
use vigie_domain::id::AlertId;
use vigie_domain::incident::Incident;
use vigie_domain::person::Language;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::respond::Library;
use vigie_ops::store::alerts::Stored;
use vigie_ops::store::{alerts, incidents};
use vigie_ops::words::Words;

/// How the binder looks, on screen and on paper.
pub const STYLE: &str = include_str!("binder/binder.css");

/// Incidents and alerts that are printed: what somebody can take in from paper.
const OPEN_MAX: i64 = 100;
/// Empty lines of a log sheet: what fits a page of A4 by hand.
const SHEET_LINES: usize = 24;

/// What the binder is printed from.
#[derive(Clone)]
pub struct Binder {
    playbooks: Arc<Library>,
    setup: Arc<Setup>,
    folders: Arc<Folders>,
    is_sqlite: bool,
    from: String,
    incidents: Vec<Incident>,
    alerts: Vec<Stored>,
    at: Timestamp,
}

/// What stands around the binder.
pub enum Frame<'a> {
    /// Nothing: one file that needs no other.
    File,
    /// A page of the program: its style is at this address, and this stands before it, not
    /// printed.
    Page {
        /// The address of the style.
        style: &'a str,
        /// The address of the icon.
        icon: &'a str,
        /// What is shown on screen only.
        tools: Markup,
    },
}

/// Reads all that the binder holds.
pub async fn read(app: &App) -> Result<Binder, Error> {
    let open = app.cx.store.read(|tx| {
        let mut live = alerts::live(tx, AlertId(0), OPEN_MAX)?;
        live.sort_by_key(|stored| std::cmp::Reverse(stored.alert.claim.severity()));
        let mut open = incidents::open(tx, OPEN_MAX)?;
        // What is private does not go on paper.
        open.retain(|incident| incident.participants.is_none());
        Ok((open, live))
    });
    let (incidents, alerts) = open.await?;
    Ok(Binder {
        setup: app.cx.setup(),
        playbooks: app.cx.playbooks(),
        folders: Arc::clone(&app.folders),
        is_sqlite: app.cx.store.engine_name() == "SQLite",
        from: app.base_url(),
        incidents,
        alerts,
        at: app.cx.now(),
    })
}

impl Binder {
    /// The whole page.
    pub fn page(&self, language: Language, frame: &Frame<'_>) -> String {
        let words = Words::of(language);
        let chapters = self.chapters(words);
        let markup = html! {
            (DOCTYPE)
            html lang=(language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (words.binder()) " · Vigie" }
                    @match frame {
                        Frame::File => style { (PreEscaped(STYLE)) },
                        Frame::Page { style, icon, .. } => {
                            link rel="stylesheet" href=(style);
                            link rel="icon" type="image/svg+xml" href=(icon);
                        }
                    }
                }
                body {
                    @match frame {
                        Frame::File => {}
                        Frame::Page { tools, .. } => (tools),
                    }
                    main {
                        (self.cover(words))
                        nav aria-labelledby="contents" {
                            h2 #contents { (words.binder_contents()) }
                            ol { @for (at, (title, _)) in chapters.iter().enumerate() {
                                li { a href={ "#c" (at + 1) } { (title) } }
                            } }
                        }
                        @for (at, (title, body)) in chapters.iter().enumerate() {
                            section aria-labelledby={ "c" (at + 1) } {
                                h2 id={ "c" (at + 1) } { (at + 1) ". " (title) }
                                (body)
                            }
                        }
                    }
                }
            }
        };
        markup.into_string()
    }

    fn cover(&self, words: Words) -> Markup {
        let zone = &self.setup.settings.zone;
        html! {
            h1 { (words.binder()) }
            p { (words.binder_what()) }
            dl {
                dt { (words.binder_printed()) } dd { (words.moment(self.at, zone)) }
                dt { (words.binder_from()) } dd { (self.from) " · Vigie " (env!("CARGO_PKG_VERSION")) }
            }
            p { (words.binder_again()) }
        }
    }

    /// The texts of some chapters name others by number: 1, 3 and 8.
    fn chapters(&self, words: Words) -> [(&'static str, Markup); 10] {
        [
            (words.binder_people(), self.people(words)),
            (words.binder_told(), self.told(words)),
            (words.services(), self.services(words)),
            (words.binder_channels(), self.channels(words)),
            (words.binder_state(), self.open(words)),
            (words.binder_gone(), self.gone(words)),
            (words.binder_backups(), self.backups(words)),
            (words.binder_restore(), self.restore(words)),
            (words.playbooks(), playbooks::all(words, &self.playbooks)),
            (words.binder_sheet(), sheet(words)),
        ]
    }

    fn open(&self, words: Words) -> Markup {
        let zone = &self.setup.settings.zone;
        html! {
            p { (words.moment(self.at, zone)) ". " (words.binder_state_old()) }
            h3 { (words.incidents()) }
            @if self.incidents.is_empty() { p { (words.binder_no_incident()) } }
            ul { @for incident in &self.incidents { li {
                strong { (incident.reference) " · " (incident.title) }
                " (" (words.known(incident.severity.as_str())) ") "
                (words.pair(words.binder_lead(), incident.lead.as_deref().unwrap_or(words.nobody())))
            } } }
            h3 { (words.alerts()) }
            @if self.alerts.is_empty() { p { (words.binder_no_alert()) } }
            ul { @for stored in &self.alerts { li {
                strong { (stored.alert.claim.title()) }
                " (" (words.known(stored.alert.claim.severity().as_str())) ", "
                (words.known(stored.alert.state.as_str())) ")"
            } } }
        }
    }
}

fn sheet(words: Words) -> Markup {
    html! {
        table.sheet {
            thead { tr {
                th scope="col" { (words.binder_sheet_time()) }
                th scope="col" { (words.binder_sheet_who()) }
                th scope="col" { (words.binder_sheet_what()) }
            } }
            tbody { @for _ in 0..SHEET_LINES { tr { td {} td {} td {} } } }
        }
    }
}

/// Lines to write on by hand.
fn lines() -> Markup {
    html! { div.lines aria-hidden="true" { @for _ in 0..4 { div {} } } }
}
