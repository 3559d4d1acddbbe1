use super::*;
use proptest::prelude::*;

const NOW: i64 = 1_800_000_000_000;
const MINUTE: i64 = 60_000;

/// An instant so many minutes from now.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(NOW + minutes * MINUTE)
}

fn silence(matchers: &str, starts: i64, ends: i64) -> Silence {
    Silence {
        id: format!("{starts}..{ends}"),
        matchers: Matchers::parse(matchers).unwrap(),
        starts_at: at(starts),
        ends_at: at(ends),
        updated_at: at(starts),
        created_by: "ada".to_owned(),
        comment: String::new(),
        annotations: Labels::default(),
    }
}

#[test]
fn the_state_follows_the_clock() {
    let silence = silence("a=b", 10, 20);
    for (minutes, state) in [
        (9, SilenceState::Pending),
        (10, SilenceState::Active),
        (19, SilenceState::Active),
        (20, SilenceState::Expired),
    ] {
        assert_eq!(silence.state(at(minutes)), state, "{minutes}");
    }
}

#[test]
fn refusals_are_worded_as_the_api_words_them() {
    let refusal = |silence: Silence| silence.check_new(at(0)).unwrap_err().to_string();
    let order = "Failed to create silence: start time must be before end time";
    assert_eq!(refusal(silence("a=b", 5, 5)), order);
    assert_eq!(refusal(silence("a=b", 5, 4)), order);
    assert_eq!(
        refusal(silence("a=b", -5, -1)),
        "Failed to create silence: end time can't be in the past"
    );
    assert_eq!(refusal(silence("", 0, 5)), "invalid silence: matcher set 0 is empty");
    assert_eq!(
        refusal(silence("a=~\".*\",b=\"\"", 0, 5)),
        "invalid silence: matcher set 0: at least one matcher must not match the empty string"
    );
    let long = Silence { comment: "x".repeat(TEXT_BYTES_MAX + 1), ..silence("a=b", 0, 5) };
    assert_eq!(refusal(long), "invalid silence: comment has more than 16384 bytes");
    let many = vec!["a=b"; MATCHERS_MAX + 1].join(",");
    assert_eq!(
        refusal(silence(&many, 0, 5)),
        "invalid silence: 257 matchers are too many: at most 256"
    );
    for fine in [silence("a=b", -5, 0), silence("a!=b", 0, 5), silence("a=b,c=\"\"", 3, 5)] {
        assert_eq!(fine.check_new(at(0)), Ok(()));
    }
}

#[test]
fn only_changes_that_keep_history_true_are_made_in_place() {
    let (active, pending, expired) =
        (silence("a=b", -5, 5), silence("a=b", 5, 10), silence("a=b", -9, -5));
    let later_ms = Silence {
        starts_at: Timestamp::from_millis(at(-5).as_millis() + 999),
        ..silence("a=b", -5, 60)
    };
    for (old, new, expected) in [
        (&active, &silence("a=b", -5, 60), Change::InPlace),
        (&active, &silence("a=b", -5, 0), Change::InPlace),
        (&active, &later_ms, Change::InPlace),
        (&active, &silence("a=b", -4, 5), Change::Replace),
        (&active, &silence("a=b", -5, -1), Change::Replace),
        (&active, &silence("a=c", -5, 5), Change::Replace),
        (&pending, &silence("a=b", 0, 5), Change::InPlace),
        (&pending, &silence("a=b", 50, 60), Change::InPlace),
        (&pending, &silence("a=b", -1, 5), Change::Replace),
        (&pending, &silence("a=~b", 5, 10), Change::Replace),
        (&expired, &expired, Change::Replace),
    ] {
        assert_eq!(decide_change(old, new, at(0)), expected, "{} -> {}", old.id, new.id);
    }
}

#[test]
fn a_new_silence_never_starts_in_the_past() {
    assert_eq!(silence("a=b", -5, 5).begun(at(0)).starts_at, at(0));
    assert_eq!(silence("a=b", 3, 5).begun(at(0)).starts_at, at(3));
}

#[test]
fn lists_show_what_ends_or_starts_next_first() {
    let mut list = [
        silence("a=b", -9, -5),
        silence("a=b", 5, 9),
        silence("a=b", -5, 9),
        silence("a=b", -9, -2),
        silence("a=b", 2, 99),
        silence("a=b", -9, 1),
    ];
    list.sort_by(|a, b| a.list_order(b, at(0)));
    let ids: Vec<_> = list.iter().map(|silence| silence.id.as_str()).collect();
    assert_eq!(ids, ["-9..1", "-5..9", "2..99", "5..9", "-9..-2", "-9..-5"]);
}

#[test]
fn only_active_silences_mute() {
    let silences = [silence("a=b", -5, 5), silence("a=b", 1, 5), silence("c=\"\"", -5, 5)];
    let labels: Labels = [("a".to_owned(), "b".to_owned())].into_iter().collect();
    let ids = |now| {
        silenced_by(&silences, &labels, now).iter().map(|s| s.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(ids(at(0)), ["-5..5", "-5..5"]);
    assert_eq!(ids(at(1)).len(), 3);
    assert!(ids(at(5)).is_empty());
}

#[test]
fn filters_look_for_the_matchers_themselves() {
    let silence = silence("a=b,c=~d", 0, 5);
    for (filter, expected) in
        [("", true), ("a=b", true), ("c=~d,a=b", true), ("c=d", false), ("a=b,x=y", false)]
    {
        assert_eq!(silence.holds(&Matchers::parse(filter).unwrap()), expected, "{filter}");
    }
}

proptest! {
    #[test]
    fn an_expired_silence_is_expired_for_ever(
        starts in -100_i64..100, length in 1_i64..100, now in -100_i64..200, later in 0_i64..100,
    ) {
        let over = silence("a=b", starts, starts + length).expire(at(now));
        prop_assert_eq!(over.state(at(now)), SilenceState::Expired);
        prop_assert_eq!(over.state(at(now + later)), SilenceState::Expired);
        prop_assert!(over.starts_at <= over.ends_at);
        prop_assert_eq!(over.clone().expire(at(now + later)), over);
    }

    #[test]
    fn a_change_in_place_never_changes_what_was_muted(
        old in (-50_i64..50, 1_i64..50), new in (-50_i64..50, 1_i64..50), past in 1_i64..60,
    ) {
        let (old, new) =
            (silence("a=b", old.0, old.0 + old.1), silence("a=b", new.0, new.0 + new.1));
        if decide_change(&old, &new, at(0)) == Change::InPlace {
            let muted = |silence: &Silence| silence.state(at(-past)) == SilenceState::Active;
            prop_assert_eq!(muted(&old), muted(&new));
        }
    }
}
