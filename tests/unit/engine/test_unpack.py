"""Archives that want more than to be unpacked."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from parley.domain.errors import CorruptModel
from parley.engine.acquire.unpack import require_archive, unpack
from support import tiny
from unit.engine.conftest import Add

LIMIT = 200 << 20


def zipped(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    return path


def refusal(archive: Path, limit: int = LIMIT) -> str:
    with pytest.raises(CorruptModel) as refused:
        unpack(archive, archive.parent / "out", limit)
    return refused.value.reason


@pytest.mark.parametrize("suffix", ["zip", "tar.gz"])
def test_files_come_out_as_they_went_in(tmp_path: Path, suffix: str) -> None:
    """Folders and contents, of either kind."""
    inside = tmp_path / "a"
    (inside / "b").mkdir(parents=True)
    (inside / "b" / "c.txt").write_bytes(b"content")
    archive = tmp_path / f"x.{suffix}"
    if suffix == "zip":
        zipped(archive, {"a/b/c.txt": b"content"})
    else:
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(inside, "a")
    unpack(archive, tmp_path / "out", LIMIT)
    assert (tmp_path / "out" / "a" / "b" / "c.txt").read_bytes() == b"content"


@pytest.mark.parametrize(
    "name", ["../outside", "a/../../outside", "/outside", "..\\outside", "C:/outside"]
)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    """In zip and tar, in the spelling of every system; nothing is written there."""
    assert refusal(zipped(tmp_path / "x.zip", {name: b"x"})) == "UNSAFE_ARCHIVE"
    (tmp_path / "out").rmdir()
    assert refusal(tarred(tmp_path / "x.tar.gz", tarfile.TarInfo(name))) == "UNSAFE_ARCHIVE"
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes) -> None:
    """A link may point anywhere, now or later."""
    member = tarfile.TarInfo("model.bin")
    member.type, member.linkname = kind, "/etc/passwd"
    assert refusal(tarred(tmp_path / "x.tar.gz", member)) == "UNSAFE_ARCHIVE"


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    """Zip keeps it in the upper bits of its attributes."""
    link = zipfile.ZipInfo("model.bin")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "x.zip") == "UNSAFE_ARCHIVE"


def test_a_bomb_is_put_out(tmp_path: Path) -> None:
    """100 MB of nothing in 100 kB: refused by what comes out, whatever the headers say."""
    bomb = zipped(tmp_path / "x.zip", {f"{i}": bytes(25 << 20) for i in range(4)})
    assert bomb.stat().st_size < 150_000
    assert refusal(bomb) == "ARCHIVE_TOO_LARGE"


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    """Small as it may be."""
    assert refusal(zipped(tmp_path / "x.zip", {"a": bytes(2000)}), 1000) == "ARCHIVE_TOO_LARGE"


def test_a_cut_or_altered_archive_is_damaged(tmp_path: Path) -> None:
    """A checksum that does not fit, or an end that is missing."""
    archive = zipped(tmp_path / "x.zip", {"a": b"content" * 9}, zipfile.ZIP_STORED)
    archive.write_bytes(archive.read_bytes().replace(b"contentcontent", b"contentCONTENT", 1))
    assert refusal(archive) == "ARCHIVE_DAMAGED"
    (tmp_path / "out" / "a").unlink(missing_ok=True)
    (tmp_path / "out").rmdir()
    with tarfile.open(tmp_path / "y.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("a")
        member.size = 300_000
        tar.addfile(member, io.BytesIO(bytes(range(250)) * 1200))
    cut = tmp_path / "y.tar.gz"
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    assert refusal(cut) == "ARCHIVE_DAMAGED"


@pytest.mark.parametrize("kept", [0, 4, 500, -1])
def test_a_package_that_was_cut_short_is_called_damaged(
    tmp_path: Path, add: Add, kept: int
) -> None:
    """A zip's directory is at its end: without it there is still a beginning."""
    package = tiny.argos(tmp_path / "en_de.argosmodel")
    package.write_bytes(package.read_bytes()[:kept])
    with pytest.raises(CorruptModel) as refused:
        add(package)
    assert refused.value.reason == "ARCHIVE_DAMAGED"
    assert "en_de.argosmodel" in refused.value.message


def test_a_file_that_is_no_archive_is_not_called_damaged(tmp_path: Path, add: Add) -> None:
    """It may be whole, and something else."""
    (tmp_path / "notes.txt").write_text("PK is not all of it")
    with pytest.raises(CorruptModel) as refused:
        add(tmp_path / "notes.txt")
    assert refused.value.reason == "FORMAT_UNSUPPORTED"


def test_an_unsafe_package_is_not_added(tmp_path: Path, add: Add) -> None:
    """The refusal reaches whoever adds, and says what was found."""
    with pytest.raises(CorruptModel) as refused:
        add(zipped(tmp_path / "en_de.argosmodel", {"../metadata.json": b"{}"}))
    assert refused.value.reason == "UNSAFE_ARCHIVE"
    assert "../metadata.json" in refused.value.message


def tar_with_header(path: Path, kind: bytes, content: bytes, size: int) -> Path:
    """A tar file with one header of a kind, which declares a size, and a file after it."""
    head = tarfile.TarInfo("head")
    head.type, head.size = kind, size
    with gzip.open(path, "wb") as file:
        file.write(head.tobuf(tarfile.GNU_FORMAT))
        file.write(content + bytes(-len(content) % tarfile.BLOCKSIZE))
        file.write(tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT) + bytes(2 * tarfile.BLOCKSIZE))
    return path


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
    ],
)
def test_a_header_that_fills_the_memory_is_refused(tmp_path: Path, kind: bytes) -> None:
    """Before it is read, and already where it is asked whether this is an archive."""
    size = (1 << 20) + 1
    archive = tar_with_header(tmp_path / "x.tar.gz", kind, bytes(size), size)
    assert refusal(archive) == "UNSAFE_ARCHIVE"
    with pytest.raises(CorruptModel) as refused:
        require_archive(archive)
    assert refused.value.reason == "UNSAFE_ARCHIVE"


def test_many_long_headers_are_refused_as_one_longer(tmp_path: Path) -> None:
    """Each under the limit, one after the other: they are all held at once."""
    head = tarfile.TarInfo("head")
    head.type, head.size = tarfile.GNUTYPE_LONGNAME, 1 << 20
    with gzip.open(tmp_path / "x.tar.gz", "wb") as file:
        for _ in range(20):
            file.write(head.tobuf(tarfile.GNU_FORMAT) + b"a" * head.size)
        file.write(tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT))
    with pytest.raises(CorruptModel) as refused:
        require_archive(tmp_path / "x.tar.gz")
    assert refused.value.reason == "UNSAFE_ARCHIVE"


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_negative_size_is_refused(tmp_path: Path, kind: bytes) -> None:
    """To read so many bytes would be to read all that is left."""
    archive = tar_with_header(tmp_path / "x.tar.gz", kind, b"", -512)
    assert refusal(archive) == "UNSAFE_ARCHIVE"


def test_a_sparse_file_is_refused(tmp_path: Path) -> None:
    """In GNU's old header, and in the newer one whose list of holes stands before the file."""
    old = tar_with_header(tmp_path / "old.tar.gz", tarfile.GNUTYPE_SPARSE, b"", 0)
    assert refusal(old) == "UNSAFE_ARCHIVE"
    (tmp_path / "out").rmdir()
    records = b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"
    new = tar_with_header(tmp_path / "new.tar.gz", tarfile.XHDTYPE, records, len(records))
    assert refusal(new) == "UNSAFE_ARCHIVE"


def test_headers_without_end_are_damage(tmp_path: Path) -> None:
    """A thousand names for one file."""
    head = tarfile.TarInfo("head")
    head.type, head.size = tarfile.GNUTYPE_LONGNAME, 1
    with gzip.open(tmp_path / "x.tar.gz", "wb") as file:
        file.write((head.tobuf(tarfile.GNU_FORMAT) + b"a" + bytes(511)) * 2_000)
    with pytest.raises(CorruptModel) as refused:
        require_archive(tmp_path / "x.tar.gz")
    assert refused.value.reason == "ARCHIVE_DAMAGED"


def test_a_long_name_is_kept(tmp_path: Path) -> None:
    """Of 200 characters, in either format."""
    for number, kind in enumerate((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)):
        archive = tmp_path / f"{number}.tar.gz"
        with tarfile.open(archive, "w:gz", format=kind) as tar:
            tar.addfile(tarfile.TarInfo("n" * 200))
        require_archive(archive)
        unpack(archive, tmp_path / f"out{number}", LIMIT)
        assert (tmp_path / f"out{number}" / ("n" * 200)).is_file()
