"""What the flows need from the outside. Adapters in text, engine, risk, store and bus fit these."""

from parley.domain.ports.accounts import AccountStore
from parley.domain.ports.bus import REVIEW_QUEUE, EventBus, Subscription
from parley.domain.ports.clock import Clock
from parley.domain.ports.confidence import ConfidenceEstimator, Evidence, SecondLook
from parley.domain.ports.conversations import (
    Accepted,
    Change,
    ConversationStore,
    DecidedMessage,
    Erased,
)
from parley.domain.ports.engine import Detector, Hypothesis, ScoredToken, Translator
from parley.domain.ports.memory import MemoryStore
from parley.domain.ports.reports import ReportStore
from parley.domain.ports.reviewers import AuditFound, AuditSearch, AuditStore, ReviewerStore
from parley.domain.ports.reviews import ChangedItem, ClaimQuery, ReviewQuery, ReviewStore, Verb
from parley.domain.ports.risk import Exchange, RiskAssessor, TextClassifier
from parley.domain.ports.store import Store

__all__ = [
    "REVIEW_QUEUE",
    "Accepted",
    "AccountStore",
    "AuditFound",
    "AuditSearch",
    "AuditStore",
    "Change",
    "ChangedItem",
    "ClaimQuery",
    "Clock",
    "ConfidenceEstimator",
    "ConversationStore",
    "DecidedMessage",
    "Detector",
    "Erased",
    "EventBus",
    "Evidence",
    "Exchange",
    "Hypothesis",
    "MemoryStore",
    "ReportStore",
    "ReviewQuery",
    "ReviewStore",
    "ReviewerStore",
    "RiskAssessor",
    "ScoredToken",
    "SecondLook",
    "Store",
    "Subscription",
    "TextClassifier",
    "Translator",
    "Verb",
]
