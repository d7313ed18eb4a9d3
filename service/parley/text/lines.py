"""Lines, and what stands before their words: nobody translates that."""

import regex

from parley.domain.placeholders import PLACEHOLDER_RANGE
from parley.text.abbreviations import MONTHS

# A digit, or the placeholder of a number.
NUMBER = rf"[{PLACEHOLDER_RANGE}\p{{Nd}}]"
LINE = regex.compile(r"[^\n\r\v\f\x1c-\x1f\x85\u2028\u2029]++")
# What stands before a line's words: indentation, quote, bullet, rule, check box, number, heading.
MARKS = regex.compile(
    r"(?:\s|>|[-+*•‣◦▪▫·●○■□–—]++(?=\s)|[-=_*~]{3,}+|\#{1,6}(?=\s)|\[[ xX]?\](?=\s)"
    rf"|\(?(?:{NUMBER}{{1,3}}|[A-Za-z])\)(?=\s)"
    # "3. März" at the start of a line is a date, not the third item.
    rf"|{NUMBER}{{1,3}}\.(?=\s)(?!\s++(?i:{'|'.join(sorted(MONTHS))})(?!\p{{L}})))*+"
)
