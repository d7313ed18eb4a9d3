"""The limit: CTranslate2 called offline on the same lines, sorted and batched as it likes best.

The only module of the benchmark that knows the engine; everything else goes over gRPC.
"""

import re
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ctranslate2
import sentencepiece

from parley.bench.report import Engine, Layout
from parley.bench.setup import EngineSetup, Weights
from parley.bench.statistics import Distribution
from parley.bench.texts import Line
from parley.engine.logits import greedy_log_probs

# Padded tokens a batch; doubling, because the optimum is flat.
_BATCH_TOKENS = (256, 512, 1024, 2048, 4096)
# What the search for the best size is run on, and how long the measurement takes at least.
_SEARCH_LINES = 200
_MEASURE_S = 8.0
_WARM_LINES = 16
# Lines one by one in each way to share out the cores.
_LAYOUT_LINES = 60
# Batches a worker that are queued while another's logits are read.
_AHEAD = 2
# As the server ends a search: a translation may be this much longer than its source, in pieces.
_LENGTH_FACTOR = 2
_LENGTH_MARGIN = 12
# Ends of sentences and of lines; the server too gives the model one sentence at a time.
_BOUNDARY = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class _Outcome:
    seconds: float
    pieces: int


@dataclass(frozen=True, slots=True)
class _Segment:
    """A sentence in pieces, control tokens among them, for the model that serves its direction."""

    weights: Weights
    pieces: list[str]
    prefix: list[str]

    def __len__(self) -> int:
        return len(self.pieces)


class RawEngine:
    """The models that the server has, each with its vocabulary, and nothing around them."""

    def __init__(self, setup: EngineSetup, directions: Sequence[tuple[str, str]]) -> None:
        """Load the models of these directions.

        Raises:
            BenchFailed: NO_SINGLE_MODEL.
        """
        self._setup = setup
        self._models = setup.models(directions)
        self._translators = self._loaded(setup.workers, setup.threads)
        self._vocabularies = {
            weights: sentencepiece.SentencePieceProcessor(
                model_file=str(weights.folder / weights.vocabulary)
            )
            for weights in self._models
        }

    def limit(self, lines: Sequence[Line], singly: Sequence[Line]) -> Engine:
        """Search the best batch size on some lines, then measure on all of them.

        Args:
            singly: lines to translate one after the other.
        """
        encoded = [self._encode(line) for line in lines]
        alone = list(map(self._encode, singly))
        self._offline(encoded[:_WARM_LINES], _BATCH_TOKENS[0])
        sample = encoded[:_SEARCH_LINES]
        tried = {
            tokens: len(sample) / self._offline(sample, tokens).seconds for tokens in _BATCH_TOKENS
        }
        best = max(tried, key=lambda tokens: tried[tokens])
        plain, scored = self._rounds(encoded, best)
        single = Distribution.of(self._single_ms(parts) for parts in alone)
        assert single is not None
        return Engine(
            messages=len(encoded),
            segments=sum(map(len, encoded)),
            models={weights.name: weights.beam_size for weights in self._models},
            threads=self._setup.threads,
            workers=self._setup.workers,
            batch_tokens=best,
            tried=tried,
            messages_per_s=len(encoded) / plain.seconds,
            pieces_per_s=plain.pieces / plain.seconds,
            single_ms=single,
            scored_messages_per_s=len(encoded) / scored.seconds,
            layouts=self._layouts(sample, alone[:_LAYOUT_LINES], best),
            changed_in_batch_share=self._changed(sample, best),
        )

    def _rounds(
        self, encoded: Sequence[list[_Segment]], batch_tokens: int
    ) -> tuple[_Outcome, _Outcome]:
        """The search alone and with scores, by turns so that a slow moment is felt by both."""
        plain: list[_Outcome] = []
        scored: list[_Outcome] = []
        while sum(outcome.seconds for outcome in (*plain, *scored)) < _MEASURE_S:
            plain.append(self._offline(encoded, batch_tokens))
            scored.append(self._offline(encoded, batch_tokens, score=True))
        return _mean(plain), _mean(scored)

    def _layouts(
        self, sample: Sequence[list[_Segment]], alone: Sequence[list[_Segment]], batch_tokens: int
    ) -> list[Layout]:
        """Throughput and latency by batches at once and cores for each; all cores are used."""
        own, cores = self._translators, self._setup.workers * self._setup.threads
        found: list[Layout] = []
        try:
            for threads in (n for n in range(1, cores + 1) if cores % n == 0):
                self._translators = self._loaded(cores // threads, threads)
                self._offline(sample[:_WARM_LINES], batch_tokens)
                seconds = self._offline(sample, batch_tokens).seconds
                single = Distribution.of(self._single_ms(parts) for parts in alone)
                assert single is not None
                found.append(Layout(cores // threads, threads, len(sample) / seconds, single.p50))
        finally:
            self._translators = own
        return found

    def _changed(self, sample: Sequence[list[_Segment]], batch_tokens: int) -> float:
        """Share of segments that come out otherwise in a batch than alone."""
        sources = _sorted(sample)
        together = [self._start(batch) for batch in _packed(sources, batch_tokens)]
        texts = [result.result().hypotheses[0] for results in together for result in results]
        alone = [self._start([source])[0].result().hypotheses[0] for source in sources]
        changed = [text != again for text, again in zip(texts, alone, strict=True)]
        return changed.count(True) / len(changed)

    def _loaded(self, workers: int, threads: int) -> dict[Weights, Any]:
        return {
            weights: ctranslate2.Translator(
                str(weights.folder), device="cpu", compute_type=weights.compute_type,
                intra_threads=threads, inter_threads=workers,
            )
            for weights in self._models
        }  # fmt: skip

    def _encode(self, line: Line) -> list[_Segment]:
        """Each sentence of a line, with the tokens that its model wants."""
        served = self._setup.of((line.source, line.target))
        vocabulary = self._vocabularies[served.weights]
        return [
            _Segment(
                served.weights,
                [*served.before, *vocabulary.encode(part, out_type=str), *served.after],
                list(served.prefix),
            )
            for part in _BOUNDARY.split(line.text)
            if part.strip()
        ]

    def _offline(
        self, encoded: Sequence[list[_Segment]], batch_tokens: int, *, score: bool = False
    ) -> _Outcome:
        batches = _packed(_sorted(encoded), batch_tokens)
        if not score:
            return self._searched(batches, score=False)
        # A greedy search gives the probabilities by itself.
        greedy = [batch for batch in batches if batch[0].weights.beam_size == 1]
        wider = [batch for batch in batches if batch[0].weights.beam_size > 1]
        found = (self._greedily_scored(greedy), self._searched(wider, score=True))
        return _Outcome(sum(one.seconds for one in found), sum(one.pieces for one in found))

    def _searched(self, batches: Sequence[list[_Segment]], *, score: bool) -> _Outcome:
        began = time.perf_counter()
        # All are queued at once: the engine's own workers take the next without asking Python.
        under_way = [self._start(batch) for batch in batches]
        outputs = [[result.result().hypotheses[0] for result in results] for results in under_way]
        if score:
            scores = [
                self._translators[batch[0].weights].score_batch(
                    [segment.pieces for segment in batch], output, asynchronous=True
                )
                for batch, output in zip(batches, outputs, strict=True)
            ]
            for results in scores:
                for result in results:
                    result.result()
        seconds = time.perf_counter() - began
        pieces = sum(
            len(segment) + len(text) - len(segment.prefix)
            for batch, output in zip(batches, outputs, strict=True)
            for segment, text in zip(batch, output, strict=True)
        )
        return _Outcome(seconds, pieces)

    def _greedily_scored(self, batches: Sequence[list[_Segment]]) -> _Outcome:
        """The search with the probabilities that it gives by itself, where the beam is 1."""
        began = time.perf_counter()
        pieces = 0
        under_way: deque[list[Any]] = deque()

        def read() -> int:
            return sum(len(greedy_log_probs(r.result().logits[0])) for r in under_way.popleft())

        for batch in batches:
            under_way.append(self._start(batch, return_logits_vocab=True))
            # The logits of all batches at once would not fit into memory.
            if len(under_way) > _AHEAD * self._setup.workers:
                pieces += read()
        while under_way:
            pieces += read()
        pieces += sum(len(segment) for batch in batches for segment in batch)
        return _Outcome(time.perf_counter() - began, pieces)

    def _single_ms(self, parts: list[_Segment]) -> float:
        began = time.perf_counter()
        for result in self._start(parts):
            result.result()
        return (time.perf_counter() - began) * 1000

    def _start(self, batch: list[_Segment], **options: bool) -> list[Any]:
        """Begin to translate segments of one model."""
        longest = max(map(len, batch))
        weights = batch[0].weights
        started: list[Any] = self._translators[weights].translate_batch(
            [segment.pieces for segment in batch],
            target_prefix=[segment.prefix for segment in batch],
            beam_size=weights.beam_size,
            max_decoding_length=longest * _LENGTH_FACTOR + _LENGTH_MARGIN,
            max_input_length=0,
            max_batch_size=0,
            asynchronous=True,
            **options,
        )
        return started


def _sorted(encoded: Sequence[list[_Segment]]) -> list[_Segment]:
    """Segments by model, longest first: batches are even, the last are the cheapest to wait for."""
    return sorted(
        (part for parts in encoded for part in parts),
        key=lambda segment: (segment.weights.name, -len(segment)),
    )


def _mean(outcomes: Sequence[_Outcome]) -> _Outcome:
    seconds = sum(outcome.seconds for outcome in outcomes) / len(outcomes)
    return _Outcome(seconds, outcomes[0].pieces)


def _packed(ordered: Sequence[_Segment], batch_tokens: int) -> list[list[_Segment]]:
    """Batches of one model and at most `batch_tokens` padded tokens, of segments as sorted."""
    batches: list[list[_Segment]] = []
    for segment in ordered:
        # The first of a batch is its longest, to which all others are padded.
        fits = batches and len(batches[-1][0]) * (len(batches[-1]) + 1) <= batch_tokens
        if fits and batches[-1][0].weights == segment.weights:
            batches[-1].append(segment)
        else:
            batches.append([segment])
    return batches
