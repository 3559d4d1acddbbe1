//! Labels: the sorted names and values that say what an alert is about.
//! Owns identity (the fingerprint, equal to Prometheus') and the limits; never interprets a label.

use std::fmt;

/// Most labels one alert may carry; Prometheus' own default limits are far below.
pub const LABELS_MAX: usize = 256;
/// Longest label name in bytes.
pub const LABEL_NAME_BYTES_MAX: usize = 1024;
/// Longest label or annotation value in bytes: a stack trace fits, a dump does not.
pub const LABEL_VALUE_BYTES_MAX: usize = 64 * 1024;

/// A set of labels or annotations, sorted by name, names unique.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Labels(Vec<(String, String)>);

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
    pub fn new(mut pairs: Vec<(String, String)>) -> Self {
        if !pairs.is_sorted_by(|a, b| a.0 < b.0) {
            pairs.sort_by(|a, b| a.0.cmp(&b.0));
            pairs.reverse();
            pairs.dedup_by(|later, kept| later.0 == kept.0);
            pairs.reverse();
        }
        Self(pairs)
    }

    /// The value of a label; `None` when it is absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|pair| pair.0.as_str().cmp(name)).ok()?;
        self.0.get(at).map(|pair| pair.1.as_str())
    }

    /// The pairs in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|pair| (pair.0.as_str(), pair.1.as_str()))
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same set without the pairs whose value is empty: they say nothing.
    pub fn without_empty(mut self) -> Self {
        self.0.retain(|pair| !pair.1.is_empty());
        self
    }

    /// The labels whose name is in `names`.
    pub fn only(&self, names: &[String]) -> Self {
        Self(self.0.iter().filter(|pair| names.contains(&pair.0)).cloned().collect())
    }

    /// This set with `name` set to `value`.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.0.binary_search_by(|pair| pair.0.as_str().cmp(name)) {
            Ok(at) => {
                if let Some(pair) = self.0.get_mut(at) {
                    value.clone_into(&mut pair.1);
                }
            }
            Err(at) => self.0.insert(at, (name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Checks the limits that hold for every source; names the label that breaks one.
    pub fn check(&self) -> Result<(), LabelError> {
        if self.0.len() > LABELS_MAX {
            return Err(LabelError(format!(
                "{} labels are too many: at most {LABELS_MAX}",
                self.0.len()
            )));
        }
        for (name, value) in &self.0 {
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
        for (name, value) in &self.0 {
            hash = fnv(fnv(hash, name.as_bytes()), &[0xFF]);
            hash = fnv(fnv(hash, value.as_bytes()), &[0xFF]);
        }
        Fingerprint(hash)
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
