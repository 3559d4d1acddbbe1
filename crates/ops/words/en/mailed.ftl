# What is added to a mail that somebody wrote to Vigie.

mail-no-subject = A mail without a subject
mail-files-left = Not kept from this mail: { $names }
