"""Lines that a person has translated before, found again though their order numbers differ.

Two sources: what reviewers released (in the store), and the starter lines that come with the
models. Both are matched exactly, except for slots: values such as an amount or a date stand for
any other of their kind.
"""

from dataclasses import dataclass
from datetime import datetime

from parley.domain.memory import MemoryUnit, UnitOrigin
from parley.domain.message import Formality
from parley.domain.placeholders import placeholder
from parley.domain.ports import MemoryStore
from parley.flow.slots import filled, slotted
from parley.flow.starter import StarterMemory
from parley.text.normalise import memory_key


@dataclass(frozen=True, slots=True)
class Remembered:
    """A translation by a person; `kept_at` is None for a starter line.

    `released`: a reviewer released it, it was not written or imported.
    """

    text: str
    kept_at: datetime | None = None
    released: bool = False


class Memory:
    """What people have translated: reviewers first, then the starter lines."""

    def __init__(self, learnt: MemoryStore | None, starter: StarterMemory | None) -> None:
        self._learnt = learnt
        self._starter = starter

    async def recall(
        self, text: str, source_language: str, target_language: str, formality: Formality | None
    ) -> Remembered | None:
        """A translation of exactly this text, its values filled in; None if there is none."""
        if self._learnt is not None:
            key, values = slotted(text)
            unit = await self._learnt.recall(key, source_language, target_language, formality)
            if values:
                own = await self._learnt.recall(
                    memory_key(text), source_language, target_language, formality
                )
                # Whatever was decided later holds for this text.
                if own is not None and (unit is None or _standing(own) >= _standing(unit)):
                    unit, values = own, ()
            if unit is not None:
                return Remembered(
                    filled(unit.target, values),
                    unit.created_at,
                    released=unit.origin is UnitOrigin.RELEASE,
                )
        if self._starter is not None:
            found = self._starter.recall(text, source_language, target_language, formality)
            return None if found is None else Remembered(found)
        return None


def _standing(unit: MemoryUnit) -> tuple[bool, datetime]:
    """Which of two units for a text holds: one of the form of address asked for, then the newer."""
    return unit.formality is not None, unit.created_at


def unit_of(
    *,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    formality: Formality | None,
    message_id: str,
    at: datetime,
    author: str = "",
) -> MemoryUnit:
    """What to keep of a released translation.

    Values that stand on both sides become slots, so that the unit serves other values, and
    holds no customer's data; if one does not, the unit is for this very text.
    """
    key, template = template_of(source, target)
    return MemoryUnit(
        source_language=source_language,
        target_language=target_language,
        formality=formality,
        source=key,
        target=template,
        message_id=message_id,
        created_at=at,
        author=author,
    )


def template_of(source: str, target: str) -> tuple[str, str]:
    """Key and target of a unit: values that stand on both sides once become slots."""
    key, values = slotted(source)
    template = target
    for index, value in enumerate(values):
        if target.count(value) != 1 or values.count(value) != 1:
            return memory_key(source), target
        template = template.replace(value, placeholder(index))
    return key, template
