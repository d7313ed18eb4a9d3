"""How Spanish speaks of having asked before."""

from parley.domain.attempts.wording.shape import Claims, Wording, lines, words

_MANY = (
    r"tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|cien|mil|varias|varios|muchas|muchos|"
    r"tantas|tantos|infinitas|incontables|multiples|numerosas|numerosos|repetidas|innumerables|"
    r"unas cuantas|[3-9]|[1-9]\d"
)
_CLAIMS = Claims(
    words={
        "to": r"(?: (?:ya|les|le|os|te|se|lo|la|me|nos|yo))*",
        "have": r"(?:he|hemos|habia|habiamos)(?: ya)?",
        "past": (
            r"explicado|escrito|llamado|dicho|preguntado|pedido|contactado|reclamado|comunicado|"
            r"avisado|reportado|repetido|contado|solicitado|hablado|informado|mencionado|"
            r"notificado|comentado|insistido|intentado (?:hablar|contactar|comunicarme|explicar)|"
            r"tenido que (?:llamar|explicar|escribir|repetir|pedir)\w*"
        ),
        "told": (
            r"explique|escribi|llame|dije|pregunte|pedi|contacte|reclame|reporte|repeti|conte|"
            r"solicite|hable|informe|mencione|avise|comente|insisti|tuve que (?:llamar|explicar)\w*"
        ),
        "present": (
            r"llamo|escribo|explico|pregunto|pido|digo|contacto|reclamo|comunico|repito|cuento|"
            r"reporto|solicito|hablo|insisto|aviso|tengo que (?:llamar|explicar|escribir|repetir|"
            r"pedir|preguntar|reclamar)\w*|intento (?:hablar|contactar|comunicarme)"
        ),
        "calling": (
            r"llamando|escribiendo|explicando|pidiendo|preguntando|diciendo|reclamando|repitiendo|"
            r"insistiendo|solicitando"
        ),
        "infinitive": (
            r"(?:explicar|llamar|escribir|decir|repetir|preguntar|pedir|contar|reclamar|contactar)"
            r"\w*"
        ),
        "contact": (
            r"mensaje|correo|mail|e ?mail|llamada|reclamacion|reclamo|queja|carta|consulta|"
            r"solicitud|ticket|recordatorio|chat"
        ),
        "contacts": (
            r"mensajes|correos|mails|e ?mails|llamadas|reclamaciones|reclamos|quejas|cartas|"
            r"consultas|solicitudes|tickets|recordatorios|chats"
        ),
        "staff": r"personas|agentes|asesores|operadores|companeros|empleados|representantes",
    },
    two={
        "times": r"(?:dos|2|un par de) (?:veces|ocasiones)|2x",
        "number": r"dos|2|un par de",
        "ordinal": r"segund[ao]|2a|2ª|2da",
    },
    more={
        "times": rf"(?:{_MANY}) (?:veces|ocasiones)|[3-9]x",
        "number": _MANY,
        "ordinal": (
            r"tercer[ao]?|cuart[ao]|quint[ao]|sext[ao]|septim[ao]|octav[ao]|noven[ao]|decim[ao]|"
            r"enesim[ao]|milesim[ao]|[3-9]a|[3-9]ª|3ra|4ta|5ta"
        ),
    },
    forms=(
        r" {have} {past}{gap} {times}{own}",
        r" {have}{gap} {times} {past}{own}",
        r"(?:(?<! que)(?<! no) (?:ya|yo|y|porque|tambien|ayer|hoy|pero)|{start}){to} {told}{gap} "
        r"{times}{own}",
        r" {times}(?: que)?{to} (?:{have} {past}|{told}){own}",
        r" {times}(?: ya)? que{to} {present}{own}",
        r" llevo(?: ya)? {times}{gap} {calling}{own}",
        r" llevo(?: ya)? {number}(?: [^ .,]+)? {contacts}{own}",
        r" (?:{have} (?:mandado|enviado|escrito|hecho|puesto|abierto|dejado|presentado)|mande|"
        r"envie|escribi|hice|puse|abri|deje){gap} {number}(?: [^ .,]+)? {contacts}{own}",
        r" (?:despues de|tras) {number}(?: [^ .,]+)? {contacts}(?! de){own}",
        r" (?:{have} hablado|hable)(?: ya)? con {number}(?: [^ .,]+){0,2} {staff}",
        r" (?:es|va|van|seria)(?: ya)?(?: por)?(?: la| el| mi)? {ordinal} (?:vez|intento)"
        r"(?: ya| hoy)*{end}",
        r" {ordinal} vez(?: ya| hoy)*(?: en [^ .,]+ [^ .,]+)?(?: en)? que{to} (?:{present}|{told}|"
        r"{have} {past}){own}",
        r"{start}(?: (?:y|ya|pues|bueno|pero|repito))*(?: por| la)? {ordinal} vez{end}",
        r"(?<! no){to} (?:{present}|estoy {calling}|{have} {past}){gap} por {ordinal} vez{own}",
        r" por {ordinal} vez ?,?{to} (?:{present}|{have} {past}|estoy {calling}){own}",
        r" (?:mi|nuestr[ao]) {ordinal} {contact}{own}",
        r" (?:es|este es|esta es)(?: ya)? (?:el|la|mi) {ordinal} {contact}",
    ),
    unbounded=(
        r" cuantas veces(?: mas)?{to} (?:tengo|debo|tendre|voy|hay|quieren|necesito)"
        r"(?: que| de| a)?(?: [^ .,]+){0,2}? {infinitive}{own}",
    ),
    others=(
        r"hij[ao]s?|nin[ao]s?|mujer|esposa|esposo|marido|madre|mama|padre|papa|padres|amig[ao]s?|"
        r"jef[ae]|vecin[ao]s?|herman[ao]s?|pareja|familia|novi[ao]|alumn[ao]s?|caser[ao]|medico|"
        r"doctora?|banco|restaurante|hotel|abuel[ao]s?|ti[ao]|prof[a-z]*|perr[ao]|gat[ao]|policia|"
        r"repartidor|mensajero|cartero|timbre|"
        r"mis? (?:companer\w*|equipo|emplead\w*|client\w*|coleg\w*)"
    ),
)

WORDING = Wording(
    claims=_CLAIMS,
    nudges=lines("""
        sigo esperando | seguimos esperando | estoy esperando | todavia nada | aun nada | sigo
        igual | todavia estoy esperando | aun estoy esperando | sigo sin respuesta | sin
        respuesta | sigo sin noticias | todavia sin respuesta | aun sin respuesta | hay
        novedades | alguna novedad | novedades | alguna noticia | hay noticias | alguna
        respuesta | respondan | respondan por favor | responda por favor | respondame |
        respondanme | contesten | contesten por favor | conteste por favor | contestenme | hay
        alguien | hay alguien ahi | alguien ahi | hola hay alguien | hola hay alguien ahi | esta
        ahi | sigue ahi | estas ahi | sigues ahi | siguen ahi | estan ahi | que pasa | y ahora
        que | ahora que | que paso | y mi respuesta | no contestan | nadie contesta | nadie
        responde | sigo aqui
    """),
    asked=lines("""
        y | y bien | y entonces | entonces | hola | holaaa | oiga | oigan | y ahora | y eso |
        nada | alguien | nadie | y que | bueno
    """),
    persisting=(
        r"(?:sigue|siguen|sigo|seguimos|continua)(?: [^ .,]+){0,2}? (?:sin|igual|esperando|"
        r"fallando|roto|rota|caido|caida)",
        r"(?:sigue|siguen) (?:el|la|lo) mism[ao]",
        r"(?:todavia|aun) no(?! (?:he decidido|se|estoy segur[ao]))",
        r"(?:todavia|aun) (?:nada|sin|estoy esperando)",
        r"como (?:ya )?(?:le |les |te |os )?(?:dije|he dicho|comente|explique)",
        r"ya (?:se lo |le |les |te |os )(?:dije|he dicho|explique|he explicado)",
        r"(?:le |les |te |os |lo )?repito",
        r"no (?:me )?(?:ha )?(?:ayudo|ayudado|sirvio|servido|funciono|funcionado)",
        r"tampoco (?:me )?(?:funciona|sirve|funciono|ha funcionado|arranca|enciende|carga|abre|"
        r"conecta|entra|imprime|responde|deja)",
        r"(?:incluso|hasta|ni) (?:con|despues de|sin)(?: [^ .]+){1,8}? (?:no|nada|tampoco)",
        r"no ha cambiado nada",
        r"(?:aun asi|asi y todo|igual|ni asi|ni con eso)(?: [^ .,]+)? (?:no|nada|tampoco)",
        r"ni asi",
        r"y nada(?= (?:\.|$))",
        r"(?:el )?mismo resultado",
        r"(?:sin (?:exito|resultado|cambios)|ningun cambio|ninguna diferencia)",
        r"otra vez lo mismo",
        r"lo mismo (?:de siempre|que antes)",
    ),
    thanks=r"gracias|perfecto|genial|estupendo|solucionado|resuelto|ya funciona|excelente",
    praise=(
        r"(?:siempre|cada vez|todas las veces|las [a-z]+ veces|fueron|fue|son|han sido|ha sido|"
        r"estoy|quede|he estado|he quedado|estuve)(?: me| nos| he| han| hemos| sido| muy| tan| "
        r"super| estado| quedado| todos| fueron| fue| son| y| mas que)* (?:content[ao]s?|"
        r"satisfech[ao]s?|feliz|felices|encantad[ao]s?|amables?|atent[ao]s?|simpatic[ao]s?|"
        r"encantador[a-z]*|agradecid[ao]s?|maravillos[ao]s?|geniales|excelentes?|pacientes?)"
        r"(?! de)",
        r"(?:atendieron|ayudaron|trataron|atendido|ayudado|tratado|asesoraron|asesorado|"
        r"atienden|ayudan|tratan)(?: siempre| muy| super| de| tan)* (?:bien|maravilla|genial|"
        r"estupendamente|perfectamente|fenomenal|lujo|diez)",
        r"(?:muy|super|siempre) bien (?:atendid[ao]s?|tratad[ao]s?|asesorad[ao]s?|aconsejad[ao]s?)",
        r"siempre (?:me |nos )?(?:ayudaron|ayudan|han ayudado|resolvieron|solucionaron|"
        r"(?:respondieron|contestaron)(?: muy)? (?:rapido|bien))",
        r"lo (?:buen[ao]s?|amables|bien) que (?:son|sois|es|atienden|trabajan)",
        r"(?:pero )?(?:ya|ahora|por fin)(?: todo| si| me)* (?:funciona|va bien|esta (?:todo )?"
        r"(?:solucionado|resuelto|arreglado))",
        r"un[ao]? (?:vez )?(?:por|para|sobre)(?: [^ .,]+){1,5}?(?: ,)?(?: y)? (?:otr[ao]|un[ao]?)"
        r"(?: vez)? (?:por|para|sobre)",
        r"{start}(?:(?:y|ya|pues) )*por [a-z0-9]+ vez(?: ,)* (?:muchas |mil |muchisimas )?"
        r"gracias(?! (?:de antemano|por adelantado))",
    ),
    reservations=(
        r"pero|aunque|sin embargo|no|nunca|jamas|nada|nadie|ningun[a-z]*|sin|tampoco|todavia|aun|"
        r"sigo|sigue|siguen|por que|hasta|mal|lamentablemente|desgraciadamente|ni|estaria|seria|"
        r"serian|falta|por favor|si (?:me|pueden|puede)"
    ),
    function_words=words("""
        el la los las un una unos unas lo yo me mi mis conmigo nosotros nos nuestro nuestra tu
        te tus ti usted ustedes vosotros os su sus se le les ella ello ellos que cual y e o u
        pero si porque pues como cuando a al ante bajo con contra de del desde en entre hacia
        hasta para por segun sin sobre tras soy es son era eran fue ser estoy esta estan estaba
        he ha han hemos habia haber hay tengo tiene tienen tener puedo puede pueden poder quiero
        quiere quisiera quieren necesito debo debe no ya aun todavia muy mas menos tambien solo
        siempre ahora hoy aqui ahi eso esto este esa ese aquello favor gracias hola buenos
        buenas dias tardes noches nadie sigo sigue pido exijo solicito solucion semanas horas
        ayer ayuda ayudar ayudeme dar dame dime hacer hago ver saber algo todo nada otra vez
    """),
    concepts={
        "missing": (
            r"no(?: [^ .,]+){0,2} (?:llegado|llega|llego|recibido|recibi|recibo|entregado)|"
            r"donde (?:esta|estan|anda)|(?:sigo|estoy) esperando|perdido|"
            r"(?:ningun|sin)(?= (?:paquete|pedido|envio) )"
        ),
        "fault": (
            r"no(?: [^ .,]+){0,2} (?:funciona|funcionan|enciende|carga|arranca|responde|sirve|va)|"
            r"no(?: [^ .,]+)? (?:acepta[a-z]*)|rechazad[ao]|rechazan?|"
            r"rot[ao]|averiad[ao]|estropead[ao]|danad[ao]|caid[ao]|defectuos[ao]|"
            r"(?:no(?: me)?|sin) (?:puedo|poder|consigo|conseguir|logro|lograr|deja|permite)"
            r"(?= (?:entrar|acceder|ingresar|iniciar sesion) )|"
            r"(?:sin|no (?:tengo|hay))(?= (?:internet|conexion|wifi|linea|senal) )"
        ),
        "parcel": r"paquetes?|pedidos?|envios?|entrega|encomienda",
        "money_back": (
            r"reembols[a-z]*|(?:me )?(?:devol|devuel)[a-z]* (?:el|mi|del) dinero|"
            r"dinero de vuelta|mi dinero|me devuelvan"
        ),
        "cancel": r"cancel[a-z]*|anul[a-z]*|dar(?:me)? de baja|la baja",
        "connection": r"internet|wi ?fi|conexion|linea",
        "sign_in": (
            r"(?:entrar|acceder|ingresar)(?: en| a)? (?:mi|la) cuenta|"
            r"iniciar sesion(?: en (?:mi|la) cuenta)?|entrar|acceder|ingresar"
        ),
        "charged": r"cobrad[ao]|cobraron|cobro|cargado|cargaron",
    },
)
