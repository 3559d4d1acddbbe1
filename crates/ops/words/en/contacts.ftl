# Whom to call in an incident, and what is owed there.

contacts = Whom to call
contacts-nobody = Nobody was called yet.
contacts-open = Call people
contacts-order = { $level ->
    [orange] By mail first; call when nobody answers within the day.
   *[red] Phone first, one after the other, until somebody answers. Then by any means.
}
contacts-none = Nobody is declared for this service.
contacts-none-next = Try the binder, then write the owners, the team and the contacts of the service into vigie.yaml.
contacts-else = Somebody else
contacts-else-hint = LinkedIn, X, a knock on the door: any means is good. Note each attempt.
contacts-tried = Attempts
contact-call = Call { $phone }
contact-whom = Whom
contact-way = Number or address
contact-rung = How
contact-result = { $result ->
    [reached] Reached
    [no_answer] No answer
    [message_left] Message left
   *[wrong_number] Wrong number
}
contact-result-missing = What became of it was not said
contact-result-missing-next = tap one of the four answers
rung = { $rung ->
    [phone] By telephone
    [member] People of the service
    [mailbox] Shared mailbox
    [channel] Team channel
    [lead] Who leads beside or above
    [social] LinkedIn, X
   *[other] Any other means
}
script = What to say, calmly
script-who = "Good evening, this is …, on duty for …. Are you somewhere where you can talk for two minutes?"
script-what = "Your service … shows …. It is not your fault, and we do it together."
script-first = "The first thing to do is …. Can you do it now, or who can?"
script-join = "I open a call and send you the link. Stay on the line until it is done."
script-blame = Actions before consequences. No names, no why: that is for later.
script-end = "I write down what we did. I call you back at …, whatever happens."
whom-empty = Whom you tried to reach is missing
whom-empty-next = write a name, and the number or address
whom-long = A name or an address has { $limit } characters at most
attempts-many = An incident keeps { $limit } attempts at most
attempts-many-next = note the others in the timeline

update-next = Next update
update-none = No update is promised.
update-at = Promised at
update-late = It was promised and is late: say what you know, even if it is nothing new. Due
update-said = What we know now
update-said-hint = It goes into the timeline. Leave it empty to promise a time only.
update-in = Next update in
update-no-more = promise none
update-do = Say it
update-empty = There is nothing to say and nothing to promise
update-empty-next = write what you know, or choose when you speak next
update-far = The next update is too far away
update-far-next = choose a time within seven days
tasks = Tasks
tasks-none = No task is open.
tasks-over = { $count ->
    [one] { $count } task is over
   *[other] { $count } tasks are over
}
task-add = Add a task
task-text = What is to be done
task-owner = Who does it
task-due = Until when
task-do = Done
task-drop = No longer needed
task-is-late = overdue:
task-ending = { $how ->
    [done] done
   *[dropped] no longer needed
}
contacts-first = Red, and nobody was called yet.
