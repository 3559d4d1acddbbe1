//! Services: what users rely on. Everything else hangs on one.

use crate::contact::ContactCard;
use crate::text::Slug;

/// Something users rely on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Short name, unique; the value of an alert's `service` label.
    pub slug: Slug,
    /// Name as users know it.
    pub name: String,
    /// One sentence for whoever is woken.
    pub description: String,
    /// People who own it, by slug.
    pub owners: Vec<Slug>,
    /// Services it can't work without, by slug.
    pub depends_on: Vec<Slug>,
    /// Where it is, for a click.
    pub url: Option<String>,
    /// The organisation for which it runs; `None` when only those with a role everywhere see it.
    pub organisation: Option<Slug>,
    /// The team that looks after it.
    pub team: Option<Slug>,
    /// Other ways to reach those who can act.
    pub contacts: Vec<ContactCard>,
}
