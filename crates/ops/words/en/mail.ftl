# The texts of mails and of messages in rooms.

mail-severity = { $severity ->
    [critical] critical
    [info] info
   *[other] warning
}
mail-reminder = reminder
mail-ongoing = ongoing
mail-resolved = Resolved
mail-alert-resolved = resolved
mail-silent = Stopped reporting
mail-alert-silent = stopped reporting
mail-nameless = Alert without a name
mail-and-others = { $others ->
    [one] { $name } and { $others } more
   *[other] { $name } and { $others } more
}
mail-times = { $count ->
    [one] { $name }, { $count } alert
   *[other] { $name }, { $count } alerts
}
mail-not-listed = { $count ->
    [one] and { $count } more alert
   *[other] and { $count } more alerts
}
mail-reason-added = New alerts have joined the ones you were told about.
mail-reason-some-ended = Some of the alerts have ended; the others go on.
mail-reason-repeat = This is a reminder: it is still going on.
mail-all-resolved = { $count ->
    [one] The alert is resolved.
   *[other] All { $count } alerts are resolved.
}
mail-all-silent = { $all ->
    [one] The source has stopped reporting this alert. This does not mean that it is fixed: please check.
   *[other] The sources have stopped reporting these { $all } alerts. This does not mean that it is fixed: please check.
}
mail-some-silent = { $silent ->
    [one] The source of { $silent } of { $all } alerts has stopped reporting. This does not mean that it is fixed: please check.
   *[other] The sources of { $silent } of { $all } alerts have stopped reporting. This does not mean that it is fixed: please check.
}
mail-since = Since
mail-began = Began
mail-until = Ended
mail-how-bad = Severity
mail-service = Service
mail-shared = Common to all
mail-labels-left = { $count ->
    [one] { $count } more label
   *[other] { $count } more labels
}
mail-runbook = Runbook
mail-source = At the source
mail-alert-page = Alert page
mail-incident = Incident
mail-all-alerts = All alerts
mail-acknowledge = I’m on it
mail-acknowledge-how = This opens a page with one button. Nothing changes until you press it.
mail-acknowledge-there = Sign in on that page to take it; nothing changes until you do.
mail-unanswered = If nobody answers, this message will be sent again, at the interval that the route sets.
mail-sent-by = Sent by Vigie, for the receiver “{ $receiver }”.

# Days of the week from Monday, 0, and months from January, 1.
weekday = { $day ->
    [0] Mon
    [1] Tue
    [2] Wed
    [3] Thu
    [4] Fri
    [5] Sat
   *[other] Sun
}
month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
}
