"""Sharing out the cores."""

import pytest

from parley.engine.threads import Threads


@pytest.mark.parametrize(
    ("cores", "asked", "expected"),
    [
        (2, {}, Threads(2, 1)),
        (8, {"per_batch": 4}, Threads(2, 4)),
        (8, {"batches": 3}, Threads(3, 1)),
        (4, {"batches": 1, "per_batch": 2}, Threads(1, 2)),
        (2, {"per_batch": 4}, Threads(1, 4)),
    ],
)
def test_every_core_has_a_batch_unless_someone_says_otherwise(
    cores: int, asked: dict[str, int], expected: Threads
) -> None:
    """What is asked for is kept; the rest follows from the cores."""
    assert Threads.chosen(cores, **asked) == expected
