"""The card beside the coefficients: what they are, what they were fitted on, how good they are."""

from collections.abc import Sequence
from pathlib import Path

from parley.evaluation.examples import BAD_BELOW, CRITICAL_BELOW
from parley.evaluation.report import Figures, table
from parley.risk.confidence.calibrated import Fitted

_TEXT = """# Confidence

`confidence.json` turns what the engine and the rules say of a translation into the probability
that it is good. It belongs to the model `{model}` (`model.bin` {digest}…) and is fitted anew
whenever that changes:

```sh
pip install -e .[quality]
python models/quality fit --corpus DIR     # writes confidence.json and this card
parley eval confidence --corpus DIR        # the first table again, with plots if asked for
```

## What it is

A logistic regression over {features} signals that come with every translation (token
log-probabilities, lengths, copies, repetition, flags of the rules that compare both texts), and a
second one for `thorough_confidence`, which also has the reverse model's score of the source and
how far the four best translations disagree. Isotonic regression calibrates each direction.

## What it was fitted on

Our model's own translations of the dev sets support, tatoeba, bcontrast and diabla, in eight
directions, and, with an intercept of their own, translations of other systems
that people judged: MLQE-PE en-de, WMT21 critical errors en-de, DiaBLa's verdicts en-fr, DEMETR
de, es, fr to en. `models/README.md` names their licences; no sentence of them is here. Weights saw
35% of the source lines, budgets and bounds rest on another 30%, and the tables below on the
remaining 35%, which nothing was fitted on. The recipe itself (features, strength, the soft edge
between critical and bad) was chosen on an earlier draw of 3,700 of these lines under another
split, so that the tables are a little kinder than new
lines would be.

Our own translations have no human verdict. One is called bad when its chrF against the reference
is under {bad}, and critical under {critical}. That is a proxy, worth what it is: free but good
translations are called bad, and a single wrong word that turns the meaning round is not seen. The
sets with human verdicts (diabla-verdicts, mlqe, wmt21, demetr) show the other side, but there the
model looks at translations that are not its own.

## Figures

On lines that were not fitted on, in percent but for AURC and ECE. *Caught* is the share of critical
errors among the most suspect 10, 20 and 30% of the messages, flags and confidence together;
*unreviewed* is the share of messages that can go out unreviewed when at most 5% of those may be
critical, 95% sure (Learn then Test), or *none*, with the lowest upper bound that any threshold
reaches.

{fast}

With a second look, on an eighth of the lines:

{thorough}

The weights, each times its feature's own unit:

| signal | default | thorough |
|---|--:|--:|
{weights}
"""


def write_card(
    path: Path, fitted: Fitted, fast: Sequence[Figures], thorough: Sequence[Figures]
) -> None:
    """Write the card with figures of both regressions."""
    plain = dict(zip(fitted.fast.features, fitted.fast.weights, strict=True))
    pairs = zip(fitted.thorough.features, fitted.thorough.weights, strict=True)
    weights = "\n".join(
        f"| {name} | {f'{plain[name]:+.2f}' if name in plain else ''} | {weight:+.2f} |"
        for name, weight in pairs
    )
    text = _TEXT.format(
        model=fitted.model,
        digest=fitted.model_sha256[:12],
        features=len(fitted.fast.features),
        bad=BAD_BELOW,
        critical=CRITICAL_BELOW,
        fast=table(fast),
        thorough=table(thorough),
        weights=weights,
    )
    path.write_text(text, encoding="utf-8")
