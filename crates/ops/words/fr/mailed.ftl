# Ce qui est ajouté à un message reçu par Vigie.

mail-no-subject = Un message sans objet
mail-files-left = Non conservé de ce message : { $names }

# Ce qui est répondu à qui a déclaré par courriel.
mail-declared = Incident déclaré : { $title }
mail-declared-lead = Votre courriel est arrivé. Il a déclaré l’incident { $reference }.
mail-declared-next = Personne n’est appelé pour autant. Prenez-le vous-même sur sa page, ou appelez qui doit l’être ; ce que vous y faites s’inscrit dans sa main courante.
mail-declared-add = Envoyé par Vigie en réponse à votre courriel. Pour ajouter quelque chose, écrivez à la même adresse avec [{ $reference }] dans l’objet.
