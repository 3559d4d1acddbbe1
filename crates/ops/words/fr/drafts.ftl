# Les projets de ce que la loi demande d’écrire.
drafts-open-page = Projets pour les autorités et les personnes
drafts-of = Projets de textes · { $reference }
drafts-about = Remplis d’après ce qui est connu de l’incident. Rien n’est gardé, rien n’est envoyé : relisez, complétez ce qui est marqué, copiez. Puis fermez le délai avec le récépissé.
draft-clock-runs = Un délai court : { $deadline }
draft-open = Projet :
draft-in-language = En français
draft-copy = Copier le texte
draft-copy-field = Le texte, à sélectionner et à copier
