//! The store: what it promises, on both engines.

use crate::world::{minutes, on_both_engines, set, store};
use std::sync::Arc;
use vigie_domain::alert::Signal;
use vigie_domain::fact::Fact;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::alert::{Judged, receive};
use vigie_ops::journal::{Seals, seal, verify};
use vigie_ops::store::{Store, StoreError, Tx, alerts, catalogue, dialect, journal, keys, migrate};

#[test]
fn every_statement_can_be_prepared_on_both_engines() {
    let sqlite = rusqlite::Connection::open_in_memory().unwrap();
    for migration in migrate::SQLITE {
        sqlite.execute_batch(migration.sql).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let url = crate::peers::postgres::url_of_new_database();
    drop(store(false, folder.path()));
    drop(Store::open_postgres(&url).unwrap());
    let mut postgres = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    for sql in catalogue() {
        let prepared = sqlite.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        let other = postgres.prepare(&dialect::for_postgres(sql));
        let other = other.unwrap_or_else(|error| panic!("{error:?}: {sql}"));
        assert_eq!(prepared.parameter_count(), other.params().len(), "{sql}");
        if prepared.column_count() > 0 {
            assert_eq!(prepared.column_count(), other.columns().len(), "{sql}");
        }
    }
}

fn fact() -> Fact {
    Fact::SignedIn { person: "alice".to_owned(), how: "link".to_owned() }
}

#[test]
fn a_unit_that_refuses_leaves_nothing_and_its_neighbours_stay() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        let units = (0..60).map(|number| {
            world.cx.store.write(move |tx| {
                journal::append(tx, &fact(), "test", now)?;
                if number % 3 == 0 {
                    return Err(Error::refused(|_| "no", |_| "never"));
                }
                Ok(())
            })
        });
        let outcomes = futures_util::future::join_all(units).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 40);
        let entries = world.read(|tx| Ok(journal::after(tx, vigie_domain::id::EntryId(0), 100)?));
        assert_eq!(entries.await.len(), 40);
        world
    });
}

#[test]
fn a_unit_that_panics_stops_nobody_else() {
    on_both_engines(|world| async {
        let broken = world.cx.store.write(|_| -> Result<(), Error> { panic!("a bug") }).await;
        assert!(matches!(broken, Err(Error::Broken(StoreError::Other(_)))), "{broken:?}");
        world.write(|_| Ok(())).await;
        world
    });
}

#[test]
fn a_journal_that_was_tampered_with_shows() {
    on_both_engines(|world| async {
        let now = world.cx.now();
        for _ in 0..3 {
            world.write(move |tx| Ok(journal::append(tx, &fact(), "alice", now)?)).await;
            world.write(move |tx| seal(tx, now)).await;
        }
        assert!(matches!(world.read(verify).await, Seals::Whole { .. }));
        world
            .write(|tx| {
                let sql = "UPDATE journal SET actor = 'mallory' WHERE seq = 2";
                Ok(tx.execute(sql, &[])?)
            })
            .await;
        let broken = world.read(verify).await;
        assert!(matches!(broken, Seals::Broken { first, .. } if first.0 == 2), "{broken:?}");
        world
    });
}

#[test]
fn many_writers_of_one_alert_open_it_once() {
    on_both_engines(|world| async {
        let labels: &[(&str, &str)] = &[("alertname", "Same")];
        futures_util::future::join_all((0..50).map(|_| world.fires(labels))).await;
        let live = world.read(|tx| Ok(alerts::live(tx, vigie_domain::id::AlertId(0), 100)?));
        assert_eq!(live.await.len(), 1);
        assert!(world.cx.now() > Timestamp::ZERO);
        world
    });
}

fn numbered(numbers: std::ops::Range<usize>, ends_at: Timestamp) -> Vec<Signal> {
    let signal = |number: usize| {
        let number = number.to_string();
        let labels = set(&[("alertname", "Numbered"), ("number", &number)]);
        Signal { labels, ends_at: Some(ends_at), ..Signal::default() }
    };
    numbers.map(signal).collect()
}

async fn live(store: &Store) -> usize {
    store.read(|tx| Ok(alerts::live_marks(tx, Timestamp::ZERO)?.len())).await.unwrap()
}

#[test]
fn a_known_alert_stays_known_however_many_come_and_however_often_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let setup = Arc::new(Setup::bare().unwrap());
    let now = Timestamp::from_millis(1_795_208_400_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for round in 0..3 {
            let opened = store(false, folder.path());
            for part in 0..10 {
                let signals = numbered(part * 500..part * 500 + 500, now + minutes(round * 5 + 5));
                let judged = Judged::new(signals, &setup, now);
                let (setup, source) = (Arc::clone(&setup), "test".parse().unwrap());
                let unit = move |tx: &mut Tx<'_>| receive(tx, &setup, &source, &judged, now);
                assert_eq!(opened.write(unit).await.unwrap().taken, 500);
            }
            assert_eq!(live(&opened).await, 5_000, "round {round}");
            // The first round ends like a process that is killed: its keys are not written.
            if round == 1 {
                assert!(opened.write(|tx| Ok(keys::write_waiting(tx)?)).await.unwrap());
            }
        }
    });
}

#[test]
fn an_alert_of_a_unit_that_refuses_is_not_known() {
    on_both_engines(|world| async {
        let (setup, now) = (world.cx.setup(), world.cx.now());
        let judged = Judged::new(numbered(0..1, now + minutes(5)), &setup, now);
        let source: vigie_domain::text::Slug = "test".parse().unwrap();
        for refuses in [true, false, false] {
            let (setup, judged, source) = (Arc::clone(&setup), judged.clone(), source.clone());
            let unit = move |tx: &mut Tx<'_>| {
                receive(tx, &setup, &source, &judged, now)?;
                if refuses { Err(Error::NotFound("alert")) } else { Ok(()) }
            };
            assert_eq!(world.cx.store.write(unit).await.is_err(), refuses);
            assert_eq!(live(&world.cx.store).await, usize::from(!refuses));
        }
        world
    });
}

#[test]
fn two_processes_do_not_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vigie.db");
    let first = Store::open_sqlite(&path).unwrap();
    let second = Store::open_sqlite(&path).map(|_| ()).unwrap_err();
    assert!(second.to_string().contains("another Vigie runs on"), "{second}");
    drop(first);
    Store::open_sqlite(&path).unwrap();
}

/// The tokens that a database had before they had roles.
const OLD_TOKENS: &str = "INSERT INTO tokens (hash, name, scope, created_at, withdrawn_at) VALUES
    ('1', 'cli', 'api', 1, NULL), ('2', 'robot', 'api', 2, NULL), ('3', 'robot', 'api', 3, NULL),
    ('4', 'odd', 'another', 4, NULL), ('5', 'gone', 'api', 5, 6)";
/// What became of them.
const NEW_TOKENS: &str = "SELECT name || ':' || hash || ':' || role FROM tokens
    WHERE withdrawn_at IS NULL AND expires_at IS NULL AND organisation IS NULL ORDER BY hash";
/// Tokens got roles with this one.
const ROLES_OF_TOKENS: i64 = 14;

#[test]
fn tokens_from_before_they_had_roles_stay_what_they_were() {
    let steps = |all: &'static [migrate::Migration]| {
        let (before, after) = (all.iter(), all.iter());
        let before = before.filter(|step| step.number < ROLES_OF_TOKENS).map(|step| step.sql);
        let after = after.filter(|step| step.number >= ROLES_OF_TOKENS).map(|step| step.sql);
        before.chain([OLD_TOKENS]).chain(after)
    };
    let sqlite = rusqlite::Connection::open_in_memory().unwrap();
    steps(migrate::SQLITE).for_each(|sql| sqlite.execute_batch(sql).unwrap());
    let mut statement = sqlite.prepare(NEW_TOKENS).unwrap();
    let found: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(found, ["cli:1:administrator", "robot:3:administrator", "odd:4:"]);

    let url = crate::peers::postgres::url_of_new_database();
    let mut postgres = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    steps(migrate::POSTGRES).for_each(|sql| postgres.batch_execute(sql).unwrap());
    let rows = postgres.query(NEW_TOKENS, &[]).unwrap();
    assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<String>>(), found);
}
