//! The copy of the binder that is kept on disk each night, for the day when no page opens.

use super::{Binder, Frame, read};
use crate::paper;
use crate::state::App;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;
use vigie_ops::words::Words;

/// The hour of the night, on the clock of the settings' zone.
const HOUR: i8 = 2;
/// How often is looked whether the night has come.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// A kept copy that is older than that was forgotten: a day, and the longest night of the year.
const OLD_AFTER: Duration = Duration::from_secs(26 * 3_600);

/// A copy that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it is.
    pub path: PathBuf,
    /// When it was written; `None` when it is not there.
    pub at: Option<Timestamp>,
}

impl Kept {
    /// Whether the nightly job failed to renew it.
    pub fn is_old(&self, now: Timestamp) -> bool {
        self.at.is_some_and(|at| now.since(at) > OLD_AFTER)
    }
}

/// The kept copy in a language, below a data directory.
pub fn kept(data: &Path, language: Language) -> Kept {
    let path = data.join("binder").join(format!("binder-{}.html", language.tag()));
    let modified = std::fs::metadata(&path).and_then(|found| found.modified()).ok();
    let at = modified.and_then(|time| jiff::Timestamp::try_from(time).ok());
    Kept { path, at: at.map(Timestamp::from_jiff) }
}

/// Keeps a fresh copy from every night on. A failure is logged, and tried again.
pub async fn keep_each_night(app: App) {
    loop {
        let zone = app.cx.setup().settings.time_zone();
        let known = [Language::En, Language::Fr].map(|language| kept(&app.folders.data, language));
        if known.iter().any(|kept| is_due(kept.at, app.cx.now(), &zone)) {
            match read(&app).await {
                Ok(binder) => write_all(&binder, &app.folders.data).await,
                Err(error) => tracing::error!(%error, "the binder can't be made"),
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Whether the last night came after the kept copy.
pub(super) fn is_due(kept_at: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> bool {
    let Some(kept_at) = kept_at else { return true };
    let shown = now.to_jiff().to_zoned(zone.clone());
    let night = |day: jiff::civil::Date| {
        day.at(HOUR, 0, 0, 0).to_zoned(zone.clone()).ok().map(|at| at.timestamp())
    };
    let yesterday = shown.date().checked_sub(1.day()).ok();
    let nights = [Some(shown.date()), yesterday].into_iter().flatten().filter_map(night);
    let last = nights.filter(|at| *at <= now.to_jiff()).max();
    // A copy from the future was written by a clock that was wrong.
    last.is_none_or(|last| kept_at.to_jiff() < last) || kept_at > now
}

async fn write_all(binder: &Binder, data: &Path) {
    for language in [Language::En, Language::Fr] {
        let path = kept(data, language).path;
        let html = binder.page(language, &Frame::File);
        // The HTML last: its age says when both were kept.
        match paper::printed(&title(language), language, &html).await {
            Ok(pdf) => keep(&path.with_extension("pdf"), &pdf),
            Err(error) => tracing::error!(%error, "the binder can't be printed"),
        }
        keep(&path, html.as_bytes());
    }
}

/// What the file is called where it is shown.
pub fn title(language: Language) -> String {
    format!("{} · Vigie", Words::of(language).binder())
}

fn keep(path: &Path, bytes: &[u8]) {
    match write(path, bytes) {
        Ok(()) => tracing::info!(path = %path.display(), "the binder is kept"),
        Err(error) => {
            tracing::error!(%error, path = %path.display(), "the binder can't be kept");
        }
    }
}

/// Writes the whole file, or leaves the one before.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let unfinished = path.with_extension(if path.extension().is_some_and(|e| e == "pdf") {
        "pdf.tmp"
    } else {
        "tmp"
    });
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)
}
