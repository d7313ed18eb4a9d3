"""Whether a text denies something, by language.

Two lists a language. A denial is sure to negate; a hint (a prefix, "without", "only") is enough
to explain why the other language has a denial here.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from parley.risk.fold import Folded

_DENIALS = {
    "en": r"not|cannot|never|nothing|nobody|none|nowhere|neither"
    r"|(?:ca|wo|do|does|did|is|are|was|were|has|have|had|would|could|should|must|need)n'?t"
    r"|i ain't|unable|(?:have|has|had|got|received|there(?:'s| is| are| was| were)) no"
    r"(?! (?:idea|doubts?|problems?|need|trouble|matter|choice|objections?|hurry|rush|way|longer"
    r"|more|other|later|less|sooner)(?!\w))",
    "de": r"nicht|nie|niemals|nichts|niemand(?:em|en)?|kein(?:e|en|em|er|es|s)?|nirgend\w*|weder"
    r"|au(?:ss|ß)erstande",
    "es": r"no|nunca|jamas|nada|nadie|ningun[oa]?s?|tampoco|ni"
    r"|incapa(?:z|ces)",
    "fr": r"pas|jamais|rien|aucune?|ni|nulle part|personne ne|ne \w+ (?:plus|personne|guere)"
    r"|incapables?"
    r"|n'\w+ (?:plus|personne|guere)",
    "pt": r"nao|nunca|jamais|nada|ninguem|nenhum\w*|tampouco|nem"
    r"|incapa(?:z|zes)",
}
_HINTS = {
    "en": r"no|without|un\w+|in\w+|im\w+|dis\w+|il\w+|ir\w+|non|nor|few|little|hardly|barely|rarely"
    r"|only|just|fail\w*|refus\w*|lack\w*|miss\w*|stop\w*|wrong|forg[eo]t\w*|avoid\w*|den(?:y"
    r"|ied|ies)"
    r"|unless|until|except|instead|too|free|else|otherwise|any|anything|anyone|anymore|longer"
    r"|keeps?|rather|sorry|hesitate|mind|worry|out|empty|invalid|lost|prevent\w*|dont|wont|cant"
    r"|doesnt|didnt|isnt|arent|wasnt|havent|hasnt|couldnt|wouldnt|\w+less|off|than|far from|yet",
    "de": r"un\w+|ohne|\w+los\w*|kaum|nur|erst|bevor|bis|sonst|statt|au(?:ß|ss)er|fehl\w*"
    r"|verweiger\w*"
    r"|vergess\w*|falsch|ver\w+|ausser|nein|leider|zu|weniger|selten|wenig\w*|in\w+|leer|noch"
    r"|aus|ab"
    r"|als|sondern|stimmt|doch|miss\w*|geschlossen|gesperrt|weg|frei|\w+frei",
    "es": r"sin|solo|apenas|excepto|in\w+|im\w+|des\w+|falta\w*|fall\w+|olvid\w*|salvo|hasta|antes"
    r"|deja\w*|mal|poco|demasiado|pero|sino|evit\w*|nulo|ir\w+|perdi\w*|neg\w+|que|lugar",
    "fr": r"sans|ne|n'\w+|non|in\w+|im\w+|de\w+|seulement|sauf|manqu\w*|oubli\w*|trop|peu|avant"
    r"|jusqu\w*"
    r"|faux|mal|me\w+|a peine|evit\w*|plus|ir\w+|refus\w*|echou\w*|arret\w*|personne|que|lieu",
    "pt": r"sem|so|apenas|exceto|in\w+|im\w+|des\w+|falt\w*|falh\w+|esquec\w*|ate|antes|deix\w*"
    r"|mal|pouco"
    r"|demais|mas|sen[ao]\w*|evit\w*|ir\w+|perd\w+|neg\w+|que|lugar|fora|par\w+",
}


def _compile(words: Mapping[str, str]) -> Mapping[str, re.Pattern[str]]:
    return MappingProxyType(
        {language: re.compile(rf"(?<!\w)(?:{rx})(?!\w)") for language, rx in words.items()}
    )


_DENIAL = _compile(_DENIALS)
_HINT = _compile(_HINTS)
# A denial that is only a form of politeness or agreement, and often falls away.
_IDLE = _compile(
    {
        "en": r"(?:do not|don'?t) (?:hesitate|worry|mind|forget)|why (?:not|don'?t)|not only"
        r"|no worries"
        r"|(?:is|are|was|were|do|does|did|has|have|wo|ca|could|would)n'?t (?:it|you|they|we|he"
        r"|she|i)"
        r"|not at all|nothing but|if not|or not|whether|not yet|never mind",
        "de": r"nicht (?:wahr|nur)|gar nicht|warum nicht|wenn nicht|ob|nicht zogern"
        r"|keine (?:sorge|ursache)"
        r"|kein (?:problem|ding)|nichts zu danken|noch (?:nicht|nie)|nicht mehr",
        "es": r"¿?no\?|por que no|no dud\w+|de nada|no solo|si no|no obstante|nada mas|o no"
        r"|no te preocupes"
        r"|no se preocupe|no olvid\w+|sino|todavia no|aun no|no hay de que|ya no|no mas",
        "fr": r"n'est-ce pas|pourquoi pas|n'hesitez|pas seulement|sinon|de rien|ou pas"
        r"|pas de (?:souci|quoi)"
        r"|ne vous inquietez|n'oubliez|si .* ne|pas encore|ne .* que|pas mal",
        "pt": r"nao e\?|ne\?|por que nao|nao hesite|de nada|nao so|se nao|senao|nada mais|ou nao"
        r"|nao se preocupe|nao (?:se )?esque\w+|ainda nao|nao deixe|pois nao|nao .* mais|nem",
    }
)


def knows(language: str) -> bool:
    return language in _DENIAL


def denial(folded: Folded, language: str) -> tuple[int, int] | None:
    """The folded range of the first denial that is more than a form, if there is one."""
    match = _DENIAL[language].search(folded.text)
    return None if match is None or _IDLE[language].search(folded.text) else match.span()


def may_deny(folded: Folded, language: str) -> bool:
    """Whether anything in the text may carry a denial of the other language."""
    return bool(_DENIAL[language].search(folded.text) or _HINT[language].search(folded.text))
