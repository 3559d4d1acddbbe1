//! The words of a report, in both languages.

use vigie_domain::alert::Ending;
use vigie_domain::person::Language;

/// The words of a report in one language.
pub(super) struct Words {
    pub(super) service: &'static str,
    pub(super) severity: &'static str,
    pub(super) lead: &'static str,
    pub(super) nobody: &'static str,
    pub(super) unknown: &'static str,
    pub(super) began: &'static str,
    pub(super) detected_after: &'static str,
    pub(super) declared: &'static str,
    pub(super) taken: &'static str,
    pub(super) resolved: &'static str,
    pub(super) closed: &'static str,
    pub(super) after: &'static str,
    pub(super) timeline: &'static str,
    pub(super) columns: &'static str,
    pub(super) alerts: &'static str,
    pub(super) goes_on: &'static str,
    pub(super) ending: fn(Ending) -> &'static str,
    pub(super) kind: fn(&str) -> &'static str,
    pub(super) to_write: &'static [&'static str],
    pub(super) write_here: &'static str,
}

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::Fr => &FRENCH,
        }
    }
}

static ENGLISH: Words = Words {
    service: "Service",
    severity: "Severity",
    lead: "Taken by",
    nobody: "nobody",
    unknown: "not named",
    began: "Began",
    detected_after: "Detected after",
    declared: "Declared",
    taken: "Acknowledged",
    resolved: "Resolved",
    closed: "Closed",
    after: "after",
    timeline: "Timeline",
    columns: "| When | Who | What |",
    alerts: "Alerts",
    goes_on: "still going on",
    ending: |ending| match ending {
        Ending::Fixed => "fixed",
        Ending::StoppedReporting => "stopped reporting: nobody said that it is fixed",
        Ending::ByHand => "closed by hand",
        Ending::Unwatched => "no longer watched",
        Ending::Changed => "given another severity or service",
    },
    kind: |kind| match kind {
        "alert_acknowledged" => "Alert acknowledged",
        "alert_resolved" => "Alert over",
        "incident_declared" => "Incident declared",
        "incident_joined" => "Alert joined",
        "incident_acknowledged" => "Incident acknowledged",
        "incident_noted" => "Note",
        "incident_resolved" => "Incident resolved",
        "incident_reopened" => "Incident reopened",
        "incident_closed" => "Incident closed",
        "told" => "Told",
        "not_told" => "Could not be told",
        _ => "",
    },
    to_write: &["Impact", "Causes", "What went well, what did not", "Actions"],
    write_here: "To be written.",
};

static FRENCH: Words = Words {
    service: "Service",
    severity: "Gravité",
    lead: "Pris en charge par",
    nobody: "personne",
    unknown: "non précisé",
    began: "Début",
    detected_after: "Délai de détection",
    declared: "Déclaration",
    taken: "Prise en charge",
    resolved: "Résolution",
    closed: "Clôture",
    after: "après",
    timeline: "Main courante",
    columns: "| Quand | Qui | Quoi |",
    alerts: "Alertes",
    goes_on: "toujours en cours",
    ending: |ending| match ending {
        Ending::Fixed => "corrigée",
        Ending::StoppedReporting => "plus de nouvelles : rien ne dit qu'elle est corrigée",
        Ending::ByHand => "fermée à la main",
        Ending::Unwatched => "plus surveillée",
        Ending::Changed => "a changé de gravité ou de service",
    },
    kind: |kind| match kind {
        "alert_acknowledged" => "Alerte prise en charge",
        "alert_resolved" => "Alerte terminée",
        "incident_declared" => "Incident déclaré",
        "incident_joined" => "Alerte rattachée",
        "incident_acknowledged" => "Incident pris en charge",
        "incident_noted" => "Note",
        "incident_resolved" => "Incident résolu",
        "incident_reopened" => "Incident rouvert",
        "incident_closed" => "Incident clos",
        "told" => "Prévenu",
        "not_told" => "Impossible à prévenir",
        _ => "",
    },
    to_write: &["Impact", "Causes", "Ce qui a bien marché, ce qui a moins bien marché", "Actions"],
    write_here: "À rédiger.",
};
