"""XML from strangers: element by element, nothing expanded, nothing fetched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Union
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import regex

from parley.formats.record import refused

_DEEPEST = 64
# One entry of a memory or a glossary; a file may have any number of them.
_LARGEST_ELEMENT_CHARACTERS = 1_000_000
_NOT_XML = regex.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """An element with its content in order; names are without their namespace."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    content: list[Union[str, "Element"]] = field(default_factory=list)
    parents: tuple["Element", ...] = ()

    def children(self, *tags: str) -> list["Element"]:
        """The elements right below it, of these names."""
        return [part for part in self.content if isinstance(part, Element) and part.tag in tags]

    def all(self, *tags: str) -> Iterator["Element"]:
        """The elements below it at any depth, of these names."""
        for part in self.content:
            if isinstance(part, Element):
                if part.tag in tags:
                    yield part
                yield from part.all(*tags)

    def text(self) -> str:
        """All the text in it."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)


def elements(chunks: Iterable[bytes], roots: tuple[str, ...], *tags: str) -> Iterator[Element]:
    """The elements of these names, each once it is complete; the rest is not kept.

    Raises:
        InvalidInput: INVALID_FILE, for what is no XML or has another root; UNSAFE_FILE, for one
            that declares entities, nests deeply or has an element of over a million characters.
    """
    builder = _Builder(roots, tags)
    parser = builder.parser
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield from builder.take()
        parser.Parse(b"", True)
        yield from builder.take()
    except expat.ExpatError as error:
        raise refused(
            "INVALID_FILE", f"no well-formed XML: {expat.ErrorString(error.code)}", error.lineno
        ) from None


class _Builder:
    def __init__(self, roots: tuple[str, ...], tags: tuple[str, ...]) -> None:
        self._roots = roots
        self._tags = tags
        self._open: list[Element] = []
        self._within = 0
        self._size = 0
        self._done: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._unsafe
        self.parser.ExternalEntityRefHandler = self._unsafe
        # With a document type that is not read, an unknown entity would be left out in silence.
        self.parser.SkippedEntityHandler = self._unsafe

    def take(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _line(self) -> int:
        return self.parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if not self._open and tag not in self._roots:
            raise refused("INVALID_FILE", f"the root is not <{self._roots[0]}>", self._line())
        if len(self._open) >= _DEEPEST:
            raise refused("UNSAFE_FILE", "elements nest too deeply", self._line())
        named = {_local(key): value for key, value in attributes.items()}
        parents = () if self._within else tuple(self._open)
        element = Element(tag, named, self._line(), parents=parents)
        if self._within:
            self._open[-1].content.append(element)
        if tag in self._tags or self._within:
            self._within += 1
            self._count(sum(map(len, named.values())) + len(tag))
        self._open.append(element)

    def _end(self, name: str) -> None:
        element = self._open.pop()
        if self._within:
            self._within -= 1
            if not self._within:
                self._done.append(element)
                self._size = 0

    def _text(self, text: str) -> None:
        if self._within:
            self._count(len(text))
            self._open[-1].content.append(text)

    def _count(self, characters: int) -> None:
        self._size += characters
        if self._size > _LARGEST_ELEMENT_CHARACTERS:
            raise refused("UNSAFE_FILE", "one entry is too large", self._line())

    def _unsafe(self, *_: Any) -> Any:
        raise refused("UNSAFE_FILE", "it declares or uses entities", self._line())


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def xml_text(text: str) -> str:
    """Text between tags; control characters that XML cannot hold are left out."""
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})


def xml_attribute(text: str) -> str:
    """A quoted attribute value."""
    return quoteattr(_NOT_XML.sub("", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
