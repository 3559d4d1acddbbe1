//! What happened, line by line, oldest first.

use super::small::person;
use super::time::{instant, time};
use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::note::NoteMark;
use vigie_domain::time::Timestamp;
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

/// A text of the journal as people read it: instants on the reader's clock, people by their names,
/// reasons in the reader's language. What somebody wrote stays as they wrote it.
pub(in crate::web) fn told(view: &View, entry: &Entry, text: &str) -> String {
    if NoteMark::read(&entry.kind, &entry.subject).is_some() {
        return text.to_owned();
    }
    let text = view.words.again(text);
    let parts = text.split(" · ").map(|part| view.person_name(part));
    parts
        .collect::<Vec<_>>()
        .join(" · ")
        .split_inclusive(' ')
        .map(|word| moment(view, word))
        .collect()
}

/// A word, or the instant that it is.
fn moment(view: &View, word: &str) -> String {
    let end = word.find('Z').map_or(word.len(), |place| place + 1);
    let (kept, rest) = word.split_at(end);
    match kept.parse() {
        Ok(at) => instant(view, at) + rest,
        Err(_) => word.to_owned(),
    }
}
