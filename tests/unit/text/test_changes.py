"""Which words an editor put in place of which."""

import pytest

from parley.text.changes import changed_words, phrases


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ("The parcel is late.", "The shipment is late.", [("parcel", "shipment")]),
        ("Your account is open.", "Your user account is open.", [("account", "user account")]),
        ("Open your user account", "Open your account", [("user account", "account")]),
        ("Here is a bill", "Here is a bill form", [("bill", "bill form")]),
        (
            "Send the credit note now.",
            "Send the refund slip now.",
            [("credit note", "refund slip"), ("credit", "refund"), ("note", "slip")],
        ),
        ("The Parcel is late.", "The parcel is late!", []),
        ("It costs 12 euros.", "It costs 15 euros.", []),
        ("Wait. Then go.", "Stay, and go.", [("Wait", "Stay"), ("Then", "and")]),
        ("", "A new text", []),
    ],
)
def test_pairs_of_phrases(before: str, after: str, pairs: list[tuple[str, str]]) -> None:
    """Words for words; no values, no case, nothing over the end of a sentence."""
    assert changed_words(before, after) == pairs


def test_phrases_stay_in_their_sentence() -> None:
    """And hold no number."""
    assert list(phrases("Mein Konto. ORD-1 da", 2)) == ["Mein", "Mein Konto", "Konto", "ORD", "da"]
