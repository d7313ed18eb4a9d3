"""How Brazilian Portuguese speaks of having asked before."""

from parley.domain.attempts.wording.shape import Claims, Wording, lines, words

_MANY = (
    r"tres|quatro|cinco|seis|sete|oito|nove|dez|vinte|cem|mil|varias|varios|muitas|muitos|tantas|"
    r"tantos|diversas|diversos|inumeras|inumeros|incontaveis|milhares de|um monte de|umas tres|"
    r"algumas|[3-9]|[1-9]\d"
)
_CLAIMS = Claims(
    words={
        "to": r"(?: (?:eu|a gente|ja|te|lhes?|me|isso|isto|tambem))*",
        "told": (
            r"expliquei|escrevi|liguei|falei|perguntei|pedi|contatei|contactei|reclamei|"
            r"reportei|repeti|contei|solicitei|informei|mencionei|avisei|relatei|comuniquei|"
            r"cobrei|mandei mensagem|mandei e ?mail|entrei em contato|disse|insisti|tive que "
            r"(?:ligar|explicar|repetir|escrever|pedir)|tentei (?:falar|explicar|ligar|contato|"
            r"entrar em contato)"
        ),
        "present": (
            r"ligo|escrevo|explico|pergunto|peco|digo|falo|contato|reclamo|repito|cobro|"
            r"entro em contato|(?:estou|to|tou) {calling}|venho (?:pedir|reclamar|perguntar)|"
            r"(?:tenho|preciso)(?: que| de)? {infinitive}"
        ),
        "calling": (
            r"(?:ligando|escrevendo|explicando|pedindo|perguntando|falando|dizendo|reclamando|"
            r"repetindo|cobrando|solicitando|entrando em contato)"
        ),
        "infinitive": (
            r"(?:explicar|ligar|escrever|dizer|falar|repetir|perguntar|pedir|reclamar|contar|"
            r"cobrar|entrar em contato)"
        ),
        "contact": (
            r"mensagem|e ?mail|ligacao|chamada|chamado|reclamacao|carta|solicitacao|ticket|"
            r"protocolo|lembrete|contato|atendimento"
        ),
        "contacts": (
            r"mensagens|e ?mails|ligacoes|chamadas|chamados|reclamacoes|cartas|solicitacoes|"
            r"tickets|protocolos|lembretes|contatos"
        ),
        "staff": r"pessoas|atendentes|agentes|operadores|operadoras|funcionarios|consultores",
        "now": r"(?: ja| hoje| agora)*",
    },
    two={
        "times": r"(?:duas|2) vezes|2x",
        "number": r"dois|duas|2",
        "ordinal": r"segund[ao]|2a|2ª",
    },
    more={
        "times": rf"(?:{_MANY}) vezes|[3-9]x",
        "number": _MANY,
        "ordinal": (
            r"terceir[ao]|quart[ao]|quint[ao]|sext[ao]|setim[ao]|oitav[ao]|non[ao]|decim[ao]|"
            r"enesim[ao]|milesim[ao]|centesim[ao]|[3-9]a|[3-9]ª"
        ),
    },
    forms=(
        r"(?:(?<! voce)(?<! voces)(?<! nao)(?<! nunca)(?<! se)(?<! ele)(?<! ela)(?<! que) {told}|"
        r" (?:que|se nao) (?:eu|ja) {told}){gap} {times}{own}",
        r" {times}(?: que)?{to} {told}{own}",
        r" {times}(?: que)?{to} {present}{own}",
        r" (?:e|sera|foi|faz){now}(?: pela)?(?: a| minha)? {ordinal} (?:vez|tentativa){now}{end}",
        r" {ordinal} vez{now}(?: em [^ .,]+ [^ .,]+)?(?: ,)?(?: que)?{to} (?:{told}|{present})"
        r"{own}",
        r"{start}(?: (?:e|ja|pois|bom|mas|repito|olha))*(?: pela| a)? {ordinal} vez{now}{end}",
        r"(?<! nao) (?:{present}|{told}){gap} pela {ordinal} vez{own}",
        r" pela {ordinal} vez(?: ,)?{to} (?:{told}|{present}){own}",
        r" (?:minha|meu|nossa|nosso) {ordinal} {contact}{own}",
        r" e{now} (?:a|o) {ordinal} {contact}(?! de)",
        r" (?:mandei|enviei|escrevi|fiz|abri|deixei|registrei){gap} {number}(?: [^ .,]+)? "
        r"{contacts}{own}",
        r" (?:depois de|apos|mesmo com) {number}(?: [^ .,]+)? {contacts}(?! de| da| do){own}",
        r" (?:falei|conversei) com {number}(?: [^ .,]+)? {staff}",
    ),
    unbounded=(
        r" quantas vezes(?: (?:mais|eu|a gente|vou|tenho|preciso|devo|terei|ainda|que|de|ter|vai|"
        r"precisar|te|lhes?))* {infinitive}{own}",
    ),
    others=(
        r"filh[ao]s?|crianc[a-z]*|esposa|mulher|marido|esposo|mae|pai|pais|amig[ao]s?|chefe|"
        r"vizinh[ao]s?|irma|irmas|irmao|irmaos|parceir[ao]|familia|namorad[ao]|alun[ao]s?|"
        r"proprietari[ao]|medic[ao]|doutora?|banco|restaurante|hotel|avo|vovo|ti[ao]|prim[ao]|"
        r"profess\w*|cachorro|gato|policia|entregador|motoboy|carteiro|campainha|"
        r"(?:meus?|minhas?) (?:colegas?|equipe|funcionari\w*|clientes?)"
    ),
)

WORDING = Wording(
    claims=_CLAIMS,
    nudges=lines("""
        ainda nada | ate agora nada | nada ainda | continuo esperando | continuo aguardando |
        estou esperando | to esperando | estou aguardando | aguardando | ainda estou esperando |
        ainda estou aguardando | ainda sem resposta | sem resposta | continuo sem resposta |
        nenhuma resposta | alguma novidade | novidades | alguma noticia | alguma resposta | tem
        novidade | alguma posicao | me responde | me responda | responde | respondam | por favor
        respondam | responde por favor | respondam por favor | tem alguem ai | alguem ai | ola
        tem alguem ai | oi tem alguem ai | ola alguem ai | voce esta ai | ta ai | esta ai |
        ainda esta ai | voces estao ai | e agora | cade a resposta | cade minha resposta |
        ninguem responde | o que houve | e a minha resposta
    """),
    asked=lines("""
        e | e ai | e entao | entao | alo | aloo | ola | oi | nada | alguem | ninguem | e dai | e
        isso | bom
    """),
    persisting=(
        r"ainda(?: [^ .,]+){0,2}? nao(?! (?:sei|decidi|tenho certeza|escolhi))",
        r"ainda (?:nada|sem|estou sem|estou esperando|estou aguardando|com o mesmo)",
        r"(?:continua|continuo|continuam|segue|sigo)(?: [^ .,]+){0,2}? (?:nao|sem|igual|esperando|"
        r"aguardando|com o mesmo|com problemas?|fora do ar|quebrad[ao]|parad[ao])",
        r"(?:continua|continuo) na mesma",
        r"nao (?:adiantou|resolveu|funcionou|ajudou)",
        r"nada mudou",
        r"(?:mesmo assim|assim mesmo|ainda assim|nem assim|igual)(?: [^ .,]+)? (?:nao|nada|nem)",
        r"nem assim",
        r"e nada(?= (?:\.|$))",
        r"(?:o )?mesmo resultado",
        r"(?:sem (?:sucesso|resultado|efeito)|nenhuma (?:mudanca|diferenca|melhora))",
        r"como (?:eu )?(?:ja )?(?:disse|falei|expliquei)",
        r"(?:eu )?ja (?:te |lhe |lhes )?(?:disse|falei|expliquei)",
        r"(?:eu )?repito",
        r"tambem nao (?:funciona|funcionou|deu|liga|abre|entra|conecta|carrega|imprime|consigo)",
        r"mesmo (?:com|depois d[eao]|sem)(?: [^ .]+){1,8}? (?:nao|nada)",
        r"(?:mesmo problema|mesmo erro|mesma coisa) de novo",
        r"de novo o mesmo",
    ),
    thanks=(
        r"obrigad[ao]|brigad[ao]|valeu|perfeito|otimo|resolvido|maravilha|beleza|ja funciona|"
        r"deu certo|excelente"
    ),
    praise=(
        r"(?:sempre|toda vez|todas as vezes|cada vez|foi|foram|sao|fui|fomos|estou|fiquei|"
        r"ficamos)(?: sempre| muito| super| tao| mega| foram| fui| sao| todos| fiquei| mais que)* "
        r"(?:feliz|felizes|satisfeit[ao]s?|contentes?|simpatic[ao]s?|atencios[ao]s?|gentil|gentis|"
        r"educad[ao]s?|prestativ[ao]s?|maravilhos[ao]s?|otim[ao]s?|excelentes?|querid[ao]s?|grat[ao]s?|"
        r"pacientes?)",
        r"bem (?:atendid[ao]s?|tratad[ao]s?|recebid[ao]s?|orientad[ao]s?|assistid[ao]s?)",
        r"(?:atenderam|ajudaram|trataram|atendem|ajudam|tratam)(?: sempre| muito| super| tao)* "
        r"(?:bem|maravilhosamente)",
        r"sempre (?:me |nos )?(?:ajudaram|ajudam|resolveram)",
        r"como (?:voces|voce) (?:sao|e) (?:bons|boas|bom|boa|otimos|otimas|legais|atenciosos)",
        r"(?:mas )?(?:agora|finalmente|ja)(?: tudo| ja| sim| esta| ta)* (?:funciona|funcionou|"
        r"funcionando|resolvid[ao]|resolveu|deu certo)",
        r"uma? (?:vez )?(?:para|por|sobre|pela|pelo)(?: [^ .,]+){1,5}?(?: ,)?(?: e)? (?:outr[ao]|"
        r"uma?)(?: vez)? (?:para|por|sobre|pela|pelo)",
        r"{start}(?:(?:e|ja) )*pela [a-z0-9]+ vez(?: ,)? (?:muito |muitissimo )?obrigad[ao]"
        r"(?! desde ja)",
    ),
    reservations=(
        r"mas|porem|contudo|entretanto|nao|nunca|jamais|nada|ninguem|nenhuma?|sem|ainda|por que|"
        r"ate agora|ate hoje|infelizmente|mal|nem|continuo|continua|seria|ficaria|gostaria|"
        r"falta|por favor|se (?:puder|puderem)"
    ),
    function_words=words("""
        o a os as um uma uns umas eu me mim meu minha meus minhas comigo nos nosso nossa voce
        voces te tu seu sua seus suas lhe lhes ele ela eles elas se que qual quem e ou mas
        porque pois como quando ao aos com contra da das de do dos desde em entre ate na nas no
        para pra pro pela pelas pelo por sem sob sobre sou sao era eram foi ser estou to esta ta
        estao estava tenho tem tinha ter ha havia posso pode podem poder quero queria quer
        querem gostaria preciso precisa devo deve nao sim ja ainda muito mais menos tambem so
        sempre agora hoje aqui ai isso isto este esse essa aquilo favor obrigado obrigada ola oi
        bom boa dia tarde noite ajuda ajudar ajude ninguem peco exijo solicito solucao dias
        semanas horas ontem dar dizer fazer faco ver saber algo tudo nada outra vez
    """),
    concepts={
        "missing": (
            r"nao(?: [^ .,]+){0,2}? (?:chegou|chega|recebi|recebo|entregue|entregaram|veio)|cade|"
            r"onde (?:esta|estao|anda|ta)|(?:esperando|aguardando)|perdid[ao]|sumiu|"
            r"(?:nada d[oa]|sem)(?= (?:pacote|pedido|entrega|encomenda) )"
        ),
        "fault": (
            r"nao(?: [^ .,]+){0,2}? (?:funciona|funcionam|liga|conecta|carrega|pega|responde)|"
            r"nao(?: [^ .,]+)? (?:aceit[a-z]*)|recusad[ao]|rejeitad[ao]|"
            r"parou de funcionar|quebrad[ao]|com defeito|caiu|fora do ar|travad[ao]|danificad[ao]|"
            r"(?:nao|sem)(?: me)? (?:consigo|conseguir|posso|poder|deixa|permite)"
            r"(?= (?:entrar|acessar|logar|fazer login) )|"
            r"(?:sem|nao tenho)(?= (?:internet|conexao|sinal|wifi|rede) )"
        ),
        "parcel": r"pacotes?|pedidos?|encomendas?|entrega|envio|remessa",
        "money_back": (
            r"reembols[a-z]*|estorn[a-z]*|dinheiro de volta|devol[a-z]* (?:o|meu|do) dinheiro|"
            r"meu dinheiro"
        ),
        "cancel": r"cancel[a-z]*",
        "connection": r"internet|wi ?fi|conexao|sinal",
        "sign_in": (
            r"(?:entrar|acessar|logar|fazer login)(?: na| a| em)?(?: minha)? conta|fazer login|"
            r"logar|entrar|acessar"
        ),
        "charged": r"cobrad[ao]|cobraram|cobranca|debitad[ao]|debitaram",
    },
)
