"""The detectors: what they may choose from, what they leave alone, and that they repeat."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from parley.domain.ports import Detector
from parley.engine.detect import (
    DETECTORS,
    LangdetectDetector,
    PapaganDetector,
    build_detector,
    fits_script,
    letters_of,
)
from support.growth import is_linear

LATIN = ("de", "en", "es", "fr", "pt")
LINES = {
    "de": "Guten Tag, ich warte seit drei Wochen auf meine Bestellung.",
    "en": "Good morning, I have been waiting for my order for three weeks.",
    "es": "Buenos días, llevo tres semanas esperando mi pedido.",
    "fr": "Bonjour, j'attends ma commande depuis trois semaines.",
    "pt": "Bom dia, estou há três semanas à espera da minha encomenda.",
}


@pytest.fixture(scope="module", params=sorted(DETECTORS))
def detector(request: pytest.FixtureRequest) -> Detector:
    """Each detector, loaded once."""
    return build_detector(request.param)


@pytest.mark.parametrize("language", LINES)
def test_a_clear_line_is_named(detector: Detector, language: str) -> None:
    """Every detector names a whole sentence; probabilities fall and make up one."""
    found = detector.detect(LINES[language], LATIN)
    assert found[0].language == language
    probabilities = [candidate.probability for candidate in found]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) == pytest.approx(1)
    assert {candidate.language for candidate in found} <= set(LATIN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "😀🎉",
        "👩‍👩‍👧‍👦",
        "12345",
        "3,50 € / 20:15",
        "???!",
        "ORD4711",
        "https://example.com/wo/ist/mein/paket",
        "anna@example.com",
        "{customer_name} <br>",
        "\ud83d",
        "\ud83d \udc00 \u200b\ufeff",
    ],
)
def test_text_without_words_has_no_language(detector: Detector, text: str) -> None:
    """Emoji, numbers, addresses, tags and half surrogate pairs say nothing, and break nothing."""
    assert detector.detect(text, LATIN) == []
    assert detector.detect(text, ()) == []


def test_lone_surrogates_do_not_hide_the_words_around_them(detector: Detector) -> None:
    """Text that was cut through an emoji is still read."""
    assert detector.detect(LINES["de"] + " \ud83d", LATIN)[0].language == "de"


@pytest.mark.parametrize(
    "text",
    [
        "Где моя посылка? Я жду уже три недели.",
        "私の荷物はどこですか",
        "Πού είναι το δέμα μου;",
        "أين طردي؟ انتظرت ثلاثة أسابيع",
        "내 소포는 어디에 있나요",
    ],
)
def test_another_script_is_none_of_the_latin_languages(detector: Detector, text: str) -> None:
    """Restricted to languages in Latin letters, nothing is said of others."""
    assert detector.detect(text, LATIN) == []


def test_candidates_come_back_as_they_were_asked(detector: Detector) -> None:
    """A region that the configuration names is in the answer."""
    found = detector.detect(LINES["pt"], ("pt-BR", "en-GB", "de"))
    assert found[0].language == "pt-BR"
    assert {candidate.language for candidate in found} <= {"pt-BR", "en-GB", "de"}


def test_a_single_candidate_is_certain(detector: Detector) -> None:
    """Where there is no choice, it is taken."""
    (only,) = detector.detect(LINES["en"], ("en",))
    assert (only.language, only.probability) == ("en", pytest.approx(1))


def test_what_can_be_named_is_known(detector: Detector) -> None:
    """Whatever region is meant; a tag that is no language is known to none of them."""
    assert all(detector.knows(language) for language in (*LATIN, "pt-BR"))
    assert not detector.knows("xx")
    assert detector.knows("fi") == (not isinstance(detector, PapaganDetector))


def test_answers_repeat(detector: Detector) -> None:
    """The same line gets the same probabilities, from this instance and in any thread."""
    lines = [*LINES.values(), "ok danke", "hi", "no problem"] * 3
    alone = [detector.detect(text, LATIN) for text in lines]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: detector.detect(text, LATIN), lines))
    assert together == alone


def test_langdetect_repeats_whatever_its_history() -> None:
    """A fresh instance, filled by several threads at once, agrees with an old one."""
    lines = [*LINES.values(), "ok danke", "hi"]
    first, second = LangdetectDetector(), LangdetectDetector()
    expected = [first.detect(text, LATIN) for text in lines]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: second.detect(text, LATIN), reversed(lines)))
    assert together == list(reversed(expected))


def test_papagan_chooses_among_what_it_knows_of_the_candidates() -> None:
    """Candidates that it does not know are left out, and nothing is guessed for them alone."""
    detector = PapaganDetector()
    known = detector.detect(LINES["de"], ("de", "en", "sw"))
    assert {candidate.language for candidate in known} <= {"de", "en"}
    assert known[0].language == "de"
    assert detector.detect("Habari ya asubuhi", ("sw", "zu")) == []
    assert detector.detect(LINES["de"], ("en", "fr"))[0].language in {"en", "fr"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Где моя посылка? Я жду уже три недели.", "ru"),
        ("Πού είναι το δέμα μου;", "el"),
        ("私の荷物はどこですか", "ja"),
        ("Dzień dobry, czekam na swoje zamówienie od trzech tygodni.", "pl"),
        ("Hol van a csomagom? Három hete várok rá.", "hu"),
        (LINES["de"], "de"),
        (LINES["pt"], "pt"),
    ],
)
def test_auto_has_breadth_for_other_languages(text: str, language: str) -> None:
    """With every language allowed, those that Papagan does not know are found as well."""
    found = build_detector("auto").detect(text, ())
    assert found[0].language == language
    assert sum(candidate.probability for candidate in found) == pytest.approx(1)


def test_auto_is_papagan_among_papagans_languages() -> None:
    """Where it knows every candidate, the best on short lines answers alone."""
    for text in (*LINES.values(), "ok danke"):
        assert build_detector("auto").detect(text, LATIN) == PapaganDetector().detect(text, LATIN)


def test_auto_answers_among_candidates_that_papagan_does_not_all_know() -> None:
    """One wider candidate makes the answer wide, and still restricted."""
    found = build_detector("auto").detect(LINES["de"], ("de", "en", "ru"))
    assert found[0].language == "de"
    assert {candidate.language for candidate in found} <= {"de", "en", "ru"}


def test_an_unknown_detector_is_no_detector() -> None:
    """The composition root checks names before; a typo does not choose another."""
    with pytest.raises(KeyError):
        build_detector("fastest")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see https://example.com/a?b=c now", "see   now"),
        ("Hallo {name}", "Hallo"),
        ("#sale @anna ok", "ok"),
        ("ABC123 x1", ""),
    ],
)
def test_what_says_nothing_of_a_language_is_left_out(text: str, words: str) -> None:
    """URLs, placeholders, mentions and ids go, whatever letters they are made of."""
    assert letters_of(text) == words


@pytest.mark.parametrize(
    ("text", "candidates", "fits"),
    [
        ("Привет", ("de", "ru"), True),
        ("Привет", ("de", "en"), False),
        ("Hallo", ("ru", "el"), False),
        ("Hallo Привет Welt", ("de",), True),
        ("Hallo", ("ru", "de-AT"), True),
    ],
)
def test_a_script_fits_if_some_candidate_is_written_in_it(
    text: str, candidates: tuple[str, ...], fits: bool
) -> None:
    """Most of the letters decide."""
    assert fits_script(text, candidates) is fits


@pytest.mark.parametrize(
    "unit", ["a", "1", "é", "-", "{", "{{a", "<", "`", "0.", "a.", "A1-", "a@", "a@b.", "www."]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    """Four times as much of what makes patterns backtrack takes about four times as long."""
    assert is_linear(letters_of, unit, sizes=(5_000, 20_000))
