use super::*;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

fn clock(name: &str, aware: &str) -> Clock {
    let terms = Deadline::shipped(name).unwrap().terms;
    let aware_at: Timestamp = aware.parse().unwrap();
    let paris = TimeZone::get("Europe/Paris").unwrap();
    Clock {
        id: ClockId(1),
        incident: IncidentId(1),
        due_at: terms.within.due(aware_at, &paris),
        terms,
        aware_at,
        started_by: "ada".to_owned(),
        warned: 0,
        ended: None,
    }
}

#[test]
fn nights_and_clock_changes_do_not_pause_a_clock() {
    // Friday evening before the night that has 25 hours.
    let clock = clock(GDPR_AUTHORITY, "2026-10-23T16:10:00Z");
    assert_eq!(clock.due_at, "2026-10-26T16:10:00Z".parse().ok());
    assert_eq!(clock.next_warning(), Some((50, "2026-10-25T04:10:00Z".parse().unwrap())));
}

#[test]
fn a_month_is_a_calendar_month() {
    let clock = clock(NIS2_FINAL, "2027-01-31T11:00:00Z");
    assert_eq!(clock.due_at, "2027-02-28T11:00:00Z".parse().ok());
}

#[test]
fn warnings_that_were_missed_are_said_once() {
    let mut clock = clock("red-report", "2026-11-20T00:00:00Z");
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
    let mut closed = clock("red-report", "2026-11-20T00:00:00Z");
    closed.ended = Some(("ada".to_owned(), closed.aware_at, ClockEnding::Proven("x".to_owned())));
    assert_eq!((closed.warning_due(far), closed.is_late(far)), (None, false));
    assert_eq!(clock(GDPR_PERSONS, "2026-11-20T00:00:00Z").warning_due(far), None);
}

#[test]
fn words_read_back() {
    let spans = Deadlines::default().all().iter().map(|one| one.terms.within).collect::<Vec<_>>();
    assert_eq!(spans.len(), Deadlines::names().count(), "every name that is shipped is a name");
    for within in spans.into_iter().chain([Within::Months(12), Within::Span(HOUR / 60)]) {
        assert_eq!(Within::from_words(&within.words()), Some(within));
    }
    for whose in [Whose::Shipped, Whose::Changed, Whose::Own] {
        assert_eq!(Whose::from_word(whose.as_str()), Some(whose));
    }
    assert_eq!(Within::from_words("soon"), None);
}

fn own(name: &str, when: &[Occasion]) -> Deadline {
    let shipped = Deadline::shipped("red-report").unwrap();
    let terms = Terms { name: name.parse().unwrap(), whose: Whose::Own, ..shipped.terms };
    Deadline { terms, when: when.to_vec(), is_off: false }
}

fn names<'a>(found: impl Iterator<Item = &'a Deadline>) -> Vec<&'a str> {
    found.map(|one| one.terms.name.as_str()).collect()
}

#[test]
fn own_deadlines_begin_on_their_occasions_beside_the_shipped_ones() {
    let all = Deadlines::of(vec![
        own("zz-contract", &[Occasion::Red, Occasion::Down]),
        own("by-hand", &[]),
    ]);
    let red = [Occasion::PersonalData, Occasion::Red];
    let expected = [GDPR_AUTHORITY, GDPR_REGISTER, "red-report", "zz-contract"];
    assert_eq!(names(all.on(&red)), expected);
    assert_eq!(names(all.on(&[Occasion::Down])), ["zz-contract"]);
    assert_eq!(names(all.on(&[])), Vec::<&str>::new());
    assert_eq!(names(all.in_force()).len(), 15);
}

#[test]
fn a_changed_deadline_stands_in_its_place_and_one_that_is_off_begins_never() {
    let changed = Deadline { is_off: true, ..own("red-report", &[Occasion::Red]) };
    let two_days = Within::Span(48 * HOUR);
    let authority = Deadline::shipped(GDPR_AUTHORITY).unwrap();
    let terms = Terms { within: two_days, whose: Whose::Changed, ..authority.terms };
    let all = Deadlines::of(vec![changed, Deadline { terms, ..authority }]);
    assert_eq!(all.all().len(), 13);
    assert_eq!(all.get(GDPR_AUTHORITY).unwrap().terms.within, two_days);
    assert_eq!(all.get("red-report"), None);
    assert_eq!(names(all.on(&[Occasion::Red])), Vec::<&str>::new());
}

#[test]
fn a_clock_that_counts_from_another_moment_gives_the_time_that_it_gave() {
    let mut clock = clock("red-report", "2026-11-20T00:00:00Z");
    clock.terms.within = Within::Span(4 * HOUR);
    let now = "2026-11-20T00:30:00Z".parse().unwrap();
    let moved = clock.counted_from("2026-11-19T22:00:00Z".parse().unwrap(), &TimeZone::UTC, now);
    assert_eq!(moved.due_at, "2026-11-20T02:00:00Z".parse().ok());
}
