"""What ships beside the weights belongs to them."""

from pathlib import Path

from parley.engine.catalog import Catalog, digest_of
from parley.risk.confidence.calibrated import read_fitted

MODELS = Path(__file__).parents[2] / "models"


def test_confidence_was_fitted_on_the_shipped_weights() -> None:
    """On others its probabilities and bounds mean nothing."""
    fitted = read_fitted(MODELS / "quality" / "confidence.json")
    (entry,) = (e for e in Catalog(MODELS).entries if e.name == fitted.model)
    assert fitted.model_sha256 == entry.sha256["model.bin"]
    assert fitted.model_sha256 == digest_of(MODELS / entry.folder / "model.bin")


def test_confidence_was_fitted_with_the_shipped_lexicon() -> None:
    """With another one the signals mean something else."""
    fitted = read_fitted(MODELS / "quality" / "confidence.json")
    assert fitted.lexicon_sha256 == digest_of(MODELS / "quality" / "lexicon.npz")
