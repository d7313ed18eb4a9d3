"""Evidence by segment, and a message's confidence from it."""

from parley.domain.message import Detection, Flag, Severity, Span, SpanSide
from parley.domain.ports import Evidence, Hypothesis
from parley.flow.draft import Job
from parley.flow.pipeline import Pipeline
from support.fakes import FakeAssessor, FakeTranslator
from support.flows import build_pipeline

TWO = "Guten Tag zusammen. Ich heiße Anna Berger."


class Recorder:
    """A ConfidenceEstimator that gives 0.9, but 0.4 to what somebody flagged."""

    def __init__(self) -> None:
        self.seen: list[Evidence] = []

    def confidence(self, evidence: Evidence) -> float:
        self.seen.append(evidence)
        return 0.4 if evidence.flags else 0.9


def job(text: str = TWO) -> Job:
    """From German to English, in so many words."""
    return Job(text, Detection("de", 1.0), "en")


def pipeline(
    recorder: Recorder, assessor: FakeAssessor | None = None, *, thorough: bool = False
) -> Pipeline:
    """One with this estimator."""
    return build_pipeline(
        FakeTranslator(), assessor or FakeAssessor(), estimator=recorder, thorough=thorough
    )


async def test_segments_lie_where_the_translation_has_them() -> None:
    """Each with the confidence of its own evidence."""
    recorder = Recorder()
    made = (await pipeline(recorder).run(job())).translation
    cut = [made.text[segment.start : segment.end] for segment in made.segments]
    assert cut == ["en: Guten Tag zusammen.", "en: Ich heiße Anna Berger."]
    assert [one.translation for one in recorder.seen] == cut
    assert [one.source for one in recorder.seen] == [
        "Guten Tag zusammen.", "Ich heiße Anna Berger.",
    ]  # fmt: skip


async def test_a_message_is_as_sure_as_its_weakest_segment() -> None:
    """A flag with a span is about the segments that it touches, and no other."""
    assessor = FakeAssessor()
    span = Span(TWO.index("Anna"), len(TWO), SpanSide.SOURCE)
    assessor.by_source[TWO] = Flag("name-mismatch", "accuracy/x", Severity.MINOR, "Look.", span)
    made = (await pipeline(Recorder(), assessor).run(job())).translation
    assert [segment.confidence for segment in made.segments] == [0.9, 0.4]
    assert made.confidence == 0.4


async def test_a_flag_without_a_span_is_about_every_segment() -> None:
    """Nobody can say which one it means."""
    assessor = FakeAssessor()
    assessor.by_source[TWO] = Flag("truncated", "accuracy/x", Severity.MINOR, "Look.")
    made = (await pipeline(Recorder(), assessor).run(job())).translation
    assert [segment.confidence for segment in made.segments] == [0.4, 0.4]


async def test_a_second_look_is_taken_only_when_asked_for() -> None:
    """It costs more than the translation itself."""
    quick, thorough = Recorder(), Recorder()
    await pipeline(quick).run(job())
    await pipeline(thorough, thorough=True).run(job())
    assert [one.second for one in quick.seen] == [None, None]
    assert all(one.second is not None for one in thorough.seen)


async def test_somebody_elses_translation_is_judged_as_one_segment() -> None:
    """By the model's own score of it."""
    recorder = Recorder()
    found, evidence = await pipeline(recorder).examine(job("Wo ist es?"), "Where is it?")
    assert found.translation.text == "Where is it?"
    assert evidence == tuple(recorder.seen)
    assert isinstance(evidence[0].hypothesis, Hypothesis)
    assert evidence[0].hypothesis.mean_log_prob == -0.01


async def test_somebody_elses_sentences_are_judged_one_by_one() -> None:
    """Where they answer the source's, values and all; else as one."""
    text = "Wo ist ORD-48213? Ich warte seit dem 03.04.2026."
    recorder = Recorder()
    theirs = "Where is ORD-48213? I wait since 03.04.2026."
    found, evidence = await pipeline(recorder).examine(job(text), theirs)
    assert found.translation.text == theirs
    assert [(one.source, one.translation) for one in evidence] == [
        ("Wo ist ORD-48213?", "Where is ORD-48213?"),
        ("Ich warte seit dem 03.04.2026.", "I wait since 03.04.2026."),
    ]
    for other in ("Where is 03.04.2026? I wait since ORD-48213.", "Where is it, since 03.04.2026?"):
        found, evidence = await pipeline(Recorder()).examine(job(text), other)
        assert found.translation.text == other
        assert [one.source for one in evidence] == [text]


async def test_an_entity_in_somebody_elses_translation_stays_what_it_is() -> None:
    """Masked on both sides, and put back."""
    text = "ORD-48213 ist da."
    found, _ = await pipeline(Recorder()).examine(job(text), "ORD-48213 is here.")
    assert found.translation.text == "ORD-48213 is here."
    assert not found.flags
