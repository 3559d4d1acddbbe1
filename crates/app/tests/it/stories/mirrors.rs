//! Tickets that people end in GLPI while the incident goes on: said here, and nothing more.

use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Stage, Step};
use vigie_domain::mirror::MirrorEnding;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Move};
use vigie_ops::store::{incidents, journal, mirrors};

async fn told(world: &World) -> Vec<(String, String)> {
    let lines = world.read(|tx| Ok(journal::of_incident(tx, IncidentId(1), 100)?)).await;
    let endings = lines.into_iter().filter(|line| line.kind.starts_with("ticket_"));
    endings.map(|line| (line.kind, line.at.to_string())).collect()
}

#[test]
fn a_ticket_that_is_closed_by_hand_is_noticed_within_a_quarter_of_an_hour_and_said_once() {
    on_both_engines(|world| async {
        let glpi = json!({"url": "https://glpi.example", "user_token": "x"});
        let world = world.declares(Kind::Settings, json!({"glpi": glpi})).await;
        let now = world.cx.now();
        let declaration = Declaration::of("The API answers 502", None);
        let reference =
            world.write(move |tx| respond::declare(tx, &declaration, "olga", now)).await.reference;
        world.settle().await;

        world.ticket_is(Some(MirrorEnding::Closed));
        world.advance(minutes(14)).await;
        assert!(told(&world).await.is_empty(), "nobody looked yet");
        world.advance(minutes(1)).await;
        let said = told(&world).await;
        let at = (now + minutes(15)).to_string();
        assert_eq!(said, [("ticket_closed".to_owned(), at)]);
        world.advance(minutes(180)).await;
        assert_eq!(told(&world).await, said, "once");

        // Opened again there, then thrown away: that is news.
        world.ticket_is(None);
        world.advance(minutes(15)).await;
        world.ticket_is(Some(MirrorEnding::Deleted));
        world.advance(minutes(15)).await;
        assert_eq!(told(&world).await.len(), 2);
        let incident = world.read(|tx| Ok(incidents::by_id(tx, IncidentId(1))?)).await.unwrap();
        assert_eq!(incident.stage, Stage::Declared, "nobody there changes what stands here");

        // What is over is not looked at any more.
        let (now, setup) = (world.cx.now(), world.cx.setup());
        for step in [Step::Take, Step::Resolve] {
            let wanted = Move::now(step);
            let setup = setup.clone();
            world
                .write(move |tx| respond::step(tx, &setup, (reference, &wanted), "bob", now))
                .await;
        }
        world.settle().await;
        assert_eq!(world.read(|tx| Ok(mirrors::earliest(tx)?)).await, None);
        world
    });
}
