"""What becomes of messages on each channel, as the running service decides it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.console.context import Visitor, console_of
from parley.console.guard import signed_in
from parley.console.policy_form import (
    HOLD_AS,
    REVIEW_AS,
    Values,
    place_of,
    scope_rows,
    settings_from,
    values_of,
)
from parley.console.roles import require_admin
from parley.console.views import page, see_other
from parley.domain.channel_policy import WrittenPolicy, differences
from parley.domain.decide import Policy, Thresholds
from parley.domain.errors import Conflict, InvalidInput
from parley.domain.message import Decision, Formality, Priority, Severity
from parley.flow.policies import ChannelPolicy

_MOST_CAREFUL_FIRST = (Decision.HOLD, Decision.DELIVER_AND_REVIEW, Decision.DELIVER)


@dataclass(frozen=True, slots=True)
class _Treatment:
    """What flags lead to a decision: severities, and rules for which theirs does not count."""

    decision: Decision
    severities: tuple[Severity, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Thresholds of a tenant and direction, each "" for all others."""

    tenant: str
    direction: str
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a policy's budgets, bounds and scopes come to, row by row."""

    rows: tuple[_Row, ...]

    @property
    def has_tenants(self) -> bool:
        return any(row.tenant for row in self.rows)

    @property
    def has_bounds(self) -> bool:
        return any(row.thresholds.bound for row in self.rows)

    @property
    def is_uncertified(self) -> bool:
        """Whether a bound is asked for that no threshold keeps."""
        bounds = (row.thresholds.bound for row in self.rows)
        return any(bound is not None and not bound.certified for bound in bounds)


@dataclass(frozen=True, slots=True)
class _Channel:
    """A channel's policy as it is shown; differences are (setting, the file's, what holds)."""

    found: ChannelPolicy
    treatments: tuple[_Treatment, ...]
    outcome: _Outcome
    differences: tuple[tuple[str, Any, Any], ...]

    @property
    def name(self) -> str:
        return self.found.channel

    @property
    def policy(self) -> Policy:
        return self.found.written.policy


async def policies_page(request: Request, visitor: Visitor) -> Response:
    channels = [_channel(found) for found in await console_of(request).policies.channels()]
    saved = request.query_params.get("saved", "")
    return page(
        request,
        "policies.html",
        channels=channels,
        saved=next((channel for channel in channels if channel.name == saved), None),
    )


async def policy_page(request: Request, visitor: Visitor) -> Response:
    """The form, with what holds now."""
    require_admin(visitor)
    found = await console_of(request).policies.channel(request.query_params.get("channel", ""))
    return _form(request, found, values_of(found.written.settings))


async def change_policy(request: Request, visitor: Visitor) -> Response:
    """Save the form, or show it again with what is wrong at its place."""
    require_admin(visitor)
    flow, values = console_of(request).policies, await _values(request)
    found = await flow.channel(values.get("channel", ""))
    try:
        await flow.change(
            found.channel,
            settings_from(values),
            values.get("etag", ""),
            visitor.name,
            values.get("reason", ""),
        )
    except InvalidInput as error:
        return _form(request, found, values, error)
    except Conflict as error:
        found = await flow.channel(found.channel)
        return _form(request, found, values_of(found.written.settings), error)
    return see_other(_after(found))


async def check_policy(request: Request, visitor: Visitor) -> Response:
    """What the form would come to, by direction; nothing is changed."""
    require_admin(visitor)
    values = await _values(request)
    written: WrittenPolicy | None = None
    problem: InvalidInput | None = None
    try:
        settings = settings_from(values)
        written = await console_of(request).policies.read(values.get("channel", ""), settings)
    except InvalidInput as error:
        problem = error
    return page(
        request,
        "_policy_check.html",
        outcome=_outcome(written.policy) if written else None,
        problem=problem,
    )


async def reset_policy(request: Request, visitor: Visitor) -> Response:
    """Let the settings file's policy hold again."""
    require_admin(visitor)
    flow, values = console_of(request).policies, await _values(request)
    found = await flow.channel(values.get("channel", ""))
    try:
        await flow.reset(
            found.channel, values.get("etag", ""), visitor.name, values.get("reason", "")
        )
    except Conflict as error:
        found = await flow.channel(found.channel)
        return _form(request, found, values_of(found.written.settings), error)
    return see_other(_after(found))


ROUTES = (
    Route("/policies", signed_in(policies_page)),
    Route("/policies/edit", signed_in(policy_page)),
    Route("/policies/edit", signed_in(change_policy), methods=["POST"]),
    Route("/policies/check", signed_in(check_policy), methods=["POST"]),
    Route("/policies/reset", signed_in(reset_policy), methods=["POST"]),
)


def _form(
    request: Request,
    found: ChannelPolicy,
    values: Values,
    problem: InvalidInput | Conflict | None = None,
) -> Response:
    place = ""
    if isinstance(problem, InvalidInput):
        # What the form itself could not read is named by its field already.
        place = problem.field if problem.field in values else place_of(problem.field, values)
    return page(
        request,
        "policy.html",
        status=200 if problem is None else 409 if isinstance(problem, Conflict) else 400,
        channel=_channel(found),
        values=defaultdict(str, values),
        rows=scope_rows(values),
        problem=problem,
        place=place,
        hold_as=HOLD_AS,
        review_as=REVIEW_AS,
        decisions=_MOST_CAREFUL_FIRST,
        severities=[severity.name.lower() for severity in sorted(Severity, reverse=True)],
        priorities=[priority.name.lower() for priority in Priority],
        formalities=[formality.value for formality in Formality],
        rules=console_of(request).policies.policies.book.rules,
    )


def _after(found: ChannelPolicy) -> str:
    return f"/policies?{urlencode({'saved': found.channel})}"


async def _values(request: Request) -> Values:
    return {key: str(value).strip() for key, value in (await request.form()).items()}


def _channel(found: ChannelPolicy) -> _Channel:
    changed = differences(found.of_file.settings, found.written.settings)
    return _Channel(
        found,
        _treatments(found.written.policy),
        _outcome(found.written.policy),
        tuple((name, before, after) for name, (before, after) in changed.items()),
    )


def _treatments(policy: Policy) -> tuple[_Treatment, ...]:
    return tuple(
        _Treatment(
            decision,
            tuple(s for s in sorted(Severity, reverse=True) if policy.by_severity[s] is decision),
            tuple(sorted(rule for rule, chosen in policy.by_rule.items() if chosen is decision)),
        )
        for decision in _MOST_CAREFUL_FIRST
    )


def _outcome(policy: Policy) -> _Outcome:
    return _Outcome(tuple(
        _Row(tenant, direction, thresholds)
        for tenant, table in policy.tables()
        for direction, thresholds in table.items()
    ))  # fmt: skip
