//! Matchers: tests on labels, as the Prometheus family writes them (`severity=~"crit|page"`).
//! Owns what a matcher means and how it is written; never decides what a match causes.

mod classic;
mod parse;
mod pattern;
mod quote;
#[cfg(test)]
mod tests;

use crate::label::Labels;
use regex::Regex;
use std::fmt;

pub(crate) use quote::go_quoted;

/// Why a text is no matcher: what was expected, and at which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatcherError(pub String);

impl fmt::Display for MatcherError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MatcherError {}

/// How a matcher compares a label with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchOp {
    /// `=`: the label is exactly the value.
    Equal,
    /// `!=`: the label is anything else.
    NotEqual,
    /// `=~`: the whole label fits the regular expression.
    Regex,
    /// `!~`: the whole label does not fit it.
    NotRegex,
}

impl MatchOp {
    /// The operator as people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Regex => "=~",
            Self::NotRegex => "!~",
        }
    }
}

/// One test on one label.
#[derive(Clone, Debug)]
pub struct Matcher {
    name: String,
    value: String,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Equal,
    NotEqual,
    Fits(Regex),
    FitsNot(Regex),
}

impl Matcher {
    /// A matcher; refused when the name is empty or the regular expression is wrong or too big.
    pub fn new(
        name: impl Into<String>,
        op: MatchOp,
        value: impl Into<String>,
    ) -> Result<Self, MatcherError> {
        let (name, value) = (name.into(), value.into());
        if name.is_empty() {
            return Err(MatcherError("a label name can't be empty".to_owned()));
        }
        let test = match op {
            MatchOp::Equal => Test::Equal,
            MatchOp::NotEqual => Test::NotEqual,
            MatchOp::Regex => Test::Fits(pattern::anchored(&value)?),
            MatchOp::NotRegex => Test::FitsNot(pattern::anchored(&value)?),
        };
        Ok(Self { name, value, test })
    }

    /// Reads exactly one matcher, written without braces: `severity="critical"`.
    ///
    /// The older syntax needs no quotes around commas here: `a=b,c` has the value `b,c`.
    pub fn parse(text: &str) -> Result<Self, MatcherError> {
        if text.starts_with('{') || text.ends_with('}') {
            return Err(MatcherError(format!("unexpected open or close brace: {text}")));
        }
        parse::one(text)
    }

    /// The label it looks at.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it compares.
    pub fn op(&self) -> MatchOp {
        match self.test {
            Test::Equal => MatchOp::Equal,
            Test::NotEqual => MatchOp::NotEqual,
            Test::Fits(_) => MatchOp::Regex,
            Test::FitsNot(_) => MatchOp::NotRegex,
        }
    }

    /// The value or regular expression, as it was written.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether these labels pass; an absent label is the empty text.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.matches_value(labels.get(&self.name).unwrap_or(""))
    }

    /// Whether one value passes.
    pub fn matches_value(&self, value: &str) -> bool {
        match &self.test {
            Test::Equal => self.value == value,
            Test::NotEqual => self.value != value,
            Test::Fits(regex) => regex.is_match(value),
            Test::FitsNot(regex) => !regex.is_match(value),
        }
    }

    /// Whether it asks for nothing, as silences count it: `=` or `=~` that accept an absent label.
    ///
    /// `!=` and `!~` never count, since they name what they leave out.
    pub fn matches_empty(&self) -> bool {
        match self.op() {
            MatchOp::Equal | MatchOp::Regex => self.matches_value(""),
            MatchOp::NotEqual | MatchOp::NotRegex => false,
        }
    }

    fn sort_key(&self) -> (&str, &str, MatchOp) {
        (&self.name, &self.value, self.op())
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        self.sort_key() == other.sort_key()
    }
}

impl Eq for Matcher {}

impl fmt::Display for Matcher {
    /// `name="value"`, or both quoted when the name could be misread without.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let op = self.op().as_str();
        if self.name.contains(parse::is_reserved) {
            return write!(f, "{}{op}{}", go_quoted(&self.name), go_quoted(&self.value));
        }
        write!(f, "{}{op}\"{}\"", self.name, quote::open_metrics_escaped(&self.value))
    }
}

/// Matchers that must all pass; none at all accepts every label set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matchers(Vec<Matcher>);

impl Matchers {
    /// Reads `{foo="bar",a=~"b.*"}`, with or without braces and quotes.
    ///
    /// As Alertmanager's default mode: the UTF-8 syntax, and the older one where only that one
    /// understands the text or where both do and disagree.
    pub fn parse(text: &str) -> Result<Self, MatcherError> {
        parse::fallback(text).map(Self)
    }

    /// Whether these labels pass every matcher.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.0.iter().all(|matcher| matcher.matches(labels))
    }

    /// The matchers, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Matcher> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same matchers by name, value and operator: the order that route keys use.
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self
    }
}

impl From<Vec<Matcher>> for Matchers {
    fn from(matchers: Vec<Matcher>) -> Self {
        Self(matchers)
    }
}

impl FromIterator<Matcher> for Matchers {
    fn from_iter<I: IntoIterator<Item = Matcher>>(matchers: I) -> Self {
        Self(matchers.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Matchers {
    type Item = &'a Matcher;
    type IntoIter = std::slice::Iter<'a, Matcher>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Matchers {
    /// `{a="b",c=~"d"}`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, matcher) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{matcher}")?;
        }
        f.write_str("}")
    }
}
