# Qualifying an incident, and its legal clocks.

qualify = Qualify
qualify-again = Qualify again
qualification = Qualification
qualify-intro = Five short questions. “Unknown” is a good answer, and never counts as no.
qualify-nobody = Nobody has said yet how alarming this is.
question-situation = What is it?
question-exposed = Can somebody read, change or delete what they should not, right now?
question-personal = Are personal data concerned?
question-malicious = Was it done on purpose?
question-down = Is a service unusable for its users?
question-spreading = Could it spread, or be much worse within the hour?
situation = { $situation ->
    [data-leak] Data leak
    [security-incident] Security incident
    [database-deletion] Deleted data
    [dns-compromise] DNS changed by somebody
    [phishing] Somebody imitates us
    [server-compromise] Somebody in a server
    [denial-of-service] Flood of requests
    [mass-vulnerability] Vulnerability in many services
    [secret-leaked] Leaked secret
    [database-down] Database stopped
    [application-down] Application down
    [backup-down] Backups stopped
    [watcher-down] The watcher is down
    [ransomware] Ransomware
    [mailbox] Compromised mailbox
    [total-outage] Everything is down
   *[other] Something else
}
level = Level
level-own = The answers’ own
level-meaning = { $level ->
    [red] It hurts or leaks now: call, act, then explain.
   *[other] It could become red: mend it within days.
}
grade = Severity { $grade } of 4
priority = Priority
level-and-priority = Level and priority
priority-of = { $priority } of 5 (urgency { $urgency }, impact { $impact })
urgency = Urgency, 1 to 5
impact = Impact, 1 to 5
aware-at = When did we become aware? ({ $zone })
aware-help = Legal clocks count from this moment.
reason-again = Why again?
qualified-by = { $person } said so
qualified-meanwhile = { $person } qualified it meanwhile, as below. Your answers are still in the form: look, and send them again if they still hold.
proposed-playbooks = What to do
told-too = Must be told
told-too-none = No security officer or DPO is declared. Give somebody that role in vigie.yaml.
no-contact = no mail address declared

clocks = Legal clocks
clock-since = since we were aware,
clock-due = ends
clock-no-count = without undue delay: no number of hours is set
clock-late = the deadline has passed: do it now, and give the reasons for the delay
clock-left = { $span } left
clock-law = { $kind ->
    [gdpr-authority] GDPR art. 33 (1), (3), (4)
    [gdpr-controller] GDPR art. 33 (2)
    [gdpr-persons] GDPR art. 34
    [gdpr-register] GDPR art. 33 (5)
    [nis2-early] Directive (EU) 2022/2555 art. 23 (4) (a)
    [nis2-notification] Directive (EU) 2022/2555 art. 23 (4) (b)
    [nis2-final] Directive (EU) 2022/2555 art. 23 (4) (d)
    [state-security] French decree 2022-513, IGI 1337
    [insurance-complaint] French insurance code, art. L. 12-10-1
    [vulnerability-answer] SECURITY.md
   *[other] beta.gouv.fr
}
clock-done = Close with a proof
clock-proof = Receipt number, file or address
clock-waive = Not required, because
clock-why = The reason, in words
clock-close = Close this clock
clock-proven = Done:
clock-waived = Not required:
clock-start = Start a clock
clock-which = Which deadline
clock-gone = { $gone } of the time is gone: { $deadline }, for { $reference }, due { $due }
deadline = { $kind ->
    [gdpr-authority] Notification to the CNIL
    [gdpr-controller] Notice to the data controller
    [gdpr-persons] Message to the persons concerned
    [gdpr-register] Entry in the breach register
    [nis2-early] NIS 2: early warning
    [nis2-notification] NIS 2: notification
    [nis2-final] NIS 2: final report
    [state-security] Notice to the ministry’s security officer
    [insurance-complaint] Police complaint, for the insurance
    [red-report] Report of a red incident
    [orange-fix] Fix of an orange incident
    [secret-answer] Answer about a leaked secret
    [vulnerability-answer] Acknowledgement of a reported vulnerability
   *[other] {""}
}

aware-ahead = the moment of awareness is in the future
aware-ahead-next = write when the team learned of it
aware-unclear = the moment of awareness can’t be read
aware-unclear-next = write it as 2026-11-20 14:10
proof-empty = a clock is not closed without words
proof-empty-next = give the receipt number, or write why it was not required
proof-long = the proof has more than { $limit } characters
proof-long-next = keep the number or the address; the document itself belongs into a file
clock-closed = this clock was closed already
clock-closed-next = look at the incident’s page for who closed it and how
reason-empty = it was qualified before, so a reason is needed
reason-empty-next = write what has changed
reason-long = the reason has more than { $limit } characters
reason-long-next = a sentence or two are enough; a note can hold the rest
answer-missing = a question has no answer
answer-missing-next = answer each one; “unknown” is a good answer
waive-not-yours = only a security officer, a DPO or an administrator decides that a deadline does not apply
waive-not-yours-next = ask one of them, or close it with the proof that it was done
clock-waive-whom = A security officer, a DPO or an administrator may decide that it is not required.
