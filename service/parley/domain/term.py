"""What a glossary demands of a translation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Where one of `forms` stands in the source, one of `renderings` stands in the translation.

    Attributes:
        forms: the term and its inflected variants, in the source's language, the main one first.
        renderings: the same in the translation's language; empty for a term that is not
            translated: it stands there as it stands in the source.
        case_sensitive: whether "Apple" and "apple" are two things, on either side.
    """

    forms: tuple[str, ...]
    renderings: tuple[str, ...] = ()
    case_sensitive: bool = False
