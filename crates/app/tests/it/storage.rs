//! The store: what it promises, on both engines.

use crate::world::{on_both_engines, store};
use vigie_domain::fact::Fact;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::journal::{Seals, seal, verify};
use vigie_ops::store::{StoreError, catalogue, dialect, journal, migrate};

#[test]
fn every_statement_can_be_prepared_on_both_engines() {
    let sqlite = rusqlite::Connection::open_in_memory().unwrap();
    for migration in migrate::SQLITE {
        sqlite.execute_batch(migration.sql).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let url = crate::peers::postgres::url_of_new_database();
    drop(store(false, folder.path()));
    drop(vigie_ops::store::Store::open_postgres(&url).unwrap());
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
        let live = world
            .read(|tx| Ok(vigie_ops::store::alerts::live(tx, vigie_domain::id::AlertId(0), 100)?));
        assert_eq!(live.await.len(), 1);
        assert!(world.cx.now() > Timestamp::ZERO);
        world
    });
}
