use super::*;
use crate::time::Timestamp;
use std::time::Duration;

fn refused(text: &str) -> Option<PasswordError> {
    Password::chosen(text, &["amelie", "amelie.durand@example.org"]).err()
}

#[test]
fn a_long_password_is_taken_whatever_it_is_made_of() {
    for good in [
        "correct horse battery staple",
        "le chat dort sur le toit",
        "xkJ8-vPq2-Lm4s",
        "Grüße aus Köln!",
        "日本語のパスワードです長い",
        "j'ai 3 poules rousses",
        "Durand-75011",
    ] {
        assert_eq!(refused(good), None, "{good}");
    }
}

#[test]
fn what_is_tried_first_is_refused() {
    let cases = [
        ("", PasswordError::Short),
        ("elevenchars", PasswordError::Short),
        ("passwordpassword", PasswordError::Common),
        ("Password2026!", PasswordError::Common),
        ("motdepasse123", PasswordError::Common),
        ("123456789012", PasswordError::Common),
        ("azertyuiopqs", PasswordError::Common),
        ("1q2w3e4r5t6y", PasswordError::Common),
        ("aaaaaaaaaaaaaaaa", PasswordError::Common),
        ("abcabcabcabcabc", PasswordError::Common),
        ("administrator1", PasswordError::Common),
        ("amelie.durand", PasswordError::Own),
        ("Amelie-2026", PasswordError::Short),
    ];
    for (bad, why) in cases {
        assert_eq!(refused(bad), Some(why), "{bad}");
    }
    assert_eq!(refused(&"long ".repeat(300)), Some(PasswordError::Long));
}

#[test]
fn the_same_keys_give_the_same_password_on_every_keyboard() {
    let composed = Password::typed("é la fin de l'été").unwrap();
    let decomposed = Password::typed("e\u{301} la fin de l'e\u{301}te\u{301}").unwrap();
    assert!(composed == decomposed);
    assert_eq!(format!("{composed:?}"), "Password", "a password is never printed");
}

#[test]
fn slips_are_free_and_guessing_is_slow() {
    let now = Timestamp::from_millis(1_800_000_000_000);
    let wait = |count: u32, kind: TriesKind| {
        Tries { count, last_at: now }.ready_at(kind, now).since(now).as_secs()
    };
    let pair: Vec<u64> = [0, 4, 5, 6, 10, 14, 15, 400].map(|n| wait(n, TriesKind::Pair)).into();
    assert_eq!(pair, [0, 0, 1, 2, 32, 512, 900, 900]);
    assert_eq!(wait(49, TriesKind::Address), 0);
    assert_eq!(wait(u32::MAX, TriesKind::Address), 60, "an office is never out for long");
    assert_eq!(wait(u32::MAX, TriesKind::Account), 0, "nobody locks somebody else out");
    let set_back = now.minus(Duration::from_secs(7_200));
    for kind in [TriesKind::Pair, TriesKind::Address, TriesKind::Account] {
        let ready = Tries { count: 3, last_at: now }.ready_at(kind, set_back);
        assert!(ready <= set_back, "a clock that was set back makes nobody wait");
    }
    let later = now + Duration::from_secs(3_601);
    let old = Tries { count: 400, last_at: now };
    assert_eq!(old.with_one_more(later), Tries { count: 1, last_at: later });
    assert_eq!(old.with_one_more(now).count, 401);
}

#[test]
fn a_code_counts_once_around_now() {
    let at = 1_800_000_000;
    let now = at / CODE_STEP;
    let judge = |state, step: u64| judge_code(state, at, |tried| tried == step);
    let fresh = CodeState::default();
    for step in [now - 1, now, now + 1] {
        assert_eq!(judge(fresh, step), CodeVerdict::Good(step));
    }
    let used = CodeState { used: Some(now), told: None };
    assert_eq!(judge(used, now), CodeVerdict::Used);
    assert_eq!(judge(used, now - 1), CodeVerdict::Used, "nor one from before");
    assert_eq!(judge(used, now + 1), CodeVerdict::Good(now + 1));
    assert_eq!(judge(fresh, now + 181), CodeVerdict::Wrong);
}

#[test]
fn a_clock_that_is_wrong_by_an_hour_is_said() {
    let at = 1_800_000_000;
    let now = at / CODE_STEP;
    let judge = |state, step: u64| judge_code(state, at, |tried| tried == step);
    let fresh = CodeState::default();
    assert_eq!(judge(fresh, now - 120), CodeVerdict::Behind(60));
    assert_eq!(judge(fresh, now + 120), CodeVerdict::Ahead(60, now + 120));
    let told = CodeState { used: None, told: Some(now) };
    assert_eq!(judge(told, now), CodeVerdict::Used, "nobody waits for a code they guessed");
}

#[test]
fn a_sign_in_is_recent_for_a_quarter_of_an_hour() {
    let now = Timestamp::from_millis(1_800_000_000_000);
    assert!(is_recent(now, now) && is_recent(now.minus(Duration::from_secs(899)), now));
    assert!(!is_recent(now.minus(RECENT), now));
}
