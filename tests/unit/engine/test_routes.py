"""Ways from language to language."""

from parley.engine.routes import routes


def test_a_direct_model_is_always_the_way() -> None:
    """However many others there are."""
    pairs = {("de", "fr"), ("de", "en"), ("en", "fr")}
    assert routes(pairs)["de", "fr"] == (("de", "fr"),)


def test_the_shortest_way_is_taken_and_english_preferred() -> None:
    """Of two ways of one length the one through English, then the alphabet."""
    pairs = {("de", "ca"), ("ca", "fr"), ("de", "en"), ("en", "fr")}
    assert routes(pairs)["de", "fr"] == (("de", "en"), ("en", "fr"))
    without = {("de", "it"), ("it", "fr"), ("de", "ca"), ("ca", "fr")}
    assert routes(without)["de", "fr"] == (("de", "ca"), ("ca", "fr"))


def test_several_models_can_lie_between_but_not_any_number() -> None:
    """Three at most, and nothing leads back to where it began."""
    found = routes({("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("b", "a")})
    assert found["a", "d"] == (("a", "b"), ("b", "c"), ("c", "d"))
    assert ("a", "e") not in found
    assert all(source != target for source, target in found)
