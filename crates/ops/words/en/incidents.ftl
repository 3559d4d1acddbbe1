# The life of an incident: its steps, and why one is refused.

step-refused = { $stage ->
    [declared] { $reference } is not there yet: it is declared
    [triaged] { $reference } is not there yet: it is qualified
    [in_progress] { $reference } is in progress: { $by } has it
    [on_hold] { $reference } is on hold: { $by } put it there
    [resolved] { $reference } is resolved already: { $by } said so
    [validated] { $reference } is confirmed already, by { $by }
    [remediating] { $reference } is being made safe: { $by } said so
    [cancelled] { $reference } was cancelled by { $by }
    [duplicate] { $reference } is the same as another incident: { $by } said so
   *[other] { $reference } is closed already: { $by } closed it
}
step-refused-next = { $next ->
    [resolve] look at its page; when it no longer hurts, resolve it first
    [validate] look at its page; somebody else confirms it, or you say that it hurts again
    [close] look at its page; what is left is to close it
   *[other] look at its page; if it was not over, reopen it and say why
}
step-meanwhile = { $by } changed { $reference } while you looked at it: it is { $state } now
step-meanwhile-next = look at its page, then choose again; nothing was changed
move-reason-missing = this needs a reason
move-reason-missing-next = write in a sentence why, for those who read the timeline later
own-work = nobody confirms their own work: you resolved { $reference } yourself
own-work-next = ask one of these to look and confirm: { $names }
own-work-alone = you are the only one who may: write how you know that it is over, and confirm again
not-by-itself = people worked on { $reference }, so it does not close by itself
not-by-itself-next = let somebody else confirm that it is over
merge-itself = { $reference } can’t be the same as itself
merge-itself-next = choose the other incident
merge-into-duplicate = { $reference } is itself the same as another incident
merge-into-duplicate-next = choose the one that people work on

# The steps on the page.
take-over = Take it over
resume = Go on with it
hold = Put on hold
validate = Confirm that it is over
remediate = Make it safe for the future
cancel = Cancel: there was nothing
duplicate = Same as another
validate-by = You resolved it, so somebody else confirms that it is over: { $names }
validate-alone = You resolved it, and nobody else may confirm. Do it yourself, with the reason.
validate-why = How do you know that it is over?
reason-asked = Why?
which-other = Which incident is it the same as?
no-other = there is no such other incident
no-other-next = give its reference, such as INC-2026-0042
declare-more = How bad, exercise or test
kind-field = Is it real?
incident-kind = { $kind ->
    [exercise] An exercise
    [test] A test of Vigie
   *[other] A real incident
}
incident-stage = { $stage ->
    [declared] declared
    [triaged] qualified
    [in_progress] in progress
    [on_hold] on hold
    [resolved] resolved, to be confirmed
    [validated] confirmed
    [remediating] being made safe
    [closed] closed
    [cancelled] cancelled
   *[duplicate] same as another
}

# Roles and private incidents.
seat-meanwhile = { $person } has this role meanwhile
seat-empty = nobody has this role any more
seat-meanwhile-next = look at the page, then give it again if it still holds
lead-needed = an incident that somebody led keeps a lead
lead-needed-next = hand the role over to somebody
person-unknown = nobody who may see this incident is called “{ $name }”
person-unknown-next = give the short name of somebody with a role for its service
not-private = this incident is not private, so everybody who sees its service takes part
not-private-next = make it private first
last-participant = somebody has to take part in a private incident
last-participant-next = let somebody else in first, or make it public
incident-roles = Roles
role-unknown = there is no such role
role-unknown-next = choose one of the list
role-nobody = nobody
role-which = Role
role-who = Who has it from now on
role-give = Give the role
role-empty = nobody (leave it)
private = Private
private-mark = private
private-field = Private: only those who take part see it
private-who = Only these people and those who watch over security see this incident:
private-make = Make it private
private-end = Make it public
private-admit = Let somebody in
private-dismiss = Take { $person } out
incident-role = { $role ->
    [incident-lead] Incident lead
    [cell-lead] Crisis cell lead
    [communication-lead] Communication lead
    [scribe] Scribe
   *[other] {""}
}
incident-parts = Parts of this page
