# Le journal, comme registre des actions.
journal = Journal
journal-kind = Quoi (un genre, par exemple signed_in)
journal-incident = Incident, par exemple INC-2026-0042
journal-since = À partir de ce jour
journal-until = Jusqu’à ce jour
journal-no-incident = Cet incident n’existe pas
journal-no-day = Ce n’est pas un jour
journal-no-day-next = écrivez-le ainsi : 2026-11-20
journal-check = Vérifier que personne n’a modifié le journal
journal-whole = Le journal est intact jusqu’à l’entrée { $last }. Conservez cette empreinte ailleurs :
journal-broken = Le journal a été modifié : les entrées { $first } à { $last } ne sont pas celles qui ont été scellées. Comparez avec une sauvegarde et demandez qui y avait accès.
no-entry = Aucune entrée ne correspond.
no-entry-next = Videz un champ pour en voir davantage.
# Ce que le journal conserve en une seule formulation, comme le disent une page et un compte rendu.
silence-told = { $matchers }, jusqu’au { $until }
token-turn = { $turn ->
    [made] créé
    [withdrawn] retiré
   *[other] {""}
}
token-ends = valable jusqu’au { $at }
wall-of = écran mural « { $name } »
tip-number = n° { $number }
signed-in-from = { $how }, depuis { $place }
signed-in-by = { $how ->
    [link] par lien
    [link-and-code] par lien et code
    [link-and-recovery-code] par lien et code de secours
    [password] par mot de passe
    [password-and-code] par mot de passe et code
    [password-and-recovery-code] par mot de passe et code de secours
    [passkey] par clé d’accès
    [provider] par le fournisseur d’identité
   *[other] {""}
}
wrong-tries = { $count ->
    [one] { $count } essai faux en une heure, depuis { $place }
   *[other] { $count } essais faux en une heure, le dernier depuis { $place }
}
keys-renewed = { $count ->
    [one] { $count } secret chiffré de nouveau
   *[other] { $count } secrets chiffrés de nouveau
}
keys-lost = { $count } perdus
configuration-part = { $turn ->
    [created] ajouté
    [changed] modifié
    [removed] retiré
   *[other] {""}
}
account-change = { $change ->
    [removed] supprimé
    [made-by-hand] créé à la main
    [made-by-an-identity-provider] créé par le fournisseur d’identité
    [password-set] mot de passe choisi
    [password-codes-and-passkeys-taken-away] mot de passe, codes et clés d’accès retirés
    [passkey-added] clé d’accès ajoutée
    [passkey-removed] clé d’accès retirée
    [authenticator-app-set-up] application d’authentification installée
    [authenticator-app-taken-away] application d’authentification retirée
    [recovery-codes-made] codes de secours créés
    [one-session-ended] une session fermée
    [all-other-sessions-ended] toutes les autres sessions fermées
   *[other] {""}
}
