# La vie d’un incident : ses étapes, et pourquoi l’une d’elles est refusée.

step-refused = { $stage ->
    [declared] { $reference } n’en est pas là : il vient d’être déclaré
    [triaged] { $reference } n’en est pas là : il est qualifié
    [in_progress] { $reference } est en cours : { $by } s’en occupe
    [on_hold] { $reference } est en attente : c’est le choix de { $by }
    [resolved] { $reference } est déjà résolu, selon { $by }
    [validated] { $reference } est déjà confirmé, par { $by }
    [remediating] { $reference } est en remédiation, selon { $by }
    [cancelled] { $reference } a été annulé par { $by }
    [duplicate] { $reference } est le même qu’un autre incident, selon { $by }
   *[other] { $reference } est déjà clos, par { $by }
}
step-refused-next = { $next ->
    [resolve] regardez sa page ; quand cela ne fait plus mal, déclarez-le d’abord résolu
    [validate] regardez sa page ; quelqu’un d’autre confirme, ou vous dites que cela recommence
    [close] regardez sa page ; il ne reste qu’à le clore
   *[other] regardez sa page ; si ce n’était pas fini, rouvrez-le en disant pourquoi
}
step-meanwhile = { $by } a modifié { $reference } pendant que vous le regardiez : il est maintenant { $state }
step-meanwhile-next = regardez sa page, puis choisissez à nouveau ; rien n’a été changé
move-reason-missing = il faut une raison
move-reason-missing-next = dites pourquoi en une phrase, pour qui lira la main courante plus tard
own-work = personne ne confirme son propre travail : vous avez vous-même résolu { $reference }
own-work-next = demandez à l’une de ces personnes de vérifier et de confirmer : { $names }
own-work-alone = vous êtes la seule personne à pouvoir le faire : écrivez comment vous savez que c’est fini, et confirmez à nouveau
not-by-itself = des personnes ont travaillé sur { $reference } : il ne se ferme pas tout seul
not-by-itself-next = quelqu’un d’autre doit confirmer que c’est fini
merge-itself = { $reference } ne peut pas être le même que lui-même
merge-itself-next = choisissez l’autre incident
merge-into-duplicate = { $reference } est lui-même le double d’un autre incident
merge-into-duplicate-next = choisissez celui sur lequel on travaille

# Les étapes sur la page.
take-over = Reprendre
resume = Reprendre le travail
hold = Mettre en attente
validate = Confirmer que c’est fini
remediate = Éviter que cela recommence
cancel = Annuler : il n’y avait rien
duplicate = Même incident qu’un autre
validate-by = Vous l’avez résolu : quelqu’un d’autre confirme que c’est fini, { $names }
validate-alone = Vous l’avez résolu, et personne d’autre ne peut confirmer. Faites-le vous-même, en disant pourquoi.
validate-why = Comment savez-vous que c’est fini ?
reason-asked = Pourquoi ?
which-other = De quel incident est-ce le double ?
no-other = il n’y a pas d’autre incident de ce nom
no-other-next = donnez sa référence, par exemple INC-2026-0042
declare-more = Gravité, exercice ou essai
kind-field = Est-ce réel ?
incident-kind = { $kind ->
    [exercise] Un exercice
    [test] Un essai de Vigie
   *[other] Un vrai incident
}
incident-stage = { $stage ->
    [declared] déclaré
    [triaged] qualifié
    [in_progress] en cours
    [on_hold] en attente
    [resolved] résolu, à confirmer
    [validated] confirmé
    [remediating] en remédiation
    [closed] clos
    [cancelled] annulé
   *[duplicate] double d’un autre
}

# Rôles et incidents privés.
seat-meanwhile = { $person } tient ce rôle entre-temps
seat-empty = plus personne ne tient ce rôle
seat-meanwhile-next = regardez la page, puis donnez-le à nouveau s’il le faut encore
lead-needed = un incident dont quelqu’un était responsable garde un responsable
lead-needed-next = passez le rôle à quelqu’un
person-unknown = personne de ce nom ne peut voir cet incident : « { $name } »
person-unknown-next = donnez le nom court de quelqu’un qui a un rôle pour son service
not-private = cet incident n’est pas privé : tous ceux qui voient son service y participent
not-private-next = rendez-le d’abord privé
last-participant = un incident privé garde au moins une personne
last-participant-next = faites d’abord entrer quelqu’un d’autre, ou rendez-le public
incident-roles = Rôles
role-unknown = ce rôle n’existe pas
role-unknown-next = choisissez-en un dans la liste
role-nobody = personne
role-which = Rôle
role-who = Qui le tient désormais
role-give = Donner le rôle
role-empty = personne (le laisser)
private = Privé
private-mark = privé
private-field = Privé : seules les personnes qui y participent le voient
private-who = Seules ces personnes, et celles qui veillent à la sécurité, voient cet incident :
private-make = Le rendre privé
private-end = Le rendre public
private-admit = Faire entrer quelqu’un
private-dismiss = Retirer { $person }
incident-role = { $role ->
    [incident-lead] Responsable de l’incident
    [cell-lead] Responsable de la cellule de crise
    [communication-lead] Responsable de la communication
    [scribe] Scribe
   *[other] {""}
}
incident-parts = Parties de cette page
