"""The models that a benchmark takes for the server's are those that the server takes."""

from pathlib import Path

import msgspec
import pytest

from parley.app import build_pipeline
from parley.bench import engine
from parley.bench.engine import RawEngine
from parley.bench.errors import BenchFailed
from parley.bench.setup import EngineSetup
from parley.bench.texts import Line
from parley.cli.bench_setup import engine_setup
from parley.config import Settings
from parley.domain.message import Detection
from parley.engine.acquire.add import Adder, Request
from parley.engine.acquire.shelf import Shelf
from parley.flow.draft import Job
from support import tiny
from unit.engine.conftest import Silent

SHIPPED, _ = tiny.embedded()


@pytest.fixture
def shelf(settings: Settings, tmp_path: Path) -> Shelf:
    """A deployment's own catalogue with a model "mine" for en-de."""
    shelf = Shelf(Path(settings.extra_models_folder))
    adder = Adder(shelf, accept=lambda *_: True, progress=Silent(), say=lambda _: None)
    package = tiny.argos(tmp_path / "translate-en_de.argosmodel")
    adder.add(Request(str(package), name="mine", licence="MIT"))
    return shelf


def name_of(setup: EngineSetup, source: str, target: str) -> str:
    return setup.of((source, target)).weights.name


async def served(settings: Settings, source: str, target: str) -> str:
    """The name that the service itself gives, which loads the models as a server does."""
    async with build_pipeline(settings) as pipeline:
        assessment, _ = await pipeline.examine(
            Job("The dog sits behind the fence.", Detection(source, 1.0), target)
        )
        return assessment.translation.model


async def test_a_deployment_s_own_model_comes_before_the_shipped_one(
    settings: Settings, shelf: Shelf
) -> None:
    """For its own direction only, and addressed in its own way."""
    setup = engine_setup(settings)
    assert name_of(setup, "en", "de") == await served(settings, "en", "de") == "mine"
    assert name_of(setup, "en", "fr") == await served(settings, "en", "fr") == SHIPPED.name
    assert setup.of(("en", "de")).before == ()
    assert setup.of(("en", "fr")).before == (">>fr<<",)
    assert setup.of(("en", "pt-BR")) == setup.of(("en", "pt"))


async def test_a_damaged_model_of_the_deployment_s_own_serves_nothing(
    settings: Settings, shelf: Shelf
) -> None:
    """The server leaves it out and goes on with the shipped one."""
    (engine_setup(settings).of(("en", "de")).weights.folder / "model.bin").write_bytes(b"")
    setup = engine_setup(settings)
    assert name_of(setup, "en", "de") == await served(settings, "en", "de") == SHIPPED.name


def test_each_direction_is_searched_as_its_settings_say(settings: Settings, shelf: Shelf) -> None:
    """A width in the settings is for all models, as in the server."""
    wide = engine_setup(msgspec.structs.replace(settings, beam_size=3))
    assert [weights.beam_size for weights in wide.models([("en", "de"), ("en", "fr")])] == [3, 3]


def test_the_engine_runs_each_line_through_the_model_of_its_direction(
    settings: Settings, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two models in one measurement, of whose lines none is dropped."""
    monkeypatch.setattr(engine, "_MEASURE_S", 0.01)
    setup = engine_setup(settings)
    lines = [Line("en", target, "Where is it? Thanks.") for target in ("de", "fr")] * 3
    found = RawEngine(setup, [("en", "de"), ("en", "fr")]).limit(lines, lines[:1])
    assert found.models == {"mine": 2, SHIPPED.name: SHIPPED.beam_size}
    assert (found.messages, found.segments) == (6, 12)
    assert found.pieces_per_s > 0


def test_another_model_than_the_server_s_is_not_measured(settings: Settings, shelf: Shelf) -> None:
    """A server with other settings, or a way through two models, has no limit to be held to."""
    setup = engine_setup(settings)
    setup.require({("en", "de"): "mine", ("en", "fr"): ""})
    with pytest.raises(BenchFailed, match="OTHER_MODEL: en-de"):
        setup.require({("en", "de"): SHIPPED.name})
    with pytest.raises(BenchFailed, match="NO_SINGLE_MODEL: de-fr"):
        setup.require({("de", "fr"): f"{SHIPPED.name}+{SHIPPED.name}"})
