"""A message's timing from its segments', and its way to the client."""

from parley.client import ServerTiming
from parley.domain.timing import Timing
from parley.rpc import convert


def test_a_message_waits_as_long_as_its_slowest_segment() -> None:
    """Segments wait side by side: the longest counts, not the sum; tokens add up."""
    parts = (Timing(0.010, 0.020, 0.2, 3, 4), None, Timing(0.030, 0.015, 0.6, 5, 6))
    found = Timing.of(parts)
    assert found == Timing(0.030, 0.020, 0.4, 8, 10)


def test_a_message_that_met_no_model_has_no_timing() -> None:
    """From memory, or nothing to translate."""
    assert Timing.of([]) is None
    assert Timing.of([None]) is None


def test_timing_reaches_the_client_through_trailing_metadata() -> None:
    """Seconds become milliseconds; other metadata beside them does not matter."""
    trailing = (*convert.timing(Timing(0.0125, 0.25, 0.5, 7, 9)), ("other", b"\x00"))
    found = ServerTiming.read(trailing)
    assert found == ServerTiming(12.5, 250.0, 0.5, 7, 9)
    assert found.tokens == 16


def test_an_older_server_tells_no_tokens() -> None:
    """None, not zero: a rate of nothing would look measured."""
    found = ServerTiming.read(convert.timing(Timing(0.0125, 0.25, 0.5))[:3])
    assert found is not None
    assert found.tokens is None


def test_a_server_that_says_nothing_has_no_timing() -> None:
    """Streams, translations from memory, older servers."""
    assert ServerTiming.read(()) is None
    assert ServerTiming.read(None) is None


def test_batches_one_after_the_other_add_up() -> None:
    """A message through two models waited and worked twice."""
    first, second = Timing(1.0, 2.0, 0.5, 3, 4), Timing(0.5, 1.0, 1.0, 4, 5)
    assert first.then(second) == Timing(1.5, 3.0, 0.75, 7, 9)
    assert first.then(None) == first
