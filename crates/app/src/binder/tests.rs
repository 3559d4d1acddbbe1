//! When the binder is renewed.

use super::kept::is_due;
use jiff::tz::TimeZone;
use vigie_domain::time::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_binder_is_renewed_once_a_night_on_the_clock_of_the_zone() {
    let paris = TimeZone::get("Europe/Paris").unwrap();
    let now = at("2026-11-21T03:00:00Z");
    for (kept, now, due) in [
        (None, now, true),
        (Some("2026-11-20T03:00:00Z"), now, true),
        (Some("2026-11-21T01:01:00Z"), now, false),
        (Some("2026-11-21T00:59:00Z"), now, true),
        (Some("2026-11-20T02:00:00Z"), at("2026-11-21T00:30:00Z"), false),
        // The clock that wrote it was wrong.
        (Some("2027-01-01T00:00:00Z"), now, true),
        // The night of the spring has no 2 o'clock.
        (Some("2026-03-28T12:00:00Z"), at("2026-03-29T03:00:00Z"), true),
        (Some("2026-03-29T01:30:00Z"), at("2026-03-29T03:00:00Z"), false),
    ] {
        assert_eq!(is_due(kept.map(at), now, &paris), due, "{kept:?} at {now}");
    }
}
