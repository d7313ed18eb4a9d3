"""What to measure, and the lines for it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from parley.bench.errors import BenchFailed
from parley.bench.load import Amount
from parley.bench.setup import Direction
from parley.bench.texts import Card, Deck, Line, Mix, built_in
from parley.client import AsyncParley

Directions = tuple[Direction, ...] | Literal["all", "english"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        target: host:port of a running server; None to start one with `config`.
        server_pid: the process of `target`, when it is on this machine.
        clients, rates: one closed load for each number of clients, one open for each rate (1/s).
        shares: open loads besides, each at this share of the best closed loop's throughput.
        converse: whether to run the busiest closed loop on Converse streams as well.
        soak: messages to watch memory over, 0 for none.
        lines: a file; None for our own.
        direction: (source, target) of all lines; None for the file's own, or for `directions`.
        directions: of our own lines: those named, or of those that the server offers all, or the
            ones with English on a side, which with the shipped model need one search only.
    """

    target: str | None
    config: Path | None
    server_pid: int | None
    clients: tuple[int, ...]
    rates: tuple[float, ...]
    shares: tuple[float, ...]
    converse: bool
    amount: Amount
    warmup_s: float
    soak: int
    soak_clients: int
    mix: Mix
    lines: Path | None
    direction: Direction | None
    directions: Directions
    repeat_share: float
    stream: bool
    seed: int


async def offered(client: AsyncParley) -> list[Direction]:
    """Every direction that the server translates in."""
    return [
        (language.language, target)
        for language in await client.languages()
        for target in language.target_languages
    ]


def cards_of(plan: Plan, offer: Sequence[Direction]) -> list[Card]:
    """Built-in lines, in the directions that the plan asks for.

    Raises:
        BenchFailed: NO_LINES; UNSUPPORTED_PAIR for a named direction that is not in the offer.
    """
    if plan.direction is not None:
        return built_in([plan.direction], plan.mix)
    if plan.directions == "all":
        return built_in(offer, plan.mix)
    if plan.directions == "english":
        return built_in([pair for pair in offer if "en" in pair] or offer, plan.mix)
    for direction in plan.directions:
        if direction not in offer:
            name = "-".join(direction)
            raise BenchFailed("UNSUPPORTED_PAIR", f"the server does not translate {name}")
    # One by one: whoever names a direction wants it measured, or to be told that it is not.
    named = dict.fromkeys(plan.directions)
    return [card for direction in named for card in built_in([direction], plan.mix)]


def closed_deck(
    plan: Plan, cards: Sequence[Card], clients: int, seen: set[int] | None = None
) -> Deck:
    """The lines of one closed loop, the same on every call."""
    return deck_of(plan, cards, f"closed:{clients}", seen)


def deck_of(plan: Plan, cards: Sequence[Card], load: str, seen: set[int] | None) -> Deck:
    """The lines of one load.

    A seed for each: were they dealt the same texts, a cache would know them from the first.
    """
    seed = f"{plan.seed}:{load}"
    return Deck(cards, seed=seed, repeat_share=plan.repeat_share, seen=seen)


def sample(cards: Sequence[Card]) -> list[Line]:
    """One line of every card: what directions there are."""
    chance = random.Random(0)  # noqa: S311 - which text it is does not matter
    return [card(chance) for card in cards]
