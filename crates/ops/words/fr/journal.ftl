# Le journal, comme registre des actions.
journal = Journal
journal-kind = Quoi (un genre, par exemple signed_in)
journal-incident = Incident, par exemple INC-2026-0042
journal-since = À partir de ce jour
journal-until = Jusqu’à ce jour
journal-no-incident = Cet incident n’existe pas
journal-no-day = Ce n’est pas un jour
journal-no-day-next = écrivez-le ainsi : 2026-11-20
journal-check = Vérifier que personne n’a modifié le journal
journal-whole = Le journal est intact jusqu’à l’entrée { $last }. Conservez cette empreinte ailleurs :
journal-broken = Le journal a été modifié : les entrées { $first } à { $last } ne sont pas celles qui ont été scellées. Comparez avec une sauvegarde et demandez qui y avait accès.
no-entry = Aucune entrée ne correspond.
no-entry-next = Videz un champ pour en voir davantage.
