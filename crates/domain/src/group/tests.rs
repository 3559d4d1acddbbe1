use super::*;
use proptest::prelude::*;

const REPEAT: Duration = Duration::from_hours(4);
const HABIT: Habit = Habit { repeat: REPEAT, tells_resolved: true };

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + minutes * 60_000)
}

fn set(ids: &[i64]) -> BTreeSet<i64> {
    ids.iter().copied().collect()
}

fn noticed(firing: &[i64], resolved: &[i64]) -> Noticed {
    Noticed { firing: set(firing), resolved: set(resolved), at: at(0) }
}

fn due(
    noticed: Option<&Noticed>,
    firing: &[i64],
    resolved: &[i64],
    habit: Habit,
) -> Option<Reason> {
    let (firing, resolved) = (set(firing), set(resolved));
    let standing = Standing { firing: &firing, resolved: &resolved, acknowledged: false };
    notice_due(noticed, &standing, habit, at(5))
}

#[test]
fn the_first_look_waits_unless_the_alert_is_old() {
    let wait = Duration::from_secs(30);
    let now = at(0);
    for (started, expected) in [
        (now, now + wait),
        (now.minus(wait), now + wait),
        (now.minus(wait + Duration::from_millis(1)), now),
        (now.minus(REPEAT), now),
        (now + REPEAT, now + wait),
    ] {
        assert_eq!(first_flush(started, wait, now), expected, "{started}");
    }
    assert_eq!(next_flush(now, REPEAT), at(240));
}

#[test]
fn the_decision_is_alertmanagers() {
    let (first, new) = (Some(Reason::First), Some(Reason::NewAlerts));
    let (some, all) = (Some(Reason::SomeResolved), Some(Reason::AllResolved));
    for (told, firing, resolved, expected) in [
        // Nothing was told before.
        (None, &[1][..], &[][..], first),
        (None, &[], &[1], None),
        (None, &[], &[], None),
        // Only an end was told before: what fires now is a first.
        (Some(noticed(&[], &[1])), &[1], &[], first),
        (Some(noticed(&[], &[1])), &[], &[2], None),
        // Something was told to fire.
        (Some(noticed(&[1, 2], &[])), &[1, 2], &[], None),
        (Some(noticed(&[1, 2], &[])), &[1], &[], None),
        (Some(noticed(&[1, 2], &[])), &[1, 3], &[2], new),
        (Some(noticed(&[1, 2], &[])), &[1], &[2], some),
        (Some(noticed(&[1], &[2])), &[1], &[2], None),
        (Some(noticed(&[1], &[2])), &[1], &[2, 3], some),
        (Some(noticed(&[1, 2], &[])), &[], &[1, 2], all),
        (Some(noticed(&[1], &[])), &[], &[], all),
    ] {
        assert_eq!(due(told.as_ref(), firing, resolved, HABIT), expected, "{told:?} {firing:?}");
    }
}

#[test]
fn who_does_not_hear_of_ends_is_not_told_but_forgets() {
    let habit = Habit { tells_resolved: false, ..HABIT };
    let told = noticed(&[1, 2], &[]);
    assert_eq!(due(Some(&told), &[1], &[2], habit), None);
    assert_eq!(due(Some(&told), &[], &[1, 2], habit), Some(Reason::AllResolved));
    assert!(!Reason::AllResolved.is_sent(habit));
    assert!(Reason::AllResolved.is_sent(HABIT));
    assert!(Reason::First.is_sent(habit));
}

#[test]
fn a_reminder_comes_after_the_repeat_interval() {
    let told = noticed(&[1], &[]);
    let one = set(&[1]);
    let (none, two) = (set(&[]), set(&[1, 2]));
    let seen = |firing, acknowledged, minutes| {
        let standing = Standing { firing, resolved: &none, acknowledged };
        notice_due(Some(&told), &standing, HABIT, at(minutes))
    };
    assert_eq!(seen(&one, false, 240), None);
    assert_eq!(seen(&one, false, 241), Some(Reason::Repeat));
    assert_eq!(seen(&one, true, 241), None);
    assert_eq!(seen(&two, true, 241), Some(Reason::NewAlerts));
    assert_eq!(seen(&none, true, 241), Some(Reason::AllResolved));
}

#[test]
fn reasons_are_in_alertmanagers_words() {
    for (reason, words) in [
        (Reason::First, "first notification"),
        (Reason::NewAlerts, "new alerts added"),
        (Reason::SomeResolved, "some alerts resolved"),
        (Reason::AllResolved, "all alerts resolved"),
        (Reason::Repeat, "repeat interval elapsed"),
    ] {
        assert_eq!(reason.as_str(), words);
    }
}

fn ids() -> impl Strategy<Value = BTreeSet<i64>> {
    prop::collection::btree_set(0_i64..6, 0..5)
}

/// Alerts that fire, alerts that are over, none in both.
fn any_sets() -> impl Strategy<Value = (BTreeSet<i64>, BTreeSet<i64>)> {
    (ids(), ids()).prop_map(|(firing, over)| (firing.clone(), &over - &firing))
}

/// What a receiver may know, told 5 minutes ago.
fn any_noticed() -> impl Strategy<Value = Option<Noticed>> {
    prop::option::of(any_sets())
        .prop_map(|sets| sets.map(|(firing, resolved)| Noticed { firing, resolved, at: at(-5) }))
}

fn any_habit() -> impl Strategy<Value = Habit> {
    any::<bool>().prop_map(|tells_resolved| Habit { tells_resolved, ..HABIT })
}

proptest! {
    #[test]
    fn nothing_is_told_twice_before_the_repeat_interval(
        before in any_noticed(), sets in any_sets(), habit in any_habit(), acknowledged: bool,
        minutes in 0_i64..=235,
    ) {
        let standing = Standing { firing: &sets.0, resolved: &sets.1, acknowledged };
        let reason = notice_due(before.as_ref(), &standing, habit, at(0));
        let after = if reason.is_some() { Some(standing.noticed(at(0))) } else { before };
        let again = notice_due(after.as_ref(), &standing, habit, at(minutes));
        prop_assert!(again.is_none(), "{again:?} after {reason:?}");
    }

    #[test]
    fn a_newly_firing_alert_is_always_due(
        before in any_noticed(), sets in any_sets(), habit in any_habit(), acknowledged: bool,
    ) {
        let firing = &sets.0 | &set(&[99]);
        let standing = Standing { firing: &firing, resolved: &sets.1, acknowledged };
        let reason = notice_due(before.as_ref(), &standing, habit, at(0));
        prop_assert!(matches!(reason, Some(Reason::First | Reason::NewAlerts)));
    }

    #[test]
    fn the_end_of_what_was_told_is_told_exactly_once(
        firing in ids(), over in ids(), minutes in 0_i64..10_000,
    ) {
        let told = Noticed { firing: &firing | &over, resolved: set(&[]), at: at(-5) };
        let rest = &firing - &over;
        let standing = Standing { firing: &rest, resolved: &over, acknowledged: true };
        let first = notice_due(Some(&told), &standing, HABIT, at(0));
        prop_assert_eq!(first.is_some(), !over.is_empty());
        if first.is_some() {
            let told = standing.noticed(at(0));
            prop_assert_eq!(notice_due(Some(&told), &standing, HABIT, at(minutes)), None);
            // Once told, ended alerts are forgotten; that alone is no news.
            let forgotten = Standing { resolved: &set(&[]), ..standing };
            prop_assert_eq!(notice_due(Some(&told), &forgotten, HABIT, at(minutes)), None);
        }
    }

    #[test]
    fn what_was_never_told_to_fire_is_never_told_to_end(over in ids(), habit in any_habit()) {
        let standing = Standing { firing: &set(&[]), resolved: &over, acknowledged: false };
        prop_assert_eq!(notice_due(None, &standing, habit, at(0)), None);
    }
}
