"""Number words, by language, as they stand in folded text.

Zero to twelve and what a translation may write out instead of digits. Articles count as one,
because "1 item" may become "ein Artikel"; nothing requires the reverse.
"""

from collections.abc import Mapping
from types import MappingProxyType

from parley.risk.fold import fold

# A line a value, the value first; each further word may stand for it.
_WRITTEN = {
    "en": """
        0 zero none no nil
        1 one a an once first single
        2 two twice second both couple double pair
        3 three thrice third triple
        4 four fourth
        5 five fifth
        6 six sixth
        7 seven seventh
        8 eight eighth
        9 nine ninth
        10 ten tenth
        11 eleven eleventh
        12 twelve twelfth dozen noon midday
        13 thirteen
        14 fourteen fortnight
        15 fifteen
        16 sixteen
        17 seventeen
        18 eighteen
        19 nineteen
        20 twenty
        30 thirty
        40 forty
        50 fifty
        60 sixty
        70 seventy
        80 eighty
        90 ninety
        100 hundred
        1000 thousand
        24 midnight
        """,
    "de": """
        0 null kein keine keinen keiner
        1 ein eine einen einem einer eines eins einmal erste ersten erster erstes einzige einzigen
        2 zwei zwo zweimal zweite zweiten zweiter zweites beide beiden doppelt paar zweier zu-zweit
        3 drei dreimal dritte dritten dritter drittes dreifach dreier
        4 vier viermal vierte vierten vierter viertes
        5 funf fuenf funfmal funfte funften funfter
        6 sechs sechste sechsten
        7 sieben siebte siebten
        8 acht achte achten
        9 neun neunte neunten
        10 zehn zehnte zehnten zehnmal
        11 elf elfte elften
        12 zwolf zwoelf zwolfte zwolften dutzend mittag
        13 dreizehn
        14 vierzehn
        15 funfzehn
        16 sechzehn
        17 siebzehn
        18 achtzehn
        19 neunzehn
        20 zwanzig
        30 dreißig dreissig
        40 vierzig
        50 funfzig
        60 sechzig
        70 siebzig
        80 achtzig
        90 neunzig
        100 hundert einhundert
        1000 tausend eintausend
        24 mitternacht
        """,
    "es": """
        0 cero ningun ninguno ninguna
        1 uno una un primer primero primera
        2 dos segundo segunda ambos ambas doble par
        3 tres tercer tercero tercera triple
        4 cuatro cuarto cuarta
        5 cinco quinto quinta
        6 seis sexto sexta
        7 siete septimo septima
        8 ocho octavo octava
        9 nueve noveno novena
        10 diez decimo decima decena
        11 once undecimo undecima
        12 doce docena duodecimo mediodia
        13 trece
        14 catorce
        15 quince quincena
        16 dieciseis
        17 diecisiete
        18 dieciocho
        19 diecinueve
        20 veinte
        30 treinta
        40 cuarenta
        50 cincuenta
        60 sesenta
        70 setenta
        80 ochenta
        90 noventa
        100 cien ciento centenar
        1000 mil millar
        24 medianoche
        """,
    "fr": """
        0 zero aucun aucune
        1 un une premier premiere
        2 deux deuxieme second seconde double
        3 trois troisieme triple
        4 quatre quatrieme
        5 cinq cinquieme
        6 six sixieme
        7 sept septieme
        8 huit huitieme huitaine
        9 neuf neuvieme
        10 dix dixieme dizaine
        11 onze onzieme
        12 douze douzieme douzaine midi
        13 treize
        14 quatorze
        15 quinze quinzaine
        16 seize
        17 dix-sept
        18 dix-huit
        19 dix-neuf
        20 vingt vingtaine
        30 trente trentaine
        40 quarante
        50 cinquante
        60 soixante
        70 soixante-dix septante
        80 quatre-vingts quatre-vingt octante
        90 quatre-vingt-dix nonante
        100 cent cents centaine
        1000 mille millier
        24 minuit
        """,
    "pt": """
        0 zero nenhum nenhuma
        1 um uma primeiro primeira
        2 dois duas segundo segunda ambos ambas dobro duplo par
        3 tres terceiro terceira triplo
        4 quatro quarto quarta
        5 cinco quinto quinta
        6 seis sexto sexta
        7 sete setimo setima
        8 oito oitavo oitava
        9 nove nono nona
        10 dez decimo decima dezena
        11 onze
        12 doze duzia meio-dia
        13 treze
        14 quatorze catorze
        15 quinze quinzena
        16 dezesseis dezasseis
        17 dezessete dezassete
        18 dezoito
        19 dezenove dezanove
        20 vinte
        30 trinta
        40 quarenta
        50 cinquenta
        60 sessenta
        70 setenta
        80 oitenta
        90 noventa
        100 cem cento centena
        1000 mil milhar
        24 meia-noite
        """,
}

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
}
_MONTHS_SHORT = {
    "en": "jan feb mar apr may jun jul aug sept oct nov dec",
    "de": "jan feb marz apr mai jun jul aug sept okt nov dez",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "fr": "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
}

# Words that turn the number before them into a far larger one.
SCALES = MappingProxyType(
    {
        "k": 10**3, "tsd": 10**3, "mil": 10**3, "mille": 10**3, "thousand": 10**3,
        "tausend": 10**3, "hundred": 100, "m": 10**6, "mio": 10**6, "million": 10**6,
        "millions": 10**6, "millionen": 10**6, "millon": 10**6, "millones": 10**6,
        "milhao": 10**6, "milhoes": 10**6, "billion": 10**9, "milliarden": 10**9,
        "milliarde": 10**9, "milliard": 10**9, "milliards": 10**9, "bilhoes": 10**9,
        "bilhao": 10**9, "mrd": 10**9, "mds": 10**9, "mn": 10**6, "bn": 10**9,
    }
)  # fmt: skip

# Parts of an hour; "halb drei" and "las dos y media" hold minutes that no digit shows.
HALVES = frozenset(
    [
        "half",
        "halb",
        "halbe",
        "media",
        "demi",
        "demie",
        "meia",
        "quarter",
        "viertel",
        "cuarto",
        "quart",
        "quinze",
        "dreiviertel",
    ]
)

# Units of time: their numbers change with them, as sixty days are two months.
_SPANS = {
    "en": "minute minutes hour hours day days week weeks month months year years",
    "de": "minuten stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre"
    " jahren",
    "es": "minuto minutos hora horas dia dias semana semanas mes meses ano anos",
    "fr": "minute minutes heure heures jour jours semaine semaines mois an ans annee annees",
    "pt": "minuto minutos hora horas dia dias semana semanas mes meses ano anos",
}
SPANS = frozenset(word for words in _SPANS.values() for word in words.split())


def _values(written: str, language: str) -> Mapping[str, int]:
    values: dict[str, int] = {}
    for line in written.split("\n"):
        value, *words = line.split() or ["0"]
        values.update((word, int(value)) for word in words)
    for months in (_MONTHS[language], _MONTHS_SHORT[language]):
        for number, month in enumerate(months.split(), start=1):
            values.setdefault(fold(month).text, number)
    return MappingProxyType(values)


WORDS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {language: _values(written, language) for language, written in _WRITTEN.items()}
)
# Digit-free words that say too little to be missed: articles, "none", months, "second" as time.
STRONG: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            [
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ]
        ),
        "de": frozenset(
            [
                "zwei",
                "drei",
                "vier",
                "funf",
                "sechs",
                "sieben",
                "acht",
                "neun",
                "zehn",
                "elf",
                "zwolf",
            ]
        ),
        "es": frozenset(
            [
                "dos",
                "tres",
                "cuatro",
                "cinco",
                "seis",
                "siete",
                "ocho",
                "nueve",
                "diez",
                "once",
                "doce",
            ]
        ),
        "fr": frozenset(
            ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "dix", "onze", "douze"]
        ),
        "pt": frozenset(
            [
                "dois",
                "duas",
                "tres",
                "quatro",
                "cinco",
                "seis",
                "sete",
                "oito",
                "nove",
                "dez",
                "onze",
                "doze",
            ]
        ),
    }
)
