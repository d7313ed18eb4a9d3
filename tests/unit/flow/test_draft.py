"""What the model gets to see of a text, and how the text comes together again."""

from dataclasses import replace

import pytest

from parley.domain.errors import Unavailable
from parley.domain.message import Decision, Detection, Severity, SpanSide
from parley.domain.ports import Hypothesis
from parley.flow.pipeline import Job, Pipeline
from support.build import flag
from support.fakes import FakeAssessor, FakeTranslator

GERMAN = Detection("de", 0.99)
ORDER = "Meine Nummer ist ORD-4711, bitte."
MASKED_ORDER = "Meine Nummer ist \ue000, bitte."


async def test_the_model_never_sees_entities(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """They are masked before and come back after, exactly as they were."""
    found = await pipeline.run(Job(ORDER, GERMAN, "en"))
    assert translator.calls == [[MASKED_ORDER]]
    assert found.translation.text == f"en: {ORDER}"
    assert found.decision is Decision.DELIVER


async def test_the_model_never_sees_a_code_of_capitals(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """It would spell one as it pleases, and nobody would notice."""
    translator.answers["Das Kennwort lautet \ue000."] = "The password is \ue000."
    found = await pipeline.run(Job("Das Kennwort lautet KRTZVBNM.", GERMAN, "en"))
    assert found.translation.text == "The password is KRTZVBNM."


async def test_every_segment_sees_its_entities_numbered_from_the_first(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """A model has learnt few placeholders; each line's own come back in their place."""
    text = "Nummer ORD-4711 fehlt\nNummer ORD-4712 auch"
    found = await pipeline.run(Job(text, GERMAN, "en"))
    assert translator.calls == [["Nummer \ue000 fehlt", "Nummer \ue000 auch"]]
    assert found.translation.text == "en: Nummer ORD-4711 fehlt\nen: Nummer ORD-4712 auch"


@pytest.mark.parametrize("answer", ["My number, please.", "My number \ue000 is \ue000."])
async def test_a_value_that_the_model_loses_or_repeats_is_kept_by_translating_around_it(
    pipeline: Pipeline, translator: FakeTranslator, answer: str
) -> None:
    """The sentence is put together from its parts, and a reviewer is told."""
    translator.answers[MASKED_ORDER] = answer
    found = await pipeline.run(Job(ORDER, GERMAN, "en"))
    assert found.translation.text.count("ORD-4711") == 1
    assert [one.rule for one in found.flags] == ["entity-repaired"]
    assert found.decision is Decision.DELIVER_AND_REVIEW


async def test_parts_end_as_they_did(pipeline: Pipeline, translator: FakeTranslator) -> None:
    """A full stop that the model adds to "from" does not stay in the middle of a sentence."""
    translator.answers |= {
        "Von \ue000 bis \ue001.": "Lost.",
        "Von": "From.",
        "bis": "to",
        ".": ".",
    }
    found = await pipeline.run(Job("Von 03.04.2026 bis 05.04.2026.", GERMAN, "en"))
    assert found.translation.text == "From 03.04.2026 to 05.04.2026."


async def test_an_invented_placeholder_is_dropped(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """A private-use character never reaches a reader."""
    translator.answers["Hallo"] = "Hello \ue000\ue005"
    found = await pipeline.run(Job("Hallo", GERMAN, "en"))
    assert found.translation.text.strip() == "Hello"


async def test_gaps_between_segments_stay(pipeline: Pipeline) -> None:
    """Blank lines, indentation and bullets come out where they were."""
    found = await pipeline.run(Job("  Hallo.\n\n - eins\n\t- zwei\n", GERMAN, "en"))
    assert found.translation.text == "  en: Hallo.\n\n - en: eins\n\t- en: zwei\n"


async def test_unsure_words_are_marked_where_they_stand(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """Spans are code points of the finished translation, entities and gaps included."""
    translator.log_prob = -4.0
    found = await pipeline.run(Job(f"  {ORDER}", GERMAN, "en"))
    assert found.translation.low_confidence_spans
    for span in found.translation.low_confidence_spans:
        assert span.side is SpanSide.TRANSLATION
        assert found.translation.text[span.start : span.end] == f"en: {ORDER}"
    assert found.decision is Decision.HOLD


async def test_words_are_marked_where_somebody_is_to_read_the_marks(
    pipeline: Pipeline, translator: FakeTranslator, assessor: FakeAssessor
) -> None:
    """What a rule sends to review, and what asks for it; a pass through the model is not free."""
    translator.log_prob = -0.4
    job = Job(ORDER, GERMAN, "en")
    unseen = await pipeline.run(job)
    assert (unseen.decision, translator.scored_texts) == (Decision.DELIVER, [])
    asked = await pipeline.run(replace(job, mark_unsure=True))
    assert asked.decision is Decision.DELIVER
    assessor.by_source[ORDER] = flag(Severity.MAJOR)
    reviewed = await pipeline.run(job)
    assert reviewed.decision is Decision.DELIVER_AND_REVIEW
    assert translator.scored_texts == [[f"en: {MASKED_ORDER}"]] * 2


async def test_a_server_that_stops_leaves_words_unmarked(
    pipeline: Pipeline, translator: FakeTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The translation is there, and goes its way."""

    async def refuse(*_: object, **__: object) -> list[Hypothesis]:
        raise Unavailable("DRAINING", "the server is shutting down")

    monkeypatch.setattr(translator, "scored", refuse)
    translator.log_prob = -4.0
    found = await pipeline.run(Job(ORDER, GERMAN, "en"))
    assert (found.translation.text, found.decision) == (f"en: {ORDER}", Decision.HOLD)
    assert found.translation.low_confidence_spans == ()


async def test_shouting_is_calmed_for_the_model_and_shouted_again(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """The customer's tone is kept."""
    found = await pipeline.run(Job("WO IST MEIN PAKET", GERMAN, "en"))
    assert translator.calls == [["Wo ist mein paket"]]
    assert found.translation.text == "EN: WO IST MEIN PAKET"
