//! Questions before something is done, and what to do when two people changed the same thing; both
//! without a script.

use super::field::Field;
use super::small::person;
use super::time::time;
use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::time::Timestamp;

/// A button that asks first: it opens the question, and the question has the button.
pub(in crate::web) fn confirm(opens: &str, question: &str, action: &str, does: &str) -> Markup {
    html! {
        details.dialogue {
            summary { (opens) }
            div {
                p { (question) }
                form method="post" action=(action) { button.danger type="submit" { (does) } }
            }
        }
    }
}

/// What somebody else wrote while the reader wrote too.
pub(in crate::web) struct Theirs<'a> {
    /// Who wrote it.
    pub(in crate::web) by: &'a str,
    /// When.
    pub(in crate::web) at: Timestamp,
    /// What stands there now.
    pub(in crate::web) text: &'a str,
    /// The version of what stands there now: the form sends it with the next try.
    pub(in crate::web) version: &'a str,
}

/// Both texts, and the form again: nothing of either is lost, and nothing is overwritten unseen.
pub(in crate::web) fn both_texts(
    view: &View,
    action: &str,
    theirs: &Theirs<'_>,
    mine: &Field<'_>,
) -> Markup {
    let words = view.words;
    html! {
        div.problem role="alert" { p { (words.both_changed()) } }
        h2 { (words.their_text()) }
        p.faint { (person(view, theirs.by)) " · " (time(view, theirs.at)) }
        pre { (theirs.text) }
        h2 { (words.your_text()) }
        form method="post" action=(action) {
            input type="hidden" name="version" value=(theirs.version);
            (mine.area())
            div.actions {
                button.main type="submit" { (words.keep_mine()) }
                a.button href=(action) { (words.keep_theirs()) }
            }
        }
    }
}
