//! Telling: what is owed arrives, or its failure is seen.

use crate::world::{World, minutes, on_both_engines, seconds};
use serde_json::json;
use vigie_domain::id::NotificationId;
use vigie_domain::notification::NotificationState;
use vigie_ops::alert;
use vigie_ops::outside::send::SendError;
use vigie_ops::prepare::document::Kind;
use vigie_ops::respond::{self, Declaration};
use vigie_ops::store::outbox;

const WARM: &[(&str, &str)] = &[("alertname", "Warm"), ("severity", "warning")];

fn busy() -> SendError {
    SendError::Retry { after: None, cause: "451 try again later".to_owned() }
}

#[test]
fn a_mail_server_that_is_away_for_a_minute_delays_the_mail_and_loses_nothing() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.sending_fails([busy(), busy(), busy()]);
        world.fires(WARM).await;
        world.advance(seconds(8)).await;
        world.is_quiet();
        world.advance(minutes(2)).await;
        let mail = world.expects("alice@example.org", "firing", "first notification");
        let attempts = world.read(|tx| Ok(outbox::deliveries(tx, NotificationId(1))?)).await;
        let outcomes: Vec<&str> = attempts.iter().map(|attempt| attempt.outcome.as_str()).collect();
        assert_eq!(outcomes, ["failed", "failed", "failed", "sent"]);
        assert!(!mail.notice.key.is_empty());
        world
    });
}

#[test]
fn a_channel_that_refuses_is_a_dead_letter_and_the_group_is_told_again_later() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        let advice = "check the address";
        world.sending_fails([SendError::GiveUp { cause: "550 no such user".to_owned(), advice }]);
        world.fires(WARM).await;
        world.advance(seconds(30)).await;
        world.is_quiet();
        let dead = world.read(|tx| Ok(outbox::by_id(tx, NotificationId(1))?)).await.unwrap();
        assert_eq!(dead.state, NotificationState::GivenUp);
        assert_eq!(dead.last_error, "550 no such user: check the address");
        world.fires(WARM).await;
        world.advance(minutes(3)).await;
        world.fires(WARM).await;
        world.advance(minutes(3)).await;
        world.expects("alice@example.org", "firing", "first notification");
        world
    });
}

#[test]
fn an_attempt_that_a_crash_cut_off_is_made_again_with_the_same_key() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        world.fires(WARM).await;
        world.sleep_through(seconds(6));
        vigie_ops::tick::tick(&world.cx).await.unwrap();
        let taken = alert::take_due(&world.cx, 10).await.unwrap();
        assert_eq!(taken.len(), 1);
        // The process dies here: nobody knows whether the mail left.
        world.fires(WARM).await;
        world.advance(minutes(2)).await;
        let mail = world.expects("alice@example.org", "firing", "first notification");
        assert_eq!(mail.notice.key, taken[0].owed.key);
        world
    });
}

/// Somebody declares an incident by mail.
async fn declares_by_mail(world: &World) {
    let (now, setup) = (world.cx.now(), world.cx.setup());
    let declaration = Declaration::of("Automatic answer: I am away", None);
    world
        .write(move |tx| {
            let incident = respond::declare(tx, &declaration, "alice", now)?;
            alert::confirm_mail(tx, &setup, (&incident, "alice"), Some("a@example.org"), now)
        })
        .await;
    world.settle().await;
}

#[test]
fn a_program_that_answers_confirmations_with_declarations_is_not_answered_for_ever() {
    on_both_engines(|world| async {
        let world = world.person("alice").await;
        declares_by_mail(&world).await;
        world.is_quiet();
        let smtp = json!({"host": "mx.example.org", "from": "vigie@example.org"});
        let world = world.declares(Kind::Settings, json!({"smtp": smtp})).await;
        for _ in 0..30 {
            declares_by_mail(&world).await;
        }
        for _ in 0..10 {
            let told = world.expects("alice@example.org", "firing", "declared by mail");
            assert_eq!(told.notice.declared_by.unwrap().id.as_deref(), Some("a@example.org"));
        }
        world.is_quiet();
        world.advance(minutes(60)).await;
        declares_by_mail(&world).await;
        world.expects("alice@example.org", "firing", "declared by mail");
        world
    });
}
