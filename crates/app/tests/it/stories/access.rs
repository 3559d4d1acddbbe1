//! Who may come in, on our clock.

use crate::world::{World, minutes, on_both_engines, seconds};
use std::net::IpAddr;
use std::time::Duration;
use vigie_domain::account::{SESSION_IDLE_MAX, SESSION_LASTS};
use vigie_domain::id::EntryId;
use vigie_ops::access::{self, Door, Entry, Opened, Visitor};
use vigie_ops::store::journal;

const PASSWORD: &str = "four words, one door";

fn door(address: &str) -> Door {
    let address: IpAddr = address.parse().unwrap();
    Door { address, agent: String::new(), device: None, session: None }
}

async fn link(world: &World, person: &str) -> String {
    let path = access::make_link(&world.cx, person).await.unwrap();
    path.trim_start_matches("/sign-in/").to_owned()
}

async fn enters(world: &World, link: &str) -> Option<Opened> {
    match access::by_link(&world.cx, &door("192.0.2.1"), link).await.unwrap() {
        Entry::In(opened) => Some(opened),
        Entry::Refused | Entry::Code(_) | Entry::Later(_) => None,
    }
}

async fn whose(world: &World, opened: &Opened) -> Option<Visitor> {
    access::whose(&world.cx, &opened.session).await.unwrap()
}

/// Somebody declared, who is in and has a password.
async fn settled(world: &World, person: &str) -> Opened {
    let link = link(world, person).await;
    let opened = enters(world, &link).await.unwrap();
    let visitor = whose(world, &opened).await.unwrap();
    access::set_password(&world.cx, &visitor, PASSWORD).await.unwrap();
    opened
}

/// What came of a password: in, refused, or so many seconds to wait.
async fn tries(world: &World, door: &Door, password: &str) -> Result<Opened, u64> {
    match access::by_password(&world.cx, door, "ada", password).await.unwrap() {
        Entry::In(opened) => Ok(opened),
        Entry::Refused | Entry::Code(_) => Err(0),
        Entry::Later(at) => Err(at.since(world.cx.now()).as_secs()),
    }
}

#[test]
fn a_link_is_good_for_an_hour_and_once() {
    on_both_engines(|world| async {
        let world = world.person("ada").await;
        let (late, used) = (link(&world, "ada").await, link(&world, "ada").await);
        world.sleep_through(minutes(59));
        assert_eq!(enters(&world, &used).await.map(|opened| opened.person).unwrap(), "ada");
        assert!(enters(&world, &used).await.is_none());
        world.sleep_through(minutes(1));
        assert!(enters(&world, &late).await.is_none());
        assert!(access::make_link(&world.cx, "nobody").await.is_err());
        world
    });
}

#[test]
fn a_session_ends_unused_or_old_or_when_its_owner_is_gone() {
    on_both_engines(|world| async {
        let world = world.person("ada").await.person("bo").await;
        let idle = settled(&world, "bo").await;
        let used = settled(&world, "ada").await;
        let days = SESSION_LASTS.as_secs() / 86_400;
        for _ in 1..days {
            world.sleep_through(Duration::from_secs(86_400));
            assert!(whose(&world, &used).await.is_some(), "in use every day");
        }
        assert!(SESSION_IDLE_MAX < SESSION_LASTS && whose(&world, &idle).await.is_none());
        world.sleep_through(Duration::from_secs(86_400));
        assert!(whose(&world, &used).await.is_none(), "a month is the end");

        let fresh = settled(&world, "ada").await;
        let link = link(&world, "ada").await;
        vigie_ops::tick::forget(&world.cx).await;
        assert!(whose(&world, &fresh).await.is_some());
        let mut setup = (*world.cx.setup()).clone();
        setup.people.remove("ada");
        world.cx.take_setup(setup);
        assert!(whose(&world, &fresh).await.is_none(), "no longer declared, no longer in");
        assert!(enters(&world, &link).await.is_none());
        assert_eq!(tries(&world, &door("192.0.2.1"), PASSWORD).await.err(), Some(0));
        world
    });
}

#[test]
fn guessing_waits_and_the_owner_does_not() {
    on_both_engines(|world| async {
        let world = world.person("ada").await;
        let owner = settled(&world, "ada").await;
        let attacker = door("198.51.100.7");
        for _ in 0..5 {
            assert_eq!(tries(&world, &attacker, "wrong").await.err(), Some(0), "a slip is free");
        }
        let mut waits = Vec::new();
        for _ in 0..11 {
            let wait = tries(&world, &attacker, "wrong").await.err().unwrap();
            waits.push(wait);
            world.sleep_through(seconds(wait));
            assert_eq!(tries(&world, &attacker, "wrong").await.err(), Some(0), "after the wait");
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(tries(&world, &attacker, PASSWORD).await.err(), Some(900), "right, but early");

        assert!(tries(&world, &door("192.0.2.99"), PASSWORD).await.is_ok(), "from elsewhere");
        for _ in 0..5 {
            assert!(tries(&world, &attacker, "wrong").await.err().unwrap() > 0);
        }
        let device = Some(owner.device.clone());
        let same_office = Door { device, ..attacker.clone() };
        assert!(tries(&world, &same_office, PASSWORD).await.is_ok(), "on a known device");
        let forged = Door { device: Some("f".repeat(32)), ..attacker.clone() };
        assert_eq!(tries(&world, &forged, PASSWORD).await.err(), Some(900));
        world.sleep_through(Duration::from_secs(3_601));
        assert!(tries(&world, &attacker, PASSWORD).await.is_ok(), "forgotten after an hour");
        world
    });
}

#[test]
fn an_account_that_is_guessed_from_everywhere_is_told_in_the_journal() {
    on_both_engines(|world| async {
        let world = world.person("ada").await;
        settled(&world, "ada").await;
        for host in 0..20 {
            let address = door(&format!("2001:db8:0:{host:x}::1"));
            assert_eq!(tries(&world, &address, "wrong").await.err(), Some(0));
        }
        assert!(tries(&world, &door("192.0.2.99"), PASSWORD).await.is_ok(), "nobody is locked out");
        let entries = world.read(|tx| Ok(journal::after(tx, EntryId(0), 100)?)).await;
        let told: Vec<_> = entries.iter().filter(|line| line.kind == "sign_in_guessed").collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].subject, "ada");
        assert!(told[0].text.starts_with("20 wrong tries"), "{}", told[0].text);
        world
    });
}

#[test]
fn many_guesses_at_once_are_all_counted() {
    on_both_engines(|world| async {
        let world = world.person("ada").await;
        settled(&world, "ada").await;
        let attacker = door("198.51.100.7");
        let at_once = (0..12).map(|_| tries(&world, &attacker, "wrong"));
        let outcomes = futures_util::future::join_all(at_once).await;
        let judged = outcomes.iter().filter(|outcome| matches!(outcome, Err(0))).count();
        assert_eq!(judged, 5, "only as many as one after the other");
        world
    });
}
