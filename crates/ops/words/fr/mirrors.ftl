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
mirror-ended = { $how ->
    [ticket_solved] Le ticket a été résolu dans GLPI. L’incident continue ici.
    [ticket_closed] Le ticket a été clos dans GLPI. L’incident continue ici.
   *[other] Le ticket a été supprimé dans GLPI. L’incident continue ici.
}
mirror-ended-next = { $how ->
    [ticket_deleted] Rien n’y est plus écrit tant que personne ne le restaure.
   *[other] Le fil y est toujours écrit ; son état reste le même jusqu’à ce que le ticket soit rouvert dans GLPI, ou que l’incident soit résolu ici.
}
mirror-waits = Prochain essai :
mirror-ticket-trouble = GLPI n’a pas pris le dernier envoi :
mirror-room-trouble = La messagerie n’a pas pris le dernier envoi :
mirror-trouble-next = Les adresses et les clés sont dans settings.glpi et settings.rooms. La prochaine ligne du fil réessaie, et rien n’est perdu ici.
