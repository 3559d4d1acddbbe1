# Exercices : des incidents que l’on joue.

exercise-title = EXERCICE : { $what }
test-title = TEST : { $what }
exercise-said = message { $from } : { $text }
exercise-stopped = l’exercice est terminé
exercise-no-receiver = il n’y a pas de destinataire « { $name } »
exercise-no-receiver-next = prenez le nom d’un destinataire déclaré, ou ne prévenez personne
exercise-none = aucun scénario n’accompagne cette fiche
exercise-none-next = prenez-en une dont la page propose l’exercice, ou écrivez NOM.scenario.md à côté d’une fiche à vous
exercise-try = S’exercer avec cette fiche
exercise-what = { $events ->
    [one] { $title } : un évènement. Un incident est déclaré comme exercice ; messages et alertes arrivent d’eux-mêmes, chacun marqué EXERCICE. Les alertes suivent vos routes.
   *[other] { $title } : { $events } évènements en { $lasts }. Un incident est déclaré comme exercice ; messages et alertes arrivent d’eux-mêmes, chacun marqué EXERCICE. Les alertes suivent vos routes.
}
exercise-receiver = Dire aussi ce qui arrive à
exercise-nobody = personne : la main courante le dit
exercise-start = Lancer l’exercice
exercise-goes-on = Exercice : { $played } évènements passés sur { $all }.
exercise-stop = Arrêter l’exercice…
exercise-stop-ask = Plus rien n’arrive, ses alertes se terminent, et l’incident est résolu : son compte rendu est rédigé.
exercise-stop-do = Arrêter l’exercice
