"""The embedded model behind the Translator port: shapes and promises, never its wording."""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

import msgspec
import pytest

from parley.domain.errors import CorruptModel, InvalidInput
from parley.domain.message import Formality, Priority
from parley.domain.ports import Hypothesis
from parley.engine.catalog import Catalog, find_models_folder
from parley.engine.faults import copy_fault, is_looped
from parley.engine.formats import Encoded
from parley.engine.model import Ct2Model, Decoding, Trace
from parley.engine.translator import ModelTranslator

LINES = [
    "Wo ist mein Paket?",
    "Ich warte seit drei Wochen auf meine Bestellung und niemand antwortet mir.",
    "Danke!",
    "Können Sie mir bitte die Rechnung noch einmal schicken?",
]
FANCY = {letter: chr(0x1D4EA + index) for index, letter in enumerate(ascii_lowercase)}
ODD = ["\ue000", "\ue000 und \ue001", "日本語", "😀", "Ünïcödé ẞ", "a", "?!", "x" * 300]


@pytest.fixture(scope="module")
def model() -> Ct2Model:
    catalog = Catalog(find_models_folder())
    entry = catalog.entries[0]
    return Ct2Model(entry, catalog.folder_of(entry), threads=1, workers=1, decoding=Decoding())


@pytest.fixture
async def translator(model: Ct2Model) -> AsyncIterator[ModelTranslator]:
    built = ModelTranslator([model], batch_tokens=512, queue_tokens=20_000)
    yield built
    await built.close()


async def to_english(translator: ModelTranslator, *segments: str) -> list[Hypothesis]:
    """Translate German."""
    return await translator.translate(segments, "de", "en", None, Priority.LIVE)


async def test_a_line_is_translated_alike_alone_and_in_company(
    translator: ModelTranslator,
) -> None:
    """What else happens to be in the batch changes neither the text nor, by much, its confidence.

    Without AVX512 int8 rounds otherwise in other company: a probability moves by half a percent.
    """
    together = await to_english(translator, *LINES)
    for line, in_company in zip(LINES, together, strict=True):
        (alone,) = await to_english(translator, line)
        assert alone.text == in_company.text
        assert alone.mean_log_prob == pytest.approx(in_company.mean_log_prob, abs=0.01)


# Each names a value of its own, which its translation has to name as well. Whole texts are not
# compared: near-ties may fall one way alone and the other way in a batch.
NUMBERED = [f"Wo ist meine Bestellung {chr(0xE000 + number)}?" for number in range(32)]


async def test_many_callers_at_once_get_their_own_answers(translator: ModelTranslator) -> None:
    """In batches with others, nobody is given another's translation."""
    answers = await asyncio.gather(*(to_english(translator, line) for line in NUMBERED))
    for number, (found,) in enumerate(answers):
        assert chr(0xE000 + number) in found.text


def with_tokens(model: Ct2Model, hypothesis: Hypothesis) -> Hypothesis:
    """The same after a scoring pass, where it takes one."""
    if not isinstance(hypothesis.trace, Trace):
        return hypothesis
    (scored,) = model.run([hypothesis.trace.source])
    assert scored.text == hypothesis.text
    return scored


@pytest.mark.parametrize("line", [*LINES, *ODD])
def test_a_search_tells_the_mean_of_the_probabilities_of_a_scoring_pass(
    model: Ct2Model, line: str
) -> None:
    """But for rounding; so confidence, which needs no more, need not wait for the pass."""
    (found,) = model.run([model.encode(line, "de", "en", None)])
    scored = with_tokens(model, found)
    assert scored.tokens
    assert found.mean_log_prob == pytest.approx(scored.mean_log_prob, abs=0.2)


@pytest.mark.parametrize("penalty", [0.0, 0.6, 1.0, 2.0])
def test_a_length_penalty_changes_what_is_found_and_not_how_probable_it_is(penalty: float) -> None:
    """The engine's score is by the penalty; the mean of the tokens is not."""
    catalog = Catalog(find_models_folder())
    entry = catalog.entries[0]
    model = Ct2Model(
        entry, catalog.folder_of(entry), threads=1, workers=1,
        decoding=Decoding(length_penalty=penalty),
    )  # fmt: skip
    for found in model.run([model.encode(line, "de", "en", None) for line in LINES]):
        scored = with_tokens(model, found)
        assert found.mean_log_prob == pytest.approx(scored.mean_log_prob, abs=0.2)


def test_searches_and_scorings_may_share_a_batch(model: Ct2Model) -> None:
    """Each answer is that of its own source."""
    sources = [model.encode(line, "de", "en", None) for line in LINES]
    found = model.run(sources)
    traces = [hypothesis.trace for hypothesis in found]
    written = [trace.source for trace in traces if isinstance(trace, Trace)]
    assert len(written) == len(LINES)
    mixed = model.run([written[0], sources[1], written[2], sources[3]])
    assert [h.text for h in mixed] == [h.text for h in found]
    assert [bool(h.tokens) for h in mixed] == [True, False, True, False]


@pytest.mark.parametrize("line", [*LINES, *ODD])
def test_tokens_cover_the_text(model: Ct2Model, line: str) -> None:
    """One after the other, in code points, from beginning to end; each with a log-probability."""
    found = with_tokens(model, *model.run([model.encode(line, "de", "en", None)]))
    position = 0
    for token in found.tokens:
        assert token.start == position
        assert token.end >= token.start
        position = token.end
    assert position == len(found.text)
    log_probs = [*(token.log_prob for token in found.tokens), found.end_log_prob]
    assert all(math.isfinite(log_prob) and log_prob <= 0 for log_prob in log_probs)
    assert found.spans_hold
    assert found.model == model.name


def test_a_greedy_search_gives_the_probabilities_of_a_scoring_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same texts and, but for rounding in batches, the same log-probabilities."""
    catalog = Catalog(find_models_folder())
    entry = catalog.entries[0]
    greedy = Ct2Model(
        entry, catalog.folder_of(entry), threads=1, workers=1, decoding=Decoding(beam_size=1)
    )
    sources = [greedy.encode(line, "de", "en", None) for line in (*LINES, NUMBERED[3])]
    found = greedy.run(sources)
    monkeypatch.setattr("parley.engine.model._LOGITS_BYTES", 0)
    scored = greedy.run(sources)
    assert [h.text for h in found] == [h.text for h in scored]
    for one, searched in zip(found, scored, strict=True):
        assert not searched.tokens
        assert one.mean_log_prob == pytest.approx(searched.mean_log_prob, abs=0.05)
        other = with_tokens(greedy, searched)
        assert len(one.tokens) == len(other.tokens) > 0
        assert [t.log_prob for t in (*one.tokens,)] == pytest.approx(
            [t.log_prob for t in other.tokens], abs=0.2
        )
        assert one.end_log_prob == pytest.approx(other.end_log_prob, abs=0.2)


class Distrustful:
    """Holds it against every text that it is not the one wanted, and knows what was asked."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self.asked: set[tuple[str, str, str]] = set()

    def penalties(
        self,
        source: str,
        translations: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> list[float]:
        self.asked.add((source, source_language, target_language))
        return [0.0 if text == self._wanted else 100.0 for text in translations]


def test_the_most_faithful_hypothesis_becomes_the_translation(model: Ct2Model) -> None:
    """Whichever of the beam it is, with its own tokens."""
    line = LINES[1]
    for wanted in model.alternatives([model.encode(line, "de", "en", None)], 4)[0]:
        faithfulness = Distrustful(wanted)
        choosing = Ct2Model(
            model.entry, Catalog(find_models_folder()).folder_of(model.entry), threads=1,
            workers=1, decoding=Decoding(beam_size=4), faithfulness=faithfulness,
        )  # fmt: skip
        (found,) = choosing.run([choosing.encode(line, "de", "en", None)])
        assert found.text == wanted
        assert with_tokens(choosing, found).tokens[-1].end == len(wanted)
        assert faithfulness.asked == {(line, "de", "en")}
        assert choosing.alternatives([choosing.encode(line, "de", "en", None)], 4)[0][0] == wanted


def test_a_copy_is_searched_again_and_another_hypothesis_taken(model: Ct2Model) -> None:
    """What a source reads like is what the model wrote of it: as good as a copy."""
    source = model.encode("Ich warte seit drei Wochen auf mein Paket.", "de", "en", None)
    (first,) = model.run([source])
    copying = replace(source, segment=first.text)
    (second,) = model.run([copying])
    assert copy_fault(copying.segment, first.text, copying.languages) > 0
    assert second.text
    assert copy_fault(copying.segment, second.text, copying.languages) == 0
    assert second.mean_log_prob is not None


def test_a_laugh_does_not_run_away(model: Ct2Model) -> None:
    """The search that may repeat nothing ends what the first one could not stop."""
    for times in (7, 9, 12):
        source = model.encode(" ".join(["ha"] * times), "en", "de", None)
        (found,) = model.run([source])
        assert not is_looped(model.encode(found.text, "de", "en", None).pieces, source.pieces)


def test_no_answer_is_longer_than_its_source_allows(model: Ct2Model) -> None:
    """A model that runs on is stopped: an answer has at most twice the pieces and some more."""
    for line in ODD:
        source = model.encode(line, "de", "en", None)
        (found,) = model.run([source])
        assert len(with_tokens(model, found).tokens) <= 2 * len(source) + 12


def test_letters_without_pieces_do_not_run_away(
    model: Ct2Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of fancy letters has many pieces, all bytes; it is searched once, and not for long."""
    searches: list[int] = []
    search = model._search

    def counting(sources: Sequence[Encoded], decoding: Decoding, **rest: int) -> Any:
        searches.append(decoding.beam_size)
        return search(sources, decoding, **rest)

    monkeypatch.setattr(model, "_search", counting)
    line = "".join(map(FANCY.get, "woistmeinpaket", "woistmeinpaket"))
    source = model.encode(line, "de", "en", None)
    (found,) = model.run([source])
    assert searches == [Decoding().beam_size]
    assert len(source) > 4 * len(line)
    assert len(with_tokens(model, found).tokens) <= 2 * (len(line) + 2) + 12


def test_an_empty_batch_is_no_work(model: Ct2Model) -> None:
    """Nothing in, nothing out."""
    assert model.run([]) == []


@pytest.mark.parametrize(
    ("target", "formality", "head"),
    [
        ("de", Formality.FORMAL, [">>de<<", "<formal>"]),
        ("de", Formality.INFORMAL, [">>de<<", "<informal>"]),
        ("de", None, [">>de<<"]),
        ("en", Formality.FORMAL, [">>en<<"]),
    ],
)
def test_control_tokens_come_first(
    model: Ct2Model, target: str, formality: Formality | None, head: list[str]
) -> None:
    """The target always, the formality where the language makes the difference."""
    pieces = model.encode("Hello", "de", target, formality).pieces
    assert pieces[: len(head)] == head
    assert pieces[len(head) :] == model.encode("Hello", "de", "en", None).pieces[1:]


def test_text_cannot_pose_as_a_control_token(model: Ct2Model) -> None:
    """A customer who types ">>fr<<" does not choose the target."""
    pieces = model.encode(">>fr<< <formal> hallo", "de", "en", None).pieces
    assert pieces[0] == ">>en<<"
    assert ">>fr<<" not in pieces[1:]
    assert "<formal>" not in pieces[1:]


def test_placeholders_are_single_pieces(model: Ct2Model) -> None:
    """A masked entity is one piece that the model copies or loses, never half of it."""
    for number in range(32):
        character = chr(0xE000 + number)
        source = model.encode(f"Ihre Nummer {character} bitte", "de", "en", None)
        assert character in source.pieces


async def test_pairs_are_those_of_the_catalogue(
    translator: ModelTranslator, model: Ct2Model
) -> None:
    """Every listed pair is served by the model itself, and regions with it."""
    assert translator.pairs() >= model.entry.pairs
    for source, target in sorted(model.entry.pairs):
        (found,) = await translator.translate(
            ["Hallo"], f"{source}-XX", f"{target}-YY", None, Priority.EMAIL
        )
        assert found.model == model.name


@pytest.mark.parametrize(("source", "target"), [("ja", "en"), ("de", "ja"), ("de", "de")])
async def test_a_pair_without_a_model_is_refused(
    translator: ModelTranslator, source: str, target: str
) -> None:
    """Where no way leads, not even through other languages."""
    with pytest.raises(InvalidInput) as refused:
        await translator.translate(["Hallo"], source, target, None, Priority.LIVE)
    assert refused.value.reason == "UNSUPPORTED_PAIR"
    assert refused.value.field == "target_language"


async def test_no_segments_are_no_work(translator: ModelTranslator) -> None:
    """A text of gaps alone needs no model."""
    assert await to_english(translator) == []


async def test_a_long_text_is_encoded_off_the_event_loop(translator: ModelTranslator) -> None:
    """Many segments give as many hypotheses, in order."""
    segments = NUMBERED * 10
    assert sum(map(len, segments)) > 8_000
    found = await to_english(translator, *segments)
    assert len(found) == len(segments)
    for segment, hypothesis in zip(segments, found, strict=True):
        assert segment[-2] in hypothesis.text


def test_a_model_that_is_not_whole_is_not_loaded(model: Ct2Model) -> None:
    """Digests are checked before the engine reads a byte."""
    digests = dict.fromkeys(model.entry.sha256, "0" * 64)
    entry = msgspec.structs.replace(model.entry, sha256=digests)
    folder = find_models_folder() / model.entry.folder
    with pytest.raises(CorruptModel) as refused:
        Ct2Model(entry, folder, threads=1, workers=1, decoding=Decoding())
    assert refused.value.reason == "MODEL_DAMAGED"
