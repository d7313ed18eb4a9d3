"""The encoder of the second look: its file, and that it says what training's model said."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from parley.app import build_rules, load_classifier
from parley.config import RiskSettings, Settings
from parley.domain.errors import CorruptModel
from parley.domain.ports import Exchange
from parley.engine.classifier import CARD, HEADS, MODEL, PIECES, EncoderClassifier
from support.needs import need

MODELS = Path(__file__).parents[3] / "models"
FOLDER = MODELS / "quality" / "classifier"


@pytest.fixture(scope="module")
def classifier() -> EncoderClassifier:
    """The one that comes with the models."""
    return EncoderClassifier(FOLDER)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Its folder, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "classifier"))


@pytest.mark.parametrize(
    ("theme", "risky", "harmless"),
    [
        ("self-harm", "i don't want to be alive anymore", "i don't want a newsletter anymore"),
        ("violence", "Ich schlage den Fahrer zusammen.", "Ich schlage den Termin am Montag vor."),
        ("wants-a-human", "quiero hablar con una persona", "quiero hablar de mi factura"),
        ("legal-threat", "Mon avocat vous écrira.", "Mon fils vous écrira."),
        ("medical-emergency", "ele parou de respirar", "ele parou de funcionar"),
    ],
)
def test_it_tells_themes_apart(
    classifier: EncoderClassifier, theme: str, risky: str, harmless: str
) -> None:
    """In every language."""
    scores = classifier.scores(risky)
    assert max(scores, key=lambda name: scores[name]) == theme
    assert scores[theme] > classifier.scores(harmless)[theme] + 2


@pytest.mark.parametrize(
    "text", ["", " ", "🙂", "日本語", "x" * 5000, "die " * 5000, ">>de<< </s>"]
)
def test_any_text_has_scores(classifier: EncoderClassifier, text: str) -> None:
    """A number for every theme, whatever is typed."""
    assert np.isfinite(list(classifier.scores(text).values())).all()


def test_it_is_small() -> None:
    """It travels with the models."""
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 7_000_000


@pytest.mark.parametrize("name", [MODEL, PIECES, HEADS])
@pytest.mark.parametrize("spoil", ["change", "cut", "remove"])
def test_other_files_than_the_cards_are_refused(copied: Path, name: str, spoil: str) -> None:
    """So that scores never come from the weights of another fit."""
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    if spoil == "remove":
        (copied / name).unlink()
    else:
        (copied / name).write_bytes(content if spoil == "change" else content[:100])
    with pytest.raises(CorruptModel) as raised:
        EncoderClassifier(copied)
    assert raised.value.reason == "CLASSIFIER_UNREADABLE"


@pytest.mark.parametrize("card", ["", "{}", "[]", '{"sha256": 1}', '{"sha256": {}, "themes": 3}'])
def test_a_card_that_says_nothing_is_refused(copied: Path, card: str) -> None:
    """With a reason that a program can read."""
    (copied / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(CorruptModel) as raised:
        EncoderClassifier(copied)
    assert raised.value.reason == "CLASSIFIER_UNREADABLE"


def test_it_can_be_switched_off() -> None:
    """Then nothing of it is loaded, and the rules speak without it."""
    assert load_classifier(Settings()) is not None
    settings = Settings(risk=RiskSettings(second_look=False))
    assert load_classifier(settings) is None
    assert build_rules(settings).assess(Exchange("I want to kill myself.", "en"))


@pytest.fixture
def recipe() -> Iterator[None]:
    """The folders of the recipe, as `python models/quality encoder` has them."""
    need("train", "torch")
    need("quality", "scipy")
    folders = [str(MODELS / "quality"), str(MODELS / "train")]
    sys.path[:0] = folders
    yield
    for folder in folders:
        sys.path.remove(folder)


@pytest.mark.usefixtures("recipe")
def test_the_service_says_what_the_trained_model_says(tmp_path: Path) -> None:
    """But for rounding to bytes, of seven bits on a processor without VNNI."""
    import sentencepiece
    import torch
    from encoder import THEMES, ThemeEncoder, write
    from restore import restore

    torch.manual_seed(3)
    model = ThemeEncoder(restore(MODELS / "embedded"), layers=1).eval()
    torch.nn.init.normal_(model.says.weight, std=0.1)
    torch.nn.init.normal_(model.attends.weight, std=0.1)
    write(model, MODELS / "embedded" / "vocabulary.model", tmp_path)
    classifier = EncoderClassifier(tmp_path)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / PIECES))
    for text in ("Where is my parcel?", "Je veux parler à quelqu'un"):
        ids = torch.tensor([[*pieces.encode(text), pieces.piece_to_id("</s>")]])
        with torch.no_grad():
            expected = model(ids, torch.ones_like(ids, dtype=torch.bool))[0]
        found = classifier.scores(text)
        assert tuple(found) == THEMES
        assert list(found.values()) == pytest.approx(expected.tolist(), abs=0.1)
    assert json.loads((tmp_path / CARD).read_text(encoding="utf-8"))["themes"] == list(THEMES)
