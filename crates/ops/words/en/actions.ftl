# What people promised after incidents.
actions = Actions
action = Action
action-text = What is to be done
action-owner = Who does it
action-due = Until
action-kind = So that the same
action-kind-of = { $kind ->
    [detect] is seen earlier
    [prevent] does not happen
    [mitigate] hurts less
   *[other] {""}
}
action-kind-short = { $kind ->
    [detect] detect
    [prevent] prevent
    [mitigate] mitigate
   *[other] {""}
}
action-state = { $state ->
    [open] open
    [overdue] overdue
    [done] done
    [dropped] dropped
   *[other] {""}
}
action-columns = | Action | Good for | Who | Until | State |
action-add = Promise an action
action-add-do = Add the action
action-save = Save the change
action-change = Change it
action-done-do = It is done
action-drop-do = It will not be done
action-reopen = Open it again
action-proof-field = What shows it: a link or a few words
action-why-field = Why not
action-proposed = Found in the text: choose one to promise it
actions-none = No action was promised yet.
actions-none-next = They are promised on the report of an incident.
actions-none-here = No action was promised after this incident.
action-any-kind = Good for anything
action-all-states = Open and ended
action-only-open = Open
action-good-for = Good for
action-after = After
action-mine = Who does it
action-empty = The action says nothing
action-empty-next = write in one sentence what is to be done
action-long = That has more than { $limit } characters
action-long-next = say it shorter; details belong into the report
action-nobody = Nobody of this name is known here
action-nobody-next = choose a declared person
action-past = This day has passed
action-past-next = choose today or a later day
action-day-unclear = This is no day
action-day-unclear-next = write it as 2026-12-01
actions-many = An incident has { $limit } actions at most
actions-many-next = end those that are done, or put several into one
action-proof = Nothing shows that it is done
action-proof-next = give a link, or say in a few words what shows it
action-why = Nothing says why it is dropped
action-why-next = say it in a few words
action-ended-by = { $who } ended it on { $at }
action-ended-next = open it again first
action-unreached = neither its owner nor an owner of the service has a mail address: declare one
action-private = an action of a private incident
action-told-soon = Due on { $due }, after { $reference }: { $text }
action-told-due = Due today, { $due }, after { $reference }: { $text }
action-told-late = Overdue since { $due }, owed by { $owner } after { $reference }: { $text }
actions-due = { $count ->
    [one] One action is due or overdue
   *[other] { $count } actions are due or overdue
}
