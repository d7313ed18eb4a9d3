"""TMX 1.4b (LISA OSCAR, 2005): one translation unit a record."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import regex

from parley.domain.language import same_language
from parley.formats.record import Record, formality_from, refused
from parley.formats.xml import Element, elements, xml_attribute, xml_text

_SLOT = regex.compile(r"(\{\d{1,2}\})")
_DATE = "%Y%m%dT%H%M%SZ"
_ANY_LANGUAGE = "*all*"

BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<tmx version="1.4">\n'
    '<header creationtool="parley" creationtoolversion="1" segtype="block" o-tmf="parley"'
    ' adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'
)
END = "</body>\n</tmx>\n"


def write(record: Record) -> str:
    """One `<tu>`; a slot is a `<ph>`, as the standard has it for what is not translated."""
    attributes = f" srclang={xml_attribute(record.source_language)}"
    if record.record_id:
        attributes += f" tuid={xml_attribute(record.record_id)}"
    if record.created_at is not None:
        attributes += f' creationdate="{record.created_at.astimezone(UTC).strftime(_DATE)}"'
    if record.author:
        attributes += f" creationid={xml_attribute(record.author)}"
    extra = ""
    if record.note:
        extra += f"<note>{xml_text(record.note)}</note>"
    if record.formality is not None:
        extra += f'<prop type="x-formality">{record.formality.value}</prop>'
    return (
        f"<tu{attributes}>{extra}"
        f"{_tuv(record.source_language, record.source)}"
        f"{_tuv(record.target_language, record.target)}</tu>\n"
    )


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of a file; a unit in three languages is two of them.

    Raises:
        InvalidInput: INVALID_FILE, UNSAFE_FILE.
    """
    default = _ANY_LANGUAGE
    for element in elements(chunks, ("tmx",), "header", "tu"):
        if element.tag == "header":
            default = element.attributes.get("srclang", default)
        else:
            yield from _records(element, default)


def _tuv(language: str, text: str) -> str:
    parts = _SLOT.split(text)
    for index in range(1, len(parts), 2):
        parts[index] = f'<ph x="{parts[index][1:-1]}">{parts[index]}</ph>'
    parts[::2] = [xml_text(part) for part in parts[::2]]
    return f"<tuv xml:lang={xml_attribute(language)}><seg>{''.join(parts)}</seg></tuv>"


def _records(unit: Element, default: str) -> Iterator[Record]:
    variants = [(tuv.attributes.get("lang", ""), tuv) for tuv in unit.children("tuv")]
    if any(not language for language, _ in variants):
        raise refused("INVALID_FILE", "a <tuv> has no language", unit.line)
    if len(variants) < 2:
        return
    language = unit.attributes.get("srclang", default)
    source = next(
        (v for v in variants if language != _ANY_LANGUAGE and same_language(v[0], language)),
        variants[0],
    )
    props = {prop.attributes.get("type", ""): prop.text() for prop in unit.children("prop")}
    for variant in variants:
        if variant is source:
            continue
        yield Record(
            source_language=source[0],
            target_language=variant[0],
            source=_segment(source[1]),
            target=_segment(variant[1]),
            formality=formality_from(props.get("x-formality", ""), unit.line),
            author=unit.attributes.get("creationid", ""),
            created_at=_moment(unit.attributes.get("creationdate", "")),
            record_id=unit.attributes.get("tuid", ""),
            note="\n".join(note.text() for note in unit.children("note")),
            line=unit.line,
        )


def _segment(variant: Element) -> str:
    segments = variant.children("seg")
    if len(segments) != 1:
        raise refused("INVALID_FILE", "a <tuv> has one <seg>", variant.line)
    return segments[0].text()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _DATE).replace(tzinfo=UTC)
    except ValueError:
        return None
