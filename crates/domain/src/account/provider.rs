//! Identity providers: who vouches for people beside ourselves.

use crate::channel::Secret;
use crate::rights::{Grant, Role};
use crate::text::Slug;

/// An identity provider that speaks OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its address, as its own documents name it.
    pub issuer: String,
    /// What it knows us by.
    pub client_id: String,
    /// The secret that it gave us.
    pub secret: Secret,
    /// What the button says.
    pub label: String,
    /// What we ask for, beside `openid`.
    pub scopes: Vec<String>,
    /// How well people must have shown who they are there.
    pub acr_values: Vec<String>,
    /// Whether it takes PKCE; a few refuse whatever they do not expect.
    pub pkce: bool,
    /// Whether every mail address that it tells is checked, though it does not say so.
    pub addresses_are_checked: bool,
    /// The claim that holds groups; dots lead into it.
    pub group_claim: Option<String>,
    /// What groups may do here.
    pub groups: Vec<(String, Vec<Grant>)>,
}

impl Provider {
    /// What somebody in these groups may do.
    pub fn grants(&self, groups: &[String]) -> Vec<Grant> {
        let known = self.groups.iter().filter(|(group, _)| groups.contains(group));
        let mut grants: Vec<Grant> = Vec::new();
        for grant in known.flat_map(|(_, grants)| grants) {
            if !grants.contains(grant) {
                grants.push(grant.clone());
            }
        }
        grants
    }
}

/// Grants as an account keeps them: `responder reader@acme`.
pub fn write_grants(grants: &[Grant]) -> String {
    let one = |grant: &Grant| match &grant.organisation {
        Some(organisation) => format!("{}@{organisation}", grant.role.as_str()),
        None => grant.role.as_str().to_owned(),
    };
    grants.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Grants from what an account keeps; what can't be read gives no right.
pub fn read_grants(text: &str) -> Vec<Grant> {
    let one = |word: &str| {
        let (role, organisation) = match word.split_once('@') {
            Some((role, organisation)) => (role, Some(organisation.parse::<Slug>().ok()?)),
            None => (word, None),
        };
        Some(Grant { role: Role::from_word(role)?, organisation })
    };
    text.split_whitespace().filter_map(one).collect()
}
