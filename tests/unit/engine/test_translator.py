"""Models one after the other, and models that come and go, behind the Translator port."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from parley.domain.errors import InvalidInput
from parley.domain.message import Priority
from parley.domain.ports import Hypothesis
from parley.engine.model import Ct2Model, Decoding
from parley.engine.translator import ModelTranslator
from support import tiny

LINE = "Wo ist meine Bestellung?"


def model(name: str, *directions: str) -> Ct2Model:
    """The embedded model under another name, for some of its directions."""
    entry, folder = tiny.embedded()
    entry = msgspec.structs.replace(entry, name=name, directions=frozenset(directions))
    return Ct2Model(entry, folder, threads=1, workers=1, decoding=Decoding())


@pytest.fixture
async def translator() -> AsyncIterator[ModelTranslator]:
    built = ModelTranslator(
        [model("a", "de-en"), model("b", "en-fr")], batch_tokens=512, queue_tokens=20_000
    )
    yield built
    await built.close()


async def score(translator: ModelTranslator, hypothesis: Hypothesis) -> Hypothesis:
    """The same with its tokens."""
    (found,) = await translator.scored([hypothesis], Priority.LIVE)
    return found


async def ask(translator: ModelTranslator, text: str, source: str, target: str) -> Hypothesis:
    (found,) = await translator.translate([text], source, target, None, Priority.LIVE)
    return found


async def test_two_models_translate_what_no_single_one_can(translator: ModelTranslator) -> None:
    """The second reads what the first wrote; the name tells of both, the doubt adds up."""
    assert translator.pairs() == {("de", "en"), ("en", "fr"), ("de", "fr")}
    first = await ask(translator, LINE, "de", "en")
    second = await ask(translator, first.text, "en", "fr")
    both = await ask(translator, LINE, "de", "fr")
    assert (both.text, both.model) == (second.text, "a+b")
    assert first.mean_log_prob is not None
    assert second.mean_log_prob is not None
    doubt = first.mean_log_prob
    assert both.mean_log_prob == pytest.approx(second.mean_log_prob + doubt, abs=1e-3)
    both, second = await score(translator, both), await score(translator, second)
    assert second.tokens
    assert [t.log_prob - doubt for t in both.tokens] == pytest.approx(
        [t.log_prob for t in second.tokens], abs=1e-3
    )
    assert [(t.start, t.end) for t in both.tokens] == [(t.start, t.end) for t in second.tokens]


async def test_alternatives_go_through_both_models(translator: ModelTranslator) -> None:
    """Each of the first model's best is read by the second; the best of all is the translation."""
    (first,) = await translator.alternatives([LINE], "de", "en", None, 3)
    (found,) = await translator.alternatives([LINE], "de", "fr", None, 3)
    assert len(first) == len(found) == 3
    assert list(found) == [(await ask(translator, text, "en", "fr")).text for text in first]


async def test_models_change_while_calls_are_under_way(translator: ModelTranslator) -> None:
    """Calls that began end; the next ones see the new models; the old memory is given back."""
    before = translator._served[0].model
    under_way = [asyncio.create_task(ask(translator, LINE, "de", "fr")) for _ in range(8)]
    await asyncio.sleep(0)
    translator.serve([model("c", "de-en")])
    assert translator.pairs() == {("de", "en")}
    with pytest.raises(InvalidInput) as refused:
        await ask(translator, LINE, "de", "fr")
    assert refused.value.reason == "UNSUPPORTED_PAIR"
    assert (await ask(translator, LINE, "de", "en")).model == "c"
    assert {found.model for found in await asyncio.gather(*under_way)} == {"a+b"}
    async with asyncio.timeout(10):
        await asyncio.gather(*translator._retiring)
    assert not before._translator.model_is_loaded


async def test_tokens_are_asked_for_after_the_translation(translator: ModelTranslator) -> None:
    """The text stays; what has tokens is not scored again, and the waits of both add up."""
    found = await ask(translator, LINE, "de", "en")
    assert not found.tokens
    scored = await score(translator, found)
    assert (scored.text, scored.mean_log_prob) == (found.text, found.mean_log_prob)
    assert "".join(scored.text[t.start : t.end] for t in scored.tokens) == scored.text
    assert found.timing is not None
    assert scored.timing is not None
    assert scored.timing.model_s > found.timing.model_s
    assert await score(translator, scored) is scored


async def test_what_a_model_wrote_that_is_gone_has_no_tokens(translator: ModelTranslator) -> None:
    """Another model's would be of other probabilities."""
    found = await ask(translator, LINE, "de", "en")
    translator.serve([model("c", "de-en")])
    assert await score(translator, found) is found


async def test_a_model_that_stays_keeps_its_queue(translator: ModelTranslator) -> None:
    """Only what is gone is unloaded."""
    kept = translator._served[0]
    translator.serve([kept.model])
    assert translator._served == [kept]
    await asyncio.gather(*translator._retiring)
    assert (await ask(translator, LINE, "de", "en")).model == "a"


async def test_the_first_of_two_models_for_a_pair_serves_it(translator: ModelTranslator) -> None:
    """The order of the catalogues decides."""
    translator.serve([model("mine", "de-en"), *(s.model for s in translator._served)])
    assert (await ask(translator, LINE, "de", "en")).model == "mine"
    assert (await ask(translator, LINE, "de", "fr")).model == "mine+b"
