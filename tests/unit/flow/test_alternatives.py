"""Other ways to say a text."""

from collections.abc import Sequence

from parley.domain.message import Detection, Formality
from parley.flow.alternatives import Alternatives
from parley.flow.draft import Job
from support.fakes import FakeTranslator


class Several(FakeTranslator):
    """A Translator whose alternatives are those it is given, by segment."""

    def __init__(self, best: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.best = best

    async def alternatives(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        count: int,
    ) -> list[tuple[str, ...]]:
        return [self.best[segment][:count] for segment in segments]


async def found(text: str, best: dict[str, tuple[str, ...]]) -> list[str]:
    """Three at most."""
    job = Job(text, Detection("de", 1.0), "en")
    return await Alternatives(Several(best), 200).of(job, 3)


async def test_values_are_put_back_and_what_lost_one_is_left_out() -> None:
    """Every alternative has the order number, none comes twice."""
    best = {"Wo ist \ue000?": ("Where is \ue000?", "Where is it?", "Where \ue000?", "never")}
    assert await found("Wo ist ORD-48213?", best) == ["Where is ORD-48213?", "Where ORD-48213?"]


async def test_segments_vary_together_and_gaps_stay() -> None:
    """As many texts as the richest segment has; the others stay at their last one."""
    best = {"Eins.": ("One.", "The one.", "A one."), "Zwei.": ("Two.", "The two.")}
    assert await found("Eins.\n\n  Zwei.", best) == [
        "One.\n\n  Two.",
        "The one.\n\n  The two.",
        "A one.\n\n  The two.",
    ]


async def test_a_long_text_has_none() -> None:
    """Nobody compares versions of it."""
    assert await found("Eins.\n" * 13, {}) == []
