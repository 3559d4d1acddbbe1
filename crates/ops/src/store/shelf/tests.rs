//! What is kept is whole, once, and what is not kept leaves nothing.

use super::*;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async fn keep(shelf: &Shelf, parts: &[&[u8]], most: u64) -> Result<Kept, NotKept> {
    let mut arriving = shelf.begin(most).await?;
    for part in parts {
        arriving.take(part).await?;
    }
    arriving.keep().await
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_content_is_kept_once_by_its_digest_and_a_change_shows() {
    let data = tempfile::tempdir().unwrap();
    let shelf = Shelf::of(data.path());
    let kept = keep(&shelf, &[b"a", b"bc"], 3).await.unwrap();
    assert_eq!((kept.sha256.as_str(), kept.bytes), (ABC, 3));
    assert_eq!(keep(&shelf, &[b"abc"], 3).await.unwrap(), kept);
    assert_eq!(shelf.all(), std::slice::from_ref(&kept.sha256));
    assert_eq!(shelf.look(&kept.sha256), Ok(Found::Sound));
    std::fs::write(shelf.path(&kept.sha256), "abd").unwrap();
    assert_eq!(shelf.look(&kept.sha256), Ok(Found::Changed));
    assert!(shelf.has(&kept.sha256, 3), "its size alone does not show it");
    keep(&shelf, &[b"abc"], 3).await.unwrap();
    assert_eq!(shelf.look(&kept.sha256), Ok(Found::Sound), "what comes again mends it");
    std::fs::remove_file(shelf.path(&kept.sha256)).unwrap();
    assert_eq!(shelf.look(&kept.sha256), Ok(Found::Missing));
}

#[tokio::test]
async fn what_is_too_large_or_cut_off_leaves_nothing() {
    let data = tempfile::tempdir().unwrap();
    let shelf = Shelf::of(data.path());
    assert_eq!(keep(&shelf, &[b"abc", b"d"], 3).await, Err(NotKept::TooLarge));
    let mut cut_off = shelf.begin(10).await.unwrap();
    cut_off.take(b"half").await.unwrap();
    drop(cut_off);
    assert_eq!(files(&data.path().join("evidence").join(ARRIVING)), 0);
    assert!(shelf.all().is_empty());
}

#[tokio::test]
async fn only_what_is_old_and_unclaimed_goes() {
    let data = tempfile::tempdir().unwrap();
    let shelf = Shelf::of(data.path());
    let kept = keep(&shelf, &[b"abc"], 3).await.unwrap();
    let left = shelf.begin(3).await.unwrap();
    let now = std::fs::metadata(shelf.path(&kept.sha256)).unwrap().modified().unwrap();
    let later = now + UNCLAIMED_FOR + Duration::from_secs(60);
    assert!(shelf.old(now).is_empty());
    assert_eq!(shelf.old(later), std::slice::from_ref(&kept.sha256));
    shelf.sweep(now);
    assert_eq!(files(&data.path().join("evidence").join(ARRIVING)), 1);
    shelf.sweep(later);
    assert_eq!(files(&data.path().join("evidence").join(ARRIVING)), 0);
    drop(left);
    shelf.remove_unclaimed(&kept.sha256, now);
    assert_eq!(shelf.all().len(), 1);
    shelf.remove_unclaimed(&kept.sha256, later);
    assert!(shelf.all().is_empty());
}
