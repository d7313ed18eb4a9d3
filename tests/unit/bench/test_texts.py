"""The lines of a load."""

from itertools import pairwise
from pathlib import Path

import pytest

from parley.bench.errors import BenchFailed
from parley.bench.texts import Deck, Line, built_in, from_file

LANGUAGES = ("de", "en", "es", "fr", "pt")
DIRECTIONS = [("de", "en"), ("en", "de")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_sixty_lines_without_an_empty_place(language: str) -> None:
    """Every name in braces has its values."""
    cards = built_in([(language, "en")], "chat")
    deck = Deck(cards, seed="1")
    texts = {deck.deal().text for _ in cards}
    assert len(cards) == len(texts) == 60
    assert not [text for text in texts if "{" in text or "}" in text]


def test_emails_have_paragraphs_and_are_longer_than_any_line() -> None:
    """A greeting, two or three paragraphs, a name."""
    chat = Deck(built_in([("fr", "en")], "chat"), seed="1")
    email = Deck(built_in([("fr", "en")], "email"), seed="1")
    longest = max(len(chat.deal().text) for _ in range(200))
    letters = [email.deal().text for _ in range(50)]
    assert min(map(len, letters)) > longest
    assert all(text.count("\n\n") in {3, 4} for text in letters)


def test_the_mixed_load_is_mostly_chat() -> None:
    """One in ten is an e-mail."""
    cards = built_in(DIRECTIONS, "mixed")
    deck = Deck(cards, seed="1")
    letters = sum("\n\n" in deck.deal().text for _ in cards)
    assert letters == pytest.approx(len(cards) / 10, abs=2)


def test_a_deck_deals_every_card_before_it_deals_one_again() -> None:
    """All directions and lengths come in their shares, however short the load."""
    lines = [Line("de", "en", str(number)) for number in range(30)]
    deck = Deck([lambda _, line=line: line for line in lines], seed="1")
    assert {deck.deal() for _ in lines} == set(lines)
    assert deck.repeated == 0
    assert {deck.deal() for _ in lines} == set(lines)
    assert (deck.dealt, deck.repeated) == (60, 30)


def test_no_line_comes_twice_in_a_row() -> None:
    """Not even where one round ends and the next begins."""
    lines = [Line("de", "en", str(number)) for number in range(3)]
    deck = Deck([lambda _, line=line: line for line in lines], seed="1")
    dealt = [deck.deal() for _ in range(2_000)]
    assert not [1 for line, after in pairwise(dealt) if line == after]


def test_a_single_line_is_dealt_all_the_same() -> None:
    """There is no other to put between."""
    deck = Deck([lambda _: Line("de", "en", "Ja")], seed="1")
    assert [deck.deal().text for _ in range(3)] == ["Ja"] * 3


def test_a_repeat_share_repeats_that_share() -> None:
    """Half of the lines are the line before."""
    deck = Deck(built_in(DIRECTIONS, "chat"), seed="1", repeat_share=0.5)
    dealt = [deck.deal() for _ in range(2_000)]
    repeats = sum(line == after for line, after in pairwise(dealt))
    # Five standard errors: 5 × sqrt(2000)/2 = 112.
    assert repeats == pytest.approx(1_000, abs=112)


def test_the_same_seed_deals_the_same_lines_and_another_others() -> None:
    """Two servers can be given the same load."""
    cards = built_in(DIRECTIONS, "chat")

    def dealt(seed: str) -> list[Line]:
        deck = Deck(cards, seed=seed)
        return [deck.deal() for _ in range(200)]

    assert dealt("1:a") == dealt("1:a")
    assert dealt("1:a") != dealt("1:b")


def test_decks_of_one_run_know_what_each_other_dealt() -> None:
    """What a cache knows from the load before counts as repeated."""
    seen: set[int] = set()
    for expected in (0, 1):
        deck = Deck([lambda _: Line("de", "en", "Ja")], seed="1", seen=seen)
        deck.deal()
        assert deck.repeated == expected


def test_a_language_that_nobody_wrote_lines_in_has_no_load() -> None:
    """Better no figures than figures on the wrong language."""
    with pytest.raises(BenchFailed, match="NO_LINES"):
        built_in([("nl", "en")], "chat")


def test_a_file_names_directions_or_has_them_given(tmp_path: Path) -> None:
    """Tabs are part of the text when the direction is given."""
    file = tmp_path / "lines.tsv"
    file.write_text("de\ten\tGuten Tag\r\n\nen\tfr\tone\ttwo\n", encoding="utf-8")
    assert [card(None) for card in from_file(file, None)] == [  # type: ignore[arg-type]
        Line("de", "en", "Guten Tag"),
        Line("en", "fr", "one\ttwo"),
    ]
    (first, _) = from_file(file, ("es", "en"))
    assert first(None) == Line("es", "en", "de\ten\tGuten Tag")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"de\tGuten Tag\n", "line 1"),
        (b"de\ten\tHallo\nde\ten\t \n", "line 2"),
        (b"\xff\n", "INVALID_LINES"),
        (b"\n \n", "NO_LINES"),
    ],
)
def test_a_file_that_says_too_little_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    """The line is named."""
    file = tmp_path / "lines.tsv"
    file.write_bytes(content)
    with pytest.raises(BenchFailed, match=reason):
        from_file(file, None)
