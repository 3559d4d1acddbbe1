use super::*;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

fn night() -> IntervalSpec {
    let times = vec![parse_times("02:00", "03:00").unwrap()];
    IntervalSpec { times, zone: paris(), ..IntervalSpec::default() }
}

#[test]
fn an_hour_skipped_in_spring_is_never_shown() {
    // At 01:00 UTC on 2026-03-29, Paris goes from 02:00 to 03:00.
    for text in ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"] {
        assert!(!night().contains(at(text)), "{text}");
    }
    assert!(night().contains(at("2026-03-28T01:00:00Z")));
    assert!(night().contains(at("2026-03-30T00:00:00Z")));
}

#[test]
fn an_hour_repeated_in_autumn_is_shown_twice() {
    // At 01:00 UTC on 2026-10-25, Paris goes from 03:00 back to 02:00.
    for (text, expected) in [
        ("2026-10-24T23:59:59Z", false),
        ("2026-10-25T00:00:00Z", true),
        ("2026-10-25T00:59:59Z", true),
        ("2026-10-25T01:00:00Z", true),
        ("2026-10-25T01:59:59Z", true),
        ("2026-10-25T02:00:00Z", false),
    ] {
        assert_eq!(night().contains(at(text)), expected, "{text}");
    }
}

#[test]
fn office_hours_follow_the_wall_clock_across_both_changes() {
    let office = IntervalSpec {
        times: vec![parse_times("09:00", "17:00").unwrap()],
        weekdays: vec![parse_weekdays("monday:friday").unwrap()],
        zone: paris(),
        ..IntervalSpec::default()
    };
    for (text, expected) in [
        // Friday before and Monday after the spring change.
        ("2026-03-27T07:59:59Z", false),
        ("2026-03-27T08:00:00Z", true),
        ("2026-03-30T06:59:59Z", false),
        ("2026-03-30T07:00:00Z", true),
        ("2026-03-30T14:59:59Z", true),
        ("2026-03-30T15:00:00Z", false),
        // Saturday; then Friday before and Monday after the autumn change.
        ("2026-03-28T10:00:00Z", false),
        ("2026-10-23T07:00:00Z", true),
        ("2026-10-26T07:59:59Z", false),
        ("2026-10-26T08:00:00Z", true),
    ] {
        assert_eq!(office.contains(at(text)), expected, "{text}");
    }
}

#[test]
fn days_are_those_of_the_zone() {
    let sunday = IntervalSpec {
        weekdays: vec![parse_weekdays("Sunday").unwrap()],
        zone: paris(),
        ..IntervalSpec::default()
    };
    assert!(sunday.contains(at("2026-11-21T23:00:00Z")));
    assert!(!sunday.contains(at("2026-11-21T22:59:59Z")));
}

#[test]
fn days_of_the_month_count_from_both_ends() {
    for (days, date, expected) in [
        ("-3:-1", "2026-02-26", true),
        ("-3:-1", "2026-02-25", false),
        ("-3:-1", "2028-02-27", true),
        ("-3:-1", "2028-02-26", false),
        ("1:15", "2026-02-15", true),
        ("15:-1", "2026-04-30", true),
        ("31", "2026-04-30", false),
        ("30:31", "2026-02-28", false),
        ("29:31", "2028-02-29", true),
        ("-31:-30", "2026-02-01", false),
        ("-31:-28", "2026-02-01", true),
    ] {
        let days_of_month = vec![parse_days_of_month(days).unwrap()];
        let spec = IntervalSpec { days_of_month, ..IntervalSpec::default() };
        assert_eq!(spec.contains(at(&format!("{date}T12:00:00Z"))), expected, "{days} {date}");
    }
}

#[test]
fn every_list_must_pass_and_any_spec_is_enough() {
    let summer = IntervalSpec {
        months: vec![parse_months("may:august").unwrap(), parse_months("12").unwrap()],
        years: vec![parse_years("2026:2027").unwrap()],
        ..IntervalSpec::default()
    };
    let morning = IntervalSpec {
        times: vec![parse_times("00:00", "06:00").unwrap()],
        ..IntervalSpec::default()
    };
    let name: Name = "calm".parse().unwrap();
    let both = TimeInterval { name: name.clone(), specs: vec![summer, morning] };
    for (text, expected) in [
        ("2026-05-01T12:00:00Z", true),
        ("2027-12-31T23:59:59Z", true),
        ("2028-05-01T12:00:00Z", false),
        ("2028-05-01T05:00:00Z", true),
        ("2026-09-01T12:00:00Z", false),
    ] {
        assert_eq!(both.contains(at(text)), expected, "{text}");
    }
    assert!(!TimeInterval { name, specs: Vec::new() }.contains(at("2026-05-01T12:00:00Z")));
    assert!(IntervalSpec::default().contains(Timestamp::ZERO));
}

#[test]
fn the_day_ends_at_24() {
    let evening = parse_times("23:59", "24:00").unwrap();
    let spec = IntervalSpec { times: vec![evening], ..IntervalSpec::default() };
    assert!(spec.contains(at("2026-05-01T23:59:59Z")));
    assert!(!spec.contains(at("2026-05-01T00:00:00Z")));
}

#[test]
fn refusals_say_what_to_write() {
    let error = |result: Result<String, IntervalError>| result.unwrap_err().0;
    for (start, end) in [("9:00", "17:00"), ("09:60", "17:00"), ("00:00", "24:01"), ("", "1:00")] {
        let why = error(parse_times(start, end).map(|times| times.to_string()));
        assert!(why.contains("no time of the day"), "{why}");
    }
    assert!(error(parse_times("22:00", "06:00").map(|t| t.to_string())).contains("over midnight"));
    assert!(error(parse_weekdays("friday:monday").map(|d| d.to_string())).contains("two ranges"));
    assert!(error(parse_weekdays("lundi").map(|d| d.to_string())).contains("\"lundi\""));
    for (days, why) in [
        ("0", "no day of the month"),
        ("32", "no day of the month"),
        ("-3:3", "must be negative too"),
        ("-1:-3", "always ends before it starts"),
        ("20:-15", "always ends before it starts"),
        ("1:2:3", "no day of the month"),
    ] {
        let said = error(parse_days_of_month(days).map(|d| d.to_string()));
        assert!(said.contains(why), "{days}: {said}");
    }
    assert!(error(parse_months("13").map(|m| m.to_string())).contains("no month"));
    assert!(error(parse_months("november:march").map(|m| m.to_string())).contains("two ranges"));
    assert!(error(parse_years("2027:2026").map(|y| y.to_string())).contains("before it starts"));
}

#[test]
fn what_is_shown_is_read_back() {
    for text in ["monday:friday", "sunday"] {
        assert_eq!(parse_weekdays(text).unwrap().to_string(), text);
    }
    for text in ["-3:-1", "15:-1", "31"] {
        assert_eq!(parse_days_of_month(text).unwrap().to_string(), text);
    }
    assert_eq!(parse_months("1:3").unwrap().to_string(), "january:march");
    assert_eq!(parse_years("2026:2027").unwrap().to_string(), "2026:2027");
    assert_eq!(parse_times("09:00", "24:00").unwrap().to_string(), "09:00-24:00");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(a in "[-0-9a-z:é]{0,12}", millis in any::<i64>()) {
        let mut spec = IntervalSpec { zone: paris(), ..IntervalSpec::default() };
        spec.times.extend(parse_times(&a, "24:00"));
        spec.weekdays.extend(parse_weekdays(&a));
        spec.days_of_month.extend(parse_days_of_month(&a));
        spec.months.extend(parse_months(&a));
        spec.years.extend(parse_years(&a));
        spec.contains(Timestamp::from_millis(millis));
    }

    #[test]
    fn a_day_is_held_from_one_end_or_the_other(day in 1_i16..=28, millis in 0_i64..4_000_000_000_000) {
        let at = Timestamp::from_millis(millis);
        let date = at.to_jiff().to_zoned(TimeZone::UTC);
        let from_end = i16::from(date.day()) - i16::from(date.days_in_month()) - 1;
        for (days, expected) in [(day, i16::from(date.day()) == day), (-day, from_end == -day)] {
            let days_of_month = vec![parse_days_of_month(&days.to_string()).unwrap()];
            let spec = IntervalSpec { days_of_month, ..IntervalSpec::default() };
            prop_assert_eq!(spec.contains(at), expected);
        }
    }
}
