# Les textes des courriels et des messages dans les salons.
# Des espaces insécables précèdent « : », « ; » et suivent les guillemets ouvrants.

mail-severity = { $severity ->
    [critical] critique
    [info] information
   *[other] avertissement
}
mail-reminder = rappel
mail-ongoing = en cours
mail-resolved = Résolu
mail-alert-resolved = résolue
mail-silent = Sans nouvelles
mail-alert-silent = sans nouvelles
mail-nameless = Alerte sans nom
mail-and-others = { $others ->
    [one] { $name } et { $others } autre
   *[other] { $name } et { $others } autres
}
mail-times = { $count ->
    [one] { $name }, { $count } alerte
   *[other] { $name }, { $count } alertes
}
mail-not-listed = { $count ->
    [one] et { $count } autre alerte
   *[other] et { $count } autres alertes
}
mail-reason-added = De nouvelles alertes s’ajoutent à celles déjà signalées.
mail-reason-some-ended = Certaines alertes ont pris fin ; les autres continuent.
mail-reason-repeat = Ceci est un rappel : le problème est toujours en cours.
mail-all-resolved = { $count ->
    [one] L’alerte est résolue.
   *[other] Les { $count } alertes sont résolues.
}
mail-all-silent = { $all ->
    [one] La source ne donne plus de nouvelles de cette alerte. Cela ne veut pas dire que le problème est réglé : merci de vérifier.
   *[other] Les sources ne donnent plus de nouvelles de ces { $all } alertes. Cela ne veut pas dire que le problème est réglé : merci de vérifier.
}
mail-some-silent = { $silent ->
    [one] La source ne donne plus de nouvelles de { $silent } des { $all } alertes. Cela ne veut pas dire que le problème est réglé : merci de vérifier.
   *[other] Les sources ne donnent plus de nouvelles de { $silent } des { $all } alertes. Cela ne veut pas dire que le problème est réglé : merci de vérifier.
}
mail-since = Depuis
mail-began = Début
mail-until = Fin
mail-how-bad = Gravité
mail-service = Service
mail-shared = Commun à toutes
mail-labels-left = { $count ->
    [one] { $count } autre étiquette
   *[other] { $count } autres étiquettes
}
mail-runbook = Procédure
mail-source = À la source
mail-alert-page = Page de l’alerte
mail-incident = Incident
mail-all-alerts = Toutes les alertes
mail-acknowledge = Je m’en occupe
mail-acknowledge-how = Ce lien ouvre une page avec un seul bouton. Rien ne change tant que vous n’appuyez pas dessus.
mail-acknowledge-there = Connectez-vous sur cette page pour vous en charger ; d’ici là, rien ne change.
mail-unanswered = Sans réponse, ce message sera renvoyé, à l’intervalle fixé par la règle de routage.
mail-sent-by = Envoyé par Vigie, pour le destinataire « { $receiver } ».

# Les jours à partir de lundi, 0, et les mois à partir de janvier, 1.
weekday = { $day ->
    [0] lun.
    [1] mar.
    [2] mer.
    [3] jeu.
    [4] ven.
    [5] sam.
   *[other] dim.
}
month = { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juill.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[other] déc.
}
