"""Other ways to say what was translated, for a reviewer to choose from."""

from parley.domain.ports import Translator
from parley.flow.draft import Job, Reading, reading_of
from parley.flow.terms import untranslated
from parley.text.mask import mask, unmask
from parley.text.segment import split

# Of a longer text nobody compares versions, and the search would keep others waiting.
_MOST_SEGMENTS = 12


class Alternatives:
    """Reads the engine's list of best translations, past memory and queue."""

    def __init__(self, translator: Translator, segment_characters: int) -> None:
        self._translator = translator
        self._segment_characters = segment_characters

    async def of(self, job: Job, count: int) -> list[str]:
        """At most `count` different translations of a text, the most likely first.

        One that lost or repeats a value is not among them; a long text has none.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
        """
        masked = mask(job.text, untranslated(job.text, job.terms))
        document = split(masked.text, self._segment_characters)
        if not 1 <= len(document.segments) <= _MOST_SEGMENTS:
            return []
        readings = [reading_of(text, job.detection.language) for text in document.segments]
        found = await self._translator.alternatives(
            [reading.text for reading in readings],
            job.detection.language,
            job.target_language,
            job.formality,
            count,
        )
        kept = [_kept(reading, texts) for reading, texts in zip(readings, found, strict=True)]
        if not all(kept):
            return []
        # The n-th best of every segment together: as many texts as the richest segment has.
        versions = (
            [texts[min(rank, len(texts) - 1)] for texts in kept]
            for rank in range(max(map(len, kept)))
        )
        texts = (unmask(document.restore(version), masked.entities).text for version in versions)
        return list(dict.fromkeys(texts))


def _kept(reading: Reading, translations: tuple[str, ...]) -> list[str]:
    """Those translations that have every value, each once."""
    whole = (text for text in translations if text.strip() and reading.is_kept_in(text))
    return list(dict.fromkeys(reading.restore(text) for text in whole))
