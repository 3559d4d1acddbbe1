# Playbooks that are followed in an incident, and tasks.

run-playbooks = Playbooks of this incident
run-none = No playbook is followed yet.
run-start = Follow
run-start-one = Follow another playbook
run-which = Which one
run-which-none = Choose a playbook
run-which-none-next = the list shows those that there are
run-progress = { $settled ->
   *[other] { $settled } of { $steps } steps
}
run-started = Started by { $person }
run-next = Next step
run-all-done = Every step is settled.
run-back = Back to { $reference }
run-copy = These steps were copied at the start: later changes of the playbook do not change them.
run-do = Done
run-skip = Leave it out
run-skip-why = Why it is left out
run-undo = Undo
run-undo-asks = It was a mistake
run-undo-question = Open this step again? The timeline keeps both lines.
run-waits = Wait at most until
run-wait-late = The time is over: do not wait longer. See what the next step says, or ask for help.
run-by-hand = Vigie can't do this yet: do it by hand, then tick it.
step-ending = { $how ->
    [done] done
    [skipped] left out
    [yes] answered yes
    [no] answered no
    [unknown] answered unknown
   *[other] settled
}
step-taken = { $person } was first ({ $at }): { $how }
step-taken-next = nothing of it was changed; look, and undo that step if you see it otherwise
step-asks = This step is a question
step-asks-next = answer yes, no or unknown
step-asks-not = This step is no question
step-asks-not-next = tick it, or leave it out with a reason
step-unclear = What became of this step was not said
skip-why = A step is not left out without a reason
skip-why-next = write in a few words why it does not apply
run-closed = The incident is closed
run-closed-next = reopen it, or declare a new one
runs-many = An incident follows { $limit } playbooks at most
runs-many-next = go on with one of those
run-goes-on = This playbook is followed already, started by { $person }
run-goes-on-next = open it on the incident's page; several people tick the same one

task-empty = A task says what is to be done
task-empty-next = write it in one sentence
task-long = A task has { $limit } characters at most
task-long-next = keep what is to be done; a note can hold the rest
tasks-many = An incident has { $limit } tasks at most
tasks-many-next = end some, or keep the others elsewhere
due-past = This time is past
due-past-next = choose a time ahead
task-ended-by = { $person } ended it at { $at }
task-ended-next = the timeline says how
task-late = { $kind ->
    [update] An update was promised and not given
    [wait] Nobody answered in time: { $text }
   *[other] A task is overdue: { $text }
}
task-late-in = { $what }, in { $reference }, due { $due }

act-try = Show what would happen
act-would = This would happen now
act-do = Do it now
act-not-yet = Nothing was done yet.
act-by-hand = Or do it by hand, and tick it
act-clock-which = Which clock
act-receiver = Whom to tell
act-channel = Which program to call
act-text = What is told
act-text-start = { $reference } { $title }: 
act-taken = { $person } settled this step already
act-none = This step does nothing by itself
act-reaches-nobody = "{ $name }" reaches nobody
act-no-webhook = This channel calls no program
act-no-clock = This is no clock
act-target-next = choose one of the list
act-clock-runs = This clock runs already, or ran
act-clock-runs-next = see it on the incident's page, and tick the step
act-text-empty = There is nothing to tell
act-text-empty-next = write what is to be told, in a few lines
act-text-long = A message has { $limit } characters at most
act-clock = The clock "{ $clock }" starts, counted from { $aware }; it ends { $ends }.
act-clock-back = It can be closed afterwards as not required, with a reason.
act-tell = A message about { $reference } goes to { $whom }:
act-tell-back = It can't be called back. If it does not arrive, it is sent again, and the timeline says so.
