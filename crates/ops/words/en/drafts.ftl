# Drafts of what the law wants written.
drafts-open-page = Drafts for authorities and persons
drafts-of = Drafts · { $reference }
drafts-about = Filled from the incident as it is known now. Nothing is kept and nothing is sent: read, complete what is marked, copy. Then close the clock with the receipt.
draft-clock-runs = A clock runs: { $deadline }
draft-open = Draft:
draft-in-language = In English
draft-copy = Copy the text
draft-copy-field = The text, to select and copy
