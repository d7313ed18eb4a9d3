"""Named words and typing slips."""

from pathlib import Path

import pytest

from parley.risk.books import PhraseBook
from parley.risk.fold import fold
from parley.risk.lists import ListError, load_content
from parley.risk.phrase import PatternError
from parley.risk.words import Words, with_slips

_WORDS = Words({"staff": "(agent|human being)", "somebody": "(a|any) <staff>"})


@pytest.mark.parametrize(
    "text", ["talk to a human being", "talk to any agent", "talk to a really good agent"]
)
def test_a_name_stands_for_its_words(text: str) -> None:
    """In a phrase, and in the words that come after it."""
    phrases = ["talk to <somebody>", "talk to a .. <staff>"]
    assert PhraseBook(phrases, words=_WORDS).find(fold(text))


def test_words_of_a_group_are_told_from_a_text_without_its_expression() -> None:
    """Groups in groups are one: a search for words decides which expressions are worth running."""
    nested = Words({"kind": "(live|human)", "staff": "(<kind>|(agent|boss))"})
    spelled = nested.spell_out("to <staff> now")
    assert spelled == "to (live|human|agent|boss) now"
    assert nested.spell_out("to (x|<kind> y|(z|))") == "to (x|(live|human) y|z|)"


def test_names_stand_in_what_makes_a_hit_harmless() -> None:
    """Both lists of a section share them."""
    book = PhraseBook(["talk to <somebody>"], ["not talk to <somebody>"], words=_WORDS)
    assert not book.find(fold("I need not talk to a human being"))


@pytest.mark.parametrize("slip", ["murder", "muder", "murrder", "mruder", "murdre", "murde"])
def test_one_slip_is_forgiven(slip: str) -> None:
    """A letter left out, twice, or in its neighbour's place."""
    assert PhraseBook(["~murder you"]).find(fold(f"I'll {slip} you"))


@pytest.mark.parametrize("other", ["urder", "border", "mrudre", "murderer"])
def test_other_words_are_no_slips(other: str) -> None:
    """The first letter is right, and only one thing is wrong."""
    assert not PhraseBook(["~murder you"]).find(fold(f"I'll {other} you"))


def test_slips_keep_what_the_word_is() -> None:
    """The word itself comes first."""
    assert next(with_slips("murder")) == "murder"


@pytest.mark.parametrize("phrase", ["talk to <nobody>", "talk to <", "~kill you", "~ you"])
def test_unknown_names_and_short_words_are_refused(phrase: str) -> None:
    """At load, like all mistakes."""
    with pytest.raises(PatternError):
        PhraseBook([phrase], words=_WORDS)


@pytest.mark.parametrize(
    ("lists", "line", "reason"),
    [
        (["[words]", 'staff = "(agent"', "[a]", 'phrases = ["x"]'], 4, "missing )"),
        (["[words]", 'maybe = "(agent|)"', "[a]", 'phrases = ["x"]'], 4, "no fixed word"),
        (["[a]", "phrases = [", '  "x",', '  "talk to <staff>",', "]"], 6, "<staff>"),
        (["[a]", "phrases = [", '  "x",', "]", "unless = [", '  "(x",', "]"], 8, "missing )"),
        (["[words]", 'staff = ["agent"]'], 0, "one text"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_reason(
    tmp_path: Path, lists: list[str], line: int, reason: str
) -> None:
    """So that whoever wrote it finds it at once."""
    file = tmp_path / "en.toml"
    file.write_text("\n".join(["version = 1", 'language = "en"', *lists]), encoding="utf-8")
    with pytest.raises(ListError) as refused:
        load_content(file, "en")
    where = f"content/en.toml:{line}: " if line else "content/en.toml: "
    assert str(refused.value).startswith(where)
    assert reason in str(refused.value)
