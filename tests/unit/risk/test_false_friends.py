"""Words and their look-alikes, in both directions of every pair."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag, Severity, SpanSide

Raised = Callable[..., dict[str, Flag]]


@pytest.mark.parametrize(
    ("source", "language", "translation", "target", "marked"),
    [
        ("Actually, it never came.", "en", "Actualmente, nunca llegó.", "es", "Actualmente"),
        ("Both my parents signed", "en", "Mis dos parientes firmaron", "es", "parientes"),
        ("Eventualmente le llamaremos", "es", "Eventually we will call you", "en", "Eventually"),
        ("Está embarazada", "es", "She is embarrassed", "en", "embarrassed"),
        ("Is there a library?", "en", "Y a-t-il une librairie ?", "fr", "librairie"),
        ("The pain is back", "en", "Le pain est revenu", "fr", "pain"),
        ("J'attends mon colis", "fr", "I attend my parcel", "en", "attend"),
        ("La location est payée", "fr", "The location is paid", "en", "location"),
        ("Is this a gift?", "en", "Ist das ein Gift?", "de", "Gift"),
        ("You must not pay", "en", "Sie müssen nicht zahlen", "de", "müssen nicht"),
        ("Ich bekomme keine Mail", "de", "I become no mail", "en", "become"),
        ("Die aktuelle Rechnung", "de", "The actual bill", "en", "actual"),
        ("Push the door", "en", "Puxe a porta", "pt", "Puxe"),
        ("Where is the parcel?", "en", "Onde está a parcela?", "pt", "parcela"),
        ("Pretendo cancelar", "pt", "I pretend to cancel", "en", "pretend"),
        ("A data mudou", "pt", "The data changed", "en", "data"),
    ],
)
def test_look_alike_is_marked_in_the_translation(
    raised: Raised, *, source: str, language: str, translation: str, target: str, marked: str
) -> None:
    """The span is the look-alike; the reason names both words."""
    flag = raised(source, language, translation, target)["false-friend"]
    assert flag.span is not None
    assert flag.span.side is SpanSide.TRANSLATION
    assert translation[flag.span.start : flag.span.end] == marked
    assert flag.severity is Severity.MAJOR
    assert flag.reason.endswith(f"not '{marked}'")


@pytest.mark.parametrize(
    ("source", "language", "translation", "target"),
    [
        ("Actually, it never came.", "en", "En realidad, nunca llegó.", "es"),
        ("The current price", "en", "El precio actual", "es"),
        ("Al final le llamaremos", "es", "Eventually we will call you", "en"),
        ("Está avergonzada", "es", "She is embarrassed", "en"),
        ("Is there a bookshop?", "en", "Y a-t-il une librairie ?", "fr"),
        ("The library and the bookshop", "en", "La bibliothèque et la librairie", "fr"),
        ("J'assiste au cours", "fr", "I attend the course", "en"),
        ("Le lieu est connu", "fr", "The location is known", "en"),
        ("Is this poison?", "en", "Ist das ein Gift?", "de"),
        ("You need not pay", "en", "Sie müssen nicht zahlen", "de"),
        ("Ich werde älter", "de", "I become older", "en"),
        ("Die tatsächliche Rechnung", "de", "The actual bill", "en"),
        ("Pull the door", "en", "Puxe a porta", "pt"),
        ("Pay in instalments", "en", "Pague em parcelas", "pt"),
        ("Finjo dormir", "pt", "I pretend to sleep", "en"),
        ("Os dados mudaram", "pt", "The data changed", "en"),
    ],
)
def test_look_alike_of_another_word_is_no_mistake(
    raised: Raised, source: str, language: str, translation: str, target: str
) -> None:
    """Both words must be there, and nothing that explains the look-alike."""
    assert "false-friend" not in raised(source, language, translation, target)


def test_exception_of_an_entry_silences_it(raised: Raised) -> None:
    """A vicious circle is a vicious circle."""
    assert "false-friend" not in raised("a vicious circle", "en", "un cercle vicieux", "fr")


def test_name_that_stays_is_no_mistake(raised: Raised) -> None:
    """The same word with a capital in mid-sentence is a name; at its beginning it may be none."""
    assert "false-friend" not in raised("I shop at Arena", "en", "Compro en Arena", "es")
    assert "false-friend" in raised("Once it was in", "en", "Once había entrado", "es")


def test_confirmed_translation_is_not_judged(raised: Raised) -> None:
    """A person chose the word."""
    assert raised("a gift", "en", "ein Gift", "de", from_memory=True) == {}


def test_pairs_without_a_list_raise_nothing(raised: Raised) -> None:
    """Spanish to French has no list."""
    assert "false-friend" not in raised("Es actual", "es", "C'est actuel", "fr")
