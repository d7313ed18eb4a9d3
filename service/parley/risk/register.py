"""Words by which a translation shows how it addresses its reader.

Only words that can be nothing else: third persons that look like a polite form stay out, and
imperatives count where a sentence begins or after "please".
"""

import re
from enum import StrEnum
from types import MappingProxyType

from parley.domain.message import Formality


class Address(StrEnum):
    """A form of address; Brazilian "você" is either, but no "o senhor"."""

    FORMAL = Formality.FORMAL.value
    INFORMAL = Formality.INFORMAL.value
    NEUTRAL = "neutral"


_BEGINS = r"(?:(?<![^\n])|(?<=[.!?:¡»\-] )|(?<=[¡\n\-]))"
_PLEASE = MappingProxyType(
    {
        "de": r"(?<=\bbitte )",
        "es": r"(?<=\bpor favor )|(?<=\bpor favor, )",
        "fr": r"(?<=pla[iî]t, )|(?<=pla[iî]t )",
        "pt": r"(?<=\bpor favor )|(?<=\bpor favor, )",
    }
)
# What only orders: no noun, nor, at the beginning of a sentence, a third person one would expect.
_ORDERS_FORMAL = {
    "es": r"(?:env[ií]e|mande|haga|diga|escriba|llame|espere|revise|verifique|compruebe|abra|pulse"
    r"|intente|pruebe|mire|responda|contacte|descargue|introduzca|elija|seleccione|confirme"
    r"|reinicie|siga|ponga|cierre|actualice|rellene|consulte|vuelva|disculpe|perdone|indique"
    r"|facilite|devuelva|guarde|entre|acceda|adjunte)",
    "fr": r"(?!(?:chez|assez|nez|rez|allez-y)\b)\w{2,}ez",
}
_ORDERS_INFORMAL = {
    "de": r"(?:schicke?|sende|gib|nimm|öffne|prüfe?|schau|sag|schreibe?|rufe?|warte?|klicke?"
    r"|antworte|bestätige|wähle|lade|starte|installiere|folge|probiere?|lies|komm|füge|trage?"
    r"|überprüfe|kontaktiere|teile?)(?! (?:ich|er|sie|es|man|wir)\b)",
    "es": r"(?:env[ií]a|manda|haz|di|escribe|llama|espera|revisa|verifica|comprueba|abre|pulsa"
    r"|intenta|prueba|mira|responde|contacta|descarga|introduce|elige|selecciona|confirma"
    r"|reinicia|sigue|pon|cierra|actualiza|rellena|consulta|vuelve|disculpa|perdona|indica"
    r"|devuelve|guarda|adjunta"
    # As "vos" is told; not "escribí" or "elegí", which also say what the writer did.
    r"|(?:envi|mand|revis|verific|comprob|us|toc|complet|ingres|esper|mir|prob|llam|contact"
    r"|descarg|confirm|seleccion|inici|reinici|cerr|intent|avis|consult|dej|guard|adjunt|pag|carg)á"
    r"|(?:hac|pon|volv|devolv|respond|ten|acced)é|vení|decí)",
    "fr": r"(?:envoie|clique|vérifie|essaie|essaye|appelle|donne|attends|regarde|ouvre|dis|fais"
    r"|redémarre|réponds|contacte|écris|choisis|télécharge|confirme|indique|rappelle|remplis"
    r"|renvoie|connecte|ferme|mets|prends)(?!-t-)",
    "pt": r"(?:me (?:manda|envia|diz|fala|passa|avisa|liga|conta)|manda|envia|clica|confere|tenta"
    r"|liga|abre|responde|baixa|escolhe|confirma|espera aí|olha só|reinicia|preenche)",
}
# With a pronoun at its end an order is one anywhere.
_CLITIC_FORMAL = {
    "es": r"(?:env[ií]e|mánde|díga|escríba|lláme|avíse|espére|permíta|indíque|dé|hága|muéstre)"
    r"(?:me|nos|lo|la|le)(?:lo|la)?|póngase|asegúrese|comuníquese|diríjase|regístrese",
}
_CLITIC_INFORMAL = {
    "es": r"(?:env[ií]a|mánda|di|escríbe|lláma|avísa|espéra|permíte|indíca|da|haz|muéstra)"
    r"(?:me|nos)(?:lo|la)?|ponte|asegúrate|comunícate|dirígete|regístrate"
    r"|(?:deci|escribi|avisa|llama|manda|conta|espera|mostra|pasa|hace|responde)(?:me|nos)(?:lo|la)?"
    r"|fijate|ponete|asegurate|comunicate|dirigite|registrate|conectate|suscribite|quedate"
    r"|acordate|(?:hace|devolve|pone|proba|usa)l[oa]s?",
}
# Endings that only "tú" and "vos" have; "-és" is a nationality's and a plural's as well, and so
# stands with the verbs that it is met with.
_ENDINGS_INFORMAL_ES = (
    r"(?!(?:además|más|atrás|detrás|trás|jamás|quizás|demás|compás|ananás|aguarrás|papás|mamás"
    r"|sofás|tomás|nicolás|jonás|satanás)\b)"
    r"[a-zñáéíóú]{2,}ás"
    r"|(?:ten|pod|quer|sab|deb|hac|pon|com|le|cre|perd|vend|entend|resolv|aprend|escog|devolv"
    r"|respond|recog|acced|volv|mov|dispon|obten|manten|merec|conoc|tra|ca|encend|promet)és"
    r"|(?:dec|ven|sal|ped|segu|eleg|recib|escrib|viv|prefer|sent|abr|cumpl|sub|consegu)ís"
)
_FORMAL = {
    # "Sie" after a full stop may be "she" or "they".
    "de": r"(?<![.!?:\n»“\"(] )(?<![.!?:\n»“\"(\-*])(?<!^)\b(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b",
    "fr": r"(?i:(?<!rendez-)(?<!rendez )\b(?:vous|votre|vos)\b)",
    "es": r"(?i:\bustedes\b|\busted\b|\bUds?\.)",
    "pt": r"(?i:\b(?:[oa]|ao|à|do|da|no|na|pelo|pela) (?:senhora?)\b(?! (?-i:[A-Z])))",
}
_INFORMAL = {
    "de": r"(?i:\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b)",
    # A tone of voice is no address: "votre ton", "le ton".
    "fr": r"(?i:\b(?:tu|toi|tes|te)\b|\bt['’](?=\w)"
    r"|(?<!le )(?<!un )(?<!ce )(?<!votre )(?<!leur )(?<!quel )\bton\b)",
    "es": r"(?i:\b(?:tú|tus?|ti|te|contigo|vosotr[oa]s|vuestr[oa]s?|puedes|tienes|quieres|eres"
    r"|estás|necesitas|podrías|debes|sabes|has"
    rf"|{_ENDINGS_INFORMAL_ES})\b)|\b(?:[Vv]os|[Ss]os)\b",
    # "Você" is how most of Brazil addresses anybody, customers too: it shows neither.
    "pt": r"(?i:\b(?:tu|teus?|tuas?|contigo|ti|vcs?|cê)\b)",
}
_NEUTRAL = {"pt": r"(?i:\bvocê\b)"}


def _expression(language: str, *tables: dict[str, str]) -> re.Pattern[str]:
    """Words that show a form anywhere, orders with a pronoun, and orders where one begins."""
    words, orders, clitics = (table.get(language) for table in tables)
    found = [words] if words else []
    if clitics:
        found.append(rf"(?i:\b(?:{clitics})\b)")
    if orders:
        found.append(rf"(?i:(?:{_BEGINS}|{_PLEASE[language]})(?:{orders})\b)")
    return re.compile("|".join(found))


_PATTERNS = MappingProxyType(
    {
        language: MappingProxyType(
            {
                Address.FORMAL: _expression(language, _FORMAL, _ORDERS_FORMAL, _CLITIC_FORMAL),
                Address.INFORMAL: _expression(
                    language, _INFORMAL, _ORDERS_INFORMAL, _CLITIC_INFORMAL
                ),
            }
            | ({Address.NEUTRAL: re.compile(_NEUTRAL[language])} if language in _NEUTRAL else {})
        )
        for language in _FORMAL
    }
)


def addresses(text: str, language: str) -> dict[Address, tuple[int, int]]:
    """Code points of the first word that shows a form of address, by form.

    Languages that make no such difference, or whose words are unknown, have none.
    """
    return {
        address: match.span()
        for address, pattern in _PATTERNS.get(language, {}).items()
        if (match := pattern.search(text))
    }
