"""The glossary: words that are translated one way, or not at all."""

from dataclasses import dataclass
from datetime import datetime

from parley.domain.term import Term


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term in one direction.

    Attributes:
        target_language: empty for a term that is not translated into any language.
        target: empty for a term that is not translated.
        variants: inflected and other forms of `source`, looked for like itself.
        target_variants: what may stand for `target`.
        channel: where it holds; empty for everywhere.
        term_id: 0 until it is stored.
        version: grows with every change.
    """

    source_language: str
    target_language: str
    source: str
    target: str
    created_at: datetime
    variants: tuple[str, ...] = ()
    target_variants: tuple[str, ...] = ()
    do_not_translate: bool = False
    case_sensitive: bool = False
    note: str = ""
    channel: str = ""
    author: str = ""
    term_id: int = 0
    version: int = 1

    @property
    def etag(self) -> str:
        return str(self.version)

    def demand(self) -> Term:
        """What it demands of a translation."""
        return Term(
            forms=(self.source, *self.variants),
            renderings=() if self.do_not_translate else (self.target, *self.target_variants),
            case_sensitive=self.case_sensitive,
        )


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term to be written, and the verb of the log's entry.

    `version_was` is that of the term that it changes; None for a new one, or one in the place of
    another with its source, direction and channel.
    """

    term: GlossaryTerm
    verb: str
    version_was: int | None = None
