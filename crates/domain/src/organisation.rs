//! Organisations and teams: for whom services run, and who looks after them together.

use crate::contact::ContactCard;
use crate::text::Slug;

/// Those for whom services run: a client, a department, a product's administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Short name, unique.
    pub slug: Slug,
    /// Name as people say it.
    pub name: String,
    /// Ways to reach those who lead it.
    pub contacts: Vec<ContactCard>,
}

/// People who look after services together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Short name, unique.
    pub slug: Slug,
    /// Name as people say it.
    pub name: String,
    /// The organisation that it works for; `None` for one that works for all.
    pub organisation: Option<Slug>,
    /// People in it, by slug.
    pub members: Vec<Slug>,
}
