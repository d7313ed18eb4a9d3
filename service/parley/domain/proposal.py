"""What releases suggest for the glossary."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Release:
    """A text that a person released in the place of a proposed one, or left as it was."""

    review_item_id: str
    message_id: str
    likeness: str
    source: str
    proposed: str
    released: str


@dataclass(frozen=True, slots=True)
class GlossaryProposal:
    """A term whose translation reviewers changed in the same way again and again.

    Attributes:
        source: what stands in every source, and seldom elsewhere.
        replaced: what the translations had.
        target: what reviewers put in its place.
        evidence: their review items, the newest first.
        message_id: of the newest, so that the words in the log go when it is erased.
    """

    source_language: str
    target_language: str
    source: str
    replaced: str
    target: str
    evidence: tuple[str, ...]
    message_id: str

    @property
    def proposal_id(self) -> str:
        """The same as long as direction and words are; it does not tell them."""
        words = (
            self.source_language,
            self.target_language,
            self.replaced.casefold(),
            self.target.casefold(),
        )
        return sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody made of a proposal."""

    proposal_id: str
    accepted: bool
    decided_by: str
    decided_at: datetime
