# Playbooks.

playbooks = Playbooks
playbooks-intro = What to do, step by step, for somebody who has never done it. Nothing here acts by itself.
playbook-for = For: { $reader }
playbook-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
playbook-at-most = at most { $span }
playbook-after = Do this one first:
playbook-source = Source: { $source }
step-ask = Answer:
step-wait = At most { $span }:
step-act = Action:
answer = { $answer ->
    [yes] Yes
    [no] No
   *[other] Unknown
}
own-faults = { $count ->
    [one] A mistake in a playbook or scenario of yours: what is written there is not used
   *[other] { $count } mistakes in playbooks and scenarios of yours: what is written there is not used
}
playbook-own = your own
playbooks-commit = Your own come from { $address }, commit
playbooks-read = read
playbooks-commit-none = Your own come from { $address }; nothing of it is in use yet.
playbooks-unread = The repository of your playbooks can’t be read, and what was read before stays in use.
playbooks-newest = Commit { $commit } has mistakes, so the one before stays in use:
