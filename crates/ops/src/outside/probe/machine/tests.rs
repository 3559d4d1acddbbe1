//! What the machine's checks say, from samples of the kernel's own texts.

use super::*;
use vigie_domain::check::CheckKind;

fn why(judged: Result<(), Trouble>) -> String {
    let Err(Trouble::Failed(why)) = judged else { panic!("{judged:?}") };
    why
}

fn root(free: u8, bytes: Option<u64>, inodes: Option<u8>) -> Disk {
    Disk {
        path: "/".to_owned(),
        free_percent_min: free,
        free_bytes_min: bytes,
        inodes_percent_min: inodes,
    }
}

#[test]
fn disks_tell_what_is_short() {
    let space = Space { free: 9 << 30, size: 100 << 30, inodes_free: 1, inodes: 50 };
    assert_eq!(
        why(judge_disk(&root(10, None, None), space)),
        "9 % free on / (9.0 GiB of 100.0 GiB), expected at least 10 %"
    );
    assert_eq!(
        why(judge_disk(&root(5, Some(10 << 30), None), space)),
        "9.0 GiB free on /, expected at least 10.0 GiB"
    );
    assert_eq!(
        why(judge_disk(&root(5, None, Some(5)), space)),
        "2 % of inodes free on /, expected at least 5 %"
    );
    let without_inodes = Space { inodes_free: 0, inodes: 0, ..space };
    assert_eq!(judge_disk(&root(5, None, Some(5)), without_inodes), Ok(()));
}

#[test]
fn memory_counts_what_is_available() {
    let text = "MemTotal:        8000000 kB\nMemFree:  1 kB\nMemAvailable:     400000 kB\n";
    let mut trace = Trace::start();
    let memory = Memory { available_percent_min: 10 };
    assert_eq!(
        why(judge_memory(&memory, text, &mut trace)),
        "5 % of memory available (390.6 MiB of 7.6 GiB), expected at least 10 %"
    );
    assert_eq!(trace.details[1], ("available_percent".to_owned(), "5".to_owned()));
    let memory = Memory { available_percent_min: 5 };
    assert_eq!(judge_memory(&memory, text, &mut trace), Ok(()));
    assert!(matches!(judge_memory(&memory, "", &mut trace), Err(Trouble::Blind(_))));
}

#[test]
fn load_is_per_core_and_pressure_per_resource() {
    let mut trace = Trace::start();
    let load = Load { per_core_max: 1.5, pressure_max_percent: None };
    assert_eq!(
        why(judge_load(&load, "9.00 8.00 3.00 2/300 4", 4, &mut trace)),
        "load of 2.00 per core over 5 min (4 cores), expected at most 1.5"
    );
    assert_eq!(judge_load(&load, "9.00 5.90 3.00 2/300 4", 4, &mut trace), Ok(()));
    let text = "some avg10=0.00 avg60=31.50 avg300=9.00 total=1\nfull avg10=0.00 avg60=0.00\n";
    assert_eq!(
        why(judge_pressure("io", text, 20, &mut trace)),
        "31.5 % of the last minute lost waiting for io, expected at most 20 %"
    );
    assert_eq!(judge_pressure("io", text, 40, &mut trace), Ok(()));
}

#[test]
fn failed_units_are_named_without_the_ignored_ones() {
    let listing = "nginx.service loaded failed failed A web server\n\
                   man-db.service loaded failed failed Daily man-db\n";
    let mut trace = Trace::start();
    let ignore = |names: &[&str]| Units { ignore: names.iter().map(|n| (*n).to_owned()).collect() };
    assert_eq!(
        why(judge_units(&ignore(&["man-db.service"]), listing, &mut trace)),
        "failed systemd units: nginx.service"
    );
    assert_eq!(
        judge_units(&ignore(&["man-db.service", "nginx.service"]), listing, &mut trace),
        Ok(())
    );
    let many: String = (0..8).map(|n| format!("u{n}.service loaded failed failed x\n")).collect();
    assert!(why(judge_units(&ignore(&[]), &many, &mut trace)).ends_with("u4.service and 3 more"));
}

#[tokio::test]
async fn this_machine_has_a_root_disk_memory_and_load() {
    use crate::outside::probe::{Prober, Settings};
    use vigie_domain::check::Outcome;
    let prober = Prober::new(Settings::default());
    let timeout = std::time::Duration::from_secs(5);
    let now = vigie_domain::time::Timestamp::from_millis(0);
    for kind in [
        CheckKind::Disk(root(0, None, Some(0))),
        CheckKind::Memory(Memory { available_percent_min: 0 }),
        CheckKind::Load(Load { per_core_max: 1_000.0, pressure_max_percent: None }),
    ] {
        let sight = prober.look(&kind, timeout, now).await;
        assert_eq!(sight.outcome, Outcome::Ok, "{kind:?}");
        assert!(!sight.details.is_empty());
    }
    let missing = Disk { path: "/no/such/path".to_owned(), ..root(0, None, None) };
    let sight = prober.look(&CheckKind::Disk(missing), timeout, now).await;
    let why = "can't look at /no/such/path: no such file or directory".to_owned();
    assert_eq!(sight.outcome, Outcome::Failed { why });
}
