# Where incidents are mirrored: tickets of GLPI, rooms of a chat.
mirror-from = This incident is worked on in Vigie: { $url }
mirror-left-out = { $count ->
    [one] One older line is left out here; Vigie has it.
   *[other] { $count } older lines are left out here; Vigie has them.
}
mirror-solved = { $reference } no longer hurts. Its story and its report are in Vigie.
mirrors = Also followed in
mirror-ticket = GLPI, ticket { $number }
mirror-room = Room of the incident
mirror-ticket-soon = GLPI: the ticket will be made within the minute.
mirror-room-soon = The room will be made within the minute.
mirror-told = told last
mirror-ended = { $how ->
    [ticket_solved] Somebody solved the ticket in GLPI. The incident goes on here.
    [ticket_closed] Somebody closed the ticket in GLPI. The incident goes on here.
   *[other] Somebody deleted the ticket in GLPI. The incident goes on here.
}
mirror-ended-next = { $how ->
    [ticket_deleted] Nothing more is written there until somebody restores it.
   *[other] The timeline is still written there; its status stays until somebody opens it again in GLPI, or the incident is resolved here.
}
mirror-waits = Next try:
mirror-ticket-trouble = GLPI did not take the last news:
mirror-room-trouble = The chat did not take the last news:
mirror-trouble-next = Addresses and keys are in settings.glpi and settings.rooms. The next line of the timeline tries again, and nothing is lost here.
