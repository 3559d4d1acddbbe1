# Correcting what is known of an incident.
edit = Correct what is known
edit-intro = Each change is a line of the timeline, with what stood there before.
edit-save = Save
edit-why = Why?
edit-why-hint = Needed where a known time is replaced, and where legal clocks move.
edit-reason-missing = a known time is replaced, so a reason is needed
edit-reason-missing-next = write in a sentence how you know
edit-meanwhile = { $person } changed this while you wrote. Your words are still in the form: save again if they are to hold.
edit-meanwhile-now = It says now: { $now }
edit-moves = These legal clocks count from the moment of awareness, so they would move:
edit-moves-one = { $deadline }: ended { $before }, would end { $after }
edit-moves-uncounted = { $deadline }: without undue delay, counted from then on
edit-moves-save = Save, and move these clocks
known-times = When it happened
known-occurred = It began
known-detected = It was seen
known-aware = The team learned of it
known-mitigated = It hurt less
known-nobody = nobody said yet
time-occurred = When did it begin to be wrong? ({ $zone })
time-detected = When did something or somebody see it? ({ $zone })
time-aware = When did the team learn of it? ({ $zone })
time-aware-hint = Legal clocks that count from here move with it.
time-mitigated = When did it hurt less? ({ $zone })
time-ahead = { $what ->
    [occurred] when it began is in the future
    [detected] when it was seen is in the future
    [aware] when the team learned of it is in the future
   *[other] when it hurt less is in the future
}
time-ahead-next = write when it happened
time-old = { $what ->
    [occurred] when it began is more than thirty years ago
    [detected] when it was seen is more than thirty years ago
    [aware] when the team learned of it is more than thirty years ago
   *[other] when it hurt less is more than thirty years ago
}
time-old-next = look at the year
time-before = { $what ->
    [detected] it would have been seen before it began
    [aware] the team would have learned of it before it began
   *[other] it would have hurt less before it began
}
time-before-next = correct the one or the other
aware-needed = legal clocks count from when the team learned of it
aware-needed-next = write the right moment; it can’t be left empty
time-unclear = a moment can’t be read
time-unclear-next = write it as 2026-11-20 14:10
