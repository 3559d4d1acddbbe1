//! Conditions on a JSON answer: `$.queues[0].depth < 100`.
//! Owns the path and the comparison (a small part of RFC 9535); never reads JSON itself.

use std::fmt;
use std::str::{Chars, FromStr};

/// Longest condition.
const CONDITION_BYTES_MAX: usize = 1024;
/// Most steps of one path.
const STEPS_MAX: usize = 32;
/// How much of a value is shown in a failure.
const SHOWN_CHARS_MAX: usize = 60;

/// One step down into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member of an object.
    Member(String),
    /// The element of an array; negative counts from its end.
    Element(i64),
}

/// How the value found is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `exists`
    Exists,
}

const COMPARISONS: [(&str, Comparison); 7] = [
    ("==", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
    ("exists", Comparison::Exists),
];

/// A JSON value as far as conditions care.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number.
    Number(f64),
    /// Any text.
    Text(String),
    /// An object or an array: exists, and equals nothing.
    Compound,
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(text) if text.chars().count() > SHOWN_CHARS_MAX => {
                write!(f, "\"{}…\"", text.chars().take(SHOWN_CHARS_MAX).collect::<String>())
            }
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Compound => f.write_str("an object or a list"),
        }
    }
}

/// A condition on one value of a JSON answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    text: String,
    steps: Vec<Step>,
    comparison: Comparison,
    wanted: Scalar,
}

impl Condition {
    /// The way from the top of the answer to the value.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Says why the value found (or its absence) does not meet the condition.
    pub fn judge(&self, found: Option<&Scalar>) -> Result<(), String> {
        let Some(found) = found else {
            return Err(format!("expected {}, but there is no such value", self.text));
        };
        if self.holds(found) {
            return Ok(());
        }
        Err(format!("expected {}, got {found}", self.text))
    }

    fn holds(&self, found: &Scalar) -> bool {
        let ordered = |wanted: fn(std::cmp::Ordering) -> bool| match (found, &self.wanted) {
            (Scalar::Number(found), Scalar::Number(limit)) => {
                found.partial_cmp(limit).is_some_and(wanted)
            }
            _ => false,
        };
        match self.comparison {
            Comparison::Exists => true,
            Comparison::Equal => *found == self.wanted,
            Comparison::NotEqual => *found != self.wanted,
            Comparison::Less => ordered(std::cmp::Ordering::is_lt),
            Comparison::LessOrEqual => ordered(std::cmp::Ordering::is_le),
            Comparison::Greater => ordered(std::cmp::Ordering::is_gt),
            Comparison::GreaterOrEqual => ordered(std::cmp::Ordering::is_ge),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() > CONDITION_BYTES_MAX {
            return Err(format!(
                "the condition has {} bytes: at most {CONDITION_BYTES_MAX}",
                text.len()
            ));
        }
        let text = text.trim();
        let (steps, rest) = path(text)?;
        let rest = rest.trim();
        let found = COMPARISONS
            .iter()
            .find_map(|(word, comparison)| Some((*comparison, rest.strip_prefix(word)?)));
        let Some((comparison, value)) = found else {
            return Err(format!(
                "\"{text}\" needs ==, !=, <, <=, >, >= or exists after its path, such as \
                 $.status == \"up\""
            ));
        };
        let wanted = wanted(comparison, value.trim())?;
        Ok(Self { text: text.to_owned(), steps, comparison, wanted })
    }
}

fn wanted(comparison: Comparison, value: &str) -> Result<Scalar, String> {
    match comparison {
        Comparison::Exists if value.is_empty() => Ok(Scalar::Null),
        Comparison::Exists => Err(format!("nothing may follow \"exists\", found {value}")),
        Comparison::Equal | Comparison::NotEqual => scalar(value),
        Comparison::Less
        | Comparison::LessOrEqual
        | Comparison::Greater
        | Comparison::GreaterOrEqual => {
            let limit = scalar(value)?;
            if matches!(limit, Scalar::Number(_)) {
                return Ok(limit);
            }
            Err(format!("only numbers can be ordered, found {limit}"))
        }
    }
}

fn scalar(text: &str) -> Result<Scalar, String> {
    match text {
        "" => Err("a value is missing at the end, such as \"up\", 3, true or null".to_owned()),
        "null" => Ok(Scalar::Null),
        "true" => Ok(Scalar::Bool(true)),
        "false" => Ok(Scalar::Bool(false)),
        quoted if quoted.starts_with(['"', '\'']) => {
            let mut chars = quoted.chars();
            let text = quoted_text(&mut chars)?;
            if chars.as_str().is_empty() {
                return Ok(Scalar::Text(text));
            }
            Err(format!("unexpected {} after the text", chars.as_str()))
        }
        number => number
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Scalar::Number)
            .ok_or_else(|| format!("{number} is no number, text in quotes, true, false or null")),
    }
}

/// Reads from an opening quote to its closing one; a backslash keeps the next character.
fn quoted_text(chars: &mut Chars<'_>) -> Result<String, String> {
    let quote = chars.next().unwrap_or('"');
    let mut text = String::new();
    loop {
        match chars.next() {
            None => return Err(format!("the text {quote}{text} lacks its closing {quote}")),
            Some('\\') => text.extend(chars.next()),
            Some(c) if c == quote => return Ok(text),
            Some(c) => text.push(c),
        }
    }
}

fn path(text: &str) -> Result<(Vec<Step>, &str), String> {
    let Some(after) = text.strip_prefix('$') else {
        return Err(format!("\"{text}\" must start with $, such as $.status == \"up\""));
    };
    let mut steps = Vec::new();
    let mut chars = after.chars();
    loop {
        let rest = chars.as_str();
        match chars.next() {
            Some('.') => steps.push(member(&mut chars)?),
            Some('[') => steps.push(bracket(&mut chars)?),
            _ => return Ok((steps, rest)),
        }
        if steps.len() > STEPS_MAX {
            return Err(format!("the path has more than {STEPS_MAX} steps"));
        }
    }
}

fn member(chars: &mut Chars<'_>) -> Result<Step, String> {
    let rest = chars.as_str();
    let legal = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let end = rest.find(|c| !legal(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if name.is_empty() {
        return Err(format!("a name is missing after the dot, before \"{rest}\""));
    }
    *chars = after.chars();
    Ok(Step::Member(name.to_owned()))
}

fn bracket(chars: &mut Chars<'_>) -> Result<Step, String> {
    let inside = chars.as_str();
    if inside.starts_with(['"', '\'']) {
        let name = quoted_text(chars)?;
        return match chars.next() {
            Some(']') => Ok(Step::Member(name)),
            _ => Err(format!("[{inside} lacks its ]")),
        };
    }
    let Some((number, after)) = inside.split_once(']') else {
        return Err(format!("[{inside} lacks its ]"));
    };
    *chars = after.chars();
    number.trim().parse().map(Step::Element).map_err(|_| {
        format!("[{number}] is no position such as [0] and no name in quotes such as ['name']")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(text: &str) -> Condition {
        text.parse().unwrap()
    }

    #[test]
    fn paths_have_dots_and_brackets() {
        assert_eq!(
            condition("$.a['b c'][0].d-e[-1] exists").steps(),
            [
                Step::Member("a".to_owned()),
                Step::Member("b c".to_owned()),
                Step::Element(0),
                Step::Member("d-e".to_owned()),
                Step::Element(-1),
            ]
        );
        assert!(condition("$ exists").steps().is_empty());
    }

    #[test]
    fn comparisons_hold_or_say_what_came() {
        let up = Scalar::Text("up".to_owned());
        let three = Scalar::Number(3.0);
        for (text, found, holds) in [
            ("$.s == \"up\"", &up, true),
            ("$.s == 'down'", &up, false),
            ("$.s != 'down'", &up, true),
            ("$.n<3", &three, false),
            ("$.n <= 3.0", &three, true),
            ("$.n > -1e3", &three, true),
            ("$.n >= 4", &three, false),
            ("$.n == \"3\"", &three, false),
            ("$.n == null", &Scalar::Null, true),
            ("$.s > 1", &up, false),
            ("$.s exists", &Scalar::Compound, true),
        ] {
            assert_eq!(condition(text).judge(Some(found)).is_ok(), holds, "{text}");
        }
        assert_eq!(
            condition("$.status == \"up\"").judge(Some(&Scalar::Text("down".to_owned()))),
            Err("expected $.status == \"up\", got \"down\"".to_owned())
        );
        assert_eq!(
            condition("$.a.b > 1").judge(None),
            Err("expected $.a.b > 1, but there is no such value".to_owned())
        );
    }

    #[test]
    fn mistakes_are_explained() {
        for (text, words) in [
            ("status == 1", "must start with $"),
            ("$.a", "needs =="),
            ("$.a = 1", "needs =="),
            ("$.a ==", "a value is missing"),
            ("$.a == up", "no number, text in quotes"),
            ("$.a == \"up", "lacks its closing"),
            ("$.a == \"up\" or", "unexpected  or"),
            ("$.a < \"b\"", "only numbers can be ordered"),
            ("$.a exists 1", "nothing may follow"),
            ("$..a == 1", "a name is missing"),
            ("$[x] == 1", "no position"),
            ("$[0 == 1", "lacks its ]"),
            ("$.a == NaN", "no number"),
        ] {
            let error = text.parse::<Condition>().unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert!(format!("${} exists", ".a".repeat(33)).parse::<Condition>().is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[$.\\[\\]'\"=<>!a-z0-9 \\\\é]{0,40}") {
            if let Ok(condition) = text.parse::<Condition>() {
                proptest::prop_assert_eq!(condition.to_string().parse::<Condition>(), Ok(condition));
            }
        }
    }
}
