"""A CTranslate2 model with its SentencePiece vocabulary, loaded and ready for batches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import ctranslate2

from parley.domain.errors import CorruptModel
from parley.domain.message import Formality
from parley.domain.placeholders import placeholders
from parley.domain.ports import Hypothesis, ScoredToken
from parley.engine.catalog import CatalogEntry, verify
from parley.engine.faults import copy_fault, faults, misplaced
from parley.engine.formats import DIALECTS, Encoded
from parley.engine.logits import greedy_log_probs
from parley.engine.marks import Marks
from parley.engine.rerank import Faithfulness, ranked
from parley.engine.vocabulary import Vocabulary, is_mostly_bytes, length_in

# A translation may be this much longer than its source in pieces, and some more. Letters that are
# spelt in bytes ("𝓦𝓸") count once: of a line of them a search runs on to its limit, for a minute.
_LENGTH_FACTOR = 2
_LENGTH_MARGIN = 12
# Padded tokens that are scored at once: for each the engine holds a float for every token of the
# vocabulary, several times over. A whole batch at once took 100 MB more and was not quicker.
_SCORE_TOKENS = 256
# A greedy search gives every token's logits: a float for each token of the vocabulary, kept to the
# end of the batch. Beyond this a scoring pass afterwards is the cheaper way to probabilities.
_LOGITS_BYTES = 64 * 1024 * 1024
# What a faulty translation is searched again with: wider, no three pieces twice, repeats dear.
_RETRY_BEAM = 6
_RETRY_NO_REPEAT = 3
_RETRY_PENALTY = 1.2


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the engine searches."""

    beam_size: int = 2
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0


_PLAIN_GREEDY = Decoding(beam_size=1)


@dataclass(frozen=True, slots=True)
class Trace:
    """What it takes to score a hypothesis: its model, and its source with what was written.

    `doubt` is added to every log-probability: that of the models before this one.
    """

    model: "Ct2Model"
    source: Encoded
    doubt: float = 0.0


@dataclass(slots=True)
class _Output:
    """A translation's pieces, the mean log-probability of these and the end, and each, if known.

    `text` is what they spell, once somebody has asked.
    """

    pieces: list[str]
    mean_log_prob: float | None = None
    log_probs: list[float] | None = None
    text: str | None = None

    @classmethod
    def scored(cls, pieces: list[str], log_probs: list[float]) -> Self:
        return cls(pieces, sum(log_probs) / len(log_probs) if pieces else None, log_probs)


class Ct2Model:
    """One model; `run` is what takes time, releases the GIL, and may be called from threads."""

    def __init__(
        self,
        entry: CatalogEntry,
        folder: Path,
        *,
        threads: int,
        workers: int,
        decoding: Decoding,
        faithfulness: Faithfulness | None = None,
    ) -> None:
        """Load the model of a catalogue entry.

        Args:
            threads: cores a batch.
            workers: batches at once.
            faithfulness: chooses among a search's hypotheses; the engine's first without it.

        Raises:
            CorruptModel: MODEL_MISSING, MODEL_DAMAGED, MODEL_UNREADABLE, VOCABULARY_MISSING,
                MODEL_MISLABELLED.
        """
        verify(entry, folder)
        for file in ("model.bin", entry.vocabulary, entry.target_vocabulary):
            if file and file not in entry.sha256:
                raise CorruptModel(
                    "MODEL_MISSING", f"{entry.name}: no digest vouches for {file}", file=file
                )
        self.name = entry.name
        self.entry = entry
        self.workers = workers
        self._decoding = decoding
        self._faithfulness = faithfulness
        self._vocabulary = Vocabulary(folder, entry.vocabulary, entry.target_vocabulary)
        source_tokens = self._vocabulary.source_tokens
        target_tokens = self._vocabulary.target_tokens
        self._dialect = DIALECTS[entry.format](entry, engine_ends=adds_end(folder))
        self._dialect.check(source_tokens, target_tokens)
        if not self._vocabulary.belongs():
            raise CorruptModel(
                "MODEL_MISLABELLED",
                f"{entry.name}: {entry.vocabulary} is not what this model was trained with",
                file=entry.vocabulary,
            )
        self._marks = Marks.of_model(self._vocabulary.encode, source_tokens, target_tokens)
        try:
            self._translator = ctranslate2.Translator(
                str(folder), device="cpu", intra_threads=threads, inter_threads=workers,
                compute_type=entry.compute_type,
            )  # fmt: skip
        except (MemoryError, RuntimeError, ValueError) as error:
            raise CorruptModel(
                "MODEL_UNREADABLE", f"{entry.name}: CTranslate2 cannot load it: {error}"
            ) from error

    def encode(
        self, segment: str, source: str, target: str, formality: Formality | None
    ) -> Encoded:
        """One source sequence with its control tokens; languages are primary tags."""
        mark = self._marks.choose(segment)
        spelt = mark.spell(segment) if mark else segment
        pieces = [
            *self._dialect.before(source, target, formality),
            *self._vocabulary.encode(spelt),
            *self._dialect.after(source, target),
        ]
        prefix = self._dialect.prefix(source, target)
        return Encoded(pieces, prefix, segment, (source, target), mark)

    def unload(self) -> None:
        """Give the memory back; nothing can be translated afterwards."""
        self._translator.unload_model()

    def run(self, sources: Sequence[Encoded]) -> list[Hypothesis]:
        """Translate a batch, or score what was written; one hypothesis a source, in order.

        A hypothesis that is empty, loops, copies its source or loses a placeholder is searched
        again, wider and under constraints, if the source is readable; of all that were found the
        least faulty stays, and the rules flag what is left. A beam search tells no single token's
        probability: for these what it wrote comes again, as a source with `written`.
        """
        outputs: dict[int, _Output] = {}
        wanted = [index for index, source in enumerate(sources) if source.written is None]
        outputs.update(zip(wanted, self._best([sources[i] for i in wanted]), strict=True))
        given = [(i, list(s.written)) for i, s in enumerate(sources) if s.written is not None]
        scored = self._score([sources[i] for i, _ in given], [pieces for _, pieces in given])
        outputs.update(zip((i for i, _ in given), scored, strict=True))
        return [self._hypothesis(outputs[index], source) for index, source in enumerate(sources)]

    def _best(self, sources: Sequence[Encoded]) -> list[_Output]:
        """The least faulty output of each source."""
        candidates = self._decoding.beam_size if self._faithfulness else 1
        found = self._search(sources, self._decoding, candidates=candidates)
        outputs = [hypotheses[0] for hypotheses in found]
        faulty = [
            index
            for index, (source, output) in enumerate(zip(sources, outputs, strict=True))
            # Of letters that it has no pieces for, a model makes no more with a wider search.
            if self._faults(output, source) and not is_mostly_bytes(source.pieces)
        ]
        if faulty:
            wider = replace(
                self._decoding,
                beam_size=_RETRY_BEAM,
                repetition_penalty=_RETRY_PENALTY,
                no_repeat_ngram=_RETRY_NO_REPEAT,
            )
            again = [sources[index] for index in faulty]
            retried = self._search(again, wider, candidates=_RETRY_BEAM)
            for index, others in zip(faulty, retried, strict=True):
                source = sources[index]
                # min keeps the first of equals: the order of the search decides then.
                outputs[index] = min(
                    (outputs[index], *others), key=lambda o: self._faults(o, source)
                )
        # A search under penalties says nothing of how likely the model finds what it wrote.
        unknown = [i for i, output in enumerate(outputs) if output.mean_log_prob is None]
        scored = self._score([sources[i] for i in unknown], [outputs[i].pieces for i in unknown])
        for index, output in zip(unknown, scored, strict=True):
            outputs[index] = output
        return outputs

    def score(self, sources: Sequence[Encoded], translations: Sequence[str]) -> list[Hypothesis]:
        """Given translations as hypotheses of this model: their tokens and what it thinks of them.

        Takes time, as `run` does.
        """
        written = [
            self._vocabulary.encode_target(source.mark.spell(text) if source.mark else text)
            for source, text in zip(sources, translations, strict=True)
        ]
        outputs = self._score(sources, written)
        return [self._hypothesis(o, source) for o, source in zip(outputs, sources, strict=True)]

    def alternatives(self, sources: Sequence[Encoded], count: int) -> list[tuple[str, ...]]:
        """The `count` best translations of each source, best first. Takes time, as `run` does."""
        wider = replace(self._decoding, beam_size=max(count, self._decoding.beam_size))
        return [
            tuple(self._spelt(output, source) for output in found)
            for found, source in zip(
                self._search(sources, wider, candidates=count), sources, strict=True
            )
        ]

    def _faults(self, output: _Output, source: Encoded) -> int:
        found = faults(output.pieces, source.pieces)
        if not output.pieces:
            return found
        text = self._spelt(output, source)
        if source.mark is not None:
            found += misplaced(placeholders(text), placeholders(source.segment))
        return found + copy_fault(source.segment, text, source.languages)

    def _search(
        self,
        sources: Sequence[Encoded],
        decoding: Decoding,
        *,
        candidates: int = 1,
    ) -> list[list[_Output]]:
        """Hypotheses by source, best first, without the prefix.

        Args:
            candidates: hypotheses a source, the beam's width at most; of several, the most
                faithful comes first.
        """
        longest = max(map(len, sources), default=0)
        allowed = max((length_in(source.pieces) for source in sources), default=0)
        # CTranslate2 gives logits of greedy searches only (its issue 1616).
        tells = decoding == _PLAIN_GREEDY and self._logits_fit(len(sources) * longest)
        results = self._translator.translate_batch(
            [source.pieces for source in sources],
            target_prefix=[source.prefix for source in sources],
            beam_size=decoding.beam_size,
            num_hypotheses=candidates,
            length_penalty=decoding.length_penalty,
            repetition_penalty=decoding.repetition_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            max_decoding_length=allowed * _LENGTH_FACTOR + _LENGTH_MARGIN,
            # 0 turns off the silent cut at 1,024 tokens; segments are far shorter anyway.
            max_input_length=0,
            max_batch_size=0,
            return_scores=not tells,
            return_logits_vocab=tells,
        )
        return [
            self._ranked(self._outputs(result, source, decoding), result.scores, source)
            for result, source in zip(results, sources, strict=True)
        ]

    def _outputs(self, result: Any, source: Encoded, decoding: Decoding) -> list[_Output]:
        """One source's hypotheses in the engine's order, without the prefix."""
        written = [list(pieces[len(source.prefix) :]) for pieces in result.hypotheses]
        if result.logits:
            log_probs = map(greedy_log_probs, result.logits)
            return list(map(_Output.scored, written, log_probs))
        if decoding.repetition_penalty != 1.0 or decoding.no_repeat_ngram:
            return list(map(_Output, written))
        return [
            _Output(pieces, _mean(score, len(pieces), len(source.prefix), decoding))
            for pieces, score in zip(written, result.scores, strict=True)
        ]

    def _ranked(
        self, outputs: list[_Output], scores: Sequence[float], source: Encoded
    ) -> list[_Output]:
        """The most faithful first; in the engine's order where nothing tells which that is."""
        if self._faithfulness is None or len(outputs) < 2:
            return outputs
        texts = [self._spelt(output, source) for output in outputs]
        return [outputs[index] for index in ranked(texts, scores, source, self._faithfulness)]

    def _logits_fit(self, tokens: int) -> bool:
        return tokens * len(self._vocabulary.target_tokens) * 4 <= _LOGITS_BYTES

    def _score(self, sources: Sequence[Encoded], written: Sequence[list[str]]) -> list[_Output]:
        """Token log-probabilities, by forcing each translation through the decoder once."""
        scores = self._translator.score_batch(
            [source.pieces for source in sources],
            [source.prefix + pieces for source, pieces in zip(sources, written, strict=True)],
            max_input_length=0,
            max_batch_size=_SCORE_TOKENS,
            batch_type="tokens",
        )
        return [
            _Output.scored(pieces, list(score.log_probs[len(source.prefix) :]))
            for source, pieces, score in zip(sources, written, scores, strict=True)
        ]

    def _hypothesis(self, output: _Output, source: Encoded) -> Hypothesis:
        mean = output.mean_log_prob
        if output.log_probs is None:
            trace = Trace(self, replace(source, written=tuple(output.pieces)))
            text = self._spelt(output, source)
            return Hypothesis(text, mean, self.name, written=len(output.pieces), trace=trace)
        text, tokens = self._tokens(output.pieces, output.log_probs)
        if source.mark is not None:
            text, tokens = source.mark.read(text, tokens)
        is_ended = len(output.log_probs) > len(output.pieces)
        end = output.log_probs[-1] if is_ended else 0.0
        return Hypothesis(text, mean, self.name, tokens, end, written=len(output.pieces))

    def _spelt(self, output: _Output, source: Encoded) -> str:
        """The text of a translation, its placeholders in it as in the source's segment."""
        if output.text is None:
            text = self._vocabulary.text(self._spelling(output.pieces))
            output.text = text if source.mark is None else source.mark.read(text, ())[0]
        return output.text

    def _tokens(
        self, pieces: Sequence[str], log_probs: Sequence[float]
    ) -> tuple[str, tuple[ScoredToken, ...]]:
        """What the pieces spell, and where each lies in it."""
        decoded = self._vocabulary.decode(self._spelling(pieces))
        control = self._vocabulary.control
        known = [
            log_prob
            for piece, log_prob in zip(pieces, log_probs, strict=False)
            if piece not in control
        ]
        tokens: list[ScoredToken] = []
        position = 0
        for piece, log_prob in zip(decoded.pieces, known, strict=False):
            end = position + len(piece.surface)
            tokens.append(ScoredToken(position, end, log_prob))
            position = end
        return decoded.text, tuple(tokens)

    def _spelling(self, pieces: Sequence[str]) -> list[str]:
        """Those pieces that are text, and no control tokens."""
        return [piece for piece in pieces if piece not in self._vocabulary.control]


def _mean(score: float, pieces: int, prefix: int, decoding: Decoding) -> float | None:
    """The mean log-probability of a translation's pieces and its end, from the engine's score.

    CTranslate2 divides their sum by the length, the prefix and the end included, to the power of
    the penalty. None where nothing was written.
    """
    if not pieces:
        return None
    length: float = (prefix + pieces + 1) ** decoding.length_penalty
    return score * length / (pieces + 1)


def adds_end(folder: Path) -> bool:
    """Whether CTranslate2 puts an end after this model's sources by itself."""
    path = folder / "config.json"
    if not path.is_file():
        return False
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        return bool(config.get("add_source_eos", False))
    except (ValueError, AttributeError) as error:
        raise CorruptModel("MODEL_UNREADABLE", f"{path} is no CTranslate2 config") from error
