//! What realistic files become, and what is said of the rest.

use super::{Imported, import_alertmanager, import_alertmanager_text};
use crate::config::{export, report};
use insta::assert_snapshot;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use vigie_domain::label::Labels;
use vigie_domain::route::GroupBy;

fn import(text: &str) -> Result<Imported, String> {
    import_alertmanager_text(Path::new("/etc/am/alertmanager.yml"), text)
        .map_err(|found| report(&found))
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn left(imported: &Imported) -> String {
    imported.not_carried.iter().fold(String::new(), |mut all, one| {
        writeln!(all, "{}:{}: {}", one.line, one.column, one.message).unwrap();
        all
    })
}

/// A team's file as one finds them: old and new words side by side.
const TEAM: &str = r#"
global:
  resolve_timeout: 10m
  smtp_smarthost: mail.example.org:587
  smtp_from: alerts@example.org
  smtp_auth_username: alerts
  smtp_auth_password_file: secrets/smtp
  slack_api_url: https://chat.example.org/hooks/s3cret
  pagerduty_url: https://events.example.org/
templates: ['templates/*.tmpl']
route:
  receiver: team-mails
  group_by: [alertname, cluster]
  group_interval: 2m
  routes:
    - match_re: {service: ^(foo1|foo2|baz)$}
      receiver: team-mails
      routes:
        - match: {severity: critical}
          receiver: pager
          repeat_interval: 1h
          continue: yes
        - matchers: ['severity=~"warning|info"', team!=ops]
          receiver: chat
          mute_time_intervals: [nights]
          active_time_intervals: [office]
    - matchers: ['{alertname="Watchdog"}']
      receiver: hook
      group_by: ['...']
      group_wait: 0s
      labels: {tier: gold}
receivers:
  - name: team-mails
    email_configs:
      - to: 'team@example.org, Ops <ops@example.org>'
        send_resolved: true
      - to: boss@example.org
        smarthost: other.example.org:465
        auth_username: boss
        auth_password: s3cret
        headers: {Subject: Boss}
  - name: pager
    pagerduty_configs: [{routing_key: s3cret}]
    telegram_configs: [{bot_token: s3cret, chat_id: 1}]
  - name: chat
    slack_configs:
      - channel: '#ops'
        title: '{{ .x }}'
        text: hello
      - api_url_file: /run/hook
        channel: '{{ .team }}'
        send_resolved: true
  - name: hook
    webhook_configs:
      - url: https://a.example/hook
        max_alerts: 50
        http_config:
          authorization: {credentials_file: token}
          tls_config: {insecure_skip_verify: true}
      - url_file: hook.url
        send_resolved: false
        timeout: 5s
        http_config: {basic_auth: {username: u, password: s3cret}}
      - url: 'https://a.example/{{ .x }}'
    mattermost_configs:
      - webhook_url: https://m.example/hooks/s3cret
inhibit_rules:
  - source_match: {severity: critical}
    target_match_re: {severity: warning|info}
    equal: [alertname, cluster]
  - name: dead host
    source_matchers: [alertname = HostDown]
    target_matchers: ['alertname != HostDown']
    equal: [instance]
mute_time_intervals:
  - name: nights
    time_intervals:
      - times: [{start_time: '22:00', end_time: '24:00'}]
        weekdays: ['monday:friday', sunday]
        months: [1:3, may]
        days_of_month: ['-3:-1', 1]
        years: [2026]
        location: Europe/Paris
time_intervals:
  - name: office
    time_intervals: [{times: [{start_time: '08:00', end_time: '18:00'}]}]
"#;

#[test]
fn a_team_s_file_keeps_its_meaning() {
    let imported = import(TEAM).unwrap();
    let setup = &imported.setup;
    assert_eq!(setup.settings.resolve_timeout, Duration::from_secs(600));
    let root = &setup.root;
    assert_eq!(
        (root.wait.as_secs(), root.interval.as_secs(), root.repeat.as_secs()),
        (30, 120, 14_400)
    );
    let keys: Vec<_> = root.walk().map(|route| route.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "{}",
            "{}/{service=~\"^(foo1|foo2|baz)$\"}",
            "{}/{service=~\"^(foo1|foo2|baz)$\"}/{severity=\"critical\"}",
            "{}/{service=~\"^(foo1|foo2|baz)$\"}/{severity=~\"warning|info\",team!=\"ops\"}",
            "{}/{alertname=\"Watchdog\"}",
        ]
    );
    let chosen = root.chosen(&labels(&[("service", "foo1"), ("severity", "critical")]));
    let receivers: Vec<_> = chosen.iter().map(|route| route.receiver.as_str()).collect();
    assert_eq!(receivers, ["pager"]);
    assert_eq!(root.routes[1].group_by, GroupBy::All);
    assert_eq!(root.routes[1].labels, labels(&[("tier", "gold")]));
    assert_eq!(setup.inhibitions.len(), 2);
    assert_eq!(setup.intervals.len(), 2);
    assert_eq!(setup.receivers["team-mails"].channels.len(), 2);
    assert!(!setup.reaches_somebody("pager"));
}

#[test]
fn what_can_t_be_carried_is_listed_with_its_place() {
    assert_snapshot!(left(&import(TEAM).unwrap()), @r##"
10:1: templates: Vigie writes its own messages
41:9: receivers[0].email_configs[1].headers: Vigie writes its own messages
43:5: receivers[1].pagerduty_configs: no such channel in Vigie; alerts for it are kept and shown, but nobody is told this way
44:5: receivers[1].telegram_configs: no such channel in Vigie; alerts for it are kept and shown, but nobody is told this way
48:16: receivers[2].slack_configs[0].title: Vigie writes its own messages (title, text)
51:18: receivers[2].slack_configs[1].channel: a channel that is a template can't be carried: the webhook's own is used
59:11: receivers[3].webhook_configs[0].http_config.tls_config: Vigie's webhooks have no such setting
62:18: receivers[3].webhook_configs[1].timeout: Vigie has its own time limit for webhooks
64:14: receivers[3].webhook_configs[2].url: an address that is a template can't be carried: nobody is told this way
"##);
}

/// The same, exported.
const OURS: &str = r##"
settings:
  smtp:
    host: mail.example.org
    port: 587
    username: alerts
    password: {file: /etc/am/secrets/smtp}
    from: alerts@example.org
  resolve_timeout: 10m

channels:
  - name: "team-mails/email[0]"
    email:
      to: [team@example.org, "Ops <ops@example.org>"]
  - name: "team-mails/email[1]"
    email:
      to: [boss@example.org]
      smtp:
        host: other.example.org
        port: 465
        security: tls
        username: boss
        password: {env: VIGIE_CHANNEL_TEAM_MAILS_EMAIL_1__SMTP_PASSWORD}  # hidden: put the secret into this variable
        from: alerts@example.org
    tells_resolved: false
  - name: "chat/slack[0]"
    mattermost:
      url: {env: VIGIE_CHANNEL_CHAT_SLACK_0__MATTERMOST_URL}  # hidden: put the secret into this variable
      channel: "#ops"
    tells_resolved: false
  - name: "chat/slack[1]"
    mattermost:
      url: {file: /run/hook}
  - name: "hook/webhook[0]"
    webhook:
      url: {env: VIGIE_CHANNEL_HOOK_WEBHOOK_0__WEBHOOK_URL}  # hidden: put the secret into this variable
      bearer: {file: /etc/am/token}
      alerts_max: 50
  - name: "hook/webhook[1]"
    webhook:
      url: {file: /etc/am/hook.url}
      basic:
        username: u
        password: {env: VIGIE_CHANNEL_HOOK_WEBHOOK_1__WEBHOOK_PASSWORD}  # hidden: put the secret into this variable
    tells_resolved: false
  - name: "hook/mattermost[0]"
    mattermost:
      url: {env: VIGIE_CHANNEL_HOOK_MATTERMOST_0__MATTERMOST_URL}  # hidden: put the secret into this variable

receivers:
  - name: team-mails
    channels: ["team-mails/email[0]", "team-mails/email[1]"]
  - name: pager
  - name: chat
    channels: ["chat/slack[0]", "chat/slack[1]"]
  - name: hook
    channels: ["hook/webhook[0]", "hook/webhook[1]", "hook/mattermost[0]"]

route:
  receiver: team-mails
  group_by: [alertname, cluster]
  wait: 30s
  interval: 2m
  repeat: 4h
  routes:
    - receiver: team-mails
      match: ['service=~"^(foo1|foo2|baz)$"']
      routes:
        - receiver: pager
          match: ['severity="critical"']
          continue: true
          repeat: 1h
        - receiver: chat
          match: ['severity=~"warning|info"', 'team!="ops"']
          mute: [nights]
          active: [office]
    - receiver: hook
      group_by: ["..."]
      match: ['alertname="Watchdog"']
      wait: 0s
      labels:
        tier: gold

inhibitions:
  - name: "inhibit_rules[0]"
    when: ['severity="critical"']
    mute: ['severity=~"warning|info"']
    equal: [alertname, cluster]
  - name: dead host
    when: ['alertname="HostDown"']
    mute: ['alertname!="HostDown"']
    equal: [instance]

intervals:
  - name: nights
    spans:
      - times: ["22:00-24:00"]
        weekdays: ["monday:friday", sunday]
        days_of_month: ["-3:-1", "1"]
        months: ["1:3", may]
        years: ["2026"]
        zone: Europe/Paris
  - name: office
    spans:
      - times: ["08:00-18:00"]
"##;

#[test]
fn the_rest_in_our_words() {
    assert_eq!(export(&import(TEAM).unwrap().document).unwrap(), OURS.trim_start());
}

/// One mistake of each sort.
const BAD: &str = r#"
global: {resolve_timeout: 5 minutes, smtp_smarthost: mail, smtp_from: a@example.org}
rout: {}
route:
  reciever: a
  receiver: team
  group_by: [a, a, ...]
  continue: true
  routes:
    - matchers: [severity]
      receiver: taem
    - match_re: {a: '('}
      mute_time_intervals: [nights]
      group_interval: 0s
    - match: {bad-name: x}
receivers:
  - name: team
    webhok_configs: []
    webhook_configs:
      - url: example.org/s3cret
      - send_resolved: maybe
        url: https://a.example
      - {}
    email_configs:
      - to: no body@x
        smarthost: a.example:25
  - name: team
  - slack_configs: []
inhibit_rules:
  - source_matchers: ['a=~"["']
    equals: [x]
time_intervals:
  - name: x
    time_intervals:
      - weekdays: [funday]
        times: [{start_time: '10:00', end_time: '9:00'}]
        location: Nowhere/Land
"#;

/// What is said of it.
const BAD_SEEN: &str = r##"
/etc/am/alertmanager.yml:2:27: global.resolve_timeout: "5 minutes" is no duration: its units are y, w, d, h, m, s, ms, such as 30s, 5m, 1h30m or 7d
 2 | global: {resolve_timeout: 5 minutes, smtp_smarthost: mail, smtp_from: a@example.org}
   |                           ^^^^^^^^^
/etc/am/alertmanager.yml:2:54: global.smtp_smarthost: "mail" is no host and port such as mail:587
 2 | global: {resolve_timeout: 5 minutes, smtp_smarthost: mail, smtp_from: a@example.org}
   |                                                      ^^^^
/etc/am/alertmanager.yml:3:1: unknown key "rout"; did you mean "route"?
 3 | rout: {}
   | ^^^^
/etc/am/alertmanager.yml:5:3: route: unknown key "reciever"; did you mean "receiver"?
 5 |   reciever: a
   |   ^^^^^^^^
/etc/am/alertmanager.yml:7:3: route.group_by: "..." means every label: it stands alone
 7 |   group_by: [a, a, ...]
   |   ^^^^^^^^
/etc/am/alertmanager.yml:7:17: route.group_by[1]: the label "a" stands here twice
 7 |   group_by: [a, a, ...]
   |                 ^
/etc/am/alertmanager.yml:8:13: route.continue: the root route takes every alert: it can't have "continue"
 8 |   continue: true
   |             ^^^^
/etc/am/alertmanager.yml:10:18: route.routes[0].matchers[0]: column 9: expected an operator such as =, !=, =~ or !~, found the end
 10 |     - matchers: [severity]
    |                  ^^^^^^^^
/etc/am/alertmanager.yml:11:17: route.routes[0].receiver: there is no receiver "taem"; did you mean "team"?
 11 |       receiver: taem
    |                 ^^^^
/etc/am/alertmanager.yml:12:21: route.routes[1].match_re.a: invalid regular expression "(": unclosed group
 12 |     - match_re: {a: '('}
    |                     ^^^
/etc/am/alertmanager.yml:13:29: route.routes[1].mute_time_intervals[0]: there is no time interval "nights"; known: x
 13 |       mute_time_intervals: [nights]
    |                             ^^^^^^
/etc/am/alertmanager.yml:14:23: route.routes[1].group_interval: group_interval can't be zero
 14 |       group_interval: 0s
    |                       ^^
/etc/am/alertmanager.yml:15:25: route.routes[2].match.bad-name: "bad-name" is no label name
 15 |     - match: {bad-name: x}
    |                         ^
/etc/am/alertmanager.yml:18:5: receivers[0]: unknown key "webhok_configs"; did you mean "webhook_configs"?
 18 |     webhok_configs: []
    |     ^^^^^^^^^^^^^^
/etc/am/alertmanager.yml:20:14: receivers[0].webhook_configs[0].url: this is no web address: write a whole one, such as https://host/path
 20 |       - url: (hidden)
    |              ^^^^^^^^^
/etc/am/alertmanager.yml:21:24: receivers[0].webhook_configs[1].send_resolved: expected true or false, found a text
 21 |       - send_resolved: maybe
    |                        ^^^^^
/etc/am/alertmanager.yml:23:9: receivers[0].webhook_configs[2]: "url" or "url_file" is missing
 23 |       - {}
    |         ^
/etc/am/alertmanager.yml:25:13: receivers[0].email_configs[0].to: "no body@x" is no mail address
 25 |       - to: no body@x
    |             ^^^^^^^^^
/etc/am/alertmanager.yml:27:11: receivers[1].name: the receiver "team" is not unique
 27 |   - name: team
    |           ^^^^
/etc/am/alertmanager.yml:28:5: receivers[2]: "name" is missing
 28 |   - slack_configs: []
    |     ^^^^^^^^^^^^^
/etc/am/alertmanager.yml:30:23: inhibit_rules[0].source_matchers[0]: column 1: invalid regular expression "[": unclosed character class
 30 |   - source_matchers: ['a=~"["']
    |                       ^^^^^^^^
/etc/am/alertmanager.yml:31:5: inhibit_rules[0]: unknown key "equals"; did you mean "equal"?
 31 |     equals: [x]
    |     ^^^^^^
/etc/am/alertmanager.yml:35:20: time_intervals[0].time_intervals[0].weekdays[0]: "funday" is no weekday such as monday
 35 |       - weekdays: [funday]
    |                    ^^^^^^
/etc/am/alertmanager.yml:36:18: time_intervals[0].time_intervals[0].times[0]: "9:00" is no time of the day such as 09:00
 36 |         times: [{start_time: '10:00', end_time: '9:00'}]
    |                  ^^^^^^^^^^
/etc/am/alertmanager.yml:37:19: time_intervals[0].time_intervals[0].location: this is no time zone: name one such as Europe/Paris
 37 |         location: Nowhere/Land
    |                   ^^^^^^^^^^^^
25 mistakes; nothing was changed
"##;

#[test]
fn mistakes_are_refused_with_their_places() {
    assert_eq!(import(BAD).unwrap_err(), BAD_SEEN.trim_start());
}

#[test]
fn what_every_file_needs() {
    for (text, words) in [
        ("", "expected Alertmanager's keys, found nothing"),
        ("receivers: []", "\"route\" is missing"),
        ("route: {}", "the root route must specify a receiver"),
        ("route: {receiver: a, match: {a: b}}\nreceivers: [{name: a}]", "takes every alert"),
        (
            "route: {receiver: a}\nreceivers: [{name: a, email_configs: [{to: a@b.c}]}]",
            "no smarthost",
        ),
        ("route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{}]}]", "\"api_url\" or"),
        (
            "route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{app_token: x, api_url: \
             'https://a.example'}]}]",
            "one of api_url and app_token",
        ),
        ("a: b\na: c\n", "stands here twice"),
    ] {
        let found = import(text).unwrap_err();
        assert!(found.contains(words), "{text}\n{found}");
    }
    let found = import_alertmanager(Path::new("/")).unwrap_err();
    assert!(report(&found).contains("name the alertmanager.yml itself"));
}

#[test]
fn rarities_are_read_as_alertmanager_reads_them() {
    let text = "global: {resolve_timeout: 0s}\nroute: {receiver: a, routes: [{match: {team: }}]}\n\
                receivers:\n  - name: a\n    email_configs: [{to: root, from: a@b.c, smarthost: \
                'h:25'}]\ntime_intervals:\n  - {name: x, time_intervals: [{location: ''}]}\n  \
                - {name: y}\n";
    let imported = import(text).unwrap();
    assert_eq!(imported.setup.root.routes[0].key, "{}/{team=\"\"}");
    assert_eq!(imported.setup.settings.resolve_timeout, Duration::from_secs(300));
    assert!(imported.setup.channels.is_empty());
    let left = left(&imported);
    assert!(left.contains("\"root\" has no domain") && left.contains("zero can't be"), "{left}");
}

#[test]
fn the_smallest_file_has_alertmanager_s_defaults() {
    let imported = import("route: {receiver: x}\nreceivers: [{name: x}]\n").unwrap();
    let root = &imported.setup.root;
    assert_eq!(root.group_by, GroupBy::Labels(Vec::new()));
    assert_eq!(root.wait, Duration::from_secs(30));
    assert_eq!(imported.setup.settings.resolve_timeout, Duration::from_secs(300));
    assert!(imported.not_carried.is_empty());
}

#[test]
fn the_file_is_shown_without_secrets_and_reads_back_the_same() {
    let imported = import(TEAM).unwrap();
    let shown = &imported.original;
    assert!(!shown.contains("s3cret") && shown.contains("<secret>"), "{shown}");
    assert!(shown.contains("auth_password_file: secrets/smtp"), "{shown}");
    let again = crate::config::yaml::parse(shown);
    assert!(again.faults.is_empty(), "{:?}", again.faults);
    assert_eq!(super::redact::redacted(&again.root), *shown);
    assert_eq!(again.root.get("route").unwrap().members().len(), 0);
    assert_eq!(imported.declared.len(), imported.document.objects().unwrap().len());
}

#[test]
fn what_is_told_of_a_file_repeats_no_secret() {
    for text in [TEAM.to_owned(), TEAM.replace("resolve_timeout: 10m", "resolve_timeout: soon")] {
        let told = match import(&text) {
            Ok(imported) => report(&imported.not_carried),
            Err(mistakes) => mistakes,
        };
        assert!(!told.contains("s3cret") && told.contains("alertmanager.yml"), "{told}");
    }
}
