"""How much of what was meant arrives."""

from parley.evaluation.adequacy import WRONG_BELOW, adequacy
from parley.risk.confidence.lexicon import Lexicon

LEXICON = Lexicon()


def of(translation: str, *references: str) -> float:
    """Adequacy of an English translation, all words alike rare."""
    return adequacy(translation, references, "en", LEXICON)


def test_the_reference_itself_is_adequate_and_other_words_are_not() -> None:
    """The two ends."""
    assert of("Where is my parcel?", "Where is my parcel?") == 1.0
    assert of("Nobody came today.", "Where is my parcel?") < 0.2


def test_the_most_like_of_several_references_counts() -> None:
    """What one person would not have written another might."""
    assert (
        of("That's settled.", "Deal!", "That is settled.")
        > WRONG_BELOW
        > of("That's settled.", "Deal!")
    )


def test_a_wrong_word_costs_more_than_another_form_of_the_right_one() -> None:
    """Although their letters are as like."""
    meant = "We deliver on Tuesday."
    assert of("We delivered on Tuesday.", meant) > of("We believe on Tuesday.", meant)


def test_an_empty_translation_has_nothing_of_it() -> None:
    """Nor have digits alone, where words were meant."""
    assert of("", "Where is it?") == 0.0
    assert of("12", "Where is it?") < 0.1
