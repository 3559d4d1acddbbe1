//! A field of a form: its label, what was typed, a hint, and its mistake beside it.

use maud::{Markup, html};

/// A field of a form.
#[derive(Clone, Copy, Default)]
pub(in crate::web) struct Field<'a> {
    /// Its name in the form, and its id on the page.
    pub(in crate::web) name: &'a str,
    /// Its id, where another field of the page has the same name.
    pub(in crate::web) id: &'a str,
    /// What it asks for.
    pub(in crate::web) label: &'a str,
    /// What was typed so far.
    pub(in crate::web) value: &'a str,
    /// How to answer; nothing when the label says it.
    pub(in crate::web) hint: &'a str,
    /// What is wrong with what was typed, and what to write instead.
    pub(in crate::web) mistake: Option<&'a str>,
    /// Whether it may be left empty.
    pub(in crate::web) optional: bool,
    /// Letters at most; 0 for no limit but the server's.
    pub(in crate::web) letters_max: usize,
}

/// One of the answers that a field offers.
pub(in crate::web) struct Choice<'a> {
    /// What the form sends.
    pub(in crate::web) value: &'a str,
    /// What people read.
    pub(in crate::web) label: &'a str,
}

impl Field<'_> {
    fn id(&self) -> &str {
        if self.id.is_empty() { self.name } else { self.id }
    }

    fn hint_id(&self) -> Option<String> {
        (!self.hint.is_empty()).then(|| format!("{}-hint", self.id()))
    }

    fn mistake_id(&self) -> Option<String> {
        self.mistake.map(|_| format!("{}-mistake", self.id()))
    }

    fn described_by(&self) -> Option<String> {
        let ids: Vec<String> = self.mistake_id().into_iter().chain(self.hint_id()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn around(&self, input: &Markup) -> Markup {
        html! {
            div.field {
                label for=(self.id()) { (self.label) }
                @if let Some(id) = self.hint_id() { p.hint id=(id) { (self.hint) } }
                (input)
                @if let Some((id, mistake)) = self.mistake_id().zip(self.mistake) {
                    p.problem id=(id) { (mistake) }
                }
            }
        }
    }

    /// A line of text; `kind` is `text`, `number`, `search`...
    pub(in crate::web) fn line(&self, kind: &str) -> Markup {
        self.around(&html! {
            input type=(kind) id=(self.id()) name=(self.name) value=(self.value)
                required[!self.optional]
                maxlength=[(self.letters_max > 0).then_some(self.letters_max)]
                aria-invalid=[self.mistake.map(|_| "true")] aria-describedby=[self.described_by()];
        })
    }

    /// Several lines of text.
    pub(in crate::web) fn area(&self) -> Markup {
        self.around(&html! {
            textarea id=(self.id()) name=(self.name) required[!self.optional]
                maxlength=[(self.letters_max > 0).then_some(self.letters_max)]
                aria-invalid=[self.mistake.map(|_| "true")] aria-describedby=[self.described_by()]
                { (self.value) }
        })
    }

    /// One of several answers.
    pub(in crate::web) fn select(&self, choices: &[Choice<'_>]) -> Markup {
        self.around(&html! {
            select id=(self.id()) name=(self.name)
                aria-invalid=[self.mistake.map(|_| "true")] aria-describedby=[self.described_by()] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == self.value] { (choice.label) }
                }
            }
        })
    }
}
