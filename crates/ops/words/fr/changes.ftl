# Ce qui change dans ce que l’on exploite, et les commandes d’une messagerie.

changes = Changements
changes-all = Tous les changements
changes-beside = Depuis { $span } avant le début. Qu’un changement vienne avant n’en fait pas la cause.
changes-none-beside = Aucun changement de son service n’a été signalé depuis { $span } avant le début.
changes-no-service = Aucun service n’est nommé, donc aucun changement ne peut être rapproché.
changes-none = Aucun changement n’a encore été signalé.
changes-cut = Seuls les { $most } derniers changements ont été regardés ; les plus anciens sont dans l’API.
changes-none-next = Branchez ce qui déploie, dimensionne et configure : une source de type change, ou « vigie change add » à la fin d’un déploiement.
changes-at = Quand
changes-text = Quoi, qui ou où
change-kind = { $kind ->
    [deployment] Déploiement
    [push] Code poussé
    [release] Version publiée
    [pipeline] Intégration
    [scaling] Dimensionnement
    [database] Base de données
    [configuration] Configuration
    [restart] Redémarrage
   *[other] Autre changement
}
change-state = { $state ->
    [started] commencé
    [done] fait
   *[failed] échoué
}
change-empty = il manque ce qui a changé
change-empty-next = écrivez-le en une ligne

command-help = « declare TITRE [--service NOM] » déclare un incident, « note INC-2026-0042 TEXTE » écrit dans sa main courante, « status » liste ceux qui sont en cours.
command-declared = { $link } est déclaré. Ouvrez-le, et prenez-le si vous vous en chargez.
command-noted = Noté dans { $link }.
command-none = Aucun incident n’est en cours.
command-no-incident = Cet incident n’existe pas : écrivez sa référence, par exemple INC-2026-0042. Les incidents privés ne sont pas ici.
command-again = Cette commande est arrivée deux fois. Elle a été faite la première fois.
command-unknown-person = Personne ne s’appelle « { $name } » dans Vigie. Demandez à qui s’en occupe de vous ajouter aux « people » de la source { $source }.
chat-hello = Bonjour, je suis Vigie. « !vigie declare TITRE [--service NOM] » déclare un incident, « !vigie note INC-2026-0042 TEXTE » écrit dans sa main courante, « !vigie status » liste ceux qui sont en cours. Dans le salon d’un incident, « !note TEXTE », ou une réponse à l’un de mes messages, va dans sa main courante. Mes réponses sont lues par tout le salon.
chat-stranger = Je ne connais pas { $id } : je ne fais donc rien. Demandez à qui s’occupe de Vigie de vous ajouter à « settings.rooms.people ».
chat-encrypted = Ce salon est chiffré : je ne peux pas le lire. Écrivez-moi dans un salon sans chiffrement, ou dans Vigie même.
