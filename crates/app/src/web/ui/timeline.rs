//! What happened, line by line, oldest first.

use super::small::person;
use super::time::time;
use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::time::Timestamp;

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
