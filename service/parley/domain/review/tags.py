"""Why a reviewer changed a translation: an MQM category and a cause.

Categories are those of the MQM core typology (themqm.org), written as the risk rules write
theirs, so that what was flagged and what was wrong can be compared.
"""

from dataclasses import dataclass
from enum import StrEnum

from parley.domain.errors import InvalidInput

CATEGORIES = frozenset(
    {
        "terminology/inconsistent-with-resource",
        "terminology/wrong-term",
        "accuracy/addition",
        "accuracy/do-not-translate",
        "accuracy/mistranslation",
        "accuracy/omission",
        "accuracy/untranslated",
        "fluency/grammar",
        "fluency/punctuation",
        "fluency/spelling",
        "fluency/unintelligible",
        "style/awkward-style",
        "style/inconsistent-style",
        "style/language-register",
        "style/unidiomatic-style",
        "locale/address-format",
        "locale/date-format",
        "locale/measurement-format",
        "locale/name-format",
        "locale/number-format",
        "locale/telephone-format",
        "audience/culture-specific-reference",
        "audience/offensive",
        "business/commitment",
        "business/personal-data",
        "design/markup",
        "other",
    }
)


class Cause(StrEnum):
    """Where the fault came from, as far as a reviewer can tell."""

    MODEL = "model"
    SOURCE = "source"
    GLOSSARY = "glossary"
    MEMORY = "memory"
    CONTEXT = "context"
    CULTURE = "culture"
    POLICY = "policy"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class ReleaseTag:
    category: str
    cause: Cause = Cause.OTHER

    def __str__(self) -> str:
        return f"{self.category}:{self.cause.value}"


def tag_from(category: str, cause: str) -> ReleaseTag:
    """A tag from what a reviewer chose; an empty cause is `other`.

    Raises:
        InvalidInput: UNKNOWN_CATEGORY, UNKNOWN_CAUSE.
    """
    if category not in CATEGORIES:
        raise InvalidInput(
            "UNKNOWN_CATEGORY", f"{category[:60]!r} is no MQM category here", field="tags"
        )
    try:
        return ReleaseTag(category, Cause(cause or Cause.OTHER))
    except ValueError:
        known = ", ".join(cause.value for cause in Cause)
        raise InvalidInput("UNKNOWN_CAUSE", f"a cause is one of {known}", field="tags") from None
