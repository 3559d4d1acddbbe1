# Le classeur de crise, l’écran mural et la vue que garde un téléphone.

binder = Classeur de crise
binder-what = Que faire et qui appeler quand les écrans sont noirs. À garder sur papier, là où l’équipe le trouve la nuit.
binder-printed = Imprimé
binder-from = Depuis
binder-again = À réimprimer à chaque changement de personnes ou de services, et au moins une fois par mois.
binder-contents = Sommaire
binder-people = Qui appeler
binder-no-people = Aucune personne n’est déclarée. Notez ici les noms et les numéros à la main, puis déclarez-les dans vigie.yaml.
binder-no-shifts = Vigie ne connaît aucun tour d’astreinte : qui est d’astreinte n’est pas écrit ici.
binder-name = Nom
binder-phone = Téléphone
binder-mail = Courriel
binder-owns = S’occupe de
binder-no-phone = aucun téléphone n’est déclaré pour { $name }
binder-no-mail = aucune adresse de courriel n’est déclarée pour { $name }
binder-owns-nothing = aucun service
binder-told = Qui est prévenu, et par quel routage
binder-told-how = Une alerte va à la première ligne dont elle remplit la condition ; ce qu’aucune ne prend va à la toute première.
binder-route-all = Toute alerte qu’aucune ligne ci-dessous ne prend
binder-route-when = Les alertes avec
binder-tells-nobody = Cette ligne ne prévient personne.
binder-incident-from = Ouvre un incident à partir de cette gravité :
binder-only-during = Seulement pendant :
binder-quiet-during = Muette pendant :
binder-no-services = Aucun service n’est déclaré. Notez ce que vous faites tourner, puis déclarez-le dans vigie.yaml.
binder-address = Adresse
binder-no-address = aucune adresse n’est déclarée
binder-no-owner = personne n’est déclaré responsable
binder-team = Équipe
binder-no-team = aucune équipe n’est déclarée
binder-depends-on-nothing = aucune dépendance n’est déclarée
binder-needed-by = Nécessaire à
binder-needed-by-none = aucun service déclaré
binder-no-watch = rien ne le surveille
binder-channels = Canaux
binder-no-channels = Aucun canal n’est déclaré : seules les personnes avec une adresse de courriel sont prévenues.
binder-channel-email = courriel à { $place }
binder-channel-webhook = un programme ; son adresse est secrète et n’est pas imprimée
binder-channel-mattermost = un salon Mattermost ou Slack ; son adresse est secrète et n’est pas imprimée
binder-channel-matrix = le salon Matrix { $room } sur { $place }
binder-state = Ce qui était ouvert à l’impression
binder-no-incident = Aucun incident n’était ouvert.
binder-no-alert = Aucune alerte n’était ouverte.
binder-state-old = C’était vrai à l’heure ci-dessus, et ne l’est peut-être plus.
binder-lead = Pilote
binder-gone = Quand Vigie lui-même a disparu
binder-gone-1 = Vigie ne prévient plus personne. Appelez vous-même les personnes du chapitre 1 ; répartissez-vous ce que chacun regarde.
binder-gone-2 = Notez sur la dernière page ce qui se passe et ce qui est décidé, avec l’heure. Ce sera la main courante.
binder-gone-3 = Regardez à la main chaque service du chapitre 3, à son adresse, en commençant par ce dont il dépend.
binder-gone-4 = Prometheus et les autres sources continuent seuls : leurs propres pages montrent encore ce qu’ils voient.
binder-gone-5 = Sur la machine de Vigie, cherchez ce qui ne va pas avec ces commandes :
binder-gone-6 = Si la machine est perdue, prenez-en une autre et allez au chapitre 8.
binder-backups = Où sont les sauvegardes
binder-backups-services = Vigie ne sait pas où sont les sauvegardes des services : rien n’est déclaré à leur sujet. Notez-le ici à la main : où, de quand, et qui a les clés.
binder-backups-own = Ce qu’une sauvegarde de Vigie doit contenir :
binder-backups-own-none = L’endroit où sont gardées ces copies n’est pas déclaré non plus. Notez-le ici à la main :
binder-part-data = tout le répertoire de données
binder-part-key = la clé des secrets et des liens ; sans elle, une copie de la base ne rend pas les mots de passe des canaux
binder-part-database = la base PostgreSQL, dont l’adresse est dans VIGIE_DATABASE ; elle n’est pas dans le répertoire de données
binder-part-config = la configuration
binder-part-no-config = aucun fichier de configuration n’a été donné au démarrage : ce qui est déclaré est dans la base
binder-part-secrets = les variables et fichiers de secrets que nomme la configuration, comme /etc/default/vigie ; aucune des copies ci-dessus ne les contient
binder-restore = Comment restaurer Vigie
binder-restore-1 = Arrêtez Vigie s’il tourne encore. Deux serveurs sur deux copies enverraient tous deux des messages.
binder-restore-2 = Mettez de côté ce qui est là : il faudra peut-être comprendre ce qui s’est passé.
binder-restore-3 = Ramenez la copie. COPY est l’endroit où elle se trouve.
binder-restore-4 = Démarrez, puis laissez Vigie se vérifier, et vérifier son journal.
binder-restore-5 = Regardez Notifications : ce qui restait à envoyer au moment de la copie part maintenant.
binder-restore-postgres = Ramenez la base dans une base vide ; DUMP est le fichier écrit par pg_dump.
binder-restore-new = Sur une machine neuve, installez d’abord la même version de Vigie : { $version }.
binder-read = Comment le lire sans Vigie
binder-read-why = Incidents, alertes et historique sont de simples tables. Ces commandes ne changent rien.
binder-sheet = Feuille de main courante
binder-sheet-who = Qui
binder-sheet-what = Ce qui s’est passé, ou a été décidé
binder-sheet-time = Heure
binder-kept = Gardé sur le serveur pour le jour où aucune page ne s’ouvre :
binder-kept-age = écrit
binder-kept-none = aucune copie n’est encore gardée
binder-kept-old = La copie gardée a plus d’un jour : la tâche de nuit ne tourne pas. Regardez le journal du programme.
binder-print = Imprimez cette page avec le navigateur, ou enregistrez-la en PDF depuis sa fenêtre d’impression.
binder-pdf = Télécharger en PDF
not-printed = Cette page ne peut pas être mise en PDF : prenez le HTML et imprimez-le depuis le navigateur.
binder-download = Télécharger en un seul fichier
binder-other-language = In English

wall = Écrans muraux
wall-what = Un écran mural montre ce qui est ouvert, sans connexion et sans nom, adresse ni téléphone de personne. Quiconque a son lien le voit.
wall-name = Où est accroché l’écran
wall-days = Pendant combien de jours le lien est valable
wall-make = Créer un lien
wall-none = Aucun lien d’écran mural n’est valable.
wall-link = Ouvrir l’écran
wall-withdraw = Retirer
wall-name-bad = le lien n’a pas de nom, ou un nom trop long
wall-name-bad-next = dites en quelques mots où est accroché l’écran
wall-days-bad = le nombre de jours ne convient pas
wall-days-bad-next = écrivez pour combien de jours, de 1 à { $most }
wall-too-many = il y a déjà { $count } liens
wall-too-many-next = retirez ceux qu’aucun écran ne montre
wall-forged = Ce lien n’est pas valable : il n’a jamais été créé, ou il en manque une partie.
wall-expired = Ce lien est trop ancien : il était valable jusqu’au { $at }.
wall-withdrawn = Ce lien a été retiré le { $at }.
wall-refused-next = Demandez-en un autre à un administrateur : vigie wall link
wall-title = Ce qui est ouvert
wall-as-of = État à
wall-stale = Sans nouvelles depuis
wall-stale-what = Ce qui est montré ci-dessous est peut-être terminé, et autre chose peut aller mal.
wall-counts = critiques : { $critical }, avertissements : { $warning }, informations : { $info }
wall-quiet = Aucune alerte ouverte
wall-unknown = { $count ->
    [one] { $count } contrôle ne peut rien dire
   *[other] { $count } contrôles ne peuvent rien dire
}
wall-unwatched = Rien ne surveille ces services :
wall-silent = { $count ->
    [one] { $count } source ne parle plus
   *[other] { $count } sources ne parlent plus
}
wall-undelivered = { $count ->
    [one] { $count } message n’a pas pu être remis
   *[other] { $count } messages n’ont pas pu être remis
}
wall-nobody-told = Personne ne serait prévenu d’une nouvelle alerte.
wall-taken = pris en charge
wall-not-taken = personne ne l’a encore
wall-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
wall-since = depuis { $span }

app-name = Vigie
app-what = Alertes, incidents et personnes à appeler, même sans réseau.
offline = Sur cet appareil
offline-noscript = Cette page a besoin de JavaScript : ce que garde l’appareil est chiffré, et seul un script peut l’ouvrir.
offline-gone = Vigie ne répond pas. Voici ce que cet appareil a vu en dernier.
offline-back = Vigie répond de nouveau.
offline-out = Plus personne n’est connecté ici : ce qui était gardé a été effacé. Ce qui n’est pas parti attend que la même personne se connecte.
offline-erased = Tout ce que gardait cet appareil est effacé, et aussi ce qui n’était pas parti. Vigie n’a pas répondu : votre session s’y terminera dès qu’il répondra à cet appareil, ou toute seule.
offline-not-sent = Ceci n’est pas parti, à notre connaissance : rouvrez la page quand Vigie répondra, regardez, et recommencez s’il le faut.
offline-nothing = Cet appareil ne garde rien. Connectez-vous une fois pendant que Vigie répond, puis revenez.
offline-of = Gardé pour
offline-as-of = Selon Vigie à
offline-queue = Ce que vous avez envoyé
offline-queue-empty = Rien n’attend de partir.
offline-waiting = Pris en charge ici, pas encore envoyé.
offline-unsent = Pas encore envoyé, depuis
offline-sent = Reçu par Vigie à
offline-refused = Refusé par Vigie à
offline-no-alert = Aucune alerte n’était ouverte.
offline-no-incident = Aucun incident n’était ouvert.
offline-no-contact = Aucune personne n’est déclarée.
offline-no-told = Aucun routage n’est déclaré.
offline-no-playbook = Les fiches réflexes n’ont pas été gardées : elles viendront à la prochaine visite, quand Vigie répondra.
