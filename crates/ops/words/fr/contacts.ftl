# Qui appeler dans un incident, et ce qui y est dû.

contacts = Qui appeler
contacts-nobody = Personne n’a encore été appelé.
contacts-open = Appeler
contacts-order = { $level ->
    [orange] Par courriel d’abord ; appelez si personne ne répond dans la journée.
   *[red] Par téléphone d’abord, l’un après l’autre, jusqu’à une réponse. Puis par tous les moyens.
}
contacts-none = Personne n’est déclaré pour ce service.
contacts-none-next = Voyez le classeur, puis écrivez les propriétaires, l’équipe et les contacts du service dans vigie.yaml.
contacts-else = Quelqu’un d’autre
contacts-else-hint = LinkedIn, X, le bureau d’à côté : tout moyen est bon. Notez chaque essai.
contacts-tried = Essais
contact-call = Appeler le { $phone }
contact-whom = Qui
contact-way = Numéro ou adresse
contact-rung = Par quel moyen
contact-result = { $result ->
    [reached] Joint
    [no_answer] Pas de réponse
    [message_left] Message laissé
   *[wrong_number] Mauvais numéro
}
contact-result-missing = Ce que l’essai a donné n’a pas été dit
contact-result-missing-next = touchez l’une des quatre réponses
rung = { $rung ->
    [phone] Par téléphone
    [member] Les personnes du service
    [mailbox] Adresse générique
    [channel] Salon de l’équipe
    [lead] Coresponsable ou direction
    [social] LinkedIn, X
   *[other] Tout autre moyen
}
script = Que dire, calmement
script-who = « Bonsoir, ici …, de garde pour …. Êtes-vous dans un endroit où parler deux minutes ? »
script-what = « Votre service … laisse voir …. Ce n’est pas votre faute, et nous allons le régler ensemble. »
script-first = « Le premier geste est …. Pouvez-vous le faire maintenant, ou qui le peut ? »
script-join = « J’ouvre un appel et je vous envoie le lien. Restez en ligne jusqu’à ce que ce soit fait. »
script-blame = Les gestes avant les conséquences. Pas de noms, pas de pourquoi : ce sera pour plus tard.
script-end = « Je note ce que nous avons fait. Je vous rappelle à …, quoi qu’il arrive. »
whom-empty = Il manque qui vous avez essayé de joindre
whom-empty-next = écrivez un nom, et le numéro ou l’adresse
whom-long = Un nom ou une adresse a { $limit } caractères au plus
attempts-many = Un incident garde { $limit } essais au plus
attempts-many-next = notez les autres dans la main courante

update-next = Prochain point
update-none = Aucun point n’est promis.
update-at = Promis pour
update-late = Il était promis et il est en retard : dites ce que vous savez, même si rien n’est nouveau. Échéance
update-said = Ce que nous savons maintenant
update-said-hint = Ce texte va dans la main courante. Laissez-le vide pour ne promettre qu’une heure.
update-in = Prochain point dans
update-no-more = n’en promettre aucun
update-do = Le dire
update-empty = Il n’y a rien à dire ni à promettre
update-empty-next = écrivez ce que vous savez, ou choisissez quand vous reparlerez
update-far = Le prochain point est trop loin
update-far-next = choisissez une heure d’ici sept jours
tasks = Tâches
tasks-none = Aucune tâche en cours.
tasks-over = { $count ->
    [one] { $count } tâche terminée
   *[other] { $count } tâches terminées
}
task-add = Ajouter une tâche
task-text = Ce qu’il y a à faire
task-owner = Qui s’en charge
task-due = Pour quand
task-do = Fait
task-drop = Plus nécessaire
task-is-late = en retard :
task-ending = { $how ->
    [done] fait
   *[dropped] plus nécessaire
}
contacts-first = Rouge, et personne n’a encore été appelé.
