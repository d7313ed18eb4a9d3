"""Personal data that should not travel through a chat. Reasons never repeat it."""

import re
from collections.abc import Iterator

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.numbers import has_digits
from parley.risk.rule import Rule, in_source

_CARD = re.compile(r"(?<![\w.,+-])\d(?:[ -]?\d){12,18}(?![\w-])")
# Issuers' prefixes, with the lengths that they use (ISO/IEC 7812 ranges in public use).
_ISSUER = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}"
    r"|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3[068]\d{12}"
)
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?!\w)")
# Groups of four as they are printed, whatever the check digits say.
_IBAN_SHAPE = re.compile(
    r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,3})?(?!\w)"
)
# Characters of an IBAN by country, from the public registry of ISO 13616.
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CR": 22, "CY": 28,
    "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
}  # fmt: skip


class PersonalData(Rule):
    id = "personal-data"
    category = "business/personal-data"
    severity = Severity.MINOR
    description = "A payment card number or an IBAN."

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        text = exchange.source
        if not has_digits(text):
            return
        for match in _CARD.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            if _ISSUER.fullmatch(digits) and luhn_holds(digits):
                where = in_source(*match.span())
                yield self.flag("looks like a payment card number", where, Severity.MAJOR)
        for match in _IBAN.finditer(text):
            end = _iban_end(match.group())
            if end:
                where = in_source(match.start(), match.start() + end)
                yield self.flag("looks like an IBAN", where)


def iban_shapes(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of what is written like an IBAN, with a mistake in it or without."""
    return [match.span() for match in _IBAN_SHAPE.finditer(text)]


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1 (Luhn)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban_holds(iban: str) -> bool:
    """Whether an IBAN without spaces has its country's length and check digits (ISO 13616)."""
    if _IBAN_LENGTHS.get(iban[:2].upper()) != len(iban):
        return False
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _iban_end(written: str) -> int:
    """Length of the part of a match that is an IBAN, 0 for none: words may follow it."""
    ends = [len(written), *(m.start() for m in re.finditer(r"[ -]", written))]
    for end in sorted(ends, reverse=True):
        compact = re.sub(r"[ -]", "", written[:end])
        if len(compact) >= 15 and iban_holds(compact):
            return end
    return 0
