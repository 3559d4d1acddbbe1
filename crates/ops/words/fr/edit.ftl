# Corriger ce qu’on sait d’un incident.
edit = Corriger ce qu’on sait
edit-intro = Chaque changement est une ligne de la main courante, avec ce qui y était avant.
edit-save = Enregistrer
edit-why = Pourquoi ?
edit-why-hint = Nécessaire quand une heure connue est remplacée, et quand des délais légaux bougent.
edit-reason-missing = Une heure connue est remplacée : il faut une raison
edit-reason-missing-next = écrivez en une phrase comment vous le savez
edit-meanwhile = { $person } a changé ceci pendant que vous écriviez. Vos mots sont encore dans le formulaire : enregistrez de nouveau s’ils doivent valoir.
edit-meanwhile-now = On y lit maintenant : { $now }
edit-moves = Ces délais légaux courent à partir de la prise de connaissance ; ils bougeraient donc :
edit-moves-one = { $deadline } : fin prévue { $before }, ce serait { $after }
edit-moves-uncounted = { $deadline } : dans les meilleurs délais, à compter de ce moment
edit-moves-save = Enregistrer, et déplacer ces délais
known-times = Quand c’est arrivé
known-occurred = Début
known-detected = Vu
known-aware = L’équipe l’a appris
known-mitigated = Effet réduit
known-nobody = personne ne l’a encore dit
time-occurred = Quand cela a-t-il commencé ? ({ $zone })
time-detected = Quand quelque chose ou quelqu’un l’a-t-il vu ? ({ $zone })
time-aware = Quand l’équipe l’a-t-elle appris ? ({ $zone })
time-aware-hint = Les délais légaux qui courent à partir de là bougent avec elle.
time-mitigated = Quand l’effet s’est-il réduit ? ({ $zone })
time-ahead = { $what ->
    [occurred] Le début est dans le futur
    [detected] L’heure où on l’a vu est dans le futur
    [aware] L’heure où l’équipe l’a appris est dans le futur
   *[other] L’heure où l’effet s’est réduit est dans le futur
}
time-ahead-next = écrivez quand c’est arrivé
time-old = { $what ->
    [occurred] Le début date de plus de trente ans
    [detected] L’heure où on l’a vu date de plus de trente ans
    [aware] L’heure où l’équipe l’a appris date de plus de trente ans
   *[other] L’heure où l’effet s’est réduit date de plus de trente ans
}
time-old-next = vérifiez l’année
time-before = { $what ->
    [detected] On l’aurait vu avant le début
    [aware] L’équipe l’aurait appris avant le début
   *[other] L’effet se serait réduit avant le début
}
time-before-next = corrigez l’un ou l’autre
aware-needed = Des délais légaux courent depuis que l’équipe l’a appris
aware-needed-next = écrivez le bon moment ; il ne peut rester vide
time-unclear = Un moment est illisible
time-unclear-next = écrivez-le ainsi : 2026-11-20 14:10
