"""The Translator port: which models serve a pair, and the batcher in front of each."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from parley.domain.errors import InvalidInput
from parley.domain.language import display_name, primary
from parley.domain.message import Formality, Priority
from parley.domain.ports import Hypothesis
from parley.engine.batcher import Batcher
from parley.engine.formats import Encoded
from parley.engine.model import Ct2Model, Trace
from parley.engine.routes import Pair, routes

_T = TypeVar("_T")

# Tokenising more characters than this would hold up the event loop for over a millisecond.
_INLINE_CHARACTERS = 8_000


@dataclass(eq=False, slots=True)
class _Served:
    """A loaded model and its queue; `calls` are under way, `idle` is set when none is."""

    model: Ct2Model
    batcher: Batcher
    calls: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    def enter(self) -> None:
        self.calls += 1
        self.idle.clear()

    def leave(self) -> None:
        self.calls -= 1
        if not self.calls:
            self.idle.set()


@dataclass(frozen=True, slots=True)
class _Leg:
    """One model's part of the way from language to language."""

    served: _Served
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class _Asking:
    """How a caller wants its segments translated, and how soon."""

    formality: Formality | None
    priority: Priority
    tenant: str
    admitted: bool


class ModelTranslator:
    """Translates through the loaded models, one after the other where no single one can."""

    def __init__(
        self,
        models: Sequence[Ct2Model],
        *,
        batch_tokens: int,
        queue_tokens: int,
        cached_segments: int = 0,
    ) -> None:
        """Must be called in a running event loop, which the batchers belong to.

        Args:
            models: of two that serve a pair, the first does.
            batch_tokens: padded tokens a batch.
            queue_tokens: tokens that may wait for one model.
            cached_segments: segments that each model remembers, 0 for none.
        """
        self._cached_segments = cached_segments
        self._batch_tokens = batch_tokens
        self._queue_tokens = queue_tokens
        self._served: list[_Served] = []
        self._legs: dict[Pair, tuple[_Leg, ...]] = {}
        self._pairs: frozenset[Pair] = frozenset()
        self._retiring: set[asyncio.Task[None]] = set()
        self.serve(models)

    def serve(self, models: Sequence[Ct2Model]) -> None:
        """Translate through these from now on.

        Calls under way end on the models that they began with; those no longer wanted are
        unloaded after them.
        """
        kept = {id(served.model): served for served in self._served}
        self._served = [
            kept.pop(id(model)) if id(model) in kept else self._begin(model) for model in models
        ]
        direct: dict[Pair, _Served] = {}
        for served in self._served:
            for pair in served.model.entry.pairs:
                direct.setdefault(pair, served)
        self._legs = {
            pair: tuple(_Leg(direct[step], *step) for step in way)
            for pair, way in routes(direct).items()
        }
        self._pairs = frozenset(self._legs)
        for old in kept.values():
            task = asyncio.create_task(self._retire(old))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)

    def pairs(self) -> frozenset[Pair]:
        return self._pairs

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
        if not segments:
            return []
        asking = _Asking(formality, priority, tenant, admitted)
        legs = self._way(source_language, target_language)
        for leg in legs:
            leg.served.enter()
        try:
            hypotheses = await _through(legs[0], segments, asking)
            for leg in legs[1:]:
                hypotheses = await _onward(leg, hypotheses, asking)
            return hypotheses
        finally:
            for leg in legs:
                leg.served.leave()

    async def scored(
        self, hypotheses: Sequence[Hypothesis], priority: Priority, *, tenant: str = ""
    ) -> list[Hypothesis]:
        found = list(hypotheses)
        for served in self._served:
            traces = {
                index: one.trace
                for index, one in enumerate(found)
                if isinstance(one.trace, Trace)
                and one.trace.model is served.model
                and not one.tokens
            }
            if not traces:
                continue
            served.enter()
            try:
                sources = [trace.source for trace in traces.values()]
                scored = await served.batcher.translate(sources, priority, tenant)
            finally:
                served.leave()
            for (index, trace), one in zip(traces.items(), scored, strict=True):
                before = found[index].timing
                found[index] = replace(
                    _with_tokens(found[index], one, trace.doubt),
                    timing=before.then(one.timing) if before else one.timing,
                )
        return found

    async def score(
        self,
        segments: Sequence[str],
        translations: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
    ) -> list[Hypothesis] | None:
        def work(leg: _Leg) -> list[Hypothesis]:
            return leg.served.model.score(_encoded(leg, segments, formality), translations)

        return await self._aside(work, source_language, target_language)

    async def alternatives(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        count: int,
    ) -> list[tuple[str, ...]]:
        if not segments:
            return []
        first, *others = legs = self._way(source_language, target_language)

        def best() -> list[tuple[str, ...]]:
            return first.served.model.alternatives(_encoded(first, segments, formality), count)

        def onward(leg: _Leg, texts: list[str]) -> list[str]:
            sources = _encoded(leg, texts, formality)
            return [hypothesis.text for hypothesis in leg.served.model.run(sources)]

        for leg in legs:
            leg.served.enter()
        try:
            # Past the queues, as what is asked for after a translation waits enough.
            found = await asyncio.to_thread(best)
            for leg in others:
                # Nothing stays nothing.
                written = list(dict.fromkeys(t for texts in found for t in texts if t.strip()))
                read = await asyncio.to_thread(onward, leg, written) if written else []
                by_text = dict(zip(written, read, strict=True))
                found = [tuple(by_text.get(text, text) for text in texts) for texts in found]
        finally:
            for leg in legs:
                leg.served.leave()
        return found

    async def _aside(
        self, work: Callable[[_Leg], _T], source_language: str, target_language: str
    ) -> _T | None:
        """Work on one model past its queue: what is asked for after a translation waits enough."""
        legs = self._way(source_language, target_language)
        if len(legs) > 1:
            return None
        legs[0].served.enter()
        try:
            return await asyncio.to_thread(work, legs[0])
        finally:
            legs[0].served.leave()

    def forget(self) -> None:
        for served in self._served:
            served.batcher.forget()

    async def close(self) -> None:
        """Finish what is queued, then stop."""
        await asyncio.gather(*(served.batcher.close() for served in self._served), *self._retiring)

    def _begin(self, model: Ct2Model) -> _Served:
        batcher = Batcher(
            model.run,
            workers=model.workers,
            batch_tokens=self._batch_tokens,
            queue_tokens=self._queue_tokens,
            cached_segments=self._cached_segments,
        )
        return _Served(model, batcher)

    async def _retire(self, served: _Served) -> None:
        await served.idle.wait()
        await served.batcher.close()
        await asyncio.to_thread(served.model.unload)

    def _way(self, source_language: str, target_language: str) -> tuple[_Leg, ...]:
        legs = self._legs.get((primary(source_language), primary(target_language)))
        if legs is None:
            raise InvalidInput(
                "UNSUPPORTED_PAIR",
                f"no model translates {display_name(source_language)} "
                f"to {display_name(target_language)}",
                field="target_language",
            )
        return legs


async def _through(leg: _Leg, segments: Sequence[str], asking: _Asking) -> list[Hypothesis]:
    """One model's translations."""

    if sum(map(len, segments)) > _INLINE_CHARACTERS:
        sources = await asyncio.to_thread(_encoded, leg, segments, asking.formality)
    else:
        sources = _encoded(leg, segments, asking.formality)
    return await leg.served.batcher.translate(
        sources, asking.priority, asking.tenant, admitted=asking.admitted
    )


def _encoded(leg: _Leg, segments: Sequence[str], formality: Formality | None) -> list[Encoded]:
    model = leg.served.model
    return [model.encode(segment, leg.source, leg.target, formality) for segment in segments]


async def _onward(leg: _Leg, before: Sequence[Hypothesis], asking: _Asking) -> list[Hypothesis]:
    """The next model's translations of what earlier ones wrote; nothing stays nothing."""
    written = [hypothesis.text for hypothesis in before if hypothesis.text.strip()]
    following = iter(await _through(leg, written, asking) if written else ())
    return [
        _combined(hypothesis, next(following), leg)
        if hypothesis.text.strip()
        else replace(
            hypothesis, mean_log_prob=None, model=f"{hypothesis.model}+{leg.served.model.name}"
        )
        for hypothesis in before
    ]


def _combined(before: Hypothesis, after: Hypothesis, leg: _Leg) -> Hypothesis:
    """The last translation, each token as doubtful as its source was on top of its own doubt.

    A token is right if the model was right given its source, and the source was: p * q, with
    the geometric mean of the earlier tokens for q.
    """
    doubt = before.mean_log_prob or 0.0
    doubted = replace(
        after,
        mean_log_prob=None if after.mean_log_prob is None else after.mean_log_prob + doubt,
        model=f"{before.model}+{leg.served.model.name}",
        timing=before.timing.then(after.timing) if before.timing else after.timing,
    )
    if isinstance(after.trace, Trace):
        return replace(doubted, trace=replace(after.trace, doubt=doubt))
    return _with_tokens(doubted, after, doubt)


def _with_tokens(hypothesis: Hypothesis, scored: Hypothesis, doubt: float) -> Hypothesis:
    """A hypothesis with the tokens of another of the same text, so much more doubtful."""
    return replace(
        hypothesis,
        tokens=tuple(replace(token, log_prob=token.log_prob + doubt) for token in scored.tokens),
        end_log_prob=scored.end_log_prob + doubt,
    )
