"""How German speaks of having asked before."""

from parley.domain.attempts.wording.shape import Claims, Wording, lines, words

_MANY = r"drei|vier|funf|fuenf|sechs|sieben|acht|neun|zehn|zwanzig|hundert|tausend|[3-9]|[1-9]\d"
_CLAIMS = Claims(
    words={
        "have": r"(?:hab|habe|haben|hatte|hatten)",
        "i": r"(?:(?:ich|wir) {have}|{have} (?:ich|wir))",
        "past": (
            r"erklart|gesagt|geschrieben|angerufen|gefragt|nachgefragt|angefragt|gemeldet|"
            r"kontaktiert|mitgeteilt|beschwert|geschildert|wiederholt|erwahnt|beschrieben|"
            r"reklamiert|gebeten|gemailt|telefoniert|hingewiesen|erlautert|gesprochen|erzahlt|"
            r"angemahnt|dargelegt|angeschrieben|nachgehakt|informiert|zu erreichen"
        ),
        "present": (
            r"anrufe|rufe|schreibe|frage|nachfrage|anfrage|erklare|melde|kontaktiere|sage|bitte|"
            r"reklamiere|beschwere|wiederhole|schildere|erzahle"
        ),
        "infinitive": (
            r"erklaren|anrufen|schreiben|fragen|nachfragen|sagen|wiederholen|melden|bitten|"
            r"kontaktieren|schildern|erzahlen|beschweren|reklamieren|anschreiben|nachhaken"
        ),
        "contact": (
            r"nachricht|mail|e ?mail|anruf|anfrage|nachfrage|beschwerde|reklamation|brief|"
            r"schreiben|ticket|erinnerung|chat|kontaktversuch|mahnung"
        ),
        "contacts": (
            r"nachrichten|mails|e ?mails|anrufen?|anfragen|nachfragen|beschwerden|reklamationen|"
            r"briefen?|schreiben|tickets|erinnerungen|chats"
        ),
        "staff": r"mitarbeitern?|mitarbeiterinnen|kollegen|beratern?|leuten|personen|agenten",
        "now": r"(?: jetzt| nun| schon| bereits| mittlerweile| inzwischen| ja| doch)*",
        "my": r"(?: das| der| die| mein| meine| unser| unsere)?",
    },
    two={
        "times": r"zwei ?mal|2 ?mal|2x",
        "number": r"zwei|2",
        "ordinal": r"zweite[nrsm]?|2 \.",
    },
    more={
        "times": (
            rf"(?:{_MANY}|zig|x|ein paar) ?male?|[3-9]x|mehrmals|mehrfach|wiederholt|"
            r"(?:unzahlige|etliche|mehrere|viele|zig) male?"
        ),
        "number": rf"{_MANY}|mehreren?|etlichen?|zahlreichen?|unzahligen?|vielen?|zig",
        "ordinal": (
            r"(?:dritt|viert|funft|fuenft|sechst|siebt|acht|neunt|zehnt|hundertst|tausendst|x ?t|"
            r"zigst|wiederholt)e[nrsm]?|[3-9] \.|[1-9]\d \."
        ),
    },
    forms=(
        r" {i}{gap} {times}{gap} {past}{own}",
        r"(?<! wenn)(?<! falls)(?<! ob) (?:ich|wir){gap} {times}{gap} {past} {have}{own}",
        r"{start}(?: (?:hab|habe|haben|schon|bereits|jetzt|nun|und|aber|also|das|es|ihnen|euch|"
        r"alles))* {times} {past}{own}",
        r" {times} {i}{gap} {past}{own}",
        r" (?:ich musste|musste ich|wir mussten|mussten wir){gap} {times}{gap} {infinitive}{own}",
        r" {i}{gap} {number}(?: [^ .,]+)? {contacts}{gap} (?:geschrieben|geschickt|gesendet|"
        r"verschickt|eroffnet|hinterlassen|gestellt|gemacht){own}",
        r" nach {number}(?: [^ .,]+)? {contacts}(?! von| an){own}",
        r" {i}{gap} {number}(?: [^ .,]+){0,2} {staff}{gap} {past}{own}",
        r" (?:das|dies|es) (?:ist|war|ware){now}{my} {ordinal} (?:mal|versuch|anlauf){now}{end}",
        r" (?:das|dies|es) (?:ist|war){now}{my} {ordinal} {contact}",
        r" (?:meine?[nmr]?|unsere?[nmr]?) {ordinal} {contact}{own}",
        r" {ordinal} mal{now}(?: ,)? dass (?:ich|wir){gap} (?:{present}|{infinitive}|{past}){own}",
        r" {ordinal} mal(?: [^ .,]+)? {present} (?:ich|wir){own}",
        r" (?:ich|wir) {present}{gap} zum {ordinal} mal{own}",
        r" {present} (?:ich|wir){gap} zum {ordinal} mal{own}",
        r" (?:ich|wir){gap} zum {ordinal} mal{gap} (?:{past}|{infinitive}){own}",
        r"{start}(?: (?:und|so|also|nochmal|das|ist|nein))*{now}(?: zum| das)? {ordinal} mal{now}"
        r"{end}",
    ),
    unbounded=(
        r" wie oft (?:soll|muss|mussen|sollen|darf)(?: ich| wir)(?: [^ .,]+){0,4}? {infinitive}"
        r"{own}",
    ),
    others=(
        r"kind\w*|tochter|sohn\w*|frau|mann|mutter|mama|vater|papa|eltern|freund\w*|chef\w*|"
        r"nachbar\w*|bruder|schwester\w*|geschwister\w*|partner\w*|familie|schuler\w*|vermieter\w*|"
        r"arzt|arztin|bank|restaurant|hotel|oma|opa|onkel|tante|lehrer\w*|hund|katze|ihm|polizei|"
        r"fahrer|kurier|postbote\w*|klingel|nicht|nie|niemals|"
        r"meine[nr]? (?:kolleg\w*|team|mitarbeiter\w*|kund\w*)"
    ),
)

WORDING = Wording(
    claims=_CLAIMS,
    nudges=lines("""
        immer noch nichts | noch immer nichts | noch nichts | weiterhin nichts | nichts neues |
        immer noch nichts neues | ich warte | ich warte noch | ich warte immer noch | ich warte
        noch immer | warte immer noch | warte noch | wir warten | wir warten immer noch | keine
        antwort | immer noch keine antwort | noch keine antwort | noch immer keine antwort |
        immer noch keine reaktion | bitte antworten | bitte antworten sie | antworten sie |
        antworten sie bitte | antworte bitte | bitte um antwort | bitte melden | melden sie sich
        | jemand da | ist jemand da | ist da jemand | ist da wer | hallo ist da jemand | hallo
        jemand da | sind sie noch da | bist du noch da | seid ihr noch da | noch da | gibt es
        etwas neues | gibt es was neues | gibt' s was neues | gibt es neuigkeiten | schon etwas
        neues | schon was neues | was ist jetzt | was ist nun | was nun | und was jetzt | wie
        sieht es aus | wie sieht' s aus | wo bleibt die antwort | wo bleibt meine antwort
    """),
    asked=lines("""
        und | na | also | hallo | hallooo | huhu | und jetzt | und nun | na und | irgendwas |
        irgendjemand | neuigkeiten | nichts | wie jetzt | hallo noch da
    """),
    persisting=(
        r"(?:immer noch|noch immer|weiterhin|nach wie vor)(?: [^ .,]+){0,4}? (?:nicht|nichts|"
        r"kein[a-z]*|niemand|dasselbe|kaputt|defekt)(?! (?:sicher|entschieden))",
        r"warte(?:n)?(?: [^ .,]+){0,2} (?:immer noch|noch immer)",
        r"(?:immer noch|noch immer) (?:der|die|das) (?:gleiche|selbe|gleichen)",
        r"wie (?:schon |bereits )?gesagt",
        r"ich wiederhole",
        r"hat (?:leider )?(?:auch )?(?:nicht|nichts) (?:geholfen|gebracht|funktioniert|genutzt)",
        r"(?:hilft|geht|funktioniert) (?:auch|leider) (?:auch )?nicht",
        r"(?:komme|kommt|geht|funktioniert|lauft|startet|klappt)(?: [^ .,]+){0,3}? auch nicht",
        r"auch (?:mit|nach|ohne)(?: [^ .]+){1,8}? (?:nicht|nichts|kein[a-z]*)",
        r"bringt (?:auch )?nichts",
        r"(?:[a-z]+[td]|kann|komme)(?: es| sich| mich| immer)* (?:trotzdem|dennoch) "
        r"(?:nicht|nichts|kein[a-z]*)",
        r"(?:ohne|kein|keinen) (?:erfolg|wirkung|effekt)",
        r"(?:gleiches|selbes|dasselbe|das gleiche) (?:ergebnis|resultat|spiel|problem)",
        r"(?:keine anderung|kein unterschied|keine besserung|keine veranderung)",
        r"nichts (?:geandert|passiert)",
        r"schon wieder",
    ),
    thanks=(
        r"danke|dankeschon|dank|perfekt|super|prima|erledigt|geklappt|toll|wunderbar|"
        r"funktioniert jetzt|geht jetzt|geht wieder"
    ),
    praise=(
        r"(?:super|gut|toll|bestens|freundlich|nett|hervorragend|kompetent|prima|wunderbar|"
        r"ausgezeichnet|klasse|spitze|geduldig|herzlich)(?: und [^ .,]+)? (?:beraten|bedient|"
        r"geholfen|betreut|behandelt|weitergeholfen|unterstutzt|informiert|aufgehoben)",
        r"(?:immer|jedes ?mal|stets|jeweils)(?: sehr| so| super| gut| schnell| freundlich| toll| "
        r"wieder)* (?:hilfe (?:bekommen|erhalten)|geholfen|weitergeholfen)",
        r"(?:war|waren|sind|ist|bin|seid|wart|wurde|wurden|immer|jedes ?mal|stets|rundum)(?: sie| "
        r"ihr| alle| ich| wir| immer| jedes| mal| stets| sehr| so| total| wirklich| super| mega|"
        r" rundum| dabei| damit)* (?:zufrieden|nett|freundlich|hilfsbereit|kompetent|geduldig|"
        r"glucklich|begeistert|hilfreich|dankbar)(?! (?:und|mir|uns|zu|,))",
        r"wie (?:gut|toll|super|nett|freundlich|hilfsbereit) (?:sie|ihr|euer|das|man)",
        r"(?:aber )?(?:jetzt|nun|endlich|inzwischen) (?:geht|lauft|klappt|funktioniert)"
        r"(?: es| alles)?",
        r"(?:aber )?(?:es|alles)(?: ist| hat)?(?: jetzt| nun| endlich)+ (?:geht|klappt|"
        r"funktioniert|geklappt|erledigt|gelost|geklart|behoben)",
        r"(?:einmal|eine|einen) (?:wegen|fur|uber)(?: (?!noch )[^ .,]+){1,5}?(?: ,)?(?: und)? "
        r"(?:einmal|eine|einen) (?:wegen|fur|uber)",
        r"{start}(?:(?:und|also|nun|jetzt|schon) )*zum [a-z0-9]+ mal(?: ,)? (?:danke|"
        r"(?:vielen|herzlichen|besten|tausend|grossen) dank)(?! im voraus)",
    ),
    reservations=(
        r"aber|trotzdem|dennoch|jedoch|allerdings|nicht|nichts|nie|niemals|niemand|kein[a-z]*|"
        r"leider|immer noch|noch immer|ohne|warum|wieso|bis heute|bisher|statt|falsch|umsonst|"
        r"vergeblich|vergebens|ware|waren (?:sie|ihr) so|konnten (?:sie|ihr)|schon wieder|erneut|"
        r"weder|bitte|ob|falls|wenn (?:sie|ihr)"
    ),
    function_words=words("""
        der die das den dem des ein eine einen einem einer eines ich mich mir mein meine meinen
        meinem meiner wir uns unser unsere du dich dir dein deine sie ihr ihnen ihre ihren ihrem
        ihrer euch euer er ihn ihm es man sich und oder aber wenn dann als ob dass weil denn so
        wie an am auf aus bei bis durch fur gegen in im ins mit nach ohne seit uber um unter von
        vom vor zu zum zur bin bist ist sind seid war waren sein habe hab hast hat haben hatte
        hatten werde wird werden wurde wurden worden kann konnen konnte konnten muss mussen soll
        sollte will wollen mochte mochten darf nicht kein keine keinen nein ja doch noch schon
        immer nur auch sehr mal jetzt nun hier da dort bitte danke hallo guten tag morgen abend
        brauche hilfe hilf helfen gerne gern mehr wieder endlich etwas alles dieser diese dieses
        diesen niemand keiner fordere verlange losung tagen tage wochen stunden gestern
        nochmals nochmal
    """),
    concepts={
        "missing": (
            r"(?:nicht|nie|niemals|nichts)(?: [^ .,]+)? (?:angekommen|da|erhalten|bekommen|"
            r"geliefert|zugestellt|gekommen|eingetroffen)|wo (?:ist|bleibt|sind|bleiben|steckt)|"
            r"warten?(?: [^ .,]+){0,2} auf|fehlt|verschwunden|"
            r"kein[a-z]*(?= (?:paket|sendung|lieferung) )"
        ),
        "fault": (
            r"(?:funktioniert|geht|lauft|klappt|startet|ladt|reagiert)(?: [^ .,]+){0,3} nicht|"
            r"nicht(?: [^ .,]+){0,4}? (?:funktioniert|geht|lauft|akzeptiert|angenommen)|abgelehnt|"
            r"kaputt|defekt|ausgefallen|abgesturzt|"
            r"nicht(?: mehr)?(?= (?:einlogg[a-z]*|anmelden|ins konto|in mein [a-z]*konto) )|"
            r"kein[a-z]*(?= (?:internet|verbindung|netz|wlan|empfang) )"
        ),
        "parcel": r"paket[a-z]*|packchen|sendung[a-z]*|lieferung[a-z]*|bestellung[a-z]*",
        "money_back": (
            r"geld (?:zuruck|wieder)|(?:ruck)?erstattung|(?:zuruck)?erstatte[a-z]*|"
            r"zuruck(?:zahlen|uberweisen)|mein geld"
        ),
        "cancel": r"kundig[a-z]*|gekundigt|stornier[a-z]*|storno",
        "connection": r"internet[a-z]*|wlan|verbindung|leitung|netz",
        "sign_in": (
            r"(?:ins|im|in (?:mein|meinem|das|dem)) [a-z]*konto (?:einlogg[a-z]*|anmelden|rein|"
            r"hinein)|einlogg[a-z]*|anmelden|eingeloggt|in mein [a-z]*konto|ins konto"
        ),
        "charged": r"abgebucht|abbuchung|berechnet|belastet|eingezogen",
    },
)
