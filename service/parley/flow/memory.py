"""Lines that a person has translated before, found again though their order numbers differ.

Two sources: what reviewers released (in the store), and the starter lines that come with the
models. Both are matched exactly, except for slots: values such as an amount or a date stand for
any other of their kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import regex

from parley.domain.language import primary
from parley.domain.message import Formality
from parley.domain.ports import MemoryStore, MemoryUnit
from parley.text.entities import Entity, EntityKind, find_entities
from parley.text.mask import is_placeholder, placeholder
from parley.text.normalise import memory_key

# A value of one of these kinds says nothing about the rest of the sentence. A plain number does:
# "1 day" and "2 days" are other words in most languages.
_FREE = frozenset(
    {
        EntityKind.AMOUNT,
        EntityKind.DATE,
        EntityKind.EMAIL,
        EntityKind.PHONE,
        EntityKind.REFERENCE,
        EntityKind.TIME,
        EntityKind.URL,
    }
)
# What may fill a slot of the starter lines; lines with other slots (names, cities) are left out,
# because nothing tells a name from the words around it.
_SLOT_KINDS: Mapping[str, frozenset[EntityKind]] = {
    "amount": frozenset({EntityKind.AMOUNT}),
    "date": frozenset({EntityKind.DATE}),
    "email": frozenset({EntityKind.EMAIL}),
    "number": frozenset({EntityKind.NUMBER, EntityKind.REFERENCE}),
    "order_id": frozenset({EntityKind.REFERENCE}),
    "percent": frozenset({EntityKind.AMOUNT}),
    "phone": frozenset({EntityKind.PHONE}),
    "time": frozenset({EntityKind.TIME}),
    "tracking_id": frozenset({EntityKind.REFERENCE}),
    "url": frozenset({EntityKind.URL}),
}
_SLOT = regex.compile(r"\{\w+\}")
_WORD = regex.compile(r"\p{L}+")
# More values than this make a list, not a line that anybody remembers.
_MOST_SLOTS = 32


@dataclass(frozen=True, slots=True)
class Remembered:
    """A translation by a person; `kept_at` is None for a starter line."""

    text: str
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StarterLine:
    """One line in several languages by primary tag; slots are written `{order_id}`."""

    texts: Mapping[str, str]
    formality: Formality | None


class Memory:
    """What people have translated: reviewers first, then the starter lines."""

    def __init__(self, learnt: MemoryStore | None, starter: "StarterMemory | None") -> None:
        self._learnt = learnt
        self._starter = starter

    async def recall(
        self, text: str, source_language: str, target_language: str, formality: Formality | None
    ) -> Remembered | None:
        """A translation of exactly this text, its values filled in; None if there is none."""
        if self._learnt is not None:
            key, values = slotted(text)
            unit = await self._learnt.recall(key, source_language, target_language, formality)
            if unit is not None:
                return Remembered(_filled(unit.target, values), unit.created_at)
        if self._starter is not None:
            found = self._starter.recall(text, source_language, target_language, formality)
            return None if found is None else Remembered(found)
        return None


def unit_of(
    *,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    formality: Formality | None,
    message_id: str,
    at: datetime,
) -> MemoryUnit:
    """What to keep of a released translation.

    Values that stand on both sides become slots, so that the unit serves other values, and
    holds no customer's data; if one does not, the unit is for this very text.
    """
    key, values = slotted(source)
    template = target
    for index, value in enumerate(values):
        if target.count(value) != 1 or values.count(value) != 1:
            key, template = memory_key(source), target
            break
        template = template.replace(value, placeholder(index))
    return MemoryUnit(
        source_language=source_language,
        target_language=target_language,
        formality=formality,
        source=key,
        target=template,
        message_id=message_id,
        created_at=at,
    )


def slotted(text: str) -> tuple[str, tuple[str, ...]]:
    """The key of a text with its free values as placeholders, and the values in order."""
    entities = find_entities(text)
    if any(entity.kind is EntityKind.RESERVED for entity in entities):
        # The text has private-use characters of its own, which would pass for slots.
        return memory_key(text), ()
    free = [entity for entity in entities if entity.kind in _FREE]
    return memory_key(_with_placeholders(text, free)), tuple(entity.surface for entity in free)


class StarterMemory:
    """The lines that come with the models, found by the longest word of a line."""

    def __init__(self, lines: Sequence[StarterLine]) -> None:
        self._lines = lines
        self._by_language: dict[str, dict[str, list[StarterLine]]] = {}

    def recall(
        self, text: str, source_language: str, target_language: str, formality: Formality | None
    ) -> str | None:
        """The line that `text` is, in the target language and the register asked for.

        Without a register the formal line comes first: nobody is offended by it.
        """
        source, target = primary(source_language), primary(target_language)
        entities = find_entities(text)
        bare = _with_placeholders(text, entities)
        key = _starter_key(bare)
        lines = [
            line
            for line in self._alike(source).get(_landmark(bare), ())
            if target in line.texts and _key_of_line(line.texts[source]) == key
        ]
        order = (
            [Formality.FORMAL, None, Formality.INFORMAL]
            if formality is None or target == "en"
            else [formality, None]
        )
        for wanted in order:
            for line in lines:
                if line.formality is wanted:
                    filled = _slots_filled(line, source, target, entities)
                    if filled is not None:
                        return filled
        return None

    def _alike(self, language: str) -> Mapping[str, list[StarterLine]]:
        """Lines by landmark: making every exact key would cost half a second a language."""
        index = self._by_language.get(language)
        if index is None:
            index = self._by_language[language] = {}
            for line in self._lines:
                text = line.texts.get(language)
                if text is not None:
                    index.setdefault(_landmark(_SLOT.sub(" ", text)), []).append(line)
        return index


def _landmark(text: str) -> str:
    """The longest word: lines that are the same have it in common, few others do."""
    return max(_WORD.findall(text), key=len, default="").casefold()


def _key_of_line(text: str) -> str | None:
    slots = _slots(text)
    return None if slots is None else _starter_key(_with_placeholders(text, slots))


def _starter_key(text: str) -> str:
    return memory_key(text).casefold()


def _slots(text: str) -> list[Entity] | None:
    """The slots of a starter line in order; None if it cannot be matched by its values."""
    if "{" not in text:
        return find_entities(text)
    entities = find_entities(text)
    names = [_slot_name(entity) for entity in entities]
    if len(set(names)) < len(names) or any(name not in _SLOT_KINDS for name in names):
        return None
    return entities


def _slots_filled(
    line: StarterLine, source: str, target: str, entities: Sequence[Entity]
) -> str | None:
    """The line's text in `target` with the values of `entities` in its slots.

    None if a value is not of the kind that the slot takes, or a side has slots of its own.
    """
    wanted = _slots(line.texts[source])
    given = _slots(line.texts[target])
    if wanted is None or given is None or len(wanted) != len(entities):
        return None
    values: dict[str, str] = {}
    for slot, entity in zip(wanted, entities, strict=True):
        name = _slot_name(slot)
        fits = entity.surface == slot.surface or entity.kind in _SLOT_KINDS.get(name, ())
        if not fits:
            return None
        values[name] = entity.surface
    text = line.texts[target]
    for slot in reversed(given):
        name = _slot_name(slot)
        if name not in values:
            return None
        text = text[: slot.start] + values[name] + text[slot.end :]
    return text


def _slot_name(entity: Entity) -> str:
    """ "amount" for `{amount}`; what is no slot is named by itself, and must be the same."""
    return entity.surface.strip("{}")


def _with_placeholders(text: str, entities: Sequence[Entity]) -> str:
    parts: list[str] = []
    position = 0
    for index, entity in enumerate(entities[:_MOST_SLOTS]):
        parts += (text[position : entity.start], placeholder(index))
        position = entity.end
    return "".join((*parts, text[position:]))


def _filled(template: str, values: Sequence[str]) -> str:
    return "".join(
        values[ord(character) - ord(placeholder(0))]
        if is_placeholder(character) and ord(character) - ord(placeholder(0)) < len(values)
        else character
        for character in template
    )
