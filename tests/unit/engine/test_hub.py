"""Models by their Hugging Face id, from a hub on this machine through the hub's own library."""

import sys
from pathlib import Path

import pytest

from parley.domain.errors import CorruptModel, InvalidInput, Unavailable, WrongState
from parley.engine.acquire.add import Adder, Request, with_offer
from parley.engine.acquire.hub import hub_id
from parley.engine.acquire.recognise import Wish
from parley.engine.acquire.shelf import Shelf
from parley.engine.catalog import Catalog, Format, Offer, find_models_folder
from support import tiny
from support.hub import COMMIT, hub_of
from support.needs import need
from unit.engine.conftest import Add, Silent

# The library leaves sockets to the collector.
pytestmark = pytest.mark.filterwarnings("ignore")
EN_DE = Wish(directions=("en-de",))
SHIPPED_OFFERS = Catalog(find_models_folder()).offers
FLORES = (
    "arb_Arab", "deu_Latn", "eng_Latn", "fra_Latn", "ita_Latn", "jpn_Jpan", "kor_Hang", "nld_Latn",
    "pol_Latn", "por_Latn", "rus_Cyrl", "spa_Latn", "swe_Latn", "tur_Latn", "ukr_Cyrl", "zho_Hans",
)  # fmt: skip


@pytest.fixture(autouse=True)
def hub_library(monkeypatch: pytest.MonkeyPatch) -> None:
    need("hf", "huggingface_hub")
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)


def test_a_repository_is_fetched_at_one_commit(tmp_path: Path, add: Add, shelf: Shelf) -> None:
    """What a model needs and nothing else; its card says the licence."""
    folder = tiny.plain(tmp_path / "repository")
    (folder / "evil.py").write_text("raise SystemExit")
    (folder / "training.bin").write_bytes(b"optimizer")
    with hub_of("lab/small", folder, "apache-2.0") as (url, fetched):
        entry = add("lab/small", mirror=url, wish=EN_DE)
    assert (entry.name, entry.licence, entry.pairs) == ("small", "apache-2.0", {("en", "de")})
    assert "model.bin" in fetched
    assert not {"evil.py", "training.bin"} & set(fetched)
    assert list(shelf.incoming.iterdir()) == []


def test_the_licence_is_asked_for_before_anything_is_fetched(tmp_path: Path, shelf: Shelf) -> None:
    """No gigabytes for a model that may not be used."""
    asked: list[str] = []

    def refuse(licence: str, why: str) -> bool:
        asked.append(f"{licence}: {why}")
        return False

    adder = Adder(shelf, accept=refuse, progress=Silent(), say=lambda _: None)
    with (
        hub_of("lab/small", tiny.plain(tmp_path / "r"), "cc-by-nc-4.0") as (url, fetched),
        pytest.raises(WrongState) as refused,
    ):
        adder.add(Request("hf:lab/small", mirror=url, wish=EN_DE))
    assert refused.value.reason == "LICENCE_NOT_ACCEPTED"
    assert asked == ["cc-by-nc-4.0: its licence forbids commercial use"]
    assert fetched == []


def test_an_offer_brings_its_source_revision_and_digest(
    tmp_path: Path, add: Add, shelf: Shelf
) -> None:
    """What the catalogue knows of a model is checked like what a person says."""
    folder = tiny.plain(tmp_path / "r")
    offer = Offer(
        name="recommended", source="lab/small", licence="MIT", revision=COMMIT, sha256="0" * 64,
        directions=frozenset(["en-de"]),
    )  # fmt: skip
    with hub_of("lab/small", folder, "") as (url, _):
        request = with_offer(Request("recommended", mirror=url), [offer])
        adder = Adder(shelf, accept=lambda *_: False, progress=Silent(), say=lambda _: None)
        with pytest.raises(CorruptModel) as refused:
            adder.add(request)
    assert refused.value.reason == "DIGEST_MISMATCH"
    assert (request.name, request.licence, request.wish) == ("recommended", "MIT", EN_DE)


@pytest.mark.parametrize("name", [offer.name for offer in SHIPPED_OFFERS])
def test_a_shipped_offer_is_added_by_its_name(tmp_path: Path, shelf: Shelf, name: str) -> None:
    """Files of its kind under its id become the model that the offer speaks of."""
    need("convert", "torch", "transformers")
    (offer,) = (offer for offer in SHIPPED_OFFERS if offer.name == name)
    made, kind = {
        "opus-mt": (tiny.marian, Format.MARIAN),
        "m2m100": (tiny.m2m100, Format.M2M100),
        "nllb-200": (lambda folder: tiny.nllb(folder, *FLORES), Format.NLLB),
    }[next(family for family in ("opus-mt", "m2m100", "nllb-200") if name.startswith(family))]
    asked: list[str] = []

    def accept(licence: str, why: str) -> bool:
        asked.append(licence)
        return True

    adder = Adder(shelf, accept=accept, progress=Silent(), say=lambda _: None)
    with hub_of(offer.source, made(tmp_path / "r"), offer.licence.lower()) as (url, fetched):
        entry = adder.add(with_offer(Request(name, mirror=url), SHIPPED_OFFERS))
    assert (entry.name, entry.format, entry.licence) == (name, kind, offer.licence)
    assert (entry.directions, entry.languages) == (offer.directions, offer.languages)
    assert asked == ([offer.licence] if "NC" in offer.licence else [])
    assert fetched


@pytest.mark.parametrize("mirror", ["http://hub.example", "ftp://hub.example", "hub.example"])
def test_a_mirror_that_anybody_could_change_is_refused(add: Add, mirror: str) -> None:
    """Before the first question is asked of it."""
    with pytest.raises(InvalidInput) as refused:
        add("lab/small", mirror=mirror)
    assert (refused.value.reason, refused.value.field) == ("INSECURE_URL", "mirror")


def test_the_librarys_own_mirror_is_held_to_the_same(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HF_ENDPOINT is one, too."""
    import huggingface_hub.hf_api

    monkeypatch.setattr(huggingface_hub.hf_api.constants, "ENDPOINT", "http://hub.example")
    with pytest.raises(InvalidInput) as refused:
        add("lab/small")
    assert refused.value.reason == "INSECURE_URL"


def test_what_is_not_there_or_too_large_is_refused(tmp_path: Path, add: Add) -> None:
    """In the hub's own words, or before the first byte."""
    with hub_of("lab/small", tiny.plain(tmp_path / "r"), "mit") as (url, fetched):
        with pytest.raises(Unavailable) as missing:
            add("lab/other", mirror=url)
        with pytest.raises(CorruptModel) as large:
            add("lab/small", mirror=url, max_bytes=1000)
    assert (missing.value.reason, large.value.reason) == ("HUB_FAILED", "DOWNLOAD_TOO_LARGE")
    assert fetched == []


def test_without_the_library_it_is_said_what_to_install(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core does not have it."""
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(Unavailable) as refused:
        add("lab/small")
    assert refused.value.reason == "HUB_MISSING"
    assert "pip install -e '.[hf]' in the checkout" in refused.value.message


def test_ids_are_told_from_paths_and_urls() -> None:
    """Two names with a slash between, or the same with hf: before."""
    assert hub_id("lab/opus-mt-en-de") == hub_id("hf:lab/opus-mt-en-de") == "lab/opus-mt-en-de"
    for other in ("./lab/model", "lab", "a/b/c", "https://x.example/y", "/a/b", "lab/mo del"):
        assert hub_id(other) is None
