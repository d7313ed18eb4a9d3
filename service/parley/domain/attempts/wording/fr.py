"""How French speaks of having asked before."""

from parley.domain.attempts.wording.shape import Claims, Wording, lines, words

_MANY = (
    r"trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|cent|mille|plusieurs|maintes|tant de|"
    r"autant de|de nombreuses|de nombreux|une dizaine de|des dizaines de|des centaines de|x|"
    r"[3-9]|[1-9]\d"
)
_CLAIMS = Claims(
    words={
        "to": r"(?: (?:vous|te|le|la|l'|leur|m'|me))*",
        "have": (
            r"(?:j' ai|jai|j' avais|je{to} ai|j' en ai|nous{to} avons|on{to} a)"
            r"(?: deja| donc| pourtant| bien| maintenant)*"
        ),
        "i": r"(?:je|j'|nous|on)(?: (?:vous|te|le|la|l'|leur|m'|me|ai|avons|a|dois|suis|en))*",
        "past": (
            r"explique|reexplique|ecrit|appele|dit|demande|contacte|signale|repete|relance|"
            r"telephone|reclame|precise|informe|decrit|expose|mentionne|envoye|transmis|parle|"
            r"raconte|indique|averti|prevenu|adresse|"
            r"du (?:expliquer|appeler|ecrire|repeter|relancer)|"
            r"essaye de (?:vous joindre|vous appeler)"
        ),
        "present": (
            r"appelle|ecris|explique|demande|contacte|signale|repete|relance|telephone|reclame|dis|"
            r"rappelle|parle|raconte|adresse"
        ),
        "infinitive": (
            r"expliquer|reexpliquer|appeler|ecrire|demander|contacter|signaler|repeter|relancer|"
            r"telephoner|dire|redire|rappeler|raconter|reclamer"
        ),
        "contact": (
            r"message|mail|e ?mail|courriel|appel|courrier|lettre|demande|reclamation|relance|"
            r"ticket|rappel|chat|plainte"
        ),
        "contacts": (
            r"messages|mails|e ?mails|courriels|appels|courriers|lettres|demandes|reclamations|"
            r"relances|tickets|rappels|chats|plaintes"
        ),
        "staff": r"personnes|agents|conseillers|conseilleres|collegues|interlocuteurs|operateurs",
        "now": r"(?: deja| maintenant| donc| aujourd' hui)*",
    },
    two={
        "times": r"(?:deux|2) (?:fois|reprises)|2x",
        "number": r"deux|2",
        "ordinal": r"deuxieme|seconde?|2e|2eme|2nde?",
    },
    more={
        "times": rf"(?:{_MANY}) (?:fois|reprises)|[3-9]x",
        "number": _MANY,
        "ordinal": (
            r"troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme|centieme|"
            r"millieme|enieme|n ?ieme|[3-9]e|[3-9]eme"
        ),
    },
    forms=(
        r" {have}{gap} {past}{gap} {times}{own}",
        r" {have}{gap} {times} {past}{own}",
        r" {times}{now} que {i} (?:{present}|{past}|{infinitive}){own}",
        r"{start}(?: (?:deja|et|bon|mais))* {past} {times}{own}",
        r"{start}(?: (?:et|bon|mais|deja))*(?: ca fait)?{now} {times}{now}{end}",
        r" (?:c' est|voici|voila|ca fait){now}(?: la| ma| le| mon)? {ordinal} (?:fois|tentative|"
        r"essai){now}{end}",
        r" {ordinal} fois{now}(?: ,)? que {i} (?:{present}|{past}|{infinitive}){own}",
        r"(?<! si) {i} {present}{gap} pour la {ordinal} fois{own}",
        r" {have}{gap} {past}{gap} pour la {ordinal} fois{own}",
        r" {i}{gap} {infinitive}{gap} pour la {ordinal} fois{own}",
        r" pour la {ordinal} fois(?: ,)? {i} (?:{present}|{past}|{infinitive}){own}",
        r"{start}(?: (?:et|bon|mais|alors|donc))*{now}(?: pour)?(?: la)? {ordinal} fois{now}{end}",
        r" (?:mon|ma|notre) {ordinal} {contact}{own}",
        r" (?:c' est|voici|voila){now} (?:le|la) {ordinal} {contact}(?! de votre| que vous)",
        r" {have}{gap} (?:envoye|ecrit|passe|fait|laisse|ouvert|adresse){gap} {number}"
        r"(?: [^ .,]+)? {contacts}{own}",
        r" (?:apres|malgre)(?: mes)? {number}(?: [^ .,]+)? {contacts}(?! de){own}",
        r" {have}{gap} (?:parle|eu|explique){gap} {number}(?: [^ .,]+)? {staff}",
    ),
    unbounded=(
        r" combien de fois(?: encore)? (?:dois je|devrai je|vais je|devons nous|faut il|"
        r"faudra t il|je dois|est ce que je dois)(?: que je)?(?: [^ .,]+){0,3}? {infinitive}{own}",
    ),
    others=(
        r"enfants?|fils|filles?|femme|mari|epouse|mere|maman|pere|papa|parents|amie?s?|patron|"
        r"chef|voisine?s?|freres?|soeurs?|partenaire|famille|copine?s?|eleves?|proprietaire|"
        r"medecin|docteur|banque|restaurant|hotel|mamie|papi|grand|oncle|tante|cousine?|"
        r"professeur|prof|chien|chat noir|police|livreur|facteur|coursier|sonnette|pas|jamais|"
        r"(?:mes|mon|ma) (?:collegues?|equipe|employes?|clients?)"
    ),
)

WORDING = Wording(
    claims=_CLAIMS,
    nudges=lines("""
        toujours rien | encore rien | toujours pas de reponse | pas de reponse | aucune reponse
        | toujours aucune reponse | j' attends | j' attends toujours | j' attends encore | j'
        attends votre reponse | j' attends une reponse | nous attendons toujours | toujours pas
        de nouvelles | pas de nouvelles | du nouveau | des nouvelles | une reponse | avez vous
        des nouvelles | il y a du nouveau | y a t il du nouveau | repondez | repondez moi |
        repondez svp | repondez s' il vous plait | merci de repondre | il y a quelqu' un | y a
        quelqu' un | quelqu' un | allo il y a quelqu' un | bonjour il y a quelqu' un | y a t il
        quelqu' un | vous etes la | vous etes toujours la | etes vous la | etes vous toujours la
        | tu es la | alors quoi | et maintenant | que se passe t il | personne ne repond | ou en
        est on | on en est ou
    """),
    asked=lines("""
        et | alors | et alors | eh bien | allo | allooo | bonjour | rien | personne | donc | et
        donc | oui et | he ho | coucou
    """),
    persisting=(
        r"toujours (?:pas|plus)(?! (?:sur|sure|decide|decidee|certain))",
        r"toujours (?:rien|aucune?|le meme|la meme|en panne|sans|en attente|casse)",
        r"attends(?: [^ .,]+){0,2} toujours",
        r"comme (?:deja )?dit",
        r"comme je (?:vous |te )?(?:l' ai|l' avais|ai) (?:deja )?(?:dit|explique|ecrit)",
        r"je (?:vous |te |le |me )*repete",
        r"(?:n' a|a) (?:rien|pas) (?:change|aide|marche|fonctionne|donne|servi)",
        r"(?:marche|fonctionne|demarre|allume|charge|ouvre|connecte|change) (?:pas|rien) non plus",
        r"meme (?:avec|apres|sans)(?: [^ .]+){1,8}? (?:pas|plus|rien)",
        r"change rien",
        r"encore (?:le meme probleme|la meme erreur|la meme chose)",
        r"rien n' a change",
        r"(?:quand meme|malgre (?:ca|cela|tout)) (?:pas|rien|plus)",
        r"rien a faire",
        r"(?:le )?meme resultat",
        r"(?:sans (?:succes|resultat|effet)|aucun (?:changement|effet|resultat)|"
        r"aucune (?:amelioration|difference))",
    ),
    thanks=r"merci|parfait|super|genial|resolu|nickel|ca marche maintenant|impeccable|excellent",
    praise=(
        r"(?:toujours|chaque fois|les [a-z]+ fois|ete|etes|etiez|etaient|etait|suis|sommes)"
        r"(?: toujours| ete| tres| si| super| vraiment| tous| plus que| fort| a chaque fois| ,)* "
        r"(?:content[es]*|satisfaite?s?|ravie?s?|heureu(?:x|se|ses)|aimables?|gentil(?:le)?s?|"
        r"sympas?|au top|sympathiques?|serviables?|efficaces?|adorables?|patiente?s?)"
        r"(?! (?:de|d'|si))",
        r"(?:bien|parfaitement|chaleureusement|gentiment|super bien) (?:conseillee?s?|"
        r"accueillie?s?|aidee?s?|renseignee?s?|servie?s?|traitee?s?|orientee?s?)",
        r"toujours(?: ete| m' a| m' ont| on m' a| bien)* aidee?s?",
        r"(?:mais |et )?(?:maintenant|enfin|desormais)(?: ,)? (?:ca|cela|tout) (?:marche|"
        r"fonctionne)",
        r"(?:mais |et )?(?:ca|cela|tout) (?:marche|fonctionne) (?:maintenant|enfin|desormais|"
        r"parfaitement)",
        r"(?:mais |et )?(?:c' est|tout est)(?: enfin| maintenant)* (?:regle|resolu|arrange)",
        r"une?(?: fois)? (?:pour|concernant|sur|au sujet)(?: [^ .,]+){1,5}?(?: ,)?(?: et)? "
        r"(?:une?|l' autre)(?: fois)? (?:pour|concernant|sur|au sujet)",
        r"{start}(?:(?:et|alors|donc) )*pour la [a-z0-9]+ fois(?: ,)? (?:merci|mille mercis|"
        r"un grand merci)(?! (?:de|d'))",
    ),
    reservations=(
        r"mais|pourtant|cependant|ne|n'|pas|jamais|rien|personne|aucune?|sans|malheureusement|"
        r"pourquoi|helas|serais|serait|seriez|aurais|ni|jusqu'|depuis|sauf|svp|"
        r"s' il (?:vous|te) plait|veuillez"
    ),
    function_words=words("""
        le la les l' un une des du de d' je j' me m' moi mon ma mes nous notre nos tu te t' toi
        ton ta tes vous votre vos il elle on ils elles lui leur leurs se s' son sa ses ce cet
        cette ces c' ca cela qui que qu' quoi dont et ou mais donc or ni car si comme quand a au
        aux avec chez contre dans depuis en entre jusque par pour sans sous sur vers suis es est
        sommes etes sont etait etaient ete etre ai as avons avez ont avait avais avoir fait
        faire faut peux peut pouvez pourrais pourriez veux voudrais veut voulez dois doit devez
        ne n' pas plus rien jamais non oui deja encore toujours tres trop aussi seulement bien
        maintenant ici y alors aujourd' hui merci bonjour bonsoir salut svp plait besoin aide
        aider aidez dire dites voir savoir tout toute tous autre fois personne demande reclame
        exige solution jours semaines heures hier
    """),
    concepts={
        "missing": (
            r"(?:pas|jamais|rien)(?: [^ .,]+){0,2}? (?:arrivee?|recue?|livree?|venue?)|"
            r"ou (?:est|sont|en est|se trouve)|attends(?: [^ .,]+)?(?= (?:mon|ma|le|la) )|perdue?|"
            r"(?:aucun|pas de)(?= (?:colis|livraison) )"
        ),
        "fault": (
            r"(?:marche|fonctionne|repond|demarre|charge|allume|marchent|fonctionnent)"
            r"(?: [^ .,]+){0,2}? (?:pas|plus)|en panne|"
            r"pas(?: [^ .,]+)? acceptee?|refusee?|rejetee?|cassee?|defectueu[a-z]*|hors service|"
            r"coupee?|(?:pas|plus)(?: de| d')?(?= (?:internet|connexion|wifi|reseau) )|"
            r"(?:(?:arrive|parviens|reussis|peux|peut)(?: toujours)? (?:pas|plus)(?: a)?|"
            r"impossible (?:de|d'))(?= (?:me connecter|acceder|entrer|m' identifier|"
            r"ouvrir une session) )"
        ),
        "parcel": r"colis|paquet|livraison|commandes?|envoi|expedition",
        "money_back": r"rembours[a-z]*|mon argent",
        "cancel": r"annul[a-z]*|resili[a-z]*",
        "connection": r"internet|wi ?fi|connexion|ligne|reseau",
        "sign_in": (
            r"(?:(?:me |se )?connecter|acceder|entrer|m' identifier)"
            r"(?: (?:a|sur|dans) (?:mon|le) compte| au compte)?|ouvrir une session"
        ),
        "charged": r"debit[a-z]*|prelev[a-z]*",
    },
)
