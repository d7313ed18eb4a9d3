"""What is sent: lines with their directions, from a file or written for this purpose."""

import random
import tomllib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from parley.bench.errors import BenchFailed

Mix = Literal["chat", "email", "mixed"]
# One message in this many is an e-mail in the mixed load.
_MIXED_EMAIL_EVERY = 10
# Sentences a paragraph and paragraphs an e-mail, least and most.
_SENTENCES = (2, 4)
_PARAGRAPHS = (2, 3)
# Shorter lines, such as "Hi, is anyone there?", belong in a chat only.
_SENTENCE_CHARACTERS = 25
_REDEALS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One text to translate; languages are BCP-47."""

    source: str
    target: str
    text: str


Card = Callable[[random.Random], Line]


class _Lines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    greetings: list[str]
    closings: list[str]
    chat: list[str]
    fill: dict[str, list[str]]

    def filled(self, template: str, chance: random.Random) -> str:
        """A template with a value in each place, the same one wherever a name stands twice."""
        values = {name: chance.choice(choices) for name, choices in self.fill.items()}
        values["order"] = f"ORD-{chance.randrange(10_000, 100_000)}"
        return template.format_map(values)

    def email(self, chance: random.Random) -> str:
        """A letter of two or three paragraphs, about 500 characters."""
        sentences = [line for line in self.chat if len(line) >= _SENTENCE_CHARACTERS]
        parts = [chance.choice(self.greetings)]
        for _ in range(chance.randint(*_PARAGRAPHS)):
            chosen = chance.sample(sentences, chance.randint(*_SENTENCES))
            parts.append(" ".join(self.filled(line, chance) for line in chosen))
        parts.append(f"{chance.choice(self.closings)}\n{chance.choice(self.fill['name'])}")
        return "\n\n".join(parts)


@cache
def _written(language: str) -> _Lines | None:
    file = files("parley.bench") / "data" / f"{language}.toml"
    if not file.is_file():
        return None
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _Lines)


def built_in(directions: Collection[tuple[str, str]], mix: Mix) -> list[Card]:
    """Cards of our own lines for each direction; each deals another text every time.

    Raises:
        BenchFailed: NO_LINES, when none of the source languages is among ours.
    """
    cards: list[Card] = []
    for source, target in sorted(directions):
        lines = _written(source)
        if lines is None:
            continue
        chat = [_chat_card(lines, template, source, target) for template in lines.chat]
        email = _email_card(lines, source, target)
        if mix == "email":
            cards += [email] * len(chat)
        else:
            letters = len(chat) // (_MIXED_EMAIL_EVERY - 1) if mix == "mixed" else 0
            cards += chat + [email] * letters
    if not cards:
        raise BenchFailed("NO_LINES", "there are no built-in lines in these languages: use --lines")
    return cards


def _chat_card(lines: _Lines, template: str, source: str, target: str) -> Card:
    return lambda chance: Line(source, target, lines.filled(template, chance))


def _email_card(lines: _Lines, source: str, target: str) -> Card:
    return lambda chance: Line(source, target, lines.email(chance))


def from_file(path: Path, direction: tuple[str, str] | None) -> list[Card]:
    """Cards of a file's lines: all of one direction, or `source<TAB>target<TAB>text` each.

    Empty lines are skipped.

    Raises:
        BenchFailed: INVALID_LINES, NO_LINES.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchFailed("INVALID_LINES", f"{path}: {error}") from error
    lines: list[Line] = []
    for number, text in enumerate(content.split("\n"), 1):
        if not text.strip():
            continue
        if direction is not None:
            lines.append(Line(*direction, text.removesuffix("\r")))
            continue
        source, _, rest = text.removesuffix("\r").partition("\t")
        target, _, text_after = rest.partition("\t")
        if not (source and target and text_after.strip()):
            message = f"{path}, line {number}: expected source<TAB>target<TAB>text"
            raise BenchFailed("INVALID_LINES", message)
        lines.append(Line(source, target, text_after))
    if not lines:
        raise BenchFailed("NO_LINES", f"{path} holds no lines")
    return [_fixed_card(line) for line in lines]


def _fixed_card(line: Line) -> Card:
    return lambda _: line


class Deck:
    """Deals lines without end: every card once in a shuffled order, then shuffled again.

    The same seed deals the same lines in the same order, however many clients take them. No line
    comes twice in a row, unless it is the only one or `repeat_share` asks for it.

    Attributes:
        dealt: lines so far.
        repeated: of these, how many had been dealt before; a cache could have answered them.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        *,
        seed: str,
        repeat_share: float = 0.0,
        seen: set[int] | None = None,
    ) -> None:
        """Shuffle.

        Args:
            repeat_share: in 0..1, how often the line before is dealt again, to feed a cache.
            seen: what earlier decks of the same run dealt; it grows.
        """
        self._cards = list(cards)
        self._chance = random.Random(seed)  # noqa: S311 - a load is to be repeatable
        self._repeat_share = repeat_share
        self._left: list[Card] = []
        self._last: Line | None = None
        # Hashes will do: a soak deals too many lines to keep their texts.
        self._seen = set[int]() if seen is None else seen
        self.dealt = 0
        self.repeated = 0

    def deal(self) -> Line:
        """The next line."""
        if self._last is not None and self._chance.random() < self._repeat_share:
            line = self._last
        else:
            line = self._next()
            for _ in range(_REDEALS):
                if line != self._last:
                    break
                line = self._next()
        self.dealt += 1
        key = hash(line)
        if key in self._seen:
            self.repeated += 1
        self._seen.add(key)
        self._last = line
        return line

    def _next(self) -> Line:
        if not self._left:
            self._left = list(self._cards)
            self._chance.shuffle(self._left)
        return self._left.pop()(self._chance)
