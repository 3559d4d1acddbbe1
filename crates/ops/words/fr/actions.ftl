# Ce qui est promis après les incidents.
actions = Actions
action = Action
action-text = Ce qu’il faut faire
action-owner = Qui s’en charge
action-due = Échéance
action-kind = Pour que la même chose
action-kind-of = { $kind ->
    [detect] se voie plus tôt
    [prevent] n’arrive plus
    [mitigate] fasse moins mal
   *[other] {""}
}
action-kind-short = { $kind ->
    [detect] détecter
    [prevent] prévenir
    [mitigate] atténuer
   *[other] {""}
}
action-state = { $state ->
    [open] ouverte
    [overdue] en retard
    [done] faite
    [dropped] abandonnée
   *[other] {""}
}
action-columns = | Action | Sert à | Qui | Échéance | État |
action-add = Promettre une action
action-add-do = Ajouter l’action
action-save = Enregistrer
action-change = La modifier
action-done-do = C’est fait
action-drop-do = Cela ne sera pas fait
action-reopen = La rouvrir
action-proof-field = Ce qui le montre : un lien ou quelques mots
action-why-field = Pourquoi
action-proposed = Trouvées dans le texte : choisissez-en une pour la promettre
actions-none = Aucune action n’est promise pour l’instant.
actions-none-next = Elles se promettent sur le compte rendu d’un incident.
actions-none-here = Aucune action n’est promise après cet incident.
action-any-kind = Servant à tout
action-all-states = Ouvertes et terminées
action-only-open = Ouvertes
action-good-for = Sert à
action-after = Après
action-mine = Qui s’en charge
action-empty = L’action ne dit rien
action-empty-next = écrivez en une phrase ce qu’il faut faire
action-long = Cela dépasse { $limit } caractères
action-long-next = dites-le plus court ; les détails vont dans le compte rendu
action-nobody = Personne de ce nom n’est connu ici
action-nobody-next = choisissez une personne déclarée
action-past = Ce jour est passé
action-past-next = choisissez aujourd’hui ou un jour à venir
action-day-unclear = Ce n’est pas un jour
action-day-unclear-next = écrivez-le ainsi : 2026-12-01
actions-many = Un incident a { $limit } actions au plus
actions-many-next = terminez celles qui sont faites, ou réunissez-en plusieurs
action-proof = Rien ne montre que c’est fait
action-proof-next = donnez un lien, ou dites en quelques mots ce qui le montre
action-why = Rien ne dit pourquoi elle est abandonnée
action-why-next = dites-le en quelques mots
action-ended-by = { $who } l’a terminée le { $at }
action-ended-next = rouvrez-la d’abord
action-unreached = ni la personne qui la doit ni un propriétaire du service n’a d’adresse : déclarez-en une
action-private = une action d’un incident privé
action-told-soon = À faire pour le { $due }, après { $reference } : { $text }
action-told-due = À faire aujourd’hui, { $due }, après { $reference } : { $text }
action-told-late = En retard depuis le { $due }, due par { $owner } après { $reference } : { $text }
actions-due = { $count ->
    [one] Une action arrive à échéance ou est en retard
   *[other] { $count } actions arrivent à échéance ou sont en retard
}
