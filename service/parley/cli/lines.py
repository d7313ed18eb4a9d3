"""translate, detect and assess: lines in, lines or objects out, in order, none skipped."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click
from tqdm import tqdm

from parley.cli import render
from parley.cli.connect import connected, fail, run, settings_from
from parley.cli.options import config_option, target_option
from parley.cli.typed import standard_input
from parley.client import AsyncParley, CallFailed
from parley.domain.conversation import TENANT_KEY

# Lines under way at once: enough to fill batches, few enough to show progress.
_AT_ONCE = 64
_BAR_AFTER_S = 1.0

Outcome = dict[str, Any]
Work = Callable[[AsyncParley, str], Awaitable[Outcome]]


@click.command(short_help="Translate each line of standard input.")
@click.option("--from", "source", default="auto", show_default=True, help="BCP-47, or auto.")
@click.option("--to", "target_language", required=True, help="BCP-47.")
@click.option("--formality", type=click.Choice(["formal", "informal"]),
              help="How to address the reader; as configured where not given.")  # fmt: skip
@click.option("--as", "role", type=click.Choice(["customer", "agent"]), default="customer",
              show_default=True, help="Who wrote it, for the rules.")  # fmt: skip
@click.option("--whole", is_flag=True, help="All of standard input is one message.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@target_option
@config_option
def translate(
    source: str,
    target_language: str,
    formality: str | None,
    role: str,
    whole: bool,
    as_json: bool,
    target: str | None,
    config: Path | None,
) -> None:
    """Translate each line of standard input to a line of standard output.

    An empty line stays one. A line that cannot be translated leaves an empty line, or an object
    with an error, and exit status 1. Where a translation went through a third language standard
    error says so, once for each way; an object has its models under "model".
    """
    source = "" if source == "auto" else source

    async def work(client: AsyncParley, text: str) -> Outcome:
        answer = await client.translate(
            text, source=source, target=target_language, formality=formality or "",
            role=role, mark_unsure_words=as_json,
        )  # fmt: skip
        return render.translation(text, answer)

    def blank(text: str) -> Outcome:
        return render.untranslated(text, source, target_language)

    run(_each_line(work, blank, "translation", target, config, whole=whole, as_json=as_json))


@click.command(short_help="Name the language of each line of standard input.")
@click.option("--languages", default="", help="Candidates, en,es,…, or all; default: configured.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@target_option
@config_option
def detect(languages: str, as_json: bool, target: str | None, config: Path | None) -> None:
    """Name the language of each line: BCP-47, or "und" where a line shows none."""
    everything = languages == "all"
    candidates = [] if everything else [tag for tag in languages.split(",") if tag]

    async def work(client: AsyncParley, text: str) -> Outcome:
        found = await client.detect(text, languages=candidates, all_languages=everything)
        return render.detection(text, found)

    run(_each_line(work, render.undetected, "language", target, config, as_json=as_json))


@click.command(short_help="Flag what is risky in each line of standard input.")
@click.option("--from", "source", default="auto", show_default=True, help="BCP-47, or auto.")
@click.option("--to", "target_language", default="", help="Translate too, and assess both sides.")
@click.option("--as", "role", type=click.Choice(["customer", "agent"]), default="customer",
              show_default=True, help="Who wrote it: some rules are for one side.")  # fmt: skip
@click.option("--channel", default="", help="Whose rules and policy; empty for the default.")
@click.option("--tenant", default="", help="Whose rules and thresholds; empty for nobody's.")
@click.option("--metadata", "given_metadata", multiple=True, metavar="KEY=VALUE",
              help="What the channel says of the customer, as tier=gold.")  # fmt: skip
@click.option("--explain", is_flag=True, help="The marked words, the categories, the decision.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@target_option
@config_option
def assess(
    source: str,
    target_language: str,
    role: str,
    channel: str,
    tenant: str,
    given_metadata: tuple[str, ...],
    explain: bool,
    as_json: bool,
    target: str | None,
    config: Path | None,
) -> None:
    """Say what a reviewer should look at in each line.

    A line with a tab is a text and its translation by somebody else into --to, which it then needs,
    and which is judged even where it is empty. With --config, a changed file shows what it would
    flag before a server runs with it.
    """
    source = "" if source == "auto" else source
    metadata = _metadata((*given_metadata, *([f"{TENANT_KEY}={tenant}"] if tenant else [])))

    async def work(client: AsyncParley, text: str) -> Outcome:
        said, tab, given = text.partition("\t")
        made: str | None
        if target_language and not tab:
            answer = await client.translate(
                text, source=source, target=target_language, role=role,
                channel=channel, metadata=metadata,
            )  # fmt: skip
            found = render.flags(text, answer.detection.language, answer.flags)
            made = answer.translation.text
            decision, confidence = answer.decision, answer.translation.confidence
        elif tab and not target_language:
            message = "a line with a tab is a text and its translation: say into what, with --to"
            return _failed(text, "MISSING_OPTION", message)
        else:
            text, made = (said, given) if tab else (text, None)
            assessed = await client.assess(
                text, source=source, translation=made, target=target_language, role=role,
                channel=channel, metadata=metadata,
            )  # fmt: skip
            found = render.flags(text, assessed.detection.language, assessed.flags)
            decision, confidence = assessed.decision, None
        return render.explained(found, made, decision, confidence) if explain else found

    def blank(text: str) -> Outcome:
        return render.flags(text, source or "und", ())

    run(_each_line(work, blank, "summary", target, config, as_json=as_json))


def _metadata(given: Sequence[str]) -> dict[str, str]:
    """Value by key, of "tier=gold"."""
    found: dict[str, str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not key.strip() or not equals:
            fail("INVALID_METADATA", f"--metadata {text[:40]!r}: written KEY=VALUE, as tier=gold")
        if key.strip() in found:
            fail("INVALID_METADATA", f"--metadata {text[:40]!r}: there are two of this key")
        found[key.strip()] = value.strip()
    return found


async def _each_line(
    work: Work,
    blank: Callable[[str], Outcome],
    shown: str,
    target: str | None,
    config: Path | None,
    *,
    whole: bool = False,
    as_json: bool = False,
) -> None:
    """Feed every line to `work` and print what comes back.

    Args:
        blank: the outcome for a line without text, which needs no work.
        shown: the key of an outcome to print when not as JSON.
    """
    failures = 0
    ways: set[str] = set()
    stdin = standard_input()
    bar = tqdm(
        total=_countable(stdin),
        unit="line",
        file=sys.stderr,
        delay=_BAR_AFTER_S,
        leave=False,
        disable=not sys.stdout.isatty() or stdin.isatty(),
    )
    async with connected(target, settings_from(config), patient=True) as client:
        texts = _whole(stdin) if whole else _lines(stdin)
        with bar:
            number = 0
            async for outcome in _in_order(client, texts, work, blank):
                number += 1
                error = outcome.get("error")
                if error:
                    failures += 1
                    place = "input" if whole else f"line {number}"
                    bar.clear()
                    click.echo(f"parley: {place}: {error['reason']}: {error['message']}", err=True)
                line = outcome.get(shown, "")
                way = "" if as_json else render.way(outcome)
                if way and way not in ways:
                    ways.add(way)
                    bar.clear()
                    click.echo(f"parley: {way}", err=True)
                if as_json:
                    line = json.dumps(outcome, ensure_ascii=False)
                bar.clear()
                click.echo(line, nl=as_json or not whole or not line.endswith("\n"))
                bar.update()
    if failures:
        sys.exit(1)


async def _in_order(
    client: AsyncParley,
    texts: Iterator[bytes],
    work: Work,
    blank: Callable[[str], Outcome],
) -> AsyncIterator[Outcome]:
    """Outcomes in the order of the texts, many under way at once.

    What is finished is given at once, while the next line is still awaited: somebody may be
    typing.
    """

    async def one(raw: bytes) -> Outcome:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"byte {error.start + 1} is not UTF-8"
            return _failed(raw.decode("utf-8", "replace"), "INVALID_UTF8", message)
        if not text.strip():
            return blank(text)
        try:
            return await work(client, text)
        except CallFailed as error:
            return _failed(text, error.reason or error.code.name, error.message)

    under_way: asyncio.Queue[asyncio.Task[Outcome] | None] = asyncio.Queue(_AT_ONCE)

    async def feed() -> None:
        try:
            while (raw := await asyncio.to_thread(next, texts, None)) is not None:
                await under_way.put(asyncio.create_task(one(raw)))
        finally:
            await under_way.put(None)

    feeding = asyncio.create_task(feed())
    try:
        while (task := await under_way.get()) is not None:
            yield await task
        await feeding
    finally:
        feeding.cancel()


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    for line in stream:
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def _whole(stream: BinaryIO) -> Iterator[bytes]:
    yield stream.read()


def _countable(stream: BinaryIO) -> int | None:
    """Lines to come, if the input is a file that can be read twice."""
    if stream.isatty() or not stream.seekable():
        return None
    here = stream.tell()
    count = sum(1 for _ in stream)
    stream.seek(here)
    return count


def _failed(text: str, reason: str, message: str) -> Outcome:
    return {"text": text, "error": {"reason": reason, "message": message}}
