# Les liens entre incidents, et la séparation d’un incident.
incident-links = Liens avec d’autres incidents
incident-links-none = Aucun autre incident n’est lié.
link-add = Lier un autre incident
link-how = Quel est son rapport avec celui-ci ?
link-which = Quel incident ?
link-remove = Retirer le lien
relation = { $relation ->
    [related] En rapport avec
    [caused-by] Causé par
    [causes] Cause de
    [split-from] Séparé de
   *[split-into] Séparé vers
}
link-itself = { $reference } ne peut être lié à lui-même
link-itself-next = choisissez l’autre incident
link-known = { $relation ->
    [caused-by] { $other } est déjà la cause de { $reference }
    [causes] { $reference } est déjà la cause de { $other }
   *[other] { $reference } et { $other } sont déjà liés
}
link-known-next = retirez d’abord ce lien
link-cycle = { $reference } serait sa propre cause
link-cycle-next = regardez les liens des deux : l’un d’eux est à l’envers
links-many = Un incident a au plus { $limit } liens
links-many-next = retirez ceux qui n’aident personne
split = Séparer
split-intro = Ce que vous choisissez part vers un nouvel incident, lié à celui-ci. Il est aussi privé que celui-ci, et l’équipe l’a appris aussi tôt.
split-title = Ce qui ne va pas là-bas, en une ligne
split-alerts = Alertes qui y partent
split-alerts-none = Cet incident n’a pas d’alerte.
split-lines = Lignes de la main courante auxquelles il renvoie
split-do = En faire un nouvel incident
split-empty = Rien n’est choisi
split-empty-next = choisissez au moins une alerte ou une ligne de la main courante
split-many = Au plus { $alerts } alertes et { $lines } lignes sont prises à la fois
split-many-next = choisissez-en moins ; les autres peuvent suivre
split-alert = L’alerte { $id } n’est pas de cet incident
split-alert-next = regardez sa page : elle a pu changer d’incident entre-temps
split-line = L’une de ces lignes n’est pas de cet incident
split-line-next = choisissez-les dans sa main courante
relation-unknown = Ce lien n’existe pas
relation-unknown-next = choisissez related, caused-by ou causes
