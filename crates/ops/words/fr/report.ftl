# Les textes des comptes rendus.

report-service = Service
report-severity = Gravité
report-lead = Pris en charge par
report-nobody = personne
report-unknown = non précisé
report-began = Début
report-detected-after = Délai de détection
report-declared = Déclaration
report-taken = Prise en charge
report-resolved = Résolution
report-closed = Clôture
report-after = après
report-timeline = Main courante
report-columns = | Quand | Qui | Quoi |
report-alerts = Alertes
report-goes-on = toujours en cours
report-write-here = À rédiger.
report-ending = { $ending ->
    [fixed] corrigée
    [stopped-reporting] plus de nouvelles : rien ne dit qu’elle est corrigée
    [closed-by-hand] fermée à la main
    [no-longer-watched] plus surveillée
    [changed] a changé de gravité ou de service
   *[other] {""}
}
report-impact = Impact
report-causes = Causes
report-lessons = Ce qui a bien marché, ce qui a moins bien marché
report-actions = Actions
