use super::*;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

#[derive(Debug, PartialEq, Eq)]
struct Note(String);

impl Message for Note {
    fn write_to(&self, record: &mut Vec<u8>) {
        record.extend_from_slice(self.0.as_bytes());
    }

    fn weight(&self) -> usize {
        1
    }
}

fn note(text: &str) -> Note {
    Note(text.to_owned())
}

fn place() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("vigie.spool");
    (folder, path)
}

fn texts(kept: &[Kept]) -> Vec<(u64, &str)> {
    kept.iter().map(|kept| (kept.number, std::str::from_utf8(&kept.record).unwrap())).collect()
}

#[tokio::test]
async fn what_was_kept_is_read_by_the_next_process() {
    let (_folder, path) = place();
    let spool = Spool::start(&path, 7).unwrap();
    for text in ["one", "two", "three"] {
        spool.keep(note(text)).await.unwrap();
    }
    assert_eq!(texts(&read(&path, 7).unwrap()), [(8, "one"), (9, "two"), (10, "three")]);
    assert_eq!(
        texts(&read(&path, 9).unwrap()),
        [(10, "three")],
        "what is taken is not taken again"
    );
    let next = spool.next(10);
    assert_eq!(next.len(), 3, "and it waits, in order");
    assert_eq!((next[0].0, next[0].1.as_ref()), (8, &note("one")));
}

#[tokio::test]
async fn when_all_is_taken_the_file_begins_again() {
    let (_folder, path) = place();
    let spool = Spool::start(&path, 0).unwrap();
    for text in ["a long first message", "another", "a third"] {
        spool.keep(note(text)).await.unwrap();
    }
    spool.done(3);
    spool.keep(note("new")).await.unwrap();
    assert_eq!(texts(&read(&path, 3).unwrap()), [(4, "new")], "old records are not read after it");
    assert_eq!(spool.len(), 1);
}

#[tokio::test]
async fn a_torn_record_and_what_follows_are_not_read() {
    let (_folder, path) = place();
    let spool = Spool::start(&path, 0).unwrap();
    for text in ["one", "two", "three"] {
        spool.keep(note(text)).await.unwrap();
    }
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(3).position(|window| window == b"two").unwrap();
    bytes[at] = b'T';
    fs::write(&path, &bytes).unwrap();
    assert_eq!(texts(&read(&path, 0).unwrap()), [(1, "one")]);
    for length in 0..bytes.len().min(60) {
        fs::write(&path, &bytes[..length]).unwrap();
        let kept = read(&path, 0).unwrap();
        assert_eq!(kept.len(), usize::from(length >= 19), "cut after {length} bytes");
    }
}

#[test]
fn no_file_and_a_foreign_file_hold_nothing() {
    let (_folder, path) = place();
    assert_eq!(read(&path, 0).unwrap(), []);
    for bytes in [vec![0; 4096], vec![255; 4096], b"SQLite format 3".to_vec()] {
        fs::write(&path, bytes).unwrap();
        assert_eq!(read(&path, 0).unwrap(), []);
    }
}

#[tokio::test]
async fn while_the_database_takes_nothing_senders_are_told_why() {
    let (_folder, path) = place();
    let spool = Spool::start(&path, 0).unwrap();
    spool.keep(note("one")).await.unwrap();
    spool.put_off(StoreError::Full);
    assert_eq!(spool.keep(note("two")).await, Err(StoreError::Full));
    assert_eq!(texts(&read(&path, 0).unwrap()), [(1, "one")], "what was kept stays");
    spool.done(1);
    assert_eq!(spool.keep(note("three")).await, Ok(()));
}

#[tokio::test]
async fn a_long_file_begins_again_as_soon_as_all_is_taken() {
    struct Long;
    impl Message for Long {
        fn write_to(&self, record: &mut Vec<u8>) {
            let length = usize::try_from(FILE_BYTES_MAX).unwrap();
            record.resize(record.len() + length, b'x');
        }
        fn weight(&self) -> usize {
            1
        }
    }
    let (_folder, path) = place();
    let spool = Spool::start(&path, 0).unwrap();
    spool.keep(Long).await.unwrap();
    let length = || fs::metadata(&path).unwrap().len();
    let before = length();
    let (kept, ()) = tokio::join!(spool.keep(Long), async { spool.done(1) });
    kept.unwrap();
    assert_eq!(length(), before, "the second took the place of the first");
    assert_eq!(read(&path, 0).unwrap().first().unwrap().number, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_waits_for_what_was_answered() {
    let (_folder, path) = place();
    let spool = Arc::new(Spool::start(&path, 0).unwrap());
    spool.settled().await;
    spool.keep(note("one")).await.unwrap();
    let reader = tokio::spawn({
        let spool = Arc::clone(&spool);
        async move { spool.settled().await }
    });
    // The reader ends the gathering, however long that would have been.
    spool.ready().await;
    spool.gather(Duration::from_secs(600)).await;
    assert!(!reader.is_finished());
    spool.done(1);
    reader.await.unwrap();
    assert!(spool.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_wait_when_the_database_is_far_behind() {
    struct Heavy;
    impl Message for Heavy {
        fn write_to(&self, record: &mut Vec<u8>) {
            record.push(b'x');
        }
        fn weight(&self) -> usize {
            WAITING_WEIGHT_MAX
        }
    }
    let (_folder, path) = place();
    let spool = Arc::new(Spool::start(&path, 0).unwrap());
    spool.keep(Heavy).await.unwrap();
    let (first, second) = tokio::join!(spool.keep(Heavy), async {
        assert_eq!(spool.next(1).len(), 1, "a message above the weight is taken alone");
        spool.done(1);
        spool.next(1).len()
    });
    assert_eq!((first, second), (Ok(()), 0), "it waited until there was room");
    // Nobody takes the second: a third is refused in words, and not kept.
    assert_eq!(spool.keep(Heavy).await, Err(StoreError::Busy));
    assert_eq!(spool.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_send_at_once_each_is_kept_once_and_in_one_order() {
    let (_folder, path) = place();
    let spool = Arc::new(Spool::start(&path, 0).unwrap());
    // Long waits on a slow disk go through the thread, quick ones do not: both at once here.
    let senders: Vec<_> = (0..8)
        .map(|sender| {
            let spool = Arc::clone(&spool);
            tokio::spawn(async move {
                for count in 0..50 {
                    spool.shared.quick.store(count % 3 != sender % 3, Ordering::Relaxed);
                    spool.keep(note(&format!("{sender} {count}"))).await.unwrap();
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let kept = read(&path, 0).unwrap();
    let numbers: Vec<u64> = kept.iter().map(|kept| kept.number).collect();
    assert_eq!(numbers, (1..=400).collect::<Vec<u64>>());
    let waiting = spool.next(1_000);
    let same = kept
        .iter()
        .zip(&waiting)
        .all(|(kept, (number, note))| kept.number == *number && kept.record == note.0.as_bytes());
    assert!(same && waiting.len() == 400, "the database takes what the file holds");
    for sender in 0..8 {
        let mine = format!("{sender} ");
        let order: Vec<&str> =
            waiting.iter().filter_map(|(_, note)| note.0.strip_prefix(&mine)).collect();
        let wanted: Vec<String> = (0..50).map(|count| count.to_string()).collect();
        assert_eq!(order, wanted, "what one sender sends stays in order");
    }
}
