# Links between incidents, and splitting one.
incident-links = Links to other incidents
incident-links-none = No other incident is linked.
link-add = Link another incident
link-how = How does it stand to this one?
link-which = Which incident?
link-remove = Take the link back
relation = { $relation ->
    [related] Related to
    [caused-by] Caused by
    [causes] Causes
    [split-from] Split from
   *[split-into] Split into
}
link-itself = { $reference } can’t be linked to itself
link-itself-next = choose the other incident
link-known = { $relation ->
    [caused-by] { $other } is the cause of { $reference } already
    [causes] { $reference } is the cause of { $other } already
   *[other] { $reference } and { $other } are linked already
}
link-known-next = take that link back first
link-cycle = { $reference } would be its own cause
link-cycle-next = look at the links of both; one of them is the wrong way round
links-many = an incident has at most { $limit } links
links-many-next = take back those that help nobody
split = Split
split-intro = What you choose goes to a new incident, which is linked to this one. It is as private as this one, and the team knew of it as early.
split-title = What is wrong there, in one line
split-alerts = Alerts that go there
split-alerts-none = This incident has no alert.
split-lines = Lines of the timeline that it refers to
split-do = Make a new incident of these
split-empty = nothing was chosen
split-empty-next = choose at least one alert or one line of the timeline
split-many = at most { $alerts } alerts and { $lines } lines are taken at once
split-many-next = choose fewer; the others can follow
split-alert = alert { $id } is none of this incident
split-alert-next = look at its page: it may have moved meanwhile
split-line = one of these lines is none of this incident
split-line-next = choose them from its timeline
relation-unknown = there is no such link
relation-unknown-next = choose related, caused-by or causes
