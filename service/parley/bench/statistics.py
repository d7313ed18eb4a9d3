"""The arithmetic of the report: percentiles, arrival times, slopes."""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import msgspec


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of `ordered` lies, between two by straight line.

    This is definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996),
    the default of NumPy and R.

    Args:
        ordered: at least one value, ascending.

    Raises:
        ValueError: no values, or a share outside 0..1.
    """
    if not ordered:
        raise ValueError("a percentile of nothing")
    if not 0 <= share <= 1:
        raise ValueError("a share is between 0 and 1")
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    low, high = ordered[below], ordered[above]
    # In this form neither rounding nor overflow can lead outside low..high.
    return low + (high - low) * (position - below)


class Distribution(msgspec.Struct, frozen=True):
    """How values are spread; all in the unit that the field's name gives."""

    count: int
    mean: float
    p50: float
    p90: float
    p99: float
    max: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self | None:
        """None for no values: a percentile of nothing would only look like a figure."""
        ordered = sorted(values)
        if not ordered:
            return None
        return cls(
            count=len(ordered),
            mean=math.fsum(ordered) / len(ordered),
            p50=percentile(ordered, 0.5),
            p90=percentile(ordered, 0.9),
            p99=percentile(ordered, 0.99),
            max=ordered[-1],
        )


def poisson_arrivals(rate: float, duration_s: float, source: random.Random) -> Iterator[float]:
    """Moments in 0..duration_s of independent arrivals, `rate` a second on average.

    Gaps of a Poisson process are exponential with mean 1/rate, so arrivals come in clumps, as
    customers do; evenly spaced ones would hide the queue that clumps make.

    Raises:
        ValueError: a rate that is not positive.
    """
    if rate <= 0:
        raise ValueError("a rate is positive")
    moment = source.expovariate(rate)
    while moment < duration_s:
        yield moment
        moment += source.expovariate(rate)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Least-squares slope of y over x; 0 where x does not vary."""
    if not points:
        return 0.0
    mean_x = math.fsum(x for x, _ in points) / len(points)
    mean_y = math.fsum(y for _, y in points) / len(points)
    spread = math.fsum((x - mean_x) ** 2 for x, _ in points)
    if spread == 0:
        return 0.0
    return math.fsum((x - mean_x) * (y - mean_y) for x, y in points) / spread
