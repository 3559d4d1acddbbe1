# Qualifier un incident, et ses délais légaux.

qualify = Qualifier
qualify-again = Requalifier
qualification = Qualification
qualify-intro = Cinq questions courtes. « Inconnu » est une bonne réponse, et ne vaut jamais non.
qualify-nobody = Personne n’a encore dit à quel point c’est grave.
question-situation = De quoi s’agit-il ?
question-exposed = Quelqu’un peut-il lire, modifier ou supprimer ce qu’il ne devrait pas, en ce moment ?
question-personal = Des données personnelles sont-elles concernées ?
question-malicious = Est-ce volontaire ?
question-down = Un service est-il inutilisable pour ses usagers ?
question-spreading = Cela peut-il se propager, ou être bien pire dans l’heure ?
situation = { $situation ->
    [data-leak] Fuite de données
    [security-incident] Incident de sécurité
    [database-deletion] Données supprimées
    [dns-compromise] DNS modifié par quelqu’un
    [phishing] Quelqu’un nous imite
    [server-compromise] Quelqu’un dans un serveur
    [denial-of-service] Flot de requêtes
    [mass-vulnerability] Faille dans beaucoup de services
    [secret-leaked] Secret qui a fui
    [database-down] Base arrêtée
    [application-down] Application coupée
    [backup-down] Sauvegardes arrêtées
    [watcher-down] La vigie est tombée
    [ransomware] Rançongiciel
    [mailbox] Messagerie compromise
    [total-outage] Tout est coupé
   *[other] Autre chose
}
level = Niveau
level-own = Celui des réponses
level-meaning = { $level ->
    [red] Cela fait mal ou fuit maintenant : appeler, agir, puis expliquer.
   *[other] Cela pourrait devenir rouge : à corriger sous quelques jours.
}
grade = Gravité { $grade } sur 4
priority = Priorité
level-and-priority = Niveau et priorité
priority-of = { $priority } sur 5 (urgence { $urgency }, impact { $impact })
urgency = Urgence, de 1 à 5
impact = Impact, de 1 à 5
aware-at = Quand en avons-nous eu connaissance ? ({ $zone })
aware-help = Les délais légaux courent à partir de cet instant.
reason-again = Pourquoi requalifier ?
qualified-by = Selon { $person }
qualified-meanwhile = { $person } l’a qualifié entre-temps, comme ci-dessous. Vos réponses sont toujours dans le formulaire : regardez, et renvoyez-les si elles tiennent encore.
proposed-playbooks = Que faire
told-too = À prévenir
told-too-none = Aucun RSSI ni DPO n’est déclaré. Donnez ce rôle à quelqu’un dans vigie.yaml.
no-contact = aucune adresse déclarée

clocks = Délais légaux
clock-since = depuis la prise de connaissance,
clock-due = échéance
clock-no-count = dans les meilleurs délais : aucun nombre d’heures n’est fixé
clock-late = l’échéance est passée : faites-le maintenant, et donnez les motifs du retard
clock-left = il reste { $span }
clock-law = { $kind ->
    [gdpr-authority] RGPD art. 33 (1), (3), (4)
    [gdpr-controller] RGPD art. 33 (2)
    [gdpr-persons] RGPD art. 34
    [gdpr-register] RGPD art. 33 (5)
    [nis2-early] directive (UE) 2022/2555 art. 23 (4) (a)
    [nis2-notification] directive (UE) 2022/2555 art. 23 (4) (b)
    [nis2-final] directive (UE) 2022/2555 art. 23 (4) (d)
    [state-security] décret 2022-513, IGI 1337
    [insurance-complaint] Code des assurances art. L. 12-10-1
    [vulnerability-answer] SECURITY.md
   *[other] beta.gouv.fr
}
clock-done = Clore avec une preuve
clock-proof = Numéro de récépissé, fichier ou adresse
clock-waive = Non requis, car
clock-why = Le motif, en toutes lettres
clock-close = Clore ce délai
clock-proven = Fait :
clock-waived = Non requis :
clock-start = Lancer un délai
clock-which = Quelle échéance
clock-gone = { $gone } du temps est passé : { $deadline }, pour { $reference }, échéance { $due }
deadline = { $kind ->
    [gdpr-authority] Notification à la CNIL
    [gdpr-controller] Information du responsable de traitement
    [gdpr-persons] Message aux personnes concernées
    [gdpr-register] Inscription au registre des violations
    [nis2-early] NIS 2 : alerte précoce
    [nis2-notification] NIS 2 : notification
    [nis2-final] NIS 2 : rapport final
    [state-security] Information du FSSI
    [insurance-complaint] Dépôt de plainte, pour l’assurance
    [red-report] Rapport d’un incident rouge
    [orange-fix] Correction d’un incident orange
    [secret-answer] Réponse sur un secret exposé
    [vulnerability-answer] Accusé de réception d’une faille signalée
   *[other] {""}
}

aware-ahead = La prise de connaissance est dans le futur
aware-ahead-next = écrivez quand l’équipe l’a appris
aware-unclear = Le moment de la prise de connaissance est illisible
aware-unclear-next = écrivez-le ainsi : 2026-11-20 14:10
proof-empty = Un délai ne se clôt pas sans un mot
proof-empty-next = donnez le numéro de récépissé, ou écrivez pourquoi ce n’était pas requis
proof-long = La preuve dépasse { $limit } caractères
proof-long-next = gardez le numéro ou l’adresse ; le document va dans un fichier
clock-closed = Ce délai est déjà clos
clock-closed-next = la page de l’incident dit par qui et comment
reason-empty = L’incident est déjà qualifié : il faut un motif
reason-empty-next = écrivez ce qui a changé
reason-long = Le motif dépasse { $limit } caractères
reason-long-next = une ou deux phrases suffisent ; une note peut contenir le reste
answer-missing = Une question est sans réponse
answer-missing-next = répondez à chacune ; « inconnu » est une bonne réponse
waive-not-yours = Seuls un responsable de la sécurité, un DPO ou un administrateur décident qu’un délai ne s’applique pas
waive-not-yours-next = demandez à l’un d’eux, ou fermez-le avec la preuve que c’est fait
clock-waive-whom = Un responsable de la sécurité, un DPO ou un administrateur peut décider que ce n’est pas requis.
