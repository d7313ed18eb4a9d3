"""Which models lead from one language to another."""

from collections.abc import Collection, Mapping

Pair = tuple[str, str]
# Each model on the way adds its own mistakes; beyond three nothing of the text is left.
_MOST_MODELS = 3
_PREFERRED = "en"


def routes(pairs: Collection[Pair]) -> Mapping[Pair, tuple[Pair, ...]]:
    """For each pair that can be reached, the pairs to go through, one for most.

    The shortest way is taken; of several, the one through English, then the alphabet decides,
    so that the way does not depend on the order in which models were loaded.
    """
    reached: dict[str, list[str]] = {}
    for source, target in sorted(pairs, key=lambda pair: (pair[1] != _PREFERRED, pair)):
        reached.setdefault(source, []).append(target)
    found: dict[Pair, tuple[Pair, ...]] = {}
    for start in reached:
        ways: dict[str, tuple[Pair, ...]] = {start: ()}
        frontier = [start]
        for _ in range(_MOST_MODELS):
            following = []
            for language in frontier:
                for target in reached.get(language, ()):
                    if target not in ways:
                        ways[target] = (*ways[language], (language, target))
                        following.append(target)
            # Stable: what English leads to was found first, and stays first.
            frontier = following
        found.update({(start, target): way for target, way in ways.items() if way})
    return found
