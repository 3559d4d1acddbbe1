//! Checks of this machine: disks, memory, load and systemd units.
//! Owns reading the kernel's own figures; never changes anything.

use super::{Doing, Trace, Trouble};
use std::path::Path;
use tokio::process::Command;
use vigie_domain::check::kind::{Disk, Load, Memory, Units};
use vigie_domain::check::words::bytes_words;

/// How many failed units are named.
const UNITS_SHOWN_MAX: usize = 5;

/// Space and inodes of a file system, as `df` counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Space {
    free: u64,
    size: u64,
    inodes_free: u64,
    inodes: u64,
}

/// Looks at the space left around a path.
pub(super) async fn disk(disk: &Disk, trace: &mut Trace) -> Result<(), Trouble> {
    trace.doing = Doing::Measuring;
    let path = disk.path.clone();
    // A dead network file system blocks its caller: not one of the threads that serve everybody.
    let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(Path::new(&path)));
    let stat = match asked.await {
        Ok(Ok(stat)) => stat,
        Ok(Err(error)) => {
            let error = std::io::Error::from(error);
            return Err(Trouble::Failed(format!(
                "can't look at {}: {}",
                disk.path,
                super::connect::plain(&error)
            )));
        }
        Err(error) => return Err(Trouble::Blind(error.to_string())),
    };
    let used = stat.f_blocks.saturating_sub(stat.f_bfree);
    let space = Space {
        free: stat.f_bavail.saturating_mul(stat.f_frsize),
        size: used.saturating_add(stat.f_bavail).saturating_mul(stat.f_frsize),
        inodes_free: stat.f_favail,
        inodes: stat.f_files,
    };
    trace.note("free_bytes", &space.free);
    trace.note("free_percent", &percent(space.free, space.size));
    if space.inodes > 0 {
        trace.note("inodes_free_percent", &percent(space.inodes_free, space.inodes));
    }
    judge_disk(disk, space)
}

fn judge_disk(disk: &Disk, space: Space) -> Result<(), Trouble> {
    let path = &disk.path;
    let free = percent(space.free, space.size);
    if free < u64::from(disk.free_percent_min) {
        return Err(Trouble::Failed(format!(
            "{free} % free on {path} ({} of {}), expected at least {} %",
            bytes_words(space.free),
            bytes_words(space.size),
            disk.free_percent_min
        )));
    }
    if let Some(bytes_min) = disk.free_bytes_min.filter(|min| space.free < *min) {
        return Err(Trouble::Failed(format!(
            "{} free on {path}, expected at least {}",
            bytes_words(space.free),
            bytes_words(bytes_min)
        )));
    }
    // Some file systems make inodes as needed and count none.
    let inodes = percent(space.inodes_free, space.inodes);
    match disk.inodes_percent_min {
        Some(min) if space.inodes > 0 && inodes < u64::from(min) => Err(Trouble::Failed(format!(
            "{inodes} % of inodes free on {path}, expected at least {min} %"
        ))),
        _ => Ok(()),
    }
}

/// Whole percents, rounded down; a whole of nothing is empty.
fn percent(part: u64, whole: u64) -> u64 {
    let part = u128::from(part) * 100;
    u64::try_from(part.checked_div(u128::from(whole)).unwrap_or(0)).unwrap_or(100)
}

/// Looks at the memory that programs can still get.
pub(super) async fn memory(memory: &Memory, trace: &mut Trace) -> Result<(), Trouble> {
    trace.doing = Doing::Measuring;
    judge_memory(memory, &read("/proc/meminfo").await?, trace)
}

fn judge_memory(memory: &Memory, meminfo: &str, trace: &mut Trace) -> Result<(), Trouble> {
    let kib = |name: &str| {
        let line = meminfo.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let (Some(available), Some(total)) = (kib("MemAvailable"), kib("MemTotal")) else {
        return Err(Trouble::Blind("/proc/meminfo has no MemAvailable".to_owned()));
    };
    let available_percent = percent(available, total);
    trace.note("available_bytes", &available.saturating_mul(1024));
    trace.note("available_percent", &available_percent);
    if available_percent >= u64::from(memory.available_percent_min) {
        return Ok(());
    }
    Err(Trouble::Failed(format!(
        "{available_percent} % of memory available ({} of {}), expected at least {} %",
        bytes_words(available.saturating_mul(1024)),
        bytes_words(total.saturating_mul(1024)),
        memory.available_percent_min
    )))
}

/// Looks at load and pressure.
pub(super) async fn load(load: &Load, trace: &mut Trace) -> Result<(), Trouble> {
    trace.doing = Doing::Measuring;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cores = u32::try_from(cores).unwrap_or(1);
    judge_load(load, &read("/proc/loadavg").await?, cores, trace)?;
    let Some(most) = load.pressure_max_percent else { return Ok(()) };
    for resource in ["cpu", "memory", "io"] {
        let Ok(text) = tokio::fs::read_to_string(format!("/proc/pressure/{resource}")).await else {
            return Err(Trouble::Blind(
                "this kernel gives no pressure figures (psi=1 at its command line turns them on)"
                    .to_owned(),
            ));
        };
        judge_pressure(resource, &text, most, trace)?;
    }
    Ok(())
}

fn judge_load(load: &Load, loadavg: &str, cores: u32, trace: &mut Trace) -> Result<(), Trouble> {
    let five_minutes = loadavg.split_whitespace().nth(1).and_then(|load| load.parse::<f64>().ok());
    let Some(five_minutes) = five_minutes else {
        return Err(Trouble::Blind("/proc/loadavg can't be read".to_owned()));
    };
    let per_core = five_minutes / f64::from(cores.max(1));
    trace.note("load_per_core", &format!("{per_core:.2}"));
    if per_core <= load.per_core_max {
        return Ok(());
    }
    Err(Trouble::Failed(format!(
        "load of {per_core:.2} per core over 5 min ({cores} cores), expected at most {}",
        load.per_core_max
    )))
}

fn judge_pressure(resource: &str, text: &str, most: u8, trace: &mut Trace) -> Result<(), Trouble> {
    let average = text
        .lines()
        .find_map(|line| line.strip_prefix("some "))
        .and_then(|line| line.split_whitespace().find_map(|part| part.strip_prefix("avg60=")))
        .and_then(|average| average.parse::<f64>().ok());
    let Some(average) = average else {
        return Err(Trouble::Blind(format!("/proc/pressure/{resource} can't be read")));
    };
    trace.note(&format!("pressure_{resource}_percent"), &average);
    if average <= f64::from(most) {
        return Ok(());
    }
    Err(Trouble::Failed(format!(
        "{average} % of the last minute lost waiting for {resource}, expected at most {most} %"
    )))
}

/// Looks for failed systemd units.
pub(super) async fn units(units: &Units, trace: &mut Trace) -> Result<(), Trouble> {
    trace.doing = Doing::Measuring;
    if !tokio::fs::try_exists("/run/systemd/system").await.unwrap_or(false) {
        return Err(Trouble::Blind("systemd does not run on this machine".to_owned()));
    }
    let listed = Command::new("systemctl")
        .args(["list-units", "--failed", "--plain", "--no-legend", "--no-pager"])
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| {
            Trouble::Blind(format!("can't start systemctl: {}", super::connect::plain(&error)))
        })?;
    if !listed.status.success() {
        let why = String::from_utf8_lossy(&listed.stderr);
        let why = why.lines().next().unwrap_or("no reason given").to_owned();
        return Err(Trouble::Blind(format!("systemctl failed: {why}")));
    }
    judge_units(units, &String::from_utf8_lossy(&listed.stdout), trace)
}

fn judge_units(units: &Units, listing: &str, trace: &mut Trace) -> Result<(), Trouble> {
    let failed: Vec<&str> = listing
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|unit| !units.ignore.iter().any(|ignored| ignored == unit))
        .collect();
    trace.note("failed_units", &failed.len());
    if failed.is_empty() {
        return Ok(());
    }
    let shown = failed.iter().take(UNITS_SHOWN_MAX).copied().collect::<Vec<_>>().join(", ");
    let more = failed.len().saturating_sub(UNITS_SHOWN_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Err(Trouble::Failed(format!("failed systemd units: {shown}{more}")))
}

async fn read(path: &str) -> Result<String, Trouble> {
    tokio::fs::read_to_string(path).await.map_err(|error| {
        Trouble::Blind(format!("can't read {path}: {}", super::connect::plain(&error)))
    })
}

#[cfg(test)]
mod tests;
