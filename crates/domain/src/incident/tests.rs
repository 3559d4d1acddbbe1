use super::*;
use proptest::prelude::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn incident() -> Incident {
    let reference = Reference { year: 2026, number: 1 };
    Incident {
        id: IncidentId(1),
        by_alert: true,
        ..Incident::declared(reference, "api is down".to_owned(), "vigie", at(0))
    }
}

#[test]
fn references_read_back() {
    let reference = Reference { year: 2026, number: 42 };
    assert_eq!(reference.to_string(), "INC-2026-0042");
    assert_eq!("INC-2026-0042".parse(), Ok(reference));
    assert_eq!("INC-2026-12345".parse(), Ok(Reference { year: 2026, number: 12_345 }));
    for bad in ["INC-2026-0", "2026-1", "INC-x-1", ""] {
        assert!(bad.parse::<Reference>().is_err(), "{bad}");
    }
}

#[test]
fn the_whole_life_of_an_incident() {
    let life = [
        (Step::Triage, By::Name("alice"), Stage::Triaged),
        (Step::Take, By::Name("alice"), Stage::InProgress),
        (Step::Hold, By::Name("alice"), Stage::OnHold),
        (Step::Resume, By::Name("alice"), Stage::InProgress),
        (Step::Resolve, By::Name("alice"), Stage::Resolved),
        (Step::Validate, By::Name("bob"), Stage::Validated),
        (Step::Remediate, By::Name("alice"), Stage::Remediating),
        (Step::Close, By::Name("alice"), Stage::Closed),
        (Step::Reopen, By::Name("bob"), Stage::InProgress),
        (Step::Merge(IncidentId(2)), By::Name("bob"), Stage::Duplicate),
        (Step::Reopen, By::Name("bob"), Stage::InProgress),
        (Step::Cancel, By::Name("bob"), Stage::Cancelled),
    ];
    let mut now = incident();
    for (second, (step, by, stage)) in life.into_iter().enumerate() {
        now = now.step(step, by, at(i64::try_from(second).unwrap())).unwrap();
        assert_eq!(now.stage, stage, "after {step:?}");
        assert_eq!(Stage::from_word(stage.as_str()), Some(stage));
    }
    assert_eq!(now.lead.as_deref(), Some("alice"), "who reopens does not push the lead away");
}

#[test]
fn nobody_confirms_their_own_work_unless_they_are_alone() {
    let resolved = incident().step(Step::Resolve, By::Name("alice"), at(1)).unwrap();
    for step in [Step::Validate, Step::Close] {
        let refused = resolved.clone().step(step, By::Name("alice"), at(2)).unwrap_err();
        assert_eq!(refused.trouble, Trouble::OwnWork);
        let alone = resolved.clone().step(step, By::Alone("alice"), at(2)).unwrap();
        assert_eq!(alone.validated.unwrap().by, "alice");
        let other = resolved.clone().step(step, By::Name("bob"), at(2)).unwrap();
        assert_eq!(other.validated.unwrap().by, "bob");
    }
}

#[test]
fn what_nobody_worked_on_ends_by_itself_and_what_somebody_did_waits() {
    let taken = incident().step(Step::Inherit, By::Name("alice"), at(1)).unwrap();
    let over = taken.step(Step::Resolve, By::Itself, at(2)).unwrap();
    let again = over.clone().step(Step::Recur, By::Itself, at(3)).unwrap();
    assert_eq!((again.stage, again.resolved), (Stage::InProgress, None));
    assert_eq!(over.step(Step::Close, By::Itself, at(3)).unwrap().stage, Stage::Closed);

    let worked = incident().step(Step::Take, By::Name("alice"), at(1)).unwrap();
    let over = worked.step(Step::Resolve, By::Itself, at(2)).unwrap();
    let refused = over.clone().step(Step::Close, By::Itself, at(3)).unwrap_err();
    assert_eq!(refused.trouble, Trouble::Attended);
    // The alerts said that it is over, so whoever worked on it may confirm.
    assert_eq!(
        over.step(Step::Validate, By::Name("alice"), at(3)).unwrap().stage,
        Stage::Validated
    );
}

#[test]
fn others_read_its_stage_in_their_words() {
    let told: Vec<_> = Stage::ALL
        .map(|stage| (stage.public_status().map(PublicStatus::as_str), stage.glpi_status()))
        .into();
    assert_eq!(
        told,
        [
            (None, Some(1)),
            (Some("investigating"), Some(2)),
            (Some("identified"), Some(2)),
            (Some("identified"), Some(4)),
            (Some("monitoring"), Some(5)),
            (Some("resolved"), Some(5)),
            (Some("resolved"), Some(5)),
            (Some("resolved"), Some(6)),
            (None, None),
            (None, None),
        ]
    );
    let exercise = Incident { kind: Kind::Exercise, stage: Stage::Triaged, ..incident() };
    assert_eq!(exercise.public_status(), None);
}

fn steps() -> impl Strategy<Value = Step> {
    prop::sample::select(vec![
        Step::Triage,
        Step::Take,
        Step::Inherit,
        Step::Hold,
        Step::Resume,
        Step::Resolve,
        Step::Validate,
        Step::Remediate,
        Step::Close,
        Step::Cancel,
        Step::Merge(IncidentId(1)),
        Step::Merge(IncidentId(2)),
        Step::Reopen,
        Step::Recur,
    ])
}

fn people() -> impl Strategy<Value = By<'static>> {
    prop::sample::select(vec![By::Name("alice"), By::Name("bob"), By::Alone("alice"), By::Itself])
}

/// What holds of every incident, however it came there.
fn holds(one: &Incident) {
    assert_eq!(one.closed_at.is_some(), one.stage.is_over(), "{one:?}");
    assert_eq!(one.duplicate_of.is_some(), one.stage == Stage::Duplicate, "{one:?}");
    assert_ne!(one.duplicate_of, Some(one.id));
    let confirmed = matches!(one.stage, Stage::Validated | Stage::Remediating);
    assert!(!confirmed || one.validated.is_some(), "{one:?}");
    if one.stage == Stage::Closed {
        assert!(one.validated.is_some() || one.runs_by_itself(), "{one:?}");
    }
    assert_eq!(
        one.resolved.is_some(),
        !one.stage.goes_on() && one.stage != Stage::Cancelled && one.stage != Stage::Duplicate,
        "{one:?}"
    );
    assert!(one.stage != Stage::InProgress || one.lead.is_some(), "{one:?}");
    let times = [
        Some(one.declared_at),
        one.resolved.as_ref().map(|noted| noted.at),
        one.validated.as_ref().map(|noted| noted.at),
        one.closed_at,
    ];
    let times: Vec<Timestamp> = times.into_iter().flatten().collect();
    assert!(times.is_sorted() && times.last() <= Some(&one.moved.at), "{one:?}");
}

proptest! {
    #[test]
    fn whatever_people_do_an_incident_stays_sound(
        taken in prop::collection::vec((steps(), people(), -100i64..1_000), 0..40),
        by_alert: bool,
    ) {
        let mut one = Incident { by_alert, ..incident() };
        for (step, by, second) in taken {
            let before = one.clone();
            match one.step(step, by, at(second)) {
                Ok(after) => {
                    prop_assert_eq!(step.from(before.stage).is_some(), true);
                    prop_assert!(after.moved.at >= before.moved.at);
                    if before.stage.is_over() {
                        prop_assert_eq!(step, Step::Reopen);
                    }
                    if let Some(validated) = &after.validated {
                        let resolver = after.resolved.as_ref().map(|noted| noted.by.as_str());
                        let alone = by == By::Alone(&validated.by);
                        let old = before.validated.is_some();
                        prop_assert!(old || alone || resolver != Some(&validated.by));
                    }
                    holds(&after);
                    one = after;
                }
                Err(refused) => {
                    prop_assert_eq!(refused.stage, before.stage);
                    one = before;
                }
            }
        }
    }
}
