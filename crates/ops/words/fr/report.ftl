# Les textes des comptes rendus.

report-mark = À écrire :
report-lead = Pris en charge par
report-who = Qui ?
report-columns = | Quand | Qui | Quoi |
report-timeline = Main courante
report-durations = | Mesure | Durée | De | À |
report-roles = | Rôle | Qui | Contact |
report-clocks = | Délai | Depuis | Échéance | Suite |
report-told = | Quand | Qui | Résultat | Message |
report-evidence = | Nom | Octets | SHA-256 | Quand | Conservé par |
report-changes = | Quand | Nature | Quoi | Qui |
report-corrected = corrigé par { $person }, { $at }
report-corrects = de la ligne de { $at } par { $person }
report-clock-open = Quelle preuve, ou pourquoi n’est-ce pas requis ?
report-goes-on = toujours en cours
report-ending = { $ending ->
    [fixed] corrigée
    [stopped-reporting] plus de nouvelles : rien ne dit qu’elle est corrigée
    [closed-by-hand] fermée à la main
    [no-longer-watched] plus surveillée
    [changed] a changé de gravité ou de service
   *[other] {""}
}
report-qualified = { $level }, gravité { $grade }, selon { $who } le { $at }
report-found-by = Déclaré par { $who }, { $at }
report-found-alert = Alerte « { $title } », incident ouvert { $at }
report-found-seen = { $found } ; constaté { $at }, selon { $who }
measure = { $measure ->
    [detect] Détection
    [acknowledge] Prise en charge
    [mitigate] Atténuation
    [resolve] Résolution
    [validate] Validation
   *[other] {""}
}
measure-ask = { $measure ->
    [detect] Quand cela a-t-il commencé ?
    [acknowledge] Qui l’a pris en charge, et quand ?
    [mitigate] Quand les usagers ont-ils été soulagés ?
    [resolve] Quand était-ce réparé ?
    [validate] Qui d’autre l’a vérifié, et quand ?
   *[other] {""}
}

# La page du compte rendu.
report-of = Compte rendu { $reference }
report-open-page = Compte rendu
report-none = Pas encore de compte rendu.
report-none-next = Il est rédigé quand l’incident est résolu ou clos ; vous pouvez aussi le commencer maintenant.
report-begin = Commencer le compte rendu
report-questions = { $count ->
    [0] Plus aucune question sans réponse.
    [one] Une question attend une réponse : cherchez « { $mark } ».
   *[other] { $count } questions attendent une réponse : cherchez « { $mark } ».
}
report-by-itself = Rédigé d’après la main courante ; personne n’y a encore écrit.
report-version = Version { $number }
report-written-by = écrite par
report-signed-by = Signé par
report-seal = Empreinte SHA-256 du texte :
report-edit-all = Modifier tout le texte
report-edit-section = Modifier « { $title } »
report-edit-start = Modifier le début
report-text = Texte (Markdown)
report-preview = Aperçu
report-save = Enregistrer
report-cancel = Revenir sans enregistrer
report-previewed = Aperçu, pas encore enregistré
report-sign = Signer ce texte
report-sign-question = Signer, c’est dire que ce texte est juste. Il ne changera plus ; une suite sera une nouvelle version.
report-sign-open = Des questions restent sans réponse.
report-again = Commencer une nouvelle version
report-again-question = La version signée reste telle quelle ; une copie s’ouvre à côté.
report-template = Rédiger à nouveau avec un modèle
report-template-field = Modèle
report-template-hint = Le texte actuel reste dans l’historique.
report-template-do = Rédiger à nouveau
report-unreadable = Ce modèle ne peut pas être lu :
report-news = Nouveau dans la main courante
report-news-about = Depuis que ce texte est écrit. Rien n’y entre sans vous.
report-news-take = Ajouter les lignes cochées
report-news-leave = Tout laisser de côté
report-comments = Commentaires
report-comment = Votre commentaire
report-comment-do = Commenter
report-on-version = sur la version { $number }
report-history = Historique
report-incidents = Incidents racontés ici
report-join = Raconter aussi un autre incident
report-join-field = Sa référence, par exemple INC-2026-0042
report-join-do = Ajouter
report-downloads = Emporter :
report-back = Revenir au compte rendu
comment-empty = Le commentaire est vide
comment-empty-next = écrivez ce que vous en pensez
comment-long = Un commentaire a { $limit } caractères au plus
report-empty = Le texte est vide
report-empty-next = écrivez quelque chose, ou revenez sans enregistrer
report-long = Un compte rendu a { $limit } caractères au plus
report-long-next = mettez les journaux et les preuves en annexe, hors du texte
report-is-signed = Ce texte est signé et ne change plus
report-is-signed-next = commencez une nouvelle version
report-has-own = Quelqu’un a déjà écrit dans le compte rendu de cet incident
report-has-own-next = ouvrez-le, et reprenez-en vous-même ce qui doit être ici
table-region = Tableau
template-unknown = Ce modèle n’existe pas
template-unknown-next = choisissez-en un dans la liste
join-unknown = Il n’y a pas d’incident de cette référence
join-unknown-next = écrivez-la ainsi : INC-2026-0042

# Les textes signés dans le dépôt Git.
filing = Dépôt
filing-done = La version { $version } est dans le dépôt : { $path }, commit
filing-owed = La version { $version } est déposée d’ici quelques secondes.
filing-failed = La version { $version } n’est pas encore dans le dépôt.
filing-do = À faire
filing-again-at = Prochain essai :
filing-again = Réessayer maintenant
filing-now = Déposer maintenant
filing-missing = Ce texte signé n’est pas dans le dépôt.
filing-nowhere = Aucun dépôt n’est déclaré
filing-private = Ce compte rendu parle d’un incident privé
filing-kept-in = Il parle d’un incident privé et reste ici.
filing-signed = Version { $version }, signée par { $who }.
filing-error = { $error ->
    [no-git] Il n’y a pas de programme git sur cette machine.
    [no-repository] Il n’y a pas de dépôt là où il est déclaré.
    [not-let-in] Le dépôt ne laisse pas entrer Vigie.
    [refused] Le dépôt l’a refusé : une de ses règles ou un de ses crochets.
    [edited] Quelqu’un a modifié le même fichier dans le dépôt sans l’enregistrer.
    [private] Il parle d’un incident privé.
    [unreachable] Le dépôt est injoignable.
    [moved] Quelqu’un d’autre a enregistré au même moment.
   *[other] Git l’a refusé.
}
filing-next = { $error ->
    [no-git] installez git là où tourne Vigie ; rien d’autre n’est nécessaire
    [no-repository] vérifiez settings.reports.repository : l’adresse, la branche, et que le dépôt existe
    [not-let-in] renouvelez le jeton, ou donnez le dépôt au compte qui fait tourner Vigie
    [refused] lisez ce qu’il dit, autorisez Vigie à écrire dans cette branche, ou nommez-en une autre
    [edited] enregistrez cette modification dans le dépôt, ou annulez-la
    [private] autorisez-le par private_incidents dans settings.reports.repository, si ceux qui lisent le dépôt peuvent lire ceci
    [unreachable] rien pour l’instant ; vérifiez le réseau si cela dure
    [moved] rien : un nouvel essai se fait tout seul
   *[other] lisez ce que dit Git, et réparez le dépôt
}
now-not-filed = { $count ->
    [one] Un compte rendu signé n’a pas pu être déposé
   *[other] { $count } comptes rendus signés n’ont pas pu être déposés
}
