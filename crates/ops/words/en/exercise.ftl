# Exercises: incidents that are played.

exercise-title = EXERCISE: { $what }
test-title = TEST: { $what }
exercise-said = message { $from }: { $text }
exercise-stopped = the exercise is over
exercise-no-receiver = there is no receiver “{ $name }”
exercise-no-receiver-next = take the name of one that is declared, or tell nobody
exercise-none = no scenario stands beside this playbook
exercise-none-next = take one whose page offers the exercise, or write NAME.scenario.md beside a playbook of your own
exercise-try = Rehearse this playbook
exercise-what = { $events ->
    [one] { $title }: one event. An incident is declared as an exercise; messages and alerts happen on their own, each marked EXERCISE. Alerts go through your routes.
   *[other] { $title }: { $events } events in { $lasts }. An incident is declared as an exercise; messages and alerts happen on their own, each marked EXERCISE. Alerts go through your routes.
}
exercise-receiver = Also tell what is said to
exercise-nobody = nobody: it stands in the timeline
exercise-start = Start the exercise
exercise-goes-on = Exercise: { $played } of { $all } events happened.
exercise-stop = Stop the exercise…
exercise-stop-ask = Nothing more happens, its alerts end, and the incident is resolved: its report is drafted.
exercise-stop-do = Stop the exercise
