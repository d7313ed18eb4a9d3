"""Reviewers' verdicts on what the model translated, weighed to stand for all of its traffic.

An item is reviewed for one of three reasons. Its confidence lies under the threshold: then every
such message is reviewed. Or nothing is wrong with it and the random audit picked it, with a
probability of `audit_share`. Or a flag asks for review although its confidence is high enough:
then every such message is reviewed, too, but beside the audited ones it would count for too much,
since accuracy flags find what is wrong. In proportion to what was not reviewed it counts
`audit_share`, the inverse of how much more likely it was to be seen (Horvitz and Thompson 1952).
So at every confidence the verdicts are a fair sample of the messages of that confidence; that
there are more of low confidence than in traffic is no matter to a fit given the confidence (see
`risk.confidence.correction`).

The threshold and the share are those in force now; verdicts from before they changed are better
left out (`since`). A tenant's own thresholds are not looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parley.domain.decide import AUDIT_RULE, Policy
from parley.domain.message import Origin
from parley.domain.ports import Store
from parley.domain.review import ReviewItem
from parley.flow.random_audit import is_wrong
from parley.risk.confidence.correction import Weighed


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """A verdict, and the line that it is on: alike but for values is one line."""

    line: str
    weighed: Weighed


async def verdicts_by_direction(
    store: Store, policies: Mapping[str, Policy], since: datetime | None = None
) -> dict[str, list[LineVerdict]]:
    """Every verdict of a person on a model's translation, by "de-en"."""
    found: dict[str, list[LineVerdict]] = {}
    for source, target in await store.released_directions():
        direction = f"{source}-{target}"
        items = await store.decided_items(direction)
        found[direction] = list(weighed(direction, items, policies, since))
    return found


def weighed(
    direction: str,
    items: Iterable[ReviewItem],
    policies: Mapping[str, Policy],
    since: datetime | None = None,
) -> Iterable[LineVerdict]:
    """The items of a direction as verdicts, without those that say nothing of the model."""
    for item in items:
        made = item.translation
        too_old = since is not None and item.created_at < since
        if made.origin is not Origin.MODEL or not 0 < made.confidence < 1 or too_old:
            continue
        policy = policies.get(item.channel) or policies[""]
        threshold = policy.thresholds(direction).review_below
        drawn = any(flag.rule == AUDIT_RULE for flag in item.flags)
        weight = 1.0 if drawn or made.confidence < threshold else policy.audit_share
        if weight > 0:
            verdict = Weighed(made.estimated, not is_wrong(item), weight)
            yield LineVerdict(item.likeness or item.review_item_id, verdict)


def effective(verdicts: Sequence[LineVerdict]) -> float:
    """How many verdicts of weight 1 on different lines they are worth.

    Kish's effective sample size (1965), (sum of weights)² / (sum of squared weights), over lines:
    one line released for many customers is one opinion.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for verdict in verdicts:
        weights[verdict.line] += verdict.weighed.weight
    squares = sum(weight * weight for weight in weights.values())
    return sum(weights.values()) ** 2 / squares if squares else 0.0
