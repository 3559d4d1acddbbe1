# Tickets de GLPI qui reflètent des incidents.
ticket-from = Ce ticket suit un incident traité dans Vigie : { $url }
ticket-left-out = { $count ->
    [one] Une ligne plus ancienne n’est pas reprise ici ; elle est dans Vigie.
   *[other] { $count } lignes plus anciennes ne sont pas reprises ici ; elles sont dans Vigie.
}
ticket-solved = { $reference } n’a plus d’effet. Son récit et son rapport sont dans Vigie.
ticket = Ticket dans GLPI
ticket-number = Ticket { $number }
ticket-told = Dernier envoi
ticket-waits = Prochain envoi
ticket-soon = Il sera créé dans la minute.
ticket-trouble = GLPI n’a pas pris le dernier envoi :
ticket-trouble-next = L’adresse et les clés sont dans settings.glpi. La prochaine ligne du fil réessaie, et rien n’est perdu ici.
