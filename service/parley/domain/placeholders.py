"""Private-use characters that stand for entities of a masked text, and for the slots of a line."""

import re

FIRST_PLACEHOLDER = 0xE000
LAST_PLACEHOLDER = 0xF8FF
CAPACITY = LAST_PLACEHOLDER - FIRST_PLACEHOLDER + 1
# All of them, for a character class of a regular expression.
PLACEHOLDER_RANGE = f"{chr(FIRST_PLACEHOLDER)}-{chr(LAST_PLACEHOLDER)}"
PLACEHOLDER = re.compile(f"[{PLACEHOLDER_RANGE}]")


def placeholder(index: int) -> str:
    """The private-use character for entity `index` of a text.

    Raises:
        ValueError: if the private-use area has no character for it.
    """
    if not 0 <= index < CAPACITY:
        raise ValueError(f"no placeholder for entity {index}")
    return chr(FIRST_PLACEHOLDER + index)


def is_placeholder(character: str) -> bool:
    """Whether `character` stands for an entity in masked text."""
    return FIRST_PLACEHOLDER <= ord(character) <= LAST_PLACEHOLDER


def placeholders(text: str) -> list[str]:
    """The placeholders of a text, in order."""
    return PLACEHOLDER.findall(text)
