"""A model from wherever it is into the deployment's folder, or a reason why not."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from parley.domain.errors import AlreadyExists, CorruptModel, InvalidInput, NotFound
from parley.engine.acquire import hub, recognise
from parley.engine.acquire.convert import convert
from parley.engine.acquire.download import Download, Progress, mirrored
from parley.engine.acquire.licence import UNKNOWN, Accept, licence_in, require_accepted
from parley.engine.acquire.recognise import Hints, Wish
from parley.engine.acquire.shelf import Shelf, storing
from parley.engine.acquire.trial import try_out
from parley.engine.acquire.unpack import require_archive, unpack
from parley.engine.catalog import CatalogEntry, Format, Offer, digest_of

_KEPT = re.compile(
    r"model\.bin|config\.json|(?:shared|source|target)_vocabulary\.(?:json|txt)|vmap\.txt"
)
_WEIGHTS = ("model.bin", "model.safetensors", "pytorch_model.bin")
# NLLB's own; a card or --licence says otherwise where a copy has another.
_PRESUMED = {Format.NLLB: "CC-BY-NC-4.0"}


@dataclass(frozen=True, slots=True)
class Request:
    """What to add, and what is known of it; empty for what is to be found out.

    Attributes:
        source: path, https URL, Hugging Face id, or the name of an offer in the catalogue.
        sha256: of the file; of the weights, where the source is a folder.
        max_bytes: of the download, and again of what is unpacked.
    """

    source: str
    name: str = ""
    sha256: str = ""
    licence: str = ""
    revision: str = ""
    mirror: str = ""
    wish: Wish = field(default_factory=Wish)
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()
    quantization: str = "int8"
    max_bytes: int = 20_000_000_000
    replace: bool = False


class Adder:
    """Adds models to a shelf."""

    def __init__(
        self,
        shelf: Shelf,
        *,
        accept: Accept,
        progress: Progress,
        say: Callable[[str], None],
        shipped: Iterable[str] = (),
    ) -> None:
        """`shipped` names are taken; `say` is told each step."""
        self._shelf = shelf
        self._accept = accept
        self._progress = progress
        self._say = say
        self._shipped = frozenset(shipped)
        self._agreed: set[str] = set()

    def add(self, request: Request) -> CatalogEntry:
        """Fetch, check, convert, try and list a model.

        Raises:
            InvalidInput: INSECURE_URL, DIRECTIONS_UNKNOWN, INVALID_DIRECTION, UNKNOWN_LANGUAGE,
                INVALID_NAME, INVALID_QUANTIZATION, DIGEST_UNUSABLE.
            NotFound: SOURCE_NOT_FOUND.
            AlreadyExists: MODEL_EXISTS.
            WrongState: LICENCE_NOT_ACCEPTED.
            Unavailable: DOWNLOAD_FAILED, DOWNLOAD_RUNNING, HUB_MISSING, HUB_FAILED,
                CONVERTER_MISSING, STORAGE_FAILED.
            CorruptModel: DIGEST_MISMATCH, and whatever is wrong with the files.
        """
        recognise.check(request.wish)
        name = request.name or _name_for(request.source)
        self._require_free(name, replace=request.replace)
        if request.licence:
            self._require_accepted(request.licence)
        with storing(), self._shelf.scratch() as scratch, ExitStack() as held:
            folder, licence, done = self._fetch(request, scratch, held)
            root = recognise.root_of(folder)
            licence = request.licence or licence or licence_in(root)
            if licence:
                self._require_accepted(licence)
            model = scratch / "model"
            entry = self._build(request, name, root, model, licence)
            self._say("trying it out")
            for doubt in try_out(entry, model):
                self._say(f"warning: {doubt}")
            self._shelf.put(entry, model, replace=request.replace)
            done()
        return entry

    def _fetch(
        self, request: Request, scratch: Path, held: ExitStack
    ) -> tuple[Path, str, Callable[[], None]]:
        """The source's folder, the licence if the source's host names it, and what to clear up.

        `held` is given what has to be held until then.
        """
        local = Path(request.source).expanduser()
        if local.is_dir():
            self._check_weights(local, request.sha256)
            return local, "", _nothing
        if local.is_file():
            return self._unpacked(local, request, scratch), "", _nothing
        if "://" in request.source:
            return self._downloaded(request, scratch, held)
        hub_id = hub.hub_id(request.source)
        if hub_id is None:
            raise NotFound("SOURCE_NOT_FOUND", f"neither a path, a URL, an id nor an offer: "
                           f"{request.source[:80]!r}")  # fmt: skip
        found = hub.describe(hub_id, request.revision, request.mirror, request.max_bytes)
        licence = request.licence or found.licence
        # Asked before gigabytes are fetched, where the card says it.
        if licence:
            self._require_accepted(licence)
        key = hashlib.sha256(f"{hub_id}@{found.commit}".encode()).hexdigest()[:16]
        folder = self._shelf.incoming / f"hub-{key}"
        self._say(f"fetching {hub_id} at {found.commit[:12]}")
        hub.fetch(found, folder, request.mirror)
        self._check_weights(folder, request.sha256)
        return folder, licence, lambda: shutil.rmtree(folder, ignore_errors=True)

    def _downloaded(
        self, request: Request, scratch: Path, held: ExitStack
    ) -> tuple[Path, str, Callable[[], None]]:
        download = Download(
            mirrored(request.source, request.mirror),
            self._shelf.incoming,
            max_bytes=request.max_bytes,
            progress=self._progress,
        )
        held.enter_context(download.alone())
        path = download.run()
        try:
            folder = self._unpacked(path, request, scratch)
        except CorruptModel:
            # What is wrong stays wrong: the next attempt has to begin at the beginning.
            download.discard()
            raise
        return folder, "", download.discard

    def _unpacked(self, path: Path, request: Request, scratch: Path) -> Path:
        if path.stat().st_size > request.max_bytes:
            raise CorruptModel("ARCHIVE_TOO_LARGE", f"over {request.max_bytes:,} bytes")
        if request.sha256 and digest_of(path) != request.sha256.lower():
            raise CorruptModel(
                "DIGEST_MISMATCH", f"{request.source}: not the file with that digest"
            )
        require_archive(path)
        self._say("unpacking")
        folder = scratch / "unpacked"
        unpack(path, folder, request.max_bytes)
        return folder

    def _check_weights(self, folder: Path, sha256: str) -> None:
        if not sha256:
            return
        weights = [path for path in map(folder.joinpath, _WEIGHTS) if path.is_file()]
        if not weights:
            raise InvalidInput(
                "DIGEST_UNUSABLE", "the folder has no one file with weights", field="sha256"
            )
        if digest_of(weights[0]) != sha256.lower():
            raise CorruptModel("DIGEST_MISMATCH", f"{weights[0]}: not the file with that digest")

    def _build(
        self, request: Request, name: str, root: Path, model: Path, licence: str
    ) -> CatalogEntry:
        """Assemble a model's files in `model`, and the entry for them."""
        hints = recognise.hints_in(root, request.source)
        _assemble(root, hints, model, request, self._say)
        found = recognise.describe(model, hints, request.wish)
        if not licence:
            licence = _PRESUMED.get(found.format, UNKNOWN)
            self._require_accepted(licence)
        digests = {path.name: digest_of(path) for path in sorted(model.iterdir())}
        return CatalogEntry(
            name=name,
            folder=f"{name}-{_digest_of_all(digests)[:8]}",
            description=hints.description,
            licence=licence,
            format=found.format,
            directions=found.directions,
            languages=found.languages,
            vocabulary=found.vocabulary,
            target_vocabulary=found.target_vocabulary,
            codes=found.codes,
            source_prefix=request.source_prefix,
            source_suffix=request.source_suffix,
            target_prefix=request.target_prefix or found.target_prefix,
            source=request.source,
            sha256=digests,
        )

    def _require_accepted(self, licence: str) -> None:
        """Ask once for each licence, as early as it is known."""
        if licence not in self._agreed:
            require_accepted(licence, self._accept)
            self._agreed.add(licence)

    def _require_free(self, name: str, *, replace: bool) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name):
            raise InvalidInput(
                "INVALID_NAME", f"{name[:70]!r}: small letters, digits and . _ -", field="name"
            )
        if name in self._shipped:
            raise AlreadyExists("MODEL_EXISTS", f"{name} is the name of a shipped model")
        if not replace and any(entry.name == name for entry in self._shelf.entries()):
            raise AlreadyExists("MODEL_EXISTS", f"there is a model {name}: see --replace")


def with_offer(request: Request, offers: Iterable[Offer]) -> Request:
    """The request, filled in from the catalogue's offer of that name if there is one."""
    offer = next((offer for offer in offers if offer.name == request.source), None)
    if offer is None:
        return request
    wish = request.wish
    if not wish.directions and not wish.languages:
        wish = replace(wish, directions=tuple(sorted(offer.directions)), languages=offer.languages)
    return replace(
        request,
        source=offer.source,
        name=request.name or offer.name,
        sha256=request.sha256 or offer.sha256,
        licence=request.licence or offer.licence,
        revision=request.revision or offer.revision,
        max_bytes=min(request.max_bytes, offer.max_bytes or request.max_bytes),
        wish=wish,
    )


def _assemble(
    root: Path, hints: Hints, model: Path, request: Request, say: Callable[[str], None]
) -> None:
    """CTranslate2's files and the SentencePiece models, and nothing else, into `model`."""
    inner = root / "model" if hints.argos else root
    if not recognise.is_converted(inner):
        say(f"converting to {request.quantization}")
        convert(root, model, request.quantization)
        return
    model.mkdir()
    for folder in dict.fromkeys((inner, root)):
        for file in folder.iterdir():
            wanted = file.suffix in {".spm", ".model"} or (
                folder == inner and _KEPT.fullmatch(file.name)
            )
            if wanted and file.is_file() and not (model / file.name).exists():
                shutil.copyfile(file, model / file.name)


def _name_for(source: str) -> str:
    """A catalogue name from the last part of a path, URL or id."""
    last = re.split(r"[/\\]", source.partition("?")[0].rstrip("/\\"))[-1].lower()
    last = re.sub(r"\.(?:argosmodel|zip|tar|tgz|tar\.[a-z0-9]+)$", "", last)
    return re.sub(r"[^a-z0-9._-]+", "-", last).strip("-._")[:64]


def _digest_of_all(digests: Mapping[str, str]) -> str:
    lines = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()


def _nothing() -> None:
    """A folder of the person's own is left as it is."""
