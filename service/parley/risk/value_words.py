"""Months, weekdays, days seen from today, currencies and units by language, keyed by value.

Words stand as in folded text. A line is a value, or several between "|" for a word that may be any
of them, then the words for it. "+" before a word: it counts only where its neighbours say so; see
`values.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MONTH, WEEKDAY, DAY, CURRENCY, UNIT = "month", "weekday", "day", "currency", "unit"

_MONTHS = {
    "en": "january february +march april +may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "fr": "janvier fevrier +mars avril mai juin juillet aout septembre octobre novembre decembre",
    "pt": "janeiro fevereiro +marco abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
}
# Beside a number only: "mar" is the sea, "set" a set, "dez" ten.
_MONTHS_SHORT = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "jan feb marz apr mai jun jul aug sep okt nov dez",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "fr": "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
}
# From Monday on. Portuguese counts most of its days and calls them second to sixth.
_WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "pt": "+segunda +terca +quarta +quinta +sexta sabado domingo",
}
_PARTS_OF_A_DAY = (
    "s", "morgen", "fruh", "vormittag", "vormittags", "mittag", "nachmittag", "nachmittags",
    "abend", "abends", "nacht",
)  # fmt: skip
_DAYS = {
    "en": """
        -1 +yesterday
        0 today tonight
        1 +tomorrow
        """,
    "de": """
        -2 vorgestern
        -1 gestern gestrige gestrigen gestriger gestriges
        0 +heute heutige heutigen heutiger heutiges
        1 +morgen morgige morgigen morgiger morgiges
        2 ubermorgen uebermorgen
        """,
    "es": """
        -2 anteayer antier
        -1 ayer
        0 hoy
        1 +manana
        """,
    "fr": """
        -1 +hier
        0 aujourd
        1 +demain
        """,
    "pt": """
        -2 anteontem
        -1 ontem
        0 hoje
        1 +amanha
        """,
}
_CURRENCIES = {
    "": """
        eur eur €
        usd usd us$
        gbp gbp £
        chf chf
        brl brl r$
        mxn mxn
        jpy jpy ¥
        usd|cad|aud|mxn|peso $
        cad cad ca$ c$
        aud aud au$ a$
        """,
    "en": """
        eur euro euros
        usd|cad|aud dollar dollars
        gbp pounds quid
        chf|franc francs
        mxn|peso pesos
        brl +reais
        jpy yen
        """,
    "de": """
        eur euro euros
        usd|cad|aud dollar dollars
        gbp pfund
        chf|franc franken
        mxn|peso pesos
        brl +real +reais
        jpy yen
        """,
    "es": """
        eur euro euros
        usd|cad|aud dolar dolares
        gbp libras
        chf|franc francos
        mxn|peso pesos
        brl +reales
        jpy yenes
        """,
    "fr": """
        eur euro euros
        usd|cad|aud dollar dollars
        gbp livres
        chf|franc francs
        mxn|peso pesos
        brl +reais +reals
        jpy yens
        """,
    "pt": """
        eur euro euros
        usd|cad|aud dolar dolares
        gbp libras
        chf|franc francos
        mxn|peso pesos
        brl +real +reais
        jpy ienes
        """,
}
# Only after a number, and compared by that number: a conversion changes it.
_UNITS = {
    "": """
        kg kg kilo kilos
        g g
        mg mg
        km km
        metre|minute|mega m
        cm cm
        mm mm
        l l
        ml ml
        cl cl
        kb kb
        mb mb
        gb gb
        tb tb
        percent %
        ms ms
        minute min mins
        """,
    "en": """
        kg kilogram kilograms kilogramme kilogrammes
        g gram grams gramme grammes
        t ton tons tonne tonnes
        lb lb lbs
        oz oz ounce ounces
        km kilometer kilometers kilometre kilometres
        metre|mega meter meters metre metres
        cm centimeter centimeters centimetre centimetres
        mm millimeter millimeters millimetre millimetres
        mile mile miles
        inch inch inches
        foot feet foot ft
        yard yard yards
        l liter liters litre litres
        ml milliliter milliliters millilitre millilitres
        gallon gallon gallons
        mb megabyte megabytes
        gb gigabyte gigabytes
        percent percent
        second second seconds sec secs
        minute minute minutes
        hour hour hours hrs
        day day days
        week week weeks
        month month months
        year year years
        """,
    "de": """
        kg kilogramm
        g gramm
        t t tonne tonnen
        oz unze unzen
        km kilometer kilometern
        metre|mega meter metern
        cm zentimeter zentimetern
        mm millimeter millimetern
        mile meile meilen
        inch zoll
        foot fuß fuss
        l liter litern
        ml milliliter
        gallon gallone gallonen
        mb megabyte
        gb gigabyte
        percent prozent
        second sekunde sekunden
        minute minute minuten
        hour stunde stunden std
        day tag tage tagen werktag werktage werktagen arbeitstag arbeitstage arbeitstagen
        week woche wochen
        month monat monate monaten
        year jahr jahre jahren
        """,
    "es": """
        kg kilogramo kilogramos
        g gramo gramos
        t tonelada toneladas
        oz onza onzas
        km kilometro kilometros
        metre|mega metro metros
        cm centimetro centimetros
        mm milimetro milimetros
        mile milla millas
        inch pulgada pulgadas
        foot pie pies
        l litro litros
        ml mililitro mililitros
        gallon galon galones
        mb megas megabytes
        gb gigas gigabytes
        second segundo segundos
        minute minuto minutos
        hour hora horas
        day dia dias
        week semana semanas
        month mes meses
        year ano anos
        """,
    "fr": """
        kg kilogramme kilogrammes
        g gramme grammes
        t t tonne tonnes
        oz once onces
        km kilometre kilometres
        metre|mega metre metres
        cm centimetre centimetres
        mm millimetre millimetres
        mile milles miles
        inch pouce pouces
        foot pied pieds
        l litre litres
        ml millilitre millilitres
        gallon gallon gallons
        kb ko
        mb mo
        gb go
        tb to
        second seconde secondes
        minute minute minutes mn
        hour heure heures
        day jour jours
        week semaine semaines
        month mois
        year an ans annee annees
        """,
    "pt": """
        kg quilo quilos quilograma quilogramas
        g grama gramas
        t tonelada toneladas
        oz onca oncas
        km quilometro quilometros
        metre|mega metro metros
        cm centimetro centimetros
        mm milimetro milimetros
        mile milha milhas
        inch polegada polegadas
        foot pe pes
        l litro litros
        ml mililitro mililitros
        gallon galao galoes
        mb megas megabytes
        gb gigas gigabytes
        second segundo segundos
        minute minuto minutos
        hour hora horas
        day dia dias
        week semana semanas
        month mes meses
        year ano anos
        """,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word may name.

    Attributes:
        kind: MONTH, WEEKDAY, DAY, CURRENCY or UNIT.
        values: the values that it may stand for; two words agree if they share one.
        alone: it says so without its neighbours' help.
        short: a month's abbreviation, which needs a number beside it.
    """

    kind: str
    values: frozenset[str]
    alone: bool = True
    short: bool = False


def _counted(kind: str, words: str, *, short: bool = False) -> Iterator[tuple[str, Entry]]:
    for number, word in enumerate(words.split(), start=1):
        alone = not short and not word.startswith("+")
        yield word.lstrip("+"), Entry(kind, frozenset([str(number)]), alone, short)


def _listed(kind: str, lines: str) -> Iterator[tuple[str, Entry]]:
    for line in lines.split("\n"):
        value, *words = line.split() or [""]
        for word in words:
            values = frozenset(value.split("|"))
            yield word.lstrip("+"), Entry(kind, values, not word.startswith("+"))


def _entries(language: str) -> Mapping[str, tuple[Entry, ...]]:
    """Words of more than one kind have an entry for each."""
    found: dict[str, tuple[Entry, ...]] = {}

    def add(entries: Iterator[tuple[str, Entry]]) -> None:
        for word, entry in entries:
            found[word] = (*found.get(word, ()), entry)

    add(_counted(MONTH, _MONTHS[language]))
    add(
        (word, entry)
        for word, entry in _counted(MONTH, _MONTHS_SHORT[language], short=True)
        if word not in found
    )
    weekdays = dict(_counted(WEEKDAY, _WEEKDAYS[language]))
    add(iter(weekdays.items()))
    if language == "en":
        add((f"{word}s", entry) for word, entry in weekdays.items())
    if language == "de":
        weekdays["sonnabend"] = weekdays["samstag"]
        add(iter([("sonnabend", weekdays["samstag"])]))
        add((word + part, entry) for word, entry in weekdays.items() for part in _PARTS_OF_A_DAY)
    add(_listed(DAY, _DAYS[language]))
    for kind, by_language in ((CURRENCY, _CURRENCIES), (UNIT, _UNITS)):
        for tag in ("", language):
            add(_listed(kind, by_language[tag]))
    return MappingProxyType(found)


ENTRIES: Mapping[str, Mapping[str, tuple[Entry, ...]]] = MappingProxyType(
    {language: _entries(language) for language in _MONTHS}
)
