use super::*;

fn clock(kind: ClockKind, aware: &str) -> Clock {
    let aware_at: Timestamp = aware.parse().unwrap();
    let paris = TimeZone::get("Europe/Paris").unwrap();
    Clock {
        id: ClockId(1),
        incident: IncidentId(1),
        kind,
        aware_at,
        due_at: kind.due(aware_at, &paris),
        started_by: "ada".to_owned(),
        warned: 0,
        ended: None,
    }
}

#[test]
fn nights_and_clock_changes_do_not_pause_a_clock() {
    // Friday evening before the night that has 25 hours.
    let clock = clock(ClockKind::GdprAuthority, "2026-10-23T16:10:00Z");
    assert_eq!(clock.due_at, "2026-10-26T16:10:00Z".parse().ok());
    assert_eq!(clock.next_warning(), Some((50, "2026-10-25T04:10:00Z".parse().unwrap())));
}

#[test]
fn a_month_is_a_calendar_month() {
    let clock = clock(ClockKind::Nis2Final, "2027-01-31T11:00:00Z");
    assert_eq!(clock.due_at, "2027-02-28T11:00:00Z".parse().ok());
}

#[test]
fn warnings_that_were_missed_are_said_once() {
    let mut clock = clock(ClockKind::RedReport, "2026-11-20T00:00:00Z");
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(clock.warning_due(at("2026-11-20T11:59:59Z")), None);
    assert_eq!(clock.warning_due(at("2026-11-20T12:00:00Z")), Some(50));
    assert_eq!(clock.warning_due(at("2026-11-20T22:00:00Z")), Some(90));
    clock.warned = 90;
    assert_eq!(clock.warning_due(at("2026-11-20T23:00:00Z")), None);
    assert_eq!(clock.warning_due(at("2026-11-22T00:00:00Z")), Some(100));
    assert!(clock.is_late(at("2026-11-22T00:00:00Z")));
    clock.warned = 100;
    assert_eq!(clock.warning_due(at("2026-12-22T00:00:00Z")), None);
}

#[test]
fn a_closed_clock_and_one_without_a_count_do_not_warn() {
    let far = "2030-01-01T00:00:00Z".parse().unwrap();
    let mut closed = clock(ClockKind::RedReport, "2026-11-20T00:00:00Z");
    closed.ended = Some(("ada".to_owned(), closed.aware_at, ClockEnding::Proven("x".to_owned())));
    assert_eq!((closed.warning_due(far), closed.is_late(far)), (None, false));
    assert_eq!(clock(ClockKind::GdprPersons, "2026-11-20T00:00:00Z").warning_due(far), None);
}

#[test]
fn words_read_back() {
    for kind in ClockKind::ALL {
        assert_eq!(ClockKind::from_word(kind.as_str()), Some(kind));
    }
}
