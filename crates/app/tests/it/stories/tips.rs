//! What people outside report: it waits, it is told, and somebody decides.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use std::time::Duration;
use vigie_domain::id::{IncidentId, TipId};
use vigie_domain::incident::Incident;
use vigie_domain::tip::TipState;
use vigie_ops::Error;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Said};
use vigie_ops::store::{Tx, journal, tips};
use vigie_ops::tick;

async fn open(world: World) -> World {
    world
        .declares(Kind::Service, json!({"slug": "site"}))
        .await
        .declares(Kind::Settings, json!({"public_reports": {"services": ["site"]}}))
        .await
        .person("alice")
        .await
}

async fn says(world: &World, service: &str, text: &str) -> Result<TipId, Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let (service, text) = (service.to_owned(), text.to_owned());
    let said = Said { service, text, contact: "me@example.org".to_owned() };
    let unit = move |tx: &mut Tx<'_>| respond::receive_tip(tx, &setup, &said, now);
    world.cx.store.write(unit).await
}

async fn dismisses(world: &World, id: TipId, why: &'static str) -> Result<(), Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit = move |tx: &mut Tx<'_>| respond::dismiss_tip(tx, &setup, (id, why), "olga", now);
    world.cx.store.write(unit).await
}

async fn declares(world: &World, id: TipId) -> Result<Incident, Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let declaration = Declaration::of("The site shows the files of others", "site".parse().ok());
    let unit =
        move |tx: &mut Tx<'_>| respond::declare_tip(tx, &setup, (id, &declaration), "olga", now);
    world.cx.store.write(unit).await
}

#[test]
fn a_report_tells_people_once_however_many_write_and_becomes_an_incident() {
    on_both_engines(|world| async {
        let world = open(world).await;
        let first = says(&world, "site", "I see the files of others").await.unwrap();
        let second = says(&world, "site", "Me too").await.unwrap();
        world.advance(minutes(1)).await;
        let told = world.expects("alice@example.org", "firing", "first notification");
        let alert = &told.notice.alerts[0];
        assert_eq!(
            (alert.labels["alertname"].as_str(), told.notice.alerts.len()),
            ("ProblemReported", 1)
        );
        let summary = &alert.annotations["summary"];
        assert!(summary.contains("/problems") && !summary.contains("files"), "{summary}");
        let incident = declares(&world, first).await.unwrap();
        let lines = world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await;
        assert!(lines.iter().any(|line| line.text == "I see the files of others"), "{lines:#?}");
        let kept = world.read(move |tx| Ok(tips::by_id(tx, first)?)).await.unwrap();
        assert!(
            matches!(&kept.state, TipState::Declared { incident: of, by, .. }
                if *of == incident.id && by == "olga"),
            "{kept:?}"
        );
        let again = dismisses(&world, first, "x").await;
        assert!(matches!(again, Err(Error::Refused { .. })), "{again:?}");
        let silent = dismisses(&world, second, " ").await;
        assert!(matches!(silent, Err(Error::Refused { .. })), "without a reason: {silent:?}");
        dismisses(&world, second, "the same as the first").await.unwrap();
        world.advance(minutes(10)).await;
        world.expects("alice@example.org", "resolved", "all alerts resolved");
        world
    });
}

#[test]
fn what_the_form_does_not_offer_is_refused_and_the_journal_keeps_no_word_of_it() {
    on_both_engines(|world| async {
        let closed = says(&world, "", "x").await;
        assert_eq!(closed, Err(Error::NotFound("form")));
        let world = open(world).await;
        let long = "x".repeat(5_000);
        for (service, text) in [("secret-service", "x"), ("site", " \n "), ("site", long.as_str())]
        {
            let refused = says(&world, service, text).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{service}: {refused:?}");
        }
        let tip = says(&world, "", "Zanzibar").await.unwrap();
        dismisses(&world, tip, "spam").await.unwrap();
        let lines =
            world.read(|tx| Ok(journal::after(tx, vigie_domain::id::EntryId(0), 100)?)).await;
        let told: Vec<&str> = lines.iter().map(|line| line.kind.as_str()).collect();
        assert!(told.contains(&"tip_received") && told.contains(&"tip_dismissed"), "{told:?}");
        assert!(!format!("{lines:?}").contains("Zanzibar"), "{lines:#?}");
        world.sleep_through(Duration::from_hours(24 * 91));
        tick::forget(&world.cx).await;
        assert_eq!(world.read(move |tx| Ok(tips::by_id(tx, tip)?)).await, None);
        world
    });
}
