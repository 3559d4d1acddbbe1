# The texts of reports.

report-mark = To write:
report-lead = Taken by
report-who = Who?
report-columns = | When | Who | What |
report-timeline = Timeline
report-durations = | Measure | Time | From | To |
report-roles = | Role | Who | Contact |
report-clocks = | Deadline | Since | Due | Outcome |
report-told = | When | Who | Result | Message |
report-evidence = | Name | Bytes | SHA-256 | When | Kept by |
report-changes = | When | Kind | What | Who |
report-corrected = corrected by { $person }, { $at }
report-corrects = of the line of { $at } by { $person }
report-clock-open = Which proof, or why is it not required?
report-goes-on = still going on
report-ending = { $ending ->
    [fixed] fixed
    [stopped-reporting] stopped reporting: nobody said that it is fixed
    [closed-by-hand] closed by hand
    [no-longer-watched] no longer watched
    [changed] given another severity or service
   *[other] {""}
}
report-qualified = { $level }, severity { $grade }, said by { $who }, { $at }
report-found-by = Declared by { $who }, { $at }
report-found-alert = Alert “{ $title }”, incident opened { $at }
report-found-seen = { $found }; seen { $at }, says { $who }
measure = { $measure ->
    [detect] Detection
    [acknowledge] Acknowledgement
    [mitigate] Mitigation
    [resolve] Resolution
    [validate] Validation
   *[other] {""}
}
measure-ask = { $measure ->
    [detect] When did it begin?
    [acknowledge] Who took it, and when?
    [mitigate] When did it hurt users less?
    [resolve] When was it mended?
    [validate] Who else checked it, and when?
   *[other] {""}
}

# The page of a report.
report-of = Report { $reference }
report-open-page = Report
report-none = No report yet.
report-none-next = It is drafted when the incident is resolved or closed; you may also begin it now.
report-begin = Begin the report
report-questions = { $count ->
    [0] No question is left without an answer.
    [one] One question waits for an answer: look for “{ $mark }”.
   *[other] { $count } questions wait for an answer: look for “{ $mark }”.
}
report-by-itself = Drafted from the timeline; nobody wrote in it yet.
report-version = Version { $number }
report-written-by = written by
report-signed-by = Signed by
report-seal = SHA-256 of the text:
report-edit-all = Edit the whole text
report-edit-section = Edit “{ $title }”
report-edit-start = Edit the beginning
report-text = Text (Markdown)
report-preview = Preview
report-save = Save
report-cancel = Back without saving
report-previewed = Preview, not saved yet
report-sign = Sign this text
report-sign-question = To sign is to say that this text is right. It will not change any more; what follows is a new version.
report-sign-open = Questions are left without an answer.
report-again = Begin a new version
report-again-question = The signed version stays as it is; a copy opens beside it.
report-template = Draft again from a template
report-template-field = Template
report-template-hint = The present text stays in the history.
report-template-do = Draft again
report-unreadable = This template can't be read:
report-news = New in the timeline
report-news-about = Since this text was written. Nothing enters it without you.
report-news-take = Add the ticked lines
report-news-leave = Leave all out
report-comments = Comments
report-comment = Your comment
report-comment-do = Comment
report-on-version = on version { $number }
report-history = History
report-incidents = Incidents told here
report-join = Tell another incident too
report-join-field = Its reference, such as INC-2026-0042
report-join-do = Add
report-downloads = Take along:
report-back = Back to the report
comment-empty = The comment is empty
comment-empty-next = write what you think of it
comment-long = A comment has { $limit } characters at most
report-empty = The text is empty
report-empty-next = write something, or go back without saving
report-long = A report has { $limit } characters at most
report-long-next = put logs and evidence into annexes, outside of the text
report-is-signed = This text is signed and does not change any more
report-is-signed-next = begin a new version
report-has-own = Somebody already wrote in that incident's own report
report-has-own-next = open it, and take over yourself what belongs here
table-region = Table
template-unknown = There is no such template
template-unknown-next = choose one of the list
join-unknown = There is no incident of this reference
join-unknown-next = write it like this: INC-2026-0042

# Signed texts in the Git repository.
filing = Repository
filing-done = Version { $version } is in the repository: { $path }, commit
filing-owed = Version { $version } is committed to the repository within seconds.
filing-failed = Version { $version } is not in the repository yet.
filing-do = What to do
filing-again-at = It is tried again:
filing-again = Try again now
filing-now = Commit to the repository
filing-missing = This signed text is not in the repository.
filing-nowhere = No repository is declared
filing-private = This report tells of a private incident
filing-kept-in = It tells of a private incident and stays here.
filing-signed = Version { $version }, signed by { $who }.
filing-error = { $error ->
    [no-git] There is no git program on this machine.
    [no-repository] There is no repository where it is declared.
    [not-let-in] The repository does not let Vigie in.
    [refused] The repository refused it: one of its rules or hooks.
    [edited] Somebody changed the same file in the repository and did not commit it.
    [private] It tells of a private incident.
    [unreachable] The repository can't be reached.
    [moved] Somebody else committed at the same time.
   *[other] Git refused it.
}
filing-next = { $error ->
    [no-git] install git where Vigie runs; nothing else is needed
    [no-repository] check settings.reports.repository: the address, the branch, and that the repository is there
    [not-let-in] renew the token, or give the repository to the account that runs Vigie
    [refused] read what it says, allow Vigie to write to this branch, or name another branch
    [edited] commit that change, or undo it
    [private] allow it with private_incidents in settings.reports.repository, if those who read the repository may read this
    [unreachable] nothing for now; check the network if it lasts
    [moved] nothing: it is tried again by itself
   *[other] read what Git says, and mend the repository
}
now-not-filed = { $count ->
    [one] One signed report could not be committed to the repository
   *[other] { $count } signed reports could not be committed to the repository
}
