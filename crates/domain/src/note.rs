//! Notes: what people write into a timeline. A note, a decision, or the correction of a line that
//! stays as it was.
//! Owns what a note says of itself beside its words; never the words.

use crate::id::EntryId;
use crate::time::Timestamp;

/// What sort of note it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteKind {
    /// What happened, or is known.
    #[default]
    Remark,
    /// What was decided.
    Decision,
    /// What another line should have said.
    Correction(EntryId),
}

/// What somebody writes into a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// What sort it is.
    pub kind: NoteKind,
    /// Its words.
    pub text: String,
    /// When what it tells happened; `None` when it is told at once.
    pub occurred_at: Option<Timestamp>,
}

/// What a line of a timeline says of itself beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoteMark {
    /// The line that it corrects.
    pub corrects: Option<EntryId>,
    /// When what it tells happened.
    pub occurred_at: Option<Timestamp>,
}

impl Note {
    /// A note of what happened just now.
    pub fn remark(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The kind of its journal entry.
    pub fn word(&self) -> &'static str {
        match self.kind {
            NoteKind::Remark => "incident_noted",
            NoteKind::Decision => "decision_noted",
            NoteKind::Correction(_) => "entry_corrected",
        }
    }

    /// What its journal entry keeps beside its words: the line that it corrects, and when it
    /// happened.
    pub fn mark(&self) -> String {
        let corrects = match self.kind {
            NoteKind::Remark | NoteKind::Decision => None,
            NoteKind::Correction(entry) => Some(entry.to_string()),
        };
        let occurred_at = self.occurred_at.map(|at| at.to_string());
        let parts: Vec<String> = corrects.into_iter().chain(occurred_at).collect();
        parts.join(" ")
    }
}

impl NoteMark {
    /// What a journal entry says of itself; `None` for one that is no note.
    pub fn read(kind: &str, subject: &str) -> Option<Self> {
        let mut parts = subject.split(' ').filter(|part| !part.is_empty());
        let corrects = match kind {
            "incident_noted" | "decision_noted" => None,
            "entry_corrected" => Some(EntryId(parts.next()?.parse().ok()?)),
            _ => return None,
        };
        let occurred_at = parts.next().and_then(|at| at.parse().ok());
        Some(Self { corrects, occurred_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let at = Some("2026-11-20T21:05:00Z".parse().unwrap());
        for kind in [NoteKind::Remark, NoteKind::Decision, NoteKind::Correction(EntryId(12))] {
            for occurred_at in [None, at] {
                let note = Note { kind, text: "x".to_owned(), occurred_at };
                let corrects = match kind {
                    NoteKind::Remark | NoteKind::Decision => None,
                    NoteKind::Correction(entry) => Some(entry),
                };
                let read = NoteMark::read(note.word(), &note.mark());
                assert_eq!(read, Some(NoteMark { corrects, occurred_at }), "{note:?}");
            }
        }
        assert_eq!(NoteMark::read("incident_declared", "critical"), None);
        assert_eq!(NoteMark::read("entry_corrected", "the line above"), None);
    }
}
