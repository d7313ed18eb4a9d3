"""The deployment's own folder: what is written there, and what is cleared away."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from parley.domain.errors import NotFound, Unavailable
from parley.engine.acquire.listing import as_toml
from parley.engine.acquire.shelf import Shelf
from parley.engine.catalog import CATALOG_FILE, Catalog, CatalogEntry, Format, Offer, verify
from support import tiny
from unit.engine.conftest import Add

# Quotes, a backslash, a tab, a line's end, and the control character that JSON does not escape.
AWKWARD = 'a "b" \\ \t\n\x7f ü 訳 🙂 # ='
ENTRY = CatalogEntry(
    name="full",
    folder="full-12345678",
    description=AWKWARD,
    licence="CC-BY-4.0",
    format=Format.NLLB,
    directions=frozenset(["de-en", "en-de"]),
    languages=("fr", "de", "en"),
    formality=frozenset(["fr", "de"]),
    vocabulary="pieces.model",
    target_vocabulary="target.spm",
    codes={"de": "deu_Latn", AWKWARD: AWKWARD},
    source_prefix=("{source}", AWKWARD),
    source_suffix=("</s>",),
    target_prefix=("{target}",),
    compute_type="float32",
    beam_size=5,
    source="owner/name",
    sha256={"model.bin": "0" * 64, "pieces.model": "1" * 64},
)
OFFER = Offer(
    name="offered",
    source="owner/other",
    licence="MIT",
    description=AWKWARD,
    revision="v1",
    directions=frozenset(["en-fi"]),
    languages=("fi", "en"),
    sha256="2" * 64,
    max_bytes=3_000_000_000,
)


def read_back(
    folder: Path, entries: list[CatalogEntry], offers: list[Offer]
) -> tuple[list[CatalogEntry], list[Offer]]:
    (folder / CATALOG_FILE).write_text(as_toml(entries, offers), encoding="utf-8")
    catalog = Catalog(folder)
    return list(catalog.entries), list(catalog.offers)


@pytest.mark.parametrize("what", [ENTRY, OFFER])
def test_the_examples_here_differ_from_every_default(what: msgspec.Struct) -> None:
    """A new field has to be in them, or the next test says nothing of it."""
    for field in msgspec.structs.fields(what):
        assert getattr(what, field.name), field.name
        assert getattr(what, field.name) != field.default, field.name


def test_every_field_comes_back_from_the_file(tmp_path: Path) -> None:
    """Of models and of offers, set or left at its default, several or none."""
    plain = CatalogEntry(name="plain", folder="plain", licence="MIT", sha256={})
    bare = CatalogEntry(name="bare", folder="bare", licence="", vocabulary="", sha256={})
    simple = Offer(name="simple", source="a/b", licence="MIT")
    for entries in ([], [ENTRY], [plain, ENTRY, bare]):
        for offers in ([], [OFFER], [simple, OFFER]):
            assert read_back(tmp_path, entries, offers) == (entries, offers)


def test_adding_and_removing_leave_other_models_and_offers_as_they_were(
    tmp_path: Path, add: Add, shelf: Shelf
) -> None:
    """What a person wrote into the catalogue survives both."""
    shelf.folder.mkdir()
    read_back(shelf.folder, [ENTRY], [OFFER])
    added = add(tiny.argos(tmp_path / "en_de.argosmodel"))
    catalog = Catalog(shelf.folder)
    assert (catalog.entries, catalog.offers) == ((added, ENTRY), (OFFER,))
    for name, left in ((added.name, (ENTRY,)), (ENTRY.name, ())):
        shelf.remove(name)
        catalog = Catalog(shelf.folder)
        assert (catalog.entries, catalog.offers) == (left, (OFFER,))


@pytest.mark.parametrize("harm", ["altered", "missing"])
def test_a_damaged_model_is_repaired_by_adding_it_again(
    tmp_path: Path, add: Add, shelf: Shelf, harm: str
) -> None:
    """With --replace, although its folder has the same name; sound files stay as they are."""
    source = tiny.argos(tmp_path / "en_de.argosmodel")
    entry = add(source)
    folder = shelf.folder / entry.folder
    weights = folder / "model.bin"
    if harm == "altered":
        weights.write_bytes(b"rotten")
    else:
        weights.unlink()
    assert add(source, replace=True) == entry
    verify(entry, folder)
    assert {path.name for path in shelf.folder.iterdir()} == {
        ".incoming", ".lock", CATALOG_FILE, entry.folder
    }  # fmt: skip
    written = weights.stat().st_ino
    add(source, replace=True)
    assert weights.stat().st_ino == written


def test_a_folder_that_cannot_be_made_is_said_by_name(tmp_path: Path) -> None:
    """Below a file there is no folder: an error with a reason, for adding as for removing."""
    (tmp_path / "file").write_text("")
    shelf = Shelf(tmp_path / "file" / "models")
    with pytest.raises(Unavailable) as refused, shelf.scratch():
        pass
    assert refused.value.reason == "STORAGE_FAILED"
    assert str(shelf.folder) in refused.value.message
    with pytest.raises(Unavailable) as refused:
        shelf.remove("x")
    assert refused.value.reason == "STORAGE_FAILED"


def test_what_a_killed_process_left_goes_and_what_is_in_use_stays(shelf: Shelf) -> None:
    """The lock on a folder ends with its process, however it ends."""
    work = (
        "import sys, time; from pathlib import Path\n"
        "from parley.engine.acquire.shelf import Shelf\n"
        "with Shelf(Path(sys.argv[1])).scratch() as folder:\n"
        "    (folder / 'unpacked').mkdir(); print(folder, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", work, str(shelf.folder)], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout is not None
            theirs = Path(other.stdout.readline().strip())
            with shelf.scratch() as mine, shelf.scratch() as second:
                assert {mine, second, theirs} == set(shelf.incoming.iterdir())
        finally:
            other.send_signal(signal.SIGKILL)
    assert list(shelf.incoming.iterdir()) == [theirs]
    with shelf.scratch() as mine:
        assert list(shelf.incoming.iterdir()) == [mine]
    assert list(shelf.incoming.iterdir()) == []


def test_downloads_wait_a_week_to_be_gone_on_with(shelf: Shelf) -> None:
    """By the last change of a part or of anything in a folder; a mark is as old as its part."""
    shelf.incoming.mkdir(parents=True)

    def made(name: str, days: float) -> str:
        path = shelf.incoming / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
        for changed in (path, path.parent):
            os.utime(changed, (time.time(), time.time() - days * 86_400))
        return name

    for name in ("old.part", "old.json", "hub-old/model.bin", "tmpold/file"):
        made(name, 9)
    for name in ("hub-new/model.bin", "tmpnew/file"):
        made(name, 1)
    kept = {made("new.part", 1), made("new.json", 9)}
    with shelf.scratch() as mine:
        left = {path.name for path in shelf.incoming.iterdir()}
    assert left == {mine.name, "hub-new", "tmpnew", *kept}


def test_removing_what_is_not_there_is_said(shelf: Shelf) -> None:
    """Also before anything was added."""
    with pytest.raises(NotFound) as refused:
        shelf.remove("nothing")
    assert refused.value.reason == "MODEL_NOT_FOUND"
