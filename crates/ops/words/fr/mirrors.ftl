# Où les incidents sont reflétés : tickets de GLPI, salons de messagerie.
mirror-from = Cet incident est traité dans Vigie : { $url }
mirror-left-out = { $count ->
    [one] Une ligne plus ancienne n’est pas reprise ici ; elle est dans Vigie.
   *[other] { $count } lignes plus anciennes ne sont pas reprises ici ; elles sont dans Vigie.
}
mirror-solved = { $reference } n’a plus d’effet. Son récit et son rapport sont dans Vigie.
mirrors = Suivi aussi dans
mirror-ticket = GLPI, ticket { $number }
mirror-room = Salon de l’incident
mirror-ticket-soon = GLPI : le ticket sera créé dans la minute.
mirror-room-soon = Le salon sera créé dans la minute.
mirror-told = dernier envoi
mirror-waits = Prochain essai :
mirror-ticket-trouble = GLPI n’a pas pris le dernier envoi :
mirror-room-trouble = La messagerie n’a pas pris le dernier envoi :
mirror-trouble-next = Les adresses et les clés sont dans settings.glpi et settings.rooms. La prochaine ligne du fil réessaie, et rien n’est perdu ici.
