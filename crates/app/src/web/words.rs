//! Every text of the pages, in French and English side by side: a text without one of them does
//! not compile.

use vigie_domain::person::Language;

macro_rules! words {
    ($($name:ident: $en:literal, $fr:literal;)*) => {
        /// The texts of the pages in one language.
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
            pub(super) ago: fn(&str) -> String,
            pub(super) ahead: fn(&str) -> String,
            pub(super) kind: fn(&str) -> &'static str,
        }

        static ENGLISH: Words = Words {
            $($name: $en,)*
            ago: |span| format!("{span} ago"),
            ahead: |span| format!("in {span}"),
            kind: |kind| kind_of(kind).0,
        };

        static FRENCH: Words = Words {
            $($name: $fr,)*
            ago: |span| format!("il y a {span}"),
            ahead: |span| format!("dans {span}"),
            kind: |kind| kind_of(kind).1,
        };
    };
}

/// The texts in a language.
pub(super) fn words_of(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Fr => &FRENCH,
    }
}

/// What the stable words of states and journal kinds are called.
fn kind_of(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "open" => ("open", "ouverte"),
        "acknowledged" => ("acknowledged", "prise en charge"),
        "resolved" => ("over", "terminée"),
        "fixed" => ("fixed", "corrigée"),
        "stopped reporting" => ("stopped reporting", "plus de nouvelles"),
        "closed by hand" => ("closed by hand", "fermée à la main"),
        "no longer watched" => ("no longer watched", "plus surveillée"),
        "changed" => ("given another severity or service", "a changé de gravité ou de service"),
        "declared" => ("declared", "déclaré"),
        "taken" => ("taken", "pris en charge"),
        "done" => ("resolved", "résolu"),
        "closed" => ("closed", "clos"),
        "critical" => ("critical", "critique"),
        "warning" => ("warning", "avertissement"),
        "info" => ("info", "information"),
        "passing" => ("passing", "au vert"),
        "failing" => ("failing", "en échec"),
        "unknown" => ("unknown", "inconnu"),
        "new" => ("waiting for its first ping", "attend son premier signe"),
        "pending" => ("pending", "à venir"),
        "active" => ("active", "en cours"),
        "expired" => ("ended", "terminée"),
        "due" => ("due", "à envoyer"),
        "sending" => ("sending", "envoi en cours"),
        "sent" => ("sent", "envoyée"),
        "failed" => ("failed, will be tried again", "en échec, sera retentée"),
        "given_up" => ("given up", "abandonnée"),
        "superseded" => ("replaced by a newer one", "remplacée par une plus récente"),
        "alert_opened" => ("Alert opened", "Alerte ouverte"),
        "alert_acknowledged" => ("Alert acknowledged", "Alerte prise en charge"),
        "alert_resolved" => ("Alert over", "Alerte terminée"),
        "incident_declared" => ("Incident declared", "Incident déclaré"),
        "incident_joined" => ("Alert joined", "Alerte rattachée"),
        "incident_acknowledged" => ("Incident acknowledged", "Incident pris en charge"),
        "incident_noted" => ("Note", "Note"),
        "incident_resolved" => ("Incident resolved", "Incident résolu"),
        "incident_reopened" => ("Incident reopened", "Incident rouvert"),
        "incident_closed" => ("Incident closed", "Incident clos"),
        "report_drafted" => ("Report drafted", "Compte rendu rédigé"),
        "told" => ("Told", "Prévenu"),
        "not_told" => ("Could not be told", "Impossible à prévenir"),
        _ => ("", ""),
    }
}

words! {
    now: "Now", "Maintenant";
    alerts: "Alerts", "Alertes";
    incidents: "Incidents", "Incidents";
    checks: "Checks", "Contrôles";
    heartbeats: "Heartbeats", "Battements";
    silences: "Silences", "Mises en sourdine";
    services: "Services", "Services";
    sources: "Sources", "Sources";
    notifications: "Notifications", "Notifications";
    rooms: "Rooms", "Rubriques";
    skip: "Skip to the content", "Aller au contenu";
    sign_out: "Sign out", "Se déconnecter";
    made_at: "As of", "État au";
    problem: "That did not work", "Cela n'a pas marché";
    no_such_page: "There is nothing at this address.", "Il n'y a rien à cette adresse.";
    back_to_now: "Back to Now", "Revenir à Maintenant";
    sign_in: "Sign in", "Se connecter";
    sign_in_how: "Ask for a sign-in link on the machine where Vigie runs:", "Demandez un lien de connexion sur la machine où tourne Vigie :";
    sign_in_ask: "This link signs you in once.", "Ce lien vous connecte une seule fois.";
    sign_in_gone: "This link was used already, or is too old. Ask for another one with: vigie sign-in", "Ce lien a déjà servi, ou il est trop ancien. Demandez-en un autre avec : vigie sign-in";
    all_quiet: "No alert is open.", "Aucune alerte ouverte.";
    all_quiet_next: "That is what the checks and sources below know; nothing else is watched.", "C'est ce que savent les contrôles et les sources ci-dessous ; rien d'autre n'est surveillé.";
    nobody_told: "Nobody would be told.", "Personne ne serait prévenu.";
    nobody_told_next: "No receiver reaches a person or a channel. Declare people with a mail address, a mail server (settings.smtp) or a channel in vigie.yaml, then run: vigie doctor", "Aucun destinataire ne joint une personne ou un canal. Déclarez des personnes avec une adresse, un serveur de courriel (settings.smtp) ou un canal dans vigie.yaml, puis lancez : vigie doctor";
    no_mail_server: "People would be told by mail, but no mail server is declared.", "Des personnes seraient prévenues par courriel, mais aucun serveur de courriel n'est déclaré.";
    no_mail_server_next: "Add settings.smtp to vigie.yaml, then run: vigie doctor", "Ajoutez settings.smtp à vigie.yaml, puis lancez : vigie doctor";
    not_delivered: "Notifications could not be delivered.", "Des notifications n'ont pas pu partir.";
    not_delivered_next: "See which, and why", "Voir lesquelles, et pourquoi";
    open_incidents: "Open incidents", "Incidents ouverts";
    not_fine: "Checks and heartbeats that are not fine", "Contrôles et battements à surveiller";
    silent_sources: "Sources that went silent", "Sources devenues muettes";
    none: "none", "aucun";
    nobody: "nobody yet", "personne pour l'instant";
    since: "since", "depuis";
    has_it: "Taken by:", "Pris en charge par :";
    state: "State", "État";
    severity: "Severity", "Gravité";
    service: "Service", "Service";
    what: "What", "Quoi";
    when: "When", "Quand";
    who: "Who", "Qui";
    labels: "Labels", "Étiquettes";
    annotations: "Annotations", "Annotations";
    story: "Story", "Histoire";
    began: "Began", "Début";
    last_heard: "Last heard of", "Dernières nouvelles";
    acknowledge: "I'm on it", "Je m'en occupe";
    close_alert: "Close by hand", "Fermer à la main";
    silence_this: "Silence this", "Mettre en sourdine";
    filter: "Labels, such as severity=\"critical\"", "Étiquettes, par exemple severity=\"critical\"";
    past_too: "past ones too", "y compris les anciennes";
    search: "Search", "Chercher";
    older: "Older", "Plus anciennes";
    no_alert: "No alert matches.", "Aucune alerte ne correspond.";
    no_alert_next: "Point a Prometheus at Vigie (see Sources), or declare a check.", "Reliez un Prometheus à Vigie (voir Sources), ou déclarez un contrôle.";
    no_incident: "No incident yet.", "Aucun incident pour l'instant.";
    no_incident_next: "Critical alerts open one; so can you, here.", "Les alertes critiques en ouvrent un ; vous aussi, ici.";
    declare: "Declare an incident", "Déclarer un incident";
    title_field: "What is wrong, in one line", "Ce qui ne va pas, en une ligne";
    timeline: "Timeline", "Main courante";
    add_note: "Add a note", "Ajouter une note";
    note_field: "What happened, or was decided", "Ce qui s'est passé ou a été décidé";
    resolve: "It no longer hurts", "C'est résolu";
    reopen: "It hurts again", "Rouvrir";
    close: "Close", "Clore";
    report: "Report draft (Markdown)", "Projet de compte rendu (Markdown)";
    last_look: "Last look:", "Dernier regard :";
    never: "never", "jamais";
    next_expected: "Expected next:", "Prochain attendu :";
    ping_address: "Ping address:", "Adresse à appeler :";
    history: "What it saw", "Ce qu'il a vu";
    took: "Took", "Durée";
    phases: "Phases", "Étapes";
    no_check: "No check is declared.", "Aucun contrôle déclaré.";
    no_check_next: "Add checks to vigie.yaml; vigie schema tells what can be written.", "Ajoutez des contrôles à vigie.yaml ; vigie schema dit ce qu'on peut écrire.";
    matchers: "Matchers", "Filtres";
    until: "until", "jusqu'à";
    hours: "For how many hours", "Pendant combien d'heures";
    comment: "Why, for the others", "Pourquoi, pour les autres";
    make_silence: "Silence", "Mettre en sourdine";
    expire: "End now", "Arrêter maintenant";
    no_silence: "Nothing is silenced.", "Rien n'est en sourdine.";
    no_silence_next: "Every matching alert is told.", "Toute alerte concernée est annoncée.";
    owners: "Owners", "Responsables";
    depends_on: "Depends on", "Dépend de";
    no_service: "No service is declared.", "Aucun service déclaré.";
    no_service_next: "Add services to vigie.yaml: alerts and checks hang on them.", "Ajoutez des services à vigie.yaml : alertes et contrôles s'y rattachent.";
    received: "Taken", "Reçus";
    refused: "Refused", "Refusés";
    rhythm: "Expected every", "Attendue toutes les";
    no_source: "No source is declared.", "Aucune source déclarée.";
    no_source_next: "Add sources to vigie.yaml.", "Ajoutez des sources à vigie.yaml.";
    prometheus_how: "For prometheus.yml, with the token of a source of kind alertmanager:", "Pour prometheus.yml, avec le jeton d'une source de type alertmanager :";
    unread: "Messages that could not be read", "Messages illisibles";
    attempts: "Attempts", "Essais";
    retry: "Try again", "Réessayer";
    no_notification: "Nothing was owed to anybody yet.", "Personne n'a encore dû être prévenu.";
    no_notification_next: "Now says who would be told.", "Maintenant dit qui serait prévenu.";
    ack_title: "Take these alerts", "Prendre en charge";
    ack_ask: "You will have these alerts until they clear; the others will see it.", "Ces alertes seront à vous jusqu'à leur fin ; les autres le verront.";
    ack_done: "Noted. Thank you.", "C'est noté. Merci.";
    ack_over: "These alerts are over already: nothing is left to take.", "Ces alertes sont déjà terminées : il n'y a plus rien à prendre en charge.";
    ack_bad: "This link is not valid, or is more than a week old. Use the link of the latest mail.", "Ce lien n'est pas valable, ou il a plus d'une semaine. Utilisez celui du dernier courriel.";
}
