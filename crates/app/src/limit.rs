//! How often the API may be asked, and strangers may do something: by account, by address, or
//! altogether. Counted in this process only; what sources send goes other ways and is never
//! refused here.

use axum::http::HeaderMap;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use vigie_domain::time::Timestamp;
use vigie_ops::keys::hash_secret;

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// A token or a session, by its hash.
    Account(String),
    /// An address; of IPv6 its network, since one machine has all addresses of one.
    Address(IpAddr),
    /// All together.
    Everybody,
}

/// How often something may happen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    /// At once.
    pub(crate) burst: u32,
    /// Milliseconds after which one more is allowed.
    pub(crate) every_millis: i64,
}

/// One account: a script that walks every list at full speed fits, a loop gone wild does not.
pub(crate) const ACCOUNT: Rate = Rate { burst: 2_000, every_millis: 5 };
/// Refused callers of one address: a wrong token in a script fits, guessing does not.
pub(crate) const UNKNOWN: Rate = Rate { burst: 60, every_millis: 1_000 };
/// Accounts and addresses remembered; beyond it those who asked least are forgotten.
const KNOWN_MAX: usize = 20_000;

/// What was asked of late.
pub(crate) struct Limits {
    rate: Rate,
    /// When everything that was asked is paid off.
    paid_at: Mutex<HashMap<Who, i64>>,
}

impl Limits {
    /// Nothing was asked yet.
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, paid_at: Mutex::new(HashMap::new()) }
    }

    /// Counts one more; `Err`: how long to wait.
    pub(crate) fn count(&self, who: &Who, now: Timestamp) -> Result<(), Duration> {
        let now = now.as_millis();
        let mut all = self.paid_at.lock().unwrap_or_else(PoisonError::into_inner);
        let paid_at = all.get(who).copied().unwrap_or(now).max(now);
        let full = i64::from(self.rate.burst).saturating_mul(self.rate.every_millis);
        let next = paid_at.saturating_add(self.rate.every_millis);
        if next - now > full {
            return Err(Duration::from_millis(u64::try_from(next - now - full).unwrap_or(0)));
        }
        if all.len() >= KNOWN_MAX {
            make_room(&mut all, now);
        }
        all.insert(who.clone(), next);
        Ok(())
    }
}

/// Forgets who is paid off; when all are busy, the half that asked least.
fn make_room(all: &mut HashMap<Who, i64>, now: i64) {
    all.retain(|_, paid_at| *paid_at > now);
    if all.len() >= KNOWN_MAX {
        let mut times: Vec<i64> = all.values().copied().collect();
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or(now);
        all.retain(|_, paid_at| *paid_at > middle);
    }
}

/// The account that a request speaks for, believed or not.
pub(crate) fn account(headers: &HeaderMap) -> Option<Who> {
    let session = || crate::access::cookie(headers, crate::access::COOKIE_NAME);
    let secret = crate::access::bearer(headers).or_else(session)?;
    Some(Who::Account(hash_secret(secret)))
}

/// The address that a request comes from.
pub(crate) fn address(ip: IpAddr) -> Who {
    Who::Address(match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Rate = Rate { burst: 3, every_millis: 1_000 };

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + millis)
    }

    #[test]
    fn a_burst_is_taken_and_then_one_at_a_time() {
        let limits = Limits::new(THREE);
        let one = address("192.0.2.1".parse().unwrap());
        for _ in 0..3 {
            assert_eq!(limits.count(&one, at(0)), Ok(()));
        }
        assert_eq!(limits.count(&one, at(0)), Err(Duration::from_secs(1)));
        assert_eq!(limits.count(&one, at(400)), Err(Duration::from_millis(600)));
        assert_eq!(limits.count(&one, at(1_000)), Ok(()));
        assert!(limits.count(&one, at(1_000)).is_err());
        let other = address("192.0.2.2".parse().unwrap());
        assert_eq!(limits.count(&other, at(1_000)), Ok(()), "others are not held up");
        for _ in 0..3 {
            assert_eq!(limits.count(&one, at(60_000)), Ok(()), "what was asked is forgiven");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let of = |text: &str| address(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn memory_stays_bounded() {
        let limits = Limits::new(THREE);
        for n in 0..30_000_u32 {
            let who = address(IpAddr::from(n.to_be_bytes()));
            limits.count(&who, at(i64::from(n) / 1_000)).unwrap();
        }
        assert!(limits.paid_at.lock().unwrap().len() <= KNOWN_MAX);
    }
}
