"""The catalogue of models: what each is, where its files are, and whether they are whole."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import permutations
from pathlib import Path

import msgspec

from parley.domain.errors import CorruptModel, NotFound
from parley.engine.routes import Pair, routes

CATALOG_FILE = "catalog.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_DIRECTION = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Format(StrEnum):
    """How a model wants to be addressed; `engine.formats` has a class for each."""

    PARLEY = "parley"
    MARIAN = "marian"
    MARIAN_MULTILINGUAL = "marian-multilingual"
    ARGOS = "argos"
    NLLB = "nllb"
    M2M100 = "m2m100"
    SENTENCEPIECE = "sentencepiece"


# Wider searches cost in proportion, and do not find better translations.
WIDEST_BEAM = 16


class CatalogEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of the catalogue.

    Attributes:
        folder: below the catalogue's own folder.
        directions: "source-target" primary tags that it translates.
        languages: primary tags that it translates in every pair.
        formality: target languages in which it takes a formality token.
        vocabulary: file name of its SentencePiece model.
        target_vocabulary: that of the target's, where it is another one.
        codes: the model's own name of a language, where it is not the tag.
        source_prefix, source_suffix, target_prefix: tokens around a source and before a
            translation, with "{source}" and "{target}" for codes; format "sentencepiece" only
            (of "argos" the last).
        compute_type: what CTranslate2 calculates in.
        beam_size: width of the search that suits it, where the settings name none.
        source: where it came from.
        sha256: digest by file name; the files of the model are exactly these.
    """

    name: str
    folder: str
    description: str = ""
    licence: str
    format: Format = Format.PARLEY
    directions: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    formality: frozenset[str] = frozenset()
    vocabulary: str = "vocabulary.model"
    target_vocabulary: str = ""
    codes: Mapping[str, str] = {}
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()
    compute_type: str = "int8"
    beam_size: int = 2
    source: str = ""
    sha256: Mapping[str, str]

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name[:80]!r} is no name for a model")
        if Path(self.folder).is_absolute() or ".." in Path(self.folder).parts:
            raise ValueError(f"{self.name}: folder lies outside the catalogue's")
        if not 1 <= self.beam_size <= WIDEST_BEAM:
            raise ValueError(f"{self.name}: beam_size is not between 1 and {WIDEST_BEAM}")
        for direction in self.directions:
            if not _DIRECTION.fullmatch(direction):
                raise ValueError(f"{self.name}: {direction[:40]!r} is no direction such as en-de")
        for language in self.languages:
            if not _LANGUAGE.fullmatch(language):
                raise ValueError(f"{self.name}: {language[:40]!r} is no primary language tag")
        for file, digest in self.sha256.items():
            if Path(file).name != file or not _SHA256.fullmatch(digest):
                raise ValueError(f"{self.name}: sha256 of {file[:80]!r} is none, or of no file")

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) primary tags."""
        split = (direction.partition("-") for direction in self.directions)
        return frozenset(
            [*((source, target) for source, _, target in split), *permutations(self.languages, 2)]
        )

    def code(self, language: str) -> str:
        """What the model calls a language."""
        return self.codes.get(language, language)


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model that `models add NAME` fetches: known, but not here.

    Attributes:
        source: what `add` takes: path, URL or Hugging Face id.
        sha256: digest of the file at `source`.
        max_bytes: refuse anything larger; 0 for the usual limit.
    """

    name: str
    source: str
    licence: str
    description: str = ""
    revision: str = ""
    directions: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    sha256: str = ""
    max_bytes: int = 0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: tuple[CatalogEntry, ...]
    offer: tuple[Offer, ...] = ()


class Catalog:
    """The models of one folder."""

    def __init__(self, folder: Path) -> None:
        """Read `catalog.toml` in `folder`.

        Raises:
            CorruptModel: CATALOG_MISSING, CATALOG_INVALID.
        """
        self.folder = folder
        path = folder / CATALOG_FILE
        try:
            content = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        except OSError as error:
            raise CorruptModel("CATALOG_MISSING", f"no catalogue at {path}") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise CorruptModel("CATALOG_INVALID", f"{path}: {error}") from error
        self.entries = content.model
        self.offers = content.offer
        names = [entry.name for entry in self.entries]
        if len(set(names)) < len(names):
            raise CorruptModel("CATALOG_INVALID", f"{path}: two models have one name")

    def entry(self, name: str) -> CatalogEntry:
        """Raises NotFound: MODEL_NOT_FOUND."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise NotFound("MODEL_NOT_FOUND", f"the catalogue has no model {name[:60]!r}")

    def folder_of(self, entry: CatalogEntry) -> Path:
        return self.folder / entry.folder


def read_catalogs(shipped: Path, extra: Path) -> list[Catalog]:
    """The deployment's own catalogue, if it has one, then the shipped one: the order of choice.

    Raises:
        CorruptModel: CATALOG_MISSING for the shipped one, CATALOG_INVALID.
    """
    own = [Catalog(extra)] if (extra / CATALOG_FILE).is_file() else []
    return [*own, Catalog(shipped)]


def reachable_pairs(catalogs: Iterable[Catalog]) -> frozenset[Pair]:
    """(source, target) primary tags that the catalogued models lead between."""
    return frozenset(
        routes({pair for catalog in catalogs for entry in catalog.entries for pair in entry.pairs})
    )


def find_entry(catalogs: Sequence[Catalog], name: str) -> tuple[CatalogEntry, Path]:
    """A model by name and its folder.

    Raises:
        NotFound: MODEL_NOT_FOUND.
    """
    for catalog in catalogs:
        for entry in catalog.entries:
            if entry.name == name:
                return entry, catalog.folder_of(entry)
    raise NotFound("MODEL_NOT_FOUND", f"the catalogue has no model {name[:60]!r}")


def verify(entry: CatalogEntry, folder: Path) -> None:
    """Check that every file of a model is there and is what the catalogue says.

    Raises:
        CorruptModel: MODEL_MISSING, MODEL_DAMAGED; metadata name the file.
    """
    for name, expected in entry.sha256.items():
        path = folder / name
        if not path.is_file():
            raise CorruptModel("MODEL_MISSING", f"{entry.name}: {path} is missing", file=name)
        if digest_of(path) != expected:
            raise CorruptModel(
                "MODEL_DAMAGED", f"{entry.name}: {path} is not the file it should be", file=name
            )


def unlisted(catalogs: Sequence[Catalog], folder: Path) -> list[str]:
    """What lies in a model's folder and is no file of it, nor of another one there."""
    listed = {
        name
        for catalog in catalogs
        for entry in catalog.entries
        if catalog.folder_of(entry) == folder
        for name in entry.sha256
    }
    return sorted(path.name for path in folder.iterdir() if path.name not in listed)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_models_folder(configured: str = "") -> Path:
    """The folder with the catalogue: the configured one, the installed one, or the checkout's.

    Raises:
        CorruptModel: CATALOG_MISSING.
    """
    package = Path(__file__).resolve().parents[1]
    places = [package / "models", package.parents[1] / "models"]
    if configured:
        places = [Path(configured)]
    for place in places:
        if (place / CATALOG_FILE).is_file():
            return place
    raise CorruptModel("CATALOG_MISSING", f"no {CATALOG_FILE} in {places[0]}")
