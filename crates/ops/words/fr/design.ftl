# Les éléments dont les pages sont faites.

room-prepare = Préparer
room-detect = Détecter
room-alert = Alerter
room-respond = Réagir
room-learn = Apprendre
all-rooms = Rubriques
pages-of = Pages de « { $room } »
search-all = Chercher partout
filters = Ce que montre la liste
show = Afficher
pages = Pages de cette liste
first-page = Première page
next-page = Page suivante
take-along = Emporter cette liste :
both-changed = Quelqu’un d’autre a modifié ce texte pendant que vous écriviez. Rien n’est écrasé : voici ce qui s’y trouve, et ce que vous avez écrit.
their-text = Ce qui s’y trouve
your-text = Ce que vous avez écrit
keep-mine = Mettre le mien à la place
keep-theirs = Laisser tel quel
any-state = tous
name-contains = Nom ou service contenant
nothing-fits = Rien ne correspond à ces filtres.
nothing-fits-next = Élargissez-les, ou repartez sans aucun.
last-looks = Derniers regards :
looks-said = { $all ->
    [one] un regard, { $failed } en échec
   *[other] { $all } regards, { $failed } en échec
}
design = Éléments
design-about = Chaque élément des pages, dans chacun de ses états : pour qui construit les pages, et pour qui vérifie comment elles se voient et se lisent.
design-colours = Couleurs
design-badges = États
design-times = Dates et heures
design-people = Personnes
design-form = Un formulaire
design-list = Une liste
design-table = Un tableau
design-dialogue = Une question avant d’agir
design-conflict = Deux personnes, un texte
design-example = Un exemple
design-hint = Une ligne ; les autres la voient.
design-mistake = Ce champ ne peut pas rester vide : écrivez en une ligne ce qui ne va pas.
design-question = Cela y met fin pour tout le monde. Continuer ?
close-asks = Clore…
close-alert-asks = Fermer à la main…
close-alert-question = Elle prend fin pour tout le monde, sans que la source l’ait dit. Si la source l’envoie à nouveau, elle se rouvre. La fermer ?
only-open = seulement ceux qui sont ouverts
matchers-hint = Par exemple : alertname="ApiDown"
not-watched = Personne ne le surveille : aucun contrôle n’est déclaré pour lui.
checks-pass = { $passing } sur { $all } au vert
all-of-them = Ses { $count } alertes
people = Personnes
search-how = Écrivez une partie d’un nom, une référence comme INC-2026-0001, ou des étiquettes comme severity="critical".
search-nothing = Rien ne s’appelle ainsi.
search-nothing-next = Essayez une partie plus courte du nom.
show-all = Tout afficher
would-be-told = Qui serait prévenu
by-mail = par courriel
a-channel = un canal
other-routes = Certaines alertes vont à d’autres : les routes de vigie.yaml disent lesquelles.
not-watched-at-all = Ce que personne ne surveille
all-watched = Chaque service a un contrôle ou un battement, et chaque contrôle a regardé.
services-unwatched = { $count ->
    [one] Un service n’a ni contrôle ni battement :
   *[other] { $count } services n’ont ni contrôle ni battement :
}
checks-unseen = { $count ->
    [one] Un contrôle n’a encore rien vu, ou ne le peut pas :
   *[other] { $count } contrôles n’ont encore rien vu, ou ne le peuvent pas :
}
due = À venir d’ici un jour
tried-again = { $count ->
    [one] Un message est retenté
   *[other] { $count } messages sont retentés
}
silence-ends = Une mise en sourdine s’arrête
all-alerts = Les { $count } alertes
all-failing = Les { $count } contrôles en échec
now-summary = { $critical } critiques sur { $alerts } alertes, dont { $nobodys } que personne n’a prises ; incidents ouverts : { $incidents }.
not-up-to-date = Plus à jour : sans nouvelles depuis
