"""A CTranslate2 model with its SentencePiece vocabulary, loaded and ready for batches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ctranslate2
import sentencepiece

from parley.domain.message import Formality
from parley.domain.ports import Hypothesis, ScoredToken
from parley.engine.catalog import CatalogEntry, verify
from parley.engine.faults import faults

_CONTROL = re.compile(r">>\w+<<|<(?:formal|informal|spare\d+|s|/s|pad|unk)>")
# A translation may be this much longer than its source in pieces, and some more.
_LENGTH_FACTOR = 2
_LENGTH_MARGIN = 12
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


@dataclass(frozen=True, slots=True)
class _Output:
    pieces: list[str]
    log_probs: list[float]


class Ct2Model:
    """One model; `run` is what takes time, releases the GIL, and may be called from threads."""

    def __init__(
        self, entry: CatalogEntry, folder: Path, *, threads: int, workers: int, decoding: Decoding
    ) -> None:
        """Load the model of a catalogue entry.

        Args:
            threads: cores a batch.
            workers: batches at once.

        Raises:
            CorruptModel: MODEL_MISSING, MODEL_DAMAGED.
        """
        verify(entry, folder)
        self.name = entry.name
        self.entry = entry
        self.workers = workers
        self._decoding = decoding
        self._translator = ctranslate2.Translator(
            str(folder), device="cpu", intra_threads=threads, inter_threads=workers,
            compute_type="int8",
        )  # fmt: skip
        self._vocabulary = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / entry.vocabulary)
        )

    def encode(self, segment: str, target_language: str, formality: Formality | None) -> list[str]:
        """Pieces of one source sequence, control tokens first."""
        head = [f">>{target_language}<<"]
        if formality is not None and target_language in self.entry.formality:
            head.append(f"<{formality.value}>")
        # Control tokens are pieces of the vocabulary: typed into a text they must not be found.
        harmless = _CONTROL.sub(lambda match: " ".join(match.group()), segment)
        pieces: list[str] = self._vocabulary.encode(harmless, out_type=str)
        return head + pieces

    def run(self, sources: Sequence[list[str]]) -> list[Hypothesis]:
        """Translate a batch; one hypothesis a source, in order.

        A hypothesis that is empty, loops or loses a placeholder is searched again, wider and
        under constraints; of all that were found the least faulty stays, and the rules flag
        what is left.
        """
        outputs = [found[0] for found in self._search(sources, self._decoding)]
        faulty = [
            index
            for index, (source, output) in enumerate(zip(sources, outputs, strict=True))
            if faults(output, source)
        ]
        if faulty:
            wider = replace(
                self._decoding, beam_size=_RETRY_BEAM, repetition_penalty=_RETRY_PENALTY
            )
            again = [sources[index] for index in faulty]
            retried = self._search(again, wider, candidates=_RETRY_BEAM, no_repeat=_RETRY_NO_REPEAT)
            for index, found in zip(faulty, retried, strict=True):
                source = sources[index]
                # min keeps the first of equals: the engine's own order decides then.
                outputs[index] = min((outputs[index], *found), key=lambda o: faults(o, source))
        return [self._hypothesis(output) for output in self._score(sources, outputs)]

    def _search(
        self,
        sources: Sequence[list[str]],
        decoding: Decoding,
        *,
        candidates: int = 1,
        no_repeat: int = 0,
    ) -> list[list[list[str]]]:
        """Hypotheses by source, best first, as pieces."""
        longest = max(map(len, sources), default=0)
        results = self._translator.translate_batch(
            list(sources),
            beam_size=decoding.beam_size,
            num_hypotheses=candidates,
            length_penalty=decoding.length_penalty,
            repetition_penalty=decoding.repetition_penalty,
            no_repeat_ngram_size=no_repeat,
            max_decoding_length=longest * _LENGTH_FACTOR + _LENGTH_MARGIN,
            # 0 turns off the silent cut at 1,024 tokens; segments are far shorter anyway.
            max_input_length=0,
            max_batch_size=0,
        )
        return [[list(pieces) for pieces in result.hypotheses] for result in results]

    def _score(self, sources: Sequence[list[str]], outputs: Sequence[list[str]]) -> list[_Output]:
        """Token log-probabilities, by forcing each hypothesis through the decoder once."""
        scores = self._translator.score_batch(
            list(sources), list(outputs), max_input_length=0, max_batch_size=0
        )
        return [
            _Output(output, list(score.log_probs))
            for output, score in zip(outputs, scores, strict=True)
        ]

    def _hypothesis(self, output: _Output) -> Hypothesis:
        decoded = self._vocabulary.decode(output.pieces, return_type="proto")
        tokens: list[ScoredToken] = []
        position = 0
        for piece, log_prob in zip(decoded.pieces, output.log_probs, strict=False):
            end = position + len(piece.surface)
            tokens.append(ScoredToken(position, end, log_prob))
            position = end
        end_log_prob = output.log_probs[-1] if len(output.log_probs) > len(tokens) else 0.0
        return Hypothesis(decoded.text, tuple(tokens), end_log_prob, self.name)
