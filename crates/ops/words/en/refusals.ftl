# Why a use case did not do what it was asked, and the next step.

silence-ends-before-start = Failed to create silence: start time must be before end time
silence-ends-in-the-past = Failed to create silence: end time can't be in the past
silence-without-matcher = invalid silence: matcher set 0 is empty
silence-of-everything = invalid silence: matcher set 0: at least one matcher must not match the empty string
silence-next = correct the silence and send it again
alert-over-taken = alert { $alert } is over, so nobody has to take it
alert-over-taken-next = look at the alert’s page for how it ended
alert-over = alert { $alert } is over already
alert-over-next = nothing is left to do
configuration-next = correct the configuration: nothing was changed
title-empty = the title is empty
title-empty-next = say in one line what is wrong
title-long = the title has more than { $limit } characters
title-long-next = say it in one line; a note can hold the rest
title-control = the title holds control characters
title-control-next = write it on one line
note-empty = the note is empty
note-empty-next = write what happened or was decided
note-long = the note has more than { $limit } characters
note-long-next = keep the excerpt that matters; put the whole into a file
matchers-next = write them like severity="info"
hours-wrong = the number of hours is not a whole number
hours-wrong-next = write for how many hours, from 1 to { $most }

notification-not-given-up = notification { $id } was not given up: it is { $state }
notification-not-given-up-next = nothing is left to do
service-not-yours = the service “{ $service }” is not yours
service-missing = it names no service
service-next = choose one of your services
matchers-too-wide = these matchers reach beyond your services
matchers-too-wide-next = name one of your services too, as in service="shop"
roles-not-yours = it changes what people may do
roles-not-yours-next = leave the roles as they are, or let an administrator apply it
