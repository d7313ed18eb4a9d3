"""XLIFF 2.0 and 2.1 (OASIS): one direction a file, one unit a record."""

from collections.abc import Iterable, Iterator

import regex

from parley.formats.record import Record, formality_from, refused
from parley.formats.xml import Element, elements, xml_attribute, xml_text

_CONTROL = regex.compile(r"([\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff])")
_VERSIONS = ("2.0", "2.1", "2.2")
# XLIFF 1 calls its units otherwise: unless they are looked at, such a file seems to hold nothing.
_UNITS = ("unit", "trans-unit")

END = "</file>\n</xliff>\n"


def begin(source_language: str, target_language: str) -> str:
    """The head of a file in one direction."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"'
        f" srcLang={xml_attribute(source_language)} trgLang={xml_attribute(target_language)}>\n"
        '<file id="f1">\n'
    )


def write(record: Record, number: int) -> str:
    """One `<unit>`; `number` makes an id where the record has none."""
    notes = [
        (category, text)
        for category, text in (
            ("formality", record.formality.value if record.formality else ""),
            ("author", record.author),
            ("note", record.note),
            ("etag", record.etag),
        )
        if text
    ]
    noted = "".join(
        f'<note category="{category}">{xml_text(text)}</note>' for category, text in notes
    )
    return (
        f"<unit id={xml_attribute(record.record_id or f'u{number}')}>"
        + (f"<notes>{noted}</notes>" if noted else "")
        + f'<segment state="{record.state}">'
        f'<source xml:space="preserve">{_inline(record.source)}</source>'
        f'<target xml:space="preserve">{_inline(record.target)}</target></segment></unit>\n'
    )


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The segments of a file that have a target.

    Raises:
        InvalidInput: INVALID_FILE, UNSAFE_FILE.
    """
    for unit in elements(chunks, ("xliff",), *_UNITS):
        root = unit.parents[0].attributes
        if root.get("version") not in _VERSIONS:
            raise refused("INVALID_FILE", "XLIFF 2 is read, this is another version", 1)
        if not root.get("srcLang") or not root.get("trgLang"):
            raise refused("INVALID_FILE", "srcLang and trgLang are needed", 1)
        notes = {n.attributes.get("category", "note"): n.text() for n in unit.all("note")}
        for segment in unit.children("segment"):
            sources, targets = segment.children("source"), segment.children("target")
            if len(sources) != 1:
                raise refused("INVALID_FILE", "a <segment> has one <source>", segment.line)
            if not targets:
                continue
            yield Record(
                source_language=root["srcLang"],
                target_language=root["trgLang"],
                source=_plain(sources[0]),
                target=_plain(targets[0]),
                formality=formality_from(notes.get("formality", ""), unit.line),
                author=notes.get("author", ""),
                record_id=unit.attributes.get("id", ""),
                note=notes.get("note", ""),
                state=segment.attributes.get("state", "initial"),
                etag=notes.get("etag", ""),
                line=segment.line,
            )


def _inline(text: str) -> str:
    parts = _CONTROL.split(text)
    parts[1::2] = [f'<cp hex="{ord(part):04X}"/>' for part in parts[1::2]]
    parts[::2] = [xml_text(part) for part in parts[::2]]
    return "".join(parts)


def _plain(element: Element) -> str:
    """The text of a source or target; inline codes stand for what they are equivalent to."""
    parts: list[str] = []
    for part in element.content:
        if isinstance(part, str):
            parts.append(part)
        elif part.tag == "cp":
            parts.append(_character(part))
        elif part.tag in ("pc", "mrk"):
            parts.append(_plain(part))
        else:
            parts.append(part.attributes.get("equiv", part.attributes.get("disp", "")))
    return "".join(parts)


def _character(cp: Element) -> str:
    try:
        character = chr(int(cp.attributes.get("hex", ""), 16))
        # Half of a surrogate pair is a number that no text can hold.
        character.encode()
    except (ValueError, OverflowError):
        raise refused("INVALID_FILE", "a <cp> without a code point", cp.line) from None
    return character
