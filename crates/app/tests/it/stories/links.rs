//! Links between incidents, and incidents that turn out to be two.

use crate::world::{World, on_both_engines, seconds};
use serde_json::json;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Relation};
use vigie_domain::rights::Role;
use vigie_ops::prepare::document;
use vigie_ops::respond::{self, Declaration, Split};
use vigie_ops::store::{Tx, alerts, incidents, journal};
use vigie_ops::{Error, sight};

async fn declares(world: &World, title: &str, private: bool) -> Incident {
    let now = world.cx.now();
    let declaration = Declaration { private, ..Declaration::of(title, None) };
    world.write(move |tx| respond::declare(tx, &declaration, "bob", now)).await
}

async fn says(
    world: &World,
    one: &Incident,
    relation: Relation,
    other: &Incident,
) -> Result<(), Error> {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let (one, other) = (one.clone(), other.clone());
    let unit =
        move |tx: &mut Tx<'_>| respond::link(tx, &setup, (&one, relation, &other), "bob", now);
    world.cx.store.write(unit).await
}

async fn shown(world: &World, name: &str, one: &Incident) -> Vec<String> {
    let (seen, id) = (world.sight(name, Role::Responder), one.id);
    let links = world.read(move |tx| sight::links(tx, &seen, id)).await;
    let words = |(link, other): &(_, Incident)| -> String {
        let link: &vigie_ops::store::links::Linked = link;
        format!("{} {}", link.relation.as_str(), other.reference)
    };
    links.iter().map(words).collect()
}

async fn lines(world: &World, one: &Incident) -> Vec<String> {
    let id = one.id;
    let all = world.read(move |tx| Ok(journal::of_incident(tx, id, 100)?)).await;
    let told = all.iter().filter(|line| line.kind != "incident_declared");
    told.map(|line| format!("{} {} {}", line.kind, line.subject, line.text)).collect()
}

fn refused(done: Result<(), Error>, told: &str) {
    let Err(Error::Refused { why, .. }) = done else { panic!("not refused: {done:?}") };
    assert!(why.to_string().contains(told), "{why} does not say {told:?}");
}

#[test]
fn a_cause_is_read_from_both_ends_and_no_incident_is_its_own() {
    on_both_engines(|world| async {
        let page = declares(&world, "The page is down", false).await;
        let base = declares(&world, "PostgreSQL is stopped", false).await;
        let disk = declares(&world, "The disk is full", false).await;
        says(&world, &page, Relation::CausedBy, &base).await.unwrap();
        says(&world, &disk, Relation::Causes, &base).await.unwrap();
        says(&world, &disk, Relation::Causes, &base).await.unwrap();
        assert_eq!(shown(&world, "alice", &page).await, ["caused-by INC-2026-0002"]);
        assert_eq!(
            shown(&world, "alice", &base).await,
            ["causes INC-2026-0001", "caused-by INC-2026-0003"]
        );
        assert_eq!(lines(&world, &disk).await, ["incident_linked causes INC-2026-0002"]);
        refused(says(&world, &disk, Relation::CausedBy, &page).await, "would be its own cause");
        refused(says(&world, &page, Relation::Causes, &disk).await, "would be its own cause");
        refused(says(&world, &page, Relation::Related, &page).await, "linked to itself");
        refused(says(&world, &base, Relation::Related, &page).await, "already");
        says(&world, &page, Relation::Related, &disk).await.unwrap();

        let (now, setup) = (world.cx.now(), world.cx.setup());
        let (one, other) = (base.clone(), page.clone());
        let unit = move |tx: &mut Tx<'_>| respond::unlink(tx, &setup, (&one, &other), "bob", now);
        world.cx.store.write(unit.clone()).await.unwrap();
        assert_eq!(world.cx.store.write(unit).await, Err(Error::NotFound("link")));
        assert_eq!(shown(&world, "alice", &page).await, ["related INC-2026-0003"]);
        let told = lines(&world, &page).await;
        assert!(told.contains(&"incident_unlinked caused-by INC-2026-0002".to_owned()), "{told:?}");
        world
    });
}

#[test]
fn a_link_shows_nothing_of_a_private_incident_to_others() {
    on_both_engines(|world| async {
        let open = declares(&world, "The page is slow", false).await;
        let secret = declares(&world, "Somebody reads our mail", true).await;
        says(&world, &open, Relation::CausedBy, &secret).await.unwrap();
        assert_eq!(shown(&world, "alice", &open).await, [""; 0]);
        assert_eq!(shown(&world, "bob", &open).await, ["caused-by INC-2026-0002"]);
        assert_eq!(lines(&world, &open).await, ["incident_linked caused-by "]);
        assert_eq!(lines(&world, &secret).await, ["incident_linked causes INC-2026-0001"]);
        world
    });
}

#[test]
fn some_alerts_of_an_incident_become_another_one() {
    on_both_engines(|world| async {
        let service = json!({ "slug": "api", "name": "API" });
        let world = world.declares(document::Kind::Service, service).await;
        for name in ["ApiDown", "MailQueue"] {
            world.fires(&[("alertname", name), ("severity", "critical"), ("service", "api")]).await;
        }
        world.advance(seconds(5)).await;
        let id = IncidentId(1);
        let one = world.read(move |tx| Ok(incidents::by_id(tx, id)?)).await.unwrap();
        let (now, text) = (world.cx.now(), "The queue grows since noon".to_owned());
        let reference = one.reference;
        world.write(move |tx| respond::note(tx, reference, &text, "ada", now)).await;
        let held = world.read(move |tx| Ok(alerts::of_incident(tx, id, 10)?)).await;
        let told = world.read(move |tx| Ok(journal::of_incident(tx, id, 100)?)).await;
        let queue = held.iter().find(|held| held.alert.claim.title() == "MailQueue").unwrap();
        let wanted = Split {
            title: "Mails are stuck".to_owned(),
            alerts: [queue.alert.id].into(),
            lines: [told.last().unwrap().seq].into(),
        };
        let splits = async |wanted: Split| {
            let (setup, one) = (world.cx.setup(), one.clone());
            let unit =
                move |tx: &mut Tx<'_>| respond::split(tx, &setup, (&one, &wanted), "ada", now);
            world.cx.store.write(unit).await
        };
        let part = splits(wanted.clone()).await.unwrap();
        assert_eq!((part.service.clone(), part.severity), (one.service.clone(), one.severity));
        assert_eq!(part.detected.as_ref().unwrap().at, queue.alert.claim.starts_at);
        assert_eq!(shown(&world, "alice", &one).await, ["split-into INC-2026-0002"]);
        assert_eq!(shown(&world, "alice", &part).await, ["split-from INC-2026-0001"]);
        let told = lines(&world, &part).await;
        assert_eq!(told[0], "incident_joined  MailQueue");
        assert_eq!(
            told[1],
            "line_referred INC-2026-0001 2026-11-20 21:00:05 UTC · ada · The queue grows since noon"
        );
        assert!(lines(&world, &one).await.contains(&"alert_left  MailQueue".to_owned()));
        let held = world.read(move |tx| Ok(alerts::of_incident(tx, id, 10)?)).await;
        assert_eq!(held.len(), 1);
        // What went there once is not taken twice, and nothing chosen is nothing made.
        let twice = splits(wanted.clone()).await.unwrap_err();
        assert!(twice.to_string().contains("is none of this incident"), "{twice}");
        let nothing = Split { alerts: [].into(), lines: [].into(), ..wanted };
        assert!(splits(nothing).await.is_err());
        world.advance(seconds(300)).await;
        world
    });
}
