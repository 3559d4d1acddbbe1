//! What is tested on this machine alone.

use super::super::show;
use super::{Finding, Tested};
use crate::{config, playbook_repository};
use std::path::Path;
use std::time::Duration;
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;
use vigie_ops::cx::{Clock, SystemClock};
use vigie_ops::words::Words;

/// Less free space than this and the database will soon be full.
const FREE_PERCENT_MIN: u64 = 5;
/// A clock further behind the files that were written by it went back.
const BEHIND_MAX: Duration = Duration::from_secs(60);
/// No clock of a working machine is before the first version of this program: 2026-01-01.
const EARLIEST_MILLIS: i64 = 1_767_225_600_000;

/// Whether the data directory is there and can be written.
pub(super) fn data_directory(data: &Path) -> Tested {
    const WHAT: &str = "data directory";
    let shown = data.display();
    if !data.is_dir() {
        let found = format!("{shown} is not there");
        let next = "start `vigie serve`, which makes it, or name another one with --data";
        return Tested::not_ok(WHAT, Finding::Fail, found, next);
    }
    let trial = data.join(format!("doctor-{}.trial", std::process::id()));
    let written = std::fs::write(&trial, "trial").and_then(|()| std::fs::remove_file(&trial));
    match written {
        Ok(()) => Tested::ok(WHAT, format!("{shown} can be written")),
        Err(error) => Tested::not_ok(
            WHAT,
            Finding::Fail,
            format!("{shown} can't be written: {error}"),
            "run doctor as the user who runs vigie; check the owner and mode of the directory",
        ),
    }
}

/// Whether the playbooks of a repository are there, and which.
pub(super) fn playbooks(data: &Path) -> Tested {
    const WHAT: &str = "own playbooks";
    let known = playbook_repository::last_known(data);
    if known.address.is_empty() {
        return Tested::ok(WHAT, "no repository of them was read");
    }
    let found = known.to_string();
    if let Some(error) = &known.error {
        let next = Words::of(Language::En).filing_next(error);
        return Tested::not_ok(WHAT, Finding::Warn, found, next);
    }
    if known.faults.is_empty() {
        return Tested::ok(WHAT, found);
    }
    let next = "mend these files in the repository: vigie playbook check FILE";
    Tested::not_ok(WHAT, Finding::Warn, found, next)
}

/// Whether the disk under the data directory has room.
pub(super) fn disk_space(data: &Path) -> Tested {
    const WHAT: &str = "disk space";
    let free = match rustix::fs::statvfs(data) {
        Ok(disk) if disk.f_blocks > 0 => {
            disk.f_bavail.saturating_mul(100).checked_div(disk.f_blocks).unwrap_or(0)
        }
        Ok(_) => return Tested::not_ok(WHAT, Finding::Unknown, "the disk has no size", ""),
        Err(error) => {
            let next = "mend the data directory first";
            return Tested::not_ok(WHAT, Finding::Unknown, error.to_string(), next);
        }
    };
    let found = format!("{free} % of the data directory's disk is free");
    if free < FREE_PERCENT_MIN {
        let next = "free some space: a full disk stops the database";
        return Tested::not_ok(WHAT, Finding::Fail, found, next);
    }
    Tested::ok(WHAT, found)
}

/// Whether the clock agrees with what it wrote before. Nothing here knows the true time.
pub(super) fn clock(data: &Path) -> Tested {
    judge_clock(SystemClock.now(), newest(data))
}

fn judge_clock(now: Timestamp, newest: Option<Timestamp>) -> Tested {
    const WHAT: &str = "clock";
    let next = "set the clock, and keep it right with chrony or systemd-timesyncd";
    if now.as_millis() < EARLIEST_MILLIS {
        return Tested::not_ok(WHAT, Finding::Fail, format!("it says {now}"), next);
    }
    let Some(newest) = newest else {
        let found = format!("it says {now}; there is nothing here to compare it with");
        return Tested::not_ok(WHAT, Finding::Unknown, found, "compare it with a clock you trust");
    };
    if now + BEHIND_MAX < newest {
        let found = format!("it says {now}, but a file was written at {newest}");
        return Tested::not_ok(WHAT, Finding::Fail, found, next);
    }
    Tested::ok(WHAT, format!("it says {now}, and no file of the data directory is from later"))
}

fn newest(data: &Path) -> Option<Timestamp> {
    let times = std::fs::read_dir(data).ok()?.filter_map(|entry| {
        let modified = entry.ok()?.metadata().ok()?.modified().ok()?;
        Some(Timestamp::from_jiff(jiff::Timestamp::try_from(modified).ok()?))
    });
    times.max()
}

/// Whether the configuration is free of mistakes.
pub(super) fn configuration(path: Option<&Path>) -> Tested {
    const WHAT: &str = "configuration";
    let Some(path) = path else {
        let next = "name the file that the server is given with --config";
        return Tested::not_ok(WHAT, Finding::Unknown, "no file is named", next);
    };
    match config::load(path) {
        Ok(_) => Tested::ok(WHAT, format!("{} has no mistake", path.display())),
        Err(found) => {
            let mistakes = show::count(found.len(), "mistake", "mistakes");
            let found = format!("{mistakes} in {}", path.display());
            let next = format!("vigie check {}", path.display());
            Tested::not_ok(WHAT, Finding::Fail, found, next)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_went_back_is_noticed_and_one_alone_is_not_trusted() {
        let now = Timestamp::from_millis(EARLIEST_MILLIS) + Duration::from_secs(86_400);
        let later = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(judge_clock(now, Some(later(30))).finding, Finding::Ok);
        assert_eq!(judge_clock(now, Some(later(90))).finding, Finding::Fail);
        assert_eq!(judge_clock(now, None).finding, Finding::Unknown);
        assert_eq!(judge_clock(Timestamp::from_millis(0), None).finding, Finding::Fail);
    }

    #[test]
    fn a_data_directory_that_is_absent_fails() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(data_directory(dir.path()).finding, Finding::Ok);
        assert_eq!(disk_space(dir.path()).what, "disk space");
        assert_eq!(data_directory(&dir.path().join("absent")).finding, Finding::Fail);
        assert_eq!(disk_space(&dir.path().join("absent")).finding, Finding::Unknown);
    }
}
