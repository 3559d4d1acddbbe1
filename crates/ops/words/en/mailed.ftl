# What is added to a mail that somebody wrote to Vigie.

mail-no-subject = A mail without a subject
mail-files-left = Not kept from this mail: { $names }

# What whoever declared by mail is answered.
mail-declared = Incident declared: { $title }
mail-declared-lead = Your mail was received. It declared the incident { $reference }.
mail-declared-next = Nobody is called by it. Take it yourself on its page, or call whoever should; what you do there is written into its timeline.
mail-declared-add = Sent by Vigie in answer to your mail. To add something, write to the same address with [{ $reference }] in the subject.
