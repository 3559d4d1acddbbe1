//! When checks look: spread over their interval, stretched when the machine is short of CPU,
//! doubted when too many fail at once.
//! Owns the arithmetic; never measures anything.

use super::words::span_words;
use crate::label::pair_hash;
use crate::text::Slug;
use crate::time::Timestamp;
use std::time::Duration;

/// A check that was never looked at, or whose look was missed while we were down, waits at most
/// this long: an operator who adds one wants to see it work.
pub const FIRST_LOOK_WITHIN: Duration = Duration::from_secs(15);
/// Lateness from which looks are stretched: a tenth of the shortest useful interval.
pub const LATE_FROM: Duration = Duration::from_millis(500);
/// Lateness below which the stretch is taken back; far from `LATE_FROM`, so that it doesn't swing.
pub const CALM_BELOW: Duration = Duration::from_millis(100);
/// Lateness of our own timers during a look from which its timeout is our fault.
pub const STARVED_FROM: Duration = Duration::from_millis(250);
/// Failures at once that cast doubt on our own network, however many checks there are.
const SUSPICIOUS_MAX: usize = 20;

/// Where in its interval a check looks: always the same place, evenly spread over all checks.
pub fn offset(slug: &Slug, every: Duration) -> Duration {
    let every = millis(every).max(1);
    Duration::from_millis(pair_hash("check", slug.as_str()) % every)
}

/// When a check looks next, strictly after `now`.
///
/// After a restart each check keeps its place in the interval, and one that is overdue or new is
/// looked at within `FIRST_LOOK_WITHIN`, spread by its name.
pub fn next_look(
    slug: &Slug,
    every: Duration,
    last_at: Option<Timestamp>,
    now: Timestamp,
) -> Timestamp {
    let overdue = last_at.is_none_or(|last_at| last_at + every + every <= now);
    if overdue {
        let soon = offset(slug, every.min(FIRST_LOOK_WITHIN));
        return now + soon.max(Duration::from_millis(1));
    }
    let every_millis = i64::try_from(millis(every)).unwrap_or(i64::MAX).max(1);
    let place = i64::try_from(millis(offset(slug, every))).unwrap_or(0);
    let since_place = (now.as_millis() - place).rem_euclid(every_millis);
    Timestamp::from_millis(now.as_millis() - since_place + every_millis)
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// By how much all intervals are stretched, in percent: 100 is as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch(u32);

impl Default for Stretch {
    fn default() -> Self {
        Self::NONE
    }
}

impl Stretch {
    /// Intervals as declared.
    pub const NONE: Self = Self(100);
    /// Eight times: beyond it the checks say too little to be called watching.
    pub const MOST: Self = Self(800);

    /// The interval to use for one declared as `every`.
    pub fn of(self, every: Duration) -> Duration {
        every * self.0 / 100
    }

    /// Whether intervals are longer than declared.
    pub fn is_stretched(self) -> bool {
        self > Self::NONE
    }

    /// What to tell people, when there is something to tell.
    pub fn words(self, lateness: Duration) -> Option<String> {
        self.is_stretched().then(|| {
            format!(
                "this machine is short of CPU: looks start {} late, so intervals are stretched to \
                 {} %",
                span_words(lateness),
                self.0
            )
        })
    }
}

/// The next stretch, from the worst lateness with which looks of the last seconds started.
pub fn stretch(current: Stretch, lateness: Duration) -> Stretch {
    if lateness >= LATE_FROM {
        return Stretch((current.0 + current.0 / 2).min(Stretch::MOST.0));
    }
    if lateness < CALM_BELOW {
        return Stretch((current.0 - current.0 / 5).max(Stretch::NONE.0));
    }
    current
}

/// Whether a timeout proves nothing, because our own timers were this late while it ran.
pub fn is_own_timeout(lateness: Duration, timeout: Duration) -> bool {
    lateness >= STARVED_FROM.min(timeout / 4)
}

/// Whether so many failures within one window look like our own network: test it before
/// believing them. The test is cheap, so a third is enough, and so is one check alone.
pub fn suspicious(failed_in_window: usize, total: usize) -> bool {
    failed_in_window > 0 && failed_in_window >= total.div_ceil(3).min(SUSPICIOUS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(number: u32) -> Slug {
        format!("check-{number}").parse().unwrap()
    }

    #[test]
    fn five_thousand_checks_are_spread_evenly() {
        let every = Duration::from_secs(10);
        let mut per_second = [0_u32; 10];
        for number in 0..5_000 {
            let second = usize::try_from(offset(&slug(number), every).as_secs()).unwrap();
            per_second[second] += 1;
        }
        assert!(per_second.iter().all(|count| (400..600).contains(count)), "{per_second:?}");
    }

    #[test]
    fn a_restart_keeps_every_check_in_its_place_and_waits_one_interval_at_most() {
        let every = Duration::from_mins(1);
        let now = Timestamp::from_millis(1_800_000_000_123);
        for number in 0..500 {
            let next =
                next_look(&slug(number), every, Some(now.minus(Duration::from_secs(5))), now);
            assert!(next > now && next <= now + every);
            assert_eq!(next + every, next_look(&slug(number), every, Some(next), next));
        }
    }

    #[test]
    fn a_new_or_overdue_check_is_looked_at_soon_whatever_its_interval() {
        let now = Timestamp::from_millis(1_800_000_000_123);
        let week = Duration::from_hours(7 * 24);
        for last_at in [None, Some(now.minus(week * 3))] {
            let next = next_look(&slug(1), week, last_at, now);
            assert!(next > now && next <= now + FIRST_LOOK_WITHIN);
        }
    }

    #[test]
    fn lateness_stretches_quickly_and_calm_takes_it_back() {
        let mut current = Stretch::NONE;
        for _ in 0..20 {
            current = stretch(current, Duration::from_secs(2));
        }
        assert_eq!(current, Stretch::MOST);
        assert_eq!(current.of(Duration::from_secs(10)), Duration::from_secs(80));
        assert_eq!(stretch(current, Duration::from_millis(300)), current);
        assert!(current.words(Duration::from_secs(2)).unwrap().contains("2 s late"));
        for _ in 0..20 {
            current = stretch(current, Duration::ZERO);
        }
        assert_eq!(current, Stretch::NONE);
        assert_eq!(current.words(Duration::ZERO), None);
    }

    #[test]
    fn a_timeout_while_our_timers_were_late_is_our_own() {
        let timeout = Duration::from_secs(10);
        assert!(is_own_timeout(Duration::from_millis(250), timeout));
        assert!(!is_own_timeout(Duration::from_millis(20), timeout));
        assert!(is_own_timeout(Duration::from_millis(30), Duration::from_millis(100)));
    }

    #[test]
    fn a_third_failing_at_once_is_suspicious() {
        let cases = [
            (0, 0, false),
            (0, 10, false),
            (1, 1, true),
            (1, 3, true),
            (1, 4, false),
            (3, 9, true),
            (19, 5_000, false),
            (20, 5_000, true),
        ];
        for (failed, total, expected) in cases {
            assert_eq!(suspicious(failed, total), expected, "{failed} of {total}");
        }
    }
}
