//! Drafts of what the law wants written: what was entered stands in them, what nobody said is
//! marked, and what is corrected is followed.

use super::qualify::leak;
use crate::world::{World, minutes, on_both_engines};
use serde_json::json;
use std::time::Duration;
use vigie_domain::action::ActionKind;
use vigie_domain::clock::{
    ClockEnding, GDPR_AUTHORITY, GDPR_PERSONS, NIS2_EARLY, NIS2_NOTIFICATION,
};
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Particulars, Reference, Step};
use vigie_domain::note::{Note, NoteKind};
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;
use vigie_ops::learn::{self, Given, Promise};
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration, Edit, Edited};
use vigie_ops::store::{Tx, clocks, incidents, journal};

const ID: IncidentId = IncidentId(1);
const FIRST: Reference = Reference { year: 2026, number: 1 };
const HOUR: Duration = Duration::from_secs(3600);
/// How what nobody said is marked in French.
const MARK: &str = "**À écrire\u{a0}:**";

/// A leak that was declared and qualified, an hour after the team knew of it.
async fn leaked(world: World) -> World {
    let acme = json!({"slug": "acme", "name": "Agence de la mesure"});
    let world = world.declares(Kind::Settings, json!({"zone": "Europe/Paris"})).await;
    let world = world.declares(Kind::Organisation, acme).await;
    let ada = json!({"slug": "ada", "name": "Ada Lovelace"});
    let world = world.declares(Kind::Person, ada).await;
    let api = json!({"slug": "api", "name": "API des usagers", "organisation": "acme"});
    let world = world.declares(Kind::Service, api).await;
    let declaration = Declaration::of("A list of users can be read", Some("api".parse().unwrap()));
    let said = leak(world.cx.now().minus(HOUR));
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit = move |tx: &mut Tx<'_>| {
        respond::declare(tx, &declaration, "ada", now)?;
        respond::qualify(tx, &setup, (FIRST, &said), "ada", now)?;
        for deadline in [GDPR_PERSONS, NIS2_EARLY, NIS2_NOTIFICATION] {
            respond::start_clock(tx, &setup, (ID, deadline, said.aware_at), "ada", now)?;
        }
        respond::note(tx, FIRST, "The list is cut off.", "ada", now)
    };
    world.write(unit).await;
    world
}

async fn draft(world: &World, key: &'static str) -> String {
    let (setup, templates, now) = (world.cx.setup(), world.cx.templates(), world.cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        let given = Given { setup: &setup, templates: &templates };
        learn::letter(tx, given, (key, Language::Fr), ID, now)
    };
    world.read(unit).await.1
}

/// The line of a text that begins so.
fn line<'t>(text: &'t str, start: &str) -> &'t str {
    let found = text.lines().find(|line| line.starts_with(start));
    found.unwrap_or_else(|| panic!("no line {start:?}: {text}"))
}

fn has(text: &str, start: &str, said: &str) {
    assert!(line(text, start).contains(said), "{said}: {}", line(text, start));
}

/// How people read a time in a draft.
fn paris(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    at.to_jiff().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S Europe/Paris").to_string()
}

async fn known(world: &World) -> Incident {
    world.read(|tx| Ok(incidents::by_id(tx, ID)?)).await.unwrap()
}

/// Corrects what is known, and moves the clocks with it.
async fn corrects(world: &World, change: impl Fn(Particulars) -> Particulars) {
    let seen = known(world).await.particulars();
    let wanted = change(seen.clone());
    let edit = Edit { seen, wanted, why: "the logs say so".to_owned(), moves_clocks: true };
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let unit = move |tx: &mut Tx<'_>| respond::edit(tx, &setup, (FIRST, &edit), "ada", now);
    let done = world.write(unit).await;
    assert!(matches!(done, Edited::Kept(..)), "{done:?}");
}

#[test]
fn the_notification_to_the_cnil_has_what_is_known_marks_the_rest_and_follows_corrections() {
    on_both_engines(|world| async {
        let world = leaked(world).await;
        let declared = known(&world).await.declared_at;
        let first = draft(&world, "cnil-initial").await;
        has(&first, "Référence interne", "INC-2026-0001");
        has(&first, "- Organisme", "Agence de la mesure");
        has(&first, "- Service", "API des usagers");
        has(&first, "- Découverte", "Ada Lovelace");
        has(&first, "- Prise de connaissance", &paris(declared.minus(HOUR)));
        has(&first, "- Données personnelles", "Oui");
        has(&first, "- Acte volontaire", "Inconnu");
        has(&first, "- The list", "cut off");
        let deadline = first.lines().find(|line| line.contains(&paris(declared + 71 * HOUR)));
        assert!(deadline.is_some_and(|line| line.contains("CNIL")), "{first}");
        for asked in ["- Début", "- Fin", "- DPO ou contact", "- Nature", "- Circonstances"] {
            has(&first, asked, MARK);
        }

        let (began, seen, aware) =
            (declared.minus(9 * HOUR), declared.minus(4 * HOUR), declared.minus(3 * HOUR));
        corrects(&world, |known| Particulars {
            occurred: Some(began),
            detected: Some(seen),
            aware: Some(aware),
            service: None,
            ..known
        })
        .await;
        let wrong = world.read(|tx| Ok(journal::of_incident(tx, ID, 100)?)).await;
        let wrong = wrong.iter().find(|line| line.kind == "incident_noted").unwrap().seq;
        let right = Note { kind: NoteKind::Correction(wrong), ..Note::remark("The host cut it.") };
        let now = world.cx.now();
        world.write(move |tx| respond::write_note(tx, FIRST, &right, "ada", now)).await;
        let second = draft(&world, "cnil-initial").await;
        has(&second, "- Début", &paris(began));
        has(&second, "- Découverte", &paris(seen));
        has(&second, "- Prise de connaissance", &paris(aware));
        has(&second, "- Service", MARK);
        assert!(second.contains(&paris(aware + 72 * HOUR)), "the clock moved: {second}");
        assert!(!second.contains(&paris(declared + 71 * HOUR)), "{second}");
        assert!(second.contains("- The host cut it.") && !second.contains("cut off"), "{second}");
        world
    });
}

#[test]
fn what_follows_the_first_notification_has_actions_proofs_and_the_whole_story() {
    on_both_engines(|world| async {
        let world = leaked(world).await;
        let (now, setup) = (world.cx.now(), world.cx.setup());
        let promise = Promise {
            kind: ActionKind::Prevent,
            text: "Close the export to strangers".to_owned(),
            owner: "ada".to_owned(),
            due_on: "2026-12-15".parse().unwrap(),
        };
        let unit = move |tx: &mut Tx<'_>| {
            learn::add_action(tx, &setup, (ID, &promise), "ada", now)?;
            let all = clocks::of_incident(tx, ID)?;
            let cnil = all.iter().find(|clock| clock.deadline() == GDPR_AUTHORITY).unwrap().id;
            let proof = ClockEnding::Proven("CNIL-2026-123".to_owned());
            respond::end_clock(tx, &setup, (ID, cnil, &proof), "ada", now)
        };
        world.write(unit).await;
        let more = draft(&world, "cnil-complement").await;
        has(&more, "| Close the export", "Ada Lovelace");
        assert!(more.contains("CNIL-2026-123") && more.contains("The list is cut off."), "{more}");
        has(&more, "- Personnes concernées", MARK);
        let first = draft(&world, "cnil-initial").await;
        assert!(first.contains("CNIL-2026-123"), "how its clock was closed: {first}");

        let persons = draft(&world, "persons").await;
        has(&persons, "Vous utilisez", "API des usagers");
        has(&persons, "Agence de la mesure", "Agence");
        assert!(persons.matches(MARK).count() >= 6, "people write it themselves: {persons}");
        assert!(!persons.contains("INC-2026"), "no word of ours in it: {persons}");
        world
    });
}

#[test]
fn the_three_texts_of_nis_2_grow_with_what_is_known() {
    on_both_engines(|world| async {
        let world = leaked(world).await;
        let declared = known(&world).await.declared_at;
        let early = draft(&world, "nis2-early").await;
        has(&early, "- Entité", "Agence de la mesure");
        has(&early, "- Prise de connaissance", &paris(declared.minus(HOUR)));
        has(&early, "- Acte malveillant", "Inconnu");
        has(&early, "- Service inutilisable", "Non");
        has(&early, "- Propagation", "Non");
        has(&early, "- Effets hors de France", MARK);
        has(&early, "- Contact", MARK);

        let then = draft(&world, "nis2-notification").await;
        has(&then, "- Qualification", "ouge");
        has(&then, "- Qualification", "Ada Lovelace");
        has(&then, "- Indicateurs", MARK);
        assert!(then.contains("- The list is cut off."), "{then}");

        let open = draft(&world, "nis2-final").await;
        has(&open, "- Fin", MARK);
        world.advance(minutes(30)).await;
        world.steps(FIRST, Step::Resolve, "ada").await;
        world.settle().await;
        let began = declared.minus(9 * HOUR);
        corrects(&world, |known| Particulars { occurred: Some(began), ..known }).await;
        let last = draft(&world, "nis2-final").await;
        has(&last, "- Début", &paris(began));
        has(&last, "- Fin", &paris(declared + minutes(30)));
        assert!(last.contains("30\u{a0}min"), "how long it took: {last}");
        has(&last, "- Entité", "Agence de la mesure");
        let root = last.split("## Cause profonde").nth(1).unwrap();
        assert!(root.trim_start().lines().nth(2).unwrap().starts_with(MARK), "{last}");
        world
    });
}
