"""Downloads against a real server that breaks off, lies and changes its mind."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.domain.errors import CorruptModel, InvalidInput, Unavailable
from parley.engine.acquire.download import Download, mirrored
from parley.engine.acquire.shelf import Shelf
from support import tiny
from support.web import Site, serving
from unit.engine.conftest import Add, Silent

BODY = random.Random(7).randbytes(700_000)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"/m.bin": BODY})) as served:
        yield served


def download(site: Site, folder: Path, progress: Silent, max_bytes: int = 1 << 30) -> Download:
    return Download(f"{site.url}/m.bin", folder, max_bytes=max_bytes, progress=progress)


def test_a_broken_download_goes_on_where_it_stopped(
    site: Site, tmp_path: Path, progress: Silent
) -> None:
    """Two breaks, three requests, no byte twice."""
    site.cut_after = [300_000, 200_000]
    assert download(site, tmp_path, progress).run().read_bytes() == BODY
    assert site.asked == ["", "bytes=300000-", "bytes=500000-"]
    assert progress.begun == [0, 300_000, 500_000]
    assert progress.bytes == len(BODY)


def test_another_process_goes_on_with_the_part_that_it_finds(
    site: Site, tmp_path: Path, progress: Silent
) -> None:
    """A server that is gone fails the command; the next command asks for the rest only."""
    site.cut_after = [300_000, *[0] * 10]
    with pytest.raises(Unavailable) as failed:
        download(site, tmp_path, progress).run()
    assert failed.value.reason == "DOWNLOAD_FAILED"
    site.cut_after, site.asked = [], []
    assert download(site, tmp_path, progress).run().read_bytes() == BODY
    assert site.asked == ["bytes=300000-"]


def test_a_file_that_changed_meanwhile_is_fetched_anew(
    site: Site, tmp_path: Path, progress: Silent
) -> None:
    """Two halves of two files are no file."""
    site.cut_after = [300_000, *[0] * 10]
    with pytest.raises(Unavailable):
        download(site, tmp_path, progress).run()
    site.cut_after = []
    site.files["/m.bin"] = changed = BODY[::-1]
    assert download(site, tmp_path, progress).run().read_bytes() == changed


def test_without_a_mark_to_hold_on_to_it_begins_again(
    site: Site, tmp_path: Path, progress: Silent
) -> None:
    """No ETag and no date: nobody knows whether the rest belongs to the part."""
    site.marks = False
    site.cut_after = [300_000]
    assert download(site, tmp_path, progress).run().read_bytes() == BODY
    assert site.asked == ["", ""]


def test_a_whole_part_is_not_fetched_again(site: Site, tmp_path: Path, progress: Silent) -> None:
    """A command that failed after the download does not pay for it twice."""
    download(site, tmp_path, progress).run()
    progress.bytes = 0
    assert download(site, tmp_path, progress).run().read_bytes() == BODY
    assert progress.bytes == 0


def test_what_is_too_large_or_not_there_is_refused(
    site: Site, tmp_path: Path, progress: Silent
) -> None:
    """Before anything is fetched, with its reason."""
    with pytest.raises(CorruptModel) as large:
        download(site, tmp_path, progress, max_bytes=1000).run()
    assert large.value.reason == "DOWNLOAD_TOO_LARGE"
    assert progress.bytes == 0
    site.files.clear()
    with pytest.raises(Unavailable) as missing:
        download(site, tmp_path, progress).run()
    assert missing.value.reason == "DOWNLOAD_FAILED"
    assert "404" in missing.value.message


def test_only_https_leaves_the_machine(site: Site, tmp_path: Path, progress: Silent) -> None:
    """Neither asked for nor redirected to."""
    elsewhere = "http://models.example/m.bin"
    with pytest.raises(InvalidInput) as refused:
        Download(elsewhere, tmp_path, max_bytes=1, progress=progress)
    assert refused.value.reason == "INSECURE_URL"
    site.redirects["/m.bin"] = elsewhere
    with pytest.raises(InvalidInput) as refused:
        download(site, tmp_path, progress).run()
    assert refused.value.reason == "INSECURE_URL"


def test_a_mirror_has_the_same_paths() -> None:
    """Its own leading path comes before that of the source."""
    url = "https://models.example/v1/a.zip?x=1"
    assert mirrored(url, "") == url
    assert mirrored(url, "https://mirror.example/m/") == "https://mirror.example/m/v1/a.zip?x=1"


def test_a_model_comes_through_a_mirror_and_a_broken_line(
    site: Site, tmp_path: Path, add: Add, shelf: Shelf
) -> None:
    """From URL to catalogue; nothing of the download stays."""
    package = tiny.argos(tmp_path / "p.argosmodel").read_bytes()
    site.files["/v1/en_de.argosmodel"] = package
    site.cut_after = [4_000_000]
    entry = add(
        "https://models.example/v1/en_de.argosmodel",
        mirror=site.url,
        sha256=hashlib.sha256(package).hexdigest(),
    )
    assert entry.name == "en_de"
    assert entry.source == "https://models.example/v1/en_de.argosmodel"
    assert site.asked == ["", "bytes=4000000-"]
    assert list(shelf.incoming.iterdir()) == []


def test_a_wrong_digest_is_refused_and_thrown_away(
    site: Site, tmp_path: Path, add: Add, shelf: Shelf
) -> None:
    """Neither listed nor kept for a next attempt."""
    site.files["/x.argosmodel"] = tiny.argos(tmp_path / "p.argosmodel").read_bytes()
    with pytest.raises(CorruptModel) as refused:
        add(f"{site.url}/x.argosmodel", sha256="0" * 64)
    assert refused.value.reason == "DIGEST_MISMATCH"
    assert shelf.entries() == ()
    assert list(shelf.incoming.iterdir()) == []


def test_of_two_who_fetch_one_url_the_second_is_told(
    site: Site, tmp_path: Path, add: Add, shelf: Shelf, progress: Silent
) -> None:
    """Two that write one part would make one file of two; afterwards it is free again."""
    url = f"{site.url}/en_de.argosmodel"
    site.files["/en_de.argosmodel"] = tiny.argos(tmp_path / "p.argosmodel").read_bytes()
    first = Download(url, shelf.incoming, max_bytes=1 << 30, progress=progress)
    with first.alone():
        part = first.run().read_bytes()
        with pytest.raises(Unavailable) as refused:
            add(url)
        assert refused.value.reason == "DOWNLOAD_RUNNING"
        assert first.path.read_bytes() == part
    assert add(url).name == "en_de"
    assert list(shelf.incoming.iterdir()) == []
