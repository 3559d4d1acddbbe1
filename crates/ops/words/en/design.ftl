# The parts that pages are made of.

room-prepare = Prepare
room-detect = Detect
room-alert = Alert
room-respond = Respond
room-learn = Learn
all-rooms = All rooms
pages-of = Pages of “{ $room }”
search-all = Find anything
filters = What the list shows
show = Show
pages = Pages of this list
first-page = First page
next-page = Next page
take-along = Take this list along:
both-changed = Somebody else changed this while you were writing. Nothing is overwritten: here is what stands there now, and what you wrote.
their-text = What stands there now
your-text = What you wrote
keep-mine = Put mine in its place
keep-theirs = Leave it as it is
any-state = all
name-contains = Name or service contains
nothing-fits = Nothing fits these filters.
nothing-fits-next = Widen them, or start again without any.
last-looks = The last looks:
looks-said = { $all ->
    [one] one look, { $failed } failed
   *[other] { $all } looks, { $failed } failed
}
design = Design
design-about = Each part that pages are made of, in each of its states: for those who build pages, and those who check how they look and read.
design-colours = Colours
design-badges = States
design-times = Times
design-people = People
design-form = A form
design-list = A list
design-table = A table
design-dialogue = A question before something is done
design-conflict = Two people, one text
design-example = An example
design-hint = One line; the others see it.
design-mistake = This can't be empty: write what is wrong in one line.
design-question = This ends it for everybody. Go on?
close-asks = Close…
close-alert-asks = Close by hand…
close-alert-question = It ends for everybody, without the source having said so. If the source sends it again, it opens anew. Close it?
only-open = only open ones
matchers-hint = For instance: alertname="ApiDown"
not-watched = Nobody watches it: no check is declared for it.
checks-pass = { $passing } of { $all } pass
all-of-them = All its { $count } alerts
people = People
search-how = Write a part of a name, a reference such as INC-2026-0001, or labels such as severity="critical".
search-nothing = Nothing is called so.
search-nothing-next = Try a shorter part of the name.
show-all = Show all
would-be-told = Who would be told
by-mail = by mail
a-channel = a channel
other-routes = Some alerts go to others: the routes in vigie.yaml say which.
not-watched-at-all = What nobody watches
all-watched = Every service has a check or a heartbeat, and every check has looked.
services-unwatched = { $count ->
    [one] One service has neither a check nor a heartbeat:
   *[other] { $count } services have neither a check nor a heartbeat:
}
checks-unseen = { $count ->
    [one] One check has seen nothing yet, or can’t see:
   *[other] { $count } checks have seen nothing yet, or can’t see:
}
due = Due within a day
tried-again = { $count ->
    [one] One message is tried again
   *[other] { $count } messages are tried again
}
silence-ends = A silence ends
all-alerts = All { $count } alerts
all-failing = All { $count } failing checks
now-summary = { $critical } critical of { $alerts } alerts, { $nobodys } that nobody has; open incidents: { $incidents }.
not-up-to-date = Not up to date: no news since
