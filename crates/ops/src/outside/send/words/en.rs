//! English.

use super::Words;

pub(super) const WORDS: Words = Words {
    colon: ": ",
    severity: |severity| match severity {
        "critical" => "critical",
        "info" => "info",
        _ => "warning",
    },
    reminder: "reminder",
    ongoing: "ongoing",
    resolved: "Resolved",
    alert_resolved: "resolved",
    silent: "Stopped reporting",
    alert_silent: "stopped reporting",
    nameless: "Alert without a name",
    and_others: |name, others| format!("{name} and {others} more"),
    times: |name, count| format!("{name}, {count} alerts"),
    not_listed: |count| format!("and {count} more {}", plural(count)),
    reason_added: "New alerts have joined the ones you were told about.",
    reason_some_ended: "Some of the alerts have ended; the others go on.",
    reason_repeat: "This is a reminder: it is still going on.",
    all_resolved: |count| {
        if count == 1 {
            "The alert is resolved.".to_owned()
        } else {
            format!("All {count} alerts are resolved.")
        }
    },
    some_silent: |silent, all| {
        let advice = "This does not mean that it is fixed: please check.";
        match (silent, all) {
            (_, 1) => format!("The source has stopped reporting this alert. {advice}"),
            (silent, all) if silent == all => {
                format!("The sources have stopped reporting these {all} alerts. {advice}")
            }
            (silent, all) => {
                format!("The sources of {silent} of {all} alerts have stopped reporting. {advice}")
            }
        }
    },
    since: "Since",
    began: "Began",
    until: "Ended",
    how_bad: "Severity",
    service: "Service",
    shared: "Common to all",
    labels_left: |count| format!("{count} more {}", if count == 1 { "label" } else { "labels" }),
    runbook: "Runbook",
    source: "At the source",
    alert_page: "Alert page",
    incident: "Incident",
    all_alerts: "All alerts",
    acknowledge: "I’m on it",
    acknowledge_how: "This opens a page with one button. Nothing changes until you press it.",
    unanswered: "If nobody answers, this message will be sent again, at the interval that the route \
                 sets.",
    sent_by: |receiver| format!("Sent by Vigie, for the receiver “{receiver}”."),
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

fn plural(count: usize) -> &'static str {
    if count == 1 { "alert" } else { "alerts" }
}
