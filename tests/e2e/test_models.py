"""Models come and go on a server that has work to do."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from parley.app import App, build_pipeline
from parley.client import AsyncParley, CallFailed
from parley.config import Settings
from parley.domain.message import Detection
from parley.domain.ports import Hypothesis
from parley.engine.catalog import Catalog
from parley.flow.draft import Job
from support import tiny
from support.needs import need

WAIT_S = 30.0


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A server that looks for models often."""
    return msgspec.structs.replace(settings, watch_models_s=0.1)


@pytest.fixture
def parley(settings: Settings) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line of the same deployment."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        own = {
            "PARLEY_EXTRA_MODELS_FOLDER": settings.extra_models_folder,
            "PARLEY_DATABASE": settings.database,
        }
        return subprocess.run(
            [sys.executable, "-m", "parley", *arguments],
            capture_output=True, text=True, timeout=100, check=False, env={**os.environ, **own},
        )  # fmt: skip

    return call


async def model_of(client: AsyncParley, source: str, target: str) -> str:
    answer = await client.translate("Where is my order?", source=source, target=target)
    return answer.translation.model


async def until_served(client: AsyncParley, source: str, target: str, model: str) -> None:
    async with asyncio.timeout(WAIT_S):
        while True:
            try:
                if await model_of(client, source, target) == model:
                    return
            except CallFailed as error:
                # A language of its own is unknown until the server has looked.
                if error.reason not in ("UNKNOWN_LANGUAGE", "UNSUPPORTED_PAIR"):
                    raise


@asynccontextmanager
async def traffic(client: AsyncParley) -> AsyncIterator[Counter[str]]:
    """Translations without a pause; counts the models that made them, and any failure fails."""
    seen: Counter[str] = Counter()
    done = asyncio.Event()

    async def one() -> None:
        while not done.is_set():
            answer = await client.translate("Where is it? Thanks.", source="en", target="de")
            # Random weights may write what spells nothing.
            assert answer.translation.text or answer.translation.model == "mine"
            seen[answer.translation.model] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(one())
        yield seen
        done.set()


ADDED = ("models", "add", "--name", "mine", "--licence", "MIT")


@dataclass(frozen=True)
class Kind:
    """A format: how to make a model of it and how to add that; `converted` needs the extra."""

    make: Callable[[Path], Path]
    format: str
    options: tuple[str, ...] = ()
    converted: bool = False


KINDS = {
    "argos": Kind(lambda folder: tiny.argos(folder / "en_de.argosmodel"), "argos"),
    "plain": Kind(
        lambda folder: tiny.plain(folder / "plain"), "sentencepiece",
        ("--format", "sentencepiece", "--directions", "en-de", "--source-prefix", ">>{target}<<"),
    ),
    "marian": Kind(lambda folder: tiny.marian(folder / "opus-mt-en-de"), "marian", converted=True),
    "m2m100": Kind(
        lambda folder: tiny.m2m100(folder / "m2m"), "m2m100", ("--directions", "en-de"),
        converted=True,
    ),
    "nllb": Kind(
        lambda folder: tiny.nllb(folder / "nllb", "deu_Latn", "eng_Latn"), "nllb",
        ("--directions", "en-de"), converted=True,
    ),
}  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_a_model_is_added_used_and_removed_while_traffic_flows(
    kind: Kind, client: AsyncParley, parley: Callable, settings: Settings, tmp_path: Path
) -> None:
    """No call fails, and each is answered by the model that was there at the time."""
    if kind.converted:
        need("convert", "torch", "transformers")
    made = await asyncio.to_thread(kind.make, tmp_path)
    shipped = await model_of(client, "en", "de")
    async with traffic(client) as seen:
        added = await asyncio.to_thread(parley, *ADDED, str(made), *kind.options)
        assert added.returncode == 0, added.stderr
        entry = Catalog(Path(settings.extra_models_folder)).entry("mine")
        assert entry.format == kind.format
        await until_served(client, "en", "de", "mine")
        assert await model_of(client, "en", "fr") == shipped
        removed = await asyncio.to_thread(parley, "models", "remove", "mine")
        assert removed.returncode == 0, removed.stderr
        await until_served(client, "en", "de", shipped)
    assert seen.keys() == {"mine", shipped}


async def test_a_new_language_is_offered_and_pivots(
    client: AsyncParley, parley: Callable, tmp_path: Path
) -> None:
    """One model en-it opens Italian to everybody who speaks with English, and says how."""
    shipped = await model_of(client, "en", "de")
    package = tiny.argos(tmp_path / "a.argosmodel", "en", "it")
    done = await asyncio.to_thread(
        parley, "models", "add", str(package), "--name", "italian", "--licence", "MIT"
    )
    assert done.returncode == 0, done.stderr
    await until_served(client, "en", "it", "italian")
    spoken = {found.language: set(found.target_languages) for found in await client.languages()}
    assert {"en", "de", "fr"} <= {source for source, to in spoken.items() if "it" in to}
    assert "it" not in spoken
    assert await model_of(client, "de", "it") == f"{shipped}+italian"
    assert await model_of(client, "de", "fr") == f"{shipped}+{shipped}"


async def test_a_text_through_two_models_is_less_probable_than_through_the_last(
    settings: Settings,
) -> None:
    """Doubt adds up on the way."""
    async with build_pipeline(settings) as pipeline:

        async def hypothesis(text: str, source: str, target: str) -> Hypothesis:
            _, (evidence,) = await pipeline.examine(Job(text, Detection(source, 1.0), target))
            return evidence.hypothesis

        first = await hypothesis("Der Hund sitzt hinter dem Zaun.", "de", "en")
        last = await hypothesis(first.text, "en", "fr")
        both = await hypothesis("Der Hund sitzt hinter dem Zaun.", "de", "fr")
    assert both.text == last.text
    assert both.mean_log_prob < last.mean_log_prob < 0


async def test_a_damaged_model_is_refused_and_the_one_before_goes_on(
    client: AsyncParley,
    parley: Callable,
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """New digest, damaged file, broken catalogue: what served goes on serving."""
    package = tiny.argos(tmp_path / "a.argosmodel")
    shipped = await model_of(client, "en", "de")
    add = ("models", "add", str(package), "--name", "mine", "--licence", "MIT")
    assert (await asyncio.to_thread(parley, *add)).returncode == 0
    await until_served(client, "en", "de", "mine")
    shelf = Path(settings.extra_models_folder)
    catalog = shelf / "catalog.toml"
    good = catalog.read_text()
    folder = shelf / Catalog(shelf).entry("mine").folder
    shutil.copytree(folder, shelf / "other")
    weights = shelf / "other" / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-100])
    for broken, reason in (
        (good.replace(folder.name, "other"), "MODEL_DAMAGED"),
        (good.replace('"argos"', '"nllb"'), "MODEL_MISLABELLED"),
        (good.replace("[[model]]", "[[model"), "CATALOG_INVALID"),
        (good.replace(folder.name, "../elsewhere"), "CATALOG_INVALID"),
    ):
        caplog.clear()
        catalog.write_text(broken)
        async with asyncio.timeout(WAIT_S):
            while reason not in caplog.text:
                assert await model_of(client, "en", "de") == "mine"
                await asyncio.sleep(0.02)
        assert await model_of(client, "en", "de") == "mine"
    catalog.unlink()
    await until_served(client, "en", "de", shipped)


async def test_a_server_starts_without_the_models_that_are_damaged(
    settings: Settings, parley: Callable, tmp_path: Path
) -> None:
    """A model of the deployment's own is left out; the shipped one serves its pair."""
    package = tiny.argos(tmp_path / "a.argosmodel")
    done = await asyncio.to_thread(
        parley, "models", "add", str(package), "--name", "mine", "--licence", "MIT"
    )
    assert done.returncode == 0, done.stderr
    shelf = Path(settings.extra_models_folder)
    weights = shelf / Catalog(shelf).entry("mine").folder / "model.bin"
    weights.write_bytes(b"")
    assert "MODEL_DAMAGED" in (await asyncio.to_thread(parley, "models", "verify")).stderr
    async with App(settings).running() as app, AsyncParley(app.address) as client:
        assert await model_of(client, "en", "de") != "mine"


@pytest.mark.parametrize(
    ("token", "warned"), [("fr", ""), ("de", "en-fr: what it writes is German")]
)
def test_a_model_that_writes_another_language_is_warned_of(
    token: str, warned: str, parley: Callable, tmp_path: Path
) -> None:
    """It may be the detector that is wrong: the model comes in, and the person is told."""
    made = tiny.plain(tmp_path / "plain")
    said = (
        "--format", "sentencepiece", "--directions", "en-fr", "--source-prefix", f">>{token}<<",
    )  # fmt: skip
    added = parley(*ADDED, str(made), *said)
    assert added.returncode == 0, added.stderr
    verified = parley("models", "verify", "--load", "mine")
    assert verified.stdout == "mine: good\n"
    for call in (added, verified):
        assert ("warning" in call.stderr) == bool(warned)
        assert warned in call.stderr


def test_a_licence_is_asked_for_before_a_model_comes_in(parley: Callable, tmp_path: Path) -> None:
    """Non-commercial and unknown ones need a yes; scripts give it with an option."""
    package = str(tiny.argos(tmp_path / "en_de.argosmodel"))
    for known in ((), ("--licence", "CC-BY-NC-4.0")):
        refused = parley("models", "add", package, *known)
        assert refused.returncode == 1
        assert "LICENCE_NOT_ACCEPTED" in refused.stderr
    assert parley("models", "list").stdout.count("\n") == 1
    agreed = parley("models", "add", package, "--licence", "CC-BY-NC-4.0", "--accept-licence")
    assert agreed.returncode == 0, agreed.stderr
    shown = json.loads(parley("models", "show", "en_de").stdout)
    assert (shown["licence"], shown["format"]) == ("CC-BY-NC-4.0", "argos")


def test_names_are_not_taken_twice_and_the_shipped_model_stays(
    parley: Callable, tmp_path: Path
) -> None:
    """Replacing is asked for by name; removing works on what was added only."""
    package = str(tiny.argos(tmp_path / "en_de.argosmodel"))
    shipped = parley("models", "list").stdout.split("\t")[0]
    add = ("models", "add", package, "--licence", "MIT")
    assert "MODEL_EXISTS" in parley(*add, "--name", shipped).stderr
    assert parley(*add).returncode == 0
    assert "MODEL_EXISTS" in parley(*add).stderr
    replaced = parley(*add, "--replace", "--directions", "en-nl")
    assert replaced.returncode == 0, replaced.stderr
    assert json.loads(parley("models", "show", "en_de").stdout)["directions"] == ["en-nl"]
    assert parley("models", "verify", "--load").stdout == f"en_de: good\n{shipped}: good\n"
    assert "MODEL_SHIPPED" in parley("models", "remove", shipped).stderr
    assert "MODEL_NOT_FOUND" in parley("models", "remove", "nothing").stderr
    assert parley("models", "remove", "en_de").returncode == 0
    assert parley("models", "list").stdout.startswith(shipped)


def test_a_model_can_be_converted_by_itself(parley: Callable, tmp_path: Path) -> None:
    """`convert` writes a folder that `add` takes."""
    need("convert", "torch", "transformers")
    origin = tiny.marian(tmp_path / "opus-mt-en-de")
    output = tmp_path / "converted-en-de"
    done = parley("models", "convert", str(origin), str(output))
    assert done.returncode == 0, done.stderr
    assert "OUTPUT_EXISTS" in parley("models", "convert", str(origin), str(output)).stderr
    added = parley("models", "add", str(output), "--licence", "MIT")
    assert added.stdout == "converted-en-de: added, marian, 1 directions\n", added.stderr


def test_without_the_converter_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core has neither torch nor transformers."""
    from parley.domain.errors import Unavailable
    from parley.engine.acquire.convert import convert

    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "config.json").write_text('{"model_type": "marian"}')
    with pytest.raises(Unavailable) as refused:
        convert(tmp_path, tmp_path / "out", "int8")
    assert refused.value.reason == "CONVERTER_MISSING"
    assert "pip install -e '.[convert]' in the checkout" in refused.value.message
