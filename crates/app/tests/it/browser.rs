//! A real browser without a window, driven as a person drives it: by mouse, by keyboard, and with
//! JavaScript off.
//!
//! One Chromium serves the whole test process. Each [`Page`] is a browser of its own to the
//! program: its own cookies, language and window. What the page asked of the network and what the
//! browser complained about is kept, and [`Page::assert_clean`] looks at it.

pub(crate) mod axe;
mod emulate;
mod find;
pub(crate) mod furnish;
mod hands;
mod page;
mod passkey;
mod process;
mod record;
mod tests;
mod wire;

pub(crate) use emulate::Look;
pub(crate) use hands::{Hands, Key};
pub(crate) use page::Page;
