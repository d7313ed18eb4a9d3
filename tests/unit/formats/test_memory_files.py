"""Translations to files and back, by our own readers and by the translate-toolkit's."""

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from parley.domain.errors import InvalidInput
from parley.domain.message import Formality
from parley.formats.kinds import FileFormat, MemoryWriter, read_memory
from parley.formats.record import Record
from support.build import NOW

RECORDS = [
    Record("de", "en", "Wo ist {1}?", "Where is {1}?", Formality.FORMAL, "rita"),
    Record("de", "en", ' <b>"A" & B</b>,\nzwei 😀 ', "<b>'A' & B</b>,\ntwo 😀", note="x < y"),
    Record("de", "en", "a;b,c\td", "=1+1", Formality.INFORMAL),
]
MEMORY_FORMATS = (FileFormat.TMX, FileFormat.XLIFF, FileFormat.CSV)
# What XML 1.0 can hold, but for a lone "\r", which parsers may give as "\n" after another tool.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)


def file_of(kind: FileFormat, records: Iterable[Record]) -> bytes:
    writer = MemoryWriter(kind, "de", "en")
    return "".join((writer.begin(), *map(writer.write, records), writer.end())).encode()


def read(kind: FileFormat, content: bytes, piece: int = 7) -> list[Record]:
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]
    return [replace(record, line=0, record_id="") for record in read_memory(kind, pieces)]


@pytest.mark.parametrize("kind", MEMORY_FORMATS)
def test_records_come_back_as_they_were_written(kind: FileFormat) -> None:
    """Slots, markup, line breaks, emoji, forms of address and authors."""
    assert read(kind, file_of(kind, RECORDS)) == RECORDS


@given(kind=st.sampled_from(MEMORY_FORMATS), source=TEXTS, target=TEXTS)
def test_any_text_comes_back(kind: FileFormat, source: str, target: str) -> None:
    """Character by character."""
    (back,) = read(kind, file_of(kind, [Record("de", "en", source, target)]), piece=4096)
    assert (back.source, back.target) == (source, target)


def test_control_characters_survive_xliff() -> None:
    """The one format that can write them."""
    record = Record("de", "en", "a\x01b", "c\x1fd")
    assert read(FileFormat.XLIFF, file_of(FileFormat.XLIFF, [record])) == [record]


def test_times_survive_tmx_and_csv() -> None:
    """To the second in TMX, whose dates have no more."""
    record = replace(RECORDS[0], created_at=NOW.replace(microsecond=0))
    for kind in (FileFormat.TMX, FileFormat.CSV):
        assert read(kind, file_of(kind, [record])) == [record]


def test_the_toolkit_reads_our_tmx() -> None:
    """Every text, and the slot's content."""
    units = tmxfile.parsestring(file_of(FileFormat.TMX, RECORDS)).units
    assert [(u.source, u.target) for u in units] == [(r.source, r.target) for r in RECORDS]


def test_we_read_the_toolkits_tmx() -> None:
    """A file that it made, and one of ours that it wrote again."""
    made = tmxfile(sourcelanguage="de", targetlanguage="en")
    made.addtranslation("Wo ist <es> & wer?", "de", "Where is <it> & who?", "en")
    output = BytesIO()
    made.serialize(output)
    (record,) = read(FileFormat.TMX, output.getvalue())
    assert (record.source, record.target) == ("Wo ist <es> & wer?", "Where is <it> & who?")
    again = bytes(tmxfile.parsestring(file_of(FileFormat.TMX, RECORDS)))
    assert read(FileFormat.TMX, again) == RECORDS


def test_the_toolkit_reads_our_xliff() -> None:
    """Every text of every unit."""
    units = Xliff2File.parsestring(file_of(FileFormat.XLIFF, RECORDS)).units
    assert [(u.source, u.target) for u in units] == [(r.source, r.target) for r in RECORDS]


def test_we_read_the_toolkits_xliff() -> None:
    """A file that it made, and one of ours that it wrote again."""
    made = Xliff2File(sourcelanguage="de", targetlanguage="en")
    unit = made.addsourceunit("Wo ist <es> & wer?")
    unit.target = "Where is <it> & who?"
    (record,) = read(FileFormat.XLIFF, bytes(made))
    assert (record.source, record.target) == ("Wo ist <es> & wer?", "Where is <it> & who?")
    again = bytes(Xliff2File.parsestring(file_of(FileFormat.XLIFF, RECORDS)))
    assert read(FileFormat.XLIFF, again) == RECORDS


def test_a_tmx_unit_in_three_languages_is_two_translations() -> None:
    """From the file's source language into each other one, inline codes as their text."""
    content = b"""<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
    <tmx version="1.4"><header srclang="en-US"/><body><tu>
    <tuv xml:lang="de"><seg>Hallo <bpt i="1">[</bpt>du<ept i="1">]</ept></seg></tuv>
    <tuv xml:lang="en-US"><seg>Hello <bpt i="1">[</bpt>you<ept i="1">]</ept></seg></tuv>
    <tuv xml:lang="fr"><seg>Salut</seg></tuv></tu></body></tmx>"""
    records = read(FileFormat.TMX, content)
    assert [(r.source_language, r.target_language) for r in records] == [
        ("en-US", "de"),
        ("en-US", "fr"),
    ]
    assert records[0].source == "Hello [you]"


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;">]><tmx><body/></tmx>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<tmx><body><tu><tuv xml:lang="de"><seg>&x;</seg></tuv></tu></body></tmx>"""
UNKNOWN_ENTITY = b"""<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx><body><tu><tuv xml:lang="de"><seg>a&x;</seg></tuv></tu></body></tmx>"""
HEADER = b"source_language,target_language,source,target\r\n"
XLIFF_1 = b"""<xliff version="1.2"><file source-language="de" target-language="en"><body>
<trans-unit id="1"><source>a</source><target>b</target></trans-unit></body></file></xliff>"""
HALF_A_PAIR = b"""<xliff version="2.0" srcLang="de" trgLang="en"><file id="f"><unit id="u"><segment>
<source>a<cp hex="D800"/></source><target>b</target></segment></unit></file></xliff>"""
DEEP = b"<tmx>" + b"<a>" * 100
HUGE = b"<tmx><body><tu>" + b"x" * 1_000_001


@pytest.mark.parametrize(
    ("kind", "content", "reason", "line"),
    [
        (FileFormat.TMX, LAUGHS, "UNSAFE_FILE", "1"),
        (FileFormat.TMX, OUTSIDE, "UNSAFE_FILE", "1"),
        (FileFormat.TMX, UNKNOWN_ENTITY, "UNSAFE_FILE", "2"),
        (FileFormat.TMX, DEEP, "UNSAFE_FILE", "1"),
        (FileFormat.TMX, HUGE, "UNSAFE_FILE", "1"),
        (FileFormat.TMX, b"<tmx>\n<body>\n</tmx>", "INVALID_FILE", "3"),
        (FileFormat.TMX, b"", "INVALID_FILE", "1"),
        (FileFormat.TMX, b"<xliff/>", "INVALID_FILE", "1"),
        (FileFormat.TMX, b"<tmx>\n<tu><tuv/></tu></tmx>", "INVALID_FILE", "2"),
        (FileFormat.XLIFF, b'<xliff version="1.2"><unit/></xliff>', "INVALID_FILE", "1"),
        (FileFormat.XLIFF, XLIFF_1, "INVALID_FILE", "1"),
        (FileFormat.XLIFF, HALF_A_PAIR, "INVALID_FILE", "2"),
        (FileFormat.CSV, b"source,target\r\n", "INVALID_FILE", "1"),
        (FileFormat.CSV, HEADER + b"\xff\xff", "INVALID_FILE", "2"),
        (FileFormat.CSV, HEADER + b"de,en,a\r\n", "INVALID_FILE", "2"),
        (FileFormat.CSV, HEADER + b'de,en,"a\r\n', "INVALID_FILE", "2"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    kind: FileFormat, content: bytes, reason: str, line: str
) -> None:
    """Entities, depth, size, broken syntax, other formats, missing parts."""
    with pytest.raises(InvalidInput) as refused:
        read(kind, content, piece=10_000)
    assert refused.value.reason == reason
    assert refused.value.metadata["line"] == line


def test_a_file_is_read_as_it_comes() -> None:
    """The first records are there before the rest is."""
    content = file_of(FileFormat.TMX, RECORDS * 1000)

    def pieces() -> Iterable[bytes]:
        yield content[:2000]
        raise AssertionError("read on before the first record was taken")

    assert next(read_memory(FileFormat.TMX, pieces())).source == "Wo ist {1}?"
