"""What the fitted confidence of the shipped model promises, and of which translations."""

from pathlib import Path

import pytest

from parley.app import load_estimator, resolve_policies
from parley.app.languages import directions_of
from parley.config import ChannelSettings, Settings
from parley.domain.decide import Thresholds
from parley.engine.acquire.listing import as_toml
from parley.engine.catalog import CATALOG_FILE, CatalogEntry

SHIPPED = {"de-en", "en-de", "en-es", "en-fr", "en-pt", "es-en", "fr-en", "pt-en"}


def settings(folder: Path, *directions: str, **choice: float) -> Settings:
    """With a model of the deployment's own for these."""
    entry = CatalogEntry(
        name="own", folder="own", licence="MIT", directions=frozenset(directions),
        sha256={"model.bin": "0" * 64},
    )  # fmt: skip
    if directions:
        (folder / CATALOG_FILE).write_text(as_toml([entry], []), encoding="utf-8")
    return Settings(extra_models_folder=str(folder), channels={"chat": ChannelSettings(**choice)})


def thresholds(settings: Settings, direction: str) -> Thresholds:
    """As a start has them."""
    return resolve_policies(settings, load_estimator(settings))["chat"].thresholds(direction)


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        ((), SHIPPED),
        (("en-it", "it-en"), SHIPPED),
        (("en-pt",), SHIPPED - {"en-pt"}),
        (("de-es", "de-en"), SHIPPED - {"de-en"}),
    ],
)
def test_the_fitted_model_translates_where_no_other_goes_before_it(
    tmp_path: Path, directions: tuple[str, ...], expected: set[str]
) -> None:
    """And never what goes through a third language."""
    given = settings(tmp_path, *directions)
    estimator = load_estimator(given)
    assert estimator is not None
    assert directions_of(given, estimator.fitted.model_sha256) == expected
    assert directions_of(given, "f" * 64) == frozenset()


def test_another_model_s_errors_nobody_has_counted(tmp_path: Path) -> None:
    """A bound that the shipped model keeps is not certified for it; budgets go on."""
    bound = {"critical_error_bound": 0.3}
    shipped = thresholds(settings(tmp_path, **bound), "en-pt")
    assert shipped.bound is not None
    assert shipped.bound.certified
    budget = thresholds(settings(tmp_path, review_budget=0.2), "en-pt")
    elsewhere = thresholds(settings(tmp_path, "en-it", **bound), "en-pt")
    assert elsewhere == shipped
    replaced = thresholds(settings(tmp_path, "en-pt", **bound), "en-pt")
    assert replaced.bound is not None
    assert not replaced.bound.certified
    assert replaced.review_below == 1.0
    assert thresholds(settings(tmp_path, "en-pt", review_budget=0.2), "en-pt") == budget
