# What deadlines say, the page that lists them, and the matrix of priorities.
deadlines = Deadlines
deadlines-about = What laws, contracts and rules give, counted from the moment of awareness. Nights and holidays count, and nothing pauses a clock.
deadlines-declare = Change one, switch one off or add your own under “deadlines” in vigie.yaml.
deadlines-off = Switched off
deadline-do = To do
deadline-whom = Whom to tell
deadline-within = Time
deadline-begins = Begins
deadline-source = Source
deadline-read = read on { $day }
deadline-whose = { $whose ->
    [shipped] shipped with Vigie
    [changed] shipped with Vigie, changed by you
   *[other] your own
}
deadline-recipient = { $kind ->
    [gdpr-authority] the CNIL, by its online form
    [gdpr-controller] the data controller
    [gdpr-persons] each person concerned
    [gdpr-register] the DPO, who keeps the register
    [state-security] the ministry’s security officer, who tells ANSSI
    [insurance-complaint] the police, then the insurer
    [red-report] your team, and those it answers to
    [orange-fix] your team
    [secret-answer] whoever handed it over
    [vulnerability-answer] whoever reported it
   *[other] ANSSI
}
within-no-delay = without undue delay
within-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
begins-by-hand = when somebody starts it
occasion = { $occasion ->
    [personal_data] personal data may be concerned
    [red] red
    [orange] orange
    [malicious] perhaps on purpose
    [down] a service may be down
   *[other] {""}
}
priorities = Matrix of priorities
priorities-about = The priority that urgency and impact give, from 1, very low, to 5, very high.
priorities-glpi = This is GLPI’s matrix. Your own goes under “settings.priorities” in vigie.yaml.
priorities-own = This is your own matrix, from “settings.priorities” in vigie.yaml.
priorities-urgency = Urgency
priorities-impact = Impact { $impact }
priority-own = by your own matrix
