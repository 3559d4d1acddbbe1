# The register of personal-data breaches.
breaches = Breach register
breaches-about = Personal-data breaches, as GDPR article 33(5) wants them kept: one entry an incident, begun when its clock starts. Security officers and DPO write in it.
breaches-none = No breach is in the register.
breaches-none-next = An entry is begun when an incident is qualified as one that concerns personal data.
breach-of = Breach { $reference }
breach-incident = Incident
breach-facts = Facts
breach-facts-hint = What happened, to which data, of about how many persons
breach-effects = Effects
breach-effects-hint = What came, or may come, of it
breach-remedies = Remedies
breach-remedies-hint = What was done about it, and what is planned
breach-decision = Decision
breach-undecided = not decided yet
breach-risk = { $risk ->
    [none] no risk: the register alone
    [risk] a risk: the authority is told
    [high] a high risk: the authority and the persons are told
   *[other] {""}
}
breach-reasons-field = Reasons for the decision
breach-missing = to be written
breach-written = Written by
breach-opened = In the register since
breach-authority = Authority
breach-persons = Persons
breach-save = Save the entry
breach-write = Write in it
breach-any = Any decision
breach-long = A field has { $limit } characters at most
breach-long-next = put details into the incident's report or evidence
breach-reasons = The decision has no reasons
breach-reasons-next = say in a few sentences why
breach-unchosen = Reasons are written, or a decision was taken, and none is chosen
breach-unchosen-next = choose no risk, a risk or a high risk; a decision is replaced by another
