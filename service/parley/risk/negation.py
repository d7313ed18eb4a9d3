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
# A prefix denies with the stems that are named: "in" alone would take "invoice" for a denial, and
# hide with it that another was lost.
_HINTS = {
    "en": r"no|without|un(?!til(?!\w)|der|it|io|iq|iv|anim|cle|to(?!\w))\w+"
    r"|in(?:correct|valid|complet|activ|accura|access|adequa|abilit|accept|appropriat|capab|compatib"
    r"|consist|conveni|defin|depend|direct|effect|effic|eligib|exist|expens|explic|flexib|frequen"
    r"|just|oper|secur|sens|signific|stab|suffic|toler|visib|volunt|formal|human|evitab)\w*"
    r"|im(?:possib|perfect|patien|prope|polite|matur|mobil|practic|probab|precis|moral)\w*"
    r"|dis(?:abl|agre|allow|appear|appoint|approv|connect|continu|courag|honest|lik|loyal|miss|obey"
    r"|pleas|qualif|regard|respect|satisf|similar|trust|advant|comfort|beli|charg|interest)\w*"
    r"|il(?:legal|logical|legible)\w*|ir(?:regular|relevant|responsib|reversib|replaceab|resist)\w*"
    r"|non|nor|few|little|hardly|barely|rarely|scarcely|seldom|only|just|fail\w*|refus\w*|lack\w*"
    r"|miss\w*|stop\w*|wrong|forg[eo]t\w*|avoid\w*|den(?:y|ied|ies)|nah|nope|never|less"
    r"|unless|until|except|instead|too|free|else|keeps?|hesitate|mind|out|empty|lost|prevent\w*"
    r"|dont|wont|cant|doesnt|didnt|isnt|arent|wasnt|havent|hasnt|couldnt|wouldnt|\w+less|than"
    r"|far from",
    "de": r"un(?!d(?!\w)|s(?!\w)|ser|ter|ten(?!\w)|iv|i(?!\w)|g(?!\w))\w+|ohne|\w+los(?:e\w?)?"
    r"|in(?:aktiv|korrekt|kompatib|stabil|toler|effiz|effek|konsequ|akzept)\w*|kaum|nur|erst|bevor"
    r"|statt\w*|au(?:ß|ss)er|fehl\w*|verweiger\w*|verg(?:ess|iss|eb)\w*|falsch\w*|nein|nee"
    r"|ver(?:mei|hind|miss|biet|bot|lor|lier|pass|saum|sag|fall|schw)\w*|selten|weniger|wenig\w*"
    r"|leer\w*|als|sondern|miss\w*|geschlossen|gesperrt|weg|frei|\w+frei(?:e\w?)?|ab|abgelehnt"
    r"|ablehn\w*|scheiter\w*|stopp\w*|aufhor\w*|schluss|mangel\w*|vorbei|unmoglich|anders",
    "es": r"sin|solo|apenas|excepto"
    r"|in(?:correct|valid|complet|activ|exact|accesib|adecuad|capac|aceptab|apropiad|compatib"
    r"|coheren|comod|defini|dependi|direct|efic|exist|explic|flexib|frecuen|just|operat|segur|sensib"
    r"|signific|establ|sufici|toler|visib|volunt|formal|human|util|satisf|alcanz|cumpl|evitab|negab)\w*"
    r"|im(?:posib|perfect|pacien|prop|prob|precis|pag|ped|pid|product|pract|popul|previs|pun)\w*"
    r"|des(?:activ|agrad|aconsej|acuerd|aparec|aparez|aten|conect|confi|conoc|conozc|cuid|gan"
    r"|gracia|habilit|igual|interes|leal|orden|prote|ventaj|vincul|hac|ist|oir)\w*|falta\w*"
    r"|fall\w+|olvid\w*|salvo|deja\w*|poco|demasiado|sino|evit\w*|nulo|perd\w+|pierd\w+|lugar"
    r"|ir(?:regul|relev|respons|revers|real|racional|resist|rompib|remedia)\w*|neg[auo]\w*|nieg\w*"
    r"|mas que|contrari\w*|cancel\w*|lejos|raro|rara vez|carec\w*|rechaz\w*|libre|menos"
    r"|ausenc\w*|prohib\w*|en absoluto|dificil|basta",
    "fr": r"sans|ne|jsp|pa|n'\w+|non|seulement|sauf|manqu\w*|oubli\w*|trop|peu|faux|mal"
    r"|a peine|evit\w*|in(?:correct|valid|complet|activ|exact|access|adequat|capab|accept"
    r"|appropri|compatib|coher|confort|defin|depend|direct|effic|exist|expliq|flexib|frequen|just|oper|secur|sensib|signific"
    r"|stab|suffis|toler|visib|volont|formel|humain|util|satisf|certain|attend|disponib|connu)\w*"
    r"|im(?:possib|parfait|patien|propr|prob|precis|pay|mobil|prev|pratic|poli)\w*"
    r"|de(?:sactiv|sagre|savant|saccord|plai|connect|branch|pourvu|fect|favorab|conseill)\w*"
    r"|me(?:content|fi|connu|pris)\w*|plus|refus\w*|echou\w*|echec|arret\w*|lieu|rate\w*"
    r"|ir(?:regul|relev|respons|revers|real|ration|resist|repar)\w*|perdu\w*|empech\w*|loin"
    r"|autrement|interdi\w*|absen\w*|moins|rare\w*|defaut|exonere\w*|hors|contraire|plutot",
    "pt": r"sem|n|nn|so|apenas|exceto|falt\w*|falh\w+|esquec\w*|deix\w*|mal|pouco|demais|sen[ao]\w*"
    r"|in(?:corret|valid|complet|ativ|exat|acess|adequad|capac|aceit|apropriad|compativ|coeren|comod"
    r"|defin|depend|diret|efic|exist|explic|flexiv|frequen|just|oper|segur|sensiv|signific|stav"
    r"|sufici|toler|visiv|volunt|formal|human|util|satisf|certo|alcanc|dispon|evitav|feliz)\w*"
    r"|im(?:possiv|perfeit|pacien|propr|prov|precis|ped|produt|prest|popul|previs|pun)\w*"
    r"|des(?:ativ|agrad|aconselh|aparec|conect|confi|conhec|cuid|igual|interess|leal|lig|orden"
    r"|prote|vantag|vincul|habilit|ist|obed|acord|necess)\w*|evit\w*|perd\w+|perc[ao]\w*|lugar"
    r"|ir(?:regul|relev|respons|revers|real|racional|resist|repar)\w*|neg[aou]\w*|recus\w*"
    r"|rejeit\w*|longe|raro|raramente|carec\w*|livre|menos|ausen\w*|proib\w*|vez de|contrari\w*"
    r"|chega|dificil|cancel\w*|par(?:ar|ou|am)",
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
        r"|not at all|nothing but|if not|or not|whether|not yet|never mind|not in the least",
        "de": r"nicht (?:wahr|nur)|gar nicht|warum nicht|wenn nicht|ob|nicht zogern"
        r"|keine (?:sorge|ursache)"
        r"|kein (?:problem|ding)|nichts zu danken|noch (?:nicht|nie)|nicht mehr",
        "es": r"¿?no\?|por que no|no dud\w+|de nada|no solo|si no|no obstante|nada mas|o no"
        r"|no te preocupes"
        r"|no se preocupe|no olvid\w+|sino|todavia no|aun no|no hay de que|ya no|no mas"
        r"|no faltaba mas",
        "fr": r"n'est-ce pas|pourquoi pas|n'hesitez|pas seulement|sinon|de rien|ou pas"
        r"|pas de (?:souci|quoi)"
        r"|ne vous inquietez|n'oubliez|si .* ne|pas encore|ne .* que|pas (?:mal|bete)",
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
