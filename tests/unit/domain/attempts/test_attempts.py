"""How often a customer has put the problem, over a conversation."""

import pytest

from parley.domain.attempts import attempts_in, is_prose, is_thankful
from parley.domain.message import Detection, Message
from support.build import flag, message, translation
from support.dialogues import GETTING_ON, IN_VAIN


def customer(*texts: str) -> list[Message]:
    """A customer's messages, without flags."""
    return [message(text=text) for text in texts]


@pytest.mark.parametrize("texts", IN_VAIN, ids=lambda texts: texts[0][:30])
def test_a_problem_that_is_put_three_times_is_counted(texts: tuple[str, ...]) -> None:
    """In other words, in a word, or by the customer's own count."""
    assert attempts_in(customer(*texts)) >= 3


@pytest.mark.parametrize("texts", GETTING_ON, ids=lambda texts: texts[0][:30])
def test_a_conversation_that_gets_on_is_not(texts: tuple[str, ...]) -> None:
    """At none of its messages, however much alike the questions are."""
    said = customer(*texts)
    assert max(attempts_in(said[:count]) for count in range(1, len(said) + 1)) < 3


@pytest.mark.parametrize(
    ("texts", "attempts"),
    [
        ((), 0),
        (("Where is my parcel?",), 0),
        (("Hello?",), 0),
        (("Where is my parcel?", "And?"), 2),
        (("Where is my parcel?", "???"), 2),
        (("Where is my parcel?", "And", "So"), 0),
        (("this is the second time",), 2),
        (("this is the second time", "Hello?"), 3),
        (("Where is my parcel?", "I have called twice about it."), 2),
        (("Where is my parcel?", "And?", "I have called twice about it."), 3),
        (("And?", "Helloooooo?", "It has come"), 0),
        (("Where is it?", "Thanks, I will wait.", "Still nothing", "And?"), 3),
        (("Where is it?", "And?", "Thank you, it is here.", "And?"), 2),
        (("Where is it?", "And?", "It came, and you were very helpful.", "And?"), 2),
        (("Where is it?", "And?", "I called twice, and you were very helpful."), 0),
        (("Where is it?", "And?", "You were very helpful, but I have called twice."), 3),
    ],
)
def test_attempts_add_up(texts: tuple[str, ...], attempts: int) -> None:
    """A count that is stated is taken where it is the higher one; thanks begin anew."""
    assert attempts_in(customer(*texts)) == attempts


def test_a_flag_says_again_whatever_the_words() -> None:
    """The rule knows more ways to say it, and not how often."""
    flagged = message(text="Nobody ever calls back.", flags=(flag(rule="repeated-contact"),))
    assert attempts_in([flagged]) == 2
    assert attempts_in([*customer("Where is my parcel?"), flagged, flagged]) == 3


def test_a_flag_on_praise_says_nothing_again() -> None:
    """The rule may know the count and not what it is praise for."""
    flagged = flag(rule="repeated-contact")
    praise = message(text="I wrote twice, you were always helpful.", flags=(flagged,))
    assert attempts_in([*customer("Where is my parcel?", "And?"), praise]) == 0


def test_words_that_are_translated_alike_mean_alike() -> None:
    """Where the customer's own have nothing in common."""
    said = [
        message(
            text=text, translation=translation("Das Sofa hat einen Fleck", target_language="de")
        )
        for text in (
            "A stain on the couch",
            "There is a blotch, on my settee",
            "The sofa is soiled",
        )
    ]
    assert attempts_in(said) == 3
    assert attempts_in([message(text=one.text) for one in said]) == 0


def test_a_language_without_wording_is_read_in_translation() -> None:
    """Of the text itself nothing would be understood."""
    said = message(
        text="L'ho già spiegato tre volte.",
        detection=Detection("it", 0.99),
        translation=translation("I have already explained it three times."),
    )
    assert attempts_in([said]) == 3


@pytest.mark.parametrize(
    ("text", "prose", "thankful"),
    [
        ("WHERE IS MY PARCEL", True, False),
        ("JOHN SMITH, HIGH STREET 12", False, False),
        ("Vielen Dank, das war es.", True, True),
        ("¡Gracias!", True, True),
        ("", False, False),
    ],
)
def test_grammar_and_thanks_are_recognised(text: str, prose: bool, thankful: bool) -> None:
    """In any of the five languages, without knowing which."""
    assert (is_prose(text), is_thankful(text)) == (prose, thankful)
