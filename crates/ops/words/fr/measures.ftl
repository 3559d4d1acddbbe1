# Combien de temps prennent les incidents.
measures = Mesures
measures-about = Incidents déclarés depuis le { $since }, sans les exercices, les essais, les annulés ni les doublons. La détection compte du début à la première observation ; la prise en charge, l’atténuation et la résolution depuis la déclaration ; la validation depuis la résolution.
measures-column = Partie
measures-median = Médiane
measures-decile = 9 sur 10 en moins de
measures-known = Comptés
measures-unknown = Inconnus, ou pas encore
measures-none = Aucun incident n’a été déclaré pendant ce temps.
measures-none-next = Regardez plus loin en arrière.
measures-by = Regrouper par
measures-by-of = { $by ->
    [whole] ensemble
    [service] service
    [level] niveau
    [month] mois
   *[other] {""}
}
measures-month = Mois
measures-back = En remontant
measures-months = { $count ->
    [one] un mois
   *[other] { $count } mois
}
measures-no-service = Sans service
measures-no-level = Non qualifiés
measures-all = Tous les incidents
measures-behind = { $count ->
    [one] L’incident compté
   *[other] Les { $count } incidents comptés
}
