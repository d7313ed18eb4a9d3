"""Words without which nothing binds a business: that it gives, waives, guarantees, answers for.

A classifier that has seen promises takes prices and dates for one: "the blue one costs $59.99" and
"your order shipped on 04/05/2026" are told to everybody, and promise nothing.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from parley.domain.language import primary
from parley.risk.fold import fold

_WORDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        language: re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        for language, words in {
            "de": r"kostenlos\w*|kostenfrei\w*|gratis|umsonst|\w*erstatt\w*|garant\w*|verspr\w+"
            r"|zusage|zugesagt|\w*rabatt\w*|gutschrift|gutschein|gutgeschrieben|streich\w*"
            r"|gestrichen|ubern\w+|gebe?n?|zahlen|zahle|ersetz\w*|\w*schadig\w*|erlass\w*"
            r"|erlasse\w*|haft\w*|gutschreib\w*|schreiben? \w+ gut|zuruck|verantwort\w*"
            r"|schuld\w*|fehler|bekommen|kriegen|erhalten|ohne \w*\s?\w*kosten|kaution"
            r"|biete\w*|schenk\w*|verzicht\w*|senk\w*|lieg\w* bei uns|behalten|stornier\w*"
            r"|verlanger\w*|reparier\w*|wort|geld|sicher|anspruch|kulanz\w*",
            "en": r""
            r"(?:i|we)(?:'ll| will| can| shall| owe| grant| give| cover| pay| admit| accept)"
            r"|(?:i'm|we're|we are|i am) \w+ing"
            r"|you(?:'ll| will| get| keep| pay| owe| have)|free|refund\w*|reimburs\w*"
            r"|credit\w*|compensat\w*|guarante\w*|promis\w*|discount\w*|waiv\w*|voucher"
            r"|locked|fault|mistake|liab\w*|responsib\w*|no (?:charge|cost|fees?)|entitled"
            r"|our word|my word|on us|revers\w*|charged|replac\w*|back|reduc\w*|will be"
            r"|without (?:charge|fees?)",
            "es": r"gratis|gratuit\w*|reembols\w*|dev[ou]\w+|garant\w*|promet\w*|asegur\w*"
            r"|descuento|abon\w*|compens\w*|indemni\w*|culpa|error|responsab\w*"
            r"|sin \w*\s?(?:coste|costo|cargo)s?|pag\w+|asum\w*|cubr\w*|cubier\w*|regal\w*"
            r"|ofre\w*|da(?:re|remos|mos|rle)|palabra|perdon\w*|anul\w*|condon\w*"
            r"|bonific\w*|cuenta nuestra|\w+(?:aremos|eremos|iremos|are)|recibira\w*"
            r"|tendra\w*|derecho|quedarse|fijo|cancel\w*|sustitu\w*|repon\w*|reintegr\w*",
            "fr": r"gratuit\w*|rembours\w*|garant\w*|prom(?:et|is)\w*|assur\w*|remise\w*|avoir"
            r"|\w*credit\w*|indemni\w*|dedommag\w*|faute|erreur|bevue|responsab\w*"
            r"|sans \w*\s?(?:frais|cout)|off[re]\w*|annul\w*|exoner\w*|devons|dois|prenons"
            r"|prends|supprim\w*|rece(?:vr|vo)\w*|accord\w*|pay\w+|recup\w*|rend\w*"
            r"|remplac\w*|droit|tort|parole|cadeau|recevez|aurez|\w+(?:erons|irons)",
            "pt": r"gratis|gratuit\w*|reembols\w*|devol\w*|garant\w*|promet\w*|assegur\w*"
            r"|desconto|credit\w*|estorn\w*|indeniz\w*|compens\w*|culpa|erro|responsab\w*"
            r"|sem \w*\s?(?:custo|cobranca|taxa)s?|pag\w+|assum\w*|cobr\w*|ganha\w*"
            r"|da(?:mos|rei|remos)|dou|cancel\w*|isent\w*|perdo\w*|direito|abon\w*"
            r"|bonific\w*|oferec\w*|brinde|palavra|vai \w+|vou \w+|vamos|recebera\w*|tera"
            r"|ficar com",
        }.items()
    }
)


def binds(text: str, language: str) -> bool:
    """Whether a text has such a word; for a language without a list, yes."""
    words = _WORDS.get(primary(language))
    return words is None or words.search(fold(text).text) is not None
