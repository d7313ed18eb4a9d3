"""How each kind of model wants to be addressed: the tokens around a source and a translation."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import ClassVar

from parley.domain.errors import CorruptModel
from parley.domain.message import Formality
from parley.engine.catalog import CatalogEntry, Format
from parley.engine.marks import Mark

END = "</s>"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One source sequence as the engine takes it.

    Attributes:
        pieces: source tokens, control tokens included.
        prefix: tokens that the translation is made to begin with.
        segment: the text that `pieces` spell, its placeholders still in it.
        languages: of source and translation, primary tags.
        mark: how placeholders were spelt; None where they were left as they are.
        written: pieces of a translation that only its tokens' probabilities are wanted of; None
            where a translation is.
    """

    pieces: list[str]
    prefix: list[str]
    segment: str
    languages: tuple[str, str]
    mark: Mark | None = None
    written: tuple[str, ...] | None = None

    def __len__(self) -> int:
        """Tokens, which is what a batch has room for."""
        return len(self.pieces)


class Dialect(ABC):
    """The tokens that one model expects beside those of the text."""

    # Whether a source ends in `END`, unless the engine adds that by itself.
    ends: ClassVar[bool] = False

    def __init__(self, entry: CatalogEntry, *, engine_ends: bool) -> None:
        """`engine_ends` is the model's own add_source_eos."""
        self._entry = entry
        self._tail = [END] if self.ends and not engine_ends else []

    @abstractmethod
    def before(self, source: str, target: str, formality: Formality | None) -> list[str]:
        """Tokens before those of the source text; languages are primary tags."""

    def after(self, source: str, target: str) -> list[str]:
        """Tokens after those of the source text."""
        return self._tail

    def prefix(self, source: str, target: str) -> list[str]:
        """Tokens that every translation begins with."""
        return []

    def check(self, source: Set[str], target: Set[str]) -> None:
        """Refuse a model whose vocabulary lacks what its format needs.

        Raises:
            CorruptModel: MODEL_MISLABELLED.
        """
        for one, other in sorted(self._entry.pairs):
            reads = [*self.before(one, other, None), *self.after(one, other)]
            self._require(reads, source)
            self._require(self.prefix(one, other), target)

    def _require(self, needed: Iterable[str], known: Set[str]) -> None:
        for token in needed:
            if token not in known:
                raise CorruptModel(
                    "MODEL_MISLABELLED",
                    f"{self._entry.name}: a {self._entry.format} model for these languages has "
                    f"a token {token!r}, this one has not",
                    token=token,
                )


class Parley(Dialect):
    """Our own: the target language, then the formality where the language makes a difference."""

    def before(self, source: str, target: str, formality: Formality | None) -> list[str]:
        head = [f">>{self._entry.code(target)}<<"]
        if formality is not None and target in self._entry.formality:
            head.append(f"<{formality.value}>")
        return head


class Marian(Dialect):
    """OPUS-MT of one direction: the text and an end."""

    ends = True

    def before(self, source: str, target: str, formality: Formality | None) -> list[str]:
        return []


class MarianMultilingual(Dialect):
    """OPUS-MT of several targets: `>>deu<<`, the text and an end."""

    ends = True

    def before(self, source: str, target: str, formality: Formality | None) -> list[str]:
        return [f">>{self._entry.code(target)}<<"]


class Templated(Dialect):
    """Argos packages and whatever else says in the catalogue what it wants: by default nothing."""

    def before(self, source: str, target: str, formality: Formality | None) -> list[str]:
        return self._filled(self._entry.source_prefix, source, target)

    def after(self, source: str, target: str) -> list[str]:
        return self._filled(self._entry.source_suffix, source, target)

    def prefix(self, source: str, target: str) -> list[str]:
        return self._filled(self._entry.target_prefix, source, target)

    def _filled(self, templates: Iterable[str], source: str, target: str) -> list[str]:
        codes = {"{source}": self._entry.code(source), "{target}": self._entry.code(target)}
        filled = []
        for template in templates:
            token = template
            for name, code in codes.items():
                token = token.replace(name, code)
            filled.append(token)
        return filled


class Nllb(Dialect):
    """NLLB-200: the source's code and an end around the text; the target's code comes first."""

    ends = True
    _shape = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")

    def before(self, source: str, target: str, formality: Formality | None) -> list[str]:
        return [self._token(source)]

    def prefix(self, source: str, target: str) -> list[str]:
        return [self._token(target)]

    def check(self, source: Set[str], target: Set[str]) -> None:
        # "de" would pass for a code: it is a piece of many a vocabulary.
        for language in {tag for pair in self._entry.pairs for tag in pair}:
            if not self._shape.fullmatch(self._token(language)):
                raise CorruptModel(
                    "MODEL_MISLABELLED",
                    f"{self._entry.name}: a {self._entry.format} model has no language "
                    f"{self._token(language)!r}",
                    token=self._token(language),
                )
        super().check(source, target)

    def _token(self, language: str) -> str:
        return self._entry.code(language)


class M2m100(Nllb):
    """M2M-100: as NLLB, which was made from it, with `__de__` for codes."""

    _shape = re.compile(r"__\w+__")

    def _token(self, language: str) -> str:
        return f"__{self._entry.code(language)}__"


DIALECTS: dict[Format, type[Dialect]] = {
    Format.PARLEY: Parley,
    Format.MARIAN: Marian,
    Format.MARIAN_MULTILINGUAL: MarianMultilingual,
    Format.ARGOS: Templated,
    Format.NLLB: Nllb,
    Format.M2M100: M2m100,
    Format.SENTENCEPIECE: Templated,
}
