# Ce que disent les échéances, la page qui les liste, et la matrice des priorités.
deadlines = Échéances
deadlines-about = Ce que laissent les lois, les contrats et les règles, à partir de la prise de connaissance. Les nuits et les jours fériés comptent, et rien ne suspend un délai.
deadlines-declare = Modifiez-en une, désactivez-la ou ajoutez les vôtres sous « deadlines » dans vigie.yaml.
deadlines-off = Désactivées
deadline-do = À faire
deadline-whom = Qui prévenir
deadline-within = Délai
deadline-begins = Commence
deadline-source = Source
deadline-read = lue le { $day }
deadline-whose = { $whose ->
    [shipped] fournie par Vigie
    [changed] fournie par Vigie, modifiée par vous
   *[other] la vôtre
}
deadline-recipient = { $kind ->
    [gdpr-authority] la CNIL, par son téléservice
    [gdpr-controller] le responsable de traitement
    [gdpr-persons] chaque personne concernée
    [gdpr-register] le DPO, qui tient le registre
    [state-security] le FSSI, qui prévient l’ANSSI
    [insurance-complaint] la police ou la gendarmerie, puis l’assureur
    [red-report] votre équipe, et ceux à qui elle rend compte
    [orange-fix] votre équipe
    [secret-answer] qui a transmis le secret
    [vulnerability-answer] qui a signalé la faille
   *[other] l’ANSSI
}
within-no-delay = dans les meilleurs délais
within-months = { $months ->
    [one] { $months } mois
   *[other] { $months } mois
}
begins-by-hand = quand quelqu’un la lance
occasion = { $occasion ->
    [personal_data] des données personnelles sont peut-être concernées
    [red] rouge
    [orange] orange
    [malicious] peut-être volontaire
    [down] un service est peut-être coupé
   *[other] {""}
}
priorities = Matrice des priorités
priorities-about = La priorité que donnent l’urgence et l’impact, de 1, très basse, à 5, très haute.
priorities-glpi = C’est la matrice de GLPI. La vôtre s’écrit sous « settings.priorities » dans vigie.yaml.
priorities-own = C’est votre matrice, celle de « settings.priorities » dans vigie.yaml.
priorities-urgency = Urgence
priorities-impact = Impact { $impact }
priority-own = selon votre matrice
