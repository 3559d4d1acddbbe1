//! Organisations, teams and roles as they are written.

use super::ContactDoc;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use vigie_domain::rights::Role;

/// Those for whom services run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationDoc {
    /// Short name, unique.
    pub slug: String,
    /// Name as people say it; the slug without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Ways to reach those who lead it, tried when nobody of a service answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ContactDoc>,
}

/// People who look after services together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamDoc {
    /// Short name, unique.
    pub slug: String,
    /// Name as people say it; the slug without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The organisation that it works for, by slug; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// People in it, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleDoc {
    /// Sees services, alerts and incidents.
    Reader,
    /// Acknowledges, silences, declares incidents and works on them.
    Responder,
    /// Changes what is declared, too.
    Manager,
    /// Decides, too, who signs in and which programs have tokens.
    Administrator,
    /// Security officer or DPO: sees every incident, private ones too, and the journal.
    SecurityOfficer,
}

impl From<RoleDoc> for Role {
    fn from(word: RoleDoc) -> Self {
        match word {
            RoleDoc::Reader => Self::Reader,
            RoleDoc::Responder => Self::Responder,
            RoleDoc::Manager => Self::Manager,
            RoleDoc::Administrator => Self::Administrator,
            RoleDoc::SecurityOfficer => Self::SecurityOfficer,
        }
    }
}

/// A role: its word, or `{role: WORD, organisation: SLUG}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantDoc {
    /// The role.
    pub role: RoleDoc,
    /// Its organisation, by slug; everywhere without it.
    pub organisation: Option<String>,
}

impl Serialize for GrantDoc {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some(organisation) = &self.organisation else { return self.role.serialize(to) };
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("role", &self.role)?;
        map.serialize_entry("organisation", organisation)?;
        map.end()
    }
}

/// A role with its organisation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Placed {
    /// The role.
    role: RoleDoc,
    /// Its organisation, by slug; everywhere without it.
    #[serde(default)]
    organisation: Option<String>,
}

impl<'de> Deserialize<'de> for GrantDoc {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = GrantDoc;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a role or {role: ROLE, organisation: SLUG}")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<GrantDoc, E> {
                let role = RoleDoc::deserialize(word.into_deserializer())?;
                Ok(GrantDoc { role, organisation: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GrantDoc, A::Error> {
                let Placed { role, organisation } =
                    Placed::deserialize(MapAccessDeserializer::new(map))?;
                Ok(GrantDoc { role, organisation })
            }
        }
        from.deserialize_any(Reader)
    }
}

impl JsonSchema for GrantDoc {
    fn schema_name() -> Cow<'static, str> {
        "Grant".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (role, placed) =
            (generator.subschema_for::<RoleDoc>(), generator.subschema_for::<Placed>());
        json_schema!({
            "description": "A role everywhere, or {role: ROLE, organisation: SLUG}.",
            "oneOf": [role, placed]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_role_is_a_word_or_has_its_organisation() {
        for form in [json!("responder"), json!({"role": "reader", "organisation": "acme"})] {
            let grant: GrantDoc = serde_json::from_value(form.clone()).unwrap();
            assert_eq!(serde_json::to_value(&grant).unwrap(), form);
        }
        for (form, why) in [
            (json!(12), "a role or {role"),
            (json!("sender"), "unknown variant `sender`, expected one of `reader`"),
            (json!({"role": "reader", "organization": "a"}), "unknown field `organization`"),
            (json!({"organisation": "a"}), "missing field `role`"),
        ] {
            let error = serde_json::from_value::<GrantDoc>(form).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
