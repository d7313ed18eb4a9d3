"""Logistic regression over the features of labelled translations, and its calibration.

Three parts, by a hash of the source line. Weights and calibration are fitted on FIT; counts and
quantiles, on which budgets and bounds rest, are of CALIBRATE, whose labels no weight has seen, as
Learn then Test demands; the card's figures are of TEST.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path

import msgspec
import numpy as np
from card import write_card
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from parley.app import lexicon_path, load_lexicon
from parley.config import Settings
from parley.domain.ports import Evidence
from parley.engine.catalog import digest_of
from parley.evaluation.examples import (
    DESK,
    VERDICTS,
    Example,
    Part,
    embedded,
    position,
    shipped_examples,
)
from parley.evaluation.judge import Judged, judge, judged_by, trusted
from parley.evaluation.report import count, figures
from parley.risk.confidence.calibrated import Calibrated, Coefficients, Curve, Fitted, logistic
from parley.risk.confidence.features import FAST, LEXICAL, RULES, THOROUGH, Signals
from parley.risk.confidence.lexicon import Coverage

# A second look takes several times as long as a translation: an eighth of the examples gets one.
_LOOKED_AT_TWICE = 1 / 8
# Of adequacy, and a width: a translation near the line teaches less than one far off. The line lies
# lower than that of the label, where a reader and the references disagree least on the worst.
_SOFT_MIDDLE, _SOFT_WIDTH = 0.5, 0.1
# How good a translation with a major error counts: what it is about arrives. At nothing the fit
# tells good from bad a little better, and critical from the rest much worse.
_MAJOR = 0.85
# How much an example counts whose label is not a verdict on what the present weights make.
_OTHERS = 0.3
# Fewer examples than this make no curve of their own.
_FEWEST = 150
_STRENGTH = 0.3
_UNPENALISED = 1e3
_FOLDS = 5
# Signals that something is wrong, and never that something is right.
_FAULTS = frozenset({"copied", "repeated", "pieced", "disagreement", *LEXICAL, *RULES})

Values = Callable[[Evidence], list[float]]


def run(corpus: Path, models: Path, output: Path, share: float) -> None:
    """Fit, write `confidence.json` and the card `README.md`, and say how long it took."""
    started = time.perf_counter()
    settings = Settings(models_folder=str(models))
    every = shipped_examples(corpus, models, share)
    # What the fit is about to replace is not asked: it may belong to another lexicon.
    judged = asyncio.run(judge(settings, every, calibrated=False))
    print(f"{len(judged)} examples judged after {time.perf_counter() - started:.0f} s", flush=True)
    looked_at = list(filter(_looked_at_twice, every))
    twice = asyncio.run(judge(settings, looked_at, thorough=True, calibrated=False))
    print(f"{len(twice)} twice after {time.perf_counter() - started:.0f} s", flush=True)
    solve(judged, twice, settings, output)
    print(f"written after {time.perf_counter() - started:.0f} s")


def solve(
    judged: Sequence[Judged], twice: Sequence[Judged], settings: Settings, output: Path
) -> None:
    """Coefficients and card from judged examples; those of `twice` had a second look."""
    entry = embedded(Path(settings.models_folder))
    lexicon = load_lexicon(settings)
    signals = Signals(lexicon, _UNKNOWN)
    fitted = Fitted(
        model=entry.name,
        model_sha256=entry.sha256["model.bin"],
        lexicon_sha256=digest_of(lexicon_path(settings)),
        typical=typical(judged, signals),
        fast=coefficients(judged, FAST, signals.fast),
        thorough=coefficients(_with_looks(twice), THOROUGH, signals.thorough),
    )
    output.mkdir(parents=True, exist_ok=True)
    encoded = msgspec.json.format(msgspec.json.encode(_rounded(fitted)), indent=1)
    (output / "confidence.json").write_bytes(encoded + b"\n")
    estimator = Calibrated(fitted, lexicon)
    tested = judged_by(estimator, _of(Part.TEST, judged))
    looked = judged_by(estimator, _of(Part.TEST, _with_looks(twice)))
    write_card(output / "README.md", fitted, figures(tested), figures(looked)[:2])


# Every pair of languages that is fitted on is in the lexicon.
_UNKNOWN = Coverage(0.0, 0.0)


def typical(judged: Sequence[Judged], signals: Signals) -> Coverage:
    """The mean coverage of our own translations, to be taken where the lexicon says nothing."""
    found = [
        astuple(known)
        for one in _of(Part.FIT, judged)
        if one.example.own and (known := signals.coverage(one.evidence[0])) is not None
    ]
    return Coverage(*map(float, np.mean(found, axis=0)))


def _looked_at_twice(example: Example) -> bool:
    return position(f"twice {example.name} {example.key}") < _LOOKED_AT_TWICE


def _with_looks(judged: Sequence[Judged]) -> list[Judged]:
    return [one for one in judged if all(e.second is not None for e in one.evidence)]


def _of(part: Part, judged: Sequence[Judged]) -> list[Judged]:
    return [one for one in judged if one.example.part is part]


def coefficients(judged: Sequence[Judged], names: tuple[str, ...], values: Values) -> Coefficients:
    """Weights in the features' own units, and curves by direction."""
    # What is wrong with a message of several segments is not known of each.
    fit = [one for one in _of(Part.FIT, judged) if len(one.evidence) == 1]
    features = np.array([values(one.evidence[0]) for one in fit])
    good = np.array([not one.bad for one in fit])
    directions = np.array([one.example.direction for one in fit])
    best = set(map(id, trusted(fit)))
    calibrating = np.array([id(one) in best for one in fit])
    # Each given set has an intercept of its own, which is then left out: how likely our model
    # finds another's translation says little about how good it is.
    given = sorted({one.example.name for one in fit if not one.example.own})
    intercepts = np.array([[one.example.name == name for name in given] for one in fit], float)
    # Every example once as a good one and once as a bad one, by how far it is each.
    goodness = np.array(list(map(_goodness, fit)))
    matrix = np.tile(np.hstack([features, intercepts]), (2, 1))
    target = np.repeat([True, False], len(fit))
    share = np.array([1.0 if one.example.name in VERDICTS else _OTHERS for one in fit])
    weight = np.concatenate([share * goodness, share * (1 - goodness)])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, max_iter=2000))
    _forbid_praise(model, matrix, target, weight, names)
    options = {"logisticregression__sample_weight": weight}
    scores = cross_val_predict(
        model, matrix, target, groups=[one.example.key for one in fit] * 2,
        cv=GroupKFold(_FOLDS), method="decision_function", params=options,
    )[: len(fit)]  # fmt: skip
    model.fit(matrix, target, **options)
    scaler, regression = model.named_steps.values()
    weights = regression.coef_[0] / scaler.scale_
    bias = regression.intercept_[0] - float(weights @ scaler.mean_)
    plain = Coefficients(names, tuple(map(float, weights[: len(names)])), float(bias), {})
    curves = _curves(scores[calibrating], good[calibrating], directions[calibrating])
    calibrated = msgspec.structs.replace(plain, curves=curves)
    return msgspec.structs.replace(
        calibrated,
        curves={
            direction: _counted(calibrated, curve, direction, judged, values)
            for direction, curve in curves.items()
        },
    )


def _forbid_praise(
    model: Pipeline,
    matrix: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray,
    names: tuple[str, ...],
) -> None:
    """Blank out, in place, the flags that would count in favour of a translation.

    A rare flag may by chance stand on good examples only. That a mismatch makes a message look
    better is nothing that an operator could be told; such a flag gets no weight.
    """
    while True:
        model.fit(matrix, target, logisticregression__sample_weight=weight)
        weights = model.named_steps["logisticregression"].coef_[0]
        praising = [i for i, name in enumerate(names) if name in _FAULTS and weights[i] > 0]
        if not praising:
            return
        matrix[:, praising] = 0.0


def _goodness(judged: Judged) -> float:
    """How far an example is a good one: by its verdict, or by adequacy with a soft edge."""
    if judged.adequacy is None:
        return 0.0 if judged.critical else _MAJOR if judged.bad else 1.0
    return logistic((judged.adequacy - _SOFT_MIDDLE) / _SOFT_WIDTH)


def _curves(scores: np.ndarray, good: np.ndarray, directions: np.ndarray) -> dict[str, Curve]:
    """By direction one isotonic curve of all, moved by how much better that direction's are.

    A curve of its own, of a tenth of the examples, is of a few steps, and mixes up what the scores
    had in order.
    """
    named = [name for name in sorted(set(directions)) if (directions == name).sum() >= _FEWEST]
    # By logistic regression, score and directions side by side.
    columns = np.array([scores, *(directions == name for name in named)], float).T
    regression = LogisticRegression(C=_UNPENALISED, max_iter=2000).fit(columns, good)
    slope, *offsets = regression.coef_[0]
    shares = [(directions == name).mean() for name in named]
    moved_by = np.array(offsets) - float(np.dot(shares, offsets))
    moves = {"": 0.0, **dict(zip(named, map(float, moved_by / slope), strict=True))}
    moved = scores + np.array([moves.get(direction, 0.0) for direction in directions])
    corners, probabilities = _isotonic(moved, good)
    return {
        name: Curve(tuple(corner - move for corner in corners), probabilities, (), ())
        for name, move in moves.items()
    }


def _isotonic(scores: np.ndarray, good: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Corners of a rising curve: each level of the isotonic fit, at the mean score of its group."""
    levels = IsotonicRegression(out_of_bounds="clip").fit(scores, good).predict(scores)
    corners = [(float(scores[levels == level].mean()), float(level)) for level in np.unique(levels)]
    return tuple(score for score, _ in corners), tuple(level for _, level in corners)


def _counted(
    coefficients: Coefficients,
    curve: Curve,
    direction: str,
    judged: Sequence[Judged],
    values: Values,
) -> Curve:
    """The curve with what the calibration messages of a support desk say of it."""
    desk = [
        one for one in trusted(_of(Part.CALIBRATE, judged))
        if one.example.name in DESK and direction in ("", one.example.direction)
    ]  # fmt: skip
    rated = judged_by(_Estimator(coefficients, values), desk)
    quantiles = np.quantile([one.confidence for one in rated], np.linspace(0, 1, 101))
    return msgspec.structs.replace(
        curve, quantiles=tuple(map(float, quantiles)), counted=count(rated)
    )


class _Estimator:
    """A ConfidenceEstimator of one regression."""

    def __init__(self, coefficients: Coefficients, values: Values) -> None:
        self._coefficients = coefficients
        self._values = values

    def confidence(self, evidence: Evidence) -> float:
        if evidence.hypothesis.mean_log_prob is None:
            return 0.0
        direction = f"{evidence.source_language}-{evidence.target_language}"
        score = self._coefficients.score(self._values(evidence))
        return self._coefficients.probability(score, direction)


def _rounded(fitted: Fitted) -> object:
    """Five digits are more than the data can say, and keep the file readable."""

    def shorten(value: object) -> object:
        if isinstance(value, float):
            return float(f"{value:.5g}")
        if isinstance(value, dict):
            return {key: shorten(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [shorten(inner) for inner in value]
        return value

    return shorten(msgspec.to_builtins(fitted))
