"""The glossary at work, and as its curators see it.

A term that is not translated is masked like a value, and copied. Any other term is looked for in
the translation, and its absence flagged, never forced: article, case and agreement around a word
put in from outside would be wrong more often than the word.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import IO

from parley.domain.audit import Action
from parley.domain.errors import InvalidInput
from parley.domain.glossary import GlossaryTerm
from parley.domain.language import normalise_tag, primary, same_language
from parley.domain.ports import Clock
from parley.domain.ports.glossary import GlossaryStore
from parley.flow.curate import Imported, version_of
from parley.formats.glossary import GlossaryWriter, TermRecord, read_glossary
from parley.formats.kinds import FileFormat
from parley.formats.record import refused
from parley.text.terms import TermIndex

# Other processes change the glossary, too.
_LOOK_AGAIN_S = 1.0
_PIECE_BYTES = 65_536
_LONGEST_TERM_CHARACTERS = 200


class Glossary:
    """The terms in force, kept in memory and in step with the store."""

    def __init__(self, store: GlossaryStore) -> None:
        self._store = store
        self._revision: str | None = None
        self._looked_at = float("-inf")
        self._changes = 0
        self._reading = asyncio.Lock()
        self._terms: list[GlossaryTerm] = []
        self._indices: dict[tuple[str, str, str], TermIndex[GlossaryTerm]] = {}

    async def terms_in(
        self, text: str, source_language: str, target_language: str, channel: str
    ) -> tuple[GlossaryTerm, ...]:
        """The terms of a direction and channel that stand in a text, each once."""
        await self._refresh()
        if not self._terms:
            return ()
        key = primary(source_language), primary(target_language), channel
        index = self._indices.get(key)
        if index is None:
            index = self._indices[key] = _index(self._terms, *key)
        return tuple(dict.fromkeys(found.what for found in index.find(text)))

    def changed(self) -> None:
        """Look again at once."""
        self._changes += 1
        self._looked_at = float("-inf")

    async def _refresh(self) -> None:
        if self._is_fresh():
            return
        # Whoever comes meanwhile waits: a text must not go by the terms of before.
        async with self._reading:
            if self._is_fresh():
                return
            began, changes = time.monotonic(), self._changes
            revision = await self._store.glossary_revision()
            if revision != self._revision:
                self._terms = await self._store.glossary_terms()
                self._indices = {}
                self._revision = revision
            # What changed while this was read may not be in it.
            if changes == self._changes:
                self._looked_at = began

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._looked_at < _LOOK_AGAIN_S


def _index(
    terms: list[GlossaryTerm], source_language: str, target_language: str, channel: str
) -> TermIndex[GlossaryTerm]:
    """A channel's own terms come before those that hold everywhere."""
    chosen = sorted(
        (
            term
            for term in terms
            if term.source_language == source_language
            and term.target_language in ("", target_language)
            and term.channel in ("", channel)
        ),
        key=lambda term: term.channel == "",
    )
    return TermIndex(
        (form, term.case_sensitive, term)
        for term in chosen
        for form in (term.source, *term.variants)
    )


@dataclass(frozen=True, slots=True)
class GlossaryFlow:
    """Every change of the glossary goes through here.

    `spoken` gives the primary tags of what the models speak at the time.
    """

    store: GlossaryStore
    clock: Clock
    glossary: Glossary
    spoken: Callable[[], Collection[str]]

    async def terms(self, source_language: str, target_language: str) -> list[GlossaryTerm]:
        """The terms of a direction by source; empty languages match all."""
        source, target = primary(source_language), primary(target_language)
        return [
            term
            for term in await self.store.glossary_terms()
            if source in ("", term.source_language) and target in ("", term.target_language)
        ]

    def unspoken(self, terms: Iterable[GlossaryTerm]) -> tuple[str, ...]:
        """Languages of terms that no model speaks at present.

        They are no error: people translate by these terms as well, and models may come.
        """
        languages = {tag for term in terms for tag in (term.source_language, term.target_language)}
        return tuple(sorted(languages - {"", *self.spoken()}))

    async def term(self, term_id: int) -> GlossaryTerm:
        """Raises NotFound: TERM_NOT_FOUND."""
        return await self.store.glossary_term(term_id)

    async def create(self, term: GlossaryTerm) -> GlossaryTerm:
        """Add a term, in the place of one with its source, direction and channel.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE, SAME_LANGUAGE, INVALID_TERM.
        """
        checked = self.checked(term)
        await self.store.add_terms([checked], self._action(term.author, "add_term"))
        self.glossary.changed()
        return next(
            stored
            for stored in await self.store.glossary_terms()
            if _place(stored) == _place(checked)
        )

    def checked(self, term: GlossaryTerm) -> GlossaryTerm:
        """A new term in its usual form.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE, SAME_LANGUAGE, INVALID_TERM.
        """
        return replace(_checked(term), created_at=self.clock.now())

    async def update(self, term: GlossaryTerm, etag: str, why: str = "") -> GlossaryTerm:
        """Change a term; its direction stays.

        Raises:
            InvalidInput: INVALID_TERM.
            NotFound: TERM_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
            AlreadyExists: TERM_EXISTS.
        """
        was = await self.store.glossary_term(term.term_id)
        checked = _checked(
            replace(
                term,
                source_language=was.source_language,
                target_language=was.target_language,
                created_at=was.created_at,
            )
        )
        written = await self.store.update_term(
            checked, version_of(etag), self._action(term.author, "change_term", why)
        )
        self.glossary.changed()
        return written

    async def delete(self, term_id: int, etag: str, author: str = "", why: str = "") -> None:
        """Raises NotFound: TERM_NOT_FOUND, Conflict: ETAG_MISMATCH."""
        await self.store.delete_term(
            term_id, version_of(etag), self._action(author, "delete_term", why)
        )
        self.glossary.changed()

    async def take_in(self, file: IO[bytes], kind: FileFormat, author: str) -> Imported:
        """Add the terms of a file; one with an error adds none.

        Raises:
            InvalidInput: UNSUPPORTED_FORMAT, INVALID_FILE, UNSAFE_FILE.
        """
        terms = await asyncio.to_thread(lambda: list(self._read(file, kind, author)))
        added = await self.store.add_terms(terms, self._action(author, "import_term"))
        self.glossary.changed()
        return Imported(len(terms), added, self.unspoken(terms))

    async def give_out(
        self, kind: FileFormat, source_language: str, target_language: str
    ) -> AsyncIterator[bytes]:
        """A file of the terms of a direction, in pieces.

        Raises:
            InvalidInput: UNSUPPORTED_FORMAT.
        """
        writer = GlossaryWriter(kind)
        yield writer.begin().encode()
        for term in await self.terms(source_language, target_language):
            yield writer.write(_record(term)).encode()
        yield writer.end().encode()

    def _action(self, author: str, verb: str, why: str = "") -> Action:
        return Action(author, verb, self.clock.now(), why)

    def _read(self, file: IO[bytes], kind: FileFormat, author: str) -> Iterator[GlossaryTerm]:
        file.seek(0)
        now = self.clock.now()
        for record in read_glossary(kind, iter(partial(file.read, _PIECE_BYTES), b"")):
            term = GlossaryTerm(
                source_language=record.source_language,
                target_language=record.target_language,
                source=record.source,
                target=record.target,
                created_at=now,
                variants=record.variants,
                target_variants=record.target_variants,
                do_not_translate=record.do_not_translate,
                case_sensitive=record.case_sensitive,
                note=record.note,
                channel=record.channel,
                author=author,
            )
            try:
                yield _checked(term)
            except InvalidInput as error:
                raise refused("INVALID_FILE", error.message, record.line) from None


def _checked(term: GlossaryTerm) -> GlossaryTerm:
    """The term in its usual form: primary tags, no white space around the words."""
    source_language = primary(normalise_tag(term.source_language, "source_language"))
    target_language = ""
    if term.target_language or not term.do_not_translate:
        target_language = primary(normalise_tag(term.target_language, "target_language"))
        if same_language(source_language, target_language):
            raise InvalidInput(
                "SAME_LANGUAGE", "source and target are one language", field="target_language"
            )
    target = "" if term.do_not_translate else term.target
    checked = replace(
        term,
        source_language=source_language,
        target_language=target_language,
        source=term.source.strip(),
        target=target.strip(),
        variants=_words(term.variants),
        target_variants=() if term.do_not_translate else _words(term.target_variants),
    )
    if not checked.source or not (checked.target or checked.do_not_translate):
        raise InvalidInput(
            "INVALID_TERM", "a term has a source, and a target if it is translated", field="source"
        )
    if any(
        len(word) > _LONGEST_TERM_CHARACTERS
        for word in (
            checked.source,
            checked.target,
            *checked.variants,
            *checked.target_variants,
        )
    ):
        raise InvalidInput("INVALID_TERM", "a term has 200 characters at most", field="source")
    return checked


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _place(term: GlossaryTerm) -> tuple[str, str, str, str]:
    return term.source_language, term.target_language, term.channel, term.source


def _record(term: GlossaryTerm) -> TermRecord:
    return TermRecord(
        source_language=term.source_language,
        target_language=term.target_language,
        source=term.source,
        target=term.target,
        variants=term.variants,
        target_variants=term.target_variants,
        do_not_translate=term.do_not_translate,
        case_sensitive=term.case_sensitive,
        note=term.note,
        channel=term.channel,
        record_id=f"t{term.term_id}",
    )
