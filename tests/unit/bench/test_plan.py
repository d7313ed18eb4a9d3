"""Which directions a run is in."""

from pathlib import Path
from typing import Any

import pytest

from parley.bench.errors import BenchFailed
from parley.bench.load import Amount
from parley.bench.plan import Directions, Plan, cards_of, sample

OFFER = [("de", "en"), ("en", "de"), ("de", "fr"), ("nl", "en"), ("fr", "de")]


def directions(wanted: Directions, offer: list[tuple[str, str]], **other: Any) -> set[str]:
    known: dict[str, Any] = {"lines": None, "direction": None, **other}
    plan = Plan(
        target=None, config=None, server_pid=None, clients=(1,), rates=(), shares=(),
        converse=False, amount=Amount(messages=1), warmup_s=0.0, soak=0, soak_clients=1,
        mix="chat", directions=wanted, repeat_share=0.0, stream=False, seed=1, **known,
    )  # fmt: skip
    return {f"{line.source}-{line.target}" for line in sample(cards_of(plan, offer))}


def test_all_directions_have_their_pivots_among_them() -> None:
    """But those in whose source nobody wrote lines."""
    assert directions("all", OFFER) == {"de-en", "en-de", "de-fr", "fr-de"}


def test_english_leaves_the_pivots_out() -> None:
    """With a server that has no English, all that it has are left."""
    assert directions("english", OFFER) == {"de-en", "en-de"}
    assert directions("english", [("de", "fr")]) == {"de-fr"}


def test_named_directions_are_measured_or_refused() -> None:
    """None of them is dropped in silence."""
    assert directions((("de", "fr"), ("en", "de")), OFFER) == {"de-fr", "en-de"}
    with pytest.raises(BenchFailed, match=r"UNSUPPORTED_PAIR.*fr-en"):
        directions((("de", "fr"), ("fr", "en")), OFFER)
    with pytest.raises(BenchFailed, match="NO_LINES"):
        directions((("de", "fr"), ("nl", "en")), OFFER)


def test_a_direction_given_for_all_lines_is_the_only_one(tmp_path: Path) -> None:
    """Built-in or from a file."""
    file = tmp_path / "lines.txt"
    file.write_text("Ja", encoding="utf-8")
    assert directions("english", OFFER, direction=("de", "fr")) == {"de-fr"}
    assert directions("english", OFFER, direction=("es", "de"), lines=file) == {"es-de"}
