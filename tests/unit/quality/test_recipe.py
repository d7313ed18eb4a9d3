"""The recipe of the confidence: its labels, its split, and that the service reads what it fits."""

import math
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from parley.config import Settings
from parley.domain.message import Flag, Severity
from parley.domain.ports import Evidence, Hypothesis, SecondLook
from parley.evaluation.examples import Example, Part
from parley.evaluation.judge import Judged
from parley.risk.confidence.bound import certify, upper_bound
from parley.risk.confidence.calibrated import Calibrated, Counted, read_fitted
from parley.risk.confidence.features import FAST, RULES
from parley.risk.confidence.lexicon import STEM_LETTERS, Coverage, Lexicon, Table
from support.needs import need

ROOT = Path(__file__).parents[3]
MODELS = ROOT / "models"
NONE = Coverage(0.0, 0.0)


@pytest.fixture(autouse=True)
def recipe() -> Iterator[None]:
    """The recipe's folder on the path, as `python models/quality` has it."""
    need("quality", "sklearn", "scipy")
    folder = str(MODELS / "quality")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


def judged(key: str, quality: float, *, second: bool = False, name: str = "support") -> Judged:
    """A translation from German that looks as good as it is, 0..1, give or take."""
    doubt = -2.5 * (1 - quality)
    look = SecondLook(doubt, 1 - quality) if second else None
    flags = () if quality > 0.1 else (Flag("truncated", "accuracy/x", Severity.CRITICAL, "Look."),)
    evidence = Evidence(
        f"Wo ist Paket {key}?", f"Where is parcel {key}?", "de", "en",
        Hypothesis("", doubt, "m"), flags, look,
    )  # fmt: skip
    wrong = quality < 0.6
    example = Example(name, "de", "en", f"Wo ist Paket {key}?", key, (f"Where is parcel {key}?",))
    return Judged(example, wrong, wrong, quality, 0.0, flags, (evidence,))


def some(count: int, *, second: bool = False) -> list[Judged]:
    """As many as asked for, of every quality."""
    chance = random.Random(1)
    return [judged(f"line {n}", chance.random(), second=second) for n in range(count)]


def test_what_is_fitted_gives_the_service_the_very_numbers_of_the_recipe(tmp_path: Path) -> None:
    """From synthetic lines to the file and back, for both regressions."""
    from fit import solve

    fast, twice = some(600), some(600, second=True)
    solve(fast, twice, Settings(models_folder=str(MODELS)), tmp_path)
    estimator = Calibrated(
        read_fitted(tmp_path / "confidence.json"), Lexicon.read(MODELS / "quality" / "lexicon.npz")
    )
    for group in (fast, twice):
        rated = [(one.adequacy or 0.0, estimator.confidence(one.evidence[0])) for one in group]
        good = [confidence for adequacy, confidence in rated if adequacy > 0.8]
        wrong = [confidence for adequacy, confidence in rated if adequacy < 0.4]
        assert min(good) > max(wrong)
        assert all(0 < confidence < 1 for _, confidence in rated)
    calibrate = [one for one in fast if one.example.part is Part.CALIBRATE]
    of_direction = estimator.fitted.fast.curve("de-en")
    confidences = sorted(estimator.confidence(one.evidence[0]) for one in calibrate)
    assert of_direction.quantiles[0] == pytest.approx(confidences[0], abs=1e-4)
    assert of_direction.quantiles[-1] == pytest.approx(confidences[-1], abs=1e-4)


def test_the_same_lines_give_the_same_file(tmp_path: Path) -> None:
    """Byte for byte, so that a refit changes what the data changed."""
    from fit import solve

    files = []
    for name in ("one", "two"):
        solve(
            some(400), some(400, second=True), Settings(models_folder=str(MODELS)), tmp_path / name
        )
        files.append((tmp_path / name / "confidence.json").read_bytes())
    assert files[0] == files[1]


def test_counts_are_of_lines_that_no_weight_saw(tmp_path: Path) -> None:
    """As Learn then Test demands: of the calibration part alone, and of none that rules flag."""
    from fit import coefficients

    from parley.risk.confidence.features import Signals

    lines = some(600)
    found = coefficients(lines, FAST, Signals(None, NONE).fast)
    calibrate = [one for one in lines if one.example.part is Part.CALIBRATE]
    free = [one for one in calibrate if not one.flags]
    lowest = min(found.curve("").counted, key=lambda row: row.threshold)
    assert lowest.kept <= len(free) < len(calibrate)


def test_a_flag_never_praises() -> None:
    """Even where by chance only good lines have it."""
    from fit import coefficients

    from parley.risk.confidence.features import Signals

    flag = Flag("negation-mismatch", "accuracy/x", Severity.MAJOR, "Look.")
    lines = [flagged(one, flag) if (one.adequacy or 0.0) > 0.7 else one for one in some(400)]
    found = coefficients(lines, FAST, Signals(None, NONE).fast)
    weights = dict(zip(found.features, found.weights, strict=True))
    assert all(weights[name] <= 0 for name in RULES)
    assert weights["negation"] == 0.0


def flagged(one: Judged, flag: Flag) -> Judged:
    """The same with a flag."""
    evidence = replace(one.evidence[0], flags=(*one.flags, flag))
    return replace(one, flags=(*one.flags, flag), evidence=(evidence,))


@pytest.mark.parametrize(("adequacy", "goodness"), [(0.5, 0.5), (0.6, 1 / (1 + math.exp(-1)))])
def test_a_translation_near_the_line_is_half_good(adequacy: float, goodness: float) -> None:
    """And one with a verdict is what the verdict says: a major error is not the worst."""
    from fit import _goodness

    one = judged("a", adequacy)
    assert _goodness(one) == pytest.approx(goodness)
    major = replace(one, adequacy=None, bad=True, critical=False)
    assert 0.5 < _goodness(major) < 1.0
    assert _goodness(replace(major, critical=True)) == 0.0


def test_a_curve_is_that_of_all_directions_moved() -> None:
    """Of like scores as many more are good in one direction as its curve says; none is of few."""
    from fit import _curves

    chance = np.random.default_rng(3)
    scores = chance.normal(size=6000)
    directions = np.array(["de-en"] * 2950 + ["en-de"] * 2950 + ["fr-en"] * 100)
    better = np.where(directions == "en-de", 1.0, 0.0)
    good = chance.random(6000) < 1 / (1 + np.exp(-(scores + better)))
    curves = _curves(scores, good, directions)
    assert set(curves) == {"", "de-en", "en-de"}
    moved = np.array(curves["de-en"].scores) - np.array(curves["en-de"].scores)
    assert moved == pytest.approx(np.full(len(moved), moved[0]))
    assert moved[0] == pytest.approx(1.0, abs=0.15)
    assert (
        curves["de-en"].probabilities == curves["en-de"].probabilities == curves[""].probabilities
    )
    for name, shift in (("de-en", 0.0), ("en-de", 1.0)):
        curve = curves[name]
        at = np.interp(0.0, curve.scores, curve.probabilities)
        assert at == pytest.approx(1 / (1 + math.exp(-shift)), abs=0.06)


def test_words_that_stand_together_answer_each_other() -> None:
    """IBM Model 1 on a few lines: the house is the Haus, whatever stands beside it."""
    from align import fit, rarity_of

    lines = [
        ("the house", "das Haus"), ("the book", "das Buch"), ("a book", "ein Buch"),
        ("a house", "ein Haus"),
    ]  # fmt: skip
    table, english, german = fit(lines * 5, STEM_LETTERS)
    lexicon = Lexicon(Table({"de": table}, {"en": rarity_of([english]), "de": rarity_of([german])}))
    right = lexicon.coverage("the house", "das Haus", "en", "de")
    wrong = lexicon.coverage("the house", "das Buch", "en", "de")
    assert right is not None
    assert wrong is not None
    assert right.uncovered < 0.1
    assert wrong.uncovered > 0.3
    assert english["house"] == 10


def test_the_simulated_tests_are_those_of_the_service() -> None:
    """In arrays, for speed; `bound.certify` takes the same threshold."""
    import numpy as np
    from sequence import BOUND, COARSE, LEVEL, one_start

    chance = np.random.default_rng(3)
    for _ in range(20):
        confidence = np.sort(chance.random(800))[::-1]
        errors = np.append(0, np.cumsum(chance.random(800) < 0.4 * (1 - confidence) ** 2))
        kept = np.searchsorted(-confidence, -COARSE, side="right")
        rows = [
            Counted(float(t), int(n), int(k))
            for t, n, k in zip(COARSE, kept, errors[kept], strict=True)
        ]
        row = certify(rows, BOUND, LEVEL)
        found = one_start(COARSE, 0.5)(kept, errors[kept])
        assert found == (row.threshold if row else None)


def test_a_certified_bound_is_seldom_broken() -> None:
    """At most one run in twenty, where the truth lies just above the bound; give or take chance."""
    from sequence import CURVES, simulate

    found = simulate(CURVES["just above"], messages=300, runs=200, seed=1)
    assert all(broken <= 0.08 for _, broken in found.values())


def test_the_nearer_the_truth_lies_to_the_bound_the_more_messages_it_takes() -> None:
    """And with so many the service's own test passes four times of five."""
    import numpy as np
    from sequence import BOUND, LEVEL, messages_needed

    needed = [messages_needed(share) for share in (0.01, 0.02, 0.03)]
    assert needed == sorted(needed)
    chance = np.random.default_rng(2)
    seen = chance.binomial(needed[1], 0.02, size=400)
    passed = [upper_bound(int(wrong), needed[1], LEVEL) <= BOUND for wrong in seen]
    assert np.mean(passed) > 0.75


def test_where_errors_are_rare_at_the_top_most_goes_out_unreviewed() -> None:
    """A sequence that never certified would be valid, too."""
    from sequence import CURVES, simulate

    found = simulate(CURVES["rare at the top"], messages=1000, runs=20, seed=1)
    assert found["fine, from 153"][0] > 0.8
