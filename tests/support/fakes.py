"""Ports played by hand, where the port is the seam of what is tested."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from parley.domain.memory import MemoryUnit
from parley.domain.message import Candidate, Flag, Formality, Priority
from parley.domain.ports import Exchange, Hypothesis, ScoredToken
from support.build import NOW

PAIRS = frozenset({("de", "en"), ("en", "de"), ("fr", "en"), ("en", "fr")})


class FakeClock:
    """A Clock that stands still until it is turned."""

    def __init__(self) -> None:
        self._now = NOW

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class FakeDetector:
    """A Detector that knows the lines it was given, and sees no words in any other."""

    def __init__(self, probabilities: Mapping[str, Mapping[str, float]]) -> None:
        """`probabilities`: by text, then by language."""
        self._probabilities = probabilities

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        seen = self._probabilities.get(text, {})
        ranked = sorted(seen.items(), key=lambda pair: -pair[1])
        return [Candidate(tag, p) for tag, p in ranked if not candidates or tag in candidates]

    def knows(self, language: str) -> bool:
        return any(language in seen for seen in self._probabilities.values())


class BrokenDetector:
    """A Detector that fails."""

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        raise RuntimeError(f"cannot read {text}")

    def knows(self, language: str) -> bool:
        return True


class FakeTranslator:
    """A Translator that writes the target language in front of each segment.

    Attributes:
        calls: the segments of each call, in order.
        priorities: how urgent each call was.
        tenants: whose turn each call took, those for tokens as well.
        admitted: whether each call went in past a full queue.
        gates: a segment listed here is not translated before its event is set.
        answers: what to write in place of the usual, by segment.
        failures: raised once for a segment, then forgotten.
        log_prob: of every token, natural logarithm.
        scored_texts: the translations whose tokens were asked for, by call.
    """

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.priorities: list[Priority] = []
        self.tenants: list[str] = []
        self.admitted: list[bool] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.answers: dict[str, str] = {}
        self.failures: dict[str, Exception] = {}
        self.log_prob = -0.01
        self.scored_texts: list[list[str]] = []
        self._called = asyncio.Condition()

    async def translate(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        priority: Priority,
        *,
        tenant: str = "",
        admitted: bool = False,
    ) -> list[Hypothesis]:
        self.calls.append(list(segments))
        self.priorities.append(priority)
        self.admitted.append(admitted)
        self.tenants.append(tenant)
        async with self._called:
            self._called.notify_all()
        for segment in segments:
            if segment in self.failures:
                raise self.failures.pop(segment)
            if segment in self.gates:
                await self.gates[segment].wait()
        return [self._hypothesis(segment, target_language) for segment in segments]

    async def scored(
        self, hypotheses: Sequence[Hypothesis], priority: Priority, *, tenant: str = ""
    ) -> list[Hypothesis]:
        self.tenants.append(tenant)
        self.scored_texts.append([one.text for one in hypotheses])
        return [replace(one, tokens=self._tokens(one.text)) for one in hypotheses]

    async def score(
        self,
        segments: Sequence[str],
        translations: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
    ) -> list[Hypothesis]:
        return [
            Hypothesis(text, self.log_prob, "fake", self._tokens(text)) for text in translations
        ]

    async def alternatives(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        count: int,
    ) -> list[tuple[str, ...]]:
        return [(f"{target_language}: {segment}",) * count for segment in segments]

    def pairs(self) -> frozenset[tuple[str, str]]:
        return PAIRS

    def forget(self) -> None:
        self.calls.clear()

    async def until_called(self, times: int) -> None:
        """Return once so many calls have come."""
        async with asyncio.timeout(10), self._called:
            await self._called.wait_for(lambda: len(self.calls) >= times)

    def _hypothesis(self, segment: str, target_language: str) -> Hypothesis:
        text = self.answers.get(segment, f"{target_language}: {segment}")
        return Hypothesis(text, self.log_prob, "fake")

    def _tokens(self, text: str) -> tuple[ScoredToken, ...]:
        return (ScoredToken(0, len(text), self.log_prob),)


class FakeAssessor:
    """A RiskAssessor that raises the flags it was given for a source text, or an error.

    Attributes:
        exchanges: what it was asked about, in order.
    """

    def __init__(self) -> None:
        self.by_source: dict[str, Flag | Exception] = {}
        self.exchanges: list[Exchange] = []

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        self.exchanges.append(exchange)
        found = self.by_source.get(exchange.source)
        if isinstance(found, Exception):
            raise found
        return () if found is None else (found,)


class FakeMemory:
    """A MemoryStore of single lines, whatever the formality."""

    def __init__(self, *units: MemoryUnit) -> None:
        self._units = {(u.source, u.source_language, u.target_language): u for u in units}

    async def recall(
        self, source: str, source_language: str, target_language: str, formality: Formality | None
    ) -> MemoryUnit | None:
        return self._units.get((source, source_language, target_language))
