"""What can be promised of the messages that nobody reviews.

"At most 5% of the unreviewed messages carry a critical error, 95% sure" is a statement about
selective risk, which does not rise evenly with the threshold, so that each threshold is a
hypothesis of its own: "among messages at or above it, the share of critical ones exceeds the
bound". Learn then Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021) tests them on calibration
messages, each by the exact binomial bound of Clopper and Pearson (1934), in a fixed sequence from
the strictest threshold down, and stops at the first that cannot be rejected; the chance that any
threshold so certified breaks its bound is at most 1 - level (fixed-sequence testing: Maurer,
Hothorn, Lehmacher 1995; no correction for the number of tests).

The sequence begins where enough messages are left for a test to pass although half the bound is
seen in them: where it takes none at all, a single error ends it (`models/quality/sequence.py`).
That looks at confidences only, never at the labels, so the guarantee stands. It holds while traffic
looks like the calibration messages; the random audit keeps watching that.
"""

import math
from collections.abc import Sequence
from functools import cache

from parley.risk.confidence.calibrated import Counted

_STEPS = 60
# Part of the bound that may be seen where the sequence begins.
SEEN = 0.5


def upper_bound(critical: int, kept: int, level: float) -> float:
    """Clopper and Pearson's one-sided upper bound on a share: seen `critical` times of `kept`.

    The share p at which seeing so few is just as improbable as 1 - level: the root of
    P(X <= critical | kept, p) = 1 - level, by bisection.
    """
    if critical >= kept:
        return 1.0
    low, high = critical / kept, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _at_most(critical, kept, middle) > 1 - level:
            low = middle
        else:
            high = middle
    return high


@cache
def fewest(bound: float, level: float, seen: float = SEEN) -> int:
    """Messages that it takes to certify a bound where this part of it is seen in them."""
    count = math.ceil(math.log(1 - level) / math.log(1 - bound))
    while upper_bound(math.floor(seen * bound * count), count, level) > bound:
        count += 1
    return count


def certify(
    counted: Sequence[Counted], bound: float, level: float, needed: int | None = None
) -> Counted | None:
    """The lowest threshold whose unreviewed messages keep the bound; None if there is none.

    Args:
        counted: along a grid that was fixed beforehand.
        bound: the largest share of critical errors, in 0..1.
        level: how sure to be, in 0..1.
        needed: messages with which the sequence begins; `fewest` where not given.
    """
    most = max((row.kept for row in counted), default=0)
    # Not one error among all of them would be enough; how many would is long to find then.
    if not most or upper_bound(0, most, level) > bound:
        return None
    needed = fewest(bound, level) if needed is None else needed
    certified = None
    for row in sorted(counted, key=lambda row: -row.threshold):
        if row.kept < needed:
            continue
        if upper_bound(row.critical, row.kept, level) > bound:
            break
        certified = row
    return certified


def _at_most(successes: int, trials: int, share: float) -> float:
    """P(X <= successes) for X of a binomial distribution."""
    if share >= 1:
        return 0.0
    odds, rest = math.log(share) if share > 0 else -math.inf, math.log1p(-share)
    terms = [
        math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        + (k * odds if k else 0.0) + (trials - k) * rest
        for k in range(successes + 1)
    ]  # fmt: skip
    largest = max(terms)
    if largest == -math.inf:
        return 0.0
    return min(1.0, math.exp(largest) * sum(math.exp(term - largest) for term in terms))
