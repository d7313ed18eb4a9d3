"""How alike two texts are, by their character n-grams."""

from collections import Counter

_LONGEST = 6
_RECALL_WEIGHT = 2


def chrf(hypothesis: str, reference: str) -> float:
    """Sentence chrF (Popović 2015: beta 2, n-grams of 1 to 6 without spaces), in 0..1."""
    made, meant = "".join(hypothesis.split()), "".join(reference.split())
    precisions, recalls = [], []
    for size in range(1, _LONGEST + 1):
        found, wanted = _ngrams(made, size), _ngrams(meant, size)
        if not found or not wanted:
            continue
        shared = (found & wanted).total()
        precisions.append(shared / found.total())
        recalls.append(shared / wanted.total())
    if not precisions:
        return float(made == meant)
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if not precision + recall:
        return 0.0
    weight = _RECALL_WEIGHT**2
    return (1 + weight) * precision * recall / (weight * precision + recall)


def _ngrams(text: str, size: int) -> Counter[str]:
    return Counter(text[i : i + size] for i in range(len(text) - size + 1))
