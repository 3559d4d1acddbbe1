//! What happens: the use cases by room, their SQL in `store`, the world in `outside`.
//!
//! Read `path` first: what each fact causes. Read `tick` second: what runs by time. Knows no
//! HTTP request, no HTML and no command line.

pub mod outside;
