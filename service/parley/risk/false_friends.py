"""Words taken for a look-alike in the other language that means something else."""

from collections.abc import Iterator

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.fold import Folded, fold
from parley.risk.lists import FalseFriend, Lists
from parley.risk.rule import TranslationRule, in_translation

# German writes every noun with a capital, so a capital says nothing there.
_CAPITAL_NOUNS = "de"
# Renderings in a reason; the list may hold more, so that they silence the flag.
_SHOWN = 3


class FalseFriendRule(TranslationRule):
    """Silent where either text shows that the look-alike stands for another word.

    That is where the translation has a right rendering as well, or the source has a word that the
    look-alike is a right rendering of.
    """

    id = "false-friend"
    category = "accuracy/mistranslation/false-friend"
    severity = Severity.MAJOR
    description = "A word became its look-alike in the other language, which means something else."

    def __init__(self, lists: Lists) -> None:
        self._known = lists.false_friends

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = primary(exchange.source_language), primary(target)
        known = self._known.get(languages)
        if known is None:
            return
        source = fold(exchange.source)
        words = {hit.index: hit for hit in known.books[languages[0]].find_all(source)}
        if not words:
            return
        rendered = fold(translation)
        alike = known.books[languages[1]].find_all(rendered)
        marked: set[tuple[int, int]] = set()
        for hit in sorted(alike, key=lambda hit: hit.start):
            word = words.get(hit.index)
            friend = known.friends[hit.index]
            if word is None or (hit.start, hit.end) in marked:
                continue
            if _harmless(friend, languages, source, rendered):
                continue
            written = source.original(word.start, word.end)
            found = rendered.original(hit.start, hit.end)
            plain = (translation, found) if languages[1] != _CAPITAL_NOUNS else None
            if exchange.source[slice(*written)] == translation[slice(*found)] and _is_name(
                *(plain or (exchange.source, written))
            ):
                continue
            marked.add((hit.start, hit.end))
            means = ", ".join(friend.means[languages[0]].split(", ")[:_SHOWN])
            reason = (
                f"'{exchange.source[slice(*written)]}' means '{means}', "
                f"not '{translation[slice(*found)]}'"
            )
            yield self.flag(reason, in_translation(*found))


def _harmless(
    friend: FalseFriend, languages: tuple[str, str], source: Folded, rendered: Folded
) -> bool:
    right = friend.means.get(languages[0])
    if right is None:
        return True
    return bool(
        _has_any(right, rendered.text)
        or _has_any(friend.means.get(languages[1], ""), source.text)
        or friend.unless.find_all(source)
        or friend.unless.find_all(rendered)
    )


def _is_name(text: str, word: tuple[int, int]) -> bool:
    """Whether a word has a capital that no beginning of a sentence explains."""
    before = text[: word[0]].rstrip(" \"'“„«(")
    return text[word[0]].isupper() and bool(before) and before[-1] not in ".!?:\n¿¡"


def _has_any(renderings: str, text: str) -> bool:
    """Whether a word of the text begins with one of some renderings, listed with commas."""
    padded = " " + "".join(c if c.isalnum() else " " for c in text)
    return any(f" {r.strip()}" in padded for r in fold(renderings).text.split(",") if r.strip())
