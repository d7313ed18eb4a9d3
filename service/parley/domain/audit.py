"""The audit log: who did what, when and why, what was before and after; nothing is ever changed.

Each entry's hash is SHA-256 over the hash of the entry before and the entry's own content, so
that a changed, missing or added entry breaks every later one. A person's words are not in the
content: there stands SHA-256 over a random salt and the text. Erasing somebody erases texts and
salts; the chain stays whole, and what is left tells nothing, as without its salt even a short
text cannot be found by trying.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any

from parley.domain.account import Account
from parley.domain.channel_policy import PolicyEdit, PolicySettings, differences
from parley.domain.glossary import GlossaryTerm
from parley.domain.memory import MemoryUnit
from parley.domain.proposal import GlossaryProposal, Verdict
from parley.domain.review.item import ReviewItem
from parley.domain.reviewer.profile import Reviewer

GENESIS = "0" * 64
Facts = Mapping[str, Any]

# What people wrote; it is kept beside the chain.
_ITEM_TEXTS = ("released_text", "approved_text", "escalation_note")
# Never changed by a verb; some are texts, or ids that a channel made of a person's name.
_ITEM_LEFT_OUT = frozenset(
    {
        *_ITEM_TEXTS,
        "conversation_id",
        "flags",
        "likeness",
        "message_id",
        "source_text",
        "translation",
    }
)
_REVIEWER_LEFT_OUT = frozenset({"is_known"})
_TERM_TEXTS = ("source", "target", "variants", "target_variants", "note")
_TERM_LEFT_OUT = frozenset({*_TERM_TEXTS, "created_at", "term_id", "version"})
_UNIT_TEXTS = ("source", "target")
_UNIT_LEFT_OUT = frozenset({*_UNIT_TEXTS, "created_at", "message_id", "unit_id", "version"})
_ACCOUNT_LEFT_OUT = frozenset({"password_hash", "password_at", "created_at"})


@dataclass(frozen=True, slots=True)
class Action:
    """One use of a verb; `actor` is empty for what Parley does by itself.

    `why` is a text of the entry like those of its step.
    """

    actor: str
    verb: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What an action changed: facts by name, before and after, and the texts that came of it."""

    subject: str
    before: Facts
    after: Facts
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditText:
    """A text of an entry; both fields are None once it was erased."""

    text: str | None
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry as it is kept; `content` is the canonical JSON that the hash covers."""

    sequence: int
    content: str
    previous_hash: str
    hash: str
    texts: Mapping[str, AuditText]


def step_of_item(before: ReviewItem | None, after: ReviewItem) -> Step:
    """What a verb did to an item; `before` is None for a new one."""
    texts = {
        name: getattr(after, name)
        for name in _ITEM_TEXTS
        if getattr(after, name)
        and (before is None or getattr(before, name) != getattr(after, name))
    }
    if "released_text" in texts:
        texts["proposed_text"] = after.translation.text
    changed = _changes(before, after, _ITEM_LEFT_OUT)
    return Step(f"review_item/{after.review_item_id}", *changed, texts)


def step_of_reviewer(before: Reviewer | None, after: Reviewer) -> Step:
    """What was changed in a profile; `before` is None for a new one."""
    changed = _changes(before, after, _REVIEWER_LEFT_OUT)
    return Step(f"reviewer/{after.reviewer_id}", *changed, {})


def step_of_account(before: Account | None, after: Account) -> Step:
    """What was changed of an account, its password aside; `before` is None for a new one."""
    changed = _changes(before, after, _ACCOUNT_LEFT_OUT)
    return Step(f"account/{after.name}", *changed, {})


def step_of_term(before: GlossaryTerm | None, after: GlossaryTerm | None) -> Step:
    """What was changed of a term; one of the two is None for a new or a deleted one."""
    some = after or before
    assert some is not None
    changed = _changes(before, after, _TERM_LEFT_OUT)
    texts = _texts(before, after, _TERM_TEXTS)
    return Step(f"glossary_term/{some.term_id}", *changed, texts)


def step_of_unit(before: MemoryUnit | None, after: MemoryUnit | None) -> Step:
    """What was changed of a unit; one of the two is None for a new or a deleted one."""
    some = after or before
    assert some is not None
    changed = _changes(before, after, _UNIT_LEFT_OUT)
    texts = _texts(before, after, _UNIT_TEXTS)
    return Step(f"memory_unit/{some.unit_id}", *changed, texts)


def step_of_proposal(proposal: GlossaryProposal, verdict: Verdict) -> Step:
    """What was made of a proposal, and of how many releases it was."""
    facts = {
        "accepted": verdict.accepted,
        "evidence": list(proposal.evidence),
        "source_language": proposal.source_language,
        "target_language": proposal.target_language,
    }
    texts = {
        "source": proposal.source,
        "replaced": proposal.replaced,
        "target": proposal.target,
    }
    return Step(f"glossary_proposal/{proposal.proposal_id}", {}, facts, texts)


def step_of_policy(edit: PolicyEdit, before: PolicySettings, after: PolicySettings) -> Step:
    """What was changed of what holds on a channel, and whose word that is."""
    changed = differences(before, after)
    old = {name: was for name, (was, _) in changed.items()}
    new = {name: value for name, (_, value) in changed.items()}
    new["overrides_file"] = edit.settings is not None
    return Step(f"channel_policy/{edit.channel}", old, new, {})


def step_of_import(units: int, added: int) -> Step:
    """So many units of a file, and how many of them were new."""
    return Step("memory_import", {}, {"units": units, "added": added}, {})


def content_of(sequence: int, action: Action, step: Step, digests: Mapping[str, str]) -> str:
    """Canonical JSON (sorted keys, no space, UTF-8) of an entry; digests are by text's name."""
    return json.dumps(
        {
            "actor": action.actor,
            "after": step.after,
            "at": _plain(action.at),
            "before": step.before,
            "sequence": sequence,
            "subject": step.subject,
            "texts": digests,
            "verb": action.verb,
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def hash_of(previous_hash: str, content: str) -> str:
    """The chain's link: SHA-256 in hex over the previous hash, a line feed and the content."""
    return sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


def digest_of(salt: bytes, text: str) -> str:
    """What stands in the content for a text."""
    return sha256(salt + text.encode("utf-8", "surrogatepass")).hexdigest()


class ChainCheck:
    """Verifies entries one after another, from any point of the chain on.

    Attributes:
        sequence, hash: of the last entry that held.
        erased: texts that were erased since, which is no fault.
    """

    def __init__(self, sequence: int = 0, previous_hash: str = GENESIS) -> None:
        self.sequence = sequence
        self.hash = previous_hash
        self.erased = 0

    def fault(self, entry: AuditEntry) -> str:
        """What is wrong with the next entry; empty if nothing, and the check moves on to it."""
        if entry.sequence != self.sequence + 1:
            return f"entry {self.sequence + 1} is missing"
        if entry.previous_hash != self.hash:
            return f"entry {entry.sequence} does not follow the one before"
        if hash_of(entry.previous_hash, entry.content) != entry.hash:
            return f"entry {entry.sequence} was changed"
        content = json.loads(entry.content)
        if content["sequence"] != entry.sequence:
            return f"entry {entry.sequence} is another's"
        digests = content["texts"]
        for name, kept in entry.texts.items():
            if kept.text is None or kept.salt is None:
                self.erased += 1
            elif digests.get(name) != digest_of(kept.salt, kept.text):
                return f"the text {name!r} of entry {entry.sequence} was changed"
        self.sequence, self.hash = entry.sequence, entry.hash
        return ""


def _changes(before: Any, after: Any, left_out: frozenset[str]) -> tuple[Facts, Facts]:
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for field in fields(before if after is None else after):
        if field.name in left_out:
            continue
        value = None if after is None else _plain(getattr(after, field.name))
        was = None if before is None else _plain(getattr(before, field.name))
        if value != was:
            if after is not None:
                new[field.name] = value
            if before is not None:
                old[field.name] = was
    return old, new


def _texts(before: Any, after: Any, names: tuple[str, ...]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in names:
        was = "" if before is None else _joined(getattr(before, name))
        value = "" if after is None else _joined(getattr(after, name))
        if was != value:
            texts |= {name: value} if value else {}
            texts |= {f"{name}_before": was} if was else {}
    return texts


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " | ".join(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
