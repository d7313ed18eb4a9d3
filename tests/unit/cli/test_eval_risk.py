"""The rules scored on lines, and tried on stored messages."""

import asyncio
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.app import SettingsBook
from parley.cli.confidence import limits
from parley.cli.eval import evaluate
from parley.cli.eval_risk import eval_risk
from parley.config import load_settings
from parley.domain.conversation import MessageDelivered, MessageHeld
from parley.domain.glossary import GlossaryTerm
from parley.domain.message import Decision, Detection, MessageState, Origin, Severity
from parley.flow.policies import Policies, PolicyFlow
from parley.store.sqlite import SqliteStore
from support.build import (
    NOW,
    by,
    change,
    conversation,
    flag,
    item,
    message,
    translation,
)
from support.fakes import FakeClock


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
        "en\tlegal-threat\tThe [sky is green today].\n"
        "en\tlegal-threat\tThank you.\n",
        encoding="utf-8",
    )
    shown = run("--lines", str(file), "--show", "5")
    assert "| legal-threat         | 2 | 50.0% | 100.0% | 100.0% |" in shown
    assert "1 harmless lines, 0.0% of them flagged" in shown
    assert "missed  en legal-threat: The sky is green today." in shown
    assert "ms of CPU time a message" in shown


def test_the_lines_that_are_scored_by_default_are_installed_too() -> None:
    """Where the checkout has them, the wheel does."""
    root = Path(__file__).parents[3]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    lines = "models/quality/risk/held_out.tsv"
    assert (root / lines).is_file()
    assert included[lines] == f"parley/{lines}"


def test_where_there_are_no_lines_it_is_said_how_to_name_some(tmp_path: Path) -> None:
    """A folder of models of one's own need not have any."""
    models, config = tmp_path / "models", tmp_path / "parley.toml"
    models.mkdir()
    (models / "catalog.toml").write_text("")
    config.write_text(f'models_folder = "{models}"\n')
    result = CliRunner().invoke(eval_risk, ["--config", str(config)])
    assert result.exit_code == 1
    assert "CORPUS_UNREADABLE" in result.output
    assert "--lines" in result.output


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
    assert "-legal-threat, hold to deliver: I will sue you." in shown


@pytest.fixture
def with_term(tmp_path: Path) -> Path:
    """A message whose translation lacks a term of its channel, as it was flagged then."""
    path = tmp_path / "terms.db"

    async def fill() -> None:
        store = SqliteStore(path)
        term = GlossaryTerm("de", "en", "Schraubenzieher", "screwdriver", NOW, channel="chat")
        await store.add_terms([term], by(verb="create_term"))
        await store.create_conversation(conversation(customer_language="de"))
        accepted = await store.accept(
            message(text="Wo ist der Schraubenzieher?", created_at=datetime.now(UTC))
        )
        finished = replace(
            accepted.message,
            state=MessageState.DELIVERED,
            detection=Detection("de", 1.0),
            translation=translation("Where are you, my tool?", confidence=0.9),
            flags=(flag(rule="glossary-violation"),),
            decision=Decision.DELIVER_AND_REVIEW,
        )
        await store.commit(
            change(MessageDelivered(finished), message=finished, message_was=MessageState.ACCEPTED)
        )
        await store.close()

    asyncio.run(fill())
    return path


def test_the_glossary_in_force_is_looked_into(with_term: Path) -> None:
    """A term that is missing is flagged again, as traffic would be."""
    shown = run("--database", str(with_term), "--show", "5")
    assert "| glossary-violation   | 1 | 1 | +0 |" in shown


def test_an_address_is_judged_by_the_form_that_holds(database: Path, tmp_path: Path) -> None:
    """The channel's, where the translation does not say in which it was made."""
    shown = run("--database", str(database))
    assert "register" not in shown
    config = tmp_path / "informal.toml"
    config.write_text('[channels.chat]\nformality = "informal"\n', encoding="utf-8")
    shown = run("--database", str(database), "--config", str(config))
    assert "| register             | 0 | 1 | +1 |" in shown


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--hours", "-3"), "INVALID_HOURS"),
        (("--hours", "0"), "INVALID_HOURS"),
        (("--hours", "nan"), "INVALID_HOURS"),
        (("--hours", "1e300"), "INVALID_HOURS"),
        (("--show", "-3"), "INVALID_SHOW"),
    ],
)
def test_hours_and_lines_that_are_none_are_refused(
    database: Path, arguments: tuple[str, ...], reason: str
) -> None:
    """With a reason that a program can read."""
    result = CliRunner().invoke(eval_risk, ["--database", str(database), *arguments])
    assert result.exit_code == 1
    assert f"parley: {reason}: " in result.output


@pytest.mark.parametrize("arguments", [["risk"], ["bound"], ["calibrate"]])
def test_an_empty_file_is_not_made_a_database(tmp_path: Path, arguments: list[str]) -> None:
    """By any of the commands that look into one."""
    path = tmp_path / "empty.db"
    path.touch()
    result = CliRunner().invoke(evaluate, [*arguments, "--database", str(path)])
    assert result.exit_code == 1
    assert "FOREIGN_DATABASE: " in result.output
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == [("empty.db", 0)]


def test_lines_of_another_shape_are_refused(tmp_path: Path) -> None:
    """With the file's name."""
    file = tmp_path / "lines.tsv"
    file.write_text("nothing", encoding="utf-8")
    result = CliRunner().invoke(eval_risk, ["--lines", str(file)])
    assert result.exit_code == 1
    assert "lines.tsv" in result.output


@pytest.fixture
def of_acme(tmp_path: Path) -> Path:
    """A doubtful message of a tenant, held, then released with a reviewer's own words."""
    path = tmp_path / "acme.db"

    async def fill() -> None:
        store = SqliteStore(path)
        await store.create_conversation(
            conversation(customer_language="de", metadata={"tenant": "acme"})
        )
        accepted = await store.accept(message(text="Guten Tag.", created_at=datetime.now(UTC)))
        proposed = translation("Good day.", confidence=0.15)
        held = replace(
            accepted.message,
            state=MessageState.HELD,
            detection=Detection("de", 1.0),
            decision=Decision.HOLD,
        )
        waiting = item(source_text=held.text, translation=proposed, flags=())
        await store.commit(
            change(
                MessageHeld(held),
                message=held,
                message_was=MessageState.ACCEPTED,
                item=waiting,
            )
        )
        corrected = translation("Hello.", confidence=1.0, origin=Origin.REVIEWER)
        sent = replace(held, state=MessageState.DELIVERED, translation=corrected)
        await store.commit(
            change(MessageDelivered(sent), message=sent, message_was=MessageState.HELD)
        )
        await store.close()

    asyncio.run(fill())
    return path


@pytest.mark.parametrize(
    ("scope", "decision"),
    [
        ('tenant = "acme"\nhold_below = 0.2', "hold"),
        ('tenant = "acme"\nhold_below = 0.1\nreview_below = 0.2', "deliver_and_review"),
        ('tenant = "other"\nhold_below = 0.2', "deliver"),
        ('direction = "de-en"\nreview_below = 0.2', "deliver_and_review"),
        ('direction = "en-de"\nreview_below = 0.2', "deliver"),
    ],
)
def test_thresholds_are_tried_on_what_was_decided_on(
    of_acme: Path, tmp_path: Path, scope: str, decision: str
) -> None:
    """The machine's translation and its confidence, in its direction, with its tenant."""
    config = tmp_path / "new.toml"
    config.write_text(
        "[channels.chat]\nhold_below = 0.0\nreview_below = 0.0\naudit_share = 0.0\n"
        f"[[channels.chat.scopes]]\n{scope}\n",
        encoding="utf-8",
    )
    shown = run("--database", str(of_acme), "--config", str(config), "--show", "1")
    if decision == "hold":
        assert "1 messages of the last 24 hours, 0 differ" in shown
        assert "| hold                 | 1 | 1 | +0 |" in shown
    else:
        assert f"| {decision:<20} | 0 | 1 | +1 |" in shown
        assert f"hold to {decision}: Guten Tag." in shown


def test_the_random_audit_counts_among_the_decisions(tmp_path: Path, of_acme: Path) -> None:
    """It picks of what nobody would see, as the service does."""
    config = tmp_path / "new.toml"
    config.write_text(
        "[channels.chat]\nhold_below = 0.0\nreview_below = 0.0\naudit_share = 1.0\n", "utf-8"
    )
    shown = run("--database", str(of_acme), "--config", str(config))
    assert "| deliver_and_review   | 0 | 1 | +1 |" in shown


@pytest.fixture
def edited(tmp_path: Path, of_acme: Path) -> Path:
    """Settings on that database, in which an admin lowered what the file says is held."""
    config = tmp_path / "old.toml"
    config.write_text(
        f'database = "{of_acme}"\n'
        "[channels.chat]\nhold_below = 0.9\nreview_below = 0.9\naudit_share = 0.0\n",
        encoding="utf-8",
    )

    async def change() -> None:
        store = SqliteStore(of_acme)
        book = SettingsBook(load_settings(config), None)
        flow = PolicyFlow(store, FakeClock(), Policies(store, book))
        now = (await flow.channel("chat")).written.settings
        settings = {**now, "hold_below": 0.0, "review_below": 0.25}
        await flow.change("chat", settings, "0", "ada", "too much was held")
        await store.close()

    asyncio.run(change())
    return config


def test_a_policy_that_was_changed_in_the_console_decides(edited: Path, of_acme: Path) -> None:
    """As it would in the service, whatever the file says."""
    shown = run("--database", str(of_acme), "--config", str(edited))
    assert "| deliver_and_review   | 0 | 1 | +1 |" in shown


def test_limits_are_of_the_policy_in_force(edited: Path) -> None:
    """Where the configured database has one that an admin changed."""
    result = CliRunner().invoke(limits, ["--config", str(edited)])
    assert result.exit_code == 0, result.output
    assert "chat\tothers\thold below 0.000\treview below 0.250" in result.output


def test_a_direction_that_no_model_serves_is_refused(tmp_path: Path, of_acme: Path) -> None:
    """It would be without its thresholds for ever."""
    config = tmp_path / "new.toml"
    config.write_text(
        '[[channels.chat.scopes]]\ndirection = "de-ne"\nhold_below = 0.2\n', encoding="utf-8"
    )
    result = CliRunner().invoke(eval_risk, ["--database", str(of_acme), "--config", str(config)])
    assert result.exit_code == 1
    assert "INVALID_CONFIG: channels.chat.scopes" in result.output
    assert "de-ne" in result.output
