"""The commands as a person or a script calls them."""

import asyncio
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from parley.app import App
from parley.client import AsyncParley
from support.process import free_port


def parley(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "parley", *arguments],
        input=stdin,
        capture_output=True,
        timeout=100,
        check=False,
    )


def objects(run: subprocess.CompletedProcess[bytes]) -> list[dict]:
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


async def test_translate_gives_a_line_for_each_line(app: App) -> None:
    """Order and blank lines are kept, with a server as well."""
    run = await asyncio.to_thread(
        parley,
        "translate", "--from", "de", "--to", "en", "--target", app.address,
        stdin="Guten Tag\n\nORD-4711 😀\nDanke\n".encode(),
    )  # fmt: skip
    lines = run.stdout.decode().split("\n")
    assert run.returncode == 0, run.stderr.decode()
    assert len(lines) == 5
    assert lines[0]
    assert lines[1] == lines[4] == ""
    assert lines[2] == "ORD-4711 😀"


def test_translate_as_json_says_everything_about_a_line() -> None:
    """One object a line with the documented keys, from detection to decision."""
    run = parley("translate", "--to", "en", "--json", stdin=b"Wo ist mein Paket?\n")
    (found,) = objects(run)
    assert found["text"] == "Wo ist mein Paket?"
    assert (found["source"], found["target"]) == ("de", "en")
    assert found["translation"]
    assert 0 <= found["confidence"] <= 1
    assert found["decision"] in {"deliver", "deliver_and_review", "hold"}
    assert isinstance(found["flags"], list)


@pytest.mark.parametrize(
    ("settings", "option", "translation"),
    [
        ("", (), "Ihr Paket ist angekommen."),
        ('formality = "informal"\n', (), "Dein Paket ist angekommen."),
        ('[channels.chat]\nformality = "informal"\n', (), "Dein Paket ist angekommen."),
        ('[channels.email]\nformality = "informal"\n', (), "Ihr Paket ist angekommen."),
        ('formality = "informal"\n', ("--formality", "formal"), "Ihr Paket ist angekommen."),
        ("", ("--formality", "informal"), "Dein Paket ist angekommen."),
    ],
)
def test_translate_addresses_readers_as_configured(
    tmp_path: Path, settings: str, option: tuple[str, ...], translation: str
) -> None:
    """Where the command does not say; the channel's word goes before that for all."""
    config = tmp_path / "parley.toml"
    config.write_text(settings, encoding="utf-8")
    command = ("translate", "--from", "en", "--to", "de", "--config", str(config), *option)
    run = parley(*command, stdin=b"Your parcel has arrived.\n")
    assert run.stdout.decode() == f"{translation}\n", run.stderr.decode()


def test_translate_says_which_models_a_line_came_by() -> None:
    """Through English, both are named: for programs in each object, for people once, beside it."""
    lines = b"Wo ist mein Paket?\n\nIch warte seit Montag.\n"
    pivot = ("translate", "--from", "de", "--to", "es")
    first, blank, second = objects(parley(*pivot, "--json", stdin=lines))
    before, after = first["model"].split("+")
    assert before
    assert after
    assert second["model"] == first["model"]
    assert blank["model"] == ""
    readable = parley(*pivot, stdin=lines)
    assert readable.stdout.decode().splitlines()[1] == ""
    said = f"parley: de to es through a third language, by {first['model']}"
    assert readable.stderr.decode().splitlines().count(said) == 1
    assert "third language" not in readable.stdout.decode()


def test_translate_is_silent_about_a_single_model() -> None:
    """What one model did needs no word; programs read its name."""
    line = b"Ich warte seit Montag.\n"
    direct = ("translate", "--from", "de", "--to", "en")
    (found,) = objects(parley(*direct, "--json", stdin=line))
    assert found["model"]
    assert "+" not in found["model"]
    assert b"third language" not in parley(*direct, stdin=line).stderr


def test_translate_whole_keeps_the_shape_of_a_message() -> None:
    """With --whole, standard input is one message: its lines and indents stay."""
    run = parley("translate", "--from", "de", "--to", "en", "--whole", stdin=b"Hallo,\n\n  - Ja\n")
    lines = run.stdout.decode().split("\n")
    assert len(lines) == 4
    assert lines[1] == lines[3] == ""
    assert lines[2].startswith("  - ")


def test_a_line_that_is_not_utf8_is_named_and_skips_no_other() -> None:
    """The bad line has an error with its reason, the lines around it their answers."""
    run = parley("detect", "--json", stdin=b"Guten Tag zusammen\n\xff\xfe\nGracias por todo\n")
    first, bad, last = objects(run)
    assert (first["language"], last["language"]) == ("de", "es")
    assert bad["error"]["reason"] == "INVALID_UTF8"
    assert b"line 2: INVALID_UTF8" in run.stderr
    assert run.returncode == 1


def test_detect_takes_its_candidates_from_the_option() -> None:
    """`--languages` restricts, `all` opens to languages that no model speaks."""
    russian = "Где моя посылка?\n".encode()
    assert objects(parley("detect", "--json", stdin=russian))[0]["language"] == "und"
    everything = parley("detect", "--json", "--languages", "all", stdin=russian)
    assert objects(everything)[0]["language"] == "ru"
    few = parley("detect", "--json", "--languages", "es,pt", stdin=b"obrigado\n")
    assert objects(few)[0]["language"] == "pt"


def test_assess_names_rule_category_severity_reason_and_span() -> None:
    """A threat is flagged with the words that carry it, a harmless line with nothing."""
    lines = b"I will sue you.\n\nThanks, that helps.\n"
    threat, empty, harmless = objects(parley("assess", "--json", stdin=lines))
    flag = next(f for f in threat["flags"] if f["rule"] == "legal-threat")
    assert flag["category"]
    assert flag["reason"]
    assert flag["severity"] == "critical"
    span = flag["span"]
    assert "sue" in threat["text"][span["start"] : span["end"]]
    assert empty["flags"] == harmless["flags"] == []


def test_assess_judges_an_empty_translation_and_translates_no_line_with_a_tab() -> None:
    """What follows the tab is somebody's translation, also where it is nothing."""
    lines = b"Wo ist mein Paket?\t\nWo ist mein Paket?\t  \nWo ist mein Paket?\n"
    run = parley("assess", "--to", "en", "--explain", "--json", stdin=lines)
    empty, blank, translated = objects(run)
    for found in (empty, blank):
        assert found["text"] == "Wo ist mein Paket?"
        assert found["confidence"] is None
        assert found["decision"] == "hold"
        assert "empty-translation" in {flag["rule"] for flag in found["flags"]}
    assert translated["confidence"] > 0
    assert translated["flags"] == []
    run = parley("assess", stdin=b"Wo ist mein Paket?\tWhere is it?\n")
    assert run.returncode == 1
    assert b"parley: line 1: MISSING_OPTION: " in run.stderr


@pytest.mark.parametrize(
    "command", [("translate", "--to", "de"), ("assess", "--to", "de"), ("assess",)]
)
@pytest.mark.parametrize(("role", "flagged"), [("agent", True), ("customer", False)])
def test_a_line_is_judged_by_who_wrote_it(
    command: tuple[str, ...], role: str, flagged: bool
) -> None:
    """Only an agent binds the business."""
    run = parley(*command, "--as", role, "--json", stdin=b"We will refund you in full.\n")
    (found,) = objects(run)
    assert ("agent-commitment" in {flag["rule"] for flag in found["flags"]}) is flagged


def test_assess_is_told_of_the_customer(tmp_path: Path) -> None:
    """As a conversation's metadata say; what is no KEY=VALUE is refused."""
    config = tmp_path / "parley.toml"
    config.write_text('[channels.chat.vip]\ntier = ["gold"]\n', encoding="utf-8")

    def rules(*metadata: str) -> set[str]:
        given = [part for one in metadata for part in ("--metadata", one)]
        run = parley(
            "assess", "--json", "--channel", "chat", "--config", str(config), *given,
            stdin=b"Good morning.\n",
        )  # fmt: skip
        assert run.returncode == 0, run.stderr.decode()
        return {flag["rule"] for flag in objects(run)[0]["flags"]}

    assert rules("region=eu", "tier=gold") == {"high-value-customer"}
    assert rules("tier=silver") == set()
    for wrong in ("gold", "=gold"):
        run = parley("assess", "--metadata", wrong, stdin=b"Hello\n")
        assert run.returncode == 1
        assert b"INVALID_METADATA" in run.stderr


async def test_chat_says_what_it_cannot_send_and_goes_on(app: App) -> None:
    """A line that is not UTF-8 is refused by itself; a cursor that is ahead ends the talk."""
    talk = ("chat", "c1", "--as", "customer", "--target", app.address)
    run = await asyncio.to_thread(parley, *talk, stdin=b"\xff\nGuten Tag\n")
    assert run.returncode == 0
    assert run.stderr.decode() == "parley: INVALID_UTF8: byte 1 is not UTF-8\n"
    async with AsyncParley(app.address) as client:
        assert [message.text for message in await client.messages("c1")] == ["Guten Tag"]
    run = await asyncio.to_thread(parley, *talk, "--after", "99", stdin=b"Hallo\n")
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith(b"parley: CURSOR_AHEAD: ")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--from", "qq", "--to", "en"), "UNKNOWN_LANGUAGE"),
        (("--from", "en", "--to", "en"), "SAME_LANGUAGE"),
        (("--to", "en", "--config", "nowhere.toml"), "INVALID_CONFIG"),
        (("--to", "en", "--target", f"127.0.0.1:{free_port()}"), "UNAVAILABLE"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_reason(
    arguments: tuple[str, ...], reason: str
) -> None:
    """Exit status 1, and one line that a program can read."""
    run = parley("translate", *arguments, stdin=b"Hello\n")
    assert run.returncode == 1
    assert f" {reason}: ".encode() in run.stderr
    assert b"Traceback" not in run.stderr


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    """An address that is taken and a file that is no database: one line, one reason."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        run = parley("serve", "--listen", address, "--database", str(tmp_path / "parley.db"))
    assert run.returncode == 1
    said = f"parley: ADDRESS_UNAVAILABLE: cannot listen on {address}: Address already in use\n"
    assert run.stderr.decode() == said
    run = parley("serve", "--listen", "127.0.0.1:99999", "--database", str(tmp_path / "parley.db"))
    assert b"parley: ADDRESS_UNAVAILABLE: " in run.stderr
    no_database = tmp_path / "notes.txt"
    no_database.write_text("Not a database, but longer than the header of one. " * 20)
    for arguments in (("serve", "--listen", "127.0.0.1:0"), ("migrate",)):
        run = parley(*arguments, "--database", str(no_database))
        assert run.returncode == 1
        assert b"parley: DATABASE_UNAVAILABLE: " in run.stderr
        assert b"Traceback" not in run.stderr


def test_a_text_over_the_limit_is_refused_whole() -> None:
    """200 kB are never cut short."""
    run = parley("translate", "--from", "de", "--to", "en", "--whole", stdin=b"Hallo du. " * 20_000)
    assert run.returncode == 1
    assert b"TEXT_TOO_LONG" in run.stderr
    assert run.stdout.strip() == b""


def test_models_are_listed_and_found_whole() -> None:
    """The shipped model is in the catalogue and its files are what it says."""
    name = parley("models", "list").stdout.decode().split("\t")[0]
    assert json.loads(parley("models", "show", name).stdout)["name"] == name
    assert parley("models", "verify").stdout.decode() == f"{name}: good\n"
    missing = parley("models", "show", "nothing-like-it")
    assert b"MODEL_NOT_FOUND" in missing.stderr


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    """The first run applies, the second finds nothing to do."""
    database = str(tmp_path / "parley.db")
    first = parley("migrate", "--database", database).stdout.decode()
    second = parley("migrate", "--database", database).stdout.decode()
    assert first.startswith("applied 0001")
    assert second == f"{database} is up to date\n"


def test_the_demo_plays_to_its_end() -> None:
    """Detection, both ways, held messages, a correction, a wrong number, an escalation."""
    run = parley("demo")
    story = run.stdout.decode()
    assert run.returncode == 0, run.stderr.decode()
    for part in (
        "ORD-48213",
        "49,90 €",
        "waits for a reviewer",
        "checked by a reviewer",
        "corrected",
        "figurative: nichts verstehen",
        "49,90 is not in the translation",
        "decision: hold",
        "hand over? The customer asks for a person",
        "Ann keeps the conversation",
        "10 messages",
    ):
        assert part in story, part


async def test_two_people_and_a_reviewer_talk_through_three_terminals(app: App) -> None:
    """chat and review, typed by hand: the agent sees the line, then its correction."""

    async def start(*arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "parley", *arguments, "--target", app.address,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def read_until(process: asyncio.subprocess.Process, words: str) -> str:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while words not in (line := (await process.stdout.readline()).decode()):
                assert line, f"no line with {words!r}"
        return line

    def say(process: asyncio.subprocess.Process, text: str) -> None:
        assert process.stdin is not None
        process.stdin.write(f"{text}\n".encode())

    customer = await start("chat", "c1", "--as", "customer")
    agent = await start("chat", "c1", "--as", "agent")
    say(customer, "Bei dieser Anleitung verstehe ich nur Bahnhof.")
    assert "(provisional)" in await read_until(agent, "customer")
    reviewer = await start("review", "--as", "rita")
    say(reviewer, "I don't understand a word.")
    assert "I don't understand a word." in await read_until(agent, "corrected")
    say(agent, "How can I help you?")
    assert "agent" in await read_until(customer, "agent")
    for process in (customer, agent, reviewer):
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(20):
            assert await process.wait() == 0
