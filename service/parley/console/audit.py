"""The audit log, for those who lead: what was done, by whom, and whether the log is whole."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.roles import require_lead
from parley.console.views import page
from parley.domain.audit import AuditEntry
from parley.domain.message import Severity
from parley.domain.ports import AuditSearch

_PAGE = 100
# What the entry itself says already.
_KNOWN = frozenset({"version", "review_item_id", "reviewer_id", "name", "created_at"})
_MOMENTS = frozenset({"deadline", "lease_until", "decided_at", "release_at"})
_KINDS = (
    "review_item",
    "reviewer",
    "account",
    "glossary_term",
    "memory_unit",
    "glossary_proposal",
    "channel_policy",
)


@dataclass(frozen=True, slots=True)
class _Change:
    """A fact before and after, as text; `before` is None for what was not there."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """An entry in words; texts are None once they were erased."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    kind: str
    subject_id: str
    changes: tuple[_Change, ...]
    texts: tuple[tuple[str, str | None], ...]


async def audit_page(request: Request, visitor: Visitor) -> Response:
    require_lead(visitor)
    console = console_of(request)
    search = _search(dict(request.query_params))
    found = await console.audit.search(search)
    asked = {"subject": search.subject, "actor": search.actor, "verb": search.verb}
    older = urlencode({**{k: v for k, v in asked.items() if v}, "before": found.before})
    return page(
        request,
        "audit.html",
        entries=[_shown(entry) for entry in found.entries],
        search=search,
        older=f"/audit?{older}" if found.before else "",
        verification=console.audit.verification,
    )


async def verify(request: Request, visitor: Visitor) -> Response:
    """Begin with the first entry."""
    require_lead(visitor)
    found = await console_of(request).audit.verify()
    return page(request, "_verification.html", verification=found)


async def verify_on(request: Request, visitor: Visitor) -> Response:
    """How far it is by now, after a stretch more: the page asks until it is done."""
    require_lead(visitor)
    found = await console_of(request).audit.verify_on()
    return page(request, "_verification.html", verification=found)


def _search(values: dict[str, str]) -> AuditSearch:
    before = values.get("before", "")
    subject = values.get("subject", "").strip()
    if subject and subject.partition("/")[0] not in _KINDS:
        # People paste an item's id.
        subject = f"review_item/{subject}"
    return AuditSearch(
        subject=subject,
        actor=values.get("actor", "").strip(),
        verb=values.get("verb", "").strip(),
        before=int(before[:15]) if before.isascii() and before.isdigit() else 0,
        limit=_PAGE,
    )


def _shown(entry: AuditEntry) -> _Shown:
    content = json.loads(entry.content)
    before, after = content["before"], content["after"]
    kind, _, subject_id = content["subject"].partition("/")
    return _Shown(
        sequence=entry.sequence,
        at=datetime.fromisoformat(content["at"]),
        actor=content["actor"],
        verb=content["verb"],
        kind=kind,
        subject_id=subject_id,
        changes=tuple(
            _Change(
                name,
                _told(name, before[name]) if name in before else None,
                _told(name, value),
            )
            for name, value in after.items()
            if name not in _KNOWN and (name in before or value not in (None, "", [], False))
        ),
        texts=tuple((name, kept.text) for name, kept in entry.texts.items()),
    )


def _told(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict):
        said = (f"{key}: {_told(key, part)}" for key, part in value.items() if part is not None)
        return ", ".join(said)
    if isinstance(value, list):
        separator = "; " if isinstance(value[0], dict) else ", "
        return separator.join(_told(name, part) for part in value)
    if name == "severity":
        return Severity(value).name.lower()
    if name in _MOMENTS:
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M:%S}"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
