"""Codes that nothing but their look gives away, and that became another in the translation.

`entities.py` knows the codes that are sure to be one, and misses what might be a word or a
measure: "88-KX-12", "4471XK", "B-KX". Such a thing is no fault for being absent. It is one when
the other text has what a slip makes of it: a letter changed, or two that changed places.
"""

import re
from collections.abc import Iterator

import regex

_CODE = regex.compile(
    # Capitals and digits, in any order; or short groups of capitals, of which there are several.
    r"(?<![\w/.-])(?:(?=[A-Z\d/_.-]*\d)(?=[\d/_.-]*[A-Z])[A-Z\d]+(?:[-/_.][A-Z\d]+)*"
    r"|[A-Z]{1,4}(?:-[A-Z]{1,4})+|(?=[^AEIOU\W]{5})[A-Z]{5,})(?![\w/-])"
)
# What every code has somewhere, and hardly any text without one: six times as quick to look for.
_HINT = re.compile(r"[A-Z](?:[-/_.]?\d|-[A-Z]|[A-Z]{4})|\d[-/_.]?[A-Z]")
_FEWEST, _LONG = 3, 8
# What a translation writes in another way: "1ST" is "1ER", "50EUR" "EUR50", "30MIN" "30MN".
_WORD = regex.compile(
    r"\d+H\d+|\d+[.,/]?\d*[A-Z]{1,4}|(?:EUR|USD|GBP|CHF|BRL|MXN|CAD|AUD|US|NR|NO|ART|Q|H|T|S)\d+"
)
_UNIT = regex.compile(
    r"EUR|USD|GBP|CHF|BRL|MXN|CAD|AUD|JPY|KG|KM|CM|MM|ML|MG|GB|MB|TB|KB|KW|KWH|MAH|MIN|MN|MINS|SEC"
    r"|SEG|STD|H|HR|HRS|HS|UHR|AM|PM|M|G|L|V|W|A|X|ST|ND|RD|TH|ER|RE|E|D|P|K|HZ|GHZ|MHZ|FT|IN|LB|OZ"
)


def changed_codes(source: str, translation: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Half-open ranges of the translation where a code of the source became another, and that code.

    Each code that both texts have is right, and silences its neighbours.
    """
    if not (_HINT.search(source) and _HINT.search(translation)):
        return
    said, says = list(_CODE.finditer(source)), list(_CODE.finditer(translation))
    kept = {match.group() for match in said} & {match.group() for match in says}
    lost = [match.group() for match in said if match.group() not in kept]
    for match in says:
        other = match.group()
        if other in kept or _is_measure(other):
            continue
        was = next((code for code in lost if _is_slip(code, other)), None)
        if was is not None:
            lost.remove(was)
            yield match.span(), was


def _is_measure(code: str) -> bool:
    unit = code.lstrip("0123456789.,/")
    return bool(_WORD.fullmatch(code)) and (
        unit in (code, "") or not unit.isalpha() or bool(_UNIT.fullmatch(unit))
    )


def _is_slip(code: str, other: str) -> bool:
    """Whether two codes are unlike by a slip: other letters in place of one or two, or moved."""
    if len(code) != len(other) or len(code) < _FEWEST or _is_measure(code):
        return False
    unlike = [
        place for place, pair in enumerate(zip(code, other, strict=True)) if len(set(pair)) > 1
    ]
    if not any(code[place].isalpha() or other[place].isalpha() for place in unlike):
        # Digits are the numbers' rule's to compare.
        return False
    return len(unlike) <= 1 + (len(code) >= _LONG) or sorted(code) == sorted(other)
