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
    [one] A playbook of yours is not used
   *[other] { $count } mistakes in playbooks of yours, which are not used
}
playbook-own = your own
