//! Labels: the sorted names and values that say what an alert is about.
//! Owns identity (the fingerprint, equal to Prometheus') and the limits; never interprets a label.

use std::cmp::Ordering;
use std::fmt;

/// Most labels one alert may carry; Prometheus' own default limits are far below.
pub const LABELS_MAX: usize = 256;
/// Longest label name in bytes.
pub const LABEL_NAME_BYTES_MAX: usize = 1024;
/// Longest label or annotation value in bytes: a stack trace fits, a dump does not.
pub const LABEL_VALUE_BYTES_MAX: usize = 64 * 1024;

/// A set of labels or annotations, sorted by name, names unique.
///
/// One text holds all names and values: a message brings thousands of them.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Labels {
    /// Name, value, name, value...
    text: String,
    /// Where each pair's name and value end in the text.
    ends: Vec<(usize, usize)>,
}

/// Why a label set is refused; the message names the label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelError(pub String);

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LabelError {}

impl Labels {
    /// A set from pairs in any order; of two pairs with one name the last wins.
    pub fn new<T: AsRef<str>>(mut pairs: Vec<(T, T)>) -> Self {
        if !pairs.is_sorted_by(|a, b| a.0.as_ref() < b.0.as_ref()) {
            pairs.sort_by(|a, b| a.0.as_ref().cmp(b.0.as_ref()));
            pairs.reverse();
            pairs.dedup_by(|later, kept| later.0.as_ref() == kept.0.as_ref());
            pairs.reverse();
        }
        Self::from_sorted(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))
    }

    fn from_sorted<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)> + Clone) -> Self {
        let bytes = pairs.clone().map(|(name, value)| name.len() + value.len()).sum();
        let mut text = String::with_capacity(bytes);
        let ends = pairs.map(|(name, value)| {
            text.push_str(name);
            let name_end = text.len();
            text.push_str(value);
            (name_end, text.len())
        });
        let ends = ends.collect();
        Self { text, ends }
    }

    /// The value of a label; `None` when it is absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|pair| pair.0 == name).map(|pair| pair.1)
    }

    /// The pairs in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let mut from = 0;
        self.ends.iter().map(move |(name_end, end)| {
            let name = self.text.get(from..*name_end).unwrap_or_default();
            from = *end;
            (name, self.text.get(*name_end..*end).unwrap_or_default())
        })
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The same set without the pairs whose value is empty: they say nothing.
    pub fn without_empty(self) -> Self {
        if self.ends.iter().all(|(name_end, end)| name_end < end) {
            return self;
        }
        Self::from_sorted(self.iter().filter(|pair| !pair.1.is_empty()))
    }

    /// The labels whose name is in `names`.
    pub fn only(&self, names: &[String]) -> Self {
        Self::from_sorted(self.iter().filter(|pair| names.iter().any(|name| name == pair.0)))
    }

    /// This set with `name` set to `value`.
    pub fn with(&self, name: &str, value: &str) -> Self {
        Self::new(self.iter().chain([(name, value)]).collect())
    }

    /// Checks the limits that hold for every source; names the label that breaks one.
    pub fn check(&self) -> Result<(), LabelError> {
        if self.len() > LABELS_MAX {
            let count = self.len();
            return Err(LabelError(format!("{count} labels are too many: at most {LABELS_MAX}")));
        }
        for (name, value) in self.iter() {
            if name.is_empty() {
                return Err(LabelError("a label name can't be empty".to_owned()));
            }
            if name.len() > LABEL_NAME_BYTES_MAX {
                let start: String = name.chars().take(32).collect();
                return Err(LabelError(format!(
                    "the label name \"{start}…\" has {} bytes: at most {LABEL_NAME_BYTES_MAX}",
                    name.len()
                )));
            }
            if value.len() > LABEL_VALUE_BYTES_MAX {
                return Err(LabelError(format!(
                    "the value of label \"{name}\" has {} bytes: at most {LABEL_VALUE_BYTES_MAX}",
                    value.len()
                )));
            }
            if name.contains('\0') || value.contains('\0') {
                return Err(LabelError(format!(
                    "label \"{}\" holds a NUL byte",
                    name.replace('\0', "␀")
                )));
            }
        }
        Ok(())
    }

    /// FNV-1a 64 over the sorted pairs, each name and value followed by 0xFF: the identity that
    /// the Prometheus family gives to a label set.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = FNV_OFFSET;
        for (name, value) in self.iter() {
            hash = fnv(fnv(hash, name.as_bytes()), &[0xFF]);
            hash = fnv(fnv(hash, value.as_bytes()), &[0xFF]);
        }
        Fingerprint(hash)
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Ord for Labels {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl PartialOrd for Labels {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

/// A hash of one pair, for the label index; equal pairs have equal hashes, on every machine.
pub fn pair_hash(name: &str, value: &str) -> u64 {
    fnv(fnv(fnv(FNV_OFFSET, name.as_bytes()), &[0xFF]), value.as_bytes())
}

impl FromIterator<(String, String)> for Labels {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self::new(pairs.into_iter().collect())
    }
}

/// The identity of a label set, printed as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn fingerprints_are_those_of_prometheus() {
        assert_eq!(labels(&[("foo", "bar")]).fingerprint().to_string(), "3fff2c2d7595e046");
        assert_eq!(labels(&[]).fingerprint().to_string(), "cbf29ce484222325");
    }

    #[test]
    fn order_does_not_matter_and_the_last_of_two_wins() {
        let set = labels(&[("b", "1"), ("a", "2"), ("b", "3")]);
        assert_eq!(set, labels(&[("a", "2"), ("b", "3")]));
        assert_eq!(set.get("b"), Some("3"));
        assert_eq!(set.get("c"), None);
    }

    #[test]
    fn a_refusal_names_the_label() {
        let long = labels(&[("trace", &"x".repeat(LABEL_VALUE_BYTES_MAX + 1))]);
        assert!(long.check().unwrap_err().0.contains("\"trace\""));
        assert!(labels(&[("a", "b\0c")]).check().unwrap_err().0.contains("NUL"));
    }
}
