"""The classifier beside the lists: fitted, cut down to a small file, and its thresholds chosen.

    python models/quality net --corpus DIR

Needs a folder with `train/en-xx.tsv.xz` and `dev/support.tsv`; some minutes on one core. With
`--thresholds` the weights stay as they are, which takes some minutes; both looks' are chosen.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from net_examples import (
    COMMITMENT,
    THEMES,
    Example,
    all_examples,
    dev_lines,
    said_where_it_counts,
)
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from parley.engine.classifier import EncoderClassifier
from parley.risk.fold import fold
from parley.risk.grams import BUCKET_BITS, grams
from parley.risk.likeness import Likeness
from parley.risk.net import CARD, WEIGHTS, SafetyNet, damped, parts_of

_BUCKETS = 1 << BUCKET_BITS
_STRENGTH = 4.0
_ROUNDS = 50
# Buckets that keep their weights: the file stays under 300 kB.
_KEPT = 48_000
# A theme without examples has no weights to scale.
_LEAST = 1e-9
# The service's thresholds let through no more than these shares: of the support lines that no
# weight saw, of those in which the lists find nothing, and of the harmless labelled lines, most of
# which are twins of risky ones.
_PASSED = (0.0008, 0.002)
_PASSED_BY_THEME = {
    **dict.fromkeys(("self-harm", "violence", "wants-a-human"), (0.0008, 0.004)),
    # Few ordinary lines come near this one, and those are of health.
    "medical-emergency": (0.002, 0.0025),
    # Most of the highest of agents' lines are promises that the lists miss.
    COMMITMENT: (0.005, 0.002),
}
# The same where two have looked.
_PASSED_TOGETHER = {
    **dict.fromkeys(THEMES, (0.001, 0.008)),
    "wants-a-human": (0.0016, 0.02),
    "legal-threat": (0.0015, 0.02),
    # Who may come to harm must not be missed.
    **dict.fromkeys(("self-harm", "violence", "medical-emergency"), (0.003, 0.035)),
}
# Of the support lines, so many are read twice.
_READ_AGAIN = 0.2
_BISECTIONS = 20


def run(corpus: Path, models: Path, output: Path, *, fit: bool = True) -> None:
    """Fit if asked to, choose thresholds, and write `net.npz` and `net.json` into a folder."""
    started = time.process_time()
    output.mkdir(exist_ok=True)
    if fit:
        examples = all_examples(models, corpus)
        table = Table(examples)
        print(f"{len(examples)} examples, {time.process_time() - started:.0f} s", flush=True)
        everything = np.ones(len(table.of_example), bool)
        _, arrays = quantised(table.fit(everything), dict.fromkeys(THEMES, 0.0))
        np.savez_compressed(output / WEIGHTS, allow_pickle=False, **arrays)
    content = (output / WEIGHTS).read_bytes()
    classifier = EncoderClassifier(models / "quality" / "classifier")
    card: dict[str, object] = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "thresholds": dict.fromkeys(THEMES, 0.0),
        "second_look": {"classifier": classifier.digest, "suspected": {}, "thresholds": {}},
    }
    net = _written(output, card)
    together = Likeness(net, classifier)
    harmless = {theme: said_where_it_counts(corpus, models, theme) for theme in THEMES}
    card["thresholds"] = _thresholds(net.score, harmless, THEMES, _PASSED_BY_THEME)
    themes = tuple(theme for theme in THEMES if theme in classifier.scores(""))
    card["second_look"] = {
        "classifier": classifier.digest,
        "suspected": _suspected(net, corpus, themes),
        "thresholds": _thresholds(together.score, harmless, themes, _PASSED_TOGETHER),
    }
    _written(output, card)
    print(f"{len(content)} bytes, {time.process_time() - started:.0f} s; {card}")


def _written(output: Path, card: dict[str, object]) -> SafetyNet:
    (output / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return SafetyNet.read(output)


def _thresholds(
    score: Callable[[str, str], float],
    harmless: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    themes: Sequence[str],
    passed: Mapping[str, tuple[float, float]],
) -> dict[str, float]:
    """By theme, from lines that it should not flag, so that these shares of them pass at most."""
    found = {}
    for theme in themes:
        chosen = max(
            np.quantile([score(theme, text) for text in texts], 1 - share)
            for texts, share in zip(harmless[theme], passed.get(theme, _PASSED), strict=True)
        )
        # Up, so that what stands on the line is let through no more.
        found[theme] = round(float(chosen) + 0.005, 2)
    return found


def _suspected(net: SafetyNet, corpus: Path, themes: Sequence[str]) -> dict[str, float]:
    """Bars that `_READ_AGAIN` of the support lines come up to, each theme's share alike."""
    scores = np.array(
        [[net.score(theme, text) for theme in themes] for text, _, _ in dev_lines(corpus)]
    )
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        share = (low + high) / 2
        bars = np.quantile(scores, 1 - share, axis=0)
        if (scores >= bars).any(axis=1).mean() > _READ_AGAIN:
            high = share
        else:
            low = share
    bars = np.quantile(scores, 1 - low, axis=0)
    return dict(zip(themes, np.round(bars, 2).tolist(), strict=True))


class Table:
    """Examples as parts: features [parts, buckets], labels and their weights [parts, themes]."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        owners, columns, values, ends = [], [], [], [0]
        labels, weights = [], []
        for number, example in enumerate(examples):
            folded = fold(example.text)
            found = grams(folded)
            if found is None:
                continue
            parts = parts_of(found)
            for part, (divisor, (begin, end)) in enumerate(
                zip(damped(parts.pieces), parts.pieces, strict=True)
            ):
                row = np.full(len(THEMES), np.nan, np.float32)
                about = _overlaps(example, folded.original(
                    int(found.starts[parts.first[part]]), int(found.ends[parts.last[part] - 1])
                ))  # fmt: skip
                for column, theme in enumerate(THEMES):
                    if theme in example.labels and (about or not example.labels[theme]):
                        row[column] = example.labels[theme]
                buckets, counts = np.unique(found.buckets[begin:end], return_counts=True)
                columns.append(buckets.astype(np.int32))
                values.append((counts / divisor).astype(np.float32))
                ends.append(ends[-1] + len(buckets))
                owners.append(number)
                labels.append(row)
                weights.append(example.weight)
        self.features = csr_matrix(
            (np.concatenate(values), np.concatenate(columns), np.array(ends)),
            shape=(len(owners), _BUCKETS),
        )
        self.of_example = np.array(owners)
        known = np.stack(labels)
        self.labels = np.nan_to_num(known)
        self.weights = np.where(np.isnan(known), 0, np.array(weights, np.float32)[:, None])

    def fit(self, chosen: np.ndarray) -> np.ndarray:
        """Weights with the biases in the last row, [buckets + 1, themes], from the chosen parts.

        L2-regularised logistic regression, all themes at once.
        """
        features = self.features[chosen]
        across = features.T.tocsr()
        weights = self.weights[chosen]
        sign = (2 * self.labels[chosen] - 1).astype(np.float32)
        shape = (_BUCKETS + 1, len(THEMES))

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            both = flat.astype(np.float32).reshape(shape)
            body, bias = both[:-1], both[-1]
            margins = (features @ body + bias) * sign
            total = float((weights * np.logaddexp(0, -margins)).sum())
            total += float((body**2).sum()) / (2 * _STRENGTH)
            slope = -weights * sign / (1 + np.exp(np.clip(margins, -30, 30)))
            gradient = np.vstack([across @ slope + body / _STRENGTH, slope.sum(0)])
            return total, gradient.astype(np.float64).ravel()

        start = np.zeros(shape)
        start[-1] = -4.0
        options = {"maxiter": _ROUNDS, "maxcor": 6}
        found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=options)
        return found.x.astype(np.float32).reshape(shape)


def _overlaps(example: Example, span: tuple[int, int]) -> bool:
    marked = example.marked
    return marked is None or (span[0] < marked[1] and marked[0] < span[1])


def quantised(
    fitted: np.ndarray, thresholds: dict[str, float]
) -> tuple[SafetyNet, dict[str, np.ndarray]]:
    """What is kept of the weights, as the service has them, and as arrays of the file."""
    body = fitted[:-1]
    # Themes count alike, however large their weights.
    strength = (np.abs(body) / np.maximum(body.std(axis=0), _LEAST)).max(axis=1)
    rows = np.zeros(_BUCKETS, bool)
    rows[np.argsort(-strength, kind="stable")[:_KEPT]] = True
    scales = np.maximum(np.abs(body[rows]).max(axis=0) / 127, _LEAST).astype(np.float32)
    weights = np.rint(body[rows] / scales).astype(np.int8)
    biases = fitted[-1].astype(np.float32)
    arrays = {"rows": np.packbits(rows), "weights": weights, "scales": scales, "biases": biases}
    return SafetyNet(rows, weights, scales, biases, thresholds), arrays
