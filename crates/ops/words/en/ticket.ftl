# Tickets of GLPI that mirror incidents.
ticket-from = This ticket follows an incident in Vigie, where it is worked on: { $url }
ticket-left-out = { $count ->
    [one] One older line is left out here; Vigie has it.
   *[other] { $count } older lines are left out here; Vigie has them.
}
ticket-solved = { $reference } no longer hurts. Its story and its report are in Vigie.
ticket = Ticket in GLPI
ticket-number = Ticket { $number }
ticket-told = Told last
ticket-waits = The next news leave
ticket-soon = It will be made within the minute.
ticket-trouble = GLPI did not take the last news:
ticket-trouble-next = The address and the keys are in settings.glpi. The next line of the timeline tries again, and nothing is lost here.
