"""The Translator port: which model serves a pair, and the batcher in front of it."""

import asyncio
from collections.abc import Sequence

from parley.domain.errors import InvalidInput
from parley.domain.language import display_name, primary
from parley.domain.message import Formality, Priority
from parley.domain.ports import Hypothesis
from parley.engine.batcher import Batcher
from parley.engine.model import Ct2Model

# Tokenising more characters than this would hold up the event loop for over a millisecond.
_INLINE_CHARACTERS = 8_000


class ModelTranslator:
    """Translates through the loaded models."""

    def __init__(self, models: Sequence[Ct2Model], *, batch_tokens: int, queue_tokens: int) -> None:
        """Must be called in a running event loop, which the batchers belong to.

        Args:
            models: of two that serve a pair, the first does.
            batch_tokens: padded tokens a batch.
            queue_tokens: tokens that may wait for one model.
        """
        self._by_pair: dict[tuple[str, str], tuple[Ct2Model, Batcher]] = {}
        self._batchers: list[Batcher] = []
        for model in models:
            batcher = Batcher(
                model.run,
                workers=model.workers,
                batch_tokens=batch_tokens,
                queue_tokens=queue_tokens,
            )
            self._batchers.append(batcher)
            for pair in model.entry.pairs:
                self._by_pair.setdefault(pair, (model, batcher))

    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(self._by_pair)

    async def translate(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        priority: Priority,
    ) -> list[Hypothesis]:
        if not segments:
            return []
        target = primary(target_language)
        model, batcher = self._serving(source_language, target_language)

        def encode() -> list[list[str]]:
            return [model.encode(segment, target, formality) for segment in segments]

        if sum(map(len, segments)) > _INLINE_CHARACTERS:
            sources = await asyncio.to_thread(encode)
        else:
            sources = encode()
        return await batcher.translate(sources, priority)

    async def close(self) -> None:
        """Finish what is queued, then stop."""
        await asyncio.gather(*(batcher.close() for batcher in self._batchers))

    def _serving(self, source_language: str, target_language: str) -> tuple[Ct2Model, Batcher]:
        serving = self._by_pair.get((primary(source_language), primary(target_language)))
        if serving is None:
            raise InvalidInput(
                "UNSUPPORTED_PAIR",
                f"no model translates {display_name(source_language)} "
                f"to {display_name(target_language)}",
                field="target_language",
            )
        return serving
