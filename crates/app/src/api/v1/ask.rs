//! Who asks, and with which parameters.

use super::super::error::Problem;
use crate::access::Pass;
use crate::state::App;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use std::str::FromStr;
use vigie_domain::rights::Sight;

/// How like two words must be before one is offered for the other.
const LIKENESS_MIN: f64 = 0.6;

/// Somebody whom the gate let in: the name, as the journal shows it, and what they may see.
pub(super) struct Known(pub(super) String, pub(super) Sight);

impl FromRequestParts<App> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let pass = Pass::from_request_parts(parts, app).await;
        let Pass { caller, sight } = pass.map_err(|_| Problem::unknown_caller())?;
        let name = caller.name().ok_or_else(Problem::unknown_caller)?.to_owned();
        Ok(Self(name, sight))
    }
}

/// The parameters of an address, in order, names repeated or not.
pub(super) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        pairs.map(|Query(pairs)| Self(pairs)).map_err(|error| {
            Problem::refused(error.body_text(), "correct the part of the address after \"?\"")
        })
    }
}

impl Params {
    /// No parameter at all.
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// The others.
    pub(super) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|pair| pair.0 != name).cloned().collect())
    }

    /// Refuses a parameter that is not among these, and names the nearest.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let Some((name, _)) = self.0.iter().find(|(name, _)| !known.contains(&name.as_str()))
        else {
            return Ok(());
        };
        let next = match (nearest(name, known), known.is_empty()) {
            (Some(word), _) => format!("write \"{word}\""),
            (None, true) => "leave it out: this address has no parameter".to_owned(),
            (None, false) => format!("choose one of: {}", known.join(", ")),
        };
        Err(Problem::field(name, format!("\"{name}\" is no parameter here"), next))
    }

    /// Every value of a parameter.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |pair| pair.0 == name).map(|pair| pair.1.as_str())
    }

    /// The last value of a parameter, read.
    pub(super) fn last<T: FromStr>(&self, name: &str, wanted: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.all(name).last() else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            let detail = format!("{name}=\"{text}\" can't be read");
            Problem::field(name, detail, format!("write {wanted}"))
        })
    }

    /// The last value of a parameter, which must be one of these words.
    pub(super) fn word<'a>(
        &'a self,
        name: &'a str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, Problem> {
        let Some(text) = self.all(name).last() else { return Ok(None) };
        words.iter().find(|word| **word == text).map(|word| Some(*word)).ok_or_else(|| {
            let detail = format!("{name}=\"{text}\" is unknown");
            Problem::field(name, detail, format!("choose one of: {}", words.join(", ")))
        })
    }
}

/// The known word that is most like this one, if any is.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let like = |known: &str| strsim::normalized_damerau_levenshtein(word, known);
    known
        .iter()
        .map(|known| (like(known), *known))
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_when_there_is_one() {
        assert_eq!(nearest("filtre", &["filter", "state", "limit"]), Some("filter"));
        assert_eq!(nearest("colour", &["filter", "state", "limit"]), None);
    }
}
