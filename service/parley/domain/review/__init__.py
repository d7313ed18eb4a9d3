"""A review item as a pure state machine: each verb takes an item and gives the next one.

    PENDING --claim--> CLAIMED --release--> RELEASING --(undo window ends)--> RELEASED
     ^                  |  |  \\--reject---> REJECTED       |
     +- return, escalate +  +<----------- undo ------------+
     +- (lease ends) ----+
     +- first of two approvals

Without an undo window a release leads straight to RELEASED.
"""

from parley.domain.review.claims import (
    LONGEST_LEASE,
    SHORTEST_LEASE,
    claim,
    escalate,
    give_back,
    renew,
    returned,
)
from parley.domain.review.decisions import (
    LONGEST_UNDO,
    expire_deadline,
    finish_release,
    hold_up,
    reject,
    release,
    send_unreviewed,
    undo,
)
from parley.domain.review.item import (
    BROKEN_RULES,
    OPEN_STATES,
    ReviewItem,
    ReviewState,
    decided_by_person,
    is_broken,
    is_claimable,
    is_held_by,
    text_in_hand,
)
from parley.domain.review.tags import Cause, ReleaseTag, tag_from
from parley.domain.review.urgency import line_of, rank_of

__all__ = [
    "BROKEN_RULES",
    "LONGEST_LEASE",
    "LONGEST_UNDO",
    "OPEN_STATES",
    "SHORTEST_LEASE",
    "Cause",
    "ReleaseTag",
    "ReviewItem",
    "ReviewState",
    "claim",
    "decided_by_person",
    "escalate",
    "expire_deadline",
    "finish_release",
    "give_back",
    "hold_up",
    "is_broken",
    "is_claimable",
    "is_held_by",
    "line_of",
    "rank_of",
    "reject",
    "release",
    "renew",
    "returned",
    "send_unreviewed",
    "tag_from",
    "text_in_hand",
    "undo",
]
