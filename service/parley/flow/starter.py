"""The lines that come with the models, written by people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from parley.domain.language import primary
from parley.domain.message import Formality
from parley.domain.placeholders import placeholder
from parley.flow.slots import with_placeholders
from parley.text.entities import Entity, EntityKind, find_entities
from parley.text.normalise import memory_key

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
# Where a value may have letters; to look for values in every line would take too long.
_WORD_IN_VALUE = regex.compile(
    r"\p{L}[ \u00a0]?\d|\d[.º°]?[ \u00a0]?\p{L}|\p{L}[@/_:.]\p{L}|://|\p{Lu}{4}"
)


@dataclass(frozen=True, slots=True)
class StarterLine:
    """One line in several languages by primary tag; slots are written `{order_id}`."""

    texts: Mapping[str, str]
    formality: Formality | None


class StarterMemory:
    """The lines that come with the models, found by the longest word of a line."""

    def __init__(self, lines: Sequence[StarterLine]) -> None:
        self._lines = lines
        self._by_language: dict[str, dict[str, list[StarterLine]]] = {}
        self._keyed: dict[str, list[tuple[str, StarterLine]]] = {}

    def recall(
        self, text: str, source_language: str, target_language: str, formality: Formality | None
    ) -> str | None:
        """The line that `text` is, in the target language and the register asked for.

        Without a register the formal line comes first: nobody is offended by it.
        """
        source, target = primary(source_language), primary(target_language)
        entities = find_entities(text)
        bare = with_placeholders(text, entities)
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

    def keyed(self, language: str) -> Sequence[tuple[str, StarterLine]]:
        """Every line that a language has, with its text folded and its slots all the same."""
        keyed = self._keyed.get(language)
        if keyed is None:
            keyed = self._keyed[language] = [
                (_SLOT.sub(placeholder(0), memory_key(line.texts[language]).casefold()), line)
                for line in self._lines
                if language in line.texts
            ]
        return keyed

    def _alike(self, language: str) -> Mapping[str, list[StarterLine]]:
        """Lines by landmark: making every exact key would cost half a second a language."""
        index = self._by_language.get(language)
        if index is None:
            index = self._by_language[language] = {}
            for line in self._lines:
                text = line.texts.get(language)
                if text is not None:
                    index.setdefault(_landmark_of_line(text), []).append(line)
        return index


def _landmark(text: str) -> str:
    """The longest word: lines that are the same have it in common, few others do."""
    return max(_WORD.findall(text), key=len, default="").casefold()


def _landmark_of_line(text: str) -> str:
    """As that of a message, in which values are no words: neither "Ivy77" nor a month's name."""
    plain = _SLOT.sub(" ", text)
    if _WORD_IN_VALUE.search(plain):
        plain = with_placeholders(plain, find_entities(plain))
    return _landmark(plain)


# Lines with a common longest word are looked at again for every message that has it.
@lru_cache(maxsize=4_096)
def _key_of_line(text: str) -> str | None:
    slots = _slots(text)
    return None if slots is None else _starter_key(with_placeholders(text, slots))


def _starter_key(text: str) -> str:
    return memory_key(text).casefold()


def _slots(text: str) -> Sequence[Entity] | None:
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

    A value that the translation has of its own stays as it was written. None if a value is not of
    the kind that the slot takes, or the translation has a slot of its own.
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
            if _SLOT.fullmatch(slot.surface):
                return None
            continue
        text = text[: slot.start] + values[name] + text[slot.end :]
    return text


def _slot_name(entity: Entity) -> str:
    """ "amount" for `{amount}`; what is no slot is named by itself, and must be the same."""
    return entity.surface.strip("{}")
