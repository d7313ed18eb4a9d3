"""Codes of capitals without a digit: a voucher's code, a password, a BIC.

Only their company tells them from shouted words: a word that announces a code ("Gutscheincode
SOMMERXXL"), and for a BIC its shape as well (ISO 9362).
"""

import unicodedata
from collections.abc import Iterator

import regex

_CAPITALS = regex.compile(r"\p{Lu}[\p{Lu}_-]{3}")
_ENDS = r"(?![\p{L}\p{M}\p{N}_@&]|[-.:/'’][\p{L}\p{N}])"
_OPENING = r"[*_\"'“”„‚‘«‹(\[]{1,3}+"

_FOR = r"(?:[ ](?:del?|de la|du|d[ao])[ ]\p{Ll}{3,20}+|[ ](?:de l|d)['’]\p{Ll}{3,20}+)?"
_CUE = (
    # "Gutscheincode", "Promo-Code", "booking code"; "Kundenkennwort"; "Buchungsnummer".
    r"(?:\p{L}{0,30}(?:codes?|passw(?:ort|örter)|kennw(?:ort|örter)|gutschein|nummer)"
    r"|passwords?|passphrase|vouchers?|coupons?|pnr|(?:licen[cs]e|product|activation)[ ]key"
    r"|(?:lizenz|produkt|aktivierungs)schlüssel|buchungsreferenz|referenz"
    r"|(?:booking|reservation|order|ticket|tracking|confirmation|reference|case)[ ]number"
    r"|reference"
    rf"|(?:code|c[oó]digo|cup[oó]n|cupom|cupão|num[eé]ro|número|r[eé]f[eé]rence|refer[eê]ncia){_FOR}"
    r"|code[ ]promo|c[oó]digo[ ]promocional|mot[ ]de[ ]passe|bon[ ](?:de[ ]réduction|d['’]achat)"
    r"|contraseña|clave|localizador|senha|palavra-passe)"
)
_IS = r"is|was|ist|war|es|era|est|était|é"
_ANNOUNCED = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?P<cue>(?i:{_CUE}))(?:[ ](?i:{_IS}|(?P<reads>reads|lautete?)))?"
    rf"(?:(?P<sign>[ ]?[:=]\s?(?:{_OPENING}\s?)?|[ ]{_OPENING}[ ]?)|[ ])"
    rf"(?P<code>(?=[\p{{Lu}}_-]{{4}})\p{{Lu}}{{1,40}}+(?:[-_]\p{{Lu}}{{1,40}}+){{0,8}}+){_ENDS}"
    r"(?P<shout>(?=[ ]\p{Lu}{2}))?"
)
_ACRONYMS = frozenset(["PNR"])
_VOWEL = regex.compile(r"[aeiouy]")

# What people shout behind such a word, without accents: whole words, and what words begin with.
_SAID_OF_CODES = frozenset(
    word
    for words in (
        "again already also always asap available back because cannot does empty even ever"
        " expired fake fine free from good have help here important just late leaked lost"
        " missing must needed never nothing only please problem ready really reset right safe"
        " same sent should since still stolen strong that there this twice unknown urgent used"
        " useless very weak when where which will with work worked working works wrong your"
        " yours",
        "aber abgelaufen abgelehnt alle auch bitte deaktiviert dringend einmal falsch"
        " fehlerhaft fehlt funktioniert ganz gehackt geheim geht gesperrt gestohlen gilt"
        " gultig heute hier hilfe immer jetzt kaputt kein keine leer leider morgen nicht"
        " nichts noch nochmal nutzlos oder ohne richtig schon schwach sehr sicher sofort total"
        " unbekannt ungueltig ungultig unklar unlesbar unleserlich verfallen vergessen verloren"
        " verschwunden weg wertlos wichtig wieder wirklich",
        "ahora antes aqui bien como cuando donde esta falsa falso falta gracias hasta hoy"
        " ilegible imposible mala malo misma mismo muy nada nula nulo nunca otra otro para"
        " perdida perdido pero porque secreta secreto segura seguro siempre sigue solo tambien"
        " todavia todo vacio",
        "alors apres aussi avant avec bien comme dans deja depuis donc encore fausse faux"
        " gratuit hier illisible jamais maintenant mais manquant mauvais meme merci nulle"
        " oublie perdu perime pour quand sans secret seulement toujours tout tres vide visible"
        " vole vraiment",
        "agora ainda amanha aqui certa certo comigo estava este falhou hoje igual ilegivel"
        " mais mesma mesmo muito nenhum obrigada obrigado ontem outra outro quando sempre tudo"
        " vazia vencido voce",
    )
    for word in words.split()
)
_SAID_STEMS = (
    *("absolut", "activ", "aktiv", "ativ", "blocked", "bloque", "broken", "caduc"),
    *("cancel", "complet", "correct", "corret", "declin", "defekt", "differ"),
    *("diferen", "disab", "equivoca", "erron", "error", "erreur", "errad", "exist"),
    *("expir", "fail", "falla", "funcion", "fonction", "hack", "immediat", "impossib"),
    *("impossiv", "inativ", "inactif", "incomplet", "incorr", "inexist", "invalid"),
    *("inutil", "korrekt", "locked", "necess", "notwendig", "obligat", "obrigat"),
    *("recha", "recus", "refus", "reject", "ridic", "roba", "rouba", "totalment"),
    *("unusable", "unread", "urgen", "usad", "utilis", "utiliz", "valab", "valid"),
    "wichtig",
)

# ISO 3166-1, and XK, which SWIFT uses for Kosovo.
_COUNTRY = (
    "A[DEFGILMOQRSTUWXZ]|B[ABDEFGHIJLMNOQRSTVWYZ]|C[ACDFGHIKLMNORUVWXYZ]|D[EJKMOZ]|E[CEGHRST]"
    "|F[IJKMOR]|G[ABDEFGHILMNPQRSTUWY]|H[KMNRTU]|I[DELMNOQRST]|J[EMOP]|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]"
    "|M[ACDEFGHKLMNOPQRSTUVWXYZ]|N[ACEFGILOPRUZ]|OM|P[AEFGHKLMNRSTWY]|QA|R[EOSUW]"
    "|S[ABCDEGHIJKLMNORSTVXYZ]|T[CDFGHJKLMNORTVWZ]|U[AGMSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW]"
)
_BIC_CODE = rf"[A-Z]{{4}}(?:{_COUNTRY})[A-Z]{{2}}(?:[A-Z]{{3}})?{_ENDS}"
_BIC_NAME = r"(?i:bic|swift)(?![\p{L}\p{N}])"
_GAP = r"[\s:=/|,;()*_\"'“„«-]{1,4}+"
# Up to six words of a sentence that is not shouted: "Die BIC der Bank in Köln ist …".
_WORDS = rf"(?:(?:\p{{Lu}}?\p{{Ll}}{{1,20}}+|(?i:code|bic|swift|{_IS})){_GAP}){{0,6}}"
_IBAN = r"[A-Z]{2}\d{2}(?:[ ]?\d{4}){3,6}(?:[ ]?\d{1,3})?"
_BIC = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?:"
    rf"{_BIC_NAME}{_GAP}{_WORDS}(?P<code>{_BIC_CODE})"
    rf"|{_IBAN}{_GAP}(?P<code>{_BIC_CODE})"
    rf"|(?P<code>(?=[A-Z]{{8}}XXX){_BIC_CODE}|{_BIC_CODE}(?={_GAP}{_WORDS}{_BIC_NAME})))"
)


def find_codes(text: str) -> Iterator[tuple[int, int]]:
    """The half-open ranges of all such codes, in order, none overlapping."""
    if _CAPITALS.search(text) is None:
        return
    spans = {match.span("code") for match in _BIC.finditer(text)}
    spans.update(match.span("code") for match in _ANNOUNCED.finditer(text) if _is_code(match))
    end = 0
    for span in sorted(spans):
        if span[0] >= end:
            yield span
            end = span[1]


def _is_code(match: regex.Match[str]) -> bool:
    cue, code = match["cue"], match["code"]
    plain = _plain(code)
    if plain in _SAID_OF_CODES or plain.startswith(_SAID_STEMS):
        return False
    if _VOWEL.search(plain) is None:
        return True
    told = match["sign"] is not None or match["reads"] is not None
    if cue.isupper() and cue not in _ACRONYMS:
        return told and match["shout"] is None
    return told or match["shout"] is None


def _plain(word: str) -> str:
    """The word in small letters without accents."""
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
