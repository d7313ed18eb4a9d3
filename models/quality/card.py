"""The card beside the coefficients: what they are, what they were fitted on, how good they are."""

from collections.abc import Sequence
from pathlib import Path

from parley.evaluation.adequacy import WRONG_BELOW
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

It is fitted anew after a change of the signals or of the lexicon, too: the service refuses to start
with one that was fitted on others. The fit takes no notice of the file that it replaces.

## What it is

A logistic regression over {features} signals that come with every translation (the probability
that the search gives to the whole, lengths, copies, repetition, flags of the rules that compare
both texts, and how far the words of both sides answer each other), and a second one for
`thorough_confidence`, which also has the reverse model's score of the source and how far the four
best translations disagree. Isotonic regression calibrates each direction.

`lexicon.npz` tells which words answer each other: IBM Model 1 both ways, on words cut to six
letters, from the text that the model was trained on, and in how many of its lines a word stands.
It holds hashes and numbers and no word. It does not depend on the model, and is made anew only
when the training text changes:

```sh
python models/quality lexicon --corpus DIR     # some minutes; then fit
```

Like the model's, its licence is CC-BY-SA 4.0, for the share-alike data among its sources, which
`models/README.md` names.

## What it was fitted on

Our model's own translations of the dev sets support, tatoeba, bcontrast and diabla, in eight
directions, and, each with an intercept of its own, translations with a reader's verdict:
[verdicts.tsv](verdicts.tsv) (*read*: earlier translations of ours), MLQE-PE en-de, WMT21 critical
errors en-de, DiaBLa's verdicts en-fr, DEMETR de, es, fr to en. `models/README.md` names their
licences; no sentence of them is here, but for `verdicts.tsv`, whose lines are the project's own.
Weights saw 35% of the source lines, budgets and bounds rest on another 30%, and the tables below
on the remaining 35%, which nothing was fitted on. The recipe itself (features, strength, the soft
edge, the label) was chosen by cross-validation on the first part.

## What counts as an error

One reader, who saw neither confidence nor score, read {read} translations of support lines, made
by earlier weights, and called each *fine*, *minor* (awkward, or something lost that matters little)
or *critical* (it says another thing, or cannot be understood): seven in ten were critical.

Our own translations have no verdict. One counts as an error, critical and bad alike, when its
adequacy is under {wrong}: the mean of chrF and of the F1 of words, rare words counting more,
against the most like of all references that the line has. Of thresholds from 0.3 to 0.7 that one
agrees best with the reader, on 79% of 170 translations (kappa 0.51). The label before, chrF under
0.25, agreed on 45% (kappa 0.06): what it called critical was hardly more often so than the rest. A
reference says what one person would have written, so that a free translation may still count as
an error, and one wrong word may not.

Where seven messages in ten have an error, no order catches more than 14% of these among the most
suspect 10% of the messages, nor more than 28% among 20%: there the precision tells how good an
order is.

## Tried without gain

By cross-validation on the part that weights see: gradient-boosted trees under monotone constraints
(AUROC 87.1 for 86.9 on our own translations, 59.5 for 62.8 on WMT21), products, roots and sums of
the coverage, the rarity of the source's words and the share that training hardly had, the worst
word of each side. Coverage is what helped: without it the same regression has 81.3 on our own
translations.

The probability of the whole is the geometric mean of its tokens', which a beam search gives for
nothing. Before it stood seven signals of single tokens (mean, spread, minimum, tail, end), for
which the engine had to run a second time. By the same cross-validation these have 85.5 on our own
translations, the probability 86.5, both together 86.6; the logarithm of the probability in its
place 84.1, since a regression makes too much of it where all is bad alike. With a second look it is
86.0, 86.3 and 86.4. How far the second best translation of the search lies behind adds nothing
(86.5).

On the held-out part, with the weights of that day, the confidence before, with neither coverage
nor this label, had 75.8 by the label, 76.8 by the reader, and 75.8 by the label of that time, chrF
under 0.25; this one had 84.9, 90.6 and 77.2. Of what chrF under 0.25 calls critical it has 35.5 and
55.8% among the most suspect 10 and 20%, where that one had 25.2 and 48.1%.

## Figures

On lines that were not fitted on, in percent but for AURC and ECE. *Caught* is the share of critical
errors among the most suspect 10, 20 and 30% of the messages;
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
    path: Path, fitted: Fitted, read: int, fast: Sequence[Figures], thorough: Sequence[Figures]
) -> None:
    """Write the card with figures of both regressions; `read` translations have a verdict."""
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
        read=read,
        wrong=WRONG_BELOW,
        fast=table(fast),
        thorough=table(thorough),
        weights=weights,
    )
    path.write_text(text, encoding="utf-8")
