"""One text's path: what is translated, what is left alone, and what is held."""

import asyncio
import threading
from dataclasses import replace

import pytest

from parley.domain.decide import Policy, Thresholds
from parley.domain.errors import InvalidInput, Overloaded
from parley.domain.message import (
    Assessment,
    Decision,
    Detection,
    Flag,
    Formality,
    Origin,
    Priority,
    Severity,
)
from parley.domain.ports import Exchange
from parley.flow.pipeline import Job, Pipeline
from support.build import flag, unit
from support.fakes import FakeAssessor, FakeMemory, FakeTranslator
from support.flows import build_pipeline

GERMAN = Detection("de", 0.99)


def rules_of(assessment: Assessment) -> list[str]:
    """Ids of the rules that raised a flag."""
    return [one.rule for one in assessment.flags]


async def test_a_routine_line_is_translated_and_delivered(pipeline: Pipeline) -> None:
    """Languages, origin and model are told with the text."""
    found = await pipeline.run(Job("Guten Morgen", GERMAN, "en", Formality.FORMAL))
    made = found.translation
    assert made.text == "en: Guten Morgen"
    assert (made.source_language, made.target_language) == ("de", "en")
    assert (made.origin, made.model, made.formality) == (Origin.MODEL, "fake", Formality.FORMAL)
    assert 0.9 < made.confidence <= 1
    assert (found.detection, found.flags, found.decision) == (GERMAN, (), Decision.DELIVER)


async def test_a_channel_s_messages_are_as_urgent_as_the_channel(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """Also of those that no conversation stands behind; a channel that says nothing is live."""
    for channel in ("email", "chat"):
        await pipeline.run(Job("Guten Morgen", GERMAN, "en", channel=channel))
    assert translator.priorities == [Priority.EMAIL, Priority.LIVE]


@pytest.mark.parametrize(
    "text", ["😀👍🏽", "12,50 €", "https://example.com/a", "???", "ORD-4711", "{name}"]
)
async def test_what_has_no_words_goes_out_as_it_is(
    pipeline: Pipeline, translator: FakeTranslator, text: str
) -> None:
    """Emoji, amounts, addresses and ids are the same in every language."""
    found = await pipeline.run(Job(text, GERMAN, "en"))
    assert (found.translation.text, found.translation.origin) == (text, Origin.IDENTITY)
    assert found.decision is Decision.DELIVER
    assert translator.calls == []


async def test_the_readers_own_language_is_not_translated_but_still_assessed(
    pipeline: Pipeline, translator: FakeTranslator, assessor: FakeAssessor
) -> None:
    """Between two regions of a language the source goes out, and its content is looked at."""
    found = await pipeline.run(Job("Hello", Detection("en-GB", 0.99), "en-US"))
    assert (found.translation.text, found.translation.origin) == ("Hello", Origin.IDENTITY)
    assert translator.calls == []
    (exchange,) = assessor.exchanges
    assert (exchange.source, exchange.translation) == ("Hello", None)


async def test_a_remembered_line_is_not_translated_again(
    translator: FakeTranslator, assessor: FakeAssessor
) -> None:
    """A person's words go out whatever the white space, and the rules know whose they are."""
    pipeline = build_pipeline(translator, assessor, memory=FakeMemory(unit("Good morning!")))
    found = await pipeline.run(Job(" Guten \n Morgen ", GERMAN, "en"))
    made = found.translation
    assert (made.text, made.origin, made.confidence) == ("Good morning!", Origin.MEMORY, 1.0)
    assert found.decision is Decision.DELIVER
    assert translator.calls == []
    assert assessor.exchanges[0].from_memory


async def test_memory_is_for_the_line_that_was_remembered(
    translator: FakeTranslator, assessor: FakeAssessor
) -> None:
    """Another line is translated."""
    pipeline = build_pipeline(translator, assessor, memory=FakeMemory(unit()))
    found = await pipeline.run(Job("Guten Abend", GERMAN, "en"))
    assert found.translation.origin is Origin.MODEL


@pytest.mark.parametrize(("confidence", "flagged"), [(0.49, True), (0.5, False)])
async def test_a_guessed_language_is_flagged(
    pipeline: Pipeline, confidence: float, flagged: bool
) -> None:
    """A fluent translation from the wrong language is worse than none."""
    found = await pipeline.run(Job("Hallo", Detection("de", confidence), "en"))
    assert ("language-unsure" in rules_of(found)) is flagged
    assert (found.decision is Decision.DELIVER) is not flagged


@pytest.mark.parametrize(
    ("severity", "decision"),
    [(Severity.MAJOR, Decision.DELIVER_AND_REVIEW), (Severity.CRITICAL, Decision.HOLD)],
)
async def test_the_rules_flags_decide(
    pipeline: Pipeline, assessor: FakeAssessor, severity: Severity, decision: Decision
) -> None:
    """They see both texts, and what they find is in the assessment."""
    assessor.by_source["Hallo"] = flag(severity)
    found = await pipeline.run(Job("Hallo", GERMAN, "en"))
    assert found.flags == (flag(severity),)
    assert found.decision is decision
    (exchange,) = assessor.exchanges
    assert (exchange.source, exchange.translation) == ("Hallo", "en: Hallo")


async def test_other_work_goes_on_while_a_long_text_is_judged(
    translator: FakeTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules of a long text leave the event loop free: here they wait for it."""
    loop, other_ran = asyncio.get_running_loop(), threading.Event()
    found: list[bool] = []
    assessor = FakeAssessor()

    def assess(_: Exchange) -> tuple[Flag, ...]:
        loop.call_soon_threadsafe(other_ran.set)
        found.append(other_ran.wait(5))
        return ()

    monkeypatch.setattr(assessor, "assess", assess)
    await build_pipeline(translator, assessor).run(Job("Guten Tag. " * 500, GERMAN, "en"))
    assert found == [True]


async def test_channels_have_policies_of_their_own(
    translator: FakeTranslator, assessor: FakeAssessor
) -> None:
    """An unlisted channel has the default one's."""
    strict = Policy(by_rule={"some-rule": Decision.HOLD})
    pipeline = build_pipeline(translator, assessor, policies={"": Policy(), "email": strict})
    assessor.by_source["Hallo"] = flag(Severity.MINOR)
    job = Job("Hallo", GERMAN, "en")
    assert (await pipeline.run(replace(job, channel="email"))).decision is Decision.HOLD
    assert (await pipeline.run(replace(job, channel="sms"))).decision is Decision.DELIVER


@pytest.mark.parametrize(
    ("source", "tenant", "decision"),
    [
        ("de", "acme", Decision.HOLD),
        ("fr", "acme", Decision.DELIVER),
        ("de", "other", Decision.DELIVER),
        ("de", "", Decision.DELIVER),
    ],
)
async def test_thresholds_are_those_of_the_direction_and_the_tenant(
    translator: FakeTranslator, assessor: FakeAssessor, source: str, tenant: str, decision: Decision
) -> None:
    """Regions do not count, and the conversation's metadata names the tenant."""
    policy = Policy(by_tenant={"acme": {"de-en": Thresholds(1.0, 1.0)}})
    pipeline = build_pipeline(translator, assessor, policies={"": policy})
    metadata = {"tenant": tenant} if tenant else {}
    job = Job("Hallo", Detection(f"{source}-CH", 0.99), "en-GB", metadata=metadata)
    assert (await pipeline.run(job)).decision is decision


@pytest.mark.parametrize(
    ("metadata", "queued_as"),
    [({"tenant": "acme"}, "acme"), ({"tenant": ""}, "email"), ({"tier": "gold"}, "email")],
)
async def test_turns_in_the_engine_are_the_tenant_s_or_else_the_channel_s(
    pipeline: Pipeline, translator: FakeTranslator, metadata: dict[str, str], queued_as: str
) -> None:
    """Two tenants on one channel take turns, for translations and for the marks in them."""
    job = Job("Hallo", GERMAN, "en", channel="email", metadata=metadata, mark_unsure=True)
    await pipeline.run(job)
    assert translator.tenants == [queued_as, queued_as]


@pytest.mark.parametrize("error", [ValueError("boom"), InvalidInput("X_Y", "no", field="f")])
async def test_what_could_not_be_translated_is_held_for_a_person(
    pipeline: Pipeline, error: Exception
) -> None:
    """Without any translation; the flag names a reason, never the error's text."""
    found = pipeline.unassessed(Job("Hallo", GERMAN, "en"), error)
    assert found.decision is Decision.HOLD
    assert (found.translation.text, found.translation.confidence) == ("", 0.0)
    assert rules_of(found) == ["no-translation"]
    assert getattr(error, "reason", "INTERNAL") in found.flags[0].reason
    assert "boom" not in found.flags[0].reason


def test_no_policy_delivers_a_translation_that_does_not_exist(
    translator: FakeTranslator, assessor: FakeAssessor
) -> None:
    """However lax the channel, an empty text is not sent in place of a message."""
    lax = Policy(0.0, 0.0, dict.fromkeys(Severity, Decision.DELIVER))
    pipeline = build_pipeline(translator, assessor, policies={"": lax})
    found = pipeline.unassessed(Job("Hallo", GERMAN, "en"), ValueError())
    assert found.decision is Decision.HOLD


async def test_a_full_queue_is_the_callers_to_know(
    pipeline: Pipeline, translator: FakeTranslator
) -> None:
    """A stateless translation is refused, not held."""
    translator.failures["Hallo"] = Overloaded("QUEUE_FULL", "full", retry_after_s=1)
    with pytest.raises(Overloaded):
        await pipeline.run(Job("Hallo", GERMAN, "en"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "EMPTY_TEXT"),
        (" \t\r\n", "EMPTY_TEXT"),
        ("\u200b\ufeff\u00a0\u3000", "EMPTY_TEXT"),
        ("ä" * 501, "TEXT_TOO_LONG"),
        ("half \ud83d", "INVALID_TEXT"),
    ],
)
def test_what_is_no_message_is_refused(pipeline: Pipeline, text: str, reason: str) -> None:
    """The error names the field and quotes nothing of the text."""
    with pytest.raises(InvalidInput) as refused:
        pipeline.require_text(text, "edited_text")
    assert (refused.value.reason, refused.value.field) == (reason, "edited_text")


@pytest.mark.parametrize("text", ["ä" * 500, "😀", ".", "a"])
def test_any_other_text_is_a_message(pipeline: Pipeline, text: str) -> None:
    """Up to the limit in bytes of UTF-8, which is allowed itself."""
    pipeline.require_text(text)


@pytest.mark.parametrize(
    ("source", "target", "reason", "field"),
    [
        ("de", "fr", "UNSUPPORTED_PAIR", "target_language"),
        ("de", "DE-at", "SAME_LANGUAGE", "target_language"),
        ("ja", "en", "UNKNOWN_LANGUAGE", "source_language"),
        ("de", "ja", "UNKNOWN_LANGUAGE", "target_language"),
        ("de", "english", "UNKNOWN_LANGUAGE", "target_language"),
    ],
)
def test_a_direction_that_no_model_serves_is_refused(
    pipeline: Pipeline, source: str, target: str, reason: str, field: str
) -> None:
    """With the part of the request to change."""
    with pytest.raises(InvalidInput) as refused:
        pipeline.require_pair(source, target)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    pipeline.require_pair("de_AT", "EN-gb")


async def test_rules_see_the_regions_of_both_languages(
    pipeline: Pipeline, assessor: FakeAssessor
) -> None:
    """Whether a date or a "$" is read otherwise depends on where it is read."""
    await pipeline.run(Job("Guten Morgen", Detection("de-CH", 0.99), "en-US"))
    (exchange,) = assessor.exchanges
    assert (exchange.source_language, exchange.target_language) == ("de-CH", "en-US")
