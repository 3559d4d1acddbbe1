//! What is exported can be read again and means the same.

use crate::config::{export, load_text};
use insta::assert_snapshot;
use proptest::prelude::*;
use std::path::Path;
use vigie_ops::prepare::document::{Document, ServiceDoc};

const EXAMPLE: &str = include_str!("../../../../../docs/guide/examples/vigie.yaml");

fn read(text: &str) -> Document {
    load_text(Path::new("vigie.yaml"), text)
        .map_err(|found| crate::config::report(&found))
        .unwrap_or_else(|report| panic!("{report}\n{text}"))
        .document
}

#[test]
fn the_example_of_the_guide_loads_and_comes_back() {
    let document = read(EXAMPLE);
    assert_eq!(document.objects().unwrap().len(), 35);
    let text = export(&document).unwrap();
    assert_eq!(read(&text), document);
    assert_eq!(export(&read(&text)).unwrap(), text);
}

#[test]
fn secrets_in_clear_leave_as_variables() {
    let document = read(
        "channels:\n  - {name: Ops room, mattermost: {url: 'https://a.example/s3cret'}}\nsources:\n  \
         - {slug: prom, kind: alertmanager, tokens: [s3cret, {env: B}], labels: {a: 'yes', b: '1'}}\n",
    );
    assert_snapshot!(export(&document).unwrap(), @r#"
    channels:
      - name: Ops room
        mattermost:
          url: {env: VIGIE_CHANNEL_OPS_ROOM_MATTERMOST_URL}  # hidden: put the secret into this variable

    sources:
      - slug: prom
        kind: alertmanager
        tokens:
          - {env: VIGIE_SOURCE_PROM_TOKEN_0}  # hidden: put the secret into this variable
          - {env: B}
        labels:
          a: "yes"
          b: "1"
    "#);
}

#[test]
fn nothing_declared_is_an_empty_map() {
    assert_eq!(export(&Document::default()).unwrap(), "{}\n");
}

proptest! {
    #[test]
    fn any_text_comes_back(name in any::<String>(), key in any::<String>()) {
        let mut document = Document::default();
        let service = ServiceDoc { slug: "a".into(), description: name, ..Default::default() };
        document.services.push(service);
        let label = (key, "x: #y".to_owned());
        let check = serde_json::json!({"slug": "c", "icmp": {"host": "h"}, "labels": {label.0: label.1}});
        document.checks.push(serde_json::from_value(check).unwrap());
        let text = export(&document).unwrap();
        let parsed = super::super::yaml::parse(&text);
        prop_assert!(parsed.faults.is_empty(), "{:?}\n{text}", parsed.faults);
        let mut again = Document::default();
        for (key, node) in parsed.root.entries() {
            let kind = vigie_ops::prepare::document::Kind::from_key(&key.text).unwrap();
            again.add(kind, &node.members()[0]).unwrap();
        }
        prop_assert_eq!(again, document, "{}", text);
    }
}
