# Pourquoi une action n’a pas été faite, et que faire ensuite.

silence-ends-before-start = La mise en sourdine finirait avant de commencer
silence-ends-in-the-past = La mise en sourdine serait déjà finie
silence-without-matcher = La mise en sourdine ne vise aucune alerte : il lui faut au moins un filtre
silence-of-everything = La mise en sourdine ferait taire toutes les alertes : un filtre au moins doit exiger une étiquette
silence-next = corrigez-la et envoyez-la de nouveau
alert-over-taken = L’alerte { $alert } est terminée, personne n’a plus à s’en occuper
alert-over-taken-next = sa page dit comment elle a pris fin
alert-over = L’alerte { $alert } est déjà terminée
alert-over-next = il ne reste rien à faire
configuration-next = corrigez la configuration : rien n’a été changé
title-empty = Le titre est vide
title-empty-next = dites en une ligne ce qui ne va pas
title-long = Le titre dépasse { $limit } caractères
title-long-next = dites-le en une ligne ; une note peut contenir le reste
title-control = Le titre contient des caractères de contrôle
title-control-next = écrivez-le sur une seule ligne
note-empty = La note est vide
note-empty-next = écrivez ce qui s’est passé ou ce qui a été décidé
note-long = La note dépasse { $limit } caractères
note-long-next = gardez l’extrait utile et mettez le reste dans un fichier
matchers-next = écrivez-les ainsi : severity="info"
hours-wrong = Le nombre d’heures n’est pas un nombre entier
hours-wrong-next = écrivez pendant combien d’heures, de 1 à { $most }

notification-not-given-up = La notification { $id } n’a pas été abandonnée : elle est {"« "}{ $state } »
notification-not-given-up-next = il ne reste rien à faire
service-not-yours = le service « { $service } » n’est pas à vous
service-missing = aucun service n’est indiqué
service-next = choisissez un de vos services
matchers-too-wide = ces conditions vont au-delà de vos services
matchers-too-wide-next = nommez aussi un de vos services, comme dans service="shop"
roles-not-yours = cela change ce que des personnes peuvent faire
roles-not-yours-next = laissez les rôles comme ils sont, ou faites appliquer cela par un administrateur
