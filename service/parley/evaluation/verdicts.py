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

The threshold and the share are those in force now, the tenant's own where it has some; verdicts
from before they changed are better left out (`since`). A threshold that was chosen from calibration
goes along with every correction of the confidence, so that it is compared before any; one that the
settings name was compared with the confidence of its time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from parley.domain.conversation import TENANT_KEY
from parley.domain.decide import AUDIT_RULE, Policy
from parley.domain.errors import NotFound
from parley.domain.message import Origin
from parley.domain.ports import Store
from parley.domain.review import ReviewItem
from parley.flow.random_audit import is_wrong
from parley.risk.confidence.correction import Weighed

_NO_TENANTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """A verdict, and the line that it is on: alike but for values is one line."""

    line: str
    weighed: Weighed


async def verdicts_by_direction(
    store: Store, policies: Mapping[str, Policy], since: datetime | None = None
) -> dict[str, list[LineVerdict]]:
    """Every verdict of a person on a model's translation, by "de-en".

    Args:
        policies: by channel, "" for every other; thresholds that are chosen from calibration are
            those before the deployment's own correction.
    """
    found: dict[str, list[LineVerdict]] = {}
    tenants: dict[str, str] = {}
    has_tenants = any(policy.by_tenant for policy in policies.values())
    for source, target in await store.released_directions():
        direction = f"{source}-{target}"
        items = await store.decided_items(direction)
        if has_tenants:
            for conversation in {item.conversation_id for item in items} - tenants.keys():
                tenants[conversation] = await _tenant_of(store, conversation)
        found[direction] = list(weighed(direction, items, policies, since, tenants))
    return found


async def _tenant_of(store: Store, conversation_id: str) -> str:
    try:
        conversation = await store.conversation(conversation_id)
    except NotFound:
        # What is left of one that was erased.
        return ""
    return conversation.metadata.get(TENANT_KEY, "")


def weighed(
    direction: str,
    items: Iterable[ReviewItem],
    policies: Mapping[str, Policy],
    since: datetime | None = None,
    tenants: Mapping[str, str] = _NO_TENANTS,
) -> Iterable[LineVerdict]:
    """The items of a direction as verdicts, without those that say nothing of the model.

    Args:
        policies: as `verdicts_by_direction` takes them.
        tenants: by conversation, of those that have one.
    """
    for item in items:
        made = item.translation
        too_old = since is not None and item.created_at < since
        if made.origin is not Origin.MODEL or not 0 < made.confidence < 1 or too_old:
            continue
        policy = policies.get(item.channel) or policies[""]
        thresholds = policy.thresholds(direction, tenants.get(item.conversation_id, ""))
        compared = made.estimated if thresholds.is_chosen else made.confidence
        drawn = any(flag.rule == AUDIT_RULE for flag in item.flags)
        weight = 1.0 if drawn or compared < thresholds.review_below else policy.audit_share
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
