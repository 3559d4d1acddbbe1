# The texts of the pages.

now = Now
alerts = Alerts
incidents = Incidents
checks = Checks
heartbeats = Heartbeats
silences = Silences
services = Services
sources = Sources
notifications = Notifications
rooms = Rooms
skip = Skip to the content
sign-out = Sign out
made-at = As of
problem = That did not work
not-allowed = Your role does not allow this. Ask somebody who may, or an administrator.
no-role = You have no role yet, so there is nothing to see here. Ask an administrator for one.
no-such-page = There is nothing at this address.
back-to-now = Back to Now
sign-in = Sign in
sign-in-ask = This link signs you in once.
sign-in-gone = This link was used already, or is too old. Ask for another one with: vigie sign-in
all-quiet = No alert is open.
all-quiet-next = That is what the checks and sources below know; nothing else is watched.
nobody-told = Nobody would be told.
nobody-told-next = No receiver reaches a person or a channel. Declare people with a mail address, a mail server (settings.smtp) or a channel in vigie.yaml, then run: vigie doctor
no-mail-server = People would be told by mail, but no mail server is declared.
no-mail-server-next = Add settings.smtp to vigie.yaml, then run: vigie doctor
not-delivered = Notifications could not be delivered.
not-delivered-next = See which, and why
open-incidents = Open incidents
not-fine = Checks and heartbeats that are not fine
silent-sources = Sources that went silent
none = none
nobody = nobody yet
since = since
has-it = Taken by:
taken-by = by { $name }
state = State
severity = Severity
service = Service
what = What
when = When
who = Who
labels = Labels
annotations = Annotations
story = Story
began = Began
last-heard = Last heard of
acknowledge = I'm on it
close-alert = Close by hand
silence-this = Silence this
filter = Labels, such as severity="critical"
past-too = past ones too
search = Search
no-alert = No alert matches.
no-alert-next = Point a Prometheus at Vigie (see Sources), or declare a check.
no-incident = No incident yet.
no-incident-next = Critical alerts open one; so can you, here.
declare = Declare an incident
title-field = What is wrong, in one line
timeline = Timeline
add-note = Add a note
note-field = What happened, or was decided
resolve = It no longer hurts
reopen = It hurts again
close = Close
looks-every = Looks every { $span }
last-look = Last look:
never = never
next-expected = Expected next:
history = What it saw
took = Took
phases = Phases
no-check = No check is declared.
no-check-next = Add checks to vigie.yaml; vigie schema tells what can be written.
matchers = Matchers
until = until
hours = For how many hours
comment = Why, for the others
make-silence = Silence
expire = End now
no-silence = Nothing is silenced.
no-silence-next = Every matching alert is told.
owners = Owners
depends-on = Depends on
no-service = No service is declared.
no-service-next = Add services to vigie.yaml: alerts and checks hang on them.
received = Taken
refused = Refused
rhythm = Expected every
no-source = No source is declared.
no-source-next = Add sources to vigie.yaml.
prometheus-how = For prometheus.yml, with the token of a source of kind alertmanager:
unread = Messages that could not be read
attempts = Attempts
retry = Try again
incident = Incident
who-was-told = Who was told
nobody-was-told = Nobody was told of this alert.
no-notification = Nothing was owed to anybody yet.
no-notification-next = The page “Now” says who would be told.
ack-title = Take these alerts
ack-ask = You will have these alerts until they clear; the others will see it.
ack-done = Noted. Thank you.
ack-over = These alerts are over already: nothing is left to take.
ack-bad = This link is not valid, or is more than a week old. Use the link of the latest mail.
ago = { $span } ago
ahead = in { $span }

# What the stable words of states and journal kinds are called.
kind = { $kind ->
    [open] open
    [acknowledged] acknowledged
    [resolved] over
    [fixed] fixed
    [stopped-reporting] stopped reporting
    [closed-by-hand] closed by hand
    [no-longer-watched] no longer watched
    [changed] given another severity or service
    [declared] declared
    [exercise] exercise
    [test] test
    [closed] closed
    [orange] orange
    [red] red
    [critical] critical
    [warning] warning
    [info] info
    [passing] passing
    [failing] failing
    [unknown] unknown
    [new] waiting for its first ping
    [pending] pending
    [active] active
    [expired] ended
    [due] due
    [sending] sending
    [sent] sent
    [failed] failed, will be tried again
    [given_up] given up
    [superseded] replaced by a newer one
    [alert_opened] Alert opened
    [alert_acknowledged] Alert acknowledged
    [alert_resolved] Alert over
    [incident_declared] Incident declared
    [incident_joined] Alert joined
    [incident_acknowledged] Incident acknowledged
    [incident_triaged] Qualified
    [incident_held] Put on hold
    [incident_resumed] Resumed
    [incident_validated] Confirmed
    [incident_remediating] Being made safe
    [incident_cancelled] Cancelled
    [incident_duplicate] Same as
    [incident_edited] Changed
    [title] Title
    [service] Service
    [severity] Severity
    [occurred] It began
    [detected] It was seen
    [aware] The team learned of it
    [mitigated] It hurt less
    [related] related to
    [caused-by] caused by
    [causes] causes
    [split-from] split from
    [split-into] split into
    [incident_linked] Linked
    [incident_unlinked] Link taken back
    [alert_left] Alert went to another incident
    [line_referred] From the other timeline
    [seat_taken] Role taken
    [seat_left] Role left
    [private] made private
    [public] made public
    [participant-admitted] let in
    [participant-dismissed] taken out
    [incident-lead] Incident lead
    [cell-lead] Crisis cell lead
    [communication-lead] Communication lead
    [scribe] Scribe
    [incident_noted] Note
    [decision_noted] Decision
    [entry_corrected] Correction
    [incident_qualified] Qualified
    [playbook_started] Playbook started
    [wait_begun] Wait begun
    [wait_overdue] Waited too long
    [wait_over] Wait over
    [step_done] Done
    [step_answered] Answered
    [step_skipped] Left out
    [step_reopened] Open again
    [exercise_started] Exercise started
    [exercise_message] Exercise: message
    [exercise_alert] Exercise: alert
    [exercise_ended] Exercise ended, events that happened
    [contact_reached] Reached
    [contact_no_answer] Did not answer
    [contact_message_left] Message left
    [contact_wrong_number] Wrong number or address
    [evidence_kept] Evidence kept
    [message_asked] Message
    [task_added] Task
    [task_overdue] Task overdue
    [task_done] Task done
    [task_dropped] No longer needed
    [update_promised] Update promised
    [update_overdue] Update overdue
    [update_given] Update given
    [clock_started] Clock started
    [clock_warned] Clock
    [clock_moved] Clock moved
    [clock_ended] Clock closed
    [incident_resolved] Incident resolved
    [incident_reopened] Incident reopened
    [incident_closed] Incident closed
    [report_drafted] Report drafted
    [report_written] Report written
    [report_signed] Report signed
    [report_commented] Report commented on
    [report_joined] Incident added to the report
    [report_filed] Report committed to the repository
    [report_not_filed] Report not committed to the repository
    [action_added] Action promised
    [action_changed] Action changed
    [action_done] Action done
    [action_dropped] Action dropped
    [action_reopened] Action open again
    [action_soon] Action due soon
    [action_due] Action due
    [action_overdue] Action overdue
    [breach_opened] In the breach register
    [breach_written] Breach register written
    [breach_decided] Breach: decision
    [ticket_solved] Ticket solved in GLPI; the incident goes on here
    [ticket_closed] Ticket closed in GLPI; the incident goes on here
    [ticket_deleted] Ticket deleted in GLPI; the incident goes on here
    [told] Told
    [not_told] Could not be told
    [check_failing] Check fails
    [check_passing] Check passes again
    [source_silent] Source went silent
    [source_heard] Source is heard again
    [message_unread] Message that could not be read
    [silence_set] Silence set
    [silence_expired] Silence ended
    [configuration_applied] Configuration applied
    [signed_in] Signed in
    [sign_in_guessed] Sign-in that failed
    [account_changed] Account changed
    [token_turned] Token
    [tip_received] Problem reported by the public
    [tip_declared] Reported problem declared
    [tip_dismissed] Reported problem dismissed
    [key_turned] Key changed
   *[other] {""}
}

told-state = { $state ->
    [firing] Goes on
   *[other] Over
}
