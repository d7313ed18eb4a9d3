"""The catalogue of models: what each is, where its files are, and whether they are whole."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from parley.domain.errors import CorruptModel, NotFound

CATALOG_FILE = "catalog.toml"


class CatalogEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of the catalogue.

    Attributes:
        folder: below the catalogue's own folder.
        directions: "source-target" primary tags that it translates.
        formality: target languages in which it takes a formality token.
        vocabulary: file name of its SentencePiece model.
        sha256: digest by file name; the files of the model are exactly these.
    """

    name: str
    folder: str
    description: str
    licence: str
    directions: frozenset[str]
    formality: frozenset[str] = frozenset()
    vocabulary: str = "vocabulary.model"
    sha256: Mapping[str, str]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) primary tags."""
        split = (direction.partition("-") for direction in self.directions)
        return frozenset((source, target) for source, _, target in split)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: list[CatalogEntry]


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
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            self.entries = tuple(msgspec.convert(content, _File).model)
        except OSError as error:
            raise CorruptModel("CATALOG_MISSING", f"no catalogue at {path}") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise CorruptModel("CATALOG_INVALID", f"{path}: {error}") from error

    def entry(self, name: str) -> CatalogEntry:
        """Raises NotFound: MODEL_NOT_FOUND."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise NotFound("MODEL_NOT_FOUND", f"the catalogue has no model {name[:60]!r}")

    def folder_of(self, entry: CatalogEntry) -> Path:
        return self.folder / entry.folder


def verify(entry: CatalogEntry, folder: Path) -> None:
    """Check that every file of a model is there and is what the catalogue says.

    Raises:
        CorruptModel: MODEL_MISSING, MODEL_DAMAGED; metadata name the file.
    """
    for name, expected in entry.sha256.items():
        path = folder / name
        if not path.is_file():
            raise CorruptModel("MODEL_MISSING", f"{entry.name}: {path} is missing", file=name)
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise CorruptModel(
                "MODEL_DAMAGED", f"{entry.name}: {path} is not the file it should be", file=name
            )


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
