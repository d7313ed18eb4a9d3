"""Entities out of the text before translation, and back in after it.

A masked entity is one private-use character, the same that the embedded model's vocabulary holds
as single pieces, so that a model copies it or visibly fails to.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parley.domain.placeholders import CAPACITY, FIRST_PLACEHOLDER, PLACEHOLDER
from parley.text.entities import Entity, EntityKind, find_entities


@dataclass(frozen=True, slots=True)
class Masked:
    """Text whose i-th entity stands as `placeholder(i)`."""

    text: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Text with its entities back, and what the translation did to them.

    `missing` were not in the translation, `repeated` more often than in the source. `shifts` holds,
    for each placeholder of the masked text, the offset after it there and how much further that
    point lies in `text`.
    """

    text: str
    missing: tuple[Entity, ...]
    repeated: tuple[Entity, ...]
    shifts: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def offset(self, masked_offset: int) -> int:
        """Where a code-point offset of the masked text lies in `text`.

        Start and end of a half-open span can both be mapped: a span that holds a placeholder
        becomes one that holds the whole entity.

        Raises:
            ValueError: if the masked text has no such offset.
        """
        passed = bisect_right(self.shifts, masked_offset, key=lambda shift: shift[0])
        offset = masked_offset + (self.shifts[passed - 1][1] if passed else 0)
        if masked_offset < 0 or offset > len(self.text):
            raise ValueError(f"the masked text has no offset {masked_offset}")
        return offset


def mask(text: str, protected: Sequence[Entity] = ()) -> Masked:
    """Replace every entity of `text` by its placeholder.

    Of more entities than the private-use area has characters (6,400), the last ones stay in the
    text, but never a private-use character of the text itself: none is mistaken for a mask.
    """
    entities = _joined(find_entities(text), protected)
    if not entities:
        return Masked(text, ())
    if len(entities) > CAPACITY:
        entities = _within_capacity(text, entities)
    parts: list[str] = []
    position = 0
    for index, entity in enumerate(entities):
        parts += (text[position : entity.start], chr(FIRST_PLACEHOLDER + index))
        position = entity.end
    parts.append(text[position:])
    return Masked("".join(parts), tuple(entities))


def unmask(text: str, entities: Sequence[Entity]) -> Unmasked:
    """Put `entities` back in place of their placeholders and report losses.

    A placeholder that the source did not have is dropped: it stands for nothing.
    """
    seen: Counter[int] = Counter()
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []
    position = shift = 0
    for match in PLACEHOLDER.finditer(text):
        start = match.start()
        index = ord(text[start]) - FIRST_PLACEHOLDER
        surface = ""
        if index < len(entities):
            seen[index] += 1
            surface = entities[index].surface
        parts += (text[position:start], surface)
        position = start + 1
        shift += len(surface) - 1
        shifts.append((position, shift))
    parts.append(text[position:])
    return Unmasked(
        "".join(parts),
        missing=tuple(e for i, e in enumerate(entities) if not seen[i]),
        repeated=tuple(e for i, e in enumerate(entities) if seen[i] > 1),
        shifts=tuple(shifts),
    )


def renumber(segment: str) -> tuple[str, tuple[int, ...]]:
    """The segment with its placeholders numbered 0, 1, 2… in order of appearance.

    A model has seen few placeholders, all of low numbers; a segment late in a text has high ones.

    Returns:
        The segment, and for each new number the one it had before.
    """
    original = tuple(
        dict.fromkeys(
            ord(match.group()) - FIRST_PLACEHOLDER for match in PLACEHOLDER.finditer(segment)
        )
    )
    if original == tuple(range(len(original))):
        return segment, original
    return renumber_like(segment, original), original


def renumber_like(translation: str, original: Sequence[int]) -> str:
    """The translation of a segment that `renumber` gave new numbers, with those numbers.

    Args:
        original: as `renumber` returned them; placeholders that are not among them stay.
    """
    return translation.translate(
        {FIRST_PLACEHOLDER + was: FIRST_PLACEHOLDER + now for now, was in enumerate(original)}
    )


def restore_numbers(translation: str, original: Sequence[int]) -> str:
    """The translation of a renumbered segment with the placeholders of the whole text.

    Placeholders that the segment did not have are dropped.
    """

    def restored(match: re.Match[str]) -> str:
        index = ord(match.group()) - FIRST_PLACEHOLDER
        return chr(FIRST_PLACEHOLDER + original[index]) if index < len(original) else ""

    return PLACEHOLDER.sub(restored, translation)


def _joined(entities: Sequence[Entity], protected: Sequence[Entity]) -> Sequence[Entity]:
    """All of them in order; what overlaps with an entity of the text's own is left out."""
    if not protected:
        return entities
    free = [entity for entity in protected if not _overlaps(entity, entities)]
    return sorted((*entities, *free), key=lambda entity: entity.start)


def _overlaps(entity: Entity, others: Sequence[Entity]) -> bool:
    """Whether an entity shares a character with one of `others`: in order, none overlapping."""
    before = bisect_left(others, entity.end, key=lambda other: other.start)
    # Of those that begin before its end, the last one ends last.
    return before > 0 and entity.start < others[before - 1].end


def _within_capacity(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """At most as many entities as there are placeholders, all private-use characters among them."""
    reserved = [e for e in entities if e.surface and PLACEHOLDER.search(e.surface)]
    if len(reserved) > CAPACITY:
        last = reserved[CAPACITY - 1]
        end = reserved[-1].end
        tail = replace(last, kind=EntityKind.RESERVED, surface=text[last.start : end], end=end)
        return [*reserved[: CAPACITY - 1], tail]
    spare = CAPACITY - len(reserved)
    others = [e for e in entities if not PLACEHOLDER.search(e.surface)][:spare]
    return sorted((*reserved, *others), key=lambda entity: entity.start)
