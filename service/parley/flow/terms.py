"""Terms that are copied from source to translation."""

from collections.abc import Sequence

from parley.domain.term import Term
from parley.text.entities import Entity, EntityKind
from parley.text.terms import TermIndex


def untranslated(text: str, terms: Sequence[Term]) -> list[Entity]:
    """Where the terms that are not translated stand in a text, to be masked."""
    index = TermIndex(
        (form, term.case_sensitive, term)
        for term in terms
        if not term.renderings
        for form in term.forms
    )
    return [
        Entity(EntityKind.TERM, text[found.start : found.end], found.start, found.end)
        for found in index.find(text)
    ]
