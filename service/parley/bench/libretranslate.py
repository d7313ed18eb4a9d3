"""LibreTranslate's own server on our weights, for the same lines.

Argos packages know no control token in the source, by which our model is told its direction. Each
direction is packed by itself instead, with the same weights and a CTranslate2 configuration that
begins every source with that token, so that the engine does exactly the same work.
"""

import asyncio
import http.client
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from parley.bench.callers import Answer
from parley.bench.errors import BenchFailed, CallRefused
from parley.bench.process import Process
from parley.bench.server import Child, spawned
from parley.bench.setup import Direction, EngineSetup, Served, Weights, without_regions
from parley.bench.texts import Line

_START_S = 120.0
_LOOK_EVERY_S = 0.2
_ANSWER_S = 120.0
# Run by LibreTranslate's interpreter, which may be another than ours.
_SERVE = "from libretranslate.main import main; main()"
_INSTALL = (
    "import sys; from argostranslate import package; "
    "[package.install_from_path(path) for path in sys.argv[1:]]"
)
_SENTENCES = "import sys, spacy; spacy.blank('xx').to_disk(sys.argv[1])"
_VERSION = """
import sys
from importlib.metadata import version
from importlib.util import find_spec
missing = [name for name in ("libretranslate", "argostranslate", "spacy") if not find_spec(name)]
if missing:
    sys.exit("no module " + ", ".join(missing))
print(version("libretranslate"))
"""


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """A running LibreTranslate.

    Attributes:
        settings: what it was started with, where that differs from its defaults.
    """

    host: str
    port: int
    process: Process
    version: str
    settings: Mapping[str, str]


async def installed_version(python: str) -> str:
    """LibreTranslate's, with all that the comparison needs there.

    Args:
        python: an interpreter that has the extra `compare`.

    Raises:
        BenchFailed: NO_LIBRETRANSLATE.
    """
    return await _output(python, _VERSION)


def packable(setup: EngineSetup, used: Collection[Direction]) -> list[Direction]:
    """All directions that LibreTranslate can be given, `used` among them.

    Its beam and its arithmetic are one and the same for all models.

    Raises:
        BenchFailed: NO_SINGLE_MODEL, NOT_COMPARABLE.
    """
    common = {_settings(setup.of(direction).weights) for direction in used}
    able = [
        direction
        for direction, served in setup.served.items()
        if _is_packable(served) and {_settings(served.weights)} == common
    ]
    if missing := set(map(without_regions, used)) - set(able):
        names = ", ".join("-".join(direction) for direction in sorted(missing))
        raise BenchFailed(
            "NOT_COMPARABLE",
            f"{names}: LibreTranslate takes one SentencePiece model and at most one token before "
            "a source, and one beam and compute type for all; --directions names others",
        )
    return sorted(able)


def _is_packable(served: Served) -> bool:
    told_otherwise = served.after or served.prefix or served.weights.target_vocabulary
    return len(served.before) <= 1 and not told_otherwise


def _settings(weights: Weights) -> tuple[int, str]:
    return weights.beam_size, weights.compute_type


def environment_of(setup: EngineSetup, weights: Weights, folder: Path) -> dict[str, str]:
    """Argos Translate's settings: our beam and threads, and nothing outside `folder`."""
    return {
        "ARGOS_BEAM_SIZE": str(weights.beam_size),
        "ARGOS_INTER_THREADS": str(setup.workers),
        "ARGOS_INTRA_THREADS": str(setup.threads),
        "ARGOS_COMPUTE_TYPE": weights.compute_type,
        # Sentences are found by spaCy's rules, which are packed with the model. The default,
        # MiniSBD, downloads a network for each language from GitHub when it is first used.
        "ARGOS_CHUNK_TYPE": "SPACY",
        "ARGOS_PACKAGES_DIR": str(folder / "packages"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }


def pack(served: Served, direction: Direction, sentences: Path, folder: Path) -> Path:
    """An `.argosmodel` of one direction.

    Args:
        sentences: folder of a spaCy pipeline.
        folder: where the file goes.
    """
    source, target = direction
    model, vocabulary = served.weights.folder, served.weights.vocabulary
    name = f"translate-{source}_{target}-1_0"
    metadata = {
        "package_version": "1.0", "argos_version": "1.9.0",
        "from_code": source, "from_name": source, "to_code": target, "to_name": target,
    }  # fmt: skip
    configuration = json.loads((model / "config.json").read_text(encoding="utf-8"))
    for token in served.before:
        configuration |= {"add_source_bos": True, "bos_token": token}
    file = folder / f"{name}.argosmodel"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}/metadata.json", json.dumps(metadata))
        archive.writestr(f"{name}/model/config.json", json.dumps(configuration))
        for part in sorted(model.iterdir()):
            if part.name == vocabulary:
                archive.write(part, f"{name}/sentencepiece.model")
            elif part.name != "config.json":
                archive.write(part, f"{name}/model/{part.name}")
        for part in sorted(sentences.rglob("*")):
            archive.write(part, f"{name}/spacy/{part.relative_to(sentences)}")
    return file


@asynccontextmanager
async def libretranslate(
    setup: EngineSetup, directions: Sequence[Direction], python: str = sys.executable
) -> AsyncIterator[LibreTranslate]:
    """LibreTranslate with these directions, installed from packages as any others would be.

    Args:
        directions: at least one, of those that are `packable`.
        python: an interpreter that has the extra `compare`.

    Raises:
        BenchFailed: NO_LIBRETRANSLATE, SERVER_FAILED, NO_SINGLE_MODEL.
    """
    with tempfile.TemporaryDirectory(prefix="parley-compare-") as scratch:
        folder = Path(scratch)
        own = environment_of(setup, setup.of(directions[0]).weights, folder)
        environment = {**os.environ, **own}
        # Argos would download a pipeline that is not used, unless it finds one here.
        (folder / "cache" / "argos-translate" / "spacy" / "senter" / "model").mkdir(parents=True)
        version = await _output(python, _VERSION, environment=environment)
        await _output(python, _SENTENCES, str(folder / "sentences"), environment=environment)
        for direction in directions:
            file = pack(setup.of(direction), direction, folder / "sentences", folder)
            await _output(python, _INSTALL, str(file), environment=environment)
            file.unlink()
        shutil.rmtree(folder / "sentences")
        host, port = "127.0.0.1", _free_port()
        command = (python, "-c", _SERVE, "--host", host, "--port", str(port), "--disable-web-ui")
        async with spawned(
            command, folder / "server.log", environment=environment, folder=folder
        ) as child:
            await _until_serving(child, host, port)
            shown = {name: value for name, value in own.items() if "DIR" not in name and
                     not name.startswith("XDG_")}  # fmt: skip
            yield LibreTranslate(host, port, Process(child.pid), version, shown)


class HttpCaller:
    """Its `/translate`; each client keeps a connection of its own.

    Use it as a context manager.
    """

    def __init__(self, server: LibreTranslate, clients: int) -> None:
        self._server = server
        self._threads = ThreadPoolExecutor(clients, thread_name_prefix="http")
        self._own = threading.local()
        self._connections: list[http.client.HTTPConnection] = []

    def __enter__(self) -> "HttpCaller":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()

    async def __call__(self, line: Line) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, line)

    def _ask(self, line: Line) -> Answer:
        source, target = without_regions((line.source, line.target))
        body = json.dumps(
            {"q": line.text, "source": source, "target": target, "format": "text"}
        ).encode()
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(
                self._server.host, self._server.port, timeout=_ANSWER_S
            )
            self._own.connection = connection
            self._connections.append(connection)
        try:
            connection.request("POST", "/translate", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise CallRefused(type(error).__name__) from error
        if response.status != http.HTTPStatus.OK:
            raise CallRefused(f"HTTP_{response.status}")
        return Answer(json.loads(content)["translatedText"], len(body), len(content))


async def _until_serving(child: Child, host: str, port: int) -> None:
    began = time.monotonic()
    while True:
        child.require_alive()
        if time.monotonic() - began > _START_S:
            raise BenchFailed("SERVER_FAILED", f"LibreTranslate: no answer in {_START_S:.0f} s")
        if await asyncio.to_thread(_answers, host, port):
            return
        await asyncio.sleep(_LOOK_EVERY_S)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1.0)
    try:
        connection.request("GET", "/languages")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def _output(
    python: str, code: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> str:
    """What a piece of code prints; a fault means that the extra is not there.

    Raises:
        BenchFailed: NO_LIBRETRANSLATE.
    """
    try:
        child = await asyncio.create_subprocess_exec(
            python, "-c", code, *arguments, env=environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        raise BenchFailed("NO_LIBRETRANSLATE", f"{python}: {error}") from error
    output, errors = await child.communicate()
    if child.returncode != 0:
        last = errors.decode(errors="replace").strip().splitlines()[-1:]
        raise BenchFailed(
            "NO_LIBRETRANSLATE",
            f"{' '.join(last)}: pip install -e '.[compare]' in the checkout, or name another "
            "interpreter with --libretranslate-python",
        )
    return output.decode().strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
