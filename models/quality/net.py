"""The classifier beside the lists: fitted, cut down to a small file, and its thresholds chosen.

    python models/quality net --corpus DIR

Needs a folder with `train/en-xx.tsv.xz` and `dev/support.tsv`; some minutes on one core. With
`--thresholds` the weights stay as they are, which takes seconds.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from net_examples import (
    COMMITMENT,
    FOLDS,
    THEMES,
    Example,
    all_examples,
    said_where_it_counts,
)
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from parley.risk.fold import fold
from parley.risk.grams import BUCKET_BITS, grams
from parley.risk.net import CARD, WEIGHTS, SafetyNet, damped, parts_of

_BUCKETS = 1 << BUCKET_BITS
_STRENGTH = 4.0
_ROUNDS = 50
# Buckets that keep their weights: the file stays under 300 kB.
_KEPT = 32_000
# A theme without examples has no weights to scale.
_LEAST = 1e-9
# For the table of what left-out sets meet: the share of ordinary lines that a theme may flag.
_FLAGGED = 0.0028
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


def run(corpus: Path, models: Path, output: Path, *, fit: bool = True) -> None:
    """Fit if asked to, choose thresholds, and write `net.npz` and `net.json` into a folder."""
    started = time.process_time()
    output.mkdir(exist_ok=True)
    if fit:
        examples = all_examples(models, corpus)
        table = Table(examples)
        print(f"{len(examples)} examples, {time.process_time() - started:.0f} s", flush=True)
        scores = table.unseen_scores()
        for column in range(len(THEMES)):
            _print_recall(table, scores, column)
        everything = np.ones(len(table.of_example), bool)
        _, arrays = quantised(table.fit(everything), dict.fromkeys(THEMES, 0.0))
        np.savez_compressed(output / WEIGHTS, allow_pickle=False, **arrays)
    content = (output / WEIGHTS).read_bytes()
    card: dict[str, object] = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "thresholds": dict.fromkeys(THEMES, 0.0),
    }
    (output / CARD).write_text(json.dumps(card), encoding="utf-8")
    card["thresholds"] = thresholds(SafetyNet.read(output), corpus, models)
    (output / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(f"{len(content)} bytes, {time.process_time() - started:.0f} s; {card['thresholds']}")


def thresholds(net: SafetyNet, corpus: Path, models: Path) -> dict[str, float]:
    """By theme, from lines that it should not flag."""
    found = {}
    for theme in THEMES:
        support, twins = (
            [net.score(theme, text) for text in texts]
            for texts in said_where_it_counts(corpus, models, theme)
        )
        shares = _PASSED_BY_THEME.get(theme, _PASSED)
        chosen = max(
            np.quantile(scores, 1 - share)
            for scores, share in zip((support, twins), shares, strict=True)
        )
        # Up, so that what stands on the line is let through no more.
        found[theme] = round(float(chosen) + 0.005, 2)
    return found


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

    def unseen_scores(self) -> np.ndarray:
        """Log-odds by weights that saw neither a part's set nor its block, [parts, themes].

        Parts that are no test of anything stay nan: phrases, written lines.
        """
        sources = [self.examples[number].source for number in self.of_example]
        half = np.array([crc32(source.encode()) % 2 for source in sources])
        split = np.array([source.startswith("own/") for source in sources])
        scores = np.full(self.labels.shape, np.nan, np.float32)
        for fold_number, sets in enumerate(FOLDS):
            unseen = np.isin(sources, sets) | (split & (half == fold_number))
            net, _ = quantised(self.fit(~unseen), dict.fromkeys(THEMES, 0.0))
            kept = net.matrix()
            scores[unseen] = self.features[unseen] @ kept[:-1] + kept[-1]
        return scores

    def ordinary(self, column: int) -> np.ndarray:
        """Which parts are of ordinary lines without the theme."""
        own = np.array([self.examples[n].source.startswith("own/") for n in self.of_example])
        return own & (self.weights[:, column] > 0) & (self.labels[:, column] == 0)

    def best(self, scores: np.ndarray, column: int, chosen: np.ndarray) -> np.ndarray:
        """The highest score of each line that has a chosen part, [lines]."""
        highest = np.full(len(self.examples), -np.inf)
        np.maximum.at(highest, self.of_example[chosen], scores[chosen, column])
        return highest[np.unique(self.of_example[chosen])]


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


def _print_recall(table: Table, scores: np.ndarray, column: int) -> None:
    """What of each set is found by weights that did not see it, at a share of ordinary lines."""
    theme, found = THEMES[column], []
    ordinary = table.best(scores, column, table.ordinary(column))
    threshold = float(np.quantile(ordinary, 1 - _FLAGGED))
    for name in (name for sets in FOLDS for name in sets):
        own = np.array([table.examples[number].source == name for number in table.of_example])
        known = own & (table.weights[:, column] > 0)
        risky = known & (table.labels[:, column] == 1)
        harmless = known & (table.labels[:, column] == 0)
        if risky.any():
            caught = np.mean(table.best(scores, column, risky) >= threshold)
            alarms = np.mean(table.best(scores, column, harmless) >= threshold)
            found.append(f"{name.removesuffix('.tsv')} {caught:.0%} ({alarms:.1%})")
    print(f"{theme} from {threshold:.2f}: {', '.join(found)}", flush=True)
