"""The two looks at a text: when the second is taken, what it reads, and who decides."""

from collections.abc import Mapping

import pytest

from parley.domain.errors import CorruptModel
from parley.domain.message import AuthorRole
from parley.domain.ports import Exchange
from parley.engine.classifier import EncoderClassifier
from parley.risk.likeness import Likeness
from parley.risk.lists import packaged_lists
from parley.risk.net import packaged_net
from parley.risk.registry import RuleSet, all_rules

THEME = "self-harm"
# What no list has, and neither is anything like an ordinary line.
OBLIQUE = "my kids would be better off burying me this week"
ORDINARY = "Where can I find the invoice for October?"


class Recorded:
    """The shipped classifier, and what it was asked; `shift` is added to all that it says."""

    def __init__(self, classifier: EncoderClassifier, shift: float = 0.0) -> None:
        self._classifier = classifier
        self._shift = shift
        self.digest = classifier.digest
        self.asked: list[str] = []

    def scores(self, text: str) -> Mapping[str, float]:
        self.asked.append(text)
        found = self._classifier.scores(text)
        return {theme: score + self._shift for theme, score in found.items()}


def test_an_ordinary_text_is_not_read_again(classifier: EncoderClassifier) -> None:
    """Which is what the first look is for."""
    recorded = Recorded(classifier)
    assert Likeness(packaged_net(), recorded).find(THEME, ORDINARY) is None
    assert recorded.asked == []


def test_a_suspicious_text_is_read_once_for_all_themes(classifier: EncoderClassifier) -> None:
    """The themes share what was read."""
    recorded = Recorded(classifier)
    likeness = Likeness(packaged_net(), recorded)
    found = {theme: likeness.find(theme, OBLIQUE) for theme in packaged_net().thresholds}
    assert [theme for theme, span in found.items() if span] == [THEME]
    assert recorded.asked == [OBLIQUE]


@pytest.mark.parametrize(("shift", "flagged"), [(-30.0, False), (0.0, True)])
def test_both_looks_decide(classifier: EncoderClassifier, shift: float, flagged: bool) -> None:
    """One that is sure of the opposite is heard."""
    likeness = Likeness(packaged_net(), Recorded(classifier, shift))
    assert (likeness.find(THEME, OBLIQUE) is not None) == flagged


def test_the_second_look_cannot_find_what_the_first_did_not_suspect(
    classifier: EncoderClassifier,
) -> None:
    """However sure it would be."""
    assert Likeness(packaged_net(), Recorded(classifier, 30.0)).find(THEME, ORDINARY) is None


def test_of_a_long_text_the_part_in_question_is_read(classifier: EncoderClassifier) -> None:
    """So that it takes no longer, and what else is said does not hide it."""
    recorded = Recorded(classifier)
    text = f"{ORDINARY} " * 20 + f"{OBLIQUE}. " + f"{ORDINARY} " * 20
    span = Likeness(packaged_net(), recorded).find(THEME, text)
    assert span is not None
    assert "burying" in text[slice(*span)]
    assert [OBLIQUE in asked for asked in recorded.asked] == [True]
    assert all(len(asked) < 100 for asked in recorded.asked)


def test_what_only_customers_say_makes_no_agent_suspicious(classifier: EncoderClassifier) -> None:
    """Half of what agents write would be read twice for nothing."""
    recorded = Recorded(classifier)
    text = "Let me transfer you to a human agent."
    assert packaged_net().suspected(text) == {"wants-a-human"}
    rules = RuleSet(all_rules(packaged_lists(), recorded))
    rules.assess(Exchange(text, "en", author_role=AuthorRole.AGENT))
    assert recorded.asked == []
    rules.assess(Exchange(text, "en", author_role=AuthorRole.CUSTOMER))
    assert recorded.asked == [text]


@pytest.mark.parametrize("text", ["", "  ", "!?", "🙂", "日本語"])
def test_a_text_without_words_is_like_nothing(classifier: EncoderClassifier, text: str) -> None:
    """Nor does it reach the encoder."""
    recorded = Recorded(classifier)
    assert Likeness(packaged_net(), recorded).find(THEME, text) is None
    assert recorded.asked == []


def test_without_a_classifier_the_first_look_decides() -> None:
    """With thresholds that are its own."""
    net = packaged_net()
    likeness = Likeness(net)
    for text in (OBLIQUE, ORDINARY):
        expected = net.score(THEME, text) >= net.thresholds[THEME]
        assert (likeness.find(THEME, text) is not None) == expected


def test_a_classifier_that_the_thresholds_do_not_know_is_refused(
    classifier: EncoderClassifier,
) -> None:
    """A score means nothing under another's threshold."""
    other = Recorded(classifier)
    other.digest = "0" * 64
    with pytest.raises(CorruptModel) as raised:
        Likeness(packaged_net(), other)
    assert raised.value.reason == "NET_UNREADABLE"


def test_a_failing_classifier_holds_the_message(classifier: EncoderClassifier) -> None:
    """A rule that fails says so, and hides no other rule."""

    class Failing(Recorded):
        def scores(self, text: str) -> Mapping[str, float]:
            raise RuntimeError(text)

    rules = RuleSet(all_rules(packaged_lists(), Failing(classifier)))
    flags = rules.assess(Exchange(OBLIQUE, "en"))
    assert {flag.rule for flag in flags} == {"rule-fault"}
    assert not any(OBLIQUE in flag.reason for flag in flags)
