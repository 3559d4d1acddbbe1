//! The pages in a real browser: what the people who use them would notice.

mod exchanges;
mod judged;
mod live;
mod looks;
mod odd;
mod pages;
mod pictures;
mod tasks;
mod three;
