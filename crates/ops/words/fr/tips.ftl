# Le formulaire public de signalement, et la liste de ce qui est arrivé.

tip-title = Signaler un problème
tip-intro = Dites-nous ce qui ne marche pas. Aucun compte n’est nécessaire. Des personnes d’astreinte lisent ce message.
tip-text = Que se passe-t-il ?
tip-text-hint = Qu’avez-vous fait, qu’attendiez-vous, qu’avez-vous vu ? Pas de mot de passe, pas de données d’autrui.
tip-service-field = Quel service ?
tip-service-none = Je ne sais pas, ou un autre
tip-contact = Comment vous joindre ?
tip-contact-hint = Si vous voulez une réponse : une adresse électronique ou un numéro de téléphone.
tip-trap = Laissez ce champ vide
tip-send = Envoyer
tip-privacy = Nous gardons ce que vous écrivez, et rien sur votre appareil. C’est effacé 90 jours après avoir été traité. Si cela devient un incident, vos mots restent dans son dossier, mais pas la façon de vous joindre.
tip-thanks = Merci. Des personnes d’astreinte vont lire votre message.
tip-another = Signaler un autre problème
tip-again = C’était très rapide, ou le formulaire est resté ouvert longtemps : relisez votre texte, et envoyez-le à nouveau
tip-often = Beaucoup de messages arrivent de votre réseau : attendez quelques minutes, et envoyez à nouveau
tip-unreadable = Ce message n’a pas pu être lu : écrivez-le à nouveau, plus court
tip-service = Ce service n’est pas dans la liste
tip-service-next = choisissez dans la liste
tip-empty = Il n’y a pas de texte
tip-empty-next = écrivez ce qui se passe
tip-long = Il y a plus de { $limit } caractères
tip-long-next = écrivez l’essentiel
tip-many = De très nombreux problèmes sont signalés en ce moment, et des personnes y travaillent
tip-many-next = réessayez dans une heure
tips = Problèmes signalés
tips-none = Aucun signalement n’attend de décision.
tips-none-next = Ce que le public écrit sur /report apparaît ici.
tips-closed = Le formulaire public est fermé. Pour l’ouvrir, écrivez public_reports: {"{}"} sous settings dans vigie.yaml.
tips-state = Lesquels
tips-open = Ceux qui attendent
tips-all = Tous
tips-wait = { $count ->
    [one] { $count } problème signalé par le public attend une décision : { $place }
   *[other] { $count } problèmes signalés par le public attendent une décision : { $place }
}
tip-reach = joignable à
tip-dismiss = Ce n’est pas un incident
tips-dismiss = { $count ->
   *[other] Aucun de ces { $count } signalements n’est un incident
}
tip-dismissed = Pas un incident :
tip-settled = { $by } en a décidé { $when }
tip-settled-next = regardez à nouveau la liste ; rien n’a été changé
tip-decision = Décision
tip-whole = Tout lire
