//! How long the memory of starting is kept.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// The allocator's word for the milliseconds after which freed memory may go back to the system.
const PURGE_DELAY: &str = "MIMALLOC_PURGE_DELAY";

/// Begins again, as the same process, with an allocator that soon gives back what a first start
/// takes: some 3 MiB at rest. It reads its settings before `main` does, and hears of no others
/// later without unsafe code. Where that can't be, we go on as we are.
pub(super) fn begin_again_frugally() {
    if env::var_os(PURGE_DELAY).is_some() {
        return;
    }
    let mut words = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), words.next()) {
        let error = Command::new(program).arg0(name).args(words).env(PURGE_DELAY, "10").exec();
        tracing::debug!(%error, "the memory of starting is given back later");
    }
}
