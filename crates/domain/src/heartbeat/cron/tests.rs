//! Cron times, above all around changes of the clocks.

use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// The next `count` times after an instant, in the zone's own notation.
fn times(expression: &str, zone_name: &str, from: &str, count: usize) -> Vec<String> {
    let cron: Cron = expression.parse().unwrap();
    let zone = zone(zone_name);
    let mut at: Timestamp = from.parse().unwrap();
    let mut times = Vec::new();
    for _ in 0..count {
        let next = cron.next_after(at, &zone);
        assert!(next > at, "{expression} after {at} gave {next}");
        at = next;
        let local = at.to_jiff().to_zoned(zone.clone());
        times.push(local.strftime("%Y-%m-%d %H:%M%:z").to_string());
    }
    times
}

#[test]
fn ordinary_times() {
    for (expression, expected) in [
        ("*/15 * * * *", ["2026-11-20 21:15+00:00", "2026-11-20 21:30+00:00"]),
        ("0 4 * * *", ["2026-11-21 04:00+00:00", "2026-11-22 04:00+00:00"]),
        ("30 2 * * mon-fri", ["2026-11-23 02:30+00:00", "2026-11-24 02:30+00:00"]),
        ("0 0 1 jan,JUL *", ["2027-01-01 00:00+00:00", "2027-07-01 00:00+00:00"]),
        ("0 0 29 2 *", ["2028-02-29 00:00+00:00", "2032-02-29 00:00+00:00"]),
        ("0 12 * * 7", ["2026-11-22 12:00+00:00", "2026-11-29 12:00+00:00"]),
        ("5,10-12/2 0 1 1 *", ["2027-01-01 00:05+00:00", "2027-01-01 00:10+00:00"]),
        ("@weekly", ["2026-11-22 00:00+00:00", "2026-11-29 00:00+00:00"]),
        ("@Hourly", ["2026-11-20 22:00+00:00", "2026-11-20 23:00+00:00"]),
        ("50/5 * * * *", ["2026-11-20 21:50+00:00", "2026-11-20 21:55+00:00"]),
    ] {
        assert_eq!(times(expression, "UTC", "2026-11-20T21:09:00Z", 2), expected, "{expression}");
    }
}

#[test]
fn two_restricted_day_fields_match_either_and_a_star_demands_both() {
    assert_eq!(
        times("0 0 13 * fri", "UTC", "2026-11-01T00:00:00Z", 4),
        [
            "2026-11-06 00:00+00:00",
            "2026-11-13 00:00+00:00",
            "2026-11-20 00:00+00:00",
            "2026-11-27 00:00+00:00"
        ]
    );
    assert_eq!(
        times("0 0 */2 * sun", "UTC", "2026-11-01T00:00:00Z", 2),
        ["2026-11-15 00:00+00:00", "2026-11-29 00:00+00:00"]
    );
    assert_eq!(
        times("0 0 29 2 */7", "UTC", "2026-11-01T00:00:00Z", 1),
        ["2032-02-29 00:00+00:00"],
        "a 29 February on a Sunday"
    );
}

#[test]
fn french_spring_2026_and_2027_run_a_skipped_time_at_the_end_of_the_gap() {
    for (day, before, after) in [
        ("2026-03-29", "2026-03-28T12:00:00Z", "2026-03-30"),
        ("2027-03-28", "2027-03-27T12:00:00Z", "2027-03-29"),
    ] {
        assert_eq!(
            times("30 2 * * *", "Europe/Paris", before, 2),
            [format!("{day} 03:00+02:00"), format!("{after} 02:30+02:00")]
        );
        assert_eq!(
            times("15,45 2-3 * * *", "Europe/Paris", before, 3),
            [
                format!("{day} 03:00+02:00"),
                format!("{day} 03:15+02:00"),
                format!("{day} 03:45+02:00")
            ],
            "two skipped times are one run"
        );
        assert_eq!(
            times("*/30 * * * *", "Europe/Paris", &format!("{day}T00:00:00Z"), 4),
            [
                format!("{day} 01:30+01:00"),
                format!("{day} 03:00+02:00"),
                format!("{day} 03:30+02:00"),
                format!("{day} 04:00+02:00")
            ]
        );
    }
}

#[test]
fn french_autumn_2026_and_2027_run_a_repeated_time_once() {
    for (day, before, after) in [
        ("2026-10-25", "2026-10-24T12:00:00Z", "2026-10-26"),
        ("2027-10-31", "2027-10-30T12:00:00Z", "2027-11-01"),
    ] {
        assert_eq!(
            times("30 2 * * *", "Europe/Paris", before, 2),
            [format!("{day} 02:30+02:00"), format!("{after} 02:30+01:00")]
        );
        assert_eq!(
            times("0 2,3 * * *", "Europe/Paris", before, 2),
            [format!("{day} 02:00+02:00"), format!("{day} 03:00+01:00")]
        );
        // Asked between the two passes, and in the second one.
        for asked in [format!("{day}T00:45:00Z"), format!("{day}T01:15:00Z")] {
            assert_eq!(
                times("30 2 * * *", "Europe/Paris", &asked, 1),
                [format!("{after} 02:30+01:00")]
            );
        }
        assert_eq!(
            times("*/30 * * * *", "Europe/Paris", &format!("{day}T00:00:00Z"), 4),
            [
                format!("{day} 02:30+02:00"),
                format!("{day} 02:00+01:00"),
                format!("{day} 02:30+01:00"),
                format!("{day} 03:00+01:00")
            ],
            "a job of every hour runs in both passes"
        );
    }
}

#[test]
fn lord_howe_changes_by_half_an_hour() {
    // 2026-10-04 at 02:00+10:30 the clocks go to 02:30+11:00.
    assert_eq!(
        times("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2),
        ["2026-10-04 02:30+11:00", "2026-10-05 02:15+11:00"]
    );
    // 2027-04-04 at 02:00+11:00 they go back to 01:30+10:30.
    assert_eq!(
        times("45 1 * * *", "Australia/Lord_Howe", "2027-04-03T10:00:00Z", 2),
        ["2027-04-04 01:45+11:00", "2027-04-05 01:45+10:30"]
    );
    assert_eq!(
        times("*/15 * * * *", "Australia/Lord_Howe", "2027-04-03T14:35:00Z", 4),
        [
            "2027-04-04 01:45+11:00",
            "2027-04-04 01:30+10:30",
            "2027-04-04 01:45+10:30",
            "2027-04-04 02:00+10:30"
        ]
    );
}

#[test]
fn mistakes_name_the_field() {
    for (text, words) in [
        ("", "has 0 fields"),
        ("* * * *", "has 4 fields"),
        ("0 0 0 * * *", "has 6 fields"),
        ("60 * * * *", "minute field \"60\": \"60\" is not a number from 0 to 59"),
        ("* 24 * * *", "hour field"),
        ("* * 0 * *", "day of month field"),
        ("* * * 13 *", "month field"),
        ("* * * janvier *", "or a name from jan to dec"),
        ("* * * * 8", "day of week field"),
        ("* * * * fri-mon", "goes down"),
        ("* 22-4 * * *", "write it as two ranges, 22-23,0-4"),
        ("*/0 * * * *", "the step \"0\" must be a number above 0"),
        ("1,,2 * * * *", "\"\" is not a number"),
        ("+1 * * * *", "\"+1\" is not a number"),
        ("0 0 30 2 *", "never comes"),
        ("0 0 31 4,6,9,11 *", "never comes"),
        ("@reboot", "use a period"),
        ("@often", "no shortcut"),
    ] {
        let error = text.parse::<Cron>().unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
    assert!(format!("{} * * * *", "1,".repeat(200)).parse::<Cron>().is_err());
}

proptest::proptest! {
    /// The next time is later, matches on the wall (or follows a gap), and none lies between.
    #[test]
    fn next_is_later_and_steady(
        minute in 0_u8..60,
        hour in 0_u8..24,
        millis in 1_760_000_000_000_i64..1_840_000_000_000,
        zone_name in proptest::sample::select(vec!["Europe/Paris", "Australia/Lord_Howe", "UTC"]),
    ) {
        let cron: Cron = format!("{minute} {hour} * * *").parse().unwrap();
        let zone = zone(zone_name);
        let from = Timestamp::from_millis(millis);
        let next = cron.next_after(from, &zone);
        let apart = next.since(from).as_secs();
        proptest::prop_assert!(next > from && apart <= 25 * 3_600, "{from} {next}");
        // Asked from any later instant before it, the answer is the same.
        let halfway = Timestamp::from_millis(from.as_millis() + (next.as_millis() - from.as_millis()) / 2);
        proptest::prop_assert_eq!(cron.next_after(halfway, &zone), next);
    }
}
