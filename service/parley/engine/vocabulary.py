"""A model's two vocabularies: the tokens that CTranslate2 knows, and SentencePiece's pieces."""

import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import sentencepiece

from parley.domain.errors import CorruptModel

# Language codes, ends and fillers: tokens that spell no text.
_CONTROL = re.compile(r">>[^<>]+<<|__\w+__|[a-z]{3}_[A-Z][a-z]{3}|</?s>|<pad>|<mask>|madeupword\d+")
# Control tokens that may be pieces as well: typed into a text they must not be found.
_TYPED = re.compile(r">>\w+<<|<(?:formal|informal|spare\d+|s|/s|pad|unk)>")
# A byte of a character that has no piece, and one that is not the character's first.
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
_BYTE_BEHIND = re.compile(r"<0x[89AB][0-9A-F]>")
# Of a SentencePiece model's own pieces, at least this share is in the vocabulary of its model.
_SHARED_PIECES = 0.5


class Vocabulary:
    """Text to pieces of the source, pieces of the target to text."""

    def __init__(self, folder: Path, source_file: str, target_file: str) -> None:
        """Read the vocabularies of a model's folder; `target_file` is "" for a shared one.

        Raises:
            CorruptModel: MODEL_UNREADABLE, VOCABULARY_MISSING.
        """
        self.source_tokens, self.target_tokens = read_tokens(folder)
        self._source = load_pieces(folder / source_file)
        self._target = load_pieces(folder / target_file) if target_file else self._source

    def encode(self, text: str) -> list[str]:
        """Pieces of a text, none of which is a control token."""
        harmless = _TYPED.sub(lambda match: " ".join(match.group()), text)
        pieces: list[str] = self._source.encode(harmless, out_type=str)
        return pieces

    def encode_target(self, text: str) -> list[str]:
        """Pieces of a translation that somebody else made."""
        harmless = _TYPED.sub(lambda match: " ".join(match.group()), text)
        pieces: list[str] = self._target.encode(harmless, out_type=str)
        return pieces

    def text(self, pieces: Sequence[str]) -> str:
        """What they spell."""
        text: str = self._target.decode(list(pieces))
        return text

    def decode(self, pieces: Sequence[str]) -> Any:
        """SentencePiece's proto: `text`, and `pieces` with a `surface` each."""
        return self._target.decode(list(pieces), return_type="proto")

    @cached_property
    def control(self) -> frozenset[str]:
        """Tokens of the target that spell no text."""
        unknown = self._target.unk_id()
        return frozenset(
            token
            for token in self.target_tokens
            if _CONTROL.fullmatch(token) and self._target.piece_to_id(token) == unknown
        )

    def belongs(self) -> bool:
        """Whether the SentencePiece models are those that the model was trained with."""
        sides = ((self._source, self.source_tokens), (self._target, self.target_tokens))
        for pieces, tokens in sides:
            size = pieces.vocab_size()
            shared = sum(pieces.id_to_piece(index) in tokens for index in range(size))
            if shared < _SHARED_PIECES * size:
                return False
        return True


def length_in(pieces: Sequence[str]) -> int:
    """How many pieces they are, a character that is spelt in bytes counted once."""
    return sum(_BYTE_BEHIND.fullmatch(piece) is None for piece in pieces)


def is_mostly_bytes(pieces: Sequence[str]) -> bool:
    """Whether most of what they spell has no pieces of its own."""
    return 2 * sum(_BYTE.fullmatch(piece) is not None for piece in pieces) > len(pieces)


def load_pieces(path: Path) -> sentencepiece.SentencePieceProcessor:
    """Raises CorruptModel: VOCABULARY_MISSING, MODEL_UNREADABLE."""
    if not path.is_file():
        raise CorruptModel(
            "VOCABULARY_MISSING", f"no SentencePiece model at {path}", file=path.name
        )
    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise CorruptModel(
            "MODEL_UNREADABLE", f"{path} is no SentencePiece model", file=path.name
        ) from error


def read_tokens(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The tokens that a CTranslate2 model reads, and those that it writes.

    Raises:
        CorruptModel: VOCABULARY_MISSING, MODEL_UNREADABLE.
    """
    shared = _tokens(folder, "shared_vocabulary")
    if shared is not None:
        return shared, shared
    source, target = _tokens(folder, "source_vocabulary"), _tokens(folder, "target_vocabulary")
    if source is None or target is None:
        raise CorruptModel(
            "VOCABULARY_MISSING",
            f"{folder} has no shared_vocabulary, nor source_vocabulary and target_vocabulary",
        )
    return source, target


def _tokens(folder: Path, stem: str) -> frozenset[str] | None:
    try:
        if (path := folder / f"{stem}.json").is_file():
            found = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(found, list) or not all(isinstance(token, str) for token in found):
                raise ValueError("not a list of tokens")
            return frozenset(found)
        if (path := folder / f"{stem}.txt").is_file():
            return frozenset(path.read_text(encoding="utf-8").split("\n"))
    except ValueError as error:
        raise CorruptModel(
            "MODEL_UNREADABLE", f"{path} is no vocabulary: {error}", file=path.name
        ) from error
    return None
