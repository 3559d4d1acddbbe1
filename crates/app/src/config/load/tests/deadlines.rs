//! Deadlines and the matrix of priorities: what people see for each mistake.

use super::seen;
use insta::assert_snapshot;

#[test]
fn what_deadlines_say_and_lack() {
    let text = r##"deadlines:
  - slug: gdpr-autority
    within: 48h
  - {slug: gdpr-authority, within: 48h}
  - slug: contract
    title: Tell the client
    within: 4 hours
  - slug: other
    title: {fr: Prévenir le client}
  - slug: third
    when: [rouge]
  - {slug: rule, title: Report, source: x, checked_on: 2026-02-30}
clocks: []
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:11: deadlines[0].slug: Vigie brings along no deadline "gdpr-autority", and one of your own has a title, a recipient, within, source and checked_on; did you mean "gdpr-authority"?
 2 |   - slug: gdpr-autority
   |           ^^^^^^^^^^^^^
vigie.yaml:4:36: deadlines[1].within: with another time it needs its source: the text that sets this time
 4 |   - {slug: gdpr-authority, within: 48h}
   |                                    ^^^
vigie.yaml:7:13: deadlines[2].within: "4 hours" is no time of a deadline: write one such as 4h, 72h or 30d, "1 month", or "without delay" where no number is set
 7 |     within: 4 hours
   |             ^^^^^^^
vigie.yaml:9:13: deadlines[3].title: "en" is missing
 9 |     title: {fr: Prévenir le client}
   |             ^^
vigie.yaml:11:12: deadlines[4].when[0]: unknown word "rouge"; known: personal_data, red, orange, malicious, down
 11 |     when: [rouge]
    |            ^^^^^
vigie.yaml:12:12: deadlines[5].slug: a deadline of your own says more: add recipient, within
 12 |   - {slug: rule, title: Report, source: x, checked_on: 2026-02-30}
    |            ^^^^
vigie.yaml:12:56: deadlines[5].checked_on: "2026-02-30" is no day: write it as 2026-11-20
 12 |   - {slug: rule, title: Report, source: x, checked_on: 2026-02-30}
    |                                                        ^^^^^^^^^^
vigie.yaml:13:1: unknown key "clocks"; did you mean "deadlines"?
 13 | clocks: []
    | ^^^^^^
8 mistakes; nothing was changed
"##);
}

#[test]
fn deadlines_and_a_matrix_of_ones_own() {
    let text = r##"settings:
  priorities:
    - [1, 1, 1, 1, 1]
    - [1, 2, 3, 4, 5]
    - [1, 2, 3, 4, 5]
    - [1, 2, 3, 4, 5]
    - [5, 5, 5, 5, 5]
deadlines:
  - slug: contract
    title: Tell the client
    recipient: {fr: le client, en: the client}
    within: 1 month
    source: Contract 2026-17
    checked_on: 2026-11-01
    when: [red, personal_data]
  - {slug: gdpr-authority, checked_on: 2026-11-01}
  - {slug: nis2-early, when: [red]}
  - {slug: orange-fix, off: true}
"##;
    assert_snapshot!(seen(text), @"no mistake");
}

#[test]
fn a_matrix_of_the_wrong_size_or_with_wrong_numbers() {
    let text = r##"settings:
  priorities:
    - [1, 2, 3, 4]
    - [1, 2, 3, 4, 5]
    - [1, 2, 0, 4, 6]
    - [1, 2, 3, 4, 5, 5]
"##;
    assert_snapshot!(seen(text), @r##"
vigie.yaml:2:3: settings.priorities: 4 given: it has five rows, one for each urgency, the lowest first
 2 |   priorities:
   |   ^^^^^^^^^^
vigie.yaml:3:7: settings.priorities[0]: 4 given: a row has five numbers, one for each impact, the lowest first
 3 |     - [1, 2, 3, 4]
   |       ^
vigie.yaml:5:14: settings.priorities[2][2]: 0 is no priority: write 1 (very low) to 5 (very high)
 5 |     - [1, 2, 0, 4, 6]
   |              ^
vigie.yaml:5:20: settings.priorities[2][4]: 6 is no priority: write 1 (very low) to 5 (very high)
 5 |     - [1, 2, 0, 4, 6]
   |                    ^
vigie.yaml:6:7: settings.priorities[3]: 6 given: a row has five numbers, one for each impact, the lowest first
 6 |     - [1, 2, 3, 4, 5, 5]
   |       ^
5 mistakes; nothing was changed
"##);
}
