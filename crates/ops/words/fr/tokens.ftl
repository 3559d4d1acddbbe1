# Les jetons des programmes : la page, et pourquoi l’un d’eux n’est pas créé.

tokens = Jetons
tokens-what = Un jeton ouvre l’API à un programme : un script, un tableau de bord, un autre outil. Donnez à chaque programme le sien, avec le plus petit rôle qui suffit.
tokens-none = Aucun jeton ici.
tokens-none-next = Créez-en un ci-dessous pour chaque programme qui interroge Vigie.
tokens-now = En vigueur ou échus
tokens-soon = { $count ->
    [one] { $count } jeton prend fin dans les 14 jours.
   *[other] { $count } jetons prennent fin dans les 14 jours.
}
tokens-soon-next = Créez-en un nouveau pour chaque programme, sous un autre nom, puis retirez l’ancien :
token-state = { $state ->
    [in_force] en vigueur
    [expired] échu
    [withdrawn] retiré
   *[other] {""}
}
token-soon = fin proche
token-role = Rôle
token-role-hint = Ce que le programme peut faire. Un jeton ne peut rien de plus que vous.
token-place = Où
token-everywhere = partout
token-by = Créé par
token-until = Valable jusqu’au
token-no-end = sans fin
token-used = Dernier usage
token-never = jamais
token-withdrawn = Retiré
token-withdraw = Retirer
token-withdraw-ask = Retirer le jeton « { $name } » ? Son programme est refusé dès la requête suivante, sans retour possible.
token-make = Créer un jeton
token-name = Le programme qui s’en servira
token-name-hint = Un nom court : a-z, 0-9, « - », « _ » et « . ». Le journal le montre.
token-days = Pour combien de jours il est valable
token-days-hint = Un an fait 365. Écrivez 0 pour un jeton sans fin.
token-confirm = Pour créer un jeton, montrez à nouveau qui vous êtes.
token-confirm-go = Montrer qui je suis
token-made = Jeton créé
token-made-what = Voici le jeton de { $name }. Il n’est montré que cette fois : copiez-le maintenant là où le programme garde ses secrets.
token-made-next = Chaque requête le porte, ainsi :
token-back = Tous les jetons
role-name = { $role ->
    [reader] lecteur
    [responder] intervenant
    [manager] responsable
    [administrator] administrateur
    [security_officer] responsable sécurité, DPO
    [sender] émetteur : envoie des signaux, ne voit rien
   *[other] {""}
}

token-name-bad = ce n’est pas un nom court
token-name-bad-next = écrivez a-z, 0-9, « - », « _ » et « . », en commençant par une lettre ou un chiffre, comme sauvegarde-site
token-taken = un jeton s’appelle déjà « { $name } »
token-taken-next = choisissez un autre nom, ou retirez d’abord celui-là
token-too-many = il y a déjà { $count } jetons
token-too-many-next = retirez ceux dont aucun programme ne se sert
token-days-bad = le nombre de jours ne convient pas
token-days-bad-next = écrivez un nombre entier de jours, { $most } au plus, ou 0 pour aucune fin
token-place-bad = il n’y a pas d’organisation « { $name } » dont vous gérez les jetons
token-everywhere-bad = un jeton valable partout demande quelqu’un qui peut tout partout
token-place-bad-next = choisissez une organisation dont vous êtes administrateur
token-role-bad = le rôle « { $role } » peut davantage que vous
token-role-bad-next = choisissez un rôle qui ne fait rien de plus que le vôtre
