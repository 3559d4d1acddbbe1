# Les fiches suivies dans un incident, et les tâches.

run-playbooks = Fiches de cet incident
run-none = Aucune fiche n’est suivie pour l’instant.
run-start = Suivre
run-start-one = Suivre une autre fiche
run-which = Laquelle
run-which-none = Choisissez une fiche
run-which-none-next = la liste montre celles qui existent
run-progress = { $settled ->
    [one] { $settled } étape sur { $steps }
   *[other] { $settled } étapes sur { $steps }
}
run-started = Lancée par { $person }
run-next = Étape suivante
run-all-done = Toutes les étapes sont réglées.
run-back = Retour à { $reference }
run-copy = Ces étapes ont été copiées au départ : modifier la fiche ensuite ne les change pas.
run-do = Fait
run-skip = Passer l’étape
run-skip-why = Pourquoi la passer
run-undo = Annuler
run-undo-asks = C’était une erreur
run-undo-question = Rouvrir cette étape ? La main courante garde les deux lignes.
run-waits = Attendez au plus jusqu’à
run-wait-late = Le temps est écoulé : n’attendez plus. Voyez l’étape suivante, ou demandez de l’aide.
run-by-hand = Vigie ne sait pas encore le faire : faites-le à la main, puis cochez.
step-ending = { $how ->
    [done] fait
    [skipped] passé
    [yes] réponse oui
    [no] réponse non
    [unknown] réponse inconnu
   *[other] réglé
}
step-taken = { $person } est passé avant vous ({ $at }) : { $how }
step-taken-next = rien n’a été modifié ; regardez, et annulez cette étape si vous n’êtes pas d’accord
step-asks = Cette étape est une question
step-asks-next = répondez oui, non ou inconnu
step-asks-not = Cette étape n’est pas une question
step-asks-not-next = cochez-la, ou passez-la avec un motif
step-unclear = Ce qu’est devenue l’étape n’a pas été dit
skip-why = Une étape ne se passe pas sans motif
skip-why-next = dites en quelques mots pourquoi elle ne s’applique pas
run-closed = L’incident est clos
run-closed-next = rouvrez-le, ou déclarez-en un nouveau
runs-many = Un incident suit { $limit } fiches au plus
runs-many-next = continuez avec l’une d’elles
run-goes-on = Cette fiche est déjà suivie, lancée par { $person }
run-goes-on-next = ouvrez-la depuis la page de l’incident ; plusieurs personnes cochent la même

task-empty = Une tâche dit ce qu’il y a à faire
task-empty-next = écrivez-le en une phrase
task-long = Une tâche a { $limit } caractères au plus
task-long-next = gardez ce qu’il y a à faire ; une note peut contenir le reste
tasks-many = Un incident a { $limit } tâches au plus
tasks-many-next = terminez-en, ou gardez les autres ailleurs
due-past = Cette heure est passée
due-past-next = choisissez une heure à venir
task-ended-by = { $person } l’a terminée à { $at }
task-ended-next = la main courante dit comment
task-late = { $kind ->
    [update] Un point était promis, il n’a pas été fait
    [wait] Pas de réponse à temps : { $text }
   *[other] Une tâche est en retard : { $text }
}
task-late-in = { $what }, dans { $reference }, échéance { $due }

act-try = Voir ce qui se passerait
act-would = Voici ce qui se passerait maintenant
act-do = Le faire maintenant
act-not-yet = Rien n’a encore été fait.
act-by-hand = Ou faites-le à la main, et cochez
act-clock-which = Quel délai
act-receiver = Qui prévenir
act-channel = Quel programme appeler
act-text = Ce qui est dit
act-text-start = { $reference } { $title } : 
act-taken = { $person } a déjà réglé cette étape
act-none = Cette étape ne fait rien toute seule
act-reaches-nobody = « { $name } » ne joint personne
act-no-webhook = Ce canal n’appelle aucun programme
act-no-clock = Ce n’est pas un délai
act-target-next = choisissez dans la liste
act-clock-runs = Ce délai court déjà, ou a couru
act-clock-runs-next = voyez-le sur la page de l’incident, et cochez l’étape
act-text-empty = Il n’y a rien à dire
act-text-empty-next = écrivez ce qu’il faut dire, en quelques lignes
act-text-long = Un message a { $limit } caractères au plus
act-clock = Le délai « { $clock } » part, compté depuis { $aware } ; échéance : { $ends }.
act-clock-back = Il peut être clos ensuite comme non requis, avec un motif.
act-tell = Un message sur { $reference } part à { $whom } :
act-tell-back = Il ne se rattrape pas. S’il n’arrive pas, il est renvoyé, et la main courante le dit.
