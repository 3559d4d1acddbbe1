# The journal as the audit log.
journal = Journal
journal-kind = What (a kind, such as signed_in)
journal-incident = Incident, such as INC-2026-0042
journal-since = From this day
journal-until = To this day
journal-no-incident = There is no such incident
journal-no-day = This is no day
journal-no-day-next = write it as 2026-11-20
journal-check = Check that nobody changed the journal
journal-whole = The journal is whole up to entry { $last }. Keep this hash elsewhere:
journal-broken = The journal was changed: entries { $first } to { $last } are not those that were sealed. Compare with a backup, and ask who had access.
no-entry = No entry matches.
no-entry-next = Leave a field empty to see more.
