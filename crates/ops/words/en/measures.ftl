# How long incidents took.
measures = Measures
measures-about = Incidents declared since { $since }, without exercises, tests, cancelled ones and doubles. Detection counts from the beginning to the first sight; acknowledgement, mitigation and resolution count from the declaration; validation from the resolution.
measures-column = Part
measures-median = Median
measures-decile = 9 of 10 within
measures-known = Counted
measures-unknown = Not known, or not yet
measures-none = No incident was declared in this time.
measures-none-next = Look further back.
measures-by = Put together by
measures-by-of = { $by ->
    [whole] all
    [service] service
    [level] level
    [month] month
   *[other] {""}
}
measures-month = Month
measures-back = Looking back
measures-months = { $count ->
    [one] one month
   *[other] { $count } months
}
measures-no-service = Without a service
measures-no-level = Not qualified
measures-all = All incidents
measures-behind = { $count ->
    [one] The incident behind
   *[other] The { $count } incidents behind
}
