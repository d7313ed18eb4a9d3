"""Glossaries to files and back, by our own readers and by the translate-toolkit's."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from translate.storage.tbx import tbxfile

from parley.domain.errors import InvalidInput
from parley.formats.glossary import GlossaryWriter, TermRecord, read_glossary
from parley.formats.kinds import FileFormat

TERMS = [
    TermRecord("de", "en", "Konto", "account", ("Konten",), ("accounts",), note="not: bill & co"),
    TermRecord("de", "en", "Gerät", "device", case_sensitive=True, channel="chat"),
    TermRecord("de", "", "Parley Plus", "", do_not_translate=True),
]


def file_of(kind: FileFormat, terms: Iterable[TermRecord]) -> bytes:
    writer = GlossaryWriter(kind)
    return "".join((writer.begin(), *map(writer.write, terms), writer.end())).encode()


def read(kind: FileFormat, content: bytes) -> list[TermRecord]:
    return [replace(term, line=0, record_id="") for term in read_glossary(kind, [content])]


@pytest.mark.parametrize("kind", [FileFormat.TBX, FileFormat.CSV])
def test_terms_come_back_as_they_were_written(kind: FileFormat) -> None:
    """Variants, notes, channels and what is not translated."""
    assert read(kind, file_of(kind, TERMS)) == TERMS


def test_the_toolkit_reads_our_tbx() -> None:
    """Source and target of each term."""
    units = tbxfile.parsestring(file_of(FileFormat.TBX, TERMS[:2])).units
    assert [(u.source, u.target) for u in units] == [("Konto", "account"), ("Gerät", "device")]


def test_we_read_the_toolkits_tbx() -> None:
    """A file that it made, and one of ours that it wrote again."""
    made = tbxfile(sourcelanguage="de", targetlanguage="en")
    unit = made.addsourceunit("Rückgabe & Tausch")
    unit.target = "return & exchange"
    (term,) = read(FileFormat.TBX, bytes(made))
    assert (term.source, term.target) == ("Rückgabe & Tausch", "return & exchange")
    again = bytes(tbxfile.parsestring(file_of(FileFormat.TBX, TERMS)))
    assert read(FileFormat.TBX, again) == TERMS


def test_a_file_of_the_2019_standard_is_read() -> None:
    """TBX 3 has other names for the same."""
    content = b"""<tbx type="TBX-Core" style="dca" xml:lang="en"
    xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry id="c1">
    <langSec xml:lang="fr"><termSec><term>colis</term></termSec></langSec>
    <langSec xml:lang="en"><termSec><term>parcel</term></termSec>
    <termSec><term>package</term></termSec></langSec></conceptEntry></body></text></tbx>"""
    (term,) = read(FileFormat.TBX, content)
    assert (term.source, term.target, term.target_variants) == ("colis", "parcel", ("package",))


@pytest.mark.parametrize(
    ("kind", "content", "line"),
    [
        (FileFormat.TBX, b"<tmx/>", "1"),
        (FileFormat.TBX, b"<martif>\n<termEntry/></martif>", "2"),
        (FileFormat.CSV, b"source_language,target_language,source\r\n", "1"),
        (
            FileFormat.CSV,
            b"source_language,target_language,source,target,case_sensitive\r\nde,en,a,b,maybe\r\n",
            "2",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_line(kind: FileFormat, content: bytes, line: str) -> None:
    """Another format, an entry without terms, a missing column, a flag that is neither."""
    with pytest.raises(InvalidInput) as refused:
        read(kind, content)
    assert refused.value.metadata["line"] == line
