"""The catalogue of models and the files that it vouches for."""

import hashlib
from pathlib import Path

import pytest

from parley.domain.errors import CorruptModel, NotFound
from parley.engine.catalog import Catalog, CatalogEntry, find_models_folder, verify

CONTENT = b"weights"
GOOD = f"""
[[model]]
name = "tiny"
folder = "tiny-files"
description = "A model."
licence = "MIT"
directions = ["de-en", "en-de"]

[model.sha256]
"model.bin" = "{hashlib.sha256(CONTENT).hexdigest()}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A models folder with one good model."""
    (tmp_path / "catalog.toml").write_text(GOOD)
    (tmp_path / "tiny-files").mkdir()
    (tmp_path / "tiny-files" / "model.bin").write_bytes(CONTENT)
    return tmp_path


def entry_of(folder: Path) -> tuple[CatalogEntry, Path]:
    """The one entry and where its files are."""
    catalog = Catalog(folder)
    entry = catalog.entry("tiny")
    return entry, catalog.folder_of(entry)


def test_a_catalogue_tells_of_its_models(folder: Path) -> None:
    """Pairs are read from the directions, what is left out has its default."""
    entry, files = entry_of(folder)
    assert entry.pairs == {("de", "en"), ("en", "de")}
    assert (entry.formality, entry.vocabulary) == (frozenset(), "vocabulary.model")
    assert files == folder / "tiny-files"
    verify(entry, files)


@pytest.mark.parametrize("content", [b"weightz", b"", b"weights\n"])
def test_a_damaged_file_is_refused(folder: Path, content: bytes) -> None:
    """One byte is enough, and the error names the file."""
    (folder / "tiny-files" / "model.bin").write_bytes(content)
    with pytest.raises(CorruptModel) as refused:
        verify(*entry_of(folder))
    assert refused.value.reason == "MODEL_DAMAGED"
    assert refused.value.metadata == {"file": "model.bin"}


def test_a_missing_file_is_refused(folder: Path) -> None:
    """A folder in its place is no file."""
    (folder / "tiny-files" / "model.bin").unlink()
    (folder / "tiny-files" / "model.bin").mkdir()
    with pytest.raises(CorruptModel) as refused:
        verify(*entry_of(folder))
    assert refused.value.reason == "MODEL_MISSING"


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace("licence", "license"),
        GOOD.replace('"MIT"', "7"),
        GOOD.replace('licence = "MIT"', ""),
        GOOD.replace('licence = "MIT"', 'licence = "MIT"\nbeam_size = 0'),
        GOOD + 'surprise = "x"\n[other]\n',
        "[[model]",
        "",
    ],
)
def test_a_catalogue_that_is_wrong_is_refused(folder: Path, content: str) -> None:
    """An unknown field, a wrong type, a missing one, broken TOML: the error names the file."""
    (folder / "catalog.toml").write_text(content)
    with pytest.raises(CorruptModel) as refused:
        Catalog(folder)
    assert refused.value.reason == "CATALOG_INVALID"
    assert str(folder) in refused.value.message


def test_a_catalogue_that_is_not_utf_8_is_refused(folder: Path) -> None:
    """Whatever was written there, the error is ours."""
    (folder / "catalog.toml").write_bytes(GOOD.encode() + b"# \xff\xfe")
    with pytest.raises(CorruptModel) as refused:
        Catalog(folder)
    assert refused.value.reason == "CATALOG_INVALID"


def test_a_missing_catalogue_is_refused(tmp_path: Path) -> None:
    """Both by the catalogue and by the search for it."""
    with pytest.raises(CorruptModel) as refused:
        Catalog(tmp_path)
    assert refused.value.reason == "CATALOG_MISSING"
    with pytest.raises(CorruptModel) as refused:
        find_models_folder(str(tmp_path))
    assert refused.value.reason == "CATALOG_MISSING"


def test_an_unknown_model_is_not_found(folder: Path) -> None:
    """By its name in the catalogue."""
    with pytest.raises(NotFound) as refused:
        Catalog(folder).entry("huge")
    assert refused.value.reason == "MODEL_NOT_FOUND"


def test_the_configured_folder_comes_before_the_packaged_one(folder: Path) -> None:
    """Without a setting the checkout's own models are found."""
    assert find_models_folder(str(folder)) == folder
    assert (find_models_folder() / "catalog.toml").is_file()


def test_the_models_that_we_ship_are_whole() -> None:
    """Every file in the repository's catalogue is there and has its digest."""
    catalog = Catalog(find_models_folder())
    assert catalog.entries
    for entry in catalog.entries:
        verify(entry, catalog.folder_of(entry))
