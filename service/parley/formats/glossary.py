"""Glossaries as TBX-Basic and CSV."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parley.formats import table
from parley.formats.kinds import FileFormat, unsupported
from parley.formats.record import refused
from parley.formats.xml import Element, elements, xml_attribute, xml_text

_REQUIRED = ("source_language", "target_language", "source", "target")
_COLUMNS = (
    *_REQUIRED,
    "variants",
    "target_variants",
    "do_not_translate",
    "case_sensitive",
    "channel",
    "note",
)
_BETWEEN_VARIANTS = "|"
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0", "")
# ISO 30042:2008 as TBX-Basic, which every tool reads; files of 2019 (TBX 3) are read as well.
_TBX_BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
    '<martif type="TBX-Basic" xml:lang="en">\n<martifHeader><fileDesc><sourceDesc>'
    "<p>Parley</p></sourceDesc></fileDesc></martifHeader>\n<text><body>\n"
)
_TBX_END = "</body></text>\n</martif>\n"
_FLAGS = ("x-doNotTranslate", "x-caseSensitive")
_CHANNEL = "x-channel"


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A term as a file has it; `line` is where."""

    source_language: str
    target_language: str
    source: str
    target: str
    variants: tuple[str, ...] = ()
    target_variants: tuple[str, ...] = ()
    do_not_translate: bool = False
    case_sensitive: bool = False
    note: str = ""
    channel: str = ""
    record_id: str = ""
    line: int = 0


def read_glossary(kind: FileFormat, chunks: Iterable[bytes]) -> Iterator[TermRecord]:
    """The terms in a file.

    Raises:
        InvalidInput: UNSUPPORTED_FORMAT, INVALID_FILE, UNSAFE_FILE.
    """
    if kind is FileFormat.TBX:
        return _read_tbx(chunks)
    if kind is FileFormat.CSV:
        return _read_csv(chunks)
    raise unsupported(kind)


class GlossaryWriter:
    """Writes a file of terms, piece by piece."""

    def __init__(self, kind: FileFormat) -> None:
        """Raises InvalidInput: UNSUPPORTED_FORMAT."""
        if kind not in (FileFormat.TBX, FileFormat.CSV):
            raise unsupported(kind)
        self._tbx = kind is FileFormat.TBX

    def begin(self) -> str:
        """What comes before the terms."""
        return _TBX_BEGIN if self._tbx else table.row(_COLUMNS)

    def write(self, record: TermRecord) -> str:
        """One term."""
        return _tbx(record) if self._tbx else _row(record)

    def end(self) -> str:
        """What comes after the terms."""
        return _TBX_END if self._tbx else ""


def _row(record: TermRecord) -> str:
    return table.row(
        (
            record.source_language,
            record.target_language,
            record.source,
            record.target,
            _BETWEEN_VARIANTS.join(record.variants),
            _BETWEEN_VARIANTS.join(record.target_variants),
            "true" if record.do_not_translate else "",
            "true" if record.case_sensitive else "",
            record.channel,
            record.note,
        )
    )


def _read_csv(chunks: Iterable[bytes]) -> Iterator[TermRecord]:
    for line, values in table.rows(chunks, _REQUIRED):
        yield TermRecord(
            source_language=values["source_language"],
            target_language=values["target_language"],
            source=values["source"],
            target=values["target"],
            variants=_variants(values.get("variants", "")),
            target_variants=_variants(values.get("target_variants", "")),
            do_not_translate=_truth(values.get("do_not_translate", ""), line),
            case_sensitive=_truth(values.get("case_sensitive", ""), line),
            note=values.get("note", ""),
            channel=values.get("channel", ""),
            line=line,
        )


def _variants(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(_BETWEEN_VARIANTS) if part.strip())


def _truth(text: str, line: int) -> bool:
    value = text.strip().lower()
    if value not in (*_TRUE, *_FALSE):
        raise refused("INVALID_FILE", "yes or no, true or false", line)
    return value in _TRUE


def _tbx(record: TermRecord) -> str:
    described = [
        (kind, "true")
        for kind, holds in zip(
            _FLAGS, (record.do_not_translate, record.case_sensitive), strict=True
        )
        if holds
    ]
    if record.channel:
        described.append((_CHANNEL, record.channel))
    head = "".join(f'<descrip type="{kind}">{xml_text(text)}</descrip>' for kind, text in described)
    if record.note:
        head += f"<note>{xml_text(record.note)}</note>"
    languages = [(record.source_language, (record.source, *record.variants))]
    if record.target_language and record.target:
        languages.append((record.target_language, (record.target, *record.target_variants)))
    sets = "".join(
        f"<langSet xml:lang={xml_attribute(language)}>{''.join(map(_tig, terms))}</langSet>"
        for language, terms in languages
    )
    identity = f" id={xml_attribute(record.record_id)}" if record.record_id else ""
    return f"<termEntry{identity}>{head}{sets}</termEntry>\n"


def _tig(term: str) -> str:
    return f"<tig><term>{xml_text(term)}</term></tig>"


def _read_tbx(chunks: Iterable[bytes]) -> Iterator[TermRecord]:
    for entry in elements(chunks, ("martif", "tbx"), "termEntry", "conceptEntry"):
        described = {
            part.attributes.get("type", ""): part.text() for part in entry.children("descrip")
        }
        do_not_translate, case_sensitive = (
            _truth(described.get(kind, ""), entry.line) for kind in _FLAGS
        )
        languages = [
            (part.attributes.get("lang", ""), _terms(part))
            for part in entry.children("langSet", "langSec")
        ]
        if not languages or not all(language and terms for language, terms in languages):
            raise refused("INVALID_FILE", "an entry without a language or a term", entry.line)
        (source_language, sources), *others = languages
        for target_language, targets in others or [("", [""])]:
            yield TermRecord(
                source_language=source_language,
                target_language=target_language,
                source=sources[0],
                target=targets[0],
                variants=tuple(sources[1:]),
                target_variants=tuple(targets[1:]),
                do_not_translate=do_not_translate,
                case_sensitive=case_sensitive,
                note="\n".join(part.text() for part in entry.children("note")),
                channel=described.get(_CHANNEL, ""),
                record_id=entry.attributes.get("id", ""),
                line=entry.line,
            )


def _terms(language: Element) -> list[str]:
    return [term.text().strip() for term in language.all("term") if term.text().strip()]
