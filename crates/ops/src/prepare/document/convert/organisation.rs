//! Organisations, teams and roles.

use super::Reader;
use super::people::contacts;
use crate::prepare::document::{GrantDoc, Kind, OrganisationDoc, ServiceDoc, TeamDoc};
use std::collections::BTreeMap;
use vigie_domain::organisation::{Organisation, Team};
use vigie_domain::rights::Grant;
use vigie_domain::text::Slug;

pub(super) fn organisations(
    reader: &mut Reader<'_>,
    docs: &[OrganisationDoc],
) -> BTreeMap<Slug, Organisation> {
    let mut organisations = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("organisations[{place}].slug");
        let Some(slug) = reader.parse::<Slug>(&at, &doc.slug) else { continue };
        let name = doc.name.clone().unwrap_or_else(|| doc.slug.clone());
        let contacts = contacts(reader, &format!("organisations[{place}]"), &doc.contacts);
        organisations.insert(slug.clone(), Organisation { slug, name, contacts });
    }
    organisations
}

pub(super) fn teams(reader: &mut Reader<'_>, docs: &[TeamDoc]) -> BTreeMap<Slug, Team> {
    let mut teams = BTreeMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("teams[{place}]");
        let organisation = reader.slug(
            &format!("{at}.organisation"),
            Kind::Organisation,
            doc.organisation.as_ref(),
        );
        let members = reader.slugs(&format!("{at}.members"), Kind::Person, &doc.members);
        let Some(slug) = reader.parse::<Slug>(&format!("{at}.slug"), &doc.slug) else { continue };
        let name = doc.name.clone().unwrap_or_else(|| doc.slug.clone());
        teams.insert(slug.clone(), Team { slug, name, organisation, members });
    }
    teams
}

/// A service's organisation and team. A team works for its own organisation only.
pub(super) fn of_service(
    reader: &mut Reader<'_>,
    at: &str,
    doc: &ServiceDoc,
    teams: &BTreeMap<Slug, Team>,
) -> (Option<Slug>, Option<Slug>) {
    let team = reader.slug(&format!("{at}.team"), Kind::Team, doc.team.as_ref());
    let place = format!("{at}.organisation");
    let own = reader.slug(&place, Kind::Organisation, doc.organisation.as_ref());
    let of_team = team.as_ref().and_then(|team| teams.get(team)?.organisation.clone());
    if let (Some(own), Some(of_team)) = (&own, &of_team)
        && own != of_team
    {
        reader.refuse(
            place,
            format!("its team works for \"{of_team}\": name another team or organisation"),
        );
    }
    (own.or(of_team), team)
}

pub(super) fn roles(reader: &mut Reader<'_>, at: &str, docs: &[GrantDoc]) -> Vec<Grant> {
    let mut roles = Vec::new();
    for (place, doc) in docs.iter().enumerate() {
        let at = format!("{at}[{place}].organisation");
        let found = reader.slug(&at, Kind::Organisation, doc.organisation.as_ref());
        // A role in an organisation that nobody knows must not become a role everywhere.
        if found.is_some() || doc.organisation.is_none() {
            roles.push(Grant { role: doc.role.into(), organisation: found });
        }
    }
    roles
}
