//! How the signed texts of a report stand in the Git repository, and a try at once.

use super::super::layout::View;
use super::super::ui::{button, time};
use super::Shown;
use maud::{Markup, html};
use vigie_domain::report::{Filing, FilingState, Report};

/// What is said below a report's state; nothing where nobody keeps a repository.
pub(super) fn section(
    view: &View,
    shown: &Shown,
    report: &Report,
    (at, works): (&str, bool),
) -> Markup {
    let (words, repository) = (view.words, &view.setup.settings.reports.repository);
    let signed = shown.versions.iter().find(|version| version.signature.is_some());
    let known = shown.filings.first();
    let missing = signed.is_some_and(|one| known.is_none_or(|known| known.version != one.number));
    let kept_in = shown.is_private && repository.as_ref().is_some_and(|one| !one.takes_private);
    debug_assert!(known.is_none_or(|known| known.report == report.id));
    html! {
        @if known.is_some() || (missing && repository.is_some()) {
            section.filing aria-label=(words.filing()) {
                @if let Some(filing) = known { (stands(view, filing, (at, works))) }
                @if missing && repository.is_some() {
                    @if kept_in { p { (words.filing_kept_in()) } }
                    @else {
                        p { (words.filing_missing()) }
                        @if works { (button(&format!("{at}/file"), words.filing_now(), "")) }
                    }
                }
            }
        }
    }
}

fn stands(view: &View, filing: &Filing, (at, works): (&str, bool)) -> Markup {
    let words = view.words;
    html! {
        @match &filing.state {
            FilingState::Owed => { p { (words.filing_owed(filing.version)) } }
            FilingState::Done { commit, path, at } => {
                p { (words.filing_done(path, filing.version)) " "
                    code.long { (commit) } " · " (time(view, *at)) }
            }
            FilingState::Failed { error, cause, at: tried_at, again_at } => {
                div.problem role="alert" {
                    p { strong { (words.filing_failed(filing.version)) } " "
                        (words.filing_error(error.as_str())) " · " (time(view, *tried_at)) }
                    // What the other side says may name paths and people: for those who mend it.
                    @if works && !cause.is_empty() { p { code.long { (cause) } } }
                    p { (words.pair(words.filing_do(), words.filing_next(error.as_str()))) }
                    p { (words.filing_again_at()) " " (time(view, *again_at)) }
                }
                @if works { (button(&format!("{at}/file"), words.filing_again(), "")) }
            }
        }
    }
}
