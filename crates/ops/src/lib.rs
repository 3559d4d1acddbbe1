//! What happens: the use cases by room, their SQL in `store`, the world in `outside`.
//!
//! Read `path` first: what each fact causes. Read `tick` second: what runs by time. Knows no
//! HTTP request, no HTML and no command line.

pub mod access;
pub mod alert;
pub mod communicate;
pub mod cx;
pub mod detect;
pub mod error;
pub mod journal;
pub mod keys;
pub mod learn;
pub mod outside;
pub mod own;
pub mod path;
pub mod prepare;
pub mod respond;
pub mod secret;
pub mod sight;
pub mod store;
pub mod text;
pub mod tick;
pub mod words;

pub use cx::Cx;
pub use error::Error;

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes from hexadecimal digits.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .collect();
    let (pairs, rest) = digits.as_ref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
