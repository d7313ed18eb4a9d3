"""A masked text as segments to translate and the gaps between them, which stay as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import regex

from parley.domain.placeholders import PLACEHOLDER, PLACEHOLDER_RANGE
from parley.text.abbreviations import (
    ABBREVIATIONS,
    BEFORE_NUMBER,
    BEFORE_ORDINAL,
    ORDINAL_NOUNS,
)
from parley.text.lines import LINE, MARKS, NUMBER

# The embedded model's vocabulary has 32 placeholders: a segment with more of them is cut.
MAX_PLACEHOLDERS = 32

_LONGEST_ABBREVIATION = 16

_LETTER = regex.compile(r"\p{L}")
_UPPER = regex.compile(r"[\p{Lu}\p{Lt}]")
_WORD = regex.compile(r"\p{L}++")
_SPACES = regex.compile(r"\s*+")
_COUNTED = regex.compile(NUMBER)

_TAIL = regex.compile(r"(?r)(?:\s|[-=_*~]{3,})*+")
_SENTENCE_END = regex.compile(
    r"(?<![.!?…؟।])(?P<mark>[.!?…؟।]++)(?P<close>[\"'”’»“›)\]]*+)\s++"
    rf"(?=[\p{{L}}\p{{Nd}}{PLACEHOLDER_RANGE}¿¡\"'“„«‚‘‹(\[])"
    r"|(?<![。！？])[。！？]++[」』”）]*+(?P<wide>)\s*+(?=\S)"
)

_CLAUSE_END = regex.compile(r"(?r)[;:,–—](?=\s)|[、，；：]")
_SPACE = regex.compile(r"(?r)\s")
_JOINED = regex.compile(r"[\p{M}\u200d]")
_FULL_OF_PLACEHOLDERS = regex.compile(
    rf"(?:[^{PLACEHOLDER_RANGE}]*+{PLACEHOLDER.pattern}){{{MAX_PLACEHOLDERS}}}[^{PLACEHOLDER_RANGE}]*+"
)


@dataclass(frozen=True, slots=True)
class Document:
    """Segments, and the gaps around them: one before each and one after the last."""

    segments: tuple[str, ...]
    gaps: tuple[str, ...]

    def restore(self, translations: Sequence[str]) -> str:
        """The text with each segment replaced; with the segments themselves, the text as it was.

        Raises:
            ValueError: if there is not exactly one translation for each segment.
        """
        self._require_one_each(translations)
        pairs = zip_longest(self.gaps, translations, fillvalue="")
        return "".join(part for pair in pairs for part in pair)

    def locate(self, translations: Sequence[str]) -> tuple[int, ...]:
        """The code-point offset in the restored text at which each translation starts.

        Raises:
            ValueError: as `restore`.
        """
        self._require_one_each(translations)
        offsets: list[int] = []
        position = 0
        for gap, translation in zip(self.gaps, translations, strict=False):
            offsets.append(position + len(gap))
            position = offsets[-1] + len(translation)
        return tuple(offsets)

    def _require_one_each(self, translations: Sequence[str]) -> None:
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations for {len(self.segments)} segments")


def split(text: str, max_characters: int = 400) -> Document:
    """Cut a masked text into lines, the lines into sentences, and long sentences into parts.

    Line breaks, indentation, bullets, list numbers, quote and heading marks, and whatever has no
    letter are gaps. No segment begins or ends with white space.

    Args:
        text: as `mask` returns it.
        max_characters: code points in a segment, at most; a placeholder counts as one.

    Raises:
        ValueError: if `max_characters` is not positive.
    """
    if max_characters < 1:
        raise ValueError("max_characters must be positive")
    segments: list[str] = []
    gaps: list[str] = []
    position = 0
    for start, end in _spans(text, max_characters):
        gaps.append(text[position:start])
        segments.append(text[start:end])
        position = end
    gaps.append(text[position:])
    return Document(tuple(segments), tuple(gaps))


def _spans(text: str, max_characters: int) -> Iterator[tuple[int, int]]:
    for line in LINE.finditer(text):
        marks = MARKS.match(text, *line.span())
        start = marks.end() if marks else line.start()
        tail = _TAIL.match(text, start, line.end())
        end = tail.start() if tail else line.end()
        for sentence in _sentences(text, start, end):
            for part in _parts(text, *sentence, max_characters):
                if _LETTER.search(text, *part):
                    yield part


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    all_small: bool | None = None
    line_start = start
    for match in _SENTENCE_END.finditer(text, start, end):
        following = match.end()
        if match.start("mark") == -1:
            yield start, match.end("wide")
            start = following
            continue
        if text[following].islower():
            # Who writes no capitals at all does not begin sentences with them either.
            if all_small is None:
                all_small = _UPPER.search(text, line_start, end) is None
            if not all_small or match["close"] or match["mark"] not in (".", "!", "?"):
                continue
        if match["mark"] == "." and _goes_on(text, start, match.start(), following):
            continue
        yield start, match.end("close")
        start = following
    if start < end:
        yield start, end


def _goes_on(text: str, start: int, dot: int, following: int) -> bool:
    """Whether the dot at `dot` belongs to an abbreviation or an ordinal."""
    before = text[max(start, dot - _LONGEST_ABBREVIATION) : dot]
    if not before or before[-1].isspace():
        return True
    if _COUNTED.match(before[-1]):
        counted = _WORD.match(text, following)
        words = _WORD.findall(before)
        return (counted is not None and counted.group().lower() in ORDINAL_NOUNS) or (
            len(words) > 0 and words[-1].lower() in BEFORE_ORDINAL and before[-2:-1].isspace()
        )
    typed = before.split()[-1].lstrip("\"'“„«‚‘‹([¿¡-–/")
    word = typed.lower()
    if word in ABBREVIATIONS:
        return True
    if word in BEFORE_NUMBER or word.endswith("str"):
        return _COUNTED.match(text, following) is not None
    if "." in word:
        return all(len(part) <= 2 for part in word.replace("-", ".").split("."))
    # An initial; but "I" ends English sentences.
    return len(word) == 1 and word.isalpha() and typed != "I"


def _parts(text: str, start: int, end: int, max_characters: int) -> Iterator[tuple[int, int]]:
    while True:
        limit = start + max_characters
        full = _FULL_OF_PLACEHOLDERS.match(text, start, min(end, limit))
        if full is not None:
            limit = full.end()
        if end <= limit:
            yield start, end
            return
        cut = _cut(text, start, limit)
        yield start, start + len(text[start:cut].rstrip())
        spaces = _SPACES.match(text, cut, end)
        start = spaces.end() if spaces else cut


def _cut(text: str, start: int, limit: int) -> int:
    """Where to end a part that begins at `start` and must end by `limit`."""
    # A clause shorter than a third of what fits would leave the model little to go by.
    clause = _CLAUSE_END.search(text, start + (limit - start) // 3, limit)
    if clause is not None:
        return clause.end()
    space = _SPACE.search(text, start, limit)
    if space is not None:
        return space.start()
    cut = limit
    while cut > start and _JOINED.match(text, cut):
        cut -= 1
    return cut if cut > start else limit
