"""What the glossary demands: its renderings, and what is not translated at all."""

import re
from collections.abc import Iterator, Sequence

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.domain.term import Term
from parley.risk.rule import TranslationRule, in_source


class GlossaryViolation(TranslationRule):
    """One flag a term that the source has and whose rendering the translation lacks."""

    id = "glossary-violation"
    category = "terminology/wrong-term"
    severity = Severity.MAJOR
    description = "A term is not rendered as the glossary says."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        for term in exchange.terms:
            found = _first(term.forms, exchange.source, term) if term.renderings else None
            if found and not _first(term.renderings, translation, term):
                wanted = " or ".join(f"'{rendering}'" for rendering in term.renderings[:3])
                reason = f"the glossary renders '{term.forms[0]}' as {wanted}"
                yield self.flag(reason, in_source(*found))


class DoNotTranslate(TranslationRule):
    """The term must stand in the translation in the form that the source has."""

    id = "do-not-translate"
    category = "accuracy/do-not-translate"
    severity = Severity.MAJOR
    description = "A term that the glossary keeps untranslated was translated or lost."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        for term in exchange.terms:
            found = None if term.renderings else _first(term.forms, exchange.source, term)
            if found and not _first([exchange.source[slice(*found)]], translation, term):
                reason = f"'{term.forms[0]}' is to stay as it is"
                yield self.flag(reason, in_source(*found))


def _first(wordings: Sequence[str], text: str, term: Term) -> tuple[int, int] | None:
    """Code points of the first of some wordings, as whole words, wherever spaces fall."""
    choices = "|".join(
        r"\s+".join(map(re.escape, wording.split()))
        for wording in sorted(wordings, key=len, reverse=True)
        if wording.strip()
    )
    if not choices:
        return None
    flags = re.NOFLAG if term.case_sensitive else re.IGNORECASE
    match = re.search(rf"(?<!\w)(?:{choices})(?!\w)", text, flags)
    return match.span() if match else None
