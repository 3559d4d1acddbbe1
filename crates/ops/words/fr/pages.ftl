# Les textes des pages.

now = Maintenant
alerts = Alertes
incidents = Incidents
checks = Contrôles
heartbeats = Battements
silences = Mises en sourdine
services = Services
sources = Sources
notifications = Notifications
rooms = Rubriques
skip = Aller au contenu
sign-out = Se déconnecter
made-at = État au
problem = Cela n’a pas marché
not-allowed = Votre rôle ne le permet pas. Demandez à quelqu’un qui le peut, ou à un administrateur.
no-role = Vous n’avez pas encore de rôle, il n’y a donc rien à voir ici. Demandez-en un à un administrateur.
no-such-page = Il n’y a rien à cette adresse.
back-to-now = Revenir à Maintenant
sign-in = Se connecter
sign-in-ask = Ce lien vous connecte une seule fois.
sign-in-gone = Ce lien a déjà servi, ou il est trop ancien. Demandez-en un autre avec : vigie sign-in
all-quiet = Aucune alerte ouverte.
all-quiet-next = C’est ce que savent les contrôles et les sources ci-dessous ; rien d’autre n’est surveillé.
nobody-told = Personne ne serait prévenu.
nobody-told-next = Aucun destinataire ne joint une personne ou un canal. Déclarez des personnes avec une adresse, un serveur de courriel (settings.smtp) ou un canal dans vigie.yaml, puis lancez : vigie doctor
no-mail-server = Des personnes seraient prévenues par courriel, mais aucun serveur de courriel n’est déclaré.
no-mail-server-next = Ajoutez settings.smtp à vigie.yaml, puis lancez : vigie doctor
not-delivered = Des notifications n’ont pas pu partir.
not-delivered-next = Voir lesquelles, et pourquoi
open-incidents = Incidents ouverts
not-fine = Contrôles et battements à surveiller
silent-sources = Sources devenues muettes
none = aucun
nobody = personne pour l’instant
since = depuis
has-it = Pris en charge par :
taken-by = par { $name }
state = État
severity = Gravité
service = Service
what = Quoi
when = Quand
who = Qui
labels = Étiquettes
annotations = Annotations
story = Histoire
began = Début
last-heard = Dernières nouvelles
acknowledge = Je m’en occupe
close-alert = Fermer à la main
silence-this = Mettre en sourdine
filter = Étiquettes, par exemple severity="critical"
past-too = y compris les anciennes
search = Chercher
no-alert = Aucune alerte ne correspond.
no-alert-next = Reliez un Prometheus à Vigie (voir Sources), ou déclarez un contrôle.
no-incident = Aucun incident pour l’instant.
no-incident-next = Les alertes critiques en ouvrent un ; vous aussi, ici.
declare = Déclarer un incident
title-field = Ce qui ne va pas, en une ligne
timeline = Main courante
add-note = Ajouter une note
note-field = Ce qui s’est passé ou a été décidé
resolve = C’est résolu
reopen = Rouvrir
close = Clore
looks-every = Regarde toutes les { $span }
last-look = Dernier regard :
never = jamais
next-expected = Prochain attendu :
history = Ce qu’il a vu
took = Durée
phases = Étapes
no-check = Aucun contrôle déclaré.
no-check-next = Ajoutez des contrôles à vigie.yaml ; vigie schema dit ce qu’on peut écrire.
matchers = Filtres
until = jusqu’à
hours = Pendant combien d’heures
comment = Pourquoi, pour les autres
make-silence = Mettre en sourdine
expire = Arrêter maintenant
no-silence = Rien n’est en sourdine.
no-silence-next = Toute alerte concernée est annoncée.
owners = Responsables
depends-on = Dépend de
no-service = Aucun service déclaré.
no-service-next = Ajoutez des services à vigie.yaml : alertes et contrôles s’y rattachent.
received = Reçus
refused = Refusés
rhythm = Attendue toutes les
no-source = Aucune source déclarée.
no-source-next = Ajoutez des sources à vigie.yaml.
prometheus-how = Pour prometheus.yml, avec le jeton d’une source de type alertmanager :
unread = Messages illisibles
attempts = Essais
retry = Réessayer
incident = Incident
who-was-told = Qui a été prévenu
nobody-was-told = Personne n’a été prévenu de cette alerte.
no-notification = Personne n’a encore dû être prévenu.
no-notification-next = La page « Maintenant » dit qui serait prévenu.
ack-title = Prendre en charge
ack-ask = Ces alertes seront à vous jusqu’à leur fin ; les autres le verront.
ack-done = C’est noté. Merci.
ack-over = Ces alertes sont déjà terminées : il n’y a plus rien à prendre en charge.
ack-bad = Ce lien n’est pas valable, ou il a plus d’une semaine. Utilisez celui du dernier courriel.
ago = il y a { $span }
ahead = dans { $span }

# Les mots stables des états et des entrées du journal.
kind = { $kind ->
    [open] ouverte
    [acknowledged] prise en charge
    [resolved] terminée
    [fixed] corrigée
    [stopped-reporting] plus de nouvelles
    [closed-by-hand] fermée à la main
    [no-longer-watched] plus surveillée
    [changed] a changé de gravité ou de service
    [declared] déclaré
    [exercise] exercice
    [test] essai
    [closed] clos
    [orange] orange
    [red] rouge
    [critical] critique
    [warning] avertissement
    [info] information
    [passing] au vert
    [failing] en échec
    [unknown] inconnu
    [new] attend son premier signe
    [pending] à venir
    [active] en cours
    [expired] terminée
    [due] à envoyer
    [sending] envoi en cours
    [sent] envoyée
    [failed] en échec, sera retentée
    [given_up] abandonnée
    [superseded] remplacée par une plus récente
    [alert_opened] Alerte ouverte
    [alert_acknowledged] Alerte prise en charge
    [alert_resolved] Alerte terminée
    [incident_declared] Incident déclaré
    [incident_joined] Alerte rattachée
    [incident_acknowledged] Incident pris en charge
    [incident_triaged] Qualifié
    [incident_held] Mis en attente
    [incident_resumed] Repris
    [incident_validated] Confirmé
    [incident_remediating] En remédiation
    [incident_cancelled] Annulé
    [incident_duplicate] Même incident que
    [incident_edited] Modifié
    [title] Titre
    [service] Service
    [severity] Gravité
    [occurred] Début
    [detected] Vu
    [aware] L’équipe l’a appris
    [mitigated] Effet réduit
    [related] en rapport avec
    [caused-by] causé par
    [causes] cause de
    [split-from] séparé de
    [split-into] séparé vers
    [incident_linked] Lié
    [incident_unlinked] Lien retiré
    [alert_left] Alerte partie vers un autre incident
    [line_referred] De l’autre main courante
    [seat_taken] Rôle pris
    [seat_left] Rôle laissé
    [private] rendu privé
    [public] rendu public
    [participant-admitted] entrée
    [participant-dismissed] sortie
    [incident-lead] Responsable de l’incident
    [cell-lead] Responsable de la cellule de crise
    [communication-lead] Responsable de la communication
    [scribe] Scribe
    [incident_noted] Note
    [decision_noted] Décision
    [entry_corrected] Correction
    [incident_qualified] Qualifié
    [playbook_started] Fiche lancée
    [wait_begun] Attente commencée
    [wait_overdue] Attente dépassée
    [wait_over] Attente finie
    [step_done] Fait
    [step_answered] Réponse
    [step_skipped] Passé
    [step_reopened] Rouvert
    [exercise_started] Exercice lancé
    [exercise_message] Exercice : message
    [exercise_alert] Exercice : alerte
    [exercise_ended] Exercice terminé, évènements passés
    [contact_reached] Joint
    [contact_no_answer] Ne répond pas
    [contact_message_left] Message laissé
    [contact_wrong_number] Mauvais numéro ou mauvaise adresse
    [evidence_kept] Pièce conservée
    [message_asked] Message
    [task_added] Tâche
    [task_overdue] Tâche en retard
    [task_done] Tâche faite
    [task_dropped] Plus nécessaire
    [update_promised] Point promis
    [update_overdue] Point en retard
    [update_given] Point fait
    [clock_started] Délai lancé
    [clock_warned] Délai
    [clock_moved] Délai déplacé
    [clock_ended] Délai clos
    [incident_resolved] Incident résolu
    [incident_reopened] Incident rouvert
    [incident_closed] Incident clos
    [report_drafted] Compte rendu rédigé
    [report_written] Compte rendu écrit
    [report_signed] Compte rendu signé
    [report_commented] Compte rendu commenté
    [report_joined] Incident ajouté au compte rendu
    [report_filed] Compte rendu déposé
    [report_not_filed] Compte rendu pas encore déposé
    [action_added] Action promise
    [action_changed] Action modifiée
    [action_done] Action faite
    [action_dropped] Action abandonnée
    [action_reopened] Action rouverte
    [action_soon] Action bientôt due
    [action_due] Action à échéance
    [action_overdue] Action en retard
    [breach_opened] Au registre des violations
    [breach_written] Registre des violations complété
    [breach_decided] Violation : décision
    [ticket_solved] Ticket résolu dans GLPI ; l’incident continue ici
    [ticket_closed] Ticket clos dans GLPI ; l’incident continue ici
    [ticket_deleted] Ticket supprimé dans GLPI ; l’incident continue ici
    [told] Prévenu
    [not_told] Impossible à prévenir
    [check_failing] Contrôle en échec
    [check_passing] Contrôle de nouveau au vert
    [source_silent] Source devenue muette
    [source_heard] Source de nouveau entendue
    [message_unread] Message illisible
    [silence_set] Mise en sourdine
    [silence_expired] Fin de mise en sourdine
    [configuration_applied] Configuration appliquée
    [signed_in] Connexion
    [sign_in_guessed] Connexion refusée
    [account_changed] Compte modifié
    [token_turned] Jeton
    [tip_received] Problème signalé par le public
    [tip_declared] Signalement devenu incident
    [tip_dismissed] Signalement écarté
    [key_turned] Clé changée
   *[other] {""}
}

told-state = { $state ->
    [firing] En cours
   *[other] Terminé
}
