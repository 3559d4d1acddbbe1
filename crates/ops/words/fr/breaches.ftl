# Le registre des violations de données personnelles.
breaches = Registre des violations
breaches-about = Les violations de données personnelles, telles que l’article 33(5) du RGPD demande de les documenter : une fiche par incident, ouverte quand son délai démarre. Les responsables de la sécurité et le DPO y écrivent.
breaches-none = Aucune violation n’est au registre.
breaches-none-next = Une fiche s’ouvre quand un incident est qualifié comme touchant des données personnelles.
breach-of = Violation { $reference }
breach-incident = Incident
breach-facts = Faits
breach-facts-hint = Ce qui s’est passé, quelles données, environ combien de personnes
breach-effects = Effets
breach-effects-hint = Ce qui en est résulté, ou peut en résulter
breach-remedies = Mesures
breach-remedies-hint = Ce qui a été fait, et ce qui est prévu
breach-decision = Décision
breach-undecided = pas encore prise
breach-risk = { $risk ->
    [none] pas de risque : le registre seul
    [risk] un risque : l’autorité est informée
    [high] un risque élevé : l’autorité et les personnes sont informées
   *[other] {""}
}
breach-reasons-field = Motifs de la décision
breach-missing = à écrire
breach-written = Écrit par
breach-opened = Au registre depuis
breach-authority = Autorité
breach-persons = Personnes
breach-save = Enregistrer la fiche
breach-write = Y écrire
breach-any = Toute décision
breach-long = Un champ a { $limit } caractères au plus
breach-long-next = mettez les détails dans le compte rendu ou les preuves de l’incident
breach-reasons = La décision n’a pas de motifs
breach-reasons-next = dites en quelques phrases pourquoi
breach-unchosen = Des motifs sont écrits, ou une décision a été prise, et aucune n’est choisie
breach-unchosen-next = choisissez absence de risque, risque ou risque élevé ; une décision se remplace par une autre
