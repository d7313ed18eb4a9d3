"""The review flow as one object."""

from parley.flow.review.alike import LookAlikes
from parley.flow.review.queue import ReviewQueue
from parley.flow.review.sweep import Sweeper
from parley.flow.review.watch import Watch


class ReviewFlow(ReviewQueue, Watch, LookAlikes, Sweeper):
    """The review queue: every change of an item goes through a verb of this class.

    Each base takes the same desk and keeps no state of its own.
    """
