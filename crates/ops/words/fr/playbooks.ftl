# Les fiches réflexes.

playbooks = Fiches réflexes
playbooks-intro = Que faire, étape par étape, pour quelqu’un qui ne l’a jamais fait. Rien ici n’agit tout seul.
playbook-for = Pour : { $reader }
playbook-steps = { $count ->
    [one] { $count } étape
   *[other] { $count } étapes
}
playbook-at-most = { $span } au plus
playbook-after = Faites d’abord celle-ci :
playbook-source = Source : { $source }
step-ask = Répondez :
step-wait = { $span } au plus :
step-act = Action :
answer = { $answer ->
    [yes] Oui
    [no] Non
   *[other] Inconnu
}
own-faults = { $count ->
    [one] Une erreur dans une de vos fiches ou un de vos scénarios : ce qui y est écrit n’est pas utilisé
   *[other] { $count } erreurs dans vos fiches et vos scénarios : ce qui y est écrit n’est pas utilisé
}
playbook-own = une des vôtres
playbooks-commit = Les vôtres viennent de { $address }, commit
playbooks-read = lu le
playbooks-commit-none = Les vôtres viennent de { $address } ; rien n’en est encore utilisé.
playbooks-unread = Le dépôt de vos fiches n’a pas pu être lu ; ce qui l’a été auparavant reste utilisé.
playbooks-newest = Le commit { $commit } contient des erreurs ; le précédent reste utilisé :
