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
# What the journal keeps in one wording, as a page and a report tell it.
silence-told = { $matchers }, until { $until }
token-turn = { $turn ->
    [made] made
    [withdrawn] withdrawn
   *[other] {""}
}
token-ends = good until { $at }
wall-of = wall screen “{ $name }”
tip-number = No. { $number }
signed-in-from = { $how }, from { $place }
signed-in-by = { $how ->
    [link] by a link
    [link-and-code] by a link and a code
    [link-and-recovery-code] by a link and a recovery code
    [password] by password
    [password-and-code] by password and a code
    [password-and-recovery-code] by password and a recovery code
    [passkey] by passkey
    [provider] by the identity provider
   *[other] {""}
}
wrong-tries = { $count ->
    [one] { $count } wrong try within an hour, from { $place }
   *[other] { $count } wrong tries within an hour, the last from { $place }
}
keys-renewed = { $count ->
    [one] { $count } secret hidden again
   *[other] { $count } secrets hidden again
}
keys-lost = { $count } lost
configuration-part = { $turn ->
    [created] added
    [changed] changed
    [removed] removed
   *[other] {""}
}
account-change = { $change ->
    [removed] removed
    [made-by-hand] made by hand
    [made-by-an-identity-provider] made by the identity provider
    [password-set] password set
    [password-codes-and-passkeys-taken-away] password, codes and passkeys taken away
    [passkey-added] passkey added
    [passkey-removed] passkey removed
    [authenticator-app-set-up] authenticator app set up
    [authenticator-app-taken-away] authenticator app taken away
    [recovery-codes-made] recovery codes made
    [one-session-ended] one session ended
    [all-other-sessions-ended] all other sessions ended
   *[other] {""}
}
