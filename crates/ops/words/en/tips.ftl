# The public form where anybody reports a problem, and the list of what came.

tip-title = Report a problem
tip-intro = Tell us what does not work. You need no account. People on duty read it.
tip-text = What happens?
tip-text-hint = What did you do, what did you expect, what did you see? No password, and nobody else’s data.
tip-service-field = Which service?
tip-service-none = I don’t know, or another one
tip-contact = How can we reach you?
tip-contact-hint = If you want an answer: a mail address or a telephone number.
tip-trap = Leave this empty
tip-send = Send
tip-privacy = We keep what you write, and nothing about your device. It is erased 90 days after somebody dealt with it. If it becomes an incident, your words stay in its record, and how to reach you does not.
tip-thanks = Thank you. People on duty will read it.
tip-another = Report another problem
tip-again = That was very fast, or the form was open for long: look at your text, and send it again
tip-often = Many messages arrive from your network: wait a few minutes, and send it again
tip-unreadable = This could not be read: write it again, shorter
tip-service = There is no such service in the list
tip-service-next = choose one of the list
tip-empty = There is no text
tip-empty-next = write what happens
tip-long = It has more than { $limit } characters
tip-long-next = write the most important part
tip-many = Very many problems are reported right now, and people are at work on them
tip-many-next = try again in an hour
tips = Reported problems
tips-none = Nobody reported anything that waits for a decision.
tips-none-next = What people write at /report appears here.
tips-closed = The public form is closed. To open it, write public_reports: {"{}"} under settings in vigie.yaml.
tips-state = Which ones
tips-open = Those that wait
tips-all = All
tips-wait = { $count ->
    [one] { $count } problem was reported by the public and waits for a decision: { $place }
   *[other] { $count } problems were reported by the public and wait for a decision: { $place }
}
tip-reach = to be reached at
tip-dismiss = It is no incident
tips-dismiss = { $count ->
   *[other] None of these { $count } is an incident
}
tip-dismissed = No incident:
tip-settled = { $by } decided on it { $when }
tip-settled-next = look at the list again; nothing was changed
tip-decision = What was decided
tip-whole = Read all of it
