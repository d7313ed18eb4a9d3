"""What people may look up and change in the translation memory, and take in and out as files."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import IO

from parley.domain.audit import Action
from parley.domain.errors import Conflict, InvalidInput
from parley.domain.language import normalise_tag, primary, same_language
from parley.domain.memory import MemoryQuery, MemoryUnit, Suggestion, UnitOrigin
from parley.domain.message import Formality
from parley.domain.placeholders import placeholder
from parley.domain.ports import Clock, MemoryStore
from parley.flow.memory import template_of
from parley.flow.slots import read_back, slots_of, written
from parley.flow.suggest import Suggester
from parley.formats.kinds import FileFormat, MemoryWriter, read_memory
from parley.formats.record import Record, refused
from parley.text.normalise import memory_key

_PIECE_BYTES = 65_536
_BATCH = 1_000
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person gives of a unit; texts as in `flow.slots.written`."""

    source_language: str
    target_language: str
    source: str
    target: str
    formality: Formality | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many translations a file had, and how many of them were new.

    `unspoken` are languages of a glossary's that no model speaks at present.
    """

    read: int
    added: int
    unspoken: tuple[str, ...] = ()


class MemoryFlow:
    """The memory as its curators see it."""

    def __init__(self, *, store: MemoryStore, clock: Clock, suggester: Suggester) -> None:
        self._store = store
        self._clock = clock
        self._suggester = suggester

    async def units(self, query: MemoryQuery) -> list[MemoryUnit]:
        return await self._store.memory_units(query)

    async def unit(self, unit_id: int) -> MemoryUnit:
        """Raises NotFound: MEMORY_UNIT_NOT_FOUND."""
        return await self._store.memory_unit(unit_id)

    async def suggest(
        self, text: str, source_language: str, target_language: str
    ) -> list[Suggestion]:
        """As `Suggester.suggest`."""
        return await self._suggester.suggest(text, source_language, target_language)

    async def create(self, entry: Entry) -> MemoryUnit:
        """Add a unit, in the place of one with the same source and form of address.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE, SAME_LANGUAGE, EMPTY_TEXT, SLOTS_DIFFER.
        """
        unit = _unit(entry, UnitOrigin.WRITTEN, self._clock.now())
        await self._store.remember([unit], self._action(entry.author, "add_unit"))
        stored = await self._store.recall(
            unit.source, unit.source_language, unit.target_language, unit.formality
        )
        assert stored is not None
        return stored

    async def update(self, unit_id: int, etag: str, entry: Entry, why: str = "") -> MemoryUnit:
        """Change a unit's texts and form of address; its direction stays.

        Raises:
            InvalidInput: as `create`.
            NotFound: MEMORY_UNIT_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
            AlreadyExists: MEMORY_UNIT_EXISTS.
        """
        was = await self._store.memory_unit(unit_id)
        entry = replace(
            entry, source_language=was.source_language, target_language=was.target_language
        )
        made = _unit(entry, was.origin, was.created_at)
        unit = replace(made, unit_id=unit_id, message_id=was.message_id)
        action = self._action(entry.author, "change_unit", why)
        return await self._store.update_memory_unit(unit, version_of(etag), action)

    async def delete(self, unit_id: int, etag: str, author: str = "", why: str = "") -> None:
        """Raises NotFound: MEMORY_UNIT_NOT_FOUND, Conflict: ETAG_MISMATCH."""
        action = self._action(author, "delete_unit", why)
        await self._store.forget_memory_unit(unit_id, version_of(etag), action)

    async def take_in(self, file: IO[bytes], kind: FileFormat, author: str) -> Imported:
        """Add the translations of a file; one with an error adds none.

        Args:
            file: can be read twice.
            author: whom to name where the file names nobody.

        Raises:
            InvalidInput: UNSUPPORTED_FORMAT, INVALID_FILE, UNSAFE_FILE.
        """
        now = self._clock.now()
        read = await asyncio.to_thread(_count, _units(file, kind, author, now))
        units = _units(file, kind, author, now)
        added = 0
        while batch := await asyncio.to_thread(lambda: list(islice(units, _BATCH))):
            added += await self._store.remember(batch, self._action(author, "import_units"))
        return Imported(read, added)

    async def give_out(
        self, kind: FileFormat, source_language: str, target_language: str
    ) -> AsyncIterator[bytes]:
        """A file of the units of a direction, in pieces; empty languages match all.

        Raises:
            InvalidInput: UNSUPPORTED_FORMAT, DIRECTION_NEEDED.
        """
        writer = MemoryWriter(kind, primary(source_language), primary(target_language))
        yield writer.begin().encode()
        query = MemoryQuery(source_language, target_language, limit=_PAGE)
        while units := await self._store.memory_units(query):
            yield "".join(writer.write(_record(unit)) for unit in units).encode()
            query = replace(query, after_unit_id=units[-1].unit_id)
        yield writer.end().encode()

    def _action(self, author: str, verb: str, why: str = "") -> Action:
        return Action(author, verb, self._clock.now(), why)


def version_of(etag: str) -> int:
    """The version that an etag stands for.

    Raises:
        Conflict: ETAG_MISMATCH, for what is no etag of ours.
    """
    if not (etag.isascii() and etag.isdigit()):
        raise Conflict("ETAG_MISMATCH", "give the etag of the unit as it was read")
    return int(etag)


def _count(units: Iterator[MemoryUnit]) -> int:
    return sum(1 for _ in units)


def _units(file: IO[bytes], kind: FileFormat, author: str, now: datetime) -> Iterator[MemoryUnit]:
    file.seek(0)
    pieces = iter(partial(file.read, _PIECE_BYTES), b"")
    for record in read_memory(kind, pieces):
        entry = Entry(
            record.source_language,
            record.target_language,
            record.source,
            record.target,
            record.formality,
            record.author or author,
        )
        try:
            yield _unit(entry, UnitOrigin.IMPORT, record.created_at or now)
        except InvalidInput as error:
            raise refused("INVALID_FILE", error.message, record.line) from None


def _unit(entry: Entry, origin: UnitOrigin, at: datetime) -> MemoryUnit:
    source_language = normalise_tag(entry.source_language, "source_language")
    target_language = normalise_tag(entry.target_language, "target_language")
    if same_language(source_language, target_language):
        raise InvalidInput(
            "SAME_LANGUAGE", "source and target are one language", field="target_language"
        )
    for text, field in ((entry.source, "source_text"), (entry.target, "target_text")):
        if not text.strip():
            raise InvalidInput("EMPTY_TEXT", "there is no text", field=field)
    source, target = _template(read_back(entry.source), read_back(entry.target))
    return MemoryUnit(
        source_language=primary(source_language),
        target_language=primary(target_language),
        formality=entry.formality,
        source=source,
        target=target,
        message_id=None,
        created_at=at,
        origin=origin,
        author=entry.author,
    )


def _template(source: str, target: str) -> tuple[str, str]:
    """Key and target; slots that a person wrote are numbered in the order of the source."""
    slots = slots_of(source)
    if set(slots_of(target)) - set(slots):
        raise InvalidInput(
            "SLOTS_DIFFER",
            "the translation has a slot that its source has not",
            field="target_text",
        )
    if not slots:
        return template_of(source, target)
    numbered = {ord(slot): placeholder(number) for number, slot in enumerate(slots)}
    return memory_key(source).translate(numbered), target.translate(numbered)


def _record(unit: MemoryUnit) -> Record:
    return Record(
        source_language=unit.source_language,
        target_language=unit.target_language,
        source=written(unit.source),
        target=written(unit.target),
        formality=unit.formality,
        author=unit.author,
        created_at=unit.created_at,
        record_id=f"u{unit.unit_id}",
    )
