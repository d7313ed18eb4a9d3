"""What the lexicon says against a hypothesis, for the engine's choice among several."""

from collections.abc import Sequence

from parley.risk.confidence.lexicon import Lexicon

# Against a mean log-probability. Where the model leaves something out it is fluent and sure of
# itself, so that what is missing counts more than what nothing asks for.
_UNCOVERED = 3.0
_UNSUPPORTED = 1.0


class LexicalFaithfulness:
    """Penalties by coverage: an `engine.rerank.Faithfulness`."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def penalties(
        self,
        source: str,
        translations: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> list[float]:
        """0 for all where the lexicon does not know both languages."""
        coverages = self._lexicon.coverages(source, translations, source_language, target_language)
        if coverages is None:
            return [0.0] * len(translations)
        return [
            _UNCOVERED * coverage.uncovered + _UNSUPPORTED * coverage.unsupported
            for coverage in coverages
        ]
