"""The cache of one model: bounded, the segments used last."""

from parley.domain.ports import Hypothesis
from parley.engine.cache import Cache, key_of
from parley.engine.formats import Encoded


def hypothesis(text: str) -> Hypothesis:
    return Hypothesis(text, None, "fake")


def test_the_segments_used_last_are_kept() -> None:
    """Being looked up counts as being used."""
    cache = Cache(2)
    a, b, c = (key_of(Encoded([name], [], name, ("en", "de"))) for name in "abc")
    cache.put(a, hypothesis("A"))
    cache.put(b, hypothesis("B"))
    assert cache.get(a) == hypothesis("A")
    cache.put(c, hypothesis("C"))
    assert (cache.get(a), cache.get(b), cache.get(c)) == (hypothesis("A"), None, hypothesis("C"))
    assert len(cache) == 2


def test_a_cache_of_nothing_keeps_nothing() -> None:
    """Switched off, it is asked all the same and never knows."""
    cache = Cache(0)
    key = key_of(Encoded(["a"], [], "a", ("en", "de")))
    cache.put(key, hypothesis("A"))
    assert cache.get(key) is None
    assert len(cache) == 0


def test_a_translation_and_its_tokens_are_kept_apart() -> None:
    """Of the same segment: one is asked for what was written, the other how probable it is."""
    cache = Cache(2)
    searched, scored = (
        Encoded(["a"], [], "a", ("en", "de"), None, given) for given in (None, ("b",))
    )
    cache.put(key_of(searched), hypothesis("A"))
    assert cache.get(key_of(scored)) is None


def test_a_cleared_cache_knows_nothing() -> None:
    """Nor does it lose its size."""
    cache = Cache(1)
    key = key_of(Encoded(["a"], [], "a", ("en", "de")))
    cache.put(key, hypothesis("A"))
    cache.clear()
    assert cache.get(key) is None
    cache.put(key, hypothesis("A"))
    assert cache.get(key) == hypothesis("A")
