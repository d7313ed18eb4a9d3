"""Close matches: what people translated that is like a text, for a reviewer to begin from.

How like two lines are is their normalised Levenshtein similarity, `1 - distance / length of the
longer`, in code points, over keys in which case is folded and every value is one and the same
slot: "Wo ist ORD-1?" and "wo ist ORD-22?" have similarity 1.
"""

import asyncio
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Levenshtein

from parley.domain.language import primary
from parley.domain.memory import Suggestion, UnitOrigin
from parley.domain.placeholders import PLACEHOLDER, placeholder
from parley.domain.ports import MemoryStore
from parley.flow.slots import filled, slots_of, slotted, written
from parley.flow.starter import StarterMemory
from parley.text.normalise import memory_key

# Under this, two lines have little more than their ordinary words in common.
LEAST_SIMILARITY = 0.6
_MOST = 5
_CANDIDATES = 60


def similarity_key(template: str) -> str:
    """What similarity is measured on."""
    return PLACEHOLDER.sub(placeholder(0), template.casefold())


class Suggester:
    """Close matches from what reviewers released and from the starter lines."""

    def __init__(self, learnt: MemoryStore | None, starter: StarterMemory | None) -> None:
        self._learnt = learnt
        self._starter = starter

    async def suggest(
        self, text: str, source_language: str, target_language: str
    ) -> list[Suggestion]:
        """At most five translations of lines like `text`, the most like first.

        Each target comes once. A text that was remembered exactly is among them.
        """
        template, values = slotted(text)
        key = similarity_key(template)
        found: list[Suggestion] = []
        if self._learnt is not None:
            # A unit whose translation has not all of the values is kept with those of its text.
            texts = [template, memory_key(text)] if values else [template]
            keys = [similarity_key(one) for one in texts]
            units = {
                unit.unit_id: unit
                for one in texts
                for unit in await self._learnt.resembling(
                    one, source_language, target_language, _CANDIDATES
                )
            }
            for unit in units.values():
                likeness = max(_likeness(one, similarity_key(unit.source)) for one in keys)
                if likeness:
                    found.append(
                        Suggestion(
                            source=written(unit.source),
                            target=_with_values(unit.source, unit.target, values),
                            similarity=likeness,
                            origin=unit.origin,
                            formality=unit.formality,
                            author=unit.author,
                            created_at=unit.created_at,
                            unit_id=unit.unit_id,
                        )
                    )
        if self._starter is not None:
            # The first time, keys of all the lines are made.
            found += await asyncio.to_thread(
                _from_starter, self._starter, key, primary(source_language), target_language
            )
        return list(_best(found))


def similarity(one: str, other: str) -> float:
    """How like two templates are, 0..1."""
    return Levenshtein.normalized_similarity(similarity_key(one), similarity_key(other))


def _likeness(key: str, other: str) -> float:
    """Similarity of two keys, 0.0 where it is under `LEAST_SIMILARITY`."""
    return Levenshtein.normalized_similarity(key, other, score_cutoff=LEAST_SIMILARITY)


def _with_values(source: str, target: str, values: tuple[str, ...]) -> str:
    if len(slots_of(source)) == len(values):
        return filled(target, values)
    return written(target)


def _from_starter(
    starter: StarterMemory, key: str, source_language: str, target_language: str
) -> list[Suggestion]:
    target = primary(target_language)
    return [
        Suggestion(
            source=line.texts[source_language],
            target=line.texts[target],
            similarity=likeness,
            origin=UnitOrigin.STARTER,
            formality=line.formality,
        )
        for line_key, line in starter.keyed(source_language)
        if target in line.texts and (likeness := _likeness(key, line_key))
    ]


def _best(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    seen: set[str] = set()
    for suggestion in sorted(found, key=lambda s: (-s.similarity, s.origin is UnitOrigin.STARTER)):
        if suggestion.target not in seen and len(seen) < _MOST:
            seen.add(suggestion.target)
            yield suggestion
