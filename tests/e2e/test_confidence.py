"""Confidence over gRPC, from the shipped model and its coefficients."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from parley.app import App, load_estimator, recalibration_of
from parley.cli.main import cli
from parley.client import AsyncParley
from parley.config import ChannelSettings, ConfigError, ScopeSettings, Settings
from parley.domain.decide import AUDIT_RULE
from parley.domain.message import Severity
from parley.domain.review import ReviewState
from parley.risk.confidence.correction import Correction
from parley.store.sqlite import SqliteStore
from support.build import conversation, flag, translation
from support.events import next_of
from support.review import add

# No memory knows these lines, so that the model has to translate them.
DOUBTFUL = "Der Quargelfritz am Blumpendreher ist verschnörkelt."
TWO_SENTENCES = "Mein neuer Drucker ist heute angekommen. Leider fehlt das Kabel für den Strom."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Everything that is unseen is audited."""
    chat = msgspec.structs.replace(
        settings.channels["chat"], audit_share=1.0, rules={}, hold_below=0.0, review_below=0.0
    )
    return msgspec.structs.replace(settings, starter_memory=False, channels={"chat": chat})


async def test_each_segment_of_a_translation_has_a_confidence(client: AsyncParley) -> None:
    """They lie on the translation, in order, and the weakest is that of the whole."""
    made = (await client.translate(TWO_SENTENCES, source="de", target="en")).translation
    assert len(made.segments) == 2
    first, second = made.segments
    assert 0 == first.start < first.end <= second.start < second.end == len(made.text)
    assert 0 < made.confidence < 1
    assert made.confidence == min(first.confidence, second.confidence)


async def test_unsure_words_are_marked_where_they_are_asked_for(client: AsyncParley) -> None:
    """A made-up word gives the model something to doubt."""
    unseen = await client.translate(DOUBTFUL, source="de", target="en")
    assert unseen.decision == 1
    assert not unseen.translation.low_confidence_spans
    marked = await client.translate(DOUBTFUL, source="de", target="en", mark_unsure_words=True)
    made = marked.translation
    assert (made.text, made.confidence) == (unseen.translation.text, unseen.translation.confidence)
    assert made.low_confidence_spans
    assert all(0 <= s.start < s.end <= len(made.text) for s in made.low_confidence_spans)


async def test_a_reviewer_sees_the_unsure_words(client: AsyncParley) -> None:
    """Nobody asked for them; the message is in the queue, and that is enough."""
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", DOUBTFUL)
    await next_of(client.events("c1"), "message_delivered")
    item = await client.claim("rita")
    assert item.translation.low_confidence_spans


async def test_a_plain_line_is_trusted_more_than_nonsense(client: AsyncParley) -> None:
    """Whatever the numbers are, their order is that of a person."""
    plain = await client.translate("Vielen Dank für Ihre Hilfe.", source="de", target="en")
    odd = await client.translate("Blumpen quargelt drömelig, fritzt.", source="de", target="en")
    assert plain.translation.confidence > odd.translation.confidence


async def test_an_audited_message_reaches_the_queue_and_its_verdict_the_bound(
    client: AsyncParley, settings: Settings
) -> None:
    """Sent on at once, reviewed, and counted by `parley eval bound`."""
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", "Wo finde ich die Rechnung vom letzten Jahr?")
    delivered = await next_of(client.events("c1"), "message_delivered")
    assert delivered.message_delivered.provisional
    item = await client.claim("rita")
    assert [flag.rule for flag in item.flags] == ["audit"]
    await client.release(item)
    command = ["eval", "bound", "--database", settings.database, "--json"]
    found = await asyncio.to_thread(CliRunner().invoke, cli, command)
    assert found.exit_code == 0, found.output
    everything = msgspec.json.decode(found.output.splitlines()[0])
    assert (everything["reviewed"], everything["changed"]) == (1, 0)


def test_budgets_come_to_thresholds_by_direction(tmp_path: Path) -> None:
    """`parley eval limits` shows them, and names a bound that nobody can certify."""
    config = tmp_path / "parley.toml"
    config.write_text(
        "[channels.chat]\nreview_budget = 0.1\nhold_budget = 0.02\n"
        "[channels.email]\ncritical_error_bound = 0.0001\n"
    )
    found = CliRunner().invoke(cli, ["eval", "limits", "--config", str(config)])
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()
    chat = [line for line in lines if line.startswith("chat\t")]
    email = [line for line in lines if line.startswith("email\t")]
    assert len(chat) == len(email) > 1
    assert all("cannot be certified" in line for line in email)
    assert not any("cannot be certified" in line for line in chat)


async def test_a_bound_that_cannot_be_certified_has_everything_reviewed(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log says so at the start."""
    chat = ChannelSettings(critical_error_bound=0.0001, hold_below=0.0, audit_share=0.0)
    strict = msgspec.structs.replace(settings, channels={"chat": chat})
    async with App(strict).running() as app, AsyncParley(app.address) as client:
        answer = await client.translate("Vielen Dank.", source="de", target="en")
    assert answer.translation.confidence < 1
    assert answer.decision == 2
    assert "everything is reviewed there" in caplog.text


async def test_a_bound_is_certified_by_audited_messages_where_calibration_cannot(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Fewer than 386 calibration lines of a direction never certify 2% at 95%; 570 verdicts do.

    The 30 of no confidence show that all thresholds were in force while they were gathered.
    """
    caplog.set_level(logging.INFO, "parley.app.policies")
    sure = flag(Severity.MINOR, AUDIT_RULE)
    store = SqliteStore(Path(settings.database))
    await store.create_conversation(conversation())
    for number in range(600):
        made = translation(confidence=0.999 if number % 20 else 0.0)
        await add(
            store, f"r{number}", flags=(sure,), translation=made, state=ReviewState.RELEASED,
            released_text=made.text, channel="chat", decided_by="ada",
        )  # fmt: skip
    await store.close()
    chat = ChannelSettings(critical_error_bound=0.02, hold_below=0.0, audit_share=0.0)
    strict = msgspec.structs.replace(settings, channels={"chat": chat})
    async with App(strict).running() as app, AsyncParley(app.address) as client:
        audited = await client.translate("Vielen Dank für Ihre Hilfe.", source="de", target="en")
        others = await client.translate("Thank you for your help.", source="en", target="de")
    assert (audited.decision, others.decision) == (1, 2)
    assert " for de-en: certified by 570 audited messages of this deployment" in caplog.text
    assert "everything is reviewed there" in caplog.text


async def test_a_recalibration_corrects_confidence_and_the_thresholds_with_it(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of its direction alone; one that was fitted on another model or fit is left out."""
    line, back = "Wo finde ich die Rechnung vom letzten Jahr?", "Where is my invoice?"
    email = msgspec.structs.replace(settings, channels={"email": ChannelSettings()})
    estimator = load_estimator(email)
    correction = Correction(0.5, -1.0)
    made = recalibration_of(email, estimator, {"de-en": correction})
    found = {}
    for name, recalibration in (
        ("without", None),
        ("with", made),
        ("other", msgspec.structs.replace(made, model_sha256="00")),
        ("older", msgspec.structs.replace(made, fitted_sha256="")),
    ):
        file = tmp_path / f"{name}.json"
        file.write_bytes(msgspec.json.encode(recalibration))
        used = msgspec.structs.replace(email, recalibration=str(file) if recalibration else "")
        async with App(used).running() as app, AsyncParley(app.address) as client:
            there = (await client.translate(line, source="de", target="en")).translation
            again = (await client.translate(back, source="en", target="de")).translation
            limits = {limit.direction: limit for limit in (await client.policy("email")).limits}
        found[name] = there.confidence, again.confidence, limits
    plain, corrected, other, older = found.values()
    assert corrected[0] == pytest.approx(correction.apply(plain[0]))
    assert corrected[1] == pytest.approx(plain[1])
    german, english = plain[2]["de-en"], plain[2]["en-de"]
    assert corrected[2]["de-en"].review_below == pytest.approx(
        correction.apply(german.review_below), abs=1e-4
    )
    assert corrected[2]["en-de"] == english
    assert other == older == plain
    assert "fitted on another confidence" in caplog.text
    broken = msgspec.structs.replace(email, recalibration=str(tmp_path / "missing.json"))
    with pytest.raises(ConfigError, match=r"recalibration: .*missing\.json"):
        async with App(broken).running():
            raise AssertionError("it started")


ACME = ScopeSettings(tenant="acme", review_below=1.0)
GRAVE = ScopeSettings(direction="en-de", critical_error_bound=0.0001)


async def test_a_tenant_and_a_direction_have_thresholds_of_their_own(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """For a text alone and for a conversation; the log names the scope's bound at the start."""
    chat = msgspec.structs.replace(settings.channels["chat"], audit_share=0.0, scopes=(GRAVE, ACME))
    scoped = msgspec.structs.replace(settings, channels={"chat": chat})
    text, acme = "Wo finde ich die Rechnung vom letzten Jahr?", {"tenant": "acme"}
    async with App(scoped).running() as app, AsyncParley(app.address) as client:
        of_acme = await client.translate(text, source="de", target="en", metadata=acme)
        of_others = await client.translate(text, source="de", target="en")
        back = await client.translate("Where is my invoice?", source="en", target="de")
        await client.open_conversation("c1", customer_language="de", metadata=acme)
        await client.send("c1", "customer", text)
        delivered = await next_of(client.events("c1"), "message_delivered")
    assert (of_acme.decision, of_others.decision, back.decision) == (2, 1, 2)
    assert delivered.message_delivered.provisional
    warnings = [line for line in caplog.messages if "everything is reviewed there" in line]
    assert len(warnings) == 1
    assert "channel chat: " in warnings[0]
    assert " for en-de: " in warnings[0]


def test_the_thresholds_of_scopes_are_listed(tmp_path: Path) -> None:
    """Of a tenant only what is its own."""
    config = tmp_path / "parley.toml"
    config.write_text(
        "[channels.chat]\nhold_below = 0.0\nreview_below = 0.0\n"
        '[[channels.chat.scopes]]\ndirection = "de-en"\nhold_below = 0.25\nreview_below = 0.5\n'
        '[[channels.chat.scopes]]\ndirection = "de-en"\ntenant = "acme"\n'
        "critical_error_bound = 0.0001\n"
    )
    found = CliRunner().invoke(cli, ["eval", "limits", "--config", str(config)])
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()
    assert "chat\tde-en\thold below 0.250\treview below 0.500" in lines
    assert "chat\ten-de\thold below 0.000\treview below 0.000" in lines
    (acme,) = (line for line in lines if "acme" in line)
    assert acme.startswith("chat for acme\tde-en\thold below 0.250\treview below 1.000\t")
    assert "cannot be certified" in acme


def test_a_line_is_explained_as_the_tenant_s_thresholds_have_it(tmp_path: Path) -> None:
    """The decision before a server runs with the file, and the confidence that led to it."""
    config = tmp_path / "parley.toml"
    config.write_text(
        "[channels.chat]\nhold_below = 0.0\nreview_below = 0.0\n"
        '[[channels.chat.scopes]]\ntenant = "acme"\nhold_below = 1.0\n'
    )
    command = ["assess", "--explain", "--json", "--to", "en", "--config", str(config)]

    def explained(*tenant: str) -> dict[str, Any]:
        text = "Wo finde ich die Rechnung vom letzten Jahr?"
        found = CliRunner().invoke(cli, [*command, *tenant], input=text)
        assert found.exit_code == 0, found.output
        answer: dict[str, Any] = msgspec.json.decode(found.stdout)
        return answer

    assert explained()["decision"] == "deliver"
    of_acme = explained("--tenant", "acme")
    assert of_acme["decision"] == "hold"
    assert 0 < of_acme["confidence"] < 1
    assert f"confidence {of_acme['confidence']:.3f}" in of_acme["summary"]
