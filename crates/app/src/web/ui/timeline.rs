//! What happened, line by line, oldest first.

use super::small::person;
use super::time::{instant, time};
use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::time::Timestamp;
use vigie_ops::journal::{Telling, Told};
use vigie_ops::store::journal::Entry;

/// One line of a timeline.
pub(in crate::web) struct Line<'a> {
    /// When it happened.
    pub(in crate::web) at: Timestamp,
    /// Who did it.
    pub(in crate::web) who: &'a str,
    /// What it was, in one or two words.
    pub(in crate::web) what: &'a str,
    /// The words that come with it.
    pub(in crate::web) texts: Vec<&'a str>,
}

/// Lines of a timeline.
pub(in crate::web) fn timeline(view: &View, lines: &[Line<'_>]) -> Markup {
    html! {
        ol.timeline {
            @for line in lines {
                li {
                    p.faint { (time(view, line.at)) " · " (person(view, line.who)) }
                    p {
                        strong { (line.what) }
                        @for text in line.texts.iter().filter(|text| !text.is_empty()) {
                            " · " span.text { (text) }
                        }
                    }
                }
            }
        }
    }
}

/// A line of the journal as its reader is told it.
pub(in crate::web) fn told(view: &View, entry: &Entry) -> Told {
    let clock = |at| instant(view, at);
    Telling { words: view.words, setup: &view.setup, clock: &clock }.line(entry)
}

/// The same in one line of text: what happened, about what, and the words that come with it.
pub(in crate::web) fn in_one_line(view: &View, entry: &Entry) -> String {
    let Told { what, about, text } = told(view, entry);
    let parts = [what, about, text].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}
