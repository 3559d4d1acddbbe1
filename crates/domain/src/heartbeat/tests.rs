//! The rules of heartbeats: what each call means, and when silence fails.

use super::*;

const KEY: &str = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";

fn heartbeat(schedule: Schedule) -> Heartbeat {
    Heartbeat {
        slug: "nightly".parse().unwrap(),
        ping_key: KEY.parse().unwrap(),
        service: None,
        name: "Nightly backup".parse().unwrap(),
        schedule,
        grace: Duration::from_mins(10),
        severity: Severity::Warning,
        labels: Labels::default(),
    }
}

fn hourly() -> Heartbeat {
    heartbeat(Schedule::Period(Duration::from_hours(1)))
}

fn at_four() -> Heartbeat {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    heartbeat(Schedule::Cron { cron: "0 4 * * *".parse().unwrap(), zone })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Runs calls and waits (`wait`) through a heartbeat, telling the turns.
fn story(
    heartbeat: &Heartbeat,
    calls: &[(&str, &str, Option<&str>)],
) -> (HeartbeatState, Vec<HeartbeatTurn>) {
    let mut state = HeartbeatState::default();
    let mut turns = Vec::new();
    for (time, call, run_id) in calls {
        let now = at(time);
        let (next, turn) = match *call {
            "wait" => state.wait(heartbeat, now),
            "success" => state.ping(heartbeat, Ping::Success, *run_id, now),
            path => state.ping(heartbeat, Ping::from_path(path).unwrap(), *run_id, now),
        };
        state = next;
        turns.extend(turn);
    }
    (state, turns)
}

#[test]
fn a_new_heartbeat_waits_for_its_first_ping_and_never_fails() {
    let beat = hourly();
    let (state, turns) = story(&beat, &[("2036-01-01T00:00:00Z", "wait", None)]);
    assert_eq!(state, HeartbeatState::default());
    assert!(turns.is_empty());
    assert_eq!(state.words(&beat, at("2036-01-01T00:00:00Z")), "waiting for the first ping");
    assert_eq!(state.next_expected(&beat, at("2036-01-01T00:00:00Z")), None);
}

#[test]
fn silence_fails_after_period_and_grace_and_a_ping_recovers() {
    let beat = hourly();
    let (state, _) = story(&beat, &[("2026-11-20T10:00:00Z", "success", None)]);
    assert_eq!(
        state.next_expected(&beat, at("2026-11-20T10:30:00Z")),
        Some(at("2026-11-20T11:00:00Z"))
    );
    assert_eq!(state.fails_at(&beat), Some(at("2026-11-20T11:10:00Z")));
    assert_eq!(state.words(&beat, at("2026-11-20T10:30:00Z")), "expected in 30 min");
    assert_eq!(state.words(&beat, at("2026-11-20T11:05:00Z")), "late by 5 min");
    let (state, turns) = story(
        &beat,
        &[
            ("2026-11-20T10:00:00Z", "success", None),
            ("2026-11-20T11:09:59Z", "wait", None),
            ("2026-11-20T11:10:00Z", "wait", None),
            ("2026-11-20T11:20:00Z", "wait", None),
            ("2026-11-20T11:25:00Z", "success", None),
        ],
    );
    assert_eq!(
        turns,
        [
            HeartbeatTurn::StartedFailing {
                why:
                    "expected a call at 2026-11-20T11:00:00.000Z, none came within 10 min after it"
                        .to_owned()
            },
            HeartbeatTurn::Recovered { after: Duration::from_mins(15) },
        ]
    );
    assert_eq!(state.standing, Standing::Passing);
}

#[test]
fn fail_and_exit_status_fail_at_once_and_only_once() {
    let beat = hourly();
    for (call, words) in [("fail", "it said that it failed"), ("3", "exit status 3")] {
        let (state, turns) = story(
            &beat,
            &[
                ("2026-11-20T10:00:00Z", "0", None),
                ("2026-11-20T10:30:00Z", call, None),
                ("2026-11-20T10:31:00Z", call, None),
            ],
        );
        assert_eq!(turns.len(), 1);
        assert!(state.standing.is_failing());
        assert!(state.words(&beat, at("2026-11-20T10:40:00Z")).contains(words));
        assert_eq!(state.fails_at(&beat), None);
    }
}

#[test]
fn a_note_changes_nothing_but_the_last_kind() {
    let beat = hourly();
    let (before, _) = story(&beat, &[("2026-11-20T10:00:00Z", "success", None)]);
    let (after, turn) = before.clone().ping(&beat, Ping::Log, None, at("2026-11-20T10:30:00Z"));
    assert_eq!(turn, None);
    assert_eq!(after, HeartbeatState { last_kind: Some(Ping::Log), ..before });
}

#[test]
fn a_started_run_has_the_grace_to_end() {
    let beat = hourly();
    let (state, turns) = story(
        &beat,
        &[
            ("2026-11-20T10:00:00Z", "success", None),
            ("2026-11-20T11:05:00Z", "start", None),
            ("2026-11-20T11:14:00Z", "wait", None),
        ],
    );
    assert!(turns.is_empty(), "the start was in time, so the run has ten minutes from there");
    assert_eq!(state.words(&beat, at("2026-11-20T11:14:00Z")), "running for 9 min");
    let (_, turn) = state.clone().wait(&beat, at("2026-11-20T11:15:00Z"));
    assert_eq!(
        turn,
        Some(HeartbeatTurn::StartedFailing {
            why: "started at 2026-11-20T11:05:00.000Z and not ended within 10 min".to_owned()
        })
    );
    let (state, _) = state.ping(&beat, Ping::Success, None, at("2026-11-20T11:12:30Z"));
    assert_eq!(state.last_duration, Some(Duration::from_secs(450)));
    assert_eq!(state.fails_at(&beat), Some(at("2026-11-20T12:22:30Z")));
}

#[test]
fn the_first_start_of_a_new_heartbeat_counts() {
    let beat = hourly();
    let (state, turns) = story(
        &beat,
        &[("2026-11-20T10:00:00Z", "start", None), ("2026-11-20T10:10:00Z", "wait", None)],
    );
    assert_eq!(turns.len(), 1);
    assert!(state.standing.is_failing());
}

#[test]
fn a_job_that_starts_again_and_again_fails_all_the_same() {
    let beat = hourly();
    let (_, turns) = story(
        &beat,
        &[
            ("2026-11-20T10:00:00Z", "success", None),
            ("2026-11-20T10:05:00Z", "start", None),
            ("2026-11-20T10:10:00Z", "start", None),
            ("2026-11-20T10:14:00Z", "start", None),
            ("2026-11-20T10:15:00Z", "wait", None),
        ],
    );
    assert_eq!(turns.len(), 1);
}

#[test]
fn durations_are_of_one_run() {
    let beat = hourly();
    let runs = [
        ("2026-11-20T10:00:00Z", "start", Some("a")),
        ("2026-11-20T10:02:00Z", "start", Some("b")),
        ("2026-11-20T10:03:00Z", "success", Some("a")),
    ];
    let (state, _) = story(&beat, &runs);
    assert_eq!(state.last_duration, None, "only the latest start is known");
    assert_eq!(state.fails_at(&beat), Some(at("2026-11-20T10:12:00Z")), "b still runs");
    let (state, _) = state.ping(&beat, Ping::Success, Some("b"), at("2026-11-20T10:05:00Z"));
    assert_eq!(state.last_duration, Some(Duration::from_mins(3)));
    assert_eq!((state.last_start, state.unended_since), (None, None));
    let (state, _) = story(&beat, &[runs[0], ("2026-11-20T10:03:00Z", "success", None)]);
    assert_eq!((state.last_start, state.last_duration), (None, None), "no id ends any run");
}

#[test]
fn cron_expects_the_next_time_on_the_wall() {
    let beat = at_four();
    let (state, _) = story(&beat, &[("2026-10-24T02:01:00Z", "success", None)]);
    assert_eq!(
        state.next_expected(&beat, at("2026-10-24T12:00:00Z")),
        Some(at("2026-10-25T03:00:00Z")),
        "the clocks went back in that night"
    );
    assert_eq!(state.fails_at(&beat), Some(at("2026-10-25T03:10:00Z")));
}

#[test]
fn a_ping_one_minute_early_counts_for_the_coming_run() {
    let beat = at_four();
    let mut state = HeartbeatState::default();
    // 03:59:20 in Paris, night after night.
    for day in 20..25 {
        let now = at(&format!("2026-11-{day}T02:59:20Z"));
        let (waited, turn) = state.wait(&beat, now);
        assert_eq!(turn, None, "day {day}");
        let (pinged, turn) = waited.ping(&beat, Ping::Success, None, now);
        assert_eq!(turn, None, "day {day}");
        assert_eq!(
            pinged.next_expected(&beat, now),
            Some(at(&format!("2026-11-{}T03:00:00Z", day + 1)))
        );
        state = pinged;
    }
    let (state, turn) = state.wait(&beat, at("2026-11-25T03:10:00Z"));
    assert!(turn.is_some(), "and a missed night is missed");
    let (state, turn) = state.ping(&beat, Ping::Success, None, at("2026-11-26T02:59:20Z"));
    assert!(turn.is_some());
    assert_eq!(state.fails_at(&beat), Some(at("2026-11-27T03:10:00Z")));
}

#[test]
fn a_ping_two_minutes_early_is_one_more_ping() {
    let beat = at_four();
    let (state, _) = story(
        &beat,
        &[("2026-11-20T03:00:30Z", "success", None), ("2026-11-21T02:58:00Z", "success", None)],
    );
    assert_eq!(state.fails_at(&beat), Some(at("2026-11-21T03:10:00Z")));
}

#[test]
fn a_late_ping_of_an_every_minute_job_serves_its_own_minute() {
    let cron = "* * * * *".parse().unwrap();
    let beat = heartbeat(Schedule::Cron { cron, zone: TimeZone::UTC });
    let (state, _) = story(
        &beat,
        &[("2026-11-20T03:00:00Z", "success", None), ("2026-11-20T03:01:10Z", "success", None)],
    );
    assert_eq!(
        state.next_expected(&beat, at("2026-11-20T03:01:20Z")),
        Some(at("2026-11-20T03:02:00Z"))
    );
}

#[test]
fn a_failing_cron_shows_its_next_chance() {
    let beat = at_four();
    let (state, _) = story(
        &beat,
        &[("2026-11-20T03:00:30Z", "success", None), ("2026-11-21T12:00:00Z", "wait", None)],
    );
    assert!(state.standing.is_failing());
    assert_eq!(
        state.next_expected(&beat, at("2026-11-21T12:00:00Z")),
        Some(at("2026-11-22T03:00:00Z"))
    );
}

#[test]
fn ping_paths_and_keys_are_those_of_healthchecks() {
    for (path, ping) in [
        ("", Some(Ping::Success)),
        ("start", Some(Ping::Start)),
        ("fail", Some(Ping::Fail)),
        ("log", Some(Ping::Log)),
        ("0", Some(Ping::Exit(0))),
        ("255", Some(Ping::Exit(255))),
        ("256", None),
        ("-1", None),
        ("stop", None),
    ] {
        assert_eq!(Ping::from_path(path), ping, "{path}");
    }
    assert_eq!(KEY.to_uppercase().parse::<PingKey>().unwrap().as_str(), KEY);
    for bad in ["", "5bf66975", "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea27g"] {
        assert!(bad.parse::<PingKey>().is_err());
    }
    assert_eq!(format!("{:?}", KEY.parse::<PingKey>().unwrap()), "PingKey(5bf66975…)");
}

#[test]
fn limits_are_those_of_healthchecks() {
    let mut beat = hourly();
    beat.grace = Duration::from_secs(30);
    assert_eq!(
        beat.validated().unwrap_err().to_string(),
        "grace: 30 s is not between 1 min and 365 d"
    );
    let beat = heartbeat(Schedule::Period(Duration::ZERO));
    assert_eq!(beat.validated().unwrap_err().field, "period");
    assert!(at_four().validated().is_ok());
}
