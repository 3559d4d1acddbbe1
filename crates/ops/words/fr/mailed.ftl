# Ce qui est ajouté à un message reçu par Vigie.

mail-no-subject = Un message sans objet
mail-files-left = Non conservé de ce message : { $names }
