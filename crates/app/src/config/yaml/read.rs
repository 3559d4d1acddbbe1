//! Reads values into typed objects, so that each refusal knows its place and its path.
//! Owns the words for what was expected and found; never repeats a value, which may be secret.

use super::{Node, Shape, Spot};
use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt::{self, Display};

/// Why a value is refused, and where.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::config) struct Refusal {
    /// Where; set by the innermost value that knows.
    pub(in crate::config) spot: Option<Spot>,
    /// The way from the object down to the value, in reverse.
    steps: Vec<String>,
    /// What is wrong.
    pub(in crate::config) why: Why,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::config) enum Why {
    /// A key, or a word of a closed list, that means nothing here.
    Unknown { what: &'static str, word: String, known: &'static [&'static str] },
    /// Anything else.
    Said(String),
}

impl Refusal {
    /// The way down, such as `http.headers` or `depends_on[0]`; empty for the object itself.
    pub(in crate::config) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            if !path.is_empty() && !step.starts_with('[') {
                path.push('.');
            }
            path.push_str(step);
        }
        path
    }

    fn new(why: Why) -> Self {
        Self { spot: None, steps: Vec::new(), why }
    }

    fn said(message: impl Into<String>) -> Self {
        Self::new(Why::Said(message.into()))
    }

    fn at(mut self, spot: Spot) -> Self {
        self.spot.get_or_insert(spot);
        self
    }

    fn under(mut self, step: String) -> Self {
        self.steps.push(step);
        self
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Unknown { what, word, .. } => write!(f, "unknown {what} \"{word}\""),
            Why::Said(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: Display>(message: T) -> Self {
        Self::said(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let (wanted, found) = (in_words(&expected.to_string()), found_in_words(found));
        let quotes = wanted.contains("text") && matches!(found, "a number" | "true or false");
        let advice = if quotes { ": put it in quotes" } else { "" };
        Self::said(format!("expected {wanted}, found {found}{advice}"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        if matches!(found, Unexpected::Signed(_) | Unexpected::Unsigned(_) | Unexpected::Float(_)) {
            let wanted = in_words(&expected.to_string());
            return Self::said(format!("this number is out of range: expected {wanted}"));
        }
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::said(format!("expected {expected}, found {length}"))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(Why::Unknown { what: "word", word: word.to_owned(), known })
    }

    fn unknown_field(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(Why::Unknown { what: "key", word: word.to_owned(), known })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::said(format!("\"{field}\" is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::said(format!("\"{field}\" stands here twice"))
    }
}

/// What Rust's types are called by people.
fn in_words(expected: &str) -> String {
    match expected {
        "a string" => "a text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" | "u64" | "usize" => "a whole number, not negative".to_owned(),
        "i64" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        other if other.starts_with("struct ") => "a map of keys and values".to_owned(),
        other if other.starts_with("a map") => "a map of keys and values".to_owned(),
        other if other.starts_with("string or ") || other.contains("enum ") => "a word".to_owned(),
        other => other.to_owned(),
    }
}

fn found_in_words(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
        Unexpected::Unit | Unexpected::Option => "nothing",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a map of keys and values",
        Unexpected::Char(_)
        | Unexpected::Str(_)
        | Unexpected::Bytes(_)
        | Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => "a text",
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let read = match &self.shape {
            Shape::Null => visitor.visit_unit(),
            Shape::Bool(value, _) => visitor.visit_bool(*value),
            Shape::Number(number, _) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Shape::Text(text) => visitor.visit_str(text),
            Shape::List(members) => visitor.visit_seq(Members { left: members.iter(), place: 0 }),
            Shape::Map(_) => {
                visitor.visit_map(Entries { left: self.entries().iter(), value: None })
            }
        };
        read.map_err(|refusal: Refusal| refusal.at(self.spot))
    }

    /// A number or a switch may stand where a text is wanted: it is taken as it is written.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.scalar() {
            Some(text) => visitor.visit_str(text).map_err(|refusal: Refusal| refusal.at(self.spot)),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.shape == Shape::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// A key with nothing behind it is an empty list.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.shape == Shape::Null {
            return visitor.visit_seq(Members { left: [].iter(), place: 0 });
        }
        self.deserialize_any(visitor)
    }

    /// A key with nothing behind it is an empty map.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.shape == Shape::Null {
            return visitor.visit_map(Entries { left: [].iter(), value: None });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let Some(text) = self.scalar() else {
            let found = self.kind();
            let said = format!("expected a word, found {found}");
            return Err(Refusal::said(said).at(self.spot));
        };
        visitor.visit_enum(Word(text)).map_err(|refusal: Refusal| refusal.at(self.spot))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct struct identifier ignored_any
    }
}

impl Node {
    /// Takes away the key that a refusal does not know; `false` when it is about something else.
    pub(in crate::config) fn remove_unknown(&mut self, refusal: &Refusal) -> bool {
        let Why::Unknown { what: "key", word, .. } = &refusal.why else { return false };
        self.remove(&refusal.steps, word)
    }

    /// Takes away the entry of a map that a refusal is about, or that holds what it is about.
    pub(in crate::config) fn remove_refused(&mut self, refusal: &Refusal) -> bool {
        if self.remove_unknown(refusal) {
            return true;
        }
        let key = refusal.steps.iter().position(|step| !step.starts_with('['));
        let above = key.and_then(|key| refusal.steps.get(key.saturating_add(1)..));
        let word = key.and_then(|key| refusal.steps.get(key));
        above.zip(word).is_some_and(|(steps, word)| self.remove(steps, word))
    }

    /// Takes away one key of the map at the end of a way; `false` when there is none.
    fn remove(&mut self, steps: &[String], word: &str) -> bool {
        let mut node = self;
        for step in steps.iter().rev() {
            let place = step.strip_prefix('[').and_then(|step| step.strip_suffix(']'));
            let next = match (&mut node.shape, place.and_then(|place| place.parse().ok())) {
                (Shape::List(members), Some(place)) => members.get_mut::<usize>(place),
                (Shape::Map(entries), _) => {
                    entries.iter_mut().find(|(key, _)| key.text == *step).map(|(_, node)| node)
                }
                _ => None,
            };
            let Some(next) = next else { return false };
            node = next;
        }
        let Shape::Map(entries) = &mut node.shape else { return false };
        let before = entries.len();
        entries.retain(|(key, _)| key.text != word);
        entries.len() < before
    }
}

impl<'de> IntoDeserializer<'de, Refusal> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Members<'de> {
    left: std::slice::Iter<'de, Node>,
    place: usize,
}

impl<'de> SeqAccess<'de> for Members<'de> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Refusal> {
        let Some(node) = self.left.next() else { return Ok(None) };
        let place = self.place;
        self.place = place.saturating_add(1);
        let read = seed.deserialize(node);
        read.map(Some).map_err(|refusal| refusal.at(node.spot).under(format!("[{place}]")))
    }
}

struct Entries<'de> {
    left: std::slice::Iter<'de, (super::Key, Node)>,
    value: Option<&'de (super::Key, Node)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refusal> {
        let Some(entry) = self.left.next() else { return Ok(None) };
        self.value = Some(entry);
        let key: StrDeserializer<'_, Refusal> = entry.0.text.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|refusal| refusal.at(entry.0.spot))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let Some((key, node)) = self.value.take() else {
            return Err(Refusal::said("a value was read before its key"));
        };
        // "Nothing" is best shown by the key that has nothing behind it.
        let spot = if node.shape == Shape::Null { key.spot } else { node.spot };
        seed.deserialize(node).map_err(|mut refusal| {
            if refusal.steps.is_empty() && node.shape == Shape::Null {
                refusal.spot = Some(spot);
            }
            refusal.at(spot).under(key.text.clone())
        })
    }
}

/// One word of a closed list.
struct Word<'de>(&'de str);

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = Refusal;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Refusal> {
        let word: StrDeserializer<'_, Refusal> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'de> {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        let word: StrDeserializer<'_, Refusal> = self.0.into_deserializer();
        seed.deserialize(word)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Refusal> {
        Err(Refusal::said("expected a word"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refusal> {
        Err(Refusal::said("expected a word"))
    }
}
