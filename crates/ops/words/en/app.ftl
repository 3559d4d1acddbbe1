# The crisis binder, the wall screen and the view that a phone keeps.

binder = Crisis binder
binder-what = What to do, and whom to call, when screens are dark. Keep it on paper, where the team finds it at night.
binder-printed = Printed
binder-from = From
binder-again = Print it again after each change of people or services, and at least once a month.
binder-contents = Contents
binder-people = Who to call
binder-no-people = No person is declared. Write names and numbers here by hand, and declare them in vigie.yaml.
binder-no-shifts = Vigie knows no on-call rota: whoever is on call is not written here.
binder-name = Name
binder-phone = Telephone
binder-mail = Mail
binder-owns = Looks after
binder-no-phone = no telephone is declared for { $name }
binder-no-mail = no mail address is declared for { $name }
binder-owns-nothing = no service
binder-told = Who is told, by which route
binder-told-how = An alert goes to the first line whose condition it meets; what no line takes goes to the first line of all.
binder-route-all = Every alert that no line below takes
binder-route-when = Alerts with
binder-tells-nobody = Nobody is told by this line.
binder-incident-from = Opens an incident from this severity on:
binder-only-during = Only during:
binder-quiet-during = Quiet during:
binder-no-services = No service is declared. Write down what you run, and declare it in vigie.yaml.
binder-address = Address
binder-no-address = no address is declared
binder-no-owner = nobody is declared to own it
binder-team = Team
binder-no-team = no team is declared
binder-depends-on-nothing = no dependency is declared
binder-needed-by = Needed by
binder-needed-by-none = no declared service
binder-no-watch = nothing watches it
binder-channels = Channels
binder-no-channels = No channel is declared: only people with a mail address are told.
binder-channel-email = mail to { $place }
binder-channel-webhook = a program; its address is a secret and is not printed
binder-channel-mattermost = a Mattermost or Slack room; its address is a secret and is not printed
binder-channel-matrix = the Matrix room { $room } on { $place }
binder-state = What was open when this was printed
binder-no-incident = No incident was open.
binder-no-alert = No alert was open.
binder-state-old = This was true at the time above, and may not be any more.
binder-lead = Lead
binder-gone = When Vigie itself is gone
binder-gone-1 = Nobody is told by Vigie any more. Call the people of chapter 1 yourself; share out who looks at what.
binder-gone-2 = Write down on the last page what happens and what is decided, with the time. It becomes the timeline.
binder-gone-3 = Look at each service of chapter 3 by hand, at its address, and at what it depends on first.
binder-gone-4 = Prometheus and the other sources go on by themselves: their own pages still show what they see.
binder-gone-5 = On the machine of Vigie, find out what is wrong, with these commands:
binder-gone-6 = If the machine is lost, take another one, and go to chapter 8.
binder-backups = Where the backups are
binder-backups-services = Vigie does not know where the backups of the services are: nothing about them is declared. Write it here by hand: where, how old, who holds the keys.
binder-backups-own = What a backup of Vigie itself must hold:
binder-backups-own-none = Where these copies are kept is not declared either. Write it here by hand:
binder-part-data = the whole data directory
binder-part-key = the key of secrets and links; without it, a copy of the database does not bring back passwords of channels
binder-part-database = the PostgreSQL database, whose address is in VIGIE_DATABASE; it is not in the data directory
binder-part-config = the configuration
binder-part-no-config = no configuration file was given at the start: what is declared is in the database
binder-part-secrets = the variables and files with secrets that the configuration names, such as /etc/default/vigie; they are in no copy of the above
binder-restore = How to restore Vigie
binder-restore-1 = Stop Vigie, if it still runs. Two servers on two copies would both send messages.
binder-restore-2 = Put what is there aside: it may be needed to find out what happened.
binder-restore-3 = Bring back the copy. COPY is where it is.
binder-restore-4 = Start it, and let it check itself and its journal.
binder-restore-5 = Look at Notifications: what was owed when the copy was taken is sent now.
binder-restore-postgres = Bring back the database into an empty one; DUMP is the file that pg_dump wrote.
binder-restore-new = On a new machine, install the same version of Vigie first: { $version }.
binder-read = How to read it without Vigie
binder-read-why = Incidents, alerts and their history are plain tables. These commands change nothing.
binder-sheet = Log sheet
binder-sheet-who = Who
binder-sheet-what = What happened, or was decided
binder-sheet-time = Time
binder-kept = Kept on the server for the day when no page opens:
binder-kept-age = written
binder-kept-none = no copy is kept yet
binder-kept-old = The kept copy is more than a day old: the nightly job does not run. Look at the log of Vigie.
binder-print = Print this page with your browser, or save it as PDF from its print window.
binder-pdf = Download as PDF
not-printed = This page can't be made a PDF: take the HTML and print it with the browser.
binder-download = Download as one file
binder-other-language = En français

wall = Wall screens
wall-what = A wall screen shows what is open without sign-in, and without names, mail addresses or telephone numbers of people. Whoever has its link sees it.
wall-name = Where the screen hangs
wall-days = For how many days the link is good
wall-make = Make a link
wall-none = No link to a wall screen is in force.
wall-link = Open the wall
wall-withdraw = Withdraw
wall-name-bad = the link has no name, or one that is too long
wall-name-bad-next = say in a few words where the screen hangs
wall-days-bad = the number of days is wrong
wall-days-bad-next = write for how many days, from 1 to { $most }
wall-too-many = there are { $count } links already
wall-too-many-next = withdraw those that no screen shows
wall-forged = This link is not valid: it was never made, or a part of it is missing.
wall-expired = This link is past its time: it was good until { $at }.
wall-withdrawn = This link was withdrawn at { $at }.
wall-refused-next = Ask an administrator for another: vigie wall link
wall-title = What is open now
wall-as-of = As of
wall-stale = No news since
wall-stale-what = What is shown below may be over, and something new may be wrong.
wall-counts = { $critical } critical, { $warning } warning, { $info } information
wall-quiet = No open alert
wall-unknown = { $count ->
    [one] { $count } check can’t say how it is
   *[other] { $count } checks can’t say how it is
}
wall-unwatched = Nothing watches these services:
wall-silent = { $count ->
    [one] { $count } source no longer speaks
   *[other] { $count } sources no longer speak
}
wall-undelivered = { $count ->
    [one] { $count } message could not be delivered
   *[other] { $count } messages could not be delivered
}
wall-nobody-told = Nobody would be told of a new alert.
wall-taken = taken
wall-not-taken = nobody has it yet
wall-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
wall-since = since { $span }

app-name = Vigie, the lookout
app-what = Alerts, incidents and whom to call, also when the network is gone.
offline = On this device
offline-noscript = This page needs JavaScript: what the device keeps is encrypted, and only a script can open it.
offline-gone = Vigie does not answer. Below is what this device last saw.
offline-back = Vigie answers again.
offline-out = Nobody is signed in here any more: what was kept has been erased. What was not sent waits until the same person signs in.
offline-erased = Everything that this device kept is erased, also what was not sent. Vigie did not answer: your session there ends as soon as it answers this device, or by itself.
offline-not-sent = This did not leave, as far as we know: open the page again when Vigie answers, look, and repeat it if need be.
offline-nothing = This device keeps nothing. Sign in once while Vigie answers, and come back.
offline-of = Kept for
offline-as-of = As Vigie said at
offline-queue = What you sent
offline-queue-empty = Nothing waits to be sent.
offline-waiting = Acknowledged here, not sent yet.
offline-unsent = Not sent yet, since
offline-sent = Taken by Vigie at
offline-refused = Refused by Vigie at
offline-no-alert = No alert was open.
offline-no-incident = No incident was open.
offline-no-contact = No person is declared.
offline-no-told = No route is declared.
offline-no-playbook = The playbooks were not kept: they come with the next visit while Vigie answers.
