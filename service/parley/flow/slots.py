"""Values of a line as slots, so that the line serves for other values of their kind.

Inside, a slot is a private-use character, as in a masked text. For people and files it is written
`{1}`; braces around a number that a text has of its own are doubled there.
"""

from collections.abc import Sequence

import regex

from parley.domain.placeholders import is_placeholder, placeholder
from parley.text.entities import Entity, EntityKind, find_entities
from parley.text.normalise import memory_key

# A value of one of these kinds says nothing about the rest of the sentence. A plain number does:
# "1 day" and "2 days" are other words in most languages.
_FREE = frozenset(
    {
        EntityKind.AMOUNT,
        EntityKind.DATE,
        EntityKind.EMAIL,
        EntityKind.PHONE,
        EntityKind.REFERENCE,
        EntityKind.TIME,
        EntityKind.URL,
    }
)
# More values than this make a list, not a line that anybody remembers.
_MOST_SLOTS = 32
_NUMBER_IN_BRACES = regex.compile(r"(\{++)(\d{1,9})(\}++)")


def slotted(text: str) -> tuple[str, tuple[str, ...]]:
    """The key of a text with its free values as placeholders, and the values in order.

    A text with more than 32 of them has none: the key is that of the text as it is.
    """
    entities = find_entities(text)
    if any(entity.kind is EntityKind.RESERVED for entity in entities):
        # The text has private-use characters of its own, which would pass for slots.
        return memory_key(text), ()
    free = [entity for entity in entities if entity.kind in _FREE]
    if len(free) > _MOST_SLOTS:
        return memory_key(text), ()
    return memory_key(with_placeholders(text, free)), tuple(entity.surface for entity in free)


def with_placeholders(text: str, entities: Sequence[Entity]) -> str:
    """The text with its i-th entity as `placeholder(i)`; entities beyond 32 stay."""
    parts: list[str] = []
    position = 0
    for index, entity in enumerate(entities[:_MOST_SLOTS]):
        parts += (text[position : entity.start], placeholder(index))
        position = entity.end
    return "".join((*parts, text[position:]))


def filled(template: str, values: Sequence[str]) -> str:
    """The template with values in place of its slots; a slot without a value stays."""
    return "".join(
        values[ord(character) - ord(placeholder(0))]
        if is_placeholder(character) and ord(character) - ord(placeholder(0)) < len(values)
        else character
        for character in template
    )


def slots_of(template: str) -> list[str]:
    """The different slots of a template, in order."""
    return list(dict.fromkeys(filter(is_placeholder, template)))


def written(template: str) -> str:
    """The template as people and files see it: "Wo ist {1}?"."""
    doubled = _NUMBER_IN_BRACES.sub(lambda match: f"{{{match.group()}}}", template)
    return "".join(
        f"{{{ord(character) - ord(placeholder(0)) + 1}}}"
        if is_placeholder(character)
        else character
        for character in doubled
    )


def read_back(text: str) -> str:
    """The template that `written` made a text of."""

    def template(match: regex.Match[str]) -> str:
        opening, number, closing = match.groups()
        if len(opening) > 1 and len(closing) > 1:
            return f"{opening[1:]}{number}{closing[1:]}"
        if not 1 <= int(number) <= _MOST_SLOTS:
            return match.group()
        return f"{opening[1:]}{placeholder(int(number) - 1)}{closing[1:]}"

    return _NUMBER_IN_BRACES.sub(template, text)
