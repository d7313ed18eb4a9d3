"""What reviewers can do, and what happens when none of them does it in time."""

from parley.flow.review.alike import Fitting, ReleasedAlike
from parley.flow.review.audit import AuditFlow, Verification
from parley.flow.review.desk import Desk, ReviewRules
from parley.flow.review.flow import ReviewFlow
from parley.flow.review.queue import LONGEST_SEARCH, ItemInContext
from parley.flow.review.reviewers import ReviewerFlow
from parley.flow.review.watch import QueueChange

__all__ = [
    "LONGEST_SEARCH",
    "AuditFlow",
    "Desk",
    "Fitting",
    "ItemInContext",
    "QueueChange",
    "ReleasedAlike",
    "ReviewFlow",
    "ReviewRules",
    "ReviewerFlow",
    "Verification",
]
