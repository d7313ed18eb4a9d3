"""The rules scored on lines, and tried on stored messages."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.cli.eval_risk import eval_risk
from parley.domain.conversation import MessageDelivered
from parley.domain.message import Decision, Detection, MessageState, Origin, Severity
from parley.store.sqlite import SqliteStore
from support.build import change, conversation, flag, message, translation


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One message of an hour ago that was held for a legal threat, and one of last week."""
    path = tmp_path / "parley.db"

    async def fill() -> None:
        store = SqliteStore(path)
        await store.create_conversation(conversation(customer_language="en", agent_language="de"))
        now = datetime.now(UTC)
        for name, age in (("new", timedelta(hours=1)), ("old", timedelta(days=7))):
            sent = message(name, text="I will sue you.", created_at=now - age)
            accepted = await store.accept(sent)
            finished = replace(
                accepted.message,
                state=MessageState.DELIVERED,
                detection=Detection("en", 1.0),
                translation=translation(
                    "Ich werde Sie verklagen.", source_language="en", target_language="de",
                    origin=Origin.MODEL, confidence=0.9,
                ),
                flags=(flag(Severity.CRITICAL, "legal-threat"),),
                decision=Decision.HOLD,
            )  # fmt: skip
            await store.commit(
                change(
                    MessageDelivered(finished),
                    message=finished,
                    message_was=MessageState.ACCEPTED,
                )
            )
        await store.close()

    asyncio.run(fill())
    return path


def run(*arguments: str) -> str:
    """The command's output."""
    result = CliRunner().invoke(eval_risk, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_labelled_lines_give_a_table(tmp_path: Path) -> None:
    """A rule a row, the share of harmless lines, the time; missed lines on demand."""
    file = tmp_path / "lines.tsv"
    file.write_text(
        "language\trule\ttext\n"
        "en\tlegal-threat\tI will [sue you].\n"
        "en\tlegal-threat\tMy [cousin knows judges].\n"
        "en\tlegal-threat\tThank you.\n",
        encoding="utf-8",
    )
    shown = run("--lines", str(file), "--show", "5")
    assert "| legal-threat         | 2 | 50.0% | 100.0% | 100.0% |" in shown
    assert "1 harmless lines, 0.0% of them flagged" in shown
    assert "missed  en legal-threat: My cousin knows judges." in shown
    assert "ms of CPU time a message" in shown


def test_the_same_settings_flag_what_was_flagged(database: Path) -> None:
    """Of the hours asked for, and no others."""
    shown = run("--database", str(database))
    assert "1 messages of the last 24 hours, 0 differ" in shown
    assert "| legal-threat         | 1 | 1 | +0 |" in shown
    assert "2 messages" in run("--database", str(database), "--hours", "200")


def test_changed_settings_show_what_would_differ(database: Path, tmp_path: Path) -> None:
    """Flags and decisions then and now, and the lines on demand."""
    config = tmp_path / "new.toml"
    config.write_text('[[risk.scopes]]\nchannel = "chat"\noff = ["legal-threat"]\n', "utf-8")
    shown = run("--database", str(database), "--config", str(config), "--show", "1")
    assert "1 differ" in shown
    assert "| legal-threat         | 1 | 0 | -1 |" in shown
    assert "| hold                 | 1 | 0 | -1 |" in shown
    assert "| deliver              | 0 | 1 | +1 |" in shown
    assert "-legal-threat: I will sue you." in shown


def test_lines_of_another_shape_are_refused(tmp_path: Path) -> None:
    """With the file's name."""
    file = tmp_path / "lines.tsv"
    file.write_text("nothing", encoding="utf-8")
    result = CliRunner().invoke(eval_risk, ["--lines", str(file)])
    assert result.exit_code == 1
    assert "lines.tsv" in result.output
