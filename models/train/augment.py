"""What a support desk's text has and a sentence collection lacks: slots, names, noise."""

import random
import re
import unicodedata
from collections.abc import Sequence

_NAMES = (
    "Anna", "Marta", "Sophie", "Lukas", "Jonas", "Emma", "Lena", "Paul", "Clara", "Mateo",
    "Lucía", "Javier", "Carmen", "Diego", "Inés", "Camille", "Julien", "Chloé", "Hugo", "Manon",
    "João", "Beatriz", "Rafael", "Larissa", "Thiago", "Olivia", "Jack", "Grace", "Oliver", "Amelia",
    "Frau Keller", "Herr Vogt", "Ms. Carter", "Mr. Hughes", "Priya", "Wei", "Fatima", "Omar",
)  # fmt: skip
_CITIES = (
    "Berlin", "Hamburg", "Madrid", "Sevilla", "Bogotá", "Lyon", "Nantes", "Paris", "Lisboa",
    "Recife", "Curitiba", "Porto", "Leeds", "Boston", "Dublin", "Toronto", "Graz", "Basel",
)  # fmt: skip
_COMPANIES = (
    "Nordwind",
    "Solaria",
    "Kestrel",
    "Tramonto",
    "Blue Harbor",
    "Velora",
    "Acme",
    "Lumen",
)
_PRODUCTS = (
    "AirBook Pro",
    "Nova Mini",
    "Orbit Watch",
    "TerraPack",
    "Aria",
    "PixelFrame",
    "Comet Plus",
)
_SLOTS = {"name": _NAMES, "city": _CITIES, "company": _COMPANIES, "product": _PRODUCTS}
_SLOT = re.compile(r"\{(name|city|company|product)\}")
_OVERUSED = re.compile(r"\b(?:Tom|Mary)\b")


def fill_slots(texts: Sequence[str], chance: random.Random) -> list[str]:
    """The same value for a slot in every language; other slots stay, and are masked later."""
    values = {slot: chance.choice(options) for slot, options in _SLOTS.items()}
    return [_SLOT.sub(lambda match: values[match.group(1)], text) for text in texts]


def vary_names(left: str, right: str, chance: random.Random) -> tuple[str, str]:
    """Tatoeba's Tom and Mary under other names, where both sides name them alike."""
    names = sorted(set(_OVERUSED.findall(left)))
    if not names or names != sorted(set(_OVERUSED.findall(right))) or chance.random() < 0.2:
        return left, right
    renamed = dict(zip(names, chance.sample(_NAMES[:30], len(names)), strict=True))
    return tuple(
        _OVERUSED.sub(lambda match: renamed[match.group()], side) for side in (left, right)
    )


def add_noise(text: str, chance: random.Random) -> str:
    """The line as somebody in a hurry types it: case, accents, punctuation, a slip."""
    if chance.random() < 0.7:
        text = text.lower()
    if chance.random() < 0.5:
        text = text.rstrip(".!?")
    if chance.random() < 0.3:
        decomposed = unicodedata.normalize("NFD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    if chance.random() < 0.3 and len(text) > 8:
        at = chance.randrange(1, len(text) - 2)
        if text[at : at + 2].isalpha():
            text = chance.choice(
                (
                    text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                    text[:at] + text[at + 1 :],
                    text[:at] + text[at] + text[at:],
                )
            )
    return text
