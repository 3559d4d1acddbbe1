//! French. No-break spaces stand before `:`, `;` and inside guillemets, as French print has them.

use super::Words;

pub(super) const WORDS: Words = Words {
    colon: "\u{a0}: ",
    severity: |severity| match severity {
        "critical" => "critique",
        "info" => "information",
        _ => "avertissement",
    },
    reminder: "rappel",
    ongoing: "en cours",
    resolved: "Résolu",
    alert_resolved: "résolue",
    silent: "Sans nouvelles",
    alert_silent: "sans nouvelles",
    nameless: "Alerte sans nom",
    and_others: |name, others| {
        format!("{name} et {others} {}", if others == 1 { "autre" } else { "autres" })
    },
    times: |name, count| format!("{name}, {count} alertes"),
    not_listed: |count| {
        if count == 1 {
            "et 1 autre alerte".to_owned()
        } else {
            format!("et {count} autres alertes")
        }
    },
    reason_added: "De nouvelles alertes s’ajoutent à celles déjà signalées.",
    reason_some_ended: "Certaines alertes ont pris fin\u{a0}; les autres continuent.",
    reason_repeat: "Ceci est un rappel\u{a0}: le problème est toujours en cours.",
    all_resolved: |count| {
        if count == 1 {
            "L’alerte est résolue.".to_owned()
        } else {
            format!("Les {count} alertes sont résolues.")
        }
    },
    some_silent: |silent, all| {
        let advice = "Cela ne veut pas dire que le problème est réglé\u{a0}: merci de vérifier.";
        match (silent, all) {
            (_, 1) => format!("La source ne donne plus de nouvelles de cette alerte. {advice}"),
            (silent, all) if silent == all => {
                format!("Les sources ne donnent plus de nouvelles de ces {all} alertes. {advice}")
            }
            (silent, all) => format!(
                "Les sources ne donnent plus de nouvelles de {silent} des {all} alertes. {advice}"
            ),
        }
    },
    since: "Depuis",
    began: "Début",
    until: "Fin",
    how_bad: "Gravité",
    service: "Service",
    shared: "Commun à toutes",
    labels_left: |count| {
        if count == 1 {
            "1 autre étiquette".to_owned()
        } else {
            format!("{count} autres étiquettes")
        }
    },
    runbook: "Procédure",
    source: "À la source",
    alert_page: "Page de l’alerte",
    incident: "Incident",
    all_alerts: "Toutes les alertes",
    acknowledge: "Je m’en occupe",
    acknowledge_how: "Ce lien ouvre une page avec un seul bouton. Rien ne change tant que vous \
                      n’appuyez pas dessus.",
    unanswered: "Sans réponse, ce message sera renvoyé, à l’intervalle fixé par la règle de \
                 routage.",
    sent_by: |receiver| format!("Envoyé par Vigie, pour le destinataire «\u{a0}{receiver}\u{a0}»."),
    weekdays: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
};
