"""The word lists under `data/`, and a deployment's on top: checked whole, then immutable.

Reading them again and building a new RuleSet is all it takes to pick up a change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from parley.domain.message import Severity
from parley.risk.books import PhraseBook, search_together
from parley.risk.extend import extended
from parley.risk.phrase import PatternError
from parley.risk.tables import read_table
from parley.risk.words import Words

LANGUAGES = ("de", "en", "es", "fr", "pt")
PAIRS = (("en", "de"), ("en", "es"), ("en", "fr"), ("en", "pt"))
_BY_LANGUAGE = ("idioms", "content", "culture")
_VERSION = 1
_IDIOM_SEVERITIES = MappingProxyType({"minor": Severity.MINOR, "major": Severity.MAJOR})
# The section of a content list that is no rule's: words that its phrases share.
_WORDS = "words"


class ListError(ValueError):
    """A list that cannot be used; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Idiom:
    """One figurative phrase.

    Attributes:
        meaning: what it says in plain words, in the idiom's own language.
        suggest: a rendering for each other language, by primary tag.
        severity: minor for one that is understood, and pleasant, where it is rendered literally.
    """

    phrase: str
    meaning: str
    suggest: Mapping[str, str]
    severity: Severity


@dataclass(frozen=True, slots=True)
class IdiomBook:
    """The idioms of one language; hit number i of `book` is `idioms[i]`."""

    idioms: tuple[Idiom, ...]
    book: PhraseBook


@dataclass(frozen=True, slots=True)
class FalseFriend:
    """Two words that look alike and are no translation of each other.

    Attributes:
        means: what a language's word means, in the other language, by the word's language. A word
            that has none is no trap: translators do not take it for the other.
        unless: phrases on either side that make the pair right.
    """

    means: Mapping[str, str]
    unless: PhraseBook


_NO_PHRASES = PhraseBook(())


@dataclass(frozen=True, slots=True)
class FalseFriendBook:
    """The false friends of two languages; hit number i of either book is `friends[i]`."""

    friends: tuple[FalseFriend, ...]
    books: Mapping[str, PhraseBook]


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists: idioms by language; content and culture phrases by section, then language.

    False friends go by their two languages, in either order.
    """

    idioms: Mapping[str, IdiomBook]
    content: Mapping[str, Mapping[str, PhraseBook]]
    culture: Mapping[str, Mapping[str, PhraseBook]]
    false_friends: Mapping[tuple[str, str], FalseFriendBook]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a table comes from: how errors name it, and its files' text by name, last one first."""

    name: str
    texts: Mapping[str, str]

    def at(self, phrase: str) -> str:
        """The file and line of a phrase."""
        for name, text in self.texts.items():
            for number, line in enumerate(text.split("\n"), start=1):
                if f'"{phrase}"' in line:
                    return f"{name}:{number}"
        return self.name


def _read(file: Traversable, language: str) -> tuple[dict[str, Any], str]:
    try:
        text = file.read_text(encoding="utf-8")
        table = read_table(text)
    except (OSError, ValueError) as error:
        raise ListError(f"{file}: cannot be read: {error}") from error
    if table.pop("version", None) != _VERSION:
        raise ListError(f"{file}: version must be {_VERSION}")
    if table.pop("language", None) != language:
        raise ListError(f"{file}: language must be {language!r}")
    return table, text


def _read_both(
    file: Traversable, own: Path | None, language: str, kind: str
) -> tuple[dict[str, Any], _Source]:
    """The packaged table with the deployment's, and what it takes to name the two in an error."""
    table, text = _read(file, language)
    name = f"{kind}/{file.name}"
    if own is None or not own.is_file():
        return table, _Source(name, {name: text})
    extra, extra_text = _read(own, language)
    unknown = extra.keys() - table.keys() - {"unless"}
    if unknown:
        raise ListError(f"{own}: [{min(unknown)}] is no part of {file.name}")
    return extended(table, extra), _Source(f"{name} with {own}", {str(own): extra_text, name: text})


def _phrases(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ListError(f"{where}: must be a list of non-empty strings")
    seen: set[str] = set()
    for phrase in value:
        if phrase in seen:
            raise ListError(f"{where}: {phrase!r} is there twice")
        seen.add(phrase)
    return value


def _book(
    source: _Source,
    phrases: list[str],
    unless: Sequence[str] = (),
    whole: Sequence[str] = (),
    words: Words | None = None,
) -> PhraseBook:
    try:
        return PhraseBook(phrases, unless, whole, words)
    except PatternError as error:
        raise ListError(f"{source.at(error.phrase)}: {error}") from error


def _words(value: object, source: _Source) -> Words:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ListError(f"{source.name}: [{_WORDS}] must give each name one text")
    try:
        return Words(value)
    except PatternError as error:
        raise ListError(f"{source.at(error.phrase)}: {error}") from error


def _idiom(entry: object, language: str, where: str) -> Idiom:
    if not isinstance(entry, dict):
        raise ListError(f"{where}: must be a table")
    unknown = entry.keys() - {"phrase", "meaning", "suggest", "severity"}
    if unknown:
        raise ListError(f"{where}: unknown key {min(unknown)!r}")
    for key in ("phrase", "meaning"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ListError(f"{where}: {key} must be a non-empty string")
    suggest = entry.get("suggest", {})
    if not isinstance(suggest, dict) or not all(isinstance(s, str) for s in suggest.values()):
        raise ListError(f"{where}: suggest must map languages to renderings")
    if language in suggest:
        raise ListError(f"{where}: suggest has the idiom's own language")
    severity = entry.get("severity", "major")
    if not isinstance(severity, str) or severity not in _IDIOM_SEVERITIES:
        raise ListError(f"{where}: severity must be one of {', '.join(_IDIOM_SEVERITIES)}")
    return Idiom(
        entry["phrase"],
        entry["meaning"],
        MappingProxyType(dict(suggest)),
        _IDIOM_SEVERITIES[severity],
    )


def load_idioms(file: Traversable, language: str, own: Path | None = None) -> IdiomBook:
    """Read one `idioms/<language>.toml`, and the deployment's `own` where there is one.

    Raises:
        ListError: if the file or an entry is not as `data/README.md` says.
    """
    table, source = _read_both(file, own, language, "idioms")
    entries = table.pop("idiom", None)
    unless = _phrases(table.pop("unless", []), f"{source.name}: unless")
    if table or not isinstance(entries, list) or not entries:
        raise ListError(f"{source.name}: holds [[idiom]] entries and unless, nothing else")
    idioms = tuple(
        _idiom(entry, language, f"{source.name}: idiom {number}")
        for number, entry in enumerate(entries, start=1)
    )
    phrases = _phrases([idiom.phrase for idiom in idioms], source.name)
    return IdiomBook(idioms, _book(source, phrases, unless))


def load_content(
    file: Traversable, language: str, kind: str = "content", own: Path | None = None
) -> dict[str, PhraseBook]:
    """Read one `content/<language>.toml` or `culture/<language>.toml`: a book a section.

    Raises:
        ListError: if the file or a section is not as `data/README.md` says.
    """
    books: dict[str, PhraseBook] = {}
    sections, source = _read_both(file, own, language, kind)
    words = _words(sections.pop(_WORDS, {}), source)
    for section, table in sections.items():
        where = f"{source.name}: [{section}]"
        if not isinstance(table, dict) or table.keys() - {"phrases", "unless", "whole"}:
            raise ListError(f"{where}: holds phrases, whole and unless, nothing else")
        phrases = _phrases(table.get("phrases"), f"{where} phrases")
        whole = _phrases(table.get("whole", []), f"{where} whole")
        unless = _phrases(table.get("unless", []), f"{where} unless")
        books[section] = _book(source, phrases, unless, whole, words)
    return books


def _false_friend(entry: object, pair: tuple[str, str], where: str, source: _Source) -> FalseFriend:
    if not isinstance(entry, dict):
        raise ListError(f"{where}: must be a table")
    meanings = {language: f"{language}_means" for language in pair}
    unknown = entry.keys() - {*pair, *meanings.values(), "unless"}
    if unknown:
        raise ListError(f"{where}: unknown key {min(unknown)!r}")
    for key in (*pair, *meanings.values()):
        needed = key in pair or key in entry
        if needed and not (isinstance(entry.get(key), str) and entry[key].strip()):
            raise ListError(f"{where}: {key} must be a non-empty string")
    means = {language: entry[key] for language, key in meanings.items() if key in entry}
    if not means:
        raise ListError(f"{where}: says what neither word means")
    unless = _phrases(entry.get("unless", []), f"{where}: unless")
    book = _book(source, unless) if unless else _NO_PHRASES
    return FalseFriend(MappingProxyType(means), book)


def load_false_friends(
    file: Traversable, pair: tuple[str, str], own: Path | None = None
) -> FalseFriendBook:
    """Read one `false_friends/<language>-<language>.toml`.

    Raises:
        ListError: if the file or an entry is not as `data/README.md` says.
    """
    table, source = _read_both(file, own, "-".join(pair), "false_friends")
    where = source.name
    entries = table.pop("pair", None)
    if table or not isinstance(entries, list) or not entries:
        raise ListError(f"{where}: holds [[pair]] entries, nothing else")
    friends = tuple(
        _false_friend(entry, pair, f"{where}: pair {number}", source)
        for number, entry in enumerate(entries, start=1)
    )
    _phrases([f"{entry[pair[0]]} / {entry[pair[1]]}" for entry in entries], where)
    books = {lang: _book(source, [entry[lang] for entry in entries]) for lang in pair}
    return FalseFriendBook(friends, MappingProxyType(books))


def _by_section(
    root: Traversable, kind: str, own: Path | None
) -> Mapping[str, Mapping[str, PhraseBook]]:
    by_language = {
        language: load_content(
            root / kind / f"{language}.toml", language, kind, _own(own, kind, language)
        )
        for language in LANGUAGES
    }
    sections = sorted(set().union(*by_language.values()))
    for language, books in by_language.items():
        for section in sections:
            if section not in books:
                raise ListError(f"{kind}/{language}.toml: has no [{section}]")
    return MappingProxyType(
        {
            section: MappingProxyType({lang: by_language[lang][section] for lang in LANGUAGES})
            for section in sections
        }
    )


def list_names() -> frozenset[str]:
    """What `read_lists` opens below its folders, "content/en.toml"; nothing else is read."""
    return frozenset(
        {f"{kind}/{language}.toml" for kind in _BY_LANGUAGE for language in LANGUAGES}
        | {f"false_friends/{'-'.join(pair)}.toml" for pair in PAIRS}
    )


def _own(own: Path | None, kind: str, name: str) -> Path | None:
    return None if own is None else own / kind / f"{name}.toml"


def read_lists(root: Traversable, own: Path | None = None) -> Lists:
    """Read every list below a folder laid out like `data/`.

    Args:
        own: a deployment's folder, laid out alike, of which any file may be missing.

    Raises:
        ListError: for the first thing wrong with any of them, or a section that a language lacks.
    """
    idioms = {
        language: load_idioms(
            root / "idioms" / f"{language}.toml", language, _own(own, "idioms", language)
        )
        for language in LANGUAGES
    }
    false_friends: dict[tuple[str, str], FalseFriendBook] = {}
    for pair in PAIRS:
        name = "-".join(pair)
        book = load_false_friends(
            root / "false_friends" / f"{name}.toml", pair, _own(own, "false_friends", name)
        )
        false_friends[pair] = false_friends[pair[::-1]] = book
    lists = Lists(
        MappingProxyType(idioms),
        _by_section(root, "content", own),
        _by_section(root, "culture", own),
        MappingProxyType(false_friends),
    )
    for language in LANGUAGES:
        search_together(_books_of(lists, language))
    return lists


def _books_of(lists: Lists, language: str) -> Iterator[PhraseBook]:
    """Every book that texts of a language are searched with."""
    yield lists.idioms[language].book
    for by_language in (*lists.content.values(), *lists.culture.values()):
        yield by_language[language]
    for pair in PAIRS:
        if language in pair:
            yield lists.false_friends[pair].books[language]


def packaged_folder() -> Traversable:
    """The folder of the lists that come with the package."""
    return files("parley.risk") / "data"


@cache
def packaged_lists() -> Lists:
    """The lists that come with the package."""
    return read_lists(packaged_folder())
