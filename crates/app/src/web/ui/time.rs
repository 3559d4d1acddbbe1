//! Instants as people say them: short when near, whole in the title, with how long ago it was.

use crate::web::layout::View;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use vigie_domain::time::Timestamp;

/// An instant in the reader's zone: the time of day today, the day besides on others; and how long
/// ago or ahead it is.
pub(in crate::web) fn time(view: &View, at: Timestamp) -> Markup {
    html! {
        time datetime=(at.to_string()) title=(instant(view, at)) { (short(view, at)) }
        " " span.age { "(" (age(view, at)) ")" }
    }
}

/// An instant with its day, its seconds and its zone.
pub(in crate::web) fn whole_time(view: &View, at: Timestamp) -> Markup {
    html! { time datetime=(at.to_string()) { (instant(view, at)) } }
}

/// A day that somebody named.
pub(in crate::web) fn day(view: &View, day: Date) -> Markup {
    let said = day.to_zoned(TimeZone::UTC).map(|at| view.words.date(&at));
    html! { time datetime=(day) { (said.unwrap_or_else(|_| day.to_string())) } }
}

fn local(view: &View, at: Timestamp) -> Zoned {
    at.to_jiff().to_zoned(view.zone.clone())
}

/// The same as a text.
pub(in crate::web) fn instant(view: &View, at: Timestamp) -> String {
    let at = local(view, at);
    format!("{} {}", view.words.date(&at), at.strftime("%H:%M:%S %Z"))
}

fn short(view: &View, at: Timestamp) -> String {
    let (at, now) = (local(view, at), local(view, view.now));
    let clock = at.strftime("%H:%M");
    if at.date() == now.date() {
        return at.strftime("%H:%M:%S").to_string();
    }
    if at.year() == now.year() {
        return format!("{} {clock}", view.words.day(&at));
    }
    format!("{} {clock}", view.words.date(&at))
}

fn age(view: &View, at: Timestamp) -> String {
    if at > view.now {
        return view.words.ahead(view.words.span(at.since(view.now)));
    }
    view.words.ago(view.words.span(view.now.since(at)))
}
