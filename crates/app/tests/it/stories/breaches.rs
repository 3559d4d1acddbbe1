//! The register of personal-data breaches: begun by the law's clock, written by those who keep it.

use crate::world::{World, on_both_engines};
use vigie_domain::breach::{Breach, BreachRisk};
use vigie_domain::clock::GDPR_REGISTER;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Reference;
use vigie_domain::rights::{Act, Role};
use vigie_ops::Error;
use vigie_ops::learn::{self, BreachText};
use vigie_ops::respond::{self, Declaration};
use vigie_ops::sight;
use vigie_ops::store::{Tx, breaches, journal};

const ID: IncidentId = IncidentId(1);
const FIRST: Reference = Reference { year: 2026, number: 1 };

/// An incident that concerns personal data: its clock for the register runs.
async fn leaked(world: &World, private: bool) {
    let (setup, now) = (world.cx.setup(), world.cx.now());
    let declaration =
        Declaration { private, ..Declaration::of("A list of users can be read", None) };
    let unit = move |tx: &mut Tx<'_>| {
        respond::declare(tx, &declaration, "bob", now)?;
        respond::start_clock(tx, &setup, (ID, GDPR_REGISTER, now), "bob", now)
    };
    world.write(unit).await;
    world.settle().await;
}

async fn entry(world: &World) -> Breach {
    world.read(|tx| Ok(breaches::of_incident(tx, ID)?)).await.unwrap()
}

async fn writes(world: &World, text: BreachText) -> Result<(), Error> {
    let now = world.cx.now();
    let unit = move |tx: &mut Tx<'_>| learn::write_breach(tx, (ID, &text), "dpo", now);
    world.cx.store.write(unit).await
}

async fn may(world: &World, role: Role, act: Act) -> Result<(), Error> {
    let sight = world.sight("dana", role);
    let unit = move |tx: &mut Tx<'_>| sight::breach(tx, &sight, act, FIRST).map(drop);
    world.cx.store.read(unit).await
}

#[test]
fn an_entry_begins_with_the_clock_and_a_decision_takes_its_reasons() {
    on_both_engines(|world| async {
        leaked(&world, false).await;
        let begun = entry(&world).await;
        assert_eq!((begun.version, begun.facts.as_str(), begun.decision), (1, "", None));
        let text = BreachText {
            version: 1,
            facts: "120 names and mail addresses, readable for an hour".to_owned(),
            ..BreachText::default()
        };
        writes(&world, text.clone()).await.unwrap();
        assert_eq!(writes(&world, text.clone()).await, Err(Error::Stale), "read an older one");
        let decided = BreachText { version: 2, risk: Some(BreachRisk::Likely), ..text.clone() };
        assert!(writes(&world, decided.clone()).await.is_err(), "no reasons");
        let reasons = "Mail addresses of agents".to_owned();
        writes(&world, BreachText { reasons: reasons.clone(), ..decided.clone() }).await.unwrap();
        let first = entry(&world).await.decision.unwrap();
        assert_eq!((first.risk, first.noted.by.as_str()), (BreachRisk::Likely, "dpo"));
        // More words on the same decision leave its time as it is.
        world.advance(crate::world::minutes(60)).await;
        let more = BreachText { version: 3, reasons, remedies: "Closed".to_owned(), ..decided };
        writes(&world, more).await.unwrap();
        let kept = entry(&world).await;
        assert_eq!((kept.decision, kept.remedies.as_str()), (Some(first), "Closed"));

        let lines = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let of = |kind: &str| lines.iter().filter(|line| line.kind == kind).count();
        assert_eq!((of("breach_opened"), of("breach_written"), of("breach_decided")), (1, 2, 1));
        world
    });
}

#[test]
fn the_register_is_read_and_written_by_those_who_keep_it() {
    on_both_engines(|world| async {
        leaked(&world, false).await;
        use Act::{KeepRegister, SeeJournal};
        assert_eq!(may(&world, Role::SecurityOfficer, KeepRegister).await, Ok(()));
        assert_eq!(may(&world, Role::Manager, SeeJournal).await, Ok(()));
        assert_eq!(may(&world, Role::Manager, KeepRegister).await, Err(Error::NotAllowed));
        let hidden = Err(Error::NotFound("breach"));
        assert_eq!(may(&world, Role::Responder, SeeJournal).await, hidden);
        world
    });
}

#[test]
fn the_breach_of_a_private_incident_is_not_an_administrator_s_to_read() {
    on_both_engines(|world| async {
        leaked(&world, true).await;
        assert_eq!(may(&world, Role::SecurityOfficer, Act::KeepRegister).await, Ok(()));
        let hidden = Err(Error::NotFound("breach"));
        assert_eq!(may(&world, Role::Administrator, Act::SeeJournal).await, hidden);
        world
    });
}
